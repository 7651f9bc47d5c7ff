"""The nouns of the sandbox: what it shows, what it allows, what it enforces, why it does not start."""

from pathlib import Path
from typing import Literal

import msgspec

from icotes.core.errors import Denied, Unavailable

Trouble = Literal["", "timeout", "cpu", "memory", "output", "disk"]
"""Which limit ended a program; empty when none did."""

SCRATCH = "/run/icotes"
"""Where the scratch folder of a view stands in the sandbox."""
HOME = "/tmp/home"  # noqa: S108 - a folder of the sandbox's own /tmp
"""The home of code in the sandbox: empty at first, in memory, gone with it."""


class NoSandbox(Unavailable):
    """Nothing runs here, because a wall that must stand can't be built; the message says what to do."""


class HostNotAllowed(Denied):
    """The program asked for a host that the server's settings (`sandbox.hosts`) do not name."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a program and all that it starts may use; 0 is no limit.

    Attributes:
        wall_seconds: until it is ended.
        cpu_seconds: of processor time.
        memory: bytes of all its processes together: exactly where there are cgroups, else as far as it is seen in time.
        processes: threads count as well.
        output: bytes that `Sandboxed.output` passes on; then it is ended.
        files: bytes of the largest file that it may write.
        open_files: descriptors of each process.
        disk: bytes that it may write in all: in `/tmp`, and by how much the disk of its folder may fill up meanwhile.
        nice: how far it stands back behind others (nice(2)); something at which a person waits says less.
    """

    wall_seconds: float = 30.0
    cpu_seconds: float = 30.0
    memory: int = 1 << 30
    processes: int = 64
    output: int = 10 << 20
    files: int = 256 << 20
    open_files: int = 256
    disk: int = 256 << 20
    nice: int = 10


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What of the server's files a program sees; all of it stands where it stands outside, unless said.

    Attributes:
        folder: a workspace's, or another folder.
        access: whether it may write there; `copy` is a copy of its own that is thrown away afterwards.
        cwd: where it starts, in the folder; a path that begins with `/` is one in the sandbox.
        hidden: a folder that it does not see, should it be in the folder (`Root.hidden`).
        scratch: a folder of its own that it may write; it stands at `SCRATCH`.
        read: further folders to be read, e.g. those of an interpreter.
        write: further folders to be written, e.g. one for sockets.
        copied: where the copy is, with access `copy`; the sandbox fills this in.
    """

    folder: Path
    access: Literal["read", "write", "copy"] = "read"
    cwd: str = ""
    hidden: Path | None = None
    scratch: Path | None = None
    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()
    copied: Path | None = None


class Wall(msgspec.Struct, frozen=True):
    """One thing that a sandbox enforces on this machine.

    Attributes:
        state: `off` was switched off, `missing` can't be had here.
        detail: how it is enforced, or what lacks and what to do.
    """

    name: str
    state: Literal["on", "off", "missing"]
    detail: str = ""


class Used(msgspec.Struct, frozen=True):
    """What a program used, with all that it started.

    Attributes:
        wall: seconds since its start.
        cpu: seconds of processor time.
        memory_peak: bytes at the most; where there are no cgroups, as far as it was seen.
    """

    wall: float
    cpu: float
    memory_peak: int
