"""Documents on disk: a state, and the updates after it. Together they are the document."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar, NamedTuple

from icotes.core.errors import IcotesError
from icotes.kit.dispatch import unexpected
from icotes.kit.schema import Home, Schema
from icotes.kit.store import Store, Transaction
from icotes.modules.documents.types import AuthorKind, DocumentChange, Kind, Origin

AGAIN_SECONDS = 1.0
"""What could not be written is tried again after so long."""
MOMENT = 0.02
"""What several people type within so many seconds goes to disk together."""


class DocumentsSchema(Schema):
    """The tables of documents; an update whose `data` is null is in the state already."""

    component: ClassVar[str] = "documents"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE documents (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
            state BLOB NOT NULL, version INTEGER NOT NULL, saved INTEGER NOT NULL, disk TEXT NOT NULL,
            used REAL NOT NULL
        )""",
        """CREATE TABLE document_updates (
            document INTEGER NOT NULL, version INTEGER NOT NULL, time REAL NOT NULL, author TEXT NOT NULL,
            kind TEXT NOT NULL, origin TEXT NOT NULL, size INTEGER NOT NULL, data BLOB,
            PRIMARY KEY (document, version)
        ) WITHOUT ROWID""",
    )


class Kept(NamedTuple):
    """A document as it is kept.

    Attributes:
        key: of its row.
        state: holds everything up to `version`.
        saved: the version that was last brought to disk.
        disk: the file's version then.
        updates: version and update of each change after the state, oldest first.
    """

    key: int
    id: str
    kind: Kind
    state: bytes
    version: int
    saved: int
    disk: str
    updates: list[tuple[int, bytes]]


class Row(NamedTuple):
    """A change as it is kept."""

    key: int
    version: int
    time: float
    author: str
    kind: AuthorKind
    origin: Origin
    size: int
    data: bytes


def find(path: str, connection: sqlite3.Connection) -> Kept | None:
    """Return what is kept of the document at a path."""
    row = connection.execute(
        "SELECT key, id, kind, state, version, saved, disk FROM documents WHERE path = ?", (path,)
    ).fetchone()
    if row is None:
        return None
    updates = connection.execute(
        "SELECT version, data FROM document_updates WHERE document = ? AND version > ? AND data IS NOT NULL"
        " ORDER BY version",
        (row[0], row[4]),
    ).fetchall()
    return Kept(*row, updates=updates)


def unsaved(connection: sqlite3.Connection) -> list[str]:
    """Return where documents have changes that never were brought to disk."""
    found = connection.execute(
        "SELECT path FROM documents WHERE saved < (SELECT max(version) FROM document_updates WHERE document = key)"
    )
    return [path for (path,) in found]


def add(tx: Transaction, kept: Kept, path: str) -> None:
    """Keep a document; what was kept of another one at its path goes."""
    forget(tx, path)
    tx.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (kept.key, kept.id, path, kept.kind, kept.state, kept.version, kept.saved, kept.disk, time.time()),
    )


