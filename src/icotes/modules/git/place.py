"""Where the repository of a folder is, and that it belongs to the folder: nothing in it can point elsewhere."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from icotes.core.errors import Denied
from icotes.kit.git import NoRepository
from icotes.modules.git.types import Operation

OPERATIONS: dict[Operation, tuple[str, ...]] = {
    "merge": ("MERGE_HEAD",),
    "rebase": ("rebase-merge", "rebase-apply"),
    "cherry-pick": ("CHERRY_PICK_HEAD",),
    "revert": ("REVERT_HEAD",),
}
_WRITTEN = {"logs", "refs", "rebase-merge", "rebase-apply", "sequencer"}
"""Folders in which git writes at any depth; in others, and at the top, it does so directly."""
_POINTER_BYTES = 10_000
_MESSAGE_BYTES = 1 << 20


class Place(NamedTuple):
    """What git keeps of a checkout.

    Attributes:
        directory: of this checkout: HEAD, index.
        common: what it shares with other worktrees: objects, branches.
    """

    directory: Path
    common: Path

    def merge_message(self) -> bytes:
        """Return the message of the merge that waits, without what git remarks on conflicts; empty if there is none."""
        try:
            handle = os.open(self.directory / "MERGE_MSG", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return b""
        with os.fdopen(handle, "rb") as file:
            return file.read(_MESSAGE_BYTES).partition(b"\n# Conflicts:\n")[0]


def find(folder: Path) -> Place:
    """Return the repository whose top is this folder.

    No link stands where git writes, which would follow it. A `.git` that points out of the folder holds only if what it
    points to points back, as git's own worktrees and submodules do: who may write files here can't write there. Objects
    of another repository (`objects/info/alternates`) are not borrowed, wherever it is: nothing there points back, so
    that whoever may write files here could read any repository of the server's user.

    Raises:
        NoRepository: the folder is none.
        Denied: what stands in `.git` leads to somebody else's files.
    """
    try:
        return _find(folder)
    except (RuntimeError, ValueError):  # links in a circle, names that are none
        raise _leads_out() from None


def _find(folder: Path) -> Place:
    entry = folder / ".git"
    if entry.is_symlink():
        raise _leads_out()
    directory = entry
    if entry.is_file():
        pointer = _first_line(entry).removeprefix("gitdir:").strip()
        directory = folder / pointer if pointer else entry
    if not (directory / "HEAD").exists():
        raise NoRepository("This folder is no git repository: make one with git.init, or run `git init` in it.")
    directory = directory.resolve()
    common = directory
    if (shared := directory / "commondir").is_file():
        common = (directory / _first_line(shared)).resolve()
    here = folder.resolve()
    if not directory.is_relative_to(here) and not _points_back(directory, here):
        raise _leads_out()
    if not common.is_relative_to(here) and directory.parent.parent != common:
        raise _leads_out()
    if any(map(_has_link, {directory, common, common / "objects/pack"})):
        raise _leads_out()
    if os.path.lexists(common / "objects/info/alternates"):
        raise Denied(
            "This repository borrows the objects of another one, which whoever writes files here could choose: run"
            " `git repack -a -d` in a terminal, then delete .git/objects/info/alternates."
        )
    return Place(directory, common)


def operation(directory: Path) -> Operation:
    """Return what was begun and is not at its end."""
    for name, marks in OPERATIONS.items():
        if any((directory / mark).exists() for mark in marks):
            return name
    return ""


def _has_link(kept: Path) -> bool:
    """Tell whether a link stands where git writes; the hooks are only read."""
    return any(
        each.name != "hooks" and (each.is_symlink() or _holds_link(each, deep=each.name in _WRITTEN))
        for each in _entries(kept)
    )


def _holds_link(within: os.DirEntry[str], *, deep: bool) -> bool:
    if not within.is_dir(follow_symlinks=False):
        return False
    return any(each.is_symlink() or (deep and _holds_link(each, deep=True)) for each in _entries(within))


def _entries(folder: os.PathLike[str]) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except FileNotFoundError:  # git took it away
        return []


def _points_back(directory: Path, folder: Path) -> bool:
    """Tell whether what git keeps elsewhere says that it is of this folder."""
    if (back := directory / "gitdir").is_file():
        return (directory / _first_line(back)).resolve() == folder / ".git"
    config = directory / "config"
    found = (
        re.search(r"^\s*worktree\s*=\s*(.+?)\s*$", config.read_text(errors="replace"), re.MULTILINE)
        if config.exists()
        else None
    )
    return bool(found) and (directory / found[1].strip('"')).resolve() == folder


def _first_line(file: Path) -> str:
    with file.open(errors="surrogateescape") as text:
        return text.readline(_POINTER_BYTES).strip()


def _leads_out() -> Denied:
    return Denied(
        "What stands in .git leads out of this workspace, or is a link that git would write through; make it a"
        " repository of its own, or clone it anew."
    )
