"""Runs what is marked `@every`, on all parts of the server."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Any

from icotes.core.container import Container
from icotes.core.methods import marked

SOON = 60.0
"""Seconds after the start at which something is due for the first time, however long its interval."""

logger = logging.getLogger(__name__)


class Schedule:
    """Calls functions again and again; one that fails is called again at its next time."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._tasks: list[asyncio.Task[None]] = []
        self.sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep

    async def start(self) -> None:
        """Begin with every part that runs now."""
        loop = asyncio.get_running_loop()
        for part in self._container.running():
            kind: Any = type(part)
            for name, seconds in marked(kind, "__icotes_every__").items():
                work = self._repeat(getattr(part, name), seconds)
                self._tasks.append(loop.create_task(work, context=Context()))

    async def stop(self) -> None:
        """Stop all of it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _repeat(self, function: Callable[[], Awaitable[None]], seconds: float) -> None:
        await self.sleep(min(seconds, SOON))
        while True:
            try:
                await function()
            except Exception:
                logger.exception("%s failed", getattr(function, "__qualname__", function))
            await self.sleep(seconds)
