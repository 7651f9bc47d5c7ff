"""The files of one open workspace, with everything that is kept to serve them."""

import asyncio
import logging
import sqlite3
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from icotes.core.errors import IcotesError
from icotes.kit.watch import Batch, Watch
from icotes.kit.workers import Workers
from icotes.kit.workspace import Workspace
from icotes.modules.files import ripgrep
from icotes.modules.files.cache import FileCache
from icotes.modules.files.drafts import Saved
from icotes.modules.files.entries import look
from icotes.modules.files.ledger import Ledger
from icotes.modules.files.names import NameIndex
from icotes.modules.files.reading import Reader
from icotes.modules.files.settings import FileSettings
from icotes.modules.files.trash import Trash
from icotes.modules.files.turns import Turns
from icotes.modules.files.types import Entry, Statistics, WordMatch
from icotes.modules.files.words import WordIndex

WITHOUT = frozenset({".git"})
"""What git keeps for itself is not watched."""
FIRST_LOOK_SECONDS = 0.3
"""A workspace opens when its tree was looked at, or after this time."""
REST_SECONDS = 0.05
"""How long an index waits for more changes."""

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Tree:
    """The files of one workspace: reader, trash, watch and indexes.

    Args:
        workers: threads for short work.
        searchers: threads that may wait for ripgrep.
    """

    def __init__(self, workspace: Workspace, settings: FileSettings, workers: Workers, searchers: Workers) -> None:
        self.workspace = workspace
        self.root = workspace.root
        self.workers = workers
        self.searchers = searchers
        self.turns = Turns()
        self.cache = FileCache(settings.cache_bytes)
        self.reader = Reader(self.root, self.cache, settings.read_bytes)
        self.trash = Trash(self.root, workspace.store.path.with_suffix(".trash"))
        self.ledger = Ledger(self.root, workspace.store, workers, self.turns, WITHOUT)
        self.watch = Watch(self.root, WITHOUT, self.ledger.is_news)
        self.ledger.on_change = self._changed
        self.names = NameIndex()
        self._words: WordIndex | None = None
        self._looking: set[asyncio.Task[Any]] = set()
        self._changes: set[str] = set()
        self._names_changed = True
        self._indexed = False
        self._named = False
        self._indexing: asyncio.Task[None] | None = None
        self._refreshing = asyncio.Lock()
        self._making = asyncio.Lock()

    async def open(self) -> None:
        """Begin to watch; return once the tree was looked at, or soon if it is large."""
        await self.workers.run(self.trash.tidy)
        looked = asyncio.Event()
        self._watching = asyncio.create_task(self._follow(looked))
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_LOOK_SECONDS):
                await looked.wait()

    async def close(self) -> None:
        """Stop watching and give everything back."""
        for task in (self._watching, self._indexing, *self._looking):
            if task:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        if self._words:
            await self.workers.run(self._words.close)

    async def _follow(self, looked: asyncio.Event) -> None:
        await self.watch.start()
        try:
            await self.ledger.catch_up()
            looked.set()
            async for batch in self.watch.batches():
                await self._notice(batch)
        finally:
            await self.watch.stop()

    async def _notice(self, batch: Batch) -> None:
        try:
            await self.ledger.notice(batch)
        except IcotesError as error:
            logger.warning("a change of files was not recorded: %s", error.message)

    def look_again(self, path: str, saving: "asyncio.Future[Saved]") -> None:
        """Publish what is at a path, for whoever saved it did not."""
        if not saving.cancelled():
            saving.exception()
        self.ledger.forget(path)
        looking = asyncio.create_task(self._notice(Batch({path: None})))
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)

    async def spelled(self, path: str) -> str:
        """Return a path as a listing spells it."""
        return path if path.isascii() else await self.workers.run(lambda: self.root.spelled(path))

    async def look(self, path: str) -> Entry:
        """Return what is at a path."""
        return await self.workers.run(lambda: look(self.root, path))

    def trouble(self) -> str:
        """Return what keeps changes from being noticed; empty if nothing does."""
        return self.watch.trouble()

    def statistics(self) -> Statistics:
        """Return the figures of this tree."""
        return Statistics(
            cache_hits=self.cache.hits,
            cache_misses=self.cache.misses,
            cache_bytes=self.cache.bytes,
            unwatched=self.watch.unwatched,
            names=len(self.names),
        )

    def _changed(self, paths: Iterable[str], names: bool) -> None:
        for path in paths:
            self.cache.drop(path)
        if not self._indexed:
            return
        self._names_changed |= names
        self._changes.update(paths)
        if self._indexing is None or self._indexing.done():
            self._indexing = asyncio.create_task(self._index())

    async def _index(self) -> None:
        while self._changes:
            await asyncio.sleep(REST_SECONDS)
            try:
                await self._refresh()
            except (IcotesError, OSError, sqlite3.Error) as error:
                logger.warning("an index was not brought up to date: %s", error)
                return

    async def _refresh(self) -> None:
        """Bring the indexes that are in use up to date."""
        async with self._refreshing:
            self._indexed = True
            changes, self._changes = self._changes, set()
            renamed, self._names_changed = self._names_changed, False
            if renamed:
                paths = await self.searchers.run(lambda: ripgrep.names(self.root))
                await self.workers.run(lambda: self.names.update(paths))
                if words := self._words:
                    await self.workers.run(lambda: words.take(paths))
            elif words := self._words:
                await self.workers.run(lambda: words.refresh(path for path in changes if path in self.names))
            self._named = True

    async def _kept(self, work: Coroutine[Any, Any, T]) -> T:
        """Do what goes on when whoever asked for it has gone: somebody who types cancels call after call."""
        task = asyncio.create_task(work)
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)
        return await asyncio.shield(task)

    async def find_names(self, query: str, limit: int) -> list[str]:
        """Return paths that fit what was typed, best first."""
        if not self._named:
            await self._kept(self._refresh())
        return await self.workers.run(lambda: self.names.search(query, limit))

    async def find_words(self, text: str, folder: str, limit: int) -> list[WordMatch]:
        """Return files that hold words, best first; the first time, the index is made."""
        await self.workers.run(lambda: self.root.stat(folder, links=True))
        words = await self._kept(self._all_words())
        return await self.workers.run(lambda: words.search(text, folder, limit))

    async def _all_words(self) -> WordIndex:
        async with self._making:
            return self._words or await self._make_words()

    async def _make_words(self) -> WordIndex:
        path = self.workspace.store.path.with_suffix(".words")
        words = await self.workers.run(lambda: WordIndex(self.root, path))
        self._words = words
        self._names_changed = True
        await self._refresh()
        return words
