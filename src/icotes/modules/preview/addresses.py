"""The addresses of pages: unguessable, for one caller, workspace and folder, and for a while."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from pathlib import PurePosixPath
from typing import Any

from icotes.core.errors import NotFound
from icotes.core.events import EventRecord
from icotes.core.log import Cursor, Gap, Item, Snapshot, follow
from icotes.kit.shown import Pages, Shown
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.files.types import BatchChanged, FileChanged, FileMoved
from icotes.modules.preview.types import PreviewSettings

MOST = 500
"""Addresses at a time; with more, of the key that made most, the one that was used longest ago ends."""
MOST_PATHS = 5_000
"""Paths that are remembered of one address."""
_KINDS = frozenset({FileChanged.kind, BatchChanged.kind, FileMoved.kind})


class _Address:
    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.key = shown.caller.grant.id
        self.used = time.monotonic()
        self.watchers = 0
        self.paths: set[str] = set()
        self.over = asyncio.Event()
        self.forget = shown.caller.grant.on_revoke(self.over.set)


class Addresses(Pages):
    """Makes addresses and knows what they show."""

    def __init__(self, workspaces: OpenWorkspaces, settings: PreviewSettings) -> None:
        self._workspaces = workspaces
        self._idle = settings.idle
        self._all: dict[str, _Address] = {}

    def make(self, shown: Shown) -> str:
        """Return the token of a new address."""
        self._sweep()
        while len(self._all) >= MOST:
            self._end(self._idlest())
        token = secrets.token_urlsafe(24)
        self._all[token] = _Address(shown)
        return token

    def _idlest(self) -> str:
        """Return which address ends so that there is place for another."""
        [(key, _)] = Counter(each.key for each in self._all.values()).most_common(1)
        return min((token for token, each in self._all.items() if each.key == key), key=lambda one: self._all[one].used)

    def shown(self, token: str) -> Shown:
        """Return what an address shows; it is used by that."""
        return self._find(token).shown

    def served(self, token: str, path: str) -> None:
        """Remember what was read for a page."""
        paths = self._find(token).paths
        if len(paths) < MOST_PATHS:
            paths.update((path, *map(str, PurePosixPath(path).parents)))

    async def changes(self, token: str, since: Cursor | None = None) -> AsyncGenerator[tuple[Cursor, bool]]:
        """Yield where the log is, and then each place in it at which something changed that was served."""
        address = self._find(token)
        log = self._workspaces.get(address.shown.workspace).log
        address.watchers += 1
        try:
            async with aclosing(follow(log, since, keep=lambda record: record.kind in _KINDS)) as items:
                async for item in _until(address.over, items):
                    if isinstance(item.value, Snapshot):
                        yield item.cursor, False
                    elif isinstance(item.value, Gap) or _concerns(item.value, address.paths):
                        yield item.cursor, True
        finally:
            address.watchers -= 1
            address.used = time.monotonic()

    def _find(self, token: str) -> _Address:
        self._sweep()
        address = self._all.get(token)
        if address is None or address.over.is_set():
            raise NotFound("This address of a preview is over; open the preview again.")
        address.used = time.monotonic()
        return address

    def _sweep(self) -> None:
        oldest = time.monotonic() - self._idle
        for token, address in list(self._all.items()):
            if address.over.is_set() or (address.used < oldest and not address.watchers):
                self._end(token)

    def _end(self, token: str) -> None:
        address = self._all.pop(token)
        address.forget()
        address.over.set()

    def close(self, workspace: str) -> None:
        """End the addresses of a workspace."""
        for token in [token for token, each in self._all.items() if each.shown.workspace == workspace]:
            self._end(token)


async def _until(over: asyncio.Event, items: AsyncGenerator[Item[Any]]) -> AsyncGenerator[Item[Any]]:
    """Yield what comes until something is over."""
    ending = asyncio.ensure_future(over.wait())
    try:
        while True:
            coming = asyncio.ensure_future(anext(items, None))
            try:
                await asyncio.wait({ending, coming}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not coming.done():
                    coming.cancel()
                    await asyncio.wait({coming})
            item = None if coming.cancelled() else coming.result()
            if item is None:
                return
            yield item
    finally:
        ending.cancel()


def _concerns(value: object, served: set[str]) -> bool:
    return isinstance(value, EventRecord) and not served.isdisjoint(_paths(value))


def _paths(record: EventRecord) -> Iterator[str]:
    if record.kind == BatchChanged.kind:
        yield from (change.path for change in record.event(BatchChanged).changes)
    elif record.kind == FileMoved.kind:
        moved = record.event(FileMoved)
        yield from (moved.from_, moved.path)
    else:
        yield record.event(FileChanged).path
