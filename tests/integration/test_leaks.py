"""Whatever is opened and ended again, in whatever way, leaves nothing behind in the server."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest

from footprint import Footprint, footprint, memory, until
from running import Server, start
from visitor import VISITS, Visitor

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
CYCLES = 1000 if FULL else 20
BYTES = 16 * 1024 if FULL else 1024 * 1024
"""By how much memory may grow in a cycle; a short run sees caches and pools fill."""
SLACK = Footprint(tasks=2, handles=12, threads=12, children=0)
"""Threads and connections to databases are begun when they are needed, up to a fixed number."""


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that everybody visited once, so that all that is made on first use is there."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "large.bin").write_bytes(bytes(8_000_000))
    for number in range(50):
        (folder / f"{number}.txt").write_text("line\n" * 1000)
    server = start(folder, tmp_path_factory.mktemp("server"))
    visitor = Visitor(server)
    for name in VISITS:
        getattr(visitor, name)()
    yield server
    server.stop()


@pytest.mark.slow
@pytest.mark.capability("X9", "F6", partly="subscriptions of modules that come later")
@pytest.mark.timeout(60 + 5 * CYCLES)
@pytest.mark.parametrize("name", VISITS)
def test_nothing_is_left(visited: Server, name: str) -> None:
    visit: Callable[[], None] = getattr(Visitor(visited), name)
    for _ in range(CYCLES // 3):
        visit()
    time.sleep(0.05)
    before, sizes = footprint(visited), list[int]()
    for _ in range(CYCLES):
        visit()
        sizes.append(memory(visited.pid))
    most = Footprint(*(one + other for one, other in zip(before, SLACK, strict=True)))
    until(lambda: not footprint(visited).exceeds(most), f"before: {before}, after: {footprint(visited)}")
    assert growth(sizes) < BYTES, [size // 1024 for size in sizes[:: max(1, CYCLES // 20)]]
    until(lambda: sorted(path.suffix for path in visited.folder.iterdir()) == [".bin", *[".txt"] * 50])


def test_nothing_is_read_for_somebody_who_left(visited: Server) -> None:
    huge = visited.folder / "huge"
    with huge.open("wb") as file:
        file.truncate(8 << 30)
    before = read_bytes(visited.pid)
    Visitor(visited).a_download_that_is_cut("huge")
    until(lambda: settled(lambda: read_bytes(visited.pid)))
    huge.unlink()
    assert read_bytes(visited.pid) - before < 64 << 20


def read_bytes(pid: int) -> int:
    """Return how many bytes a process has read so far."""
    return int(re.findall(r"rchar: (\d+)", Path(f"/proc/{pid}/io").read_text())[0])


def settled(value: Callable[[], int]) -> bool:
    """Tell whether a number stays the same for a while, but for little."""
    before = value()
    time.sleep(0.2)
    return value() - before < 1 << 20


def growth(sizes: list[int]) -> float:
    """Return by how much sizes grow from one to the next: the median of all slopes, so that a few jumps don't count."""
    step = max(1, len(sizes) // 50)
    few = list(enumerate(sizes))[::step]
    return median((b - a) / (j - i) for n, (i, a) in enumerate(few) for j, b in few[n + 1 :])
