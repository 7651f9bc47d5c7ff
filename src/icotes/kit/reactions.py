"""Runs the `@on` handlers: after the commit, in log order, at least once, each at its own pace.

One task reads each store's log and wakes only the handlers that an event
concerns. A handler's cursor is on disk a little later than what it did: after a
crash it may see events again, so it is idempotent by the record's id.
"""

import asyncio
import logging
import typing
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from typing import Any

from icotes.core.container import Container
from icotes.core.errors import Unavailable
from icotes.core.events import Event, EventRecord
from icotes.core.log import BATCH
from icotes.core.methods import Module, marked
from icotes.core.names import method_name, module_of
from icotes.core.table import Table
from icotes.kit import letters
from icotes.kit.letters import DeadLetters
from icotes.kit.store import ServerStore, Store, Transaction
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife

BACKOFF = (0.2, 1.0, 5.0, 25.0)
"""Seconds between the five attempts."""
SAVE_SECONDS = 2.0
"""How long a handler's cursor may lag on disk."""

logger = logging.getLogger(__name__)


class Handler:
    """A function that reacts to one kind of event.

    Args:
        owner: the module that has it.
        function: takes the event, and by type `EventRecord` and `Workspace`.
        event: the kind.
    """

    def __init__(self, owner: type[Module], function: Callable[..., Awaitable[None]], event: type[Event]) -> None:
        self.owner = owner
        self.event = event
        self.name = method_name(module_of(owner), function.__name__)
        self._function = function
        self._takes = {name: type_ for name, type_ in typing.get_type_hints(function).items() if name != "return"}
        for name, type_ in self._takes.items():
            if type_ not in {event, EventRecord, Workspace}:
                wanted = f"{event.__name__}, EventRecord or Workspace"
                raise TypeError(f"{self.name}: `{name}` is no {wanted}; a handler takes nothing else.")

    def concerns(self, workspace: Workspace | None) -> bool:
        """Tell whether it reacts to a workspace's events, or, for None, to the server's."""
        return workspace is not None or Workspace not in self._takes.values()

    async def react(self, module: Module, record: EventRecord, workspace: Workspace | None) -> None:
        """Call the function."""
        given = {self.event: record.event(self.event), EventRecord: record, Workspace: workspace}
        await self._function(module, **{name: given[type_] for name, type_ in self._takes.items()})


class Lane:
    """How far one handler is in one store's log.

    Attributes:
        position: that of the last event that it is done with.
        due: set while there is something for it.
    """

    def __init__(self, handler: Handler, position: int) -> None:
        self.handler = handler
        self.position = position
        self.due = asyncio.Event()


