"""Streams over HTTP: a line of JSON for each item, server-sent events, or what there is by now."""

import asyncio
from contextlib import aclosing
from typing import Any

import msgspec

from icotes.core.errors import IcotesError
from icotes.core.log import Item
from icotes.faces.exchange import Exchange, Left
from icotes.kit.dispatch import unexpected
from icotes.kit.stream import Stream

PROMPT_SECONDS = 0.25
"""The head is sent after this long even if nothing has come; until then a failure still has a status of its own."""
BEAT_SECONDS = 15.0
"""How often an idle stream sends an empty line, so that a dead connection is noticed."""
TURN = 32
"""Items that one stream may send before others get their turn."""

encode = msgspec.json.Encoder().encode


async def push(exchange: Exchange, stream: Stream, *, events: bool) -> None:
    """Send a stream until it ends or the client goes away.

    Args:
        events: as server-sent events, else as lines of JSON.

    Raises:
        IcotesError: it failed before its first item.
    """
    await _Push(exchange, stream, events).run()


async def collected(exchange: Exchange, stream: Stream) -> bytes:
    """Return as JSON what comes of a stream until the caller's `max_items` or `wait`.

    Raises:
        Left: the client went away; the stream was ended.
    """
    work, left = asyncio.create_task(stream.collect()), asyncio.create_task(_left(exchange))
    try:
        await asyncio.wait({work, left}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise Left("The client went away before the stream had something for it.")
        return encode(work.result())
    finally:
        work.cancel()
        left.cancel()


async def _left(exchange: Exchange) -> None:
    """Return when the client went away."""
    while (await exchange.receive())["type"] != "http.disconnect":
        pass


class _Push:
    def __init__(self, exchange: Exchange, stream: Stream, events: bool) -> None:
        self._exchange = exchange
        self._stream = stream
        self._events = events
        self._left = False

    async def run(self) -> None:
        task: Any = asyncio.current_task()
        self._exchange.out.on_stop = lambda: self._leave(task)
        watchers = [asyncio.create_task(self._beat()), asyncio.create_task(self._watch(task))]
        try:
            await self._send()
        except asyncio.CancelledError:
            if not self._left:
                self._exchange.out.break_off()
                raise
            task.uncancel()
        except IcotesError as error:
            self._fail(error)
            await self._exchange.out.write(self._failure(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
            ours = unexpected(error, self._stream.method.name)
            self._fail(ours)
            await self._exchange.out.write(self._failure(ours))
        finally:
            self._exchange.out.on_stop = None
            for watcher in watchers:
                watcher.cancel()
        self._exchange.out.finish()

    async def _send(self) -> None:
        out, line, sent = self._exchange.out, self._event if self._events else self._line, 0
        async with aclosing(self._stream.items()) as items:  # pyright: ignore[reportArgumentType]
            async for item in items:
                if not sent:
                    self._begin()
                await out.write(line(item))
                sent += 1
                if sent % TURN == 0:
                    await asyncio.sleep(0)
        self._begin()

    def _begin(self) -> None:
        if not self._exchange.out.begun:
            self._exchange.begin(200, b"text/event-stream" if self._events else b"application/x-ndjson")

    def _fail(self, error: IcotesError) -> None:
        if not self._exchange.out.begun:
            raise error

    def _line(self, item: Item[Any]) -> bytes:
        return item.json() + b"\n"

    def _event(self, item: Item[Any]) -> bytes:
        id = b"id: %b\n" % item.cursor.encode() if item.cursor else b""
        return b"%bdata: %b\n\n" % (id, item.json())

    def _failure(self, error: IcotesError) -> bytes:
        data = encode({"error": error.payload()})
        return b"event: error\ndata: %b\n\n" % data if self._events else data + b"\n"

    async def _beat(self) -> None:
        await asyncio.sleep(PROMPT_SECONDS)
        self._begin()
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self._exchange.out.write(b":\n\n" if self._events else b"\n")

    async def _watch(self, task: "asyncio.Task[Any]") -> None:
        await _left(self._exchange)
        self._leave(task)

    def _leave(self, task: "asyncio.Task[Any]") -> None:
        if not self._left:
            self._left = True
            task.cancel()
