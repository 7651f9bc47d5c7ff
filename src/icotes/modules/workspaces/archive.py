"""A workspace's timeline on disk: the moments, what is known now, and how far the log was read.

It has a database of its own beside the workspace's, so that no edit waits while contents are written.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple, cast

import msgspec

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.workspaces.moments import TYPES, Cause, Kind, Moment

FOUND = "found"
"""A state with which the timeline begins; nobody is known to have made it."""
AWAY = "away"
"""What was at a path is at another one now."""
IGNORED, LARGE, FULL, UNREADABLE = "ignored", "large", "full", "unreadable"
"""Why content is not kept."""
_GONE = "('deleted', 'away')"
_MARKS = "('checkpoint', 'restored')"
_COLUMNS = (
    "id, time, change, path, origin, type, mode, hash, size, unkept, authors, cause, method, call, terminal, name"
)


BATCH = 1000
"""Paths that are planned at a time."""


class TimelineSchema(Schema):
    """The tables of a timeline."""

    component: ClassVar[str] = "timeline"
    place: ClassVar[Home] = "own"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE moments (
            id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, change TEXT NOT NULL, path TEXT NOT NULL,
            origin TEXT NOT NULL, type TEXT NOT NULL, mode INTEGER NOT NULL, hash BLOB, size INTEGER NOT NULL,
            unkept TEXT NOT NULL, authors TEXT NOT NULL, cause TEXT NOT NULL, method TEXT NOT NULL,
            call TEXT NOT NULL, terminal TEXT NOT NULL, name TEXT NOT NULL
        )""",
        "CREATE INDEX moments_path ON moments (path, id)",
        """CREATE TABLE heads (
            path TEXT PRIMARY KEY, moment INTEGER NOT NULL, type TEXT NOT NULL, mode INTEGER NOT NULL,
            version TEXT NOT NULL, hash BLOB, size INTEGER NOT NULL, unkept TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE TABLE contents (hash BLOB PRIMARY KEY, base BLOB, number INTEGER NOT NULL, data BLOB NOT NULL)",
        """CREATE TABLE restores (
            id INTEGER PRIMARY KEY, call TEXT NOT NULL, before INTEGER NOT NULL, target INTEGER NOT NULL,
            path TEXT NOT NULL
        )""",
        "CREATE TABLE progress (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    )


class Deed(NamedTuple):
    """Who did something, when and through what; as in `Moment`."""

    time: float
    authors: tuple[str, ...] = ()
    cause: Cause = "outside"
    method: str = ""
    call: str = ""
    terminal: str = ""


class PathState(NamedTuple):
    """What is, or was, at a path.

    Attributes:
        moment: the one since which it is so.
        version: of the file on disk; empty in the past.
        unkept: why its content is not kept; empty if it is.
    """

    path: str
    moment: int
    type: str
    mode: int
    version: str
    hash: bytes | None
    size: int
    unkept: str

    def equals(self, other: "PathState") -> bool:
        """Tell whether the same is there."""
        return (self.type, self.mode, self.hash, self.unkept) == (other.type, other.mode, other.hash, other.unkept)


class Step(NamedTuple):
    """A moment that is to be written.

    Attributes:
        change: what `Moment` says, or `found` or `away`.
        now: what is at the path now, or what was there, if it is gone.
        origin: where it was before.
    """

    change: str
    now: PathState
    deed: Deed
    origin: str = ""
    name: str = ""


def add(tx: Transaction, steps: Iterable[Step]) -> int:
    """Write moments and what is known now; return the id of the last one."""
    row = tx.execute("SELECT seq FROM sqlite_sequence WHERE name = 'moments'").fetchone()
    last = row[0] if row else 0
    moments: list[tuple[object, ...]] = []
    heads: list[tuple[object, ...]] = []
    gone: list[tuple[str]] = []
    for step in steps:
        last += 1
        now, deed = step.now, step.deed
        authors = msgspec.json.encode(deed.authors).decode()
        who = (authors, deed.cause, deed.method, deed.call, deed.terminal, step.name)
        place = (step.change, now.path, step.origin, now.type, now.mode, now.hash, now.size, now.unkept)
        moments.append((last, deed.time, *place, *who))
        if step.change in {"deleted", AWAY}:
            gone.append((now.path,))
        elif now.type and now.unkept != IGNORED:
            heads.append(now._replace(moment=last))
    tx.executemany(f"INSERT INTO moments ({_COLUMNS}) VALUES ({', '.join('?' * 16)})", moments)  # noqa: S608
    tx.executemany("DELETE FROM heads WHERE path = ?", gone)
    tx.executemany("INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?, ?, ?, ?, ?)", heads)
    return last


def mark(tx: Transaction, change: Kind, deed: Deed, name: str, path: str = "") -> int:
    """Write a moment at which nothing changed."""
    return add(tx, [Step(change, PathState(path, 0, "", 0, "", None, 0, ""), deed, name=name)])


def seen_again(tx: Transaction, heads: Iterable[PathState]) -> None:
    """Keep under which version the same is there now."""
    tx.executemany("UPDATE heads SET version = ? WHERE path = ?", [(head.version, head.path) for head in heads])


def heads(db: sqlite3.Connection, path: str = "") -> dict[str, PathState]:
    """Return what is known to be at a path and beneath it, by path."""
    where, bounds = _within(path)
    return {row[0]: PathState(*row) for row in db.execute(f"SELECT * FROM heads WHERE {where}", bounds)}  # noqa: S608


def head(db: sqlite3.Connection, path: str) -> PathState | None:
    """Return what is known to be at a path."""
    row = db.execute("SELECT * FROM heads WHERE path = ?", (path,)).fetchone()
    return PathState(*row) if row else None


def state(db: sqlite3.Connection, point: int, path: str = "") -> dict[str, PathState]:
    """Return what was at a path and beneath it at a point, by path."""
    where, bounds = _within(path)
    rows = db.execute(
        "SELECT path, id, type, mode, '', hash, size, unkept, change FROM (SELECT *, max(id) FROM moments"  # noqa: S608
        f" WHERE id <= ? AND type != '' AND unkept != 'ignored' AND {where} GROUP BY path) WHERE change NOT IN {_GONE}",
        (point, *bounds),
    )
    return {row[0]: PathState(*row[:8]) for row in rows}


def lineage(db: sqlite3.Connection, path: str, point: int) -> list[tuple[str, int, int]]:
    """Return where what is at a path was before: paths, newest first, with the first and the last moment there."""
    found: list[tuple[str, int, int]] = []
    sql = "SELECT id, origin FROM moments WHERE path = ? AND id <= ? AND origin != '' ORDER BY id DESC LIMIT 1"
    while path and (row := db.execute(sql, (path, point)).fetchone()):
        found.append((path, row[0], point))
        path, point = row[1], row[0] - 1
    return [*found, (path, 0, point)]


def moments(db: sqlite3.Connection, path: str, before: int, limit: int) -> list[Moment]:
    """Return moments, newest first, of what is at a path and beneath it, wherever it was."""
    places = [(*_within(each), low, high) for each, low, high in lineage(db, path, before - 1)]
    where = " OR ".join(f"(id >= ? AND id <= ? AND ({within}))" for within, *_ in places)
    bounds = [bound for _, inside, low, high in places for bound in (low, high, *inside)]
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM moments WHERE change NOT IN ('{FOUND}', '{AWAY}') AND ({where})"  # noqa: S608
        " ORDER BY id DESC LIMIT ?",
        (*bounds, limit),
    )
    return [_moment(row) for row in rows]


def moment(db: sqlite3.Connection, id: int) -> Moment:
    """Return one moment that is there."""
    return _moment(db.execute(f"SELECT {_COLUMNS} FROM moments WHERE id = ?", (id,)).fetchone())  # noqa: S608


def _moment(row: Sequence[object]) -> Moment:
    id_, time, change, path, origin, type_, mode, hash_, size, unkept, authors, cause, method, call, terminal, name = (
        row
    )
    return Moment(
        id=f"m{id_}",
        time=cast("float", time),
        change=cast("Kind", change),
        path=cast("str", path),
        from_=cast("str", origin),
        type=TYPES.get(str(type_), "other"),
        mode=cast("int", mode),
        hash=cast("bytes", hash_ or b"").hex(),
        size=cast("int", size),
        kept=hash_ is not None and not unkept,
        authors=msgspec.json.decode(str(authors), type=list[str]),
        cause=cast("Cause", cause),
        method=str(method),
        call=str(call),
        terminal=str(terminal),
        name=str(name),
    )


def _within(path: str) -> tuple[str, tuple[str, ...]]:
    if not path:
        return "1", ()
    return "(path = ? OR path > ? AND path < ?)", (path, f"{path}/", f"{path}0")


def newest(db: sqlite3.Connection) -> int:
    """Return the id of the newest moment; 0 if there is none yet."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'moments'").fetchone()
    return row[0] if row else 0


