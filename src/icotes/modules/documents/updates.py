"""The newest changes of one document, for everybody who follows it."""

from icotes.core.log import Item, Log
from icotes.modules.documents.types import DocumentStatus, DocumentUpdate

KEPT = 4096
"""Changes that are kept, at most; who lags by more begins anew with what it lacks."""
KEPT_BYTES = 1024 * 1024
"""Bytes of updates that are kept, at most."""


class Updates(Log[DocumentUpdate | DocumentStatus]):
    """A log in memory; what is older is in the document's state."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._items: list[Item[DocumentUpdate | DocumentStatus | None]] = []
        self._bytes = 0

    def append(self, change: DocumentUpdate | DocumentStatus) -> None:
        """Take in a change and wake the followers."""
        self.last += 1
        self._items.append(Item(self.cursor(self.last), change, self.last))
        if isinstance(change, DocumentUpdate):
            self._bytes += len(change.update)
        if len(self._items) > KEPT or self._bytes > KEPT_BYTES:
            self._forget()
        self.signal.wake()

    def _forget(self) -> None:
        half = max(1, len(self._items) // 2)
        forgotten, self._items = self._items[:half], self._items[half:]
        self.first += half
        self._bytes -= sum(len(each.value.update) for each in forgotten if isinstance(each.value, DocumentUpdate))

    async def read(self, after: int, limit: int) -> list[Item[DocumentUpdate | DocumentStatus | None]]:
        """Return changes; followers share each one's JSON."""
        start = after - self.first
        return self._items[start : start + limit]
