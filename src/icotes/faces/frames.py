"""WebSocket frames of a server, taken apart and put together without a transport (RFC 6455)."""

from typing import NamedTuple

from websockets.speedups import apply_mask

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
OVERSIZE = 16
"""Not on the wire: a message larger than the limit was passed over."""

PATIENCE = 16
"""A frame that claims this many times the limit is not even passed over."""


class Message(NamedTuple):
    """A whole message, or a control frame; of an oversize one only its size is left."""

    kind: int
    data: bytes
    size: int = 0


class BrokenFrame(Exception):
    """The peer does not speak the protocol; the connection is closed with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def frame(kind: int, data: bytes) -> bytes:
    """Return a whole unmasked frame."""
    size = len(data)
    if size < 126:
        return bytes((0x80 | kind, size)) + data
    if size < 65536:
        return bytes((0x80 | kind, 126)) + size.to_bytes(2, "big") + data
    return bytes((0x80 | kind, 127)) + size.to_bytes(8, "big") + data


def close_frame(code: int, reason: str) -> bytes:
    """Return a close frame; the reason is cut to what a control frame holds."""
    return frame(CLOSE, code.to_bytes(2, "big") + reason.encode()[:123])


class FrameReader:
    """Turns bytes as they come into messages, holding at most one message's worth.

    Args:
        limit: the most bytes of a message; a larger one is passed over and reported.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._pieces: list[bytes] = []
        self._held = 0
        self._need = 0
        self._skip = 0
        self._parts = bytearray()
        self._kind = 0
        self._oversize = 0

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages that are complete now.

        Raises:
            BrokenFrame: what came is no frame of a client.
        """
        if self._skip:
            passed = min(self._skip, len(data))
            self._skip -= passed
            data = data[passed:]
        if self._held:
            self._pieces.append(data)
            self._held += len(data)
            if self._held < self._need:
                return []
            data = b"".join(self._pieces)
            self._pieces = []
        found: list[Message] = []
        start = 0
        while (end := self._one(data, start, found)) > start:
            start = end
        self._held = len(data) - start
        if self._held:
            self._pieces = [data[start:]]
        return found

    def _one(self, data: bytes, start: int, found: list[Message]) -> int:
        """Read one frame; returns where the next begins, or `start` if this one is not complete."""
        have = len(data) - start
        if have < 2:
            self._need = 2
            return start
        first, second = data[start], data[start + 1]
        size, mask = second & 0x7F, start + 2
        if size > 125:
            mask += 2 if size == 126 else 8
            if len(data) < mask:
                self._need = mask - start
                return start
            size = int.from_bytes(data[start + 2 : mask], "big")
        if first & 0x70 or not second & 0x80:
            raise BrokenFrame(1002, "reserved bits must be 0 and frames masked")
        body = mask + 4
        if size > self.limit - len(self._parts) and not first & 8:
            return self._pass_over(first, size, body, len(data), found)
        if len(data) < body + size:
            self._need = body + size - start
            return start
        self._take(first, apply_mask(data[body : body + size], data[mask:body]) if size else b"", found)
        return body + size

    def _pass_over(self, first: int, size: int, body: int, have: int, found: list[Message]) -> int:
        if size > self.limit * PATIENCE:
            raise BrokenFrame(1009, "the frame is far too large")
        self._order(first & 15)
        self._parts.clear()
        self._oversize += size
        self._finish(first, found)
        end = body + size
        self._skip = max(0, end - have)
        return min(end, have)

    def _take(self, first: int, data: bytes, found: list[Message]) -> None:
        kind = first & 15
        if kind & 8:
            if kind > PONG or not first & 0x80 or len(data) > 125:
                raise BrokenFrame(1002, "this control frame is not allowed")
            found.append(Message(kind, data))
            return
        self._order(kind)
        if first & 0x80 and not self._parts and not self._oversize:
            found.append(Message(self._kind, data))
            self._kind = 0
            return
        if not self._oversize:
            self._parts += data
        self._finish(first, found)

    def _order(self, kind: int) -> None:
        if kind > BINARY or (kind == CONTINUATION) != bool(self._kind):
            raise BrokenFrame(1002, "this frame may not come here")
        self._kind = kind or self._kind

    def _finish(self, first: int, found: list[Message]) -> None:
        if not first & 0x80:
            return
        if self._oversize:
            found.append(Message(OVERSIZE, b"", self._oversize))
        else:
            found.append(Message(self._kind, bytes(self._parts)))
        self._parts.clear()
        self._kind = self._oversize = 0
