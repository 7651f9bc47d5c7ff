"""`follow` over any log: what is, what was missed, what comes; gaps and bookmarks are said."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icotes.core import log as module
from icotes.core.errors import Invalid
from icotes.core.log import Bookmark, Gap, Item, Log, Signal, Snapshot, follow


class ListLog(Log[int]):
    """A log in a list; `records[0]` is the one after `first`."""

    def __init__(self, *records: int | None, epoch: str = "e") -> None:
        super().__init__("list", epoch)
        self.records: list[int | None] = list(records)
        self.last = len(records)

    def append(self, *records: int | None) -> None:
        self.records += records
        self.last += len(records)
        self.signal.wake()

    def trim(self, first: int) -> None:
        del self.records[: first - self.first]
        self.first = first

    async def read(self, after: int, limit: int) -> list[Item[int | None]]:
        if after < self.first:
            return []
        chosen = self.records[after - self.first :][:limit]
        return [Item(self.cursor(after + n), value, after + n) for n, value in enumerate(chosen, 1)]


async def take(items: AsyncIterator[Item[Any]], count: int) -> list[Any]:
    async with asyncio.timeout(10):
        return [(await anext(items)).value for _ in range(count)]


async def rest(items: AsyncIterator[Item[Any]]) -> list[Any]:
    return [item.value async for item in items]


async def test_a_fresh_start_is_a_snapshot_and_then_what_comes():
    log = ListLog(1, 2)

    async def state() -> tuple[int, str]:
        return log.last, "both"

    async with aclosing(follow(log, snapshot=state)) as items:
        assert await take(items, 1) == [Snapshot("both")]
        log.append(3, 4)
        assert await take(items, 2) == [3, 4]


async def test_a_cursor_gives_exactly_what_came_after_it():
    log = ListLog(1, 2, 3)
    log.close()

    assert await rest(follow(log, log.cursor(1))) == [2, 3]
    assert await rest(follow(log, log.cursor(3))) == []


async def test_a_waiting_follower_is_woken():
    log = ListLog()
    async with aclosing(follow(log, log.cursor(0))) as items:
        waiting = asyncio.ensure_future(take(items, 1))
        await asyncio.sleep(0)
        log.append(7)
        assert await waiting == [7]


@pytest.mark.parametrize("epoch", ["other", "e"])
async def test_a_cursor_of_another_epoch_or_from_the_future_gets_a_gap_and_a_snapshot(epoch: str):
    log = ListLog(1)
    log.close()
    since = f"list~{epoch}~{5 if epoch == 'e' else 1}"

    assert await rest(follow(log, since)) == [Gap("epoch"), Snapshot(None)]


async def test_a_cursor_that_was_trimmed_gets_a_gap():
    log = ListLog(1, 2, 3)
    log.trim(2)
    log.close()

    assert await rest(follow(log, log.cursor(1))) == [Gap("trimmed"), Snapshot(None)]
    assert await rest(follow(log, log.cursor(2))) == [3]


async def test_a_follower_that_the_trimming_overtakes_is_told():
    log = ListLog(1, 2, 3)
    async with aclosing(follow(log, log.cursor(0), limit=1)) as items:
        assert await take(items, 1) == [1]
        log.trim(2)
        log.close()
        assert await rest(items) == [Gap("trimmed"), Snapshot(None)]


@pytest.mark.parametrize(
    "since", ["", "x", "list~e", "list~e~", "list~e~-1", "list~e~1x", "other~e~1", "list~e~٣", "a~b~c~d"]
)
async def test_what_is_no_cursor_of_this_log_is_refused(since: str):
    with pytest.raises(Invalid) as refused:
        await anext(follow(ListLog(1), since))
    assert refused.value.data == {"field": "since"}


async def test_a_filter_passes_bookmarks_that_move_the_cursor():
    log = ListLog(*range(module.QUIET), 1000)
    log.close()

    items = [item async for item in follow(log, log.cursor(0), keep=lambda value: value == 1000)]

    assert [item.value for item in items] == [Bookmark(), 1000]
    assert items[0].cursor == log.cursor(module.QUIET)


async def test_a_filtered_follower_gets_a_bookmark_when_it_becomes_quiet(monkeypatch):
    monkeypatch.setattr(module, "QUIET_SECONDS", 0.01)
    log = ListLog(1)
    async with aclosing(follow(log, log.cursor(0), keep=lambda _: False)) as items:
        async with asyncio.timeout(10):
            item = await anext(items)
    assert (item.value, item.cursor) == (Bookmark(), log.cursor(1))


@pytest.mark.capability("A10", partly="in the log; on the server elsewhere")
async def test_a_record_whose_time_is_over_is_left_out_without_a_gap():
    log = ListLog(1, None, 3)
    log.close()

    assert await rest(follow(log, log.cursor(0))) == [1, 3]


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(0, 30), st.integers(1, 7))
@settings(deadline=None)
def test_a_client_that_comes_back_misses_nothing_and_sees_nothing_twice(values: list[int], cut: int, limit: int):
    async def run() -> list[int]:
        log = ListLog(*values)
        log.close()
        seen: list[int] = []
        cursor = log.cursor(0)
        async with aclosing(follow(log, cursor, limit=limit)) as items:
            async for item in items:
                seen.append(item.value)
                cursor = item.cursor
                if len(seen) == cut:
                    break
        return seen + [item.value async for item in follow(log, cursor, limit=limit)]

    assert asyncio.run(run()) == values


async def test_the_json_of_an_item_is_made_once():
    item = Item("c", {"a": 1})

    assert item.json() == b'{"cursor":"c","item":{"a":1}}'
    assert item.json() is item.json()
    assert msgspec.json.decode(Item("c", Gap("epoch")).json())["item"] == {"type": "gap", "reason": "epoch"}


async def test_a_waiter_that_gives_up_is_forgotten():
    signal = Signal()
    waiting = asyncio.ensure_future(signal.wait())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert not signal._waiters
    signal.wake()
