"""Who changes what touches the same paths takes turns, in the order of asking; everybody else goes on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from icotes.kit.filenames import composed


class _Turn:
    __slots__ = ("over", "paths")

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def meets(self, other: "_Turn") -> bool:
        for mine in self.paths:
            for path in other.paths:
                if mine.startswith(path) or path.startswith(mine):
                    return True
        return False


class Turns:
    """The changes that are being made in one tree."""

    def __init__(self) -> None:
        self._turns: list[_Turn] = []

    @asynccontextmanager
    async def of(self, *paths: str) -> AsyncGenerator[None]:
        """Wait until nobody else changes these paths, what is in them or what they are in; an empty path is all."""
        mine = _Turn([f"{composed(path)}/" if path else "" for path in paths])
        earlier = [turn.over for turn in self._turns if turn.meets(mine)]
        self._turns.append(mine)
        try:
            if earlier:
                await asyncio.wait(earlier)
            yield
        finally:
            self._turns.remove(mine)
            mine.over.set_result(None)
