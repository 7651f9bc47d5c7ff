"""How many calls a key may make: a bucket of tokens for each, refilled as time goes by."""

import time
from collections import OrderedDict
from typing import Annotated, Any

from msgspec import Meta

from icotes.core.call import Call, Middleware, Proceed
from icotes.core.errors import RateLimited
from icotes.core.table import Method
from icotes.kit.settings import SettingsSection

MOST_KEYS = 10_000
"""Keys that are remembered; who was away longest is forgotten and finds a full bucket."""


class LimitSettings(SettingsSection, section="limits"):
    """`[limits]` in `icotes.toml`."""

    calls: Annotated[
        float, Meta(ge=0, description="Calls a second that one key may make for long; 0 for as many as it likes.")
    ] = 0.0
    burst: Annotated[int, Meta(ge=1, description="Calls that one key may make at once after a pause.")] = 1000


class Buckets:
    """Counts what keys use.

    Args:
        rate: tokens that come back each second.
        burst: tokens that a bucket holds.
    """

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, now: float) -> float:
        """Take a token; return 0, or, if there is none, in how many seconds there will be one."""
        level, at = self._levels.pop(key, (float(self._burst), now))
        level = min(self._burst, level + (now - at) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._levels[key] = (level if wait else level - 1, now)
        if len(self._levels) > MOST_KEYS:
            self._levels.popitem(last=False)
        return wait


class RateLimit(Middleware):
    """Refuses the calls of a key that makes too many."""

    order = 200

    def __init__(self, settings: LimitSettings) -> None:
        self._limited = settings.calls > 0
        self._buckets = Buckets(settings.calls, settings.burst)

    def concerns(self, method: Method) -> bool:  # noqa: ARG002
        """All, if there is a limit."""
        return self._limited

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Go on unless the key has used up its calls."""
        wait = self._buckets.take(call.caller.grant.id, time.monotonic())
        if wait:
            seconds = max(0.001, round(wait, 3))
            raise RateLimited(f"Too many calls with this key; try again in {seconds} s.", retry_after=seconds)
        return await proceed(call)
