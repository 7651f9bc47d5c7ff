"""The index of words: full text of the files that .gitignore does not leave out, in a database file of its own.

It can be deleted at any time; it is made anew from the files.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from icotes.core.errors import IcotesError
from icotes.kit.paths import Root
from icotes.modules.files.content import decode
from icotes.modules.files.reading import read_fully
from icotes.modules.files.store import Known, known
from icotes.modules.files.types import WordMatch

LARGEST = 1024 * 1024
"""Larger files are left out, in bytes."""
_COMMIT = 200
"""Files to a transaction."""
_FORMAT = 1
_SCHEMA = """
    CREATE TABLE documents (id INTEGER PRIMARY KEY, path TEXT UNIQUE, inode INTEGER, modified INTEGER, size INTEGER);
    CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = "unicode61 remove_diacritics 2");
"""


class WordIndex:
    """Words of files, to be searched; may be used from several threads, and blocks.

    Args:
        root: where the files are.
        path: of the database.
    """

    def __init__(self, root: Root, path: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._database = _opened(path)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._database.close()

    def take(self, paths: Iterable[str]) -> None:
        """Take `paths` as all files that there are, and read those that changed."""
        with self._lock:
            before = {
                path: rest
                for path, *rest in self._database.execute("SELECT path, inode, modified, size FROM documents")
            }
        gone = before.keys() - set(paths)
        self._apply((path, None) for path in gone)
        self._apply((path, now) for path in paths if (now := self._look(path)) and before.get(path) != list(now[1:]))

    def refresh(self, paths: Iterable[str]) -> None:
        """Read files again that changed."""
        self._apply((path, self._look(path)) for path in paths)

    def search(self, words: str, folder: str, limit: int) -> list[WordMatch]:
        """Return the files that hold all words (the last one may be only begun), best first."""
        quoted = ['"{}"'.format(word.replace('"', '""')) for word in words.replace("\0", " ").split()]
        if not quoted:
            return []
        begin = f"{folder}/" if folder not in {"", "."} else ""
        with self._lock:
            rows = self._database.execute(
                "SELECT path, snippet(texts, 0, '', '', '…', 16) FROM texts"
                " JOIN documents ON documents.id = texts.rowid WHERE texts MATCH ?"
                " AND substr(path, 1, ?) = ? ORDER BY rank LIMIT ?",
                (" ".join(quoted) + "*", len(begin), begin, limit),
            ).fetchall()
        return [WordMatch(*row) for row in rows]

    def _look(self, path: str) -> Known | None:
        with suppress(IcotesError):
            now = known(self._root.stat(path))
            return now if now.type == "file" else None
        return None

    def _apply(self, changes: Iterator[tuple[str, Known | None]]) -> None:
        while some := list(islice(changes, _COMMIT)):
            read = [(path, now, self._text(path) if now and now.size <= LARGEST else "") for path, now in some]
            with self._lock, self._database:
                for path, now, text in read:
                    self._replace(path, now, text)

    def _replace(self, path: str, now: Known | None, text: str) -> None:
        execute = self._database.execute
        row = execute("SELECT id FROM documents WHERE path = ?", (path,)).fetchone()
        if row:
            execute("DELETE FROM texts WHERE rowid = ?", row)
            execute("DELETE FROM documents WHERE id = ?", row)
        if now:
            values = (path, now.inode, now.modified, now.size)
            made = execute("INSERT INTO documents (path, inode, modified, size) VALUES (?, ?, ?, ?)", values).lastrowid
            if text:
                execute("INSERT INTO texts (rowid, text) VALUES (?, ?)", (made, text))

    def _text(self, path: str) -> str:
        with suppress(IcotesError, OSError):
            handle = self._root.open_file(path)
            try:
                text = decode(read_fully(handle, 0, LARGEST))
            finally:
                os.close(handle)
            return text.text if text else ""
        return ""


def _opened(path: Path) -> sqlite3.Connection:
    with suppress(sqlite3.DatabaseError):
        database = _connected(path)
        if database.execute("PRAGMA user_version").fetchone()[0] == _FORMAT:
            return database
        database.close()
    for leftover in path.parent.glob(f"{path.name}*"):
        leftover.unlink()
    database = _connected(path)
    database.executescript(f"{_SCHEMA} PRAGMA user_version = {_FORMAT};")
    return database


def _connected(path: Path) -> sqlite3.Connection:
    path.touch(0o600)
    database = sqlite3.connect(path, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    return database
