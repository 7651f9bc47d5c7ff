"""The worktrees of this server, at hand: their rows, and what is wrong with one."""

import asyncio
from pathlib import Path

from icotes.core.errors import Conflict
from icotes.core.events import Event
from icotes.kit.store import ServerStore, Transaction
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.workspaces import checkouts
from icotes.modules.workspaces.worktree import Worktree


class KnownWorktrees:
    """Every worktree, open or not; what changes here is on disk when it returns."""

    def __init__(self, server: ServerStore, workspaces: OpenWorkspaces) -> None:
        self._server = server
        self._workspaces = workspaces
        self._rows: dict[str, Worktree] = {}

    async def start(self) -> None:
        """Read the rows."""
        self._rows = {each.id: each for each in await self._server.read(checkouts.all_)}

    def all(self) -> list[Worktree]:
        """Return all, by name."""
        return sorted(self._rows.values(), key=lambda each: each.name)

    def get(self, id: str) -> Worktree | None:
        """Return a worktree by its workspace's id; None for a workspace that is none."""
        return self._rows.get(id)

    def of_project(self, project: str) -> list[Worktree]:
        """Return a project's."""
        return [each for each in self.all() if each.project == project]

    def check_name(self, name: str) -> None:
        """Refuse a name that another workspace has.

        Raises:
            Conflict: it is taken.
        """
        if name in {*(each.name for each in self.all()), *(each.name for each in self._workspaces.all())}:
            raise Conflict(f"There is a workspace {name!r} already; choose another name.", field="name")

    async def put(self, worktree: Worktree, *events: Event) -> None:
        """Keep a worktree as it is now."""

        def keep(tx: Transaction) -> None:
            checkouts.put(tx, worktree)
            for event in events:
                tx.publish(event)

        await self._server.write(keep)
        self._rows[worktree.id] = worktree

    async def forget(self, worktree: Worktree, *events: Event) -> None:
        """Know a worktree no more."""

        def forget(tx: Transaction) -> None:
            checkouts.forget(tx, worktree.id)
            for event in events:
                tx.publish(event)

        await self._server.write(forget)
        self._rows.pop(worktree.id, None)

    async def merged(self, worktree: Worktree, base: str) -> dict[str, str]:
        """Return the ids of contents that stand, by path, for those of the commit `base` since a merge."""
        return await self._server.read(lambda connection: checkouts.merged(connection, worktree.id, base))

    async def put_merged(self, worktree: Worktree, base: str, contents: dict[str, str]) -> None:
        """Keep what stands for the contents of the commit `base` from now on."""
        await self._server.write(lambda tx: checkouts.put_merged(tx, worktree.id, base, contents))

    async def trouble(self, worktree: Worktree) -> str:
        """Return what is wrong with a worktree on disk; empty if nothing is."""
        return await asyncio.to_thread(_trouble, worktree)


def _trouble(worktree: Worktree) -> str:
    if not Path(worktree.folder).is_dir():
        return "Its folder was removed; workspaces.delete cleans up what is left of it."
    if not Path(worktree.directory).is_dir():
        return "Its repository does not know it any more; copy what you need out of its folder, then delete it."
    return ""
