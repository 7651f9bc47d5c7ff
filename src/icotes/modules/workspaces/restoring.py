"""Takes files back to a point of the timeline.

What is there now is on the timeline before anything changes, so going back can be undone. All contents are read and
compared with their hashes before the first file is touched. What changes at the last moment is looked at again, and put
on the timeline, before it goes back too; what is not kept stays.
"""

import sqlite3
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import NamedTuple

from icotes.core.errors import IcotesError
from icotes.kit.store import Transaction
from icotes.modules.files.types import OpenText, Rearrangement, Wanted, Wholesale
from icotes.modules.workspaces import archive, contents
from icotes.modules.workspaces.archive import Deed, PathState
from icotes.modules.workspaces.contents import Lost
from icotes.modules.workspaces.moments import (
    ContentMissing,
    Left,
    PathNotKept,
    PointNotFound,
    Restored,
    RestoreInterrupted,
    WorkspaceRestored,
)
from icotes.modules.workspaces.recorder import Recorder

NAMED = 20
"""So many files are named in an error."""
SHOWN = 100
"""So many that stayed as they were are named in a result."""
PASSES = 3
"""What changed at the last moment is tried so often."""


class Plan(NamedTuple):
    """What has to be done.

    Attributes:
        write: what is to be, by path.
        remove: what is to go, by path.
        now: what is there now, by path.
        left: why something stays as it is, by path.
    """

    write: dict[str, PathState]
    remove: dict[str, PathState]
    now: dict[str, PathState]
    left: dict[str, str]


def plan(db: sqlite3.Connection, point: int, path: str) -> Plan:
    """Compare what is with what was.

    Raises:
        PointNotFound: what was at the point is not kept any more.
        PathNotKept: nothing is or was at the path.
        ContentMissing: some content is not kept any more.
    """
    if point < archive.oldest(db):
        raise PointNotFound("What was at this point has just been forgotten: too much came after it; take a newer one.")
    now, then = archive.heads(db, path), _state(db, point, path)
    if path and not now and not then:
        raise PathNotKept(f"Nothing was at {path} at that point, and nothing is; see `workspaces.timeline`.", path=path)
    made = Plan({}, {}, now, {})
    for each, old in then.items():
        current = now.get(each)
        if current and (current.moment == old.moment or (current.equals(old) and not old.unkept)):
            continue
        if old.unkept or (old.type not in {"file", "folder", "link"}):
            made.left[each] = f"its content was not kept ({old.unkept or old.type})"
        elif current and current.unkept:
            made.left[each] = f"what is there now would be lost: it is not kept ({current.unkept})"
        else:
            made.write[each] = old
    for each, current in now.items():
        if each not in then and current.unkept:
            made.left[each] = f"what is there now would be lost: it is not kept ({current.unkept})"
        elif each not in then:
            made.remove[each] = current
    _check(db, made)
    return made


def _state(db: sqlite3.Connection, point: int, path: str) -> dict[str, PathState]:
    """Return what was at a path; if it was at another one then, what was there."""
    found = archive.state(db, point, path)
    if found or not path:
        return found
    for place, low, _ in archive.lineage(db, path, archive.newest(db)):
        if low <= point and place != path:
            was = archive.state(db, point, place)
            moved = ((path + each[len(place) :], old) for each, old in was.items())
            return {each: old._replace(path=each) for each, old in moved}
    return {}


def _check(db: sqlite3.Connection, made: Plan) -> None:
    missing = [each for each, old in made.write.items() if old.hash and not contents.is_kept(db, old.hash)]
    if missing:
        raise _missing(missing)


def _missing(paths: list[str]) -> ContentMissing:
    return ContentMissing(
        f"The content of {', '.join(paths[:NAMED])} at that point is damaged or not kept any more; nothing was changed."
        " Restore the other files one by one, or another point.",
        missing=paths[:NAMED],
        count=len(paths),
    )


