"""A folder that nothing gets out of.

Every path is resolved beneath a handle of the folder: by `openat2` with
RESOLVE_BENEATH, or, where the kernel lacks it, by a walk that opens name after
name without following links. Reading follows links that stay inside; changing
follows none. What is checked is what is used: all work is done on the handles.
"""

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from icotes.core.errors import Denied, IcotesError, NotFound, Unacceptable
from icotes.kit.filenames import TEMPORARY, check_new, parts, same, to_wire
from icotes.kit.refusals import refusals

_libc = ctypes.CDLL(None, use_errno=True)
_OPENAT2 = 437
_NO_MAGICLINKS, _NO_SYMLINKS, _BENEATH = 0x02, 0x04, 0x08
_NOREPLACE, _EXCHANGE = 1, 2
_MAX_LINKS = 40
_TRIES = 16
"""How often openat2 is asked again when somebody renames things meanwhile (EAGAIN)."""

FOLDER = os.O_RDONLY | os.O_DIRECTORY


class Place(NamedTuple):
    """A name in a folder that is open: where something is changed."""

    folder: int
    name: bytes

    def status(self) -> os.stat_result | None:
        """Return what stands there, no link followed; None if there is nothing."""
        try:
            return os.stat(self.name, dir_fd=self.folder, follow_symlinks=False)
        except FileNotFoundError:
            return None


