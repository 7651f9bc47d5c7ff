import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from icotes.core.call import current
from icotes.core.container import Container
from icotes.core.errors import NotFound, Unacceptable, Unavailable
from icotes.core.events import Event, EventRecord
from icotes.core.methods import Module, command, on
from icotes.core.table import Table
from icotes.kit.letters import DeadLetters, ServerReactionsSchema, WorkspaceReactionsSchema
from icotes.kit.reactions import Handler, Reactions
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore
from icotes.kit.workspace import OpenWorkspaces, Workspace

MODULE = __name__.rpartition(".")[2]


class Rung(Event):
    n: int


class Knocked(Event):
    n: int


class Door(Module):
    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []
        self.ids: list[str] = []
        self.failing: set[int] = set()
        self.failures = 0
        self.changed = asyncio.Condition()

    async def _note(self, who: str, n: int) -> None:
        async with self.changed:
            self.seen.append((who, n))
            self.changed.notify_all()

    async def wait_for(self, number: int) -> list[tuple[str, int]]:
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(lambda: len(self.seen) >= number)
        return self.seen

    @on(Rung)
    async def open(self, event: Rung) -> None:
        assert current.get() is None
        await self._note("open", event.n)

    @on(Rung)
    async def bark(self, event: Rung, record: EventRecord, workspace: Workspace) -> None:
        assert record.event(Rung) == event
        if event.n in self.failing:
            self.failures += 1
            raise ValueError(f"no {event.n}\n in {workspace.name}")
        self.ids.append(record.id)
        await self._note("bark", event.n)

    @command
    async def ring(self, n: int) -> None: ...


class House:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.sleeps: list[float] = []

    async def open(self) -> None:
        state = StateFolder(self.path / "state")
        container = Container(
            [
                Door,
                ServerReactionsSchema,
                WorkspaceReactionsSchema,
                ServerStore,
                OpenWorkspaces,
                DeadLetters,
                Reactions,
            ],
            {StateFolder: state, Table: Table([Door], {})},
        )
        state.folder()
        container._made[Container] = container
        self.container = container
        await container.start()
        self.door = await container.get(Door)
        self.server = await container.get(ServerStore)
        self.letters = await container.get(DeadLetters)
        folder = self.path / "folder"
        folder.mkdir(exist_ok=True)
        workspaces = await container.get(OpenWorkspaces)
        self.workspace = await workspaces.open("w1", "main", "p1", folder)
        self.reactions = await container.get(Reactions)
        for feed in self.reactions._feeds.values():
            feed.sleep = self.sleep

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)

    async def restart(self) -> None:
        await self.container.stop()
        await self.open()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    await made.open()
    yield made
    await made.container.stop()


async def test_each_handler_sees_each_event_in_order(house: House) -> None:
    for n in range(20):
        await house.workspace.store.publish(Knocked(n=n), Rung(n=n))
    seen = await house.door.wait_for(40)
    for who in ("open", "bark"):
        assert [n for each, n in seen if each == who] == list(range(20))


async def test_the_servers_events_go_to_those_that_need_no_workspace(house: House) -> None:
    await house.server.publish(Rung(n=1))
    assert await house.door.wait_for(1) == [("open", 1)]
    await house.workspace.store.publish(Rung(n=2))
    assert sorted((await house.door.wait_for(3))[1:]) == [("bark", 2), ("open", 2)]


async def test_after_a_restart_nothing_is_missed_and_nothing_that_was_kept_comes_again(house: House) -> None:
    await house.workspace.store.publish(Rung(n=1))
    await house.door.wait_for(2)
    await house.reactions.stop()
    await house.workspace.store.publish(Rung(n=2), Knocked(n=3), Rung(n=4))
    await house.restart()
    assert sorted(await house.door.wait_for(4)) == [("bark", 2), ("bark", 4), ("open", 2), ("open", 4)]


