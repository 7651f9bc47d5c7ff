"""Writes files so that they are whole or not there: aside first, synced, then renamed.

The half file stands beside its target under a name that nobody lists or watches;
what a crash leaves of it is removed when the tree is looked at again.
"""

import os
import stat
import threading
import time
from contextlib import ExitStack, suppress
from typing import NamedTuple

from icotes.core.errors import Conflict, Denied, QuotaExceeded, Unacceptable
from icotes.kit.filenames import temporary
from icotes.kit.paths import Place, Root, move
from icotes.kit.refusals import refusals
from icotes.modules.files.entries import entry, version_of
from icotes.modules.files.types import NEW

_CREATE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW


class Saved(NamedTuple):
    """A file that was written.

    Attributes:
        status: what it is now.
        before: what it was; None if it was made.
    """

    status: os.stat_result
    before: os.stat_result | None


class Draft:
    """A file that is being written; all of it blocks.

    Args:
        path: where it will be.
        version: the one that it replaces; `new` if there may be none, None if any may be replaced.
        most: bytes that it may have.

    Raises:
        Conflict: another version is there.
        Denied: the file is read-only.
        Unacceptable: a folder or something special is there.
    """

    def __init__(self, root: Root, path: str, version: str | None, most: int) -> None:
        self._path = path
        self._version = version
        self._left = most
        self._lock = threading.Lock()
        self._name = temporary()
        with ExitStack() as stack:
            self._place: Place = stack.enter_context(root.place(path, new=True))
            self._before = self._place.status()
            check(path, self._before, version)
            mode = stat.S_IMODE(self._before.st_mode) if self._before else 0o666
            self._handle = os.open(self._name, _CREATE, mode & 0o777, dir_fd=self._place.folder)
            stack.callback(self._remove)
            self._stack = stack.pop_all()

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            QuotaExceeded: the file would be too large, or the disk is full.
        """
        self._left -= len(data)
        if self._left < 0:
            raise QuotaExceeded("The file is larger than this server takes (setting files.upload_bytes).")
        with self._lock, refusals(self._path):
            view = memoryview(data)
            while view:
                view = view[os.write(self._handle, view) :]

    def commit(self) -> Saved:
        """Put the file where it belongs; when this returns it is on disk."""
        with self._lock, self._stack, refusals(self._path):
            status = self._settle()
            now = self._place.status()
            if _identity(now) != _identity(self._before):
                check(self._path, now, self._version)
            move(Place(self._place.folder, self._name), self._place, replace=self._version != NEW)
            self._name = b""
            os.fsync(self._place.folder)
            return Saved(status, now)

    def discard(self) -> None:
        """Leave no trace; no matter if it was committed."""
        with self._lock:
            self._stack.close()

    def _settle(self) -> os.stat_result:
        """Give the file its mode, owner and time, and sync it."""
        before = self._before
        if before:
            own = os.fstat(self._handle)
            if (own.st_uid, own.st_gid) != (before.st_uid, before.st_gid):
                with suppress(PermissionError):
                    os.fchown(self._handle, before.st_uid, before.st_gid)
            if own.st_mode != before.st_mode:
                os.fchmod(self._handle, stat.S_IMODE(before.st_mode))
        now = time.time_ns()
        os.utime(self._handle, ns=(now, now))
        os.fsync(self._handle)
        return os.fstat(self._handle)

    def _remove(self) -> None:
        os.close(self._handle)
        if self._name:
            with suppress(FileNotFoundError):
                os.unlink(self._name, dir_fd=self._place.folder)


def check(path: str, status: os.stat_result | None, version: str | None) -> None:
    """Refuse to replace what must stay.

    Raises:
        Conflict: it has another version than the caller saw.
        Denied: it is read-only, or a link.
        Unacceptable: it is no regular file.
    """
    if status is None:
        if version not in {None, NEW}:
            raise Conflict(f"{path} is gone; write it with version `new` to make it again.", current=None)
        return
    if version == NEW:
        raise Conflict(f"{path} exists already; read it, and write with its version.", current=entry(path, status))
    if stat.S_ISLNK(status.st_mode):
        raise Denied(f"{path} is a link; only reading follows links. Write to its target.", path=path)
    if not stat.S_ISREG(status.st_mode):
        raise Unacceptable(f"{path} is no regular file and can't be written.", path=path)
    if version is not None and version != version_of(status):
        raise Conflict(f"{path} has changed since; compare, and write with the version that is current.", path=path)
    if not status.st_mode & 0o222:
        raise Denied(f"{path} is read-only; make it writable first.", path=path)


def save(root: Root, path: str, data: bytes, version: str | None, most: int) -> Saved:
    """Write a whole file; when this returns it is on disk. Raises what `Draft` raises."""
    draft = Draft(root, path, version, most)
    try:
        draft.write(data)
        return draft.commit()
    finally:
        draft.discard()


def _identity(status: os.stat_result | None) -> tuple[int, ...] | None:
    return status and (status.st_ino, status.st_mtime_ns, status.st_size, status.st_mode)
