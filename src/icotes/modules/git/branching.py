"""Branches: make, delete, switch, merge, rebase, and end what stopped at conflicts."""

from typing import Literal

from icotes.core.caller import Caller
from icotes.core.errors import IcotesError, Unacceptable
from icotes.core.methods import Module, command, query
from icotes.kit.git import GitFailed
from icotes.kit.workspace import Workspace
from icotes.modules.git import parsing
from icotes.modules.git.differing import named, unmerged
from icotes.modules.git.repositories import Repositories, Repository
from icotes.modules.git.types import (
    Branch,
    CheckoutStatus,
    HookFailed,
    InOperation,
    MergeOutcome,
    Message,
    NothingToCommit,
    RefName,
    Revision,
    SomeRevision,
)

SWITCH_HOOKS = "post-checkout reference-transaction"
MERGE_HOOKS = "pre-merge-commit prepare-commit-msg commit-msg post-merge post-commit reference-transaction"
REBASE_HOOKS = "pre-rebase post-rewrite post-checkout reference-transaction"
MAIL_HOOKS = "applypatch-msg pre-applypatch post-applypatch reference-transaction"


class Branches(Module):
    """The branches of a repository."""

    def __init__(self, repositories: Repositories) -> None:
        self._repositories = repositories

    @query(rest="GET /workspaces/{workspace}/git/branches")
    async def branches(self, workspace: Workspace) -> list[Branch]:
        """Return the branches, those of remotes, and the tags; what was committed to last is first.

        Raises:
            NoRepository: the folder is no git repository.
        """
        repository = await self._repositories.of(workspace)
        words = (f"--format={parsing.REFS}", "--sort=-creatordate", "refs/heads/", "refs/remotes/", "refs/tags/")
        return parsing.branches(await repository.look("for-each-ref", *words))

    @command(rest="POST /workspaces/{workspace}/git/branches")
    async def create_branch(
        self, workspace: Workspace, caller: Caller, name: RefName, *, start: Revision = "", switch: bool = True
    ) -> None:
        """Make a branch.

        Args:
            start: the commit that it begins at; what is checked out if it is empty.
            switch: check it out.

        Raises:
            RefExists: there is one of this name.
            RefNotFound: there is no such commit.
            Unacceptable: that is no name for a branch.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            await _check_name(repository, name)
            begin = [await named(repository, start)] if start else []
            if switch:
                await repository.act("switch", "--quiet", "--no-track", "--create", name, *begin, hooks=SWITCH_HOOKS)
            else:
                await repository.act("branch", "--no-track", name, *begin, hooks="reference-transaction")

    @command(rest="DELETE /workspaces/{workspace}/git/branches/{name}")
    async def delete_branch(self, workspace: Workspace, caller: Caller, name: RefName, *, force: bool = False) -> None:
        """Delete a branch.

        Args:
            force: also if it has commits that no other branch has.

        Raises:
            NotMerged: it has such commits.
            RefNotFound: there is none of this name.
            Unacceptable: it is checked out.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            if await repository.text("symbolic-ref", "--quiet", "--short", "HEAD", also=(1,)) == name:
                raise Unacceptable(f"{name} is checked out: switch to another branch first.", field="name")
            how = "-D" if force else "-d"
            await repository.act("branch", "--quiet", how, "--", name, hooks="reference-transaction")

    @command
    async def switch(self, workspace: Workspace, caller: Caller, name: SomeRevision) -> CheckoutStatus:
        """Check out a branch; a branch of a remote gets one here that follows it, anything else is only looked at.

        Args:
            name: a branch, a tag or a commit.

        Raises:
            ChangesInTheWay: it would overwrite what is not committed.
            RefNotFound: there is none of this name.
            InOperation: a merge or rebase waits.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            await _not_in_operation(repository)
            words = await _where_to(repository, name)
            await repository.act("switch", "--quiet", *words, hooks=SWITCH_HOOKS)
            return parsing.status(await repository.look(*parsing.STATUS), "", 0)

    @command
    async def merge(
        self,
        workspace: Workspace,
        caller: Caller,
        revision: SomeRevision,
        *,
        message: Message = "",
        fast_forward: Literal["may", "only", "never"] = "may",
    ) -> MergeOutcome:
        """Merge a branch into the one that is checked out.

        Args:
            revision: what is merged.
            message: of the merge commit; git's own if it is empty.
            fast_forward: whether no merge commit is made where none is needed.

        Raises:
            ChangesInTheWay: it would overwrite what is not committed.
            RefNotFound: there is no such branch.
            InOperation: a merge or rebase waits already.
        """
        forward = {"may": "--ff", "only": "--ff-only", "never": "--no-ff"}[fast_forward]
        async with self._repositories.changing(workspace, caller) as repository:
            await _not_in_operation(repository)
            await named(repository, revision)
            said = [f"--message={message}"] if message.strip() else ["--no-edit"]
            return await settle(repository, "merge", "--quiet", forward, *said, revision, hooks=MERGE_HOOKS)

    @command
    async def rebase(self, workspace: Workspace, caller: Caller, onto: SomeRevision) -> MergeOutcome:
        """Put the commits of this branch on top of another one.

        Args:
            onto: the branch or commit.

        Raises:
            ChangesInTheWay: there are changes that are not committed.
            RefNotFound: there is no such branch.
            InOperation: a merge or rebase waits already.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            await _not_in_operation(repository)
            commit = await named(repository, onto)
            return await settle(repository, "rebase", "--quiet", commit, hooks=REBASE_HOOKS)

    @command
    async def continue_(self, workspace: Workspace, caller: Caller, *, message: Message = "") -> MergeOutcome:
        """Go on with what stopped at conflicts, once they are resolved and staged.

        Args:
            message: of a merge's commit; git's own if it is empty.

        Raises:
            InOperation: some are not resolved.
            Unacceptable: nothing waits.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            now = await _waiting(repository)
            if left := await conflicts(repository):
                raise InOperation(f"{left[0]} is still in conflict: resolve it (git.resolve), then go on.", paths=left)
            if now == "merge":
                data = message.encode() if message.strip() else await repository.work(repository.place.merge_message)
                await repository.act("commit", "--quiet", "--file=-", data=data, hooks=MERGE_HOOKS)
                return MergeOutcome(state="done", head=await repository.commit())
            return await settle(repository, now, "--continue", hooks=_hooks_of(now), moves=False)

    @command
    async def skip(self, workspace: Workspace, caller: Caller) -> MergeOutcome:
        """Leave out the commit at which a rebase stopped, and go on.

        Raises:
            Unacceptable: no rebase waits.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            now = await _waiting(repository)
            if now == "merge":
                raise Unacceptable("A merge has nothing to leave out: resolve its conflicts, or git.abort.")
            return await settle(repository, now, "--skip", hooks=_hooks_of(now), moves=False)

    @command
    async def abort(self, workspace: Workspace, caller: Caller) -> None:
        """Take back a merge or rebase that stopped at conflicts: all is as it was before.

        Raises:
            Unacceptable: nothing waits.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            await repository.act(await _waiting(repository), "--abort", hooks=SWITCH_HOOKS)


async def settle(repository: Repository, *words: str, hooks: str, moves: bool = True) -> MergeOutcome:
    """Run what may stop at conflicts, and return what became of it: nothing, if it `moves` to the same commit."""
    before = await repository.commit()
    try:
        await repository.act(*words, hooks=hooks)
    except (IcotesError, GitFailed) as failed:
        return await stopped(repository, failed)
    head = await repository.commit()
    return MergeOutcome(state="unchanged" if moves and head == before else "done", head=head)


async def stopped(repository: Repository, failed: IcotesError) -> MergeOutcome:
    """Return that there are conflicts, or raise what failed if there are none."""
    left = await conflicts(repository)
    if not left or not isinstance(failed, (InOperation, NothingToCommit, HookFailed, GitFailed)):
        raise failed
    return MergeOutcome(state="conflicts", head=await repository.commit(), conflicts=left)


async def conflicts(repository: Repository) -> list[str]:
    """Return the paths that are in conflict."""
    return sorted(await unmerged(repository))


async def _check_name(repository: Repository, name: str) -> None:
    try:
        await repository.look("check-ref-format", "--branch", name)
    except IcotesError:
        raise Unacceptable(
            f"{name!r} is no name for a branch; use letters, digits, `-` and `/`.", field="name"
        ) from None


async def _where_to(repository: Repository, name: str) -> list[str]:
    refs = ("for-each-ref", "--format=%(refname)", f"refs/heads/{name}", f"refs/remotes/{name}")
    found = (await repository.text(*refs)).splitlines()
    if f"refs/heads/{name}" in found:
        return ["--no-guess", name]
    if f"refs/remotes/{name}" in found:
        own = name.partition("/")[2]
        there = await repository.text("for-each-ref", "--format=%(refname)", f"refs/heads/{own}")
        return ["--no-guess", own] if there else ["--track", "--create", own, name]
    return ["--detach", await named(repository, name)]


async def _not_in_operation(repository: Repository) -> None:
    if now := await repository.operation():
        raise InOperation(f"A {now} waits for its conflicts: git.continue or git.abort ends it.")


def _hooks_of(command: str) -> str:
    return MAIL_HOOKS if command == "am" else REBASE_HOOKS


async def _waiting(repository: Repository) -> str:
    """Return the command of git's that ends what waits."""
    now = await repository.operation()
    if not now:
        raise Unacceptable("No merge or rebase waits; git.status shows how the repository stands.")
    of_mails = repository.place.directory / "rebase-apply/applying"
    return "am" if now == "rebase" and await repository.work(of_mails.exists) else now
