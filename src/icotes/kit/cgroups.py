"""Control groups: what a tree of processes may use together, and what it used, counted by the kernel.

Version 2 where a group was delegated to us, else version 1 where its folders can be written; else there are none.
"""

import contextlib
import os
import signal
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import NamedTuple

from icotes.kit.processes import tree

_PARENT = "icotes"
_WEIGHT = 100
"""What all sandboxes weigh together: as much as one ordinary process or group."""
_OWN_PROCESSES = 4
"""Processes of bubblewrap itself, beside those of the program."""
_EMPTY_SECONDS = 2.0
_NEW_SECONDS = 60.0
"""Nobody is in a group yet that is about to be joined."""


class Usage(NamedTuple):
    """What a group used: processor seconds, most bytes of memory at a time, processes killed for want of it."""

    cpu: float
    memory: int
    out_of_memory: int


class Group(ABC):
    """A group of processes with limits."""

    def __init__(self, folders: list[Path]) -> None:
        self._folders = folders

    def doors(self) -> list[int]:
        """Return descriptors by which a process joins (it writes `0`); the caller closes them."""
        return [os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC) for folder in self._folders]

    def processes(self) -> list[int]:
        """Return who is in it."""
        with contextlib.suppress(OSError):
            return [int(pid) for pid in (self._folders[0] / "cgroup.procs").read_text().split()]
        return []

    def kill(self) -> None:
        """Kill all that is in it and remove it; blocks until that is done, for some seconds at most."""
        deadline = time.monotonic() + _EMPTY_SECONDS
        while (left := self.processes()) and time.monotonic() < deadline:
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.002)
        self.remove()

    def remove(self) -> None:
        """Remove it, if nobody is in it."""
        for folder in self._folders:
            with contextlib.suppress(OSError):
                folder.rmdir()

    @abstractmethod
    def usage(self) -> Usage:
        """Return what was used up to now."""


class Cgroups(ABC):
    """Makes groups in one of the kernel's two ways."""

    version: int

    @abstractmethod
    def make(self, name: str, memory: int, processes: int) -> Group:
        """Make a group.

        Args:
            memory: bytes, swap included.
            processes: threads count as well.

        Raises:
            OSError: the kernel refuses.
        """

    @abstractmethod
    def sweep(self) -> None:
        """Remove what is left of groups that nobody is in."""

    @abstractmethod
    def close(self) -> None:
        """Remove what holds the groups, if no other server needs it and it can be made again."""


class _GroupV1(Group):
    def usage(self) -> Usage:
        memory, _, accounts = self._folders[:3]
        killed = dict(line.split() for line in (memory / "memory.oom_control").read_text().splitlines())
        return Usage(
            int((accounts / "cpuacct.usage").read_text()) / 1e9,
            int((memory / "memory.max_usage_in_bytes").read_text()),
            int(killed.get("oom_kill", 0)),
        )


