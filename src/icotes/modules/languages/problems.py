"""A log of what is wrong with files: the latest record of each, so that a slow reader skips what is over."""

from collections import OrderedDict

from icotes.core.log import Item, Log
from icotes.modules.languages.types import Diagnostic, FileDiagnostics

TOMBSTONES = 1000
"""Files with which nothing is wrong any more and that are still told to whoever comes back."""
MOST_FILES = 5000
"""Files of which problems are kept; of more of them nothing is."""


class Problems(Log[FileDiagnostics]):
    """What servers find wrong, by file; positions count changes."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._records: OrderedDict[str, Item[FileDiagnostics | None]] = OrderedDict()
        self._found: dict[str, dict[str, list[Diagnostic]]] = {}
        self._well: OrderedDict[str, int] = OrderedDict()

    def put(self, path: str, server: str, found: list[Diagnostic]) -> FileDiagnostics | None:
        """Take in all that a server finds wrong with a file now; return what is known of it then, if that is new."""
        before = self._found.get(path, {})
        if before.get(server, []) == found or (path not in self._found and len(self._found) >= MOST_FILES):
            return None
        now = {name: each for name, each in {**before, server: found}.items() if each}
        if now:
            self._found[path] = now
        else:
            self._found.pop(path, None)
        return self._tell(FileDiagnostics(path=path, diagnostics=_in_order(now)))

    def drop(self, server: str) -> list[FileDiagnostics]:
        """Forget all that a server said; return what is known then of the files that it is about."""
        paths = [path for path, found in self._found.items() if server in found]
        return [found for path in paths if (found := self.put(path, server, []))]

    def _tell(self, record: FileDiagnostics) -> FileDiagnostics:
        self.last += 1
        path = record.path
        self._records[path] = Item(self.cursor(self.last), record, self.last)
        self._records.move_to_end(path)
        self._well.pop(path, None)
        if not record.diagnostics:
            self._well[path] = self.last
            if len(self._well) > TOMBSTONES:
                oldest, self.first = self._well.popitem(last=False)
                del self._records[oldest]
        self.signal.wake()
        return record

    async def read(self, after: int, limit: int) -> list[Item[FileDiagnostics | None]]:
        """Return the latest record of each file of which there is news."""
        found: list[Item[FileDiagnostics | None]] = []
        for item in reversed(self._records.values()):
            if item.position <= after:
                break
            found.append(item)
        return found[: -limit - 1 : -1]

    def all(self) -> list[FileDiagnostics]:
        """Return the files with which something is wrong, by path."""
        return [self.of(path) for path in sorted(self._found)]

    def of(self, path: str) -> FileDiagnostics:
        """Return what is known to be wrong with a file."""
        return FileDiagnostics(path=path, diagnostics=_in_order(self._found.get(path, {})))


def _in_order(found: dict[str, list[Diagnostic]]) -> list[Diagnostic]:
    every = [each for _, some in sorted(found.items()) for each in some]
    return sorted(every, key=lambda each: (each.range.line, each.range.column))
