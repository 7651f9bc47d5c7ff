"""Dead letters: events that a handler failed to take five times, kept until somebody sees to them."""

import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import ClassVar

import msgspec

from icotes.core.errors import NotFound, Unacceptable, Unavailable
from icotes.core.events import EventRecord
from icotes.kit.schema import Home, Schema
from icotes.kit.store import ServerStore, Store, Transaction
from icotes.kit.workspace import OpenWorkspaces

STEPS = (
    "CREATE TABLE reactions (handler TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE dead_letters (
        id INTEGER PRIMARY KEY AUTOINCREMENT, handler TEXT NOT NULL, record BLOB NOT NULL,
        error TEXT NOT NULL, failed REAL NOT NULL, attempts INTEGER NOT NULL
    )""",
)
LISTED = 1000
"""Dead letters of one store that are listed at most."""


class ServerReactionsSchema(Schema):
    """The server's tables of handlers' cursors and dead letters."""

    component: ClassVar[str] = "reactions"
    place: ClassVar[Home] = "server"
    steps: ClassVar[tuple[str, ...]] = STEPS


class WorkspaceReactionsSchema(Schema):
    """A workspace's tables of handlers' cursors and dead letters."""

    component: ClassVar[str] = "reactions"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = STEPS


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """An event that a handler did not take.

    Attributes:
        id: of the letter.
        handler: who did not take it, e.g. `documents.merge`.
        event: what happened.
        error: why, the last time.
        failed: when that was, in seconds since the epoch, UTC.
        attempts: how often it was tried.
    """

    id: str
    handler: str
    event: EventRecord
    error: str
    failed: float
    attempts: int


Deliver = Callable[[Store, str, EventRecord], Awaitable[None]]
"""Hands an event of a store to the handler with a name."""


class DeadLetters:
    """Lists dead letters, delivers them again, throws them away."""

    def __init__(self, server: ServerStore, workspaces: OpenWorkspaces) -> None:
        self._server = server
        self._workspaces = workspaces
        self.deliver: Deliver | None = None
        """Set by what runs the handlers."""

    async def all(self) -> list[DeadLetter]:
        """Return the dead letters of the server and of the open workspaces, at most 1,000 of each, oldest first."""
        found = [letter for store in self._stores() for letter in await store.read(_listed(store))]
        return sorted(found, key=lambda letter: letter.failed)

    async def redeliver(self, id: str) -> None:
        """Hand the event to its handler once more; the letter is gone if it takes it.

        Raises:
            NotFound: there is no such letter.
            Unacceptable: the handler failed again; the letter stays.
            Unavailable: no handlers run here.
        """
        store, number, letter = await self._find(id)
        if self.deliver is None:
            raise Unavailable("Handlers run in the server only; start it with `icotes serve`.")
        try:
            await self.deliver(store, letter.handler, letter.event)
        except Exception as error:
            sql = "UPDATE dead_letters SET error = ?, failed = ?, attempts = attempts + 1 WHERE id = ?"
            values = (said(error), time.time(), number)
            await store.write(lambda tx: tx.execute(sql, values) and None)
            raise Unacceptable(f"{letter.handler} failed again: {said(error)}.") from error
        await self._remove(store, number)

    async def discard(self, id: str) -> None:
        """Throw a letter away.

        Raises:
            NotFound: there is no such letter.
        """
        store, number, _ = await self._find(id)
        await self._remove(store, number)

    async def _remove(self, store: Store, number: int) -> None:
        await store.write(lambda tx: tx.execute("DELETE FROM dead_letters WHERE id = ?", (number,)) and None)

    def _stores(self) -> list[Store]:
        return [self._server, *(workspace.store for workspace in self._workspaces.all())]

    async def _find(self, id: str) -> tuple[Store, int, DeadLetter]:
        name, _, number = id.rpartition("~")
        for store in self._stores():
            if store.log.name == name and number.isascii() and number.isdecimal() and len(number) < 18:
                found = await store.read(_listed(store, int(number)))
                if found:
                    return store, int(number), found[0]
        raise NotFound("There is no such dead letter; `system.dead_letters` lists those that there are.")


def add(tx: Transaction, handler: str, record: EventRecord, error: BaseException, attempts: int) -> None:
    """Keep an event that a handler did not take."""
    tx.execute(
        "INSERT INTO dead_letters (handler, record, error, failed, attempts) VALUES (?, ?, ?, ?, ?)",
        (handler, msgspec.json.encode(record), said(error), time.time(), attempts),
    )


def said(error: BaseException) -> str:
    """Return what an error says, in one short line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]


def _listed(store: Store, number: int | None = None) -> Callable[[sqlite3.Connection], list[DeadLetter]]:
    columns = "id, handler, record, error, failed, attempts"
    sql = f"SELECT {columns} FROM dead_letters WHERE id = ifnull(?, id) ORDER BY id LIMIT ?"  # noqa: S608

    def read(connection: sqlite3.Connection) -> list[DeadLetter]:
        return [
            DeadLetter(
                id=f"{store.log.name}~{id_}",
                handler=handler,
                event=msgspec.json.decode(record, type=EventRecord),
                error=error,
                failed=failed,
                attempts=attempts,
            )
            for id_, handler, record, error, failed, attempts in connection.execute(sql, (number, LISTED))
        ]

    return read
