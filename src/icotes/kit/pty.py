"""Pseudo-terminals: a program on a terminal of its own, read as fast as it prints and no faster than wanted."""

import asyncio
import contextlib
import fcntl
import os
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from os import readv
from time import monotonic

from icotes.core.errors import QuotaExceeded, Unavailable
from icotes.core.log import Signal
from icotes.kit.processes import GRACE_SECONDS, Exit, Process, spawn

READS = 8
"""Reads in one turn of the loop; others get theirs in between."""
JOIN_BYTES = 64 * 1024
JOIN_SECONDS = 0.002
"""A flood is taken in pieces of so many bytes, or of what comes within this time; what comes after a pause, at once."""
SMALL_BYTES = 1024
SMALL_PIECES = 4
"""So many pieces up to this size are taken at once within that time as well: echoes of keys."""
INPUT_BYTES = 1024 * 1024
"""Input that waits for a program to read it; beyond that it is refused."""
LAST_BYTES = 1024 * 1024
"""What is still read after the program ended; others may go on printing for ever."""

_IUTF8 = 0o40000
"""The kernel erases whole characters of a line, not bytes; `termios` has no name for it."""

Take = Callable[[memoryview], object]


class Pty:
    """A program on a pseudo-terminal.

    Attributes:
        ended: how the program ended, once all that it printed was taken.
    """

    def __init__(self, master: int, process: Process) -> None:
        self._loop = asyncio.get_running_loop()
        self._master = master
        self._process = process
        self._take: Take = lambda _: None
        self.ended: asyncio.Future[Exit] = self._loop.create_future()
        self._reading = False
        self._hung_up = False
        self._buffer = bytearray(JOIN_BYTES)
        self._view = memoryview(self._buffer)
        self._held = 0
        self._taken_at = 0.0
        self._small = 0
        self._timer: asyncio.TimerHandle | None = None
        self._input = bytearray()
        self._typed = Signal()

    @classmethod
    async def spawn(
        cls, argv: Sequence[str], *, env: Mapping[str, str], cwd: str, rows: int, cols: int, mark: str = ""
    ) -> "Pty":
        """Start a program; it is read from `start` on.

        Args:
            argv: the program and its arguments.
            env: its whole environment.
            cwd: its folder; `/proc/self/fd/N` for an open one.
            mark: see `Process`.

        Raises:
            CommandNotFound: there is no such program.
        """
        master, slave = os.openpty()
        try:
            attributes = termios.tcgetattr(slave)
            attributes[0] |= _IUTF8
            termios.tcsetattr(slave, termios.TCSANOW, attributes)
            _set_size(slave, rows, cols)
            os.set_blocking(master, False)
            process = await spawn(argv, env=env, cwd=cwd, mark=mark, terminal=slave)
        except BaseException:
            os.close(master)
            raise
        finally:
            os.close(slave)
        return cls(master, process)

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._process.pid

    def foreground(self) -> int:
        """Return the process group that reads what is typed; that of the program itself is its pid, 0 is none."""
        if self._master < 0:
            return 0
        try:
            return os.tcgetpgrp(self._master)
        except OSError:
            return 0

    def start(self, take: Take) -> None:
        """Give what is printed to `take`, on the event loop; it is lent for the time of that call."""
        self._take = take
        self._process.exited.add_done_callback(self._finish)
        self.resume()

    def pause(self) -> None:
        """Stop reading; the program waits when the kernel's buffer is full."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._master)

    def resume(self) -> None:
        """Read on."""
        if not self._reading and not self._hung_up and self._master >= 0:
            self._reading = True
            self._loop.add_reader(self._master, self._read_on)

    def _read_on(self) -> None:
        """Read what is there and what comes meanwhile; the kernel hands out little at a time."""
        for _ in range(READS):
            if not self._reading or not self._read():
                return

    def _read(self) -> int:
        """Read once; return how much came, 0 if nothing is there."""
        try:
            count = readv(self._master, (self._view[self._held :],))
        except BlockingIOError:
            return 0
        except OSError:
            self.pause()
            self._hung_up = True
            return 0
        self._held += count
        if self._timer is None or self._held == JOIN_BYTES:
            self._offer(count)
        return count

    def _offer(self, count: int) -> None:
        """Hand over what was read: a little at once, and of a flood as much as comes in a short time."""
        now = monotonic()
        rested = now >= self._taken_at + JOIN_SECONDS
        if rested:
            self._small = SMALL_PIECES
        elif count <= SMALL_BYTES:
            self._small -= 1
            rested = self._small >= 0
        if rested or self._held == JOIN_BYTES:
            self._hand_over()
            self._taken_at = now
        else:
            self._timer = self._loop.call_later(JOIN_SECONDS, self._hand_over)

    def _hand_over(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._held:
            held, self._held = self._held, 0
            self._take(self._view[:held])

    def _finish(self, exited: "asyncio.Future[Exit]") -> None:
        """Take what the program printed last, then tell how it ended."""
        if self._master >= 0:
            left = LAST_BYTES
            while left > 0 and (count := self._read()):
                left -= count
            self.pause()
            self._hand_over()
        self._hung_up = True
        self._typed.wake()
        if not self.ended.done():
            self.ended.set_result(exited.result())

    async def write(self, data: bytes) -> None:
        """Type; returns when the kernel has it all.

        Raises:
            QuotaExceeded: too much waits already, because the program does not read.
            Unavailable: the program ended.
        """
        if len(self._input) + len(data) > INPUT_BYTES:
            raise QuotaExceeded("The program does not read its input; wait, or interrupt it.", limit=INPUT_BYTES)
        self._input += data
        self._type()
        while self._input and not self._hung_up:
            await self._typed.wait()
        if self._input:
            raise Unavailable("The program on this terminal ended.")

    def _type(self) -> None:
        with contextlib.suppress(OSError):
            del self._input[: os.write(self._master, self._input)]
        if self._input and not self._hung_up:
            self._loop.add_writer(self._master, self._type)
        elif self._master >= 0:
            self._loop.remove_writer(self._master)
            self._typed.wake()

    def resize(self, rows: int, cols: int) -> None:
        """Say how large the terminal is; the program gets SIGWINCH."""
        if self._master >= 0:
            _set_size(self._master, rows, cols)

    async def close(self, grace: float = GRACE_SECONDS) -> None:
        """End the program and all that it started, and give back what is held."""
        await self._process.end(grace)
        master, self._master = self._master, -1
        if master >= 0:
            self._loop.remove_reader(master)
            self._loop.remove_writer(master)
            os.close(master)
        self._hung_up = True
        self._typed.wake()


def _set_size(terminal: int, rows: int, cols: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
