"""Steps that bring a database file up to date, for each component by itself."""

import sqlite3
from collections.abc import Iterator, Sequence

from icotes.core.errors import Unavailable

Migrations = Sequence[tuple[str, Sequence[str]]]
"""Of each component its name and its SQL steps, in the order in which they were ever written."""


class NewerState(Unavailable):
    """The state was written by a later version of the program, which must be used with it."""


def migrate(connection: sqlite3.Connection, migrations: Migrations) -> None:
    """Run the steps that a file lacks, all or none.

    Raises:
        NewerState: the file has steps that this program does not know.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema (component TEXT PRIMARY KEY, step INTEGER NOT NULL) WITHOUT ROWID"
        )
        for component, steps in migrations:
            _step(connection, component, steps)
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
