"""`icotes pipe`: one connection to this machine's server, through standard input and output; ssh carries it."""

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from icotes.core.errors import ConnectionLost, IcotesError, NotFound, Unavailable
from icotes.faces.cli.lifecycle import begin
from icotes.faces.cli.parser import Parser, add_shared, shared
from icotes.faces.cli.server import CHUNK, Server, find

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

TRIES = 3
"""A server that was found may be about to end, or gone without a word; one that runs is what `begin` finds, too."""
PAUSE_SECONDS = 0.2
TRANSIENT = {"ICOTES_SERVER_PORT": "0", "ICOTES_REMOTES_LEAVE_AFTER": "60"}
"""How a server is started that nobody asked for but another machine: on any port, and not for ever."""


def run(session: "Session", arguments: list[str]) -> int:  # noqa: ARG001
    """Say on a line how the server is reached, then pass bytes to it and back until one side ends."""
    parser = Parser(
        "icotes pipe", "Connect standard input and output with this machine's server; another one runs this by ssh."
    )
    parser.add_argument("folder", nargs="?", default=".", help="what to open; a server is started if none runs")
    add_shared(parser)
    found = parser.parse_args(arguments)
    try:
        server, greeting = _opened(_folder(found.folder), shared(found).state)
        place = urlsplit(server.url)
        connection = socket.create_connection((place.hostname or "", place.port or 0))
    except (IcotesError, OSError) as error:
        known = error if isinstance(error, IcotesError) else Unavailable("The server there ended just now; try again.")
        _say({"icotes": "refused", "error": known.payload()})
        return known.exit_code
    with connection:
        _say({"icotes": "open", "key": server.token, **greeting})
        _pass_on(connection)
    return 0


def _folder(name: str) -> Path:
    with suppress(OSError, RuntimeError):
        folder = Path(name).expanduser().resolve()
        if folder.is_dir():
            return folder
    raise NotFound(f"There is no folder {name[:100]!r} on that machine.")


def _opened(folder: Path, state: str) -> tuple[Server, dict[str, Any]]:
    """Return the server, which has the folder open, and what there is to say of that."""
    for name, value in TRANSIENT.items():
        os.environ.setdefault(name, value)
    for attempt in range(TRIES):
        try:
            server = (None if attempt else find(state)) or begin(folder, state)
            project = server.call("projects.open", {"folder": str(folder)})
            workspace = server.call("workspaces.get", {"workspace": project["workspace"]})
        except (Unavailable, ConnectionLost):
            if attempt == TRIES - 1:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return server, {"workspace": workspace["id"], "folder": project["folder"]}
    raise AssertionError


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def _pass_on(connection: socket.socket) -> None:
    """Pass bytes both ways until one side ends."""
    over = threading.Event()
    for source, sink in ((partial(os.read, 0), connection.sendall), (connection.recv, _write)):
        threading.Thread(target=_copy, args=(source, sink, over), daemon=True).start()
    over.wait()


def _copy(source: Callable[[int], bytes], sink: Callable[[bytes], object], over: threading.Event) -> None:
    try:
        while chunk := source(CHUNK):
            sink(chunk)
    except OSError:
        pass
    finally:
        over.set()


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]
