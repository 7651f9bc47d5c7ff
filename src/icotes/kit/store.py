"""The store: one SQLite file, one thread that writes, one fsync for all who wait.

`acknowledged` means `on disk`: `write` and `publish` return after the COMMIT was
synced. State and events of a job commit together; a job that fails is rolled
back alone. Followers of the log are woken after the commit and never waited for.
"""

import asyncio
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from time import time
from typing import Any, TypeVar

from icotes.core.call import current
from icotes.core.errors import Unavailable
from icotes.core.events import Event, EventRecord
from icotes.kit import eventlog
from icotes.kit.batch import Batch, Job, Transaction, Work, encode
from icotes.kit.eventlog import EventLog
from icotes.kit.schema import Schema, migrate
from icotes.kit.state import StateFolder

T = TypeVar("T")

TRIM = 10_000
"""Records that are forgotten in one commit, so that nobody waits long for it."""
READERS = 2
"""Threads that read from one store at a time."""
POST_SECONDS = 0.1
"""How long posted events wait for a commit to go with."""


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
        self._pending: list[Job] = []
        self._batches: SimpleQueue[Batch | None] = SimpleQueue()
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
            Unavailable: it is no database, or can't be written.
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
        self.log.load(epoch, trimmed, last or trimmed)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        self._connections.append(connection)
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "journal_size_limit=16777216"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.DatabaseError as error:
            raise Unavailable(
                f"The state file {self.path.name} can't be used: {error}. Restore it from a backup, or start with"
                " another --state folder."
            ) from error
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
        return await self._submit(job, ())

    async def publish(self, *events: Event) -> list[EventRecord]:
        """Append events to the log and return their records once they are on disk.

        Raises:
            Unavailable: the store is closed, or the disk does not take it.
        """
        return await self._submit(None, events)

    def post(self, *events: Event) -> None:
        """Append events without waiting: they go with the next commit, at most 0.1 s later.

        For what may be lost in a crash of the machine; a failure stands in the program's log.
        """
        if self._opened:
            self._pending.append((None, events, tuple(map(encode, events)), None, current.get()))
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

    def _submit(self, run: Work | None, events: Sequence[Event]) -> "asyncio.Future[Any]":
        if not self._opened:
            raise _closed()
        future = self._loop.create_future()
        texts = (encode(events[0]),) if len(events) == 1 else tuple(map(encode, events))
        self._pending.append((run, events, texts, future, current.get()))
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
        batch, self._pending = Batch(self._pending), []
        self._batches.put(batch)

    def _work(self) -> None:
        last = self.log.last
        while (batch := self._batches.get()) is not None:
            batch.commit(self._connection, self.log, last)
            last += len(batch.rows)
            self._loop.call_soon_threadsafe(self._settle, batch)

    def _settle(self, batch: Batch) -> None:
        """Go on with what came meanwhile; the one thing that the writer asks of the loop for a batch."""
        if self._pending:
            self._hand_over()
        else:
            self._writing = False
            self._idle.set()
        if batch.rows:
            self.log.extend(batch.rows)
        batch.settle()


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
