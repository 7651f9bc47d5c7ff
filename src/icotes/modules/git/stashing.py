"""Put changes aside, and take them back."""

from icotes.core.caller import Caller
from icotes.core.errors import IcotesError
from icotes.core.methods import Module, command, query
from icotes.kit.workspace import Workspace
from icotes.modules.git import parsing
from icotes.modules.git.branching import conflicts
from icotes.modules.git.repositories import Repositories, Repository
from icotes.modules.git.types import MergeOutcome, NothingToCommit, RefNotFound, Revision, Stash, Words


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
        """
        async with self._repositories.changing(workspace, caller) as repository:
            number = await _number(repository, stash)
            try:
                await repository.act("stash", "apply" if keep else "pop", "--quiet", "--index", f"stash@{{{number}}}")
            except IcotesError:
                if not (left := await conflicts(repository)):
                    await repository.act(
                        "stash", "apply" if keep else "pop", "--quiet", f"stash@{{{number}}}", also=(1,)
                    )
                    left = await conflicts(repository)
                if left:
                    return MergeOutcome(state="conflicts", head=await repository.commit(), conflicts=left)
            return MergeOutcome(state="done", head=await repository.commit())

    @command
    async def drop_stash(self, workspace: Workspace, caller: Caller, stash: Revision) -> None:
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


async def _number(repository: Repository, stash: str) -> int:
    found = [at for at, each in enumerate(await _stashes(repository)) if stash in {"", each.id}]
    if not found:
        raise RefNotFound("There is no such stash; git.stashes shows those there are.", field="stash")
    return found[0]
