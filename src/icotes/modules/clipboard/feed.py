"""What happens to one person's clipboard, for their other clients: a log in memory of each person's own."""

from collections import deque

from icotes.core.log import Item, Log
from icotes.modules.clipboard.types import Gone, Put

KEPT = 256
"""Changes that a client may have missed; after more it gets a `Gap` and all that is there."""


class Feed(Log[Put | Gone]):
    """The newest changes of one clipboard; nobody else's client reads it.

    Args:
        name: stands in every cursor.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._items: deque[Item[Put | Gone | None]] = deque(maxlen=KEPT)

    def append(self, change: Put | Gone) -> None:
        """Take in a change and wake the followers."""
        self.last += 1
        self._items.append(Item(self.cursor(self.last), change, self.last))
        self.first = self.last - len(self._items)
        self.signal.wake()

    async def read(self, after: int, limit: int) -> list[Item[Put | Gone | None]]:
        """Return the changes after a position."""
        return [item for item in self._items if item.position > after][:limit]
