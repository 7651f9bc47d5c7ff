"""Thirty crafted messages: each is refused in its own way, and the next client is answered."""

import json
import os
import socket
import time
from pathlib import Path

import pytest

from wire import DEADLINE, Sample

HANDSHAKE = (
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer owner\r\n\r\n"
)


def _frame(first: int, data: bytes = b"", *, masked: bool = True, claimed: int | None = None) -> bytes:
    size = len(data) if claimed is None else claimed
    mask = 0x80 if masked else 0
    if size < 126:
        head = bytes((first, mask | size))
    elif size < 65536:
        head = bytes((first, mask | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, mask | 127)) + size.to_bytes(8, "big")
    return head + (b"\0\0\0\0" if masked else b"") + data


def _text(text: str) -> bytes:
    return _frame(0x81, text.encode("utf-8", "surrogatepass"))


def _call(value: str) -> bytes:
    return _text(f'{{"jsonrpc":"2.0","id":1,"method":"sample.echo","params":{{"value":{value}}}}}')


CLOSED = {
    "unmasked": (_frame(0x81, b"{}", masked=False), 1002),
    "reserved bit": (_frame(0xC1, b"{}"), 1002),
    "unknown opcode": (_frame(0x83, b"{}"), 1002),
    "unknown control opcode": (_frame(0x8B, b""), 1002),
    "continuation of nothing": (_frame(0x80, b"{}"), 1002),
    "text within a message": (_frame(0x01, b"{") + _frame(0x81, b"}"), 1002),
    "ping in pieces": (_frame(0x09, b"x"), 1002),
    "large ping": (_frame(0x89, b"x" * 126), 1002),
    "frame of an exabyte": (_frame(0x81, b"x" * 100, claimed=2**60), 1009),
    "frame of 2**64 - 1": (_frame(0x81, claimed=2**64 - 1), 1009),
    "close": (_frame(0x88, (1000).to_bytes(2, "big")), 1000),
}
ANSWERED = {
    "deep array": (_call("[" * 65 + "]" * 65), -32700),
    "very deep array": (_call("[" * 50_000 + "]" * 50_000), -32700),
    "brackets without end": (_text("[" * 50_000), -32700),
    "deep object": (_call('{"a":' * 100 + "1" + "}" * 100), -32700),
    "a text without end": (_text('"' + '\\"' * 30_000), -32700),
    "a text of brackets is a text": (_call('"%s"' % ("[" * 1000)), None),
    "NaN": (_call("NaN"), -32700),
    "Infinity": (_call("-Infinity"), -32700),
    "1e400": (_call("1e400"), -32602),
    "a number of 5,000 digits": (_call("9" * 5000), -32602),
    "lone surrogate": (_call('"\\ud800"'), -32700),
    "surrogate in UTF-8": (_text('"\ud800"'), -32700),
    "bad UTF-8": (_frame(0x81, b'{"jsonrpc":"\xff"}'), -32700),
    "NUL": (_text("\0"), -32700),
    "trailing garbage": (_text("{}x"), -32700),
    "empty": (_text(""), -32700),
    "number": (_text("1"), -32600),
    "huge id": (_text('{"jsonrpc":"2.0","id":%s,"method":"sample.add"}' % ("9" * 5000)), -32600),
    "object as id": (_text('{"jsonrpc":"2.0","id":{"a":1},"method":"sample.add"}'), -32600),
    "method that is no text": (_text('{"jsonrpc":"2.0","id":1,"method":["sample.add"]}'), -32600),
    "private name": (_text('{"jsonrpc":"2.0","id":1,"method":"sample.__init__"}'), -32601),
    "long name": (_text('{"jsonrpc":"2.0","id":1,"method":"%s"}' % ("x" * 60_000)), -32601),
    "unknown parameter": (
        _text('{"jsonrpc":"2.0","id":1,"method":"sample.add","params":{"a":1,"__class__":2}}'),
        -32602,
    ),
    "too many parameters": (_text('{"jsonrpc":"2.0","id":1,"method":"sample.add","params":[1,2,3]}'), -32602),
    "reserved parameter by position": (
        _text('{"jsonrpc":"2.0","id":1,"method":"sample.add","params":[1,2,5]}'),
        -32602,
    ),
    "binary": (_frame(0x82, b"{}"), -32600),
    "duplicate key: the last one holds": (
        _text('{"jsonrpc":"2.0","id":1,"method":"none","method":"sample.nix"}'),
        -32601,
    ),
}


def _opened(sample: Sample) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", sample.port), DEADLINE)
    opened.sendall(HANDSHAKE.encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += opened.recv(1)
    assert b" 101 " in head
    return opened


def _next(opened: socket.socket) -> tuple[int, bytes]:
    """Return opcode and payload of the next frame."""
    head = _exactly(opened, 2)
    size = head[1]
    if size > 125:
        size = int.from_bytes(_exactly(opened, 2 if size == 126 else 8), "big")
    return head[0] & 15, _exactly(opened, size)


def _exactly(opened: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = opened.recv(size - len(data))
        assert more
        data += more
    return data


def _answers_others(sample: Sample) -> None:
    began, begun = time.monotonic(), _processor_seconds(sample)
    with sample.socket() as client:
        assert client.result("sample.add", a=1) == 2
    assert _processor_seconds(sample) - begun < 5
    assert time.monotonic() - began < 15


def _processor_seconds(sample: Sample) -> float:
    fields = Path(f"/proc/{sample.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("name", CLOSED)
def test_what_is_no_frame_closes_the_connection(sample: Sample, name: str) -> None:
    sent, code = CLOSED[name]
    with _opened(sample) as opened:
        opened.sendall(sent)
        kind, payload = _next(opened)
        assert (kind, int.from_bytes(payload[:2], "big")) == (8, code)
        _answers_others(sample)


@pytest.mark.capability("B11", "X6")
@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_no_call_is_answered(sample: Sample, name: str) -> None:
    sent, code = ANSWERED[name]
    with _opened(sample) as opened:
        opened.sendall(sent)
        kind, payload = _next(opened)
        assert kind == 1
        answer = json.loads(payload)
        assert answer.get("error", {}).get("code") == code
        assert "Traceback" not in payload.decode()
        opened.sendall(_text('{"jsonrpc":"2.0","id":2,"method":"sample.add","params":[1]}'))
        assert json.loads(_next(opened)[1])["result"] == 2
        _answers_others(sample)


def test_every_way_of_cutting_bytes_gives_the_same_messages(sample: Sample) -> None:
    sent = _text('{"jsonrpc":"2.0","id":1,"method":"sample.add","params":[1]}') + _frame(0x89, b"p" * 125)
    sent += (
        _frame(0x01, b'{"jsonrpc":"2.0","id":2,')
        + _frame(0x89, b"")
        + _frame(0x80, b'"method":"sample.add","params":[2]}')
    )
    with _opened(sample) as opened:
        for step in (1, 2, 3, 7, 64, 1000):
            for start in range(0, len(sent), step):
                opened.sendall(sent[start : start + step])
            frames = [_next(opened) for _ in range(4)]
            assert [kind for kind, _ in frames if kind == 10] == [10, 10]
            assert [json.loads(data)["result"] for kind, data in frames if kind == 1] == [2, 3]


def test_a_flood_of_pings_that_nobody_reads_is_not_kept(sample: Sample) -> None:
    with _opened(sample) as opened:
        opened.settimeout(1.0)
        flood = _frame(0x89, b"p" * 125) * 500
        try:
            for _ in range(200):
                opened.sendall(flood)
        except TimeoutError:
            pass
        _answers_others(sample)
