"""Which ports were told to be open, on disk: what a server that was killed left is told to be closed."""

import sqlite3
from collections.abc import Iterable
from typing import Any, ClassVar

import msgspec

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.preview.types import Port, PortClosed, PortOpened


class PreviewSchema(Schema):
    """The table of ports."""

    component: ClassVar[str] = "preview"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (
        "CREATE TABLE preview_ports (port INTEGER PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID",
    )


def all_(db: sqlite3.Connection) -> dict[int, Port]:
    """Return the ports that are told to be open, by number."""
    rows = db.execute("SELECT data FROM preview_ports").fetchall()
    ports = [msgspec.json.decode(data, type=Port) for (data,) in rows]
    return {port.port: port for port in ports}


def change(tx: Transaction, opened: Iterable[Port], closed: Iterable[int]) -> None:
    """Keep and tell which ports are open."""
    for number in closed:
        tx.execute("DELETE FROM preview_ports WHERE port = ?", (number,))
        tx.publish(PortClosed(port=number))
    for port in opened:
        row = (port.port, msgspec.json.encode(port).decode())
        tx.execute("INSERT OR REPLACE INTO preview_ports VALUES (?, ?)", row)
        tx.publish(PortOpened(port=port))


def plain(port: Port) -> dict[str, Any]:
    """Return a port as plain JSON values."""
    return msgspec.to_builtins(port)
