"""The start of a program on a terminal: in which folder, with what environment."""

import asyncio
import os

from icotes.kit.processes import clean_environment
from icotes.kit.pty import Pty
from icotes.kit.workspace import Workspace


async def launch(
    workspace: Workspace, id: str, argv: tuple[str, ...], *, cwd: str, env: dict[str, str], rows: int, cols: int
) -> Pty:
    """Start a program in a folder of a workspace.

    Args:
        id: the terminal's; the program finds it in its environment, and is found by it.

    Raises:
        CommandNotFound: there is no such program.
        NotFound: there is no such folder.
    """
    variables = {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": os.environ.get("LANG") or "C.UTF-8",
        "PWD": str(workspace.folder / cwd),
        **env,
        "ICOTES_WORKSPACE": workspace.id,
        "ICOTES_TERMINAL": id,
    }
    folder = await asyncio.to_thread(workspace.root.open_folder, cwd)
    try:
        place = f"/proc/self/fd/{folder}"
        mark = f"ICOTES_TERMINAL={id}"
        return await Pty.spawn(argv, env=clean_environment(variables), cwd=place, rows=rows, cols=cols, mark=mark)
    finally:
        os.close(folder)
