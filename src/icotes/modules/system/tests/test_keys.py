"""Keys and sessions: made narrower, ended at once, kept over a restart."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from running import Failed, Server

JSON = "application/json"


def login(server: Server, agent: str = "browser/1.0") -> dict[str, str]:
    body = json.dumps({"launch": server.call("system.create_launch")}).encode()
    status, headers, answer = server.http("POST", "/launch", body, token="", Content_Type=JSON, User_Agent=agent)
    assert status == 200, answer
    cookie = headers.get("set-cookie", "").partition(";")[0]
    return {"key": json.loads(answer)["key"], "cookie": cookie}


def ping(server: Server, key: str) -> int:
    return server.http("POST", "/api/v1/system/ping", b"{}", token=key, Content_Type=JSON)[0]


def kind(server: Server, method: str, **params: Any) -> str:
    with pytest.raises(Failed) as failed:
        server.call(method, **params)
    return failed.value.kind


@pytest.mark.capability("T7", partly="rotation comes with accounts")
def test_a_key_is_shown_once_and_reads_only_unless_it_is_told_otherwise(server: Server):
    made = server.call("system.create_token", name="reader")
    listed = {each["id"]: each for each in server.call("system.tokens")}

    assert made["token"]["scopes"] == ["*:read"]
    assert listed[made["token"]["id"]]["name"] == "reader"
    assert made["key"] not in json.dumps(server.call("system.tokens"))
    assert server.call("system.info", token=made["key"])["version"]
    assert kind(server, "system.create_token", token=made["key"], name="more") == "Denied"


@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        (["system:*", "files:read"], ["files:write"]),
        (["system:*", "files:read"], ["files:*"]),
        (["system:*", "files:read"], ["*"]),
        (["system:*", "files:read"], ["*:read"]),
        (["system:*", "files:read"], ["files:read", "terminals:read"]),
        (["system:write"], ["system:read"]),
    ],
)
def test_nobody_makes_a_key_that_reaches_further_than_their_own(server: Server, scope: list[str], wanted: list[str]):
    own = server.call("system.create_token", name="maker", scope=scope)["key"]

    assert kind(server, "system.create_token", token=own, name="child", scope=wanted) == "Denied"


@pytest.mark.parametrize("scope", ["", "files", "files:", ":read", "files:read:x", "Files:read", "files read", "*:*:*"])
def test_what_is_no_scope_is_refused(server: Server, scope: str):
    assert kind(server, "system.create_token", name="odd", scope=[scope]) == "Invalid"


def test_a_key_ends_with_the_one_that_made_it_and_when_it_expires(server: Server):
    parent = server.call("system.create_token", name="parent", scope=["*"])
    child = server.call("system.create_token", token=parent["key"], name="child", scope=["files:read"], days=1)
    assert ping(server, child["key"]) == 200
    assert child["token"]["expires"] - child["token"]["created"] == pytest.approx(86400, abs=5)

    server.call("system.revoke_token", id=parent["token"]["id"])

    assert (ping(server, parent["key"]), ping(server, child["key"])) == (401, 401)
    assert kind(server, "system.revoke_token", id=parent["token"]["id"]) == "NotFound"


def test_the_owners_key_is_replaced_in_its_file(fresh_server: Callable[..., Server]):
    server = fresh_server()
    before = server.token
    (owner,) = [each for each in server.call("system.tokens") if each["kind"] == "owner"]
    server.call("system.revoke_token", id=owner["id"])
    after = server.token_file.read_text().strip()

    assert (ping(server, before), ping(server, after)) == (401, 200)
    assert server.icotes("system", "ping").stdout.strip().strip('"') == "pong"


@pytest.mark.capability("C2", "T3")
def test_a_session_keeps_its_data_over_a_restart_and_ends_with_logout(
    fresh_server: Callable[..., Server], tmp_path: Path
):
    folder, home = tmp_path / "work", tmp_path / "home"
    folder.mkdir()
    server = fresh_server(folder, home=home)
    mine, other = login(server, "one"), login(server, "two")
    server.call("system.keep_session", token=mine["key"], data={"open": ["a.md"]})
    server.stop()
    server = fresh_server(folder, home=home)

    session = server.call("system.session", token=mine["key"])
    assert (session["data"], session["token"]["name"]) == ({"open": ["a.md"]}, "one")
    assert server.call("system.session", token=other["key"])["data"] == {}
    assert [each["token"]["name"] for each in server.call("system.sessions")] == ["one", "two"]

    server.call("system.logout", token=mine["key"])

    assert (ping(server, mine["key"]), ping(server, other["key"])) == (401, 200)
    assert [each["token"]["name"] for each in server.call("system.sessions")] == ["two"]
    assert kind(server, "system.session") == "NotFound"
    assert kind(server, "system.logout") == "NotFound"


@pytest.mark.capability("C2", partly="that it expires")
def test_a_session_that_is_idle_for_too_long_ends(fresh_server: Callable[..., Server]):
    server = fresh_server(ICOTES_SESSIONS_IDLE_HOURS="0.0000001")
    key = login(server)["key"]
    while server.call("system.sessions"):
        pass

    assert ping(server, key) == 401


def test_a_session_keeps_no_more_than_it_may(server: Server):
    key = login(server)["key"]

    assert kind(server, "system.keep_session", token=key, data={"x": "y" * 70_000}) == "QuotaExceeded"
    assert server.call("system.session", token=key)["data"] == {}


def test_a_launch_token_is_used_once(server: Server):
    launch = server.call("system.create_launch")
    body = json.dumps({"launch": launch}).encode()
    answers = [server.http("POST", "/launch", body, token="", Content_Type=JSON)[0] for _ in range(2)]

    assert answers == [200, 401]


def test_the_cookie_of_a_session_opens_raw_files_until_logout(server: Server):
    (server.folder / "raw.txt").write_text("raw")
    session = login(server)
    workspace = server.call("workspaces.list")[0]["id"]
    path = f"/api/v1/workspaces/{workspace}/raw/raw.txt"

    assert session["cookie"].startswith(f"icotes_{server.port}=")
    assert server.http("GET", path, token="", Cookie=session["cookie"])[0] == 200
    assert (
        server.http("POST", "/api/v1/system/ping", b"{}", token="", Cookie=session["cookie"], Content_Type=JSON)[0]
        == 401
    )
    server.call("system.logout", token=session["key"])
    assert server.http("GET", path, token="", Cookie=session["cookie"])[0] == 401
