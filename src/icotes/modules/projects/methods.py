"""Open folders as projects, list and close them."""

import asyncio
from pathlib import Path

from icotes.core.errors import IcotesError, NotFound
from icotes.core.methods import Module, command, query
from icotes.kit.health import Health
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.projects import store
from icotes.modules.projects.folders import notes, project_folder
from icotes.modules.projects.store import Row
from icotes.modules.projects.types import FolderPath, Project, ProjectClosed, ProjectName, ProjectOpened


class Projects(Module):
    """Knows the projects of this server and opens their workspaces."""

    def __init__(self, server: ServerStore, workspaces: OpenWorkspaces, state: StateFolder) -> None:
        self._server = server
        self._workspaces = workspaces
        self._state = state
        self._notes: dict[str, list[str]] = {}
        self._lost: dict[str, str] = {}
        self._lock = asyncio.Lock()

    async def reopen(self) -> None:
        """Open again what was open when the server stopped; what can't be opened is told in `health`."""
        for row in await self._server.read(store.all_):
            if row.opened:
                try:
                    await self._open(row.folder)
                except IcotesError as error:
                    self._lost[row.name] = error.message

    @query(rest="GET /projects")
    async def list_(self) -> list[Project]:
        """Return all projects that this server knows, open or not, by name."""
        return [self._project(row) for row in await self._server.read(store.all_)]

    @query(rest="GET /projects/{project}")
    async def get(self, project: ProjectName) -> Project:
        """Return a project.

        Raises:
            NotFound: none is called so.
        """
        return self._project(await self._find(project))

    @command(rest="POST /projects")
    async def open(self, folder: FolderPath) -> Project:
        """Open a folder as a project with a live workspace; one that is open already is returned as it is.

        The workspace of a server's first project is called `main`, that of any other like its project. The names
        stay, also when projects are closed and opened again.

        Raises:
            NotFound: there is no such folder.
            Denied: the server's user may not read it.
            Unacceptable: it is no folder, or holds the server's own state.
        """
        return await self._open(folder)

    async def _open(self, path: str) -> Project:
        folder = await asyncio.to_thread(project_folder, path, self._state.path)
        async with self._lock:
            row = await self._server.write(lambda tx: store.of_folder(tx, folder))
            if not self._is_open(row):
                self._notes[row.id] = await asyncio.to_thread(notes, folder)
                await self._workspaces.open(row.workspace_id, row.workspace, row.id, folder)
                await self._keep(row, opened=True)
                self._lost.pop(row.name, None)
            return self._project(row)

    @command(rest="POST /projects/{project}/close")
    async def close(self, project: ProjectName) -> Project:
        """Close a project: its terminals end, its files stay; opening its folder brings it back.

        Raises:
            NotFound: none is called so.
        """
        row = await self._find(project)
        async with self._lock:
            if self._is_open(row) or row.opened:
                await self._workspaces.close(row.workspace_id)
                await self._keep(row, opened=False)
            self._lost.pop(row.name, None)
            return self._project(row)

    async def health(self) -> Health:
        """Degraded while a project that should be open is not; notes on folders are told in any case."""
        if self._lost:
            detail = "; ".join(f"{name} is not open: {why}" for name, why in self._lost.items())
            return Health(state="degraded", detail=detail)
        open_ = [each.project for each in self._workspaces.all()]
        return Health(detail=" ".join(note for id_ in open_ for note in self._notes.get(id_, [])))

    async def _keep(self, row: Row, *, opened: bool) -> None:
        event = (ProjectOpened if opened else ProjectClosed)(project=row.id, name=row.name, workspace=row.workspace_id)

        def keep(tx: store.Transaction) -> None:
            store.mark(tx, row.id, opened)
            tx.publish(event)

        await self._server.write(keep)

    async def _find(self, name: str) -> Row:
        rows = await self._server.read(store.all_)
        found = next((row for row in rows if name in {row.id, row.name}), None)
        if found is None:
            raise NotFound(f"There is no project {name[:100]!r}; projects.list shows those that are known.")
        return found

    def _is_open(self, row: Row) -> bool:
        return any(each.id == row.workspace_id for each in self._workspaces.all())

    def _project(self, row: Row) -> Project:
        opened = self._is_open(row)
        return Project(
            id=row.id,
            name=row.name,
            folder=str(Path(row.folder)),
            workspace=row.workspace,
            opened=opened,
            notes=self._notes.get(row.id, []) if opened else [],
        )
