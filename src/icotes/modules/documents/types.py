"""Open documents, what changes in them, and what can go wrong."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta, Struct

from icotes.core.errors import Conflict, NotFound, QuotaExceeded, Unacceptable
from icotes.core.events import Event
from icotes.kit.settings import SettingsSection
from icotes.kit.workspace import Workspace

Version = Annotated[str, Meta(max_length=100, description="Grows with every change of a document.")]
DocumentId = Annotated[str, Meta(min_length=1, max_length=40, description="Which incarnation of a document is meant.")]
AuthorName = Annotated[str, Meta(min_length=1, max_length=200, description="The name of who changed something.")]
UpdateBytes = Annotated[bytes, Meta(min_length=1, max_length=64 * 1024 * 1024, description="Of Yjs, version 1.")]
Passage = Annotated[str, Meta(max_length=10_000_000)]
Place = Annotated[int, Meta(ge=0, le=1 << 53)]
Kind = Literal["text", "rich", "notebook"]
AuthorKind = Literal["person", "key", "agent", "system"]
Origin = Literal["edit", "undo", "disk"]
Encoding = Literal["utf-8", "utf-8-bom", "utf-16-le", "utf-16-be"]
Ending = Literal["\n", "\r\n", "mixed"]
Unit = Literal["characters", "utf-16", "bytes"]
CellId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z", description="Names a cell of a notebook.")]
CellState = Literal["idle", "queued", "running"]
KernelState = Literal["none", "starting", "idle", "busy", "dead"]
Trouble = Literal["", "gone", "read_only", "full", "encoding", "unreadable", "conflict", "refused"]


class DocumentSettings(SettingsSection, section="documents"):
    """How large documents may be, and how long they stay in memory and in the state."""

    most_bytes: Annotated[
        int, Meta(ge=1024, le=256 * 1024 * 1024, description="The largest file that opens as one.")
    ] = 10 * 1024 * 1024
    idle: Annotated[float, Meta(gt=0, le=86400, description="Seconds in memory after the last use.")] = 300.0
    keep_days: Annotated[int, Meta(ge=1, le=3650, description="Days for which clients that were away can merge.")] = 30
    history: Annotated[int, Meta(ge=0, le=10_000_000, description="Changes that are remembered of each document.")] = (
        10_000
    )


class DocumentStatus(Struct, frozen=True, kw_only=True, tag="status"):
    """How a document stands to its file.

    Attributes:
        saved: everything is on disk.
        trouble: why it can't be brought to disk; empty if it can.
        detail: the same for people.
        path: where its file is; it may have moved.
        version_on_disk: of the file, as in `files.read`.
    """

    saved: bool
    trouble: Trouble = ""
    detail: str = ""
    path: str
    version_on_disk: str


class Document(Struct, frozen=True, kw_only=True):
    r"""An open document.

    Attributes:
        document: which incarnation this is: updates of another one don't fit into it.
        length: in characters.
        encoding: how the text is kept on disk: as in `files.read`.
        ending: how a line ends on disk; in the document it is always `\n`.
    """

    path: str
    document: str
    kind: Kind
    version: str
    length: int
    encoding: str
    ending: Ending
    status: DocumentStatus


class DocumentText(Struct, frozen=True, kw_only=True):
    """The text of a document at a version."""

    text: str
    version: str


class DocumentState(Struct, frozen=True, kw_only=True):
    """A document as a follower begins with it.

    Attributes:
        update: what the client lacks, as an update of Yjs.
        state: the server's state vector: with it a client can tell what the server lacks.
    """

    document: Document
    update: bytes
    state: bytes


class DocumentUpdate(Struct, frozen=True, kw_only=True, tag="update"):
    """A change of a document, as an update of Yjs.

    Attributes:
        author: whose it is; `system` for what came from disk.
        origin: `disk` for what changed outside.
    """

    update: bytes
    author: str
    kind: AuthorKind
    origin: Origin = "edit"


class Edit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A replacement: of a quoted passage, of a range, or (with neither) at the end of the document.

    Attributes:
        new: what stands there afterwards.
        old: the passage; it must be there exactly once, unless `nth` says which is meant.
        nth: the first is 1.
        start: where a range begins, in the text at `version`.
        end: before where it ends; left out, nothing is replaced.
    """

    new: Passage
    old: Passage | None = None
    nth: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    start: Place | None = None
    end: Place | None = None


class Edited(Struct, frozen=True, kw_only=True):
    """What came of edits.

    Attributes:
        version: of the document with them in it.
        ranges: where the new texts stand at that version, begin and end, in the order of the edits.
    """

    version: str
    ranges: list[tuple[int, int]]


class Undone(Struct, frozen=True, kw_only=True):
    """What came of an undo or redo.

    Attributes:
        steps: how many were taken; 0 if there was none.
        version: of the document now.
    """

    steps: int
    version: str


class DocumentChange(Struct, frozen=True, kw_only=True):
    """Who changed a document, and when.

    Attributes:
        version: of the document with it.
        time: seconds since the epoch, UTC.
        size: bytes of the update.
    """

    version: str
    time: float
    author: str
    kind: AuthorKind
    origin: Origin
    size: int


