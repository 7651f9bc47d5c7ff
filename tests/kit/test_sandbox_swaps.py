"""Code that writes in a folder puts something else in the place of what another sandbox is about to show."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boxed import PYTHON, ran, sandbox
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_checks import look_through
from icotes.kit.sandbox_launch import Launch
from icotes.kit.sandbox_layout import folders
from icotes.kit.sandbox_spawn import spawn
from icotes.kit.sandbox_types import NoSandbox, View

MOVES = """
import os
for one, other in (("a/b", "a/x"), ("a", "x"), ("a/b/state", "a/b/x"), ("a/b/state", "x")):
    try: os.rename(one, other)
    except OSError as error: print(error.errno)
"""


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with sandbox(tmp_path / "server") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with the server's state in it, two folders deep."""
    made = tmp_path / "work"
    (made / "a/b/state").mkdir(parents=True)
    (made / "a/b/state/token").write_text("secret")
    (made / ".git").mkdir()
    return made


async def started(launch: Launch) -> int:
    """Start it; return how it ends."""
    with Path(os.devnull).open("r+b") as nothing:
        pid = spawn(launch.argv, {}, launch.fds, *[nothing.fileno()] * 3)
    launch.close()
    try:
        await launch.confirm()
    finally:
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.mark.parametrize("file", [False, True])
async def test_what_took_the_place_of_a_repository_is_not_shown(box: Sandbox, folder: Path, file: bool) -> None:
    git, view = folder / ".git", View(folder=folder, access="write")
    if file:
        git.rmdir()
        git.write_text("gitdir: elsewhere\n")
    assert await started(await box.command(["test", "-e", ".git"], view=view)) == 0
    launch = await box.command(["true"], view=view)
    git.rename(folder / "aside")
    if file:
        git.write_text("gitdir: evil\n")
    else:
        git.mkdir()
    with pytest.raises(NoSandbox, match="try again"):
        await started(launch)


async def test_what_took_the_place_of_a_folder_is_not_shown(box: Sandbox, folder: Path) -> None:
    for name in ("a/b", "a"):
        launch = await box.command(["true"], view=View(folder=folder, access="write", hidden=folder / "a/b/state"))
        (folder / name).rename(folder / "aside")
        (folder / "a/b").mkdir(parents=True)
        with pytest.raises(NoSandbox):
            await started(launch)
        shutil.rmtree(folder / name)
        (folder / "aside").rename(folder / name)


async def test_a_link_above_the_folder_is_not_followed(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder / "a")
    with pytest.raises(NoSandbox, match="directory"):
        await box.spawn(["true"], view=View(folder=tmp_path / "link/b"))


async def test_what_is_above_a_hidden_folder_can_t_be_renamed(box: Sandbox, folder: Path) -> None:
    view = View(folder=folder, access="write", hidden=folder / "a/b/state")
    out, _, _ = await ran(box, [PYTHON, "-I", "-c", MOVES], view)
    assert out.split() == ["16", "16", "16", "18"]  # busy, and on another mount
    assert (folder / "a/b/state/token").read_text() == "secret"
    script = "echo x > a/new; echo x > a/b/new; mkdir other; echo x > other/new; cat a/b/state/token"
    out, _, _ = await ran(box, ["sh", "-c", script], view)
    assert out == ""
    assert all((folder / name / "new").exists() for name in ("a", "a/b", "other"))


async def test_a_folder_that_a_link_in_another_one_leads_to_is_shown(
    box: Sandbox, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "opt/node-22").mkdir(parents=True)
    (tmp_path / "opt/node-22/tool").write_text("it works")
    (tmp_path / "opt/node").symlink_to("node-22")
    view = View(folder=folder, read=(tmp_path / "opt", tmp_path / "opt/node"))
    out, _, _ = await ran(box, ["cat", str(tmp_path / "opt/node/tool")], view)
    assert out == "it works"


def test_of_a_folder_that_is_cloned_what_is_mounted_in_it_is_left_alone() -> None:
    view = View(folder=Path("/"), access="write", hidden=Path("/proc/sys/kernel"))
    shown = folders(view)
    handles = [os.open(place, os.O_PATH) for place, _, _ in shown]
    again = {
        cloned: [
            each.target for each in look_through(view, [target for _, target, _ in shown], handles, cloned=cloned)[0]
        ]
        for cloned in (True, False)
    }
    assert again == {True: [], False: ["//proc", "//proc/sys"]}
    for handle in handles:
        os.close(handle)
