"""Calls from the command line: words and options in, tables, JSON or bytes out, against a running server."""

import base64
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from icotes import app
from icotes.faces.cli.describe import describe
from icotes.faces.cli.local import OWNER, Local
from repositories import Repository
from running import DEADLINE, ICOTES, Server

OUTLINE = describe(app.table())
SIMPLE = [
    name
    for name, usage in OUTLINE.methods.items()
    if usage.query and not usage.stream and not any(each.required for each in usage.arguments)
]
"""Queries that need no words."""


def raw(server: Server, *words: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [ICOTES, *words],
        cwd=cwd or server.folder,
        env=server.environment,
        input=stdin,
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )


def said(server: Server, *words: str, stdin: str | None = None) -> Any:
    done = server.icotes(*words, "--json", stdin=stdin)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.capability("G11")
def test_a_text_comes_back_as_it_went_in(server: Server) -> None:
    text = "first\nsecond, without an end ä\t\x1b"
    assert raw(server, "files", "write", "cli.md", "-", stdin=text.encode()).returncode == 0
    assert raw(server, "files", "read", "cli.md").stdout == text.encode()
    assert said(server, "files", "read", "cli.md")["text"] == text
    assert (server.folder / "cli.md").read_text() == text


def test_bytes_come_back_as_they_went_in(server: Server, tmp_path: Path) -> None:
    data = bytes(range(256)) * 5000
    (tmp_path / "sent.bin").write_bytes(data)
    assert raw(server, "files", "upload", "a.bin", str(tmp_path / "sent.bin")).returncode == 0
    assert raw(server, "files", "upload", "b.bin", "-", stdin=data).returncode == 0
    assert (server.folder / "a.bin").read_bytes() == (server.folder / "b.bin").read_bytes() == data
    assert raw(server, "files", "download", "a.bin").stdout == data
    assert raw(server, "files", "download", "a.bin", "-o", str(tmp_path / "got.bin")).stdout == b""
    assert (tmp_path / "got.bin").read_bytes() == data
    assert raw(server, "files", "read", "a.bin", "--length", "256").stdout == data[:256]
    assert base64.b64decode(said(server, "files", "download", "a.bin")["data"]) == data


@pytest.mark.capability("G11")
def test_the_error_table_is_the_exit_code(server: Server) -> None:
    assert server.icotes("files", "read", "none.md").returncode == 4
    assert server.icotes("files", "read", "../none.md").returncode != 0
    server.icotes("files", "create", "there.md")
    conflict = server.icotes("files", "create", "there.md", "--json")
    assert conflict.returncode == 5
    assert json.loads(conflict.stderr)["data"]["kind"] == "Conflict"
    assert json.loads(conflict.stderr)["data"]["current"]
    slow = server.icotes("workspaces", "events", "--timeout", "0.2")
    assert slow.returncode == 8
    assert len(slow.stderr.splitlines()) == 1


def test_a_narrow_key_is_refused(server: Server) -> None:
    made = server.icotes("system", "create-token", "--scope", "files:read", "--json")
    assert made.returncode == 0, made.stderr
    key = json.loads(made.stdout)
    environment = {**server.environment, "ICOTES_TOKEN": key["key"]}

    def code(*words: str) -> int:
        return subprocess.run(
            [ICOTES, *words], cwd=server.folder, env=environment, capture_output=True, check=False
        ).returncode

    assert code("files", "list") == 0
    assert code("files", "write", "no.md", "x") == 3
    assert key["token"]["id"] in server.icotes("system", "tokens").stdout
    assert server.icotes("system", "revoke-token", key["token"]["id"]).returncode == 0
    assert code("files", "list") == 3


