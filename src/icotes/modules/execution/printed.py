"""What a run printed: a log that is kept whole, as it is bounded."""

import asyncio
from array import array
from bisect import bisect_right

from icotes.core.log import Item, Log
from icotes.modules.execution.pipes import STREAMS
from icotes.modules.execution.types import Output, Stream

EPOCH = "run"
"""Output is only ever added to, and kept as it is: a cursor holds as long as the run is there."""
JOIN_SECONDS = 0.005
"""What is printed within so long reaches the watchers together."""
ITEMS = 256
"""That are read at a time."""


class Printed(Log[Output]):
    """The output of a run; positions count its bytes.

    Args:
        run: its id.
        limit: bytes that are taken in; the rest is dropped.

    Attributes:
        full: something was dropped.
    """

    def __init__(self, run: str, limit: int) -> None:
        super().__init__(run, EPOCH)
        self._limit = limit
        self._data = bytearray()
        self._ends = array("Q")
        self._streams = bytearray()
        self._held: dict[Stream, bytes] = dict.fromkeys(STREAMS, b"")
        self.full = False
        self._waking: asyncio.TimerHandle | None = None

    def append(self, stream: Stream, data: bytes) -> None:
        """Take in what was written; the begin of a character waits for its end."""
        data = self._held[stream] + data
        whole = _whole(data)
        self._held[stream] = data[whole:]
        self._add(STREAMS.index(stream), data[:whole])

    def _add(self, number: int, data: bytes) -> None:
        taken = data[: self._limit - self.last]
        self.full = self.full or len(taken) < len(data)
        if not taken:
            return
        self._data += taken
        self.last += len(taken)
        if self._streams and self._streams[-1] == number:
            self._ends[-1] = self.last
        else:
            self._streams.append(number)
            self._ends.append(self.last)
        if self._waking is None:
            self._waking = asyncio.get_running_loop().call_later(JOIN_SECONDS, self._wake)

    def _wake(self) -> None:
        self._waking = None
        self.signal.wake()

    def finish(self) -> None:
        """Take what waits for an end that will not come."""
        for number, stream in enumerate(STREAMS):
            self._add(number, self._held[stream])
            self._held[stream] = b""

    async def read(self, after: int, limit: int) -> list[Item[Output | None]]:
        """Return what comes after a position, at most `limit` bytes, each item of one output."""
        items: list[Item[Output | None]] = []
        stop = min(after + limit, self.last)
        while after < stop and len(items) < ITEMS:
            segment = bisect_right(self._ends, after)
            data = bytes(self._data[after : min(stop, self._ends[segment])])
            output, size = _output(STREAMS[self._streams[segment]], data[: _whole(data) or len(data)])
            after += size
            items.append(Item(self.cursor(after), output, after))
        return items

    def dump(self) -> tuple[bytes, bytes, bytes]:
        """Return what `load` takes."""
        return bytes(self._data), self._ends.tobytes(), bytes(self._streams)

    @classmethod
    def load(cls, run: str, data: bytes, ends: bytes, streams: bytes) -> "Printed":
        """Return the output of a run that ended."""
        printed = cls(run, len(data))
        printed._data = bytearray(data)
        printed._ends.frombytes(ends)
        printed._streams = bytearray(streams)
        printed.last = len(data)
        printed.closed = True
        return printed


def _output(stream: Stream, data: bytes) -> tuple[Output, int]:
    """Return the text that data begins with, or else the bytes of its first line, and how much that is."""
    try:
        text, size = data.decode(), len(data)
    except UnicodeDecodeError as error:
        text, size = data[: error.start].decode(), error.start
    if size:
        return Output(stream=stream, text=text), size
    line = data[: data.find(b"\n") + 1] or data
    return Output(stream=stream, data=line), len(line)


def _whole(data: bytes) -> int:
    """Return how much there is before a character of which the end lacks."""
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if 0xC0 <= byte < 0xF8:
            size = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) - back if back < size else len(data)
        if byte < 0x80:
            break
    return len(data)
