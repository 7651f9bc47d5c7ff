"""What was: a file at a point, and the points that have names."""

import sqlite3

from icotes.core.errors import QuotaExceeded
from icotes.kit.store import Transaction
from icotes.modules.workspaces import archive, contents
from icotes.modules.workspaces.archive import Deed
from icotes.modules.workspaces.contents import Lost
from icotes.modules.workspaces.moments import TYPES, ContentMissing, PastContent, PathNotKept

MOST_BYTES = 8 << 20
"""The largest file that one answer holds."""


def content(db: sqlite3.Connection, path: str, point: int) -> PastContent:
    """Return a file as it was at a point.

    Raises:
        PathNotKept: there was none, or its content was not kept.
        ContentMissing: it is damaged or not kept any more.
        QuotaExceeded: it is too large for an answer.
    """
    was = archive.state(db, point, path).get(path)
    if was is None or was.type not in {"file", "link"}:
        raise PathNotKept(f"No file was at {path} at that point; see `workspaces.timeline`.", path=path)
    if was.hash is None:
        raise PathNotKept(f"The content of {path} was not kept ({was.unkept}).", path=path)
    if was.size > MOST_BYTES:
        raise QuotaExceeded(f"{path} was {was.size} bytes then, too much for an answer; use workspaces.restore.")
    try:
        data = contents.load(db, was.hash)
    except Lost as lost:
        raise ContentMissing(f"The content of {path} can't be had: {lost}.", missing=[path]) from None
    try:
        text = None if b"\0" in data else data.decode()
    except UnicodeDecodeError:
        text = None
    return PastContent(
        moment=f"m{was.moment}",
        path=path,
        type=TYPES.get(was.type, "other"),
        mode=was.mode,
        hash=was.hash.hex(),
        size=len(data),
        text=text,
        data=data if text is None else None,
    )


def checkpoint(tx: Transaction, name: str, deed: Deed) -> tuple[int, bool]:
    """Give now a name; return the moment, and whether it is new."""
    row = tx.execute("SELECT id FROM moments WHERE change = 'checkpoint' AND name = ?", (name,)).fetchone()
    if row:
        return row[0], False
    return archive.mark(tx, "checkpoint", deed, name), True
