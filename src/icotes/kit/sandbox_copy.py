"""A copy of a folder for a program to write into, made on handles: links in it are copied, never followed."""

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from icotes.core.errors import QuotaExceeded

MOST_FILES = 100_000
_PIECE = 1 << 24


class TooMuchToCopy(QuotaExceeded):
    """The folder is too large for a copy of its own; let the program read it, or allow more disk."""


def copy_folder(source: Path, target: Path, most: int, hidden: Path | None) -> None:
    """Copy files, folders and links; what is none of these is left out.

    Args:
        target: an empty folder.
        most: bytes; 0 is no limit.
        hidden: a folder that is left out.

    Raises:
        TooMuchToCopy: there is more than `most`, or more than `MOST_FILES`.
    """
    count = _counter(most)
    for place, folders, files, handle in os.fwalk(source, follow_symlinks=False):
        folders[:] = [name for name in folders if hidden != Path(place, name)]
        here = target / Path(place).relative_to(source)
        for name in (*folders, *files):
            with contextlib.suppress(FileNotFoundError):  # it was there a moment ago
                _copy(handle, name, here / name, count)


def _counter(most: int) -> Callable[[int], None]:
    """Return what is told the size of each file."""
    files, size = 0, 0

    def count(more: int) -> None:
        nonlocal files, size
        files, size = files + 1, size + more
        if files > MOST_FILES or (most and size > most):
            raise TooMuchToCopy("The folder is too large to be copied; run with access `read`, or allow more disk.")

    return count


def _copy(folder: int, name: str, target: Path, count: Callable[[int], None]) -> None:
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    count(status.st_size if stat.S_ISREG(status.st_mode) else 0)
    if stat.S_ISDIR(status.st_mode):
        target.mkdir()
        target.chmod(stat.S_IMODE(status.st_mode) | stat.S_IRWXU)
    elif stat.S_ISLNK(status.st_mode):
        target.symlink_to(os.readlink(name, dir_fd=folder))
    elif stat.S_ISREG(status.st_mode):
        _copy_file(folder, name, target, status)


def _copy_file(folder: int, name: str, target: Path, status: os.stat_result) -> None:
    read = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        write = os.open(
            target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, stat.S_IMODE(status.st_mode) | 0o600
        )
        try:
            left = status.st_size
            while left > 0 and (done := os.copy_file_range(read, write, min(left, _PIECE))):
                left -= done
            os.utime(write, ns=(status.st_atime_ns, status.st_mtime_ns))
        finally:
            os.close(write)
    finally:
        os.close(read)
