"""Programs that serve in a workspace's terminals, and browsers (or who looks like one) that go to them."""

import http.client
import json
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from footprint import until
from running import DEADLINE, Server

SCRIPT = str(Path(__file__).with_name("served.py"))
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Guest:
    """A program behind a port, and a browser that was let in to it.

    Attributes:
        host: the name under which the browser knows it.
        cookie: what keeps the browser in.
    """

    server: Server
    terminal: str
    port: int
    host: str
    cookie: str

    def http(self, method: str, path: str, body: bytes | None = None, **headers: str | None) -> Answer:
        """Return status, headers and body; a header that is None is not sent."""
        return asked(self.server, method, path, body, {"Host": self.host, "Cookie": self.cookie, **dashed(headers)})

    def socket(self, path: str = "/ws", **headers: str) -> ClientConnection:
        """Return an open WebSocket to the program."""
        sent = {"Cookie": self.cookie, "Origin": f"http://{self.host}", **dashed(headers)}
        return connect(
            f"ws://{self.host}{path}",
            sock=socket.create_connection(("127.0.0.1", self.server.port), DEADLINE),
            additional_headers=sent,
            open_timeout=DEADLINE,
            compression=None,
            max_size=None,
        )


def dashed(headers: Mapping[str, str | None]) -> dict[str, Any]:
    """Return headers by their names on the wire."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def asked(server: Server, method: str, path: str, body: bytes | None, headers: Mapping[str, str | None]) -> Answer:
    """Ask a server without any key of ours."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            if value is not None:
                connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def started(server: Server, *, token: str | None = None, env: Mapping[str, str] | None = None) -> tuple[str, int]:
    """Start a program in a terminal; return the terminal and the port, once the server has noticed it."""
    terminal = server.call("terminals.create", command=[sys.executable, SCRIPT], env=dict(env or {}), token=token)

    def noticed() -> int:
        found = [each for each in server.call("preview.ports") if each["terminal"] == terminal["id"]]
        return found[0]["port"] if found else 0

    until(noticed)
    return terminal["id"], noticed()


def entered(server: Server, port: int, *, token: str | None = None) -> tuple[str, str]:
    """Let a browser in to a port; return the host and the cookie."""
    address = server.call("preview.open_port", port=port, token=token)
    host = f"{address['name']}:{server.port}"
    path, _, ticket = address["path"].partition("#")
    status, headers, _ = enter(server, host, ticket, path)
    assert status == 200
    return host, headers["set-cookie"].partition(";")[0]


def enter(server: Server, host: str, ticket: str, path: str = "/.icotes/enter", **headers: str) -> Answer:
    """Give a ticket."""
    body = json.dumps({"ticket": ticket}).encode()
    return asked(server, "POST", path, body, {"Host": host, "Content-Type": "application/json", **dashed(headers)})


def guest(server: Server) -> Guest:
    """Return a new program and a browser that was let in."""
    terminal, port = started(server)
    host, cookie = entered(server, port)
    return Guest(server, terminal, port, host, cookie)
