"""Where notes are kept: one row each, in the workspace's store."""

import sqlite3
from time import time
from typing import ClassVar

from icotes.kit.page import Page
from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.notes.types import Note, NoteAdded, NoteNotFound, NoteRemoved


class NotesSchema(Schema):
    """The table of notes."""

    component: ClassVar[str] = "notes"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (
        "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT, author TEXT, time REAL)",
    )


def page(connection: sqlite3.Connection, after: int, limit: int) -> Page[Note]:
    """Return the notes after an id, oldest first, at most `limit` of them."""
    sql = "SELECT id, text, author, time FROM notes WHERE id > ? ORDER BY id LIMIT ?"
    found = [_note(*row) for row in connection.execute(sql, (after, limit + 1))]
    return Page(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)


def add(tx: Transaction, text: str, author: str) -> Note:
    """Write one down."""
    now = time()
    id_ = tx.execute("INSERT INTO notes (text, author, time) VALUES (?, ?, ?)", (text, author, now)).lastrowid
    note = _note(id_ or 0, text, author, now)
    tx.publish(NoteAdded(note=note))
    return note


def remove(tx: Transaction, id: int) -> None:
    """Remove one; `NoteNotFound` if there is none with this id."""
    if not tx.execute("DELETE FROM notes WHERE id = ?", (id,)).rowcount:
        raise NoteNotFound(f"There is no note {id}; notes.list shows those that there are.")
    tx.publish(NoteRemoved(id=id))


def _note(id: int, text: str, author: str, time: float) -> Note:
    return Note(id=id, text=text, author=author, time=time)
