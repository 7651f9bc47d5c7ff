"""Replies, liveness, readiness, the address, the end of the server."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable

import pytest

from footprint import seconds_to_end
from icotes.core.errors import Unavailable
from icotes.faces.server import Address, listen
from wire import DEADLINE, Sample


def test_one_connection_serves_one_request_after_another(sample: Sample) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sample.port, timeout=DEADLINE)
    for number in range(50):
        call = json.dumps({"jsonrpc": "2.0", "id": number, "method": "sample.add", "params": [number]})
        headers = {"Authorization": "Bearer owner", "Content-Type": "application/json"}
        connection.request("POST", "/rpc", call.encode(), headers)
        reply = connection.getresponse()
        assert json.loads(reply.read()) == {"jsonrpc": "2.0", "id": number, "result": number + 1}
    connection.close()


def test_one_connection_serves_any_number_of_requests_without_a_body(sample: Sample) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sample.port, timeout=DEADLINE)
    for _ in range(50):
        connection.request("GET", "/live", headers={"Referer": "x" * 4000})
        reply = connection.getresponse()
        reply.read()
        assert reply.status == 200
    connection.close()


def test_another_key_on_the_same_connection_is_another_caller(sample: Sample) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sample.port, timeout=DEADLINE)
    for key, status in (("owner", 200), ("other", 403), ("wrong", 401), ("owner", 200)):
        connection.request("GET", "/api/v1/sample/add?a=1", headers={"Authorization": f"Bearer {key}"})
        reply = connection.getresponse()
        reply.read()
        assert reply.status == status
    connection.close()


def test_pipelined_requests_are_answered_in_order(sample: Sample) -> None:
    one = "GET /api/v1/sample/wait?name=x&seconds={} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer owner\r\n\r\n"
    with socket.create_connection(("127.0.0.1", sample.port), DEADLINE) as client:
        client.sendall((one.format("0.2") + one.format("0").replace("name=x", "name=y")).encode())
        got = b""
        while got.count(b"HTTP/1.1 200") < 2 or not got.endswith(b'"'):
            got += client.recv(65536)
        assert got.index(b'"x"') < got.index(b'"y"')


def test_an_oversize_body_is_refused_before_it_is_read(own_sample: Callable[..., Sample]) -> None:
    server = own_sample(message_bytes=4096)
    for path in ("/rpc", "/api/v1/sample/echo"):
        status, _, body = server.post(path, {"value": "x" * 10_000})
        assert (status, json.loads(body)["limit"]) == (413, 4096)
    with socket.create_connection(("127.0.0.1", server.port), DEADLINE) as client:
        client.sendall(
            b"POST /rpc HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer owner\r\n"
            b"Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n"
        )
        assert b" 413 " in client.recv(65536)


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\nHost\r\n\r\n", b"\x16\x03\x01\0\0", b"GET / HTTP/9.9\r\n\r\n"])
def test_what_is_no_request_is_refused(sample: Sample, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", sample.port), DEADLINE) as client:
        client.sendall(head)
        assert client.recv(65536).startswith(b"HTTP/1.1 400")
    assert sample.http("GET", "/live")[0] == 200


def test_a_request_is_found_again_by_its_id(sample: Sample) -> None:
    _, headers, body = sample.http("GET", "/api/v1/sample/fail?kind=NotFound", headers={"X-Request-Id": "abc-1"})
    assert headers["x-request-id"] == "abc-1"
    assert json.loads(body)["id"] == "abc-1"
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert sample.http("GET", "/live", headers={"traceparent": trace})[1]["x-request-id"] == trace.split("-")[1]
    assert "x-request-id" not in sample.http("GET", "/live", headers={"X-Request-Id": "a b;c"})[1]


def test_the_server_is_alive_and_ready(sample: Sample) -> None:
    assert sample.http("GET", "/live", key="")[2] == b'{"live":true}'
    assert sample.http("GET", "/ready", key="")[2] == b'{"ready":true}'
    assert sample.http("HEAD", "/ready", key="")[::2] == (200, b"")
    assert sample.http("POST", "/ready", b"", key="")[0] == 405


def test_a_server_with_a_part_that_failed_is_alive_but_not_ready(own_sample: Callable[..., Sample]) -> None:
    server = own_sample()
    assert server.post("/api/v1/sample/sicken", {})[0] == 200
    status, _, body = server.http("GET", "/ready", key="")
    assert (status, json.loads(body)["kind"]) == (503, "Unavailable")
    assert server.http("GET", "/live", key="")[0] == 200


def test_measurements_need_a_key_that_covers_them(sample: Sample) -> None:
    status, headers, body = sample.http("GET", "/metrics")
    assert (status, headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert b"icotes_call_seconds" in body
    assert sample.http("GET", "/metrics", key="other")[0] == 403


@pytest.mark.capability("C16", partly="without terminals")
def test_streams_and_long_calls_end_with_the_server(own_sample: Callable[..., Sample]) -> None:
    server = own_sample()
    replies: list[bytes] = []

    def follow() -> None:
        replies.append(server.http("GET", "/api/v1/sample/follow")[2])

    def wait() -> None:
        try:
            server.http("GET", "/api/v1/sample/wait?name=x&seconds=60")
        except (http.client.HTTPException, ConnectionError) as error:
            replies.append(type(error).__name__.encode())

    asking = [threading.Thread(target=follow), threading.Thread(target=wait)]
    for each in asking:
        each.start()
    with server.socket() as client:
        while client.result("sample.waiting") < 2:
            time.sleep(0.01)
    assert seconds_to_end(server.process) < 5
    assert server.stop() == 0
    for each in asking:
        each.join(DEADLINE)
    assert len(replies) == 2
    assert any(b"snapshot" in reply for reply in replies)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port} is taken"):
            listen("127.0.0.1", port)
    with pytest.raises(Unavailable, match="no address of this machine"):
        listen("203.0.113.1", 0)
    with pytest.raises(Unavailable, match="no address of this machine"):
        listen("no.such.host.invalid", 0)


def test_every_address_of_a_name_gets_the_same_port() -> None:
    sockets = listen("localhost", 0)
    assert len({each.getsockname()[1] for each in sockets}) == 1
    for each in sockets:
        each.close()


def test_an_address_is_written_as_clients_need_it() -> None:
    assert Address("127.0.0.1", 1).url == "http://127.0.0.1:1"
    assert Address("0.0.0.0", 1).url == "http://127.0.0.1:1"
    assert Address("::", 1).url == "http://[::1]:1"
