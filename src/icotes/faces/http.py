"""The server's HTTP side: which address is whose, one guard before all of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

from icotes.core.call import Authenticator
from icotes.core.caller import Caller
from icotes.core.errors import BadRequest, IcotesError, NotFound, Unauthenticated, Unavailable
from icotes.faces import jsonrpc, openapi, openrpc, preview, sync
from icotes.faces.exchange import DATA, JSON, Exchange, Receive, Send, fields_of
from icotes.faces.guard import Guard, Headers, Scope
from icotes.faces.handshake import PROTOCOL, hello, welcome
from icotes.faces.jsonrpc import Malformed, Own, Request
from icotes.faces.ports import PortFace
from icotes.faces.push import collected
from icotes.faces.rest import Rest
from icotes.faces.settings import ServerSettings
from icotes.faces.site import Site
from icotes.faces.websocket import Peer
from icotes.kit.connections import Connection, Connections
from icotes.kit.dispatch import Dispatcher, unexpected
from icotes.kit.sessions import SessionKeys
from icotes.kit.stream import Stream

encode = msgspec.json.Encoder().encode

KNOWN_SECONDS = 1.0
"""How long a key on a connection that stays open is taken as known; a revoked one is refused at once."""
READ_ONLY = ("GET", "HEAD")
_CORS_HEADERS = (
    b"authorization, content-type, if-match, if-none-match, range, idempotency-key, last-event-id, x-request-id"
)


class _Launch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    launch: str = ""


class _Known(NamedTuple):
    """Who asked last on a TCP connection, and with which headers."""

    caller: Caller
    connection: Connection
    key: bytes | None
    agent: bytes | None
    until: float

    def fits(self, headers: Headers) -> bool:
        """Tell whether the next request is by the same one, and that is not long ago."""
        return (
            headers.get(b"authorization") == self.key
            and headers.get(b"user-agent") == self.agent
            and self.key is not None
            and self.caller.grant.live
            and time.monotonic() < self.until
        )


class Delegate(Protocol):
    """A face that answers requests itself, once the guard has let them pass (`/mcp`)."""

    async def handle(self, scope: Any, receive: Any, send: Any, caller: Caller) -> None:
        """Answer one request in the caller's name."""
        ...


Answer = Callable[[Exchange], Awaitable[None]]