@pytest.mark.capability("G3")
def test_any_method_can_be_called_with_json(server: Server) -> None:
    (server.folder / "api.md").write_text("hello")
    done = server.icotes("--api", "files.read", '{"path": "api.md"}')
    assert (done.returncode, json.loads(done.stdout)["text"]) == (0, "hello")
    assert json.loads(server.icotes("--api", "system.ping").stdout) == "pong"
    assert json.loads(server.icotes("--api", "files.stat", "-", stdin='{"path": "api.md"}').stdout)["size"] == 5
    assert server.icotes("--api", "files.read", '{"path": "none.md"}').returncode == 4
    assert server.icotes("--api", "files.nothing").returncode == 2
    assert server.icotes("--api", "files.read", '{"paht": "api.md"}').returncode == 2


@pytest.mark.capability("G3")
@pytest.mark.parametrize("name", sorted(OUTLINE.methods))
def test_every_method_is_reached_by_api(name: str, server: Server) -> None:
    """Nothing is called well, and nothing is unknown: the server itself refuses a parameter that no method has."""
    done = server.icotes("--api", name, '{"no_such_parameter": 1}')
    assert done.returncode == 2
    assert "no_such_parameter" in done.stderr


def test_the_workspace_is_that_of_the_folder(fresh_server: Callable[..., Server], tmp_path: Path) -> None:
    server = fresh_server()
    for name in ("one", "two"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "name.txt").write_text(name)
        server.call("projects.open", folder=str(tmp_path / name))
    assert raw(server, "files", "read", "name.txt", cwd=tmp_path / "one" / "deep").stdout == b"one"
    assert raw(server, "files", "read", "name.txt", cwd=tmp_path / "two").stdout == b"two"
    assert raw(server, "files", "read", "name.txt", "--workspace", "one", cwd=tmp_path / "two").stdout == b"one"
    nowhere = raw(server, "files", "read", "name.txt", cwd=tmp_path)
    assert nowhere.returncode == 2
    assert b"workspace" in nowhere.stderr


def test_a_call_is_counted_as_a_command_line(server: Server) -> None:
    server.icotes("system", "ping")
    found = said(server, "system", "connections", "--kind", "cli")["items"]
    assert found
    assert all(each["agent"].startswith("icotes-cli/") for each in found)


@pytest.mark.capability("G1")
def test_a_file_is_shown_to_every_client(server: Server) -> None:
    (server.folder / "show.md").write_text("x")
    tail = subprocess.Popen(
        [ICOTES, "workspaces", "events", "--kinds", "workspaces.file_opened", "--json"],
        cwd=server.folder,
        env=server.environment,
        stdout=subprocess.PIPE,
    )
    assert tail.stdout
    try:
        assert json.loads(tail.stdout.readline())["type"] == "snapshot"
        done = server.icotes("show.md", "--line", "3")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        event = json.loads(tail.stdout.readline())
        while event.get("type") == "bookmark":  # others' events were passed over
            event = json.loads(tail.stdout.readline())
        assert event["kind"] == "workspaces.file_opened"
        assert event["data"] == {"path": "show.md", "line": 3}
    finally:
        tail.terminate()
        tail.communicate()


@pytest.mark.capability("G1")
def test_a_command_wins_over_a_file_of_its_name(server: Server) -> None:
    (server.folder / "status").write_text("x")
    assert str(server.pid) in server.icotes("status").stdout
    assert (
        server.icotes("./status", "--json").stdout
        == json.dumps({"opened": [str(server.folder / "status")]}, separators=(",", ":")) + "\n"
    )


