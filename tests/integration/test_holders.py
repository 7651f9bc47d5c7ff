"""Terminals outlive the server: whatever ended it, the next one finds them, and nothing that they printed is lost."""

import base64
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import icotes
import running
from footprint import holders, marked, memory, until
from running import DEADLINE, Failed, Server

Start = Callable[..., Server]
ROUNDS = 40
PIECE = 20_000
FLOOD = f"read x; for i in $(seq 1 {ROUNDS}); do seq 1 {PIECE}; sleep 0.03; done; echo over; read y; exit 5"
WHOLE = b"\r\n" + b"".join(b"%d\r\n" % number for number in range(1, PIECE + 1)) * ROUNDS + b"over\r\n"
ALL = {"ICOTES_TERMINALS_SCROLLBACK": str(2 * len(WHOLE)), "ICOTES_TERMINALS_SHELL": "/bin/sh"}
LATE = "echo begun; until [ -e go ]; do sleep 0.02; done; echo late; exit 7"
HOLDER_BYTES = 24_000_000
MANY = 60


def killed(server: Server) -> None:
    server.kill()


def told(server: Server) -> None:
    server.leave()


class Reader:
    """Reads a terminal by calls, each from the cursor of the one before; a server may come and go in between."""

    def __init__(self, terminal: str) -> None:
        self.terminal = terminal
        self.text = b""
        self.states: list[dict[str, Any]] = []
        self.kinds: list[str] = []
        self._since: dict[str, str] = {}

    def read(self, server: Server, wait: float = 0.0) -> None:
        """Read what is there, and what comes in so many seconds."""
        params = {"terminal": self.terminal, "max_items": 1000, "wait": wait, **self._since}
        page = server.call("terminals.follow", **params)
        self._since = {"since": page["cursor"]} if page["cursor"] else self._since
        for item in page["items"]:
            if isinstance(item, str):
                self.text += base64.b64decode(item)
            else:
                self.kinds.append(item["type"])
                self.states += [item["state"]] if "state" in item else []

    def until(self, server: Server, text: bytes) -> None:
        end = time.monotonic() + DEADLINE
        while text not in self.text:
            assert time.monotonic() < end, self.text[-200:]
            self.read(server, 0.2)


@pytest.mark.capability("Y9", partly="kernels beside it")
@pytest.mark.parametrize("end", [killed, told])
def test_what_is_printed_while_servers_come_and_go_is_there_once(fresh_server: Start, end: Callable[..., None]) -> None:
    server = fresh_server(**ALL)
    made = server.call("terminals.create", command=["sh", "-c", FLOOD])
    reader = Reader(made["id"])
    server.call("terminals.write", terminal=made["id"], data="\r")
    for number in range(4):
        reader.until(server, b"\n1\r\n")
        time.sleep(0.05 * number)
        end(server)
        server = fresh_server(server.folder, home=server.home, **ALL)
        reader.read(server)
    reader.until(server, b"over\r\n")
    assert len(reader.text) == len(WHOLE)
    assert reader.text == WHOLE
    assert reader.kinds == ["snapshot"]
    fresh = Reader(made["id"])
    fresh.until(server, b"over\r\n")
    assert fresh.text == WHOLE
    server.call("terminals.write", terminal=made["id"], data="\r")
    until(lambda: server.call("terminals.get", terminal=made["id"])["exit"] == {"code": 5, "signal": ""})


def exits(server: Server) -> list[dict[str, Any]]:
    return server.call("workspaces.history", kinds=["terminals.exited"])["items"]


@pytest.mark.capability("Y9", partly="kernels beside it")
@pytest.mark.parametrize("end", [killed, told])
def test_all_that_is_known_of_terminals_is_known_afterwards(fresh_server: Start, end: Callable[..., None]) -> None:
    server = fresh_server(**ALL)
    shell = server.call("terminals.create", command=["sh"], env={"PS1": "> "}, name="one")
    other = server.call("terminals.create", command=["sh", "-c", LATE])
    before = server.call("terminals.create", command=["sh", "-c", "echo short; exit 3"])
    server.call("terminals.rename", terminal=shell["id"], name="mine")
    server.call("terminals.write", terminal=shell["id"], data="x=kept\r")
    server.call("terminals.share", terminal=shell["id"])
    server.call("terminals.resize", terminal=shell["id"], rows=40, cols=100)
    until(lambda: server.call("terminals.get", terminal=before["id"])["state"] == "exited")
    for kind in ("terminals.resized", "terminals.exited"):
        until(lambda kind=kind: server.call("workspaces.history", kinds=[kind])["items"])
    listed = server.call("terminals.list")
    pid, held = server.pid, holders(server)
    end(server)
    assert holders(server) == held
    assert len(held) == 1
    (server.folder / "go").touch()
    until(lambda: Path(f"/proc/{other['pid']}/stat").read_text().split()[2] == "Z")
    server = fresh_server(server.folder, home=server.home, **ALL)
    assert server.pid != pid
    ended = {"state": "exited", "exit": {"code": 7, "signal": ""}}
    until(lambda: server.call("terminals.get", terminal=other["id"])["state"] == "exited")
    assert server.call("terminals.list") == [each | (ended if each["id"] == other["id"] else {}) for each in listed]
    until(lambda: len(exits(server)) > 1)  # it is told a little after it is so
    assert sorted(each["data"]["terminal"] for each in exits(server)) == sorted([before["id"], other["id"]])
    assert server.call("workspaces.history", kinds=["terminals.closed"])["items"] == []
    reader, short, late = Reader(shell["id"]), Reader(before["id"]), Reader(other["id"])
    server.call("terminals.write", terminal=shell["id"], data="echo $x; stty size\r")
    reader.until(server, b"kept\r\n40 100\r\n")
    short.until(server, b"short\r\n")
    late.until(server, b"begun\r\nlate\r\n")
    server.call("terminals.close", terminal=shell["id"])
    until(lambda: not Path(f"/proc/{shell['pid']}").exists())


