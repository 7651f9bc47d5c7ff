"""From a change outside to its event at a client over WebSocket, beside inotify alone."""

import json
import os
import select
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from websockets.sync.client import connect

from icotes.kit.inotify import Inotify
from report import Row, show
from running import Server, start

CHANGES = 300


def ours(server: Server) -> list[float]:
    """Return milliseconds from each change to its event."""
    request = {"jsonrpc": "2.0", "id": 1, "method": "files.follow", "params": {}}
    address = f"{server.url.replace('http', 'ws', 1)}/ws"
    headers = {"Authorization": f"Bearer {server.token}"}
    taken: list[float] = []
    with connect(address, additional_headers=headers, compression=None) as socket:
        socket.send(json.dumps(request))
        socket.recv()
        for number in range(CHANGES):
            begun = time.perf_counter()
            (server.folder / f"{number}").write_text("")
            while f'"path":"{number}"' not in str(socket.recv(10)):
                pass
            taken.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.02)
    return sorted(taken)


def bare(folder: Path) -> list[float]:
    """Return the same for a program that does nothing but wait for inotify."""
    kernel = Inotify()
    handle = os.open(folder, os.O_RDONLY)
    kernel.add(handle)
    poll = select.poll()
    poll.register(kernel.fd, select.POLLIN)
    taken: list[float] = []
    for number in range(CHANGES):
        begun = time.perf_counter()
        (folder / f"{number}").write_text("")
        poll.poll()
        list(kernel.read())
        taken.append((time.perf_counter() - begun) * 1000)
    os.close(handle)
    kernel.close()
    return sorted(taken)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        folder, other = Path(place, "project"), Path(place, "bare")
        folder.mkdir()
        other.mkdir()
        server = start(folder, Path(place, "home"))
        mine, theirs = ours(server), bare(other)
        server.stop()
    for name, share, bound in (("p50", 0.5, 10), ("p99", 0.99, 50)):
        one, two = mine[int(CHANGES * share)], theirs[int(CHANGES * share)]
        yield Row(f"outside change to event at a client, {name}", f"{one:.1f} ms", f"{two:.2f} ms", one, bound)


if __name__ == "__main__":
    sys.exit(show(rows()) and 1)
