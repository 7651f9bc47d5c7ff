"""A real server in a process of its own, and the ways into it that most tests need."""

import http.client
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from icotes.kit.holder_wire import end_all

DEADLINE = 30.0
ICOTES = str(Path(sys.executable).parent / "icotes")


class Failed(Exception):
    """A call was answered with an error.

    Attributes:
        error: the JSON-RPC error object.
        kind: its name on the wire.
    """

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error)
        self.error = error
        self.kind: str = error["data"]["kind"]


@dataclass
class Server:
    """A running `icotes serve`.

    Attributes:
        folder: what it serves.
        home: holds its HOME and its state, and nothing of anybody else.
        url: `http://127.0.0.1:PORT`.
    """

    folder: Path
    home: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    url: str = ""
    pid: int = 0
    token_file: Path = field(default_factory=Path)

    @cached_property
    def token(self) -> str:
        """The owner's key."""
        return self.token_file.read_text().strip()

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    @property
    def log(self) -> str:
        """What it has printed and logged so far."""
        files = [self.home / "stderr", *(self.home / "state").glob("*/server.log")]
        return "".join(file.read_text(errors="replace") for file in files)

    def http(
        self, method: str, path: str, body: bytes | None = None, *, token: str | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (names in lower case) and body; `token` is the owner's unless given; "" sends none."""
        key = self.token if token is None else token
        sent = {"Authorization": f"Bearer {key}"} if key else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()

    def call(self, method: str, *, token: str | None = None, **params: Any) -> Any:
        """Call a method over `/rpc` and return its result, or raise `Failed`."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        _, _, body = self.http(
            "POST", "/rpc", json.dumps(request).encode(), token=token, Content_Type="application/json"
        )
        answer = json.loads(body)
        if "error" in answer:
            raise Failed(answer["error"])
        return answer["result"]

    def icotes(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run the command line beside this server, in its folder."""
        return subprocess.run(
            [ICOTES, *words],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )

    def kill(self) -> None:
        """End it without a chance to say goodbye."""
        self.process.kill()
        self.process.wait()
        self._forget()

    def leave(self) -> None:
        """Ask it to end, and see that it ends well; terminals and kernels go on."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(DEADLINE) == 0, self.log
        self._forget()

    def stop(self) -> None:
        """End it with all that it holds."""
        self.leave()
        for state in (self.home / "state").iterdir():
            end_all(str(state / "holders"))

    def _forget(self) -> None:
        if self.process.stdout:
            self.process.stdout.close()


def start(folder: Path, home: Path, *flags: str, **settings: str) -> Server:
    """Start a server and return when it answers.

    Args:
        folder: what to serve.
        home: give the same one again to start on the same state.
        flags: more words for `icotes serve`.
        settings: environment variables, e.g. `ICOTES_SERVER_PORT="0"`.
    """
    for part in ("home", "state"):
        (home / part).mkdir(parents=True, exist_ok=True)
    ours = ("ICOTES_", "XDG_", "PYTHONUNBUFFERED", "SHELL", "COLUMNS", "LINES")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"HOME": str(home / "home"), "XDG_STATE_HOME": str(home / "state"), **settings}
    with (home / "stderr").open("ab") as log:
        process = subprocess.Popen(
            [ICOTES, "serve", str(folder), "--port", "0", "--json", *flags],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    server = Server(folder, home, environment, process)
    try:
        ready = json.loads(_line(process) or "null")
        assert ready, f"it did not start:\n{server.log}"
    except BaseException:
        server.kill()
        raise
    server.url, server.pid, server.token_file = ready["url"], ready["pid"], Path(ready["token_file"])
    return server


def _line(process: subprocess.Popen[bytes]) -> bytes:
    """Return the first line that a process prints; what there is at its end or at the deadline."""
    assert process.stdout
    end, found = time.monotonic() + DEADLINE, b""
    while not found.endswith(b"\n") and select.select([process.stdout], [], [], max(0, end - time.monotonic()))[0]:
        read = os.read(process.stdout.fileno(), 65536)
        if not read:
            break
        found += read
    return found
