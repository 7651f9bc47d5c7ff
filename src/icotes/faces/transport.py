"""uvicorn's protocols with what is written in one turn of the loop joined into one system call.

A system call costs as much as a whole method call, and uvloop makes one for
each write (docs/decisions/joined-writes.md has the measurements).
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
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

HEAD_BYTES = 64 * 1024
"""The most bytes of a request's line and headers."""
HEAD_SECONDS = 20.0
"""How long a client may take to send them."""
STRANGER_BYTES = 64 * 1024
"""The most bytes of a message before the client said who it is."""
JOIN_BYTES = 64 * 1024
"""What waits to be written is not joined beyond this."""
QUEUE = 64
"""Messages that wait to be handled; then the socket is not read until they are."""
CLOSE_SECONDS = 2.0
"""How long a peer may take to answer a close, or to take what is still due to it."""


class Gone(Exception):
    """The socket is closed."""


class Socket(WebSocketsSansIOProtocol):
    """A WebSocket. The handshake is uvicorn's; from then on frames go straight to and from the application.

    The application finds it in the ASGI scope's extensions as `icotes.socket`.
    """

    ping = 20.0
    stall = 30.0

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reader = FrameReader(STRANGER_BYTES)
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

    def end(self, code: int, reason: str) -> None:
        """Close the socket; nothing is received or sent any more."""
        if self.close_sent or self.disconnected:
            return
        self._send(close_frame(code, reason))
        self._flush()
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
        elif len(self._early) < STRANGER_BYTES:
            self._early += data
        else:
            self.transport.abort()

    def pause_writing(self) -> None:
        """The peer takes less than is sent; look again in a while whether it takes anything."""
        super().pause_writing()
        self._stall_check = self.loop.call_later(self.stall, self._stalled, self._taken())

    def resume_writing(self) -> None:
        """The peer has taken most of it."""
        super().resume_writing()
        if self._stall_check:
            self._stall_check.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        super().connection_lost(exc)
        self._wake()

    def shutdown(self) -> None:
        """The server stops."""
        if self._opened:
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
            self.end(int.from_bytes(message.data[:2], "big") or 1000, "")
            self.transport.close()

    def _send(self, data: bytes) -> None:
        if self.close_sent or self.disconnected:
            return
        if not self._out:
            self.loop.call_soon(self._flush)
        self._out.append(data)
        self._pending += len(data)
        if self._pending > JOIN_BYTES:
            self._flush()

    def _flush(self) -> None:
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


class Http(HttpToolsProtocol):
    """HTTP/1.1 with a bound on headers, and whole replies in one write.

    The application finds in the ASGI scope's extensions `icotes.reply`, which sends a whole reply, and
    `icotes.connection`, a dict that lives as long as the TCP connection.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._memory: dict[str, Any] = {}
        self._head = 0
        self._in_head = True
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A client is here; it has to say soon what it wants."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._forget_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless it is a head without end."""
        if self._in_head:
            self._head += len(data)
            if self._head > HEAD_BYTES + 256 * 1024:
                self.send_400_response("The head of this request is too long.")
                return
            if self._head_timer is None:
                self._head_timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._forget_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is whole; the next head may come."""
        self._in_head = True
        self._head = 0
        super().on_message_complete()

    def _forget_timer(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        self.transport.abort()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        extensions: dict[Any, Any] = {"icotes.reply": _Reply(cycle), "icotes.connection": self._memory}
        cycle.scope["extensions"] = extensions
        super()._start_asgi_task(cycle, app)


class _Reply:
    __slots__ = ("_cycle",)

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle

    async def __call__(self, status: int, head: Iterable[bytes], body: bytes) -> None:
        """Send a whole reply.

        Args:
            status: HTTP's number.
            head: header lines, each with its line end.
            body: all of it; not sent for HEAD.
        """
        cycle = self._cycle
        if cycle.flow.write_paused:
            await cycle.flow.drain()
        if cycle.disconnected or cycle.response_started:
            return
        out = [STATUS_LINE[status]]
        for name, value in cycle.default_headers:
            out += (name, b": ", value, b"\r\n")
        out += head
        if status not in {204, 304}:
            out.append(b"content-length: %d\r\n" % len(body))
        if not cycle.keep_alive:
            out.append(b"connection: close\r\n")
        out.append(b"\r\n")
        if cycle.scope["method"] != "HEAD":
            out.append(body)
        cycle.transport.write(b"".join(out))
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()
