"""Which workspaces are open: what begins with one ends with it, also when it can't begin."""

import asyncio
from pathlib import Path

import pytest

from icotes.core.errors import Unavailable
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife


class Life(WorkspaceLife):
    def __init__(self, *, fails: bool = False, breaks: bool = False) -> None:
        self.fails = fails
        self.breaks = breaks
        self.waits: asyncio.Event | None = None
        self.heard: list[str] = []

    async def opened(self, workspace: Workspace) -> None:
        self.heard.append("opened")
        if self.fails:
            raise Unavailable("Not now.")

    async def closed(self, workspace: Workspace) -> None:
        if self.breaks:
            raise OSError("broken")
        if self.waits:
            await self.waits.wait()
        assert workspace.root.fd >= 0
        await workspace.store.read(lambda connection: connection.execute("SELECT 1").fetchone())
        self.heard.append("closed")


def open_below(folder: Path) -> list[str]:
    """Return the paths under a folder that this process has open."""
    found: list[str] = []
    for handle in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(handle.readlink()))
        except FileNotFoundError:
            continue
    return [path for path in found if path.startswith(str(folder))]


async def test_a_workspace_that_can_not_open_leaves_nothing_open(tmp_path: Path):
    folder = tmp_path / "project"
    folder.mkdir()
    state = StateFolder(tmp_path / "state")
    state.lock()
    workspaces = OpenWorkspaces(state, [])
    first, second = Life(), Life(fails=True)
    await workspaces.watch(first)
    await workspaces.watch(second)
    before = sorted(open_below(tmp_path))

    with pytest.raises(Unavailable):
        await workspaces.open("w", "main", "p", folder)

    assert (first.heard, second.heard) == (["opened", "closed"], ["opened", "closed"])
    assert sorted(open_below(tmp_path)) == before
    assert workspaces.all() == []
    second.fails = False
    await workspaces.open("w", "main", "p", folder)
    await workspaces.stop()
    assert sorted(open_below(tmp_path)) == before
    state.unlock()


async def test_a_close_that_nobody_waits_for_goes_to_its_end(tmp_path: Path):
    folder = tmp_path / "project"
    folder.mkdir()
    workspaces = OpenWorkspaces(StateFolder(tmp_path / "state"), [])
    first, second = Life(), Life()
    await workspaces.watch(first)
    await workspaces.watch(second)
    before = sorted(open_below(tmp_path))
    await workspaces.open("w", "main", "p", folder)
    second.waits = asyncio.Event()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(workspaces.close("w"), 0.05)
    stopping = asyncio.create_task(workspaces.stop())
    await asyncio.sleep(0)
    second.waits.set()
    await stopping

    assert (first.heard, second.heard) == (["opened", "closed"], ["opened", "closed"])
    assert sorted(open_below(tmp_path)) == before


async def test_a_part_that_does_not_close_well_keeps_nothing_open(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    folder = tmp_path / "project"
    folder.mkdir()
    workspaces = OpenWorkspaces(StateFolder(tmp_path / "state"), [])
    first, second = Life(), Life(breaks=True)
    await workspaces.watch(first)
    await workspaces.watch(second)
    before = sorted(open_below(tmp_path))
    await workspaces.open("w", "main", "p", folder)

    await workspaces.close("w")

    assert first.heard == ["opened", "closed"]
    assert "Life did not close workspace w well" in caplog.text
    assert sorted(open_below(tmp_path)) == before
