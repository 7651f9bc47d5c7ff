"""Which terminals there are, on disk: what a server that was killed left behind is told to be gone."""

from collections.abc import Iterable
from typing import ClassVar

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.terminals.types import Terminal, TerminalClosed, TerminalCreated


class TerminalsSchema(Schema):
    """The table of terminals."""

    component: ClassVar[str] = "terminals"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = ("CREATE TABLE terminals (id TEXT PRIMARY KEY) WITHOUT ROWID",)


def add(tx: Transaction, terminal: Terminal) -> None:
    """Keep that a terminal was started."""
    tx.execute("INSERT INTO terminals VALUES (?)", (terminal.id,))
    tx.publish(TerminalCreated(terminal=terminal))


def remove(tx: Transaction, ids: Iterable[str]) -> None:
    """Keep that terminals are gone."""
    for id_ in ids:
        tx.execute("DELETE FROM terminals WHERE id = ?", (id_,))
        tx.publish(TerminalClosed(terminal=id_))


def remove_all(tx: Transaction) -> list[str]:
    """Keep that no terminal is left, and return which there were."""
    ids = [id_ for (id_,) in tx.execute("SELECT id FROM terminals ORDER BY id")]
    remove(tx, ids)
    return ids
