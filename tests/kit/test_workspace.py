"""Which workspaces are open: what begins with one ends with it, also when it can't begin."""

from pathlib import Path

import pytest

from icotes.core.errors import Unavailable
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife


class Life(WorkspaceLife):
    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.heard: list[str] = []

    async def opened(self, workspace: Workspace) -> None:
        self.heard.append("opened")
        if self.fails:
            raise Unavailable("Not now.")

    async def closed(self, workspace: Workspace) -> None:
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
