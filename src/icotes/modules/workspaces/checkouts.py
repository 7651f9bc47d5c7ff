"""Which worktrees this server knows, and what of them was merged: in the server's own store."""

import sqlite3

import msgspec

from icotes.kit.schema import Schema
from icotes.kit.store import Transaction
from icotes.modules.workspaces.worktree import Worktree


class WorktreesSchema(Schema):
    """The tables of worktrees."""

    component = "worktrees"
    place = "server"
    steps = (
        """CREATE TABLE worktrees (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, project TEXT NOT NULL, base TEXT NOT NULL,
            folder TEXT NOT NULL, directory TEXT NOT NULL, branch TEXT NOT NULL, start TEXT NOT NULL,
            own_branch INTEGER NOT NULL, state TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE merged (
            worktree TEXT NOT NULL, path TEXT NOT NULL, base TEXT NOT NULL, content TEXT NOT NULL,
            PRIMARY KEY (worktree, path)
        ) WITHOUT ROWID""",
    )


COLUMNS = ", ".join(Worktree.__struct_fields__)


def all_(connection: sqlite3.Connection) -> list[Worktree]:
    """Return every worktree, by name."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM worktrees ORDER BY name")  # noqa: S608 - the columns are ours
    return [
        msgspec.convert(dict(zip(Worktree.__struct_fields__, row, strict=True)), Worktree, strict=False) for row in rows
    ]


def put(tx: Transaction, worktree: Worktree) -> None:
    """Keep a worktree as it is now."""
    places = ", ".join("?" * len(Worktree.__struct_fields__))
    tx.execute(f"INSERT OR REPLACE INTO worktrees ({COLUMNS}) VALUES ({places})", msgspec.structs.astuple(worktree))  # noqa: S608


def forget(tx: Transaction, id: str) -> None:
    """Forget a worktree."""
    tx.execute("DELETE FROM worktrees WHERE id = ?", (id,))
    tx.execute("DELETE FROM merged WHERE worktree = ?", (id,))


def merged(connection: sqlite3.Connection, id: str, base: str) -> dict[str, str]:
    """Return by path what stands for the content of a commit since a merge; empty for no file."""
    rows = connection.execute("SELECT path, content FROM merged WHERE worktree = ? AND base = ?", (id, base))
    return dict(rows.fetchall())


def put_merged(tx: Transaction, id: str, base: str, contents: dict[str, str]) -> None:
    """Keep what was merged."""
    rows = [(id, path, base, content) for path, content in contents.items()]
    tx.executemany("INSERT OR REPLACE INTO merged VALUES (?, ?, ?, ?)", rows)
