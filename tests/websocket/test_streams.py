"""Streams on a socket: order, cursors, credit, binary frames, cancellation."""

import threading
from typing import Any

import pytest

from icotes.faces.websocket import AT_ONCE
from wire import Client, Sample


def _item(message: Any, token: Any) -> dict[str, Any]:
    assert message["method"] == "$/progress", message
    assert message["params"]["token"] == token
    return message["params"]["value"]


@pytest.mark.capability("B10", "A9")
def test_items_come_in_order_and_then_the_result(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.count", 5, number=1000)
        items = [_item(client.next(), 5)["item"] for _ in range(1000)]
        assert items == list(range(1000))
        assert client.next() == {"jsonrpc": "2.0", "id": 5, "result": {"cursor": ""}}


def test_the_client_can_name_the_token(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.count", 5, number=1, partialResultToken="mine")
        assert _item(client.next(), "mine") == {"cursor": "", "item": 0}
        assert client.next()["id"] == 5


def test_two_streams_under_one_token_are_refused(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.follow", 5, partialResultToken="mine")
        _item(client.next(), "mine")
        assert client.code("sample.follow", partialResultToken="mine") == -32600


@pytest.mark.capability("A7", "A13")
def test_who_comes_back_with_a_cursor_misses_nothing(sample: Sample) -> None:
    with sample.socket() as writer, sample.socket() as client:
        client.send("sample.follow", 1)
        cursor = _item(client.next(), 1)["cursor"]
        for text in "abc":
            writer.result("sample.write", text=text)
        first = _item(client.next(), 1)
        assert first["item"]["text"] == "a"
        client.send("$/cancelRequest", id=1)
        while "error" not in (answer := client.next()):
            pass
        assert answer["error"]["code"] == -32800
        client.send("sample.follow", 2, since=first["cursor"])
        assert [_item(client.next(), 2)["item"]["text"] for _ in range(2)] == ["b", "c"]
        client.send("sample.follow", 3, since=cursor)
        assert [_item(client.next(), 3)["item"]["text"] for _ in range(3)] == ["a", "b", "c"]
        assert client.code("sample.follow", since="nonsense") == -32602


def test_a_stream_that_fails_at_once_has_an_error_and_no_items(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.follow", 1, since="other~1~1")
        assert client.next()["error"]["code"] == -32602


def test_a_stream_in_a_batch_gives_its_result_in_the_answer_of_the_batch(sample: Sample) -> None:
    with sample.socket() as client:
        client.raw.send('[{"jsonrpc":"2.0","id":1,"method":"sample.count","params":[2]}]')
        assert [_item(client.next(), 1)["item"] for _ in range(2)] == [0, 1]
        assert client.next() == [{"jsonrpc": "2.0", "id": 1, "result": {"cursor": ""}}]


def test_bytes_are_base64_for_a_stock_client(sample: Sample) -> None:
    with sample.socket() as client:
        client.send("sample.drink", 1)
        assert _item(client.next(), 1)["item"]["type"] == "snapshot"
        with sample.socket() as writer:
            writer.result("sample.pour", size=256)
        assert _item(client.next(), 1)["item"].startswith("AAECAwQF")


# icotes.v1


def _varint(data: bytes) -> tuple[int, bytes]:
    number = shift = 0
    for place, byte in enumerate(data):
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, data[place + 1 :]
        shift += 7
    raise AssertionError


def _binary(frame: Any) -> tuple[int, str, bytes]:
    """Return stream number, cursor and payload of a binary frame."""
    assert isinstance(frame, bytes), frame
    number, rest = _varint(frame)
    size, rest = _varint(rest)
    return number, rest[:size].decode(), rest[size:]


def _nothing_comes(client: Client) -> None:
    """See that the server waits: a call that is sent now is answered next."""
    client.send("sample.add", "probe", a=1)
    assert client.next()["id"] == "probe"


def test_at_most_what_was_granted_is_sent(sample: Sample) -> None:
    with sample.socket(subprotocols=["icotes.v1"]) as client:
        assert client.raw.subprotocol == "icotes.v1"
        grant = client.result("rpc.initialize")["credit"]["items"]
        client.send("sample.count", 1, number=1000)
        assert [_item(client.next(), 1)["item"] for _ in range(grant)] == list(range(grant))
        _nothing_comes(client)
        client.send("$/credit", token=1, n=3)
        assert [_item(client.next(), 1)["item"] for _ in range(3)] == list(range(grant, grant + 3))
        _nothing_comes(client)
        client.send("$/credit", token=1, n=-5)
        client.send("$/credit", token=1, n=10**30)
        client.send("$/credit", token="other", n=5)
        _nothing_comes(client)
        client.send("$/credit", token=1, n=2000)
        rest = [client.next() for _ in range(1000 - grant - 3 + 1)]
        assert _item(rest[-2], 1)["item"] == 999
        assert rest[-1]["result"] == {"cursor": ""}


def test_what_is_granted_before_a_stream_begins_counts(sample: Sample) -> None:
    with sample.socket(subprotocols=["icotes.v1"]) as client:
        grant = client.result("rpc.initialize")["credit"]["items"]
        for number in range(AT_ONCE):
            client.send("sample.wait", f"w{number}", name="busy", seconds=0.5)
        client.send("sample.count", 1, number=grant + 100)
        client.send("$/credit", token=1, n=100)
        came = [client.next() for _ in range(AT_ONCE + grant + 100)]
        counted = [_item(each, 1)["item"] for each in came if "id" not in each]
        assert counted == list(range(grant + 100))


@pytest.mark.capability("Y2", partly="terminals and kernels have their own tests")
def test_bytes_travel_in_binary_frames_with_credit_in_bytes(own_sample: Any) -> None:
    server = own_sample()
    with server.socket(subprotocols=["icotes.v1"]) as client, server.socket() as writer:
        grant = client.result("rpc.initialize")["credit"]["bytes"]
        client.send("sample.drink", "d")
        assert _item(client.next(), "d")["item"]["type"] == "snapshot"
        writer.result("sample.pour", size=1024 * 1024)
        stream = _item(client.next(), "d")["stream"]
        got, cursor = b"", ""
        while len(got) < grant:
            number, cursor, data = _binary(client.next())
            assert number == stream
            got += data
        assert got == bytes(range(256)) * (len(got) // 256)
        writer.result("sample.pour", size=65536)
        _nothing_comes(client)
        client.send("$/credit", token="d", n=65536)
        more = b""
        while len(more) < 65536:
            _, cursor, data = _binary(client.next())
            more += data
        client.send("sample.drink", "e", since=cursor)
        writer.result("sample.pour", size=256)
        _item(client.next(), "e")
        assert _binary(client.next())[2] == bytes(range(256))


def test_cancelling_a_stream_that_waits_for_credit(sample: Sample) -> None:
    with sample.socket(subprotocols=["icotes.v1"]) as client:
        grant = client.result("rpc.initialize")["credit"]["items"]
        client.send("sample.count", 1, number=1000)
        for _ in range(grant):
            client.next()
        client.send("$/cancelRequest", id=1)
        assert client.next()["error"]["code"] == -32800


@pytest.mark.capability("A8", "A1", partly="the log's own counts have their own test")
def test_a_follower_that_lags_costs_nobody_else(sample: Sample) -> None:
    with sample.socket() as slow, sample.socket() as quick, sample.socket() as writer:
        for client in (slow, quick):
            client.send("sample.follow", 1)
            client.next()
        texts = [str(number) * 200 for number in range(500)]
        writing = threading.Thread(target=lambda: [writer.result("sample.write", text=text) for text in texts])
        writing.start()
        assert [_item(quick.next(), 1)["item"]["text"] for _ in texts] == texts
        writing.join()
        assert [_item(slow.next(), 1)["item"]["text"] for _ in texts] == texts
