"""Attacks with keys: on what they reach, how long they hold, and where they are seen."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from icotes.kit import keys
from icotes.kit.logging import redact
from running import DEADLINE, Failed, Server
from wire import Client, connect

JSON = "application/json"
MEBIBYTE = 1024 * 1024


def login(server: Server, token: str) -> tuple[str, str]:
    """Return the key and the cookie of a session that is begun with a key."""
    launch = server.call("system.create_launch", token=token)
    body = json.dumps({"launch": launch}).encode()
    _, headers, answer = server.http("POST", "/launch", body, token="", Content_Type=JSON)
    return json.loads(answer)["key"], headers["set-cookie"].split(";")[0].partition("=")[2]


def kind(server: Server, token: str, method: str = "system.ping", **params: Any) -> str:
    try:
        server.call(method, token=token, **params)
    except Failed as failed:
        return failed.kind
    except KeyError:
        return "refused"
    return "ok"


def test_what_is_in_the_cookie_is_no_key(server: Server) -> None:
    (server.folder / "shown.txt").write_text("bytes")
    key, cookie = login(server, server.token)

    raw = server.http("GET", "/api/v1/workspaces/main/raw/shown.txt", token="", Cookie=f"icotes_{server.port}={cookie}")
    assert (raw[0], raw[2]) == (200, b"bytes")
    assert kind(server, key) == "ok"
    for path in ("/api/v1/workspaces/main/raw/shown.txt", "/api/v1/system/settings", "/metrics", "/openapi.json"):
        assert server.http("GET", path, token=cookie)[0] == 401
    assert kind(server, cookie, "system.tokens") == "refused"
    with connect(f"ws://127.0.0.1:{server.port}/ws", origin=server.url) as raw_socket:  # pyright: ignore[reportArgumentType]
        assert Client(raw_socket).code("rpc.authenticate", key=cookie) == -32000


def test_a_key_made_by_way_of_a_session_ends_with_the_first(server: Server) -> None:
    first = server.call("system.create_token", name="first", scope=["*"], days=1)
    session, cookie = login(server, first["key"])
    inner, _ = login(server, session)
    made = [server.call("system.create_token", name="later", scope=["*"], token=each) for each in (session, inner)]

    assert all(0 < each["token"]["expires"] <= first["token"]["expires"] for each in made)
    assert kind(server, session, "system.logout") == "ok"
    assert [kind(server, each["key"]) for each in made] == ["ok", "ok"]
    server.call("system.revoke_token", id=first["token"]["id"])
    path, carried = "/api/v1/workspaces/main/raw/shown.txt", f"icotes_{server.port}={cookie}"
    assert server.http("GET", path, token="", Cookie=carried)[0] == 401
    assert [kind(server, each) for each in (session, inner, made[0]["key"], made[1]["key"])] == ["refused"] * 4


def test_an_upload_is_not_kept_whose_key_is_revoked(server: Server) -> None:
    made = server.call("system.create_token", name="up", scope=["files:*"])
    head = f"PUT /api/v1/workspaces/main/raw/late.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {MEBIBYTE}\r\n"
    with socket.create_connection(("127.0.0.1", server.port), DEADLINE) as raw:
        raw.sendall(f"{head}Authorization: Bearer {made['key']}\r\n\r\n".encode() + bytes(MEBIBYTE // 2))
        while not list(server.folder.glob(".icotes-*")):
            pass
        server.call("system.revoke_token", id=made["token"]["id"])
        raw.sendall(bytes(MEBIBYTE // 2))
        assert raw.recv(100).startswith(b"HTTP/1.1 401 ")
    assert not (server.folder / "late.bin").exists()
    assert list(server.folder.glob(".icotes-*")) == []


def test_a_download_breaks_off_whose_key_is_revoked(server: Server) -> None:
    with (server.folder / "large.bin").open("wb") as large:
        large.truncate(64 * MEBIBYTE)
    made = server.call("system.create_token", name="down", scope=["files:*"])
    with socket.create_connection(("127.0.0.1", server.port), DEADLINE) as raw:
        lines = ["GET /api/v1/workspaces/main/raw/large.bin HTTP/1.1", "Host: 127.0.0.1"]
        raw.sendall("\r\n".join([*lines, f"Authorization: Bearer {made['key']}", "", ""]).encode())
        got = len(raw.recv(65536))
        server.call("system.revoke_token", id=made["token"]["id"])
        while chunk := raw.recv(MEBIBYTE):
            got += len(chunk)
    assert got < 32 * MEBIBYTE
    Path(server.folder / "large.bin").unlink()


@pytest.mark.parametrize("text", ["the key is {}", '{{"event": "{}"}}', "GET /x?key={} HTTP/1.1", "KeyError: '{}'"])
def test_no_key_of_ours_stands_in_a_log(text: str) -> None:
    _, key, _ = keys.make()
    assert key[-20:] not in redact(text.format(key))
