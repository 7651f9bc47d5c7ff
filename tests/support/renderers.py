"""The processes that draw the pages of a test, and how long others had the cores that they needed."""

import os
from contextlib import suppress

from footprint import PROC, offspring, waited


def renderers() -> list[int]:
    """Return the processes in which the pages of this worker's browser are."""
    return [one for one in offspring(os.getpid()) if b"--type=renderer" in _command(one)]


def waits(*pids: int) -> dict[int, float]:
    """Return for each process how long it waited for a core so far, in seconds; one that is gone is left out."""
    found = dict[int, float]()
    for pid in pids:
        with suppress(OSError):
            found[pid] = waited(pid)
    return found


def waited_since(before: dict[int, float]) -> float:
    """Return how long processes waited since `waits` told of them, in seconds of all of them together."""
    return sum(now - before[pid] for pid, now in waits(*before).items())


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return (PROC / str(pid) / "cmdline").read_bytes()
    return b""
