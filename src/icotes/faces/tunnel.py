"""A WebSocket between a browser and a program behind a port: the handshake is translated, then bytes pass."""

import asyncio
import socket
from typing import Any

from icotes.faces.guard import Scope
from icotes.faces.translation import request_head, response_lines
from icotes.faces.upstream import HEAD_BYTES, connect
from icotes.faces.ws_transport import Socket
from icotes.kit.shown import Door


class _End(asyncio.Protocol):
    """One end: what comes here goes out at the other, as fast as that takes it."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.other: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.other.transport.write(data)

    def pause_writing(self) -> None:
        self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if not self.other.transport.is_closing():
            self.other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it ended
        self.other.transport.close()


class _Program(_End):
    """The program's end; the head of its answer is translated."""

    def __init__(self, door: Door, ancestors: bytes) -> None:
        super().__init__()
        self._door = door
        self._ancestors = ancestors
        self._head: bytes | None = b""

    def data_received(self, data: bytes) -> None:
        if self._head is None:
            self.other.transport.write(data)
            return
        self._head += data
        head, found, rest = self._head.partition(b"\r\n\r\n")
        if found:
            self._head = None
            self.other.transport.write(_answer(head, self._door, self._ancestors) + rest)
        elif len(self._head) > HEAD_BYTES:
            self.transport.abort()


class _Browser(_End):
    """The browser's end; the server knows it as the socket that it was."""

    def __init__(self, before: Socket, over: asyncio.Event) -> None:
        super().__init__()
        self.transport = before.transport
        self._before = before
        self._over = over

    def connection_lost(self, exc: Exception | None) -> None:
        self._before.connection_lost(exc)
        super().connection_lost(exc)
        self._over.set()


async def tunnel(scope: Scope, door: Door, ancestors: bytes) -> None:
    """Connect a browser, which waits for the answer to its handshake, to a program; return when it is over.

    Args:
        ancestors: whose pages may show the program in a frame.

    Raises:
        Unavailable: nothing answers there.
        BadRequest: the address is malformed.
    """
    head = request_head(scope, door, upgrade=True)
    program = await connect(door, lambda: _Program(door, ancestors))
    before: Socket = scope["extensions"]["icotes.socket"]
    over = asyncio.Event()
    browser = _Browser(before, over)
    browser.other, program.other = program, browser
    if before.disconnected:
        program.transport.abort()
        return
    forget = door.caller.grant.on_revoke(browser.transport.abort)
    try:
        early = before.hand_over(browser)
        _keep_alive(browser.transport)
        program.transport.write(head + early)
        await over.wait()
    finally:
        forget()
        browser.transport.abort()
        program.transport.abort()


def _keep_alive(transport: asyncio.Transport) -> None:
    """Have the system notice a browser that is gone without a word."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def _answer(head: bytes, door: Door, ancestors: bytes) -> bytes:
    """Return the head of the program's answer as the browser gets it."""
    first, *rest = head.split(b"\r\n")
    pairs = (line.partition(b":") for line in rest)
    headers = [(name.strip().lower(), value.strip()) for name, _, value in pairs]
    lines = response_lines(headers, door, ancestors=ancestors)
    if first.split(b" ")[1:2] == [b"101"]:
        lines.append(b"connection: Upgrade\r\nupgrade: websocket\r\n")
    else:
        kept = (b"content-length", b"transfer-encoding")
        lines += [b"%b: %b\r\n" % (name, value) for name, value in headers if name in kept]
        lines.append(b"connection: close\r\n")
    return b"%b\r\n%b\r\n" % (first, b"".join(lines))
