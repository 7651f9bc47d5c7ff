"""The start of a sandbox by this server: its streams, its process, and what it holds until it has ended."""

import asyncio
import contextlib
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from icotes.kit.sandbox_launch import Launch
from icotes.kit.sandbox_layout import folders
from icotes.kit.sandbox_spawn import spawn
from icotes.kit.sandbox_types import View
from icotes.kit.sandboxed import Sandboxed, Stream
from icotes.kit.syscalls import in_memory


@dataclass
class Streams:
    """Where a program reads and writes.

    Attributes:
        stdin: bytes, or a descriptor.
        stdout: a descriptor; None for a pipe.
        stderr: a descriptor; None for a pipe.
    """

    stdin: bytes | int = b""
    stdout: int | None = None
    stderr: int | None = None


@dataclass
class Begun:
    """A process that is on its way to be a sandbox.

    Attributes:
        read: the pipes that we read.
        disk: the folder whose disk may fill up; -1 if it writes to none.
    """

    pid: int
    launch: Launch
    read: dict[Stream, int]
    disk: int
    clean: Callable[[], None]
    abandoned: "asyncio.Task[None] | None" = None

    def sandboxed(self) -> Sandboxed:
        """Return it as one that is watched; call this once."""
        plan = self.launch.plan
        made = Sandboxed(self.pid, plan.limits, plan.group, self.read, self.disk, self.clean)
        made.copied = plan.view.copied
        return made


def begin(launch: Launch, streams: Streams, clean: Callable[[], None]) -> Begun:
    """Start a launch; blocks for a millisecond, on a thread that stays.

    Raises:
        OSError: there are too many open files or processes.
    """
    with ExitStack() as passed, ExitStack() as undo:
        undo.callback(launch.drop)
        read: dict[Stream, int] = {}
        ends: list[int] = []
        wanted: dict[Stream, int | None] = {"stdout": streams.stdout, "stderr": streams.stderr}
        for name, given in wanted.items():
            if given is None:
                read[name], given = os.pipe()  # noqa: PLW2901 - the other end
                os.set_blocking(read[name], False)
                undo.callback(os.close, read[name])
                passed.callback(os.close, given)
            ends.append(given)
        stdin = _input(streams.stdin)
        if not isinstance(streams.stdin, int):
            passed.callback(os.close, stdin)
        disk = _disk(launch.plan.view)
        if disk >= 0:
            undo.callback(os.close, disk)
        pid = spawn(launch.argv, {}, launch.fds, stdin, *ends)
        undo.pop_all()
        launch.close()
        return Begun(pid, launch, read, disk, _closing(disk, clean))


def _input(stdin: bytes | int) -> int:
    if isinstance(stdin, int):
        return stdin
    return in_memory("input", stdin) if stdin else os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)


def _disk(view: View) -> int:
    """Return a descriptor of a folder that is written, to look at its disk."""
    written = [place for place, _, written in folders(view) if written]
    return os.open(written[0], os.O_PATH | os.O_CLOEXEC) if written else -1


def _closing(disk: int, clean: Callable[[], None]) -> Callable[[], None]:
    def close() -> None:
        if disk >= 0:
            with contextlib.suppress(OSError):
                os.close(disk)
        clean()

    return close
