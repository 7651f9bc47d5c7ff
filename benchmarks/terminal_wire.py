"""A client for terminals that costs next to nothing, so that what is measured is the server."""

import base64
import json
import os
import socket

NO_CREDIT_LIMIT = 2**40


def is_end(message: bytes) -> bool:
    """Tell whether a message is the last of a stream."""
    result = json.loads(message).get("result")
    return bool(result) and "cursor" in result


class Wire:
    """A WebSocket that speaks `icotes.v1` and costs little."""

    def __init__(self, url: str, token: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()
        self._number = 0
        self._handshake(host, port, token)

    def _handshake(self, host: str, port: str, token: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: icotes.v1\r\n"
            f"Authorization: Bearer {token}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += self.socket.recv(65536)
        head, _, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        assert b" 101 " in head.split(b"\r\n")[0], head
        self._buffer = bytearray(rest)

    def send(self, method: str, **params: object) -> int:
        """Send a request and return its id."""
        self._number += 1
        self._text({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        return self._number

    def grant(self, stream: int) -> None:
        """Let the socket alone set the pace of a stream."""
        self._text({"jsonrpc": "2.0", "method": "$/credit", "params": {"token": stream, "n": NO_CREDIT_LIMIT}})

    def _text(self, message: object) -> None:
        self._frame(0x81, json.dumps(message).encode())

    def binary(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._frame(0x82, data)

    def _frame(self, kind: int, data: bytes) -> None:
        size = len(data)
        head = bytes((kind, 0x80 | size)) if size < 126 else bytes((kind, 0xFE)) + size.to_bytes(2, "big")
        if size > 65535:
            head = bytes((kind, 0xFF)) + size.to_bytes(8, "big")
        self.socket.sendall(head + bytes(4) + data)

    def call(self, method: str, **params: object) -> dict:
        """Call a method and return its result; what comes meanwhile is dropped."""
        number = self.send(method, **params)
        while True:
            kind, data = self.frame()
            if kind == 1 and (message := json.loads(data)).get("id") == number:
                assert "result" in message, message
                return message["result"]

    def frame(self) -> tuple[int, bytes]:
        """Return the next frame: its kind and its payload."""
        while (found := self._whole()) is None:
            data = self.socket.recv(262144)
            assert data, "the server closed the socket"
            self._buffer += data
        return found

    def _whole(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1], 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + size or (start > 2 and len(buffer) < start):
            return None
        kind, payload = buffer[0] & 15, bytes(memoryview(buffer)[start : start + size])
        del buffer[: start + size]
        return kind, payload

    def output(self) -> bytes:
        """Return the next piece of a terminal's output; empty when its stream ends."""
        while True:
            kind, data = self.frame()
            if kind == 2:
                skip = 1
                while data[skip - 1] & 0x80:
                    skip += 1
                return data[skip + 1 + data[skip] :]
            if kind == 1 and is_end(data):
                return b""

    def until(self, text: bytes) -> None:
        """Read output until it ends with `text`."""
        tail = b""
        while not tail.endswith(text):
            piece = self.output()
            assert piece, "the terminal ended"
            tail = (tail + piece)[-len(text) :]

    def pass_over(self) -> int:
        """Read binary frames without a look at what is in them until another one comes; return their bytes."""
        space = bytearray(1024 * 1024)
        data, head, left, count = memoryview(bytes(self._buffer)), b"", 0, 0
        while True:
            at = 0
            while at < len(data):
                if left:
                    step = min(left, len(data) - at)
                    left, at = left - step, at + step
                    continue
                head += data[at : at + 1]
                at += 1
                if len(head) < 2 or len(head) < {126: 4, 127: 10}.get(head[1], 2):
                    continue
                if head[0] != 0x82:
                    self._buffer = bytearray(head + data[at:])
                    return count
                left = int.from_bytes(head[2:], "big") if len(head) > 2 else head[1]
                count, head = count + left, b""
            data = memoryview(space)[: self.socket.recv_into(space)]
