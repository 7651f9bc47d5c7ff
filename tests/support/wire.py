"""A server with the module `sample` in a process of its own, and clients for it."""

import http.client
import json
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

DEADLINE = 30.0
SCRIPT = Path(__file__).with_name("sample_server.py")
Answer = tuple[int, dict[str, str], bytes]


class Sample:
    """A running sample server.

    Args:
        settings: of the section `server`; `close` are the seconds within which a peer takes what is due at the end.
    """

    def __init__(self, **settings: Any) -> None:
        self.process = subprocess.Popen([sys.executable, str(SCRIPT), json.dumps(settings)], stdout=subprocess.PIPE)
        assert self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE)
        assert ready, "it did not start"
        said = json.loads(self.process.stdout.readline())
        self.port: int = said["port"]
        self.pid: int = said["pid"]

    def stop(self) -> int:
        """End it and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(DEADLINE)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def http(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        key: str = "owner",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Return status, headers (names in lower case) and body; no key is sent if it is empty."""
        sent = {"Authorization": f"Bearer {key}"} if key else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        try:
            connection.request(method, path, body, sent | (headers or {}))
            reply = connection.getresponse()
            return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
        finally:
            connection.close()

    def post(self, path: str, value: Any, *, key: str = "owner", **headers: str) -> Answer:
        """POST JSON."""
        return self.http(
            "POST", path, json.dumps(value).encode(), key=key, headers={"Content-Type": "application/json", **headers}
        )

    def rpc(self, text: str) -> Any:
        """POST a text to /rpc and return the JSON of the answer; None if there is none."""
        _, _, body = self.http("POST", "/rpc", text.encode(), headers={"Content-Type": "application/json"})
        return json.loads(body) if body else None

    @contextmanager
    def socket(self, key: str = "owner", **options: Any) -> Iterator["Client"]:
        """Open a WebSocket with the key in its handshake; with an empty key, as a page of ours does."""
        sent = {"Authorization": f"Bearer {key}"} if key else {"Origin": f"http://127.0.0.1:{self.port}"}
        sent |= options.pop("headers", {})
        address = f"ws://127.0.0.1:{self.port}/ws"
        with connect(address, additional_headers=sent, compression=None, max_size=None, **options) as opened:
            yield Client(opened)

    def upgrade(self, *, path: str = "/ws", host: str = "", **headers: str) -> bytes:
        """Return the status line's number that a raw upgrade request is answered with."""
        with socket.create_connection(("127.0.0.1", self.port), DEADLINE) as raw:
            lines = [f"GET {path} HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade"]
            lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
            lines += [f"Host: {host or f'127.0.0.1:{self.port}'}"] if host != "none" else []
            lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
            with suppress(ConnectionError):  # it may be refused before all of it was sent
                raw.sendall("\r\n".join([*lines, "", ""]).encode())
            return raw.recv(65536).split(b" ")[1]


class Client:
    """A JSON-RPC client on a WebSocket."""

    def __init__(self, opened: ClientConnection) -> None:
        self.raw = opened
        self._last = 0

    def send(self, method: str, id: Any = None, /, **params: Any) -> None:
        """Send a request, or a notification if there is no id."""
        self.raw.send(
            json.dumps({"jsonrpc": "2.0", "method": method, "params": params} | ({} if id is None else {"id": id}))
        )

    def next(self) -> Any:
        """Return the next message."""
        got = self.raw.recv(DEADLINE)
        return got if isinstance(got, bytes) else json.loads(got)

    def ask(self, method: str, /, **params: Any) -> dict[str, Any]:
        """Return the answer to a call; what comes before it is dropped."""
        self._last += 1
        id = f"ask-{self._last}"
        self.send(method, id, **params)
        while True:
            answer = self.next()
            if isinstance(answer, dict) and answer.get("id") == id:
                return answer

    def result(self, method: str, /, **params: Any) -> Any:
        """Return the result of a call that must go well."""
        answer = self.ask(method, **params)
        assert "error" not in answer, answer
        return answer["result"]

    def code(self, method: str, /, **params: Any) -> int:
        """Return the code of the error of a call that must fail."""
        return self.ask(method, **params)["error"]["code"]
