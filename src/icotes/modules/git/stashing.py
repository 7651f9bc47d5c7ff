"""Put changes aside, and take them back."""

import os

from icotes.core.caller import Caller
from icotes.core.errors import IcotesError
from icotes.core.methods import Module, command, query
from icotes.kit.git import GitFailed, wire_path
from icotes.kit.workspace import Workspace
from icotes.modules.git import parsing
from icotes.modules.git.branching import conflicts
from icotes.modules.git.repositories import Repositories, Repository
from icotes.modules.git.types import (
    ChangesInTheWay,
    InOperation,
    MergeOutcome,
    NothingToCommit,
    RefNotFound,
    Revision,
    SomeRevision,
    Stash,
    Words,
)


class Stashes(Module):
    """Changes that are put aside."""

    def __init__(self, repositories: Repositories) -> None:
        self._repositories = repositories

    @query(rest="GET /workspaces/{workspace}/git/stashes")
    async def stashes(self, workspace: Workspace) -> list[Stash]:
        """Return what was put aside, newest first.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return await _stashes(await self._repositories.of(workspace))

    @command
    async def stash(
        self, workspace: Workspace, caller: Caller, message: Words = "", *, untracked: bool = True
    ) -> Stash:
        """Put all changes aside: files are again as in the last commit.

        Args:
            message: what it is about.
            untracked: also files that git does not know and does not ignore.

        Raises:
            NothingToCommit: nothing changed.
            InOperation: a merge or rebase waits.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            before = await _stashes(repository)
            words = [f"--message={message}"] if message else []
            words += ["--include-untracked"] if untracked else []
            await repository.act("stash", "push", "--quiet", *words)
            after = await _stashes(repository)
            if len(after) <= len(before):
                raise NothingToCommit("Nothing changed since the last commit: there is nothing to put aside.")
            return after[0]

    @command
    async def unstash(
        self, workspace: Workspace, caller: Caller, stash: Revision = "", *, keep: bool = False
    ) -> MergeOutcome:
        """Bring changes back that were put aside.

        Args:
            stash: its id; the newest if it is empty.
            keep: leave it among the stashes, too.

        Raises:
            RefNotFound: there is none.
            ChangesInTheWay: it would overwrite what is not committed.
            InOperation: conflicts are not resolved.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            number = await _number(repository, stash)
            if there := await conflicts(repository):
                raise InOperation(f"{there[0]} is in conflict: resolve it first (git.resolve).", paths=there)
            if met := await _met(repository, f"stash@{{{number}}}"):
                raise _in_the_way(met)
            return await _brought_back(repository, "apply" if keep else "pop", f"stash@{{{number}}}")

    @command
    async def drop_stash(self, workspace: Workspace, caller: Caller, stash: SomeRevision) -> None:
        """Forget changes that were put aside.

        Args:
            stash: its id.

        Raises:
            RefNotFound: there is none.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            await repository.act("stash", "drop", "--quiet", f"stash@{{{await _number(repository, stash)}}}")


async def _stashes(repository: Repository) -> list[Stash]:
    if not await repository.text("for-each-ref", "--format=%(refname)", "refs/stash"):
        return []
    words = ("-z", f"--format={parsing.STASHES}", "--no-show-signature")
    return parsing.stashes(await repository.look("stash", "list", *words))


async def _met(repository: Repository, stash: str) -> list[str]:
    """Return which files it would meet that were changed or have come again since; git would leave off half way."""
    names = ("diff", "--name-only", "-z", "--no-renames", "--ignore-submodules=dirty")
    changed = _names(await repository.look(*names, "HEAD", "--"))
    kept = _names(await repository.look(*names, f"{stash}^1", stash, "--"))
    untracked = await repository.commit(f"{stash}^3")
    new = _names(await repository.look("ls-tree", "-r", "-z", "--name-only", untracked)) if untracked else []
    folder = os.fsencode(repository.workspace.folder)
    again = await repository.work(lambda: [each for each in new if os.path.lexists(folder + b"/" + each)])
    return [wire_path(each) for each in (*sorted({*changed} & {*kept}), *again)]


def _names(raw: bytes) -> list[bytes]:
    return raw.split(b"\0")[:-1]


async def _brought_back(repository: Repository, how: str, stash: str) -> MergeOutcome:
    """Bring changes back, and what of them was staged where that is possible."""
    try:
        await repository.act("stash", how, "--quiet", "--index", stash)
    except IcotesError:
        left = await conflicts(repository)
        try:
            if not left:
                await repository.act("stash", how, "--quiet", stash)
        except GitFailed as failed:
            if not (left := await conflicts(repository)):
                raise _in_the_way([]) from failed
        if left:
            return MergeOutcome(state="conflicts", head=await repository.commit(), conflicts=left)
    return MergeOutcome(state="done", head=await repository.commit())


def _in_the_way(paths: list[str]) -> ChangesInTheWay:
    named = f" ({', '.join(paths[:3])})" if paths else ""
    return ChangesInTheWay(
        f"What was put aside meets changes that are not committed{named}: commit them, or put them aside, too.",
        paths=paths[:100],
    )


async def _number(repository: Repository, stash: str) -> int:
    found = [at for at, each in enumerate(await _stashes(repository)) if stash in {"", each.id}]
    if not found:
        raise RefNotFound("There is no such stash; git.stashes shows those there are.", field="stash")
    return found[0]
