"""A workspace with terminals, called as every face calls it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from icotes.core.call import Resolver
from icotes.core.caller import Caller, Grant
from icotes.core.container import Container
from icotes.core.log import Item, Snapshot
from icotes.core.table import Table
from icotes.kit.dispatch import Dispatcher
from icotes.kit.holder_wire import end_all
from icotes.kit.sandbox import SandboxSettings
from icotes.kit.state import StateFolder
from icotes.kit.stream import Stream
from icotes.kit.workspace import OpenWorkspaces, Workspace
from icotes.modules.terminals.methods import Terminals
from icotes.modules.terminals.store import TerminalsSchema
from icotes.modules.terminals.types import TerminalSettings

LONG = 20


def caller(name: str, *scopes: str) -> Caller:
    return Caller(name, Grant(name, frozenset(scopes or {"*"})))


class Named(Resolver[Workspace]):
    type: ClassVar[Any] = Workspace
    parameter: ClassVar[str] = "workspace"

    def __init__(self, workspaces: OpenWorkspaces) -> None:
        self._workspaces = workspaces

    async def resolve(self, caller: Caller, name: str) -> Workspace:
        return self._workspaces.get(name or "main")

    def workspace_id(self, found: Workspace) -> str:
        return found.id


class Screen:
    """Watches a terminal."""

    def __init__(self, stream: Stream) -> None:
        self.items: list[Item[Any]] = []
        self.text = b""
        self._changed = asyncio.Event()
        self._hold = asyncio.Event()
        self._hold.set()
        self.task = asyncio.create_task(self._watch(stream))

    async def _watch(self, stream: Stream) -> None:
        async with aclosing(stream.items()) as items:
            async for item in items:
                self.items.append(item)
                if isinstance(item.value, bytes):
                    self.text += item.value
                self._changed.set()
                await self._hold.wait()

    @property
    def states(self) -> list[Any]:
        return [item.value.state for item in self.items if isinstance(item.value, Snapshot)]

    async def shows(self, text: bytes) -> None:
        async with asyncio.timeout(LONG):
            while text not in self.text:
                self._changed.clear()
                await self._changed.wait()

    def hold(self) -> None:
        """Take nothing any more."""
        self._hold.clear()

    def release(self) -> None:
        self._hold.set()

    async def end(self) -> None:
        async with asyncio.timeout(LONG):
            await self.task

    async def leave(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await self.task


class Desk:
    """A server's inside, as far as terminals need it."""

    def __init__(self, home: Path, folder: Path, settings: TerminalSettings) -> None:
        self.folder = folder
        self._home = home
        self._screens: list[Screen] = []
        self._settings = settings

    async def open(self) -> None:
        """Start it, anew if it was left."""
        self.container = Container(
            [OpenWorkspaces, Terminals, TerminalsSchema],
            {
                StateFolder: StateFolder(self._home),
                TerminalSettings: self._settings,
                SandboxSettings: SandboxSettings(),
            },
        )
        await self.container.start()
        self.workspaces = await self.container.get(OpenWorkspaces)
        table = Table([Terminals], {Workspace: "workspace"})
        self.dispatcher = Dispatcher(table, self.container, [Named(self.workspaces)], [], None)
        self.workspace = await self.workspaces.open("w", "main", "p", self.folder)

    async def leave(self) -> None:
        """End it as a server ends; the terminals go on."""
        for screen in self._screens:
            await screen.leave()
        await self.container.stop()

    async def close(self) -> None:
        await self.leave()
        await asyncio.to_thread(end_all, str(self._home / "holders"))

    async def call(self, method: str, by: Caller | None = None, /, **params: Any) -> Any:
        result = await self.dispatcher.call(by or caller("ann"), f"terminals.{method}", msgspec.json.encode(params))
        return msgspec.json.decode(result)  # type: ignore[arg-type]

    async def watch(self, terminal: str, by: Caller | None = None, /, **params: Any) -> Screen:
        body = msgspec.json.encode({"terminal": terminal, **params})
        stream = await self.dispatcher.call(by or caller("ann"), "terminals.follow", body)
        assert isinstance(stream, Stream)
        self._screens.append(Screen(stream))
        return self._screens[-1]

    async def shell(self, **params: Any) -> tuple[str, Screen]:
        """Start a shell and return its id and what it shows, once it has its prompt."""
        made = await self.call("create", command=["/bin/sh"], env={"PS1": "> "}, **params)
        screen = await self.watch(made["id"])
        await screen.shows(b"> ")
        return made["id"], screen

    async def printed(self, terminal: str) -> int:
        """Return how many bytes of a terminal's output the server has taken."""
        return (await self.container.get(Terminals))._sessions["w"][terminal]._ring.last

    async def events(self) -> list[tuple[str, dict[str, Any]]]:
        page = await self.workspace.log.find(["terminals.*"], None, 1000)
        return [(record.kind.removeprefix("terminals."), record.fields()) for record in page.items[::-1]]


@pytest.fixture
def settings() -> TerminalSettings:
    return TerminalSettings(shell="/bin/sh")


@pytest.fixture
async def desk(tmp_path: Path, settings: TerminalSettings) -> AsyncIterator[Desk]:
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    desk = Desk(tmp_path / "state", folder, settings)
    await desk.open()
    yield desk
    await desk.close()
