"""Numbers that rows name, with room for a busy machine: the best of some tries counts."""

import asyncio
import json
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from footprint import waited
from icotes.core.events import Event
from icotes.core.log import follow
from icotes.kit.store import Store
from running import DEADLINE, Server

EVENTS = 5_000
SUBSCRIBERS = 10
SOCKETS = 500


class Counted(Event, frozen=True):
    number: int


async def deliveries(folder: Path) -> float:
    """Return how many deliveries a second the subscribers of one log get, while one more never reads."""
    store = Store(folder / "state.db", "log")
    await store.open()
    idle = follow(store.log)
    await anext(idle)

    async def subscribe() -> list[int]:
        found: list[int] = []
        async for item in follow(store.log, store.log.cursor(0)):
            found.append(item.position)
            if len(found) == EVENTS:
                break
        return found

    begun, others, computed = time.perf_counter(), waited(os.getpid()), time.process_time()
    readers = [asyncio.create_task(subscribe()) for _ in range(SUBSCRIBERS)]
    for first in range(0, EVENTS, 100):
        await asyncio.gather(*(store.publish(Counted(number=number)) for number in range(first, first + 100)))
    found = await asyncio.gather(*readers)
    took = time.perf_counter() - begun - (waited(os.getpid()) - others)
    took = max(took, time.process_time() - computed)
    assert all(each == [*range(1, EVENTS + 1)] for each in found)
    await idle.aclose()
    await store.close()
    return EVENTS * SUBSCRIBERS / took


@pytest.mark.capability("A1")
async def test_ten_subscribers_get_fifty_thousand_durable_events_a_second(tmp_path: Path) -> None:
    best = 0.0
    for attempt in range(10):
        (tmp_path / f"{attempt}").mkdir()
        best = max(best, await deliveries(tmp_path / f"{attempt}"))
        if best >= 50_000:
            return
    pytest.fail(f"{best:,.0f} a second")


async def test_publishing_waits_for_no_subscriber(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.db", "log")
    await store.open()
    idle = follow(store.log)
    await anext(idle)
    for number in range(100):
        await store.publish(Counted(number=number))
    assert [(await anext(idle)).position for _ in range(100)] == [*range(1, 101)]
    await idle.aclose()
    await store.close()


@pytest.mark.capability("C15")
def test_one_event_reaches_all_of_five_hundred_sockets_within_a_tenth_of_a_second(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("x")  # before the server is there, which tells nothing of it then
    server = fresh_server(tmp_path)
    tries: list[float] = []
    with ExitStack() as stack, selectors.DefaultSelector() as waiting:
        for _ in range(SOCKETS):
            waiting.register(stack.enter_context(_follower(server)), selectors.EVENT_READ)
        while len(tries) < 20 and min(tries, default=1.0) >= 0.1:
            begun, before = time.monotonic(), waited(server.pid, os.getpid())
            publishing = threading.Thread(target=server.call, args=("workspaces.open_file",), kwargs={"path": "a.md"})
            publishing.start()
            heard: list[float] = []
            while len(heard) < SOCKETS:
                for key, _ in waiting.select(DEADLINE):
                    assert b"file_opened" in key.fileobj.recv(4096)  # pyright: ignore[reportAttributeAccessIssue]
                    heard.append(time.monotonic() - begun)
            publishing.join()
            others = waited(server.pid, os.getpid()) - before
            tries.append(sorted(heard)[SOCKETS * 99 // 100] - others)
    assert min(tries) < 0.1, tries


def _follower(server: Server) -> socket.socket:
    """Return a socket that follows events; only what one costs is left out: a client's own work."""
    raw = socket.create_connection(("127.0.0.1", server.port), DEADLINE)
    lines = [f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{server.port}", f"Authorization: Bearer {server.token}"]
    lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    raw.sendall("\r\n".join([*lines, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""]).encode())
    while not raw.recv(4096).endswith(b"\r\n\r\n"):
        pass
    params = {"kinds": ["workspaces.file_opened"]}
    call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "workspaces.events", "params": params}).encode()
    raw.sendall(bytes([0x81, 0x80 | len(call)]) + bytes(4) + call)
    assert b"snapshot" in raw.recv(4096)
    return raw
