"""A key's calls are counted, each key by itself, in bounded memory."""

from types import SimpleNamespace

import pytest

from icotes.core.call import Call
from icotes.core.caller import system
from icotes.core.errors import RateLimited
from icotes.core.methods import Module, query
from icotes.core.table import Table
from icotes.kit import limits
from icotes.kit.limits import Buckets, LimitSettings, RateLimit


class Shelf(Module):
    @query
    async def look(self) -> None: ...


def test_bucket_empties_and_fills() -> None:
    buckets = Buckets(rate=2, burst=3)
    assert [buckets.take("ann", 0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("bob", 0) == 0
    assert buckets.take("ann", 0.5) == 0
    assert buckets.take("ann", 0.5) == 0.5
    assert [buckets.take("ann", 100) for _ in range(4)] == [0, 0, 0, 0.5]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 10)
    buckets = Buckets(rate=1, burst=1)
    for number in range(100):
        buckets.take(str(number), 0)
    assert len(buckets._levels) == 10
    assert buckets.take("99", 0) > 0


async def test_refusal_says_when_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: 100.0))
    limit = RateLimit(LimitSettings(calls=0.5, burst=1))
    method = next(iter(Table([Shelf], {})))
    call = Call(method, system(), b"{}")

    async def proceed(call: Call) -> bytes:
        return b"1"

    assert limit.concerns(method)
    assert await limit.around(call, proceed) == b"1"
    with pytest.raises(RateLimited) as caught:
        await limit.around(call, proceed)
    assert caught.value.data["retry_after"] == 2


def test_no_limit_costs_nothing() -> None:
    method = next(iter(Table([Shelf], {})))
    assert not RateLimit(LimitSettings()).concerns(method)
