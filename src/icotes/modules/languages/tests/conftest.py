"""A server with language servers of the test's own choice, in the test's own process."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from icotes import testing
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.languages.pools import Pools
from icotes.modules.languages.server import Server

LONG = 30
SCRIPT = Path(__file__).with_name("scripted.py")


def scripted(way: str = "well", *more: str) -> dict[str, Any]:
    """Return the settings of a language server that is a script."""
    return {
        "command": [sys.executable, str(SCRIPT), way, *more],
        "files": {"*.toy": "toy"},
        "install": "get a toy",
        "read": [str(SCRIPT.parent)],
    }


class Study:
    """A server and a folder of code."""

    def __init__(self, client: testing.Client, folder: Path) -> None:
        self.client = client
        self.folder = folder

    def file(self, path: str, text: str | bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)

    async def call(self, method: str, **params: Any) -> Any:
        return await self.client.call(f"languages.{method}", **params)

    async def pools(self) -> Pools:
        return await self.client.container.get(Pools)

    async def server(self, name: str = "toy") -> Server:
        workspace = (await self.client.container.get(OpenWorkspaces)).all()[0]
        return (await self.pools()).of(workspace).servers[name]

    async def state(self, name: str = "toy") -> dict[str, Any]:
        return next(each for each in await self.call("servers") if each["name"] == name)

    async def until(self, look: Callable[[], Awaitable[Any]]) -> Any:
        """Return what `look` returns, once it is something."""
        async with asyncio.timeout(LONG):
            while not (found := await look()):
                await asyncio.sleep(0.02)
            return found


Studies = Callable[..., Awaitable[Study]]


@pytest.fixture
async def study(tmp_path: Path) -> AsyncIterator[Studies]:
    """Open a study: `await study(way, ..., **settings)`; without a way there are the real servers only."""
    async with AsyncExitStack() as stack:

        async def open_(*way: str, **settings: Any) -> Study:
            folder = tmp_path / "project"
            folder.mkdir()
            given = {f"languages.{name}": value for name, value in settings.items()}
            if way:
                given["languages.servers"] = {"toy": scripted(*way)}
            client = await stack.enter_async_context(testing.server(folder, settings=given))
            return Study(client, folder)

        yield open_