class Restoring:
    """Takes one workspace back.

    Args:
        open_text: holds what is open as a text.
        call: the id of the call that asked.
        author: who did.
    """

    def __init__(
        self, recorder: Recorder, wholesale: Wholesale, open_text: OpenText | None, call: str, author: str
    ) -> None:
        self._recorder = recorder
        self._store = recorder.store
        self._workspace = recorder.workspace
        self._wholesale = wholesale
        self._open = open_text
        self._call = call
        self._author = author

    async def run(self, point: int, path: str) -> Restored:
        """Take a path, or everything, back to a point.

        Raises:
            PointNotFound: what was at the point is not kept any more; nothing was changed.
            PathNotKept: nothing is or was at the path.
            ContentMissing: a content is lost; nothing was changed.
        """
        await self._settle(path)
        made = await self._store.read(lambda db: plan(db, point, path))
        before = await self._store.write(lambda tx: begun(tx, self._call, point, path))
        self._recorder.calls.add(self._call)
        left: dict[str, str] = {}
        try:
            first = made
            for _ in range(PASSES):
                left = await self._carry_out(made)
                await self._recorder.settle()
                if not left:
                    break
                with suppress(PointNotFound):
                    made = await self._store.read(lambda db: plan(db, point, path))
        except Exception:
            await self._store.write(lambda tx: ended(tx, self._call))
            raise
        finally:
            self._recorder.written.clear()
        return await self._end(first, before, point, path, {**made.left, **left})

    async def _settle(self, path: str) -> None:
        if self._open:
            await self._open.flush(self._workspace, path)
        await self._recorder.settle()

    async def _carry_out(self, made: Plan) -> dict[str, str]:
        """Do what is planned; return why something stayed as it was, by path."""
        opened = await self._open.open_paths(self._workspace) if self._open else set[str]()
        texts = await self._store.read(lambda db: _texts(db, made, opened))
        change = await self._wholesale.rearrange(self._workspace)
        try:
            self._recorder.written |= await self._store.read(lambda db: _prepare(db, made, texts.keys(), change))
            return await self._edit(made, texts) | await change.commit()
        finally:
            await change.discard()

    async def _edit(self, made: Plan, texts: Mapping[str, bytes]) -> dict[str, str]:
        """Make open texts what they were, as an edit of them; one with another mode has its turn in the next pass."""
        left: dict[str, str] = {}
        for path, content in texts.items():
            try:
                done = self._open and await self._open.replace(self._workspace, path, content, None)
            except IcotesError as error:
                left[path] = error.message
            else:
                if done is None or made.write[path].mode != made.now[path].mode:
                    left[path] = "it was open and is not any more, or its mode is to change too"
        return left

    async def _end(self, made: Plan, before: int, point: int, path: str, left: Mapping[str, str]) -> Restored:
        deed = Deed(time.time(), (self._author,), "restore", "workspaces.restore", self._call)

        def job(tx: Transaction) -> int:
            ended(tx, self._call)
            return archive.mark(tx, "restored", deed, f"m{point}", path)

        moment = await self._store.write(job)
        created = sum(each not in made.now for each in made.write if each not in left)
        counts = {
            "created": created,
            "changed": sum(each not in left for each in made.write) - created,
            "deleted": sum(each not in left for each in made.remove),
            "not_restored": len(left),
        }
        marks = f"m{moment}", f"m{before}", f"m{point}"
        await self._workspace.store.publish(_event(marks, path, counts))
        named = [Left(*each) for each in sorted(left.items())[:SHOWN]]
        return Restored(moment=marks[0], before=marks[1], to=marks[2], left=named, **counts)


def _event(marks: tuple[str, str, str], path: str, counts: dict[str, int]) -> WorkspaceRestored:
    return WorkspaceRestored(moment=marks[0], before=marks[1], to=marks[2], path=path, **counts)


def _texts(db: sqlite3.Connection, made: Plan, opened: set[str]) -> dict[str, bytes]:
    """Return what texts that are open have to become, by path.

    Raises:
        ContentMissing: some are damaged.
    """
    texts: dict[str, bytes] = {}
    for path in opened & made.write.keys() & made.now.keys():
        old, current = made.write[path], made.now[path]
        if old.type == "file" and old.hash and current.hash != old.hash:
            try:
                texts[path] = contents.load(db, old.hash)
            except Lost:
                raise _missing([path]) from None
    return texts


def _prepare(
    db: sqlite3.Connection, made: Plan, edited: Collection[str], change: Rearrangement
) -> dict[tuple[str, str], bytes]:
    """Read all contents, and put them aside; return their hashes, by path and the version that they will have.

    Raises:
        ContentMissing: some are damaged.
    """
    missing: list[str] = []
    hashes: dict[str, bytes] = {}
    for path, current in made.remove.items():
        change.add(Wanted(path, "gone", 0, current.version))
    for path, old in made.write.items():
        current = made.now.get(path)
        if path in edited:
            continue
        if current and "folder" in {current.type, old.type} and current.type != old.type:
            change.add(Wanted(path, "gone", 0, current.version))
            current = None
        try:
            content = contents.load(db, old.hash) if old.hash else b""
        except Lost:
            missing.append(path)
            continue
        type_ = "folder" if old.type == "folder" else "link" if old.type == "link" else "file"
        change.add(Wanted(path, type_, old.mode, current.version if current else None), content)
        if old.hash:
            hashes[path] = old.hash
    if missing:
        raise _missing(missing)
    return {(path, version): hashes[path] for path, version in change.prepared().items() if path in hashes}


def begun(tx: Transaction, call: str, point: int, path: str) -> int:
    """Keep that going back begins; return the point before it."""
    before = tx.execute("SELECT seq FROM sqlite_sequence WHERE name = 'moments'").fetchone()[0]
    tx.execute("INSERT INTO restores (call, before, target, path) VALUES (?, ?, ?, ?)", (call, before, point, path))
    return before


def ended(tx: Transaction, call: str) -> None:
    """Keep that going back ended."""
    tx.execute("DELETE FROM restores WHERE call = ?", (call,))


def interrupted(tx: Transaction) -> dict[str, RestoreInterrupted]:
    """Return what a crash cut short, by the call that asked, and forget it."""
    rows = tx.execute("SELECT call, before, target, path FROM restores ORDER BY id").fetchall()
    tx.execute("DELETE FROM restores")
    return {
        call: RestoreInterrupted(before=f"m{before}", to=f"m{point}", path=path) for call, before, point, path in rows
    }
