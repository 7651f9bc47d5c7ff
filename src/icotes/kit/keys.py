"""Keys in the store: opaque, hashed, each with its scopes, workspaces and expiry."""

import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Iterator
from typing import ClassVar, Literal

import msgspec

from icotes.kit.schema import Home, Schema
from icotes.kit.store import Transaction

Kind = Literal["owner", "key", "session", "cookie"]
"""The owner's own key, one made for a script, a browser's session, or what that session's raw GETs carry."""


class KeysSchema(Schema):
    """The table of keys; of the key itself it holds the SHA-256 of its secret part."""

    component: ClassVar[str] = "keys"
    place: ClassVar[Home] = "server"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE keys (
            id TEXT PRIMARY KEY, hash BLOB NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, user TEXT NOT NULL,
            scopes TEXT NOT NULL, workspaces TEXT, parent TEXT NOT NULL, created REAL NOT NULL, expires REAL,
            idle REAL, used REAL, data TEXT NOT NULL DEFAULT '{}'
        ) WITHOUT ROWID""",
    )


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A key, without the key itself.

    Attributes:
        id: names it in lists and records.
        name: what its maker called it; of a session, the browser.
        user: for whom it acts.
        scopes: what it may do: `files:read`, `terminals:*`, `*`.
        workspaces: ids of the workspaces in which it holds; null means all.
        created: seconds since the epoch, UTC.
        expires: when it ends; null means never.
        last_used: when it was last used, to the minute; null means never.
    """

    id: str
    kind: Kind
    name: str
    user: str
    scopes: list[str]
    workspaces: list[str] | None = None
    created: float
    expires: float | None = None
    last_used: float | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A key as the table has it."""

    id: str
    hash: bytes
    kind: Kind
    name: str
    user: str
    scopes: str
    workspaces: str | None
    parent: str
    created: float
    expires: float | None
    idle: float | None
    used: float | None
    data: str

    def token(self) -> Token:
        """Return what may be shown of it."""
        return Token(
            id=self.id,
            kind=self.kind,
            name=self.name,
            user=self.user,
            scopes=self.scopes.split(),
            workspaces=None if self.workspaces is None else self.workspaces.split(),
            created=self.created,
            expires=self.expires,
            last_used=self.used,
        )

    def ends(self) -> float:
        """Return when it ends if it is not used again."""
        idle = self.idle and (self.used or self.created) + self.idle
        return min(each for each in (self.expires, idle, float("inf")) if each is not None)


def make() -> tuple[str, str, bytes]:
    """Return a new key: its id, the whole of it, and the hash to keep."""
    id_, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return id_, f"ick_{id_}_{secret}", hashed(secret)


def hashed(secret: str) -> bytes:
    """Return what is kept of a secret; it is random and long, so that a fast hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def parted(key: str) -> tuple[str, str] | None:
    """Return a key's id and secret; None if it does not look like a key."""
    found = re.fullmatch(r"ick_([0-9a-f]{12})_([\w-]{43})", key, re.ASCII)
    return (found[1], found[2]) if found else None


def matches(row: Row, secret: str) -> bool:
    """Tell whether the secret is the row's, in a time that does not depend on where they differ."""
    return hmac.compare_digest(row.hash, hashed(secret))


def find(connection: sqlite3.Connection, id: str) -> Row | None:
    """Return a key by id."""
    return next(_rows(connection.execute("SELECT * FROM keys WHERE id = ?", (id,))), None)


def maker(connection: sqlite3.Connection, parent: str, kind: Kind) -> Row | None:
    """Return the key with which another one is made.

    A session that was begun with a key for scripts stands for that key: nothing that is made in it outlives the key.
    Only the cookie belongs to the session.
    """
    own = find(connection, parent)
    if own is None or own.kind != "session" or kind == "cookie":
        return own
    begun_with = find(connection, own.parent)
    return begun_with if begun_with and begun_with.kind == "key" else own


def stands(tx: Transaction, id: str) -> bool:
    """Tell whether a key has not been revoked."""
    return tx.execute("SELECT 1 FROM keys WHERE id = ?", (id,)).fetchone() is not None


def all_(connection: sqlite3.Connection) -> list[Row]:
    """Return every key, oldest first."""
    return [*_rows(connection.execute("SELECT * FROM keys ORDER BY created, id"))]


def insert(tx: Transaction, row: Row) -> None:
    """Keep a new key."""
    values = msgspec.structs.astuple(row)
    tx.execute(f"INSERT INTO keys VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608


def remove(tx: Transaction, id: str) -> list[str]:
    """Forget a key and those that were made with it; return their ids.

    What a person made in a session outlives the session.
    """
    family = """WITH RECURSIVE family (id) AS (
        SELECT id FROM keys WHERE id = ? UNION
        SELECT keys.id FROM keys JOIN family ON keys.parent = family.id
        JOIN keys AS made_by ON made_by.id = family.id WHERE made_by.kind = 'key' OR keys.kind = 'cookie'
    ) SELECT id FROM family"""
    ids = [each for (each,) in tx.execute(family, (id,))]
    tx.executemany("DELETE FROM keys WHERE id = ?", [(each,) for each in ids])
    return ids


def _rows(cursor: sqlite3.Cursor) -> Iterator[Row]:
    names = [column[0] for column in cursor.description]
    return (Row(**dict(zip(names, values, strict=True))) for values in cursor)
