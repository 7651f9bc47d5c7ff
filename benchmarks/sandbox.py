"""Sandboxes: what all walls cost one short program, and what ten bad ones cost everybody else."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from boxed import PYTHON, sandbox
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import Limits, View
from report import Row, show

RUNS = 41
BAD = 10
SECONDS = 5.0
TICK = 0.002
HELLO = [PYTHON, "-I", "-c", "print(1)"]
WORST = [
    "while True: pass",
    "while True: print('x' * 1000)",
    "import os\nwhile True:\n try: os.fork()\n except OSError: pass",
]


async def bare() -> float:
    """Return how long the program takes without anything around it, in ms."""
    begun = time.perf_counter()
    program = await asyncio.create_subprocess_exec(*HELLO, stdout=asyncio.subprocess.PIPE)
    assert (await program.communicate())[0] == b"1\n"
    return (time.perf_counter() - begun) * 1000


async def walled(made: Sandbox, view: View) -> float:
    """Return how long it takes in a sandbox, until its end is known, in ms."""
    begun = time.perf_counter()
    program = await made.spawn(HELLO, view=view)
    said = b"".join([data async for _, data in program.output()])
    await program.exited
    took = (time.perf_counter() - begun) * 1000
    await program.end()
    assert said == b"1\n"
    return took


async def lateness(seconds: float) -> list[float]:
    """Return by how much the event loop was late, in ms, sorted."""
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        await asyncio.sleep(TICK)
        taken.append((time.perf_counter() - begun - TICK) * 1000)
    return sorted(taken)


async def bad(made: Sandbox, view: View, code: str) -> None:
    """Run a program that does its worst, and read what it prints."""
    limits = Limits(wall_seconds=SECONDS + 1, cpu_seconds=0, output=0, processes=20)
    program = await made.spawn([PYTHON, "-I", "-c", code], view=view, limits=limits)
    async for _ in program.output():
        pass
    await program.end()


async def measured() -> list[Row]:
    """Measure everything that is said of sandboxes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "project")
        folder.mkdir()
        view = View(folder=folder, access="write")
        async with sandbox(Path(place, "state")) as made:
            await made.walls()
            pairs = [(await walled(made, view), await bare()) for _ in range(RUNS)]
            ours, plain = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
            calm = await lateness(SECONDS / 2)
            crowd = [asyncio.create_task(bad(made, view, WORST[number % 3])) for number in range(BAD)]
            await asyncio.sleep(1)
            busy = await lateness(SECONDS - 1)
            await asyncio.gather(*crowd)
    late, idle = (each[len(each) * 99 // 100] for each in (busy, calm))
    return [
        Row("print(1), all walls, ms beyond a bare python", f"{ours:.1f} ms", f"{plain:.1f} ms", ours - plain, 25),
        Row("event loop with 10 bad sandboxes, p99, ms", f"{late:.1f} ms", f"{idle:.1f} ms idle", late, 20),
    ]


def rows() -> Iterator[Row]:
    """Measure in a process of our own."""
    yield from asyncio.run(measured())


if __name__ == "__main__":
    sys.exit(show(rows()) and 1)