class Application:
    """The ASGI application.

    Args:
        dispatcher: calls methods.
        authenticators: who know keys.
        connections: who is connected.
        settings: address, names, limits.
        ready: tells whether all parts are well.
        exchange: gives keys for a launch token or to a caller, or raises `Unauthenticated`.
        metrics: gives the text for `/metrics`.
        mcp: answers `/mcp`.
        previews: answers `/preview/...`.
        ports: answers hosts of programs.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        authenticators: list[Authenticator],
        connections: Connections,
        settings: ServerSettings,
        *,
        ready: Callable[[], Awaitable[bool]],
        metrics: Callable[[], bytes],
        exchange: Callable[[str | Caller, str], Awaitable[SessionKeys]],
        mcp: Delegate | None = None,
        previews: preview.PreviewFace | None = None,
        ports: PortFace | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._connections = connections
        self._settings = settings
        self._ready = ready
        self._exchange = exchange
        self._metrics = metrics
        self._mcp = mcp
        self._previews = previews
        self._ports = ports
        self.guard = Guard(authenticators, settings)
        self.stopping = False
        self._sockets = 0
        self._description = b""
        self._site = Site()
        self._rest = Rest(dispatcher, settings)
        self._own: dict[str, Own] = {"rpc.discover": self._discover, "rpc.initialize": self._initialize}
        self._open: dict[str, Answer] = {"/live": self._live, "/ready": self._readiness, "/launch": self._launch}
        self._keyed: dict[str, Answer] = {
            "/rpc": self._rpc,
            "/mcp": self._delegate,
            "/metrics": self._measure,
            "/openapi.json": self._openapi,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer an HTTP request or serve a WebSocket (ASGI)."""
        if scope["type"] == "websocket":
            await self._websocket(scope, send)
        else:
            await self._http(scope, receive, send)

    # HTTP.

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        guest = self._ports is not None and self._ports.concerns(scope)
        try:
            headers: Headers = dict(scope["headers"]) if guest else self._admit(scope, path)
        except IcotesError as error:
            await Exchange(scope, receive, send, {}).refuse(error)
            return
        exchange = Exchange(scope, receive, send, headers, self._foreign(headers))
        try:
            if self._ports and guest:
                await self._ports.http(exchange)
            elif self._previews and path.startswith(preview.ROOT):
                await self._previews.answer(exchange)
            elif scope["method"] == "OPTIONS":
                await self._preflight(exchange)
            else:
                await self._route(exchange)
        except IcotesError as error:
            await exchange.refuse(error)
        except asyncio.CancelledError:
            if not self.stopping:
                raise
            exchange.out.break_off()
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            await exchange.refuse(unexpected(error, exchange.path))

    def _admit(self, scope: Scope, path: str) -> Headers:
        if path.startswith(preview.ROOT):
            return preview.admit(self.guard, scope)
        return self.guard.admit(scope, open_page=path in self._open or self._site.has(path))

    async def _route(self, exchange: Exchange) -> None:
        path = exchange.path
        keyed = self._keyed.get(path)
        if keyed:
            await keyed(exchange)
        elif path.startswith("/api/v1/"):
            await self._rest.answer(exchange, self._caller)
        elif path in self._open:
            await self._open[path](exchange)
        elif self._site.has(path):
            exchange.takes(*READ_ONLY)
            await self._site.answer(exchange)
        else:
            await self._caller(exchange)
            raise NotFound(f"There is nothing at {path[:200]}; /openapi.json lists the addresses.")

    def _foreign(self, headers: Headers) -> bytes:
        origin = headers.get(b"origin")
        return origin if origin and origin.decode("latin-1").lower() in self.guard.origins else b""

    async def _preflight(self, exchange: Exchange) -> None:
        if not self._foreign(exchange.headers):
            raise Unauthenticated("This server answers pages of its own only; `server.origins` allows another.")
        fields = [
            (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
            (b"access-control-allow-headers", _CORS_HEADERS),
            (b"access-control-max-age", b"600"),
        ]
        await exchange.reply(204, fields=fields)

    async def _caller(self, exchange: Exchange, *, cookie: bool = False, face: Literal["", "mcp"] = "") -> Caller:
        """Return who asks, counted among those who are connected.

        Args:
            cookie: whether the browser's cookie opens this route too.
            face: how the connection is counted; by default as the command line or HTTP.
        """
        scope, headers = exchange.scope, exchange.headers
        memory: dict[str, _Known] = scope["extensions"]["icotes.connection"]
        known = memory.get(face)
        if known and known.fits(headers) and not cookie:
            known.connection.count()
            return known.caller
        name = b"icotes_%d" % scope["server"][1] if cookie else b""
        caller = await self.guard.caller(scope, headers, name)
        kind = face or ("cli" if exchange.agent.startswith("icotes-cli") else "http")
        connection = self._connections.seen(kind, caller, exchange.agent)
        caller = replace(caller, connection=connection.id, face=kind)
        until = time.monotonic() + KNOWN_SECONDS
        memory[face] = _Known(caller, connection, headers.get(b"authorization"), headers.get(b"user-agent"), until)
        return caller

    # What needs no key.

    async def _live(self, exchange: Exchange) -> None:
        exchange.takes(*READ_ONLY)
        await exchange.reply(200, b'{"live":true}')

    async def _readiness(self, exchange: Exchange) -> None:
        exchange.takes(*READ_ONLY)
        if self.stopping or not await self._ready():
            raise Unavailable("Not ready: the server is stopping, or a part of it has failed; see `icotes status`.")
        await exchange.reply(200, b'{"ready":true}')

    async def _launch(self, exchange: Exchange) -> None:
        exchange.takes("POST")
        exchange.takes_json()
        body = await exchange.body(4096)
        try:
            launch = msgspec.json.decode(body, type=_Launch).launch
        except (msgspec.DecodeError, ValueError):
            raise BadRequest("This takes `launch`, the token after `#launch=`, or nothing and a Bearer key.") from None
        keys = await self._exchange(launch or await self._caller(exchange), exchange.agent)
        cookie = f"icotes_{exchange.scope['server'][1]}={keys.cookie}; Path=/api/v1; HttpOnly; SameSite=Strict"
        await exchange.reply(200, encode({"key": keys.key}), fields=[(b"set-cookie", cookie.encode())])

    # What needs one.

    async def _rpc(self, exchange: Exchange) -> None:
        caller = await self._caller(exchange)
        exchange.takes("POST")
        exchange.takes_json()
        data = await exchange.body(self._settings.message_bytes)
        try:
            jsonrpc.check(data)
            if data[:1] != b"{" and jsonrpc.is_batch(data):
                answer = await self._batch(exchange, caller, jsonrpc.batch(data, self._settings.batch))
            else:
                answer = await self._one(exchange, caller, data)
        except Malformed as malformed:
            answer = malformed.answer
        except IcotesError as error:
            answer = jsonrpc.failure(b"null", error)
        await exchange.reply(200 if answer else 204, answer)

    async def _one(self, exchange: Exchange, caller: Caller, data: bytes) -> bytes:
        async def finish(_request: Request, stream: Stream) -> bytes:
            return await collected(exchange, stream)

        try:
            request = jsonrpc.read(data)
        except Malformed as malformed:
            return malformed.answer
        return await jsonrpc.answer(self._dispatcher, caller, request, self._own, finish)

    async def _batch(self, exchange: Exchange, caller: Caller, members: list[bytes]) -> bytes:
        room = jsonrpc.Room()
        answers = [
            room.take(member, answer) for member in members if (answer := await self._one(exchange, caller, member))
        ]
        return b"[%b]" % b",".join(answers) if answers else b""

    async def _discover(self, caller: Caller, params: bytes) -> bytes:  # noqa: ARG002
        return openrpc.document(self._dispatcher.table)

    async def _initialize(self, caller: Caller, params: bytes) -> bytes:
        hello(params)
        return welcome(self._settings, caller, credit=False)

    async def _delegate(self, exchange: Exchange) -> None:
        caller = await self._caller(exchange, face="mcp")
        if self._mcp is None:
            raise NotFound("This server does not speak MCP.")
        await self._mcp.handle(exchange.scope, exchange.receive, exchange.send_guarded, caller)

    async def _measure(self, exchange: Exchange) -> None:
        (await self._caller(exchange)).require("system:read")
        exchange.takes(*READ_ONLY)
        await exchange.reply(200, self._metrics(), b"text/plain; version=0.0.4; charset=utf-8")

    async def _openapi(self, exchange: Exchange) -> None:
        await self._caller(exchange)
        exchange.takes(*READ_ONLY)
        if not self._description:
            self._description = await asyncio.to_thread(openapi.document, self._rest.routes)
        await exchange.reply(200, self._description)

    # WebSocket.

    async def _websocket(self, scope: Scope, send: Send) -> None:
        if self._ports and self._ports.concerns(scope):
            await self._guest(self._ports, scope, send)
            return
        if scope["path"].startswith(sync.ROOT):
            await self._sync(scope, send)
            return
        try:
            caller, credit = await self._handshake(scope)
        except IcotesError as error:
            await _refuse_upgrade(send, error)
            return
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if credit else None})
        headers = dict(scope["headers"])
        peer = Peer(
            scope["extensions"]["icotes.socket"],
            self._dispatcher,
            self._connections,
            settings=self._settings,
            own=self._own,
            authenticate=lambda key: self.guard.authenticate(key, scope),
            caller=caller,
            agent=headers.get(b"user-agent", b"").decode("latin-1"),
            credit=credit,
        )
        self._sockets += 1
        try:
            await peer.run()
        finally:
            self._sockets -= 1

    async def _sync(self, scope: Scope, send: Send) -> None:
        try:
            headers = self.guard.admit(scope)
            where = sync.address(scope["raw_path"])
            self._has_room()
            offered: list[str] = scope["subprotocols"]
            key = sync.key_in(offered)
            caller = await (self.guard.authenticate(key, scope) if key else self.guard.caller(scope, headers))
        except IcotesError as error:
            await _refuse_upgrade(send, error)
            return
        await send({"type": "websocket.accept", "subprotocol": sync.PROTOCOL if offered else None})
        socket = scope["extensions"]["icotes.socket"]
        agent = headers.get(b"user-agent", b"").decode("latin-1")
        limit = self._settings.message_bytes
        self._sockets += 1
        try:
            await sync.SyncPeer(socket, self._dispatcher, caller, where=where, limit=limit).run(
                self._connections, agent
            )
        finally:
            self._sockets -= 1

    async def _guest(self, ports: PortFace, scope: Scope, send: Send) -> None:
        self._sockets += 1
        try:
            self._has_room()
            await ports.socket(scope)
        except IcotesError as error:
            await _refuse_upgrade(send, error)
        finally:
            self._sockets -= 1

    def _has_room(self) -> None:
        if self.stopping or self._sockets >= self._settings.sockets:
            raise Unavailable("The server has as many connections as it takes; try again later.", retry_after=5)

    async def _handshake(self, scope: Scope) -> tuple[Caller | None, bool]:
        """Return who connects, if the handshake says so, and whether with credit and binary frames."""
        headers = self.guard.admit(scope)
        if scope["path"] != "/ws":
            raise NotFound("The WebSocket is at /ws; that of a document for Yjs at /sync/{workspace}/{path}.")
        self._has_room()
        caller = None
        if b"authorization" in headers or b"origin" not in headers:
            caller = await self.guard.caller(scope, headers)
        offered = scope["subprotocols"]
        if PROTOCOL not in offered and any(each.startswith("icotes.") for each in offered):
            raise BadRequest(f"This server speaks {PROTOCOL} only; update the older of the two.")
        return caller, PROTOCOL in offered


async def _refuse_upgrade(send: Send, error: IcotesError) -> None:
    body = encode(error.payload())
    fields = [(b"content-type", JSON), *fields_of(DATA)]
    await send({"type": "websocket.http.response.start", "status": error.status, "headers": fields})
    await send({"type": "websocket.http.response.body", "body": body})
