"""One WebSocket carries everything: calls, several streams, and a flood that holds up none of them."""

import base64
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from footprint import waited
from joined import joined, own_id
from running import DEADLINE, Server
from wire import Client

FLOOD_MB = 100
LINE = "0123456789abcdef" * 4
SAVES = 20


class Listener:
    """Takes whatever comes on a socket: answers by id, items by stream."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.answers: dict[Any, Any] = {}
        self.flooded = 0
        self.heard: Counter[str] = Counter()
        self.changed: set[str] = set()

    def take(self) -> None:
        """Take one message."""
        message = self.client.next()
        if "id" in message:
            self.answers[message["id"]] = message
            return
        token: str = message["params"]["token"]
        item: Any = message["params"]["value"]["item"]
        self.heard[token] += 1
        if token == "flood":
            self.flooded += len(base64.b64decode(item)) if isinstance(item, str) else 0
        elif token == "files" and item["type"] == "event":
            self.changed.add(item["data"].get("path", ""))

    def ask(self, id: str, method: str, **params: Any) -> Any:
        """Return the answer to a call, whatever comes before it."""
        self.client.send(method, id, **params)
        while id not in self.answers:
            self.take()
        assert "error" not in self.answers[id], self.answers[id]
        return self.answers[id]["result"]


@pytest.mark.capability("C19", partly="co-editing, kernels and chat join when they come")
@pytest.mark.timeout(180)
def test_saving_following_and_a_flood_of_a_terminal_share_one_socket(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    with joined(server) as client:
        listener, id_ = Listener(client), own_id(client)
        client.send("files.follow", "files", path="")
        client.send("system.events", "events", kinds=["connection.*"])
        command = f"yes {LINE} | head -c {FLOOD_MB}000000"
        flood = listener.ask("create", "terminals.create", command=["sh", "-c", f"read _; {command}"])["id"]
        client.send("terminals.follow", "flood", terminal=flood)
        listener.ask("go", "terminals.write", terminal=flood, data="\r")
        pings: list[float] = []
        end = time.monotonic() + 4 * DEADLINE
        saved = 0
        while "flood" not in listener.answers:
            assert time.monotonic() < end, listener.flooded
            begun, before = time.perf_counter(), waited(server.pid, os.getpid())
            assert listener.ask(f"ping-{len(pings)}", "system.ping") == "pong"
            pings.append(time.perf_counter() - begun - (waited(server.pid, os.getpid()) - before))
            if saved < SAVES:
                listener.ask(f"save-{saved}", "files.write", path=f"{saved}.md", text=LINE)
                saved += 1
            for _ in range(20):
                if "flood" not in listener.answers:
                    listener.take()
        while len(listener.changed & {f"{number}.md" for number in range(saved)}) < saved:
            listener.take()
        (own,) = server.call("system.connections", kind="websocket")["items"]

    assert own["id"] == id_
    assert saved == SAVES
    assert listener.flooded >= FLOOD_MB * 1_000_000
    assert set(listener.heard) == {"events", "files", "flood"}
    assert statistics.quantiles(pings, n=100)[98] < 1.0
