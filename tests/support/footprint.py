"""What a process holds: read from the outside, so that it can't forget anything."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from running import DEADLINE, Server

PROC = Path("/proc")


class Footprint(NamedTuple):
    """What a server holds that it must give back; `tasks` are those of its event loop."""

    tasks: int
    handles: int
    threads: int
    children: int

    def exceeds(self, other: "Footprint") -> bool:
        """Tell whether any part of this is more than in the other."""
        return any(mine > its for mine, its in zip(self, other, strict=True))


def footprint(server: Server) -> Footprint:
    """Return what a server holds now."""
    tasks = re.search(r"^icotes_tasks (\d+)", server.http("GET", "/metrics")[2].decode(), re.MULTILINE)
    assert tasks, "the metrics do not tell of tasks"
    handles, threads = (len([*(PROC / str(server.pid) / what).iterdir()]) for what in ("fd", "task"))
    return Footprint(int(tasks[1]), handles, threads, len(offspring(server.pid)))


def memory(pid: int) -> int:
    """Return resident bytes."""
    return int((PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def computed(pid: int) -> float:
    """Return the seconds of one core that a process took so far."""
    return time.clock_gettime((~pid << 3) | 2)


def waited(*pids: int) -> float:
    """Return the seconds in which the main threads of processes could have gone on, but others had the cores."""
    return sum(int((PROC / str(pid) / "task" / str(pid) / "schedstat").read_text().split()[1]) for pid in pids) / 1e9


def seconds_to_end(process: "subprocess.Popen[bytes]") -> float:
    """Tell a process to end; return how long it took, but for the time in which others had the cores."""
    begun, others = time.monotonic(), waited(process.pid)
    process.send_signal(signal.SIGTERM)
    # It is left to be collected, for what it waited for is known only until then.
    until(lambda: os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))
    return time.monotonic() - begun - (waited(process.pid) - others)


def offspring(pid: int) -> set[int]:
    """Return everything that a process started, and that those started; what waits to be collected too."""
    parents = {one: parent for one in _pids() if (parent := _parent(one))}
    found = {pid}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def marked(mark: str) -> set[int]:
    """Return every process with `NAME=value` in its environment."""
    found = set[int]()
    for one in _pids():
        try:
            if mark.encode() in (PROC / str(one) / "environ").read_bytes().split(b"\0"):
                found.add(one)
        except OSError:
            continue
    return found


def holders(server: Server) -> set[int]:
    """Return the processes that hold a server's terminals and kernels."""
    return {one for one in _pids() if _holds(one, str(server.home))}


def _holds(pid: int, home: str) -> bool:
    try:
        words = (PROC / str(pid) / "cmdline").read_text().split("\0")
    except OSError:
        return False
    return len(words) > 7 and words[-2].startswith(home) and words[-2].endswith(".sock")


def until(check: Callable[[], Any], what: str = "it did not happen in time", seconds: float = DEADLINE) -> Any:
    """Return what `check` returns once that is true."""
    end = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < end, what
        time.sleep(0.02)
    return found


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdecimal()]


def _parent(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return 0
