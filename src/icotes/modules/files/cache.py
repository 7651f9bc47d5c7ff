"""Small files that were read lately, so that reading them again costs no disk."""

import threading
from collections import OrderedDict
from os import stat_result
from time import time_ns
from typing import NamedTuple

from icotes.modules.files.content import Text

SMALL = 256 * 1024
"""The largest file that is kept, in bytes."""
_SETTLED = 50_000_000
"""A file that changed within so many nanoseconds may change again without a trace; it is not kept."""

_Identity = tuple[int, ...]


class Loaded(NamedTuple):
    """A whole file in memory, and what it is."""

    data: bytes
    text: Text | None
    media_type: str


class FileCache:
    """Keeps what was read as long as device, inode, times and size stay.

    Args:
        most: bytes that are kept; those that nobody read for longest go first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._files: OrderedDict[str, tuple[_Identity, Loaded]] = OrderedDict()
        self.bytes = 0
        self.hits = 0
        self.misses = 0

    def get(self, path: str, status: stat_result) -> Loaded | None:
        """Return a file as it was read, if it has not changed since."""
        with self._lock:
            found = self._files.get(path)
            if found is None or found[0] != _identity(status):
                self.misses += 1
                return None
            self.hits += 1
            self._files.move_to_end(path)
            return found[1]

    def put(self, path: str, status: stat_result, loaded: Loaded) -> None:
        """Keep a file that was read when it had this status."""
        if len(loaded.data) > SMALL or time_ns() - status.st_ctime_ns < _SETTLED:
            return
        with self._lock:
            self._drop(path)
            self._files[path] = (_identity(status), loaded)
            self.bytes += len(loaded.data)
            while self.bytes > self._most:
                self._drop(next(iter(self._files)))

    def drop(self, path: str) -> None:
        """Forget a file that changed."""
        with self._lock:
            self._drop(path)

    def _drop(self, path: str) -> None:
        dropped = self._files.pop(path, None)
        if dropped:
            self.bytes -= len(dropped[1].data)


def _identity(status: stat_result) -> _Identity:
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size
