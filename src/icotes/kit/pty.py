"""Pseudo-terminals: a held program on a terminal of its own, read into its ring, typed to and resized."""

import asyncio
import os
from collections.abc import Callable

from icotes.kit.holder_link import LOST, Held
from icotes.kit.processes import GRACE_SECONDS, Exit
from icotes.kit.reading import Reader, Writer
from icotes.kit.ring import Ring, SharedRing
from icotes.kit.starting import set_size


class Pty:
    """A program on a pseudo-terminal.

    Args:
        held: the program; it may have ended, and what held it may be gone.

    Attributes:
        ring: the newest of what it printed.
        ended: how the program ended, once all that it printed was taken.
    """

    def __init__(self, held: Held) -> None:
        self._held = held
        stream = held.streams.get("pty")
        self._master = stream.fd if stream else -1
        memory = stream.memory if stream else None
        self.ring: Ring = SharedRing(held.id, memory) if memory else Ring(held.id, 1)
        self._reader: Reader | None = None
        self._writer = Writer(self._master)
        self.ended: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._held.pid

    @property
    def size(self) -> tuple[int, int] | None:
        """Its rows and columns; None when the terminal is gone."""
        try:
            cols, rows = os.get_terminal_size(self._master)
        except OSError:
            return None
        return rows, cols

    def foreground(self) -> int:
        """Return the process group that reads what is typed; that of the program itself is its pid, 0 is none."""
        try:
            return os.tcgetpgrp(self._master)
        except OSError:
            return 0

    def start(self, told: Callable[[], object]) -> None:
        """Read on; `told` is called, on the event loop, when more was printed."""
        if isinstance(self.ring, SharedRing):
            self._reader = Reader(self._master, self.ring, told)
        self._held.exited.add_done_callback(self._finish)
        self.resume()

    def pause(self) -> None:
        """Stop reading; the program waits when the kernel's buffer is full."""
        if self._reader:
            self._reader.pause()

    def resume(self) -> None:
        """Read on."""
        if self._reader:
            self._reader.resume()

    def _finish(self, exited: "asyncio.Future[Exit]") -> None:
        """Take what the program printed last, then tell how it ended."""
        if self._reader:
            self._reader.finish()
        self._writer.stop()
        if not self.ended.done():
            self.ended.set_result(exited.result())

    async def write(self, data: bytes) -> None:
        """Type; returns when the kernel has it all.

        Raises:
            QuotaExceeded: too much waits already, because the program does not read.
            Unavailable: the program ended.
        """
        await self._writer.write(data)

    def resize(self, rows: int, cols: int) -> None:
        """Say how large the terminal is; the program gets SIGWINCH."""
        if self._master >= 0:
            set_size(self._master, rows, cols)

    def leave(self) -> None:
        """Read and type no more; the program goes on."""
        if self._reader:
            self._reader.stop()
            self._reader = None
        self._writer.stop()
        self._held.exited.remove_done_callback(self._finish)
        self._master = -1

    async def close(self, grace: float = GRACE_SECONDS) -> None:
        """End the program and all that it started, and give back what is held but for what it printed."""
        await self._held.end(grace)
        self.leave()
        if not self.ended.done():
            self.ended.set_result(self._held.exited.result() if self._held.exited.done() else LOST)
        self._held.settle()

    async def drop(self, grace: float = GRACE_SECONDS) -> None:
        """Close it and forget what it printed."""
        await self.close(grace)
        self._held.drop()
