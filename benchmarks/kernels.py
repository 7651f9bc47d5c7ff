"""Kernels through the server, beside jupyter_client that speaks to one directly in the same run."""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from report import Row
from running import Server, start
from terminal_wire import Wire

COLD_RUNS = 5
ROUNDS = 200
MEGABYTES = 20
FLOOD = f"for _ in range({MEGABYTES * 1000}): print('x' * 999)"


@contextmanager
def direct() -> Iterator[BlockingKernelClient]:
    """A kernel, and nothing between."""
    owner = KernelManager()
    owner.start_kernel()
    client = owner.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield client
    finally:
        client.stop_channels()
        owner.shutdown_kernel(now=True)


def direct_run(client: BlockingKernelClient, code: str) -> int:
    """Run code to its end; return how many characters it printed."""
    sent, printed, replied = client.execute(code), 0, False
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != sent:
            continue
        if message["msg_type"] == "stream":
            printed += len(message["content"]["text"])
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            break
    while not replied:
        replied = client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") == sent
    return printed


def our_run(wire: Wire, kernel: str, code: str) -> int:
    """Run code to its end; return how many characters it printed."""
    stream = wire.send("execution.execute", workspace="main", kernel=kernel, code=code)
    printed, granted = 0, False
    while True:
        kind, data = wire.frame()
        if not granted:
            wire.grant(stream)
            granted = True
        assert kind != 8, data
        message: dict[str, Any] = json.loads(data) if kind == 1 else {}
        assert "error" not in message, message
        if message.get("id") == stream:
            return printed
        item = message.get("params", {}).get("value", {}).get("item", {})
        assert item.get("type") != "gap", "output was lost"
        if item.get("type") == "output":
            printed += len(item["data"])


def timed(work: Any, *given: Any) -> float:
    begun = time.perf_counter()
    work(*given)
    return time.perf_counter() - begun


def direct_cold() -> float:
    begun = time.perf_counter()
    with direct() as client:
        direct_run(client, "1+1")
        return time.perf_counter() - begun


def first_result(wire: Wire, kind: str) -> float:
    begun = time.perf_counter()
    kernel = wire.call("execution.start_kernel", workspace="main", kind=kind)["id"]
    our_run(wire, kernel, "1+1")
    seconds = time.perf_counter() - begun
    wire.call("execution.stop_kernel", workspace="main", kernel=kernel)
    return seconds


@contextmanager
def serving(**settings: str) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place, "main"), Path(place, "home")
        folder.mkdir()
        home.mkdir()
        server = start(folder, home, **settings)
        try:
            yield server
        finally:
            server.stop()


def starts() -> Iterator[Row]:
    with serving(ICOTES_KERNELS_WARM="0") as server:
        wire = Wire(server.url, server.token)
        pairs = [(first_result(wire, "jupyter"), direct_cold()) for _ in range(COLD_RUNS)]
        small = statistics.median(first_result(wire, "repl") for _ in range(4 * COLD_RUNS))  # none from the pool
    mine, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    yield Row("first result, Jupyter kernel, cold", f"{mine:.2f} s", f"{bare:.2f} s", mine / bare, 1.1)
    yield Row("first result, small kernel, ms", f"{small * 1e3:.0f} ms", "", small * 1e3, 40)
    with serving() as server:
        wire = Wire(server.url, server.token)
        for kind, what, ready, bound in (("jupyter", "Jupyter", 6, 60), ("repl", "small", 1.5, 40)):
            first_result(wire, kind)
            warm = []
            for _ in range(COLD_RUNS):
                time.sleep(ready)  # the next one gets ready
                warm.append(first_result(wire, kind) * 1e3)
            middle = statistics.median(warm)
            yield Row(f"first result, {what} kernel, from the pool, ms", f"{middle:.0f} ms", "", middle, bound)


def rounds() -> Iterator[Row]:
    with serving() as server, direct() as client:
        wire = Wire(server.url, server.token)
        kernel = wire.call("execution.start_kernel", workspace="main", kind="jupyter")["id"]
        small = wire.call("execution.start_kernel", workspace="main", kind="repl")["id"]
        for _ in range(20):
            our_run(wire, kernel, "1+1")
            direct_run(client, "1+1")
        mine, bare, repl = [], [], []
        for _ in range(ROUNDS):
            mine.append(timed(our_run, wire, kernel, "1+1"))
            bare.append(timed(direct_run, client, "1+1"))
            repl.append(timed(our_run, wire, small, "1+1"))
        for what, times in (("Jupyter kernel", mine), ("small kernel", repl)):
            ours, theirs = statistics.median(times), statistics.median(bare)
            yield Row(f"1+1, {what}, p50", f"{ours * 1e3:.2f} ms", f"{theirs * 1e3:.2f} ms", ours / theirs, 1.15)
        yield from floods(server, wire, kernel, small, client)


def floods(server: Server, wire: Wire, kernel: str, small: str, client: BlockingKernelClient) -> Iterator[Row]:
    bare = timed(direct_run, client, FLOOD)
    for what, each in (("Jupyter kernel", kernel), ("small kernel", small)):
        begun = time.perf_counter()
        printed = our_run(wire, each, FLOOD)
        ours = time.perf_counter() - begun
        assert printed == MEGABYTES * 1_000_000, printed
        rates = (f"{MEGABYTES / ours:.1f} MB/s", f"{MEGABYTES / bare:.1f} MB/s")
        yield Row(f"{MEGABYTES} MB printed, {what}", *rates, bare / ours, 0.9, at_least=True)
    memory = int(Path(f"/proc/{server.pid}/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
    yield Row("server's memory at the most, after that, MB", f"{memory:.0f} MB", "", memory, 250)
    yield from beside(server, kernel)


def beside(server: Server, kernel: str) -> Iterator[Row]:
    """How long another client waits while a kernel prints."""
    other = Wire(server.url, server.token)
    flood = Wire(server.url, server.token)
    quiet = sorted(timed(other.call, "files.list") for _ in range(500))[495]
    stream = flood.send("execution.execute", workspace="main", kernel=kernel, code=FLOOD)
    flood.frame()
    flood.grant(stream)
    waits = []
    flood.socket.setblocking(False)
    while len(waits) < 500:
        with suppress(BlockingIOError):
            flood.socket.recv(1 << 20)
        waits.append(timed(other.call, "files.list"))
    busy = sorted(waits)[495]
    yield Row("another client's p99 beside it, ms", f"{busy * 1e3:.1f} ms", f"{quiet * 1e3:.1f} ms", busy * 1e3, 20)


def restarts() -> Iterator[Row]:
    for how, said in (("leave", "SIGTERM"), ("kill", "kill -9")):
        with tempfile.TemporaryDirectory() as place:
            folder, home = Path(place, "main"), Path(place, "home")
            folder.mkdir()
            home.mkdir()
            server = start(folder, home)
            wire = Wire(server.url, server.token)
            kernel = wire.call("execution.start_kernel", workspace="main")["id"]
            our_run(wire, kernel, "x = 41")
            getattr(server, how)()
            begun = time.perf_counter()
            server = start(folder, home)
            our_run(Wire(server.url, server.token), kernel, "assert x == 41")
            seconds = time.perf_counter() - begun
            server.stop()
            yield Row(f"kernel there again after {said} of the server, s", f"{seconds:.2f} s", "", seconds, 2)


def rows() -> Iterator[Row]:
    yield from starts()
    yield from rounds()
    yield from restarts()


if __name__ == "__main__":
    from report import show

    raise SystemExit(show(rows()))
