"""Which kernels there are, on disk: a server that starts finds theirs again."""

import sqlite3
from typing import ClassVar, NamedTuple

import msgspec

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.execution.kernel_types import Kernel, KernelChanged, KernelStarted, KernelStopped

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Kernel).decode


class KernelsSchema(Schema):
    """The table of kernels, with what their logs go on from."""

    component: ClassVar[str] = "kernels"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE kernels (
            id TEXT PRIMARY KEY, process TEXT NOT NULL, base INTEGER NOT NULL, epoch TEXT NOT NULL, kernel BLOB NOT NULL
        ) WITHOUT ROWID""",
    )


class Kept(NamedTuple):
    """A kernel as it is kept.

    Attributes:
        process: by what id its holder knows its process.
        base: how much its earlier processes said.
        epoch: of its log.
    """

    kernel: Kernel
    process: str
    base: int
    epoch: str


def add(tx: Transaction, kept: Kept) -> None:
    """Keep that a kernel was started."""
    tx.execute("INSERT INTO kernels VALUES (?, ?, ?, ?, ?)", (kept.kernel.id, *_values(kept)))
    tx.publish(KernelStarted(kernel=kept.kernel))


def change(tx: Transaction, kept: Kept) -> None:
    """Keep what became of a kernel, if it is there still."""
    values = (*_values(kept), kept.kernel.id)
    sql = "UPDATE kernels SET process = ?, base = ?, epoch = ?, kernel = ? WHERE id = ?"
    if tx.execute(sql, values).rowcount:
        tx.publish(KernelChanged(kernel=kept.kernel))


def _values(kept: Kept) -> tuple[str, int, str, bytes]:
    return kept.process, kept.base, kept.epoch, _encode(kept.kernel)


def remove(tx: Transaction, id: str) -> None:
    """Keep that a kernel is gone."""
    if tx.execute("DELETE FROM kernels WHERE id = ?", (id,)).rowcount:
        tx.publish(KernelStopped(kernel=id))


def all_kept(connection: sqlite3.Connection) -> list[Kept]:
    """Return the kernels that are kept."""
    rows = connection.execute("SELECT kernel, process, base, epoch FROM kernels")
    return sorted((Kept(_decode(row), *rest) for row, *rest in rows), key=lambda kept: kept.kernel.created)
