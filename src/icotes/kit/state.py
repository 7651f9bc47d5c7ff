"""The state folder: everything that icotes keeps, outside of every project, for one server at a time."""

import fcntl
import os
from pathlib import Path

import msgspec

from icotes.core.errors import Unavailable


class InUse(Unavailable):
    """Another server holds the state folder; the message says which."""


class Announcement(msgspec.Struct, frozen=True):
    """What a running server tells about itself, for the command line.

    Attributes:
        url: where it listens.
        pid: its process.
        token_file: holds the owner's key.
    """

    url: str
    pid: int
    token_file: str


class StateFolder:
    """The folder in which a server keeps its state.

    Args:
        path: the folder; it is made on first use, readable by its owner only.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.server_store = path / "server.db"
        self.token_file = path / "token"
        self._announcement = path / "server.json"
        self._lock: int | None = None

    def workspace_store(self, id: str) -> Path:
        """Return the database file of a workspace."""
        return self.folder("workspaces") / f"{id}.db"

    def folder(self, *names: str) -> Path:
        """Return a folder within this one; it is made if there is none.

        Raises:
            Unavailable: it can't be made.
        """
        path = self.path.joinpath(*names)
        try:
            path.mkdir(0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"The state folder can't be made ({error.strerror}); give another one by --state."
            ) from error
        return path

    def lock(self) -> None:
        """Hold the folder until `unlock`, or until this process ends.

        Raises:
            InUse: another process holds it.
            Unavailable: the folder can't be made or belongs to somebody else.
        """
        folder = self.folder()
        if folder.stat().st_uid != os.geteuid():
            raise Unavailable("The state folder belongs to another user; give one of your own by --state.")
        try:
            folder.chmod(0o700)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(f"The state folder can't be written ({error.strerror}); see --state.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            holder = self.announced()
            who = f"the server at {holder.url} (process {holder.pid})" if holder else "another icotes process"
            raise InUse(f"This state folder is in use by {who}; stop it, or give another folder by --state.") from None
        self._lock = lock
        self._announcement.unlink(missing_ok=True)

    def unlock(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._announcement.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def announce(self, url: str) -> Announcement:
        """Tell where this process listens; only the owner of the folder can read it."""
        said = Announcement(url, os.getpid(), str(self.token_file))
        self.write_private(self._announcement, msgspec.json.encode(said))
        return said

    def announced(self) -> Announcement | None:
        """Return what the server of this folder told; None if none runs or it does not listen yet."""
        try:
            said = msgspec.json.decode(self._announcement.read_bytes(), type=Announcement)
            os.kill(said.pid, 0)
        except (OSError, msgspec.DecodeError):
            return None
        return said

    def write_private(self, path: Path, data: bytes) -> None:
        """Write a file that only its owner may read, whole or not at all, and durably."""
        aside = path.with_name(f".{path.name}.new")
        aside.unlink(missing_ok=True)
        file = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, data)
            os.fsync(file)
        finally:
            os.close(file)
        aside.rename(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
