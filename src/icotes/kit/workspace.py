"""The workspaces that are open on this node: folder, files beneath it, store and log."""

import asyncio
import logging
from abc import ABC, abstractmethod
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from icotes.core.errors import NotFound
from icotes.kit.eventlog import EventLog
from icotes.kit.paths import Root
from icotes.kit.state import StateFolder
from icotes.kit.store import Schema, Store

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Workspace:
    """A live checkout of a project: the unit of files, order, permission and placement.

    Attributes:
        id: opaque, unique; the name is a label.
        name: what people call it, unique on this server; it may become another one, all else stays.
        project: the id of its project.
        folder: where its files are.
        root: the only way to them.
        store: its state and events.
    """

    id: str
    name: str
    project: str
    folder: Path
    root: Root
    store: Store

    @property
    def log(self) -> EventLog:
        """The log of everything that happens here."""
        return self.store.log


class WorkspaceLife(ABC):
    """What a part does when a workspace opens and closes; inherit and it is asked."""

    @abstractmethod
    async def opened(self, workspace: Workspace) -> None:
        """Begin to serve a workspace; its store and files are ready."""

    @abstractmethod
    async def closed(self, workspace: Workspace) -> None:
        """Stop serving it, even if it opened in part only; its store and files are still there."""


class OpenWorkspaces:
    """Opens and closes workspaces and knows which are open.

    Args:
        state: where the stores are kept.
        schemas: the tables that modules keep in a workspace's store.
    """

    def __init__(self, state: StateFolder, schemas: list[Schema]) -> None:
        self._state = state
        self._schemas = [schema for schema in schemas if schema.place == "workspace"]
        self._open: dict[str, Workspace] = {}
        self._lives: list[WorkspaceLife] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()

    async def watch(self, life: WorkspaceLife) -> None:
        """Tell `life` of each workspace that is open now, and of each that opens or closes later."""
        async with self._lock:
            self._lives.append(life)
            for workspace in self._open.values():
                await life.opened(workspace)

    async def open(self, id: str, name: str, project: str, folder: Path) -> Workspace:
        """Open a workspace; one that is open is returned as it is."""
        async with self._lock:
            if id not in self._open:
                self._open[id] = await self._opened(id, name, project, folder)
            return self._open[id]

    async def _opened(self, id: str, name: str, project: str, folder: Path) -> Workspace:
        place = await asyncio.to_thread(self._state.workspace_store, id)
        root = await asyncio.to_thread(Root, folder, self._state.path)
        workspace = Workspace(id, name, project, folder, root, Store(place, id))
        async with AsyncExitStack() as undo:
            undo.callback(root.close)
            await workspace.store.open(self._schemas)
            undo.push_async_callback(workspace.store.close)
            for life in self._lives:
                undo.push_async_callback(life.closed, workspace)
                await life.opened(workspace)
            undo.pop_all()
        return workspace

    def get(self, name: str) -> Workspace:
        """Return an open workspace by name or id.

        Raises:
            NotFound: none is called so.
        """
        named = self._open.get(name) or next((each for each in self._open.values() if each.name == name), None)
        if named is None:
            raise NotFound(f"There is no workspace {name[:100]!r}; workspaces.list shows those that are open.")
        return named

    def rename(self, id: str, name: str) -> None:
        """Call an open workspace by another name; that no other one has it is for the caller to see."""
        self._open[id].name = name

    def all(self) -> list[Workspace]:
        """Return what is open."""
        return list(self._open.values())

    async def close(self, id: str) -> None:
        """Close a workspace, to the end, though whoever asked goes; nothing happens if it is not open."""
        closing = asyncio.create_task(self._close(id))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        await asyncio.shield(closing)

    async def _close(self, id: str) -> None:
        async with self._lock:
            workspace = self._open.pop(id, None)
            if workspace is None:
                return
            try:
                for life in reversed(self._lives):
                    await _closed(life, workspace)
                await workspace.store.close()
            finally:
                workspace.root.close()

    async def stop(self) -> None:
        """Close all, and see those closed that are being closed."""
        for id_ in list(self._open):
            await self.close(id_)
        if self._closing:
            await asyncio.wait(self._closing)


async def _closed(life: WorkspaceLife, workspace: Workspace) -> None:
    try:
        await life.closed(workspace)
    except Exception:
        logger.exception("%s did not close workspace %s well", type(life).__name__, workspace.id)
