"""The connection to one remote: made when it is needed, and again when it broke."""

import asyncio
import importlib
from typing import TYPE_CHECKING

from icotes.client.transport import Place
from icotes.core.errors import BadRequest, ConnectionLost, Unauthenticated, Unavailable
from icotes.modules.remotes.ssh import Greeting, Pipe
from icotes.modules.remotes.types import HostUnfit, HostUnreachable

if TYPE_CHECKING:
    from icotes.client.link import Link

ADDRESS = "http://127.0.0.1"
"""What the server there is called at the other end of a pipe, where only it is."""


class Line:
    """Leads to the server of another machine.

    Args:
        id: of the workspace that is expected there; empty for any.

    Attributes:
        greeting: what the server there said of itself when it was reached last.
    """

    greeting: Greeting

    def __init__(self, host: str, folder: str, id: str = "") -> None:
        self.host = host
        self.folder = folder
        self.id = id
        self._open: tuple[Link, Pipe] | None = None
        self._opening: asyncio.Task[Link] | None = None
        self._pipes: set[Pipe] = set()
        self._closed = False

    @property
    def alive(self) -> bool:
        """Whether there is a connection now."""
        return self._open is not None and self._open[0].alive

    async def link(self) -> "Link":
        """Return the connection; who asks while one is made waits for that one.

        Raises:
            IcotesError: it can't be made; the message says what to do.
        """
        if self._open and self._open[0].alive:
            return self._open[0]
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._linked())
            self._opening.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return await asyncio.shield(self._opening)
        except asyncio.CancelledError:
            if self._opening.cancelled():
                self._stay()
            raise

    def _stay(self) -> None:
        if self._closed:
            raise Unavailable(f"The connection to {self.host} was closed; remotes.list shows what can be reached.")

    async def _linked(self) -> "Link":
        await self._hang_up()
        pipe = await self.pipe()
        try:
            link = await self._agreed(pipe)
        except BaseException:
            self.drop(pipe)
            raise
        self._open = link, pipe
        return link

    async def _agreed(self, pipe: Pipe) -> "Link":
        """Return a connection on which both speak the same protocol."""
        loaded = await asyncio.to_thread(importlib.import_module, "icotes.client.link")
        try:
            return await loaded.Link.open(Place(ADDRESS, pipe.greeting.key), _unheard, pipe.take())
        except BadRequest as error:
            raise HostUnfit(f"icotes on {self.host} is of another version: {error.message}") from None
        except (OSError, ConnectionLost, Unauthenticated):
            raise HostUnreachable(f"The server on {self.host} ended just now; try again.") from None

    async def pipe(self) -> Pipe:
        """Return a connection of its own, for large bytes; `drop` ends it.

        Raises:
            HostUnfit: the workspace there is not the one that was.
            IcotesError: it can't be made; the message says what to do.
        """
        self._stay()
        pipe = await Pipe.open(self.host, self.folder)
        self._pipes.add(pipe)
        self.greeting = pipe.greeting
        try:
            self._stay()
            if self.id not in {"", self.greeting.workspace}:
                raise HostUnfit(
                    f"{self.folder} on {self.host} is not the workspace that it was; remove it and add it anew."
                )
        except Unavailable:
            self.drop(pipe)
            raise
        return pipe

    def drop(self, pipe: Pipe) -> None:
        """Have a connection of `pipe` end."""
        self._pipes.discard(pipe)
        pipe.end()

    async def _hang_up(self) -> None:
        """Leave the connection, which is broken or will be."""
        if self._open:
            (link, pipe), self._open = self._open, None
            self.drop(pipe)
            await link.close()

    async def close(self) -> None:
        """End all connections, for good, and see that nothing of them is left."""
        self._closed = True
        if self._opening:
            self._opening.cancel()
            await asyncio.wait({self._opening})
        await asyncio.gather(*(pipe.close() for pipe in self._pipes))
        self._pipes.clear()
        await self._hang_up()


def _unheard(method: str, params: object) -> None:
    """Leave out what the server there tells of itself without being asked."""
