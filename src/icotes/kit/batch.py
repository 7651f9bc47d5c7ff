"""One commit for all who wait: each job has a savepoint of its own, all of them one fsync."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from time import time
from typing import Any

import msgspec

from icotes.core.call import Call
from icotes.core.errors import Unavailable
from icotes.core.events import Event, EventRecord
from icotes.kit.eventlog import COLUMNS, EventLog, Row

INSERTS = [
    (size, f"INSERT INTO events ({COLUMNS}) VALUES {', '.join(['(?, ?, ?, ?, ?, ?)'] * size)}")  # noqa: S608
    for size in (128, 32, 8, 1)
]
"""Many events in one statement: each statement may have to wait for Python's lock."""

logger = logging.getLogger(__name__)
encode = msgspec.json.Encoder().encode


class Transaction:
    """What a job writes with; all of it commits, or nothing."""

    __slots__ = ("_connection", "events", "texts")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.events: list[Event] = []
        self.texts: list[bytes] = []

    def execute(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> sqlite3.Cursor:
        """Run one statement for each row."""
        return self._connection.executemany(sql, rows)

    def publish(self, event: Event) -> None:
        """Append an event to the store's log, with this transaction."""
        self.texts.append(encode(event))
        self.events.append(event)


Work = Callable[[Transaction], Any]
Job = tuple[Work | None, Sequence[Event], Sequence[bytes], "asyncio.Future[Any] | None", Call | None]
"""What to run (None: only publish), the events and their JSON, who waits, and the call that asked. A bare tuple: there
is one for each event."""


class Failed:
    """What came out of a job instead of a result."""

    __slots__ = ("error",)

    def __init__(self, error: BaseException) -> None:
        self.error = RuntimeError("StopIteration") if isinstance(error, StopIteration) else error


class Batch:
    """Jobs that are committed together.

    Args:
        jobs: in the order in which they came.
    """

    def __init__(self, jobs: list[Job]) -> None:
        self.jobs = jobs
        self.rows: list[Row] = []
        self._results: list[Any] = []
        self._places: list[int] = [0]
        self._calls: list[Call] = []

    def commit(self, connection: sqlite3.Connection, log: EventLog, last: int) -> None:
        """Run the jobs and make what they did durable; on the writing thread.

        Args:
            last: the position of the newest event on disk.
        """
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._run(connection, last)
            _insert(connection, self.rows)
            connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001  (the thread outlives whatever a batch meets)
            self._lose(connection, error)
        else:
            self._answer([*map(log.record, self.rows)])

    def _run(self, connection: sqlite3.Connection, last: int) -> None:
        now, rows, results, places = time(), self.rows, self._results, self._places
        for run, events, texts, _, call in self.jobs:
            if run is None:
                results.append(None)
            else:
                transaction = Transaction(connection)
                results.append(_attempt(connection, transaction, run))
                events, texts = transaction.events, transaction.texts  # noqa: PLW2901
            actor, id_ = (call.caller.name, call.id) if call else ("system", "")
            for event, text in zip(events, texts, strict=True):
                last += 1
                rows.append((last, now, event.kind, actor, id_, text))
            places.append(len(rows))

    def _answer(self, records: list[EventRecord]) -> None:
        """Give those who only publish their records, and tell calls that an event of theirs is on disk."""
        for index, (run, _, _, _, call) in enumerate(self.jobs):
            begin, end = self._places[index], self._places[index + 1]
            if run is None:
                self._results[index] = records[begin:end]
            if call and begin < end:
                call.published = True

    def _lose(self, connection: sqlite3.Connection, error: Exception) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        self.rows = []
        lost = [
            Unavailable(f"This was not saved: {error}. See that the disk has room, then try again.") for _ in self.jobs
        ]
        done = [*self._results, *[None] * (len(self.jobs) - len(self._results))]
        self._results = [
            each if isinstance(each, Failed) else Failed(mine) for each, mine in zip(done, lost, strict=True)
        ]

    def settle(self) -> None:
        """Tell everybody how it went; on the loop."""
        for (_, _, _, future, _), result in zip(self.jobs, self._results, strict=True):
            if isinstance(result, Failed):
                if future is None:
                    logger.error("events were lost", exc_info=result.error)
                elif not future.done():
                    future.set_exception(result.error)
            elif future and not future.done():
                future.set_result(result)


def _attempt(connection: sqlite3.Connection, transaction: Transaction, run: Work) -> Any:
    connection.execute("SAVEPOINT job")
    try:
        result = run(transaction)
    except BaseException as error:
        if not connection.in_transaction:
            raise sqlite3.OperationalError(str(error)) from error
        connection.execute("ROLLBACK TO job")
        transaction.events.clear()
        transaction.texts.clear()
        result = Failed(error)
    connection.execute("RELEASE job")
    return result


def _insert(connection: sqlite3.Connection, rows: list[Row]) -> None:
    start = 0
    for size, sql in INSERTS:
        while len(rows) - start >= size:
            connection.execute(sql, [*chain.from_iterable(rows[start : start + size])])
            start += size
