"""Makes, moves and copies files and folders; all of it blocks, and is on disk when it returns."""

import errno
import os
import stat

from icotes.core.errors import Unacceptable
from icotes.kit.paths import Place, Root, move
from icotes.modules.files.copying import copy
from icotes.modules.files.trash import transfer


def rename(root: Root, source: str, target: str, replace: bool) -> bool:
    """Move a file or folder and tell whether it is a folder.

    Args:
        replace: a file at the target may go.
    """
    with root.place(source) as here, root.place(target, new=True) as there:
        status = _status(here)
        if replace:
            move(here, there, replace=True)
        else:
            transfer(here, there)
        os.fsync(there.folder)
        os.fsync(here.folder)
        return stat.S_ISDIR(status.st_mode)


def duplicate(root: Root, source: str, target: str) -> None:
    """Copy a file or folder to where nothing is; it appears whole."""
    if f"{target}/".startswith(f"{source}/"):
        raise Unacceptable(f"{source} can't be copied into itself.", path=target)
    with root.place(source) as here, root.place(target, new=True) as there:
        _status(here)
        if there.status() is not None:
            raise FileExistsError(errno.EEXIST, "")
        copy(here, there)


def _status(place: Place) -> os.stat_result:
    status = place.status()
    if status is None:
        raise FileNotFoundError(errno.ENOENT, "")
    return status
