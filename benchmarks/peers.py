"""What people use today, beside ours: jupyter_server, installed into an environment that is thrown away.

It needs an index of packages, so it is no part of `make bench`; `make bench-peers` runs it. Both serve trees alike,
each its own, so that what one writes is no work for the other. Ours has synced to the disk what it says is written;
jupyter_server has not.
"""

import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import peer_kernels
from files import BODY, CLIENTS, exchange
from report import RUNS, Row, show
from running import DEADLINE, start

PUTS, GETS = 800, 1600
ENTRIES = 10_000


class Peer(NamedTuple):
    """A server that runs.

    Attributes:
        key: what its `Authorization` header says.
        put: the request line's path for writing file N, with `{}` for N.
        get: the same for reading.
        listing: the path that lists the folder `many`.
        body: what is sent to write a file.
        cold: seconds from its start to its first answer.
    """

    port: int
    key: str
    put: str
    get: str
    listing: str
    body: bytes
    cold: float

    def message(self, verb: str, path: str, body: bytes = b"") -> bytes:
        head = f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: {self.key}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def puts(peer: Peer) -> float:
    return _rate(peer, PUTS, lambda number: peer.message("PUT", peer.put.format(number), peer.body))


def gets(peer: Peer) -> float:
    return _rate(peer, GETS, lambda number: peer.message("GET", peer.get.format(number)))


def _rate(peer: Peer, times: int, message: Callable[[int], bytes]) -> float:
    """Return how many requests are answered in a second, with 16 clients that keep their connections."""
    failed: list[BaseException] = []

    def client(number: int) -> None:
        try:
            with socket.create_connection(("127.0.0.1", peer.port)) as connection:
                for _ in range(times // CLIENTS):
                    exchange(connection, message(number))
        except BaseException as error:  # noqa: BLE001 - raised below
            failed.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return times / (time.perf_counter() - begun)


def listing(peer: Peer) -> float:
    """Return the milliseconds that it takes to list 10,000 entries."""
    begun = time.perf_counter()
    with socket.create_connection(("127.0.0.1", peer.port)) as connection:
        exchange(connection, peer.message("GET", peer.listing))
    return (time.perf_counter() - begun) * 1000


def _answers(port: int, path: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            return connection.recv(100).startswith(b"HTTP/1.1 200")
    except ConnectionError:
        return False


def _await(port: int, path: str) -> None:
    end = time.monotonic() + DEADLINE
    while not _answers(port, path):
        if time.monotonic() > end:
            raise SystemExit(f"Nothing answers at port {port}.")
        time.sleep(0.005)


def _tree(folder: Path) -> Path:
    """Make what is served: 16 files of 10 kB, and a folder of 10,000 entries."""
    (folder / "many").mkdir(parents=True)
    for number in range(CLIENTS):
        (folder / f"{number}").write_bytes(BODY)
    for number in range(ENTRIES):
        (folder / "many" / f"file{number:05}.txt").touch()
    return folder


@contextmanager
def icotes(place: Path) -> Iterator[Peer]:
    """Run ours."""
    begun = time.perf_counter()
    server = start(place / "tree", place / "home")
    _await(server.port, "/ready")
    cold = time.perf_counter() - begun
    raw = "/api/v1/workspaces/main/raw/{}"
    many = f"/api/v1/files/list?path=many&limit={ENTRIES}"
    try:
        yield Peer(server.port, f"Bearer {server.token}", raw, raw, many, BODY, cold)
    finally:
        server.stop()


def _install(place: Path) -> Path:
    """Install jupyter_server; return the Python that has it."""
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    python = place / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["jupyter_server", "ipykernel"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return python


@contextmanager
def jupyter(python: Path, place: Path) -> Iterator[Peer]:
    """Run jupyter_server."""
    token = secrets.token_hex(16)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON", "XDG_"))}
    flags = {"ip": "127.0.0.1", "port": port, "port_retries": 0, "root_dir": place / "tree", "open_browser": False}
    words = [f"--ServerApp.{name}={value}" for name, value in flags.items()]
    words.append("--ZMQChannelsWebsocketConnection.limit_rate=False")  # or it drops what is printed
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(python), "-m", "jupyter_server", "--allow-root", *words],
        cwd=place,
        env=kept | {"HOME": str(place / "home"), "JUPYTER_TOKEN": token},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port, "/api")
        cold = time.perf_counter() - begun
        body = json.dumps({"type": "file", "format": "text", "content": BODY.decode()}).encode()
        many = "/api/contents/many?type=directory&content=1"
        yield Peer(port, f"token {token}", "/api/contents/{}", "/files/{}", many, body, cold)
    finally:
        process.terminate()
        process.wait()


def peers() -> Iterator[Row]:
    """Measure one beside the other, each number five times."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        python = _install(place / "environment")
        for name in ("ours", "theirs"):
            _tree(place / name / "tree")
            (place / name / "home").mkdir()
        colds: list[tuple[float, float]] = []
        for _ in range(RUNS):
            with icotes(place / "ours") as ours, jupyter(python, place / "theirs") as theirs:
                colds.append((ours.cold, theirs.cold))
        with icotes(place / "ours") as ours, jupyter(python, place / "theirs") as theirs:
            yield _row("durable PUT of 10 kB, a second", puts, ours, theirs)
            yield _row("GET of 10 kB, a second", gets, ours, theirs)
            yield _row("listing of 10,000 entries, ms", listing, ours, theirs, faster=False)
            yield from peer_kernels.rows(ours, theirs)
        yield _compared("cold start to answering, s", colds, faster=False)


def _row(what: str, measure: Callable[[Peer], float], ours: Peer, theirs: Peer, *, faster: bool = True) -> Row:
    return _compared(what, [(measure(ours), measure(theirs)) for _ in range(RUNS)], faster=faster)


def _compared(what: str, pairs: list[tuple[float, float]], *, faster: bool) -> Row:
    ours, theirs = (f"{statistics.median(column):.4g}" for column in zip(*pairs, strict=True))
    return Row(what, ours, theirs, statistics.median(one / other for one, other in pairs), 1, at_least=faster)


if __name__ == "__main__":
    print(f"{'what':<58} {'icotes':>14} {'jupyter_server':>14} {'ratio':>9}    bound")
    sys.exit(show(peers()) and 1)