class Feed:
    """One store's events on their way to the handlers.

    Args:
        store: whose log it is.
        workspace: what the store belongs to; None for the server.
        handlers: who reacts.
        module: gives a handler's module.
    """

    def __init__(
        self,
        store: Store,
        workspace: Workspace | None,
        handlers: list[Handler],
        module: Callable[[type[Module]], Awaitable[Module]],
    ) -> None:
        self._store = store
        self._workspace = workspace
        self._handlers = [handler for handler in handlers if handler.concerns(workspace)]
        self._module = module
        self._position = 0
        self._lanes: dict[str, list[Lane]] = {}
        self._saved: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep

    async def open(self) -> None:
        """Go on where each handler was; a new one begins with what happens from now on."""
        log = self._store.log
        kept = await self._store.read(lambda db: dict(db.execute("SELECT handler, position FROM reactions").fetchall()))
        lanes = [Lane(handler, min(kept.get(handler.name, log.last), log.last)) for handler in self._handlers]
        self._position = min((lane.position for lane in lanes), default=log.last)
        for lane in lanes:
            self._lanes.setdefault(lane.handler.event.kind, []).append(lane)
        await self._save()
        if lanes:
            for work in (self._watch(), self._keep(), *(self._run(lane) for lane in lanes)):
                self._tasks.append(_start(work))

    async def close(self) -> None:
        """Stop, and keep how far each handler is."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._save()

    async def _watch(self) -> None:
        log = self._store.log
        while not (log.closed and self._position >= log.last):
            self._position = max(self._position, log.first)
            if self._position >= log.last:
                await log.signal.wait()
                continue
            for item in await log.read(self._position, BATCH):
                self._position = item.position
                for lane in self._lanes.get(item.value.kind, ()) if item.value else ():
                    if item.position > lane.position and not lane.due.is_set():
                        lane.position = item.position - 1
                        lane.due.set()

    async def _run(self, lane: Lane) -> None:
        log, kind = self._store.log, lane.handler.event.kind
        while True:
            await lane.due.wait()
            while lane.position < self._position:
                if lane.position < log.first:
                    logger.warning("%s missed events of %s: the log was trimmed", lane.handler.name, log.name)
                    lane.position = log.first
                    continue
                for item in await log.read(lane.position, BATCH):
                    if item.value and item.value.kind == kind:
                        await self._deliver(lane.handler, item.value)
                    lane.position = item.position
            lane.due.clear()

    async def _deliver(self, handler: Handler, record: EventRecord) -> None:
        attempts = len(BACKOFF) + 1
        for attempt in range(1, attempts + 1):
            try:
                await self.react(handler, record)
            except Exception as error:
                logger.exception("%s failed at %s, attempt %d", handler.name, record.id, attempt)
                if attempt == attempts:
                    await self._bury(handler, record, error)
            else:
                return
            if attempt < attempts:
                await self.sleep(BACKOFF[attempt - 1])

    async def react(self, handler: Handler, record: EventRecord) -> None:
        """Hand one event to one handler, once."""
        await handler.react(await self._module(handler.owner), record, self._workspace)

    async def _bury(self, handler: Handler, record: EventRecord, error: Exception) -> None:
        while True:
            try:
                return await self._store.write(
                    lambda tx: letters.add(tx, handler.name, record, error, len(BACKOFF) + 1)
                )
            except Unavailable:
                logger.exception("%s is not among the dead letters yet", record.id)
                await self.sleep(BACKOFF[-1])

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            with suppress(Unavailable):
                await self._save()

    async def _save(self) -> None:
        lanes = [lane for group in self._lanes.values() for lane in group]
        done = {lane.handler.name: lane.position if lane.due.is_set() else self._done(lane) for lane in lanes}
        changed = [(name, position) for name, position in done.items() if self._saved.get(name) != position]
        if changed:
            await self._store.write(lambda tx: _save(tx, changed))
            self._saved = done

    def _done(self, lane: Lane) -> int:
        return max(lane.position, self._position)


class Reactions(WorkspaceLife):
    """Runs every module's handlers on the server's events and on those of each open workspace."""

    def __init__(
        self,
        container: Container,
        table: Table,
        server: ServerStore,
        workspaces: OpenWorkspaces,
        dead_letters: DeadLetters,
    ) -> None:
        self._container = container
        self._server = server
        self._workspaces = workspaces
        self._letters = dead_letters
        self._feeds: dict[str, Feed] = {}
        self._handlers = [
            Handler(module, getattr(module, name), event)
            for module in table.modules
            for name, event in marked(module, "__icotes_on__").items()
        ]

    async def start(self) -> None:
        """Begin with the server's store and the workspaces that are open."""
        self._letters.deliver = self.deliver
        await self._feed(self._server, None)
        await self._workspaces.watch(self)

    async def stop(self) -> None:
        """Stop all handlers."""
        self._letters.deliver = None
        while self._feeds:
            await self._feeds.popitem()[1].close()

    async def opened(self, workspace: Workspace) -> None:
        """Begin with a workspace's events."""
        await self._feed(workspace.store, workspace)

    async def closed(self, workspace: Workspace) -> None:
        """Stop with a workspace's events."""
        feed = self._feeds.pop(workspace.store.log.name, None)
        if feed:
            await feed.close()

    async def _feed(self, store: Store, workspace: Workspace | None) -> None:
        feed = self._feeds[store.log.name] = Feed(store, workspace, self._handlers, self._container.get)
        await feed.open()

    async def deliver(self, store: Store, handler: str, record: EventRecord) -> None:
        """Hand an event to a handler once, whatever it saw before."""
        named = {each.name: each for each in self._handlers}
        if handler not in named:
            raise LookupError(f"there is no handler {handler} any more")
        await self._feeds[store.log.name].react(named[handler], record)


def _save(tx: Transaction, changed: list[tuple[str, int]]) -> None:
    tx.executemany("INSERT OR REPLACE INTO reactions VALUES (?, ?)", changed)


def _start(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Start a task that belongs to no call, whoever opened the workspace."""
    return asyncio.get_running_loop().create_task(work, context=Context())
