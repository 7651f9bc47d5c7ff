"""One socket: who may use it, calls side by side, cancellation, limits, its end."""

import base64
import json
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from footprint import seconds_to_end
from wire import DEADLINE, Client, Sample

Start = Callable[..., Sample]
COUNT = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "sample.count", "params": {"number": 1_000_000}}).encode()


def _closed(client: Client) -> tuple[int, str]:
    """Return the code and reason that the server closes with."""
    with pytest.raises(ConnectionClosed) as closed:
        _drain(client)
    assert closed.value.rcvd
    return closed.value.rcvd.code, closed.value.rcvd.reason


def _drain(client: Client) -> None:
    while True:
        client.raw.recv(DEADLINE)


def _until(condition: Callable[[], Any]) -> Any:
    end = time.monotonic() + DEADLINE
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def _interrupt(client: Client, call: int) -> Any:
    """Cancel a call that runs, and return its answer."""
    client.send("$/cancelRequest", id=call)
    return client.next()


def test_calls_run_side_by_side(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.wait", 1, name="slow", seconds=60)
        client.send("sample.wait", 2, name="quick", seconds=0.1)
        client.send("sample.add", 3, a=1)
        assert {client.next()["id"] for _ in range(2)} == {2, 3}
        assert _interrupt(client, 1)["id"] == 1


def test_a_thousand_calls_at_once_are_all_answered(sample: Sample) -> None:
    with sample.socket() as client:
        for number in range(1000):
            client.send("sample.add", number, a=number, b=number)
        answers = [client.next() for _ in range(1000)]
        assert [answer["result"] for answer in answers] == [2 * number for number in range(1000)]


@pytest.mark.capability("B9")
def test_a_cancelled_call_stops_its_work(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.wait", "w", name="cancelled", seconds=60)
        client.send("$/cancelRequest", id="w")
        answer = client.next()
        assert (answer["id"], answer["error"]["code"]) == ("w", -32800)
        assert "cancelled" in client.result("sample.interrupted")
        assert client.result("sample.add", a=1) == 2


@pytest.mark.capability("B9")
def test_a_call_that_takes_longer_than_its_timeout_stops(sample: Sample) -> None:
    with sample.socket() as client:
        assert client.code("sample.wait", name="late", seconds=60, timeout=0.1) == -32006
        assert "late" in client.result("sample.interrupted")


def test_who_wants_to_know_whether_a_call_was_cancelled_is_told(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.wait", "w", name="told", seconds=60)
        client.send("$/cancelRequest", "c", id="w")
        answers = {each["id"]: each for each in (client.next(), client.next())}
        assert answers["c"]["result"] is None
        assert answers["w"]["error"]["code"] == -32800
        assert client.code("$/cancelRequest", id="w") == -32007


def test_cancelling_what_does_not_run_does_nothing(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("$/cancelRequest", id=99)
        client.send("$/cancelRequest", wrong=1)
        client.send("$/unknown", id=99)
        assert client.result("sample.add", a=1) == 2
        assert client.code("$/unknown") == -32601


def test_two_calls_under_one_id_are_refused(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.wait", 1, name="one", seconds=60)
        client.send("sample.add", 1, a=1)
        assert client.next()["error"]["code"] == -32600
        assert _interrupt(client, 1)["error"]["code"] == -32800


def test_calls_under_way_are_bounded(own_sample: Start) -> None:
    with own_sample(calls=4).socket() as client:
        for number in range(6):
            client.send("sample.wait", number, name=str(number), seconds=60)
        refused = [client.next() for _ in range(2)]
        assert sorted(answer["id"] for answer in refused if "error" in answer) == [4, 5]
        assert [_interrupt(client, number)["error"]["code"] for number in range(4)] == [-32800] * 4
        assert client.result("sample.add", a=1) == 2


@pytest.mark.capability("B11")
def test_an_oversize_message_is_refused_and_the_socket_lives(own_sample: Start) -> None:
    with own_sample(message_bytes=4096).socket() as client:
        client.send("sample.echo", 1, value="x" * 10_000)
        answer = client.next()
        assert answer["error"]["data"]["kind"] == "QuotaExceeded"
        assert answer["error"]["data"]["limit"] == 4096
        client.raw.send(["x" * 1000] * 10)
        assert client.next()["error"]["data"]["kind"] == "QuotaExceeded"
        assert client.result("sample.echo", value="y" * 3000) == "y" * 3000
        client.raw.send("x" * (4096 * 17))
        assert _closed(client)[0] == 1009


@pytest.mark.capability("B11")
def test_a_malformed_message_is_refused_and_the_socket_lives(sample: Sample) -> None:
    with sample.socket() as client:
        for text in ("{", "nul", '{"a":1e400', "\x00", "[" * 10_000, '{"a":' * 100 + "1" + "}" * 100):
            client.raw.send(text)
            assert client.next()["error"]["code"] == -32700
        client.raw.send(b"binary")
        assert client.next()["error"]["code"] == -32600
        assert client.result("sample.add", a=1) == 2


def test_a_message_in_pieces_is_one(sample: Sample) -> None:
    with sample.socket() as client:
        text = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "sample.echo", "params": {"value": "ü" * 50_000}})
        client.raw.send([text[start : start + 997] for start in range(0, len(text), 997)])
        assert client.next()["result"] == "ü" * 50_000


def test_pings_are_answered_with_their_data(sample: Sample) -> None:
    with sample.socket() as client:
        assert client.raw.ping("data").wait(DEADLINE)


def test_connections_are_bounded_and_come_free_again(own_sample: Start) -> None:
    server = own_sample(sockets=1)
    with server.socket() as first:
        assert first.result("sample.add", a=1) == 2
        assert server.upgrade(Authorization="Bearer owner") == b"503"
    _until(lambda: server.upgrade(Authorization="Bearer owner") == b"101")


# Who may use it.


def test_a_page_says_who_it_is_in_its_first_message(sample: Sample) -> None:
    with sample.socket("") as client:
        assert client.code("sample.add", a=1) == -32000
        welcome = client.result("rpc.authenticate", key="owner", protocol="v1")
        assert welcome["caller"] == "owner"
        assert client.result("sample.add", a=1) == 2


@pytest.mark.parametrize(("key", "scopes"), [("owner", ["*"]), ("reader", ["*:read"])])
def test_the_handshake_says_what_a_key_may_do_and_which_connection_this_is(
    sample: Sample, key: str, scopes: list[str]
) -> None:
    with sample.socket("") as client:
        welcome = client.result("rpc.authenticate", key=key, protocol="v1")
        assert welcome["scopes"] == scopes
        assert welcome["key"] == key
        assert len(welcome["connection"]) == 16


@pytest.mark.capability("B6")
def test_the_handshake_names_the_versions_and_refuses_an_unknown_one(sample: Sample) -> None:
    with sample.socket() as client:
        welcome = client.result("rpc.initialize", protocol="v1")
        assert welcome["protocol"] == {"min": "v1", "max": "v1"}
        assert welcome["limits"]["depth"] == 64
        answer = client.ask("rpc.initialize", protocol="v9")["error"]
        assert answer["data"]["protocol"] == {"min": "v1", "max": "v1"}
        assert "v9" in answer["message"]
    with pytest.raises(InvalidStatus) as refused, sample.socket(subprotocols=["icotes.v9"]):
        pass
    assert refused.value.response.status_code == 400


def test_who_does_not_say_who_it_is_is_closed(own_sample: Start) -> None:
    server = own_sample(login=0.2)
    with server.socket("") as client:
        assert _closed(client)[0] == 1008


def test_who_says_it_wrong_three_times_is_closed(sample: Sample) -> None:
    with sample.socket("") as client:
        for _ in range(3):
            assert client.code("rpc.authenticate", key="wrong") == -32000
        assert _closed(client)[0] == 1008


def test_a_stranger_can_send_no_large_message(sample: Sample) -> None:
    with sample.socket("") as client:
        client.raw.send("x" * 100_000)
        assert "error" in client.next()
        client.result("rpc.authenticate", key="owner")
        assert len(client.result("sample.echo", value="x" * 100_000)) == 100_000


def test_a_revoked_key_closes_its_sockets(own_sample: Start) -> None:
    server = own_sample()
    with server.socket("reader") as reader, server.socket() as owner:
        reader.send("sample.follow", 1)
        assert reader.next()["params"]["value"]["item"]["type"] == "snapshot"
        owner.result("sample.revoke", key="reader")
        assert _closed(reader)[0] == 1008
        assert owner.result("sample.add", a=1) == 2
    with pytest.raises(InvalidStatus) as refused, server.socket("reader"):
        pass
    assert refused.value.response.status_code == 401


def test_another_key_on_the_same_socket_is_refused(sample: Sample) -> None:
    with sample.socket() as client:
        assert client.code("rpc.authenticate", key="reader") == -32600
        assert client.result("rpc.authenticate", key="owner")["caller"] == "owner"


def test_a_narrow_key_reaches_no_further_on_a_socket(sample: Sample) -> None:
    with sample.socket("other") as client:
        assert client.code("sample.add", a=1) == -32001


# Its end.


@pytest.mark.capability("C16", partly="without terminals")
def test_the_server_says_goodbye(own_sample: Start) -> None:
    server = own_sample()
    with server.socket() as client:
        client.send("sample.follow", 1)
        client.next()
        assert seconds_to_end(server.process) < 5
        assert server.stop() == 0
        assert _closed(client)[0] == 1001


@pytest.mark.capability("C5")
def test_a_peer_that_is_dead_is_found_by_a_ping(own_sample: Start) -> None:
    server = own_sample(ping=3.0)
    with server.socket() as alive, _raw(server) as frozen:
        frozen.settimeout(DEADLINE)
        received = b""
        with suppress(ConnectionResetError):
            while data := frozen.recv(4096):
                received += data
        assert received == b"\x89\x00"
        assert alive.result("sample.add", a=1) == 2


def test_a_socket_that_takes_nothing_is_closed(own_sample: Start) -> None:
    server = own_sample(stall=0.3)
    with _raw(server, receive=4096) as stuck:
        stuck.sendall(_masked(COUNT))
        _until(lambda: not _connections(server))


def test_who_takes_nothing_for_a_while_is_told_why_the_socket_is_closed(own_sample: Start) -> None:
    server = own_sample(stall=0.3, close=DEADLINE)
    with _raw(server, receive=4096) as late, server.socket() as other:

        def is_full() -> bool:
            before = _untaken(server)
            other.result("sample.wait", name="full", seconds=0.1)
            return 0 < before == _untaken(server)

        late.sendall(_masked(COUNT))
        _until(is_full)
        other.result("sample.wait", name="stalled", seconds=0.7)  # twice the stall, by the server's own clock
        late.settimeout(DEADLINE)
        tail = b""
        while (1013).to_bytes(2, "big") not in tail:
            data = late.recv(1 << 20)
            assert data
            tail = (tail + data)[-4096:]


def _connections(server: Sample) -> list[list[str]]:
    """Return the established TCP connections of a server, as the system sees them."""
    port = f":{server.port:04X}"
    with open("/proc/net/tcp") as table:  # noqa: PTH123
        found = [line.split() for line in table]
    return [words for words in found if words[1].endswith(port) and words[3] == "01"]


def _untaken(server: Sample) -> int:
    """Return the bytes that wait in the system for a client of a server to take them."""
    return max(int(words[4].partition(":")[0], 16) for words in _connections(server))


def _raw(server: Sample, receive: int = 0) -> socket.socket:
    """Return a socket after the handshake, which nobody answers pings on."""
    opened = socket.socket()
    if receive:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    opened.connect(("127.0.0.1", server.port))
    key = base64.b64encode(os.urandom(16)).decode()
    lines = ["GET /ws HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "Authorization: Bearer owner", "", ""]
    opened.sendall("\r\n".join(lines).encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += opened.recv(1)
    assert b" 101 " in head
    return opened


def _masked(data: bytes) -> bytes:
    return b"\x81" + bytes((0x80 | 126,)) + len(data).to_bytes(2, "big") + b"\0\0\0\0" + data