async def test_after_a_crash_events_come_again_with_the_same_id(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icotes.kit.reactions._save", lambda tx, changed: None)
    await house.workspace.store.publish(Rung(n=1))
    await house.door.wait_for(2)
    before = house.door.ids
    await house.restart()
    assert sorted(await house.door.wait_for(2)) == [("bark", 1), ("open", 1)]
    assert house.door.ids == before


async def letter(house: House) -> str:
    async with asyncio.timeout(20):
        while not (found := await house.letters.all()):
            await asyncio.sleep(0.01)
    assert len(found) == 1
    return found[0].id


@pytest.mark.capability("A10", "A11", partly="listed by system.dead_letters: tests/integration")
async def test_five_failures_make_a_dead_letter_and_stop_nobody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.door.failing = {1}
    with caplog.at_level(logging.ERROR):
        await house.workspace.store.publish(Rung(n=0), Rung(n=1), Rung(n=2))
        seen = await house.door.wait_for(5)
        id_ = await letter(house)
    assert [n for who, n in seen if who == "open"] == [0, 1, 2]
    assert [n for who, n in seen if who == "bark"] == [0, 2]
    assert house.door.failures == 5
    assert house.sleeps == [0.2, 1.0, 5.0, 25.0]
    assert f"{MODULE}.bark failed at w1~" in caplog.text
    [found] = await house.letters.all()
    assert (found.handler, found.error, found.attempts) == (f"{MODULE}.bark", "ValueError: no 1 in main", 5)
    assert found.event.event(Rung) == Rung(n=1)
    with pytest.raises(Unacceptable, match="failed again: ValueError"):
        await house.letters.redeliver(id_)
    assert [each.attempts for each in await house.letters.all()] == [6]
    house.door.failing = set()
    await house.restart()
    await house.letters.redeliver(id_)
    assert house.door.seen == [("bark", 1)]
    assert await house.letters.all() == []
    with pytest.raises(NotFound):
        await house.letters.redeliver(id_)


async def test_a_letter_can_be_thrown_away(house: House) -> None:
    house.door.failing = {1}
    await house.workspace.store.publish(Rung(n=1))
    id_ = await letter(house)
    await house.reactions.stop()
    with pytest.raises(Unavailable):
        await house.letters.redeliver(id_)
    await house.letters.discard(id_)
    assert await house.letters.all() == []
    for unknown in ("", "w1~", "w1~x", f"w1~{10**30}", "w9~1"):
        with pytest.raises(NotFound):
            await house.letters.discard(unknown)


async def test_an_event_that_can_not_be_read_is_a_dead_letter(house: House) -> None:
    row = (1, 0.0, Rung.kind, "system", "", json.dumps({"n": "x"}).encode())
    store = house.workspace.store
    await store.write(lambda tx: tx.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", row) and None)
    store.log.extend([row])
    async with asyncio.timeout(20):
        while len(found := await house.letters.all()) < 2:
            await asyncio.sleep(0.01)
    assert {each.error.partition(":")[0] for each in found} == {"ValidationError"}


async def test_trimmed_events_are_passed_over(house: House) -> None:
    store = house.workspace.store
    await store.publish(Rung(n=1))
    await house.door.wait_for(2)
    await house.reactions.stop()
    await store.publish(*(Rung(n=n) for n in range(2, 30)))
    await store.trim(3, 1e9)
    await house.restart()
    assert sorted(await house.door.wait_for(6)) == sorted((who, n) for who in ("open", "bark") for n in (27, 28, 29))


async def test_idle_handlers_keep_up_on_disk(house: House) -> None:
    store = house.workspace.store
    await store.publish(*(Knocked(n=n) for n in range(50)))
    await asyncio.sleep(0)
    await house.reactions.stop()
    kept = await store.read(lambda db: dict(db.execute("SELECT handler, position FROM reactions").fetchall()))
    assert kept == {f"{MODULE}.bark": 50, f"{MODULE}.open": 50}


async def test_a_handler_that_asks_for_something_else_is_refused() -> None:
    async def odd(self: Door, event: Knocked) -> None: ...

    with pytest.raises(TypeError, match="takes nothing else"):
        Handler(Door, odd, Rung)


async def test_closing_leaves_no_task(house: House) -> None:
    await house.container.stop()
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
    assert not house.server.log.signal._waiters
