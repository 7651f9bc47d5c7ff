"""Followers on a real server: who stalls costs nobody, who leaves leaves nothing, who is cut misses nothing."""

import asyncio
import json
import os
import random
import re
import socket
import statistics
import time
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import pytest

from footprint import computed, until, waited
from icotes import AsyncClient
from joined import joined
from relay import Relay
from running import Server

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
CUTS = 1000 if FULL else 60


def publish(server: Server, path: str, times: int) -> float:
    """Publish events that name a long path; return the seconds it took, but for those that others had the cores."""
    begun, before, others = time.perf_counter(), computed(server.pid), waited(server.pid, os.getpid())
    for _ in range(times):
        server.call("workspaces.open_file", path=path)
    took = time.perf_counter() - begun - (waited(server.pid, os.getpid()) - others)
    return max(took, computed(server.pid) - before)


def flood(server: Server, path: str) -> None:
    """Publish many such events at once."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "workspaces.open_file", "params": {"path": path}}
    status, _, _ = server.http("POST", "/rpc", json.dumps([call] * 100).encode(), Content_Type="application/json")
    assert status == 200


@pytest.mark.capability("A8", "A1")
@pytest.mark.timeout(240)
def test_who_does_not_read_is_seen_and_costs_the_publisher_nothing(fresh_server: Callable[..., Server]) -> None:
    # No client may be ended for its silence here, however long it takes.
    server, quiet = (fresh_server(ICOTES_SERVER_PING="300", ICOTES_SERVER_STALL="300") for _ in range(2))
    folder = "/".join(["d" * 200] * 15)
    path = f"{folder}/{'f' * 200}"
    for each in (server, quiet):
        each.call("files.make_folder", path=folder)
        each.call("files.write", path=path, text="x")
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    small.connect(("127.0.0.1", server.port))
    with joined(server, sock=small, max_queue=1, ping_interval=None) as client:
        client.send("workspaces.events", 1, kinds=["workspaces.*"])
        until(lambda: server.call("system.stats")["followers"])
        until(lambda: flood(server, path) or lag(server) > 100, seconds=120)
        pairs = [(publish(quiet, path, 20), publish(server, path, 20)) for _ in range(10)]
        assert lag(server) > 200
        small.shutdown(socket.SHUT_RDWR)
    until(lambda: not server.call("system.stats")["followers"])
    alone, beside = zip(*pairs, strict=True)
    assert statistics.median(beside) < 3 * statistics.median(alone)


def lag(server: Server) -> int:
    return max((each["lag"] for each in server.call("system.stats")["followers"]), default=0)


@pytest.mark.capability("A2")
def test_who_leaves_leaves_nothing_and_a_wrong_handle_is_told(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    with joined(server) as client:
        for turn in range(100):
            client.send("workspaces.events", turn, kinds=["files.*"])
            client.next()
            assert client.code("$/cancelRequest", id=f"not-{turn}") == -32007
            assert len(server.call("system.stats")["followers"]) == 1
            client.send("$/cancelRequest", "cancel", id=turn)
            answers = [client.next(), client.next()]
            assert {each["id"]: "error" in each for each in answers} == {"cancel": False, turn: True}
            assert client.code("$/cancelRequest", id=turn) == -32007
        until(lambda: not server.call("system.stats")["followers"])


@pytest.mark.capability("Y2", partly="kernels, chats and tasks resume when they come")
@pytest.mark.timeout(1200 if FULL else 120)
async def test_events_files_and_terminals_lose_and_repeat_nothing_through_cuts(server: Server) -> None:
    dice = random.Random(7)
    async with (
        Relay(server.port) as relay,
        AsyncClient(server.url, server.token) as writer,
        AsyncClient(relay.url, server.token) as reader,
    ):
        terminal = await writer.terminals.create(command=("sh", "-c", "stty -echo; echo ready; exec cat"))
        begun = [asyncio.Event() for _ in range(3)]

        async def follow(items: Any, number: int, found: list[str], last: str) -> None:
            seen: set[str] = set()
            rest = b""
            async with aclosing(items):
                async for item in items:
                    assert item.cursor not in seen
                    seen.add(item.cursor)
                    if b"ready" in (rest + item.value if isinstance(item.value, bytes) else b"ready"):
                        begun[number].set()  # the terminal repeats what it is given no longer
                    if isinstance(item.value, bytes):
                        *lines, rest = (rest + item.value).split(b"\n")
                        found += [line.decode().strip() for line in lines if line.strip().isdigit()]
                    else:
                        found += re.findall(r"cut-(\d{5})\.md", str(item.value))
                    if last in found:
                        return

        last = f"{CUTS:05}"
        events, files, printed = list[str](), list[str](), list[str]()
        streams = (
            (reader.workspaces.events(kinds=("files.*",)), events),
            (reader.files.follow(""), files),
            (reader.terminals.follow(terminal.id), printed),
        )
        async with asyncio.timeout(1000 if FULL else 100), asyncio.TaskGroup() as group:
            for number, (items, found) in enumerate(streams):
                group.create_task(follow(items, number, found, last))
            await asyncio.gather(*(each.wait() for each in begun))
            for number in range(CUTS + 1):
                await writer.files.write(f"cut-{number:05}.md", text="x")
                await writer.terminals.write(terminal.id, f"{number:05}\n")
                await asyncio.sleep(dice.uniform(0, 0.02))
                met = relay.accepted
                relay.cut()
                while number % 5 == 0 and number < CUTS and relay.accepted == met:
                    await asyncio.sleep(0.01)  # or most cuts would find nobody on a busy machine
                    relay.cut()  # also who was let in while the last one was made
        expected = [f"{number:05}" for number in range(CUTS + 1)]
        assert relay.accepted > CUTS / 10
        assert printed == expected
        assert list(dict.fromkeys(events)) == expected
        assert list(dict.fromkeys(files)) == expected
        assert len(events) == len(files)
        await writer.terminals.close(terminal.id)
