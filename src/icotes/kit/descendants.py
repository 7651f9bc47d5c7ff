"""What a process and all that came of it use, counted from outside, where no control group counts it."""

import contextlib
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BLOCK_BYTES = 512
"""What `st_blocks` counts."""
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = resource.getpagesize()
_PROC = Path("/proc")
_MOST = 10_000


class Count(NamedTuple):
    """Processor seconds, those of children that ended included, and bytes of memory; shared ones count for each."""

    cpu: float
    memory: int


def count(pid: int) -> Count:
    """Return what a process and its descendants use; nothing once it is gone. Blocks for some files of /proc each."""
    cpu, memory = 0, 0
    for place in _living(pid):
        with contextlib.suppress(OSError, ValueError, IndexError):
            cpu += sum(map(int, (place / "stat").read_text().rpartition(")")[2].split()[11:15]))
            memory += int((place / "statm").read_text().split()[1])
    return Count(cpu / _TICKS, memory * _PAGE)


def written(pid: int) -> int:
    """Return how many bytes a process and its descendants, those that ended included, have written to disks."""
    total = 0
    for place in _living(pid):
        with contextlib.suppress(OSError, ValueError):
            lines = dict(line.split(": ") for line in (place / "io").read_text().splitlines())
            total += int(lines.get("write_bytes", 0))
    return total


def unlinked(pid: int, disk: int) -> int:
    """Return how many bytes of a disk (`st_dev`) are taken by files that have no name any more and are open there."""
    found: dict[int, int] = {}
    for place in _living(pid):
        with contextlib.suppress(OSError):
            for opened in (place / "fd").iterdir():
                with contextlib.suppress(OSError):
                    file = opened.stat()
                    if file.st_nlink == 0 and file.st_dev == disk:
                        found[file.st_ino] = file.st_blocks * BLOCK_BYTES
    return sum(found.values())


def _living(pid: int) -> Iterator[Path]:
    """Yield the places in /proc of a process and its descendants."""
    found = [pid]
    for one in found:
        place = _PROC / str(one)
        yield place
        with contextlib.suppress(OSError, ValueError):
            for thread in (place / "task").iterdir():
                found += map(int, (thread / "children").read_text().split())
        if len(found) > _MOST:
            return
