"""What a workspace and its people keep: values by part and key, each with a version that only grows."""

import sqlite3
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec

from icotes.core.errors import Conflict, QuotaExceeded
from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction
from icotes.modules.workspaces.types import NEW

T = TypeVar("T", bound="Versioned")
MOST_BYTES = 256 * 1024
"""JSON of one value, at most."""
ACTIVE_WORKSPACE = "active_workspace"
"""The part of people's own state that says where each of them works."""
STEP = """CREATE TABLE shared_state (
    part TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (part, key)
) WITHOUT ROWID;
CREATE TABLE shared_versions (last INTEGER NOT NULL);
INSERT INTO shared_versions VALUES (0)"""


class Versioned(Protocol):
    """What is kept here."""

    @property
    def version(self) -> str:
        """Changes whenever the thing does."""
        ...


class SharedSchema(Schema):
    """What everybody in a workspace shares."""

    component: ClassVar[str] = "shared"
    place: ClassVar[Home] = "workspace"
    steps: ClassVar[tuple[str, ...]] = (STEP,)


class PersonalSchema(Schema):
    """What belongs to people, whatever workspace they are in."""

    component: ClassVar[str] = "personal"
    place: ClassVar[Home] = "server"
    steps: ClassVar[tuple[str, ...]] = (STEP,)


def next_version(tx: Transaction) -> str:
    """Return a version that nothing here had before."""
    return str(tx.execute("UPDATE shared_versions SET last = last + 1 RETURNING last").fetchone()[0])


def get(db: Transaction | sqlite3.Connection, part: str, key: str, kind: type[T]) -> T | None:
    """Return a value, if there is one."""
    row = db.execute("SELECT value FROM shared_state WHERE part = ? AND key = ?", (part, key)).fetchone()
    return msgspec.json.decode(row[0], type=kind) if row else None


def all_(db: Transaction | sqlite3.Connection, part: str, kind: type[T]) -> dict[str, T]:
    """Return all values of a part by key, in the keys' order."""
    rows = db.execute("SELECT key, value FROM shared_state WHERE part = ? ORDER BY key", (part,))
    return {key: msgspec.json.decode(value, type=kind) for key, value in rows}


def parts(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Return everything, as plain values."""
    found: dict[str, dict[str, Any]] = {}
    for part, key, value in db.execute("SELECT part, key, value FROM shared_state"):
        found.setdefault(part, {})[key] = msgspec.json.decode(value)
    return found


def put(tx: Transaction, part: str, key: str, value: T, most: int = 1000) -> T:
    """Keep a value and return it.

    Args:
        most: keys that the part may have.

    Raises:
        QuotaExceeded: it is too large, or there are too many.
    """
    text = msgspec.json.encode(value)
    if len(text) > MOST_BYTES:
        raise QuotaExceeded(f"This is more than {MOST_BYTES // 1024} KiB; keep less of it.", limit=MOST_BYTES)
    tx.execute("INSERT OR REPLACE INTO shared_state VALUES (?, ?, ?)", (part, key, text))
    if tx.execute("SELECT count(*) FROM shared_state WHERE part = ?", (part,)).fetchone()[0] > most:
        raise QuotaExceeded(f"There are {most} {part.replace('_', ' ')} already; delete one.", limit=most)
    return value


def remove(tx: Transaction, part: str, key: str) -> None:
    """Forget a value."""
    tx.execute("DELETE FROM shared_state WHERE part = ? AND key = ?", (part, key))


def expect(current: Versioned | None, version: str | None, wanted: object) -> None:
    """See that nobody changed a value since its version was read.

    Args:
        version: what was read; None for whatever it is now.
        wanted: what would be written.

    Raises:
        Conflict: somebody did; `current` is what stands now, `wanted` what was to be.
    """
    if version is not None and version != (current.version if current else NEW):
        raise Conflict(
            "Somebody else changed it first; look at `current`, then write again with its version.",
            current=current,
            wanted=wanted,
        )


def differing(before: msgspec.Struct | None, after: msgspec.Struct) -> dict[str, Any]:
    """Return the fields that changed, as plain values."""
    old: dict[str, Any] = {} if before is None else msgspec.to_builtins(before)
    return {name: value for name, value in msgspec.to_builtins(after).items() if name not in old or old[name] != value}
