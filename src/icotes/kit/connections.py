"""Who is connected: one record for each socket, HTTP client and command line that is here now."""

import secrets
import time
from collections.abc import Callable, Iterator
from math import exp
from typing import Literal

import msgspec

from icotes.core.caller import Caller
from icotes.core.events import Event
from icotes.core.log import Signal
from icotes.kit.store import ServerStore

Kind = Literal["websocket", "http", "cli", "mcp"]

IDLE_SECONDS = 60.0
"""A client without a socket counts as connected for this long after its last call."""
MOST_CLIENTS = 1000
"""Clients without a socket that are known at a time; with more, who was silent longest is forgotten."""
MINUTE = 60.0
AGENT_LENGTH = 200
"""Characters that are kept of what a client calls itself."""


class ConnectionOpened(Event):
    """A client connected and said who it is."""

    connection: str
    client: str
    user: str


class ConnectionClosed(Event):
    """A client went away."""

    connection: str
    client: str
    user: str


class Connection(msgspec.Struct, kw_only=True, eq=False):
    """A client that is here now.

    Attributes:
        id: opaque.
        kind: the face that it came by.
        user: the caller's name.
        address: the peer's network address.
        agent: what the client calls itself (`User-Agent`).
        opened: seconds since the epoch, UTC.
        active: when it last called something.
        calls: how often it did.
        rate: how often in a minute, lately: a call of a minute ago counts for about a third.
    """

    id: str
    kind: Kind
    user: str
    session: str
    grant: str
    address: str
    agent: str
    opened: float
    active: float
    calls: int = 0
    rate: float = 0.0

    def count(self) -> None:
        """Count a call that comes now."""
        now = time.time()
        self.rate = self._faded(now) + 1
        self.active = now
        self.calls += 1

    def rested(self) -> "Connection":
        """Return how it is now, some time after its last call."""
        return msgspec.structs.replace(self, rate=round(self._faded(time.time()), 1))

    def _faded(self, now: float) -> float:
        return self.rate * exp(min(0.0, self.active - now) / MINUTE)


Notify = Callable[[str, bytes], object]
"""Sends a JSON-RPC notification (method, JSON of its parameters) to one client."""
End = Callable[[], object]


class Connections:
    """Knows every client that is connected, and finds them by kind, session or user without a search."""

    def __init__(self, store: ServerStore) -> None:
        self._store = store
        self._all: dict[str, Connection] = {}
        self._index: dict[tuple[str, str], dict[str, Connection]] = {}
        self._sockets: dict[str, tuple[Notify, End]] = {}
        self._clients: dict[tuple[str, ...], Connection] = {}
        self.signal = Signal()
        """Wakes at every change of who is connected."""

    def open(self, kind: Kind, caller: Caller, agent: str, notify: Notify, end: End) -> Connection:
        """Add a client that holds a socket; `close` takes it out again.

        Args:
            kind: the face.
            caller: who it is.
            agent: what it calls itself.
            notify: sends it a notification.
            end: closes its socket.
        """
        connection = self._add(kind, caller, agent)
        self._sockets[connection.id] = (notify, end)
        return connection

    def seen(self, kind: Kind, caller: Caller, agent: str) -> Connection:
        """Count a call of a client without a socket; it stays for a minute after its last."""
        key = (kind, caller.grant.id, caller.session, caller.address, agent[:AGENT_LENGTH])
        connection = self._clients.get(key)
        if connection is None:
            self._make_room()
            connection = self._clients[key] = self._add(kind, caller, agent)
        connection.count()
        return connection

    def _make_room(self) -> None:
        self.sweep()
        if len(self._clients) >= MOST_CLIENTS:
            silent = min(self._clients, key=lambda key: self._clients[key].active)
            self.close(self._clients.pop(silent))

    def _add(self, kind: Kind, caller: Caller, agent: str) -> Connection:
        now = time.time()
        connection = Connection(
            id=secrets.token_hex(8),
            kind=kind,
            user=caller.name,
            session=caller.session,
            grant=caller.grant.id,
            address=caller.address,
            agent=agent[:AGENT_LENGTH],
            opened=now,
            active=now,
        )
        self._all[connection.id] = connection
        for key in _keys(connection):
            self._index.setdefault(key, {})[connection.id] = connection
        event = ConnectionOpened(connection=connection.id, client=kind, user=caller.name)
        self._store.post(event)
        self.signal.wake()
        return connection

    def close(self, connection: Connection) -> None:
        """Take a client out; nothing happens if it is out already."""
        if self._all.pop(connection.id, None) is None:
            return
        self._sockets.pop(connection.id, None)
        for key in _keys(connection):
            group = self._index[key]
            del group[connection.id]
            if not group:
                del self._index[key]
        event = ConnectionClosed(connection=connection.id, client=connection.kind, user=connection.user)
        self._store.post(event)
        self.signal.wake()

    def sweep(self) -> None:
        """Take out the clients without a socket that have not called for a minute."""
        limit = time.time() - IDLE_SECONDS
        for key, connection in list(self._clients.items()):
            if connection.active < limit:
                del self._clients[key]
                self.close(connection)

    def get(self, id: str) -> Connection | None:
        """Return a client by id."""
        return self._all.get(id)

    def holds_socket(self, id: str) -> bool:
        """Tell whether a client is here for as long as its socket is."""
        return id in self._sockets

    def find(self, *, kind: str = "", session: str = "", user: str = "") -> Iterator[Connection]:
        """Yield the clients of this kind, session and user; an empty one means any."""
        wanted = [pair for pair in (("kind", kind), ("session", session), ("user", user)) if pair[1]]
        groups = [self._index.get(pair, {}) for pair in wanted] or [self._all]
        smallest = min(groups, key=len)
        yield from [each for id_, each in smallest.items() if all(id_ in group for group in groups)]

    def notify(self, connection: Connection, method: str, params: bytes) -> bool:
        """Send a notification; False if this client holds no socket."""
        socket = self._sockets.get(connection.id)
        if socket:
            socket[0](method, params)
        return socket is not None

    def end(self, connection: Connection) -> None:
        """Close a client's socket and take it out."""
        socket = self._sockets.get(connection.id)
        if socket:
            socket[1]()
        self.close(connection)


def _keys(connection: Connection) -> list[tuple[str, str]]:
    return [("kind", connection.kind), ("session", connection.session), ("user", connection.user)]
