"""How much a folder grew, as its disk counts it, whoever wrote there."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator

from icotes.kit.descendants import BLOCK_BYTES


def grown(folder: int, since: float, most: int) -> int:
    """Return how many bytes of its disk the files in a folder take that changed since a time.

    It counts until there are more than `most`; a folder that hides what is in it has more. Blocks for long.

    Args:
        folder: a descriptor.
        since: seconds since the epoch.
    """
    total, left = 0, [(".", True)]
    while left and total <= most:
        place, changed = left.pop()
        try:
            handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        except OSError as error:
            hides = error.errno == errno.ENAMETOOLONG or (error.errno == errno.EACCES and changed)
            total += most + 1 if hides else 0
            continue
        try:
            for name, file in _files(handle):
                changed = file.st_ctime >= since
                total += file.st_blocks * BLOCK_BYTES if changed else 0
                if stat.S_ISDIR(file.st_mode):
                    left.append((f"{place}/{name}", changed))
        finally:
            os.close(handle)
    return total


def _files(folder: int) -> Iterator[tuple[str, os.stat_result]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                yield entry.name, entry.stat(follow_symlinks=False)
