"""Everything live goes on after any disconnect: nothing is lost or comes twice, a gap is only where it was trimmed."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import pytest

from icotes import AsyncClient
from icotes.client.methods_gen import Bookmark, EventRecord
from relay import BadRelay
from running import Server

Start = Callable[..., Server]
FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
CUTS = 1000 if FULL else 60
SECONDS = 60 + CUTS


class Reader:
    """Follows something until it saw enough.

    Attributes:
        items: the events or the bytes that came, in order.
        turns: snapshots and gaps, by the name of their type.
    """

    def __init__(self, stream: AsyncIterator[Any]) -> None:
        self.items: list[Any] = []
        self.cursors: list[str] = []
        self.turns: list[str] = []
        self.began = asyncio.Event()
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._read(stream))

    async def _read(self, stream: Any) -> None:
        async with aclosing(stream) as items:
            async for item in items:
                if isinstance(item.value, bytes | EventRecord):
                    self.items.append(item.value)
                elif not isinstance(item.value, Bookmark):
                    self.turns.append(type(item.value).__name__)
                    self.began.set()
                self.cursors.append(item.cursor)
                self._news.set()

    async def until(self, enough: Callable[[list[Any]], bool]) -> None:
        while not enough(self.items) and not self._task.done():
            self._news.clear()
            await asyncio.wait({asyncio.ensure_future(self._news.wait()), self._task}, return_when="FIRST_COMPLETED")
        if self._task.done():
            self._task.result()

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


@pytest.mark.slow
@pytest.mark.timeout(2 * SECONDS)
@pytest.mark.capability("Y2", "C17", "A7", partly="kernels, chats and tasks come later")
@pytest.mark.parametrize("seed", range(3) if FULL else [1])
async def test_disconnects_lose_and_repeat_nothing(fresh_server: Start, seed: int) -> None:
    server = fresh_server()
    async with (
        asyncio.timeout(SECONDS),
        AsyncClient(server.url, server.token) as writer,
        BadRelay(server.port, seed, pieces=15) as relay,
        AsyncClient(relay.url, server.token) as client,
    ):
        terminal = (await writer.terminals.create(command=("sh", "-c", "stty -echo -onlcr; echo go; exec cat"))).id
        events = Reader(client.workspaces.events(kinds=("files.*",)))
        files = Reader(client.files.follow(""))
        screen = Reader(client.terminals.follow(terminal))
        for reader in (events, files, screen):
            await reader.began.wait()
        await screen.until(lambda items: b"go" in b"".join(items))
        typed, written = list[bytes](), list[tuple[str, str]]()
        while relay.cuts < CUTS:
            typed.append(f"{len(typed):06}\n".encode())
            await writer.terminals.write(terminal, binary=typed[-1])
            path = f"{len(written) % 50}.txt"
            written.append((path, (await writer.files.write(path, text=f"{len(written)}")).version))
            await asyncio.sleep(0.002)
        relay.healthy = True
        await screen.until(lambda items: typed[-1] in b"".join(items[-2:]))
        for reader in (events, files):
            await reader.until(lambda items: bool(items) and seen(items[-1:]) == written[-1:])
            assert seen(reader.items) == written
        assert b"".join(screen.items) == b"go\n" + b"".join(typed)
        for reader in (events, files, screen):
            assert len(reader.turns) == 1
            assert len(set(reader.cursors)) == len(reader.cursors)
            await reader.leave()
        assert relay.accepted > CUTS // 4


def seen(items: list[Any]) -> list[tuple[str, str]]:
    """Return which files were told of in which versions."""
    return [(item.data["path"], item.data["version"]) for item in items]


@pytest.mark.capability("Y2", partly="kernels, chats and tasks come later")
async def test_who_comes_back_too_late_is_told_and_gets_the_tail(fresh_server: Start) -> None:
    server = fresh_server(ICOTES_TERMINALS_SCROLLBACK="262144")
    async with asyncio.timeout(60), AsyncClient(server.url, server.token) as client:
        program = "stty -echo; echo one; read x; seq 1 100000; read x; echo two"
        terminal = (await client.terminals.create(command=("sh", "-c", program))).id
        early = Reader(client.terminals.follow(terminal))
        await early.until(lambda items: b"one" in b"".join(items))
        await early.leave()
        await client.terminals.write(terminal, "\r")
        other = Reader(client.terminals.follow(terminal))
        await other.until(lambda items: b"\n100000\r\n" in b"".join(items))
        back = Reader(client.terminals.follow(terminal, since=early.cursors[-1]))
        await back.until(lambda items: b"\n100000\r\n" in b"".join(items))
        await client.terminals.write(terminal, "\r")
        await back.until(lambda items: b"two\r\n" in b"".join(items))
        assert back.turns[:2] == ["Gap", "SnapshotOfTerminal"]
        shown = b"".join(back.items)
        assert len(shown) >= 262_144
        assert (b"".join(b"%d\r\n" % number for number in range(1, 100_001)) + b"two\r\n").endswith(shown)
        await other.leave()
        await back.leave()
