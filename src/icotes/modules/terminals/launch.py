"""The start of a program on a terminal: in which folder, with what environment, with or without a sandbox."""

import asyncio
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from icotes.kit.held_sandbox import spawn_sandboxed
from icotes.kit.holder import PTY, Holders
from icotes.kit.processes import clean_environment, end_tree
from icotes.kit.pty import Pty
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import Limits, View
from icotes.kit.threads import kept
from icotes.kit.workspace import Workspace
from icotes.modules.terminals.types import Terminal, TerminalSettings

OWNER = "terminals"
"""By this name a holder knows what it holds for terminals."""
LIMITS = Limits(
    wall_seconds=0,
    cpu_seconds=0,
    memory=4 << 30,
    processes=512,
    output=0,
    files=0,
    open_files=4096,
    disk=1 << 30,
    nice=0,
)
"""What a sandboxed terminal may use: somebody works there."""
_NOBODY = -1
"""The id of no process: the one that was started is gone, and its id may be another's."""


class TerminalLaunch:
    """Starts programs on terminals."""

    def __init__(self, holders: Holders, sandbox: Sandbox, settings: TerminalSettings) -> None:
        self._holders = holders
        self._sandbox = sandbox
        self._settings = settings

    async def begin(self, workspace: Workspace, terminal: Terminal, argv: tuple[str, ...], env: dict[str, str]) -> Pty:
        """Start a program in a folder of a workspace; by the terminal's id it is known inside, and found.

        Raises:
            CommandNotFound: there is no such program.
            NotFound: there is no such folder.
            NoSandbox: it is to run in a sandbox, and there can be none.
            Unavailable: nothing can be started.
        """
        folder = await kept(partial(workspace.root.open_folder, terminal.cwd), os.close)
        variables = {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": os.environ.get("LANG") or "C.UTF-8",
            "PWD": str(workspace.folder / terminal.cwd),
            **env,
            "ICOTES_WORKSPACE": workspace.id,
            "ICOTES_TERMINAL": terminal.id,
        }
        begin = self._sandboxed if terminal.sandboxed else self._plain
        try:
            return await begin(workspace, terminal, argv, variables, folder)
        finally:
            os.close(folder)

    async def _plain(
        self, workspace: Workspace, terminal: Terminal, argv: tuple[str, ...], env: dict[str, str], folder: int
    ) -> Pty:
        held = await self._holders.spawn(
            workspace,
            terminal.id,
            argv,
            owner=OWNER,
            env=clean_environment(env),
            cwd=folder,
            ring=self._settings.scrollback,
            rows=terminal.rows,
            cols=terminal.cols,
            mark=_mark(terminal.id),
        )
        return Pty(held)

    async def _sandboxed(
        self, workspace: Workspace, terminal: Terminal, argv: tuple[str, ...], env: dict[str, str], folder: int
    ) -> Pty:
        place = await asyncio.to_thread(os.readlink, f"/proc/self/fd/{folder}")
        view = View(
            folder=workspace.root.folder,
            access="write",
            cwd=str(Path(place).relative_to(workspace.root.folder)),
            hidden=workspace.root.hidden,
        )
        mark = _mark(terminal.id)
        launch = await self._sandbox.command(argv, view=view, env=env, limits=LIMITS, terminal=True, mark=mark)
        held = await spawn_sandboxed(
            self._holders,
            workspace,
            terminal.id,
            launch,
            owner=OWNER,
            cwd=folder,
            streams=PTY,
            ring=self._settings.scrollback,
            rows=terminal.rows,
            cols=terminal.cols,
            mark=mark,
        )
        return Pty(held)


async def end_left_over(ids: Iterable[str]) -> None:
    """End what is left of terminals that nobody holds any more."""
    await asyncio.gather(*(asyncio.to_thread(end_tree, _NOBODY, _mark(id_)) for id_ in ids))


def _mark(id: str) -> str:
    return f"ICOTES_TERMINAL={id}"
