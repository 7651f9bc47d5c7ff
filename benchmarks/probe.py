"""What the benchmarks of the wire call, and the servers they call it on: ours, and a bare uvicorn doing the same."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import uvicorn
from pycrdt import Doc

from icotes.core.call import Authenticator
from icotes.core.caller import Caller, Grant
from icotes.core.container import Container
from icotes.core.log import Item, Log, follow
from icotes.core.methods import Module, command, query
from icotes.core.table import Table
from icotes.faces.server import Web
from icotes.faces.settings import ServerSettings
from icotes.kit.connections import Connections
from icotes.kit.dispatch import Dispatcher
from icotes.kit.health import HealthCheck
from icotes.kit.limits import LimitSettings, RateLimit
from icotes.kit.metrics import Metrics, Timing

TICKS = os.sysconf("SC_CLK_TCK")
KEY = "icotes-benchmark"
NEWS = {"type": "event", "text": "x" * 150}


class Entry(msgspec.Struct, frozen=True):
    """A thing in a folder."""

    path: str
    size: int
    kind: str


class News(Log[dict[str, Any]]):
    """A log of events in memory, each encoded once."""

    def __init__(self) -> None:
        super().__init__("news")
        self._kept: list[Item[dict[str, Any] | None]] = []

    def append(self) -> None:
        self.last += 1
        self._kept.append(Item(self.cursor(self.last), NEWS, self.last))
        self.signal.wake()

    async def read(self, after: int, limit: int) -> list[Item[dict[str, Any] | None]]:
        return self._kept[after : after + limit]


class Probe(Module):
    """Methods that do nearly nothing."""

    def __init__(self) -> None:
        self._news = News()

    @query
    async def look(self, path: Annotated[str, msgspec.Meta(min_length=1)], depth: int, hidden: bool = False) -> Entry:  # noqa: ARG002
        """Return an entry."""
        return Entry(path, depth, "file")

    @query
    def follow(self, *, since: str | None = None) -> AsyncIterator[Item[Any]]:
        """Yield the news."""
        return follow(self._news, since)

    @command(ephemeral=True)
    async def tell(self, number: int) -> None:
        """Append to the news, one in each turn of the loop."""
        for _ in range(number):
            self._news.append()
            await asyncio.sleep(0)


class _OneKey(Authenticator):
    grant = Grant("bench", frozenset({"*"}))

    async def authenticate(self, key: str) -> Caller | None:
        return Caller("bench", self.grant) if key == KEY else None


class _NoSessions:
    exchange = None


class _NoStore:
    def post(self, event: object) -> None: ...


async def ours(port: int) -> Any:
    container = Container([Probe])
    metrics = Metrics()
    steps = [Timing(metrics), RateLimit(LimitSettings())]
    dispatcher = Dispatcher(Table([Probe], {}), container, [], steps, None)
    web = Web(
        dispatcher,
        [_OneKey()],
        connections=Connections(_NoStore()),  # pyright: ignore[reportArgumentType]
        settings=ServerSettings(port=port),
        health=HealthCheck(container),
        metrics=metrics,
        sessions=_NoSessions(),  # pyright: ignore[reportArgumentType]
    )
    await web.listen()
    return web


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


_sends: list[Any] = []


async def _sender(_scope: Any, receive: Any, send: Any) -> None:
    """Send N messages to every socket when one of them says N."""
    await receive()
    await send({"type": "websocket.accept"})
    _sends.append(send)
    while (message := await receive())["type"] == "websocket.receive":
        text = msgspec.json.encode({"jsonrpc": "2.0", "method": "$/progress", "params": {"token": 1, "value": NEWS}})
        for _ in range(int(message["text"])):
            out = {"type": "websocket.send", "text": text.decode()}
            for each in _sends:
                await each(out)
            await asyncio.sleep(0)
        await send({"type": "websocket.send", "text": "done"})


_readers: list[Any] = []


async def _room(_scope: Any, receive: Any, send: Any) -> None:
    """Apply an update to a document of pycrdt and send it to everybody else."""
    await receive()
    await send({"type": "websocket.accept"})
    _readers.append(send)
    while (message := await receive())["type"] == "websocket.receive":
        _document.apply_update(message["bytes"])
        for each in _readers:
            if each is not send:
                await each({"type": "websocket.send", "bytes": message["bytes"]})


_document = Doc[Any]()
_APPS = {"echo": _echo, "sender": _sender, "room": _room}


async def bare(app: Any, port: int) -> None:
    config = uvicorn.Config(
        app,
        port=port,
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    server.capture_signals = _no_signals
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    _kept.append(serving)


_kept: list[Any] = []


@contextmanager
def _no_signals() -> Iterator[None]:
    yield


async def serve(kind: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    if kind == "ours":
        _kept.append(await ours(port))
    else:
        await bare(_APPS[kind], port)
    print(json.dumps({"port": port, "pid": os.getpid()}), flush=True)
    await over.wait()
    os._exit(0)


class Served:
    """A server in a process of its own."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        run = "import sys, probe, uvloop; uvloop.run(probe.serve(sys.argv[1]))"
        here = Path(__file__).parent
        self._process = subprocess.Popen([sys.executable, "-c", run, kind], cwd=here, stdout=subprocess.PIPE)
        said = json.loads(self._process.stdout.readline())  # pyright: ignore[reportOptionalMemberAccess]
        self.port: int = said["port"]
        self.pid: int = said["pid"]

    def cpu(self) -> float:
        """Seconds of processor time that it has used."""
        return cpu(self.pid)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


@contextmanager
def served(kind: str) -> Iterator[Served]:
    server = Served(kind)
    try:
        yield server
    finally:
        server.stop()


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used, of itself and in the system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def frame(data: bytes) -> bytes:
    """Return a client's frame, masked with zeros."""
    size = bytes((0x80 | len(data),)) if len(data) < 126 else bytes((0xFE,)) + len(data).to_bytes(2, "big")
    return b"\x81" + size + b"\0\0\0\0" + data


def dial(port: int) -> socket.socket:
    """Open a WebSocket and return the bare socket."""
    opened = socket.create_connection(("127.0.0.1", port))
    opened.sendall(
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Authorization: Bearer %b\r\n\r\n" % (port, KEY.encode())
    )
    head = b""
    while b"\r\n\r\n" not in head:
        head += opened.recv(4096)
    assert head.startswith(b"HTTP/1.1 101"), head
    return opened


def request(number: int) -> bytes:
    """Return a call of 150 bytes with an id of fixed width."""
    text = b'{"jsonrpc":"2.0","id":%d,"method":"probe.look","params":{"path":"%b","depth":3,"hidden":true}}'
    short = text % (100_000 + number, b"")
    return text % (100_000 + number, b"src/icotes/core/table.py".ljust(150 - len(short), b"x"))
