"""The language servers of all open workspaces, and how they are asked."""

import asyncio
from typing import Any

from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.languages.builtin import known
from icotes.modules.languages.launching import Launcher
from icotes.modules.languages.pool import Asked, Pool
from icotes.modules.languages.positions import Lines
from icotes.modules.languages.texts import Texts
from icotes.modules.languages.types import Forgotten, LanguageSettings


class Pools(WorkspaceLife):
    """Keeps the servers of each open workspace."""

    def __init__(
        self, workspaces: OpenWorkspaces, settings: LanguageSettings, launcher: Launcher, texts: Texts
    ) -> None:
        self._workspaces = workspaces
        self._settings = settings
        self._launcher = launcher
        self._texts = texts
        self._pools: dict[str, Pool] = {}

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        await self._workspaces.watch(self)

    async def stop(self) -> None:
        """End all servers."""
        await asyncio.gather(*(self.closed(each) for each in self._workspaces.all()))

    async def opened(self, workspace: Workspace) -> None:
        """Be ready for questions; no server is started for that."""
        specs = known(self._settings)
        self._pools[workspace.id] = Pool(workspace, specs, self._settings, self._launcher, self._texts)

    async def closed(self, workspace: Workspace) -> None:
        """End the servers of a workspace."""
        if pool := self._pools.pop(workspace.id, None):
            await pool.close()

    def look(self) -> None:
        """End servers that hang, or that nobody uses."""
        for pool in self._pools.values():
            pool.look()

    def of(self, workspace: Workspace) -> Pool:
        """Return the servers of an open workspace."""
        return self._pools[workspace.id]

    async def at(
        self, workspace: Workspace, path: str, what: str, line: int, column: int, **more: Any
    ) -> tuple[Asked, Lines, Any]:
        """Ask the server of a file about a place; return it with the text that it was asked about, and its answer."""
        asked = await self.of(workspace).ask(path, f"{what}Provider")
        lines = asked.file.lines
        return asked, lines, await asked.answer(what, {"position": lines.to_server(line, column), **more})

    def check(self, workspace: Workspace, asked: Asked) -> None:
        """Refuse what was offered elsewhere, or by a run of a server that is over.

        Raises:
            Forgotten: it was.
        """
        server = self.of(workspace).servers.get(asked.server.name)
        if server is None or server is not asked.server or server.ready is not asked.session:
            raise Forgotten("This was offered too long ago; ask for the list again.")
