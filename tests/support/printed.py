"""What a terminal prints, as a program that follows it through the client sees it."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from icotes import AsyncClient


class Screen:
    """What a terminal shows."""

    def __init__(self, client: AsyncClient, terminal: str) -> None:
        self.text = b""
        self.cursors: list[str] = []
        self.others: list[str] = []
        self._changed = asyncio.Event()
        self._task = asyncio.create_task(self._read(client.terminals.follow(terminal)))

    async def _read(self, stream: Any) -> None:
        async with aclosing(stream) as items:
            async for each in items:
                if isinstance(each.value, bytes):
                    self.text += each.value
                else:
                    self.others.append(type(each.value).__name__)
                self.cursors.append(each.cursor)
                self._changed.set()

    async def shows(self, text: bytes) -> None:
        await self._until(lambda: text in self.text)

    async def more(self, count: int) -> None:
        """Wait for so many bytes beyond those that came."""
        least = len(self.text) + count
        await self._until(lambda: len(self.text) >= least)

    async def _until(self, enough: Callable[[], bool]) -> None:
        while not enough():
            self._changed.clear()
            woken = asyncio.ensure_future(self._changed.wait())
            await asyncio.wait({woken, self._task}, return_when="FIRST_COMPLETED")
            woken.cancel()
            if self._task.done():
                await self._task
                assert enough()

    async def ended(self) -> None:
        await self._task
