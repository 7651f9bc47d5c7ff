"""`icotes mcp serve`: the methods as tools of an agent, on stdin and stdout."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from icotes.faces import mcp
from icotes.faces.cli.call import workspace_of
from icotes.faces.cli.local import OWNER, Local
from icotes.faces.cli.parser import Parser, add_shared, shared
from icotes.faces.cli.server import need

if TYPE_CHECKING:
    from icotes.faces.cli.commands import Session


def run(session: "Session", arguments: list[str]) -> int:
    """Speak MCP on stdin and stdout, for the running server or with `--local` for this process."""
    parser = Parser("icotes mcp", "Speak MCP on stdin and stdout.")
    parser.add_argument("action", choices=["serve"], metavar="serve")
    parser.add_argument("--modules", default="", help="whose methods are tools, separated by commas")
    add_shared(parser)
    found = parser.parse_args(arguments)
    modules = [name for name in found.modules.split(",") if name]
    if found.local:
        asyncio.run(_local(session, found.state, modules))
    else:
        state = shared(found).state
        workspace = workspace_of(need(state), Path.cwd())
        asyncio.run(mcp.serve_remote(lambda: need(state), modules, workspace))
    return 0


async def _local(session: "Session", state: str, modules: list[str]) -> None:
    async with Local(session.program(), state) as local:
        await local.open_folder()
        await mcp.serve_local(local.dispatcher, OWNER, modules)
