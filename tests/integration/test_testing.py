"""`icotes.testing`: what module authors test with."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from icotes import testing
from icotes.core.call import Audit, Call
from icotes.core.container import WiringError
from icotes.core.errors import Denied, Invalid, NotFound
from icotes.core.events import Event
from icotes.core.log import Snapshot
from icotes.core.methods import Module, command, on, query
from icotes.kit.metrics import Metrics
from icotes.kit.settings import BadSettings
from icotes.kit.tokens import Tokens
from icotes.kit.workspace import Workspace

MODULE = __name__.rpartition(".")[2]


class BellRung(Event):
    """Somebody rang."""

    times: int


class Tower:
    """Something that a module needs."""

    height = 30


class Bells(Module):
    """Rings bells."""

    def __init__(self, tower: Tower) -> None:
        self.tower = tower
        self.heard: asyncio.Queue[int] = asyncio.Queue()

    @command
    async def ring(self, workspace: Workspace, times: int = 1) -> None:
        """Ring."""
        await workspace.store.publish(BellRung(times=times))

    @query
    async def height(self) -> int:
        """Return how high it hangs."""
        return self.tower.height

    @query
    async def listen(self) -> AsyncIterator[int]:
        """Yield how often somebody rang."""
        while True:
            yield await self.heard.get()

    @on(BellRung)
    async def hear(self, event: BellRung) -> None:
        """Hear it."""
        self.heard.put_nowait(event.times)


class Proceeding(ABC):
    @abstractmethod
    def proceed(self) -> None: ...


class Needy(Module):
    """Needs what nobody supplies."""

    def __init__(self, proceeding: Proceeding) -> None: ...


@pytest.mark.capability("X4", partly="the container; the MCP server is shown beside")
async def test_a_module_is_tested_in_a_whole_server_without_a_port(tmp_path: Path):
    (tmp_path / "a.md").write_text("text")
    async with testing.server(tmp_path, parts=[Bells]) as client:
        assert await client.call(f"{MODULE}.height") == 30
        assert (await client.call("files.read", path="a.md"))["text"] == "text"
        assert await client.call("files.download", path="a.md") == b"text"
        async with asyncio.timeout(20), aclosing(client.stream("workspaces.events", kinds=[f"{MODULE}.*"])) as items:
            assert (await anext(items)).value == Snapshot(None)
            await client.call(f"{MODULE}.ring", times=3)
            record = (await anext(items)).value
            assert (record.kind, record.event(BellRung).times, record.actor) == (BellRung.kind, 3, "owner")
            async with aclosing(client.stream(f"{MODULE}.listen")) as rings:
                assert (await anext(rings)).value == 3
        assert (await client.call("system.events", max_items=1))["items"] == [{"type": "snapshot", "state": None}]
        assert isinstance(await client.container.get(Metrics), Metrics)


@pytest.mark.capability("X4")
async def test_a_modules_tools_are_tested_with_a_stock_agent_without_a_port(tmp_path: Path):
    (tmp_path / "a.md").write_text("text")
    async with testing.server(tmp_path, parts=[Bells], instead={Tower: Tower()}) as client:
        async with client.mcp() as agent:
            assert "files_read" in {tool.name for tool in (await agent.list_tools()).tools}
            found = await agent.call_tool("call_method", {"method": f"{MODULE}.height", "params": {}})
            assert found.structured_content == {"result": 30}
        async with client.narrowed("files:read").mcp() as agent:
            refused = await agent.call_tool("call_method", {"method": f"{MODULE}.ring", "params": {}})
            assert (refused.is_error, refused.structured_content["kind"]) == (True, "Denied")


@pytest.mark.capability("Q12")
async def test_a_part_can_be_replaced_by_a_fake():
    class LowTower(Tower):
        height = 2

    class Silence(Audit):
        def __init__(self) -> None:
            self.records: list[str] = []

        async def record(self, call: Call, outcome: str, seconds: float) -> None:
            self.records.append(f"{call.method.name} {outcome}")

    audit = Silence()
    async with testing.server(parts=[Bells], instead={Tower: LowTower(), Audit: audit}) as client:
        assert await client.call(f"{MODULE}.height") == 2
        await client.call(f"{MODULE}.ring")

    assert audit.records == [f"{MODULE}.ring ok"]


async def test_a_narrower_client_is_refused_as_its_key_would_be():
    async with testing.server() as client:
        reader = client.narrowed("files:read")
        assert await reader.call("files.list_trash") == []
        with pytest.raises(Denied):
            await reader.call("files.write", path="a.md", text="x")
        elsewhere = client.narrowed("*", workspaces=["other"])
        with pytest.raises(NotFound):
            await elsewhere.call("files.list_trash")
        with pytest.raises(Invalid):
            await client.call("files.read")
        with pytest.raises(TypeError, match="no stream"):
            await anext(client.stream("system.ping"))


async def test_settings_are_checked_and_the_state_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with testing.server(settings={"files.trash_days": 3}) as client:
        shown: list[dict[str, Any]] = await client.call("system.settings")
        assert {each["name"]: each["value"] for each in shown}["files.trash_days"] == 3
        assert list(tmp_path.iterdir())

    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BadSettings, match="trash_day"):
        async with testing.server(settings={"files.trash_day": 3}):
            pass
    with pytest.raises(WiringError, match="Needy needs Proceeding"):
        async with testing.server(parts=[Needy]):
            pass
    assert list(tmp_path.iterdir()) == []


async def test_nothing_of_a_server_is_left_behind():
    before = asyncio.all_tasks()
    async with testing.server() as client:
        await client.call("terminals.create", command=["cat"])
    await asyncio.sleep(0)

    assert asyncio.all_tasks() == before


async def test_time_passes_when_it_is_told_to():
    clock = testing.FakeClock()
    async with testing.server() as client:
        tokens = await client.container.get(Tokens)
        tokens.clock = clock
        made = await client.call("system.create_token", name="for a day", days=1)
        clock.advance(86_399)
        assert await tokens.authenticate(made["key"])
        clock.advance(2)
        assert await tokens.authenticate(made["key"]) is None
        assert made["token"]["id"] not in [each["id"] for each in await client.call("system.tokens")]
