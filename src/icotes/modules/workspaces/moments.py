"""What stands on a workspace's timeline, what happens to it, and what can be set about it."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from icotes.core.errors import NotFound, Unacceptable, Unavailable
from icotes.core.events import Event
from icotes.kit.settings import SettingsSection

Point = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        description=(
            "A point of the timeline: a moment's id (`m42`), right before one (`m42^`), a checkpoint's name, a time"
            " (`2026-11-28T09:00:00Z`), or how long ago (`90s`, `10m`, `1h`, `2d`)."
        ),
    ),
]
CheckpointName = Annotated[str, Meta(min_length=1, max_length=100, description="What the checkpoint is called.")]
Cause = Literal["method", "agent", "terminal", "outside", "restore"]
Kind = Literal["created", "changed", "deleted", "moved", "copied", "checkpoint", "restored"]
Change = Literal["created", "changed", "moved", "deleted"]
Type = Literal["file", "folder", "link", "other"]
TYPES: dict[str, Type] = {each: each for each in get_args(Type)}


class TimelineSettings(SettingsSection, section="timeline"):
    """How much of the past is kept of each workspace."""

    days: Annotated[float, Meta(gt=0, description="Days for which the past is kept at most.")] = 30
    bytes: Annotated[int, Meta(ge=1 << 20, description="The most that the past of a workspace takes on disk.")] = (
        2 << 30
    )
    file_bytes: Annotated[
        int, Meta(ge=0, le=256 << 20, description="The largest file of which the content is kept, in bytes.")
    ] = 10 << 20


class Moment(Struct, frozen=True, kw_only=True):
    """A change on the timeline, or a mark.

    Attributes:
        id: names the point right after it; `ID^` names the one right before it.
        time: when it was noticed; seconds since the epoch, UTC.
        change: what happened; `checkpoint` and `restored` are marks.
        path: where.
        from_: where it was before, if it was moved or copied.
        mode: permission bits.
        hash: SHA-256 of the content in hexadecimal; empty if it was not looked at.
        size: bytes.
        kept: the content is kept, so that it can be compared and restored.
        authors: who did it, as far as that is known.
        cause: through what: a method, an agent's call, a program on a terminal, a program elsewhere, or going back.
        method: which one.
        call: the id of the call; what one call did has one.
        terminal: the id of the terminal, if it could only be that one.
        name: of the checkpoint; of `restored`, the point that it went back to.
    """

    id: str
    time: float
    change: Kind
    path: str
    from_: str = field(default="", name="from")
    authors: list[str] = []
    cause: Cause = "outside"
    method: str = ""
    name: str = ""
    type: Type = "other"
    size: int = 0
    terminal: str = ""
    kept: bool = False
    mode: int = 0
    call: str = ""
    hash: str = ""


class PastContent(Struct, frozen=True, kw_only=True):
    """A file as it was.

    Attributes:
        moment: the one since which it was so.
        path: where it was then.
        type: of a `link`, the text is where it leads.
        mode: permission bits.
        text: the content, if it is a text in UTF-8.
        data: the content, if it is none.
    """

    moment: str
    path: str
    type: Type
    mode: int
    hash: str
    size: int
    text: str | None
    data: bytes | None


class DiffHunk(Struct, frozen=True, kw_only=True):
    """Lines that differ, with some around them.

    Attributes:
        old_start: the number of its first line before; the first line of a file is 1.
        lines: each with a space (in both), `-` (before) or `+` (after) in front of it, without its end.
    """

    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    lines: list[str]


class Difference(Struct, frozen=True, kw_only=True):
    """How one file differs between two points.

    Attributes:
        path: where it is after; if it is gone, where it was.
        from_: where it was before, if elsewhere.
        type: what it is after; if it is gone, what it was.
        added: lines that are new.
        removed: lines that are gone.
        old_mode: permission bits before; 0 if it was not there.
        binary: it is no text, or too large to be compared.
        missing: why the contents can't be compared; empty if they were.
        hunks: what differs, if that was asked for.
    """

    change: Change
    path: str
    from_: str = field(default="", name="from")
    added: int = 0
    removed: int = 0
    old_size: int = 0
    new_size: int = 0
    type: Type
    binary: bool = False
    missing: str = ""
    old_mode: int = 0
    new_mode: int = 0
    hunks: list[DiffHunk] = []


class Left(Struct, frozen=True):
    """Something that stayed as it was, and why."""

    path: str
    why: str


class Restored(Struct, frozen=True, kw_only=True):
    """What going back did.

    Attributes:
        moment: the mark on the timeline.
        before: the point before it: give it to `workspaces.restore` to undo this.
        to: the moment that it went back to.
        left: what stayed as it was; the first 100.
        not_restored: how many stayed as they were.
    """

    moment: str
    before: str
    to: str
    created: int
    changed: int
    deleted: int
    not_restored: int
    left: list[Left]


class Trimmed(Struct, frozen=True, kw_only=True):
    """What is kept after old moments were forgotten.

    Attributes:
        forgotten: how many moments went.
        oldest: the oldest point that can be restored; empty if the timeline is.
        bytes: what all contents take on disk.
    """

    forgotten: int
    oldest: str
    bytes: int


class PointNotFound(NotFound):
    """There is no such point on the timeline; it may be older than what is kept."""


class PathNotKept(NotFound):
    """Nothing was at this path at that point."""


class ContentMissing(Unavailable):
    """Contents are not kept any more or damaged; `missing` names the files. Nothing was changed."""


class BadPointName(Unacceptable):
    """A checkpoint can't be called so: it could not be told from a time or a moment."""


class MomentsRecorded(Event):
    """Changes are on the timeline now.

    Attributes:
        last: the id of the newest moment.
        count: how many they are.
    """

    last: str
    count: int


class CheckpointMade(Event):
    """Somebody gave a point a name."""

    moment: str
    name: str


class WorkspaceRestored(Event):
    """Files are again as they were; the changes themselves are `files.*` events of the same call.

    Attributes:
        moment: the mark on the timeline.
        before: the point before it.
        to: the moment that it went back to.
        path: the file or folder; empty for everything.
        not_restored: how many stayed as they were.
    """

    moment: str
    before: str
    to: str
    path: str
    created: int
    changed: int
    deleted: int
    not_restored: int


class RestoreInterrupted(Event):
    """The server stopped while files went back; some of them may have: restore the same point, or `before`.

    Attributes:
        before: the point before it began.
        to: the moment that it was going back to.
        path: the file or folder; empty for everything.
    """

    before: str
    to: str
    path: str


class TimelineTrimmed(Event):
    """Old moments were forgotten.

    Attributes:
        oldest: the oldest point that can be restored.
    """

    forgotten: int
    oldest: str
