"""Many clients on one real server: found at once, told at once, forgotten at once."""

import asyncio
import json
import os
import resource
import statistics
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect

from footprint import computed, until, waited
from icotes.core.caller import Caller, Grant
from icotes.kit.connections import Connections
from joined import joined, own_id
from running import DEADLINE, Failed, Server
from wire import Client

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
MOST = 2 * 1024 * 1024
"""By how much memory may grow in a round; a leak grows in every round, what an allocator keeps does not."""

POOLED = 12
"""Connections to databases are begun when they are needed, up to a fixed number."""


def socket(server: Server) -> connect:
    headers = {"Authorization": f"Bearer {server.token}"}
    address = f"ws://127.0.0.1:{server.port}/ws"
    return connect(address, additional_headers=headers, compression=None, open_timeout=30)


def memory(server: Server) -> int:
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def handles(server: Server) -> int:
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))


async def call(client: ClientConnection, method: str, **params: object) -> None:
    await client.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))


@dataclass
class Crowd:
    """A server with many clients, one of which is to be found."""

    server: Server
    session: str
    connection: str

    @classmethod
    async def of(cls, server: Server, number: int, stack: AsyncExitStack) -> "Crowd":
        launch = json.dumps({"launch": await asyncio.to_thread(server.call, "system.create_launch")}).encode()
        answer = await asyncio.to_thread(server.http, "POST", "/launch", launch, Content_Type="application/json")
        headers = {"Authorization": f"Bearer {json.loads(answer[2])['key']}"}
        address = f"ws://127.0.0.1:{server.port}/ws"
        mine = await stack.enter_async_context(connect(address, additional_headers=headers, compression=None))
        await call(mine, "rpc.initialize")
        own = json.loads(await mine.recv())["result"]["connection"]
        await call(mine, "system.session")
        session = json.loads(await mine.recv())["result"]["token"]["id"]
        for _ in range(number - 1):
            await stack.enter_async_context(socket(server))
        return cls(server, session, own)

    def seconds(self) -> float:
        """Return how long its server computes to find it, by session and by id."""
        begun = computed(self.server.pid)
        found = self.server.call("system.connections", kind="websocket", session=self.session)["items"]
        assert self.server.call("system.send", connection=self.connection, data=1) == 1
        took = computed(self.server.pid) - begun
        assert self.connection in {each["id"] for each in found}
        return took


@pytest.mark.capability("C15")
async def test_one_event_reaches_five_hundred_sockets_once_and_soon(
    fresh_server: Callable[..., Server], tmp_path: Path
):
    (tmp_path / "a.md").write_text("x")  # before the server is there, which tells nothing of it then
    server = fresh_server(tmp_path)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(socket(server)) for _ in range(500)]
        for client in clients:
            await call(client, "workspaces.events", kinds=["workspaces.*"])
        async with asyncio.timeout(30):
            assert all(["snapshot" in str(await client.recv()) for client in clients])
            begun, before = time.monotonic(), waited(server.pid, os.getpid())
            await asyncio.to_thread(server.call, "workspaces.open_file", path="a.md")
            heard = [json.loads(await client.recv())["params"]["value"]["item"]["kind"] for client in clients]
            took = time.monotonic() - begun - (waited(server.pid, os.getpid()) - before)
        stats = await asyncio.to_thread(server.call, "system.stats")

    assert set(heard) == {"workspaces.file_opened"}
    assert {each["kind"]: each["delivered"] for each in stats["events"]}["workspaces.file_opened"] == 500
    assert took < 5


