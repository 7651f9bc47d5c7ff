"""Server CPU of a call by POST /rpc from 16 keep-alive clients, beside a bare uvicorn that echoes the same body."""

import selectors
import socket
import statistics
from collections.abc import Iterator

from probe import KEY, Served, request, served
from report import RUNS, Row

CLIENTS = 16
CALLS = 16_000


def post(port: int, number: int) -> bytes:
    """Return a whole HTTP request."""
    body = request(number)
    head = (
        f"POST /rpc HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: bench\r\nAccept: */*\r\n"
        f"Authorization: Bearer {KEY}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def drive(server: Served, requests: list[bytes], calls: int) -> float:
    """Return microseconds of the server's CPU for each request; each client sends its next when it has its answer."""
    poll = selectors.DefaultSelector()
    sizes: list[int] = []
    for sent in requests:
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(sent)
        first = whole(client)
        assert first.startswith(b"HTTP/1.1 20"), first
        sizes.append(len(first))
        poll.register(client, selectors.EVENT_READ, (sent, len(first)))
    left = {key.fd: key.data[1] for key in poll.get_map().values()}
    begun = server.cpu()
    for key in list(poll.get_map().values()):
        key.fileobj.sendall(key.data[0])  # pyright: ignore[reportAttributeAccessIssue]
    done = 0
    while done < calls:
        for key, _ in poll.select():
            client, (sent, size) = key.fileobj, key.data
            left[key.fd] -= len(client.recv(left[key.fd]))  # pyright: ignore[reportAttributeAccessIssue]
            if not left[key.fd]:
                done += 1
                left[key.fd] = size
                client.sendall(sent)  # pyright: ignore[reportAttributeAccessIssue]
    used = (server.cpu() - begun) / done * 1e6
    for key in list(poll.get_map().values()):
        key.fileobj.close()  # pyright: ignore[reportAttributeAccessIssue]
    return used


def whole(client: socket.socket) -> bytes:
    """Return a whole reply whose length is declared."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += client.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    while len(body) < size:
        body += client.recv(size - len(body))
    return head + b"\r\n\r\n" + body


def rows() -> Iterator[Row]:
    with served("ours") as ours, served("echo") as bare:
        pairs = [
            tuple(drive(each, [post(each.port, number) for number in range(CLIENTS)], CALLS) for each in (ours, bare))
            for _ in range(RUNS)
        ]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    yield Row("POST /rpc, keep-alive, 16 clients", f"{mine:.1f} us", f"{theirs:.1f} us", ratio, 1.6)


if __name__ == "__main__":
    from report import show

    raise SystemExit(show(rows()))
