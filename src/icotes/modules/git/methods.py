"""See what changed, what was committed, and by whom."""

from functools import partial
from typing import Annotated

from msgspec import Meta

from icotes.core.errors import Conflict, NotFound, Unacceptable
from icotes.core.methods import Module, command, query
from icotes.kit.git import Git as Program
from icotes.kit.git import GitFailed, Way, disk_path
from icotes.kit.page import Page
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import FilePath
from icotes.modules.git import parsing, patches
from icotes.modules.git.differing import content, described, empty_tree, files, named, only, shown, unknown
from icotes.modules.git.explaining import explain
from icotes.modules.git.place import find
from icotes.modules.git.repositories import Repositories
from icotes.modules.git.types import (
    Blamed,
    CheckoutStatus,
    Commit,
    CommitDetail,
    Few,
    FileDiff,
    RefName,
    Revision,
    Versioned,
    Words,
)

Around = Annotated[int, Meta(ge=0, le=100)]


class Git(Module):
    """The state of a checkout, and its past."""

    def __init__(self, repositories: Repositories) -> None:
        self._repositories = repositories

    @command(rest="POST /workspaces/{workspace}/git")
    async def init(self, workspace: Workspace, *, branch: RefName = "main") -> CheckoutStatus:
        """Make the workspace's folder a git repository.

        Args:
            branch: the name of its first branch.

        Raises:
            Conflict: it is one already.
            Unacceptable: that is no name for a branch.
        """

        def make() -> None:
            git = Program(workspace.folder)
            if (workspace.folder / ".git").exists():
                raise Conflict("This folder is a git repository already; git.status shows how it stands.")
            try:
                git.run("check-ref-format", "--branch", branch)
                git.run("init", "--quiet", f"--initial-branch={branch}", "--template=", way=Way(trusting=True))
            except GitFailed as failed:
                raise explain(failed) from None
            find(workspace.folder)

        await self._repositories.run(make)
        return await self.status(workspace)

    @query(rest="GET /workspaces/{workspace}/git")
    async def status(
        self, workspace: Workspace, *, untracked: bool = True, limit: Annotated[int, Meta(ge=1, le=100_000)] = 10_000
    ) -> CheckoutStatus:
        """Return the branch and what differs from the last commit.

        It changes when `git.changed` or an event of `files` says so.

        Args:
            untracked: also files that git does not know and does not ignore.
            limit: files, at most; `total` counts all.

        Raises:
            NoRepository: the folder is no git repository.
        """
        repository = await self._repositories.of(workspace, flush="")
        raw = await repository.look(*parsing.STATUS, f"--untracked-files={'all' if untracked else 'no'}")
        now = await repository.operation()
        return await self._repositories.run(partial(parsing.status, raw, now, limit))

    @query
    async def diff(
        self,
        workspace: Workspace,
        path: FilePath = "",
        *,
        staged: bool = False,
        before: Revision = "",
        after: Revision = "",
        around: Around = patches.AROUND,
    ) -> list[FileDiff]:
        """Return what differs, by hunk: files from what is staged, what is staged from a commit, or two commits.

        Args:
            path: of one file or folder; of all if it is empty. A file that git does not know is shown if it is named.
            staged: compare what is staged with the last commit, or with `before`.
            before: a commit; the files as they are are compared with it, or what `after` names.
            after: a commit; the first one is compared with nothing if `before` is empty.
            around: lines shown around what differs; 0 for hunks that are as small as can be.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
            QuotaExceeded: it is too much; name a path.
        """
        repository = await self._repositories.of(workspace, flush=path)
        ends = [await named(repository, each) for each in (before, after) if each]
        if after and not before:
            if await repository.commit(f"{ends[0]}^"):
                raise Unacceptable("`after` is compared with `before`; give both.", field="before")
            ends = [await empty_tree(repository), *ends]
        if staged and not ends and not await repository.commit():
            ends = [await empty_tree(repository)]
        found = await files(repository, path, staged=staged, ends=ends, around=around)
        if not found and path and not staged and not ends:
            found = await unknown(repository, path, around)
        return await self._repositories.run(lambda: shown(found, one=bool(path)))

    @query
    async def read(self, workspace: Workspace, path: FilePath, *, revision: Revision = "") -> Versioned:
        """Return a file as it is in a commit, or as it is staged.

        Args:
            revision: a commit; what is staged if it is empty.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
            QuotaExceeded: it is larger than 8 MiB.
        """
        repository = await self._repositories.of(workspace)
        commit = await named(repository, revision) if revision else ""
        found = await content(repository, f"{commit}:{disk_path(path)}" if commit else f":0:{disk_path(path)}")
        text = None if found is None or b"\0" in found else found.decode("utf-8", "replace")
        return Versioned(path=path, exists=found is not None, text=text, size=len(found or b""))

    @query(rest="GET /workspaces/{workspace}/git/log")
    async def log(
        self,
        workspace: Workspace,
        path: FilePath = "",
        *,
        revision: Revision = "",
        all: bool = False,
        author: Words = "",
        text: Words = "",
        after: Words = "",
        limit: Few = 100,
    ) -> Page[Commit]:
        """Return commits, newest first; their parents make the graph.

        Args:
            path: only those that changed it.
            revision: the commit to begin at; what is checked out if it is empty.
            all: of every branch, of remotes and tags too.
            author: only those whose author's name or address holds this.
            text: only those whose message holds this.
            after: the `next` of the page before.
            limit: commits to a page, at most.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
        """
        repository = await self._repositories.of(workspace)
        begin, _, passed = after.partition("~")
        start = begin or (await named(repository, revision) if revision else await repository.commit())
        if not start:
            return Page([])
        skip = int(passed) if passed.isdecimal() and len(passed) < 10 else 0
        words = ["log", "-z", f"--format={parsing.LOG}", "--decorate=full", "--topo-order", f"--skip={skip}"]
        words += [f"--max-count={limit + 1}", "--no-show-signature", "--fixed-strings", "--regexp-ignore-case"]
        words += [f"--author={author}"] if author else []
        words += [f"--grep={text}"] if text else []
        words += ["--branches", "--remotes", "--tags"] if all else []
        raw = await repository.look(*words, "--end-of-options", start, "--", *only(path))
        found = parsing.commits(raw)
        return Page(found[:limit], f"{start}~{skip + limit}" if len(found) > limit else None)

    @query
    async def show(self, workspace: Workspace, revision: Revision = "HEAD") -> CommitDetail:
        """Return a commit, and which files it changed against its first parent.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
        """
        repository = await self._repositories.of(workspace)
        commit = await described(repository, await named(repository, revision))
        before = commit.parents[0] if commit.parents else await empty_tree(repository)
        found = await files(repository, "", ends=[before, commit.id])
        return CommitDetail(commit=commit, files=[each.shown(-1) for each in found])

    @query
    async def blame(self, workspace: Workspace, path: FilePath, *, revision: Revision = "") -> list[Blamed]:
        """Return for each line of a file the commit that it came with.

        Args:
            revision: a commit; the file as it is now if it is empty.

        Raises:
            NoRepository: the folder is no git repository.
            NotFound: git does not know the file.
        """
        repository = await self._repositories.of(workspace, flush=path)
        commit = [await named(repository, revision)] if revision else []
        try:
            raw = await repository.look("blame", "--incremental", "--no-textconv", *commit, "--", disk_path(path))
        except GitFailed:
            raise NotFound(f"git does not know {path}; commit it first.", path=path) from None
        return await self._repositories.run(partial(parsing.blame, raw))
