"""A server that is told to end is gone soon, whatever is open on it, and leaves no process and no half file."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

import running
from footprint import holders, marked, offspring, seconds_to_end, until
from joined import joined
from running import DEADLINE, Server

Start = Callable[..., Server]
SECONDS = 5.0
TRIES = 3
"""A busy machine may make it late once; what hangs is late each time."""
HELD = 6
"""The holder, a shell with two sleepers and `yes`, and `cat`."""
STUBBORN = "trap '' TERM HUP INT; setsid -f sleep 1001; sleep 1000 & yes"


class Crowd:
    """Everything that can be open on a server."""

    def __init__(self, server: Server, stack: ExitStack) -> None:
        self.server = server
        self._stack = stack
        server.http("PUT", "/api/v1/workspaces/main/raw/large.bin", bytes(8_000_000))
        self.terminals = [
            server.call("terminals.create", command=["sh", "-c", STUBBORN]),
            server.call("terminals.create", command=["cat"]),
        ]
        self.sockets = [stack.enter_context(joined(server, close_timeout=0.1)) for _ in range(10)]
        for watcher, method, params in (
            (1, "files.follow", {}),
            (2, "workspaces.events", {}),
            (3, "system.events", {}),
            (4, "terminals.follow", {"terminal": self.terminals[0]["id"]}),
            (5, "terminals.follow", {"terminal": self.terminals[1]["id"]}),
        ):
            self.sockets[watcher].send(method, 1, **params)
            assert "snapshot" in str(self.sockets[watcher].next())
        self._post("/api/v1/workspaces/events", {}, accept="application/x-ndjson")
        self._post("/api/v1/files/follow", {}, accept="text/event-stream")
        self._post("/rpc", _request("terminals.follow", {"terminal": self.terminals[1]["id"], "since": "", "wait": 60}))
        self._post("/rpc", _request("files.follow", {"wait": 60, "max_items": 1000}))
        self._mcp("files_follow", {"wait": 60, "max_items": 1000})
        self._mcp("terminals_follow", {"terminal": self.terminals[1]["id"], "wait": 60})
        for number in range(3):
            self._raw(f"PUT /api/v1/workspaces/main/raw/{number}.part HTTP/1.1\r\n", 1_000_000, b"x" * 300_000)
        self._raw("GET /api/v1/workspaces/main/raw/large.bin HTTP/1.1\r\n", 0, b"")
        self._raw("GET /api/v1/system/ping HTTP/1.1\r\nX-Half", None, b"")
        self._raw("GET /ws HTTP/1.1\r\nUpgrade: websocket", None, b"")
        until(lambda: len(list(server.folder.glob(".icotes-*"))) == 3)
        self.stdio = subprocess.Popen(
            [sys.executable, "-m", "icotes", "mcp", "serve"],
            cwd=server.folder,
            env=server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        stack.callback(_end, self.stdio)
        self.processes = offspring(server.pid)
        self.held = until(lambda: held if len(held := self._held()) == HELD else None)

    def _held(self) -> set[int]:
        """Return the holder and what runs on its terminals."""
        found = holders(self.server)
        return found.union(*(marked(f"ICOTES_TERMINAL={each['id']}") for each in self.terminals))

    def left(self) -> set[int]:
        return {pid for pid in self.processes - self.held if Path(f"/proc/{pid}").exists()}

    def held_on(self) -> set[int]:
        return {pid for pid in self.held if Path(f"/proc/{pid}").exists()}

    def kill(self) -> None:
        for pid in self.left():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _post(self, path: str, value: Any, accept: str = "application/json") -> None:
        body = json.dumps(value).encode()
        self._raw(f"POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nAccept: {accept}\r\n", len(body), body)

    def _mcp(self, tool: str, arguments: dict[str, Any]) -> None:
        request = _request("tools/call", {"name": tool, "arguments": arguments})
        self._post("/mcp", request, "application/json, text/event-stream\r\nMcp-Protocol-Version: 2025-06-18")

    def _raw(self, head: str, size: int | None, body: bytes) -> None:
        """Send a request that may lack its end; nobody reads the answer."""
        raw = socket.create_connection(("127.0.0.1", self.server.port), DEADLINE)
        self._stack.callback(raw.close)
        more = f"Host: 127.0.0.1:{self.server.port}\r\nAuthorization: Bearer {self.server.token}\r\n"
        tail = "" if size is None else f"{more}Content-Length: {size}\r\n\r\n"
        raw.sendall((head + tail).encode() + body)


def _request(method: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


@contextmanager
def crowd(server: Server) -> Iterator[Crowd]:
    with ExitStack() as stack:
        yield Crowd(server, stack)


def by_signal(server: Server) -> float:
    """Tell the server to end; return when it was told. Terminals go on."""
    os.kill(server.pid, signal.SIGTERM)
    return time.monotonic()


def by_command(server: Server) -> float:
    """Tell it by a command; that has to start first, which takes as long as for one that only looks."""
    begun = time.monotonic()
    server.icotes("status")
    start = time.monotonic()
    assert server.icotes("stop", "--all").returncode == 0
    return start + (start - begun)


@pytest.mark.timeout(60 * TRIES)
@pytest.mark.capability("X10")
@pytest.mark.capability("C16")
@pytest.mark.parametrize("stop", [by_signal, by_command])
def test_with_everything_open_it_is_gone_and_leaves_only_holders(
    fresh_server: Start, stop: Callable[[Server], float]
) -> None:
    assert any(is_gone_in_time(fresh_server(), stop) for _ in range(TRIES))


def is_gone_in_time(server: Server, stop: Callable[[Server], float]) -> bool:
    """Stop a server with everything open; if it was in time, nothing may be left."""
    with crowd(server) as everything:
        begun = stop(server)
        assert server.process.wait(DEADLINE) == 0
        took = time.monotonic() - begun
        if took >= SECONDS or "did not stop" in server.log:
            everything.kill()
            return False
        until(lambda: not everything.left())
        until(lambda: everything.held_on() == (everything.held if stop is by_signal else set()))
        assert [path.name for path in server.folder.iterdir()] == ["large.bin"]
        for each in everything.sockets[6:]:
            with pytest.raises(ConnectionClosed) as closed:
                each.next()
            assert closed.value.rcvd
            assert closed.value.rcvd.code == 1001
    assert "Traceback" not in server.log
    return True


HUNG = """#!{python}
import asyncio, signal, sys, time
from icotes import app
from icotes.__main__ import main

class Hung:
    async def stop(self):
        {hang}

parts = app.parts
app.parts = lambda: [*parts(), Hung]
main()
"""


@pytest.mark.capability("Q5")
@pytest.mark.timeout(60 * TRIES)
@pytest.mark.parametrize("hang", ["await asyncio.to_thread(time.sleep, 60)", "time.sleep(60)"])
def test_a_part_that_hangs_does_not_block_the_exit(
    fresh_server: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hang: str
) -> None:
    program = tmp_path / "icotes"
    program.write_text(HUNG.format(python=sys.executable, hang=hang))
    program.chmod(0o755)
    monkeypatch.setattr(running, "ICOTES", str(program))
    took: list[float] = []
    while len(took) < TRIES and min(took, default=SECONDS) >= SECONDS:
        server = fresh_server()
        terminal = server.call("terminals.create", command=["sh", "-c", STUBBORN])
        took.append(seconds_to_end(server.process))
        assert server.process.wait(DEADLINE) == 0
        assert "did not stop" in server.log
        assert Path(f"/proc/{terminal['pid']}").exists()
    assert min(took) < SECONDS
