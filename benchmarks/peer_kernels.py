"""A Jupyter kernel through each of the servers: both start it from the same environment, ours in its sandbox."""

import http.client
import json
import statistics
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from websockets.sync.client import ClientConnection, connect

from kernels import FLOOD, MEGABYTES, our_run, timed
from report import Row
from terminal_wire import Wire

ROUNDS = 100
FLOODS = 5

Execute = Callable[[str], int]
"""Runs code to its end; returns how many characters it printed."""


class Server(Protocol):
    """What is asked of a server: its port, and what its `Authorization` header says."""

    @property
    def port(self) -> int: ...
    @property
    def key(self) -> str: ...


@contextmanager
def ours(server: Server) -> Iterator[Execute]:
    wire = Wire(f"http://127.0.0.1:{server.port}", server.key.removeprefix("Bearer "))
    kernel = wire.call("execution.start_kernel", workspace="main", kind="jupyter")["id"]
    yield lambda code: our_run(wire, kernel, code)
    wire.call("execution.stop_kernel", workspace="main", kernel=kernel)


@contextmanager
def theirs(server: Server) -> Iterator[Execute]:
    key = {"Authorization": server.key}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/api/kernels", json.dumps({"name": "python3"}), key)
    kernel: str = json.loads(connection.getresponse().read())["id"]
    channels = f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels"
    with connect(channels, additional_headers=key, max_size=None, compression=None) as socket:
        yield lambda code: _execute(socket, code)


def _execute(socket: ClientConnection, code: str) -> int:
    sent = uuid.uuid4().hex
    header = {"msg_id": sent, "msg_type": "execute_request", "username": "", "session": "s", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    socket.send(json.dumps(message | {"channel": "shell", "buffers": []}))
    printed, idle, replied = 0, False, False
    while not (idle and replied):
        said: dict[str, Any] = json.loads(socket.recv(timeout=60))
        if said["parent_header"].get("msg_id") != sent:
            continue
        match said["msg_type"]:
            case "stream":
                printed += len(said["content"]["text"])
            case "status":
                idle = said["content"]["execution_state"] == "idle"
            case "execute_reply":
                replied = True
    return printed


def rows(icotes: Server, jupyter: Server) -> Iterator[Row]:
    """Measure one beside the other, in turns."""
    with ours(icotes) as mine, theirs(jupyter) as other:
        for run in (mine, other):
            for _ in range(10):
                run("1+1")
        pairs = [(timed(mine, "1+1"), timed(other, "1+1")) for _ in range(ROUNDS)]
        one, two = (statistics.median(column) * 1e3 for column in zip(*pairs, strict=True))
        yield Row("1+1 of a Jupyter kernel, p50, ms", f"{one:.4g}", f"{two:.4g}", one / two, 1)
        pairs = [(_flooded(mine), _flooded(other)) for _ in range(FLOODS)]
        one, two = (statistics.median(column) for column in zip(*pairs, strict=True))
        what = f"{MEGABYTES} MB printed by a Jupyter kernel, MB a second"
        yield Row(what, f"{one:.4g}", f"{two:.4g}", one / two, 1, at_least=True)


def _flooded(run: Execute) -> float:
    printed: list[int] = []
    seconds = timed(lambda: printed.append(run(FLOOD)))
    assert printed == [MEGABYTES * 1_000_000]
    return MEGABYTES / seconds
