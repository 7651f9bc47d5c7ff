"""A stock MCP client against a real server: over HTTP, and over stdio through `icotes mcp serve`."""

import asyncio
import base64
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from running import DEADLINE, Server

ICOTES = str(Path(sys.executable).parent / "icotes")
Connect = Callable[..., AbstractAsyncContextManager[Client]]


@asynccontextmanager
async def http(server: Server, token: str = "", query: str = "", mode: str = "auto") -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {token or server.token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as sender:
        transport = streamable_http_client(f"{server.url}/mcp{query}", http_client=sender)
        async with Client(transport, mode=mode) as client:
            yield client


@asynccontextmanager
async def stdio(server: Server, *words: str, cwd: Path | None = None) -> AsyncIterator[Client]:
    arguments = ["mcp", "serve", *words]
    command = StdioServerParameters(command=ICOTES, args=arguments, env=server.environment, cwd=cwd or server.folder)
    async with Client(command) as client:
        yield client


CARRIERS: dict[str, Connect] = {"http": http, "old http": lambda server: http(server, mode="legacy"), "stdio": stdio}


async def ok(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


@pytest.mark.capability("M10")
@pytest.mark.parametrize("carrier", CARRIERS)
async def test_a_stock_client_works_on_files_and_terminals(server: Server, carrier: str) -> None:
    async with CARRIERS[carrier](server) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert {"files_read", "files_write", "files_follow", "terminals_create", "call_method"} <= names
        path = f"{carrier}.txt".replace(" ", "-")
        begun = await ok(client, "files_follow", path="", max_items=1, wait=DEADLINE)
        await ok(client, "files_write", path=path, text="from an agent")
        assert (await ok(client, "files_read", path=path))["text"] == "from an agent"
        changes, cursor = "", begun["cursor"]
        while path not in changes:  # what others did before may be told only now
            output = await ok(client, "files_follow", path="", since=cursor, wait=10, max_items=1)
            changes, cursor = str(output["items"]), output["cursor"]
        terminal = (await ok(client, "terminals_create", command=["cat"]))["id"]
        await ok(client, "terminals_write", terminal=terminal, data="hello\r")
        printed, cursor = "", None
        while printed.count("hello") < 2:
            since = {"since": cursor} if cursor else {}
            output = await ok(client, "terminals_follow", terminal=terminal, wait=1, **since)
            printed += "".join(item for item in output["items"] if isinstance(item, str))
            cursor = output["cursor"]
        await ok(client, "terminals_close", terminal=terminal)


@pytest.mark.parametrize("carrier", CARRIERS)
async def test_a_failure_says_its_kind(server: Server, carrier: str) -> None:
    async with CARRIERS[carrier](server) as client:
        result = await client.call_tool("files_read", {"path": "nowhere"})
        assert result.is_error
        assert result.structured_content is not None
        assert result.structured_content["kind"] == "NotFound"
        assert str(server.folder) not in str(result)


async def test_an_agent_reads_what_a_terminal_printed_without_what_a_screen_obeys(server: Server) -> None:
    printed = r"\033[31mred\033[0m \033]52;c;cm0gLXJm\007\033]0;title\033\\ \033[6nend"
    async with http(server) as client:
        terminal = (await ok(client, "terminals_create", command=["printf", printed]))["id"]
        output = await ok(client, "call_method", method="terminals.follow", params={"terminal": terminal, "wait": 10})
    assert [item for item in output["items"] if isinstance(item, str)] == ["red  end"]
    raw = server.call("terminals.follow", terminal=terminal, wait=10)["items"]
    assert b"\033[31mred" in base64.b64decode(raw[1])


async def test_a_client_counts_as_one_that_came_by_mcp(server: Server) -> None:
    async with http(server) as client:
        await ok(client, "files_list")
    (own,) = server.call("system.connections", kind="mcp", user="owner", limit=1)["items"]
    assert own["calls"] >= 1
    assert server.call("system.connections", kind="http")["items"]


async def test_modules_are_chosen_by_the_client(server: Server) -> None:
    async with http(server, query="?modules=system") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "system_ping" in names
        assert "files_read" not in names
    async with stdio(server, "--modules", "terminals") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "terminals_create" in names
        assert "files_read" not in names


async def test_the_workspace_is_that_of_the_address_or_of_the_folder(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = fresh_server()
    (tmp_path / "here.txt").write_text("here")
    other = server.call("projects.open", folder=str(tmp_path))["workspace"]
    async with http(server) as client:
        assert (await client.call_tool("files_read", {"path": "here.txt"})).is_error
    async with http(server, query=f"?workspace={other}") as client:
        assert (await ok(client, "files_read", path="here.txt"))["text"] == "here"
        assert (await ok(client, "call_method", method="files.read", params={"path": "here.txt"}))["text"] == "here"
    async with stdio(server, cwd=tmp_path) as client:
        assert (await ok(client, "files_read", path="here.txt"))["text"] == "here"


async def test_records_say_that_an_agent_did_it(server: Server) -> None:
    async with http(server) as client:
        await ok(client, "files_write", path="recorded.txt", text="x")

    def faces() -> set[str]:
        records = server.call("system.history", kinds=["audit.recorded"], limit=20)["items"]
        return {each["data"]["face"] for each in records if each["data"]["method"] == "files.write"}

    async with asyncio.timeout(DEADLINE):
        while "mcp" not in faces():
            await asyncio.sleep(0.05)


async def test_progress_is_reported_while_a_stream_is_read(server: Server) -> None:
    counts: list[float] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        counts.append(progress)

    async with http(server) as client:
        arguments = {"path": "", "max_items": 1, "wait": DEADLINE}
        await client.call_tool("files_follow", arguments, progress_callback=note)
        async with asyncio.timeout(DEADLINE):
            while not counts:
                await asyncio.sleep(0.01)
    assert counts[0] == 1


@pytest.mark.parametrize("carrier", ["http", "stdio"])
async def test_a_call_that_the_client_cancels_ends_on_the_server(server: Server, carrier: str) -> None:
    kind = f"cancelled.{carrier}"
    params = {"kinds": [kind], "wait": 60}

    async def followers(expected: int) -> None:
        while sum(each["kinds"] == [kind] for each in server.call("system.stats")["followers"]) != expected:
            await asyncio.sleep(0.05)

    async with CARRIERS[carrier](server) as client, asyncio.timeout(DEADLINE):
        arguments = {"method": "workspaces.events", "params": params}
        call = asyncio.create_task(client.call_tool("call_method", arguments))
        await followers(1)
        call.cancel()
        await followers(0)


async def test_a_narrow_key_reaches_no_further_here(server: Server) -> None:
    created = server.call("system.create_token", name="reader of files", scope=["files:read"])
    async with http(server, created["key"]) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "files_read" in names
        assert "files_write" not in names
        for tool, arguments in {
            "files_write": {"path": "x", "text": "x"},
            "call_method": {"method": "files.write", "params": {"path": "x", "text": "x"}},
            "terminals_create": {},
        }.items():
            result = await client.call_tool(tool, arguments)
            assert result.is_error
            assert result.structured_content is not None
            assert result.structured_content["kind"] == "Denied"


async def test_without_a_key_nothing_answers(server: Server) -> None:
    async with httpx2.AsyncClient() as sender:
        answer = await sender.post(f"{server.url}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
        assert answer.status_code == 401
        headers = {"Authorization": f"Bearer {server.token}", "Origin": "https://elsewhere.example"}
        answer = await sender.post(f"{server.url}/mcp", json={}, headers=headers)
        assert answer.status_code == 403


async def test_stdio_works_without_a_server(tmp_path: Path, fresh_server: Callable[..., Server]) -> None:
    stopped = fresh_server()
    stopped.stop()
    async with stdio(stopped, "--local") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "files_read" in names


async def test_stdio_finds_the_server_again_after_a_restart(
    tmp_path: Path, fresh_server: Callable[..., Server]
) -> None:
    folder, home = tmp_path / "project", tmp_path / "home"
    folder.mkdir()
    server = fresh_server(folder, home=home)
    async with stdio(server) as client:
        await ok(client, "files_write", path="kept.txt", text="kept")
        server.stop()
        result = await client.call_tool("files_read", {"path": "kept.txt"})
        assert result.is_error
        assert result.structured_content is not None
        assert result.structured_content["kind"] == "Unavailable"
        again = fresh_server(folder, home=home)
        assert again.url != server.url
        assert (await ok(client, "files_read", path="kept.txt"))["text"] == "kept"
