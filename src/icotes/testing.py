"""For tests of ours and of module authors: a whole server in the test's own process, and a client of it.

async with testing.server(parts=[Notes]) as client:
    await client.call("notes.add", text="buy milk")
"""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from icotes.app import build
from icotes.core.body import Download
from icotes.core.caller import Caller, Grant
from icotes.core.container import Container, Factory
from icotes.core.log import Item
from icotes.faces import mcp
from icotes.kit import holder_wire
from icotes.kit.dispatch import Dispatcher
from icotes.kit.settings import Settings
from icotes.kit.state import StateFolder
from icotes.kit.stream import Stream
from icotes.modules.projects.methods import Projects


class Client:
    """Calls methods as a face does, without a socket.

    Args:
        container: holds every part; `await client.container.get(Metrics)` gives one.
        dispatcher: the way of every call.
        caller: in whose name.
    """

    def __init__(self, container: Container, dispatcher: Dispatcher, caller: Caller) -> None:
        self.container = container
        self.dispatcher = dispatcher
        self.caller = caller

    def narrowed(self, *scopes: str, workspaces: Sequence[str] | None = None, name: str = "key") -> "Client":
        """Return a client whose key covers only these scopes, in only these workspaces (ids)."""
        grant = Grant(name, frozenset(scopes), None if workspaces is None else frozenset(workspaces))
        return Client(self.container, self.dispatcher, Caller(name, grant, "key"))

    def mcp(self) -> Any:
        """Return a stock MCP client (`mcp.Client`) of this server's tools: `async with client.mcp() as agent: ...`."""
        return mcp.in_process(self.dispatcher, replace(self.caller, face="mcp"))

    async def call(self, method: str, /, **params: Any) -> Any:
        """Return what a method returns, as plain JSON values; of a download its bytes, of a stream what comes at once.

        Raises:
            IcotesError: whatever the method refuses.
        """
        result = await self._ask(method, params)
        if isinstance(result, Stream):
            return msgspec.json.decode(msgspec.json.encode(await result.collect()))
        if isinstance(result, Download):
            try:
                return b"".join([chunk async for chunk in result.read(0, result.size)])
            finally:
                result.close()
        return msgspec.json.decode(result)

    async def stream(self, method: str, /, **params: Any) -> AsyncGenerator[Item[Any]]:
        """Yield the items of a stream, their values typed; close it when you have enough (`contextlib.aclosing`).

        Raises:
            IcotesError: whatever ends it but its end.
        """
        result = await self._ask(method, params)
        if not isinstance(result, Stream):
            raise TypeError(f"{method} is no stream.")
        async with aclosing(result.items()) as items:
            async for item in items:
                yield item

    async def _ask(self, method: str, params: dict[str, Any]) -> bytes | Download | Stream:
        return await self.dispatcher.call(self.caller, method, msgspec.json.encode(params))


class FakeClock:
    """A clock that stands still until it is told to go on: `tokens.clock = FakeClock()`.

    Args:
        now: seconds since the epoch, UTC.
    """

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@asynccontextmanager
async def server(
    folder: Path | None = None,
    *,
    parts: Sequence[Factory] = (),
    instead: Mapping[type, object] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> AsyncGenerator[Client]:
    """Run a whole server in this process, with a state of its own that is gone afterwards; no port is opened.

    Args:
        folder: opened as a project; an empty one unless given.
        parts: more parts, e.g. modules that stand in no folder of ours.
        instead: what is given to those who ask for these types, e.g. a fake.
        settings: e.g. `{"files.trash_days": 1}`.

    Returns:
        A client that may do everything.
    """
    with tempfile.TemporaryDirectory(prefix="icotes-") as place:
        state = StateFolder(Path(place) / "state")
        state.lock()
        container = build(Settings(flags=settings), state, parts, instead)
        try:
            await container.start()
            yield await _client(container, folder or _made(Path(place) / "project"))
        finally:
            await container.stop()
            await asyncio.to_thread(holder_wire.end_all, str(state.path / "holders"))
            state.unlock()


async def _client(container: Container, folder: Path) -> Client:
    await (await container.get(Projects)).open(str(folder))
    owner = Caller("owner", Grant("owner", frozenset({"*"})))
    return Client(container, await container.get(Dispatcher), owner)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
