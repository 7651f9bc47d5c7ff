"""A repository in a folder where code in a sandbox writes: the code can't write what git outside would start."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boxed import ran, sandbox
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import View
from icotes.kit.sandbox_writes import SandboxWrites
from icotes.kit.state import StateFolder

PLANT = (
    "echo x > .git/hooks/pre-commit; echo x >> .git/config; mv .git aside; rm -rf .git; mkdir .git; echo y > new; ls -A"
)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with sandbox(tmp_path / "state") as made:
        yield made


def repository(folder: Path) -> dict[str, bytes]:
    """Make a repository; return all that is in its `.git`."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    return kept(folder)


def kept(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in sorted((folder / ".git").rglob("*")) if each.is_file()}


@pytest.mark.capability("J2", partly="the repository of the folder; the rest is shown beside")
async def test_code_that_writes_in_a_folder_can_t_write_in_its_repository(box: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    before = repository(folder)
    said, _, _ = await ran(box, ["sh", "-c", PLANT], View(folder=folder, access="write"))
    assert said.split() == [".git", "new"]
    assert kept(folder) == before
    assert (folder / "new").read_text() == "y\n"
    assert not box.writes.could_write(folder / ".git/config")
    assert box.writes.could_write(folder / "new")


async def test_the_pointer_of_a_worktree_can_t_be_written(box: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / ".git").write_text("gitdir: elsewhere\n")
    script = "echo 'gitdir: evil' > .git; mv .git aside; rm .git"
    await ran(box, ["sh", "-c", script], View(folder=folder, access="write"))
    assert (folder / ".git").read_text() == "gitdir: elsewhere\n"


async def test_what_code_could_have_made_is_remembered(box: Sandbox, tmp_path: Path) -> None:
    folder, odd = tmp_path / "work", tmp_path / "no\udcfftext"
    folder.mkdir()
    box.writes.note(odd)
    view = View(folder=folder, access="write")
    await ran(box, ["sh", "-c", "mkdir -p .git/hooks sub/.git"], View(folder=folder, access="write"))
    remembered = SandboxWrites(StateFolder(tmp_path / "state"))
    await ran(box, ["true"], view)
    for writes in (box.writes, remembered):
        assert writes.could_write(folder / ".git/hooks")
        assert writes.could_write(folder / "sub/.git")
        assert writes.could_write(odd / "file")
        assert not writes.could_write(tmp_path / "beside/.git")


async def test_a_repository_that_took_the_place_of_another_is_not_the_same(box: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    repository(folder)
    await ran(box, ["true"], View(folder=folder, access="write"))
    (folder / ".git").rename(folder / "aside")
    repository(folder)
    assert box.writes.could_write(folder / ".git/config")
    await ran(box, ["true"], View(folder=folder, access="write"))
    assert box.writes.could_write(folder / ".git/config")


async def test_what_only_reads_is_not_remembered(box: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    repository(folder)
    await ran(box, ["true"], View(folder=folder))
    await ran(box, ["sh", "-c", "echo x > .git/hooks/pre-commit"], View(folder=folder, access="copy"))
    assert not box.writes.could_write(folder / "file")
    assert not (folder / ".git/hooks/pre-commit").exists()
