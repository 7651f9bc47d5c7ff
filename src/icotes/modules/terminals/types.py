"""Terminals, what happens to them, and what can go wrong."""

from abc import ABC, abstractmethod
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

from icotes.core.errors import Conflict, NotFound
from icotes.core.events import Event
from icotes.kit.processes import Exit
from icotes.kit.settings import SettingsSection
from icotes.kit.workspace import Workspace

TerminalId = Annotated[str, Meta(min_length=1, max_length=40, description="A terminal's id.")]
TerminalName = Annotated[str, Meta(max_length=100, description="What people call a terminal.")]
Rows = Annotated[int, Meta(ge=1, le=1000, description="Lines of the screen.")]
Cols = Annotated[int, Meta(ge=1, le=1000, description="Columns of the screen.")]
Variable = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\Z", max_length=200)]
Text = Annotated[str, Meta(pattern=r"^[^\x00]*\Z", max_length=100_000)]


class TerminalSettings(SettingsSection, section="terminals"):
    """How terminals are started and how much is kept of them."""

    shell: Annotated[str, Meta(description="The shell of a new terminal; empty for the one in SHELL, else sh.")] = ""
    scrollback: Annotated[int, Meta(ge=256 * 1024, le=2**30, description="Bytes of output kept of each terminal.")] = (
        4 * 1024 * 1024
    )
    limit: Annotated[int, Meta(ge=1, le=10_000, description="Terminals that may run in a workspace.")] = 100
    ended: Annotated[int, Meta(ge=0, le=10_000, description="Terminals kept after their program ended.")] = 10


class Terminal(Struct, frozen=True, kw_only=True):
    """A terminal.

    Attributes:
        owner: who started it; everybody else sees its output without what a screen would obey or answer.
        writer: who types; empty until somebody does.
        shared: everybody who may type may do so at the same time.
        command: the program and its arguments.
        cwd: the folder in which it was started, from the workspace's.
        pid: its process on the server's machine.
        created: seconds since the epoch, UTC.
        exit: how the program ended; null while it runs.
        sandboxed: the program sees the workspace's folder and the system's programs only, and has no network.
    """

    id: str
    name: str
    owner: str
    writer: str = ""
    shared: bool = False
    command: tuple[str, ...]
    cwd: str
    rows: int
    cols: int
    pid: int
    created: float
    state: Literal["running", "exited"] = "running"
    exit: Exit | None = None
    sandboxed: bool = False


class TerminalCreated(Event):
    """A terminal was started."""

    terminal: Terminal


class TerminalExited(Event):
    """The program on a terminal ended; its output can still be read."""

    terminal: str
    code: int | None
    signal: str


class TerminalRenamed(Event):
    """A terminal has another name."""

    terminal: str
    name: str


class TerminalResized(Event):
    """A terminal has another size; of many changes in a short time only the last is told."""

    terminal: str
    rows: int
    cols: int


class TerminalTaken(Event):
    """Somebody else types on a terminal now."""

    terminal: str
    writer: str


class TerminalShared(Event):
    """A terminal is typed on by all who may, or again by one at a time."""

    terminal: str
    shared: bool


class TerminalClosed(Event):
    """A terminal is gone, with all that it had started and printed."""

    terminal: str


class TerminalNotFound(NotFound):
    """There is no such terminal in this workspace."""


class TerminalTakenByOther(Conflict):
    """Somebody else types on this terminal; `current` names who."""


class TerminalEnded(Conflict):
    """The program on this terminal ended; `current` says how."""


class Busy(NamedTuple):
    """A terminal on which a program was at work.

    Attributes:
        user: who typed last; who started it, if nobody did.
    """

    terminal: str
    user: str


class Activity(ABC):
    """Knows on which terminals programs are at work."""

    @abstractmethod
    def busy(self, workspace: Workspace, at: float) -> list[Busy]:
        """Return the terminals on which something ran around a time.

        That is where a program holds the terminal that is not the shell, where a line was typed or something was
        printed (a prompt, when a command ends) in the seconds before, or which was started to run one program.

        Args:
            at: seconds since the epoch; only the last seconds are known.
        """
