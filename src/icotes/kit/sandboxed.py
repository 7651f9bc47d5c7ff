"""A program that runs in a sandbox: what it prints, how it ends, and the watchdog that ends it from outside."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Literal

from icotes.kit.cgroups import Group, Usage
from icotes.kit.descendants import count, unlinked, written
from icotes.kit.egress import Egress
from icotes.kit.grown import grown
from icotes.kit.processes import Exit
from icotes.kit.sandbox_types import Limits, Trouble, Used

WATCH_SECONDS = 0.1
"""How often the watchdog looks."""
FILE_BYTES = 4096
"""What a file, however small, is taken for on a disk."""
FILE_SECONDS = 2e-6
"""Less processor time than this makes no file."""
CLOCK_SECONDS = 0.1
"""By how much the times of files may be behind."""
COUNTS_SELDOM = 4
"""To look at all files of a large folder takes time; so many times that passes before it is done again."""
PIECE_BYTES = 64 * 1024
WAITING_BYTES = 256 * 1024
"""What was read and not asked for yet; beyond that the program waits."""

Stream = Literal["stdout", "stderr"]


class SandboxExit(Exit, frozen=True):
    """How a program in a sandbox ended.

    Attributes:
        trouble: which limit ended it; empty when none did.
        used: what it used.
    """

    trouble: Trouble = ""
    used: Used = Used(0, 0, 0)


class Sandboxed:
    """A program in a sandbox. Whoever starts one ends it, by `end`.

    Attributes:
        pid: of the process that all others in there hang on.
        exited: how it ended, once it has and nothing of it runs any more.
        trouble: which limit ended it, or is about to.
        copied: the copy that it works on, on the server, until `end`; None without one.
        network: its way out; None without one.
    """

    def __init__(
        self,
        pid: int,
        limits: Limits,
        group: Group | None,
        streams: dict[Stream, int],
        disks: list[int],
        clean: Callable[[], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.pid = pid
        self.trouble: Trouble = ""
        self.exited: asyncio.Future[SandboxExit] = self._loop.create_future()
        self.copied: Path | None = None
        self.network: Egress | None = None
        self._limits = limits
        self._group = group
        self._streams = streams
        self._disks = disks
        self._clean = clean
        self._known = Usage(0, 0, 0)
        self._begun = time.monotonic()
        self._changes_from = time.time() - CLOCK_SECONDS
        self._counts_from = 0.0
        self._handle = os.pidfd_open(pid)
        self._loop.add_reader(self._handle, self._see_exit)
        self._watch = asyncio.create_task(self._guard())
        self._ending: asyncio.Task[None] | None = None

    def _see_exit(self) -> None:
        self._loop.remove_reader(self._handle)
        self._ending = asyncio.create_task(self._ended())

    async def _ended(self) -> None:
        _, status, usage = os.wait4(self.pid, 0)  # noqa: ASYNC222 - it has ended
        self._watch.cancel()
        counted = await asyncio.to_thread(self._settle)
        known = self._known
        used = self._sum(counted or Usage(max(known.cpu, usage.ru_utime + usage.ru_stime), known.memory, 0))
        if not self.trouble and counted and counted.out_of_memory:
            self.trouble = "memory"
        code = os.waitstatus_to_exitcode(status)
        if not self.trouble and code == 128 + signal.SIGXCPU:
            self.trouble = "cpu"
        name = _signal_name(code)
        self.exited.set_result(SandboxExit(None if name else code, name, self.trouble, used))

    def _settle(self) -> Usage | None:
        """See that nothing of it runs any more; return what it used."""
        os.close(self._handle)
        if self._group is None:
            return None
        with contextlib.suppress(OSError, ValueError):
            usage = self._group.usage()
            self._group.kill()
            return usage
        self._group.kill()
        return None

    def _sum(self, usage: Usage) -> Used:
        return Used(time.monotonic() - self._begun, usage.cpu, usage.memory)

    async def used(self) -> Used:
        """Return what it used up to now."""
        if self.exited.done():
            return self.exited.result().used
        return self._sum(await asyncio.to_thread(self._usage))

    def _usage(self) -> Usage:
        """Return what was used, as the group counts it, or as far as it was seen."""
        with contextlib.suppress(OSError, ValueError):
            if self._group:
                return self._group.usage()
        seen = count(self.pid)
        self._known = Usage(max(self._known.cpu, seen.cpu), max(self._known.memory, seen.memory), 0)
        return self._known

    async def _guard(self) -> None:
        """Look at it from outside, where it can't reach, until a limit is passed."""
        free = await asyncio.to_thread(self._free)
        while not self.trouble:
            left = self._limits.wall_seconds - (time.monotonic() - self._begun) if self._limits.wall_seconds else 60.0
            await asyncio.sleep(min(WATCH_SECONDS, max(left, 0)))
            excess: Trouble = "timeout" if left <= 0 else await asyncio.to_thread(self._excess, free)
            self._note(excess)
        self.kill()

    def _note(self, excess: Trouble) -> None:
        """Note which limit was passed; the first one stays the reason, also where another was looked for meanwhile."""
        self.trouble = self.trouble or excess

    def _excess(self, free: list[tuple[int, int]]) -> Trouble:
        limits, usage = self._limits, self._usage()
        if limits.cpu_seconds and usage.cpu > limits.cpu_seconds:
            return "cpu"
        if not self._group and limits.memory and usage.memory > limits.memory:
            return "memory"
        if limits.disk and self._fills(free, usage.cpu):
            return "disk"
        return ""

    def _fills(self, free: list[tuple[int, int]], cpu: float) -> bool:
        """Tell whether it fills a disk, not somebody else: what was written, or how busy it was, must bear it out."""
        most = self._limits.disk
        for at, now in enumerate(self._free()):
            # What others free meanwhile does not hide what it takes.
            free[at] = max(free[at][0], now[0]), free[at][1]
            more, files = free[at][0] - now[0], free[at][1] - now[1]
            if more > most and (written(self.pid) > most or self._grew()):
                return True
            if files > most // FILE_BYTES and cpu > files * FILE_SECONDS:
                return True
        return False

    def _grew(self) -> bool:
        """Tell whether its folders grew: what a child wrote that nobody waited for, the kernel forgets."""
        begun, most, total = time.monotonic(), self._limits.disk, 0
        if begun < self._counts_from:
            return False
        for disk in self._disks:
            total += grown(disk, self._changes_from, most) + unlinked(self.pid, os.fstat(disk).st_dev)
        self._counts_from = time.monotonic() + COUNTS_SELDOM * (time.monotonic() - begun)
        return total > most

    def _free(self) -> list[tuple[int, int]]:
        """Return how many bytes and files the disk of each folder still takes."""
        disks = map(os.fstatvfs, self._disks)
        return [(disk.f_bavail * disk.f_frsize, disk.f_favail) for disk in disks]

    def kill(self) -> None:
        """Kill it with all that it started; `exited` tells when that is done."""
        if not self.exited.done() and self._ending is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    async def end(self) -> None:
        """End it, if it runs; return when nothing of it is left, and give back what it held."""
        self.kill()
        try:
            await asyncio.shield(self.exited)
        finally:
            streams, self._streams = self._streams, {}
            for pipe in streams.values():
                self._loop.remove_reader(pipe)
                os.close(pipe)
            if self.network:
                await self.network.close()
            await asyncio.to_thread(self._clean)

    async def output(self) -> AsyncGenerator[tuple[Stream, bytes]]:
        """Yield what it prints as it comes, until it ended; past the limit of output it is ended.

        Only for one that was started without streams of the caller's own. A program whose output nobody asks for waits.
        """
        left = self._limits.output or 1 << 62
        async with contextlib.aclosing(_merged(self._streams)) as pieces:
            async for stream, piece in pieces:
                if piece[:left]:
                    yield stream, piece[:left]
                left -= len(piece)
                if left < 0:
                    self._note("output")
                    self.kill()
                    return