class DocumentOpened(Event):
    """A file was opened as a document."""

    path: str
    document: str


class DocumentEdited(Event):
    """A document was edited, or something undone in it, by a call; what is typed is followed, not told."""

    path: str
    document: str
    version: str
    origin: Origin


class DocumentClosed(Event):
    """Nobody follows a document any more, and it is on disk."""

    path: str
    document: str


class NoDocument(Unacceptable):
    """This file can't be opened as a document: it is binary, too large, or badly encoded. It stays a file."""


class NotOpen(NotFound):
    """There is no open document at this path."""


class OtherDocument(Conflict):
    """The document was made anew meanwhile; `current` is its id. Take its state and make the changes again."""


class PassageGone(Conflict):
    """A passage or range is not there any more; `current` holds the text and version that are."""


class BadNotebook(Unacceptable):
    """This is no notebook that can be edited; the message says where it is wrong."""


class BadUpdate(Unacceptable):
    """This is no update that fits into the document; nothing of it was taken."""


class DocumentFull(QuotaExceeded):
    """The document would be larger than documents may be."""


class LiveText(NamedTuple):
    r"""An open plain text as it is now, on disk or not yet.

    Attributes:
        text: its lines end with `\n`.
        version: another one whenever the text is.
    """

    path: str
    text: str
    version: str


class LiveTexts(ABC):
    """The plain texts that are open, for who reads along while they are edited."""

    @abstractmethod
    def live(self, workspace: Workspace, path: str) -> LiveText | None:
        """Return an open text; None if none is open at this path."""

    @abstractmethod
    def watch(self, workspace: Workspace, changed: Callable[[str], object]) -> Callable[[], None]:
        """Call `changed` with the path after each change of an open text, on the event loop; return what ends that."""


class CellOutputs(Struct, frozen=True, kw_only=True, tag="cell"):
    """What a cell of a notebook put out.

    Attributes:
        state: whether it runs, or waits for that.
        count: the number of its last run.
        outputs: as nbformat has them, each text in one piece.
    """

    cell: str
    state: CellState = "idle"
    count: int | None = None
    outputs: list[dict[str, Any]] = []


class CellRun(Struct, frozen=True, kw_only=True, tag="run"):
    """A cell runs, waits for that, or is done; what it put out is as it was."""

    cell: str
    state: CellState
    count: int | None


class OutputAdded(Struct, frozen=True, kw_only=True, tag="added"):
    """A cell put something out; a `stream` goes on with the output before it, if that is one of the same name."""

    cell: str
    output: dict[str, Any]


class NotebookKernel(Struct, frozen=True, kw_only=True, tag="kernel"):
    """What runs the cells of a notebook.

    Attributes:
        kernel: its id; empty if there is none.
        detail: what is wrong with it, for people.
    """

    kernel: str = ""
    language: str = ""
    state: KernelState = "none"
    detail: str = ""


class NotebookState(Struct, frozen=True, kw_only=True):
    """What the cells of a notebook put out; one that put out nothing is not in it."""

    kernel: NotebookKernel
    cells: list[CellOutputs]


class NotebookCell(Struct, frozen=True, kw_only=True):
    """A cell of a notebook."""

    id: str
    cell_type: str
    source: str


class OpenNotebook(ABC):
    """A notebook that is open, for who runs its cells."""

    @property
    @abstractmethod
    def path(self) -> str:
        """Where it is now."""

    @property
    @abstractmethod
    def language(self) -> str:
        """What its cells are written in."""

    @property
    @abstractmethod
    def kernelspec(self) -> str:
        """The name of the Jupyter kernel that it asks for; empty if it does not say."""

    @abstractmethod
    def cells(self) -> list[NotebookCell]:
        """Return its cells as they are now, in order."""

    @abstractmethod
    def hold(self) -> Callable[[], None]:
        """Keep it open until what this returns is called."""

    @abstractmethod
    def ran(self, cell: str, state: CellState, count: int | None = None) -> None:
        """Say how a cell runs; with a count it is begun, and what it had put out before is gone."""

    @abstractmethod
    def put(self, cell: str, output: dict[str, Any], display: str = "") -> None:
        """Add what a cell put out, in the form of nbformat; `display` names it, for `replace`."""

    @abstractmethod
    def replace(self, display: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Change what was put out under a name."""

    @abstractmethod
    def clear(self, cell: str) -> None:
        """Forget what a cell put out."""

    @abstractmethod
    def tell(self, kernel: NotebookKernel) -> None:
        """Say what runs its cells."""

    @abstractmethod
    async def save(self) -> None:
        """Bring it to disk with what it put out, if the disk takes it."""


class Notebooks(ABC):
    """Opens notebooks for who runs their cells."""

    @abstractmethod
    async def notebook(self, workspace: Workspace, path: str) -> OpenNotebook:
        """Return a notebook; it is loaded unless it is in memory.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
