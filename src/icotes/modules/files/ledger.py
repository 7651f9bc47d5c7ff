"""Tells what really changed in a tree, publishes it, and keeps what is known now, all in one transaction.

Whatever says where to look (the watch, a command, a start after a stop), the
answer is found by comparing the disk with what was last known. So what a
command wrote is no news to the watch, and nothing is told twice.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from stat import S_ISDIR
from typing import Literal

from icotes.core.errors import IcotesError
from icotes.core.events import Event
from icotes.kit.filenames import TEMPORARY, is_left_over, to_wire
from icotes.kit.paths import FOLDER, Place, Root
from icotes.kit.store import Store, Transaction
from icotes.kit.watch import Batch
from icotes.kit.workers import Workers
from icotes.modules.files import store as files
from icotes.modules.files.copying import remove
from icotes.modules.files.store import Known, known
from icotes.modules.files.turns import Turns
from icotes.modules.files.types import BatchChanged, Change, FileChanged, FileMoved, Origin

SINGLE = 20
"""Up to so many changes at once are an event each; more of them come as batches."""
BATCH = 500
"""Changes in one event, at most."""

OWN = 4096
"""Files of which is remembered what was written to them last."""

Moves = Mapping[str, tuple[str, bool]]
Seen = dict[str, Known | None]
"""What the disk holds at some paths; None for nothing."""


class Ledger:
    """What is known of one tree.

    Args:
        without: names of folders whose inside is of no interest.

    Attributes:
        on_change: called after each change with the paths, and whether names came or went.
    """

    def __init__(self, root: Root, store: Store, workers: Workers, turns: Turns, without: frozenset[str]) -> None:
        self._root = root
        self._store = store
        self._workers = workers
        self._turns = turns
        self._without = without
        self._own: dict[str, Known] = {}
        self._begun = time.time_ns()
        self.on_change: Callable[[Iterable[str], bool], None] = lambda _paths, _names: None

    async def settle(
        self,
        touched: Iterable[str],
        moved: Moves | None = None,
        origin: Origin = "method",
        also: Iterable[Event] = (),
    ) -> None:
        """Look at paths, publish what changed there, and return once that is on disk.

        The caller has the turn of all of them.

        Args:
            touched: where to look.
            moved: new path -> old path, and whether it is a folder, of what was renamed.
            also: events that belong to this change.
        """
        paths, moves = iter(touched), moved or {}
        ends = [*moves, *(source for source, _ in moves.values())]
        while chunk := [*ends, *islice(paths, BATCH)]:
            seen = await self._workers.run(lambda chunk=chunk: self._look(chunk))
            changes = await self._store.write(
                lambda tx, seen=seen, moves=moves, also=also: _compare(tx, seen, moves, origin, also)
            )
            names = bool(moves) or any(change.change != "changed" for change in changes)
            self.on_change([*ends, *(change.path for change in changes)], names)
            ends, moves, also = [], {}, ()

    def expect(self, path: str, status: os.stat_result) -> None:
        """Remember what is about to be written: to the watch it is no news, for `saved` will publish it."""
        self._own[path] = known(status)
        if len(self._own) > OWN:
            with suppress(KeyError, RuntimeError):  # another thread was faster
                del self._own[next(iter(self._own))]

    def forget(self, path: str) -> None:
        """Expect nothing any more: `saved` may not come."""
        self._own.pop(path, None)

    def is_news(self, path: str) -> bool:
        """Tell whether something else is at a path than what was written right before."""
        own = self._own.pop(path, None)
        return own is None or self._look([path])[path] != own

    async def saved(self, path: str, status: os.stat_result, is_new: bool, by: Iterable[str] = ()) -> None:
        """Publish that a file was written, and whose edits it brings; nobody needs to look. The caller has its turn."""
        now = known(status)

        def job(tx: Transaction) -> None:
            files.put(tx, path, now)
            tx.publish(_event(_change(path, "created" if is_new else "changed", now), "method", by))

        await self._store.write(job)
        self.on_change((path,), is_new)

    async def notice(self, batch: Batch) -> None:
        """Publish what others changed."""
        if batch.lost:
            await self.catch_up()
        touched = dict(batch.touched)
        for path in batch.grown:
            touched |= dict.fromkeys(await self._store.read(lambda db, path=path: files.load(db, path)))
        paths = [*touched, *batch.moved, *(source for source, _ in batch.moved.values())]
        async with self._turns.of(*(paths if len(paths) <= SINGLE else [""])):
            await self.settle(touched, batch.moved, "outside")
            folders = [(path, source) for path, (source, is_folder) in batch.moved.items() if is_folder]
            for path in chain.from_iterable(folders):
                await self.settle(await self._different(path), origin="outside")

    async def catch_up(self) -> None:
        """Publish what changed since the tree was last known; get to know it if it never was."""
        different = await self._different()
        for begin in range(0, len(different), BATCH):
            async with self._turns.of(""):
                await self.settle(different[begin : begin + BATCH], origin="outside")

    async def _different(self, top: str = "") -> list[str]:
        """Return where beneath a folder the disk is not as last known; of a tree that never was known, nowhere."""
        before = await self._store.read(lambda db: files.load(db, top))
        if not top and "" not in before:
            return await self._meet()
        now = await self._workers.run(lambda: {path: known(status) for path, status in self._walk(top)})
        gone = [path for path in before if path not in now]
        return gone + [path for path, status in now.items() if before.get(path) != status]

    async def _meet(self) -> list[str]:
        """Get to know a tree; return the files that changed since it is open: who listed it has to be told.

        Of a folder that was made meanwhile only what is in it is told, and of what went nothing.
        """
        fresh: list[str] = []

        def walk() -> Iterator[tuple[str, Known]]:
            for path, status in self._walk():
                if status.st_ctime_ns >= self._begun and not S_ISDIR(status.st_mode):
                    fresh.append(path)
                else:
                    yield path, known(status)

        rows = iter(await self._workers.run(lambda: list(walk())))
        while chunk := list(islice(rows, 5000)):
            await self._store.write(lambda tx, chunk=chunk: files.put_all(tx, chunk))
        return fresh

    def _look(self, paths: Iterable[str]) -> Seen:
        seen: Seen = {}
        for path in paths:
            seen[path] = None
            with suppress(IcotesError):
                seen[path] = known(self._root.stat(path))
        return seen

    def below(self, path: str) -> list[str]:
        """Return a path and all beneath it."""
        return [path, *(each for each, _ in self._walk(path) if each)]

    def _walk(self, top: str = "") -> Iterator[tuple[str, os.stat_result]]:
        """Yield everything, and remove what a crash left half."""
        waiting = [top]
        while waiting:
            path = waiting.pop()
            with suppress(IcotesError, NotADirectoryError):
                folder = self._root.open(path, FOLDER | os.O_NOFOLLOW, links=False)
                try:
                    if not path:
                        yield "", os.fstat(folder)
                    for name, status in _scan(folder):
                        below = f"{path}/{name}" if path else name
                        yield below, status
                        if S_ISDIR(status.st_mode) and name not in self._without:
                            waiting.append(below)
                finally:
                    os.close(folder)


def _scan(folder: int) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_left_over(entry.name):
                with suppress(OSError):
                    remove(Place(folder, os.fsencode(entry.name)))
            if entry.name.startswith(TEMPORARY):
                continue
            with suppress(FileNotFoundError):
                yield to_wire(entry.name), entry.stat(follow_symlinks=False)


def _compare(tx: Transaction, seen: Seen, moves: Moves, origin: Origin, also: Iterable[Event]) -> list[Change]:
    for target, (source, _) in moves.items():
        _move(tx, seen, source, target, origin)
    changes = [change for path, now in seen.items() if (change := _difference(tx, path, now))]
    if len(changes) <= SINGLE:
        for change in changes:
            tx.publish(_event(change, origin))
    else:
        tx.publish(BatchChanged(changes=changes, origin=origin))
    for event in also:
        tx.publish(event)
    return changes


def _move(tx: Transaction, seen: Seen, source: str, target: str, origin: Origin) -> None:
    """Publish a rename, if it is the whole story: what was known at the one path is at the other now."""
    before, now = files.get(tx, source), seen.get(target)
    if before is None or now is None or seen.get(source) is not None:
        return
    if (before.type, before.inode) != (now.type, now.inode):
        return
    files.move(tx, source, target)
    tx.publish(FileMoved(from_=source, path=target, type=now.type, version=now.version, origin=origin))


def _difference(tx: Transaction, path: str, now: Known | None) -> Change | None:
    before = files.get(tx, path)
    if before == now:
        return None
    if now is None or (before and before.type != now.type):
        files.drop(tx, path)
    if now is None:
        return _change(path, "deleted", before) if before else None
    files.put(tx, path, now)
    return _change(path, "changed" if before else "created", now)


def _change(path: str, change: Literal["created", "changed", "deleted"], now: Known) -> Change:
    if change == "deleted":
        return Change(path=path, change=change, type=now.type)
    modified = now.modified / 1e9
    return Change(path=path, change=change, type=now.type, version=now.version, size=now.size, modified=modified)


def _event(change: Change, origin: Origin, by: Iterable[str] = ()) -> FileChanged:
    return FileChanged(
        path=change.path,
        change=change.change,
        type=change.type,
        version=change.version,
        size=change.size,
        modified=change.modified,
        origin=origin,
        by=tuple(by),
    )
