"""Who gets which event: everybody, those who asked for some, those whose key covers it; and in which order."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from joined import joined
from running import Server

Start = Callable[..., Server]
ROUNDS = 20


def key(server: Server, *scopes: str) -> str:
    return server.call("system.create_token", name="narrow", scope=list(scopes))["key"]


@pytest.mark.capability("I7")
def test_each_client_gets_its_part_of_what_happens_and_in_order(fresh_server: Start) -> None:
    server = fresh_server()
    owner = server.token
    wanted: dict[str, tuple[str, dict[str, Any], Callable[[dict[str, Any]], bool]]] = {
        "all": (owner, {}, lambda _: True),
        "files": (owner, {"kinds": ["files.*"]}, lambda each: each["kind"].startswith("files.")),
        "one file": (owner, {"where": {"path": "1.txt"}}, lambda each: each["data"].get("path") == "1.txt"),
        "reader": (key(server, "files:read"), {}, lambda each: each["kind"].startswith("files.")),
        "watcher": (key(server, "terminals:read"), {}, lambda each: each["kind"].startswith("terminals.")),
        "stranger": (key(server, "system:read"), {"kinds": ["files.*"]}, lambda _: False),
    }
    with ExitStack() as stack:
        clients = {name: stack.enter_context(joined(server, token)) for name, (token, _, _) in wanted.items()}
        for name, (_, params, _) in wanted.items():
            clients[name].send("workspaces.events", 1, workspace="main", **params)
            assert clients[name].next()["params"]["value"]["item"]["type"] == "snapshot"
        for number in range(ROUNDS):
            server.call("files.write", path=f"{number % 3}.txt", text=str(number))
            terminal = server.call("terminals.create", command=["cat"])["id"]
            server.call("terminals.close", terminal=terminal)
        everything = server.call("workspaces.history", limit=1000)["items"][::-1]
        for name, (_, _, mine) in wanted.items():
            due = [each["id"] for each in everything if mine(each)]
            assert [_event(clients[name]) for _ in due] == due, name
            # What the server does by itself afterwards is told late, e.g. that the past of a file was kept.
            others = _others(clients[name])
            later = server.call("workspaces.history", limit=1000)["items"][::-1][len(everything) :]
            assert others == [each["id"] for each in later if mine(each)][: len(others)], f"{name} gets nothing else"


def _others(client: Any) -> list[str]:
    """Return the events that came before the answer to a call."""
    client.send("system.ping", 2)
    found: list[str] = []
    while (message := client.next()).get("id") != 2:
        item = message["params"]["value"]["item"]
        found += [item["id"]] if item["type"] == "event" else []
    return found


def _event(client: Any) -> str:
    """Return the id of the next event; bookmarks only move a cursor on."""
    while True:
        item = client.next()["params"]["value"]["item"]
        if item["type"] == "event":
            return item["id"]
