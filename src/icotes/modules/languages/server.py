"""A language server of a workspace: started when it is needed, again after it failed, ended when nobody needs it."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import Context
from typing import Any, Literal

from icotes.core.errors import IcotesError
from icotes.core.events import Event
from icotes.kit.processes import CommandNotFound
from icotes.kit.sandbox_types import NoSandbox
from icotes.kit.workspace import Workspace
from icotes.modules.languages.launching import Launcher
from icotes.modules.languages.peer import Over, Refused
from icotes.modules.languages.plain import decoded
from icotes.modules.languages.session import Found, OpenFile, Session, language
from icotes.modules.languages.texts import Texts
from icotes.modules.languages.types import (
    LanguageServer,
    LanguageSettings,
    NoAnswer,
    NoLanguageServer,
    ServerFailing,
    ServerRefused,
    ServerSpec,
    ServerStarted,
    ServerStopped,
    State,
)

PAUSES = (0.5, 1.0, 3.0, 10.0, 30.0, 60.0)
"""Seconds until a server that failed is tried again; the last one for ever."""
UNASKED = 3
"""So often it is tried again by itself; then only when somebody needs it."""
WELL_SECONDS = 60.0
"""A server that ran for so long had not failed at its start."""
SHORT = 3.0
"""Whoever needs a server that is about to be tried again waits up to so many seconds."""

logger = logging.getLogger(__name__)


class Server:
    """One language server of one workspace.

    Args:
        tell: publishes an event.
        found: called with what it finds wrong with a file.
        lost: called when all that it said is void.
    """

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        spec: ServerSpec,
        settings: LanguageSettings,
        launcher: Launcher,
        texts: Texts,
        tell: Callable[[Event], object],
        found: Found,
        lost: Callable[[], object],
    ) -> None:
        self._workspace = workspace
        self.name = name
        self.spec = spec
        self._settings = settings
        self._launcher = launcher
        self._texts = texts
        self._tell = tell
        self._found = found
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._session: Session | None = None
        self._starting: asyncio.Task[Session] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._reason: Literal["idle", "asked", "failed"] = "failed"
        self._detail = ""
        self._failures = 0
        self._due = 0.0
        self._began = 0.0
        self._again: list[str] = []
        self.used = 0.0

    @property
    def ready(self) -> Session | None:
        """The run of the server that can be asked now."""
        return None if self._starting or self._ending else self._session

    async def is_there(self) -> bool:
        """Tell whether it is installed."""
        return self._session is not None or await self._launcher.has(self.spec.command[0])

    async def _state(self) -> State:
        if self._session is not None:
            return "starting" if self._starting else "ready"
        if self._failures:
            return "failing"
        return "stopped" if await self.is_there() else "missing"

    async def described(self) -> LanguageServer:
        """Return what is told of it."""
        state, session = await self._state(), self._session
        return LanguageServer(
            name=self.name,
            languages=sorted(set(self.spec.files.values())),
            files=sorted(self.spec.files),
            beside=self.spec.beside,
            state=state,
            detail=self._detail,
            install=self.spec.install,
            pid=session.pid if session else None,
            walls=session.walls if session else "",
        )

    def speaks(self, path: str) -> bool:
        """Tell whether a file is of one of its languages."""
        return bool(language(self.spec, path))

    async def session(self) -> Session:
        """Return the running server; it is started unless it runs.

        Raises:
            NoLanguageServer: it is not installed.
            ServerFailing: it ended by itself; it is tried again later.
        """
        self.used = self._loop.time()
        if self._ending:
            await self._settled()
        if self._session and not self._starting:
            return self._session
        wait = self._due - self._loop.time()
        if wait > SHORT:
            raise self._failing(wait)
        session = await asyncio.shield(self._begin())
        self.used = self._loop.time()  # its start may take longer than it may be of no use
        return session

    def _begin(self) -> "asyncio.Task[Session]":
        if self._starting is None:
            # An empty context: what the server does later is not caused by the call that started it.
            self._starting = self._loop.create_task(self._start(), context=Context())
            self._starting.add_done_callback(self._started)
        return self._starting

    def _started(self, starting: "asyncio.Task[Session]") -> None:
        """Try again what failed; let pass why if nobody waits for it, as it is part of the state."""
        error = None if starting.cancelled() else starting.exception()
        if isinstance(error, ServerFailing):
            self._try_again()
        elif error and not isinstance(error, IcotesError):
            logger.error("a language server did not start", exc_info=error)

    def _try_again(self) -> None:
        if self._again and self._failures <= UNASKED and not self._starting:
            self._begin()

    async def _start(self) -> Session:
        try:
            await asyncio.sleep(self._due - self._loop.time())
            session = await self._launch()
            try:
                await session.begin()
                await self._resume(session)
            except (Over, Refused, TimeoutError) as error:
                self._detail = _why(error)
                session.kill()
                await self._settled()
                raise self._failing(max(0.0, self._due - self._loop.time())) from None
            except BaseException:
                session.kill()
                raise
        finally:
            self._starting = None
        self._detail = ""
        self._tell(ServerStarted(server=self.name))
        return session

    async def _launch(self) -> Session:
        mark = f"ICOTES_LANGUAGE_SERVER={self._workspace.id}.{self.name}"
        try:
            launched = await self._launcher.launch(self._workspace, self.spec, mark)
        except CommandNotFound:
            raise missing([self]) from None
        except NoSandbox as refused:
            self._detail = refused.message
            raise
        self._reason, self._began = "failed", self._loop.time()
        session = self._session = Session(self._workspace, self.spec, self._texts, launched, self._found)
        self._watching = self._loop.create_task(self._watch(session))
        return session

    async def _resume(self, session: Session) -> None:
        """Go on with the open texts that the run before knew."""
        paths, self._again = self._again, []
        for path in paths:
            if live := self._texts.live(self._workspace, path):
                session.put(path, live)

    async def _watch(self, session: Session) -> None:
        """Note how the server ends, and begin again if it failed."""
        end = await session.run()
        self._session = self._ending = None
        if self._reason != "idle":
            self._lost()
        if self._reason != "failed":
            self._tell(ServerStopped(server=self.name, reason=self._reason))
            return
        now = self._loop.time()
        self._failures = 1 if now - self._began > WELL_SECONDS else self._failures + 1
        self._due = now + PAUSES[min(self._failures, len(PAUSES)) - 1]
        self._detail = self._detail or end
        self._again = [*dict.fromkeys((*session.files, *self._again))]
        logger.warning("language server %s: %s\n%s", self.name, self._detail, session.tail)
        self._tell(ServerStopped(server=self.name, reason="failed", detail=self._detail))
        self._try_again()

    async def _settled(self) -> None:
        if self._watching:
            await asyncio.shield(self._watching)

    def _failing(self, wait: float) -> ServerFailing:
        seconds = round(max(wait, 0.1), 1)
        return ServerFailing(
            f"The language server {self.name} does not run: {self._detail} It is tried again in {seconds} s.",
            retry_after=seconds,
            server=self.name,
        )

    async def ask(self, session: Session, method: str, params: Any) -> Any:
        """Return a running server's answer as plain values.

        Raises:
            ServerFailing: it ended meanwhile.
            ServerRefused: it says why it does not do that.
            NoAnswer: the answer did not come in time.
        """
        return decoded(await self.guarded(session.peer.request(method, params, self._settings.timeout)))

    async def carry_out(self, session: Session, command: Any) -> list[Any]:
        """Let it carry out one of its commands; return the edits that it wants to have made."""
        return await self.guarded(session.carry_out(command, self._settings.timeout))

    async def guarded(self, asked: Any) -> Any:
        """Return what is asked of the running server, its failures as ours."""
        try:
            return await asked
        except Over:
            await self._settled()
            raise self._failing(self._due - self._loop.time()) from None
        except Refused as refused:
            text = str(refused).replace(str(self._workspace.folder), "")[:1000]
            raise ServerRefused(f"{self.name} says: {text}", server=self.name) from None
        except TimeoutError:
            self.look()
            raise NoAnswer(
                f"The language server {self.name} did not answer within {self._settings.timeout:g} s; it may be busy.",
                server=self.name,
            ) from None

    async def sync(self, path: str) -> tuple[Session, OpenFile]:
        """Have the server running and told of what a file holds now.

        Raises:
            NotFound: there is no such file.
            Unacceptable: it is no text, or too large.
            ServerFailing: the server does not run.
        """
        session = await self.session()
        return session, await self.guarded(session.sync(path))

    def look(self) -> None:
        """End the server if it owes an answer for too long, or if nobody used it for long."""
        session, now = self.ready, self._loop.time()
        if session is None:
            return
        if session.peer.silent(now) >= self._settings.silence:
            self._detail = f"It said nothing for {self._settings.silence:g} s."
            session.kill()
        elif now - self.used > self._settings.idle and not session.peer.asked:
            self._reason = "idle"
            self._ending = self._loop.create_task(session.end())

    async def stop(self) -> None:
        """End the server; it starts again when it is needed."""
        self._failures, self._due, self._detail, self._again = 0, 0.0, "", []
        if self._starting:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if session := self._session:
            self._reason = "asked"
            session.kill()
        await self._settled()


def missing(servers: list[Server]) -> NoLanguageServer:
    """Return what is said when none of these is installed."""
    how = "; or ".join(each.spec.install for each in servers if each.spec.install)
    names = ", ".join(each.name for each in servers)
    return NoLanguageServer(
        f"No language server for this file is installed ({names}). {f'Install one: {how}.' if how else ''}".rstrip(),
        servers=[each.name for each in servers],
        install=how,
    )


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "It did not answer the first request."
    return f"It refused to start: {error}." if isinstance(error, Refused) else ""
