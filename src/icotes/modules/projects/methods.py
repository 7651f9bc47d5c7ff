"""Make projects, open folders as projects, list and close them."""

import asyncio
from pathlib import Path
from typing import Any

from icotes.core.errors import IcotesError, NotFound
from icotes.core.events import Event, EventRecord
from icotes.core.methods import Module, command, query
from icotes.kit.health import Health
from icotes.kit.snapshots import Parts, Patch, ServerState
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore, Transaction
from icotes.kit.workspace import OpenWorkspaces, Workspace
from icotes.modules.projects import store, templates
from icotes.modules.projects.folders import new_folder, notes, project_folder
from icotes.modules.projects.store import Row
from icotes.modules.projects.types import (
    Checkouts,
    FolderPath,
    Furnishing,
    Project,
    ProjectClosed,
    ProjectCreated,
    ProjectName,
    ProjectOpened,
    Template,
    TemplateName,
    WorkspaceNames,
)


class Projects(Module, WorkspaceNames, ServerState):
    """Knows the projects of this server and opens their workspaces."""

    def __init__(
        self,
        server: ServerStore,
        workspaces: OpenWorkspaces,
        state: StateFolder,
        furnishing: Furnishing,
        checkouts: Checkouts | None,
    ) -> None:
        self._furnishing = furnishing
        self._server = server
        self._workspaces = workspaces
        self._state = state
        self._checkouts = checkouts
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

    @query
    async def templates(self) -> list[Template]:
        """Return what a new project can begin with, by name."""
        return await asyncio.to_thread(templates.all_)

    @command
    async def create(self, folder: FolderPath, *, template: TemplateName = "empty") -> Project:
        """Make a new folder with what a template brings (files, a layout, preferences) and open it as a project.

        Args:
            folder: there may be nothing yet, or an empty folder.
            template: `projects.templates` shows which there are.

        Raises:
            TemplateNotFound: there is no such template.
            Conflict: there is a file, or a folder that is not empty.
            NotFound: the folder that it would lie in does not exist.
            Denied: the server's user may not write there.
            Unacceptable: the path is relative, or within the server's own state.
        """
        chosen = await asyncio.to_thread(templates.get, template)
        self._furnishing.check(chosen.preferences)
        place = await asyncio.to_thread(lambda: templates.make(chosen, new_folder(folder, self._state.path)))
        project = await self._open(str(place))
        row = await self._find(project.id)
        workspace = self._workspaces.get(row.workspace_id)
        await self._furnishing.furnish(workspace, chosen.layout, chosen.preferences)
        event = ProjectCreated(project=row.id, name=row.name, workspace=row.workspace_id, template=template)
        await self._server.publish(event)
        return project

    async def rename_workspace(self, workspace: Workspace, name: str, told: Event) -> bool:
        """Keep another name of a project's workspace; False if it is no project's."""

        def keep(tx: Transaction) -> bool:
            found = store.rename_workspace(tx, workspace.id, name)
            if found:
                tx.publish(told)
            return found

        return await self._server.write(keep)

    async def snapshot(self) -> Parts:
        """Return which projects are known, and whether they are open."""
        rows = await self._server.read(store.all_)
        return {
            "projects": {
                row.id: {"name": row.name, "workspace": row.workspace_id, "opened": row.opened} for row in rows
            }
        }

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event changes of it."""
        if record.kind not in {ProjectOpened.kind, ProjectClosed.kind}:
            return []
        told = record.fields()
        value = _told(told["name"], told["workspace"], opened=record.kind == ProjectOpened.kind)
        return [Patch(part="projects", key=told["project"], value=value, actor=record.actor)]

    async def _open(self, path: str) -> Project:
        folder = await asyncio.to_thread(project_folder, path, self._state.path)
        async with self._lock:
            row = await self._server.write(lambda tx: store.of_folder(tx, folder))
            if not self._is_open(row):
                self._notes[row.id] = await asyncio.to_thread(notes, folder)
                await self._workspaces.open(row.workspace_id, row.workspace, row.id, folder)
                if self._checkouts:
                    await self._checkouts.open_all(row.id)
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
                if self._checkouts:
                    await self._checkouts.close_all(row.id)
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


def _told(name: str, workspace: str, *, opened: bool) -> dict[str, Any]:
    return {"name": name, "workspace": workspace, "opened": opened}
