"""Runs, what they print and leave, and what can go wrong."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from icotes.core.errors import NotFound, Unacceptable
from icotes.core.events import Event
from icotes.kit.processes import Exit

RunId = Annotated[str, Meta(min_length=1, max_length=40, description="A run's id.")]
LanguageName = Annotated[str, Meta(max_length=40, description="A language's name, e.g. `python`.")]
Code = Annotated[str, Meta(max_length=2_000_000)]
Word = Annotated[str, Meta(pattern=r"^[^\x00]*\Z", max_length=100_000)]
Words = Annotated[tuple[Word, ...], Meta(max_length=1000)]
Variable = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\Z", max_length=200)]
FileName = Annotated[str, Meta(min_length=1, max_length=1000, description="A file's path from where the run works.")]
Host = Annotated[str, Meta(min_length=1, max_length=260, pattern=r"^[A-Za-z0-9.*:_-]+\Z")]
Stream = Literal["stdout", "stderr"]
Trouble = Literal["", "cancelled", "timeout", "cpu", "memory", "output", "disk", "lost"]


class RunLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a run may go; what is left out is as it is set, and nothing goes beyond that.

    Attributes:
        seconds: until it is ended.
        cpu_seconds: of computing.
        memory: bytes.
        processes: and threads, at a time.
        output: bytes that it prints.
        disk: bytes that it writes.
    """

    seconds: Annotated[float, Meta(gt=0)] | None = None
    cpu_seconds: Annotated[float, Meta(gt=0)] | None = None
    memory: Annotated[int, Meta(ge=1 << 20)] | None = None
    processes: Annotated[int, Meta(ge=1)] | None = None
    output: Annotated[int, Meta(ge=1)] | None = None
    disk: Annotated[int, Meta(ge=1)] | None = None


class RunFile(Struct, frozen=True):
    """A file that a run left.

    Attributes:
        name: its path from where the run worked; `execution.download` takes it.
        size: bytes.
    """

    name: str
    size: int


class Use(Struct, frozen=True, kw_only=True):
    """What a run used.

    Attributes:
        seconds: from its start to its end.
        cpu_seconds: of computing.
        memory: the most bytes at a time; 0 if nobody could tell.
    """

    seconds: float
    cpu_seconds: float = 0.0
    memory: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """A program that runs, or ran.

    Attributes:
        owner: who started it; everybody else sees its output without what a screen would obey or answer.
        path: the file that was run; empty for a piece of code.
        code: the piece of code, cut when it is long.
        started: seconds since the epoch, UTC.
        exit: how the program ended; null while it runs, or if nobody saw it.
        trouble: what ended it early: `cancelled`, a limit, or `lost` when the server stopped.
        cached: nothing ran; this is what an earlier run of the same did.
        output: bytes that it printed.
        files: what it left beside the workspace.
        passed_over: how many files it left that were too much to keep.
    """

    id: str
    owner: str
    language: str
    path: str = ""
    code: str = ""
    args: tuple[str, ...] = ()
    cwd: str = ""
    state: Literal["running", "ended"] = "running"
    started: float
    exit: Exit | None = None
    trouble: Trouble = ""
    cached: bool = False
    use: Use | None = None
    output: int = 0
    files: list[RunFile] = []
    passed_over: int = 0


class Output(Struct, frozen=True, kw_only=True, tag="output"):
    """Something that a program printed.

    Attributes:
        text: what was printed, if it is text.
        data: the bytes, if they are none.
    """

    stream: Stream
    text: str = ""
    data: bytes = b""


class Language(Struct, frozen=True, kw_only=True):
    """A language that programs can be run in.

    Attributes:
        endings: of its files.
        available: its program is on the server.
        version: what the program says of itself.
        install: what to do when it is missing.
    """

    name: str
    endings: list[str]
    available: bool
    version: str
    install: str


class LanguageUse(Struct, frozen=True, kw_only=True):
    """What was run in one language, as far as it is kept.

    Attributes:
        failed: ended with another exit code than 0, or early.
        cached: answered without running.
        seconds: of all together.
    """

    language: str
    runs: int
    failed: int
    cached: int
    seconds: float
    cpu_seconds: float
    slowest: float


class RunStarted(Event):
    """A program was started."""

    run: Run


class RunEnded(Event):
    """A program ended, or what it did before was found."""

    run: Run


class RunNotFound(NotFound):
    """There is no such run in this workspace, or it is not kept any more."""


class RunFileMissing(NotFound):
    """The run left no file of this name."""


class LanguageUnknown(Unacceptable):
    """No language of this name, or of files like this, is set; `known` lists those that are."""


class RuntimeMissing(Unacceptable):
    """The program that runs this language is not on the server; `install` says what to do."""
