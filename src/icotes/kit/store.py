"""The store: one SQLite file, one thread that writes, one fsync for all who wait.

`acknowledged` means `on disk`: `write` and `publish` return after the COMMIT was
synced. State and events of a job commit together; a job that fails is rolled
back alone. Followers of the log are woken after the commit and never waited for.
"""

import asyncio
import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from time import time
from typing import Any, TypeVar

import msgspec

from icotes.core.call import Call, current
from icotes.core.errors import Unavailable
from icotes.core.events import Event, EventRecord
from icotes.kit import eventlog
from icotes.kit.eventlog import EventLog, Row
from icotes.kit.schema import Schema, migrate
from icotes.kit.state import StateFolder

T = TypeVar("T")

TRIM = 10_000
"""Records that are forgotten in one commit, so that nobody waits long for it."""
READERS = 2
"""Threads that read from one store at a time."""
POST_SECONDS = 0.1
"""How long posted events wait for a commit to go with."""
INSERTS = [
    (size, f"INSERT INTO events ({eventlog.COLUMNS}) VALUES {', '.join(['(?, ?, ?, ?, ?, ?)'] * size)}")  # noqa: S608
    for size in (128, 32, 8, 1)
]
"""Many events in one statement: each statement may have to wait for Python's lock."""

logger = logging.getLogger(__name__)
encode = msgspec.json.Encoder().encode


