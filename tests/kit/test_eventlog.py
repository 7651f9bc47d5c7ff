import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icotes.core.errors import Invalid
from icotes.core.events import Event, EventRecord
from icotes.core.log import Bookmark, Gap, Item, Snapshot, follow
from icotes.kit import eventlog
from icotes.kit.eventlog import kinds
from icotes.kit.store import Store


class Even(Event):
    n: int


class Odd(Event):
    n: int


class Brief(Event):
    time_to_live: ClassVar[float | None] = 60
    n: int


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = Store(tmp_path / "state.db", "w1")
    await made.open()
    yield made
    await made.close()


async def take(stream: AsyncIterator[Item[Any]], number: int) -> list[Item[Any]]:
    async with asyncio.timeout(20):
        return [await anext(stream) for _ in range(number)]


class Model:
    """What a follower must see, whatever happened between."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.written: list[int] = []

    async def append(self, number: int) -> None:
        first = len(self.written)
        self.written += range(first, first + number)
        await self.store.publish(*((Odd if n % 2 else Even)(n=n) for n in self.written[first:]))

    async def look(self) -> tuple[int, list[int]]:
        return self.store.log.last, self.written[self.store.log.first :]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_follower_sees_each_event_once_in_order_or_a_gap(data: st.DataObject) -> None:
    asyncio.run(_follow_through(data))


async def _follow_through(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(eventlog, "TAIL", data.draw(st.sampled_from([1, 4, 4096])))
        store = Store(Path(folder) / "state.db", "w1")
        await store.open()
        model, cursor, seen = Model(store), store.log.cursor(0), 0
        filtered = data.draw(st.booleans())
        wanted = kinds("*.odd")
        for _ in range(data.draw(st.integers(4, 14))):
            action = data.draw(st.sampled_from(["append", "trim", "follow", "follow", "restart"]))
            if action == "append":
                await model.append(data.draw(st.integers(1, 90)))
            elif action == "trim":
                await store.trim(data.draw(st.integers(0, 50)), 1e9)
            elif action == "restart":
                await store.close()
                await store.open()
            stream = follow(
                store.log,
                cursor,
                snapshot=model.look,
                keep=(lambda record: wanted(record.kind)) if filtered else None,
                limit=data.draw(st.integers(1, 40)),
            )
            for _ in range(data.draw(st.integers(0, 60))):
                rest = [n for n in model.written[seen:] if n % 2 or not filtered]
                if not (rest or seen < store.log.first or (filtered and len(model.written) - seen >= 64)):
                    break
                item = await anext(stream)
                match item.value:
                    case Gap(reason="trimmed"):
                        assert seen < store.log.first
                        item = await anext(stream)
                        assert item.value == Snapshot(model.written[store.log.first :])
                        seen = store.log.last
                    case Bookmark():
                        assert filtered
                        position = store.log.position(item.cursor)
                        assert position
                        assert not [n for n in model.written[seen:position] if n % 2]
                        seen = position
                    case EventRecord() as record:
                        assert record.fields()["n"] == rest[0]
                        seen = rest[0] + 1
                        assert store.log.position(item.cursor) == seen
                cursor = item.cursor
            await stream.aclose()
        assert not store.log.signal._waiters
        await store.close()


async def test_cursors_of_other_logs_and_epochs(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other.db", "w2")
    await other.open()
    [record] = await store.publish(Even(n=0))
    for foreign in (other.log.cursor(0), "", "x", "w1", "w1~~", "w1~abc~-1", "w1~abc~1.0", f"w1~{store.log.epoch}~²"):
        with pytest.raises(Invalid, match="cursor of this log"):
            await anext(follow(store.log, foreign))
    await other.close()
    store.path.with_name("again.db").touch()
    again = Store(store.path.with_name("again.db"), "w1")
    await again.open()
    await again.publish(Even(n=1), Even(n=2))
    gap, snapshot = await take(follow(again.log, record.id), 2)
    assert gap.value == Gap("epoch")
    assert snapshot.value == Snapshot(None)
    assert snapshot.cursor == again.log.cursor(2)
    await again.close()


async def test_a_cursor_outlives_a_restart(store: Store) -> None:
    first, *_ = await store.publish(*(Even(n=n) for n in range(3)))
    await store.close()
    await store.open()
    items = await take(follow(store.log, first.id), 2)
    assert [item.value.event(Even).n for item in items] == [1, 2]


async def test_a_filtered_follower_gets_bookmarks(store: Store) -> None:
    wanted = kinds("*.odd")
    stream = follow(store.log, store.log.cursor(0), keep=lambda record: wanted(record.kind))
    await store.publish(*(Even(n=n) for n in range(130)), Odd(n=7))
    items = await take(stream, 3)
    assert [item.value for item in items[:2]] == [Bookmark(), Bookmark()]
    assert [store.log.position(item.cursor) for item in items] == [64, 128, 131]
    assert items[2].value.event(Odd).n == 7


async def test_followers_share_one_item(store: Store) -> None:
    await store.publish(Even(n=1))
    start = store.log.cursor(0)
    [one], [two] = [await take(follow(store.log, start), 1) for _ in range(2)]
    assert one is two
    assert one.json() is two.json()


async def test_an_event_past_its_time_is_never_delivered_and_leaves_no_gap(tmp_path: Path) -> None:
    now = [0.0]
    store = Store(tmp_path / "state.db", "w1")
    await store.open()
    store.log._clock = lambda: now[0]
    [brief] = await store.publish(Brief(n=1))
    await store.publish(Even(n=2))
    now[0] = brief.time + 59
    assert [item.value.kind for item in await take(follow(store.log, store.log.cursor(0)), 2)] == [
        Brief.kind,
        Even.kind,
    ]
    now[0] = brief.time + 61
    for _ in range(2):
        [item] = await take(follow(store.log, store.log.cursor(0)), 1)
        assert item.value.kind == Even.kind
        assert [record.kind for record in (await store.log.find()).items] == [Even.kind]
        await store.close()
        await store.open()
    await store.close()


async def test_old_events_are_forgotten_by_number_and_by_age(store: Store) -> None:
    await store.publish(*(Even(n=n) for n in range(100)))
    await store.trim(30, 3600)
    assert (store.log.first, store.log.last) == (70, 100)
    await store.trim(1000, 3600)
    assert store.log.first == 70
    await store.trim(1000, -1)
    assert (store.log.first, store.log.last) == (100, 100)
    await store.close()
    await store.open()
    assert (store.log.first, store.log.last) == (100, 100)
    await store.publish(Even(n=100))
    [item] = await take(follow(store.log, store.log.cursor(100)), 1)
    assert item.position == 101


async def test_finding_goes_back_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await store.publish(*((Odd if n % 2 else Even)(n=n) for n in range(100)))
    monkeypatch.setattr(eventlog, "SCAN", 30)
    found: list[int] = []
    page = await store.log.find(["*.odd"], limit=8)
    while True:
        found += [record.event(Odd).n for record in page.items]
        if page.next is None:
            break
        page = await store.log.find(["*.odd"], before=page.next, limit=8)
    assert found == list(range(99, 0, -2))


async def test_the_memory_of_the_newest_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventlog, "TAIL", 50)
    for n in range(60):
        await store.publish(*(Even(n=n) for _ in range(10)))
    assert 50 <= len(store.log._tail) <= 110
    monkeypatch.setattr(eventlog, "TAIL_BYTES", 300)
    await store.publish(*(Even(n=n) for n in range(100)))
    assert store.log._bytes <= 300
    assert store.log._bytes == sum(eventlog._size(each) for each in store.log._tail)


@pytest.mark.capability("A2", partly="wrong handles: tests/integration")
async def test_ten_thousand_followers_come_and_go(store: Store) -> None:
    async def once() -> None:
        stream = follow(store.log)
        await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await stream.aclose()

    def pending() -> int:
        gc.collect()
        return sum(isinstance(each, asyncio.Future) and not each.done() for each in gc.get_objects())

    before = pending()
    for _ in range(100):
        await asyncio.gather(*(once() for _ in range(100)))
    assert not store.log.signal._waiters
    assert pending() <= before


async def test_publish_waits_for_no_follower(store: Store) -> None:
    stream = follow(store.log, store.log.cursor(0))
    for n in range(300):
        await store.publish(Even(n=n))
    items = await take(stream, 300)
    assert [item.value.event(Even).n for item in items] == list(range(300))


def test_patterns_of_kinds() -> None:
    wanted = kinds("files.*", "system.**")
    assert [wanted(kind) for kind in ("files.changed", "files.a.b", "system.a.b", "git.x")] == [
        True,
        False,
        True,
        False,
    ]
