"""The ring: the newest bytes of a stream, in memory, for everybody who follows it."""

from icotes.core.log import Item, Log
from icotes.kit.held_ring import Memory


class Ring(Log[bytes]):
    """A log of bytes that keeps the newest `capacity` of them; positions count bytes from the beginning.

    Args:
        name: stands in every cursor.
        capacity: bytes that are kept.
        epoch: that of the log that this one goes on with.
    """

    def __init__(self, name: str, capacity: int, epoch: str | None = None) -> None:
        super().__init__(name, epoch)
        self.capacity = capacity
        self._bytes = bytearray()
        self._shared: Item[bytes | None] | None = None

    def append(self, data: bytes | memoryview) -> None:
        """Take in bytes, drop the oldest ones that have no room, and wake the followers."""
        kept = memoryview(data)[-self.capacity :]
        start = (self.last + len(data) - len(kept)) % self.capacity
        self._bytes.extend(bytes(max(0, start - len(self._bytes))))
        straight = min(len(kept), self.capacity - start)
        self._bytes[start : start + straight] = kept[:straight]
        if straight < len(kept):
            self._bytes[: len(kept) - straight] = kept[straight:]
        self.last += len(data)
        self.first = max(self.first, self.last - self.capacity)
        self.signal.wake()

    async def read(self, after: int, limit: int) -> list[Item[bytes | None]]:
        """Return one item of at most `limit` bytes; followers at the same place share it."""
        stop = min(after + limit, self.last)
        shared = self._shared
        if shared is None or shared.position != stop or len(shared.value or b"") != stop - after:
            shared = self._shared = Item(self.cursor(stop), self._slice(after, stop), stop)
        return [shared]

    def tail(self, size: int) -> tuple[int, bytes]:
        """Return the newest `size` bytes, or fewer, and the position after them."""
        return self.last, self._slice(max(self.first, self.last - size), self.last)

    def _slice(self, start: int, stop: int) -> bytes:
        begin, size = start % self.capacity, stop - start
        kept = memoryview(self._bytes)
        return bytes(kept[begin : begin + size]) + bytes(kept[: max(0, begin + size - self.capacity)])


class SharedRing(Ring):
    """A ring in memory that outlives this process; a `Reader` fills it.

    Args:
        name: stands in every cursor.
        memory: where the bytes are; what is in it already is there for the followers.
    """

    def __init__(self, name: str, memory: Memory) -> None:
        super().__init__(name, memory.capacity, memory.epoch)
        self._memory = memory
        self.show()

    @property
    def unseen(self) -> int:
        """How many bytes were taken in that no follower was told of yet."""
        return self._memory.last - self.last

    def take(self, source: int) -> int:
        """Read once from a descriptor, as `Memory.take` does; followers learn of it by `show`."""
        return self._memory.take(source)

    def show(self) -> None:
        """Wake the followers for what was taken in."""
        self.last, self.first = self._memory.last, self._memory.first
        self.signal.wake()

    def _slice(self, start: int, stop: int) -> bytes:
        return self._memory.slice(start, stop)
