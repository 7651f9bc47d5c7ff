"""The entries of all people, in the server's own store; of a secret only that it is there."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from icotes.core.errors import QuotaExceeded
from icotes.kit.schema import Schema
from icotes.kit.store import Transaction
from icotes.modules.clipboard.types import ClipboardSettings, Copied, NotCopied

SEARCHED = 64 * 1024
"""Characters of a text that a search looks through."""

Execute = Callable[..., sqlite3.Cursor]
_COLUMNS = "id, owner, kind, name, media_type, size, substr(text, 1, 200), pinned, secret, shared, created, expires"


class ClipboardSchema(Schema):
    """The table of entries."""

    component = "clipboard"
    place = "server"
    steps = (
        """CREATE TABLE clipboard (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, kind TEXT NOT NULL,
            name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, text TEXT NOT NULL, hash TEXT NOT NULL,
            pinned INTEGER NOT NULL, secret INTEGER NOT NULL, shared TEXT NOT NULL,
            created REAL NOT NULL, expires REAL NOT NULL
        )""",
        "CREATE INDEX clipboard_owner ON clipboard (owner, seq)",
        "CREATE INDEX clipboard_shared ON clipboard (shared, seq)",
    )


class Kept(NamedTuple):
    """What came of keeping an entry: it, those that had to go for it, and whether it takes the place of one of them."""

    entry: Copied
    gone: list[Copied]


def add(tx: Transaction, entry: Copied, text: str, hash: str, settings: ClipboardSettings) -> Kept:
    """Keep an entry as its owner's newest; what was the same before goes, and what is too much.

    Raises:
        QuotaExceeded: pinned entries leave no room for it.
    """
    where = "owner = ? AND hash = ? AND name = ? AND secret = 0"
    same = [] if entry.secret else select(tx.execute, where, entry.owner, hash, entry.name)
    pinned = any(each.pinned for each in same)
    remove(tx, [each.id for each in same])
    row = (entry.id, entry.owner, entry.kind, entry.name, entry.media_type, entry.size, text[:SEARCHED], hash)
    sql = "INSERT INTO clipboard VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)"
    tx.execute(sql, (*row, pinned, entry.secret, entry.created, entry.expires))
    surplus = _surplus(select(tx.execute, "owner = ?", entry.owner), settings)
    if any(each.id == entry.id for each in surplus):
        raise QuotaExceeded("Pinned entries leave no room for this in your clipboard; delete some.")
    remove(tx, [each.id for each in surplus])
    return Kept(find(tx.execute, entry.id), [*same, *surplus])


def _surplus(newest_first: list[Copied], settings: ClipboardSettings) -> list[Copied]:
    loose = [each for each in newest_first if not each.pinned]
    room = settings.bytes - sum(each.size for each in newest_first if each.pinned)
    surplus: list[Copied] = []
    for index, each in enumerate(loose):
        room -= each.size
        if room < 0 or index >= settings.entries:
            surplus.append(each)
    return surplus


def select(execute: Execute, where: str, *values: Any) -> list[Copied]:
    """Return the entries that a condition holds for, newest first."""
    sql = f"SELECT {_COLUMNS} FROM clipboard WHERE {where} ORDER BY seq DESC"  # noqa: S608 - the conditions are ours
    return [_entry(row) for row in execute(sql, values)]


def entries(execute: Execute, owner: str) -> list[Copied]:
    """Return a person's entries, newest first."""
    return select(execute, "owner = ? AND (pinned = 1 OR expires > ?)", owner, time.time())


def shared(execute: Execute, workspace: str) -> list[Copied]:
    """Return what is shown to the people of a workspace, newest first."""
    return select(execute, "shared = ? AND (pinned = 1 OR expires > ?)", workspace, time.time())


def find(execute: Execute, id: str) -> Copied:
    """Return an entry.

    Raises:
        NotCopied: there is none.
    """
    found = select(execute, "id = ? AND (pinned = 1 OR expires > ?)", id, time.time())
    if not found:
        raise missing()
    return found[0]


def missing() -> NotCopied:
    """Return what a caller is told about an entry that is not there, or not theirs."""
    return NotCopied("There is no such entry in your clipboard; clipboard.list shows those that are there.")


def search(execute: Execute, owner: str, text: str, limit: int) -> list[Copied]:
    """Return a person's entries whose text or name holds a text, whatever the case; never a secret."""
    wanted, found = text.casefold(), list[Copied]()
    where = "owner = ? AND secret = 0 AND (pinned = 1 OR expires > ?)"
    sql = f"SELECT {_COLUMNS}, text FROM clipboard WHERE {where} ORDER BY seq DESC"  # noqa: S608
    for *row, whole in execute(sql, (owner, time.time())):
        if wanted in f"{row[3]}\n{whole}".casefold():
            found.append(_entry(row))
            if len(found) == limit:
                break
    return found


def nothing() -> NotCopied:
    """Return what a caller is told who has copied nothing."""
    return NotCopied("Nothing was copied yet; `icotes clipboard copy` takes what is piped into it.")


def pin(tx: Transaction, entry: Copied, pinned: bool, most: int) -> Copied:
    """Pin an entry or let it go with time, and return it.

    Raises:
        QuotaExceeded: so many are pinned already.
    """
    if pinned and len(select(tx.execute, "owner = ? AND pinned = 1 AND id != ?", entry.owner, entry.id)) >= most:
        raise QuotaExceeded(f"At most {most} entries can be pinned; let one go.", limit=most)
    tx.execute("UPDATE clipboard SET pinned = ? WHERE id = ?", (pinned, entry.id))
    return find(tx.execute, entry.id)


def share(tx: Transaction, entry: Copied, workspace: str) -> Copied:
    """Show an entry in a workspace, or with an empty one nowhere, and return it."""
    tx.execute("UPDATE clipboard SET shared = ? WHERE id = ?", (workspace, entry.id))
    return find(tx.execute, entry.id)


def remove(tx: Transaction, ids: Iterable[str]) -> None:
    """Forget entries."""
    tx.executemany("DELETE FROM clipboard WHERE id = ?", [(id_,) for id_ in ids])


def remove_where(tx: Transaction, where: str, *values: Any) -> list[Copied]:
    """Forget the entries that a condition holds for, and return them."""
    found = select(tx.execute, where, *values)
    remove(tx, [each.id for each in found])
    return found


def remove_secrets(tx: Transaction) -> set[str]:
    """Forget the secrets of a server that ran before, and return the ids of what is left."""
    tx.execute("DELETE FROM clipboard WHERE secret = 1")
    return {id_ for (id_,) in tx.execute("SELECT id FROM clipboard")}


def remove_expired(tx: Transaction) -> list[Copied]:
    """Forget what is too old, and return it."""
    return remove_where(tx, "expires <= ? AND pinned = 0", time.time())


def _entry(row: Sequence[Any]) -> Copied:
    id_, owner, kind, name, media_type, size, preview, pinned, secret, shared, created, expires = row
    return Copied(
        id=id_,
        owner=owner,
        kind=kind,
        name=name,
        media_type=media_type,
        size=size,
        preview=preview,
        pinned=bool(pinned),
        secret=bool(secret),
        shared=shared,
        created=created,
        expires=expires,
    )
