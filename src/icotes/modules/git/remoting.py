"""Other repositories: which there are, and what goes there and comes from there."""

import re
import time
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import Conflict, IcotesError, Unacceptable
from icotes.core.methods import Module, command, query
from icotes.kit.workspace import Workspace
from icotes.modules.git import parsing
from icotes.modules.git.branching import MERGE_HOOKS, REBASE_HOOKS, settle
from icotes.modules.git.repositories import Repositories, Repository
from icotes.modules.git.types import MergeOutcome, Pushed, RefName, RefNotFound, Remote

Url = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=2000,
        pattern=r"^(?!-)(?![A-Za-z0-9+.-]*::)[^\x00-\x20\x7f]+\Z",
        description="Where a repository is: `https://...`, `ssh://...`, or `user@host:path`.",
    ),
]
AnyRef = Annotated[str, Meta(max_length=200, pattern=r"^(?!-)[^\s~^:?*\[\\\x00-\x1f\x7f]*\Z")]
_LOOK_SECONDS = 1.0
"""A git that only looks has ended by then; the server itself starts such."""
_STATES: dict[str, Literal["new", "updated", "unchanged", "forced", "deleted"]] = {
    "*": "new",
    " ": "updated",
    "=": "unchanged",
    "+": "forced",
    "-": "deleted",
}


