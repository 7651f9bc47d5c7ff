"""The Python client, async and not, against a real server."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from typing import Any

import pytest

from icotes import AsyncClient, Client
from icotes.core.errors import ConnectionLost, NotFound, Unauthenticated
from relay import Relay
from running import Server

SECONDS = 20


@pytest.fixture
async def client(server: Server) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(server.url, server.token) as connected:
        yield connected


@pytest.fixture
def script(server: Server) -> Iterator[Client]:
    with Client(server.url, server.token) as connected:
        yield connected


@pytest.mark.capability("B10", partly="tokens of models come with llm")
async def test_files_are_read_written_and_followed(client: AsyncClient) -> None:
    async with asyncio.timeout(SECONDS), aclosing(client.files.follow("")) as changes:
        first = await anext(changes)
        assert first.cursor
        await client.files.write("async.txt", text="one")
        async for item in changes:
            if getattr(item.value, "path", "") == "async.txt" or "async.txt" in str(item.value):
                break
    content = await client.files.read("async.txt")
    assert content.text == "one"


async def test_terminals_are_typed_on_and_followed(client: AsyncClient) -> None:
    terminal = await client.terminals.create(command=("cat",))
    await client.terminals.write(terminal.id, "hello\r")
    printed = b""
    async with asyncio.timeout(SECONDS), aclosing(client.terminals.follow(terminal.id)) as items:
        async for item in items:
            printed += item.value if isinstance(item.value, bytes) else b""
            if printed.count(b"hello") > 1:
                break
    await client.terminals.close(terminal.id)


async def test_a_failure_is_of_its_kind(client: AsyncClient) -> None:
    with pytest.raises(NotFound) as failed:
        await client.files.read("nowhere")
    assert failed.value.kind == "NotFound"
    assert failed.value.message


async def test_a_call_that_is_cancelled_here_is_cancelled_there(client: AsyncClient) -> None:
    terminal = await client.terminals.create(command=("cat",))
    items = client.terminals.follow(terminal.id)
    await anext(items)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(items), 0.3)
    await client.terminals.close(terminal.id)
    assert (await client.system.ping()) is not None


async def test_a_stream_goes_on_after_every_cut_without_gap_or_repeat(server: Server) -> None:
    async with (
        Relay(server.port) as relay,
        AsyncClient(server.url, server.token) as writer,
        AsyncClient(relay.url, server.token) as reader,
    ):
        terminal = await writer.terminals.create(command=("sh", "-c", "stty -echo; echo ready; exec cat"))
        seen, cursors, ready = b"", [], asyncio.Event()
        words = [f"{number:04}\n".encode() for number in range(200)]

        async def write() -> None:
            await ready.wait()
            for number, word in enumerate(words):
                await writer.terminals.write(terminal.id, binary=word)
                if number % 20 == 0:
                    relay.cut()

        writing = asyncio.create_task(write())
        async with asyncio.timeout(SECONDS), aclosing(reader.terminals.follow(terminal.id)) as items:
            async for item in items:
                cursors.append(item.cursor)
                seen += item.value if isinstance(item.value, bytes) else b""
                if b"ready" in seen:
                    ready.set()
                if b"0199\r\n" in seen:
                    break
        await writing
        assert seen.replace(b"\r", b"") == b"ready\n" + b"".join(words)
        assert len(set(cursors)) == len(cursors)
        assert relay.accepted > 1
        await writer.terminals.close(terminal.id)


async def test_a_stream_that_is_not_read_holds_up_nothing_else(client: AsyncClient) -> None:
    terminal = await client.terminals.create(command=("yes",))
    async with aclosing(client.terminals.follow(terminal.id)) as flood:
        await anext(flood)
        async with asyncio.timeout(SECONDS):
            for _ in range(20):
                await client.system.ping()
    await client.terminals.close(terminal.id)


async def test_a_wrong_key_and_no_server_are_told_apart(server: Server) -> None:
    with pytest.raises(Unauthenticated):
        async with AsyncClient(server.url, "wrong"):
            pass
    with pytest.raises(ConnectionLost):
        async with AsyncClient("http://127.0.0.1:1", "wrong"):
            pass


async def test_a_command_is_repeated_only_under_a_key(server: Server) -> None:
    async with Relay(server.port) as relay, AsyncClient(relay.url, server.token) as client:
        await client.files.write("repeated.txt", text="one", idempotency_key="first")
        relay.cut()
        await client.files.write("repeated.txt", text="one", idempotency_key="first")
        sleeping = asyncio.create_task(client.call("terminals.create", {"command": ["cat"]}))
        terminal = await sleeping
        await client.call("terminals.close", {"terminal": terminal["id"]})


def test_a_script_calls_and_follows(script: Client) -> None:
    script.files.write("script.txt", text="two")
    assert script.files.read("script.txt").text == "two"
    terminal = script.terminals.create(command=("cat",))
    script.terminals.write(terminal.id, "hello\r")
    printed = b""
    with closing(script.terminals.follow(terminal.id)) as items:
        for item in items:
            printed += item.value if isinstance(item.value, bytes) else b""
            if printed.count(b"hello") > 1:
                break
    script.terminals.close(terminal.id)
    with pytest.raises(NotFound):
        script.files.read("nowhere")
    assert script.call("system.ping") is not None


async def test_a_script_goes_on_after_a_cut(server: Server) -> None:
    async with Relay(server.port) as relay:
        with Client(relay.url, server.token) as client:
            terminal = await asyncio.to_thread(client.terminals.create, command=("cat",))
            items = client.terminals.follow(terminal.id)
            await asyncio.to_thread(next, items)
            relay.cut()
            assert await asyncio.to_thread(client.system.ping) == "pong"
            await asyncio.to_thread(client.terminals.write, terminal.id, "after\r")
            assert await asyncio.to_thread(_until, items, b"after")
            await asyncio.to_thread(client.terminals.close, terminal.id)


def _until(items: Generator[Any], text: bytes) -> bool:
    printed = b""
    with closing(items):
        for item in items:
            printed += item.value if isinstance(item.value, bytes) else b""
            if text in printed:
                return True
    return False


def test_the_local_server_is_found(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ICOTES_URL", "ICOTES_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", server.environment["XDG_STATE_HOME"])
    with Client() as client:
        assert client.url == server.url
        assert client.system.ping() is not None
