"""Server CPU of a pipelined WebSocket call, beside a bare uvicorn that echoes the same message."""

import statistics
from collections.abc import Iterator

from probe import Served, dial, frame, request, served
from report import RUNS, Row

CALLS = 60_000
WINDOW = 64


def measure(server: Served) -> float:
    """Return microseconds of the server's CPU for each call, with 64 calls under way."""
    messages = [request(number) for number in range(WINDOW)]
    burst = b"".join(map(frame, messages))
    with dial(server.port) as socket:
        socket.sendall(frame(messages[0]))
        first = socket.recv(65536)
        assert b'"kind":"file"' in first or server.kind == "echo", first
        size = len(first)
        begun = server.cpu()
        for _ in range(CALLS // WINDOW):
            socket.sendall(burst)
            left = size * WINDOW
            while left:
                left -= len(socket.recv(left))
        return (server.cpu() - begun) / (CALLS // WINDOW * WINDOW) * 1e6


def rows() -> Iterator[Row]:
    pairs: list[tuple[float, float]] = []
    with served("ours") as ours, served("echo") as bare:
        pairs = [(measure(ours), measure(bare)) for _ in range(RUNS)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    yield Row("WebSocket call, pipelined, 150 B", f"{mine:.1f} us", f"{theirs:.1f} us", ratio, 1.8)


if __name__ == "__main__":
    from report import show

    raise SystemExit(show(rows()))
