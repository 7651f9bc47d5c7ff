"""Writes a workspace's timeline: follows its log, looks at what changed and keeps it, and nobody waits for that.

The log is read in order, over all kinds of events; how far stands in the same transaction as what came of it. So a
crash loses no moment and writes none twice.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from icotes.core.errors import Unavailable
from icotes.core.events import EventRecord
from icotes.core.log import BATCH
from icotes.kit.schema import NewerState
from icotes.kit.store import Store, Transaction
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import BatchChanged, Change, FileChanged, FileMoved, Origin, Wholesale
from icotes.modules.workspaces import archive, contents
from icotes.modules.workspaces.archive import AWAY, Deed, TimelineSchema
from icotes.modules.workspaces.looking import Looked, Looker, Sight, is_ours, level, unsettled
from icotes.modules.workspaces.moments import MomentsRecorded, TimelineSettings, TimelineTrimmed, Trimmed
from icotes.modules.workspaces.trimming import trim
from icotes.modules.workspaces.witness import Deeds

REST_SECONDS = 0.05
"""How long changes are collected; what changes again within it is one moment."""
SETTLE_TRIES = 10
"""So often the log is read again when a file is newer than what is told of it."""
AGAIN_SECONDS = 10.0
"""After a failure it is tried again so much later."""
FEW = 200
"""Only of so many paths is looked whether they are settled."""
BASE = 0.5
"""The part of all room that the state with which a timeline begins may take."""
SPARE = 1.25
"""Up to so much of what may be kept is kept until the oldest is forgotten."""
_PLACE = "place"

logger = logging.getLogger(__name__)


class Recorder:
    """Writes one timeline.

    Attributes:
        store: the timeline.
        calls: ids of calls that went back in time.
        written: hashes of what was written to disk by going back, by path and version.
        bytes: what the contents take.
        trouble: why nothing is written; empty if all is well.
    """

    def __init__(self, workspace: Workspace, wholesale: Wholesale, deeds: Deeds, settings: TimelineSettings) -> None:
        self.workspace = workspace
        self.store = Store(workspace.store.path.with_suffix(".timeline"), f"{workspace.id}.timeline")
        self.calls: set[str] = set()
        self.written: dict[tuple[str, str], bytes] = {}
        self.bytes = 0
        self.trouble = ""
        self._wholesale = wholesale
        self._deeds = deeds
        self._settings = settings
        self._position = 0
        self._ignored: dict[str, bool] = {}
        self._lock = asyncio.Lock()
        self._ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the timeline; one that is damaged is put aside, and a new one begun."""
        try:
            await self.store.open([TimelineSchema])
        except NewerState:
            raise
        except Unavailable:
            path = self.store.path
            aside = path.with_suffix(f".timeline-damaged-{int(time.time())}")
            logger.exception("the timeline of %s is damaged; it is kept as %s", self.workspace.name, aside.name)
            await asyncio.to_thread(_put_aside, path, aside)
            await self.store.open([TimelineSchema])
        self.bytes = await self.store.read(contents.size)

    def begin(self) -> None:
        """Write from now on, in the background."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop writing; what is not written yet is when the workspace opens again."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self.store.close()

    async def _run(self) -> None:
        log = self.workspace.log
        await self._do(self._start)
        self._ready.set()
        while True:
            if self._position >= log.last:
                await log.signal.wait()
            await asyncio.sleep(REST_SECONDS)
            await self._do(self.catch_up)

    async def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something until it succeeds."""
        while True:
            try:
                await work()
            except Exception as error:
                self.trouble = f"The timeline of {self.workspace.name} is not written: {error}."
                logger.exception("the timeline of %s is not written", self.workspace.name)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self.trouble = ""
                return

    async def _start(self) -> None:
        """Go on where the log was read to; then look whether something changed of which nothing was told."""
        log = self.workspace.log
        place = await self.store.read(lambda db: archive.progress(db, _PLACE))
        position = log.position(place) if place else None
        async with self._lock:
            if position is None:
                self._position = log.last
                await self._look_at_all(found=not place)
                await self.store.write(lambda tx: archive.begin(tx, Deed(time.time())))
                await self.store.write(self._keep_place)
            else:
                self._position = position
        await self.settle()

    async def settle(self) -> None:
        """Return when everything that happened is on the timeline, told or not."""
        await self.catch_up()
        async with self._lock:
            await self._look_at_all()

    async def ready(self) -> None:
        """Return when the timeline has begun."""
        await self._ready.wait()

    async def catch_up(self) -> None:
        """Write what the log tells."""
        async with self._lock:
            await self._follow()

    async def _follow(self) -> None:
        while self._position < self.workspace.log.last:
            plan: dict[str, Sight] = {}
            await self._read(plan)
            for _ in range(SETTLE_TRIES):
                if len(plan) > FEW or not await self._is_unsettled(plan):
                    break
                await asyncio.sleep(REST_SECONDS)
                await self._read(plan)
            await self._write(list(plan.values()))

    async def _is_unsettled(self, plan: dict[str, Sight]) -> bool:
        sights = list(plan.values())
        return await self.store.read(lambda _: unsettled(self.workspace.root, sights))

    async def _read(self, plan: dict[str, Sight]) -> None:
        """Add to a plan what the log tells next."""
        log = self.workspace.log
        while self._position < log.last and len(plan) < archive.BATCH:
            if self._position < log.first:
                self._position = log.first
                continue
            for item in await log.read(self._position, BATCH):
                self._position = item.position
                if item.value is not None:
                    await self._take(plan, item.value)

    async def _take(self, plan: dict[str, Sight], record: EventRecord) -> None:
        if record.kind == FileChanged.kind:
            event = record.event(FileChanged)
            self._changed(plan, record, event, self._deed(record, event.origin, event.by))
        elif record.kind == BatchChanged.kind:
            batch = record.event(BatchChanged)
            deeds = {by: self._deed(record, batch.origin, by) for by in {change.by for change in batch.changes}}
            for change in batch.changes:
                self._changed(plan, record, change, deeds[change.by])
        elif record.kind == FileMoved.kind:
            await self._moved(plan, record, record.event(FileMoved))

    def _deed(self, record: EventRecord, origin: Origin, by: tuple[str, ...]) -> Deed:
        deed = self._deeds.deed(self.workspace, record, origin, by)
        return deed._replace(cause="restore") if record.call in self.calls else deed

    def _changed(self, plan: dict[str, Sight], record: EventRecord, change: Change | FileChanged, deed: Deed) -> None:
        if change.path.endswith((".gitignore", ".git")):
            self._ignored.clear()
        origin = self._deeds.origin(record, change.path) if change.change == "created" else ""
        sight = Sight(change.path, deed, change.change, change.version or "", origin, copied=bool(origin))
        self._plan(plan, sight)

    async def _moved(self, plan: dict[str, Sight], record: EventRecord, event: FileMoved) -> None:
        """Plan to look at both places of all that was moved."""
        source, target = event.from_, event.path
        known = await self.store.read(lambda db: list(archive.heads(db, source)))
        inside = [path for path in plan if f"{path}/".startswith(f"{source}/")]
        deed = self._deed(record, event.origin, ())
        for path in dict.fromkeys([source, *known, *inside]):
            before = plan.pop(path, None)
            origin = before.origin if before and before.origin else path
            merged = _merged(before.deed.authors if before else (), deed.authors)
            there = target + path[len(source) :]
            self._plan(plan, Sight(there, deed._replace(authors=merged), "created", "", origin))
            self._plan(plan, Sight(path, deed, AWAY))

    def _plan(self, plan: dict[str, Sight], sight: Sight) -> None:
        if not is_ours(sight.path):
            return
        before = plan.pop(sight.path, None)
        if before:
            authors = _merged(before.deed.authors, sight.deed.authors)
            sight = sight._replace(deed=sight.deed._replace(authors=authors))
            if before.origin and not sight.origin and sight.change != "deleted":
                sight = sight._replace(origin=before.origin, copied=before.copied)
        plan[sight.path] = sight

    async def _look_at_all(self, *, found: bool = False) -> None:
        """Write what is on disk otherwise than the timeline knows; what is told by now was done by whom it tells."""
        now = time.time()
        different = await self._different()
        if not found:
            await self._follow()
        deed = self._deeds.outside(self.workspace, now)
        for begin in range(0, len(different), archive.BATCH):
            sights = [Sight(path, deed, found=found) for path in different[begin : begin + archive.BATCH]]
            started = time.monotonic()
            await self._write(sights, told=not found)
            if found:  # a first look at a large folder rests as long as it works, for those who work meanwhile
                await asyncio.sleep(time.monotonic() - started)

    async def _different(self) -> list[str]:
        """Return where the disk is not as the timeline knows; what git ignores is passed over."""
        heads = await self.store.read(archive.heads)
        different: list[str] = []
        folders, root = [""], self.workspace.root
        while folders:
            found = await self.store.read(lambda _, folders=folders: level(root, folders, heads))
            ignored = await self._are_ignored(found.unknown)
            folders = [path for path in found.folders if path not in ignored]
            different += [path for path in found.different if path not in ignored]
        return [*different, *heads]

    async def _are_ignored(self, paths: Iterable[str]) -> set[str]:
        """Return which of these git ignores."""
        asked = list(paths)
        unknown = [path for path in asked if path not in self._ignored]
        if unknown:
            found = await self._wholesale.ignored(self.workspace, unknown)
            if len(self._ignored) > archive.BATCH * 100:
                self._ignored.clear()
            self._ignored |= {path: path in found for path in unknown}
        return {path for path in asked if self._ignored.get(path)}

    async def _write(self, sights: list[Sight], *, told: bool = True) -> None:
        """Look at paths, and keep what changed there; the caller holds the lock."""
        ignored = await self._are_ignored([sight.path for sight in sights])
        rest = [sight._replace(ignored=sight.path in ignored) for sight in sights]
        while rest:
            room = int((SPARE if told else BASE) * self._settings.bytes) - self.bytes
            looker = Looker(self.workspace.root, self._settings.file_bytes, room, self.written)
            looked = await self.store.read(partial(looker.look, sights=rest))
            rest = looked.rest
            if looked.steps or looked.same:
                last = await self.store.write(partial(self._keep, looked=looked, done=not rest))
                self.bytes += sum(len(packed.data) for packed in looked.packed)
                if told and looked.steps:
                    self.workspace.store.post(MomentsRecorded(last=f"m{last}", count=len(looked.steps)))
            if self.bytes > self._settings.bytes:
                await self._trim()

    async def trim(self) -> Trimmed:
        """Forget what is too old, or too much."""
        async with self._lock:
            return await self._trim()

    async def _trim(self) -> Trimmed:
        trimmed = await trim(self.store, self._settings)
        self.bytes = trimmed.bytes
        if trimmed.forgotten:
            await self.workspace.store.publish(TimelineTrimmed(forgotten=trimmed.forgotten, oldest=trimmed.oldest))
        return trimmed

    def _keep(self, tx: Transaction, looked: Looked, done: bool) -> int:
        contents.put(tx, looked.packed)
        archive.seen_again(tx, looked.same)
        if done:
            self._keep_place(tx)
        return archive.add(tx, looked.steps)

    def _keep_place(self, tx: Transaction) -> None:
        archive.keep(tx, _PLACE, self.workspace.log.cursor(self._position))


def _put_aside(path: Path, aside: Path) -> None:
    """Rename a database with what SQLite keeps beside it, which would be taken for the new one's."""
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").rename(f"{aside}{end}")


def _merged(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*one, *other]))
