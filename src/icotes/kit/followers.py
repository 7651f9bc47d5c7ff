"""Who follows events, and what reached them: by kind, by the values of fields, and never beyond what a key covers."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Annotated, Any

from msgspec import Meta, Struct

from icotes.core.caller import Caller
from icotes.core.events import EventRecord
from icotes.core.log import Bookmark, Cursor, Gap, Item, Snapshot, follow
from icotes.core.table import Table
from icotes.kit.eventlog import EventLog
from icotes.kit.eventlog import kinds as matches

Kinds = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(min_length=1, max_length=20)]
Where = Annotated[dict[str, Any], Meta(max_length=10)]
Followed = EventRecord | Snapshot[None] | Gap | Bookmark


class Follower(Struct, kw_only=True, eq=False):
    """Somebody who follows a log of events.

    Attributes:
        log: the workspace's id, or `server`.
        delivered: events that reached the reader.
        gaps: how often it came too late for records that were trimmed.
        lag: records that it has yet to read or pass over.
    """

    user: str
    connection: str
    log: str
    kinds: list[str]
    delivered: int = 0
    gaps: int = 0
    lag: int = 0


class Followers:
    """Follows logs of events for callers, and counts what reaches them.

    Attributes:
        delivered: events that reached a reader, by kind.
        gaps: how often a reader came too late.
    """

    def __init__(self, table: Table) -> None:
        self._modules = {method.module for method in table}
        self._following: dict[object, tuple[Follower, EventLog, list[int]]] = {}
        self.delivered: Counter[str] = Counter()
        self.gaps = 0

    async def follow(
        self, caller: Caller, log: EventLog, since: Cursor | None, kinds: Sequence[str], where: dict[str, Any] | None
    ) -> AsyncGenerator[Item[Followed]]:
        """Yield the events of a log as `core.log.follow` does, as far as the caller's key covers them."""
        follower = Follower(user=caller.name, connection=caller.connection, log=log.name, kinds=list(kinds))
        place = [log.last]
        token = object()
        self._following[token] = follower, log, place
        try:
            async with aclosing(follow(log, since, keep=self.selection(caller, kinds, where))) as items:
                async for item in items:
                    yield item
                    place[0] = item.position or place[0]
                    self._count(follower, item.value)
        finally:
            del self._following[token]

    def _count(self, follower: Follower, value: Followed) -> None:
        if isinstance(value, EventRecord):
            follower.delivered += 1
            self.delivered[value.kind] += 1
        elif isinstance(value, Gap):
            follower.gaps += 1
            self.gaps += 1

    def all(self) -> list[Follower]:
        """Return who follows now."""
        for follower, log, (position,) in self._following.values():
            follower.lag = log.last - position
        return [follower for follower, _, _ in self._following.values()]

    def selection(
        self, caller: Caller, kinds: Sequence[str], where: dict[str, Any] | None = None
    ) -> Callable[[EventRecord], bool]:
        """Return a test of records.

        Args:
            caller: whose key must cover the read scope of the event's module; what no module declares is `system`'s.
            kinds: patterns, e.g. `files.*`.
            where: fields of the event that must have these values.
        """
        wanted = matches(*kinds)
        known: dict[str, bool] = {}

        def allowed(kind: str) -> bool:
            if kind not in known:
                module = kind.partition(".")[0]
                known[kind] = caller.grant.allows(f"{module if module in self._modules else 'system'}:read")
            return known[kind]

        def keep(record: EventRecord) -> bool:
            if not wanted(record.kind) or not allowed(record.kind):
                return False
            return not where or where.items() <= record.fields().items()

        return keep
