"""The table as resources: addresses, parameters from everywhere, streams, failures."""

import http.client
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from wire import DEADLINE, Answer, Sample


def _json(answer: Answer, status: int = 200) -> Any:
    assert answer[0] == status, answer
    return json.loads(answer[2])


def test_every_method_stands_at_its_name(sample: Sample) -> None:
    assert _json(sample.http("GET", "/api/v1/sample/add?a=1&b=2")) == 3
    assert _json(sample.post("/api/v1/sample/add", {"a": 1, "b": 2})) == 3
    assert _json(sample.post("/api/v1/sample/add?b=5", {"a": 1})) == 6
    assert _json(sample.post("/api/v1/sample/echo", {"value": {"any": ["thing", None, 1.5, "ü"]}})) == {
        "any": ["thing", None, 1.5, "ü"]
    }


def test_a_command_is_not_run_by_a_get(sample: Sample) -> None:
    status, headers, _ = sample.http("GET", "/api/v1/sample/write?text=x")
    assert (status, headers["allow"]) == (405, "POST")


def test_a_resource_stands_beside_it(sample: Sample) -> None:
    assert _json(sample.http("GET", "/api/v1/shapes/circle?size=3")) == [{"name": "circle", "size": 3}]
    assert _json(sample.http("GET", "/api/v1/shapes/a%2Fb%20%C3%BC")) == [{"name": "a/b ü", "size": 1}]
    assert _json(sample.http("GET", "/api/v1/shapes/x?tags=a&tags=b")) == [
        {"name": "a", "size": 1},
        {"name": "b", "size": 1},
    ]
    assert _json(sample.http("GET", '/api/v1/shapes/x?tags=["a"]')) == [{"name": "a", "size": 1}]
    assert sample.http("DELETE", "/api/v1/shapes/x")[0] == 405
    assert sample.http("GET", "/api/v1/shapes")[0] == 404
    assert sample.http("GET", "/api/v1/shapes/%FF")[0] == 400


@pytest.mark.capability("B3")
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("sample/add?a=x", "a"),
        ("sample/add", "a"),
        ("sample/add?a=1&c=1", "c"),
        ("sample/add?a=1&a=2", ""),
        ("shapes/x?size=1.5", "size"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(sample: Sample, path: str, field: str) -> None:
    status, headers, body = sample.http("GET", f"/api/v1/{path}")
    problem = json.loads(body)
    assert (status, headers["content-type"]) == (422, "application/problem+json")
    assert (problem["kind"], problem["code"], problem["status"]) == ("Invalid", -32602, 422)
    assert problem.get("field", "") == field
    assert "Traceback" not in problem["detail"]


@pytest.mark.parametrize("body", [b"[1]", b"1", b'"a"', b"{", b'{"a":1}x', b"\xff", b"[" * 1000, b'{"a":{"b":' * 80])
def test_a_body_that_is_no_object_is_refused(sample: Sample, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    for path in ("sample/echo", "sample/echo?value=1"):
        status, _, said = sample.http("POST", f"/api/v1/{path}", body, headers=headers)
        assert status in {400, 422}
        assert json.loads(said)["kind"] in {"Invalid", "ParseError"}


def test_the_same_parameter_in_two_places_is_refused(sample: Sample) -> None:
    assert _json(sample.post("/api/v1/sample/add?a=1", {"a": 2}), 422)["field"] == "a"


KINDS = {
    "ParseError": 400,
    "BadRequest": 400,
    "MethodNotFound": 404,
    "Invalid": 422,
    "bug": 500,
    "Unauthenticated": 401,
    "Denied": 403,
    "RateLimited": 429,
    "Unavailable": 503,
    "ConnectionLost": 502,
    "Unacceptable": 422,
    "TimedOut": 504,
    "NotFound": 404,
    "Conflict": 409,
    "OutcomeUnknown": 409,
    "QuotaExceeded": 429,
}


@pytest.mark.capability("B4", partly="exit codes are the command line's")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_failure_has_its_status(sample: Sample, kind: str) -> None:
    status, headers, body = sample.http("GET", f"/api/v1/sample/fail?kind={kind}")
    problem = json.loads(body)
    assert (status, problem["status"]) == (KINDS[kind], KINDS[kind])
    assert problem["kind"] == problem["title"] == ("Internal" if kind == "bug" else kind)
    rpc = sample.rpc(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "sample.fail", "params": [kind]}))["error"]
    assert (rpc["code"], rpc["data"]["kind"]) == (problem["code"], problem["kind"])
    if kind == "RateLimited":
        assert headers["retry-after"] == "3"
    assert b"secret" not in body


