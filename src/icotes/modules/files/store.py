"""What was last known of the tree, kept in the workspace's store: by it every change is told from news that is none."""

import os
import sqlite3
import stat
from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.files.types import Type

_TYPES: dict[int, Type] = {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}
_LETTERS: dict[str, Type] = {"f": "file", "d": "folder", "l": "link", "o": "other"}
_OF = {type_: letter for letter, type_ in _LETTERS.items()}


class FilesSchema(Schema):
    """The table of what is known of each file."""

    component: ClassVar[str] = "files"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE files (
            path TEXT PRIMARY KEY, type TEXT NOT NULL,
            inode INTEGER NOT NULL, modified INTEGER NOT NULL, size INTEGER NOT NULL
        ) WITHOUT ROWID""",
    )


class Known(NamedTuple):
    """What is known of a file; of a folder only that it is this one.

    Attributes:
        modified: nanoseconds since the epoch.
    """

    type: Type
    inode: int
    modified: int
    size: int

    @property
    def version(self) -> str:
        """The file's version, as everywhere."""
        return f"{self.inode % (1 << 64):x}.{self.modified:x}.{self.size:x}"


def known(status: os.stat_result) -> Known:
    """Return what is to be kept of a status."""
    type_ = _TYPES.get(stat.S_IFMT(status.st_mode), "other")
    inode = _signed(status.st_ino)
    return Known(type_, inode, 0, 0) if type_ == "folder" else Known(type_, inode, status.st_mtime_ns, status.st_size)


def _signed(number: int) -> int:
    """Return an inode as SQLite takes it."""
    return number - (1 << 64) if number >= 1 << 63 else number


def get(tx: Transaction, path: str) -> Known | None:
    """Return what is known of a path."""
    row = tx.execute("SELECT type, inode, modified, size FROM files WHERE path = ?", (path,)).fetchone()
    return Known(_LETTERS[row[0]], *row[1:]) if row else None


def put(tx: Transaction, path: str, now: Known) -> None:
    """Keep what is known of a path."""
    row = (path, _OF[now.type], now.inode, now.modified, now.size)
    tx.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", row)


def put_all(tx: Transaction, files: Iterable[tuple[str, Known]]) -> None:
    """Keep what is known of many paths; what is known later already stays."""
    rows = ((path, _OF[now.type], now.inode, now.modified, now.size) for path, now in files)
    tx.executemany("INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?, ?)", rows)


def drop(tx: Transaction, path: str) -> None:
    """Forget a path and all beneath it."""
    tx.execute("DELETE FROM files WHERE path = ? OR path > ? AND path < ?", (path, f"{path}/", f"{path}0"))


def move(tx: Transaction, source: str, target: str) -> None:
    """Keep what is known of a path and all beneath it under another one."""
    drop(tx, target)
    tx.execute(
        "UPDATE files SET path = ? || substr(path, ?) WHERE path = ? OR path > ? AND path < ?",
        (target, len(source) + 1, source, f"{source}/", f"{source}0"),
    )


def load(connection: sqlite3.Connection, top: str = "") -> dict[str, Known]:
    """Return everything that is known; with a `top`, what is known beneath it."""
    sql, bounds = "SELECT path, type, inode, modified, size FROM files", ()
    if top:
        sql, bounds = f"{sql} WHERE path > ? AND path < ?", (f"{top}/", f"{top}0")
    return {path: Known(_LETTERS[letter], *rest) for path, letter, *rest in connection.execute(sql, bounds)}
