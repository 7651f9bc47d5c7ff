"""The language servers of one workspace: which are asked about a file, and what they are told of edits and files."""

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, field

from icotes.core.errors import IcotesError
from icotes.core.events import EventRecord
from icotes.core.log import follow
from icotes.kit.workspace import Workspace
from icotes.modules.languages import answers
from icotes.modules.languages.launching import Launcher
from icotes.modules.languages.peer import Over
from icotes.modules.languages.positions import Lines
from icotes.modules.languages.problems import Problems
from icotes.modules.languages.remembering import Offers
from icotes.modules.languages.server import Server, missing
from icotes.modules.languages.session import Known, OpenFile, Session
from icotes.modules.languages.texts import Texts
from icotes.modules.languages.types import (
    DiagnosticsChanged,
    FileDiagnostics,
    LanguageSettings,
    NoLanguageServer,
    NotSupported,
    ServerSpec,
)

PAUSE = 0.05
"""Seconds after a key until servers are told what was typed, unless somebody asks before."""
TELL_SECONDS = 1.0
"""How often what is wrong with a file is told as an event, at most."""
LEAVE_SECONDS = 60.0
"""A file that is not open and of which nobody asked for so long is closed at the servers."""
OFFERS = 50
"""Lists of completions that are remembered."""
ACTIONS = 8
"""Lists of actions that are remembered, each with the texts of that moment."""
_CREATED, _CHANGED, _DELETED = 1, 2, 3
_KINDS = {"created": _CREATED, "changed": _CHANGED, "deleted": _DELETED}

logger = logging.getLogger(__name__)


class _Told(Struct):
    """What an event of files says that matters here."""

    path: str = ""
    from_: str = field(name="from", default="")
    change: str = "changed"
    type: str = "file"
    by: tuple[str, ...] = ()
    changes: list["_Told"] = []


_told = msgspec.json.Decoder(_Told).decode


class Asked(NamedTuple):
    """A server that is asked about a file: it runs, and was told of what the file holds now."""

    server: Server
    session: Session
    file: OpenFile

    async def answer(self, what: str, params: dict[str, Any]) -> Any:
        """Return what the server says of the file, e.g. `hover`; see `Server.ask`."""
        document = {"textDocument": {"uri": self.file.uri}}
        return await self.server.ask(self.session, f"textDocument/{what}", {**document, **params})