@pytest.mark.capability("C6", "X9")
@pytest.mark.timeout(600)
async def test_connecting_and_leaving_again_and_again_leaves_nothing(fresh_server: Callable[..., Server]):
    server = fresh_server()

    async def come_and_go(times: int) -> None:
        for _ in range(times):
            async with socket(server) as client:
                await call(client, "workspaces.events", kinds=["files.*"])
                await client.recv()

    async def crowd(times: int) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(come_and_go(times // 20))

    def connected() -> int:
        return len(server.call("system.connections", kind="websocket", limit=1000)["items"])

    def fill_the_log() -> None:
        """Make its newest records, which are kept in memory, as many as they ever get."""
        calls = [{"jsonrpc": "2.0", "id": each, "method": "system.create_launch"} for each in range(100)]
        for _ in range(100):
            server.http("POST", "/rpc", json.dumps(calls).encode(), Content_Type="application/json")

    await asyncio.to_thread(fill_the_log)
    await crowd(4000)
    await asyncio.to_thread(until, lambda: not connected())
    open_before = handles(server)
    grown: list[int] = []
    while len(grown) < 3 and min(grown, default=MOST) >= MOST:
        before = memory(server)
        await crowd(10_000 if FULL else 2000)
        await asyncio.to_thread(until, lambda: not connected() and handles(server) <= open_before + POOLED)
        grown.append(memory(server) - before)

    assert min(grown) < MOST, grown
    assert server.call("system.stats")["followers"] == []


@pytest.mark.capability("C4", partly="the look-up itself; what a server does with it is shown with broadcasts")
def test_finding_a_connection_takes_no_longer_among_ten_thousand():
    class Nothing:
        def post(self, event: object) -> None: ...

    def seconds(number: int) -> float:
        connections = Connections(Nothing())  # pyright: ignore[reportArgumentType]
        for each in range(number):
            caller = Caller(f"user{each % 100}", Grant("g", frozenset()), session=f"session{each}")
            connections.open("websocket", caller, "", lambda *_: None, lambda: None)
        best = 1.0
        for _ in range(5):
            begun = time.thread_time()
            for _ in range(200):
                (found,) = connections.find(kind="websocket", session="session7")
            best = min(best, time.thread_time() - begun)
        assert found.user == "user7"
        return best

    assert seconds(10_000) < 10 * seconds(10)


@pytest.mark.capability("C4")
@pytest.mark.timeout(600)
async def test_a_server_finds_a_connection_as_fast_in_a_crowd(fresh_server: Callable[..., Server]):
    async with AsyncExitStack() as stack:
        few = await Crowd.of(fresh_server(), 10, stack)
        many = await Crowd.of(fresh_server(ICOTES_SERVER_SOCKETS="11000"), 10_000 if FULL else 1000, stack)
        taken = [await asyncio.to_thread(lambda: (few.seconds(), many.seconds())) for _ in range(30)]
    alone, among = zip(*taken, strict=True)
    assert statistics.median(among) < 3 * statistics.median(alone)


@pytest.mark.capability("C11")
def test_who_calls_is_known_from_the_key_and_never_from_what_is_sent(server: Server):
    made = server.call("system.create_token", name="ctx", scope=["*"])
    with joined(server, made["key"]) as client:
        id_ = own_id(client)
        for name in ("user", "caller", "actor", "session", "grant", "connection"):
            assert client.code("workspaces.open_file", path="x", **{name: "owner"}) == -32602
        (server.folder / "ctx.md").write_text("x")
        since = server.call("system.events", max_items=1)["cursor"]
        client.result("workspaces.open_file", path="ctx.md")
    where = {"grant": made["token"]["id"], "method": "workspaces.open_file", "outcome": "ok"}
    found = server.call("system.events", since=since, kinds=["audit.*"], where=where, max_items=1, wait=20)

    record = found["items"][-1]["data"]
    assert (record["actor"], record["face"], record["address"]) == ("owner", "websocket", "127.0.0.1")
    assert id_


@pytest.mark.capability("C8", partly="keys; passwords and proxies come with accounts")
def test_without_a_valid_key_nobody_gets_in_whatever_they_claim(server: Server):
    for headers in ({}, {"Authorization": "Bearer owner"}, {"X_User": "owner"}, {"X_Forwarded_User": "owner"}):
        for path in ("/rpc", "/api/v1/system/ping", "/mcp", "/metrics", "/openapi.json"):
            status, _, _ = server.http("POST" if path != "/metrics" else "GET", path, b"{}", token="", **headers)
            assert status == 401, (path, headers)


@pytest.mark.capability("A3")
@pytest.mark.parametrize(
    ("patterns", "heard"),
    [
        (["workspaces.*"], {"workspaces.file_opened"}),
        (["*.changed"], {"files.changed"}),
        (["files.*"], {"files.changed", "files.trashed"}),
        (["**"], {"files.changed", "files.trashed", "workspaces.file_opened"}),
        (["files.**"], {"files.changed", "files.trashed"}),
        (["files"], set()),
        (["file.*"], set()),
        (["files.trashed", "workspaces.file_opened"], {"files.trashed", "workspaces.file_opened"}),
    ],
)
def test_wildcards_choose_what_is_heard(patterns: list[str], heard: set[str], server: Server):
    since = server.call("workspaces.get")["cursor"]
    server.call("files.write", path="wild.md", text="x")
    server.call("workspaces.open_file", path="wild.md")
    server.call("files.delete", path="wild.md")
    # What is told late is of other files, or of none.
    of = {"path": "wild.md"}
    found, end, complete = set[str](), time.monotonic() + DEADLINE, False
    while not complete:
        assert time.monotonic() < end, found
        complete = heard <= found  # one page more, for what should not be heard
        page = server.call("workspaces.events", since=since, kinds=patterns, where=of, max_items=20, wait=0.3)
        found |= {each["kind"] for each in page["items"] if each["type"] == "event"}
        since = page["cursor"]
    assert found == heard


@pytest.mark.capability("A5")
def test_each_answer_goes_to_its_request_and_what_nobody_answers_is_refused_at_once(server: Server):
    with joined(server) as client:
        client.send(
            "workspaces.events",
            "slow",
            max_items=1,
            wait=30,
            since=server.call("workspaces.get")["cursor"],
            kinds=["a.b"],
        )
        for number in range(20):
            client.send("system.ping", number)
        assert sorted(answers(client, 20)) == list(range(20))
        assert client.code("nobody.answers") == -32601
        client.send("workspaces.events", "late", timeout=0.05)
        assert answer(client, "late")["error"]["code"] == -32006
    with pytest.raises(Failed) as failed:
        server.call("nobody.answers")
    assert failed.value.kind == "MethodNotFound"


def answers(client: Client, count: int) -> list[int]:
    """Return the ids of so many answers; bookmarks of a stream may come in between."""
    found: list[int] = []
    while len(found) < count:
        message = client.next()
        found += [message["id"]] if "id" in message else []
    return found


def answer(client: Client, id: str) -> dict[str, dict[str, int]]:
    while True:
        message = client.next()
        if message.get("id") == id:
            return message
