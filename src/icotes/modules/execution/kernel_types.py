"""Kernels, what they say, what happens to them, and what can go wrong."""

import secrets
import time
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from icotes.core.errors import Conflict, NotFound, Unavailable
from icotes.core.events import Event
from icotes.kit.processes import Exit
from icotes.kit.settings import SettingsSection

KernelId = Annotated[str, Meta(min_length=1, max_length=40, description="A kernel's id.")]
KernelName = Annotated[str, Meta(max_length=100, description="What people call a kernel.")]
KernelLanguage = Annotated[
    str, Meta(pattern=r"^[\w.+-]{1,60}\Z", description="A language, or a Jupyter kernel's name.")
]
KernelKind = Literal["repl", "jupyter"]
KernelState = Literal["starting", "idle", "busy", "dead"]
Code = Annotated[str, Meta(max_length=250_000, description="What to run.")]
Cell = Annotated[str, Meta(max_length=300, description="Of what the code is a part; what comes of it carries it.")]


class KernelSettings(SettingsSection, section="kernels"):
    """How many kernels there are and how much is kept of them."""

    limit: Annotated[int, Meta(ge=1, le=1000, description="Kernels that may run in a workspace.")] = 20
    output: Annotated[int, Meta(ge=2**20, le=2**30, description="Bytes kept of what a kernel said.")] = 16 * 2**20
    memory: Annotated[int, Meta(ge=64 * 2**20, description="Bytes of memory that a kernel may use.")] = 4 * 2**30
    processes: Annotated[int, Meta(ge=8, description="Processes and threads that a kernel may have.")] = 512
    disk: Annotated[int, Meta(ge=2**20, description="Bytes that a kernel may keep in /tmp.")] = 2**30
    warm: Annotated[int, Meta(ge=0, le=10, description="Kernels of each kind that wait, started, on this server.")] = 1


class Kernel(Struct, frozen=True, kw_only=True):
    """A kernel: a program that runs code, piece by piece, and keeps the variables.

    Attributes:
        kind: `repl` is the small one of icotes, `jupyter` any that is installed for Jupyter.
        owner: who started it.
        cwd: the folder in which it was started, from the workspace's.
        state: a `dead` one can be restarted; its variables are gone.
        waiting: how many pieces of code wait for their turn, the one that runs among them.
        created: seconds since the epoch, UTC.
        exit: how its process ended; null while it runs.
        reason: why it is dead, in words.
    """

    id: str
    name: str
    language: str
    kind: KernelKind
    owner: str
    cwd: str
    created: float
    state: KernelState = "starting"
    waiting: int = 0
    exit: Exit | None = None
    reason: str = ""


def new_kernel(language: str, kind: KernelKind, cwd: str) -> Kernel:
    """Return a kernel that is nobody's yet."""
    id_ = f"k_{secrets.token_hex(8)}"
    return Kernel(id=id_, name="", language=language, kind=kind, owner="", cwd=cwd, created=time.time())


class _Said(Struct, frozen=True, kw_only=True):
    """What all messages have in common.

    Attributes:
        run: the id of the execution that it belongs to; empty for none.
        cell: what `execute` was given as `cell`.
    """

    run: str = ""
    cell: str = ""


class Queued(_Said, frozen=True, kw_only=True, tag="queued"):
    """Code was handed to the kernel.

    Attributes:
        by: who did.
        at: seconds since the epoch, UTC.
    """

    code: str
    by: str
    at: float


class Began(_Said, frozen=True, kw_only=True, tag="started"):
    """The kernel runs it now.

    Attributes:
        count: the how-manieth execution since the kernel started.
    """

    count: int = 0


class Printed(_Said, frozen=True, kw_only=True, tag="output"):
    """Text was printed."""

    stream: Literal["stdout", "stderr"] = "stdout"
    data: str


class Shown(_Said, frozen=True, kw_only=True, tag="display"):
    """Something is to be seen: the same thing in one or more forms.

    Attributes:
        data: by MIME type; text, base64 of what is binary, or a JSON value.
        metadata: by MIME type, e.g. width and height.
        display: names it, so that it can be replaced; empty if it has no name.
        update: it replaces what was shown under that name.
        count: of the execution whose last expression it is; null if it was only shown.
    """

    data: dict[str, Any]
    metadata: dict[str, Any] = {}
    display: str = ""
    update: bool = False
    count: int | None = None


class Raised(_Said, frozen=True, kw_only=True, tag="error"):
    """The code failed.

    Attributes:
        name: of the exception.
        value: its text.
        traceback: lines; they may hold the colours of a terminal.
    """

    name: str
    value: str
    traceback: tuple[str, ...] = ()


class Cleared(_Said, frozen=True, kw_only=True, tag="clear"):
    """What the execution has shown so far is to go away.

    Attributes:
        wait: not before the next output.
    """

    wait: bool = False


class Done(_Said, frozen=True, kw_only=True, tag="ended"):
    """The execution is over.

    Attributes:
        status: `aborted` never ran; `dead` was ended with the kernel.
    """

    status: Literal["ok", "error", "aborted", "dead"]
    count: int | None = None


class Turned(_Said, frozen=True, kw_only=True, tag="state"):
    """The kernel itself is now something else: it starts, is ready for code, or is dead."""

    state: KernelState


Said = Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned
"""What a kernel's log holds."""


class KernelStarted(Event):
    """A kernel was started."""

    kernel: Kernel


class KernelChanged(Event):
    """A kernel is busy, idle, starting again or dead; what lasts less than a moment is not told."""

    kernel: Kernel


class KernelStopped(Event):
    """A kernel is gone, with its variables and with what it said."""

    kernel: str


class KernelNotFound(NotFound):
    """There is no such kernel in this workspace."""


class KernelDead(Conflict):
    """This kernel's process ended; `current` says how."""


class KernelUnknown(Unavailable):
    """No kernel for this language is installed; the message says what to install."""
