"""Writes files so that they are whole or not there: aside first, synced, then renamed.

The half file stands beside its target under a name that nobody lists or watches;
what a crash leaves of it is removed when the tree is looked at again.
"""

import os
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from icotes.core.errors import Conflict, Denied, IcotesError, QuotaExceeded, Unacceptable
from icotes.kit.filenames import temporary
from icotes.kit.paths import Place, Root, exchange, move
from icotes.kit.refusals import refusal
from icotes.kit.status import version_of
from icotes.modules.files.entries import entry
from icotes.modules.files.leases import is_being_written
from icotes.modules.files.types import NEW

Announce = Callable[[str, os.stat_result], None]

_OWN = (os.geteuid(), os.getegid())
_UMASK = int(Path("/proc/self/status").read_text("utf-8").partition("\nUmask:")[2].split()[0], 8)
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
        announce: is told path and status right before the file is there.

    Raises:
        Conflict: another version is there.
        Denied: the file is read-only.
        Unacceptable: a folder or something special is there.
    """

    def __init__(self, root: Root, path: str, version: str | None, most: int, announce: Announce) -> None:
        self._path = path
        self._announce = announce
        self._version = version
        self._left = most
        self._lock = threading.Lock()
        self._place = root.enter(path, new=True)
        try:
            self._before = self._place.status()
            check(path, self._before, version)
            mode = self._before.st_mode & 0o777 if self._before else 0o666
            self._half = Place(self._place.folder, temporary())
            self._handle = os.open(self._half.name, _CREATE, mode, dir_fd=self._half.folder)
        except (IcotesError, OSError) as error:
            os.close(self._place.folder)
            raise refusal(error, path) if isinstance(error, OSError) else error from None
        self._open = True

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            QuotaExceeded: the file would be too large, or the disk is full.
        """
        self._left -= len(data)
        if self._left < 0:
            raise QuotaExceeded("The file is larger than this server takes (setting files.upload_bytes).")
        with self._lock:
            try:
                written = os.write(self._handle, data)
                while written < len(data):
                    written += os.write(self._handle, memoryview(data)[written:])
            except OSError as error:
                raise refusal(error, self._path) from None

    def commit(self) -> Saved:
        """Put the file where it belongs; when this returns it is on disk."""
        with self._lock:
            try:
                status = self._settle()
                now = self._place.status()
                if _identity(now) != _identity(self._before):
                    check(self._path, now, self._version)
                self._announce(self._path, status)
                if self._version in {None, NEW} or now is None or not self._change_places(status, now):
                    move(self._half, self._place, replace=self._version != NEW)
                os.fsync(self._place.folder)
            except OSError as error:
                raise refusal(error, self._path) from None
            self._close()
            return Saved(status, now)

    def _change_places(self, draft: os.stat_result, expected: os.stat_result) -> bool:
        """Put the draft where the file is, and look at what was there: a last word of others is put back."""
        if not exchange(self._half, self._place):
            return False
        if _identity(self._half.status()) == _identity(expected) and not self._is_being_written():
            os.unlink(self._half.name, dir_fd=self._half.folder)
            return True
        with suppress(FileNotFoundError):  # it was deleted, whatever it was
            exchange(self._half, self._place)
            while (now := self._half.status()) and now.st_ino != draft.st_ino:  # yet another one came meanwhile
                exchange(self._half, self._place)
        raise Conflict(f"{self._path} is being changed by another program; read it and write again.", path=self._path)

    def _is_being_written(self) -> bool:
        with suppress(OSError):  # what can't be opened can't be asked
            handle = os.open(self._half.name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW, dir_fd=self._half.folder)
            try:
                return is_being_written(handle)
            finally:
                os.close(handle)
        return False

    def discard(self) -> None:
        """Leave no trace; no matter if it was committed."""
        with self._lock:
            if self._open:
                with suppress(FileNotFoundError):
                    os.unlink(self._half.name, dir_fd=self._half.folder)
                self._close()

    def _close(self) -> None:
        self._open = False
        os.close(self._handle)
        os.close(self._place.folder)

    def _settle(self) -> os.stat_result:
        """Give the file its mode, owner and time, and sync it."""
        before = self._before
        if before:
            if (before.st_uid, before.st_gid) != _OWN:
                with suppress(PermissionError):
                    os.fchown(self._handle, before.st_uid, before.st_gid)
            if stat.S_IMODE(before.st_mode) != before.st_mode & 0o777 & ~_UMASK:
                os.fchmod(self._handle, stat.S_IMODE(before.st_mode))
        now = time.time_ns()
        os.utime(self._handle, ns=(now, now))
        os.fsync(self._handle)
        return os.fstat(self._handle)


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


def save(root: Root, path: str, data: bytes, version: str | None, most: int, announce: Announce) -> Saved:
    """Write a whole file; when this returns it is on disk. Raises what `Draft` raises."""
    draft = Draft(root, path, version, most, announce)
    try:
        draft.write(data)
        return draft.commit()
    finally:
        draft.discard()


def _identity(status: os.stat_result | None) -> tuple[int, ...] | None:
    return status and (status.st_ino, status.st_mtime_ns, status.st_size, status.st_mode)
