"""Logs: append-only sequences with cursors. To watch anything live is to follow a log.

`follow` is the one implementation; a store (a ring in memory, a table in the database) only says what it keeps. The
reader pulls, so a slow one lags by its own doing and costs the server nothing.
"""

import asyncio
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, Generic, TypeVar

import msgspec

from icotes.core.errors import Invalid

T = TypeVar("T")
S = TypeVar("S")
Cursor = str
"""A place in one log, opaque to clients."""
BATCH = 256
"""Records that a follower reads at a time."""
QUIET = 64
"""Records that a filtered follower passes over before it gets a bookmark."""
QUIET_SECONDS = 5.0
"""A filtered follower that passed over something gets a bookmark after this long without a record."""

_encode = msgspec.json.Encoder().encode
_parse = re.compile(r"(.*)~([^~]*)~([0-9]{1,18})", re.DOTALL).fullmatch
"""A cursor's log, epoch and position; a longer number is of nobody's making, and slow to read."""


class Snapshot(msgspec.Struct, Generic[S], frozen=True, tag="snapshot"):
    """The state at a cursor; what follows are the changes to it."""

    state: S


class Gap(msgspec.Struct, frozen=True, tag="gap"):
    """Records before this cursor can't be had: they are `trimmed`, or of another `epoch`; a snapshot comes next."""

    reason: str


class Bookmark(msgspec.Struct, frozen=True, tag="bookmark"):
    """Nothing for this follower up to this cursor; it only moves the cursor on."""


class Item(Generic[T]):
    """One value of a stream with the cursor after it; its JSON is made once, however many followers it goes to."""

    __slots__ = ("_json", "cursor", "position", "value")

    def __init__(self, cursor: Cursor, value: T, position: int = 0) -> None:
        self.cursor = cursor
        self.value = value
        self.position = position
        self._json: bytes | None = None

    def json(self) -> bytes:
        """Return `{"cursor": ..., "item": ...}`."""
        if self._json is None:
            self._json = _encode({"cursor": self.cursor, "item": self.value})
        return self._json


class Signal:
    """Wakes everybody who waits; costs nothing when nobody does."""

    __slots__ = ("_waiters",)

    def __init__(self) -> None:
        self._waiters: dict[asyncio.Future[None], None] = {}

    async def wait(self) -> None:
        """Return at the next `wake`."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters[waiter] = None
        try:
            await waiter
        finally:
            self._waiters.pop(waiter, None)

    def wake(self) -> None:
        """Let everybody go on who waits now. Call it on the event loop's thread."""
        waiters, self._waiters = self._waiters, {}
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)


class Log(ABC, Generic[T]):
    """What a store of records tells `follow`.

    Positions only grow: `first` is the lowest from which a reader misses nothing, `last` the one after the newest
    record. A ring of bytes counts bytes, a table counts records.
    """

    first: int = 0
    last: int = 0
    closed: bool = False
    """Nothing will be appended any more; followers end when they have all."""

    def __init__(self, name: str, epoch: str | None = None) -> None:
        self.name = name
        self.epoch = epoch or secrets.token_hex(4)
        self.signal = Signal()

    @abstractmethod
    async def read(self, after: int, limit: int) -> list[Item[T | None]]:
        """Return records after a position, oldest first, at most `limit` of them.

        Each has the position after it, and its cursor. Called only with `first <= after < last`; an empty list says
        that the log was trimmed meanwhile, a value None that the record's time to live is over.
        """

    def cursor(self, position: int) -> Cursor:
        """Return the wire's form of a position."""
        return f"{self.name}~{self.epoch}~{position}"

    def position(self, cursor: Cursor) -> int | None:
        """Return a cursor's position; None if it is of another epoch of this log, or from a future that was lost.

        Raises:
            Invalid: it is no cursor, or of another log.
        """
        parts = _parse(cursor)
        if not parts or parts[1] != self.name:
            raise Invalid("`since` is no cursor of this log; use one that this method returned.", field="since")
        position = int(parts[3])
        return position if parts[2] == self.epoch and position <= self.last else None

    def close(self) -> None:
        """Say that nothing more will come."""
        self.closed = True
        self.signal.wake()


Look = Callable[[], Awaitable[tuple[int, Any]]]
"""Returns a state and the position in the log at which it holds."""


async def follow(
    log: Log[T],
    since: Cursor | None = None,
    *,
    snapshot: Look | None = None,
    keep: Callable[[T], bool] | None = None,
    limit: int = BATCH,
) -> AsyncGenerator[Item[Any]]:
    """Yield what is and then what comes: a snapshot or the missed records, then each new one.

    Args:
        log: what to follow.
        since: the last cursor that the follower saw; None for a fresh start.
        snapshot: gives the state to start from; without it a fresh start is at the end, with an empty snapshot.
        keep: passes only some records; bookmarks move the cursor past the others.
        limit: the most that is read at a time (records, or bytes of a byte log).

    Raises:
        Invalid: `since` is no cursor of this log.
    """
    position = None if since is None else log.position(since)
    skipped = 0
    while True:
        if position is None or position < log.first:
            if position is not None:
                yield Item(log.cursor(position), Gap("trimmed"))
            elif since is not None:
                yield Item(since, Gap("epoch"))
            position, state = await snapshot() if snapshot else (log.last, None)
            yield Item(log.cursor(position), Snapshot(state))
        elif position < log.last:
            for item in await log.read(position, limit):
                position = item.position
                if item.value is not None and (keep is None or keep(item.value)):
                    skipped = 0
                    yield item
                elif (skipped := skipped + 1) >= QUIET:
                    skipped = 0
                    yield Item(item.cursor, Bookmark())
        elif log.closed:
            return
        elif not skipped:
            await log.signal.wait()
        elif not await _more(log):
            skipped = 0
            yield Item(log.cursor(position), Bookmark())


async def _more(log: Log[Any]) -> bool:
    """Wait for a record; False when none comes for a while."""
    try:
        async with asyncio.timeout(QUIET_SECONDS):
            await log.signal.wait()
    except TimeoutError:
        return False
    return True
