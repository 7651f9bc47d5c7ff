"""A command line of its own home, without a server unless a test starts one."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from keyboard import Keyboard
from running import DEADLINE, ICOTES

Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No server has ever run in this home; the cached outline is shared by the tests."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ICOTES_", "XDG_", "DISPLAY"))}
    return {**kept, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_CACHE_HOME": str(home / "cache")}


@pytest.fixture
def icotes(environment: dict[str, str], tmp_path: Path) -> Callable[..., Done]:
    """Run the command line: `icotes(*words, stdin="", **variables)`."""

    def run(*words: str, stdin: str = "", cwd: Path = tmp_path, **variables: str) -> Done:
        return subprocess.run(
            [ICOTES, *words],
            cwd=cwd,
            env={**environment, **variables},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )

    return run


@pytest.fixture
def keyboard() -> Iterator[Callable[..., Keyboard]]:
    """Run the command line on a terminal: `keyboard(folder, environment, *words)`."""
    started: list[Keyboard] = []

    def run(folder: Path, environment: dict[str, str], *words: str) -> Keyboard:
        started.append(Keyboard([ICOTES, *words], folder, environment))
        return started[-1]

    yield run
    for each in started:
        each.close()
