"""Which folders of other machines are workspaces here."""

import sqlite3
from typing import ClassVar

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.remotes.types import Remote, RemoteAdded, RemoteRemoved


class RemotesSchema(Schema):
    """The table of remotes."""

    component: ClassVar[str] = "remotes"
    place: ClassVar[Home] = "server"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE remotes (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, host TEXT NOT NULL, folder TEXT NOT NULL
        ) WITHOUT ROWID""",
    )


def all_(connection: sqlite3.Connection) -> list[Remote]:
    """Return every remote, by name."""
    rows = connection.execute("SELECT id, name, host, folder FROM remotes ORDER BY name")
    return [Remote(id=id_, name=name, host=host, folder=folder) for id_, name, host, folder in rows]


def add(tx: Transaction, remote: Remote) -> None:
    """Keep a remote."""
    tx.execute("INSERT INTO remotes VALUES (?, ?, ?, ?)", (remote.id, remote.name, remote.host, remote.folder))
    tx.publish(RemoteAdded(remote=remote.id, name=remote.name, host=remote.host))


def remove(tx: Transaction, remote: Remote) -> None:
    """Forget a remote."""
    tx.execute("DELETE FROM remotes WHERE id = ?", (remote.id,))
    tx.publish(RemoteRemoved(remote=remote.id, name=remote.name))
