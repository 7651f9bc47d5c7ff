"""List the workspaces, follow what happens in one, and show a file to everybody in it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import Conflict, Unavailable
from icotes.core.events import EventRecord
from icotes.core.log import Cursor, Item
from icotes.core.methods import ANY_KEY, Module, command, query
from icotes.kit.followers import Followed, Followers, Kinds, Where
from icotes.kit.page import Page
from icotes.kit.store import ServerStore, Transaction
from icotes.kit.workspace import OpenWorkspaces, Workspace
from icotes.modules.files.types import FilePath
from icotes.modules.projects.types import WorkspaceNames
from icotes.modules.workspaces import store
from icotes.modules.workspaces.types import (
    Active,
    FileOpened,
    WorkspaceActivated,
    WorkspaceInfo,
    WorkspaceName,
    WorkspaceRenamed,
)
from icotes.modules.workspaces.worktrees import Worktrees

MOST_PEOPLE = 100_000
Line = Annotated[int, Meta(ge=1, description="A line's number; the first is 1.")]


class Workspaces(Module):
    """What is open, and what happens there."""

    def __init__(
        self,
        workspaces: OpenWorkspaces,
        worktrees: Worktrees,
        followers: Followers,
        server: ServerStore,
        names: list[WorkspaceNames],
    ) -> None:
        self._workspaces = workspaces
        self._worktrees = worktrees
        self._followers = followers
        self._server = server
        self._names = names

    @query(rest="GET /workspaces", scope=ANY_KEY)
    async def list_(self, caller: Caller) -> list[WorkspaceInfo]:
        """Return the workspaces of open projects that this key reaches, by name; `trouble` says why one is not open."""
        reached = [each for each in self._workspaces.all() if caller.grant.reaches(each.id)]
        active = await self._active(caller)
        return await self._worktrees.listed(caller, [_info(each, active) for each in reached])

    @query(rest="GET /workspaces/{workspace}")
    async def get(self, workspace: Workspace, caller: Caller) -> WorkspaceInfo:
        """Return a workspace, with the cursor from which its events can be followed."""
        return await self._worktrees.told(_info(workspace, await self._active(caller)))

    @command(rest="POST /workspaces/{workspace}/rename")
    async def rename(self, workspace: Workspace, caller: Caller, name: WorkspaceName) -> WorkspaceInfo:
        """Give a workspace another name; its id, its folder and all that is in it stay.

        Raises:
            Conflict: another workspace is called so; `current` is its id.
        """
        other = next((each for each in self._workspaces.all() if each.name == name and each.id != workspace.id), None)
        if other:
            raise Conflict(f"Another workspace is called {name!r}; choose another name.", current=other.id)
        if name != workspace.name:
            told = WorkspaceRenamed(workspace=workspace.id, name=name)
            for each in self._names:
                if await each.rename_workspace(workspace, name, told):
                    break
            else:
                raise Unavailable("Nothing keeps the name of this workspace, so it stays.")
            self._workspaces.rename(workspace.id, name)
        return await self._worktrees.told(_info(workspace, await self._active(caller)))

    @command(rest="POST /workspaces/{workspace}/activate")
    async def activate(self, workspace: Workspace, caller: Caller) -> WorkspaceInfo:
        """Make a workspace the one that you work in: your next client shows it first."""

        def activate(tx: Transaction) -> None:
            before = store.get(tx, store.ACTIVE_WORKSPACE, caller.name, Active)
            if before is None or before.workspace != workspace.id:
                version = store.next_version(tx)
                active = Active(workspace=workspace.id, version=version)
                store.put(tx, store.ACTIVE_WORKSPACE, caller.name, active, MOST_PEOPLE)
                tx.publish(WorkspaceActivated(workspace=workspace.id, user=caller.name, version=version))

        await self._server.write(activate)
        return await self._worktrees.told(_info(workspace, workspace.id))

    async def _active(self, caller: Caller) -> str:
        """Return the id of the workspace that somebody works in; empty if they never said."""
        found = await self._server.read(lambda db: store.get(db, store.ACTIVE_WORKSPACE, caller.name, Active))
        return found.workspace if found else ""

    @command
    async def open_file(self, workspace: Workspace, path: FilePath, *, line: Line | None = None) -> None:
        """Have a file shown by every client of the workspace.

        Args:
            line: where to look.

        Raises:
            NotFound: there is no such file.
            Denied: the path leads out of the workspace.
        """
        await asyncio.to_thread(workspace.root.stat, path, links=True)
        await workspace.store.publish(FileOpened(path=path, line=line))

    @query(scope=ANY_KEY)
    def events(
        self,
        caller: Caller,
        workspace: Workspace,
        *,
        since: Cursor | None = None,
        kinds: Kinds = ("**",),
        where: Where | None = None,
    ) -> AsyncIterator[Item[Followed]]:
        """Follow what happens in a workspace; each event needs the read scope of its module.

        Args:
            since: the last cursor that was seen; without it only what comes from now on.
            kinds: patterns of kinds, e.g. `files.*`.
            where: fields of an event that must have these values, e.g. `{"path": "notes.md"}`.
        """
        return self._followers.follow(caller, workspace.log, since, kinds, where)

    @query(scope=ANY_KEY)
    async def history(
        self,
        caller: Caller,
        workspace: Workspace,
        *,
        kinds: Kinds = ("**",),
        after: Cursor | None = None,
        limit: Annotated[int, Meta(ge=1, le=1000)] = 100,
    ) -> Page[EventRecord]:
        """Return what happened in a workspace, newest first; each event needs the read scope of its module.

        Args:
            kinds: patterns of kinds, e.g. `files.*`.
            after: the `next` of the page before.
            limit: records to a page, at most.
        """
        page = await workspace.log.find(kinds, after, limit)
        keep = self._followers.selection(caller, kinds)
        return Page([record for record in page.items if keep(record)], page.next)


def _info(workspace: Workspace, active: str) -> WorkspaceInfo:
    return WorkspaceInfo(
        id=workspace.id,
        name=workspace.name,
        project=workspace.project,
        folder=str(workspace.folder),
        cursor=workspace.log.cursor(workspace.log.last),
        active=workspace.id == active,
    )
