"""Choose what the next commit holds, and commit it."""

from functools import partial
from typing import Annotated

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import Unacceptable
from icotes.core.methods import Module, command
from icotes.kit.git import GitFailed
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import FileWriting
from icotes.modules.git import parsing, patches
from icotes.modules.git.differing import described, empty_tree, files, many, parted, unknown
from icotes.modules.git.repositories import Repositories, Repository
from icotes.modules.git.types import AuthorUnknown, Commit, HunkId, Message, Paths, Words

Lines = Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(max_length=100_000)]
COMMIT_HOOKS = "pre-commit prepare-commit-msg commit-msg post-commit reference-transaction"


class Staging(Module):
    """What the next commit holds."""

    def __init__(self, repositories: Repositories, writing: FileWriting) -> None:
        self._repositories = repositories
        self._writing = writing

    @command
    async def stage(
        self, workspace: Workspace, caller: Caller, paths: Paths, *, hunk: HunkId = "", lines: Lines = ()
    ) -> None:
        """Put changes into the next commit.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            if hunk:
                patch = await _patch(repository, _one(paths), hunk, lines, "forward")
                await _apply(repository, patch, hunk, "--cached")
            else:
                await repository.act("add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul", data=many(paths))

    @command
    async def unstage(
        self, workspace: Workspace, caller: Caller, paths: Paths, *, hunk: HunkId = "", lines: Lines = ()
    ) -> None:
        """Take changes out of the next commit; the files stay as they are.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it with `staged`.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            if hunk:
                patch = await _patch(repository, _one(paths), hunk, lines, "back", staged=True)
                await _apply(repository, patch, hunk, "--cached", "--reverse")
                return
            given = ("--pathspec-from-file=-", "--pathspec-file-nul")
            before = await repository.commit() or await empty_tree(repository)
            await repository.act("reset", "--quiet", *given, before, data=many(paths))

    @command
    async def discard(
        self, workspace: Workspace, caller: Caller, paths: Paths, *, hunk: HunkId = "", lines: Lines = ()
    ) -> None:
        """Make files again what is staged, or what was committed; those that git does not know go to the trash.

        The timeline keeps what was there. A repository of its own that git does not know stays, unless it is named.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
            Denied: there are files that git does not know, and your key does not write files.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            if hunk:
                patch = await _patch(repository, _one(paths), hunk, lines, "back")
                await _apply(repository, patch, hunk, "--reverse")
                return
            words = ("status", "--porcelain=v2", "-z", "--ignore-submodules=dirty", "--untracked-files=all", "--")
            raws = [await repository.look(*words, *some) for some in parted(paths)]
            found = {each.path: each.unstaged for raw in raws for each in parsing.status(raw, "", 100_000).files}
            known = [path for path, how in found.items() if how not in {"", "untracked", "conflict"}]
            kept = {nested for raw in raws for nested in parsing.nested(raw)} - {*paths}
            new = [path for path, how in found.items() if how == "untracked" and path not in kept]
            if new:
                caller.require("files:write")
            if known:
                given = ("--worktree", "--pathspec-from-file=-", "--pathspec-file-nul")
                await repository.act("restore", *given, data=many(known))
        for path in new:
            await self._writing.delete(workspace, path)

    @command(rest="POST /workspaces/{workspace}/git/commits")
    async def commit(
        self,
        workspace: Workspace,
        caller: Caller,
        message: Message = "",
        *,
        amend: bool = False,
        all: bool = False,
        author: Words = "",
        empty: bool = False,
    ) -> Commit:
        """Commit what is staged. Hooks run if your key covers terminals:write.

        Args:
            message: the first line says what it is about; with `amend` the old one is kept if it is empty.
            amend: put it into the last commit, instead of a new one.
            all: also what git knows and is not staged.
            author: `Name <address>`, if it is not whom the machine's git names; who commits, too, if it names nobody.
            empty: also if nothing changed.

        Raises:
            NothingToCommit: nothing is staged.
            AuthorUnknown: git knows no name to commit in.
            HookFailed: a hook refused.
            InOperation: conflicts are not resolved.
            RepositoryLocked: another git is at work.
            TimedOut: a hook took too long.
        """
        if not message.strip() and not amend:
            raise Unacceptable("A commit needs a message: say in a line what it changes.", field="message")
        words = ["--amend"] if amend else []
        words += ["--file=-"] if message.strip() else ["--no-edit"]
        words += [word for word, wanted in (("--all", all), ("--allow-empty", empty)) if wanted]
        words += [f"--author={author}"] if author else []
        async with self._repositories.changing(workspace, caller) as repository:
            act = partial(repository.act, "commit", "--quiet", *words, data=message.encode(), hooks=COMMIT_HOOKS)
            try:
                await act()
            except AuthorUnknown:
                if not author:
                    raise
                name, _, address = author.rstrip(">").partition("<")
                await act(config=(f"user.name={name.strip()}", f"user.email={address}"))
            return await described(repository, "HEAD")


def _one(paths: list[str]) -> str:
    if len(paths) != 1:
        raise Unacceptable("A hunk is of one file: give its path alone.", field="paths")
    return paths[0]


async def _patch(
    repository: Repository, path: str, hunk: str, lines: tuple[int, ...], side: patches.Side, *, staged: bool = False
) -> bytes:
    around, ends = patches.around_of(hunk), await _nothing(repository, staged)
    found = await files(repository, path, staged=staged, around=around, ends=ends)
    if not found and not staged:
        found = await unknown(repository, path, around)
    patch = await repository.work(lambda: _of_file(found, path, hunk, lines, side))
    if (
        not patch and staged and any(each.status == "A" for each in found)
    ):  # what moved is only seen as such beside where it was
        every = await files(repository, "", staged=True, around=around, ends=ends)
        patch = await repository.work(lambda: _of_file(every, path, hunk, lines, side))
    if not patch:
        raise patches.gone()
    return patch


def _of_file(found: list[patches.FilePatch], path: str, hunk: str, lines: tuple[int, ...], side: patches.Side) -> bytes:
    """Return the patch of what is chosen of a file; empty if the hunk is not there."""
    file = next((each for each in found if each.path == path), None)
    return patches.chosen(file, hunk, lines, side) if file else b""


async def _nothing(repository: Repository, staged: bool) -> list[str]:
    return [await empty_tree(repository)] if staged and not await repository.commit() else []


async def _apply(repository: Repository, patch: bytes, hunk: str, *words: str) -> None:
    loose = ("--unidiff-zero",) if patches.around_of(hunk) == 0 else ()
    try:
        await repository.act("apply", "--whitespace=nowarn", *loose, *words, "-", data=patch)
    except GitFailed:
        raise patches.gone() from None