def append(tx: Transaction, rows: Sequence[Row]) -> None:
    """Keep changes."""
    tx.executemany("INSERT INTO document_updates VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def fold(tx: Transaction, key: int, version: int, state: bytes, most: int) -> None:
    """Keep a state instead of the updates in it; of the newest `most` it stays known whose they were."""
    tx.execute("UPDATE documents SET state = ?, version = ? WHERE key = ?", (state, version, key))
    tx.execute(
        "UPDATE document_updates SET data = NULL WHERE document = ? AND version <= ? AND data IS NOT NULL",
        (key, version),
    )
    tx.execute(
        "DELETE FROM document_updates WHERE document = ? AND version <= (SELECT version FROM document_updates"
        " WHERE document = ? ORDER BY version DESC LIMIT 1 OFFSET ?) AND version <= ?",
        (key, key, most, version),
    )


def save(tx: Transaction, key: int, version: int, disk: str) -> None:
    """Keep what was brought to disk."""
    tx.execute("UPDATE documents SET saved = ?, disk = ?, used = ? WHERE key = ?", (version, disk, time.time(), key))


def move(tx: Transaction, key: int, path: str) -> None:
    """Keep that a document's file is elsewhere now."""
    forget(tx, path, but=key)
    tx.execute("UPDATE documents SET path = ? WHERE key = ?", (path, key))


def rename(tx: Transaction, source: str, target: str, open_: Sequence[int]) -> None:
    """Keep where the files of documents are that are not open; of a folder, of all in it."""
    rows = tx.execute(
        "SELECT key, path FROM documents WHERE path = ? OR substr(path, 1, ?) = ?",
        (source, len(source) + 1, f"{source}/"),
    ).fetchall()
    for key, path in rows:
        place = target + path[len(source) :]
        there = tx.execute("SELECT key FROM documents WHERE path = ?", (place,)).fetchone()
        if there and there[0] in open_:
            forget(tx, path, but=there[0])
        elif key not in open_:
            move(tx, key, place)


def forget(tx: Transaction, path: str, but: int = -1) -> None:
    """Keep nothing of the document at a path, unless it is a certain one."""
    for (key,) in tx.execute("SELECT key FROM documents WHERE path = ? AND key != ?", (path, but)).fetchall():
        tx.execute("DELETE FROM document_updates WHERE document = ?", (key,))
        tx.execute("DELETE FROM documents WHERE key = ?", (key,))


def trim(tx: Transaction, oldest: float, open_: Sequence[int]) -> None:
    """Forget documents that nobody used since `oldest`; those whose file lacks their changes stay."""
    rows = tx.execute(
        "SELECT key, path FROM documents WHERE used < ? AND NOT EXISTS"
        " (SELECT 1 FROM document_updates WHERE document = key AND document_updates.version > saved)",
        (oldest,),
    ).fetchall()
    for key, path in rows:
        if key not in open_:
            forget(tx, path)


def history(
    key: int, name: Callable[[int], str], before: int, limit: int, connection: sqlite3.Connection
) -> list[tuple[int, DocumentChange]]:
    """Return changes, newest first, each with its number; `name` gives the wire's form of one."""
    rows = connection.execute(
        "SELECT version, time, author, kind, origin, size FROM document_updates WHERE document = ?"
        " AND version < ? ORDER BY version DESC LIMIT ?",
        (key, before, limit),
    ).fetchall()
    return [
        (version, DocumentChange(version=name(version), time=at, author=author, kind=kind, origin=origin, size=size))
        for version, at, author, kind, origin, size in rows
    ]


class Journal:
    """Brings the changes of one workspace's documents to disk: all that come while one commit runs go with the next.

    What can't be written is kept and tried again, so that no later change lacks an earlier one.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._new: list[tuple[Kept, str]] = []
        self._rows: list[Row] = []
        self._waiting: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._urgent = self._closed = False
        self._task: asyncio.Task[None] | None = None

    def begin(self, kept: Kept, path: str) -> None:
        """Keep a document that had no state of its own, with its first change."""
        self._new.append((kept, path))

    def add(self, row: Row) -> None:
        """Keep a change, in a moment."""
        self._rows.append(row)
        self.waiting(MOMENT)

    def waiting(self, moment: float = 0.0) -> "asyncio.Future[None]":
        """Return what is done when all that came so far is on disk, or fails when the disk does not take it.

        Args:
            moment: seconds for which it may wait for more.
        """
        loop = asyncio.get_running_loop()
        if self._waiting is None:
            self._waiting = loop.create_future()
            self._waiting.add_done_callback(_seen)
        self._urgent |= not moment
        if self._timer is None and self._task is None:
            self._timer = loop.call_later(moment, self._begin)
        elif self._timer and not moment:
            self._timer.cancel()
            self._begin()
        return self._waiting

    def _begin(self) -> None:
        self._timer, self._urgent = None, False
        self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        try:
            if waiting := self._waiting:
                self._waiting = None
                await self._write(waiting)
        finally:
            self._task = None
            if self._waiting:
                self.waiting(0.0 if self._urgent else MOMENT)

    async def _write(self, waiting: "asyncio.Future[None]") -> None:
        new, rows = self._new, self._rows
        self._new, self._rows = [], []
        try:
            if new or rows:
                await self.store.write(partial(_all, new, rows))
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait are told, and nothing is given up
            self._new, self._rows = new + self._new, rows + self._rows
            waiting.set_exception(error if isinstance(error, IcotesError) else unexpected(error, "documents"))
            if self._waiting is None:
                asyncio.get_running_loop().call_later(AGAIN_SECONDS, self._again)
        else:
            waiting.set_result(None)

    def _again(self) -> None:
        if self._rows and not self._closed:
            self.waiting()

    async def close(self) -> None:
        """Return when nothing waits any more, or can't be written."""
        with suppress(IcotesError):
            await self.waiting()
        self._closed = True


def _all(new: list[tuple[Kept, str]], rows: list[Row], tx: Transaction) -> None:
    for kept, path in new:
        add(tx, kept, path)
    append(tx, rows)


def _seen(future: "asyncio.Future[None]") -> None:
    """Have nobody complain about a failure that nobody waited for: it is tried again."""
    if not future.cancelled():
        future.exception()
