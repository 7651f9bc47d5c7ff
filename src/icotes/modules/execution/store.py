"""The runs of a workspace, with what they printed and left; by its key a run answers for one that would do the same."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import msgspec

from icotes.kit.page import Page
from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.execution.printed import Printed
from icotes.modules.execution.settings import ExecutionSettings
from icotes.modules.execution.types import LanguageUse, Run, RunEnded, RunFileMissing, RunNotFound, RunStarted

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Run).decode


NEWEST = 1 << 62
"""Comes after every run."""


class ExecutionSchema(Schema):
    """The tables of runs, of what they printed, and of the files that they left."""

    component: ClassVar[str] = "execution"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE runs (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, key TEXT NOT NULL, state TEXT NOT NULL,
            language TEXT NOT NULL, path TEXT NOT NULL, failed INTEGER NOT NULL, cached INTEGER NOT NULL,
            seconds REAL NOT NULL, cpu_seconds REAL NOT NULL, bytes INTEGER NOT NULL, run BLOB NOT NULL
        )""",
        "CREATE INDEX runs_key ON runs (key, seq) WHERE key != ''",
        "CREATE INDEX runs_running ON runs (state) WHERE state = 'running'",
        """CREATE TABLE run_output (
            run TEXT PRIMARY KEY, data BLOB NOT NULL, ends BLOB NOT NULL, streams BLOB NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE run_files (
            run TEXT NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (run, name)
        ) WITHOUT ROWID""",
    )


class Wanted(NamedTuple):
    """Which runs of the history are looked for; what is empty fits all.

    Attributes:
        failed: only those that failed, or only those that did not.
    """

    language: str
    path: str
    failed: bool | None


def add(tx: Transaction, run: Run) -> None:
    """Keep that a run began."""
    _put(tx, run, "")
    tx.publish(RunStarted(run=run))


def end(
    tx: Transaction, run: Run, key: str, printed: Printed, files: Mapping[str, bytes], settings: ExecutionSettings
) -> None:
    """Keep how a run ended, what it printed and what it left.

    Args:
        key: by which it answers for others; empty if it can't.
    """
    _put(tx, run, key)
    tx.execute("INSERT OR REPLACE INTO run_output VALUES (?, ?, ?, ?)", (run.id, *printed.dump()))
    tx.executemany("INSERT INTO run_files VALUES (?, ?, ?)", [(run.id, name, data) for name, data in files.items()])
    tx.publish(RunEnded(run=run))
    _trim(tx, settings)


def repeat(tx: Transaction, run: Run, source: str, settings: ExecutionSettings) -> None:
    """Keep a run that an earlier one answered for, with its output and files."""
    _put(tx, run, "")
    for table, columns in (("run_output", "data, ends, streams"), ("run_files", "name, data")):
        tx.execute(f"INSERT INTO {table} SELECT ?, {columns} FROM {table} WHERE run = ?", (run.id, source))  # noqa: S608
    tx.publish(RunEnded(run=run))
    _trim(tx, settings)


def lose(tx: Transaction) -> None:
    """Keep that runs ended with the server that ran them."""
    for (row,) in tx.execute("SELECT run FROM runs WHERE state = 'running'").fetchall():
        lost = msgspec.structs.replace(_decode(row), state="ended", trouble="lost")
        _put(tx, lost, "")
        tx.publish(RunEnded(run=lost))


def _put(tx: Transaction, run: Run, key: str) -> None:
    failed = run.state == "ended" and (run.exit is None or run.exit.code != 0 or run.trouble != "")
    use = (run.use.seconds, run.use.cpu_seconds) if run.use else (0.0, 0.0)
    size = run.output + sum(file.size for file in run.files)
    row = (run.id, key, run.state, run.language, run.path, failed, run.cached, *use, size, _encode(run))
    tx.execute(
        "INSERT INTO runs VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " key = excluded.key, state = excluded.state, failed = excluded.failed, seconds = excluded.seconds,"
        " cpu_seconds = excluded.cpu_seconds, bytes = excluded.bytes, run = excluded.run",
        row,
    )


def _trim(tx: Transaction, settings: ExecutionSettings) -> None:
    """Forget the oldest runs, when there are too many or too large ones; the newest stays."""
    newest = "ROW_NUMBER() OVER (ORDER BY seq DESC) AS place, SUM(bytes) OVER (ORDER BY seq DESC) AS total"
    sql = f"SELECT id FROM (SELECT id, {newest} FROM runs WHERE state = 'ended') WHERE place > ? OR total > ? AND place > 1"  # noqa: S608, E501
    old = tx.execute(sql, (settings.history, settings.history_bytes)).fetchall()
    for table, column in (("runs", "id"), ("run_output", "run"), ("run_files", "run")):
        tx.executemany(f"DELETE FROM {table} WHERE {column} = ?", old)  # noqa: S608 - the names are ours


def find(connection: sqlite3.Connection, id: str) -> Run:
    """Return a run.

    Raises:
        RunNotFound: there is none.
    """
    row = connection.execute("SELECT run FROM runs WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise RunNotFound("There is no such run here, or it is not kept any more; execution.history lists them.")
    return _decode(row[0])


def answering(connection: sqlite3.Connection, key: str) -> Run | None:
    """Return the newest run with a key."""
    row = connection.execute("SELECT run FROM runs WHERE key = ? ORDER BY seq DESC LIMIT 1", (key,)).fetchone()
    return row and _decode(row[0])


def printed(connection: sqlite3.Connection, id: str) -> Printed:
    """Return what a run printed that ended; nothing, if nobody saw it."""
    row = connection.execute("SELECT data, ends, streams FROM run_output WHERE run = ?", (id,)).fetchone()
    return Printed.load(id, *(row or (b"", b"", b"")))


def file(connection: sqlite3.Connection, id: str, name: str) -> bytes:
    """Return a file that a run left.

    Raises:
        RunFileMissing: it left none of this name.
    """
    row = connection.execute("SELECT data FROM run_files WHERE run = ? AND name = ?", (id, name)).fetchone()
    if row is None:
        raise RunFileMissing("This run left no such file; execution.get lists those that it left.")
    return row[0]


def running(connection: sqlite3.Connection) -> list[Run]:
    """Return the runs that have not ended, oldest first."""
    return [_decode(row) for (row,) in connection.execute("SELECT run FROM runs WHERE state = 'running' ORDER BY seq")]


def history(connection: sqlite3.Connection, wanted: Wanted, before: int, limit: int) -> Page[Run]:
    """Return runs, newest first."""
    sql = (
        "SELECT seq, run FROM runs WHERE seq < ? AND ? IN ('', language) AND ? IN ('', path)"
        " AND (? IS NULL OR failed = ? AND state = 'ended') ORDER BY seq DESC LIMIT ?"
    )
    failed = None if wanted.failed is None else int(wanted.failed)
    found: Sequence[Any] = connection.execute(
        sql, (before, wanted.language, wanted.path, failed, failed, limit + 1)
    ).fetchall()
    more = str(found[limit - 1][0]) if len(found) > limit else None
    return Page([_decode(run) for _, run in found[:limit]], more)


def statistics(connection: sqlite3.Connection) -> list[LanguageUse]:
    """Return figures of the runs that are kept, by language."""
    sql = (
        "SELECT language, count(*), sum(failed), sum(cached), sum(seconds), sum(cpu_seconds), max(seconds)"
        " FROM runs WHERE state = 'ended' GROUP BY language ORDER BY count(*) DESC, language"
    )
    names = LanguageUse.__struct_fields__
    return [LanguageUse(**dict(zip(names, row, strict=True))) for row in connection.execute(sql)]
