"""Copies files and whole folders between places that are open."""

import ctypes
import os
import shutil
import stat
from contextlib import suppress

from icotes.core.errors import Unacceptable
from icotes.kit.filenames import TEMPORARY, temporary
from icotes.kit.paths import FOLDER, Place, move

DEEPEST = 200
"""Folders within folders that are copied."""

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_WRITE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
_libc = ctypes.CDLL(None)


def copy(source: Place, target: Place) -> None:
    """Copy a file, a link itself, or a folder with all in it; modes and times stay. It appears whole, and on disk.

    Raises:
        OSError: the system refuses; EEXIST when something is at the target.
        Unacceptable: it is, or holds, something that can't be copied.
    """
    half = Place(target.folder, temporary())
    try:
        _copy(source, half, DEEPEST)
        _libc.syncfs(target.folder)
        move(half, target)
    finally:
        remove(half)
    os.fsync(target.folder)


def _copy(source: Place, target: Place, depth: int) -> None:
    status = source.status()
    if status is None:
        raise FileNotFoundError(2, "")
    if stat.S_ISLNK(status.st_mode):
        os.symlink(os.readlink(source.name, dir_fd=source.folder), target.name, dir_fd=target.folder)
    elif stat.S_ISDIR(status.st_mode):
        _copy_folder(source, target, status, depth)
    elif stat.S_ISREG(status.st_mode):
        _copy_file(source, target, status)
    else:
        raise Unacceptable("A FIFO, a socket or a device can't be copied.")


def _copy_file(source: Place, target: Place, status: os.stat_result) -> None:
    reading = os.open(source.name, _READ, dir_fd=source.folder)
    try:
        writing = os.open(target.name, _WRITE, 0o600, dir_fd=target.folder)
        try:
            while os.sendfile(writing, reading, None, 1 << 30):
                pass
            _dress(writing, status)
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def _copy_folder(source: Place, target: Place, status: os.stat_result, depth: int) -> None:
    if not depth:
        raise Unacceptable(f"Folders can be copied {DEEPEST} deep; this one is deeper.")
    reading = os.open(source.name, FOLDER | _READ, dir_fd=source.folder)
    try:
        os.mkdir(target.name, 0o700, dir_fd=target.folder)
        writing = os.open(target.name, FOLDER | _READ, dir_fd=target.folder)
        try:
            with os.scandir(reading) as entries:
                names = [os.fsencode(entry.name) for entry in entries if not entry.name.startswith(TEMPORARY)]
            for name in names:
                _copy(Place(reading, name), Place(writing, name), depth - 1)
            _dress(writing, status)
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def _dress(handle: int, status: os.stat_result) -> None:
    os.fchmod(handle, stat.S_IMODE(status.st_mode))
    os.utime(handle, ns=(status.st_atime_ns, status.st_mtime_ns))


def remove(place: Place) -> None:
    """Delete a file, a link itself, or a folder with all in it; no matter if it is gone."""
    status = place.status()
    with suppress(FileNotFoundError):
        if status is not None and stat.S_ISDIR(status.st_mode):
            shutil.rmtree(os.fsdecode(place.name), dir_fd=place.folder)
        elif status is not None:
            os.unlink(place.name, dir_fd=place.folder)


def size(place: Place) -> int:
    """Return the bytes of all files in a place, no link followed."""
    status = place.status()
    if status is None or not stat.S_ISDIR(status.st_mode):
        return status.st_size if status else 0
    found = 0
    for _, _, names, folder in os.fwalk(place.name, dir_fd=place.folder):
        for name in names:
            with suppress(FileNotFoundError):
                found += os.stat(name, dir_fd=folder, follow_symlinks=False).st_size
    return found
