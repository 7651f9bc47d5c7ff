"""Which kernels run which notebooks, and how much of what they said is in the notebooks' files."""

import sqlite3
from typing import ClassVar

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction


class NotebookSchema(Schema):
    """The table of notebooks that have a kernel."""

    component: ClassVar[str] = "execution_notebooks"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (
        "CREATE TABLE notebook_kernels (kernel TEXT PRIMARY KEY, path TEXT NOT NULL, cursor TEXT NOT NULL)",
    )


def put(tx: Transaction, kernel: str, path: str, cursor: str) -> None:
    """Keep that a kernel runs a notebook, whose file holds what came of it up to a cursor."""
    tx.execute("INSERT OR REPLACE INTO notebook_kernels VALUES (?, ?, ?)", (kernel, path, cursor))


def rename(tx: Transaction, source: str, target: str) -> None:
    """Keep that a notebook has another path now, or all that are in a folder."""
    tx.execute(
        "UPDATE notebook_kernels SET path = ? || substr(path, ?) WHERE path = ? OR substr(path, 1, ?) = ?",
        (target, len(source) + 1, source, len(source) + 1, f"{source}/"),
    )


def remove(tx: Transaction, kernel: str) -> None:
    """Forget a kernel."""
    tx.execute("DELETE FROM notebook_kernels WHERE kernel = ?", (kernel,))


def all_(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Return kernel, path and cursor of each notebook that has a kernel."""
    return connection.execute("SELECT kernel, path, cursor FROM notebook_kernels").fetchall()