class Remotes(Module):
    """The other repositories that this one knows."""

    def __init__(self, repositories: Repositories) -> None:
        self._repositories = repositories

    @query(rest="GET /workspaces/{workspace}/git/remotes")
    async def remotes(self, workspace: Workspace) -> list[Remote]:
        """Return the other repositories that this one knows.

        Raises:
            NoRepository: the folder is no git repository.
        """
        repository = await self._repositories.of(workspace)
        return parsing.remotes(await repository.look("remote", "-v"))

    @command(rest="POST /workspaces/{workspace}/git/remotes")
    async def add_remote(self, workspace: Workspace, caller: Caller, name: RefName, url: Url) -> None:
        """Make another repository known.

        Args:
            name: what it is called here, e.g. `origin`.

        Raises:
            RefExists: there is one of this name.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            await repository.act("remote", "add", "--", name, url)

    @command(rest="DELETE /workspaces/{workspace}/git/remotes/{name}")
    async def remove_remote(self, workspace: Workspace, caller: Caller, name: RefName) -> None:
        """Forget another repository, with what is known of its branches.

        Raises:
            RefNotFound: there is none of this name.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            await repository.act("remote", "remove", "--", name)

    @command
    async def fetch(self, workspace: Workspace, caller: Caller, remote: AnyRef = "", *, prune: bool = False) -> None:
        """Ask another repository what is new there; `git.progressed` tells how far it is.

        It signs in as the server's machine does, and never asks for a password.

        Args:
            remote: its name; every one if it is empty.
            prune: forget branches that are not there any more.

        Raises:
            CredentialsNeeded: it wants to know who you are.
            RemoteUnreachable: it does not answer.
            RefNotFound: there is none of this name.
        """
        async with self._repositories.reaching(workspace, caller) as repository:
            await _known(repository, remote)
            words = ["--progress", "--no-recurse-submodules", *(["--prune"] if prune else [])]
            await repository.reach("fetch", "fetch", *words, *(["--", remote] if remote else ["--all"]))

    @command
    async def pull(
        self, workspace: Workspace, caller: Caller, *, how: Literal["merge", "rebase", "forward"] = "merge"
    ) -> MergeOutcome:
        """Fetch what is new on the upstream of this branch, and bring it into the branch.

        Args:
            how: merge it, put this branch's commits on top of it, or only go forward to it.

        Raises:
            CredentialsNeeded: the remote wants to know who you are.
            RemoteUnreachable: it does not answer.
            ChangesInTheWay: it would overwrite what is not committed.
            InOperation: a merge or rebase waits.
            Unacceptable: the branch has no upstream.
        """
        async with self._repositories.reaching(workspace, caller) as repository:
            branch = await _branch(repository)
            remote, _ = await _upstream(repository, branch)
            if not remote:
                raise Unacceptable(f"{branch} has no upstream: push it first (git.push), or git.merge a branch.")
            await repository.reach("pull", "fetch", "--progress", "--no-recurse-submodules", "--", remote)
        async with self._repositories.changing(workspace, caller) as repository:
            if await _branch(repository) != branch:
                raise Conflict(f"{branch} is not checked out any more; pull again.")
            if how == "rebase":
                return await settle(repository, "rebase", "--quiet", "@{upstream}", hooks=REBASE_HOOKS)
            forward = "--ff-only" if how == "forward" else "--ff"
            words = ("merge", "--quiet", "--no-edit", forward, "@{upstream}")
            try:
                return await settle(repository, *words, hooks=MERGE_HOOKS)
            except IcotesError as failed:
                if "fast-forward" in getattr(failed, "said", ""):
                    raise Conflict("Both have commits that the other lacks: pull with `how` merge or rebase.") from None
                raise

    @command
    async def push(
        self, workspace: Workspace, caller: Caller, *, remote: AnyRef = "", branch: AnyRef = "", force: bool = False
    ) -> Pushed:
        """Send a branch's commits to another repository; `git.progressed` tells how far it is.

        A branch that has no upstream gets one of its own name.

        Args:
            remote: its name; that of the upstream, else the only one there is, if it is empty.
            branch: what is pushed; what is checked out if it is empty.
            force: also if that drops commits there, as long as they are those that were fetched last.

        Raises:
            PushRejected: there are commits that this branch lacks, or they are not accepted.
            CredentialsNeeded: it wants to know who you are.
            RemoteUnreachable: it does not answer.
            RefNotFound: there is no such branch or remote.
        """
        async with self._repositories.reaching(workspace, caller) as repository:
            own = branch or await _branch(repository)
            if not await repository.text("for-each-ref", "--format=%(refname)", f"refs/heads/{own}"):
                raise RefNotFound(f"There is no branch {own!r}, or nothing is committed to it yet.", field="branch")
            upstream, target = await _upstream(repository, own)
            place = remote or upstream or await _only(repository)
            await _known(repository, place)
            target = target if place == upstream else f"refs/heads/{own}"
            words = ["--porcelain", "--progress", "--recurse-submodules=no", *([] if upstream else ["--set-upstream"])]
            words += ["--force-with-lease"] if force else []
            said = await repository.reach("push", "push", *words, "--", place, f"refs/heads/{own}:{target}")
        line = next((each for each in said.decode("utf-8", "replace").splitlines() if each.count("\t") >= 2), " \t:\t")
        return Pushed(ref=target, state=_STATES.get(line[0], "updated"), remote=place)

    @command
    async def unlock(self, workspace: Workspace, caller: Caller) -> list[str]:
        """Take away locks that a git left which was killed; one that may be in use stays.

        Returns:
            The names of those that are gone.

        Raises:
            Conflict: a git runs in this repository now.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            return await self._repositories.run(lambda: _unlock(repository))


async def _branch(repository: Repository) -> str:
    branch = await repository.text("symbolic-ref", "--quiet", "--short", "HEAD", also=(1,))
    if not branch:
        raise Unacceptable("No branch is checked out: switch to one, or make one (git.create_branch).")
    return branch


async def _upstream(repository: Repository, branch: str) -> tuple[str, str]:
    """Return the remote that a branch follows, and the branch there, in full; empty for none."""
    words = ("for-each-ref", "--format=%(upstream:remotename)%00%(upstream:remoteref)", f"refs/heads/{branch}")
    remote, _, ref = (await repository.text(*words)).partition("\0")
    return remote if remote != "." else "", ref


async def _only(repository: Repository) -> str:
    names = [each.name for each in parsing.remotes(await repository.look("remote", "-v"))]
    if "origin" in names or len(names) == 1:
        return "origin" if "origin" in names else names[0]
    what = f"Say to which `remote`: {', '.join(names)}." if names else "There is no remote: add one (git.add_remote)."
    raise RefNotFound(what, field="remote")


async def _known(repository: Repository, remote: str) -> None:
    names = [each for each in (await repository.text("remote")).split("\n") if each]
    if remote not in names if remote else not names:
        raise RefNotFound(f"There is no remote {remote or 'at all'}; git.add_remote makes one known.", field="remote")


def _unlock(repository: Repository) -> list[str]:
    place = repository.place
    folders = [repository.workspace.folder, *_sharing(place.common)]
    deadline = time.monotonic() + _LOOK_SECONDS
    while any(_works_in(process, folders) for process in Path("/proc").glob("[0-9]*")):
        if time.monotonic() > deadline:
            raise Conflict("A git runs in this repository now: wait until it ends, or end it in its terminal.")
        time.sleep(0.05)
    found = {*place.directory.glob("*.lock"), *place.common.glob("*.lock"), *(place.common / "refs").rglob("*.lock")}
    old = [each for each in sorted(found) if _age(each) > 1.0]
    for each in old:
        each.unlink(missing_ok=True)
    return [re.sub(r"^.*/\.git/", ".git/", str(each)) for each in old]


def _age(file: Path) -> float:
    """Return for how many seconds a file has been there; one that is gone is as good as new."""
    try:
        return time.time() - file.stat().st_mtime
    except OSError:
        return 0.0


def _sharing(common: Path) -> list[Path]:
    """Return the checkouts that share a repository, and where it is itself."""
    pointers = common.glob("worktrees/*/gitdir")
    others = [Path(each.read_text(errors="surrogateescape").strip()).parent for each in pointers]
    return [common, *([common.parent] if common.name == ".git" else []), *others]


def _works_in(process: Path, folders: list[Path]) -> bool:
    try:
        if (process / "comm").read_text().strip() != "git":
            return False
        place = (process / "cwd").readlink()
    except OSError:
        return False
    return any(place.is_relative_to(each) for each in folders)
