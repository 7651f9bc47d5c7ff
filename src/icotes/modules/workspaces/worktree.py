"""What a worktree is, how it is reviewed, and what happens to it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from icotes.core.events import Event

BranchName = Annotated[
    str,
    Meta(min_length=1, max_length=200, pattern=r"^(?!-)[^\s~^:?*\[\\\x00-\x1f\x7f]+\Z", description="A branch of git."),
]
Revision = Annotated[
    str,
    Meta(min_length=1, max_length=200, pattern=r"^(?!-)[^\s:\x00-\x1f\x7f]+\Z", description="What git calls a commit."),
]


class Worktree(Struct, frozen=True, kw_only=True):
    """A workspace that is a git worktree of its project, as the server keeps it.

    Attributes:
        base: the id of the workspace that it merges into.
        folder: where its files are.
        directory: what git keeps of it.
        start: the commit that it began at.
        own_branch: its branch was made for it.
        state: `ready`; `making` and `deleting` are left by a server that ended in between.
    """

    id: str
    name: str
    project: str
    base: str
    folder: str
    directory: str
    branch: str
    start: str
    own_branch: bool
    state: str


class Passage(Struct, frozen=True, kw_only=True):
    """Some lines of a text.

    Attributes:
        line: the number of the first; the one after which there are none, if there are none.
        lines: how many.
        text: what they say; empty for what is no text.
    """

    line: int
    lines: int
    text: str


class Hunk(Struct, frozen=True, kw_only=True):
    """Lines that a worktree changed, which can be accepted by themselves.

    Attributes:
        id: names it for `workspaces.merge`; it stays as long as nobody changes these lines again.
        conflict: `main` changed them too, in another way.
        base: the lines in the version that both began with.
        main: the lines as they are in `main` now.
        worktree: the lines as they are in the worktree.
    """

    id: str
    conflict: bool
    base: Passage
    main: Passage
    worktree: Passage


class ReviewedFile(Struct, frozen=True, kw_only=True):
    """A file that a worktree changed.

    Attributes:
        status: what the worktree did to it.
        added: lines.
        removed: lines.
        conflicts: how many of its hunks are in conflict.
        binary: it is no text, or too long for one: there is one hunk, the whole file.
        cut: the review is long, the hunks of this file are left out; ask for its path.
        note: why it can't be merged here, else empty.
    """

    path: str
    status: Literal["added", "changed", "deleted"]
    hunks: list[Hunk]
    added: int = 0
    removed: int = 0
    conflicts: int = 0
    binary: bool = False
    cut: bool = False
    note: str = ""


class Review(Struct, frozen=True, kw_only=True):
    """What a worktree changed that `main` has not taken yet, committed or not.

    Attributes:
        main: the id of the workspace that it would be merged into.
        base: the commit that both began with.
        conflicts: hunks that both changed.
    """

    worktree: str
    main: str
    branch: str
    base: str
    files: list[ReviewedFile]
    conflicts: int


class Compared(Struct, frozen=True, kw_only=True):
    """A changed file, whole, in its three versions; null where it does not exist or is no text."""

    file: ReviewedFile
    base: str | None
    main: str | None
    worktree: str | None


class Merged(Struct, frozen=True, kw_only=True):
    """What a merge did.

    Attributes:
        paths: the files of `main` that it changed.
        hunks: how many it took.
        left: how many are still to be accepted.
    """

    paths: list[str]
    hunks: int
    left: int


class WorkspaceCreated(Event):
    """A git worktree became a workspace.

    Attributes:
        base: the id of the workspace that it merges into.
    """

    workspace: str
    name: str
    project: str
    base: str
    branch: str


class WorkspaceDeleted(Event):
    """A worktree and its workspace are gone; its branch stays if it has commits that nothing else has."""

    workspace: str
    name: str
    project: str


class WorkspaceMerged(Event):
    """Changes of a worktree were put into this workspace; each file has an event of its own with the same call.

    Attributes:
        worktree: the id of the workspace that they came from.
        paths: the files that changed.
        hunks: how many were accepted.
    """

    worktree: str
    name: str
    paths: list[str]
    hunks: int
