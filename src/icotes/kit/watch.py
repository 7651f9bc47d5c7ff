"""Watches a tree for changes that anybody makes.

One thread for each tree reads inotify and hands over batches: what was touched,
what was renamed, and whether the kernel lost count. It says where to look, not
what is there. Links are not followed, and a new folder is watched before it is
listed, so that nothing in it is missed.
"""

import asyncio
import errno
import os
import select
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from icotes.core.errors import IcotesError
from icotes.kit import inotify
from icotes.kit.filenames import TEMPORARY, to_wire
from icotes.kit.inotify import Inotify, Notice
from icotes.kit.paths import Root

BATCH_SECONDS = 0.003
"""How long the thread waits for more once something happened."""
STORM, STORM_SECONDS = 200, 0.1
"""From so many changes a second on, e.g. in a checkout, it waits that long."""
PAIR_SECONDS, PAIR_READS = 0.02, 10
"""So long, and over so many reads, the second half of a rename is waited for."""
WRITING_SECONDS = 0.2
"""A file that stays open for writing is reported this often."""
TRIES = 3
"""How often a new folder is looked for under the path that it has by now: at once, then after one and two batches."""
MOST = 200_000
"""Paths that wait to be taken; with more of them everything is to be looked at again."""
_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "ceph", "afs", "glusterfs", "lustre")

_OVER = inotify.CREATE | inotify.DELETE | inotify.CLOSE_WRITE | inotify.ATTRIB


@dataclass(slots=True)
class Batch:
    """What happened, as paths on the wire.

    Attributes:
        touched: created, changed or deleted; it may also be none of these any more.
        grown: folders that are watched only now; of what was known to be in them, some may be gone.
        moved: new path -> old path, and whether it is a folder.
        lost: the kernel lost count; look at everything again.
    """

    touched: dict[str, None] = field(default_factory=dict[str, None])
    grown: dict[str, None] = field(default_factory=dict[str, None])
    moved: dict[str, tuple[str, bool]] = field(default_factory=dict[str, tuple[str, bool]])
    lost: bool = False

    def __bool__(self) -> bool:
        return bool(self.touched or self.moved or self.lost)

    def touch(self, path: str) -> None:
        """Note that something happened to a path."""
        self.touched[path] = None

    def move(self, source: str, target: str, is_folder: bool) -> None:
        """Note a rename; what was noted of the old path goes over to the new one."""
        for noted in (self.touched, self.grown):
            inside = [path for path in noted if path.startswith(f"{source}/")] if is_folder else []
            for path in [*inside, *([source] if source in noted else [])]:
                del noted[path]
                noted[target + path[len(source) :]] = None
        if source in self.moved:
            self.touch(source)
            source = self.moved.pop(source)[0]
        if source == target:
            self.touch(source)
        else:
            self.moved[target] = (source, is_folder)

    def add(self, later: "Batch") -> None:
        """Take in what happened after this."""
        for target, (source, is_folder) in later.moved.items():
            self.move(source, target, is_folder)
        self.touched |= later.touched
        self.grown |= later.grown
        if later.lost or len(self.touched) > MOST:
            self.touched, self.grown, self.moved, self.lost = {}, {}, {}, True


class _Folder:
    """A folder that is watched, or is to be.

    Args:
        again: look whether it is the one that is watched under this path, and so all in it.
    """

    __slots__ = ("again", "children", "name", "parent", "tries", "watch")

    def __init__(self, name: str, parent: "_Folder | None" = None, *, again: bool = False) -> None:
        self.name = name
        self.parent = parent
        self.again = again
        self.watch = -1
        self.tries = 0
        self.children: dict[str, _Folder] = {}

    def path(self, name: str = "") -> str:
        """Return the path of something in here, or of the folder itself."""
        names = [name] if name else []
        folder: _Folder | None = self
        while folder is not None and folder.name:
            names.append(folder.name)
            folder = folder.parent
        return "/".join(reversed(names))

    def is_in(self, other: "_Folder") -> bool:
        """Tell whether this is another folder, or somewhere in it."""
        folder: _Folder | None = self
        while folder is not None and folder is not other:
            folder = folder.parent
        return folder is not None