async def _merged(pipes: dict[Stream, int]) -> AsyncGenerator[tuple[Stream, bytes]]:
    """Yield what comes through several pipes, in the order in which it is seen."""
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[tuple[Stream, bytes]] = asyncio.Queue()
    waiting, open_ = 0, dict(pipes)

    def read(stream: Stream, pipe: int) -> None:
        nonlocal waiting
        with contextlib.suppress(BlockingIOError):
            data = os.read(pipe, PIECE_BYTES)
            pieces.put_nowait((stream, data))
            waiting += len(data)
            if not data or waiting > WAITING_BYTES:
                loop.remove_reader(pipe)

    def listen() -> None:
        for stream, pipe in open_.items():
            loop.add_reader(pipe, read, stream, pipe)

    listen()
    try:
        while open_:
            stream, data = await pieces.get()
            if not data:
                del open_[stream]
                continue
            yield stream, data
            was, waiting = waiting, waiting - len(data)
            if was > WAITING_BYTES >= waiting:
                listen()
    finally:
        for pipe in open_.values():
            loop.remove_reader(pipe)


def _signal_name(code: int) -> str:
    """Return which signal ended a program: bubblewrap tells it as shells do."""
    number = -code if code < 0 else code - 128
    with contextlib.suppress(ValueError):
        return signal.Signals(number).name if code < 0 or code > 128 else ""
    return ""
