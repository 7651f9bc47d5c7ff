"""Measurements: how long calls take, what the process uses, and whatever else a part wants to be counted.

A call costs one append; all else is worked out when somebody looks.
"""

import asyncio
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from msgspec import Struct

from icotes.core.call import Call, Middleware, Proceed

RECENT = 1024
"""Calls of each method from which the percentiles are taken: the latest ones."""
SAMPLE_SECONDS = 1.0
"""How often the delay of the event loop is measured."""
PROCESS_SAMPLES = 5
"""Memory and handles are read at each fifth of these, because that takes a thread."""
QUANTILES = (0.5, 0.95, 0.99)

Read = Callable[[], float | Mapping[str, float]]


class MethodTimes(Struct, frozen=True, kw_only=True):
    """How a method did since the server started; times in seconds.

    Attributes:
        failures: how many calls ended with an error, by its kind.
        p50: half of the latest calls took no longer.
    """

    method: str
    calls: int
    failures: dict[str, int]
    p50: float
    p95: float
    p99: float
    total: float


class Usage(Struct, frozen=True, kw_only=True):
    """What the server's process uses.

    Attributes:
        memory: resident bytes.
        cpu: seconds of processor time since it started.
        handles: open files and sockets.
        loop_delay: the longest that the event loop was late within the last minute, in seconds.
    """

    memory: int
    cpu: float
    handles: int
    loop_delay: float


class _Series:
    """The calls of one method."""

    __slots__ = ("calls", "failures", "recent", "total")

    def __init__(self) -> None:
        self.calls = 0
        self.total = 0.0
        self.failures: Counter[str] = Counter()
        self.recent: deque[float] = deque(maxlen=RECENT)

    def times(self, method: str) -> MethodTimes:
        ordered = sorted(self.recent)
        p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * q))] if ordered else 0.0 for q in QUANTILES)
        return MethodTimes(
            method=method,
            calls=self.calls,
            failures=dict(self.failures),
            p50=p50,
            p95=p95,
            p99=p99,
            total=self.total,
        )


class Metrics:
    """Keeps what was measured and shows it, to programs and as Prometheus reads it."""

    def __init__(self) -> None:
        self._series: dict[str, _Series] = {}
        self._watched: dict[str, tuple[str, str, Read]] = {}
        self._delays: deque[float] = deque(maxlen=int(60 / SAMPLE_SECONDS))
        self._process = (0, 0)
        self._sampling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to measure the process."""
        self._process = await asyncio.to_thread(_memory_and_handles)
        self._sampling = asyncio.create_task(self._sample())
        self.watch("icotes_tasks", "Tasks of the event loop.", lambda: len(asyncio.all_tasks()))

    async def stop(self) -> None:
        """Measure no more."""
        if self._sampling:
            self._sampling.cancel()
            with suppress(asyncio.CancelledError):
                await self._sampling

    async def _sample(self) -> None:
        loop = asyncio.get_running_loop()
        for sample in count(1):
            due = loop.time() + SAMPLE_SECONDS
            await asyncio.sleep(SAMPLE_SECONDS)
            self._delays.append(max(0.0, loop.time() - due))
            if sample % PROCESS_SAMPLES == 0:
                self._process = await asyncio.to_thread(_memory_and_handles)

    def count(self, method: str, seconds: float, failure: str = "") -> None:
        """Keep how long a call took, and the kind of its error if it failed."""
        series = self._series.get(method)
        if series is None:
            series = self._series[method] = _Series()
        series.calls += 1
        series.total += seconds
        series.recent.append(seconds)
        if failure:
            series.failures[failure] += 1

    def watch(self, name: str, description: str, read: Read, *, kind: str = "gauge") -> None:
        """Show a number whenever somebody looks.

        Args:
            name: e.g. `icotes_terminals`; with `kind="counter"` it ends in `_total`.
            read: returns the number, or several by label (`{'topic="files.changed"': 3}`).
        """
        self._watched[name] = (kind, description, read)

    def methods(self) -> list[MethodTimes]:
        """Return how each method did that was called, by name."""
        return [series.times(method) for method, series in sorted(self._series.items())]

    def usage(self) -> Usage:
        """Return what the process uses; memory and handles as they were some seconds ago at most."""
        times = os.times()
        memory, handles = self._process
        return Usage(
            memory=memory,
            cpu=times.user + times.system,
            handles=handles,
            loop_delay=max(self._delays, default=0.0),
        )

    def text(self) -> bytes:
        """Return everything as Prometheus reads it (text format 0.0.4)."""
        lines = [*self._method_lines(), *self._usage_lines(), *self._watched_lines()]
        return "\n".join([*lines, ""]).encode()

    def _method_lines(self) -> Iterator[str]:
        yield from _head("icotes_call_seconds", "summary", "How long calls took, by method.")
        methods = self.methods()
        for each in methods:
            for quantile, seconds in zip(QUANTILES, (each.p50, each.p95, each.p99), strict=True):
                yield f'icotes_call_seconds{{method="{each.method}",quantile="{quantile}"}} {seconds:.9g}'
            yield f'icotes_call_seconds_sum{{method="{each.method}"}} {each.total:.9g}'
            yield f'icotes_call_seconds_count{{method="{each.method}"}} {each.calls}'
        yield from _head("icotes_call_failures_total", "counter", "Calls that ended with an error, by method and kind.")
        for each in methods:
            for kind, number in sorted(each.failures.items()):
                yield f'icotes_call_failures_total{{method="{each.method}",kind="{kind}"}} {number}'

    def _usage_lines(self) -> Iterator[str]:
        usage = self.usage()
        for name, kind, description, value in (
            ("process_resident_memory_bytes", "gauge", "Resident memory.", usage.memory),
            ("process_cpu_seconds_total", "counter", "Processor time.", usage.cpu),
            ("process_open_fds", "gauge", "Open files and sockets.", usage.handles),
            ("icotes_loop_delay_seconds", "gauge", "Longest delay of the event loop in a minute.", usage.loop_delay),
        ):
            yield from _head(name, kind, description)
            yield f"{name} {value:.9g}"

    def _watched_lines(self) -> Iterator[str]:
        for name, (kind, description, read) in sorted(self._watched.items()):
            value = read()
            yield from _head(name, kind, description)
            if isinstance(value, Mapping):
                yield from (f"{name}{{{labels}}} {number:.9g}" for labels, number in value.items())
            else:
                yield f"{name} {value:.9g}"


def _head(name: str, kind: str, description: str) -> tuple[str, str]:
    return f"# HELP {name} {description}", f"# TYPE {name} {kind}"


def _memory_and_handles() -> tuple[int, int]:
    """Return resident bytes and open handles. Blocks."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - only their number


class Timing(Middleware):
    """Measures every call, the refused ones too; of a stream, until it begins."""

    order = 100

    def __init__(self, metrics: Metrics) -> None:
        self._count = metrics.count

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Keep how long it took and how it ended."""
        begun = time.perf_counter()
        try:
            result = await proceed(call)
        except BaseException as error:
            self._count(call.method.name, time.perf_counter() - begun, type(error).__name__)
            raise
        self._count(call.method.name, time.perf_counter() - begun)
        return result