class Pool:
    """The language servers of one workspace.

    Args:
        specs: those that may be used, those that are preferred first.

    Attributes:
        completions: what was offered to complete, as the servers say it.
        actions: what was offered to do, with what the server knew then.
    """

    def __init__(
        self,
        workspace: Workspace,
        specs: dict[str, ServerSpec],
        settings: LanguageSettings,
        launcher: Launcher,
        texts: Texts,
    ) -> None:
        self.workspace = workspace
        self.problems = Problems(f"problems-{workspace.id}")
        self.completions = Offers[tuple[Asked, Any]](OFFERS)
        self.actions = Offers[tuple[Asked, dict[str, Known], Any]](ACTIONS)
        self._loop = asyncio.get_running_loop()
        self._telling: dict[str, asyncio.TimerHandle] = {}
        self._typed: dict[str, asyncio.TimerHandle] = {}
        self._texts = texts
        self._settings = settings
        tell = workspace.store.post
        self.servers = {
            name: Server(
                workspace,
                name,
                spec,
                settings,
                launcher,
                texts,
                tell,
                partial(self._found, name),
                partial(self._lost, name),
            )
            for name, spec in specs.items()
        }
        self._unwatch = texts.watch(workspace, self._changed)
        self._following = self._loop.create_task(self._follow())

    async def close(self) -> None:
        """End all servers."""
        self._unwatch()
        self._following.cancel()
        for timer in [*self._telling.values(), *self._typed.values()]:
            timer.cancel()
        await asyncio.gather(*(each.stop() for each in self.servers.values()))
        await asyncio.gather(self._following, return_exceptions=True)
        self.problems.close()

    def look(self) -> None:
        """End the servers that hang or that nobody uses, and close what nobody looks at."""
        oldest = self._loop.time() - LEAVE_SECONDS
        for server in self.servers.values():
            session = server.ready
            for path, file in [*session.files.items()] if session else ():
                if session and file.used < oldest and self._texts.live(self.workspace, path) is None:
                    with suppress(Over):
                        session.leave(path)
            server.look()

    # Who is asked.

    async def about(self, path: str) -> list[Server]:
        """Return the servers of a file: the one of its language, and those beside it.

        Raises:
            NoLanguageServer: there is none, or none is installed.
        """
        candidates = [server for server in self.servers.values() if server.speaks(path)]
        if not candidates:
            name = path.rpartition("/")[2]
            raise NoLanguageServer(
                f"No language server is known for {name}; name one in the settings, under [languages.servers].",
                servers=[],
                install="",
            )
        there = [server for server in candidates if await server.is_there()]
        first = next((server for server in there if not server.spec.beside), None)
        found = ([first] if first else []) + [server for server in there if server.spec.beside]
        if not found:
            raise missing(candidates)
        return found

    async def ask(self, path: str, capability: str) -> Asked:
        """Return the first server of a file that can do something.

        Raises:
            NoLanguageServer: there is none for this file.
            NotSupported: none of them can do it.
            ServerFailing: it does not run.
            NotFound: there is no such file.
            Unacceptable: it is no text, or too large.
        """
        servers = await self.about(path)
        for server in servers:
            session = await server.session()
            if session.can(capability):
                return Asked(server, *await server.sync(path))
        names = " and ".join(each.name for each in servers)
        if all(each.spec.beside for each in servers):
            raise missing([each for each in self.servers.values() if each.speaks(path) and each not in servers])
        raise NotSupported(f"{names} can't do that for this file.", servers=[each.name for each in servers])

    async def every(self, path: str) -> list[Asked]:
        """Return all servers of a file that run, started if need be.

        Raises:
            IcotesError: none of them does; what the first one says.
        """

        async def asked(server: Server) -> Asked:
            return Asked(server, *await server.sync(path))

        done = await asyncio.gather(*map(asked, await self.about(path)), return_exceptions=True)
        found = [each for each in done if isinstance(each, Asked)]
        failed = next((each for each in done if isinstance(each, BaseException)), None)
        if failed and (not found or not isinstance(failed, IcotesError)):
            raise failed
        return found

    # What is wrong.

    def _found(self, server: str, path: str, found: list[Any], lines: Lines) -> None:
        if told := self.problems.put(path, server, answers.diagnostics(found, server, lines)):
            self._tell_soon(told)

    def _lost(self, server: str) -> None:
        for told in self.problems.drop(server):
            self._tell_soon(told)

    def _tell_soon(self, told: FileDiagnostics) -> None:
        if told.path not in self._telling:
            self._telling[told.path] = self._loop.call_later(TELL_SECONDS, self._tell, told.path)

    def _tell(self, path: str) -> None:
        del self._telling[path]
        severities = [each.severity for each in self.problems.of(path).diagnostics]
        errors, warnings = severities.count("error"), severities.count("warning")
        others = len(severities) - errors - warnings
        self.workspace.store.post(DiagnosticsChanged(path=path, errors=errors, warnings=warnings, others=others))

    async def diagnosed(self, asked: list[Asked], seconds: float) -> None:
        """Return once the servers have said what is wrong with a file, or after a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.gather(*(each.file.diagnosed.wait() for each in asked))

    # What servers are told.

    def _changed(self, path: str) -> None:
        """Note that an open text was changed; the servers that know it hear of it soon."""
        if path not in self._typed and any(path in session.files for session in self._ready()):
            self._typed[path] = self._loop.call_later(PAUSE, self._put, path)

    def _put(self, path: str) -> None:
        self._typed.pop(path, None)
        live = self._texts.live(self.workspace, path)
        for server in self.servers.values():
            session = server.ready
            if live and session and path in session.files:
                server.used = self._loop.time()
                with suppress(Over):
                    session.put(path, live)

    def _ready(self) -> list[Session]:
        return [session for server in self.servers.values() if (session := server.ready)]

    async def _follow(self) -> None:
        async for item in follow(self.workspace.log, keep=lambda record: record.kind.startswith("files.")):
            if isinstance(item.value, EventRecord) and self._ready():
                try:
                    await self._take(_told(item.value.data))
                except Exception:
                    logger.exception("%s did not reach the language servers", item.value.id)

    async def _take(self, told: _Told) -> None:
        """Tell the servers what happened to files."""
        changes = [(each.path, _KINDS.get(each.change, _CHANGED)) for each in told.changes or [told] if each.path]
        if told.from_:
            changes = [(told.from_, _DELETED), (told.path, _CREATED)]
        saved = {each.path for each in told.changes or [told] if each.by}
        for session in self._ready():
            with suppress(Over):
                session.watched(changes)
                for path in [*session.files]:
                    if path in saved:
                        session.saved(path)
                    elif kind := next((kind for changed, kind in changes if _is_in(path, changed)), 0):
                        await self._renew(session, path, gone=kind == _DELETED)

    async def _renew(self, session: Session, path: str, *, gone: bool) -> None:
        """Have a server know what became of a file that it was told of."""
        if gone and self._texts.live(self.workspace, path) is None:
            session.leave(path)
            return
        session.files[path].stale = True
        with suppress(IcotesError):
            await session.sync(path)


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
