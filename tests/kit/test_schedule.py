import asyncio
from pathlib import Path

import pytest

from icotes.core.container import Container
from icotes.core.events import Event
from icotes.core.methods import every
from icotes.kit.retention import EventSettings, Retention
from icotes.kit.schedule import Schedule
from icotes.kit.schema import Schema
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore
from icotes.kit.workspace import OpenWorkspaces


class Ticked(Event):
    n: int


class Clock:
    def __init__(self) -> None:
        self.ticks: list[str] = []

    @every("10s")
    async def tick(self) -> None:
        self.ticks.append("tick")

    @every("1h")
    async def strike(self) -> None:
        self.ticks.append("strike")
        raise ValueError("it is broken")


async def test_it_calls_again_and_again_also_what_fails(caplog: pytest.LogCaptureFixture) -> None:
    container = Container([Clock])
    await container.start()
    clock, schedule = await container.get(Clock), Schedule(container)
    now, pauses, ends, turn = [0.0], list[float](), list[float](), asyncio.Condition()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        end = now[0] + seconds
        ends.append(end)
        async with turn:
            await turn.wait_for(lambda: now[0] >= end)
        ends.remove(end)

    async def all_asleep() -> None:
        async with asyncio.timeout(20):
            while len(ends) < 2 or min(ends) <= now[0]:
                await asyncio.sleep(0)

    schedule.sleep = sleep
    await schedule.start()
    for _ in range(13):
        await all_asleep()
        async with turn:
            now[0] += 10
            turn.notify_all()
    await all_asleep()
    assert clock.ticks.count("tick") == 13
    assert clock.ticks.index("strike") in {5, 6}, "soon after the start"
    assert pauses.count(3600.0) == 1
    assert "Clock.strike failed" in caplog.text
    await schedule.stop()
    await container.stop()
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_old_events_are_forgotten_in_every_log(tmp_path: Path) -> None:
    state, schemas = StateFolder(tmp_path / "state"), list[Schema]()
    state.folder()
    server, workspaces = ServerStore(state, schemas), OpenWorkspaces(state, schemas)
    await server.start()
    workspace = await workspaces.open("w1", "main", "p1", tmp_path)
    for store in (server, workspace.store):
        await store.publish(*(Ticked(n=n) for n in range(1500)))
    await Retention(server, workspaces, EventSettings(records=1000)).trim()
    assert (server.log.first, workspace.log.first) == (500, 500)
    await Retention(server, workspaces, EventSettings(days=1e-9)).trim()
    assert (server.log.first, workspace.log.first) == (1500, 1500)
    await workspaces.stop()
    await server.stop()
