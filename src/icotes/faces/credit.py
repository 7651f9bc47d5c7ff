"""Streams to a WebSocket: items as progress messages or binary frames, as fast as the client takes them.

With `icotes.v1` the client also grants credit, and the server sends at most what
was granted: items, or bytes on a stream of bytes.
"""

import asyncio
import typing
from collections.abc import Mapping
from contextlib import aclosing
from typing import Annotated, Any

import msgspec

from icotes.core.log import Item
from icotes.faces.ws_transport import Socket
from icotes.kit.stream import Stream

ITEM_BYTES = 64 * 1024
"""Credit of this many bytes is enough for any item; a larger one takes what it is beyond that on account."""
TURN = 32
"""Items that one stream may send before others get their turn."""
MOST = 2**53

encode = msgspec.json.Encoder().encode


def first_grant() -> Mapping[str, int]:
    """Return what is granted to each new stream before its client says more."""
    return {"items": 256, "bytes": 1024 * 1024}


class Grant(msgspec.Struct, frozen=True):
    """`$/credit`: so much more may be sent under this token."""

    token: msgspec.Raw
    n: Annotated[int, msgspec.Meta(gt=0, le=MOST)]


class Credit:
    """What may still be sent on one stream."""

    def __init__(self, left: int) -> None:
        self._left = left
        self._waiter: asyncio.Future[None] | None = None

    def grant(self, more: int) -> None:
        """Add to what may be sent."""
        self._left = min(self._left + more, MOST)
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self, cost: int) -> None:
        """Wait until this much may be sent, and take it off."""
        while self._left < min(cost, ITEM_BYTES):
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        self._left -= cost


class Pusher:
    """Sends one stream to one socket.

    Args:
        token: the JSON under which items are sent.
        number: of the stream in binary frames; 0 for a client without credit and binary frames.
    """

    def __init__(self, socket: Socket, token: bytes, stream: Stream, number: int) -> None:
        result = stream.method.result
        self._bytes = result is bytes or bytes in typing.get_args(result)
        self.credit = Credit(first_grant()["bytes" if self._bytes else "items"] if number else MOST)
        self.token = token
        self._socket = socket
        self._stream = stream
        self._number = number
        self._named = False
        self._head = b'{"jsonrpc":"2.0","method":"$/progress","params":{"token":%b,"value":' % token

    async def run(self) -> bytes:
        """Send the items and return the final result, `{"cursor": ...}`.

        Raises:
            Gone: the socket closed.
        """
        cursor, sent, socket, head = "", 0, self._socket, self._head
        async with aclosing(self._stream.items()) as items:
            async for item in items:
                if self._number:
                    await self._granted(item)
                else:
                    socket.text(b"%b%b}}" % (head, item.json()))
                cursor = item.cursor
                if socket.lags:
                    await socket.drain()
                sent += 1
                if sent % TURN == 0:
                    await asyncio.sleep(0)
        return encode({"cursor": cursor})

    async def _granted(self, item: Item[Any]) -> None:
        value = item.value
        if not isinstance(value, bytes):
            await self.credit.take(0 if self._bytes else 1)
            self._socket.text(b"%b%b}}" % (self._head, item.json()))
            return
        await self.credit.take(len(value))
        if not self._named:
            self._named = True
            self._socket.text(b'%b{"stream":%d}}}' % (self._head, self._number))
        cursor = item.cursor.encode()
        self._socket.binary(varint(self._number) + varint(len(cursor)) + cursor + value)


def varint(number: int) -> bytes:
    """Return an unsigned LEB128 number."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
