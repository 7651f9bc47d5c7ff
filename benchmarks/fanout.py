"""Server CPU of delivering one event to 1,000 followers, beside a bare uvicorn that sends it to 1,000 sockets."""

import json
import resource
import selectors
import socket
import statistics
import threading
from collections.abc import Iterator

from probe import Served, dial, frame, served
from report import RUNS, Row

FOLLOWERS = 1000
EVENTS = 60


class Crowd:
    """Sockets that are read by a process of their own, so that reading costs nobody here anything."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self._sockets = sockets
        self.got = 0
        self._poll = selectors.DefaultSelector()
        for each in sockets:
            each.setblocking(False)
            self._poll.register(each, selectors.EVENT_READ)

    def until(self, total: int) -> None:
        """Read until so many bytes came in all."""
        while self.got < total:
            for key, _ in self._poll.select():
                self.got += len(key.fileobj.recv(1 << 20))  # pyright: ignore[reportAttributeAccessIssue]


def call(number: int, method: str, params: object) -> bytes:
    return frame(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())


def measure(server: Served) -> float:
    """Return microseconds of the server's CPU for each delivery."""
    sockets = [dial(server.port) for _ in range(FOLLOWERS)]
    teller = dial(server.port)
    ours = server.kind == "ours"
    if ours:
        for each in sockets:
            each.sendall(call(1, "probe.follow", {}))
            assert b"snapshot" in each.recv(65536)
    size = _deliver(teller, sockets, 1, ours=ours)
    crowd = Crowd(sockets)
    reading = threading.Thread(target=crowd.until, args=(size * FOLLOWERS * EVENTS,))
    begun = server.cpu()
    reading.start()
    teller.sendall(_order(EVENTS, ours=ours))
    reading.join()
    used = server.cpu() - begun
    for each in (*sockets, teller):
        each.close()
    return used / (FOLLOWERS * EVENTS) * 1e6


def _order(number: int, *, ours: bool) -> bytes:
    return call(7, "probe.tell", {"number": number}) if ours else frame(str(number).encode())


def _deliver(teller: socket.socket, sockets: list[socket.socket], number: int, *, ours: bool) -> int:
    """Have events delivered once and return the size of one."""
    teller.sendall(_order(number, ours=ours))
    sizes = [len(each.recv(65536)) for each in sockets]
    return sizes[0]


def rows() -> Iterator[Row]:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    pairs: list[tuple[float, float]] = []
    for _ in range(RUNS):
        with served("ours") as ours:
            mine = measure(ours)
        with served("sender") as bare:
            pairs.append((mine, measure(bare)))
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    yield Row("one event to 1,000 followers, each", f"{mine:.1f} us", f"{theirs:.1f} us", ratio, 1.5)


if __name__ == "__main__":
    from report import show

    raise SystemExit(show(rows()))
