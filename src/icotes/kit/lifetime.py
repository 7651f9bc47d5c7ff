"""When the server is to end."""

import asyncio


class Lifetime:
    """Says that the server is to end, whoever wants it: a signal or a caller."""

    def __init__(self) -> None:
        self._over = asyncio.Event()

    def end(self) -> None:
        """Have the server end."""
        self._over.set()

    async def over(self) -> None:
        """Return when the server is to end."""
        await self._over.wait()
