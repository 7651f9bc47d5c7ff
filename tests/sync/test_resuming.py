"""Documents and presence go on after any disconnect: nothing is lost or comes twice."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import pytest
from pycrdt import Doc, Text

from icotes import AsyncClient
from icotes.client.methods_gen import DocumentUpdate, Present
from relay import BadRelay
from running import Server

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
CUTS = 1000 if FULL else 40
SECONDS = 60 + 2 * CUTS
PATH = "resumed.md"


class Reader:
    """Follows something, and takes note of what comes."""

    def __init__(self, stream: AsyncIterator[Any]) -> None:
        self.items: list[Any] = []
        self.cursors: list[str] = []
        self.turns: list[Any] = []
        self.began = asyncio.Event()
        self.task = asyncio.create_task(self._read(stream))

    async def _read(self, stream: Any) -> None:
        async with aclosing(stream) as items:
            async for item in items:
                name = type(item.value).__name__
                if name.startswith("Snapshot") or name == "Gap":
                    self.turns.append(item.value)
                    self.began.set()
                else:
                    self.items.append(item.value)
                self.cursors.append(item.cursor)

    async def until(self, test: Callable[[], bool]) -> None:
        while not test():
            assert not self.task.done(), self.task.result()
            await asyncio.sleep(0.01)


@pytest.mark.slow
@pytest.mark.timeout(2 * SECONDS)
@pytest.mark.capability("Y2", "C17", "I9", partly="documents and presence; what else is live has its own tests")
async def test_disconnects_lose_and_repeat_no_update_and_nobody(fresh_server: Callable[..., Server]):
    server = fresh_server()
    server.call("files.write", path=PATH, text="begin\n")
    async with (
        asyncio.timeout(SECONDS),
        AsyncClient(server.url, server.token) as writer,
        BadRelay(server.port, 3, pieces=15) as relay,
        AsyncClient(relay.url, server.token) as client,
    ):
        updates, people = Reader(client.documents.follow(PATH)), Reader(client.documents.presence())
        for reader in (updates, people):
            await reader.began.wait()
        begun = updates.turns[0].state
        mine, theirs = Doc[Any](), Doc[Any]()
        for each in (mine, theirs):
            each.apply_update(begun.update)
        text, sent = mine.get("text", type=Text), 0
        while relay.cuts < CUTS:
            before = mine.get_state()
            text.insert(len("begin\n"), f"<{sent}🙂>")
            await writer.documents.update(PATH, mine.get_update(before), document=begun.document.document)
            await writer.documents.present(path=f"{sent}.md")
            sent += 1
            await asyncio.sleep(0.002)
        relay.healthy = True
        await updates.until(lambda: len(changes(updates)) >= sent)
        await people.until(lambda: bool(people.items) and getattr(people.items[-1], "path", "") == f"{sent - 1}.md")

        for each in changes(updates):
            theirs.apply_update(each.update)
        assert len(changes(updates)) == sent
        assert str(theirs.get("text", type=Text)) == str(text) == (await writer.documents.read(PATH)).text
        seen = [int(each.path[:-3]) for each in people.items if isinstance(each, Present)]
        assert seen == sorted(set(seen))
        for reader in (updates, people):
            assert len(reader.turns) == 1
            assert len(set(reader.cursors)) == len(reader.cursors)
            reader.task.cancel()
            await asyncio.wait({reader.task})


def changes(reader: Reader) -> list[DocumentUpdate]:
    """Return the updates that came."""
    return [each for each in reader.items if isinstance(each, DocumentUpdate)]
