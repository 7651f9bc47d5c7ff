"""Changes of the same paths wait for each other, and for nothing else."""

import asyncio
from contextlib import suppress

import pytest

from icotes.modules.files.turns import Turns

MEET = [("a", "a"), ("a", "a/b"), ("a/b/c", "a"), ("", "x"), ("x/y", ""), ("caf\u00e9", "cafe\u0301")]
APART = [("a", "b"), ("a", "ab"), ("a/b", "a/c"), ("a/b", "ab")]


@pytest.mark.parametrize(
    ("one", "other", "wait"), [(*pair, True) for pair in MEET] + [(*pair, False) for pair in APART]
)
async def test_paths_meet_when_one_holds_the_other(one: str, other: str, wait: bool) -> None:
    turns, order = Turns(), list[str]()

    async def second() -> None:
        async with turns.of(other):
            order.append("second")

    async with turns.of(one):
        task = asyncio.create_task(second())
        await asyncio.sleep(0)
        order.append("first")
    await task
    assert order == (["first", "second"] if wait else ["second", "first"])


async def test_turns_are_taken_in_order_also_when_somebody_leaves() -> None:
    turns, order = Turns(), list[int]()

    async def take(number: int) -> None:
        async with turns.of("a" if number % 2 else "a/b"):
            order.append(number)
            await asyncio.sleep(0)

    async with turns.of(""):
        tasks = [asyncio.create_task(take(number)) for number in range(10)]
        await asyncio.sleep(0)
        tasks[3].cancel()
        await asyncio.sleep(0)
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
    assert order == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    assert turns._turns == []