class Watch:
    """Watches everything beneath a root.

    Args:
        root: the tree.
        without: names of folders whose inside is not watched, e.g. `.git`.
        is_news: tells, in the watching thread, whether a path that was touched is to be reported.
    """

    def __init__(
        self, root: Root, without: Iterable[str] = (), is_news: Callable[[str], bool] = lambda _: True
    ) -> None:
        self._root = root
        self._without = frozenset(without)
        self._is_news = is_news
        self._folders: dict[int, _Folder] = {}
        self._writing: dict[str, float] = {}
        self._halves: dict[int, tuple[_Folder, str, _Folder | None]] = {}
        self._missed: list[_Folder] = []
        self._batch = Batch()
        self._lock = threading.Lock()
        self._news = asyncio.Event()
        self._inotify: Inotify | None = None
        self._kind = ""
        self.unwatched = 0

    async def start(self) -> None:
        """Begin; when this returns, every change from now on is noticed."""
        self._loop = asyncio.get_running_loop()
        self._stopping, self._stop = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        ready = self._loop.create_future()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="watch", daemon=True)
        self._thread.start()
        await ready

    async def stop(self) -> None:
        """End the thread and give all handles back."""
        os.write(self._stop, b".")
        await asyncio.to_thread(self._thread.join)
        os.close(self._stop)
        os.close(self._stopping)

    async def batches(self) -> AsyncIterator[Batch]:
        """Yield what happened since the last time, as soon as something did."""
        while True:
            await self._news.wait()
            self._news.clear()
            with self._lock:
                batch, self._batch = self._batch, Batch()
            if batch:
                yield batch

    def trouble(self) -> str:
        """Return what keeps changes from being noticed, and what to do; empty if nothing does."""
        if self._inotify is None:
            return "No change is noticed: raise fs.inotify.max_user_instances (sysctl) and restart."
        if self.unwatched:
            return f"{self.unwatched} folders are not watched: raise fs.inotify.max_user_watches (sysctl) and restart."
        if kind := self._kind:
            return f"The folder is on a network file system ({kind}): changes made on other machines are not noticed."
        return ""

    def _run(self, ready: "asyncio.Future[None]") -> None:
        with suppress(OSError):
            self._kind = network(self._root.folder)
        with suppress(OSError):
            self._inotify = Inotify()
        if self._inotify is not None:
            self._grow(_Folder(""), Batch())
        self._loop.call_soon_threadsafe(ready.set_result, None)
        if self._inotify is not None:
            self._listen(self._inotify)
            self._inotify.close()

    def _listen(self, kernel: Inotify) -> None:
        poll = select.poll()
        poll.register(self._stopping, select.POLLIN)
        pause = select.poll()
        pause.register(self._stopping, select.POLLIN)
        poll.register(kernel.fd, select.POLLIN)
        wait, before = BATCH_SECONDS, time.monotonic()
        while True:
            happened = poll.poll(WRITING_SECONDS * 1000 if self._writing else None)
            if pause.poll(wait * 1000 if happened else 0):
                return
            batch, now = self._collect(kernel), time.monotonic()
            number = len(batch.touched) + len(batch.moved)
            wait = STORM_SECONDS if number > max(1, STORM * (now - before)) else BATCH_SECONDS
            before = now
            self._hand_over(batch)

    def _hand_over(self, batch: Batch) -> None:
        batch.touched = {path: None for path in batch.touched if self._is_news(path)}
        if not batch:
            return
        with self._lock:
            self._batch.add(batch)
        with suppress(RuntimeError):  # the loop was closed without a stop
            self._loop.call_soon_threadsafe(self._news.set)

    def _collect(self, kernel: Inotify) -> Batch:
        batch, more = Batch(), select.poll()
        more.register(kernel.fd, select.POLLIN)
        for _ in range(PAIR_READS):
            for notice in kernel.read():
                self._take(notice, batch)
            if not (self._halves and more.poll(PAIR_SECONDS * 1000)):
                break
        self._left_tree(batch)
        missed, self._missed = self._missed, []
        for folder in missed:
            self._grow(folder, batch)
        now = time.monotonic()
        for path in [path for path, due in self._writing.items() if due <= now]:
            del self._writing[path]
            batch.touch(path)
        return batch

    def _left_tree(self, batch: Batch) -> None:
        """Stop watching what was moved out of the tree; if it comes back, before that, for it has the same watch."""
        for folder, name, gone in self._halves.values():
            batch.touch(folder.path(name))
            self._drop(gone)
        self._halves.clear()

    def _take(self, notice: Notice, batch: Batch) -> None:
        what = notice.what
        if what & inotify.OVERFLOW:
            self._begin_again(batch)
            return
        folder = self._folders.get(notice.watch)
        if folder is None:
            return
        if what & inotify.IGNORED:
            self._forget(folder)
        elif notice.name and not notice.name.startswith(TEMPORARY.encode()):
            self._see(folder, to_wire(os.fsdecode(notice.name)), notice, batch)

    def _see(self, folder: _Folder, name: str, notice: Notice, batch: Batch) -> None:
        what, is_folder = notice.what, bool(notice.what & inotify.IS_FOLDER)
        if what & inotify.MOVED_FROM:
            self._halves[notice.cookie] = (folder, name, folder.children.pop(name, None))
        elif what & inotify.MOVED_TO and notice.cookie in self._halves:
            self._rename(self._halves.pop(notice.cookie), (folder, name), is_folder, batch)
        elif what & (inotify.CREATE | inotify.MOVED_TO) and is_folder:
            if what & inotify.MOVED_TO:
                self._left_tree(batch)
            self._arrive(_Folder(name, folder), batch)
        elif what & (_OVER | inotify.MOVED_TO):
            if not (what & inotify.ATTRIB and is_folder):
                path = folder.path(name)
                self._writing.pop(path, None)
                batch.touch(path)
        elif what & inotify.MODIFY:
            self._writing.setdefault(folder.path(name), time.monotonic() + WRITING_SECONDS)

    def _rename(
        self, source: tuple[_Folder, str, _Folder | None], target: tuple[_Folder, str], is_folder: bool, batch: Batch
    ) -> None:
        folder, name, moved = source
        there, new = target
        batch.move(folder.path(name), there.path(new), is_folder)
        if moved is None or not self._is_watched(moved):  # or was met under its new name already
            if is_folder:
                self._arrive(_Folder(new, there), batch)
        elif there.is_in(moved):
            self._begin_again(batch)  # folders changed places faster than they could be told apart
        else:
            self._drop(there.children.get(new))
            moved.parent, moved.name = there, new
            there.children[new] = moved
            self._missed.append(_Folder(new, there, again=True))

    def _arrive(self, folder: _Folder, batch: Batch) -> None:
        batch.touch(folder.path())
        batch.grown[folder.path()] = None
        self._grow(folder, batch)

    def _grow(self, folder: _Folder, batch: Batch) -> None:
        """Watch a folder and all in it, and touch what is found in those that were not watched."""
        waiting = [folder]
        while waiting:
            folder = waiting.pop()
            there, is_new, found = self._enter(folder)
            for name, is_folder in found:
                if is_new:
                    batch.touch(there.path(name))
                if is_folder:
                    waiting.append(_Folder(name, there, again=folder.again))

    def _enter(self, folder: _Folder) -> tuple[_Folder, bool, list[tuple[str, bool]]]:
        """Watch one folder; return it as it is watched, whether it was not before, and what is in it if that is new."""
        parent = folder.parent
        if folder.name in self._without or self._inotify is None or not (parent is None or self._is_watched(parent)):
            return folder, False, []
        try:
            handle = self._root.open_folder(folder.path(), links=False)
        except IcotesError:
            self._miss(folder)
            return folder, False, []
        try:
            watch = self._inotify.add(handle)
            known = self._folders.get(watch)
            is_new = known is None or not (parent is None or parent.children.get(folder.name) is known)
            if known is None or is_new:
                self._place(folder, watch)
                known = folder
            elif not folder.again:
                return known, False, []
            with os.scandir(handle) as entries:
                found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
            names = [(to_wire(name), is_folder) for name, is_folder in found if not name.startswith(TEMPORARY)]
        except OSError as error:
            self.unwatched += error.errno == errno.ENOSPC
            return folder, False, []
        else:
            return known, is_new, names
        finally:
            os.close(handle)

    def _miss(self, folder: _Folder) -> None:
        """Try a folder again once its path is known: it, or one that it is in, was renamed meanwhile."""
        folder.tries += 1
        if folder.tries < TRIES:
            self._missed.append(folder)

    def _place(self, folder: _Folder, watch: int) -> None:
        if known := self._folders.get(watch):
            self._forget(known)
        folder.watch = watch
        self._folders[watch] = folder
        if folder.parent is not None:
            self._drop(folder.parent.children.get(folder.name))
            folder.parent.children[folder.name] = folder

    def _drop(self, folder: _Folder | None) -> None:
        """Stop watching a folder that left the tree, and all in it."""
        waiting = [folder] if folder else []
        while waiting:
            gone = waiting.pop()
            waiting += gone.children.values()
            if self._inotify and self._is_watched(gone):
                del self._folders[gone.watch]
                self._inotify.remove(gone.watch)

    def _forget(self, folder: _Folder) -> None:
        self._folders.pop(folder.watch, None)
        if folder.parent is not None and folder.parent.children.get(folder.name) is folder:
            del folder.parent.children[folder.name]

    def _is_watched(self, folder: _Folder) -> bool:
        return self._folders.get(folder.watch) is folder

    def _begin_again(self, batch: Batch) -> None:
        """Watch folders that were made unseen, and forget those that are gone."""
        if self._inotify is not None:
            for watch in self._folders:
                self._inotify.remove(watch)
        self._folders.clear()
        self._halves.clear()
        self._grow(_Folder(""), Batch())
        batch.lost = True


def network(folder: Path) -> str:
    """Return the kind of the network file system that a folder is on; empty if it is on none."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    for line in Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines():
        words = line.split()
        kind = words[words.index("-") + 1]
        if words[2] == number:
            return kind if kind.startswith(_NETWORK) else ""
    return ""
