"""One WebSocket to a server: calls and streams share it, and each stream grants credit as it is read."""

import asyncio
import socket as sockets
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from itertools import count
from typing import Any, NamedTuple

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from icotes.client.transport import Failure, Place, lost
from icotes.core.errors import IcotesError, Unauthenticated

PROTOCOL = "v1"
MESSAGE_BYTES = 64 * 1024 * 1024
"""The largest message that is taken."""

Notified = Callable[[str, Any], None]
"""Is told of each notification: its method, its parameters."""


class _Incoming(msgspec.Struct):
    id: int | None = None
    method: str = ""
    params: msgspec.Raw = msgspec.Raw(b"null")
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: Failure | None = None


class _Value(msgspec.Struct):
    cursor: str = ""
    item: msgspec.Raw = msgspec.Raw(b"")
    stream: int = 0


class _Progress(msgspec.Struct):
    token: int
    value: _Value


class _Welcome(msgspec.Struct):
    credit: dict[str, int]


class Piece(NamedTuple):
    """An item as it came: JSON, or the bytes of a binary frame."""

    cursor: str
    data: msgspec.Raw | bytes


Inbox = asyncio.Queue[Piece | IcotesError | None]


class Link:
    """A connection that is open; once it breaks, everything on it fails with `ConnectionLost`."""

    def __init__(self, socket: ClientConnection, notified: Notified) -> None:
        self._socket = socket
        self._notified = notified
        self._ids = count(1)
        self._calls: dict[int, asyncio.Future[msgspec.Raw]] = {}
        self._streams: dict[int, Inbox] = {}
        self._numbers: dict[int, int] = {}
        self._credit = {"items": 2, "bytes": 2}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, place: Place, notified: Notified, through: sockets.socket | None = None) -> "Link":
        """Connect and agree on the protocol.

        Args:
            through: leads to the server already; else a connection to its address is made.

        Raises:
            Unauthenticated: the server does not take the key.
            OSError: there is no server.
        """
        headers = {"Authorization": f"Bearer {place.key}"} if place.key else {}
        url = f"ws{place.url.removeprefix('http')}/ws"
        protocols = [Subprotocol(f"icotes.{PROTOCOL}")]
        try:
            socket = await connect(
                url,
                additional_headers=headers,
                subprotocols=protocols,
                compression=None,
                max_size=MESSAGE_BYTES,
                proxy=None,
                sock=through,
            )
        except InvalidStatus as refused:
            if refused.response.status_code == 401:
                raise Unauthenticated("The server does not take this key; get another one.") from None
            raise OSError(f"the server answered {refused.response.status_code}") from None
        except InvalidHandshake as error:
            raise OSError(str(error)) from None
        link = cls(socket, notified)
        welcome = await link.call("rpc.initialize", {"protocol": PROTOCOL, "client": "icotes-python"})
        link._credit = msgspec.json.decode(welcome, type=_Welcome).credit
        return link

    @property
    def alive(self) -> bool:
        """Whether calls can be made."""
        return not self._reader.done()

    async def close(self) -> None:
        """Close the connection."""
        await self._socket.close()
        with suppress(asyncio.CancelledError):
            await self._reader

    async def call(self, method: str, params: dict[str, Any]) -> msgspec.Raw:
        """Call a method and return its result as JSON; cancelled here, it is cancelled there."""
        id = next(self._ids)
        self._calls[id] = asyncio.get_running_loop().create_future()
        try:
            await self._request(id, method, params)
            return await self._calls[id]
        except asyncio.CancelledError:
            await self._cancel(id)
            raise
        finally:
            del self._calls[id]

    async def items(self, method: str, params: dict[str, Any]) -> AsyncGenerator[Piece]:
        """Yield the items of a stream as they are asked for."""
        id = next(self._ids)
        inbox = self._streams[id] = Inbox()
        ended, owed = False, 0
        try:
            await self._request(id, method, params)
            while True:
                piece = await inbox.get()
                if not isinstance(piece, Piece):
                    ended = True
                    if piece:
                        raise piece
                    return
                yield piece
                owed = await self._grant(id, piece, owed)
        finally:
            del self._streams[id]
            if not ended:
                await self._cancel(id)

    async def _grant(self, id: int, piece: Piece, owed: int) -> int:
        binary = isinstance(piece.data, bytes)
        owed += len(piece.data) if binary else 1
        if owed < self._credit["bytes" if binary else "items"] // 2:
            return owed
        await self._notify("$/credit", {"token": id, "n": owed})
        return 0

    async def _request(self, id: int, method: str, params: dict[str, Any]) -> None:
        await self._send({"jsonrpc": "2.0", "id": id, "method": method, "params": params})

    async def _notify(self, method: str, params: dict[str, Any]) -> None:
        await self._send({"jsonrpc": "2.0", "method": method, "params": params})

    async def _cancel(self, id: int) -> None:
        with suppress(IcotesError):
            await self._notify("$/cancelRequest", {"id": id})

    async def _send(self, message: dict[str, Any]) -> None:
        try:
            await self._socket.send(msgspec.json.encode(message), text=True)
        except ConnectionClosed as closed:
            raise lost(closed) from None

    async def _read(self) -> None:
        reason: object = "closed"
        try:
            async for message in self._socket:
                if isinstance(message, bytes):
                    self._bytes(message)
                else:
                    self._take(msgspec.json.decode(message, type=_Incoming))
        except (ConnectionClosed, msgspec.DecodeError) as error:
            reason = error
        finally:
            for call in self._calls.values():
                if not call.done():
                    call.set_exception(lost(reason))
            for inbox in self._streams.values():
                inbox.put_nowait(lost(reason))

    def _take(self, message: _Incoming) -> None:
        if message.id is not None:
            self._answer(message)
        elif message.method == "$/progress":
            progress = msgspec.json.decode(message.params, type=_Progress)
            if progress.value.stream:
                self._numbers[progress.value.stream] = progress.token
            elif inbox := self._streams.get(progress.token):
                inbox.put_nowait(Piece(progress.value.cursor, progress.value.item))
        elif message.method:
            self._notified(message.method, msgspec.json.decode(message.params))

    def _answer(self, message: _Incoming) -> None:
        id: Any = message.id
        error = message.error.error() if message.error else None
        call, inbox = self._calls.get(id), self._streams.get(id)
        if inbox:
            inbox.put_nowait(error)
        elif call and not call.done():
            if error:
                call.set_exception(error)
            else:
                call.set_result(message.result)
        self._numbers = {number: token for number, token in self._numbers.items() if token != id}

    def _bytes(self, frame: bytes) -> None:
        number, start = _varint(frame, 0)
        length, start = _varint(frame, start)
        inbox = self._streams.get(self._numbers.get(number, 0))
        if inbox:
            inbox.put_nowait(Piece(frame[start : start + length].decode(), frame[start + length :]))


def _varint(data: bytes, start: int) -> tuple[int, int]:
    """Return an unsigned LEB128 number and where it ends."""
    number = shift = 0
    while True:
        byte = data[start]
        start += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, start
        shift += 7