class Root:
    """The handle of a folder, and the only way to what is in it.

    All operations take paths as they stand on the wire, block, and belong in a thread.
    They raise `Invalid` or `Unacceptable` for a path that is none, `Denied` for one that leads
    out, and what `refusals` makes of the system's own errors.

    Args:
        folder: an existing folder.
        hidden: a folder that is out of reach, should it be in here.
        kernel: use `openat2`; by default, if there is one.
    """

    def __init__(self, folder: Path, hidden: Path | None = None, *, kernel: bool | None = None) -> None:
        self.folder = folder.resolve()
        secret = hidden and hidden.resolve()
        self.hidden = secret if secret and secret.is_relative_to(self.folder) else None
        self.fd = os.open(self.folder, FOLDER | os.O_CLOEXEC)
        self._secret = _Hidden(self.hidden) if self.hidden else None
        self._open = self._beneath if (_has_openat2(self.fd) if kernel is None else kernel) else self._walk

    def close(self) -> None:
        """Give the handle back; whoever is late meets an error, not somebody else's handle."""
        handle, self.fd = self.fd, -1
        os.close(handle)
        if self._secret:
            self._secret.close()

    def open(self, path: str, flags: int = os.O_RDONLY, *, links: bool = True) -> int:
        """Return a handle of what is there; it never blocks.

        Args:
            links: follow links that stay inside.
        """
        names = parts(path)
        with refusals(path):
            return self._find(names, flags, links)

    def open_file(self, path: str) -> int:
        """Return a handle to read a regular file.

        Raises:
            Unacceptable: it is a folder, a FIFO, a socket or a device.
        """
        handle = self.open(path)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return handle
        os.close(handle)
        raise Unacceptable(f"{path or 'the workspace'} is no regular file; files.stat says what it is.", path=path)

    def open_folder(self, path: str, *, links: bool = True) -> int:
        """Return a handle of a folder, for listing and for syncing it."""
        return self.open(path, FOLDER, links=links)

    def stat(self, path: str, *, links: bool = False) -> os.stat_result:
        """Return what is known of a file; of the link itself unless `links`."""
        handle = self.open(path, os.O_PATH | (0 if links else os.O_NOFOLLOW))
        try:
            return os.fstat(handle)
        finally:
            os.close(handle)

    @contextmanager
    def place(self, path: str, *, new: bool = False) -> Generator[Place]:
        """Give the open folder and the name of what is to be changed; no links on the way.

        Args:
            new: the name may be made: it is refused if it is one that nobody should have to deal with.
        """
        place = self.enter(path, new=new)
        try:
            with refusals(path):
                yield place
        finally:
            os.close(place.folder)

    def enter(self, path: str, *, new: bool = False) -> Place:
        """Return what `place` gives; the caller closes its folder."""
        names = parts(path)
        if not names:
            raise Unacceptable("The workspace's own folder can't be changed; name something in it.", field="path")
        with refusals(path):
            folder = self._folder_for(path, names, new)
            try:
                place = Place(folder, _spelling(folder, names[-1]))
                self._check(path, place, new)
            except (IcotesError, OSError):
                os.close(folder)
                raise
            return place

    def _folder_for(self, path: str, names: list[bytes], new: bool) -> int:
        try:
            return self._find(names[:-1], FOLDER, links=False)
        except FileNotFoundError:
            if not new:
                raise
            folder = path.rstrip("/").rpartition("/")[0]
            raise NotFound(f"There is no folder {folder}; make it with files.make_folder first.", path=path) from None

    def _check(self, path: str, place: Place, new: bool) -> None:
        if not new:
            moved = str(_real(place.folder) / os.fsdecode(place.name))
            if self._secret and any(_is_beneath(each, moved) for each in self._secret.places()):
                raise Denied("The server's own state is in there; it stays where it is.", path=path)
            return
        try:
            check_new(place.name)
        except IcotesError:
            if place.status() is None:
                raise

    def spelled(self, path: str) -> str:
        """Return a path as a listing spells it, where the two are equal in NFC."""
        if path.isascii():
            return path
        with refusals(path):
            return "/".join(to_wire(os.fsdecode(name)) for name in self._spell(parts(path)))

    def real(self, handle: int) -> str:
        """Return the path of an open file, no link in it, as a listing spells it.

        Raises:
            OSError: ENOENT when it is beneath here no more, or something else stands in its place.
        """
        place = _real(handle)
        gone = os.fstat(handle).st_nlink == 0 or place.name.startswith(TEMPORARY)
        if gone or not place.is_relative_to(self.folder):
            raise FileNotFoundError(errno.ENOENT, "")
        return "/".join(to_wire(name) for name in place.relative_to(self.folder).parts)

    def make_folder(self, path: str) -> list[str]:
        """Make a folder with those above it that lack; return what was made, and have it on disk."""
        made: list[str] = []
        names = path.split("/")
        for depth in range(1, len(names) + 1):
            upper = "/".join(names[:depth])
            with self.place(upper, new=True) as place:
                if place.status() is None and _make(place):
                    made.append(upper)
                elif depth == len(names):
                    raise FileExistsError(errno.EEXIST, "")
        return made

    def _find(self, names: list[bytes], flags: int, links: bool) -> int:
        hidden = self._secret.places() if self._secret else ()
        handle = self._reach(names, flags, links)
        if hidden and _is_beneath(_link(handle), *hidden):
            os.close(handle)
            raise FileNotFoundError(errno.ENOENT, "")
        return handle

    def _reach(self, names: list[bytes], flags: int, links: bool) -> int:
        try:
            return self._open(names, flags, links)
        except FileNotFoundError:
            if all(name.isascii() for name in names):
                raise
            return self._open(self._spell(names), flags, links)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            return self._walk(names, flags, links)

    def _beneath(self, names: list[bytes], flags: int, links: bool) -> int:
        resolve = _BENEATH | _NO_MAGICLINKS | (0 if links else _NO_SYMLINKS)
        how = struct.pack("QQQ", _quiet(flags), 0, resolve)
        path = b"/".join(names) or b"."
        for _ in range(_TRIES):
            handle = _libc.syscall(_OPENAT2, self.fd, path, how, len(how))
            if handle >= 0:
                return handle
            if ctypes.get_errno() != errno.EAGAIN:
                raise OSError(ctypes.get_errno(), "")
        return self._walk(names, flags, links)

    def _walk(self, names: list[bytes], flags: int, links: bool) -> int:
        """Open name after name, each without following it; links are read and walked by hand."""
        folders = [os.dup(self.fd)]
        waiting = names[::-1]
        follow = 0
        try:
            while waiting:
                name = waiting.pop()
                if name == b"..":
                    _leave(folders)
                    continue
                last = not waiting
                handle = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folders[-1])
                folders.append(handle)
                if not stat.S_ISLNK(os.fstat(handle).st_mode) or (last and flags & os.O_NOFOLLOW):
                    continue
                follow += 1
                if not links or follow > _MAX_LINKS:
                    raise OSError(errno.ELOOP, "")
                waiting += self._target(os.readlink(b"", dir_fd=handle), folders)[::-1]
            return _reopen(folders[-1], flags)
        finally:
            for handle in folders:
                os.close(handle)

    def _target(self, target: bytes, folders: list[int]) -> list[bytes]:
        """Return the names in a link's target; one that begins at `/` goes on from the root, if it is in there."""
        os.close(folders.pop())
        names = [name for name in target.split(b"/") if name not in {b"", b"."}]
        if not target.startswith(b"/"):
            return names
        own = os.fsencode(self.folder).split(b"/")[1:]
        if names[: len(own)] != own:
            raise OSError(errno.EXDEV, "")
        while len(folders) > 1:
            os.close(folders.pop())
        return names[len(own) :]

    def _spell(self, names: list[bytes]) -> list[bytes]:
        """Return the names as they stand on disk, where they are equal in NFC."""
        found: list[bytes] = []
        for name in names:
            folder = self._open(found, FOLDER, True)
            try:
                found.append(_spelling(folder, name))
            finally:
                os.close(folder)
        return found


