"""Programs behind ports through a real server, each figure beside the program asked directly in the same run."""

import http.client
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

from guests import Guest, guest
from report import Row, median, show
from running import start

MEGABYTES = 200
UPLOAD = 50
TIMES = 300
PIECE = 1 << 20


def downloaded(port: int, headers: dict[str, str], megabytes: int = MEGABYTES) -> float:
    """Return how many MB/s come out of a program."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = time.perf_counter()
    connection.request("GET", f"/big?{megabytes << 20}", headers=headers)
    response = connection.getresponse()
    got = 0
    while piece := response.read(PIECE):
        got += len(piece)
    connection.close()
    assert got == megabytes << 20
    return megabytes / (time.perf_counter() - begun)


def uploaded(port: int, headers: dict[str, str]) -> float:
    """Return how many MB/s go into a program."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    data = bytes(UPLOAD << 20)
    begun = time.perf_counter()
    connection.request("POST", "/swallow", data, headers)
    assert connection.getresponse().status == 200
    connection.close()
    return UPLOAD / (time.perf_counter() - begun)


def answered(port: int, headers: dict[str, str]) -> float:
    """Return the median time of a small request on a connection of its own, in ms."""
    took: list[float] = []
    for _ in range(TIMES):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        begun = time.perf_counter()
        connection.request("GET", "/", headers=headers)
        connection.getresponse().read()
        took.append(time.perf_counter() - begun)
        connection.close()
    return statistics.median(took) * 1e3


def rounds(socket: ClientConnection) -> float:
    """Return the median round trip of a message, in ms."""
    took: list[float] = []
    with socket:
        for _ in range(TIMES):
            begun = time.perf_counter()
            socket.send("x" * 100)
            socket.recv()
            took.append(time.perf_counter() - begun)
    return statistics.median(took) * 1e3


def memory(pid: int) -> float:
    """Return a process's peak of memory, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1e3


def rows() -> Iterator[Row]:
    """Measure."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "project")
        folder.mkdir()
        server = start(folder, Path(place, "home"))
        try:
            yield from _rows(guest(server))
        finally:
            server.stop()


def _rows(there: Guest) -> Iterator[Row]:
    through = {"Host": there.host, "Cookie": there.cookie}
    ours, direct = there.server.port, there.port

    def pair(measure: Callable[[int, dict[str, str]], float]) -> tuple[float, float]:
        return median(lambda: measure(ours, through), 3), median(lambda: measure(direct, {}), 3)

    got, bare = pair(downloaded)
    yield Row("port: MB/s out of a program", f"{got:.0f} MB/s", f"{bare:.0f} MB/s", got / bare, 0.3, at_least=True)
    got, bare = pair(uploaded)
    yield Row("port: MB/s into a program", f"{got:.0f} MB/s", f"{bare:.0f} MB/s", got / bare, 0.3, at_least=True)
    got, bare = pair(answered)
    yield Row("port: a small request, more than directly", f"{got:.2f} ms", f"{bare:.2f} ms", got - bare, 2.0)
    got = rounds(there.socket())
    bare = rounds(connect(f"ws://127.0.0.1:{direct}/ws", compression=None))
    yield Row("port: a message there and back, more than directly", f"{got:.2f} ms", f"{bare:.2f} ms", got - bare, 0.5)
    before = memory(there.server.pid)
    downloaded(ours, through, 3 * MEGABYTES)
    grown = memory(there.server.pid) - before
    yield Row(f"port: memory for {3 * MEGABYTES} MB", f"{grown:.1f} MB", "", grown, 10)


if __name__ == "__main__":
    raise SystemExit(show(rows()))