@pytest.mark.capability("G1")
def test_without_a_server_and_terminal_there_is_a_hint(icotes: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    for words in (["a.md"], ["a.md", "--no-start"]):
        done = icotes(*words)
        assert (done.returncode, done.stdout) == (7, "")
        assert "`icotes serve FOLDER` starts one" in done.stderr


@pytest.mark.capability("G1")
def test_on_a_terminal_a_server_is_started_for_the_file(
    keyboard: Callable[..., Any], environment: dict[str, str], icotes: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.md").write_text("x")
    (tmp_path / "icotes.toml").write_text("[server]\nport = 0\n")
    home = {**environment, "XDG_STATE_HOME": str(tmp_path / "state"), "ICOTES_SERVER_PORT": "0"}
    typed = keyboard(folder, home, "a.md")
    assert typed.end() == 0, typed.shown
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    try:
        record = json.loads(icotes("workspaces", "history", "--json", cwd=folder, **state).stdout)["items"]
        assert [each["data"]["path"] for each in record if each["kind"] == "workspaces.file_opened"] == ["a.md"]
    finally:
        assert icotes("stop", **state).returncode == 0


def test_a_stream_stops_after_max_items(server: Server) -> None:
    (server.folder / "hits.txt").write_text("needle\n" * 5)
    words = ["files", "search-contents", "needle", "--json", "--max-items", "3", "--wait", "20"]
    lines = server.icotes(*words).stdout.splitlines()
    assert len(lines) == 3
    assert all(json.loads(line)["path"] for line in lines)


@pytest.mark.capability("G11")
@pytest.mark.parametrize("name", SIMPLE)
def test_every_query_prints_json(name: str, server: Server) -> None:
    module, method = name.split(".")
    if module == "git" and not (server.folder / ".git").exists():
        Repository.make(server.folder)
    done = server.icotes(module, method.replace("_", "-"), "--json")
    assert done.returncode in {0, 4}, done.stderr
    json.loads(done.stdout or done.stderr)


@pytest.mark.capability("G13")
@pytest.mark.parametrize("module", sorted(OUTLINE.modules))
def test_a_module_runs_alone(module: str, icotes: Callable[..., Any], tmp_path: Path) -> None:
    """With no server, a query of each module works in this process, on a folder that no server has seen."""
    folder = tmp_path / "project"
    Repository.make(folder, **{"a.md": "x"})
    simple = (name.split(".")[1].replace("_", "-") for name in SIMPLE if name.startswith(f"{module}."))
    words = [module, *([query] if (query := next(simple, "")) else ["read", "a.md"]), "--local", "--json"]
    done = icotes(*words, cwd=folder, XDG_STATE_HOME=str(tmp_path / "state"))
    assert done.returncode == 0, done.stderr
    json.loads(done.stdout)


@pytest.mark.capability("G13")
async def test_only_what_a_module_needs_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")

    async def started(*methods: str) -> set[str]:
        async with Local(app, str(tmp_path / "state")) as local:
            for method in methods:
                await local.dispatcher.call(OWNER, method)
            return {type(part).__name__ for part in local.container.running()}

    assert {"Files", "Terminals", "Projects", "Web"} & await started("system.ping") == set()
    await started("projects.list")
    assert {"Files", "Terminals", "Web"} & await started("projects.list") == set()


def test_a_local_call_writes_reads_and_follows(icotes: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    assert icotes("files", "write", "a.md", "-", "--local", stdin="text", cwd=folder, **state).returncode == 0
    assert icotes("files", "read", "a.md", "--local", cwd=folder, **state).stdout == "text"
    assert icotes("files", "download", "a.md", "--local", cwd=folder, **state).stdout == "text"
    assert icotes("files", "upload", "b.md", "-", "--local", stdin="more", cwd=folder, **state).returncode == 0
    assert icotes("files", "read", "none", "--local", cwd=folder, **state).returncode == 4
    found = icotes("files", "search-contents", "more", "--local", "--json", cwd=folder, **state)
    assert [json.loads(line)["path"] for line in found.stdout.splitlines()] == ["b.md"]
    assert json.loads(icotes("--api", "files.read", '{"path": "a.md"}', "--local", cwd=folder, **state).stdout)["text"]


def test_icpy_is_the_same_program(server: Server) -> None:
    icpy = Path(ICOTES).with_name("icpy")
    done = subprocess.run([icpy, "system", "ping"], env=server.environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "pong\n")
    assert os.access(icpy, os.X_OK)
