"""Calls a method: on the running server, or in this process with `--local`."""

import json
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from icotes.core.errors import Invalid, Unavailable
from icotes.faces.cli import show
from icotes.faces.cli.lazy import load
from icotes.faces.cli.outline import Usage
from icotes.faces.cli.parser import Parsed, Parser, add_shared, shared
from icotes.faces.cli.server import Server, find, not_running

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session


def run(session: "Session", usage: Usage, parsed: Parsed) -> int:
    """Call a method and print what it returns.

    Raises:
        IcotesError: whatever went wrong.
    """
    if parsed.shared.local:
        return load("local:run")(session, usage, parsed)
    server = need(parsed)
    params = placed(server, usage, parsed.params)
    if usage.stream:
        for each in server.stream(usage.name, params):
            show.item(each["item"], as_json=parsed.shared.json, raw=usage.raw)
    elif usage.download and not parsed.shared.json:
        save(parsed, server.download(usage.name, params))
    elif parsed.upload:
        with source(parsed) as body:
            show.result(server.upload(usage.name, params, body), as_json=parsed.shared.json)
    else:
        show.result(server.call(usage.name, params), as_json=parsed.shared.json)
    return 0


def need(parsed: Parsed) -> Server:
    """Return the running server.

    Raises:
        Unavailable: none runs.
    """
    server = find(parsed.shared.state)
    if server is None:
        raise Unavailable(f"{not_running().message.rstrip('.')}, and `--local` runs this without one.")
    return server


def placed(server: Server, usage: Usage, params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters with the workspace of the folder that the caller is in, unless they name one."""
    if usage.argument("workspace") is None or params.get("workspace"):
        return params
    name = workspace_of(server, Path.cwd())
    return {**params, "workspace": name} if name else params


def workspace_of(server: Server, folder: Path) -> str:
    """Return the id of the workspace that a folder is in; empty if it is in none."""
    holders = [each for each in server.call("workspaces.list", {}) if folder.is_relative_to(each["folder"])]
    return max(holders, key=lambda each: len(each["folder"]))["id"] if holders else ""


def source(parsed: Parsed) -> Any:
    """Return the bytes to send, as a context that closes what it opened."""
    return nullcontext(sys.stdin.buffer) if parsed.upload == "-" else Path(parsed.upload).open("rb")


def save(parsed: Parsed, chunks: Iterable[bytes]) -> None:
    """Write a download to the file that was named, or to the standard output."""
    if not parsed.output:
        for chunk in chunks:
            show.data(chunk)
        return
    with Path(parsed.output).open("wb") as file:
        for chunk in chunks:
            file.write(chunk)


def api(session: "Session", arguments: list[str]) -> int:
    """Call any method with JSON and print JSON: `icotes --api files.read '{"path": "notes.md"}'`.

    Raises:
        IcotesError: whatever went wrong.
    """
    parser = Parser("icotes --api", "Call any method of the server with JSON, and print JSON.")
    parser.add_argument("method", metavar="METHOD", help="e.g. files.read")
    parser.add_argument("params", metavar="JSON", nargs="?", default="{}", help="an object or a list; - is the input")
    parser.add_argument("--workspace", default="", help="the workspace, by name")
    add_shared(parser)
    found = parser.parse_args(arguments)
    params: Any = _json(sys.stdin.read() if found.params == "-" else found.params)
    usage = session.outline().methods.get(found.method)
    if found.workspace and isinstance(params, dict):
        params = {**cast("dict[str, Any]", params), "workspace": found.workspace}
    if shared(found).local and usage:
        return load("local:run")(session, usage, Parsed(params, shared(found)._replace(json=True)))
    server = need(Parsed({}, shared(found)))
    if usage and isinstance(params, dict):
        params = placed(server, usage, cast("dict[str, Any]", params))
    if usage and usage.stream:
        for each in server.stream(found.method, params):
            show.line(each)
    else:
        show.line(server.call(found.method, params))
    return 0


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("The parameters are no JSON; give an object of names and values, or a list.") from None
