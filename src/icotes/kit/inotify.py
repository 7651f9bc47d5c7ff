"""The kernel's news of changed files, as it gives them (inotify(7))."""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from typing import NamedTuple

_libc = ctypes.CDLL(None, use_errno=True)

MODIFY, ATTRIB, CLOSE_WRITE = 0x2, 0x4, 0x8
MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x40, 0x80, 0x100, 0x200
OVERFLOW, IGNORED, IS_FOLDER = 0x4000, 0x8000, 0x40000000
_ONLY_FOLDERS, _NOT_UNLINKED = 0x1000000, 0x4000000
_WANTED = MODIFY | ATTRIB | CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE | _ONLY_FOLDERS | _NOT_UNLINKED

_HEAD = struct.Struct("iIII")
_BUFFER = 1024 * 1024


class Notice(NamedTuple):
    """One notice: which watch, what happened, what belongs together (a rename's two halves), to which name."""

    watch: int
    what: int
    cookie: int
    name: bytes


class Inotify:
    """One inotify instance.

    Raises:
        OSError: EMFILE when the user has as many as `fs.inotify.max_user_instances` allows.
    """

    def __init__(self) -> None:
        self.fd = _checked(_libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))

    def add(self, folder: int) -> int:
        """Watch the folder that a handle is of; the same folder has the same number.

        Raises:
            OSError: ENOSPC when the user has as many as `fs.inotify.max_user_watches` allows.
        """
        return _checked(_libc.inotify_add_watch(self.fd, b"/proc/self/fd/%d" % folder, _WANTED))

    def remove(self, watch: int) -> None:
        """Stop watching; no matter if it is gone already."""
        _libc.inotify_rm_watch(self.fd, watch)

    def read(self) -> Iterator[Notice]:
        """Yield what waits; never blocks."""
        try:
            data = os.read(self.fd, _BUFFER)
        except BlockingIOError:
            return
        at = 0
        while at < len(data):
            watch, what, cookie, length = _HEAD.unpack_from(data, at)
            at += _HEAD.size + length
            yield Notice(watch, what, cookie, data[at - length : at].rstrip(b"\0"))

    def close(self) -> None:
        """Give everything back."""
        os.close(self.fd)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, errno.errorcode.get(number, ""))
    return result
