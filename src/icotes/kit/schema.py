"""Steps that bring a database file up to date, for each component by itself."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from icotes.core.errors import Unavailable

Home = Literal["workspace", "server", "own"]
"""Whose file tables are in: each workspace's, the server's, or one that their component opens itself."""


class Schema:
    """The tables of one component; inherit in a file of its folder and they are there.

    Attributes:
        component: its name, unique.
        place: where the tables are.
        steps: SQL, in the order in which it was ever written; a step that was released never changes.
    """

    component: ClassVar[str]
    place: ClassVar[Home]
    steps: ClassVar[tuple[str, ...]]


class NewerState(Unavailable):
    """The state was written by a later version of the program, which must be used with it."""


def migrate(connection: sqlite3.Connection, schemas: Sequence[Schema | type[Schema]]) -> None:
    """Run the steps that a file lacks, all or none.

    Raises:
        NewerState: the file has steps that this program does not know.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema (component TEXT PRIMARY KEY, step INTEGER NOT NULL) WITHOUT ROWID"
        )
        for schema in schemas:
            _step(connection, schema.component, schema.steps)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _step(connection: sqlite3.Connection, component: str, steps: Sequence[str]) -> None:
    row = connection.execute("SELECT step FROM schema WHERE component = ?", (component,)).fetchone()
    done = row[0] if row else 0
    if done > len(steps):
        raise NewerState(
            f"The state was written by a later version of icotes ({component} is at step {done}, this version knows"
            f" {len(steps)}). Install that version again, or start with another --state folder."
        )
    for step in steps[done:]:
        for statement in _statements(step):
            connection.execute(statement)
    connection.execute("INSERT OR REPLACE INTO schema VALUES (?, ?)", (component, len(steps)))


def _statements(text: str) -> Iterator[str]:
    statement = ""
    for part in text.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
