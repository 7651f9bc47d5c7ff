"""Work on threads: what nobody waits for any more is given back."""

import asyncio
import os
import threading

import pytest

from icotes.core.errors import Unavailable
from icotes.kit.threads import kept

LONG = 20


async def test_a_result_that_is_waited_for_is_kept() -> None:
    dropped: list[int] = []
    assert await kept(lambda: 7, dropped.append) == 7
    assert dropped == []


async def test_what_was_opened_for_a_cancelled_caller_is_closed() -> None:
    begun, go, dropped = threading.Event(), threading.Event(), threading.Event()
    reading, writing = os.pipe()

    def work() -> int:
        begun.set()
        go.wait(LONG)
        return writing

    def drop(descriptor: int) -> None:
        os.close(descriptor)
        dropped.set()

    caller = asyncio.create_task(kept(work, drop))
    assert await asyncio.to_thread(begun.wait, LONG)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go.set()
    assert await asyncio.to_thread(dropped.wait, LONG)
    assert os.read(reading, 1) == b""
    os.close(reading)


async def test_what_fails_is_told_to_whoever_waits() -> None:
    def work() -> int:
        raise Unavailable("Not now.")

    with pytest.raises(Unavailable):
        await kept(work, os.close)
