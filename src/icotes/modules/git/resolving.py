"""Files in conflict: their sides, and what they become."""

import os
from typing import Literal

from icotes.core.caller import Caller
from icotes.core.errors import NotFound, QuotaExceeded, Unacceptable
from icotes.core.methods import Module, command, query
from icotes.kit.git import disk_path
from icotes.kit.status import version_of
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import NEW, FilePath, FileWriting, Version
from icotes.modules.git import parsing
from icotes.modules.git.differing import MOST_BYTES, content, exactly, many, unmerged
from icotes.modules.git.repositories import Repositories, Repository
from icotes.modules.git.types import ConflictSides

SUBMODULE = "160000"
"""The mode of what is a repository of its own: git keeps no content of it."""


class Conflicts(Module):
    """What both sides changed."""

    def __init__(self, repositories: Repositories, writing: FileWriting) -> None:
        self._repositories = repositories
        self._writing = writing

    @query
    async def conflict(self, workspace: Workspace, path: FilePath) -> ConflictSides:
        """Return a file in conflict in all its versions.

        Raises:
            NotFound: it is in no conflict.
            QuotaExceeded: it is larger than 8 MiB.
        """
        repository = await self._repositories.of(workspace, flush=path)
        said = await _conflict(repository, path)
        name = disk_path(path)
        base, ours, theirs = [await content(repository, f":{stage}:{name}") for stage in (1, 2, 3)]
        names = await _names(repository)
        merged, version = await self._repositories.run(lambda: _now(workspace, path))
        return ConflictSides(
            path=path,
            conflict=said,
            base=_text(base),
            ours=_text(ours),
            theirs=_text(theirs),
            merged=_text(merged),
            version=version,
            ours_name=names[0],
            theirs_name=names[1],
        )

    @command
    async def resolve(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath,
        *,
        take: Literal["file", "ours", "theirs", "text"] = "file",
        text: str = "",
        version: Version | None = None,
    ) -> None:
        """Say what a file in conflict becomes, and stage it.

        Args:
            take: the file as it is now, one side of it (which may be that it is gone), or `text`.
            text: what it becomes, with `take` `text`.
            version: the one that `text` was made of, as `git.conflict` said; without it, whatever is there is replaced.

        Raises:
            Conflict: the file has another version than `version`.
            NotFound: it is in no conflict.
            Unacceptable: the file still holds marks of a conflict.
            Denied: your key does not write files.
        """
        async with self._repositories.changing(workspace, caller) as repository:
            await _conflict(repository, path)
            if take == "text":
                caller.require("files:write")
                await self._writing.write(workspace, path, text, version=version)
            elif take != "file":
                if not await _take(repository, path, take):
                    return
            elif await self._repositories.run(lambda: _is_marked(workspace, path)):
                raise Unacceptable(f"{path} still holds marks of a conflict (<<<<<<<): edit it, or take a side.")
            await repository.act("add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul", data=many([path]))


async def _conflict(repository: Repository, path: str) -> str:
    raw = await repository.look(*parsing.STATUS, "--untracked-files=no", "--", exactly(path))
    found = [each for each in parsing.status(raw, "", 10).files if each.path == path and each.conflict]
    if not found:
        raise NotFound(f"{path} is in no conflict; git.status shows those that are.", path=path)
    return found[0].conflict


async def _take(repository: Repository, path: str, side: str) -> bool:
    """Make a file what one side has; False if it is gone there, and so here."""
    modes = (await unmerged(repository, path)).get(path, {})
    if SUBMODULE in modes.values():
        raise Unacceptable(
            f"{path} is a submodule: check out the commit that it should have in it, in a terminal, then resolve it"
            " with `take` file."
        )
    if (2 if side == "ours" else 3) not in modes:
        await repository.act("rm", "--quiet", "--force", "--", exactly(path))
        return False
    given = ("--pathspec-from-file=-", "--pathspec-file-nul")
    await repository.act("checkout", "--quiet", f"--{side}", *given, data=many([path]))
    return True


async def _names(repository: Repository) -> tuple[str, str]:
    """Return what the two sides are called."""
    branch = await repository.text("symbolic-ref", "--quiet", "--short", "HEAD", also=(1,))
    now = await repository.operation()
    other = {"merge": "MERGE_HEAD", "rebase": "REBASE_HEAD", "cherry-pick": "CHERRY_PICK_HEAD", "revert": "REVERT_HEAD"}
    words = ("log", "--max-count=1", "--format=%h %s", "--no-show-signature")
    theirs = await repository.text(*words, other[now], "--", also=(128,)) if now in other else ""
    if now == "merge":
        label = await repository.text("name-rev", "--name-only", "--no-undefined", "MERGE_HEAD", also=(1, 128))
        theirs = label.removeprefix("remotes/") or theirs
    return branch or await repository.text(*words, "HEAD", "--"), theirs


def _now(workspace: Workspace, path: str) -> tuple[bytes | None, str]:
    """Return the file as it is, and its version."""
    try:
        handle = workspace.root.open_file(path)
    except NotFound:
        return None, NEW
    with os.fdopen(handle, "rb") as file:
        version = version_of(os.fstat(handle))
        data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise QuotaExceeded(f"{path} is larger than 8 MiB: take one side, or edit it in a terminal.")
        return data, version


def _is_marked(workspace: Workspace, path: str) -> bool:
    try:
        handle = workspace.root.open_file(path)
    except (NotFound, Unacceptable):  # gone, a link, a submodule
        return False
    with os.fdopen(handle, "rb") as file:
        return any(line.startswith(b"<<<<<<< ") for line in iter(lambda: file.readline(MOST_BYTES), b""))


def _text(data: bytes | None) -> str | None:
    if data is None or b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
