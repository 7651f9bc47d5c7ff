"""A server with documents in the test's own process, and people who type in them with a CRDT of their own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text

from icotes import testing
from icotes.core.caller import Caller, Grant
from icotes.core.log import Gap, Snapshot
from icotes.modules.documents import projection
from icotes.modules.documents.types import DocumentStatus, DocumentUpdate

LONG = 20


class Typist:
    """Somebody who has a document open in an editor of their own; offsets are bytes, as pycrdt has them."""

    def __init__(self, client: testing.Client, path: str) -> None:
        self.client = client
        self.path = path
        self.document = ""
        self.doc: Doc[Any] = Doc()
        self.text: Text = self.doc.get("text", type=Text)
        self.seen: list[Any] = []
        self.cursor: str | None = None
        self.task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    def __str__(self) -> str:
        return str(self.text)

    async def come(self) -> "Typist":
        """Follow the document, from where this one was."""
        self.task = asyncio.create_task(self._follow())
        await self.until(lambda: self.document)
        return self

    async def leave(self) -> None:
        if self.task:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task

    async def _follow(self) -> None:
        since = {"since": self.cursor} if self.cursor else {}
        params = {"path": self.path, "vector": self.doc.get_state(), **since}
        async with aclosing(self.client.stream("documents.follow", **params)) as items:
            async for item in items:
                self._take(item.value)
                self.cursor = item.cursor
                self.seen.append(item.value)
                self._changed.set()

    def _take(self, value: Any) -> None:
        if isinstance(value, Snapshot):
            self.document = value.state.document.document
            self.doc.apply_update(value.state.update)
        elif isinstance(value, DocumentUpdate):
            self.doc.apply_update(value.update)
        else:
            assert isinstance(value, Gap | DocumentStatus)

    def change(self, begin: int, end: int, new: str) -> bytes:
        """Change the text here; return the update."""
        updates: list[bytes] = []
        subscription = self.doc.observe(lambda event: updates.append(event.update))
        with self.doc.transaction():
            del self.text[begin:end]
            if new:
                self.text.insert(begin, new)
        self.doc.unobserve(subscription)
        return updates[0]

    async def type(self, new: str, at: int | None = None, over: int = 0) -> str:
        """Type a text, at the end unless a place is given, and return the version once it is acknowledged."""
        begin = len(self.text) if at is None else at
        return await self.send(self.change(begin, begin + over, new))

    async def send(self, update: bytes) -> str:
        return await self.client.call("documents.update", path=self.path, update=update, document=self.document)

    async def until(self, condition: Callable[[], Any]) -> None:
        async with asyncio.timeout(LONG):
            while not condition():
                if self.task and self.task.done():
                    self.task.result()
                self._changed.clear()
                await self._changed.wait()

    async def shows(self, text: str) -> None:
        await self.until(lambda: str(self) == text)


class House:
    """A server and a folder."""

    def __init__(self, client: testing.Client, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self._typists: list[Typist] = []

    def by(self, name: str, kind: Any = "person") -> testing.Client:
        """Return a client in somebody's name."""
        caller = Caller(name, Grant(name, frozenset({"*"})), kind)
        return testing.Client(self.client.container, self.client.dispatcher, caller)

    def file(self, path: str, text: str | bytes) -> None:
        data = text.encode() if isinstance(text, str) else text
        (self.folder / path).write_bytes(data)

    async def typist(self, name: str, path: str) -> Typist:
        self._typists.append(await Typist(self.by(name), path).come())
        return self._typists[-1]

    async def text(self, path: str) -> str:
        return (await self.client.call("documents.read", path=path))["text"]

    async def close(self) -> None:
        for typist in self._typists:
            await typist.leave()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no text be written because time passes: only what happens to its file brings it to disk."""
    monkeypatch.setattr(projection, "PAUSE", 60.0)
    monkeypatch.setattr(projection, "RETRY", (60.0,))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    folder = tmp_path / "project"
    folder.mkdir()
    async with testing.server(folder, settings={"documents.most_bytes": 100_000}) as client:
        house = House(client, folder)
        yield house
        await house.close()
