"""Contents by their hash: each is kept once, most as what differs from an earlier one, and damage is noticed."""

import sqlite3
import zlib
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

import msgspec

from icotes.kit.store import Transaction
from icotes.modules.workspaces.deltas import ROW, delta, undelta, whole


class Lost(Exception):
    """Content is not kept any more, or not as it was; a caller is told which file it is of."""


class PackedContent(NamedTuple):
    """Content as it is kept.

    Attributes:
        base: the hash of the content that it is kept against; None if it is kept whole.
        number: its place in a row of versions.
    """

    hash: bytes
    base: bytes | None
    number: int
    data: bytes


def digest(content: bytes) -> bytes:
    """Return the hash by which content is kept."""
    return sha256(content).digest()


def load(db: sqlite3.Connection, hash: bytes) -> bytes:
    """Return content.

    Raises:
        Lost: it is not kept, or damaged.
    """
    try:
        content = _load(db, hash)
    except (zlib.error, msgspec.DecodeError, sqlite3.DatabaseError, ValueError, TypeError, IndexError) as error:
        raise Lost("it is damaged") from error
    if digest(content) != hash:
        raise Lost("it is damaged")
    return content


def _load(db: sqlite3.Connection, hash: bytes) -> bytes:
    later: list[bytes] = []
    base: bytes | None = hash
    content = b""
    while base is not None:
        row = db.execute("SELECT base, data FROM contents WHERE hash = ?", (base,)).fetchone()
        if row is None or len(later) > ROW:
            raise Lost("it is not kept any more")
        if row[0] is None:
            content = zlib.decompress(row[1])
        else:
            later.append(row[1])
        base = row[0]
    for data in reversed(later):
        content = undelta(content, data)
    return content


def is_kept(db: sqlite3.Connection, hash: bytes) -> bool:
    """Tell whether content is there; it may be damaged all the same."""
    return db.execute("SELECT 1 FROM contents WHERE hash = ?", (hash,)).fetchone() is not None


def pack(db: sqlite3.Connection, hash: bytes, content: bytes, before: bytes | None) -> PackedContent:
    """Return content as it is to be kept.

    Args:
        before: the hash of the version before it.
    """
    full = whole(content)
    base, number = _base(db, before) if before else (None, 0)
    if base is None:
        return PackedContent(hash, None, 0, full)
    try:
        changed = delta(load(db, base), content)
    except Lost:
        return PackedContent(hash, None, 0, full)
    if 2 * len(changed) > len(full):
        return PackedContent(hash, None, 0, full)
    return PackedContent(hash, base, number, changed)


def _base(db: sqlite3.Connection, before: bytes) -> tuple[bytes | None, int]:
    """Return what the version after `before` is kept against, and its number; None if it begins a row."""
    sql = "SELECT base, number FROM contents WHERE hash = ?"
    row = db.execute(sql, (before,)).fetchone()
    number = row[1] + 1 if row else ROW
    if number >= ROW:
        return None, 0
    base: bytes = before
    while row and row[0] and row[1] > number & (number - 1):
        base = row[0]
        row = db.execute(sql, (base,)).fetchone()
    return (base, number) if row else (None, 0)


def put(tx: Transaction, packed: Iterable[PackedContent]) -> None:
    """Keep contents; what is kept already stays as it is."""
    tx.executemany("INSERT OR IGNORE INTO contents VALUES (?, ?, ?, ?)", packed)


def size(db: sqlite3.Connection) -> int:
    """Return the bytes that all contents take."""
    return db.execute("SELECT coalesce(sum(length(data)), 0) FROM contents").fetchone()[0]


def sweep(tx: Transaction) -> None:
    """Forget what no moment holds, and nothing is kept against."""
    tx.execute("""DELETE FROM contents WHERE hash NOT IN (
        WITH RECURSIVE live(hash) AS (
            SELECT hash FROM moments WHERE hash IS NOT NULL
            UNION SELECT hash FROM heads WHERE hash IS NOT NULL
            UNION SELECT contents.base FROM contents JOIN live USING (hash) WHERE contents.base IS NOT NULL
        ) SELECT hash FROM live)""")
