"""What is told of terminals, on disk: a server that takes them over from one before it knows them by it."""

import sqlite3
from collections.abc import Iterable
from typing import ClassVar

import msgspec

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.terminals.types import Terminal, TerminalClosed, TerminalCreated

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Terminal).decode


class TerminalsSchema(Schema):
    """The table of terminals."""

    component: ClassVar[str] = "terminals"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (
        "CREATE TABLE terminals (id TEXT PRIMARY KEY) WITHOUT ROWID",
        "ALTER TABLE terminals ADD COLUMN told BLOB",
    )


def add(tx: Transaction, terminal: Terminal) -> None:
    """Keep that a terminal was started."""
    tx.execute("INSERT INTO terminals VALUES (?, ?)", (terminal.id, _encode(terminal)))
    tx.publish(TerminalCreated(terminal=terminal))


def change(tx: Transaction, terminal: Terminal) -> None:
    """Keep what is told of a terminal now."""
    tx.execute("UPDATE terminals SET told = ? WHERE id = ?", (_encode(terminal), terminal.id))


def all_(connection: sqlite3.Connection) -> list[Terminal]:
    """Return the terminals that are kept, oldest first."""
    rows = connection.execute("SELECT told FROM terminals WHERE told IS NOT NULL")
    return sorted((_decode(told) for (told,) in rows), key=lambda terminal: terminal.created)


def remove(tx: Transaction, ids: Iterable[str]) -> None:
    """Keep that terminals are gone."""
    for id_ in ids:
        tx.execute("DELETE FROM terminals WHERE id = ?", (id_,))
        tx.publish(TerminalClosed(terminal=id_))


def remove_others(tx: Transaction, ids: Iterable[str] = ()) -> list[str]:
    """Keep that no terminals are left but these, and return which there were."""
    kept = set(ids)
    gone = [id_ for (id_,) in tx.execute("SELECT id FROM terminals ORDER BY id") if id_ not in kept]
    remove(tx, gone)
    return gone
