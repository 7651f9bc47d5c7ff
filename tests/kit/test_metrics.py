"""What is measured is what was done, and Prometheus can read it."""

import asyncio
import os
import time
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from icotes.core.call import Call
from icotes.core.caller import system
from icotes.core.errors import Conflict
from icotes.core.methods import Module, query
from icotes.core.table import Table
from icotes.kit.metrics import RECENT, Metrics, Timing


class Shelf(Module):
    @query
    async def look(self) -> None: ...


def samples(metrics: Metrics) -> dict[str, float]:
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        f"{sample.name}{sorted(sample.labels.items()) or ''}": sample.value
        for family in families
        for sample in family.samples
    }


def test_percentiles_are_of_the_latest_calls() -> None:
    metrics = Metrics()
    for number in range(2 * RECENT):
        metrics.count("a.b", number / 1000)
    [times] = metrics.methods()
    assert times.calls == 2 * RECENT
    assert (times.p50, times.p95, times.p99) == pytest.approx((1.536, 1.996, 2.037), abs=0.002)
    assert times.total == pytest.approx(sum(range(2 * RECENT)) / 1000)


def test_text_is_read_by_prometheus() -> None:
    metrics = Metrics()
    metrics.count("a.b", 0.5)
    metrics.count("a.b", 0.5, "Conflict")
    metrics.watch("icotes_things", "Things.", lambda: 3)
    metrics.watch("icotes_facts_total", "Facts.", lambda: {'topic="x.y"': 7}, kind="counter")
    found = samples(metrics)
    assert found["icotes_call_seconds_count[('method', 'a.b')]"] == 2
    assert found["icotes_call_seconds[('method', 'a.b'), ('quantile', '0.99')]"] == 0.5
    assert found["icotes_call_failures_total[('kind', 'Conflict'), ('method', 'a.b')]"] == 1
    assert found["icotes_things"] == 3
    assert found["icotes_facts_total[('topic', 'x.y')]"] == 7


async def test_calls_are_counted_whatever_comes_of_them() -> None:
    metrics = Metrics()
    timing = Timing(metrics)
    call = Call(next(iter(Table([Shelf], {}))), system(), b"{}")

    async def answer(call: Call) -> Any:
        return b"1"

    async def refuse(call: Call) -> Any:
        raise Conflict("No.")

    assert await timing.around(call, answer) == b"1"
    with pytest.raises(Conflict):
        await timing.around(call, refuse)
    [times] = metrics.methods()
    assert (times.calls, times.failures) == (2, {"Conflict": 1})


async def test_usage_is_that_of_the_process() -> None:
    metrics = Metrics()
    await metrics.start()
    used = metrics.usage()
    await metrics.stop()
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
        resident = int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    assert used.memory == pytest.approx(resident, rel=0.05)
    assert used.handles == pytest.approx(len(os.listdir("/proc/self/fd")), abs=3)  # noqa: PTH208
    assert used.cpu == pytest.approx(time.process_time(), rel=0.05, abs=0.1)


async def test_busy_loop_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icotes.kit.metrics.SAMPLE_SECONDS", 0.01)
    metrics = Metrics()
    await metrics.start()
    await asyncio.sleep(0)
    time.sleep(0.2)
    async with asyncio.timeout(10):
        while metrics.usage().loop_delay < 0.15:
            await asyncio.sleep(0.01)
    await metrics.stop()
