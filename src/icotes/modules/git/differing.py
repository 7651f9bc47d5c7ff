"""What the methods ask of git about commits, contents and differences."""

import os
from collections.abc import Iterator

from icotes.core.errors import NotFound
from icotes.kit.git import GitFailed, disk_path, wire_path
from icotes.modules.git import parsing, patches
from icotes.modules.git.repositories import Repository
from icotes.modules.git.types import Commit, FileDiff, RefNotFound

MOST_BYTES = 8 * 1024 * 1024
"""Bytes of one file that an answer holds."""

MOST_OF_WORDS = 100_000
"""Bytes of the paths that a command is given as words."""


def only(path: str) -> list[str]:
    """Return what limits a question to a path; nothing if it is empty."""
    return [exactly(path)] if path else []


def exactly(path: str) -> str:
    """Return a pathspec that stands for this path only; for everything, if it is empty."""
    name = disk_path(path)
    return f":(top,literal){name}" if name else ":/"


def many(paths: list[str]) -> bytes:
    """Return paths as git reads them from a pipe."""
    return b"".join(exactly(path).encode("utf-8", "surrogateescape") + b"\0" for path in paths)


def parted(paths: list[str]) -> Iterator[list[str]]:
    """Yield paths as words of a command, no more at a time than a program can be given."""
    words, size = list[str](), 0
    for word in map(exactly, paths):
        size += len(os.fsencode(word))
        if words and size > MOST_OF_WORDS:
            yield words
            words, size = [], len(os.fsencode(word))
        words.append(word)
    yield words


async def named(repository: Repository, revision: str) -> str:
    """Return the id of a commit.

    Raises:
        RefNotFound: there is none.
    """
    if found := await repository.commit(revision):
        return found
    raise RefNotFound(f"There is no commit, branch or tag {revision!r}; git.log shows what there is.", field="revision")


async def described(repository: Repository, revision: str) -> Commit:
    """Return a commit with its message."""
    words = ("-z", f"--format={parsing.LOG}", "--decorate=full", "--max-count=1", "--no-show-signature")
    return parsing.commits(await repository.look("log", *words, revision, "--"))[0]


async def empty_tree(repository: Repository) -> str:
    """Return the id of a tree without files: what the first commit is compared with."""
    return await repository.text("hash-object", "-t", "tree", "/dev/null")


async def content(repository: Repository, name: str) -> bytes | None:
    """Return a content that git keeps, by what git calls it; None if there is none."""
    try:
        return await repository.look("cat-file", "blob", name, most=MOST_BYTES)
    except (GitFailed, NotFound):
        return None


async def unmerged(repository: Repository, path: str = "") -> dict[str, dict[int, str]]:
    """Return what is in conflict: the mode of each on the sides that have it (1 for the base, 2 ours, 3 theirs)."""
    found: dict[str, dict[int, str]] = {}
    for entry in (await repository.look("ls-files", "--unmerged", "-z", "--", *only(path))).split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")
        mode, _, stage = about.decode().split(" ")
        found.setdefault(wire_path(name), {})[int(stage)] = mode
    return found


async def files(
    repository: Repository,
    path: str,
    *,
    staged: bool = False,
    ends: list[str] | None = None,
    around: int = patches.AROUND,
) -> list[patches.FilePatch]:
    """Return what differs, as patches."""
    words = ["diff", *patches.DIFF, f"--unified={around}", *(["--cached"] if staged else []), *(ends or [])]
    raw = await repository.look(*words, "--", *only(path))
    return await repository.work(lambda: patches.read(raw, around))


async def unknown(repository: Repository, path: str, around: int) -> list[patches.FilePatch]:
    """Return a file that git does not know as one that is added; nothing if it is none."""
    name = disk_path(path)
    there = await repository.look("ls-files", "--others", "-z", "--", exactly(path))
    if there != os.fsencode(name) + b"\0":  # a folder's, or none
        return []
    words = [*patches.DIFF, f"--unified={around}", "--no-index"]
    raw = await repository.look("diff", *words, "--", "/dev/null", name, also=(1,))
    return [each._replace(path=path, origin="") for each in await repository.work(lambda: patches.read(raw, around))]


def shown(found: list[patches.FilePatch], *, one: bool) -> list[FileDiff]:
    """Return differences as they travel; of one file more than of many."""
    room = patches.MOST_OF_ONE if one else patches.MOST_LINES
    told: list[FileDiff] = []
    for each in found:
        told.append(each.shown(room))
        room -= sum(len(hunk.lines) for hunk in told[-1].hunks)
    return told
