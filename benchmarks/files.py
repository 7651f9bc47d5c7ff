"""Server CPU of reading and of durably writing a 10 kB file over HTTP, beside a bare durable write."""

import os
import secrets
import socket
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from report import RUNS, Row, show
from running import Server, start

BODY = b"0123456789" * 1000
CLIENTS = 16
GETS, PUTS = 8000, 3000
TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Return the seconds of CPU that a process has used."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def exchange(connection: socket.socket, message: bytes) -> bytes:
    connection.sendall(message)
    answer = connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 2"):
        raise SystemExit(answer[:500])
    left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) - len(body)
    while left > 0:
        left -= len(connection.recv(left))
    return head


def measure(server: Server, verb: str, times: int) -> float:
    """Return milliseconds of the server's CPU for each request, with 16 clients."""

    def client(number: int) -> None:
        head = f"{verb} /api/v1/workspaces/main/raw/{number} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += f"Authorization: Bearer {server.token}\r\n"
        message = head.encode() + (b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY if verb == "PUT" else b"\r\n")
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            for _ in range(times // CLIENTS):
                exchange(connection, message)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    begun = cpu(server.pid)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (cpu(server.pid) - begun) / times * 1000


def bare_write(folder: Path, times: int) -> float:
    """Return milliseconds of CPU for each write, fsync, rename and fsync of the folder."""
    handle = os.open(folder, os.O_RDONLY)
    begun = sum(os.times()[:2])
    for number in range(times):
        aside = f"{folder}/{secrets.token_hex(6)}"
        file = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        os.write(file, BODY)
        os.fsync(file)
        os.close(file)
        os.rename(aside, f"{folder}/{number % CLIENTS}")
        os.fsync(handle)
    os.close(handle)
    return (sum(os.times()[:2]) - begun) / times * 1000


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        folder, bare = Path(place, "project"), Path(place, "bare")
        folder.mkdir()
        bare.mkdir()
        for number in range(CLIENTS):
            (folder / f"{number}").write_bytes(BODY)
        server = start(folder, Path(place, "home"))
        measure(server, "GET", GETS // 4)
        gets = [measure(server, "GET", GETS) for _ in range(RUNS)]
        yield Row(
            "GET of a 10 kB file, ms of CPU", f"{statistics.median(gets):.3f} ms", "", statistics.median(gets), 0.2
        )
        pairs = [(measure(server, "PUT", PUTS), bare_write(bare, PUTS)) for _ in range(RUNS)]
        server.stop()
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    more = statistics.median(one - other for one, other in pairs)
    yield Row("durable PUT of 10 kB, ms of CPU beyond a bare one", f"{ours:.3f} ms", f"{theirs:.3f} ms", more, 0.15)


if __name__ == "__main__":
    sys.exit(show(rows()) and 1)
