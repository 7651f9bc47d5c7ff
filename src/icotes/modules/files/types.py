"""What a file is to its clients, and what happens to files."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct, field

from icotes.core.events import Event
from icotes.kit.workspace import Workspace

FilePath = Annotated[str, Meta(max_length=4096, description="Path from the workspace's folder; `/` between names.")]
Version = Annotated[str, Meta(max_length=100, description="Changes whenever the file does; `new` stands for no file.")]
Type = Literal["file", "folder", "link", "other"]
Origin = Literal["method", "outside"]

NEW = "new"
"""The version of a file that does not exist yet."""


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a file without reading it.

    Attributes:
        size: bytes; 0 for a folder.
        modified: seconds since the epoch, UTC.
        mode: permission bits, e.g. 420 (octal 644).
        escaped: the name on disk is no plain text; it is written with `%XX` here.
        clash: another name in the folder differs only in case or in how accents are composed.
    """

    path: str
    type: Type
    size: int
    modified: float
    version: str
    mode: int
    escaped: bool = False
    clash: bool = False


class Content(Struct, frozen=True, kw_only=True):
    """A file's content, or a part of it.

    Attributes:
        text: the text, if it is one.
        data: the bytes, if it is none.
        encoding: how the text is kept: `utf-8`, `utf-8-bom`, `utf-16-le`, `utf-16-be`, or `latin-1`.
        guessed: nothing proves the encoding; the text may look odd.
        media_type: from content and name, e.g. `image/png`.
        size: bytes of the whole file.
        offset: where this part begins, in bytes.
    """

    path: str
    text: str | None
    data: bytes | None
    encoding: str | None
    guessed: bool
    media_type: str
    size: int
    offset: int
    version: str
    modified: float


class NameMatch(Struct, frozen=True):
    """A file whose path fits what was typed; better ones come first."""

    path: str


class TextMatch(Struct, frozen=True, kw_only=True):
    """A line that holds what was looked for.

    Attributes:
        line: its number; the first is 1.
        text: the line, cut when it is long.
        spans: where in `text` it was found: begin and end, in characters.
    """

    path: str
    line: int
    text: str
    spans: list[tuple[int, int]]


class WordMatch(Struct, frozen=True):
    """A file that holds the words that were looked for.

    Attributes:
        snippet: a part of its text around them.
    """

    path: str
    snippet: str


class Trashed(Struct, frozen=True, kw_only=True):
    """Something that was deleted and can be restored.

    Attributes:
        id: names it for `restore`.
        path: where it was.
        size: bytes of all files in it.
        at: when it was deleted; seconds since the epoch, UTC.
    """

    id: str
    path: str
    type: Type
    size: int
    at: float


class Statistics(Struct, frozen=True, kw_only=True):
    """Figures of one workspace's files, since it was opened.

    Attributes:
        cache_hits: reads that needed no reading from disk.
        cache_bytes: what the cache holds now.
        unwatched: folders in which no change is noticed.
        names: paths in the index of names; 0 until the first search.
    """

    cache_hits: int
    cache_misses: int
    cache_bytes: int
    unwatched: int
    names: int


class Change(Struct, frozen=True, kw_only=True):
    """What happened to one file.

    Attributes:
        version: what it is now; null when it is gone.
        by: whose edits of an open document this brought to disk.
    """

    path: str
    change: Literal["created", "changed", "deleted"]
    type: Type
    version: str | None = None
    size: int = 0
    modified: float = 0.0
    by: tuple[str, ...] = ()


class FileChanged(Event):
    """A file or folder was created, changed or deleted; a folder goes with all that is in it.

    Attributes:
        version: what it is now; null when it is gone.
        origin: `method` when it was done through the server, else `outside`.
        by: whose edits of an open document this brought to disk.
    """

    path: str
    change: Literal["created", "changed", "deleted"]
    type: Type
    version: str | None = None
    size: int = 0
    modified: float = 0.0
    origin: Origin = "outside"
    by: tuple[str, ...] = ()


class BatchChanged(Event):
    """Many files changed at once, e.g. by a checkout; each as in `files.changed`."""

    changes: list[Change]
    origin: Origin = "outside"


class FileMoved(Event):
    """A file or folder has another path now; a folder goes with all that is in it."""

    from_: str = field(name="from")
    path: str
    type: Type
    version: str | None = None
    origin: Origin = "outside"


class FileTrashed(Event):
    """A deleted file was put into the trash; `files.changed` says that it is gone from the tree."""

    path: str
    id: str


class FileRestored(Event):
    """A file came back out of the trash; `files.changed` says that it is in the tree again."""

    path: str
    id: str


class TrashEmptied(Event):
    """What was in the trash is gone for good."""

    ids: list[str]


class Placed(Struct, frozen=True, kw_only=True):
    """What is at a path when a follower begins.

    Attributes:
        entry: the file or folder itself; null if there is none.
        entries: what is right in it, if it is a folder; the first 10,000.
    """

    entry: Entry | None
    entries: list[Entry]


