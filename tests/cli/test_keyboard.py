"""What somebody does at a terminal: attach to one on the server, and type commands one after the other."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from icotes.faces.cli import show
from keyboard import Keyboard
from running import Server

Type = Callable[..., Keyboard]


@pytest.mark.capability("G2")
def test_a_terminal_of_the_server_in_ours(server: Server, keyboard: Type) -> None:
    typed = keyboard(server.folder, {**server.environment, "SHELL": "/bin/sh"}, "--terminal")
    typed.type("PS1='# '; echo $((6 * 7)) && pwd && stty size\r")
    typed.wait_for("42\r\n")
    typed.wait_for(str(server.folder))
    typed.wait_for("30 100")
    typed.resize(77, 22)
    typed.type('while [ "$(stty size)" = "30 100" ]; do sleep 0.1; done; stty size\r')
    typed.wait_for("22 77")
    typed.type("sh -c 'echo begun-$((1 + 1)); exec sleep 1000'\r")  # one program, so that nothing begins in between
    typed.wait_for("begun-2\r\n")
    typed.type("\x03")
    typed.wait_for("# ")
    typed.type("exit 5\r")
    assert typed.end() == 5


@pytest.mark.capability("G2")
def test_detach_and_come_back(server: Server, keyboard: Type) -> None:
    typed = keyboard(server.folder, server.environment, "--terminal")
    typed.type("echo kept-$((1 + 1))\r")
    typed.wait_for("kept-2")
    typed.type("\x1d")
    shown = typed.wait_for("comes back")
    assert typed.end() == 0
    id_ = shown.rpartition("--terminal ")[2].partition("`")[0]
    assert server.call("terminals.get", terminal=id_)["state"] == "running"
    again = keyboard(server.folder, server.environment, "--terminal", id_)
    again.wait_for("kept-2")
    again.type("exit 3\r")
    assert again.end() == 3
    ended = keyboard(server.folder, server.environment, "--terminal", id_)
    ended.wait_for("kept-2")
    assert ended.end() == 3


def test_attach_needs_a_terminal_and_one_that_is_there(server: Server, keyboard: Type) -> None:
    done = server.icotes("--terminal")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    typed = keyboard(server.folder, server.environment, "--terminal", "t_none")
    typed.wait_for("There is no terminal")
    assert typed.end() == 4


@pytest.mark.capability("G5")
def test_commands_one_after_the_other(server: Server, keyboard: Type) -> None:
    (server.folder / "prompt.md").write_text("what is in it\n")
    typed = keyboard(server.folder, server.environment)
    typed.wait_for("icotes> ")
    typed.type("sys\tpin\t\r")
    typed.wait_for("pong")
    typed.type("files read prompt.md\r")
    typed.wait_for("what is in it")
    typed.type("files read none.md\r")
    typed.wait_for("icotes: ")
    typed.type("files read 'open\r")
    typed.wait_for("No closing quotation")
    typed.type("events tail\r")
    typed.wait_for("snapshot")
    typed.type("\x03")
    typed.wait_for("icotes> ")
    typed.type("files --help\r")
    typed.wait_for("make-folder")
    typed.wait_for("icotes> ")
    typed.type("\x04")
    assert typed.end() == 0
    again = keyboard(server.folder, server.environment)
    again.wait_for("icotes> ")
    again.type("\x1b[A\x1b[A\x1b[A\x1b[A\x1b[A\r")
    again.wait_for("what is in it")
    again.type("exit\r")
    assert again.end() == 0


@pytest.mark.capability("G5")
def test_completion_offers_the_methods_of_a_module(server: Server, keyboard: Type) -> None:
    typed = keyboard(server.folder, server.environment)
    typed.wait_for("icotes> ")
    typed.type("terminals \t\t")
    typed.wait_for("rename")
    typed.type("\x15\x04")
    assert typed.end() == 0


def test_commands_from_a_pipe_end_with_the_last_code(server: Server) -> None:
    done = server.icotes("--json", stdin="system ping\n# a remark\n\nfiles read none.md\n")
    assert done.stdout == '"pong"\n'
    assert done.returncode == 4
    assert server.icotes(stdin="files read none.md\nsystem ping\nexit\nfiles read none.md\n").returncode == 0


@pytest.mark.capability("G11")
def test_a_person_sees_a_table_that_cannot_steer_the_terminal(server: Server, keyboard: Type) -> None:
    (server.folder / "tables").mkdir()
    (server.folder / "tables" / "table.md").write_text("\x1b]0;owned\x07\x1b[31mred\n")
    typed = keyboard(server.folder, server.environment, "files", "list", "tables")
    shown = typed.wait_for("table.md")
    assert "path" in shown
    assert "modified" in shown
    assert typed.end() == 0
    content = keyboard(server.folder, server.environment, "files", "read", "tables/table.md")
    assert content.end() == 0
    assert "\x1b" not in content.shown
    assert "red" in content.shown


def test_a_person_reads_the_timeline_compares_and_goes_back(server: Server, keyboard: Type) -> None:
    server.call("files.write", path="story.md", text="once\nupon\n")
    server.call("workspaces.checkpoint", name="chapter one")
    server.call("files.write", path="story.md", text="once\nmore\n")
    told = keyboard(server.folder, server.environment, "workspaces", "timeline", "--path", "story.md")
    told.wait_for("authors")
    told.wait_for("changed  story.md  owner")
    told.wait_for("files.write")
    compared = keyboard(server.folder, server.environment, "workspaces", "diff", "chapter one", "--path", "story.md")
    compared.wait_for(" once\r\n-upon\r\n+more\r\n")
    gone_back = keyboard(
        server.folder, server.environment, "workspaces", "restore", "chapter one", "--path", "story.md"
    )
    gone_back.wait_for("changed       1")
    assert gone_back.end() == 0
    assert (server.folder / "story.md").read_text() == "once\nupon\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ([{"a": 1}, {"b": ["x", "y"], "a": 2}, {"c": 3, "a": 4}], "c  b     a\n         1\n   x, y  2\n3        4\n"),
        (
            [{"path": "x", "hunks": [{"old_start": 3, "lines": [" a", "-b"]}]}, {"path": "y", "hunks": []}],
            "path\nx\ny\n\n@@ old start 3 @@\n a\n-b\n",
        ),
        ([{"name": "a", "size": 10, "none": None}, {"name": "bcd", "size": 2}], "name  size\na     10\nbcd   2\n"),
        ({"items": [{"name": "a"}], "next": "x"}, "name\na\nmore: --after x\n"),
        ({"first_name": "a", "yes": True, "deep": {"x": 1}}, 'first name  a\nyes         yes\ndeep        {"x": 1}\n'),
        (["a", "b"], "a\nb\n"),
        ([], ""),
        (None, ""),
        (3, "3\n"),
        ({"modified": 1700000000.5, "size": 1700000000}, "modified  2023-11-14 22:13:20\nsize      1700000000\n"),
        ("a\x1b[2Jb", "a\N{REPLACEMENT CHARACTER}[2Jb\n"),
    ],
)
def test_results_for_people(value: Any, shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("time.localtime", time.gmtime)
    show.result(value, as_json=False)
    assert capsys.readouterr().out == shown
    show.result(value, as_json=True)
    assert json.loads(capsys.readouterr().out) == value
