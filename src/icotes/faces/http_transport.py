"""HTTP/1.1 under uvicorn: its parser, bounds on what it gathers, and replies in as few system calls as may be."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

HEAD_BYTES = 64 * 1024
"""The most bytes of a request's line and headers, beside what comes in the same read."""
HEAD_SECONDS = 20.0
"""How long a client may take to send them."""
JOIN_BYTES = 64 * 1024
"""What waits to be written is not joined beyond this."""


class Http(HttpToolsProtocol):
    """HTTP/1.1 with a bound on headers, and whole replies in one write.

    The application finds in the ASGI scope's extensions `icotes.reply`, a `Reply`, and
    `icotes.connection`, a dict that lives as long as the TCP connection.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._memory: dict[str, Any] = {}
        self._head = 0
        self._idle = 0
        self._body_came = False
        self._upgraded = False
        self._reply: Reply | None = None
        self._idle_since = 0.0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A client is here; it has to say soon what it wants."""
        super().connection_made(transport)
        self._head = 1
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._forget_timer()
        if self.timeout_keep_alive_task:
            self.timeout_keep_alive_task.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless it is a head without end."""
        before: Any = self.cycle
        in_body = before is not None and before.more_body
        self._body_came = False
        super().data_received(data)
        if self._upgraded:
            self._forget_timer()
        elif self.cycle is before and not in_body:
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self.send_400_response("The head of this request is too long.")
            elif self._head_timer is None:
                self._head_timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)
        else:
            self._in_body(len(data), begun=self.cycle is not before)

    def _in_body(self, size: int, *, begun: bool) -> None:
        """Count what comes instead of a body: trailers, names of chunks, or the next head after an early reply.

        Args:
            size: of what came.
            begun: a request began in it.
        """
        if self._head:
            self._head = 0
            self._forget_timer()
        self._idle = 0 if self._body_came or begun else self._idle + size
        if self._idle > HEAD_BYTES:
            self.send_400_response("This request has more beside its body than it may.")

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._body_came = True
        super().on_body(body)

    def _unsupported_upgrade_warning(self) -> None:
        """Answer in HTTP/1.1, and end the connection: what follows may be a body or a foreign protocol."""
        self.cycle.keep_alive = False

    def handle_websocket_upgrade(self) -> None:
        """From here on the connection is a `Socket`'s."""
        self._upgraded = True
        super().handle_websocket_upgrade()

    def on_response_complete(self) -> None:
        """Be ready for the next request; one timer watches for the end of the client's patience, not one a request."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._idle_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection on which nothing was asked for long."""
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if self.cycle and not self.cycle.response_complete:
            left = float(self.timeout_keep_alive)
        if left <= 0:
            super().timeout_keep_alive_handler()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)

    def _unset_keepalive_if_required(self) -> None:
        if self.transport.is_closing():
            super()._unset_keepalive_if_required()

    def shutdown(self) -> None:
        """The server stops."""
        super().shutdown()
        if self._reply and self._reply.on_stop:
            self._reply.on_stop()

    def _forget_timer(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        self.transport.abort()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._reply = Reply(self.loop, cycle)
        extensions: dict[Any, Any] = {"icotes.reply": self._reply, "icotes.connection": self._memory}
        cycle.scope["extensions"] = extensions
        super()._start_asgi_task(cycle, app)


class Reply:
    """Sends the reply to one request."""

    __slots__ = ("_chunked", "_cycle", "_loop", "_out", "_pending", "on_stop")

    def __init__(self, loop: asyncio.AbstractEventLoop, cycle: RequestResponseCycle) -> None:
        self._loop = loop
        self._cycle = cycle
        self._chunked = False
        self._out: list[bytes] = []
        self._pending = 0
        self.on_stop: Callable[[], object] | None = None
        """Ends what has no end of its own when the server stops."""

    @property
    def begun(self) -> bool:
        """Whether the head is sent."""
        return self._cycle.response_started

    @property
    def lost(self) -> bool:
        """Whether the client is gone."""
        return self._cycle.disconnected

    def body(self) -> bytes | None:
        """Return the request's body if all of it is here; None if one must wait for more."""
        cycle = self._cycle
        return None if cycle.more_body else bytes(cycle.body)

    async def whole(self, status: int, head: Iterable[bytes], body: bytes) -> None:
        """Send a whole reply in one write.

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
        out = self._head(status, head)
        if status not in {204, 304}:
            out.append(b"content-length: %d\r\n" % len(body))
        out.append(b"\r\n")
        if cycle.scope["method"] != "HEAD":
            out.append(body)
        cycle.transport.write(b"".join(out))
        self._end()

    def begin(self, status: int, head: Iterable[bytes], size: int | None = None) -> None:
        """Send the head of a reply whose body follows in pieces.

        Args:
            size: of the body in bytes; None if it is not known, then it is sent in chunks.
        """
        if self._cycle.disconnected or self.begun:
            return
        self._chunked = size is None
        self._out = self._head(status, head)
        self._out.append(b"transfer-encoding: chunked\r\n" if size is None else b"content-length: %d\r\n" % size)
        self._out.append(b"\r\n")
        self._cycle.response_started = True
        self._loop.call_soon(self._flush)

    async def write(self, data: bytes) -> None:
        """Send a piece of the body, and wait until the client has taken most of what was sent before."""
        cycle = self._cycle
        if not data or cycle.disconnected:
            return
        if not self._out:
            self._loop.call_soon(self._flush)
        self._out += (b"%x\r\n" % len(data), data, b"\r\n") if self._chunked else (data,)
        self._pending += len(data)
        if self._pending > JOIN_BYTES:
            self._flush()
        if cycle.flow.write_paused:
            await cycle.flow.drain()

    def finish(self) -> None:
        """Say that the body is whole."""
        if self._cycle.response_complete:
            return
        if self._chunked:
            self._out.append(b"0\r\n\r\n")
        self._flush()
        self._end()

    def break_off(self) -> None:
        """End a reply that can't be completed, so that the client sees that it is not whole."""
        self._flush()
        self._cycle.keep_alive = False
        self._end()

    def _head(self, status: int, head: Iterable[bytes]) -> list[bytes]:
        cycle = self._cycle
        out = [STATUS_LINE[status]]
        for name, value in cycle.default_headers:
            out += (name, b": ", value, b"\r\n")
        out += head
        if not cycle.keep_alive:
            out.append(b"connection: close\r\n")
        return out

    def _flush(self) -> None:
        if self._out and not self._cycle.disconnected:
            self._cycle.transport.write(b"".join(self._out))
        self._out = []
        self._pending = 0

    def _end(self) -> None:
        cycle = self._cycle
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()