def oldest(db: sqlite3.Connection) -> int:
    """Return the id of the oldest moment at which the whole state is known."""
    return int(progress(db, "oldest", "0"))


def begin(tx: Transaction, deed: Deed) -> None:
    """Write that from now on the whole state is known."""
    keep(tx, "oldest", str(add(tx, [Step(FOUND, PathState("", 0, "", 0, "", None, 0, ""), deed)])))


def at_time(db: sqlite3.Connection, time: float) -> int:
    """Return the id of the newest moment that is not later than a time; 0 if all are."""
    row = db.execute("SELECT id FROM moments WHERE time <= ? ORDER BY id DESC LIMIT 1", (time,)).fetchone()
    return row[0] if row else 0


def named(db: sqlite3.Connection, name: str) -> int | None:
    """Return the id of a checkpoint."""
    sql = "SELECT id FROM moments WHERE change = 'checkpoint' AND name = ? ORDER BY id DESC LIMIT 1"
    row = db.execute(sql, (name,)).fetchone()
    return row[0] if row else None


def progress(db: sqlite3.Connection, name: str, default: str = "") -> str:
    """Return a value that is kept under a name."""
    row = db.execute("SELECT value FROM progress WHERE name = ?", (name,)).fetchone()
    return row[0] if row else default


def keep(tx: Transaction, name: str, value: str) -> None:
    """Keep a value under a name."""
    tx.execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (name, value))


def forget(tx: Transaction, point: int) -> int:
    """Forget what was before a point, but for the state at it; return how many moments went."""
    before = tx.execute("SELECT count(*) FROM moments").fetchone()[0]
    tx.execute(
        f"DELETE FROM moments WHERE id < ? AND (type = '' OR unkept = 'ignored' OR change IN {_GONE} OR EXISTS"  # noqa: S608
        " (SELECT 1 FROM moments AS later WHERE later.path = moments.path AND later.id > moments.id"
        " AND later.id <= ? AND later.type != '' AND later.unkept != 'ignored'))",
        (point, point),
    )
    tx.execute(f"UPDATE moments SET change = '{FOUND}', origin = '' WHERE id < ? AND change NOT IN {_MARKS}", (point,))  # noqa: S608
    keep(tx, "oldest", str(point))
    return before - tx.execute("SELECT count(*) FROM moments").fetchone()[0]
