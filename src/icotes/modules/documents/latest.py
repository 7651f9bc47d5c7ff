"""A log of who is where: it keeps the latest record of each connection, so that a slow reader skips what is over."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator

from icotes.core.log import Item, Log
from icotes.modules.documents.people import Left, Present

PACE = 0.025
"""Seconds between two wake-ups of the followers: twenty people who move their cursors make one batch of it."""
TOMBSTONES = 1000
"""Connections that left and are still told to whoever comes back."""


class Latest(Log[Present | Left]):
    """Who is here and who left, by connection; positions count changes."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._records: OrderedDict[str, Item[Present | Left | None]] = OrderedDict()
        self._left: OrderedDict[str, int] = OrderedDict()
        self._woken = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def put(self, record: Present | Left) -> None:
        """Take in what is so now; what was said of this connection before is dropped."""
        self.last += 1
        self._records[record.connection] = Item(self.cursor(self.last), record, self.last)
        self._records.move_to_end(record.connection)
        self._left.pop(record.connection, None)
        if isinstance(record, Left):
            self._left[record.connection] = self.last
            self._forget()
        self._wake()

    def _forget(self) -> None:
        """Drop the oldest who left; whoever has not read of them gets a fresh snapshot."""
        while len(self._left) > TOMBSTONES:
            connection, self.first = self._left.popitem(last=False)
            del self._records[connection]

    def _wake(self) -> None:
        loop = asyncio.get_running_loop()
        due = self._woken + PACE
        if loop.time() >= due:
            self._ring()
        elif self._timer is None:
            self._timer = loop.call_at(due, self._ring)

    def _ring(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._woken = asyncio.get_running_loop().time()
        self.signal.wake()

    async def read(self, after: int, limit: int) -> list[Item[Present | Left | None]]:
        """Return the latest record of each connection of which there is news."""
        found: list[Item[Present | Left | None]] = []
        for item in reversed(self._records.values()):
            if item.position <= after:
                break
            found.append(item)
        return found[: -limit - 1 : -1]

    def present(self) -> list[Present]:
        """Return who is here, in the order in which they last moved."""
        return list(self)

    def __iter__(self) -> Iterator[Present]:
        return (item.value for item in self._records.values() if isinstance(item.value, Present))

    def of(self, connection: str) -> Present | None:
        """Return where a connection is; None if it is not here."""
        item = self._records.get(connection)
        return item.value if item and isinstance(item.value, Present) else None
