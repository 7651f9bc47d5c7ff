"""Looks at a folder before it becomes a project: refuses what can't be one, and says what to know about it."""

import errno
import os
import re
from collections.abc import Iterable
from pathlib import Path

from icotes.core.errors import Denied, NotFound, Unacceptable

NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs", "virtiofs"}
"""File systems on which other machines' changes are not announced to this one."""
MOUNTS = Path("/proc/self/mountinfo")


def project_folder(path: str, state: Path) -> Path:
    """Return the real folder at `path`.

    Args:
        path: as the caller gave it.
        state: the server's own folder, which no project may hold or lie in.

    Raises:
        Unacceptable: it is relative, no folder, or mixed up with the server's own state.
        NotFound: there is nothing.
        Denied: the server's user may not read it.
    """
    if not path.startswith("/") or "\0" in path:
        raise Unacceptable("Give the absolute path of a folder on the server's machine.", field="folder")
    folder = _real(path)
    if not folder.is_dir():
        raise Unacceptable("This is no folder; open the folder that it lies in.", field="folder")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise _not_readable()
    state = state.resolve()
    if folder.is_relative_to(state):
        raise Unacceptable("This folder holds the server's own state; open another one.", field="folder")
    if state.is_relative_to(folder) and not _is_wide(folder):
        raise Unacceptable(
            "The server keeps its state in this folder; start it with a --state folder elsewhere.", field="folder"
        )
    return folder


def new_folder(path: str, state: Path) -> Path:
    """Return where a new folder would be made, with no link on the way.

    Raises:
        Unacceptable: the path is relative, or leads into the server's own state.
        NotFound: the folder that it would lie in does not exist.
        Denied: the server's user may not write there.
    """
    if not path.startswith("/") or "\0" in path:
        raise Unacceptable("Give the absolute path of a folder on the server's machine.", field="folder")
    wanted = Path(os.path.normpath(path))
    folder = _real(str(wanted.parent)) / wanted.name
    if folder.is_relative_to(state.resolve()):
        raise Unacceptable("This folder holds the server's own state; make one elsewhere.", field="folder")
    if not os.access(folder.parent, os.W_OK | os.X_OK):
        raise Denied("The server's user may not write there; change its mode, or choose another place.", field="folder")
    return folder


def _real(path: str) -> Path:
    try:
        folder = Path(os.path.realpath(path, strict=True))
        str(folder).encode()
    except UnicodeEncodeError:
        raise Unacceptable("The folder's path is no valid UTF-8; rename it.", field="folder") from None
    except PermissionError:
        raise _not_readable() from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Unacceptable("This path is too long.", field="folder") from None
        raise NotFound("There is no such folder on the server's machine.", field="folder") from None
    return folder


def _not_readable() -> Denied:
    return Denied("The server's user may not read this folder; change its mode, or open another one.", field="folder")


def _is_wide(folder: Path) -> bool:
    return Path.home().resolve().is_relative_to(folder)


def notes(folder: Path) -> list[str]:
    """Return what somebody should know about this folder as a project."""
    found: list[str] = []
    if folder == Path("/"):
        found.append("This is the whole file system: every file of the machine is within reach of this server's keys.")
    elif _is_wide(folder):
        found.append("This holds a home folder: private keys and settings are within reach of this server's keys.")
    kind = file_system(folder, MOUNTS.read_text("utf-8", "replace").splitlines() if MOUNTS.exists() else [])
    if kind in NETWORK:
        found.append(f"This is on a network file system ({kind}): changes made on other machines are not seen at once.")
    if not os.access(folder, os.W_OK):
        found.append("The server's user can't write here: files can be read, not changed.")
    return found


def file_system(folder: Path, mounts: Iterable[str]) -> str:
    """Return the type of the file system that holds `folder`.

    Args:
        folder: absolute and without links.
        mounts: the lines of `/proc/self/mountinfo` (proc(5)).
    """
    best, kind = Path("/"), ""
    for line in mounts:
        left, _, right = line.partition(" - ")
        place = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), left.split()[4]))
        if folder.is_relative_to(place) and place.is_relative_to(best):
            best, kind = place, right.split()[0]
    return kind
