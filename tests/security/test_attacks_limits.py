"""Attacks on memory and time: by those who have a key that only reads, and by those who have none."""

import json
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from icotes.core.caller import Caller, Grant
from icotes.faces import jsonrpc
from icotes.kit.connections import MOST_CLIENTS, Connections
from keys import Keys
from running import DEADLINE, Failed, Server
from wire import Client, connect

MEBIBYTE = 1024 * 1024


def memory(server: Server) -> int:
    """Return the resident bytes of a server."""
    return int(Path(f"/proc/{server.pid}/statm").read_text().split()[1]) * 4096


def refused(server: Server, method: str, **params: Any) -> str:
    with pytest.raises(Failed) as failed:
        server.call(method, **params)
    return failed.value.kind


def test_a_list_of_fields_has_an_end(guarded: Server, keys: Keys) -> None:
    assert refused(guarded, "files.list", workspace="main", fields=["path"] * 101, token=keys.reader) == "Invalid"
    assert guarded.call("files.list", workspace="main", fields=["path"] * 100, token=keys.reader)["items"]


def test_nesting_is_counted_in_one_pass() -> None:
    message = b'{"a":[%b1]}' % ((b"[" * 60 + b"]" * 60 + b",") * 60_000)
    flat = b'{"a":[%b1]}' % (b"[]," * (len(message) // 3))

    def seconds(checked: bytes) -> float:
        best = float("inf")
        for _ in range(3):
            begun = time.thread_time()
            jsonrpc.check(checked)
            best = min(best, time.thread_time() - begun)
        return best

    assert seconds(message) < 5 * seconds(flat)


def test_answers_to_a_batch_have_an_end(guarded: Server, keys: Keys) -> None:
    (guarded.folder / "seven.txt").write_text("7" * 7 * MEBIBYTE)
    calls = [
        {"jsonrpc": "2.0", "id": number, "method": "files.read", "params": {"workspace": "main", "path": "seven.txt"}}
        for number in range(8)
    ]
    body = json.dumps(calls).encode()
    _, _, answer = guarded.http("POST", "/rpc", body, token=keys.reader, Content_Type="application/json")
    with connect(
        f"ws://127.0.0.1:{guarded.port}/ws",
        additional_headers={"Authorization": f"Bearer {keys.reader}"},
        max_size=None,
    ) as raw:
        raw.send(body.decode())
        pushed = json.loads(raw.recv(DEADLINE))
    for answers in (json.loads(answer), pushed):
        kinds = [each.get("error", {}).get("data", {}).get("kind", "ok") for each in answers]
        assert sorted(kinds) == ["QuotaExceeded"] * 4 + ["ok"] * 4
        assert sorted(each["id"] for each in answers) == list(range(8))


def test_who_reads_no_answers_gets_no_more(guarded: Server, keys: Keys) -> None:
    (guarded.folder / "one.txt").write_text("1" * MEBIBYTE)
    before = memory(guarded)
    with connect(
        f"ws://127.0.0.1:{guarded.port}/ws",
        additional_headers={"Authorization": f"Bearer {keys.reader}"},
        max_size=None,
        max_queue=1,
    ) as raw:
        client = Client(raw)
        for number in range(400):
            client.send("files.read", number, workspace="main", path="one.txt")
        for _ in range(10):
            assert guarded.call("system.ping", token=keys.reader) == "pong"
            time.sleep(0.05)
        assert memory(guarded) - before < 350 * MEBIBYTE
        found = {client.next()["id"] for _ in range(400)}
    assert found == set(range(400))


def test_a_token_of_a_stream_is_short(guarded: Server, keys: Keys) -> None:
    with connect(
        f"ws://127.0.0.1:{guarded.port}/ws", additional_headers={"Authorization": f"Bearer {keys.reader}"}
    ) as raw:
        assert Client(raw).code("system.events", partialResultToken="x" * 300) == -32600


def test_clients_without_a_socket_are_a_bounded_number() -> None:
    class Nowhere:
        def post(self, *_: Any) -> None:
            pass

    nowhere: Any = Nowhere()
    someone = Caller("owner", Grant("g", frozenset()))
    connections = Connections(nowhere)
    for number in range(MOST_CLIENTS + 50):
        connections.seen("http", someone, f"{number:06}{'x' * 1000}")
    assert len(list(connections.find())) == MOST_CLIENTS
    assert connections.seen("http", someone, "y" * 200 + "1") is connections.seen("http", someone, "y" * 200 + "2")


@pytest.mark.parametrize(
    ("begin", "flood"),
    [
        (b"POST /live HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: %b\r\n"),
        (b"POST /live HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-A: ", b"%b"),
        (b"POST /live HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"%b"),
        (b"POST /live HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n", b"hello"),
    ],
)
def test_what_comes_beside_a_body_has_an_end(guarded: Server, begin: bytes, flood: bytes) -> None:
    before = memory(guarded)
    with socket.create_connection(("127.0.0.1", guarded.port), DEADLINE) as raw:
        raw.sendall(begin)
        if flood == b"hello":
            assert raw.recv(4096).startswith(b"HTTP/1.1 405 ")
            raw.sendall(flood)
            time.sleep(0.2)
            raw.sendall(b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
            flood = b"%b"
        piece = flood % (b"x" * 30_000)
        with pytest.raises(ConnectionError):  # noqa: PT012 - whichever write meets the closed connection
            for _ in range(2000):
                raw.sendall(piece)
    assert memory(guarded) - before < 16 * MEBIBYTE


def test_an_upgrade_to_nothing_ends_the_connection(guarded: Server) -> None:
    smuggled = b"GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    head = (
        b"POST /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: %d\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", guarded.port), DEADLINE) as raw:
        raw.sendall(head % len(smuggled))
        time.sleep(0.2)
        raw.sendall(smuggled)
        got = b""
        with suppress(ConnectionError):
            while chunk := raw.recv(4096):
                got += chunk
    assert got.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in got


@pytest.mark.parametrize("header", ["Cookie: " + "x" * 60_000, "Content-Length: 5", "Transfer-Encoding: chunked"])
def test_a_malformed_handshake_is_not_kept(guarded: Server, header: str) -> None:
    lines = ["GET /ws HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade", header]
    lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""]
    with socket.create_connection(("127.0.0.1", guarded.port), DEADLINE) as raw:
        raw.sendall("\r\n".join(lines).encode())
        assert raw.recv(4096).startswith(b"HTTP/1.1 400 ")
        assert raw.recv(4096) == b""


def test_a_key_searches_little_at_a_time(guarded: Server, keys: Keys) -> None:
    (guarded.folder / "hits.txt").write_text("a hit\n" * 50_000)
    with connect(
        f"ws://127.0.0.1:{guarded.port}/ws",
        additional_headers={"Authorization": f"Bearer {keys.reader}"},
        subprotocols=["icotes.v1"],  # pyright: ignore[reportArgumentType]
    ) as raw:
        client = Client(raw)
        for number in range(40):
            client.send("files.search_contents", number, workspace="main", pattern="hit")
        for _ in range(256 * 4):
            client.next()
        children = Path(f"/proc/{guarded.pid}/task/{guarded.pid}/children").read_text().split()
        programs: list[str] = []
        for child in children:
            with suppress(OSError):  # it ended meanwhile
                programs.append(Path(f"/proc/{child}/comm").read_text().strip())
        assert programs.count("rg") <= 4
        found = guarded.call("files.search_contents", workspace="main", pattern="hit", max_items=1, wait=20)
        assert found["items"]


def test_long_complaints_of_ripgrep_stop_nothing(guarded: Server, keys: Keys) -> None:
    pattern = "(" + "\n" * 9990
    with connect(
        f"ws://127.0.0.1:{guarded.port}/ws", additional_headers={"Authorization": f"Bearer {keys.reader}"}
    ) as raw:
        assert Client(raw).code("files.search_contents", workspace="main", pattern=pattern, regex=True) == -32005


@pytest.mark.parametrize(
    "params",
    [{"command": ["sh", "é" * 99_000]}, {"startup": "é" * 99_000}, {"env": {f"V{i}": "x" * 99_000 for i in range(40)}}],
)
def test_a_command_that_is_too_long_is_the_callers_fault(guarded: Server, params: dict[str, Any]) -> None:
    assert refused(guarded, "terminals.create", workspace="main", **params) == "Unacceptable"
