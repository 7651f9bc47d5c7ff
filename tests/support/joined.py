"""Clients of a real server on a WebSocket."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import connect

from running import Server
from wire import Client


@contextmanager
def joined(server: Server, key: str = "", agent: str = "test", **options: Any) -> Iterator[Client]:
    """Connect to a server; with the owner's key unless another is given; `options` are those of `connect`."""
    headers = {"Authorization": f"Bearer {key or server.token}"}
    address = f"ws://127.0.0.1:{server.port}/ws"
    options = {"compression": None, "max_size": None, "close_timeout": 1, "user_agent_header": agent, **options}
    with connect(address, additional_headers=headers, **options) as raw:
        yield Client(raw)


def own_id(client: Client) -> str:
    """Return the id of a client's connection."""
    return client.result("rpc.initialize")["connection"]
