"""Terminals in a sandbox, through a running server: as good as others, and kept in."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from footprint import marked, until
from joined import joined
from running import Server
from seen import Screen

Start = Callable[..., Server]
SHELL = {"command": ["/bin/sh"], "env": {"PS1": "> "}, "sandboxed": True}


@pytest.mark.capability("F1", "F3", "F9")
def test_a_shell_in_a_sandbox_has_a_terminal_of_its_own_and_nothing_else(server: Server, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("not for you")
    (server.folder / "mine").mkdir(exist_ok=True)
    made = server.call("terminals.create", cwd="mine", rows=30, cols=90, **SHELL)
    with joined(server) as client:
        screen = Screen(client, made["id"])
        screen.shows(b"> ")
        screen.types("stty size </dev/tty; pwd; echo $ICOTES_TERMINAL; touch made && ls\r")
        screen.shows(f"30 90\r\n{server.folder}/mine\r\n{made['id']}\r\nmade\r\n".encode())
        server.call("terminals.resize", terminal=made["id"], rows=40, cols=120)
        screen.types("tput cols; env | grep -c SECRET; cat " + str(tmp_path / "secret") + "\r")
        screen.shows(b"120\r\n0\r\n")
        screen.shows(b"No such file")
        screen.types("echo rea''dy; cat\r")
        screen.shows(b"ready\r\n")
        screen.types("in\r")
        screen.shows(b"in\r\nin")
        screen.types("\x03")
        screen.shows(b"^C\r\n> ")
        screen.types("cat /proc/net/route | wc -l; echo st''ill\r")
        screen.shows(b"still")
        assert b"not for you" not in screen.text
    server.call("terminals.close", terminal=made["id"])
    assert marked(f"ICOTES_TERMINAL={made['id']}") == set()
    assert (server.folder / "mine" / "made").exists()


@pytest.mark.capability("Y9", "F4", "F6")
def test_it_outlives_the_server_and_ends_with_all_that_it_started(fresh_server: Start) -> None:
    server = fresh_server()
    made = server.call("terminals.create", **SHELL)
    server.call("terminals.write", terminal=made["id"], data="x=kept; setsid -f sleep 1001\r")
    mark = f"ICOTES_TERMINAL={made['id']}"
    until(lambda: any("sleep" in line for line in _lines(mark)))
    server.kill()
    server = fresh_server(server.folder, home=server.home)
    assert server.call("terminals.get", terminal=made["id"])["sandboxed"] is True
    with joined(server) as client:
        screen = Screen(client, made["id"])
        screen.types("echo $x he''re\r")
        screen.shows(b"kept here\r\n")
    server.call("terminals.write", terminal=made["id"], data="exit 4\r")
    until(lambda: server.call("terminals.get", terminal=made["id"])["exit"] == {"code": 4, "signal": ""})
    until(lambda: not marked(mark))


def _lines(mark: str) -> list[str]:
    """Return the command lines of processes with a mark; some of them end meanwhile."""
    lines: list[str] = []
    for each in marked(mark):
        with suppress(OSError):
            lines.append(Path(f"/proc/{each}/cmdline").read_text())
    return lines