class DiskText(NamedTuple):
    """A whole file as it is on disk.

    Attributes:
        path: as a listing spells it; of a link, where it leads.
        text: the text that its bytes are; None if they are none.
        encoding: as in `files.read`.
        guessed: nothing proves the encoding.
        busy: a program has it open for writing; there may be more to come.
    """

    path: str
    data: bytes
    text: str | None
    encoding: str
    guessed: bool
    version: str
    busy: bool


class OpenedText(NamedTuple):
    """A text that is open and not on disk as it is now.

    Attributes:
        data: its bytes, as they would be on disk.
        version: the last one that was on disk.
    """

    data: bytes
    version: str


class OpenText(ABC):
    """Holds texts that are open: while one is, it is the truth and the file on disk follows it."""

    @abstractmethod
    async def text(self, workspace: Workspace, path: str) -> OpenedText | None:
        """Return an open text that can't be brought to disk; None if what is on disk is right, for all others."""

    @abstractmethod
    async def replace(self, workspace: Workspace, path: str, data: bytes, version: str | None) -> Entry | None:
        """Make an open text what `data` says, as an edit, and bring it to disk; None if it is not open.

        Raises:
            Conflict: the text has another version.
        """

    @abstractmethod
    async def flush(self, workspace: Workspace, path: str = "") -> None:
        """Bring what is open at a path, or in a folder, to disk; what can't be written stays open as it is."""

    async def open_paths(self, workspace: Workspace) -> set[str]:  # noqa: ARG002
        """Return the paths of what is open."""
        return set()


class Disk(ABC):
    """Reads and writes files for who holds open text."""

    @abstractmethod
    async def load(self, workspace: Workspace, path: str, most: int) -> DiskText:
        """Return a file as it is on disk.

        Args:
            most: bytes that it may have.

        Raises:
            NotFound: there is no such file.
            Denied: it may not be read, or a link leads out of the workspace.
            Unacceptable: it is no regular file.
            QuotaExceeded: it is larger.
        """

    @abstractmethod
    async def write(self, workspace: Workspace, path: str, data: bytes, version: str, by: tuple[str, ...]) -> Entry:
        """Replace exactly this version of a file, at once and on disk; it is published when this returns.

        Args:
            version: `new` if there may be none.
            by: whose edits these are.

        Raises:
            Conflict: the file has another version, or is gone; nothing was changed.
            Denied: it is read-only or a link.
            NotFound: its folder is gone.
            QuotaExceeded: the disk is full.
        """

    @abstractmethod
    def decode(self, data: bytes) -> tuple[str, str, bool] | None:
        """Return the text that bytes are, its encoding, and whether that is only guessed; None if they are none."""

    @abstractmethod
    def encode(self, text: str, encoding: str) -> bytes:
        """Return the bytes of a text.

        Raises:
            Unacceptable: the encoding has no such character.
        """


class FileWriting(ABC):
    """Changes files as the methods do: what is open as a text is edited there, and all of it is published."""

    @abstractmethod
    async def write(
        self,
        workspace: Workspace,
        path: FilePath,
        text: str | None = None,
        *,
        data: bytes | None = None,
        version: Version | None = None,
    ) -> Entry:
        """Write a whole file; see `files.write`."""

    @abstractmethod
    async def make_folder(self, workspace: Workspace, path: FilePath) -> Entry:
        """Make a folder, and those above it that lack; see `files.make_folder`."""

    @abstractmethod
    async def delete(self, workspace: Workspace, path: FilePath) -> Trashed:
        """Put a file or folder into the trash; see `files.delete`."""


class Wanted(NamedTuple):
    """What is to be at a path.

    Attributes:
        type: `gone` for nothing.
        mode: permission bits.
        over: the version of what is there now; None for nothing. Something else there stays.
    """

    path: str
    type: Literal["file", "folder", "link", "gone"]
    mode: int
    over: str | None


class Rearrangement(ABC):
    """Many changes of a tree that are made at once: nothing of it is to be seen before `commit`."""

    @abstractmethod
    def add(self, wanted: Wanted, data: bytes = b"") -> None:
        """Prepare a change; blocks while too much waits to be written.

        Args:
            data: the content of a file, or where a link leads.
        """

    @abstractmethod
    def prepared(self) -> dict[str, str]:
        """Return the versions that the files will have, by path, once all are written aside; blocks.

        Raises:
            QuotaExceeded: the disk is full.
        """

    @abstractmethod
    async def commit(self) -> dict[str, str]:
        """Make the changes, have them on disk, and publish them; return why something stayed as it was, by path."""

    @abstractmethod
    async def discard(self) -> None:
        """Leave no trace of what was not committed; no matter if it was."""


class Wholesale(ABC):
    """Changes many files at once for who keeps the past of them."""

    @abstractmethod
    async def ignored(self, workspace: Workspace, paths: Sequence[str]) -> set[str]:
        """Return which of these git ignores."""

    @abstractmethod
    async def rearrange(self, workspace: Workspace) -> Rearrangement:
        """Begin to change many files."""
