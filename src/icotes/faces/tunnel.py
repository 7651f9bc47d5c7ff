"""A WebSocket between a browser and a program behind a port: the handshake is translated, then bytes pass."""

import asyncio
import re
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from icotes.faces.guard import Scope
from icotes.faces.translation import request_head, response_lines
from icotes.faces.upstream import HEAD_BYTES, connect
from icotes.faces.ws_transport import Socket
from icotes.kit.shown import Door

_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?")
_FIELD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*")
"""A lone CR or LF in a line would be a line's end to some browser or proxy."""
_NO_ANSWER = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


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
    """The program's end; the head of its answer is translated.

    Bytes pass only when it said 101: after any other answer a proxy would take them for the answer to the next request.
    """

    def __init__(self, door: Door, ancestors: bytes) -> None:
        super().__init__()
        self._door = door
        self._ancestors = ancestors
        self._head = b""
        self._read = 0
        self._open = False

    def data_received(self, data: bytes) -> None:
        if self._open:
            self.other.transport.write(data)
            return
        self._read += len(data)
        self._head += data
        head, found, self._head = _final(self._head)
        if found:
            self._answer(head)
        elif self._read > HEAD_BYTES:
            self._end(_NO_ANSWER)

    def _answer(self, head: bytes) -> None:
        first, *rest = head.split(b"\r\n")
        said = _STATUS.fullmatch(first)
        if not said or not all(map(_FIELD.fullmatch, rest)):
            self._end(_NO_ANSWER)
            return
        answer = _translated(int(said[1]), rest, self._door, self._ancestors)
        if said[1] == b"101":
            self._open = True
            self.other.transport.write(answer + self._head)
        else:
            self._end(answer)

    def _end(self, answer: bytes) -> None:
        """Say no more than this."""
        self.other.transport.write(answer)
        self.other.transport.close()
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


def _final(data: bytes) -> tuple[bytes, bool, bytes]:
    """Return the head of an answer, whether it is there, and what follows; what only says to go on is passed over."""
    while True:
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            return b"", False, data
        said = _STATUS.match(head)
        if not said or said[1] == b"101" or not said[1].startswith(b"1"):
            return head, True, rest
        data = rest


def _translated(status: int, lines: list[bytes], door: Door, ancestors: bytes) -> bytes:
    """Return the head of the program's answer as the browser gets it; one that refuses has no body."""
    pairs = (line.partition(b":") for line in lines)
    headers = [(name.lower(), value.strip()) for name, _, value in pairs]
    kept = response_lines(headers, door, ancestors=ancestors)
    if status == 101:
        kept.append(b"connection: Upgrade\r\nupgrade: websocket\r\n")
    else:
        kept.append(b"content-length: 0\r\nconnection: close\r\n")
    return b"%b%b\r\n" % (STATUS_LINE[status], b"".join(kept))