class _CgroupsV1(Cgroups):
    version = 1
    needed = ("memory", "pids", "cpuacct")

    def __init__(self, parents: dict[str, Path]) -> None:
        self._parents = {name: parents[name] for name in (*self.needed, "cpu") if name in parents}
        for parent in self._parents.values():
            parent.mkdir(exist_ok=True)
        if "cpu" in self._parents:
            (self._parents["cpu"] / "cpu.shares").write_text(str(1024 * _WEIGHT // 100))

    def make(self, name: str, memory: int, processes: int) -> Group:
        folders = list(dict.fromkeys(parent / name for parent in self._parents.values()))
        for folder in folders:
            folder.mkdir(parents=True)
        (self._parents["memory"] / name / "memory.limit_in_bytes").write_text(str(memory))
        with contextlib.suppress(OSError):  # a kernel that does not count swap
            (self._parents["memory"] / name / "memory.memsw.limit_in_bytes").write_text(str(memory))
        (self._parents["pids"] / name / "pids.max").write_text(str(processes + _OWN_PROCESSES))
        return _GroupV1(folders)

    def sweep(self) -> None:
        for parent in self._parents.values():
            _sweep(parent)

    def close(self) -> None:
        for parent in self._parents.values():
            with contextlib.suppress(OSError):
                parent.rmdir()


class _GroupV2(Group):
    def usage(self) -> Usage:
        folder = self._folders[0]
        peak = folder / "memory.peak"
        return Usage(
            _field(folder / "cpu.stat", "usage_usec") / 1e6,
            int((peak if peak.exists() else folder / "memory.current").read_text()),
            _field(folder / "memory.events", "oom_kill"),
        )


class _CgroupsV2(Cgroups):
    version = 2

    def __init__(self, own: Path) -> None:
        self._parent = own / _PARENT
        self._parent.mkdir(exist_ok=True)
        if (own / "cgroup.type").exists():  # else it is the machine's first group, the one that may have processes too
            _step_aside(own)
        for group in (own, self._parent):
            (group / "cgroup.subtree_control").write_text("+memory +pids +cpu")
        (self._parent / "cpu.weight").write_text(str(_WEIGHT))

    def make(self, name: str, memory: int, processes: int) -> Group:
        folder = self._parent / name
        folder.mkdir()
        (folder / "memory.max").write_text(str(memory))
        with contextlib.suppress(OSError):
            (folder / "memory.swap.max").write_text("0")
        (folder / "pids.max").write_text(str(processes + _OWN_PROCESSES))
        return _GroupV2([folder])

    def sweep(self) -> None:
        _sweep(self._parent)

    def close(self) -> None:
        self.sweep()  # what holds them stays: it hands on what was delegated


def _step_aside(own: Path) -> None:
    """Leave a group, for one in it: a group with processes gives its groups no limits.

    Raises:
        PermissionError: there are others than us; it was not delegated.
    """
    pids = [int(pid) for pid in (own / "cgroup.procs").read_text().split()]
    if not set(pids) <= {os.getpid(), *tree(os.getpid())}:
        raise PermissionError
    aside = own / f"{_PARENT}-server"
    aside.mkdir(exist_ok=True)
    for pid in pids:
        (aside / "cgroup.procs").write_text(str(pid))


def find_cgroups(mounts: str | None = None, memberships: str | None = None) -> Cgroups | None:
    """Return how groups can be made here, or None.

    Args:
        mounts: the text of `/proc/self/mountinfo`.
        memberships: that of `/proc/self/cgroup`.
    """
    mounts = mounts if mounts is not None else Path("/proc/self/mountinfo").read_text()
    memberships = memberships if memberships is not None else Path("/proc/self/cgroup").read_text()
    own = {name: group for line in memberships.splitlines() for name, group in _membership(line)}
    v1: dict[str, Path] = {}
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        (*_, root, place), (kind, _, options) = before.split()[:5], after.split()[:3]
        if kind == "cgroup2" and (made := _v2(_beneath(Path(place), root, own.get("", "/")))):
            return made
        if kind == "cgroup":
            for name in set(options.split(",")) & own.keys():
                v1[name] = _beneath(Path(place), root, own[name]) / _PARENT
    return _v1(v1)


def _v2(own: Path) -> Cgroups | None:
    try:
        offered = (own / "cgroup.controllers").read_text().split()
        return _CgroupsV2(own) if {"memory", "pids", "cpu"} <= set(offered) else None
    except OSError:
        return None


def _v1(parents: dict[str, Path]) -> Cgroups | None:
    try:
        return _CgroupsV1(parents) if all(name in parents for name in _CgroupsV1.needed) else None
    except OSError:
        return None


def _membership(line: str) -> list[tuple[str, str]]:
    """Return controllers (version 2: the empty name) and the group in which this process is."""
    _, names, group = line.split(":", 2)
    return [(name, group) for name in names.split(",")]


def _beneath(place: Path, root: str, group: str) -> Path:
    """Return the folder of a group: a mount may show a part of the tree only."""
    inside = os.path.relpath(group, root)
    own = place if inside.startswith("..") else place / inside
    return own if own.is_dir() else place


def _field(file: Path, name: str) -> int:
    return int(dict(line.split() for line in file.read_text().splitlines()).get(name, 0))


def _sweep(parent: Path) -> None:
    try:
        groups = list(parent.iterdir())
    except (
        FileNotFoundError
    ):  # another server, which was the last until now, took it along; the next group makes it anew
        return
    for left in groups:
        with contextlib.suppress(OSError):  # somebody is in it, or it is a file
            if time.time() - left.stat().st_ctime > _NEW_SECONDS:
                left.rmdir()
