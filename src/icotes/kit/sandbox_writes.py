"""What code in the sandbox could have written, remembered: nothing that it wrote is run outside."""

import os
from pathlib import Path
from threading import Lock

import msgspec

from icotes.kit.state import StateFolder


class SandboxWrites:
    """The folders in which code could write, each with the `.git` that it could not.

    Args:
        state: where they are remembered, for longer than any sandbox lives.
    """

    def __init__(self, state: StateFolder) -> None:
        self._state = state
        self._lock = Lock()
        self._kept: dict[str, str] | None = None

    def note(self, folder: Path) -> None:
        """Remember that code is about to write in a folder, all but the `.git` that is there now; blocks."""
        name, now = _name(folder.resolve()), _identity(folder / ".git")
        with self._lock:
            known = self._known()
            before = known.get(name, now)
            if known.get(name) == (kept := now if before == now else ""):
                return
            self._kept = {**known, name: kept}
            self._state.write_private(self._file(), msgspec.json.encode(self._kept))

    def could_write(self, path: Path) -> bool:
        """Tell whether code in a sandbox, of now or of before, could have written here; blocks."""
        real = path.resolve()
        with self._lock:
            known = self._known()
        own = self._state.path.resolve()
        for folder in (real, *real.parents):
            if folder == own:
                return False
            kept, git = known.get(_name(folder)), folder / ".git"
            if kept is not None and not (kept and real.is_relative_to(git) and kept == _identity(git)):
                return True
        return False

    def _file(self) -> Path:
        return self._state.folder() / "sandbox-writes.json"

    def _known(self) -> dict[str, str]:
        if self._kept is None:
            try:
                self._kept = msgspec.json.decode(self._file().read_bytes(), type=dict[str, str])
            except FileNotFoundError:
                self._kept = {}
        return self._kept


def _name(folder: Path) -> str:
    """Return a folder's name, whose bytes may be no text, as text."""
    return os.fsencode(folder).decode("latin-1")


def _identity(git: Path) -> str:
    """Return what tells this `.git` from another one; nothing for a link, which can't be kept from being written."""
    try:
        found = git.lstat()
    except OSError:
        return ""
    return "" if git.is_symlink() else f"{found.st_dev}:{found.st_ino}"
