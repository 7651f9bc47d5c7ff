"""`icotes run`: a file or a piece of code runs in the sandbox of the server, as if it ran here."""

import argparse
import base64
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from icotes.core.errors import IcotesError, NotFound
from icotes.faces.cli import show
from icotes.faces.cli.call import workspace_of
from icotes.faces.cli.parser import Parser, add_shared, shared
from icotes.faces.cli.server import Server, need
from icotes.kit.escapes import Filter

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

CANCELLED = 130
"""The exit code of what Ctrl-C ended, as shells have it."""


def run(session: "Session", arguments: list[str]) -> int:  # noqa: ARG001
    """Run a file of the workspace, or code, and return its exit code; Ctrl-C ends it.

    Raises:
        NotFound: the file is in no open workspace.
        IcotesError: the server refused.
    """
    found = _parser().parse_args(arguments)
    server = need(shared(found).state)
    workspace = found.workspace or workspace_of(server, Path.cwd())
    place = {"workspace": workspace} if workspace else {}
    asked = {"language": found.language, "args": found.args, "write": not found.apart, "cache": found.apart, **place}
    asked |= {"input": sys.stdin.read()} if found.stdin else {}
    if found.code:
        asked |= {"code": found.file}
    else:
        asked |= {"path": _path(server, found.file, workspace)}
    return _Watched(server, place, as_json=shared(found).json).run(asked)


def _parser() -> Parser:
    parser = Parser("icotes run", "Run a file of the workspace in the server's sandbox; Ctrl-C ends it.")
    parser.add_argument("-c", "--code", action="store_true", help="FILE is the code itself")
    parser.add_argument("-l", "--language", default="", help="by default that of the file, or python")
    parser.add_argument("-i", "--stdin", action="store_true", help="pass the standard input on")
    parser.add_argument(
        "--apart", action="store_true", help="only read the workspace; keep what it writes with the run"
    )
    parser.add_argument("--workspace", default="", help="the workspace, by name")
    add_shared(parser)
    parser.add_argument("file", metavar="FILE", help="a file of the workspace")
    parser.add_argument("args", metavar="ARGS", nargs=argparse.REMAINDER, help="words that the program gets")
    return parser


def _path(server: Server, word: str, workspace: str) -> str:
    """Return a file's path from the workspace's folder."""
    path = Path(word).absolute()
    folder = server.call("workspaces.get", {"workspace": workspace} if workspace else {})["folder"]
    if not path.resolve().is_relative_to(folder):
        raise NotFound(f"{word} is in no open workspace; `icotes serve` its folder, or run it with -c.")
    return str(path.resolve().relative_to(folder))


class _Watched:
    """A run whose output is shown here."""

    def __init__(self, server: Server, place: dict[str, Any], *, as_json: bool) -> None:
        self._server = server
        self._place = place
        self._json = as_json
        self._run: dict[str, Any] = {}
        self._outputs: dict[str, tuple[TextIO, Filter | None]] = {
            name: (output, Filter() if output.isatty() else None)
            for name, output in (("stdout", sys.stdout), ("stderr", sys.stderr))
        }

    def run(self, asked: dict[str, Any]) -> int:
        """Start it, show what it prints, and return its exit code."""
        try:
            for each in self._server.stream("execution.run", asked):
                self._show(each["item"])
        except KeyboardInterrupt:
            if self._run:
                self._server.call("execution.cancel", {"run": self._run["id"], **self._place})
            return CANCELLED
        return self._code()

    def _show(self, item: dict[str, Any]) -> None:
        if item["type"] == "snapshot":
            self._run = item["state"]
        if self._json:
            show.line(item)
        elif item["type"] == "output":
            data = item["text"].encode() or base64.b64decode(item["data"])
            output, screen = self._outputs[item["stream"]]
            output.flush()
            output.buffer.write(screen.feed(data) if screen else data)
            output.flush()

    def _code(self) -> int:
        trouble, exit_ = self._run["trouble"], self._run["exit"]
        if trouble:
            show.failure(IcotesError(f"The run was ended early: {trouble}."), as_json=self._json)
        if not exit_ or exit_["code"] is None:
            return 128 + signal.Signals[exit_["signal"]] if exit_ else 1
        return exit_["code"]
