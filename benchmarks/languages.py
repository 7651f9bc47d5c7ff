"""The first hover in a Python file and later ones by WebSocket, beside the language server spoken to directly."""

import argparse
import io
import json
import keyword
import statistics
import subprocess
import sys
import tempfile
import time
import tokenize
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from report import Row
from running import start

BIN = Path(sys.executable).parent
SERVERS = {"ty": (["ty", "server"], 0.3), "basedpyright": (["basedpyright-langserver", "--stdio"], 1.5)}
NAMES = 400
"""Names of a large file of the standard library over which a pointer goes, each once."""
PLACE = 9, 8
"""Line and column of a name in the small file, from 1."""
CODE = '''\
"""Shapes."""


def area(width: int, height: int) -> int:
    """Return how large a rectangle is."""
    return width * height


size = area(2, 3)
'''
LARGE = Path(argparse.__file__).read_text()
Place = tuple[int, int]
Hover = Callable[[str, Place], Any]


class Direct:
    """A client that does as little as the protocol needs."""

    def __init__(self, argv: list[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            [str(BIN / argv[0]), *argv[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._number = 0
        self._folder = folder
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": "bench"}],
                "capabilities": {"textDocument": {"hover": {"contentFormat": ["markdown"]}}},
            },
        )
        self._send({"method": "initialized", "params": {}})
        for name, text in (("shapes.py", CODE), ("large.py", LARGE)):
            document = {"uri": (folder / name).as_uri(), "languageId": "python", "version": 1, "text": text}
            self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        size = 0
        assert self._process.stdout
        while (line := self._process.stdout.readline()) != b"\r\n":
            assert line, "it ended"
            if line.lower().startswith(b"content-length"):
                size = int(line.split(b":")[1])
        return json.loads(self._process.stdout.read(size))

    def request(self, method: str, params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                items = len(message["params"].get("items", ())) if message.get("params") else 0
                self._send({"id": message["id"], "result": [None] * items if items else None})
            elif message.get("id") == self._number:
                return message["result"]

    def hover(self, path: str, place: Place) -> Any:
        position = {"line": place[0] - 1, "character": place[1] - 1}
        return self.request(
            "textDocument/hover", {"textDocument": {"uri": (self._folder / path).as_uri()}, "position": position}
        )

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def served(name: str, home: Path, folder: Path) -> Iterator[Hover]:
    """Give a hover through the WebSocket of a running server, which uses this language server."""
    others = ",".join(each for each in (*SERVERS, "ruff") if each != name)
    server = start(folder, home, ICOTES_LANGUAGES_OFF=others)
    try:
        address = f"ws://127.0.0.1:{server.port}/ws"
        with connect(address, additional_headers={"Authorization": f"Bearer {server.token}"}) as socket:

            def hover(path: str, place: Place) -> Any:
                params = {"path": path, "line": place[0], "column": place[1]}
                socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "languages.hover", "params": params}))
                while "id" not in (answer := json.loads(socket.recv())):
                    pass
                return answer["result"]

            yield hover
    finally:
        server.stop()


def timed(hover: Hover, path: str, place: Place) -> float:
    begun = time.perf_counter()
    hover(path, place)
    return time.perf_counter() - begun


def names() -> list[Place]:
    """Return where names are in the large file, evenly over all of it."""
    found = [
        (token.start[0], token.start[1] + 1)
        for token in tokenize.generate_tokens(io.StringIO(LARGE).readline)
        if token.type == tokenize.NAME and not keyword.iskeyword(token.string)
    ]
    return found[:: max(1, len(found) // NAMES)]


def later(ours: Hover, bare: Hover) -> tuple[float, float]:
    """Return the medians of both, in turns over the same names."""
    for hover in (ours, bare):
        hover("large.py", (1, 1))
    pairs = [(timed(ours, "large.py", place), timed(bare, "large.py", place)) for place in names()]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return mine, theirs


def measure(name: str) -> Iterator[Row]:
    argv, bound = SERVERS[name]
    with tempfile.TemporaryDirectory(prefix="icotes-") as place:
        folder = Path(place) / "project"
        folder.mkdir()
        (folder / "shapes.py").write_text(CODE)
        (folder / "large.py").write_text(LARGE)
        begun = time.perf_counter()
        direct = Direct(argv, folder)
        direct.hover("shapes.py", PLACE)
        alone = time.perf_counter() - begun
        try:
            with served(name, Path(place) / "home", folder) as hover:
                first = timed(hover, "shapes.py", PLACE)
                assert "area" in hover("shapes.py", PLACE)["text"]
                yield Row(f"first hover in a Python file, {name}, s", f"{first:.2f} s", f"{alone:.2f} s", first, bound)
                mine, theirs = later(hover, direct.hover)
                sizes = f"{mine * 1e3:.2f} ms", f"{theirs * 1e3:.2f} ms"
                yield Row(f"later hovers, {name}, p50, times the server's own", *sizes, mine / theirs, 1.2)
        finally:
            direct.end()


def rows() -> Iterator[Row]:
    for name in SERVERS:
        yield from measure(name)


if __name__ == "__main__":
    from report import show

    raise SystemExit(show(rows()))
