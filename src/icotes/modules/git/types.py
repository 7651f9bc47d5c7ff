"""What git knows of a workspace, what happens to it, and what can go wrong."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from icotes.core.errors import Conflict, NotFound, Unacceptable, Unavailable
from icotes.core.events import Event
from icotes.kit.settings import SettingsSection
from icotes.modules.files.types import FilePath

Revision = Annotated[
    str,
    Meta(
        max_length=300,
        pattern=r"^(?!-)[^\s:\x00-\x1f\x7f]*\Z",
        description="What git calls a commit: a branch, a tag, an id, `HEAD~2`, ...",
    ),
]
SomeRevision = Annotated[Revision, Meta(min_length=1)]
RefName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=r"^(?!-)[^\s~^:?*\[\\\x00-\x1f\x7f]+\Z",
        description="A branch's or a remote's name.",
    ),
]
HunkId = Annotated[str, Meta(max_length=60, description="A hunk's id, as `git.diff` gives it.")]
Message = Annotated[str, Meta(max_length=100_000, pattern=r"^[^\x00]*\Z")]
Words = Annotated[str, Meta(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Few = Annotated[int, Meta(ge=1, le=1000)]
Paths = Annotated[list[FilePath], Meta(min_length=1, max_length=10_000)]
Change = Literal["", "added", "changed", "deleted", "moved", "copied", "type", "untracked", "conflict"]
Operation = Literal["", "merge", "rebase", "cherry-pick", "revert"]


class GitSettings(SettingsSection, section="git"):
    """How long git may work."""

    seconds: Annotated[
        float, Meta(gt=0, description="Seconds that a command of git may take with its hooks; then it is stopped.")
    ] = 120.0
    network_seconds: Annotated[
        float, Meta(gt=0, description="Seconds that fetch, pull and push may take; then they are stopped.")
    ] = 600.0


class FileStatus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that is not as it is in the last commit.

    Attributes:
        staged: how the next commit would change it; empty if not.
        unstaged: how it differs from what is staged; `untracked` if git does not know it; empty if not.
        from_: where it was, if it moved.
        conflict: who did what, if both sides changed it, e.g. `both changed` or `deleted by them`.
    """

    path: str
    staged: Change = ""
    unstaged: Change = ""
    from_: str = field(default="", name="from")
    conflict: str = ""


class CheckoutStatus(Struct, frozen=True, kw_only=True):
    """How a checkout stands.

    Attributes:
        head: the commit that is checked out; empty before the first one.
        branch: empty if a commit is checked out without one.
        upstream: the branch that it is pulled from and pushed to, e.g. `origin/main`; empty for none.
        ahead: commits that the upstream lacks.
        behind: commits that this branch lacks.
        operation: what was begun and stopped at conflicts; `git.continue` or `git.abort` ends it.
        stashes: how many.
        files: the first of those that differ, by path.
        total: how many differ.
    """

    head: str
    branch: str
    upstream: str = ""
    ahead: int = 0
    behind: int = 0
    operation: Operation = ""
    stashes: int = 0
    files: list[FileStatus] = []
    total: int = 0


class PatchHunk(Struct, frozen=True, kw_only=True):
    """Lines that differ, with some around them.

    Attributes:
        id: names it for `git.stage`, `git.unstage` and `git.discard`, as long as nobody changes these lines.
        old_start: the number of its first line before.
        new_start: the number of its first line after.
        section: what stands above, e.g. the head of the function.
        lines: each begins with ` `, `-` or `+`; one that begins with a backslash says that the file ends without a
            new line.
    """

    id: str
    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    section: str
    lines: list[str]


class FileDiff(Struct, frozen=True, kw_only=True):
    """How a file differs.

    Attributes:
        from_: where it was, if it moved.
        old_mode: e.g. `100644`; `000000` for no file.
        added: lines.
        removed: lines.
        binary: it is no text.
        cut: there is too much; ask for this path alone.
    """

    path: str
    from_: str = field(default="", name="from")
    change: Change
    old_mode: str
    new_mode: str
    added: int = 0
    removed: int = 0
    binary: bool = False
    cut: bool = False
    hunks: list[PatchHunk] = []


class Versioned(Struct, frozen=True, kw_only=True):
    """A file as git keeps it.

    Attributes:
        exists: it is in that commit.
        text: its text; null if it has none or is none.
        size: in bytes.
    """

    path: str
    exists: bool
    text: str | None
    size: int


class Commit(Struct, frozen=True, kw_only=True):
    """A commit.

    Attributes:
        parents: ids of the commits that it follows; several for a merge.
        refs: branches and tags that stand at it, in full, e.g. `refs/heads/main`; `HEAD` for what is checked out.
        at: when it was committed, seconds since the epoch, UTC.
        subject: the first line of its message.
        body: the rest of it.
    """

    id: str
    parents: list[str]
    author: str
    email: str
    at: float
    refs: list[str]
    subject: str
    body: str = ""


