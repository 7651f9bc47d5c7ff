"""What git ignores is told, and a hostile repository gets nothing done."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from home import Home
from icotes.core.errors import Unacceptable
from icotes.kit.paths import Root
from icotes.modules.files import ignored
from running import Server

NAMES = ["*", ":(top)x", "-v", " lead", "\u202egpj.exe", "C:\\x", "a.log", "new%0Aline.log", "\u00fc.log"]


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=n", "-c", "user.email=e@example.org")
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *names, *words], cwd=folder, env=env, check=True, capture_output=True)


@pytest.fixture
async def repository(home: Home) -> Home:
    git(home.folder, "init", "-q")
    (home.folder / ".gitignore").write_text("*.log\n/build/\n")
    for name in NAMES:
        (home.folder / name.replace("%0A", "\n")).touch()
    for path in ("build/out", "sub/x.log", "sub/y", "nested/z.log", "kept.log"):
        (home.folder / path).parent.mkdir(exist_ok=True)
        (home.folder / path).touch()
    git(home.folder, "add", "-f", "kept.log")
    return home


async def asked(home: Home, *paths: str) -> list[str]:
    return await home.files.ignored(home.workspace, paths)


async def test_what_git_ignores_is_told_by_the_names_that_listings_show(repository: Home) -> None:
    assert await asked(repository, *NAMES) == ["a.log", "new%0Aline.log", "\u00fc.log"]
    found = await asked(repository, "build", "build/out", "sub", "sub/x.log", "sub/y", "kept.log", "gone.log", "gone/x")
    assert found == ["build", "gone.log", "build/out", "sub/x.log"]


async def test_a_repository_in_the_repository_has_rules_of_its_own(repository: Home) -> None:
    git(repository.folder / "nested", "init", "-q")
    assert await asked(repository, "nested/z.log", "sub/x.log") == ["sub/x.log"]


async def test_nothing_is_ignored_without_a_repository_or_git(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.folder / ".gitignore").write_text("*\n")
    assert await asked(home, "x", "") == []
    git(home.folder, "init", "-q")
    assert await asked(home, "x") == ["x"]
    monkeypatch.setenv("PATH", "")
    assert await asked(home, "x") == []


async def test_paths_that_lead_out_are_refused(repository: Home) -> None:
    with pytest.raises(Unacceptable):
        await asked(repository, "../x")
    (repository.folder / "out").symlink_to("/")
    assert await asked(repository, "out/x.log", "a.log") == ["a.log"]


async def test_a_hostile_repository_starts_no_program(repository: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository.folder
    program = folder / "evil"
    program.write_text(f"#!/bin/sh\ntouch {folder}/started\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "pager.check-ignore", "core.sshCommand", "core.gitProxy"):
        git(folder, "config", name, str(program))
    git(folder, "config", "alias.check-ignore", f"!{program}")
    git(folder, "config", "core.hooksPath", str(folder))
    git(folder, "config", "remote.origin.url", f"ext::{program}")
    git(folder, "config", "remote.origin.promisor", "true")
    git(folder, "config", "protocol.ext.allow", "always")
    monkeypatch.setenv("GIT_DIR", str(folder / "nowhere"))
    assert await asked(repository, "a.log", "sub/x.log", "sub/y") == ["a.log", "sub/x.log"]
    assert not (folder / "started").exists()


async def test_git_that_does_not_answer_is_not_waited_for(repository: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = ignored._ask

    def ask(git: str, env: dict[str, str], root: Root, folder: str, *more: Any) -> list[bytes]:
        monkeypatch.setattr(ignored, "SECONDS", 0.2 if folder == "sub" else 30)
        return asking(git, env, root, folder, *more)

    monkeypatch.setattr(ignored, "_ask", ask)
    os.mkfifo(repository.folder / "sub" / ".gitignore")
    assert await asked(repository, "sub/x.log", "a.log") == ["a.log"]


def test_it_is_asked_over_the_wire(fresh_server: Callable[..., Server], tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / ".gitignore").write_text("*.log\n")
    server = fresh_server(folder)
    assert server.call("files.ignored", paths=["a.log", "b"]) == ["a.log"]
