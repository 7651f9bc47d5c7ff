"""The server's life, seen from outside: start one, open the browser on it, ask how it is, stop it, read its log."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icotes.core.errors import TimedOut, Unavailable
from icotes.faces.cli import show
from icotes.faces.cli.parser import Parser, add_shared, shared
from icotes.faces.cli.server import Server, find, need, state_folder
from icotes.kit.holder_wire import end_all

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session

STOP_SECONDS = 15.0
LOOK_SECONDS = 0.05


def open_(session: "Session", arguments: list[str]) -> int:  # noqa: ARG001
    """Open the browser on the running server, logged in; with a folder, open that as a project first."""
    parser = Parser("icotes open", "Open the browser on the running server, logged in.")
    parser.add_argument("folder", nargs="?", default="", help="a folder to open as a project")
    parser.add_argument("--no-browser", action="store_true", help="only print the address; it can be used once")
    add_shared(parser)
    found = parser.parse_args(arguments)
    server = need(found.state)
    if found.folder:
        server.call("projects.open", {"folder": str(Path(found.folder).resolve())})
    address = launch(server)
    if found.json:
        show.line({"url": server.url, "pid": server.pid, "launch": address})
    elif found.no_browser or not browse(server, address):
        show.text(address)
    return 0


def launch(server: Server) -> str:
    """Return an address that logs a browser in, once."""
    return f"{server.url}/#launch={server.call('system.create_launch', {})}"


def browse(server: Server, address: str = "") -> bool:
    """Open a browser on a server; False if there is none here."""
    if not (sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))):
        return False
    return webbrowser.open(address or launch(server))


def begin(folder: Path, state: str) -> Server:
    """Start a server that outlives this command, and return it when it answers.

    Raises:
        Unavailable: it does not start; the message is its own.
    """
    words = ["serve", str(folder), "--json", "--no-browser", *(["--state", state] if state else [])]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "icotes", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            start_new_session=True,
        )
        ready = process.stdout.readline() if process.stdout else b""
        server = find(state) if ready else None
        if server is None:
            complaints.seek(0)
            said = complaints.read().strip().removeprefix("icotes: ")
            raise Unavailable(said or "The server did not start; `icotes serve` shows why.")
    return server


def status(session: "Session", arguments: list[str]) -> int:  # noqa: ARG001
    """Show the server that runs, how its parts are, and what it serves; exit code 7 when none runs."""
    parser = Parser("icotes status", "Show the server that runs, how its parts are, and what it serves.")
    add_shared(parser)
    found = shared(parser.parse_args(arguments))
    server = need(found.state)
    said = {
        "url": server.url,
        "pid": server.pid,
        **server.call("system.health", {}),
        "workspaces": server.call("workspaces.list", {}),
        "connections": server.call("system.connections", {})["items"],
    }
    if found.json:
        show.line(said)
    else:
        show.text(_status(said))
    return 0


def _status(said: dict[str, Any]) -> str:
    parts = [f"  {each['name']}: {each['state']}. {each['detail']}" for each in said["parts"] if each["detail"]]
    places = [f"  {each['name']}: {each['folder']}" for each in said["workspaces"]]
    return "\n".join(
        [
            f"{said['url']} (process {said['pid']}), {len(said['connections'])} connected",
            *(["workspaces:", *places] if places else ["no workspace is open; `icotes open FOLDER` opens one"]),
            *(["notes:", *parts] if parts else []),
        ]
    )


def stop(session: "Session", arguments: list[str]) -> int:  # noqa: ARG001
    """Stop the server and wait until it is gone; its terminals and kernels go on, unless all is to end."""
    parser = Parser("icotes stop", "Stop the server, and wait until it is gone. Terminals and kernels go on.")
    parser.add_argument("--all", action="store_true", help="end terminals and kernels too, and all else it started")
    add_shared(parser)
    found = parser.parse_args(arguments)
    server = find(found.state) if found.all else need(found.state)
    family = {pid: _born(pid) for pid in descendants(server.pid)} if found.all and server else {}
    if server:
        end(server.pid)
    for pid, born in family.items():
        if born and _born(pid) == born:
            os.kill(pid, signal.SIGKILL)
    held = end_all(str(state_folder(found.state) / "holders")) if found.all else 0
    pid = server.pid if server else None
    if pid is None and not held:
        need(found.state)
    if found.json:
        show.line({"stopped": pid, "holders": held})
    return 0


def end(pid: int) -> None:
    """Tell a process to end and wait until it has.

    Raises:
        TimedOut: it is still there.
    """
    os.kill(pid, signal.SIGTERM)
    limit = time.monotonic() + STOP_SECONDS
    while time.monotonic() < limit:
        if not _born(pid):
            return
        time.sleep(LOOK_SECONDS)
    raise TimedOut(f"Process {pid} did not end within {STOP_SECONDS:.0f} s; `kill -9 {pid}` ends it at once.")


def _born(pid: int) -> str:
    """Return when a process began, which tells it from a later one of the same number; empty if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def descendants(pid: int) -> list[int]:
    """Return what a process started, and what that started, and so on."""
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text("ascii").split()
        ]
    except OSError:
        return []
    return [each for child in children for each in (child, *descendants(child))]
