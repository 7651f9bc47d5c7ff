"""The event log: a table in the database, its newest records decoded in memory for those who follow it."""

import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from math import inf
from operator import itemgetter
from typing import Any, Protocol, TypeVar, cast

import msgspec

from icotes.core.events import EVENTS, EventRecord
from icotes.core.log import Cursor, Item, Log
from icotes.kit.page import Page
from icotes.kit.patterns import Pattern

T = TypeVar("T")

TAIL = 4096
"""Records that are kept in memory, at least; twice as many at most."""
TAIL_BYTES = 4 * 1024 * 1024
"""Bytes of event data that are kept in memory, at most."""
SCAN = 10_000
"""Records that one `find` looks through at most."""

STEPS = (
    "CREATE TABLE log (name TEXT NOT NULL, epoch TEXT NOT NULL, trimmed INTEGER NOT NULL)",
    """CREATE TABLE events (
        seq INTEGER PRIMARY KEY, time REAL NOT NULL, kind TEXT NOT NULL,
        actor TEXT NOT NULL, call TEXT NOT NULL, data BLOB NOT NULL
    )""",
)

Row = tuple[int, float, str, str, str, bytes]
"""A record as the table has it: seq, time, kind, actor, call, data."""


class Read(Protocol):
    """Runs a job on a reading connection of the store."""

    def __call__(self, job: Callable[[sqlite3.Connection], T], /) -> Awaitable[T]:
        """Return what the job returns."""
        ...


class EventLog(Log[EventRecord]):
    """The events of one workspace, or of the server.

    Args:
        name: stands in every cursor and every id.
        read: reads the table.
        clock: gives seconds since the epoch.

    Attributes:
        published: records that were appended since the log was opened, by kind.
    """

    def __init__(self, name: str, read: Read, clock: Callable[[], float] = time.time) -> None:
        super().__init__(name)
        self._select = read
        self._clock = clock
        self._tail: list[Row | Item[EventRecord]] = []
        self._begin = 0
        self._bytes = 0
        self._ends: dict[int, float] = {}
        self.published: Counter[str] = Counter()

    def load(self, epoch: str, first: int, last: int) -> None:
        """Take over what the table holds."""
        self.epoch, self.first, self.last, self.closed = epoch, first, last, False
        self._prefix = self.cursor(0)[:-1]
        self._begin, self._bytes = last, 0
        self._tail.clear()
        self._ends.clear()

    def record(self, row: Row) -> EventRecord:
        """Return a row of the table as an event handler gets it."""
        return EventRecord(f"{self._prefix}{row[0]}", row[1], row[2], row[3], row[4], msgspec.Raw(row[5]))

    def item(self, row: Row) -> Item[Any]:
        """Return a row of the table as followers get it: None in it if its time to live is over."""
        record = self.record(row)
        return Item(record.id, record if _end(record) > self._clock() else None, row[0])

    def extend(self, rows: Sequence[Row]) -> None:
        """Take in rows that are on disk now, and wake the followers."""
        self._tail += rows
        self._bytes += sum(len(row[5]) for row in rows)
        self.published.update(map(itemgetter(2), rows))
        self.last = rows[-1][0]
        if len(self._tail) > 2 * TAIL or self._bytes > TAIL_BYTES:
            self._shorten()
        self.signal.wake()

    def _shorten(self) -> None:
        drop = max(0, len(self._tail) - TAIL)
        self._bytes = sum(_size(each) for each in self._tail[drop:])
        while self._bytes > TAIL_BYTES // 2:
            self._bytes -= _size(self._tail[drop])
            drop += 1
        del self._tail[:drop]
        self._begin += drop
        self._ends = {position: end for position, end in self._ends.items() if position > self._begin}

    async def read(self, after: int, limit: int) -> list[Item[EventRecord | None]]:
        """Return records after a position, oldest first; the newest ones are the same objects for everybody."""
        if after >= self._begin:
            return self._recent(after - self._begin, limit)
        rows = await self._select(lambda connection: _rows(connection, after, limit))
        return [self.item(row) for row in rows] if rows and rows[0][0] == after + 1 else []

    def _recent(self, start: int, limit: int) -> list[Item[Any]]:
        items: list[Any] = self._tail[start : start + limit]
        for index, item in enumerate(items):
            if isinstance(item, tuple):
                items[index] = self._tail[start + index] = self._shared(cast("Row", item))
        if self._ends:
            now = self._clock()
            over = (index for index, item in enumerate(items) if self._ends.get(item.position, inf) <= now)
            for index in over:
                items[index] = Item(items[index].cursor, None, items[index].position)
        return items

    def _shared(self, row: Row) -> Item[EventRecord]:
        record = self.record(row)
        end = _end(record)
        if end < inf:
            self._ends[row[0]] = end
        return Item(record.id, record, row[0])

    def trimmed(self, first: int) -> None:
        """Say that the records up to a position are gone."""
        self.first = max(self.first, first)

    async def find(
        self, patterns: Iterable[str] = ("**",), before: Cursor | None = None, limit: int = 100
    ) -> Page[EventRecord]:
        """Return records of some kinds, newest first.

        One call looks through at most 10,000 records, so that a page may hold
        fewer than `limit`, even none, and still have a next one.

        Args:
            patterns: of kinds, e.g. `files.*`.
            before: the page before this one ended here.

        Raises:
            Invalid: `before` is no cursor of this log.
        """
        wanted = kinds(*patterns)
        position = self.last + 1 if before is None else self.position(before) or 0

        def scan(connection: sqlite3.Connection) -> tuple[list[Row], int]:
            found: list[Row] = []
            seq = position
            sql = f"SELECT {COLUMNS} FROM events WHERE seq < ? ORDER BY seq DESC LIMIT ?"  # noqa: S608
            for row in connection.execute(sql, (position, SCAN)):
                seq = row[0]
                if wanted(row[2]):
                    found.append(row)
                    if len(found) == limit:
                        break
            return found, seq

        rows, seq = await self._select(scan)
        items = [self.item(row).value for row in rows]
        more = seq - 1 > self.first and seq != position
        return Page([item for item in items if item is not None], self.cursor(seq) if more else None)


COLUMNS = "seq, time, kind, actor, call, data"


def _rows(connection: sqlite3.Connection, after: int, limit: int) -> list[Row]:
    sql = f"SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608
    return connection.execute(sql, (after, limit)).fetchall()


def _end(record: EventRecord) -> float:
    """Return when a record's time to live is over."""
    declared = EVENTS.get(record.kind)
    lifetime = declared.time_to_live if declared else None
    return inf if lifetime is None else record.time + lifetime


def _size(each: "Row | Item[EventRecord]") -> int:
    return len(each[5]) if isinstance(each, tuple) else len(each.value.data)


def kinds(*patterns: str) -> Callable[[str], bool]:
    """Return a test of kinds against several patterns; each kind is compared once."""
    compiled = [Pattern(text) for text in patterns]
    known: dict[str, bool] = {}

    def wanted(kind: str) -> bool:
        if kind not in known:
            known[kind] = any(pattern.matches(kind) for pattern in compiled)
        return known[kind]

    return wanted
