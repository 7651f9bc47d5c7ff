"""The memory of a ring that two processes share: whoever reads a descriptor puts what it reads here, and dies at will.

The kernel copies from the descriptor straight into the memory, so that nothing read is ever anywhere else. Before each
read its size is written down, and the place is filled with a pattern: when the reader is killed before it could say
that the bytes are there, whoever takes over sees that the pattern is gone, and knows how many came.
"""

import fcntl
import os
import select
import struct
import sys
import termios
from mmap import mmap

READ_BYTES = 64 * 1024
"""The most that is read at a time, and the room beyond what is kept that a read may destroy."""
HEADER_BYTES = 4096
PATTERN_BYTES = 16
_PATTERN_AT = 128
_CAPACITY, _EPOCH, _LAST, _INTENT = range(4)
_COUNT_BITS = 17
_PLACES = 1 << 64 - _COUNT_BITS
"""Where a read is to go and how much comes are one number, so that they are written at once."""
_NUMBER = bytes(4)


def new_memory(capacity: int) -> int:
    """Return a descriptor of memory for a new ring that keeps so many bytes."""
    file = os.memfd_create("icotes-ring")
    os.ftruncate(file, HEADER_BYTES + capacity + READ_BYTES)
    epoch = int.from_bytes(os.urandom(4), "little")
    os.pwrite(file, struct.pack("4Q", capacity, epoch, 0, 0), 0)
    os.pwrite(file, os.urandom(PATTERN_BYTES), _PATTERN_AT)
    return file


class Memory:
    """The shared memory of a ring of bytes.

    Args:
        file: a descriptor of it; only needed here.

    Attributes:
        capacity: bytes that are kept.
        epoch: tells this ring from all others.
    """

    def __init__(self, file: int) -> None:
        self._map = mmap(file, 0)
        with memoryview(self._map) as whole:
            self._head = whole[:_PATTERN_AT].cast("Q")
            self._pattern = bytes(whole[_PATTERN_AT : _PATTERN_AT + PATTERN_BYTES])
            self._bytes = whole[HEADER_BYTES:]
        self._size = len(self._bytes)
        self.capacity = self._head[_CAPACITY]
        self.epoch = f"{self._head[_EPOCH]:08x}"

    @property
    def last(self) -> int:
        """The position after the newest byte; positions count from the beginning."""
        return self._head[_LAST]

    @property
    def first(self) -> int:
        """The position of the oldest byte that is kept."""
        return max(0, self.last - self.capacity)

    def take(self, source: int) -> int:
        """Read once, from a descriptor that does not block; return how much came, 0 at its end.

        Raises:
            BlockingIOError: nothing is there.
            OSError: nothing will come any more.
        """
        last = self._head[_LAST]
        start = last % self._size
        count = min(_waiting(source), READ_BYTES, self._size - start)
        self._bytes[start : start + min(count, PATTERN_BYTES)] = self._pattern[:count]
        self._head[_INTENT] = last % _PLACES << _COUNT_BITS | count
        came = os.readv(source, (self._bytes[start : start + count],))
        self._head[_LAST] = last + came
        return came

    def settle(self) -> None:
        """Take in what a reader that is gone read and could not say any more."""
        last = self._head[_LAST]
        place, count = divmod(self._head[_INTENT], 1 << _COUNT_BITS)
        size = min(count, PATTERN_BYTES)
        start = last % self._size
        if place == last % _PLACES and bytes(self._bytes[start : start + size]) != self._pattern[:size]:
            self._head[_LAST] = last + count
        self._head[_INTENT] = 0

    def slice(self, start: int, stop: int) -> bytes:
        """Return the bytes between two positions that are kept."""
        begin, size = start % self._size, stop - start
        return bytes(self._bytes[begin : begin + size]) + bytes(self._bytes[: max(0, begin + size - self._size)])

    def close(self) -> None:
        """Give the memory back; others may have it still."""
        self._head.release()
        self._bytes.release()
        self._map.close()


def _waiting(source: int) -> int:
    """Return how much can be read; 1 if there is nothing, for then a read tells whether more will come."""
    if there := _count(source):
        return there
    # A terminal counts only what it has looked at, and looks when it is polled.
    poll = select.poll()
    poll.register(source, select.POLLIN)
    poll.poll(0)
    return _count(source) or 1


def _count(source: int) -> int:
    return int.from_bytes(fcntl.ioctl(source, termios.FIONREAD, _NUMBER), sys.byteorder)
