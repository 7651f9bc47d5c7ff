"""The web server: uvicorn with our protocols, on sockets of ours, and no signals of its own."""

import asyncio
import errno
import gc
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

import uvicorn

from icotes.core.call import Authenticator
from icotes.core.errors import Unavailable
from icotes.faces.http import Application
from icotes.faces.http_transport import Http
from icotes.faces.mcp import McpFace
from icotes.faces.ports import PortFace
from icotes.faces.preview import PreviewFace
from icotes.faces.settings import ServerSettings
from icotes.faces.ws_transport import Joiner, Socket
from icotes.kit.connections import Connections
from icotes.kit.dispatch import Dispatcher
from icotes.kit.health import HealthCheck
from icotes.kit.metrics import Metrics
from icotes.kit.sessions import Sessions
from icotes.kit.shown import Doors, Pages

YOUNG_OBJECTS = 20_000
"""New objects after which the collector looks for rings among them."""
GRACE_SECONDS = 1
"""How long requests that run may take to end once the server stops; then they are cancelled."""


class Address(NamedTuple):
    """Where the server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """As clients write it; an address that stands for all of them is named by loopback."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


class Web:
    """Serves every face that speaks HTTP or WebSocket."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        authenticators: list[Authenticator],
        *,
        connections: Connections,
        settings: ServerSettings,
        health: HealthCheck,
        metrics: Metrics,
        sessions: Sessions,
        pages: Pages | None = None,
        doors: Doors | None = None,
    ) -> None:
        self._settings = settings
        self._mcp = McpFace(dispatcher, settings.message_bytes)
        self.application = Application(
            dispatcher,
            authenticators,
            connections,
            settings,
            ready=health.ready,
            exchange=sessions.exchange,
            metrics=metrics.text,
            mcp=self._mcp,
            previews=PreviewFace(dispatcher, pages) if pages else None,
            ports=PortFace(doors, settings) if doors else None,
        )
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def listen(self) -> Address:
        """Accept connections; returns once they are.

        Raises:
            Unavailable: the port is taken, or the address is none of this machine.
        """
        bound = listen(self._settings.host, self._settings.port)
        self._server = _Server(self.application, self._settings)
        self._serving = asyncio.create_task(self._server.serve(bound))
        started = asyncio.create_task(self._server.accepting.wait())
        await asyncio.wait({self._serving, started}, return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        if self._serving.done():
            await self._serving
        _settle_memory()
        return Address(self._settings.host, bound[0].getsockname()[1])

    async def stop(self) -> None:
        """Close sockets with 1001, let short requests end, and end the others."""
        if self._server and self._serving:
            self.application.stopping = True
            self._server.should_exit = True
            await self._serving
            if cancelled := self._server.server_state.tasks:
                await asyncio.wait(cancelled)
        await self._mcp.stop()


class _Server(uvicorn.Server):
    def __init__(self, application: Application, settings: ServerSettings) -> None:
        protocol = type("BoundSocket", (Socket,), {"ping": settings.ping, "stall": settings.stall, "joiner": Joiner()})
        super().__init__(
            uvicorn.Config(
                application,  # pyright: ignore[reportArgumentType]
                http=Http,
                ws=protocol,
                ws_ping_interval=None,
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=settings.requests + settings.sockets,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self.accepting = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to whoever started us."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept connections, and say so."""
        await super().startup(sockets)
        self.accepting.set()


def _settle_memory() -> None:
    """Have the collector leave alone what stays for good, and look less often for what is new.

    A thousand followers cost it a fifth of the server's time otherwise.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)


def listen(host: str, port: int) -> list[socket.socket]:
    """Bind every address of a host, all to one port.

    Raises:
        Unavailable: the port is taken, or the address is none of this machine.
    """
    sockets: list[socket.socket] = []
    problem: Any = None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Unavailable(f"`{host}` is no address of this machine; set server.host to one that is.") from error
    for family, kind, protocol, _, address in found:
        chosen = sockets[0].getsockname()[1] if sockets else port
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            bound.bind((address[0], chosen, *address[2:]))
            sockets.append(bound)
        except OSError as error:
            bound.close()
            problem = error
    if not sockets or (problem and problem.errno == errno.EADDRINUSE):
        for each in sockets:
            each.close()
        raise _refused(host, port, problem)
    return sockets


def _refused(host: str, port: int, problem: OSError) -> Unavailable:
    if problem.errno == errno.EADDRINUSE:
        return Unavailable(f"Port {port} is taken; stop what uses it, or serve with `--port 0` for any that is free.")
    if problem.errno == errno.EACCES:
        return Unavailable(f"Port {port} needs rights that this user has not; take one above 1023.")
    return Unavailable(f"`{host}` is no address of this machine; set server.host to one that is.")
