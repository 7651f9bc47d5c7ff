"""Start kernels, run code in them, follow what they say, end them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial

from icotes.core.caller import Caller
from icotes.core.errors import NotFound
from icotes.core.log import Bookmark, Cursor, Gap, Item, Snapshot
from icotes.core.methods import Module, command, every, on, query
from icotes.kit.holder import Holders
from icotes.kit.holder_link import Held
from icotes.kit.identity import identity, is_of_key
from icotes.kit.places import Places
from icotes.kit.stream import revoked
from icotes.kit.tokens import TokenRevoked
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.execution import kernel_store
from icotes.modules.execution.kernel import RunningKernel
from icotes.modules.execution.kernel_launch import OWNER, KernelLaunch
from icotes.modules.execution.kernel_log import KernelLog
from icotes.modules.execution.kernel_pool import REFILL_SECONDS, KernelPool
from icotes.modules.execution.kernel_types import (
    Cell,
    Code,
    Done,
    Kernel,
    KernelId,
    KernelKind,
    KernelLanguage,
    KernelName,
    KernelNotFound,
    KernelSettings,
    Said,
    new_kernel,
)
from icotes.modules.execution.kernel_watching import Told, screened
from icotes.modules.execution.kernelspecs import kernelspecs
from icotes.modules.files.types import FilePath, OpenText


class Kernels(Module, WorkspaceLife):
    """The kernels of the open workspaces."""

    def __init__(
        self,
        settings: KernelSettings,
        workspaces: OpenWorkspaces,
        holders: Holders,
        launch: KernelLaunch,
        pool: KernelPool,
        texts: OpenText,
    ) -> None:
        self._settings = settings
        self._workspaces = workspaces
        self._holders = holders
        self._launch = launch
        self._pool = pool
        self._texts = texts
        self._kernels: dict[str, dict[str, RunningKernel]] = {}
        self._submitting: set[asyncio.Task[str]] = set()
        self._places = Places(settings.limit, "Too many kernels run in this workspace; stop one.")
        self._stopping = False

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        await self._workspaces.watch(self)

    async def opened(self, workspace: Workspace) -> None:
        """Take over the kernels that a server before this one left running."""
        held = {each.id: each for each in await self._holders.held(workspace, OWNER)}
        kernels = self._kernels[workspace.id] = {}
        for kept in await workspace.store.read(kernel_store.all_kept):
            process = held.pop(kept.process, None) or Held.gone(kept.process, OWNER, 0)
            kernels[kept.kernel.id] = RunningKernel(workspace, kept.kernel, process, kept.base, kept.epoch)
        for left in held.values():
            await left.end(0)
            left.drop()

    async def closed(self, workspace: Workspace) -> None:
        """End the workspace's kernels; when the server stops, leave them."""
        kernels = self._kernels.pop(workspace.id, {})
        if self._stopping:
            return
        await self._pool.close(workspace)
        await asyncio.gather(*(kernel.close() for kernel in kernels.values()))
        for id_ in kernels:
            await workspace.store.write(partial(kernel_store.remove, id=id_))

    async def stop(self) -> None:
        """Leave the kernels running, but those that wait for nobody."""
        self._stopping = True
        await self._pool.close()
        await asyncio.gather(*(kernel.leave() for kernels in self._kernels.values() for kernel in kernels.values()))

    @every("5m")
    async def trim(self) -> None:
        """End kernels that were started ahead and that nobody wanted."""
        await self._pool.trim()

    @command(rest="POST /workspaces/{workspace}/kernels")
    async def start_kernel(
        self,
        workspace: Workspace,
        caller: Caller,
        language: KernelLanguage = "python",
        *,
        kind: KernelKind = "repl",
        name: KernelName = "",
        cwd: FilePath = "",
    ) -> Kernel:
        """Start a kernel: it runs code piece by piece and keeps the variables, also while no server runs.

        Args:
            language: what it runs; for `jupyter` also the name of an installed kernel.
            kind: `repl` is small and starts at once (Python only); `jupyter` is one that is installed for Jupyter.
            name: what people call it; by default the language.
            cwd: the folder to start in, from the workspace's.

        Raises:
            QuotaExceeded: too many kernels run in this workspace.
            KernelUnknown: no such kernel is installed.
            NoSandbox: this machine can't keep code in.
            NotFound: there is no such folder.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        caller.require("files:write")
        kernels = self._of(workspace)
        with self._places.one(workspace, len(kernels)):
            running = await self._pool.take(workspace, kind, language, cwd)
            running = running or await self._begin(workspace, new_kernel(language, kind, cwd))
        running.name(name or language, identity(caller))
        if self._kernels.get(workspace.id) is not kernels:
            await running.close()
            raise NotFound("This workspace was closed while the kernel started; open its project again.")
        kernels[running.kernel.id] = running
        try:
            await workspace.store.write(partial(kernel_store.add, kept=running.kept))
        except BaseException:
            kernels.pop(running.kernel.id, None)
            await running.close()
            raise
        if not caller.grant.live:
            await self.stop_kernel(workspace, running.kernel.id)
            raise revoked()
        self._pool.fill(workspace, kind, language, cwd, self._begin, after=REFILL_SECONDS[kind])
        return running.kernel

    @on(TokenRevoked)
    async def key_ended(self, event: TokenRevoked) -> None:
        """Stop what was started with a key that is no more; a person's kernels stay theirs."""
        for workspace in self._workspaces.all():
            for id_, running in [*self._of(workspace).items()]:
                if is_of_key(running.kernel.owner, event.token):
                    await self.stop_kernel(workspace, id_)

    async def _begin(self, workspace: Workspace, kernel: Kernel) -> RunningKernel:
        return RunningKernel(workspace, kernel, await self._launch.start_process(workspace, kernel, kernel.id))

    def jupyter_names(self) -> list[str]:
        """Return the kernels that are installed for Jupyter; blocks."""
        return sorted(kernelspecs())

    @query(rest="GET /workspaces/{workspace}/kernels")
    async def kernels(self, workspace: Workspace) -> list[Kernel]:
        """Return the kernels of a workspace, oldest first; those too whose process ended."""
        return [running.kernel for running in self._of(workspace).values()]

    @command
    def execute(
        self, workspace: Workspace, caller: Caller, kernel: KernelId, code: Code, *, cell: Cell = ""
    ) -> AsyncIterator[Item[Said | Gap | Snapshot[Kernel] | Bookmark]]:
        """Run code in a kernel, after what was handed to it before, and yield what comes of it.

        The last expression is shown, as is what `display` is given. The code runs on when nobody reads any more;
        `execution.interrupt` stops it. `execution.follow_kernel` goes on from any cursor of this stream.

        Args:
            cell: of what it is a part, for who follows the kernel.

        Raises:
            KernelNotFound: there is none.
            KernelDead: its process ended; restart it.
            QuotaExceeded: too much waits for it already.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        caller.require("files:write")
        running = self._find(workspace, kernel)
        begin = running.log.cursor(running.log.last)
        # A task begins at once, the stream only once the record of the call is on disk; who gives up does not end it.
        submitting = asyncio.create_task(self._submit(running, workspace, caller, code, cell))
        self._submitting.add(submitting)
        submitting.add_done_callback(self._submitted)
        return self._executed(running, caller, begin, submitting)

    def _submitted(self, submitting: "asyncio.Task[str]") -> None:
        self._submitting.discard(submitting)
        if not submitting.cancelled():
            submitting.exception()  # whoever asked may be gone

    async def _executed(
        self, running: RunningKernel, caller: Caller, begin: Cursor, submitting: "asyncio.Task[str]"
    ) -> AsyncGenerator[Item[Told]]:
        run = await asyncio.shield(submitting)
        told = running.follow(begin, lambda said: said.run == run)
        async with aclosing(screened(told, caller, running.kernel.owner)) as items:
            async for item in items:
                yield item
                if isinstance(item.value, Done) or (
                    isinstance(item.value, Snapshot) and running.is_over(run, item.cursor)
                ):
                    return

    async def submit(self, workspace: Workspace, caller: Caller, kernel: str, code: str, *, cell: str = "") -> str:
        """Hand code to a kernel and return the id of its execution; see `execute`."""
        return await self._submit(self._find(workspace, kernel), workspace, caller, code, cell)

    async def _submit(self, running: RunningKernel, workspace: Workspace, caller: Caller, code: str, cell: str) -> str:
        await self._texts.flush(workspace)
        caller.require("files:write")  # the key may be revoked by now
        return await running.submit(code, cell=cell, by=caller.name)

    def all_of(self, workspace: Workspace, kernel: str, since: Cursor) -> AsyncGenerator[Item[Told]]:
        """Follow all that a kernel says, for who brings it to others."""
        return self._find(workspace, kernel).follow(since)

    def is_over(self, workspace: Workspace, kernel: str, run: str, since: Cursor) -> bool:
        """Tell whether an execution has ended and its end is not told after a cursor."""
        return self._find(workspace, kernel).is_over(run, since)

    def log(self, workspace: Workspace, kernel: str) -> KernelLog:
        """Return the log of all that a kernel says."""
        return self._find(workspace, kernel).log

    @command(rest="POST /workspaces/{workspace}/kernels/{kernel}/interrupt")
    async def interrupt(self, workspace: Workspace, kernel: KernelId) -> None:
        """Stop the code that runs in a kernel, and forget what waits there; the variables stay.

        Raises:
            KernelNotFound: there is none.
            KernelDead: its process ended; restart it.
        """
        await self._find(workspace, kernel).interrupt()

    @command(rest="POST /workspaces/{workspace}/kernels/{kernel}/restart")
    async def restart(self, workspace: Workspace, caller: Caller, kernel: KernelId) -> Kernel:
        """Start a kernel anew; its variables and what waits are gone, what it said is not.

        Raises:
            KernelNotFound: there is none.
            NoSandbox: this machine can't keep code in.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        caller.require("files:write")
        running = self._find(workspace, kernel)
        await running.restart(partial(self._launch.start_process, workspace))
        return running.kernel

    @command(rest="DELETE /workspaces/{workspace}/kernels/{kernel}")
    async def stop_kernel(self, workspace: Workspace, kernel: KernelId) -> None:
        """End a kernel with everything that it started, and forget what it said.

        Raises:
            KernelNotFound: there is none.
        """
        running = self._find(workspace, kernel)
        del self._of(workspace)[kernel]
        await asyncio.shield(asyncio.create_task(self._stop(workspace, running)))

    async def _stop(self, workspace: Workspace, running: RunningKernel) -> None:
        await running.close()
        await workspace.store.write(partial(kernel_store.remove, id=running.kernel.id))

    @query
    def follow_kernel(
        self, workspace: Workspace, caller: Caller, kernel: KernelId, *, since: Cursor | None = None
    ) -> AsyncIterator[Item[Said | Gap | Snapshot[Kernel] | Bookmark]]:
        """Yield the kernel, and what it said and says to anybody's code; over restarts, until it is stopped.

        Who did not start the kernel sees text and colours, nothing that a screen would obey or answer. Over MCP there
        is only text.

        Args:
            since: the last cursor that was seen; without it the newest of what is kept.

        Raises:
            KernelNotFound: there is none.
        """
        running = self._find(workspace, kernel)
        return screened(running.follow(since), caller, running.kernel.owner)

    def _of(self, workspace: Workspace) -> dict[str, RunningKernel]:
        return self._kernels.setdefault(workspace.id, {})

    def _find(self, workspace: Workspace, kernel: str) -> RunningKernel:
        running = self._of(workspace).get(kernel)
        if running is None:
            raise KernelNotFound("There is no such kernel here; execution.kernels shows those that are.")
        return running
