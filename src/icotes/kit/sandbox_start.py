"""The start of a sandbox by this server: its streams, its process, and what it holds until it has ended."""

import asyncio
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from icotes.kit.sandbox_launch import Launch
from icotes.kit.sandbox_layout import folders
from icotes.kit.sandbox_spawn import spawn
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
        disks: the folders that it writes to; their disks may fill up.
    """

    pid: int
    launch: Launch
    read: dict[Stream, int]
    disks: list[int]
    clean: Callable[[], None]
    abandoned: "asyncio.Task[None] | None" = None

    def sandboxed(self) -> Sandboxed:
        """Return it as one that is watched; call this once."""
        plan = self.launch.plan
        made = Sandboxed(self.pid, plan.limits, plan.group, self.read, self.disks, self.clean)
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
        disks: list[int] = []
        for place in (place for place, _, written in folders(launch.plan.view) if written):
            disks.append(os.open(place, os.O_PATH | os.O_CLOEXEC))
            undo.callback(os.close, disks[-1])
        pid = spawn(launch.argv, {}, launch.fds, stdin, *ends)
        undo.pop_all()
        launch.close()
        return Begun(pid, launch, read, disks, _closing(disks, clean))


def _input(stdin: bytes | int) -> int:
    if isinstance(stdin, int):
        return stdin
    return in_memory("input", stdin) if stdin else os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)


def _closing(disks: list[int], clean: Callable[[], None]) -> Callable[[], None]:
    def close() -> None:
        while disks:
            os.close(disks.pop())
        clean()

    return close
