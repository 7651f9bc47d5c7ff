"""Run the cells of notebooks: one kernel for each notebook, shared by all who have it open."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated
from weakref import WeakValueDictionary

from msgspec import Meta, Struct

from icotes.core.caller import Caller
from icotes.core.errors import IcotesError, NotFound, Unacceptable
from icotes.core.methods import Module, command, on
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.documents.types import CellId, NotebookCell, Notebooks, OpenNotebook
from icotes.modules.execution import notebook_store as store
from icotes.modules.execution.kernel_types import Kernel, KernelKind
from icotes.modules.execution.kernels import Kernels
from icotes.modules.execution.notebook_run import NotebookRun, Turn
from icotes.modules.files.types import FileMoved, FilePath

Cells = Annotated[list[CellId], Meta(max_length=10_000)]

logger = logging.getLogger(__name__)


class CellRan(Struct, frozen=True, kw_only=True, tag="ran"):
    """A cell was run.

    Attributes:
        number: which of the notebook's cells it is; the first is 1.
        failed: how it failed; empty if it did not.
    """

    cell: str
    number: int
    failed: str = ""


class CellFailed(Unacceptable):
    """A cell of a notebook failed, and those after it were not run; the message says how."""


class NotebookRuns(Module, WorkspaceLife):
    """The notebooks that have a kernel."""

    def __init__(self, workspaces: OpenWorkspaces, notebooks: Notebooks, kernels: Kernels) -> None:
        self._workspaces = workspaces
        self._notebooks = notebooks
        self._kernels = kernels
        self._runs: dict[str, list[NotebookRun]] = {}
        self._turns = WeakValueDictionary[tuple[str, str], asyncio.Lock]()
        self._returning: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        await self._workspaces.watch(self)

    async def stop(self) -> None:
        """Let the kernels go on without this server."""
        await asyncio.gather(*(self.closed(each) for each in self._workspaces.all()))

    async def opened(self, workspace: Workspace) -> None:
        """Go on with the kernels that outlived the server before."""
        self._runs[workspace.id] = []
        self._returning[workspace.id] = asyncio.create_task(self._return(workspace))

    async def closed(self, workspace: Workspace) -> None:
        """Follow the kernels of a workspace no more."""
        if task := self._returning.pop(workspace.id, None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await asyncio.gather(*(run.end() for run in self._runs.pop(workspace.id, [])))

    async def _return(self, workspace: Workspace) -> None:
        for kernel, path, cursor in await workspace.store.read(store.all_):
            found = await self._kernel(workspace, kernel)
            try:
                notebook = await self._notebooks.notebook(workspace, path)
            except IcotesError:
                notebook = None
            if found and notebook:
                self._begin(workspace, notebook, found, cursor)
            else:
                await workspace.store.write(partial(store.remove, kernel=kernel))

    @on(FileMoved)
    async def moved(self, event: FileMoved, workspace: Workspace) -> None:
        """Let notebooks keep their kernels over a start of the server, where they are now."""
        await workspace.store.write(partial(store.rename, source=event.from_, target=event.path))

    async def _kernel(self, workspace: Workspace, id_: str) -> Kernel | None:
        return next((kernel for kernel in await self._kernels.kernels(workspace) if kernel.id == id_), None)

    @command
    async def run_cells(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath,
        *,
        cells: Cells | None = None,
        kind: KernelKind | None = None,
    ) -> Kernel:
        """Run cells of a notebook, one after the other, in the kernel that all share; it is started if there is none.

        This returns at once; `documents.outputs` tells what comes of it. Cells after one that fails are not run.

        Args:
            cells: which ones, in this order; by default all. An empty list only starts the kernel.
            kind: of the kernel, if one is started; by default Jupyter's if it is installed, else the small one.

        Raises:
            NotFound: there is no such notebook.
            NoDocument: it is no notebook.
            KernelUnknown: no kernel is installed for its language.
            Unavailable: code can't be run on this machine; the message says what it lacks.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        caller.require("files:write")
        notebook = await self._notebooks.notebook(workspace, path)
        run = await self._run(workspace, caller, notebook, kind)
        await run.add(_turns(_chosen(notebook, cells), caller))
        return run.kernel

    @command
    async def run_notebook(
        self, workspace: Workspace, caller: Caller, path: FilePath, *, fresh: bool = False
    ) -> AsyncIterator[CellRan]:
        """Run all cells of a notebook and yield each when it is done; what they put out is saved in the notebook.

        Args:
            fresh: restart the kernel first, if there is one.

        Raises:
            CellFailed: a cell failed; those after it were not run.
            NotFound: there is no such notebook.
            NoDocument: it is no notebook.
            KernelUnknown: no kernel is installed for its language.
            Unavailable: code can't be run on this machine; the message says what it lacks.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        caller.require("files:write")
        notebook = await self._notebooks.notebook(workspace, path)
        before = self._of(workspace, notebook)
        if fresh and before:
            await self._kernels.restart(workspace, caller, before.kernel.id)
        run = await self._run(workspace, caller, notebook, None)
        chosen = _chosen(notebook, None)
        await run.add(_turns(chosen, caller))
        for number, cell in chosen:
            while not run.is_done(cell.id):
                await run.changed.wait()
            failed = run.failed.get(cell.id, "")
            yield CellRan(cell=cell.id, number=number, failed=failed)
            if failed:
                raise CellFailed(f"Cell {number} of {path} failed: {failed}", cell=cell.id)
        await notebook.save()

    async def _run(
        self, workspace: Workspace, caller: Caller, notebook: OpenNotebook, kind: KernelKind | None
    ) -> NotebookRun:
        """Return the kernel of a notebook, started if there is none, and again if it is dead."""
        if task := self._returning.get(workspace.id):
            await asyncio.shield(task)
        async with self._turns.setdefault((workspace.id, notebook.path), asyncio.Lock()):
            run = self._of(workspace, notebook)
            if run is None:
                kernel = await self._started(workspace, caller, notebook, kind)
                log = self._kernels.log(workspace, kernel.id)
                run = self._begin(workspace, notebook, kernel, log.cursor(log.first))
                await run.settle(log.cursor(log.first))
            elif (kernel := await self._kernel(workspace, run.kernel.id)) and kernel.state == "dead":
                await self._kernels.restart(workspace, caller, run.kernel.id)
            return run

    async def _started(
        self, workspace: Workspace, caller: Caller, notebook: OpenNotebook, kind: KernelKind | None
    ) -> Kernel:
        names = await asyncio.to_thread(self._kernels.jupyter_names) if kind != "repl" else []
        language, kind = _wanted(notebook, kind, names)
        path = PurePosixPath(notebook.path)
        cwd = "" if path.parent == PurePosixPath() else str(path.parent)
        return await self._kernels.start_kernel(workspace, caller, language, kind=kind, name=path.name, cwd=cwd)

    def _begin(self, workspace: Workspace, notebook: OpenNotebook, kernel: Kernel, since: str) -> NotebookRun:
        run = NotebookRun(workspace, notebook, self._kernels, kernel)
        runs = self._runs[workspace.id]
        runs[:] = [*(each for each in runs if each.alive), run]
        run.begin(since)
        return run

    def _of(self, workspace: Workspace, notebook: OpenNotebook) -> NotebookRun | None:
        runs = self._runs.get(workspace.id)
        if runs is None:
            raise NotFound("This workspace was closed meanwhile; open its project again.")
        return next((run for run in runs if run.alive and run.notebook.path == notebook.path), None)


def _wanted(notebook: OpenNotebook, kind: KernelKind | None, names: Sequence[str]) -> tuple[str, KernelKind]:
    """Return which kernel a notebook gets: the one that it names, or one of its language."""
    if notebook.kernelspec in names:
        return notebook.kernelspec, "jupyter"
    if notebook.language == "python":
        return ("python3", "jupyter") if "python3" in names else ("python", kind or "repl")
    return notebook.language, "jupyter"


def _chosen(notebook: OpenNotebook, cells: Sequence[str] | None) -> list[tuple[int, NotebookCell]]:
    """Return the cells with code that are to be run, each with its number."""
    code = {each.id: (number, each) for number, each in enumerate(notebook.cells(), 1) if each.cell_type == "code"}
    chosen = [code[id_] for id_ in (code if cells is None else cells) if id_ in code]
    return [(number, cell) for number, cell in chosen if cell.source.strip()]


def _turns(chosen: Sequence[tuple[int, NotebookCell]], caller: Caller) -> list[Turn]:
    return [Turn(cell.id, cell.source, caller) for _, cell in chosen]
