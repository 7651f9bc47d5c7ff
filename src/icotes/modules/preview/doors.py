"""Who may go to which program: names for browsers, tickets that let in once, and cookies that keep them in."""

import asyncio
import base64
import hashlib
import hmac
import secrets
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from icotes.core.caller import Caller
from icotes.core.errors import NotFound, Unauthenticated
from icotes.kit.shown import Door, Doors
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.preview.types import NotListening, PortAddress, PreviewSettings

TICKET_SECONDS = 60.0
MOST = 1_000
"""Tickets, names and cookies at a time; with more, the oldest end of the key that made most."""
SCOPE = "preview:write"


class Listens(NamedTuple):
    """Where a program listens; for `connect` see `Door`."""

    host: str
    connect: Callable[[], Awaitable[socket.socket]] | None


class _Way(NamedTuple):
    caller: Caller
    workspace: str
    port: int


class _Ticket(NamedTuple):
    caller: Caller
    label: str
    until: float


class _Cookie(NamedTuple):
    caller: Caller
    label: str


K = TypeVar("K", str, bytes)
Made = TypeVar("Made", _Way, _Ticket, _Cookie)


class PortDoors(Doors):
    """Makes names and tickets, and knows who has come in.

    A name is the same each time for one person, workspace and port, so what a program's page keeps in the browser is
    there again; nobody else can guess it. It opens nothing by itself.

    Attributes:
        listens: tells where to connect to a workspace's port.
    """

    def __init__(self, workspaces: OpenWorkspaces, state: StateFolder, settings: PreviewSettings) -> None:
        self.domains = ("localhost", *([settings.domain] if settings.domain else []))
        self.listens: Callable[[str, int], Awaitable[Listens | None]]
        self._workspaces = workspaces
        self._state = state
        self._secret = b""
        self._ways: dict[str, _Way] = {}
        self._tickets: dict[bytes, _Ticket] = {}
        self._cookies: dict[bytes, _Cookie] = {}

    def make(self, caller: Caller, workspace: str, port: int) -> PortAddress:
        """Return an address that lets in once."""
        label = self._label(caller.name, workspace, port)
        self._ways.setdefault(label, _Way(caller, workspace, port))
        ticket = secrets.token_urlsafe(24)
        self._tickets[_digest(ticket)] = _Ticket(caller, label, time.monotonic() + TICKET_SECONDS)
        _shorten(self._ways)
        _shorten(self._tickets)
        domain = self.domains[-1]
        return PortAddress(port=port, name=f"{label}.{domain}", domain=domain, path=f"/.icotes/enter#{ticket}")

    def enter(self, label: str, ticket: str) -> str:
        """Return the cookie for a ticket."""
        made = self._tickets.pop(_digest(ticket), None)
        if made is None or made.label != label or time.monotonic() >= made.until or not made.caller.grant.live:
            raise Unauthenticated("This address was used already or is too old; open the port from icotes again.")
        cookie = secrets.token_urlsafe(24)
        self._cookies[_digest(cookie)] = _Cookie(made.caller, label)
        _shorten(self._cookies)
        return cookie

    async def open(self, label: str, cookie: str) -> Door:
        """Return the way to a program."""
        way = self._ways.get(label)
        if way is None:
            raise NotFound("This address of a program is over; open the port from icotes again.")
        entered = self._cookies.get(_digest(cookie))
        if entered is None or entered.label != label or not entered.caller.grant.live:
            raise Unauthenticated(
                "This browser is not let in here; open the port from icotes, if need be in a tab of its own."
            )
        caller = entered.caller
        caller.require(SCOPE)
        if not caller.grant.reaches(way.workspace):
            raise Unauthenticated("This key does not reach this workspace any more.")
        found = await self.listens(way.workspace, way.port)
        if found is None:
            raise NotListening(f"Nothing listens on port {way.port} now; start the program and reload.")
        return Door(caller, found.host, way.port, found.connect)

    def close(self, workspace: str) -> None:
        """End the ways into a workspace."""
        self._ways = {label: way for label, way in self._ways.items() if way.workspace != workspace}

    async def start(self) -> None:
        """Read the key that names are made with; make one if there is none."""
        self._secret = await asyncio.to_thread(_kept, self._state)

    def _label(self, user: str, workspace: str, port: int) -> str:
        digest = hmac.digest(self._secret, f"{user}\0{workspace}\0{port}".encode(), "sha256")[:15]
        return f"p{port}-{base64.b32encode(digest).decode().lower()}"


def _kept(state: StateFolder) -> bytes:
    file = state.folder() / "preview.key"
    if not file.exists():
        state.write_private(file, secrets.token_bytes(32))
    return file.read_bytes()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def _shorten(kept: dict[K, Made]) -> None:
    while len(kept) > MOST:
        [(key, _)] = Counter(each.caller.grant.id for each in kept.values()).most_common(1)
        kept.pop(next(one for one, each in kept.items() if each.caller.grant.id == key))
