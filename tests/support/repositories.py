"""Real git repositories, and their workspaces on a running server."""

import os
import subprocess
from pathlib import Path
from typing import Any

from running import Server

TEXT = "one\ntwo\nthree\n"
WHO = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c"}


def git(folder: Path | str, *words: str) -> str:
    """Run git as a person would, without settings of this machine, and return what it prints."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {**WHO, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_OPTIONAL_LOCKS": "0"}
    done = subprocess.run(["git", *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Repository:
    """A repository with one commit, open as a project.

    Attributes:
        workspace: that of its own folder.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        self.make(folder)
        self.server = server
        self.folder = folder
        project = server.call("projects.open", folder=str(folder))
        self.workspace: dict[str, Any] = server.call("workspaces.get", workspace=project["workspace"])

    @staticmethod
    def make(folder: Path, **files: str) -> Path:
        """Make a repository in a new folder."""
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "-q", "-b", "trunk")
        (folder / "notes.md").write_text(TEXT)
        for name, text in files.items():
            (folder / name).write_text(text)
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "begin")
        return folder

    def write(self, name: str, content: str | bytes) -> None:
        """Put a file into the repository's own folder and commit it."""
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-qm", name)

    def create(self, name: str, **more: Any) -> dict[str, Any]:
        """Make a worktree of it."""
        return self.server.call("workspaces.create", workspace=self.workspace["id"], name=name, **more)
