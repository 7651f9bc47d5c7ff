"""A workspace with its files in this process, and what happens in it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from icotes.core.events import EventRecord
from icotes.kit.metrics import Metrics
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces, Workspace
from icotes.modules.files import store
from icotes.modules.files.methods import Files
from icotes.modules.files.settings import FileSettings
from icotes.modules.files.store import FilesSchema
from icotes.modules.files.trees import Trees


class Home:
    """A folder that is open as a workspace, with the module `files`; it can be closed and opened again."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.folder = base / "project"
        self.settings = FileSettings()

    async def open(self) -> "Home":
        self.folder.mkdir(exist_ok=True)
        self.workspaces = OpenWorkspaces(StateFolder(self.base / "state"), [FilesSchema()])
        self.trees = Trees(self.workspaces, self.settings, Metrics())
        self.files: Any = Files(self.trees, None, self.settings)
        await self.trees.start()
        self.workspace: Workspace = await self.workspaces.open("w1", "main", "p1", self.folder)
        while not await self.workspace.store.read(lambda db: store.load(db, "")):
            await asyncio.sleep(0.005)  # it is open before it knows its files if that takes long: they would be no news
        return self

    async def close(self) -> None:
        await self.trees.stop()
        await self.workspaces.stop()

    async def events(self) -> list[EventRecord]:
        """Return all events, oldest first."""
        return (await self.workspace.log.find(limit=10_000)).items[::-1]

    async def changes(self) -> list[tuple[str, str]]:
        """Return what happened to which path, in order."""
        found: list[tuple[str, str]] = []
        for record in await self.events():
            fields = record.fields()
            for change in fields.get("changes", [fields]):
                what = change.get("change") or record.kind.removeprefix("files.")
                found.append((what, change.get("path", "")))
        return found

    async def until(self, condition: Callable[[Any], bool]) -> Any:
        """Return the changes once they are as wanted."""
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                while not condition(changes := await self.changes()):
                    await asyncio.sleep(0.01)
                return changes
        raise AssertionError(await self.changes())
