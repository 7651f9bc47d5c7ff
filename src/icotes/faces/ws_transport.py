"""A WebSocket under uvicorn: its handshake, our frames, and one system call for all that is sent in a turn of the loop.

A system call costs as much as a whole method call, and uvloop makes one for
each write (docs/decisions/0050-bare-asgi-own-frames-joined-writes.md).
"""

import asyncio
from collections import deque
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from icotes.faces.frames import (
    BINARY,
    CLOSE,
    OVERSIZE,
    PING,
    PONG,
    TEXT,
    BrokenFrame,
    FrameReader,
    Message,
    close_frame,
    frame,
)

STRANGER_BYTES = 64 * 1024
"""The most bytes of a message before the client said who it is."""
JOIN_BYTES = 64 * 1024
"""What waits to be written is not joined beyond this."""
QUEUE = 64
"""Messages that wait to be handled; then the socket is not read until they are."""
CLOSE_SECONDS = 2.0
"""How long a peer may take to answer a close, or to take what is still due to it."""


_MALFORMED = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
"""The answer to a handshake that `websockets` does not take: it came whole, so nothing will complete it."""


class Joiner:
    """Writes for all sockets what was sent to them in one turn of the loop."""

    def __init__(self) -> None:
        self._waiting: list[Socket] = []

    def add(self, socket: "Socket") -> None:
        """Have a socket write at the end of this turn."""
        if not self._waiting:
            socket.loop.call_soon(self._flush)
        self._waiting.append(socket)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        for socket in waiting:
            socket.flush()


class Gone(Exception):
    """The socket is closed."""


class Socket(WebSocketsSansIOProtocol):
    """A WebSocket. The handshake is uvicorn's; from then on frames go straight to and from the application.

    The application finds it in the ASGI scope's extensions as `icotes.socket`.
    """

    ping = 20.0
    stall = 30.0
    joiner = Joiner()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reader = FrameReader(STRANGER_BYTES)
        self.lags = False
        """The peer has not taken most of what was sent; wait for `drain`."""
        self._opened = False
        self._early = b""
        self._incoming: deque[Message] = deque()
        self._queued = 0
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._out: list[bytes] = []
        self._pending = 0
        self._written = 0
        self._heard = True
        self._beat: asyncio.TimerHandle | None = None
        self._stall_check: asyncio.TimerHandle | None = None
        self._handed_over = False

    # What the application uses.

    async def next(self) -> Message:
        """Return the next message.

        Raises:
            Gone: there won't be one.
        """
        while not self._incoming and not self.close_sent and not self.disconnected:
            self._waiter = self.loop.create_future()
            await self._waiter
        if self.close_sent or self.disconnected:
            raise Gone
        message = self._incoming.popleft()
        self._queued -= len(message.data)
        if self._paused and not self._incoming:
            self._paused = False
            self.transport.resume_reading()
        return message

    def rest(self) -> list[Message]:
        """Return what the peer sent before it left and nobody has read; nothing, if it was us who closed."""
        return list(self._incoming)

    def text(self, data: bytes) -> None:
        """Send a text message; it leaves with everything else that is sent in this turn of the loop."""
        self._send(frame(TEXT, data))

    def binary(self, data: bytes) -> None:
        """Send a binary message."""
        self._send(frame(BINARY, data))

    async def drain(self) -> None:
        """Wait until the peer has taken most of what was sent.

        Raises:
            Gone: it never will.
        """
        if not self.writable.is_set():
            await self.writable.wait()
        if self.disconnected or self.close_sent:
            raise Gone

    def hand_over(self, protocol: asyncio.Protocol) -> bytes:
        """Give the connection away, its handshake unanswered; return what came after that.

        The new protocol tells `connection_lost` here too.
        """
        self._handed_over = self.handshake_complete = self.close_sent = True
        self.transport.set_protocol(protocol)
        return self._early

    def end(self, code: int, reason: str) -> None:
        """Close the socket; nothing is received or sent any more."""
        if self.close_sent or self.disconnected:
            return
        self._incoming.clear()
        self._send(close_frame(code, reason))
        self.flush()
        self.close_sent = True
        self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)
        self._wake()

    # What the transport tells.

    def handle_connect(self, event: Any) -> None:
        """Start the application on a handshake."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: dict[Any, Any] = {"websocket.http.response": {}, "icotes.socket": self}
            self.scope["extensions"] = extensions

    def start_keepalive(self) -> None:
        """Take over from the handshake, which the application accepted."""
        self._opened = True
        self._beat = self.loop.call_later(self.ping, self._ask)
        if self._early:
            self._feed(self._early)

    def stop_keepalive(self) -> None:
        """Forget the timers."""
        for timer in (self._beat, self._stall_check):
            if timer:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        if self._opened:
            self._heard = True
            self._feed(data)
        elif not self.handshake_initiated:
            super().data_received(data)
            if not self.handshake_initiated and not self.transport.is_closing():
                self.transport.write(_MALFORMED)
                self.transport.close()
        elif len(self._early) < STRANGER_BYTES:
            self._early += data
        else:
            self.transport.abort()

    def pause_writing(self) -> None:
        """The peer takes less than is sent; look again in a while whether it takes anything."""
        super().pause_writing()
        self.lags = True
        self._stall_check = self.loop.call_later(self.stall, self._stalled, self._taken())

    def resume_writing(self) -> None:
        """The peer has taken most of it."""
        super().resume_writing()
        self.lags = False
        if self._stall_check:
            self._stall_check.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        super().connection_lost(exc)
        self._wake()

    def shutdown(self) -> None:
        """The server stops."""
        if self._handed_over:
            self.transport.abort()
        elif self._opened:
            self.end(1001, "the server stops")
        else:
            super().shutdown()

    def _feed(self, data: bytes) -> None:
        try:
            messages = self.reader.feed(data)
        except BrokenFrame as broken:
            self.end(broken.code, broken.reason)
            return
        for message in messages:
            if message.kind in {TEXT, BINARY, OVERSIZE}:
                self._incoming.append(message)
                self._queued += len(message.data)
            else:
                self._control(message)
        if self._incoming:
            self._wake()
            if not self._paused and (len(self._incoming) >= QUEUE or self._queued > self.reader.limit):
                self._paused = True
                self.transport.pause_reading()

    def _control(self, message: Message) -> None:
        if message.kind == PING and self.writable.is_set() and not self.close_sent:
            self._send(frame(PONG, message.data))
        elif message.kind == CLOSE:
            early, self._incoming = self._incoming, deque()
            self.end(int.from_bytes(message.data[:2], "big") or 1000, "")
            self._incoming = early
            self.transport.close()

    def _send(self, data: bytes) -> None:
        if self.close_sent or self.disconnected:
            return
        if not self._out:
            self.joiner.add(self)
        self._out.append(data)
        self._pending += len(data)
        if self._pending > JOIN_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what waits to be written."""
        out = self._out
        if out and not self.disconnected:
            self._written += self._pending
            self.transport.write(out[0] if len(out) == 1 else b"".join(out))
        self._out = []
        self._pending = 0

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _ask(self) -> None:
        if not self._heard and not self._paused:
            self.transport.abort()
            return
        self._heard = False
        if self.writable.is_set():
            self._send(frame(PING, b""))
        self._beat = self.loop.call_later(self.ping, self._ask)

    def _taken(self) -> int:
        return self._written - self.transport.get_write_buffer_size()

    def _stalled(self, before: int) -> None:
        taken = self._taken()
        if taken == before:
            self.end(1013, "nothing was taken for too long; connect again")
        else:
            self._stall_check = self.loop.call_later(self.stall, self._stalled, taken)
