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
from collections.abc import Sequence
from contextlib import suppress

from icotes.core.errors import IcotesError, Unavailable
from icotes.core.methods import Module
from icotes.kit.filenames import temporary
from icotes.kit.paths import FOLDER, Place
from icotes.kit.refusals import refusal, refusals
from icotes.kit.status import version_of
from icotes.kit.workspace import Workspace
from icotes.modules.files.copying import remove
from icotes.modules.files.ignored import many_ignored
from icotes.modules.files.trash import transfer
from icotes.modules.files.tree import Tree
from icotes.modules.files.trees import Trees
from icotes.modules.files.types import Rearrangement, Wanted, Wholesale

FEW = 20
"""So many paths are a turn of their own; more of them take the turn of the whole tree."""
CHANGED = "it changed meanwhile"
# A name that needs no look at how it is spelled on disk.
_PLAIN = re.compile(r"\.?[\w-][\w.-]*", re.ASCII).fullmatch
_CREATE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW
_OWN = (os.geteuid(), os.getegid())
_libc = ctypes.CDLL(None)


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


class _Aside(Rearrangement):
    """Files that are prepared in a folder of their own."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._lock = threading.Lock()
        self._near = ("/", -1)
        self._folder = Place(os.dup(tree.root.fd), temporary())
        try:
            os.mkdir(self._folder.name, 0o700, dir_fd=self._folder.folder)
            self._aside = os.open(self._folder.name, FOLDER | os.O_CLOEXEC, dir_fd=self._folder.folder)
        except OSError as error:
            os.close(self._folder.folder)
            raise refusal(error, "") from None
        self._wanted: list[Wanted] = []

    def add(self, wanted: Wanted, data: bytes = b"") -> str:
        """Prepare a change, and return the version that a file will have."""
        with self._lock:
            if self._aside < 0:
                raise Unavailable("This was cut short; try it again.")
            name = str(len(self._wanted)).encode()
            self._wanted.append(wanted)
            try:
                if wanted.type == "link":
                    os.symlink(data, name, dir_fd=self._aside)
                elif wanted.type == "file":
                    return self._write(name, data, wanted.mode)
            except OSError as error:
                raise refusal(error, wanted.path) from None
        return ""

    def _write(self, name: bytes, data: bytes, mode: int) -> str:
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
        await tree.workers.run(lambda: _libc.syncfs(self._aside))
        async with tree.turns.of(*(paths if len(paths) <= FEW else [""])):
            left = await tree.workers.run(self._arranged)
            made = await tree.workers.run(lambda: _upper(paths))
            await tree.ledger.settle([*made, *paths])
        return left

    def _arranged(self) -> dict[str, str]:
        with self._lock:
            try:
                return self._arrange()
            finally:
                self._leave()

    def _arrange(self) -> dict[str, str]:
        left: dict[str, str] = {}
        made: set[str] = set()
        for index in self._order():
            wanted = self._wanted[index]
            try:
                if not self._put(wanted, str(index).encode(), made):
                    left[wanted.path] = CHANGED
            except IcotesError as error:
                left[wanted.path] = error.message
        _libc.syncfs(self._aside)
        return left

    def _order(self) -> list[int]:
        """Return what goes first: what is in folders before them, then folders before what will be in them."""
        items = list(enumerate(self._wanted))
        gone = [index for index, each in sorted(items, key=_deepest) if each.type == "gone"]
        folders = [index for index, each in sorted(items, key=lambda item: item[1].path) if each.type == "folder"]
        return [*gone, *folders, *(index for index, each in items if each.type in {"file", "link"}), *folders[::-1]]

    def _put(self, wanted: Wanted, aside: bytes, made: set[str]) -> bool:
        """Make one change, unless something else is there than was known."""
        if wanted.type == "folder":
            return self._put_folder(wanted, made)
        with refusals(wanted.path):
            place = self._place(wanted)
            status = place.status()
            if (version_of(status) if status else None) != wanted.over:
                return False
            if wanted.type != "gone":
                self._replace(place, aside, status)
            elif status:
                _delete(place, status)
        return True

    def _place(self, wanted: Wanted) -> Place:
        """Return where a change is made; the folder stays open for what comes next in it."""
        folder, _, name = wanted.path.rpartition("/")
        if folder != self._near[0] or not _PLAIN(name):
            self._leave()
            if folder and wanted.type != "gone":
                self._make_upper(folder)
            place = self._tree.root.enter(wanted.path, new=wanted.type != "gone")
            self._near = folder, place.folder
            return place
        return Place(self._near[1], name.encode())

    def _leave(self) -> None:
        (_, handle), self._near = self._near, ("/", -1)
        if handle >= 0:
            os.close(handle)

    def _put_folder(self, wanted: Wanted, made: set[str]) -> bool:
        """Make a folder in which something can be put; when it comes again, give it its mode."""
        self._leave()
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
        with suppress(IcotesError):
            os.close(self._tree.root.open_folder(folder, links=False))
            return
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
            remove(place)
            transfer(prepared, place)

    async def discard(self) -> None:
        """Leave no trace."""
        await self._tree.workers.run(self._discard)

    def _discard(self) -> None:
        with self._lock:
            with suppress(OSError):
                remove(self._folder)
            os.close(self._aside)
            os.close(self._folder.folder)
            self._aside = -1


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
