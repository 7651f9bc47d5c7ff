"""X2, the full workflow: a day's work on one server, through the faces that people use for it."""

import base64
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from footprint import until
from joined import joined
from running import Failed, Server
from ways import Mcp
from wire import Client


@pytest.mark.capability("X2")
def test_open_edit_run_undo_close_and_come_back(fresh_server: Callable[..., Server], tmp_path: Path):
    folder, home = tmp_path / "work", tmp_path / "home"
    folder.mkdir()
    server = fresh_server(folder, home=home)

    server.call("files.make_folder", path="src")
    written = server.call("files.write", path="src/hello.py", text="print('hello')\n", version="new")
    assert server.call("files.read", path="src/hello.py")["version"] == written["version"]
    assert [each["path"] for each in server.call("files.search_names", query="hello")] == ["src/hello.py"]

    with joined(server) as client:
        terminal = client.result(
            "terminals.create", command=["sh", "-c", f"{sys.executable} src/hello.py; read x; echo got $x"]
        )
        client.send("terminals.follow", 1, terminal=terminal["id"])
        printed = b""
        while b"hello" not in printed:
            printed += output(client.next())
        client.send("terminals.write", 2, terminal=terminal["id"], data="input\n")
        while b"got input" not in printed:
            printed += output(client.next())

    until(lambda: server.call("workspaces.history", kinds=["terminals.exited"])["items"])
    server.call("files.move", source="src/hello.py", target="src/greet.py")
    trashed = server.call("files.delete", path="src/greet.py")
    assert not (folder / "src" / "greet.py").exists()
    server.call("files.restore", id=trashed["id"])
    assert (folder / "src" / "greet.py").read_text() == "print('hello')\n"

    kinds = [each["kind"] for each in reversed(server.call("workspaces.history", limit=1000)["items"])]
    for kind in (
        "files.changed",
        "terminals.created",
        "terminals.exited",
        "files.moved",
        "files.trashed",
        "files.restored",
    ):
        assert kind in kinds, kinds
    server.stop()
    again = fresh_server(folder, home=home)
    assert again.call("files.read", path="src/greet.py")["text"] == "print('hello')\n"
    assert [each["kind"] for each in reversed(again.call("workspaces.history", limit=1000)["items"])][
        : len(kinds)
    ] == kinds


def output(message: dict[str, Any]) -> bytes:
    item = message.get("params", {}).get("value", {}).get("item")
    return base64.b64decode(item) if isinstance(item, str) else b""


@pytest.mark.capability("X2")
def test_several_clients_see_the_same_things_in_the_same_order(fresh_server: Callable[..., Server]):
    """Multi-client sync: two followers, three writers (socket, HTTP, disk), one order."""
    server = fresh_server()
    with joined(server) as one, joined(server) as two, joined(server) as writer:
        for client in (one, two):
            client.send("workspaces.events", 1, kinds=["files.*"])
            client.next()
        for number in range(10):
            writer.result("files.write", path=f"socket{number}.md", text="x")
            server.call("files.write", path=f"http{number}.md", text="x")
            (server.folder / f"disk{number}.md").write_text("x")
        wanted = {f"{way}{number}.md" for way in ("socket", "http", "disk") for number in range(10)}
        seen = [heard(client, wanted) for client in (one, two)]

    assert seen[0] == seen[1]
    for way in ("socket", "http"):
        order = [path for path in seen[0] if path.startswith(way)]
        assert order == [f"{way}{number}.md" for number in range(10)]


def heard(client: Client, wanted: set[str]) -> list[str]:
    """Return the paths that a client hears of until it has heard of all that are wanted."""
    order: list[str] = []
    end = time.monotonic() + 20
    while not wanted <= set(order):
        assert time.monotonic() < end, wanted - set(order)
        data = next_event(client)["data"]
        order += [each["path"] for each in data.get("changes") or [data] if each["path"] not in order]
    return order


def next_event(client: Client) -> dict[str, Any]:
    """Return the next event; bookmarks only move a cursor on."""
    while (item := client.next()["params"]["value"]["item"])["type"] != "event":
        pass
    return item


@pytest.mark.capability("X2", "G3", "G4", partly="editing by `icotes ai edit` comes with agents")
def test_the_command_line_does_a_days_work_and_pipes(fresh_server: Callable[..., Server]):
    """The CLI suite: what one command writes, the next one reads, and a client sees all of it."""
    server = fresh_server()
    with joined(server) as client:
        client.send("workspaces.events", 1, kinds=["files.*", "workspaces.*"])
        client.next()
        assert server.icotes("files", "write", "a.md", "--text", "one\n").returncode == 0
        assert server.icotes("files", "read", "a.md").stdout == "one\n"
        assert server.icotes("--api", "files.write", "-", stdin='{"path": "b.md", "text": "piped"}').returncode == 0
        found = server.icotes("files", "list", "", "--json")
        assert {each["path"] for each in json.loads(found.stdout)["items"]} == {"a.md", "b.md"}
        assert server.icotes("a.md").returncode == 0
        assert server.icotes("files", "read", "none.md").returncode == 4
        heard_of: list[str] = []
        while "workspaces.file_opened" not in heard_of:
            heard_of.append(next_event(client)["kind"])

    assert heard_of.count("files.changed") >= 2


@pytest.mark.capability("X2", "M10")
def test_an_agent_works_by_tools_while_a_person_watches(fresh_server: Callable[..., Server]):
    """The AI tool suite: an agent with a narrow key reads, writes and runs; the person sees who did it."""
    server = fresh_server()
    server.call("files.write", path="task.md", text="say hello\n")
    key = server.call("system.create_token", name="agent", scope=["files:*", "terminals:*"])["key"]
    agent = Mcp(server, key)
    with joined(server) as person:
        person.send("workspaces.events", 1, kinds=["files.*"])
        person.next()
        task = agent.tool("files_read", {"path": "task.md"})["text"]
        agent.tool("files_write", {"path": "answer.md", "text": task.replace("say ", "")})
        event = next_event(person)
    terminal = agent.tool("terminals_create", {"command": ["cat", "answer.md"]})
    seen = agent.tool("terminals_follow", {"terminal": terminal["id"], "wait": 20, "max_items": 5})

    assert (event["data"]["path"], event["data"]["origin"]) == ("answer.md", "method")
    assert (server.folder / "answer.md").read_text() == "hello\n"
    assert "hello" in json.dumps(seen) or b"hello" in b"".join(
        base64.b64decode(e) for e in seen["items"] if isinstance(e, str)
    )
    with pytest.raises(Failed) as failed:
        agent.tool("call_method", {"method": "system.create_token", "params": {"name": "more"}})
    assert failed.value.kind == "Denied"