class Transaction:
    """What a job writes with; all of it commits, or nothing."""

    __slots__ = ("_connection", "events")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.events: list[tuple[str, bytes]] = []

    def execute(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> sqlite3.Cursor:
        """Run one statement for each row."""
        return self._connection.executemany(sql, rows)

    def publish(self, event: Event) -> None:
        """Append an event to the store's log, with this transaction."""
        self.events.append((event.kind, encode(event)))


class _Job:
    """Something to be written, and who waits for it."""

    __slots__ = ("call", "events", "failure", "future", "result", "run")

    def __init__(
        self,
        run: Callable[[Transaction], Any] | None,
        events: list[tuple[str, bytes]],
        future: "asyncio.Future[Any] | None",
    ) -> None:
        self.run = run
        self.events = events
        self.future = future
        self.call: Call | None = current.get()
        self.result: Any = None
        self.failure: BaseException | None = None


class EventsSchema(Schema):
    """The tables of the log; they are in every store."""

    component = "events"
    place = "server"
    steps = eventlog.STEPS


class Store:
    """One SQLite file with its event log.

    Args:
        path: of the file; it is made if there is none.
        log_name: the name of the log, unique among all stores.
    """

    def __init__(self, path: Path, log_name: str) -> None:
        self.path = path
        self.log = EventLog(log_name, self.read)
        self._pending: list[_Job] = []
        self._batches: SimpleQueue[list[_Job] | None] = SimpleQueue()
        self._writing = False
        self._opened = False
        self._idle = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []

    async def open(self, schemas: Sequence[Schema | type[Schema]] = ()) -> None:
        """Open the file and bring its tables up to date.

        Args:
            schemas: the tables of those who keep something here.

        Raises:
            NewerState: the file was written by a later version of the program.
        """
        self._loop = asyncio.get_running_loop()
        try:
            await asyncio.to_thread(self._prepare, schemas)
        except BaseException:
            self._disconnect()
            raise
        self._readers = ThreadPoolExecutor(READERS, f"read {self.log.name}")
        self._thread = threading.Thread(target=self._work, name=f"write {self.log.name}", daemon=True)
        self._thread.start()
        self._opened = True

    def _prepare(self, schemas: Sequence[Schema | type[Schema]]) -> None:
        self.path.touch(0o600)
        self._connection = self._connect()
        migrate(self._connection, [EventsSchema, *schemas])
        execute = self._connection.execute
        if not execute("SELECT 1 FROM log").fetchone():
            execute("INSERT INTO log VALUES (?, ?, 0)", (self.log.name, secrets.token_hex(4)))
        epoch, trimmed = execute("SELECT epoch, trimmed FROM log").fetchone()
        last = execute("SELECT max(seq) FROM events").fetchone()[0]
        self._last = last or trimmed
        self.log.load(epoch, trimmed, self._last)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "journal_size_limit=16777216"):
            connection.execute(f"PRAGMA {pragma}")
        self._connections.append(connection)
        return connection

    async def close(self) -> None:
        """Write what waits, end the followers and close the file."""
        if not self._opened:
            return
        self._opened = False
        while self._pending or self._writing:
            self._begin()
            self._idle.clear()
            await self._idle.wait()
        self._batches.put(None)
        await asyncio.to_thread(self._finish)
        self.log.close()

    def _finish(self) -> None:
        self._thread.join()
        self._readers.shutdown()
        self._disconnect()

    def _disconnect(self) -> None:
        while self._connections:
            self._connections.pop().close()

    async def write(self, job: Callable[[Transaction], T]) -> T:
        """Run a job on the writing thread and return its result once it is on disk.

        Jobs of several callers share one commit. What a job raises comes out
        here, and only this job is rolled back.

        Raises:
            Unavailable: the store is closed, or the disk does not take it.
        """
        return await self._submit(job, [])

    async def publish(self, *events: Event) -> list[EventRecord]:
        """Append events to the log and return their records once they are on disk.

        Raises:
            Unavailable: the store is closed, or the disk does not take it.
        """
        return await self._submit(None, [(event.kind, encode(event)) for event in events])

    def post(self, *events: Event) -> None:
        """Append events without waiting: they go with the next commit, at most 0.1 s later.

        For what may be lost in a crash of the machine; a failure stands in the program's log.
        """
        if self._opened:
            self._pending.append(_Job(None, [(event.kind, encode(event)) for event in events], None))
            if not self._writing and not self._timer:
                self._timer = self._loop.call_later(POST_SECONDS, self._begin)

    async def trim(self, records: int, seconds: float) -> None:
        """Forget old events.

        Args:
            records: how many are kept at most.
            seconds: how long they are kept at most.
        """
        more = True
        while more:
            first, more = await self.write(partial(_trim, records, time() - seconds))
            self.log.trimmed(first)

    async def read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job on a reading connection, in a thread.

        Raises:
            Unavailable: the store is closed.
        """
        if not self._opened:
            raise _closed()
        return await self._loop.run_in_executor(self._readers, self._look, job)

    def _look(self, job: Callable[[sqlite3.Connection], T]) -> T:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            connection.execute("PRAGMA query_only=1")
        return job(connection)

    def _submit(
        self, run: Callable[[Transaction], Any] | None, events: list[tuple[str, bytes]]
    ) -> "asyncio.Future[Any]":
        if not self._opened:
            raise _closed()
        future = self._loop.create_future()
        self._pending.append(_Job(run, events, future))
        if not self._writing:
            self._begin()
        return future

    def _begin(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._pending and not self._writing:
            self._writing = True
            self._loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        batch, self._pending = self._pending, []
        self._batches.put(batch)

    def _settle(self, batch: list[_Job], rows: list[Row]) -> None:
        """Tell everybody how it went; the one thing that the writer asks of the loop for a batch."""
        if self._pending:
            self._hand_over()
        else:
            self._writing = False
            self._idle.set()
        if rows:
            self.log.extend(rows)
        for job in batch:
            if job.call and job.events and not job.failure:
                job.call.published = True
            if job.future is None:
                if job.failure:
                    logger.error("events were lost", exc_info=job.failure)
            elif not job.future.done():
                if job.failure:
                    job.future.set_exception(job.failure)
                else:
                    job.future.set_result(job.result)

    def _work(self) -> None:
        while (batch := self._batches.get()) is not None:
            try:
                rows = self._commit(batch)
            except Exception as error:  # noqa: BLE001  (the thread outlives whatever a batch met)
                rows = []
                self._fail(batch, error)
            self._loop.call_soon_threadsafe(self._settle, batch, rows)

    def _commit(self, batch: list[_Job]) -> list[Row]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        for job in batch:
            if job.run is not None:
                self._attempt(job, job.run)
        rows = _rows(batch, self._last)
        _insert(connection, rows)
        connection.execute("COMMIT")
        self._last += len(rows)
        self._answer(batch, rows)
        return rows

    def _answer(self, batch: list[_Job], rows: list[Row]) -> None:
        """Give those who only publish their records."""
        start = 0
        record = self.log.record
        for job in batch:
            end = start + len(job.events)
            if job.run is None and job.future:
                job.result = [record(row) for row in rows[start:end]]
            start = end

    def _attempt(self, job: _Job, run: Callable[[Transaction], Any]) -> None:
        transaction = Transaction(self._connection)
        self._connection.execute("SAVEPOINT job")
        try:
            job.result = run(transaction)
            job.events = transaction.events
        except BaseException as error:
            job.failure = RuntimeError("StopIteration") if isinstance(error, StopIteration) else error
            if not self._connection.in_transaction:
                raise sqlite3.OperationalError(str(error)) from error
            self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")

    def _fail(self, batch: list[_Job], error: Exception) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        for job in batch:
            if job.failure is None:
                job.failure = Unavailable(f"This was not saved: {error}. See that the disk has room, then try again.")


class ServerStore(Store):
    """The server's own store: keys, sessions, and the events that belong to no workspace.

    Args:
        state: where it is.
        schemas: what parts keep in it, among others.
    """

    def __init__(self, state: StateFolder, schemas: list[Schema]) -> None:
        super().__init__(state.server_store, "server")
        self._schemas = [schema for schema in schemas if schema.place == "server"]

    async def start(self) -> None:
        """Open the file.

        Raises:
            NewerState: a later version of the program wrote it.
        """
        await self.open(self._schemas)

    async def stop(self) -> None:
        """Close the file."""
        await self.close()


def _closed() -> Unavailable:
    return Unavailable("This store is closed; the server is stopping or the workspace was closed.")


def _rows(batch: list[_Job], last: int) -> list[Row]:
    now = time()
    rows: list[Row] = []
    for job in batch:
        if job.events:
            call = job.call
            actor, of = (call.caller.name, call.id) if call else ("system", "")
            for kind, data in job.events:
                last += 1
                rows.append((last, now, kind, actor, of, data))
    return rows


def _trim(records: int, oldest: float, tx: Transaction) -> tuple[int, bool]:
    """Forget some records; return up to which, and whether there are more to forget."""
    trimmed, last = tx.execute("SELECT trimmed, (SELECT max(seq) FROM events) FROM log").fetchone()
    young = tx.execute("SELECT seq FROM events WHERE time >= ? ORDER BY seq LIMIT 1", (oldest,)).fetchone()
    if last is None:
        return trimmed, False
    goal = max(last - records, young[0] - 1 if young else last)
    first = max(trimmed, min(goal, trimmed + TRIM))
    tx.execute("DELETE FROM events WHERE seq <= ?", (first,))
    tx.execute("UPDATE log SET trimmed = ?", (first,))
    return first, first < goal


def _insert(connection: sqlite3.Connection, rows: list[Row]) -> None:
    start = 0
    for size, sql in INSERTS:
        while len(rows) - start >= size:
            connection.execute(sql, list(chain.from_iterable(rows[start : start + size])))
            start += size
