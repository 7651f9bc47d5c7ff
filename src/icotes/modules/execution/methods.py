"""Run code and files, watch what runs, end it, and look at what ran."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial
from typing import Annotated

import msgspec
from msgspec import Meta

from icotes.core.body import Download
from icotes.core.caller import Caller
from icotes.core.errors import IcotesError, Invalid
from icotes.core.log import Cursor, Gap, Item, Snapshot
from icotes.core.methods import Module, command, query
from icotes.kit.identity import identity
from icotes.kit.page import Page
from icotes.kit.places import Places
from icotes.kit.sandbox import Sandbox
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.execution import store
from icotes.modules.execution.downloads import download
from icotes.modules.execution.jobs import Asked, prepare
from icotes.modules.execution.languages import Languages
from icotes.modules.execution.probes import Probes
from icotes.modules.execution.running import Job, Running
from icotes.modules.execution.scratch import Scratch, remove_all
from icotes.modules.execution.settings import ExecutionSettings
from icotes.modules.execution.types import (
    Code,
    FileName,
    Host,
    Language,
    LanguageName,
    LanguageUse,
    Output,
    Run,
    RunId,
    RunLimits,
    Variable,
    Word,
    Words,
)
from icotes.modules.execution.watching import Shown, watch
from icotes.modules.files.types import FilePath, OpenText

CODE_KEPT = 10_000
"""Characters of a piece of code that are kept in the history."""

Files = Annotated[dict[FileName, bytes], Meta(max_length=1000)]
Hosts = Annotated[tuple[Host, ...], Meta(max_length=100)]
Many = Annotated[int, Meta(ge=1, le=1000)]

logger = logging.getLogger(__name__)


class Runs(Module, WorkspaceLife):
    """The programs that run in the open workspaces, and those that ran."""

    def __init__(
        self,
        settings: ExecutionSettings,
        workspaces: OpenWorkspaces,
        languages: Languages,
        probes: Probes,
        sandbox: Sandbox,
        state: StateFolder,
        open_text: OpenText | None,
    ) -> None:
        self._settings = settings
        self._workspaces = workspaces
        self._languages = languages
        self._probes = probes
        self._sandbox = sandbox
        self._folder = state.folder("runs")
        self._open_text = open_text
        self._running: dict[str, dict[str, Running]] = {}
        self._beginning: set[asyncio.Task[Running | str]] = set()
        self._places = Places(settings.limit, "Too much runs in this workspace; cancel something.")

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        await asyncio.to_thread(remove_all, self._folder)
        await self._workspaces.watch(self)

    async def opened(self, workspace: Workspace) -> None:
        """Tell of runs that a server left which was killed."""
        self._running[workspace.id] = {}
        await workspace.store.write(store.lose)

    async def closed(self, workspace: Workspace) -> None:
        """End what runs."""
        ending = self._running.pop(workspace.id, {}).values()
        await asyncio.gather(*(running.cancel() for running in ending))

    async def stop(self) -> None:
        """End everything that runs."""
        await asyncio.gather(*(self.closed(each) for each in self._workspaces.all()))

    @command(rest="POST /workspaces/{workspace}/runs")
    def run(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath = "",
        *,
        code: Code = "",
        language: LanguageName = "",
        args: Words = (),
        input: Word = "",
        env: dict[Variable, Word] | None = None,
        files: Files | None = None,
        cwd: FilePath = "",
        write: bool = False,
        network: Hosts = (),
        limits: RunLimits | None = None,
        cache: bool = True,
    ) -> AsyncIterator[Item[Snapshot[Run] | Gap | Output]]:
        """Run a file or a piece of code in a sandbox; yield the run, what it prints, and at last how it ended.

        The program sees the workspace's files and nothing else of the machine. It goes on when nobody watches it;
        `execution.follow` comes back to it, `execution.cancel` ends it.

        Args:
            path: a file of the workspace to run, as it is now, unsaved text included.
            code: a piece of code to run instead.
            language: by default that of the file, or python.
            args: words that the program gets.
            input: what the program reads from its standard input.
            env: variables that it gets.
            files: content by name, laid into the folder that it works in; not together with `write`.
            cwd: the folder that it works in, from the workspace's.
            write: it may change the workspace's files; else it can only read them, and works in a folder of its own
                with links to them: what it writes there is kept with the run.
            network: hosts that it may reach by HTTP(S), e.g. `pypi.org`, `*.python.org`; none, if left out.
            limits: how far it may go.
            cache: if the same ran before on the same files, return what it did then; not for runs that may write or
                reach hosts.

        Raises:
            Invalid: there is nothing to run, or both a file and code.
            NotFound: there is no such file or folder.
            LanguageUnknown: nobody said how to run it.
            RuntimeMissing: the program that does is not on the server.
            NoSandbox: this machine can't shut it in.
            HostNotAllowed: the server's settings do not name one of the hosts.
            Denied: the key does not cover the files.
            QuotaExceeded: too much runs in this workspace.
        """
        asked = Asked(
            path,
            code,
            language,
            input,
            args,
            env or {},
            files or {},
            cwd,
            write,
            limits or RunLimits(),
            network,
            cache,
        )
        # A task begins within the call, so that the events name who called; who gives up does not end it.
        beginning = asyncio.create_task(self._begin(workspace, caller, asked))
        self._beginning.add(beginning)
        beginning.add_done_callback(self._begun)
        return self._watched(workspace, caller, beginning)

    def _begun(self, beginning: "asyncio.Task[Running | str]") -> None:
        self._beginning.discard(beginning)
        if not beginning.cancelled():
            beginning.exception()  # whoever asked may be gone

    async def _watched(
        self, workspace: Workspace, caller: Caller, beginning: "asyncio.Task[Running | str]"
    ) -> AsyncGenerator[Item[Shown]]:
        async with aclosing(self._follow(workspace, caller, await asyncio.shield(beginning), None)) as items:
            async for item in items:
                yield item

    async def _begin(self, workspace: Workspace, caller: Caller, asked: Asked) -> Running | str:
        """Start a run, or find one that answers for it and return the id of what becomes of that."""
        caller.require("files:write" if asked.write else "files:read")
        if self._open_text:
            await self._open_text.flush(workspace)
        id_ = f"r_{secrets.token_hex(8)}"
        scratch = Scratch(self._folder / id_)
        language, job = await asyncio.to_thread(
            prepare, asked, workspace, self._languages, self._settings, scratch.path
        )
        run = Run(
            id=id_,
            owner=identity(caller),
            language=language,
            path=asked.path,
            code=asked.code[:CODE_KEPT],
            args=asked.args,
            cwd=asked.cwd,
            started=time.time(),
        )
        await self._probes.need(language, workspace)
        if job.key and (same := await workspace.store.read(partial(store.answering, key=job.key))):
            kept = msgspec.structs.replace(same, id=id_, owner=run.owner, started=run.started, cached=True)
            await workspace.store.write(partial(store.repeat, run=kept, source=same.id, settings=self._settings))
            return id_
        running = await self._start(workspace, run, job, scratch)
        running.finish(self._finish(workspace, running, scratch, job.key), caller.grant)
        if workspace.id not in self._running:
            await running.cancel()
        return running

    async def _start(self, workspace: Workspace, run: Run, job: Job, scratch: Scratch) -> Running:
        with self._places.one(workspace, len(self._of(workspace))):
            running = Running(run, job.limits.output)
            try:
                await asyncio.to_thread(scratch.make, job.files, job.beside)
                await running.start(self._sandbox, job)
            except BaseException:
                await asyncio.to_thread(scratch.remove)
                raise
            self._of(workspace)[run.id] = running
        return running

    async def _finish(self, workspace: Workspace, running: Running, scratch: Scratch, key: str) -> None:
        """See a program to its end; those who watch are told when all of it is on disk."""
        try:
            await self._keep(workspace, running, scratch, key)
        except IcotesError as error:
            logger.warning("run %s is not kept: %s", running.run.id, error)
        finally:
            self._of(workspace).pop(running.run.id, None)
            running.printed.close()
            await running.settle()
            await asyncio.to_thread(scratch.remove)

    async def _keep(self, workspace: Workspace, running: Running, scratch: Scratch, key: str) -> None:
        """Keep that a program began, and how it ended."""
        began = asyncio.ensure_future(workspace.store.write(partial(store.add, run=running.run)))
        await running.ended()
        left = await asyncio.to_thread(scratch.left, self._settings.files)
        running.left(left)
        run, printed, settings = running.run, running.printed, self._settings
        end = partial(store.end, run=run, key=_answers(run, key), printed=printed, files=left.files, settings=settings)
        await began
        await workspace.store.write(end)

    @query(rest="GET /workspaces/{workspace}/runs/{run}/follow")
    def follow(
        self, workspace: Workspace, caller: Caller, run: RunId, *, since: Cursor | None = None
    ) -> AsyncIterator[Item[Snapshot[Run] | Gap | Output]]:
        """Yield a run, what it printed and prints, and at last the run with how it ended.

        Who did not start it sees text and colours, nothing that a screen would obey or answer. Over MCP there is only
        text.

        Args:
            since: the last cursor that was seen; without it everything from the begin.

        Raises:
            RunNotFound: there is none.
        """
        return self._follow(workspace, caller, self._of(workspace).get(run, run), since)

    async def _follow(
        self, workspace: Workspace, caller: Caller, run: Running | str, since: Cursor | None
    ) -> AsyncGenerator[Item[Shown]]:
        if isinstance(run, str):
            ended = await workspace.store.read(partial(store.find, id=run))
            printed = await workspace.store.read(partial(store.printed, id=run))
            items = watch(printed, lambda: ended, caller, since)
        else:
            items = watch(run.printed, lambda: run.run, caller, since)
        async with aclosing(items):
            async for item in items:
                yield item

    @command(rest="POST /workspaces/{workspace}/runs/{run}/cancel")
    async def cancel(self, workspace: Workspace, run: RunId) -> None:
        """End a run with everything that it started; nothing happens if it has ended.

        Raises:
            RunNotFound: there is none.
        """
        running = self._of(workspace).get(run)
        if running is None:
            await workspace.store.read(partial(store.find, id=run))
            return
        await running.cancel()

    @query(rest="GET /workspaces/{workspace}/runs/{run}")
    async def get(self, workspace: Workspace, run: RunId) -> Run:
        """Return a run.

        Raises:
            RunNotFound: there is none.
        """
        running = self._of(workspace).get(run)
        return running.run if running else await workspace.store.read(partial(store.find, id=run))

    @query(rest="GET /workspaces/{workspace}/runs/{run}/files/{name}")
    async def download(self, workspace: Workspace, run: RunId, name: FileName) -> Download:
        """Return a file that a run left.

        Raises:
            RunFileMissing: it left none of this name.
        """
        return download(run, name, await workspace.store.read(partial(store.file, id=run, name=name)))

    @query(rest="GET /workspaces/{workspace}/runs")
    async def history(
        self,
        workspace: Workspace,
        *,
        language: LanguageName = "",
        path: FilePath = "",
        failed: bool | None = None,
        after: str = "",
        limit: Many = 100,
    ) -> Page[Run]:
        """Return the runs of a workspace, newest first; those too that still run.

        Args:
            language: only those in it.
            path: only those of this file.
            failed: only those that failed, or that did not.
            after: where the page before ended.
        """
        wanted = store.Wanted(language, path, failed)
        if after and not (after.isdecimal() and len(after) < 19):
            raise Invalid("`after` is the `next` of the page before.", field="after")
        before = int(after) if after else store.NEWEST
        return await workspace.store.read(partial(store.history, wanted=wanted, before=before, limit=limit))

    @query
    async def statistics(self, workspace: Workspace) -> list[LanguageUse]:
        """Return figures of the runs that are kept, by language; the most used comes first."""
        return await workspace.store.read(store.statistics)

    @query
    async def languages(self, workspace: Workspace) -> list[Language]:
        """Return the languages that can be run here, with the version of what runs them, or how to install it."""
        return await self._probes.all(workspace)

    def _of(self, workspace: Workspace) -> dict[str, Running]:
        return self._running.get(workspace.id, {})


def _answers(run: Run, key: str) -> str:
    """Return the key of a run that may answer for others: it came to its own end."""
    return key if run.exit and run.exit.code is not None and not run.trouble else ""
