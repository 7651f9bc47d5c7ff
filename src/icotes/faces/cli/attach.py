"""`icotes --terminal`: the caller's own terminal, attached to one on the server."""

import base64
import os
import select
import signal
import sys
import termios
import threading
import tty
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icotes.core.errors import Conflict, ConnectionLost, IcotesError, Invalid
from icotes.faces.cli import show
from icotes.faces.cli.call import workspace_of
from icotes.faces.cli.parser import Parser, add_shared, shared
from icotes.faces.cli.server import Server, need

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

DETACH = b"\x1d"
"""Ctrl-]: leaves the terminal to itself."""
KEYS = 64 * 1024
"""Bytes of input that are sent at a time."""


def run(session: "Session", arguments: list[str]) -> int:  # noqa: ARG001
    """Attach this terminal to one on the server; a new one unless an id is given.

    Raises:
        Invalid: there is no terminal here.
        IcotesError: the server refused.
    """
    parser = Parser("icotes --terminal", "Attach this terminal to one on the server. Ctrl-] detaches; it lives on.")
    parser.add_argument("id", nargs="?", default="", help="a terminal of `icotes terminals list`; else a new one")
    parser.add_argument("--workspace", default="", help="the workspace, by name")
    add_shared(parser)
    found = parser.parse_args(arguments)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Invalid("`--terminal` needs a terminal; `icotes terminals write` and `follow` work without.")
    server = need(shared(found).state)
    workspace = found.workspace or workspace_of(server, Path.cwd())
    place = {"workspace": workspace} if workspace else {}
    size = os.get_terminal_size(0)
    screen = {"cols": size.columns, "rows": size.lines, "env": {"TERM": os.environ.get("TERM", "xterm-256color")}}
    id_ = found.id or server.call("terminals.create", {**screen, **place})["id"]
    return Attached(server, {"terminal": id_, **place}).run()


class Attached:
    """One terminal of the server, shown in the caller's own.

    Args:
        terminal: the parameters that name it.
    """

    def __init__(self, server: Server, terminal: dict[str, Any]) -> None:
        self._server = server
        self._terminal = terminal
        self._woken, self._wake = os.pipe()
        self._problem = ""
        self._exit: dict[str, Any] | None = None

    def run(self) -> int:
        """Pass keys and output until the terminal ends or is detached; return the exit code."""
        threading.Thread(target=self._show, daemon=True).start()
        with raw(), woken_by_size(self._wake):
            self._resize()
            detached = self._pass_keys()
        if detached:
            show.text(f"detached; `icotes --terminal {self._terminal['terminal']}` comes back")
            return 0
        if self._exit is None:
            raise ConnectionLost(self._problem or "The terminal's output ended before its program did.")
        code = self._exit["code"]
        return 128 + signal.Signals[self._exit["signal"]] if code is None else code

    def _pass_keys(self) -> bool:
        """Send what is typed; True when the caller detaches, False when the terminal ended."""
        while True:
            ready, _, _ = select.select([0, self._woken], [], [])
            if self._woken in ready:
                if b"." in os.read(self._woken, 4096):
                    return False
                self._resize()
            if 0 in ready:
                typed, key, _ = os.read(0, KEYS).partition(DETACH)
                if typed:
                    self._tell("terminals.write", binary=base64.b64encode(typed).decode())
                if key:
                    return True

    def _show(self) -> None:
        """Write the terminal's output until it ends; then wake the thread that waits for keys."""
        try:
            for each in self._server.stream("terminals.follow", self._terminal):
                if isinstance(each["item"], str):
                    show.data(base64.b64decode(each["item"]))
                elif each["item"]["type"] == "snapshot":
                    self._exit = each["item"]["state"]["exit"]
        except IcotesError as error:
            self._problem = error.message
        os.write(self._wake, b".")

    def _resize(self) -> None:
        size = os.get_terminal_size(0)
        self._tell("terminals.resize", cols=size.columns, rows=size.lines)

    def _tell(self, method: str, **params: Any) -> None:
        """Call a method of this terminal; when its program has ended, the output says so in a moment."""
        try:
            self._server.call(method, {**self._terminal, **params})
        except Conflict as error:
            if error.kind != "TerminalEnded":
                raise


@contextmanager
def raw() -> Generator[None]:
    """Hand every key to the other side, and give the terminal back as it was."""
    before = termios.tcgetattr(0)
    tty.setraw(0, termios.TCSADRAIN)  # what was typed already is kept
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


@contextmanager
def woken_by_size(pipe: int) -> Generator[None]:
    """Write into the pipe when the terminal's size changes."""

    def wake(number: int, at: object) -> None:  # noqa: ARG001  the signature of a signal's handler
        os.write(pipe, b"s")

    before = signal.signal(signal.SIGWINCH, wake)
    try:
        yield
    finally:
        signal.signal(signal.SIGWINCH, before)
