"""Language servers through a running server's WebSocket and command line."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from running import Failed, Server

LONG = 40
CODE = 'def area(width: int) -> int:\n    return width\n\n\nprint(area("😀"), oops)\n'
Fresh = Callable[..., Server]


@contextmanager
def dialled(server: Server) -> Iterator[ClientConnection]:
    address = f"ws://127.0.0.1:{server.port}/ws"
    with connect(address, additional_headers={"Authorization": f"Bearer {server.token}"}) as socket:
        yield socket


def send(socket: ClientConnection, id: int, method: str, **params: Any) -> None:
    socket.send(json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))


def until(socket: ClientConnection, fits: Callable[[Any], Any]) -> Any:
    """Return the next message that fits."""
    while True:
        message = json.loads(socket.recv(LONG))
        assert "error" not in message, message
        if fits(message):
            return message


def wrong(message: Any) -> list[str] | None:
    """Return what a message of the follower says is wrong, by code; None if it is no such message."""
    item = message.get("params", {}).get("value", {}).get("item", {})
    return [each["code"] for each in item["diagnostics"]] if item.get("type") == "diagnostics" else None


@pytest.mark.capability("K5")
@pytest.mark.parametrize("name", ["ty", "basedpyright"])
def test_problems_come_as_they_change_and_a_killed_server_comes_back(
    fresh_server: Fresh, tmp_path: Path, name: str
) -> None:
    (tmp_path / "a.py").write_text(CODE)
    server = fresh_server(tmp_path, ICOTES_LANGUAGES_ORDER=name, ICOTES_LANGUAGES_OFF="ruff")
    with dialled(server) as socket, dialled(server) as asking:
        send(socket, 1, "languages.follow")
        until(socket, lambda message: "progress" in message.get("method", ""))
        send(socket, 2, "documents.open", path="a.py")
        send(asking, 3, "languages.diagnostics", path="a.py")
        assert len(until(socket, lambda message: len(wrong(message) or ()) == 2)["params"]) == 2
        until(asking, lambda message: message.get("id") == 3)  # one that is killed answers nobody
        running = next(each for each in server.call("languages.servers") if each["name"] == name)
        os.kill(running["pid"], signal.SIGKILL)
        until(socket, lambda message: wrong(message) == [])
        until(socket, lambda message: len(wrong(message) or ()) == 2)
        again = next(each for each in server.call("languages.servers") if each["name"] == name)
        assert (again["state"], again["pid"] != running["pid"]) == ("ready", True)
        send(socket, 4, "documents.edit", path="a.py", edits=[{"old": '"😀"', "new": "1"}])
        until(socket, lambda message: len(wrong(message) or ()) == 1)


@pytest.mark.capability("K5")
def test_a_file_is_asked_about_and_formatted_from_the_command_line(fresh_server: Fresh, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = {  'a':1 }\n")
    server = fresh_server(tmp_path)
    hover = json.loads(server.icotes("languages", "hover", "a.py", "1", "1", "--json").stdout)
    assert "dict[str, int]" in hover["text"]
    changes = server.icotes("languages", "format", "a.py", "--json").stdout
    key = server.call("system.create_token", name="reader", scope=["languages:*", "files:read"])["key"]
    with pytest.raises(Failed, match="files:write") as failed:
        server.call("languages.apply", token=key, changes=json.loads(changes))
    assert failed.value.kind == "Denied"
    done = server.icotes("languages", "apply", changes.strip())
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.py").read_text() == 'x = {"a": 1}\n'


@pytest.mark.capability("K5")
def test_what_is_not_installed_is_said_with_what_to_do(fresh_server: Fresh, tmp_path: Path) -> None:
    config = tmp_path / "icotes.toml"
    config.write_text(
        '[languages.servers.toy]\ncommand = ["no-such-toy"]\nfiles = { "*.toy" = "toy" }\ninstall = "get a toy"\n'
    )
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a.toy").write_text("x")
    server = fresh_server(tmp_path / "project", "--config", str(config))
    done = server.icotes("languages", "hover", "a.toy", "1", "1")
    assert done.returncode == 7
    assert "Install one: get a toy." in done.stderr
