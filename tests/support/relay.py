"""Relays between a client and a server that cut connections, when they are told to or at any moment."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self, TypeVar

R = TypeVar("R", bound="Relay")


class Relay:
    """Listens on a port of its own and passes on what it gets.

    Args:
        port: the server's, on loopback.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None] | None] = set()
        self.port = 0
        self.accepted = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.cut()
        await self._server.wait_closed()
        await asyncio.gather(*filter(None, self._tasks))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection, at once and in both directions."""
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self._tasks.add(asyncio.current_task())
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, back}
        self._writers |= ends
        pumps = [asyncio.create_task(self._pump(reader, back)), asyncio.create_task(self._pump(there, writer))]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.transport.abort()
        await asyncio.wait(pumps)
        self._writers -= ends

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._pass_on(data, writer)
                await writer.drain()

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(data)


class BadRelay(Relay):
    """A relay as bad networks are: it delays, stalls, and cuts, also in the midst of a frame.

    Args:
        seed: of what goes wrong when.
        pieces: after how many pieces, at most, a connection is cut.

    Attributes:
        cuts: how often it cut.
    """

    def __init__(self, port: int, seed: int, pieces: int = 30) -> None:
        super().__init__(port)
        self._dice = random.Random(seed)
        self._pieces = pieces
        self._left = pieces
        self.cuts = 0
        self.healthy = False

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        if self.healthy:
            writer.write(data)
            return
        fate = self._dice.random()
        if fate < 0.2:
            await asyncio.sleep(self._dice.uniform(0, 0.2 if fate < 0.02 else 0.01))
        self._left -= 1
        if self._left > 0:
            writer.write(data)
            return
        self._left = self._dice.randint(1, self._pieces)
        self.cuts += 1
        writer.write(data[: self._dice.randrange(len(data))])
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(writer.drain(), 1)
        await asyncio.sleep(0)
        self.cut()


class Hole(Relay):
    """A relay that can fall silent: it takes what is sent, passes nothing on, and says so to nobody.

    Attributes:
        silent: nothing passes now. What was swallowed is gone, so a connection that lost something stays dead.
    """

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.silent = False
        self._dead: set[asyncio.StreamWriter] = set()

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        if self.silent:
            self._dead.add(writer)
        if writer not in self._dead:
            writer.write(data)


@contextmanager
def beside(relay: R) -> Iterator[R]:
    """Run a relay on a loop of its own in a thread, beside a test that has none."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(relay.__aenter__(), loop).result()
        try:
            yield relay
        finally:
            asyncio.run_coroutine_threadsafe(relay.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
