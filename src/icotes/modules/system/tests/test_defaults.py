"""What every client can ask of a running server: ping, info, stats, login, logout, send, broadcast."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from joined import own_id
from running import Server
from wire import Client


def login(server: Server) -> str:
    """Exchange a launch token for a session's key, as a page does."""
    launch = json.dumps({"launch": server.call("system.create_launch")}).encode()
    status, _, body = server.http("POST", "/launch", launch, token="", Content_Type="application/json")
    assert status == 200, body
    return json.loads(body)["key"]


@pytest.mark.capability("C14")
def test_a_page_logs_in_asks_sends_and_logs_out(server: Server) -> None:
    key = login(server)
    address = f"ws://127.0.0.1:{server.port}/ws"
    with connect(address, origin=server.url, compression=None) as raw:  # pyright: ignore[reportArgumentType]
        page = Client(raw)
        assert page.code("system.ping") == -32000
        assert page.result("rpc.authenticate", key=key)["caller"] == "owner"
        assert page.result("system.ping") == "pong"
        assert page.result("system.info")["methods"] > 0
        assert page.result("system.stats")["connections"]["websocket"] >= 1
        page.send("system.send", 1, connection=own_id(page), data={"to": "one"})
        assert heard(page) == {"to": "one"}
        session = page.result("system.session")["token"]["id"]
        page.send("system.broadcast", 2, data="to all of the session", session=session)
        assert heard(page) == "to all of the session"
        page.send("system.logout", 3)
        with pytest.raises(ConnectionClosed, match="revoked"):
            list(raw)
    assert server.http("GET", "/api/v1/system/ping", token=key)[0] == 401


def heard(page: Client) -> Any:
    """Return the next message that somebody sent."""
    while True:
        message = page.next()
        if message.get("method") == "system.message":
            return message["params"]["data"]


@pytest.mark.capability("C3", partly="one owner, who is known by their keys; more people come with accounts")
def test_when_the_owner_was_last_active_is_known_and_kept(fresh_server: Callable[..., Server], tmp_path: Path) -> None:
    home = tmp_path / "home"
    begun = time.time()
    server = fresh_server(home=home)
    made = server.call("system.create_token", name="profile", scope=["system:read"])
    assert activity(server)[made["token"]["id"]] is None
    server.call("system.ping", token=made["key"])
    found = activity(server)
    assert found[made["token"]["id"]] is not None
    server.stop()
    server = fresh_server(server.folder, home=home)
    kept = activity(server)
    assert kept[made["token"]["id"]] == found[made["token"]["id"]]
    assert begun - 60 <= kept[made["token"]["id"]] <= time.time()
    assert {each["user"] for each in server.call("system.tokens")} == {"owner"}
    for connection in server.call("system.connections", user="owner")["items"]:
        assert connection["active"] >= connection["opened"] >= begun


def activity(server: Server) -> dict[str, Any]:
    """Return when each key was last used."""
    return {each["id"]: each["last_used"] for each in server.call("system.tokens")}
