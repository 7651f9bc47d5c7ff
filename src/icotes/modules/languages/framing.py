"""Messages as the Language Server Protocol frames them: `Content-Length`, an empty line, JSON."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Raw, Struct

HEAD_BYTES = 4096
BODY_BYTES = 64 * 1024 * 1024
"""The largest message of a server; more is no answer but a fault."""

A_SECOND = 4000
"""Messages in one second; more are read no faster."""
BYTES_A_SECOND = 16 * 1024 * 1024
"""The same, of what is in them."""
FLOODS = 15
"""Seconds of that in a row; then the server is given up."""

_NO_MESSAGE = "It printed what is no message of the protocol."
_encode = msgspec.json.Encoder().encode


class Garbled(Exception):
    """What came is no message; nothing after it can be understood either."""


class Problem(Struct):
    """Why a request failed, in the server's words."""

    code: int = 0
    message: str = ""


class Message(Struct):
    """A request, a notification or an answer; what stands in it is decoded by who wants it."""

    id: int | str | None = None
    method: str = ""
    params: Raw = Raw(b"null")
    result: Raw = Raw(b"null")
    error: Problem | None = None


_decode = msgspec.json.Decoder(Message).decode


def frame(message: Mapping[str, Any]) -> bytes:
    """Return a message as it is sent."""
    body = _encode({"jsonrpc": "2.0", **message})
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class Inbox(asyncio.Protocol):
    """What a server says, message by message; a flood of it is read no faster than others can bear.

    Attributes:
        over: done once nothing more comes; fails with `Garbled` when what came makes no sense.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._size = -1
        self._take: Callable[[Message], object] | None = None
        self._transport: asyncio.ReadTransport | None = None
        self._second = self._loop.time()
        self._count = self._bytes = 0
        self._floods = 0
        self.over: asyncio.Future[None] = self._loop.create_future()

    def begin(self, take: Callable[[Message], object]) -> None:
        """Hand over each message, on the event loop."""
        self._take = take
        self.data_received(b"")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Know what to pause."""
        if isinstance(transport, asyncio.ReadTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        self._buffer += data
        self._bytes += len(data)
        if self._take is None or self.over.done():
            return
        try:
            while (message := self._next()) is not None:
                self._count += 1
                self._take(message)
            self._pace()
        except Garbled as error:
            self.finish(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        self.finish(exc)

    def finish(self, error: Exception | None = None) -> None:
        """Take in nothing more."""
        self._take = None
        if self.over.done():
            return
        if error:
            self.over.set_exception(error)
        else:
            self.over.set_result(None)

    def _next(self) -> Message | None:
        """Return the next message, if all of it is there.

        Raises:
            Garbled: something else came.
        """
        if self._size < 0:
            end = self._buffer.find(b"\r\n\r\n", 0, HEAD_BYTES + 4)
            if end < 0:
                if len(self._buffer) > HEAD_BYTES:
                    raise Garbled(_NO_MESSAGE)
                return None
            self._size = _size(bytes(self._buffer[:end]))
            del self._buffer[: end + 4]
        if len(self._buffer) < self._size:
            return None
        body = bytes(self._buffer[: self._size])
        del self._buffer[: self._size]
        self._size = -1
        try:
            return _decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Garbled("A message of it is no JSON.") from None

    def _pace(self) -> None:
        """Pause when far too much came in a second, and give up when that goes on."""
        past = self._loop.time() - self._second
        floods = self._count >= A_SECOND or self._bytes >= BYTES_A_SECOND
        if past < 1 and not floods:
            return
        self._floods = self._floods + 1 if floods else 0
        if self._floods > FLOODS:
            raise Garbled("It says far too much.")
        self._second, self._count, self._bytes = self._loop.time(), 0, 0
        if past < 1 and self._transport:
            self._transport.pause_reading()
            self._loop.call_later(1 - past, self._resume)

    def _resume(self) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.resume_reading()


def _size(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            size = int(value)
            if size > BODY_BYTES:
                raise Garbled(f"A message of it is larger than {BODY_BYTES} bytes.")
            return size
    raise Garbled(_NO_MESSAGE)
