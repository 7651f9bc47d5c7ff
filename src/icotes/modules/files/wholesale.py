"""Changes many files of a tree at once: all of them aside first, then each by one rename, and two syncs for all.

What is aside stands in a folder that nobody lists or watches; what a crash leaves of it is removed when the tree is
looked at again. What was renamed by then stays so: each file is whole, before or after.
"""

import ctypes
import errno
import os
import re
import stat
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress

from icotes.core.errors import IcotesError, Unavailable
from icotes.core.methods import Module
from icotes.kit.filenames import temporary
from icotes.kit.paths import FOLDER, Place, Root
from icotes.kit.refusals import refusal, refusals
from icotes.kit.status import version_of
from icotes.kit.workspace import Workspace
from icotes.modules.files.copying import copy, remove
from icotes.modules.files.ignored import many_ignored
from icotes.modules.files.tree import Tree
from icotes.modules.files.trees import Trees
from icotes.modules.files.types import Rearrangement, Wanted, Wholesale

AT_ONCE = 4
"""Threads that change files: most of the time each of them waits for the disk's journal."""
WAITING = 32
"""Contents that wait to be written, at most."""
LARGE = 256 * 1024
"""A content of so many bytes does not wait, so that little is held."""
FEW = 20
"""So many paths are a turn of their own; more of them take the turn of the whole tree."""
CHANGED = "it changed meanwhile"
# A name that needs no look at how it is spelled on disk.
_PLAIN = re.compile(r"\.?[\w-][\w.-]*", re.ASCII).fullmatch
_CREATE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW
_OWN = (os.geteuid(), os.getegid())
_libc = ctypes.CDLL(None, use_errno=True)


class Wholesaler(Module, Wholesale):
    """Begins changes of many files."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees

    async def ignored(self, workspace: Workspace, paths: Sequence[str]) -> set[str]:
        """Return which of these git ignores."""
        tree = self._trees.of(workspace)
        return await tree.searchers.run(lambda: many_ignored(tree.root, paths))

    async def rearrange(self, workspace: Workspace) -> Rearrangement:
        """Begin to change many files."""
        tree = self._trees.of(workspace)
        return await tree.workers.run(lambda: _Aside(tree))


class _Near:
    """Finds where changes are made; the folder of the last one stays open for what comes next in it."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._folder = "/"
        self._handle = -1

    def place(self, wanted: Wanted) -> Place:
        """Return where a change is made."""
        folder, _, name = wanted.path.rpartition("/")
        if folder == self._folder and _PLAIN(name):
            return Place(self._handle, name.encode())
        self.leave()
        place = self._root.enter(wanted.path, new=wanted.type != "gone")
        self._folder, self._handle = folder, place.folder
        return place

    def leave(self) -> None:
        """Give the folder's handle back."""
        handle, self._folder, self._handle = self._handle, "/", -1
        if handle >= 0:
            os.close(handle)


