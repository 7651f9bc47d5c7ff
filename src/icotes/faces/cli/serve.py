"""`icotes serve`: the server in this process, until Ctrl-C."""

import re
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvloop

import icotes
from icotes.core.errors import IcotesError, NotFound
from icotes.faces.cli import show
from icotes.faces.cli.lifecycle import browse, end, launch
from icotes.faces.cli.parser import Parser, add_shared
from icotes.faces.cli.server import Server, find, state_folder
from icotes.faces.server import Address
from icotes.kit.state import InUse, StateFolder

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

FIRST_SECONDS = 10.0
"""How long a server that was started just before may take to answer."""


def run(session: "Session", arguments: list[str]) -> int:
    """Serve a folder until SIGINT or SIGTERM; hand it to the server that runs already, or take over from an older one.

    Raises:
        NotFound: there is no such folder.
        Unavailable: the server can't start; the message says why.
    """
    found = _parser().parse_args(arguments)
    folder = Path(found.folder).resolve()
    if not folder.is_dir():
        raise NotFound(f"There is no folder {found.folder!r} to serve.")
    state = StateFolder(state_folder(found.state))
    try:
        state.lock()
    except InUse as held:
        server = _other(held, found)
        if not _is_older(server):
            return _hand_over(server, folder, found)
        end(server.pid)
        state.lock()
        found.port = found.port or str(urlsplit(server.url).port or "")
    flags = {name: value for name, value in (("server.host", found.host), ("server.port", found.port)) if value}
    program = session.program()

    def ready(address: Address) -> None:
        _announce(state, address.url, folder, found)

    try:
        settings = program.settings(Path(found.config) if found.config else None, flags)
        uvloop.run(program.serve(settings, state, folder, ready))
    finally:
        state.unlock()
    return 0


def _parser() -> Parser:
    parser = Parser(
        "icotes serve", "Serve a folder until Ctrl-C; hand it to the server that runs already, unless that is older."
    )
    parser.add_argument("folder", nargs="?", default=".", help="by default the one you are in")
    parser.add_argument("--host", default="", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", default="", help="the port; 0 takes any that is free")
    parser.add_argument("--config", default="", metavar="FILE", help="the settings (default: icotes.toml)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    add_shared(parser)
    return parser


def _announce(state: StateFolder, url: str, folder: Path, found: Any) -> None:
    """Say where the server listens; the rest asks the server itself, so it waits in a thread of its own."""
    said = state.announce(url)
    server = Server(url, state.token_file.read_text("ascii").strip(), said.pid)
    threading.Thread(target=_greet, args=(server, folder, found), daemon=True).start()


def _other(held: InUse, found: Any) -> Server:
    """Return the server that holds the state folder."""
    limit = time.monotonic() + FIRST_SECONDS
    while (server := find(found.state)) is None:
        if time.monotonic() > limit:
            raise held
        time.sleep(0.1)
    return server


def _is_older(server: Server) -> bool:
    """Tell whether a server is of an older version; its terminals and pages go on with this one."""
    return _numbers(server.call("system.info", {})["version"]) < _numbers(icotes.__version__)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _hand_over(server: Server, folder: Path, found: Any) -> int:
    """Have the server that holds the state folder open this one too."""
    server.call("projects.open", {"folder": str(folder)})
    _greet(server, folder, found)
    return 0


def _greet(server: Server, folder: Path, found: Any) -> None:
    """Print the address, and what there is to know about the folder and the machine."""
    try:
        if found.json:
            token_file = state_folder(found.state) / "token"
            show.line({"url": server.url, "pid": server.pid, "token_file": str(token_file)})
        else:
            address = launch(server)
            show.text(f"icotes serves {folder}\n\n    {address}\n\nCtrl-C stops it.")
            if not found.no_browser:
                browse(server, address)
        for part in server.call("system.health", {})["parts"]:
            if part["detail"]:
                sys.stderr.write(f"icotes: {show.safe(part['detail'])}\n")
    except IcotesError as error:
        show.failure(error, as_json=found.json)