# Streams.


def test_a_stream_is_a_line_for_each_item(sample: Sample) -> None:
    status, headers, body = sample.http("GET", "/api/v1/sample/count?number=3")
    assert (status, headers["content-type"]) == (200, "application/x-ndjson")
    assert [json.loads(line)["item"] for line in body.splitlines()] == [0, 1, 2]


def test_a_stream_is_events_for_who_wants_events(sample: Sample) -> None:
    for text in "abc":
        sample.post("/api/v1/sample/write", {"text": text})
    start = _json(sample.http("GET", "/api/v1/sample/follow?max_items=1"))
    events = {"Accept": "text/event-stream", "Last-Event-ID": start["cursor"]}
    sample.post("/api/v1/sample/write", {"text": "mine"})
    with _reading(sample, "/api/v1/sample/follow", events) as reply:
        assert reply.getheader("content-type") == "text/event-stream"
        lines = [reply.readline() for _ in range(3)]
    assert lines[0].startswith(b"id: letters~")
    assert json.loads(lines[1].removeprefix(b"data: "))["item"]["text"] == "mine"
    assert lines[2] == b"\n"


class _reading:  # noqa: N801
    """A reply whose body is read as it comes."""

    def __init__(self, sample: Sample, path: str, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", sample.port, timeout=DEADLINE)
        self._connection.request("GET", path, headers={"Authorization": "Bearer owner", **headers})
        self._reply = self._connection.getresponse()

    def __enter__(self) -> http.client.HTTPResponse:
        return self._reply

    def __exit__(self, *_: object) -> None:
        self._reply.close()
        self._connection.close()


def test_who_can_not_be_pushed_to_asks_again(sample: Sample) -> None:
    first = _json(sample.http("GET", "/api/v1/sample/follow?max_items=1"))
    assert first["items"][0]["type"] == "snapshot"
    sample.post("/api/v1/sample/write", {"text": "one"})
    more = _json(sample.http("GET", f"/api/v1/sample/follow?max_items=1&since={first['cursor']}"))
    assert [item["text"] for item in more["items"]] == ["one"]
    none = _json(sample.http("GET", f"/api/v1/sample/follow?wait=0&since={more['cursor']}"))
    assert none == {"items": [], "cursor": more["cursor"], "ended": False}
    accepts = {"Accept": "application/json"}
    assert _json(sample.http("GET", "/api/v1/sample/count?number=2", headers=accepts))["ended"] is True


def test_a_stream_that_fails_at_once_has_a_status_of_its_own(sample: Sample) -> None:
    for accept in ("*/*", "text/event-stream"):
        assert _json(sample.http("GET", "/api/v1/sample/follow?since=x", headers={"Accept": accept}), 422)


def test_a_client_that_leaves_ends_its_stream(own_sample: Callable[..., Sample]) -> None:
    sample = own_sample()
    with sample.socket() as client:
        with _reading(sample, "/api/v1/sample/follow", {}) as reply:
            assert b"snapshot" in reply.readline()
            assert client.result("sample.waiting") == 1
        client.result("sample.wait", name="x", seconds=0.1)
        end = threading.Event()
        for _ in range(100):
            if client.result("sample.waiting") == 0:
                end.set()
                break
            client.result("sample.wait", name="x", seconds=0.05)
        assert end.is_set()


# Bytes.


def _put(sample: Sample, path: str, data: bytes, status: int = 200, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = sample.http("PUT", f"/api/v1/things/{path}", data, headers=sent)
    assert answer[0] == status, answer
    return answer


def _get(sample: Sample, path: str, **headers: str) -> Answer:
    return sample.http(
        "GET", f"/api/v1/things/{path}", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.mark.capability("B5", partly="JSON values have their own test")
def test_bytes_go_and_come_as_they_are(sample: Sample) -> None:
    data = bytes(range(256)) * 5000
    _put(sample, "folder/data.json", data, Content_Type="application/json")
    status, headers, body = _get(sample, "folder/data.json")
    assert (status, body) == (200, data)
    assert headers["content-length"] == str(len(data))
    assert headers["etag"] == f'"v{len(data)}"'
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-security-policy"].startswith("sandbox")
    assert headers["content-disposition"] == "attachment; filename=\"data.json\"; filename*=UTF-8''data.json"
    status, headers, body = sample.http("HEAD", "/api/v1/things/folder/data.json")
    assert (status, headers["content-length"], body) == (200, str(len(data)), b"")


def test_a_name_in_a_header_is_only_a_name(sample: Sample) -> None:
    _put(sample, "a%22%0D%0Ax%3A%20y%C3%BC.txt", b"x")
    _, headers, _ = _get(sample, "a%22%0D%0Ax%3A%20y%C3%BC.txt")
    assert headers["content-disposition"].startswith('attachment; filename="a___x: y_.txt"')
    assert headers["content-disposition"].endswith("filename*=UTF-8''a%22%0D%0Ax%3A%20y%C3%BC.txt")
    assert "x" not in headers


RANGES = {
    "bytes=0-3": (206, b"0123", "bytes 0-3/10"),
    "bytes=4-": (206, b"456789", "bytes 4-9/10"),
    "bytes=-2": (206, b"89", "bytes 8-9/10"),
    "bytes=8-100": (206, b"89", "bytes 8-9/10"),
    "bytes=0-9": (200, b"0123456789", None),
    "bytes=-100": (200, b"0123456789", None),
    "bytes=0-1,3-4": (200, b"0123456789", None),
    "lines=1-2": (200, b"0123456789", None),
    "bytes=-": (200, b"0123456789", None),
    "bytes=10-": (416, None, "bytes */10"),
    "bytes=5-4": (416, None, "bytes */10"),
    "bytes=-0": (416, None, "bytes */10"),
}


@pytest.mark.parametrize("asked", RANGES)
def test_a_part_of_the_bytes(sample: Sample, asked: str) -> None:
    _put(sample, "ten", b"0123456789")
    status, headers, body = _get(sample, "ten", Range=asked)
    expected, data, place = RANGES[asked]
    assert (status, headers.get("content-range")) == (expected, place)
    assert data is None or body == data


def test_a_range_of_another_version_is_the_whole(sample: Sample) -> None:
    _put(sample, "ten", b"0123456789")
    assert _get(sample, "ten", Range="bytes=0-3", If_Range='"v10"')[0] == 206
    assert _get(sample, "ten", Range="bytes=0-3", If_Range='"v9"')[0] == 200


def test_what_the_client_has_is_not_sent_again(sample: Sample) -> None:
    _put(sample, "ten", b"0123456789")
    for tag in ('"v10"', 'W/"v10"', '"v9", "v10"', "*"):
        status, headers, body = _get(sample, "ten", If_None_Match=tag)
        assert (status, body, headers["etag"]) == (304, b"", '"v10"')
    assert _get(sample, "ten", If_None_Match='"v9"')[0] == 200


@pytest.mark.capability("E9", partly="that both versions are kept is the files' own test")
def test_a_stale_write_is_refused(sample: Sample) -> None:
    _put(sample, "new", b"1", If_None_Match="*")
    assert _json(_put(sample, "new", b"22", 412, If_None_Match="*"), 412)["current"] == "v1"
    _put(sample, "new", b"22", If_Match='"v1"')
    assert _json(_put(sample, "new", b"333", 412, If_Match='"v1"'), 412)["kind"] == "PreconditionFailed"
    assert _get(sample, "new")[2] == b"22"
    stale = sample.http("PUT", "/api/v1/things/new?version=v1", b"x")
    assert _json(stale, 409)["kind"] == "Conflict"


def test_bytes_within_json_for_who_has_nothing_else(sample: Sample) -> None:
    assert _json(sample.post("/api/v1/sample/put", {"path": "json", "body": "aGVsbG8="})) == {"name": "json", "size": 5}
    assert _get(sample, "json")[2] == b"hello"
    assert sample.http("POST", "/api/v1/sample/put?path=raw", b"raw")[0] == 200
    assert _get(sample, "raw")[2] == b"raw"
    assert sample.http("GET", "/api/v1/sample/get?path=raw")[2] == b"raw"
    found = sample.rpc('{"jsonrpc":"2.0","id":1,"method":"sample.get","params":["raw"]}')["result"]
    assert found == {"data": "cmF3", "media_type": "text/plain", "version": "v3"}


def test_an_upload_that_breaks_off_is_not_kept(sample: Sample) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sample.port, timeout=DEADLINE)
    connection.putrequest("PUT", "/api/v1/things/broken")
    connection.putheader("Authorization", "Bearer owner")
    connection.putheader("Content-Length", "1000000")
    connection.endheaders()
    connection.send(b"x" * 1000)
    connection.close()
    assert _get(sample, "broken")[0] == 404
