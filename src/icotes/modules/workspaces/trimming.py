"""Forgets the begin of a timeline: what is too old, or too much."""

import time

from icotes.kit.store import Store, Transaction
from icotes.modules.workspaces import archive, contents
from icotes.modules.workspaces.moments import TimelineSettings, Trimmed

PARTS = 10
"""When there is too much, the oldest of so many parts is forgotten, again and again."""
ENOUGH = 0.9
"""Then it goes on until so much of what may be kept is left."""


async def trim(store: Store, settings: TimelineSettings) -> Trimmed:
    """Forget what is too old, and then the oldest until what is left is not too much."""
    oldest_time = time.time() - settings.days * 86400
    point, first = await store.read(lambda db: (archive.at_time(db, oldest_time), archive.oldest(db)))
    forgotten = await _forget(store, point) if point > first else 0
    size = await store.read(contents.size)
    most = settings.bytes if size <= settings.bytes else int(ENOUGH * settings.bytes)
    while size > most:
        first, last = await store.read(lambda db: (archive.oldest(db), archive.newest(db)))
        if first >= last:
            break
        forgotten += await _forget(store, min(last, first + 1 + (last - first) // PARTS))
        size = await store.read(contents.size)
    oldest = await store.read(archive.oldest)
    return Trimmed(forgotten=forgotten, oldest=f"m{oldest}" if oldest else "", bytes=size)


async def _forget(store: Store, point: int) -> int:
    def job(tx: Transaction) -> int:
        forgotten = archive.forget(tx, point)
        contents.sweep(tx)
        return forgotten

    return await store.write(job)
