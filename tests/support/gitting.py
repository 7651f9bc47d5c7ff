"""A folder that is open as a project on a running server, and git in it as a person runs it in a terminal."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from running import DEADLINE, Failed, Server

T = TypeVar("T")


class Opened:
    """A folder that is open as a project, and git in it as a person would run it in a terminal."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.workspace: str = server.call("projects.open", folder=str(folder))["workspace"]

    def call(self, method: str, **params: Any) -> Any:
        return self.server.call(f"git.{method}", workspace=self.workspace, **params)

    def refused(self, method: str, **params: Any) -> dict[str, Any]:
        with pytest.raises(Failed) as failed:
            self.call(method, **params)
        return {"message": failed.value.error["message"], **failed.value.error["data"]}

    def git(self, *words: str, check: bool = True) -> str:
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        env |= {"HOME": str(self.server.home / "home"), "GIT_EDITOR": ":"}
        done = subprocess.run(["git", *words], cwd=self.folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout

    def write(self, name: str, text: str | bytes) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def commit(self, message: str, **files: str) -> str:
        for name, text in files.items():
            self.write(name.replace("__", "."), text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def state(self) -> dict[str, tuple[str, str]]:
        files = self.call("status")["files"]
        return {each["path"]: (each.get("staged", ""), each.get("unstaged", "")) for each in files}

    def told(self, kind: str, wanted: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """Return the newest event of a kind that is wanted; wait for it."""

        def found() -> list[dict[str, Any]]:
            page = self.server.call("workspaces.history", workspace=self.workspace, kinds=[kind])
            return [each["data"] for each in page["items"] if wanted(each["data"])]

        return until(found)[0]

    def all_told(self, before: int = 0) -> list[str]:
        """Return what has changed in the repository, as far as it was told, without what was told first."""
        page = self.server.call("workspaces.history", workspace=self.workspace, kinds=["git.changed"])
        return [what for each in page["items"][::-1] for what in each["data"]["what"]][before:]


def until(wanted: Callable[[], T]) -> T:
    """Return what becomes true before the deadline."""
    deadline = time.monotonic() + DEADLINE
    while not (found := wanted()):
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
    return found