OLDER = """#!{python}
import icotes
icotes.__version__ = "0.0.9"
from icotes.__main__ import main
main()
"""


@pytest.mark.capability("Y9", partly="kernels beside it")
def test_a_newer_version_takes_over_from_an_older_one(
    fresh_server: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "icotes"
    program.write_text(OLDER.format(python=sys.executable))
    program.chmod(0o755)
    with monkeypatch.context() as patched:
        patched.setattr(running, "ICOTES", str(program))
        old = fresh_server()
    assert old.call("system.info")["version"] == "0.0.9"
    made = old.call("terminals.create", command=["sh"], env={"PS1": "> "})
    Reader(made["id"]).until(old, b"> ")
    new = fresh_server(old.folder, home=old.home)
    assert old.process.wait(DEADLINE) == 0
    assert new.call("system.info")["version"] == icotes.__version__
    new.call("terminals.write", terminal=made["id"], data="echo go''ne on\r")
    Reader(made["id"]).until(new, b"\r\ngone on\r\n")


def names(mark: str) -> list[str]:
    """Return what the processes with a mark are called, those left out that have ended meanwhile."""
    found: list[str] = []
    for each in marked(mark):
        with suppress(OSError):
            found.append(Path(f"/proc/{each}/comm").read_text().strip())
    return sorted(found)


@pytest.mark.capability("C16", "F6", partly="kernels beside it")
def test_stop_all_ends_what_a_server_left_and_a_closed_workspace_its_own(fresh_server: Start) -> None:
    server = fresh_server()
    stubborn = "trap '' TERM HUP INT; setsid -f sleep 1001; sleep 1000 & wait"
    mark = f"ICOTES_TERMINAL={server.call('terminals.create', command=['sh', '-c', stubborn])['id']}"
    until(lambda: names(mark) == ["sh", "sleep", "sleep"])  # not `setsid`, which ends at once
    server.kill()
    assert len(marked(mark)) == 3
    done = server.icotes("stop", "--all")
    assert done.returncode == 0, done.stderr
    assert marked(mark) == set()
    assert holders(server) == set()
    assert server.icotes("stop", "--all").returncode == 7
    server = fresh_server(server.folder, home=server.home)
    assert server.call("terminals.list") == []
    server.call("terminals.create", command=["cat"])
    assert len(holders(server)) == 1
    server.call("projects.close", project=server.call("projects.list")[0]["id"])
    until(lambda: not holders(server))


@pytest.mark.capability("Y9", partly="kernels beside it")
@pytest.mark.parametrize("alive", [True, False])
def test_a_holder_that_is_killed_leaves_terminals_that_ended(fresh_server: Start, alive: bool) -> None:
    server = fresh_server()
    made = server.call("terminals.create", command=["sh", "-c", "echo begun; sleep 1000; true"])
    mark = f"ICOTES_TERMINAL={made['id']}"
    Reader(made["id"]).until(server, b"begun")
    if not alive:
        server.kill()
    for each in holders(server):
        os.kill(each, signal.SIGKILL)
    if not alive:
        server = fresh_server(server.folder, home=server.home)
    until(lambda: server.call("terminals.get", terminal=made["id"])["state"] == "exited")
    assert server.call("terminals.get", terminal=made["id"])["exit"] == {"code": None, "signal": ""}
    until(lambda: not marked(mark))
    with pytest.raises(Failed) as failed:
        server.call("terminals.write", terminal=made["id"], data="x")
    assert failed.value.kind == "TerminalEnded"
    again = server.call("terminals.create", command=["echo", "well"])
    Reader(again["id"]).until(server, b"well")
    server.call("terminals.close", terminal=made["id"])
    assert [each["id"] for each in server.call("terminals.list")] == [again["id"]]


@pytest.mark.capability("F6", partly="kernels beside it")
def test_a_holder_that_nobody_can_reach_ends_itself(fresh_server: Start) -> None:
    server = fresh_server()
    made = server.call("terminals.create", command=["sh", "-c", "sleep 1000; true"])
    server.kill()
    assert len(holders(server)) == 1
    shutil.rmtree(server.home / "state" / "icotes")
    until(lambda: not holders(server) and not marked(f"ICOTES_TERMINAL={made['id']}"))


@pytest.mark.capability("F6")
def test_a_holder_is_small_and_keeps_nothing_of_what_was_closed(fresh_server: Start) -> None:
    server = fresh_server()

    def cycle() -> None:
        made = server.call("terminals.create", command=["sh", "-c", "echo x; cat"])
        server.call("terminals.close", terminal=made["id"])

    cycle()
    (holder,) = holders(server)
    assert memory(holder) < HOLDER_BYTES
    handles = len(list(Path(f"/proc/{holder}/fd").iterdir()))
    for _ in range(MANY):
        cycle()
    until(lambda: len(list(Path(f"/proc/{holder}/fd").iterdir())) <= handles)
    assert memory(holder) < HOLDER_BYTES
    until(lambda: Path(f"/proc/{holder}/task/{holder}/children").read_text() == "")
    socket = next((server.home / "state" / "icotes" / "holders").glob("*.sock"))
    assert socket.stat().st_mode & 0o777 == 0o600
