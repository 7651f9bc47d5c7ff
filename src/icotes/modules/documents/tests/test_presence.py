"""Who is here, through a running server and through the log of it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, aclosing
from typing import Any

import pytest

from icotes import testing
from icotes.core.log import Gap, Item, Snapshot, follow
from icotes.modules.documents import latest
from icotes.modules.documents.latest import Latest
from icotes.modules.documents.people import Left, Present
from icotes.modules.documents.presence import COLOURS, Presence
from joined import joined, own_id
from peers import Desk, Node, Python, meet
from running import DEADLINE, Server
from wire import Client

PLACE = "AAUCQQ=="
DIES = """
import json, sys, time
from websockets.sync.client import connect
with connect(sys.argv[1], additional_headers={"Authorization": f"Bearer {sys.argv[2]}"}, compression=None) as wire:
    wire.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "documents.present", "params": {"path": "crash.md"}}))
    wire.recv()
    print("here", flush=True)
    time.sleep(60)
"""


class Watcher:
    """What one client hears of the others."""

    def __init__(self, client: Client, **since: str) -> None:
        self.client = client
        self.here: dict[str, dict[str, Any]] = {}
        self.items: list[dict[str, Any]] = []
        self.cursor = ""
        client.send("documents.presence", "watch", **since)

    def until(self, test: Callable[[], bool]) -> None:
        end = time.monotonic() + DEADLINE
        while not test():
            assert time.monotonic() < end, self.here
            self.step()

    def step(self) -> None:
        message = self.client.next()
        if message.get("method") != "$/progress":
            assert "error" not in message, message
            return
        self.cursor, item = message["params"]["value"]["cursor"], message["params"]["value"]["item"]
        self.items.append(item)
        if item["type"] == "snapshot":
            self.here = {each["connection"]: each for each in item["state"]}
        elif item["type"] == "present":
            self.here[item["connection"]] = item
        elif item["type"] == "left":
            self.here.pop(item["connection"], None)


@pytest.mark.capability("I5", "I1")
def test_who_comes_moves_rests_and_leaves_is_told_to_everybody(server: Server):
    taken: list[float] = []
    for _ in range(5):
        with joined(server) as ann, joined(server) as bob:
            mine = own_id(bob)
            watcher = Watcher(ann)
            bob.result("documents.present", path="a.md", anchor=PLACE, head=PLACE)
            watcher.until(lambda watcher=watcher, mine=mine: mine in watcher.here)
            came = watcher.here[mine]
            bob.result("documents.present", path="b.md", attention="idle")
            watcher.until(lambda watcher=watcher, mine=mine: watcher.here[mine]["path"] == "b.md")
            moved = watcher.here[mine]
            seen = server.call("documents.presence", wait=0)["items"][0]["state"]
            bob.raw.close()
            begun = time.monotonic()
            watcher.until(lambda watcher=watcher, mine=mine: mine not in watcher.here)
            taken.append(time.monotonic() - begun)

        assert (came["user"], came["kind"], came["path"], came["anchor"], came["head"], came["state"]) == (
            "owner",
            "person",
            "a.md",
            PLACE,
            PLACE,
            "active",
        )
        assert (moved["state"], moved["anchor"], moved["since"]) == ("idle", "", came["since"])
        assert [each["path"] for each in seen if each["connection"] == mine] == ["b.md"]
    assert sorted(taken)[2] < 1
    assert max(taken) < 10


@pytest.mark.capability("I5")
def test_a_client_that_is_killed_is_gone_within_a_second(server: Server):
    address = f"ws://127.0.0.1:{server.port}/ws"
    taken: list[float] = []
    with joined(server) as ann:
        watcher = Watcher(ann)
        for _ in range(5):
            dying = subprocess.Popen([sys.executable, "-c", DIES, address, server.token], stdout=subprocess.PIPE)
            assert dying.stdout
            assert dying.stdout.readline() == b"here\n"
            watcher.until(lambda: any(each["path"] == "crash.md" for each in watcher.here.values()))
            os.kill(dying.pid, signal.SIGKILL)
            begun = time.monotonic()
            watcher.until(lambda: all(each["path"] != "crash.md" for each in watcher.here.values()))
            taken.append(time.monotonic() - begun)
            dying.wait()
            dying.stdout.close()

    assert sorted(taken)[2] < 1
    assert max(taken) < 10


@pytest.mark.capability("C17", "Y2", "I9", partly="presence; documents and what else is live have their own tests")
def test_who_comes_back_with_a_cursor_hears_what_is_so_now_and_nothing_twice(server: Server):
    with ExitStack() as stack:
        movers = [stack.enter_context(joined(server)) for _ in range(5)]
        ids = [own_id(each) for each in movers]
        for each in movers:
            each.result("documents.present", path="start.md")
        with joined(server) as ann:
            watcher = Watcher(ann)
            watcher.until(lambda: set(ids) <= set(watcher.here))
            before = dict(watcher.here)
        for number in range(100):
            movers[number % 4].result("documents.present", path=f"{number}.md")
        movers[3].result("documents.present", attention="gone")
        with joined(server) as again:
            back = Watcher(again, since=watcher.cursor)
            back.here = before
            back.until(lambda: ids[3] not in back.here)
            end = server.call("documents.presence", since=back.cursor, wait=0)["items"]
        heard = [each["type"] for each in back.items if each.get("connection", ids[0]) in ids]  # others leave late
        assert heard == ["present", "present", "present", "left"]
        assert [back.here[id_]["path"] for id_ in ids if id_ != ids[3]] == ["96.md", "97.md", "98.md", "start.md"]
        assert [each for each in end if each["connection"] in ids] == []


@pytest.mark.capability("I7", "I5")
def test_only_who_may_read_documents_hears_of_people_and_a_revoked_key_is_gone(server: Server):
    made = server.call("system.create_token", name="reader", scope=["documents:read"])
    other = server.call("system.create_token", name="other", scope=["files:read"])
    with joined(server) as ann, joined(server, other["key"]) as outside, joined(server, made["key"]) as bob:
        assert outside.ask("documents.presence")["error"]["data"]["kind"] == "Denied"
        assert outside.ask("documents.present")["error"]["data"]["kind"] == "Denied"
        mine = own_id(bob)
        watcher = Watcher(ann)
        bob.result("documents.present", path="secret.md")
        watcher.until(lambda: mine in watcher.here)
        assert watcher.here[mine]["kind"] == "key"
        ann.send("system.revoke_token", "revoke", id=made["token"]["id"])
        watcher.until(lambda: mine not in watcher.here)


@pytest.mark.capability("I5")
def test_who_edits_by_a_method_is_seen_where_they_did_so(server: Server):
    server.call("files.write", path="scripted.md", text="Grüße 👋 an alle\n")
    key = server.call("system.create_token", name="script", scope=["documents:*"])["key"]
    document = Python()
    with joined(server) as ann:
        watcher = Watcher(ann)
        edits = [{"old": "an alle", "new": "an 🎉 alle"}]
        server.call("documents.edit", token=key, path="scripted.md", edits=edits)
        watcher.until(lambda: any(each["path"] == "scripted.md" for each in watcher.here.values()))
        found = next(each for each in watcher.here.values() if each["path"] == "scripted.md")
        meet(Desk(ann), "scripted.md", document)
    with Node() as node:
        script = node.peer("script")
        script.apply([document.lacking(b"\0")])
        at = node.ask("place", "script", found["head"])
        before = script.text().encode("utf-16-le")[: 2 * at].decode("utf-16-le")
    assert (found["kind"], found["anchor"]) == ("key", found["head"])
    assert before in {"Grüße 👋 an 🎉", "Grüße 👋 an 🎉 ", "Grüße 👋 an 🎉 alle"}


@pytest.mark.parametrize(
    "wrong", [{"path": "../x"}, {"path": "a\nb"}, {"anchor": "?" * 4}, {"head": "A" * 404}, {"attention": "asleep"}]
)
def test_what_can_be_nowhere_is_refused(server: Server, wrong: dict[str, str]):
    with joined(server) as bob:
        assert bob.ask("documents.present", **wrong)["error"]["code"] in {-32602, -32005}


async def here(client: testing.Client) -> list[dict[str, Any]]:
    return (await client.call("documents.presence", wait=0))["items"][0]["state"]


async def test_who_is_silent_is_idle_then_away_and_who_holds_no_socket_is_gone():
    async with testing.server() as client:
        presence, clock = await client.container.get(Presence), testing.FakeClock()
        presence.clock = clock
        await client.call("documents.present", path="a.md")
        assert [each["state"] for each in await here(client)] == ["active"]
        clock.advance(29)
        presence.sweep()
        assert len(await here(client)) == 1
        clock.advance(2)
        presence.sweep()
        assert await here(client) == []


async def test_a_socket_that_is_silent_is_idle_then_away_until_it_speaks(monkeypatch: pytest.MonkeyPatch):
    async with testing.server() as client:
        presence, clock = await client.container.get(Presence), testing.FakeClock()
        presence.clock = clock
        monkeypatch.setattr(presence, "_is_gone", lambda _connection, _silent: False)
        states: list[str] = []
        for seconds in (0, 59, 2, 530, 10):
            if not seconds:
                await client.call("documents.present", path="a.md")
            clock.advance(seconds)
            presence.sweep()
            states.append((await here(client))[0]["state"])
        await client.call("documents.present", path="a.md")
        assert [*states, (await here(client))[0]["state"]] == ["active", "active", "idle", "idle", "away", "active"]


async def test_people_have_colours_of_their_own_that_stay():
    async with testing.server() as client:
        people = [client.narrowed("*", name=f"key{number}") for number in range(COLOURS)]
        for each in people:
            await each.call("documents.present", path="a.md")
        first = {each["user"]: each["colour"] for each in await here(client)}
        await people[3].call("documents.present", attention="gone")
        await people[3].call("documents.present", path="b.md")
        second = {each["user"]: each["colour"] for each in await here(client)}

    assert sorted(first.values()) == list(range(COLOURS))
    assert first == second


def someone(connection: str, path: str = "") -> Present:
    return Present(
        connection=connection,
        user="ann",
        kind="person",
        path=path,
        anchor="",
        head="",
        state="active",
        colour=0,
        since=0.0,
    )


async def test_a_slow_reader_gets_the_latest_of_each_and_costs_nothing():
    log = Latest("here")
    for number in range(1000):
        log.put(someone(f"c{number % 20}", f"{number}"))
    items = await log.read(0, 256)

    assert [each.value.path for each in items if isinstance(each.value, Present)] == [str(n) for n in range(980, 1000)]
    assert [each.position for each in items] == list(range(981, 1001))
    assert await log.read(990, 4) == items[10:14]


async def test_who_missed_that_somebody_left_long_ago_begins_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(latest, "TOMBSTONES", 3)
    log = Latest("here")
    log.put(someone("stays"))
    for number in range(5):
        log.put(someone(f"c{number}"))
        log.put(Left(f"c{number}"))

    async def look() -> tuple[int, list[Present]]:
        return log.last, log.present()

    log.close()
    async with aclosing(follow(log, log.cursor(2), snapshot=look)) as items:
        missed = [each.value async for each in items]
    async with aclosing(follow(log, log.cursor(5), snapshot=look)) as items:
        kept = [each.value async for each in items]

    assert missed == [Gap("trimmed"), Snapshot([someone("stays")])]
    assert kept == [Left("c2"), Left("c3"), Left("c4")]


async def test_many_moves_wake_the_followers_a_few_times_only():
    log = Latest("here")
    woken: list[Item[Any]] = []

    async def watch() -> None:
        async with aclosing(follow(log)) as items:
            async for item in items:
                woken.append(item)  # noqa: PERF401

    task = asyncio.create_task(watch())
    await asyncio.sleep(0)
    for number in range(1000):
        log.put(someone("c", f"{number}"))
        if number % 10 == 0:
            await asyncio.sleep(0)
    while not woken or woken[-1].position < 1000:
        await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert json.loads(woken[-1].json())["item"]["path"] == "999"
    assert len(woken) < 100