class CommitDetail(Struct, frozen=True, kw_only=True):
    """A commit and the files that it changed against its first parent; `git.diff` has the hunks."""

    commit: Commit
    files: list[FileDiff]


class Blamed(Struct, frozen=True, kw_only=True):
    """Lines that came with the same commit.

    Attributes:
        line: the number of the first.
        commit: empty if they are not committed yet.
    """

    line: int
    lines: int
    commit: str
    author: str
    at: float
    subject: str


class Branch(Struct, frozen=True, kw_only=True):
    """A branch, a branch of a remote, or a tag.

    Attributes:
        name: e.g. `main` or `origin/main`.
        commit: where it stands.
        current: it is checked out here.
        ahead: commits that the upstream lacks.
        behind: commits that it lacks.
        gone: its upstream is not there any more.
        at: when its commit was made; seconds since the epoch, UTC.
    """

    name: str
    kind: Literal["branch", "remote", "tag"]
    commit: str
    current: bool
    upstream: str
    ahead: int
    behind: int
    gone: bool
    at: float
    subject: str


class Stash(Struct, frozen=True, kw_only=True):
    """Changes that were put aside.

    Attributes:
        id: names it for `git.unstash` and `git.drop_stash`.
        branch: what was checked out.
    """

    id: str
    message: str
    at: float


class Remote(Struct, frozen=True, kw_only=True):
    """Another repository; its address is shown without names and passwords."""

    name: str
    url: str
    push_url: str


class ConflictSides(Struct, frozen=True, kw_only=True):
    """A file in conflict, in all its versions; null where it is not there or is no text in UTF-8.

    Attributes:
        base: as it was before both changed it.
        ours: as it is on the branch that is checked out (in a rebase: on the new base).
        theirs: as it is in what is merged (in a rebase: in the commit that is applied).
        merged: the file as it is now, with the marks of the conflicts.
        version: of the file as it is now, for `git.resolve`; `new` if there is none.
        ours_name: what the side is called, e.g. a branch.
    """

    path: str
    conflict: str
    base: str | None
    ours: str | None
    theirs: str | None
    merged: str | None
    version: str
    ours_name: str = ""
    theirs_name: str = ""


class MergeOutcome(Struct, frozen=True, kw_only=True):
    """What became of a merge, a rebase, or of going on with one.

    Attributes:
        state: `conflicts` stopped it: resolve them (`git.resolve`), then `git.continue` or `git.abort`.
        head: the commit that is checked out now.
        conflicts: the paths that are in conflict.
    """

    state: Literal["done", "unchanged", "conflicts"]
    head: str
    conflicts: list[str] = []


class Pushed(Struct, frozen=True, kw_only=True):
    """What became of a branch that was pushed.

    Attributes:
        ref: the branch on the remote.
        state: `new` if it was made there.
    """

    ref: str
    state: Literal["new", "updated", "unchanged", "forced", "deleted"]
    remote: str


class GitChanged(Event):
    """Something changed in the repository; what is changed on disk since is told by the events of `files`.

    Attributes:
        head: the commit that is checked out; empty if there is none.
        branch: empty if none is.
        operation: what was begun and stopped at conflicts.
        what: `head` for another commit or branch, `index` for what is staged, `refs` for branches, tags and stashes,
            `operation` for a merge or rebase that was begun or ended, `repository` for one that came or went.
    """

    head: str
    branch: str
    operation: Operation
    what: list[Literal["head", "index", "refs", "operation", "repository"]]


class GitProgressed(Event):
    """Where a fetch, a pull or a push stands; of many steps in a short time only some are told.

    Attributes:
        phase: in git's words, e.g. `Receiving objects`.
        percent: 0 to 100.
    """

    time_to_live = 60.0

    task: Literal["fetch", "pull", "push"]
    phase: str
    percent: int


class RepositoryLocked(Conflict):
    """Another git works here, or one that was killed left its lock: `lock` names it, `git.unlock` takes it away."""


class NothingToCommit(Unacceptable):
    """Nothing is staged."""


class AuthorUnknown(Unacceptable):
    """git does not know in whose name to commit."""


class RefNotFound(NotFound):
    """There is no such commit, branch, tag, stash or remote."""


class RefExists(Conflict):
    """There is one of this name already."""


class HunkGone(Conflict):
    """These lines are not as they were when the diff was made; ask for it again."""


class ChangesInTheWay(Conflict):
    """It would overwrite changes that are not committed; `paths` names them."""


class InOperation(Conflict):
    """A merge or rebase waits for its conflicts to be resolved."""


class NotMerged(Conflict):
    """The branch has commits that no other branch has."""


class HookFailed(Unacceptable):
    """A hook of the repository refused; the message has what it said."""


class PushRejected(Conflict):
    """The remote has commits that this branch lacks, or does not accept these."""


class CredentialsNeeded(Unacceptable):
    """The remote wants to know who you are, and the server's machine has no answer stored."""


class RemoteUnreachable(Unavailable):
    """The remote did not answer, or there is nothing at this address."""
