"""Who changes what touches the same paths takes turns, in the order of asking; everybody else goes on."""

import asyncio

from icotes.kit.filenames import composed


class _Turn:
    """The right to change some paths, what is in them and what they are in: `async with` waits for it."""

    __slots__ = ("_earlier", "_turns", "over", "paths")

    def __init__(self, turns: list["_Turn"], paths: list[str]) -> None:
        self.paths = paths
        self.over: asyncio.Future[None] | None = None
        self._turns = turns
        self._earlier = [turn for turn in turns if self._meets(turn)] if turns else []
        turns.append(self)

    def _meets(self, other: "_Turn") -> bool:
        for mine in self.paths:
            for path in other.paths:
                if mine.startswith(path) or path.startswith(mine):
                    return True
        return False

    async def __aenter__(self) -> None:
        try:
            while self._earlier:
                await self._earlier.pop().end()
        except BaseException:
            await self.__aexit__()
            raise

    async def end(self) -> None:
        """Wait until this turn is over."""
        if self in self._turns:
            if self.over is None:
                self.over = asyncio.get_running_loop().create_future()
            await asyncio.shield(self.over)

    async def __aexit__(self, *_: object) -> None:
        self._turns.remove(self)
        if self.over is not None:
            self.over.set_result(None)


class Turns:
    """The changes that are being made in one tree."""

    def __init__(self) -> None:
        self._turns: list[_Turn] = []

    def of(self, *paths: str) -> _Turn:
        """Return a turn at these paths, to be entered at once; an empty path is all."""
        return _Turn(self._turns, [f"{composed(path)}/" if path else "" for path in paths])
