"""A folder of another machine by the methods of one here, through every face; sshd and both servers are real."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from footprint import until
from icotes import AsyncClient
from icotes.client.methods_gen import EventRecord
from machine import Machine, ssh_of
from printed import Screen
from running import Failed, Server

SECONDS = 50


@pytest.mark.capability("K9")
def test_files_of_another_machine_by_http(shared_machine: Machine, reached: Server) -> None:
    big = bytes(range(256)) * 40_000
    (shared_machine.folder / "sub").mkdir()
    address = "/api/v1/workspaces/box/raw/sub/pick_up%201%25.bin"
    status, _, told = reached.http("PUT", address, big)
    assert status == 200, told
    assert (shared_machine.folder / "sub/pick_up 1%.bin").read_bytes() == big
    assert not (reached.folder / "sub").exists()
    status, headers, body = reached.http("GET", address)
    assert (status, body) == (200, big)
    assert headers["content-disposition"].startswith('attachment; filename="pick_up 1_.bin"')
    assert reached.http("GET", address, If_None_Match=headers["etag"])[0] == 304
    status, headers, body = reached.http("GET", address, Range="bytes=300-899")
    assert (status, body, headers["content-range"]) == (206, big[300:900], f"bytes 300-899/{len(big)}")
    status, _, told = reached.http("PUT", address, b"other", If_Match='"another"')
    assert (status, json.loads(told)["kind"]) == (412, "PreconditionFailed")
    status, _, told = reached.http("GET", "/api/v1/workspaces/box/raw/missing")
    assert (status, json.loads(told)["kind"]) == (404, "NotFound")
    status, _, told = reached.http("GET", "/api/v1/workspaces/box/files/sub/pick_up%201%25.bin?length=2")
    assert (status, json.loads(told)["size"]) == (200, len(big))
    until(lambda: len(ssh_of(reached)) == 1, "an upload or a download left its ssh")


@pytest.mark.capability("K9")
def test_files_and_terminals_of_another_machine_by_the_command_line(shared_machine: Machine, reached: Server) -> None:
    written = reached.icotes("files", "write", "note.md", "--text", "from here", "--workspace", "box")
    assert written.returncode == 0, written.stderr
    assert (shared_machine.folder / "note.md").read_text() == "from here"
    read = reached.icotes("files", "read", "note.md", "--workspace", "box", "--json")
    assert json.loads(read.stdout)["text"] == "from here"
    missing = reached.icotes("files", "read", "missing", "--workspace", "box")
    assert (missing.returncode, missing.stdout) == (4, "")
    made = reached.icotes("terminals", "create", "--command", "pwd", "--workspace", "box", "--json")
    assert made.returncode == 0, made.stderr
    shown = reached.icotes("terminals", "follow", json.loads(made.stdout)["id"], "--workspace", "box")
    assert str(shared_machine.folder) in shown.stdout
    assert [each["name"] for each in json.loads(reached.icotes("remotes", "list", "--json").stdout)] == ["box"]


@pytest.mark.capability("K9")
async def test_files_are_followed_by_websocket(shared_machine: Machine, reached: Server) -> None:
    async with asyncio.timeout(SECONDS), AsyncClient(reached.url, reached.token, workspace="box") as client:
        async with (
            aclosing(client.files.follow("")) as files,
            aclosing(client.workspaces.events(kinds=("files.*",))) as events,
        ):
            for stream in (files, events):
                assert not isinstance((await anext(stream)).value, EventRecord)
            (shared_machine.folder / "by-others.txt").write_text("there")
            for stream in (files, events):
                record = await _told(stream, "by-others.txt")
                assert record.kind == "files.changed"
        written = await client.files.write("mine.txt", text="1", idempotency_key="once")
        assert await client.files.write("mine.txt", text="1", idempotency_key="once") == written
        with pytest.raises(Exception, match="another request") as other:
            await client.files.write("mine.txt", text="2", idempotency_key="once")
        assert type(other.value).__name__ == "Conflict"
        assert "mine.txt" in {each.path for each in (await client.files.list_()).items}


async def _told(stream: AsyncIterator[Any], path: str) -> EventRecord:
    """Return what is told of a file; the watch may tell late of those of tests before."""
    while True:
        record = (await anext(stream)).value
        assert isinstance(record, EventRecord)
        if record.data["path"] == path:
            return record


@pytest.mark.capability("K9")
async def test_a_terminal_there_is_as_one_here(reached: Server) -> None:
    async with asyncio.timeout(SECONDS), AsyncClient(reached.url, reached.token, workspace="box") as client:
        made = await client.terminals.create(command=("/bin/sh",), env={"PS1": "> "}, rows=20, cols=70)
        screen = Screen(client, made.id)
        await screen.shows(b"> ")
        await client.terminals.resize(made.id, rows=31, cols=77)
        await client.terminals.write(made.id, "stty size; echo $((40 + 2))\r")
        await screen.shows(b"31 77\r\n42\r\n")
        assert [each.id for each in await client.terminals.list_() if each.state == "running"] == [made.id]
        await client.terminals.close(made.id)
        await screen.ended()
        assert made.id not in [each.id for each in await client.terminals.list_()]
        with pytest.raises(Exception, match="no terminal") as gone:
            await client.terminals.get(made.id)
        assert type(gone.value).__name__ == "TerminalNotFound"


@pytest.mark.capability("K9")
def test_by_mcp_and_in_the_records(shared_machine: Machine, reached: Server) -> None:
    (shared_machine.folder / "tool.txt").write_text("by a tool")
    call = {"name": "files_read", "arguments": {"path": "tool.txt", "workspace": "box"}}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}).encode()
    accept = "application/json, text/event-stream"
    _, _, answer = reached.http("POST", "/mcp", body, Content_Type="application/json", Accept=accept)
    assert b"by a tool" in answer
    reached.call("files.write", workspace="box", path="told.txt", text="x")
    (found,) = [
        each["data"]
        for each in reached.call("system.history", kinds=["audit.*"])["items"]
        if each["data"]["target"].get("path") == "told.txt"
    ]
    (box,) = reached.call("remotes.list")
    assert (found["method"], found["outcome"], found["workspace"]) == ("files.write", "ok", box["id"])


@pytest.mark.capability("K9", "T1")
def test_a_key_reaches_no_further_than_here(reached: Server) -> None:
    (box,) = reached.call("remotes.list")
    elsewhere = reached.call("system.create_token", name="one", scope=["*"], workspaces=["main"])["key"]
    reader = reached.call("system.create_token", name="reads", scope=["files:read"])["key"]
    for name in ("box", box["id"], "no-such-place"):
        with pytest.raises(Failed) as hidden:
            reached.call("files.list", token=elsewhere, workspace=name)
        assert hidden.value.error["message"].replace(name, "X") == (
            "There is no workspace 'X'; workspaces.list shows those that are open."
        )
    for method, params in (("files.write", {"path": "x", "text": "x"}), ("files.list", {})):
        with pytest.raises(Failed) as denied:
            reached.call(method, token=reader, workspace="box", **params)
        assert denied.value.kind == "Denied"
    with pytest.raises(Failed) as preview:
        reached.call("preview.open", workspace="box", path="x.html")
    assert preview.value.kind == "Unavailable"