class _Aside(Rearrangement):
    """Files that are prepared in a folder of their own."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE, "rearrange")
        self._room = threading.Semaphore(WAITING)
        self._writing: dict[str, Future[str]] = {}
        self._folder = Place(os.dup(tree.root.fd), temporary())
        try:
            os.mkdir(self._folder.name, 0o700, dir_fd=self._folder.folder)
            self._aside = os.open(self._folder.name, FOLDER | os.O_CLOEXEC, dir_fd=self._folder.folder)
        except OSError as error:
            os.close(self._folder.folder)
            raise refusal(error, "") from None
        self._wanted: list[Wanted] = []

    def add(self, wanted: Wanted, data: bytes = b"") -> None:
        """Prepare a change; blocks while too much waits to be written."""
        with self._lock:
            if self._aside < 0:
                raise Unavailable("This was cut short; try it again.")
            name = str(len(self._wanted)).encode()
            self._wanted.append(wanted)
            if wanted.type in {"file", "link"}:
                self._room.acquire()
                writing = self._writing[wanted.path] = self._threads.submit(self._write, name, wanted, data)
                if len(data) >= LARGE:
                    wait([writing])

    def prepared(self) -> dict[str, str]:
        """Return the versions that the files will have, by path, once all are written aside; blocks."""
        return {path: version for path, writing in self._writing.items() if (version := writing.result())}

    def _write(self, name: bytes, wanted: Wanted, data: bytes) -> str:
        try:
            with refusals(wanted.path):
                if wanted.type == "file":
                    return self._write_file(name, data, wanted.mode)
                os.symlink(data, name, dir_fd=self._aside)
                return ""
        finally:
            self._room.release()

    def _write_file(self, name: bytes, data: bytes, mode: int) -> str:
        handle = os.open(name, _CREATE, 0o600, dir_fd=self._aside)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fchmod(handle, mode)
            return version_of(os.fstat(handle))
        finally:
            os.close(handle)

    async def commit(self) -> dict[str, str]:
        """Make the changes, have them on disk, and publish them."""
        tree, paths = self._tree, [wanted.path for wanted in self._wanted]
        await tree.workers.run(self._sync)
        async with tree.turns.of(*(paths if len(paths) <= FEW else [""])):
            left = await tree.workers.run(self._arranged)
            made = await tree.workers.run(lambda: _upper(paths))
            await tree.ledger.settle([*made, *paths])
        return left

    def _arranged(self) -> dict[str, str]:
        """Make the changes: what goes, then folders, then what is in them, then how folders may be used."""
        items = list(enumerate(self._wanted))
        gone = [item for item in sorted(items, key=_deepest) if item[1].type == "gone"]
        folders = [item for item in sorted(items, key=_by_path) if item[1].type == "folder"]
        inside: dict[str, list[tuple[int, Wanted]]] = {}
        for item in items:
            if item[1].type in {"file", "link"}:
                inside.setdefault(item[1].path.rpartition("/")[0], []).append(item)
        made: set[str] = set()
        with self._lock:
            left = self._put_all(gone) | self._put_folders(folders, made)
            for folder in inside:
                self._make_upper(folder)
            for found in self._threads.map(self._put_all, inside.values()):
                left = found | left
            left = self._put_folders(folders[::-1], made) | left
            self._sync()
        return left

    def _sync(self) -> None:
        """Have everything on disk."""
        if _libc.syncfs(self._aside):
            raise refusal(OSError(ctypes.get_errno(), "syncfs"), "")

    def _put_all(self, items: Iterable[tuple[int, Wanted]]) -> dict[str, str]:
        """Make changes; return why something stayed as it was, by path."""
        near = _Near(self._tree.root)
        try:
            return _left(items, lambda index, wanted: self._put(near, str(index).encode(), wanted))
        finally:
            near.leave()

    def _put_folders(self, items: Iterable[tuple[int, Wanted]], made: set[str]) -> dict[str, str]:
        return _left(items, lambda _, wanted: self._put_folder(wanted, made))

    def _put(self, near: _Near, aside: bytes, wanted: Wanted) -> bool:
        """Make one change, unless something else is there than was known."""
        with refusals(wanted.path):
            place = near.place(wanted)
            status = place.status()
            if (version_of(status) if status else None) != wanted.over:
                return False
            if wanted.type != "gone":
                self._replace(place, aside, status)
            elif status:
                _delete(place, status)
        return True

    def _put_folder(self, wanted: Wanted, made: set[str]) -> bool:
        """Make a folder in which something can be put; when it comes again, give it its mode."""
        with self._tree.root.place(wanted.path, new=True) as place:
            status = place.status()
            if status is None:
                os.mkdir(place.name, 0o700, dir_fd=place.folder)
            elif not stat.S_ISDIR(status.st_mode):
                return False
            elif wanted.path in made or not status.st_mode & stat.S_IWUSR:
                mode = wanted.mode if wanted.path in made else wanted.mode | stat.S_IRWXU
                os.chmod(place.name, mode, dir_fd=place.folder)
            made.add(wanted.path)
        return True

    def _make_upper(self, folder: str) -> None:
        """Make a folder that is not there; who puts something in it tells why that could not be."""
        with suppress(IcotesError):
            os.close(self._tree.root.open_folder(folder, links=False))
            return
        with suppress(IcotesError):
            self._tree.root.make_folder(folder)

    def _replace(self, place: Place, aside: bytes, before: os.stat_result | None) -> None:
        prepared = Place(self._aside, aside)
        if before and (before.st_uid, before.st_gid) != _OWN:
            with suppress(PermissionError):
                os.chown(aside, before.st_uid, before.st_gid, dir_fd=self._aside, follow_symlinks=False)
        try:
            os.rename(aside, place.name, src_dir_fd=self._aside, dst_dir_fd=place.folder)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            half = Place(place.folder, temporary())
            copy(prepared, half)
            os.rename(half.name, place.name, src_dir_fd=half.folder, dst_dir_fd=place.folder)

    async def discard(self) -> None:
        """Leave no trace."""
        await self._tree.workers.run(self._discard)

    def _discard(self) -> None:
        with self._lock:
            aside, self._aside = self._aside, -1
        self._threads.shutdown(cancel_futures=True)
        with suppress(OSError):
            remove(self._folder)
        os.close(aside)
        os.close(self._folder.folder)


def _left(items: Iterable[tuple[int, Wanted]], put: Callable[[int, Wanted], bool]) -> dict[str, str]:
    """Make changes; return why something stayed as it was, by path."""
    left: dict[str, str] = {}
    for index, wanted in items:
        try:
            if not put(index, wanted):
                left[wanted.path] = CHANGED
        except IcotesError as error:
            left[wanted.path] = error.message
    return left


def _by_path(item: tuple[int, Wanted]) -> str:
    return item[1].path


def _deepest(item: tuple[int, Wanted]) -> tuple[int, str]:
    return -item[1].path.count("/"), item[1].path


def _delete(place: Place, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        os.rmdir(place.name, dir_fd=place.folder)
    else:
        os.unlink(place.name, dir_fd=place.folder)


def _upper(paths: Sequence[str]) -> list[str]:
    """Return the folders above some paths, the upper ones first."""
    return sorted({path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"})
