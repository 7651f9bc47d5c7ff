"""A program's streams on the event loop: read as fast as its output is wanted, written as fast as it reads."""

import asyncio
import os
import select
from collections.abc import Callable
from time import monotonic

from icotes.core.errors import QuotaExceeded, Unavailable
from icotes.core.log import Signal
from icotes.kit.ring import SharedRing

READS = 8
"""Reads in one turn of the loop; others get theirs in between."""
JOIN_BYTES = 64 * 1024
JOIN_SECONDS = 0.002
"""A flood is shown in pieces of so many bytes, or of what comes within this time; what comes after a pause, at once."""
SMALL_BYTES = 1024
SMALL_PIECES = 4
"""So many pieces up to this size are shown at once within that time as well: echoes of keys."""
INPUT_BYTES = 1024 * 1024
"""Input that waits for a program to read it; beyond that it is refused."""
LAST_BYTES = 1024 * 1024
"""What is still read after the program ended; others may go on printing for ever."""


class Reader:
    """Reads a program's output into a ring.

    Args:
        source: the descriptor; it does not block.
        ring: takes it in.
        told: called when followers were woken for more.

    Attributes:
        at_end: nothing will come any more.
    """

    def __init__(self, source: int, ring: SharedRing, told: Callable[[], object] = lambda: None) -> None:
        self._loop = asyncio.get_running_loop()
        self._source = source
        self._ring = ring
        self._told = told
        self._reading = False
        self.at_end = source < 0
        self._shown_at = 0.0
        self._small = 0
        self._timer: asyncio.TimerHandle | None = None

    def pause(self) -> None:
        """Stop reading; the program waits when the kernel's buffer is full."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._source)

    def resume(self) -> None:
        """Read on."""
        if not self._reading and not self.at_end:
            self._reading = True
            self._loop.add_reader(self._source, self._read_on)

    def _read_on(self) -> None:
        """Read what is there and what comes meanwhile; the kernel hands out little at a time."""
        for _ in range(READS):
            if not self._reading or not self._read():
                return

    def _read(self) -> int:
        """Read once; return how much came, 0 if nothing is there."""
        try:
            count = self._ring.take(self._source)
        except BlockingIOError:
            return 0
        except OSError:
            count = 0
        if count:
            self._offer(count)
        else:
            self.pause()
            self.at_end = True
        return count

    def _offer(self, count: int) -> None:
        """Show what was read: a little at once, and of a flood as much as comes in a short time."""
        unseen = self._ring.unseen
        if self._timer is not None and unseen < JOIN_BYTES:
            return
        now = monotonic()
        rested = now >= self._shown_at + JOIN_SECONDS
        if rested:
            self._small = SMALL_PIECES
        elif count <= SMALL_BYTES:
            self._small -= 1
            rested = self._small >= 0
        if rested or unseen >= JOIN_BYTES:
            self._show()
            self._shown_at = now
        else:
            self._timer = self._loop.call_later(JOIN_SECONDS, self._show)

    def _show(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._ring.unseen:
            self._ring.show()
            self._told()

    def finish(self) -> None:
        """Take in what the program printed last."""
        left = LAST_BYTES
        while left > 0 and not self.at_end and (count := self._read()):
            left -= count
        self.stop()

    def stop(self) -> None:
        """Read never more; what was read is shown. The descriptor may be closed then."""
        self.pause()
        self.at_end = True
        self._show()
        self._told = lambda: None


class Writer:
    """Writes to a program.

    Args:
        target: the descriptor; it does not block.
    """

    def __init__(self, target: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._target = target
        self._input = bytearray()
        self._written = Signal()
        self._over = False

    async def write(self, data: bytes) -> None:
        """Write; returns when the kernel has it all.

        Raises:
            QuotaExceeded: too much waits already, because the program does not read.
            Unavailable: the program ended, or reads nothing any more.
        """
        if len(self._input) + len(data) > INPUT_BYTES:
            raise QuotaExceeded("The program does not read its input; wait, or interrupt it.", limit=INPUT_BYTES)
        self._input += data
        self._write()
        while self._input and not self._over:
            await self._written.wait()
        if self._input:
            raise Unavailable("The program ended and reads nothing any more.")

    def _write(self) -> None:
        if self._over:
            return
        try:
            del self._input[: os.write(self._target, self._input)]
        except BlockingIOError:
            if _hung_up(self._target):
                self.stop()
        except OSError:
            self.stop()
        if self._over:
            return
        if self._input:
            self._loop.add_writer(self._target, self._write)
        else:
            self._loop.remove_writer(self._target)
            self._written.wake()

    def stop(self) -> None:
        """Write no more: the program ended, or the descriptor is about to be closed."""
        if not self._over and self._target >= 0:
            self._loop.remove_writer(self._target)
        self._over = True
        self._written.wake()


def _hung_up(target: int) -> bool:
    """Tell whether nobody is left who could read: of a terminal that is full, a write does not say so."""
    poll = select.poll()
    poll.register(target, 0)
    return bool(poll.poll(0))
