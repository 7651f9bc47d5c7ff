"""The container makes, orders, starts and stops parts by type."""

import asyncio
from abc import ABC, abstractmethod
from typing import Any

import pytest

from icotes.core import container as module
from icotes.core.container import Container, WiringError


class Clock(ABC):
    @abstractmethod
    def now(self) -> float: ...


class Wall(Clock):
    def now(self) -> float:
        return 0.0


class Files:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock


class Lists:
    def __init__(self, clocks: list[Clock], files: Files | None) -> None:
        self.clocks = clocks
        self.files = files


def recorder(name: str, trace: list[str], *, hang: bool = False, fail: str = "") -> Any:
    class Part:
        async def start(self) -> None:
            trace.append(f"+{name}")
            if fail == "start":
                raise ValueError(name)

        async def stop(self) -> None:
            trace.append(f"-{name}")
            if fail == "stop":
                raise ValueError(name)
            if hang:
                await asyncio.Event().wait()

    Part.__name__ = name
    return Part


@pytest.mark.capability("Q12")
async def test_a_part_gets_what_it_asks_for_by_type_and_there_is_one_of_each():
    container = Container([Files, Wall])

    files = await container.get(Files)

    assert type(files.clock) is Wall
    assert await container.get(Clock) is files.clock
    assert await container.get(Files) is files


async def test_each_part_comes_after_what_it_needs_whatever_the_order_of_declaration():
    assert Container([Lists, Files, Wall]).check() == [Wall, Files, Lists]


async def test_a_list_is_all_that_supply_a_type_and_an_optional_part_may_be_missing():
    made = await Container([Lists, Wall]).get(Lists)

    assert [type(each) for each in made.clocks] == [Wall]
    assert made.files is None


async def test_a_missing_supplier_is_named_with_who_needs_it():
    with pytest.raises(WiringError, match="Files needs Clock"):
        Container([Files]).check()


async def test_two_suppliers_are_refused():
    class Other(Wall):
        pass

    with pytest.raises(WiringError, match="Files needs one Clock; there are Wall, Other"):
        Container([Files, Wall, Other]).check()


class Egg:
    def __init__(self, hen: "Hen") -> None: ...


class Hen:
    def __init__(self, egg: Egg) -> None: ...


@pytest.mark.capability("Q3")
async def test_a_circle_is_named():
    with pytest.raises(WiringError, match="circle: Egg -> Hen -> Egg"):
        Container([Egg, Hen]).check()


async def test_a_plain_class_of_ours_that_nobody_supplies_supplies_itself():
    class Desk:
        def __init__(self, lists: Lists) -> None:
            self.lists = lists

    container = Container([Wall, Files, Desk])

    assert (await container.get(Desk)).lists is await container.get(Lists)


async def test_factories_may_be_functions_and_async():
    async def clock() -> Wall:
        await asyncio.sleep(0)
        return Wall()

    assert type((await Container([clock, Files]).get(Files)).clock) is Wall


async def test_make_gives_a_new_instance_each_time():
    container = Container([Files, Wall])

    one, other = await container.make(Files), await container.make(Files)

    assert one is not other
    assert one.clock is other.clock


async def test_an_override_holds_inside_its_block_only():
    container = Container([Files, Wall])
    real = await container.get(Clock)

    class Fake(Wall):
        pass

    with container.override(Clock, Fake()):
        assert type((await container.make(Files)).clock) is Fake

    assert (await container.make(Files)).clock is real


async def test_what_is_given_and_what_the_fallback_makes_is_used():
    given = Wall()

    assert (await Container([Files], {Clock: given}).get(Files)).clock is given
    container = Container([Files], fallback=lambda kind: given if kind is Clock else None)
    assert await container.get(Clock) is given
    assert (await container.get(Files)).clock is given


@pytest.mark.capability("Q5", partly="parts in a test; the server's own shutdown is shown elsewhere")
async def test_what_runs_is_stopped_last_first_and_one_that_hangs_or_fails_does_not_keep_the_others(monkeypatch):
    monkeypatch.setattr(module, "STOP_SECONDS", 0.05)
    trace: list[str] = []
    parts = [recorder("a", trace), recorder("b", trace, hang=True), recorder("c", trace, fail="stop")]
    container = Container([*parts, recorder("d", trace)])

    await container.start()
    await container.stop()

    assert trace == ["+a", "+b", "+c", "+d", "-d", "-c", "-b", "-a"]
    assert container.running() == []


async def test_a_failed_start_stops_what_runs():
    trace: list[str] = []
    container = Container([recorder("a", trace), recorder("b", trace, fail="start")])

    with pytest.raises(ValueError, match="b"):
        await container.start()

    assert trace == ["+a", "+b", "-a"]


async def test_only_what_is_needed_is_started():
    class Unneeded:
        def __init__(self, files: Files) -> None: ...

    container = Container([Unneeded, Files, Wall])
    await container.get(Files)

    assert [type(part) for part in container.running()] == [Wall, Files]
    assert container.needs(container.running()[1]) == ["Clock"]


async def test_who_asks_at_the_same_time_gets_the_same_part_and_only_once_it_runs():
    made: list[object] = []

    class Slow:
        def __init__(self, clock: Clock) -> None:
            made.append(self)
            self.ready = False

        async def start(self) -> None:
            await asyncio.sleep(0.01)
            self.ready = True

    class User:
        def __init__(self, slow: Slow) -> None:
            self.slow = slow
            self.ready = slow.ready

    async def ready(part: type[Slow | User]) -> bool:
        return (await container.get(part)).ready

    container = Container([User, Slow, Wall])

    assert await asyncio.gather(ready(User), ready(Slow), ready(User), ready(Slow)) == [True] * 4
    assert len(made) == 1
