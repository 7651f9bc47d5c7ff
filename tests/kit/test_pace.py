"""A program is read as fast as somebody takes its output, and waits for nobody who takes nothing."""

import asyncio
from typing import Any

import pytest

from icotes.kit import pace
from icotes.kit.pace import Follower, Pace


class Source:
    """What reads; tells whether it does."""

    reads = True

    def pause(self) -> None:
        self.reads = False

    def resume(self) -> None:
        self.reads = True


@pytest.mark.parametrize("taken", [0, 15])
async def test_who_stops_within_the_middle_holds_nobody_up_either(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(pace, "STALLED_SECONDS", 0.1)
    source: Any = Source()
    kept = Pace(lambda position: (60 - position) / 100, lambda: source)
    follower = Follower(0)
    kept.add(follower)
    kept.keep()
    assert not source.reads
    follower.move(taken)
    kept.keep()
    assert not source.reads
    async with asyncio.timeout(10):
        while not source.reads:
            await asyncio.sleep(0.01)
    kept.stop()
