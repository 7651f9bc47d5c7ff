"""The client for programs: everything over one WebSocket, which is made again when it breaks."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self

import msgspec

from icotes.client.link import Link, Notified
from icotes.client.methods_gen import AsyncMethods
from icotes.client.transport import AsyncTransport, Item, lost, pauses, place, prepared
from icotes.core.errors import ConnectionLost

TRIES = 5
"""How often a call that may be repeated is made when its connections break."""


class AsyncClient(AsyncMethods, AsyncTransport):
    """A connection to an icotes server.

    Calls and streams may run side by side. A stream that is not read makes the server wait, and nothing else.

    Args:
        url: the server's address, e.g. `http://127.0.0.1:8777`; by default the one that runs on this machine.
        key: an API key; by default the local server's.
        workspace: the workspace of calls that name none.
        notified: is told of each notification of the server: its method and its parameters.
    """

    def __init__(
        self, url: str = "", key: str = "", *, workspace: str = "", notified: Notified = lambda *_: None
    ) -> None:
        super().__init__(self)
        self.place = place(url, key)
        self.workspace = workspace
        self._notified = notified
        self._link: Link | None = None
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self._linked(patient=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection; the next call opens another."""
        if self._link:
            await self._link.close()
            self._link = None

    async def call(self, method: str, params: dict[str, Any] | None = None) -> Any:
        """Call any method by its name and return its result as plain values.

        Raises:
            IcotesError: whatever the server answers.
            ConnectionLost: it did not answer.
        """
        return await self.command(method, params or {}, Any)

    async def query(self, method: str, params: dict[str, Any], result: Any) -> Any:
        """Call a method that changes nothing; a lost connection is made again."""
        for _ in range(TRIES - 1):
            link = await self._linked()
            try:
                return await self._call(link, method, params, result)
            except ConnectionLost:
                await link.close()
        return await self._call(await self._linked(), method, params, result)

    async def command(self, method: str, params: dict[str, Any], result: Any) -> Any:
        """Call a method that changes something; it is repeated only under an `idempotency_key`."""
        if params.get("idempotency_key"):
            return await self.query(method, params, result)
        return await self._call(await self._linked(), method, params, result)

    async def _call(self, link: Link, method: str, params: dict[str, Any], result: Any) -> Any:
        return msgspec.json.decode(await link.call(method, prepared(params, self.workspace)), type=result)

    async def stream(self, method: str, params: dict[str, Any], item: Any) -> AsyncGenerator[Any]:
        """Yield the items of a stream."""
        async with aclosing(self._items(await self._linked(), method, params, item)) as items:
            async for each in items:
                yield each.value

    async def follow(self, method: str, params: dict[str, Any], item: Any) -> AsyncGenerator[Item[Any]]:
        """Yield the items of a stream with their cursors; it goes on after a lost connection."""
        waits = pauses()
        while True:
            link = await self._linked()
            try:
                async with aclosing(self._items(link, method, params, item)) as items:
                    async for each in items:
                        params, waits = {**params, "since": each.cursor}, pauses()
                        yield each
            except ConnectionLost:
                pause = next(waits, None)
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                return

    async def _items(self, link: Link, method: str, params: dict[str, Any], item: Any) -> AsyncGenerator[Item[Any]]:
        async with aclosing(link.items(method, prepared(params, self.workspace))) as pieces:
            async for cursor, data in pieces:
                yield Item(cursor, data if isinstance(data, bytes) else msgspec.json.decode(data, type=item))

    async def _linked(self, *, patient: bool = True) -> Link:
        """Return the connection; a broken one is made again, for a while.

        Raises:
            ConnectionLost: there is no server any more.
            Unauthenticated: the server does not take the key.
        """
        async with self._lock:
            reason: object = ""
            for pause in pauses() if patient else [0.0]:
                if self._link and self._link.alive:
                    return self._link
                try:
                    self._link = await Link.open(self.place, self._notified)
                except (OSError, ConnectionLost) as error:
                    reason = error
                    await asyncio.sleep(pause)
            if self._link and self._link.alive:
                return self._link
            raise lost(reason)
