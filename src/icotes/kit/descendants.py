"""What a process and all that came of it use, counted from outside, where no control group counts it."""

import contextlib
import os
import resource
from pathlib import Path
from typing import NamedTuple

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
    found, cpu, memory = [pid], 0, 0
    for one in found:
        with contextlib.suppress(OSError, ValueError, IndexError):
            place = _PROC / str(one)
            cpu += sum(map(int, (place / "stat").read_text().rpartition(")")[2].split()[11:15]))
            memory += int((place / "statm").read_text().split()[1])
            for thread in (place / "task").iterdir():
                found += map(int, (thread / "children").read_text().split())
        if len(found) > _MOST:
            break
    return Count(cpu / _TICKS, memory * _PAGE)
