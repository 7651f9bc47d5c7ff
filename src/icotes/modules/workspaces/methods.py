"""List the workspaces, follow what happens in one, and show a file to everybody in it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.events import EventRecord
from icotes.core.log import Cursor, Item
from icotes.core.methods import ANY_KEY, Module, command, query
from icotes.kit.followers import Followed, Followers, Kinds, Where
from icotes.kit.page import Page
from icotes.kit.workspace import OpenWorkspaces, Workspace
from icotes.modules.files.types import FilePath
from icotes.modules.workspaces.types import FileOpened, WorkspaceInfo

Line = Annotated[int, Meta(ge=1, description="A line's number; the first is 1.")]


class Workspaces(Module):
    """What is open, and what happens there."""

    def __init__(self, workspaces: OpenWorkspaces, followers: Followers) -> None:
        self._workspaces = workspaces
        self._followers = followers

    @query(rest="GET /workspaces", scope=ANY_KEY)
    async def list_(self, caller: Caller) -> list[WorkspaceInfo]:
        """Return the open workspaces that this key reaches, by name."""
        reached = [each for each in self._workspaces.all() if caller.grant.reaches(each.id)]
        return sorted(map(_info, reached), key=lambda info: info.name)

    @query(rest="GET /workspaces/{workspace}")
    async def get(self, workspace: Workspace) -> WorkspaceInfo:
        """Return a workspace, with the cursor from which its events can be followed."""
        return _info(workspace)

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


def _info(workspace: Workspace) -> WorkspaceInfo:
    return WorkspaceInfo(
        id=workspace.id,
        name=workspace.name,
        project=workspace.project,
        folder=str(workspace.folder),
        cursor=workspace.log.cursor(workspace.log.last),
    )
