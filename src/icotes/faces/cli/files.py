"""`icotes FILE`: shows a file to everybody who is connected to its workspace."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from icotes.core.errors import IcotesError, MethodNotFound, NotFound, Unavailable
from icotes.faces.cli import show
from icotes.faces.cli.aliases import ALIASES
from icotes.faces.cli.commands import COMMANDS, nearest
from icotes.faces.cli.lifecycle import begin, browse
from icotes.faces.cli.outline import Outline
from icotes.faces.cli.parser import Parser, add_shared, shared
from icotes.faces.cli.server import Server, find, not_running

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

BROWSER_SECONDS = 20.0
"""How long a browser may take to connect before a file is shown without it."""


def open_file(session: "Session", arguments: list[str]) -> int:
    """Show files to every client of their workspace; without a server, start one and the browser.

    Raises:
        MethodNotFound: the word is no command, and no file either.
        NotFound: there is no such file, or no workspace holds it.
        Unavailable: no server runs, and none is to be started.
    """
    parser = Parser("icotes", "Show a file to everybody who is connected to its workspace.")
    parser.add_argument("file", nargs="+")
    parser.add_argument("--line", type=int, help="where to look; the first line is 1")
    parser.add_argument("--no-start", action="store_true", help="fail when no server runs")
    add_shared(parser)
    found = parser.parse_args(arguments)
    paths = [_existing(word, session.outline()) for word in found.file]
    server = find(shared(found).state)
    if server is None:
        if found.no_start or not sys.stdout.isatty():
            raise Unavailable(f"{not_running().message} Then `icotes {found.file[0]}` shows the file.")
        server = _start(paths[0], shared(found).state)
    for path in paths:
        _show(server, path, found.line)
    if shared(found).json:
        show.line({"opened": [str(path) for path in paths]})
    return 0


def _existing(word: str, outline: Outline) -> Path:
    path = Path(word).absolute()
    if path.exists():
        return path.resolve()
    if "/" in word or "." in word:
        raise NotFound(f"There is no file {word!r}.")
    known = [*COMMANDS, *outline.modules, *ALIASES]
    raise MethodNotFound(f"There is no command and no file {word!r}{nearest(word, known)}")


def _show(server: Server, path: Path, line: int | None) -> None:
    if path.is_dir():
        server.call("projects.open", {"folder": str(path)})
        return
    holders = [each for each in server.call("workspaces.list", {}) if path.is_relative_to(each["folder"])]
    if not holders:
        raise NotFound(f"No open workspace holds this file; `icotes {path.parent}` opens its folder.")
    nearest_ = max(holders, key=lambda each: len(each["folder"]))
    place = {"workspace": nearest_["id"], "path": str(path.relative_to(nearest_["folder"]))}
    server.call("workspaces.open_file", {**place, "line": line} if line else place)


def _start(path: Path, state: str) -> Server:
    """Start a server for a file and a browser on it, and wait until that is there."""
    here = Path.cwd()
    folder = here if path.is_relative_to(here) else path if path.is_dir() else path.parent
    server = begin(folder, state)
    if browse(server):
        _await_browser(server)
    return server


def _await_browser(server: Server) -> None:
    end = time.monotonic() + BROWSER_SECONDS
    while time.monotonic() < end:
        try:
            if server.call("system.connections", {"kind": "websocket"})["items"]:
                return
        except IcotesError:
            return
        time.sleep(0.1)
