"""Keys and sessions of a running server: shown once, bounded, revoked at once, kept over restarts."""

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from running import DEADLINE, Failed, Server

Start = Callable[..., Server]


def login(server: Server) -> tuple[str, str]:
    """Return the keys that a browser gets for a launch token."""
    body = json.dumps({"launch": server.call("system.create_launch")}).encode()
    status, headers, answer = server.http("POST", "/launch", body, token="", Content_Type="application/json")
    assert status == 200, answer
    return json.loads(answer)["key"], headers["set-cookie"].partition(";")[0]


def contents(path: Path) -> bytes:
    """Return what a file holds; nothing of what is none, or is gone by now."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def refused(server: Server, token: str) -> bool:
    return server.http("GET", "/api/v1/system/ping", token=token)[0] == 401


@pytest.mark.capability("C2", "T3")
def test_a_session_is_resumed_after_a_restart_and_ends_when_it_is_idle(fresh_server: Start, tmp_path: Path) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    key, _ = login(server)
    server.call("system.keep_session", token=key, data={"theme": "dark"})
    server.kill()
    server = fresh_server(server.folder, home=home)
    session = server.call("system.session", token=key)
    assert session["data"] == {"theme": "dark"}
    assert [each["token"]["id"] for each in server.call("system.sessions")] == [session["token"]["id"]]
    server.call("system.logout", token=key)
    assert refused(server, key)
    assert server.call("system.sessions") == []
    server.stop()
    short = fresh_server(server.folder, home=home, ICOTES_SESSIONS_IDLE_HOURS="0.001")
    begun = time.monotonic()
    key, _ = login(short)
    assert not refused(short, key) or time.monotonic() - begun > 3
    end = time.monotonic() + DEADLINE
    while not refused(short, key):
        assert time.monotonic() < end
        time.sleep(4)


@pytest.mark.capability("T1", partly="the guard of every route: tests/security")
def test_a_launch_token_opens_one_browser(server: Server) -> None:
    body = json.dumps({"launch": server.call("system.create_launch")}).encode()
    tries = [server.http("POST", "/launch", body, token="", Content_Type="application/json") for _ in range(2)]
    assert [status for status, _, _ in tries] == [200, 401]
    key, cookie = login(server)
    assert server.call("system.ping", token=key) == "pong"
    server.call("files.write", token=key, path="seen.txt", text="seen")
    raw = "/api/v1/workspaces/main/raw/seen.txt"
    assert server.http("GET", raw, token="", Cookie=cookie)[2] == b"seen"
    assert server.http("PUT", raw, b"x", token="", Cookie=cookie)[0] == 401
    for closed in ("/api/v1/system/tokens", "/api/v1/workspaces/main/files/seen.txt"):
        assert server.http("GET", closed, token="", Cookie=cookie)[0] == 401


def test_a_browser_with_a_key_gets_a_session_that_reaches_and_lives_no_further(server: Server) -> None:
    made = server.call("system.create_token", name="narrow", scope=["files:read"])
    json_ = {"Content_Type": "application/json"}
    status, headers, answer = server.http("POST", "/launch", b"{}", token=made["key"], **json_)
    assert status == 200
    key, cookie = json.loads(answer)["key"], headers["set-cookie"].partition(";")[0]
    assert server.call("system.session", token=key)["token"]["scopes"] == ["files:read"]
    raw = "/api/v1/workspaces/main/raw/notes.txt"
    server.call("files.write", path="notes.txt", text="x")
    assert server.http("GET", raw, token="", Cookie=cookie)[2] == b"x"
    for token, sent in (("", {}), ("", {"Cookie": cookie}), ("ick_wrong", {})):
        assert server.http("POST", "/launch", b"{}", token=token, **json_, **sent)[0] == 401
    server.call("system.revoke_token", id=made["token"]["id"])
    assert refused(server, key)
    assert server.http("GET", raw, token="", Cookie=cookie)[0] == 401


@pytest.mark.capability("T3", "T7", partly="keys are rotated with accounts")
def test_a_revoked_key_ends_the_stream_and_the_socket_that_it_opened(server: Server) -> None:
    made = server.call("system.create_token", name="watcher", scope=["*:read"])
    key = made["key"]
    assert "key" not in made["token"]
    assert server.call("workspaces.events", token=key, wait=0)["items"]
    connection = HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/x-ndjson", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/workspaces/events", b"{}", headers)
    lines = connection.getresponse()
    assert b"snapshot" in lines.readline()
    with connect(f"ws://127.0.0.1:{server.port}/ws", additional_headers={"Authorization": f"Bearer {key}"}) as socket:
        socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "system.ping", "params": {}}))
        assert json.loads(socket.recv(DEADLINE))["result"] == "pong"
        server.call("system.revoke_token", id=made["token"]["id"])
        with pytest.raises(ConnectionClosed):
            socket.recv(DEADLINE)
    assert b"Unauthenticated" in lines.read()
    connection.close()
    assert refused(server, key)


@pytest.mark.capability("T7", partly="keys are rotated with accounts")
def test_a_key_reaches_no_further_than_its_scopes_and_its_days(server: Server) -> None:
    made = server.call("system.create_token", name="ci", scope=["files:read"], days=1)
    token = made["token"]
    assert 86_000 < token["expires"] - time.time() < 86_500
    with pytest.raises(Failed) as failed:
        server.call("files.write", token=made["key"], path="x", text="x")
    assert failed.value.kind == "Denied"
    server.call("files.list", token=made["key"], path="")
    [listed] = [each for each in server.call("system.tokens") if each["id"] == token["id"]]
    assert listed["last_used"] is not None
    secret = made["key"].split("_", 2)[2]
    state = server.token_file.parent
    assert not [path for path in state.rglob("*") if secret.encode() in contents(path)]
    assert secret not in server.log


@pytest.mark.capability("U6", partly="every method: tests/security")
def test_the_audit_says_who_did_what_to_which_and_how_it_ended(server: Server) -> None:
    reader = server.call("system.create_token", name="reader", scope=["*:read"])
    server.call("files.write", path="audited.txt", text="contents")
    with pytest.raises(Failed):
        server.call("files.write", token=reader["key"], path="audited.txt", text="contents")
    end = time.monotonic() + DEADLINE
    while True:
        page = server.call("system.history", kinds=["audit.recorded"], limit=100)
        found = [each["data"] for each in page["items"] if each["data"]["method"] == "files.write"]
        if len(found) > 1 and found[0]["grant"] == reader["token"]["id"]:
            break
        assert time.monotonic() < end
    denied, written = found[:2]
    assert (denied["outcome"], written["outcome"]) == ("Denied", "ok")
    assert written["target"] == {"path": "audited.txt"}
    assert written["actor"] == "owner"
    assert written["address"] == "127.0.0.1"
    assert written["workspace"]
    assert "contents" not in str(page["items"])
