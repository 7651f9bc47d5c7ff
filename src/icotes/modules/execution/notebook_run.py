"""One notebook and its kernel: cells wait their turn, and what comes of them goes into the notebook."""

import asyncio
import logging
from collections import deque
from contextlib import aclosing, suppress
from contextvars import Context
from functools import partial
from typing import Any, NamedTuple

from icotes.core.caller import Caller
from icotes.core.errors import IcotesError
from icotes.core.log import Cursor, Item, Signal, Snapshot
from icotes.kit.workspace import Workspace
from icotes.modules.documents.types import NotebookKernel, OpenNotebook
from icotes.modules.execution import notebook_store as store
from icotes.modules.execution.kernel_types import Began, Cleared, Done, Kernel, Printed, Queued, Raised, Shown, Turned
from icotes.modules.execution.kernels import Kernels

logger = logging.getLogger(__name__)


class Turn(NamedTuple):
    """A cell that is to be run, with the code that it had when somebody asked for that."""

    cell: str
    code: str
    caller: Caller


class NotebookRun:
    """Brings what the kernel of a notebook says into the notebook, and gives it one cell after the other.

    Attributes:
        failed: how each cell failed that did, the last time; by cell.
        changed: wakes who waits for a cell.
    """

    def __init__(self, workspace: Workspace, notebook: OpenNotebook, kernels: Kernels, kernel: Kernel) -> None:
        self.notebook = notebook
        self.kernel = kernel
        self.failed: dict[str, str] = {}
        self.changed = Signal()
        self._workspace = workspace
        self._kernels = kernels
        self._waiting: deque[Turn] = deque()
        self._running = ""
        self._run = ""
        """The execution of the cell that runs, as far as it is known."""
        self._known = {each.id for each in notebook.cells()}
        """Of other cells it may say what it likes: the code itself can write what a kernel writes."""
        self._clearing: set[str] = set()
        self._release = notebook.hold()
        self._task: asyncio.Task[None] | None = None
        self._tell("busy" if kernel.state == "busy" else kernel.state)

    @property
    def alive(self) -> bool:
        """Whether the kernel is there, be it dead."""
        return self._task is not None and not self._task.done()

    def is_done(self, cell: str) -> bool:
        """Tell whether a cell neither runs nor waits."""
        return not self.alive or (cell != self._running and all(turn.cell != cell for turn in self._waiting))

    def begin(self, since: Cursor) -> None:
        """Follow the kernel, from a cursor of its log on."""
        self._task = asyncio.create_task(self._follow(since), context=Context())

    async def end(self) -> None:
        """Follow no more; the kernel goes on."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def add(self, turns: list[Turn]) -> None:
        """Let cells be run when it is their turn; one that waits already keeps its turn, with the newer code."""
        for turn in turns:
            self._known.add(turn.cell)
            self.failed.pop(turn.cell, None)
            waiting = next((index for index, each in enumerate(self._waiting) if each.cell == turn.cell), None)
            if waiting is None:
                self._waiting.append(turn)
            else:
                self._waiting[waiting] = turn
            if turn.cell != self._running:
                self.notebook.ran(turn.cell, "queued")
        await self._next()

    async def _next(self) -> None:
        while self._waiting and not self._running:
            turn = self._waiting.popleft()
            if turn.caller.grant.live:
                await self._give(turn)
            else:
                self.failed[turn.cell] = "It was not run: the key with which it was asked for was revoked."
                self.notebook.ran(turn.cell, "idle")
                self.changed.wake()

    async def _give(self, turn: Turn) -> None:
        cell, code, caller = turn
        self._running, self._run = cell, ""
        self.notebook.ran(cell, "queued")
        try:
            self._run = await self._kernels.submit(self._workspace, caller, self.kernel.id, code, cell=cell)
        except BaseException as error:
            self._running = ""
            self._drop(cell)
            if isinstance(error, IcotesError):
                self.failed[cell] = error.message
            raise

    def _fail(self, cell: str, how: str) -> None:
        """Note how a cell failed; what waits behind it is not run, what somebody wants run from now on is."""
        self.failed[cell] = how
        self._drop()

    def _drop(self, *cells: str) -> None:
        """Let nothing wait any more."""
        waiting = [turn.cell for turn in self._waiting]
        self.failed.update(dict.fromkeys(waiting, _ENDS["aborted"]))
        for cell in (*cells, *waiting):
            self.notebook.ran(cell, "idle")
        self._waiting.clear()
        self.changed.wake()

    # What the kernel says.

    async def _follow(self, since: Cursor) -> None:
        try:
            async with aclosing(self._kernels.all_of(self._workspace, self.kernel.id, since)) as items:
                async for item in items:
                    await self._bring(item)
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("a notebook lost its kernel")
        finally:
            self._release()
        self.notebook.tell(NotebookKernel())
        if self._running:
            self.failed[self._running] = _ENDS["dead"]
        self._stands_still()
        self._drop()
        await self._workspace.store.write(partial(store.remove, kernel=self.kernel.id))
        await self.notebook.save()

    async def _bring(self, item: Item[Any]) -> None:
        """Bring one thing that was said into the notebook; one that can't be brought there keeps no other from it."""
        try:
            if isinstance(item.value, Snapshot):
                await self._missed(item.cursor)
            else:
                await self._take(item.value, item.cursor)
        except Exception:
            logger.exception("what a kernel said did not reach its notebook")

    async def _missed(self, cursor: Cursor) -> None:
        """Go on after a gap in which the end of a cell was told."""
        if not self._run or not self._kernels.is_over(self._workspace, self.kernel.id, self._run, cursor):
            return
        self._stands_still()
        self.changed.wake()
        with suppress(IcotesError):
            await self._next()

    def _stands_still(self) -> None:
        if self._running:
            self.notebook.ran(self._running, "idle")
            self._running = ""

    async def _take(self, said: Any, cursor: Cursor) -> None:
        if isinstance(said, Turned):
            self._tell(said.state)
        elif getattr(said, "cell", "") not in self._known:
            return
        elif isinstance(said, Done):
            await self._done(said, cursor)
        else:
            self._show(said)

    def _show(self, said: Any) -> None:
        """Bring into the notebook what a cell does."""
        notebook, cell = self.notebook, said.cell
        if isinstance(said, Queued):
            notebook.ran(cell, "queued")
            if not self._running:
                self._running, self._run = cell, said.run
        elif isinstance(said, Began):
            self._running, self._run = cell, said.run
            self.failed.pop(cell, None)
            self._tell("busy")
            notebook.ran(cell, "running", said.count)
        elif isinstance(said, Cleared):
            self._clearing.add(cell)
            if not said.wait:
                self._cleared(cell)
        elif isinstance(said, Shown) and said.update:
            notebook.replace(said.display, said.data, said.metadata)
        else:
            self._cleared(cell)
            notebook.put(cell, _output(said), said.display if isinstance(said, Shown) else "")
            if isinstance(said, Raised):
                self._fail(cell, f"{said.name}: {said.value}")

    def _cleared(self, cell: str) -> None:
        if cell in self._clearing:
            self._clearing.discard(cell)
            self.notebook.clear(cell)

    async def _done(self, said: Done, cursor: Cursor) -> None:
        self._clearing.discard(said.cell)
        self.notebook.ran(said.cell, "idle", said.count)
        if said.status != "ok" and said.cell not in self.failed:
            self._fail(said.cell, _ENDS[said.status])
        self._running = ""
        self._tell("dead" if said.status == "dead" else "idle")
        self.changed.wake()
        if not self._waiting:
            await self.notebook.save()
            await self.settle(cursor)
        with suppress(IcotesError):
            await self._next()

    async def settle(self, cursor: Cursor) -> None:
        """Keep that the file holds what was said up to a cursor."""
        job = partial(store.put, kernel=self.kernel.id, path=self.notebook.path, cursor=cursor)
        await self._workspace.store.write(job)

    def _tell(self, state: Any) -> None:
        self.notebook.tell(NotebookKernel(kernel=self.kernel.id, language=self.kernel.language, state=state))


_ENDS = {
    "error": "It failed.",
    "aborted": "It was not run, as one before it failed or was interrupted.",
    "dead": "The kernel ended while it ran.",
}


def _output(said: Any) -> dict[str, Any]:
    """Return what a kernel said in the form of nbformat."""
    if isinstance(said, Printed):
        return {"output_type": "stream", "name": said.stream, "text": said.data}
    if isinstance(said, Raised):
        traceback = [*said.traceback]
        return {"output_type": "error", "ename": said.name, "evalue": said.value, "traceback": traceback}
    shown = {"data": said.data, "metadata": said.metadata}
    if said.count is None:
        return {"output_type": "display_data", **shown}
    return {"output_type": "execute_result", **shown, "execution_count": said.count}
