"""`icotes logs`: what the server wrote down, for people or as it is."""

import json
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from icotes.core.errors import NotFound
from icotes.faces.cli import show
from icotes.faces.cli.parser import Parser, add_shared
from icotes.faces.cli.server import state_folder

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

FILE = "server.log"
LOOK_SECONDS = 0.2
LEADING = ("time", "level", "event")


def run(session: "Session", arguments: list[str]) -> int:  # noqa: ARG001
    """Print the newest lines of the server's log; with `-f` also what comes.

    Raises:
        NotFound: no server has run with this state folder.
    """
    parser = Parser("icotes logs", "Print the newest lines of the server's log.")
    parser.add_argument("-f", "--follow", action="store_true", help="print what comes, until Ctrl-C")
    parser.add_argument("-n", "--lines", type=int, default=100, metavar="N", help="how many (default: 100)")
    add_shared(parser)
    found = parser.parse_args(arguments)
    file = state_folder(found.state) / FILE
    if not file.exists():
        raise NotFound("There is no log; no server has run with this state folder.")
    with file.open(encoding="utf-8") as log:
        for line in deque(log, maxlen=max(found.lines, 0)):
            _print(line, as_json=found.json)
        if found.follow:
            for line in _later(log, file):
                _print(line, as_json=found.json)
    return 0


def _later(log: IO[str], file: Path) -> Iterator[str]:
    """Yield lines as they are written, also into a file that takes the place of a full one."""
    while True:
        if line := log.readline():
            yield line
        elif file.exists() and not file.samefile(f"/proc/self/fd/{log.fileno()}"):
            with file.open(encoding="utf-8") as newer:
                yield from _later(newer, file)
        else:
            time.sleep(LOOK_SECONDS)


def _print(line: str, *, as_json: bool) -> None:
    show.text(line if as_json else _people(line))


def _people(line: str) -> str:
    try:
        said: dict[str, Any] = json.loads(line)
        rest = " ".join(f"{name}={value}" for name, value in said.items() if name not in LEADING)
        return f"{said['time']} {said['level']:<7} {said['event']}  {rest}"
    except (ValueError, KeyError, TypeError):
        return line
