"""`/ws`: one connection for everything, JSON-RPC 2.0 with the base conventions of the Language Server Protocol.

A call runs in the task that read it. Only when it has to wait does another task
go on reading, so a call that answers at once costs no task of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import replace
from itertools import count
from typing import Any

import msgspec

from icotes.core.caller import Caller
from icotes.core.errors import (
    BadRequest,
    Cancelled,
    IcotesError,
    MethodNotFound,
    NotFound,
    QuotaExceeded,
    Unauthenticated,
)
from icotes.faces import jsonrpc
from icotes.faces.credit import MOST, Credit, Grant, Pusher
from icotes.faces.frames import OVERSIZE, TEXT, Message
from icotes.faces.handshake import hello, welcome
from icotes.faces.jsonrpc import Finish, Malformed, Own, Request
from icotes.faces.settings import ServerSettings
from icotes.faces.ws_transport import Gone, Socket
from icotes.kit.connections import Connections
from icotes.kit.dispatch import Dispatcher, unexpected
from icotes.kit.stream import Stream

TURN = 32
"""Calls that one client may run before others get their turn."""
FAREWELL_SECONDS = 10.0
"""How long commands of a client that is gone may go on; it will ask for their result by idempotency key."""
AT_ONCE = 64
"""Calls of one client that run at a time, and none begins while it lags: so little is held for who reads no answers."""
TRIES = 3
"""Wrong keys on one connection."""
BACKLOG_BYTES = 1024 * 1024
"""A client that lags by this much gets no notifications."""

encode = msgspec.json.Encoder().encode


class _Cancel(msgspec.Struct, frozen=True):
    id: msgspec.Raw


class Peer:
    """One client on one socket.

    Args:
        own: the protocol's methods that every transport has.
        authenticate: finds the caller of a key, or raises `Unauthenticated`.
        caller: who it is, if the handshake said so.
        agent: what it calls itself.
        credit: whether the client speaks `icotes.v1`.
    """

    def __init__(
        self,
        socket: Socket,
        dispatcher: Dispatcher,
        connections: Connections,
        *,
        settings: ServerSettings,
        own: dict[str, Own],
        authenticate: Callable[[str], Awaitable[Caller]],
        caller: Caller | None,
        agent: str,
        credit: bool,
    ) -> None:
        self._socket = socket
        self._dispatcher = dispatcher
        self._connections = connections
        self._settings = settings
        self._own: dict[str, Own] = {
            **own,
            "rpc.initialize": self._initialize,
            "rpc.authenticate": self._initialize,
        }
        self._authenticate = authenticate
        self._caller: Any = caller
        self._agent = agent
        self._credit = credit
        self._connection: Any = None
        self._calls: dict[bytes | int, tuple[asyncio.Task[Any], str]] = {}
        self._cancelled: set[bytes] = set()
        self._credits: dict[bytes, Credit] = {}
        self._early: dict[bytes, int] = {}
        self._unnamed = count(1)
        self._streams = count(1)
        self._workers: set[asyncio.Task[None]] = set()
        self._reading = False
        self._relayed = False
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turn = 0
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Serve the client until its socket is closed."""
        forget: Callable[[], object] = lambda: None  # noqa: E731
        try:
            if self._caller is None and not await self._login():
                return
            caller = self._open()
            forget = caller.grant.on_revoke(lambda: self._socket.end(1008, "the key was revoked"))
            self._spawn()
            await self._over.wait()
            await self._farewell()
        except Gone:
            pass
        finally:
            forget()
            if self._connection:
                self._connections.close(self._connection)
            await self._stop(self._workers)

    # Who it is.

    async def _login(self) -> bool:
        tries = 0
        try:
            async with asyncio.timeout(self._settings.login):
                while tries < TRIES:
                    message = await self._socket.next()
                    if await self._first(message):
                        return True
                    tries += 1
        except TimeoutError:
            pass
        self._socket.end(1008, "no valid key came; send rpc.authenticate {key} first")
        return False

    async def _first(self, message: Message) -> bool:
        """Answer a message of a stranger; True if it is none any more."""
        id = b"null"
        try:
            jsonrpc.check(message.data)
            request = jsonrpc.read(message.data)
            id = bytes(request.id) or id
            if request.method != "rpc.authenticate":
                raise Unauthenticated("Say who you are first: rpc.authenticate {key}.")
            self._caller = await self._authenticate(hello(bytes(request.params) or b"{}").key)
            self._open()
            self._socket.text(jsonrpc.success(id, welcome(self._settings, self._caller, credit=self._credit)))
        except Malformed as malformed:
            self._socket.text(malformed.answer)
        except IcotesError as error:
            self._socket.text(jsonrpc.failure(id, error))
        else:
            return True
        return False

    def _open(self) -> Caller:
        if self._connection:
            return self._caller
        self._socket.reader.limit = self._settings.message_bytes
        kind = "cli" if self._agent.startswith("icotes-cli") else "websocket"
        caller = replace(self._caller, face=kind)
        self._connection = self._connections.open(
            kind, caller, self._agent, self._notify, lambda: self._socket.end(1000, "closed by the server")
        )
        self._caller = replace(caller, connection=self._connection.id)
        return self._caller

    async def _initialize(self, caller: Caller, params: bytes) -> bytes:
        said = hello(params)
        if said.key and (await self._authenticate(said.key)).grant is not caller.grant:
            raise BadRequest("This connection has a key already; open another one for another key.")
        return welcome(self._settings, caller, credit=self._credit)

    def _notify(self, method: str, params: bytes) -> None:
        if self._socket.transport.get_write_buffer_size() < BACKLOG_BYTES:
            self._socket.text(b'{"jsonrpc":"2.0","method":%b,"params":%b}' % (encode(method), params))

    # Reading.

    def _spawn(self) -> None:
        self._reading = True
        task = asyncio.create_task(self._work())
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)

    def _relay(self) -> None:
        self._relayed = False
        if not self._reading and not self._over.is_set():
            self._spawn()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._reading = True
                if self._socket.lags:
                    await self._socket.drain()
                message = await self._socket.next()
                self._reading = False
                if not self._relayed:
                    self._relayed = True
                    loop.call_soon(self._relay)
                await self._handle(message)
                if self._reading:
                    return
                self._turn += 1
                if self._turn % TURN == 0:
                    self._reading = True
                    await asyncio.sleep(0)
        except Gone:
            self._over.set()

    async def _handle(self, message: Message) -> None:
        self._connection.count()
        data = message.data
        try:
            if message.kind != TEXT:
                raise Malformed(_unreadable(message, self._settings.message_bytes))
            jsonrpc.check(data)
            if data[:1] != b"{" and jsonrpc.is_batch(data):
                answer = await self._batch(jsonrpc.batch(data, self._settings.batch))
            else:
                answer = await self._one(data, self._detach, self._room)
        except Malformed as malformed:
            answer = malformed.answer
        except IcotesError as error:
            answer = jsonrpc.failure(b"null", error)
        if answer:
            self._socket.text(answer)
            await self._socket.drain()

    async def _batch(self, members: list[bytes]) -> bytes:
        room = jsonrpc.Room()

        async def member(data: bytes) -> bytes:
            try:
                return room.take(data, await self._one(data, self._push, nullcontext()))
            except Malformed as malformed:
                return malformed.answer

        answers = [each for each in await asyncio.gather(*map(member, members)) if each]
        return b"[%b]" % b",".join(answers) if answers else b""

    async def _one(self, data: bytes, finish: Finish, room: AbstractAsyncContextManager[None]) -> bytes:
        request = jsonrpc.read(data)
        id = bytes(request.id)
        if request.method[:2] == "$/":
            return self._control(request, id)
        if id in self._calls:
            raise Malformed(BadRequest("A call with this id runs already; give each its own."), id)
        if len(self._calls) >= self._settings.calls:
            limit = self._settings.calls
            raise Malformed(
                QuotaExceeded(f"{limit} calls run on this connection already; wait for one."), id or b"null"
            )
        key = id or next(self._unnamed)
        task: Any = asyncio.current_task()
        mine = self._calls[key] = (task, request.method)
        try:
            async with room:
                if self._socket.lags:
                    await self._socket.drain()
                return await jsonrpc.answer(self._dispatcher, self._caller, request, self._own, finish)
        except asyncio.CancelledError:
            if id not in self._cancelled:
                raise
            task.uncancel()
            return jsonrpc.failure(id, _cancelled())
        finally:
            if self._calls.get(key) is mine:
                del self._calls[key]
                self._cancelled.discard(id)
                self._early.pop(id, None)

    # Cancellation and streams.

    def _control(self, request: Request, id: bytes) -> bytes:
        with suppress(msgspec.DecodeError):
            if request.method == "$/cancelRequest":
                found = self._cancel(bytes(msgspec.json.decode(request.params, type=_Cancel).id))
                return (jsonrpc.success(id, b"null") if found else jsonrpc.failure(id, _not_running())) if id else b""
            if request.method == "$/credit":
                grant = msgspec.json.decode(request.params, type=Grant)
                token = bytes(grant.token)
                if credit := self._credits.get(token):
                    credit.grant(grant.n)
                elif token in self._calls:  # it has not begun to stream
                    self._early[token] = min(self._early.get(token, 0) + grant.n, MOST)
            elif id:
                return jsonrpc.failure(id, MethodNotFound(f"There is no {request.method[:100]}."))
        return b""

    def _cancel(self, id: bytes) -> bool:
        task, _ = self._calls.get(id, (None, ""))
        if task and id:
            self._cancelled.add(id)
            task.cancel()
        return bool(task and id)

    def _pusher(self, request: Request, stream: Stream) -> Pusher:
        token = stream.params.partialResultToken
        name = bytes(request.id) if token is None else encode(token)
        if not name:
            raise BadRequest("A stream needs an id or a partialResultToken to send its items under.")
        if len(name) > jsonrpc.ID_BYTES:
            raise BadRequest(f"A partialResultToken has at most {jsonrpc.ID_BYTES} bytes.")
        if name in self._credits:
            raise BadRequest("A stream with this token runs already; give each its own.")
        pusher = Pusher(self._socket, name, stream, next(self._streams) if self._credit else 0)
        self._credits[name] = pusher.credit
        pusher.credit.grant(self._early.pop(name, 0))
        return pusher

    async def _push(self, request: Request, stream: Stream) -> bytes:
        """Run a stream that is a member of a batch; its result stands in the batch's answer."""
        pusher = self._pusher(request, stream)
        try:
            return await pusher.run()
        finally:
            del self._credits[pusher.token]

    async def _detach(self, request: Request, stream: Stream) -> None:
        """Run a stream in a task of its own, which answers at its end; so its items have a short way."""
        id = bytes(request.id)
        key = id or next(self._unnamed)
        task = asyncio.create_task(self._run(id, key, self._pusher(request, stream)))
        self._calls[key] = (task, request.method)
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)

    async def _run(self, id: bytes, key: bytes | int, pusher: Pusher) -> None:
        try:
            answer = jsonrpc.success(id, await pusher.run())
        except IcotesError as error:
            answer = jsonrpc.failure(id, error)
        except asyncio.CancelledError:
            if id not in self._cancelled:
                raise
            answer = jsonrpc.failure(id, _cancelled())
        except Gone:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            answer = jsonrpc.failure(id, unexpected(error, "a stream"))
        finally:
            del self._credits[pusher.token]
            self._calls.pop(key, None)
            self._cancelled.discard(id)
        if id:
            self._socket.text(answer)

    # The end.

    async def _farewell(self) -> None:
        """Cancel what nobody waits for any more; let commands end, so that a second try finds their result."""
        keep = {task for task, name in self._calls.values() if self._finishes(name)}
        await self._stop(self._workers - keep)
        if keep:
            await asyncio.wait(keep, timeout=FAREWELL_SECONDS)

    def _finishes(self, name: str) -> bool:
        table = self._dispatcher.table
        return name in table and table[name].effect == "command" and not table[name].stream

    async def _stop(self, tasks: set[asyncio.Task[None]]) -> None:
        waiting = list(tasks)
        for task in waiting:
            task.cancel()
        if waiting:
            await asyncio.wait(waiting)
        for task in waiting:
            if not task.cancelled() and (error := task.exception()):
                unexpected(error, "websocket")  # pyright: ignore[reportArgumentType]


def _cancelled() -> Cancelled:
    return Cancelled("The call was cancelled at the client's wish.")


def _not_running() -> NotFound:
    return NotFound("No call with this id runs on this connection; it ended, or never began.")


def _unreadable(message: Message, limit: int) -> IcotesError:
    if message.kind == OVERSIZE:
        return QuotaExceeded(
            f"The message has {message.size} bytes; the most is {limit}. Send large bytes by PUT.", limit=limit
        )
    return BadRequest("Messages are text frames with one JSON-RPC object or array each.")
