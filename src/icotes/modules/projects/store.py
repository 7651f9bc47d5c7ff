"""Which projects this server knows: one row each, in the server's own store."""

import re
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Literal

from msgspec import Struct

from icotes.core.errors import Conflict
from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction

FIRST = "main"
"""The name of the first project's workspace."""


class ProjectsSchema(Schema):
    """The table of projects."""

    component: ClassVar[str] = "projects"
    place: ClassVar[Home] = "server"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE projects (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, folder TEXT NOT NULL UNIQUE,
            workspace_id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL UNIQUE, opened INTEGER NOT NULL
        ) WITHOUT ROWID""",
    )


class Row(Struct, frozen=True):
    """A project as it is kept."""

    id: str
    name: str
    folder: str
    workspace_id: str
    workspace: str
    opened: bool


Execute = Callable[..., sqlite3.Cursor]


def all_(connection: sqlite3.Connection) -> list[Row]:
    """Return every project, by name."""
    return [_row(each) for each in connection.execute("SELECT * FROM projects ORDER BY name")]


def of_folder(tx: Transaction, folder: Path) -> Row:
    """Return a folder's project; a folder that is not known yet becomes one."""
    found = tx.execute("SELECT * FROM projects WHERE folder = ?", (str(folder),)).fetchone()
    if found:
        return _row(found)
    name = _free(tx.execute, "name", re.sub(r"[\s/]+", "-", folder.name) or "root")
    first = tx.execute("SELECT 1 FROM projects").fetchone() is None
    workspace = FIRST if first else _free(tx.execute, "workspace", name)
    row = Row(f"p_{secrets.token_hex(8)}", name, str(folder), f"w_{secrets.token_hex(8)}", workspace, opened=False)
    tx.execute(
        "INSERT INTO projects VALUES (?, ?, ?, ?, ?, 0)", (row.id, name, row.folder, row.workspace_id, workspace)
    )
    return row


def mark(tx: Transaction, id: str, opened: bool) -> None:
    """Keep whether a project is open."""
    tx.execute("UPDATE projects SET opened = ? WHERE id = ?", (opened, id))


def rename_workspace(tx: Transaction, id: str, name: str) -> bool:
    """Keep another name of a project's workspace; False if it is no project's.

    Raises:
        Conflict: that of another project, open or not, is called so.
    """
    other = tx.execute("SELECT workspace_id FROM projects WHERE workspace = ?", (name,)).fetchone()
    if other and other[0] != id:
        raise Conflict(f"Another project's workspace is called {name!r}; choose another name.", current=other[0])
    return tx.execute("UPDATE projects SET workspace = ? WHERE workspace_id = ?", (name, id)).rowcount > 0


def _free(execute: Execute, column: Literal["name", "workspace"], wanted: str) -> str:
    name, number = wanted, 1
    while execute(f"SELECT 1 FROM projects WHERE {column} = ?", (name,)).fetchone():  # noqa: S608 - one of two words
        number += 1
        name = f"{wanted}-{number}"
    return name


def _row(values: tuple[str, str, str, str, str, int]) -> Row:
    *texts, opened = values
    return Row(*texts, opened=bool(opened))
