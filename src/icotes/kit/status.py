"""What a status of the system says of a file: what it is, and which version of it."""

import os
import stat
from typing import Literal

_TYPES: dict[int, Literal["file", "folder", "link"]] = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "folder",
    stat.S_IFLNK: "link",
}


def version_of(status: os.stat_result) -> str:
    """Return the version of what has this status; a folder's does not change with what is in it."""
    if stat.S_ISDIR(status.st_mode):
        return f"{status.st_ino:x}.0.0"
    return f"{status.st_ino:x}.{status.st_mtime_ns:x}.{status.st_size:x}"


def type_of(status: os.stat_result) -> Literal["file", "folder", "link", "other"]:
    """Return what has this status."""
    return _TYPES.get(stat.S_IFMT(status.st_mode), "other")
