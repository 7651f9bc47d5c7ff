"""The two outputs of a program, read in the order in which it wrote.

Two pipes say nothing of who was written to first. So each is made to hold one write at a time, which stays a packet,
and an edge-triggered epoll lists which of them got something, in the order in which it came.
"""

import asyncio
import fcntl
import os
import select
from collections.abc import Callable

from icotes.modules.execution.types import Stream

STREAMS: tuple[Stream, Stream] = ("stdout", "stderr")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_READ = 1 << 20


class Pipes:
    """Gives what is written to two pipes to `take`, until nobody can write any more.

    Args:
        take: gets the name of an output and what was written.

    Attributes:
        ends: the two to write to; whoever started the program calls `started`, and they are the program's alone.
        done: nothing will come any more.
    """

    def __init__(self, take: Callable[[Stream, bytes], object]) -> None:
        self._take = take
        self._loop = asyncio.get_running_loop()
        self._epoll = select.epoll()
        self._readers: dict[int, Stream] = {}
        self.done: asyncio.Future[None] = self._loop.create_future()
        self.ends = (self._open("stdout"), self._open("stderr"))
        self._loop.add_reader(self._epoll.fileno(), self._ready)

    def _open(self, stream: Stream) -> int:
        reader, writer = os.pipe2(os.O_CLOEXEC | os.O_DIRECT)
        os.set_blocking(reader, False)
        os.fchmod(writer, 0o666)  # `> /dev/stderr` opens it again, as whoever the program runs as
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _PAGE)
        self._epoll.register(reader, select.EPOLLIN | select.EPOLLET)
        self._readers[reader] = stream
        return writer

    def started(self) -> None:
        """Leave the ends to the program; call it once."""
        for end in self.ends:
            os.close(end)

    def _ready(self) -> None:
        for reader, event in self._epoll.poll(0, len(STREAMS)):
            if reader in self._readers:
                self._read(reader, hung_up=bool(event & select.EPOLLHUP))

    def _read(self, reader: int, *, hung_up: bool) -> None:
        """Take one write; when nobody writes any more, all that is left."""
        while True:
            try:
                data = os.read(reader, _READ)
            except BlockingIOError:
                return
            if not data:
                self._forget(reader)
                return
            self._take(self._readers[reader], data)
            if not hung_up:
                return

    def _forget(self, reader: int) -> None:
        del self._readers[reader]
        self._epoll.unregister(reader)
        os.close(reader)
        if not self._readers:
            self.close()

    def close(self) -> None:
        """Read nothing more."""
        if self.done.done():
            return
        self.done.set_result(None)
        self._loop.remove_reader(self._epoll.fileno())
        for reader in self._readers:
            os.close(reader)
        self._readers.clear()
        self._epoll.close()
