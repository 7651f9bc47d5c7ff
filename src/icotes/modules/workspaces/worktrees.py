"""Make and delete workspaces that are git worktrees of a project."""

import asyncio
import contextlib
import re
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import Conflict, IcotesError, NotFound, Unacceptable
from icotes.core.events import Event, EventRecord
from icotes.core.methods import Module, command
from icotes.kit.git import GitFailed, NoRepository
from icotes.kit.settings import SettingsSection
from icotes.kit.snapshots import Parts, Patch, ServerState
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces, Workspace
from icotes.modules.projects.types import Checkouts, WorkspaceNames
from icotes.modules.workspaces.git import Git
from icotes.modules.workspaces.known import KnownWorktrees
from icotes.modules.workspaces.reviewing import Reviewer
from icotes.modules.workspaces.types import WorkspaceInfo, WorkspaceName, WorkspaceRenamed
from icotes.modules.workspaces.worktree import (
    BranchName,
    Revision,
    WorkspaceCreated,
    WorkspaceDeleted,
    Worktree,
)


class WorktreeSettings(SettingsSection, section="worktrees"):
    """Where worktrees are kept."""

    folder: Annotated[str, Meta(description="A folder for the checkouts; inside the state folder unless given.")] = ""


class Worktrees(Module, Checkouts, WorkspaceNames, ServerState):
    """Workspaces that are git worktrees; they open and close with their project."""

    def __init__(
        self,
        known: KnownWorktrees,
        workspaces: OpenWorkspaces,
        reviewer: Reviewer,
        state: StateFolder,
        settings: WorktreeSettings,
    ) -> None:
        self._known = known
        self._workspaces = workspaces
        self._reviewer = reviewer
        self._state = state
        self._settings = settings
        self._lock = asyncio.Lock()

    async def open_all(self, project: str) -> None:
        """Open a project's worktrees; one that a server left half made or half deleted goes for good."""
        for each in self._known.of_project(project):
            if each.state != "ready":
                await self._remove(each)
            elif not await self._known.trouble(each):
                with contextlib.suppress(IcotesError, OSError):
                    await self._workspaces.open(each.id, each.name, each.project, Path(each.folder))

    async def close_all(self, project: str) -> None:
        """Close a project's worktrees; their files stay."""
        for each in self._known.of_project(project):
            await self._workspaces.close(each.id)

    async def listed(self, caller: Caller, infos: Iterable[WorkspaceInfo]) -> list[WorkspaceInfo]:
        """Return what is said of open workspaces, told apart, with those that can't be opened; by name."""
        found = [await self.told(info) for info in infos]
        there = {each.id for each in found}
        open_ = {each.id for each in self._workspaces.all()}
        for each in self._known.all():
            if each.base in open_ and each.id not in there and caller.grant.reaches(each.id) and each.state == "ready":
                info = WorkspaceInfo(id=each.id, name=each.name, project=each.project, folder=each.folder, cursor="")
                found.append(await self.told(info))
        return sorted(found, key=lambda info: info.name)

    async def told(self, info: WorkspaceInfo) -> WorkspaceInfo:
        """Return what is said of a workspace with what is known of it as a worktree."""
        row = self._known.get(info.id)
        if row is None:
            return info
        trouble = await self._known.trouble(row) or (
            "" if info.cursor else "It could not be opened; see the server's log."
        )
        return msgspec.structs.replace(info, branch=row.branch, base=row.base, trouble=trouble)

    async def rename_workspace(self, workspace: Workspace, name: str, told: Event) -> bool:
        """Keep another name of a worktree; False if the workspace is none."""
        row = self._known.get(workspace.id)
        if row:
            self._known.check_name(name)
            await self._known.put(msgspec.structs.replace(row, name=name), told)
        return row is not None

    async def snapshot(self) -> Parts:
        """Return which worktrees there are."""
        return {"worktrees": {each.id: _fields(_created(each)) for each in self._known.all() if each.state == "ready"}}

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event changes of it."""
        told = record.fields()
        if record.kind == WorkspaceCreated.kind:
            return [Patch(part="worktrees", key=told["workspace"], value=told, actor=record.actor)]
        if record.kind == WorkspaceDeleted.kind:
            return [Patch(part="worktrees", key=told["workspace"], actor=record.actor)]
        if record.kind == WorkspaceRenamed.kind and self._known.get(told["workspace"]):
            fields = {"name": told["name"]}
            return [Patch(part="worktrees", key=told["workspace"], fields=fields, actor=record.actor)]
        return []

    @command(rest="POST /workspaces/{workspace}/worktrees")
    async def create(
        self,
        workspace: Workspace,
        name: WorkspaceName,
        *,
        branch: BranchName | None = None,
        start: Revision | None = None,
    ) -> WorkspaceInfo:
        """Make a git worktree of a workspace's repository, and open it as another workspace of the same project.

        It has files, terminals, documents and events of its own. It begins at a commit: what is not committed is not
        in it. `workspaces.review` shows what was changed there, `workspaces.merge` brings it back.

        Args:
            name: of the new workspace.
            branch: the one to work on, which is made if there is none; one called like the workspace unless given.
            start: the commit, branch or tag to begin at; where the workspace is now unless given.

        Raises:
            NoRepository: the folder is no git repository, or has no commit yet.
            Conflict: there is a workspace of this name, or the branch is in use.
            NotFound: there is no such commit.
        """
        async with self._lock:
            self._known.check_name(name)
            planned = await asyncio.to_thread(self._planned, workspace, name, branch, start)
            await self._known.put(planned)
            try:
                made = await asyncio.to_thread(self._made, planned)
                opened = await self._workspaces.open(made.id, made.name, made.project, Path(made.folder))
            except BaseException:
                await asyncio.shield(self._remove(planned))
                raise
            await self._known.put(made, _created(made))
        cursor = opened.log.cursor(opened.log.last)
        return await self.told(
            WorkspaceInfo(id=made.id, name=name, project=made.project, folder=made.folder, cursor=cursor)
        )

    def _planned(self, workspace: Workspace, name: str, branch: str | None, start: str | None) -> Worktree:
        parent = self._known.get(workspace.id)
        git = Git(workspace.folder, Path(parent.directory)) if parent else Git(workspace.folder)
        git.run("rev-parse", "--git-dir")
        commit = git.commit(start or "HEAD")
        if not commit and start:
            raise NotFound(f"There is no commit, branch or tag {start!r} in this repository.", field="start")
        if not commit:
            raise NoRepository("This repository has no commit yet: commit something, then try again.")
        slug = re.sub(r"[^\w.+-]+", "-", name).strip(".-") or "worktree"
        chosen, new = _branch(git, branch, slug, start)
        id_ = f"w_{secrets.token_hex(8)}"
        place = Path(self._settings.folder) if self._settings.folder else self._state.folder("worktrees")
        return Worktree(
            id=id_,
            name=name,
            project=workspace.project,
            base=parent.base if parent else workspace.id,
            folder=str(place / id_ / slug),
            directory="",
            branch=chosen,
            start=commit,
            own_branch=new,
            state="making",
        )

    def _made(self, planned: Worktree) -> Worktree:
        folder = Path(planned.folder)
        folder.parent.mkdir(0o700, parents=True)
        git = Git(self._workspaces.get(planned.base).folder)
        what = ("-b", planned.branch, "--", planned.folder, planned.start)
        if not planned.own_branch:
            what = ("--", planned.folder, planned.branch)
        try:
            git.run("worktree", "add", "--quiet", *what)
        except GitFailed as error:
            if "already checked out" in error.message or "already used" in error.message:
                raise Conflict(
                    f"The branch {planned.branch!r} is checked out elsewhere; give another `branch`.", field="branch"
                ) from None
            raise
        directory = Git(folder).text("rev-parse", "--absolute-git-dir")
        return msgspec.structs.replace(planned, directory=directory, state="ready")

    @command(rest="DELETE /workspaces/{workspace}")
    async def delete(self, worktree: Worktree, *, force: bool = False) -> None:
        """Delete a worktree: its files, its terminals and its history. Its branch stays if it has commits of its own.

        Args:
            force: also when it holds changes that were not merged; they are lost unless they are committed.

        Raises:
            Conflict: it holds changes that were not merged.
            NotFound: it is no worktree; a project is closed by `projects.close`.
        """
        async with self._lock:
            if not force and not await self._known.trouble(worktree):
                review = await self._reviewer.review(worktree)
                if review.files:
                    few = ", ".join(each.path for each in review.files[:3])
                    raise Conflict(
                        f"{len(review.files)} changed files are not merged ({few}, ...): merge them with"
                        " workspaces.merge, or give `force` to lose them.",
                        paths=[each.path for each in review.files[:100]],
                    )
            await self._remove(worktree)

    async def _remove(self, worktree: Worktree) -> None:
        """Take a worktree away, whatever is left of it; what fails here fails again in `git worktree prune`."""
        was_ready = worktree.state == "ready"
        await self._known.put(msgspec.structs.replace(worktree, state="deleting"))
        await self._workspaces.close(worktree.id)
        main = next((each.folder for each in self._workspaces.all() if each.id == worktree.base), None)
        await asyncio.to_thread(_erase, worktree, main, self._state.folder("workspaces"))
        gone = WorkspaceDeleted(workspace=worktree.id, name=worktree.name, project=worktree.project)
        await self._known.forget(worktree, *([gone] if was_ready else []))


def _fields(event: Event) -> dict[str, Any]:
    return msgspec.to_builtins(event)


def _created(made: Worktree) -> WorkspaceCreated:
    return WorkspaceCreated(workspace=made.id, name=made.name, project=made.project, base=made.base, branch=made.branch)


def _branch(git: Git, wanted: str | None, slug: str, start: str | None) -> tuple[str, bool]:
    """Return the branch to work on, and whether it is to be made."""
    try:
        git.run("check-ref-format", "--branch", wanted or slug)
    except GitFailed:
        raise Unacceptable(
            f"{wanted or slug!r} is no name for a branch; give another `branch`.", field="branch"
        ) from None
    if wanted is None:
        names = (slug if number == 1 else f"{slug}-{number}" for number in range(1, 1000))
        return next(name for name in names if not git.has_branch(name)), True
    there = git.has_branch(wanted)
    if there and start:
        raise Conflict(f"There is a branch {wanted!r} already; leave out `start`, or name another.", field="branch")
    return wanted, not there


def _erase(worktree: Worktree, main: Path | None, stores: Path) -> None:
    if main is not None:
        git = Git(main)
        with contextlib.suppress(IcotesError):
            git.run("worktree", "remove", "--force", "--force", "--", worktree.folder)
        if worktree.own_branch:
            with contextlib.suppress(IcotesError):
                git.run("branch", "--quiet", "-d", "--", worktree.branch)
    place = Path(worktree.folder).parent
    if place.name == worktree.id:
        shutil.rmtree(place, ignore_errors=True)
    for left in stores.glob(f"{worktree.id}.*"):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
