"""A server whose machine has a name to commit in, and repositories that are open on it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitting import Opened
from running import Server, start

NAME = "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    (home / "home").mkdir()
    (home / "home" / ".gitconfig").write_text(NAME)
    running = start(tmp_path_factory.mktemp("plain"), home)
    yield running
    running.stop()


@pytest.fixture
def opened(host: Server, tmp_path: Path) -> Opened:
    return Opened(host, tmp_path / "work")


@pytest.fixture
def repo(opened: Opened) -> Opened:
    """A repository with a file of twenty lines."""
    opened.git("init", "-q", "-b", "main")
    opened.commit("begin", a__txt="".join(f"line {number}\n" for number in range(1, 21)), b__txt="b\n")
    return opened


@pytest.fixture
def other(repo: Opened, tmp_path: Path) -> Path:
    """A bare repository on this disk, that is `origin`."""
    bare = tmp_path / "origin.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    repo.call("add_remote", name="origin", url=str(bare))
    return bare
