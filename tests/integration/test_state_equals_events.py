"""State equals snapshot plus events, after every command, for every module that declares `snapshot()` (DESIGN 9.4).

The commands are those of the table: each of a module with a state is carried out, with values that its schema allows.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from icotes import testing
from icotes.core.errors import IcotesError
from icotes.core.names import module_of
from icotes.core.table import Method, Table
from icotes.kit.snapshots import Parts, ServerState, WorkspaceState, patched
from icotes.kit.store import ServerStore, Store
from icotes.kit.workspace import OpenWorkspaces, Workspace

STEPS = 200
WAIT = 20.0
"""Seconds; an event may come a little after the answer, e.g. that a program ended."""
LEFT_OUT = {"projects.close", "workspaces.delete"}
"""What ends the workspace that is looked at."""


class Watched:
    """One module's state in one place, and what its events make of an older one."""

    def __init__(self, part: Any, store: Store, look: Callable[[], Awaitable[Parts]]) -> None:
        self.part = part
        self.store = store
        self.look = look
        self.told: Parts = {}
        self.position = 0

    async def begin(self) -> None:
        self.position = self.store.log.last
        self.told = await self.look()

    async def equal(self) -> bool:
        """Take in the events that came, and compare."""
        state = await self.look()
        while self.position < self.store.log.last:
            for item in await self.store.log.read(self.position, 100):
                if item.value:
                    self.told = patched(self.told, self.part.patches(item.value))
                self.position = item.position
        return shown(self.told) == shown(state)


def shown(state: Parts) -> dict[str, Any]:
    return msgspec.json.decode(msgspec.json.encode({part: values for part, values in state.items() if values}))


async def watched(client: testing.Client, workspace: Workspace) -> list[Watched]:
    found: list[Watched] = []
    server = await client.container.get(ServerStore)
    for part in client.container.running():
        if isinstance(part, WorkspaceState):
            found.append(Watched(part, workspace.store, lambda part=part: part.snapshot(workspace)))
        elif isinstance(part, ServerState):
            found.append(Watched(part, server, part.snapshot))
    for each in found:
        await each.begin()
    return found


class Guess:
    """Values for the parameters of methods: such as stand for things that there are, as far as names tell."""

    def __init__(self, client: testing.Client, folder: Path, dice: random.Random) -> None:
        self.client = client
        self.folder = folder
        self.dice = dice
        self.made = 0

    async def params(self, method: Method) -> dict[str, Any]:
        wanted = [each for each in method.parameters if each.required or self.dice.random() < 0.5]
        given = {each.name: await self.value(method, each.name, each.type) for each in wanted}
        return {name: value for name, value in given.items() if value is not None}

    async def value(self, method: Method, name: str, type_: Any) -> Any:
        self.made += 1
        known: dict[str, Callable[[], Any]] = {
            "path": lambda: self.dice.choice(["a.md", "b.md", "folder", "folder/c.md"]),
            "source": lambda: self.dice.choice(["a.md", "b.md", "folder"]),
            "target": lambda: self.dice.choice(["c.md", "folder/d.md", f"new{self.made}"]),
            "text": lambda: "text\n",
            "files": lambda: [{"path": self.dice.choice(["a.md", "b.md"])}],
            "active": lambda: self.dice.choice(["a.md", "b.md", ""]),
            "arrangement": lambda: {"side": {"width": self.dice.randint(100, 400)}},
            "panel": lambda: self.dice.choice(["one", "two"]),
            "title": lambda: f"title {self.made}",
            "place": lambda: self.dice.choice(["below", "side"]),
            "open": lambda: self.dice.random() < 0.5,
            "data": lambda: "exit\r" if "bytes" in str(type_) or method.module == "terminals" else {"n": self.made},
            "level": lambda: self.dice.choice(["person", "workspace"]),
            "folder": lambda: str(self.folder / f"project{self.made}"),
            "template": lambda: "notes",
            "command": lambda: self.dice.choice([["cat"], ["true"]]),
            "rows": lambda: self.dice.randint(10, 50),
            "cols": lambda: self.dice.randint(10, 50),
            "shared": lambda: self.dice.random() < 0.5,
            "code": lambda: self.dice.choice(["x = 1", "print(1 / 0)"]),
            "kind": lambda: "repl",
            "language": lambda: "python",
        }
        if name in {"terminal", "kernel", "id", "ids"}:
            return await self.existing(method, name)
        if name == "name":
            return self.named(method)
        if name == "value":
            return self.dice.choice([None, 9, 21])
        return known[name]() if name in known else None

    def named(self, method: Method) -> str:
        if method.name == "workspaces.set_preference":
            return self.dice.choice(["editor.font_size", "terminal.font_size"])
        return self.dice.choice(["x", "y"])

    async def existing(self, method: Method, name: str) -> Any:
        listings = {"terminals": "terminals.list", "files": "files.list_trash", "execution": "execution.kernels"}
        listing = listings.get(method.module)
        if name == "kernel" and not await self.client.call("execution.kernels"):
            await self.client.call("execution.start_kernel")
        found = [each["id"] for each in await self.client.call(listing)] if listing else []
        if not found:
            return None
        chosen = self.dice.choice(found)
        return [chosen] if name == "ids" else chosen


def with_state(client: testing.Client) -> set[str]:
    parts = [each for each in client.container.running() if isinstance(each, (WorkspaceState, ServerState))]
    return {module_of(type(each)) for each in parts}


@pytest.mark.timeout(180)
async def test_state_equals_snapshot_plus_events_after_every_command(tmp_path: Path) -> None:
    async with testing.server(settings={"terminals.shell": "/bin/sh"}) as client:
        (workspace,) = (await client.container.get(OpenWorkspaces)).all()
        modules = with_state(client)
        assert {"workspaces", "projects", "terminals", "files"} <= modules
        everything = await watched(client, workspace)
        commands = [
            method
            for method in await client.container.get(Table)
            if method.effect == "command" and method.module in modules and method.name not in LEFT_OUT
        ]
        dice = random.Random(9)
        guess = Guess(client, tmp_path, dice)
        done: set[str] = set()
        for step in range(STEPS + 2 * len(commands)):
            method = commands[step % len(commands)] if step < 2 * len(commands) else dice.choice(commands)
            with suppress(IcotesError):
                params = await guess.params(method)
                if "workspace" in method.located:
                    params["workspace"] = workspace.id
                await client.call(method.name, **params)
                done.add(method.name)
            for each in everything:
                await settled(each, method.name)
        assert len(done) > len(commands) * 0.6, sorted({each.name for each in commands} - done)


async def settled(each: Watched, after: str) -> None:
    end = asyncio.get_running_loop().time() + WAIT
    while not await each.equal():
        place = type(each.part).__name__
        assert asyncio.get_running_loop().time() < end, (after, place, shown(each.told), shown(await each.look()))
        await asyncio.sleep(0.02)
