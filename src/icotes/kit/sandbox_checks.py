"""What a sandbox shows is what was looked at: it sees to that from within, before the code runs.

bubblewrap finds by their paths what it mounts, and code in another sandbox may put something else there meanwhile: a
link, say, to the server's own state. So each mount must be of the very file that was looked at, or nothing is run.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from icotes.kit.sandbox_layout import Again, again, folders
from icotes.kit.sandbox_types import View
from icotes.kit.syscalls import AT_FDCWD, Program, number

_libc = ctypes.CDLL(None, use_errno=True)
FOLDER_ITSELF = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_SAID_BYTES = 256
_MODE = 28
_COMPARED = (8, 32, 36, 136, 140)
"""Where attributes, inode and device stand in what statx says; 32 bits each."""
_MOUNT_ROOT = 0x2000
_BASIC_STATS = 0x7FF
_LINK_ITSELF, _HANDLE_ITSELF = 0x100, 0x1000  # AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
_WRITABLE, _PRIVATE_FIXED_ANONYMOUS = 3, 0x32
_COMPARE = 4 | 128  # FUTEX_CMP_REQUEUE, of its own memory: it fails if there is another number
_MEMORY = 0x10000000
"""Where a program that checks has a page to write; there is nothing else."""


class Look(NamedTuple):
    """What is known of a file.

    Attributes:
        mounted: it is a mount by itself.
        words: the numbers at `_COMPARED` where it is one.
    """

    mode: int
    mounted: bool
    words: tuple[int, ...]


class Expected(NamedTuple):
    """What must be seen at a place in the sandbox.

    Attributes:
        by_link: a link may lead there, of those that nobody in a sandbox can write.
    """

    place: str
    seen: Look
    by_link: bool = False


class Looks(NamedTuple):
    """What was looked at.

    Attributes:
        again: what of the folders is mounted once more.
    """

    again: list[Again]
    expected: list[Expected]


def expect(program: Program, looks: Looks) -> None:
    """End a program unless it finds what was looked at."""
    program.step("mmap", _MEMORY, 4096, _WRITABLE, _PRIVATE_FIXED_ANONYMOUS, -1, 0)
    for place, seen, by_link in looks.expected:
        flags = 0 if by_link else _LINK_ITSELF
        program.step("statx", AT_FDCWD, os.fsencode(place), flags, _BASIC_STATS, _MEMORY)
        for offset, word in zip(_COMPARED, seen.words, strict=True):
            program.step("futex", _MEMORY + offset, _COMPARE, 0, 0, _MEMORY + 2 * _SAID_BYTES, word)


def open_folder(place: Path) -> int:
    """Return a handle of a folder; there is no link on the way, or somebody just put it there.

    Raises:
        OSError: ENOTDIR when there is one.
    """
    handle = os.open("/", FOLDER_ITSELF)
    for name in place.parts[1:]:
        try:
            below = os.open(name, FOLDER_ITSELF, dir_fd=handle)
        finally:
            os.close(handle)
        handle = below
    return handle


def look_through(view: View, places: Sequence[str], handles: Sequence[int], *, cloned: bool) -> Looks:
    """Look at what a view shows.

    Args:
        places: where bubblewrap finds each of its folders.
        handles: of these.
        cloned: they stand there without what is mounted in them, which nobody can move.

    Raises:
        OSError: a folder can't be looked at.
    """
    mounted: list[Expected] = []
    found: list[Again] = []
    inner: list[Expected] = []
    for place, handle, (_, target, written) in zip(places, handles, folders(view), strict=True):
        mounted.append(Expected(target, look(handle), by_link=not written and target != str(view.folder)))
        apart: list[str] = []
        for name, writes in again(view, target) if written else ():
            seen = None if any(name.startswith(f"{each}/") for each in apart) else _look_if_there(handle, name)
            if seen and seen.mounted and cloned:
                apart.append(name)
            elif seen and not stat.S_ISLNK(seen.mode):
                inner.append(Expected(f"{target}/{name}", seen))
                found.append(Again(f"{place}/{name}", f"{target}/{name}", writes))
    return Looks(found, _uncovered([*mounted, *inner], view))


def _uncovered(mounted: list[Expected], view: View) -> list[Expected]:
    """Return what is seen in the end: a later mount may cover an earlier one."""
    hidden = [str(view.hidden)] if view.hidden and not view.copied else []
    targets = [*(each.place for each in mounted), *hidden]
    return [
        each
        for index, each in enumerate(mounted)
        if not any(Path(each.place).is_relative_to(later) for later in targets[index + 1 :])
    ]


def _look_if_there(folder: int, name: str) -> Look | None:
    try:
        return look(folder, name)
    except (FileNotFoundError, NotADirectoryError):
        return None


def look(folder: int, name: str = "") -> Look:
    """Look at a name in a folder, or at the folder itself; a link is not followed."""
    said = ctypes.create_string_buffer(_SAID_BYTES)
    flags = _LINK_ITSELF | _HANDLE_ITSELF
    if _libc.syscall(number("statx"), folder, os.fsencode(name), flags, _BASIC_STATS, said) != 0:
        raise OSError(found := ctypes.get_errno(), os.strerror(found))
    attributes, *rest = (struct.unpack_from("<I", said, offset)[0] for offset in _COMPARED)
    mode = struct.unpack_from("<H", said, _MODE)[0]
    return Look(mode, bool(attributes & _MOUNT_ROOT), (attributes | _MOUNT_ROOT, *rest))
