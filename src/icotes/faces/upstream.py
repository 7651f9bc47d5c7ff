"""One request to a program behind a port, and its response as it comes: neither is ever whole in memory."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import httptools

from icotes.core.errors import ConnectionLost, QuotaExceeded, Unavailable
from icotes.kit.shown import Door

P = TypeVar("P", bound=asyncio.Protocol)
CONNECT_SECONDS = 5.0
HEAD_BYTES = 256 * 1024
"""The most bytes of a response's head, and of what else is no body: trailers, extensions of chunks."""
WAITING_BYTES = 256 * 1024
"""What of a body waits to be sent on; then the program is not read until it is."""


class Upstream(asyncio.Protocol):
    """A connection to a program, for one request.

    Attributes:
        status: of the response, once `head` returned.
        headers: of the response, names in lower case.
        size: of its body, if that is told.
    """

    def __init__(self, method: str) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.size: int | None = None
        self._bodiless = method == "HEAD"
        self._loop = asyncio.get_running_loop()
        self._parser: Any = httptools.HttpResponseParser(self)
        self._transport: Any = None
        self._chunks: deque[bytes] = deque()
        self._waiting = 0
        self._read = 0
        self._begun = self._whole = self._lost = self._measured = False
        self._news = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    # What the face uses.

    async def write(self, data: bytes) -> None:
        """Send a piece of the request, and wait until the program has taken most of what was sent before."""
        if not self._lost:
            self._transport.write(data)
            await self._writable.wait()

    async def head(self) -> None:
        """Return when the response has begun.

        Raises:
            ConnectionLost: it never will.
        """
        while not self._begun:
            if self._lost:
                raise ConnectionLost("The program ended the connection before it answered.")
            await self._wait()

    async def next(self) -> bytes:
        """Return a piece of the response's body; nothing at its end.

        Raises:
            ConnectionLost: it ended in the middle.
        """
        while not self._chunks:
            if self._whole or self._bodiless:
                return b""
            if self._lost and not self._measured:
                return b""
            if self._lost:
                raise ConnectionLost("The program ended the connection before its answer was whole.")
            await self._wait()
        chunk = b"".join(self._chunks)
        self._chunks.clear()
        self._waiting = 0
        if not self._lost:
            self._transport.resume_reading()
        return chunk

    def close(self) -> None:
        """End the connection."""
        if self._transport:
            self._transport.abort()

    async def _wait(self) -> None:
        self._news.clear()
        await self._news.wait()

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The program took the connection."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        try:
            self._read += len(data)
            if self._read > HEAD_BYTES + len(data):
                raise QuotaExceeded("The head or the end of the program's answer is too long.")
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade, QuotaExceeded):
            self._fail()
        self._news.set()

    def eof_received(self) -> None:
        """The program says no more."""

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._lost = True
        if exc:
            self._measured = True
        self._news.set()
        self._writable.set()

    def pause_writing(self) -> None:
        """The program takes less than is sent."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It has taken most of it."""
        self._writable.set()

    def _fail(self) -> None:
        self._measured = True
        self._transport.abort()

    # What the parser tells.

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; trailers are not passed on."""
        if not self._begun:
            self.headers.append((name.lower(), value.replace(b"\r", b"").replace(b"\n", b"")))

    def on_headers_complete(self) -> None:
        """The head is whole; what only says to go on is passed over, and what comes after the answer."""
        status = self._parser.get_status_code()
        if self._begun:
            return
        if status < 200:
            self.headers.clear()
            return
        if status > 599:
            self._fail()
            return
        self.status = status
        self._bodiless = self._bodiless or status in {204, 304}
        fields = dict(self.headers)
        self._measured = b"content-length" in fields or b"transfer-encoding" in fields
        length = fields.get(b"content-length", b"")
        if length.isdigit() and b"transfer-encoding" not in fields:
            self.size = int(length)
        self._begun = True

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body; more than was announced is none."""
        if self._whole or self._bodiless or not self._begun:
            return
        self._read = 0
        self._chunks.append(body)
        self._waiting += len(body)
        if self._waiting > WAITING_BYTES:
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._whole = self._begun


async def connect(door: Door, make: Callable[[], P]) -> P:
    """Return a connection to a program.

    Args:
        make: makes our end of it.

    Raises:
        Unavailable: nothing answers there.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            if door.connect:
                _, end = await loop.create_connection(make, sock=await door.connect())
            else:
                _, end = await loop.create_connection(make, door.host, door.port)
    except (OSError, TimeoutError):
        raise Unavailable(f"Nothing answers on port {door.port} now; see whether the program runs.") from None
    return end
