"""The start of a program on a terminal: in which folder, with what environment."""

import asyncio
import os
from collections.abc import Iterable

from icotes.kit.holder import Holders
from icotes.kit.processes import clean_environment, end_tree
from icotes.kit.pty import Pty
from icotes.kit.workspace import Workspace

OWNER = "terminals"
"""By this name a holder knows what it holds for terminals."""
_NOBODY = -1
"""The id of no process: the one that was started is gone, and its id may be another's."""


async def launch(
    holders: Holders,
    workspace: Workspace,
    id: str,
    argv: tuple[str, ...],
    *,
    cwd: str,
    env: dict[str, str],
    rows: int,
    cols: int,
    ring: int,
) -> Pty:
    """Start a program in a folder of a workspace.

    Args:
        id: the terminal's; the program finds it in its environment, and is found by it.
        ring: bytes of output that are kept.

    Raises:
        CommandNotFound: there is no such program.
        NotFound: there is no such folder.
        Unavailable: nothing can be started.
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
        env = clean_environment(variables)
        held = await holders.spawn(
            workspace, id, argv, owner=OWNER, env=env, cwd=folder, ring=ring, rows=rows, cols=cols, mark=_mark(id)
        )
    finally:
        os.close(folder)
    return Pty(held)


async def end_left_over(ids: Iterable[str]) -> None:
    """End what is left of terminals that nobody holds any more."""
    await asyncio.gather(*(asyncio.to_thread(end_tree, _NOBODY, _mark(id_)) for id_ in ids))


def _mark(id: str) -> str:
    return f"ICOTES_TERMINAL={id}"
