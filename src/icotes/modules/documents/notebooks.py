"""What the cells of notebooks put out: followed by everybody, told by who runs them."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from icotes.core.log import Cursor, Gap, Item, Snapshot, follow
from icotes.core.methods import Module, command, query
from icotes.kit.workspace import Workspace
from icotes.modules.documents import ipynb, notebook
from icotes.modules.documents.document import OpenDocument
from icotes.modules.documents.opened import OpenDocuments
from icotes.modules.documents.outputs import Outputs
from icotes.modules.documents.types import (
    CellId,
    CellOutputs,
    CellRun,
    CellState,
    NoDocument,
    NotebookCell,
    NotebookKernel,
    Notebooks,
    NotebookState,
    OpenNotebook,
    OutputAdded,
)
from icotes.modules.files.types import FilePath


class OpenedNotebook(OpenNotebook):
    """A document that is a notebook."""

    def __init__(self, opened: OpenDocuments, document: OpenDocument, outputs: Outputs) -> None:
        self._opened = opened
        self._document = document
        self._outputs = outputs

    @property
    def path(self) -> str:
        """Where it is now."""
        return self._document.path

    @property
    def language(self) -> str:
        """What its cells are written in."""
        return ipynb.language(notebook.read(self._document.replica.doc))

    @property
    def kernelspec(self) -> str:
        """The name of the Jupyter kernel that it asks for."""
        return ipynb.kernelspec(notebook.read(self._document.replica.doc))

    def cells(self) -> list[NotebookCell]:
        """Return its cells as they are now, in order."""
        found = notebook.read(self._document.replica.doc).cells
        return [NotebookCell(id=each.id, cell_type=each.cell_type, source=each.source) for each in found]

    def hold(self) -> Callable[[], None]:
        """Keep it open until what this returns is called."""
        document = self._document
        document.followers += 1
        held = [document]

        def release() -> None:
            if held:
                held.pop().followers -= 1

        return release

    def ran(self, cell: str, state: CellState, count: int | None = None) -> None:
        """Say how a cell runs."""
        self._outputs.ran(cell, state, count)

    def put(self, cell: str, output: dict[str, Any], display: str = "") -> None:
        """Add what a cell put out."""
        self._outputs.put(cell, output, display)

    def replace(self, display: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Change what was put out under a name."""
        self._outputs.replace(display, data, metadata)

    def clear(self, cell: str) -> None:
        """Forget what a cell put out."""
        self._outputs.clear(cell)

    def tell(self, kernel: NotebookKernel) -> None:
        """Say what runs its cells."""
        self._outputs.tell(kernel)

    async def save(self) -> None:
        """Bring it to disk, if the disk takes it."""
        await self._opened.settle(self._document)


class NotebookOutputs(Module, Notebooks):
    """The outputs of the open notebooks."""

    def __init__(self, opened: OpenDocuments) -> None:
        self._opened = opened

    async def notebook(self, workspace: Workspace, path: str) -> OpenNotebook:
        """Return a notebook; it is loaded unless it is in memory."""
        document, outputs = await self._open(workspace, path)
        return OpenedNotebook(self._opened, document, outputs)

    @query
    async def outputs(
        self, workspace: Workspace, path: FilePath, *, since: Cursor | None = None
    ) -> AsyncIterator[Item[Snapshot[NotebookState] | Gap | CellOutputs | CellRun | OutputAdded | NotebookKernel]]:
        """Yield what the cells of a notebook put out, then each change of that, and of what runs them.

        Args:
            since: the last cursor that was seen; without it the state comes first.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        document, outputs = await self._open(workspace, path)

        async def look() -> tuple[int, NotebookState]:
            return outputs.last, outputs.state()

        release = OpenedNotebook(self._opened, document, outputs).hold()
        try:
            async with aclosing(follow(outputs, since, snapshot=look)) as items:
                async for item in items:
                    yield item
        finally:
            release()

    @query
    async def cells(self, workspace: Workspace, path: FilePath) -> list[NotebookCell]:
        """Return the cells of a notebook as they are now, in order; `documents.outputs` tells what they put out.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        return (await self.notebook(workspace, path)).cells()

    @command
    async def clear_outputs(self, workspace: Workspace, path: FilePath, *, cell: CellId | None = None) -> None:
        """Forget what the cells of a notebook put out.

        Args:
            cell: only this one.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        document, outputs = await self._open(workspace, path)
        if cell is None:
            outputs.clear_all()
        else:
            outputs.clear(cell)
        await self._opened.settle(document)

    async def _open(self, workspace: Workspace, path: str) -> tuple[OpenDocument, Outputs]:
        document = await self._opened.open(workspace, path)
        if document.outputs is None:
            raise NoDocument(f"{document.path} is no notebook; its name does not end with .ipynb.", reason="notebook")
        return document, document.outputs
