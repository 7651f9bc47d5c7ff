"""Every kind of failure can be met, and has one code, one HTTP status and one exit code on all faces (DESIGN 6)."""

import json
import resource
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from running import DEADLINE, ICOTES, Failed, Server, start
from ways import WAYS, Rest, Rpc, Way

TABLE = {
    "MethodNotFound": (-32601, 404, 2),
    "Invalid": (-32602, 422, 2),
    "Unauthenticated": (-32000, 401, 3),
    "Denied": (-32001, 403, 3),
    "RateLimited": (-32002, 429, 6),
    "Unavailable": (-32003, 503, 7),
    "Unacceptable": (-32005, 422, 2),
    "TimedOut": (-32006, 504, 8),
    "NotFound": (-32007, 404, 4),
    "Conflict": (-32008, 409, 5),
    "QuotaExceeded": (-32009, 429, 6),
}
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "MethodNotFound": ("files.nothing", {}),
    "Invalid": ("files.read", {"path": 3}),
    "Unacceptable": ("files.read", {"path": "../outside"}),
    "TimedOut": ("files.read", {"path": "notes.md", "timeout": 0.000001}),
    "NotFound": ("files.read", {"path": "nothing.md"}),
    "Conflict": ("files.write", {"path": "notes.md", "text": "x", "version": "new"}),
    "QuotaExceeded": ("files.write", {"path": "big.md", "text": "x" * 3000}),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes small files only."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "notes.md").write_text("one")
    running = start(folder, tmp_path_factory.mktemp("home"), ICOTES_FILES_UPLOAD_BYTES="1000")
    yield running
    running.stop()


def failure(way: Way, method: str, params: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(Failed) as failed:
        way.ask(method, params)
    return failed.value.error


def as_the_table_says(server: Server, kind: str, method: str, params: dict[str, Any], key: str | None = None) -> None:
    code, status, exit_code = TABLE[kind]
    token = server.token if key is None else key
    said = failure(Rpc(server, token), method, params)
    assert (said["code"], said["data"]["kind"]) == (code, kind)
    assert said["message"]
    problem = failure(Rest(server, token), method, params)["data"]
    assert problem["status"] == status
    if kind != "MethodNotFound":  # in REST that is an address where nothing is
        assert (problem["code"], problem["kind"]) == (code, kind)
    done = subprocess.run(
        [ICOTES, "--api", method, json.dumps(params), "--json"],
        env={**server.environment, "ICOTES_TOKEN": token or "none"},
        cwd=server.folder,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (exit_code, "")
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["code"] == code


@pytest.mark.capability("B4", "H4")
@pytest.mark.parametrize("kind", CALLS)
def test_a_failure_has_its_numbers_on_every_face(kind: str, small: Server):
    as_the_table_says(small, kind, *CALLS[kind])
    for name in set(WAYS) - {"cli", "rest"}:
        way = WAYS[name](small, small.token)
        assert way.kind(*CALLS[kind]) == kind
        way.close()


@pytest.mark.capability("B4")
def test_who_may_not_is_told_so_on_every_face(small: Server):
    narrow = small.call("system.create_token", name="narrow", scope=["files:read"])["key"]

    as_the_table_says(small, "Unauthenticated", "system.info", {}, "")
    as_the_table_says(small, "Denied", "system.info", {}, narrow)


@pytest.mark.capability("B4", "U2")
def test_too_many_calls_are_refused_and_told_when_to_come_again(fresh_server: Callable[..., Server]):
    server = fresh_server(ICOTES_LIMITS_CALLS="0.01", ICOTES_LIMITS_BURST="3")
    key = server.call("system.create_token", name="eager", scope=["*"])["key"]
    for _ in range(3):
        server.call("system.ping", token=key)

    as_the_table_says(server, "RateLimited", "system.ping", {}, key)
    status, headers, body = server.http("GET", "/api/v1/system/ping", token=key)
    assert status == 429
    assert int(headers["retry-after"]) >= json.loads(body)["retry_after"] > 60
    assert server.call("system.ping") == "pong", "another key is not concerned"


@pytest.mark.capability("B4")
def test_a_disk_that_takes_nothing_more_is_told_and_nothing_is_acknowledged(fresh_server: Callable[..., Server]):
    server = fresh_server()
    (server.folder / "notes.md").write_text("one")
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    as_the_table_says(server, "Unavailable", "workspaces.open_file", {"path": "notes.md"})
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)

    assert server.call("workspaces.history", kinds=["workspaces.*"])["items"] == []
    server.call("workspaces.open_file", path="notes.md")
    assert len(server.call("workspaces.history", kinds=["workspaces.*"])["items"]) == 1


@pytest.mark.capability("B4")
def test_a_server_that_dies_in_the_middle_is_told(fresh_server: Callable[..., Server]):
    server = fresh_server()
    follower = subprocess.Popen(
        [ICOTES, "--api", "system.events", "{}", "--json"],
        cwd=server.folder,
        env=server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert follower.stdout
    follower.stdout.readline()
    server.kill()
    _, complaint = follower.communicate(timeout=DEADLINE)

    assert follower.returncode == 7
    assert json.loads(complaint)["code"] == -32004
    assert server.icotes("system", "ping").returncode == 7


@pytest.mark.capability("B4", "B1")
@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", -32700),
        (b"", -32700),
        (b"\xff", -32700),
        (b"[" * 200, -32700),
        (b"3", -32600),
        (b'"x"', -32600),
        (b"[]", -32600),
        (b"{}", -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":3}', -32600),
        (b'{"jsonrpc":"1.0","id":1,"method":"system.ping"}', -32600),
        (b'{"jsonrpc":"2.0","id":{},"method":"system.ping"}', -32600),
    ],
)
def test_what_is_no_request_is_told_so(message: bytes, code: int, server: Server):
    status, _, body = server.http("POST", "/rpc", message, Content_Type="application/json")

    assert json.loads(body)["error"]["code"] == code
    assert status in {200, 400}