class _Hidden:
    """A folder that is out of reach where it was, and where it is should somebody have moved it."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._handle = os.open(folder, os.O_PATH | os.O_CLOEXEC) if folder.exists() else None

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def places(self) -> tuple[str, ...]:
        handle = self._handle
        return (self._folder,) if handle is None else (self._folder, _link(handle))


def _is_beneath(place: str, *folders: str) -> bool:
    return any(place == folder or place.startswith(f"{folder}/") for folder in folders)


def _link(handle: int) -> str:
    return os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115 - for every file that is opened; a Path takes longer


def _real(handle: int) -> Path:
    """Return where an open file is."""
    return Path(f"/proc/self/fd/{handle}").readlink()


def _spelling(folder: int, name: bytes) -> bytes:
    """Return the name in `folder` that is equal to `name` in NFC; `name` itself if there is none."""
    if name.isascii() or Place(folder, name).status() is not None:
        return name
    listed = map(os.fsencode, os.listdir(folder))
    return next((other for other in listed if same(other, name)), name)


def _leave(folders: list[int]) -> None:
    if len(folders) == 1:
        raise OSError(errno.EXDEV, "")
    os.close(folders.pop())


def _quiet(flags: int) -> int:
    """Return flags with which a FIFO, a terminal or a device does no harm when it is opened."""
    return flags | os.O_CLOEXEC | (0 if flags & os.O_PATH else os.O_NONBLOCK | os.O_NOCTTY)


def _reopen(handle: int, flags: int) -> int:
    """Return a handle with `flags` of exactly what `handle` is of."""
    if flags & os.O_PATH:
        if flags & os.O_DIRECTORY and not stat.S_ISDIR(os.fstat(handle).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "")
        return os.dup(handle)
    return os.open(f"/proc/self/fd/{handle}", _quiet(flags & ~os.O_NOFOLLOW))


def _make(place: Place) -> bool:
    try:
        os.mkdir(place.name, 0o777, dir_fd=place.folder)
    except FileExistsError:
        return False
    os.fsync(place.folder)
    return True


def move(source: Place, target: Place, *, replace: bool = False) -> None:
    """Rename; what stands at the target is an error, unless it may be replaced.

    Raises:
        OSError: the system refuses; EXDEV when the two are on different file systems.
    """
    if replace:
        os.rename(source.name, target.name, src_dir_fd=source.folder, dst_dir_fd=target.folder)
        return
    if _libc.renameat2(source.folder, source.name, target.folder, target.name, _NOREPLACE) == 0:
        return
    number = ctypes.get_errno()
    if number != errno.EINVAL:
        raise OSError(number, "")
    _move_checked(source, target)


def exchange(one: Place, other: Place) -> bool:
    """Let two files change places in one step, so that nothing that stood there is lost; tell whether that works here.

    Raises:
        OSError: the system refuses; ENOENT when one of them is gone.
    """
    if _libc.renameat2(one.folder, one.name, other.folder, other.name, _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.EINVAL, errno.ENOSYS}:
        return False
    raise OSError(number, "")


def _move_checked(source: Place, target: Place) -> None:
    """Rename on a file system that knows no NOREPLACE. EINVAL may also mean `into itself`; then it comes again."""
    if target.status() is not None:
        raise FileExistsError(errno.EEXIST, "")
    os.rename(source.name, target.name, src_dir_fd=source.folder, dst_dir_fd=target.folder)


def _has_openat2(folder: int) -> bool:
    how = struct.pack("QQQ", os.O_PATH | os.O_CLOEXEC, 0, _BENEATH)
    handle = _libc.syscall(_OPENAT2, folder, b".", how, len(how))
    if handle < 0:
        return False
    os.close(handle)
    return True
