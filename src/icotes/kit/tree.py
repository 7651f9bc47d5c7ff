"""Trees of processes: who came of whom, and the end of all of them. Imports little: a holder starts with it."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable

GRACE_SECONDS = 0.5
"""How long a tree of processes may take to leave after it was told; then it is killed."""
KILL_SECONDS = 2.0
"""How long it is killed again and again, as long as something of it is found."""

Root = tuple[int, str]
"""A process that leads a session, and an entry of the environment, `NAME=value`, of all that it starts."""


def end_tree(pid: int, mark: str = "", grace: float = GRACE_SECONDS) -> None:
    """Hang up on a session and all that came of it, and kill what stays. Blocks; call it in a thread."""
    end_trees([(pid, mark)], grace)


def end_trees(roots: Iterable[Root], grace: float = GRACE_SECONDS) -> None:
    """Hang up on sessions and all that came of them, and kill what stays.

    What stays is stopped before it is looked for again and killed: what stands still starts nothing new.
    """
    all_ = list(roots)
    _signal(_trees(all_), signal.SIGHUP, signal.SIGCONT)
    deadline = time.monotonic() + grace
    while (left := _trees(all_)) and time.monotonic() < deadline:
        time.sleep(0.01)
    deadline = time.monotonic() + KILL_SECONDS
    while left and time.monotonic() < deadline:
        _signal(_trees(all_), signal.SIGSTOP)
        _signal(_trees(all_), signal.SIGKILL)
        time.sleep(0.002)
        left = _trees(all_)


def _signal(processes: Iterable[int], *numbers: signal.Signals) -> None:
    for process in processes:
        for number in numbers:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)


def tree(pid: int, mark: str = "") -> list[int]:
    """Return who runs in the session of `pid`, descends from it or carries `mark` in the environment."""
    return _trees([(pid, mark)])


def _trees(roots: list[Root]) -> list[int]:
    leaders = {pid for pid, _ in roots}
    marks = {mark.encode() for _, mark in roots if mark}
    living = {one: fields for one in _pids() if (fields := _stat(one))}
    found = {one for one, (_, session) in living.items() if one in leaders or session in leaders}
    if marks:
        found |= {one for one in living if one not in found and not marks.isdisjoint(_environment(one))}
    while more := {one for one, (parent, _) in living.items() if parent in found and one not in found}:
        found |= more
    return sorted(found - {os.getpid()})


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208 - names are all we need


def _stat(pid: int) -> tuple[int, int] | None:
    """Return a living process's parent and session."""
    try:
        state, parent, _, session = _read(pid, "stat").rpartition(b")")[2].split()[:4]
    except (OSError, ValueError):
        return None
    return None if state in {b"Z", b"X"} else (int(parent), int(session))


def _environment(pid: int) -> list[bytes]:
    try:
        return _read(pid, "environ").split(b"\0")
    except OSError:
        return []


def _read(pid: int, what: str) -> bytes:
    with open(f"/proc/{pid}/{what}", "rb") as file:  # noqa: PTH123 - pathlib takes as long to import as a holder may
        return file.read()
