"""git in one repository, in such a way that nothing which stands in the repository makes it run another program."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from icotes.core.errors import Denied, TimedOut, Unacceptable, Unavailable
from icotes.kit.processes import clean_environment

SECONDS = 120.0
"""How long one command may take."""

_CALM = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_CONFIG = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "submodule.recurse=false", "gc.auto=0")
_DRIVER = re.compile(r"(filter\..*)\.[^.]*", re.DOTALL)


class NoRepository(Unacceptable):
    """The folder is no git repository with a commit; the message says what to do."""


class GitFailed(Unacceptable):
    """git refused, in its own words."""


class Changed(NamedTuple):
    """A file that differs from a commit.

    Attributes:
        path: its name as it is on disk.
        blob: the id of its content in the commit; empty if there is none.
        special: it is or was no regular file: a link or a repository within this one.
    """

    path: str
    blob: str
    special: bool


class Git:
    """Runs git; everything here blocks and belongs in a thread.

    Args:
        folder: the top of a checkout.
        directory: what git keeps of it, if nothing in the folder is to be believed.
    """

    def __init__(self, folder: Path, directory: Path | None = None) -> None:
        self._folder = folder
        self._place = ["--git-dir", str(directory), "--work-tree", str(folder)] if directory else []
        ours = clean_environment(_CALM, {"GIT_CEILING_DIRECTORIES": str(folder.parent)})
        kept = {*_CALM, "GIT_CEILING_DIRECTORIES"}
        self._env = {name: value for name, value in ours.items() if name in kept or not name.startswith("GIT_")}
        self._tamed = False

    def run(self, *words: str, data: bytes = b"", also: tuple[int, ...] = ()) -> bytes:
        """Return what a command prints.

        Args:
            words: the command; what others chose stands after `--` or can't begin with a dash.
            data: what it reads.
            also: exit codes that are no failure, beside 0.

        Raises:
            NoRepository: the folder is none.
            Denied: the repository belongs to somebody else.
            GitFailed: git refused for another reason.
            TimedOut: it took too long.
            Unavailable: git is not installed.
        """
        if not self._tamed:
            self._tame()
        return self._run(words, data, also)

    def _tame(self) -> None:
        """Leave every filter of the repository without a program: they would be run for its files."""
        self._tamed = True
        named = self._run(("config", "--null", "--name-only", "--get-regexp", r"^filter\."), b"", (1,))
        drivers = {found[1] for name in named.decode("utf-8", "replace").split("\0") if (found := _DRIVER.match(name))}
        pairs = [(f"{driver}.{key}", "") for driver in drivers for key in ("clean", "smudge", "process")]
        pairs += [(f"{driver}.required", "false") for driver in drivers]
        self._env["GIT_CONFIG_COUNT"] = str(len(pairs))
        for number, (key, value) in enumerate(pairs):
            self._env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}

    def _run(self, words: tuple[str, ...], data: bytes, also: tuple[int, ...]) -> bytes:
        git = shutil.which("git")
        if git is None:
            raise Unavailable("git is not installed on the server; install it to work with worktrees.")
        settings = [word for each in _CONFIG for word in ("-c", each)]
        try:
            done = subprocess.run(  # noqa: S603 - the words are ours, names that others chose can't be options
                [git, "--no-pager", *settings, *self._place, *words],
                cwd=self._folder,
                env=self._env,
                input=data,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TimedOut(f"git {words[0]} took more than {SECONDS:.0f} s and was stopped.") from None
        except (FileNotFoundError, NotADirectoryError):
            raise NoRepository("The folder is gone; bring it back, or delete the worktree.") from None
        if done.returncode not in {0, *also}:
            raise _failure(words[0], done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def text(self, *words: str, also: tuple[int, ...] = ()) -> str:
        """Return the one line that a command prints."""
        return self.run(*words, also=also).decode("utf-8", "replace").rstrip("\n")

    def commit(self, revision: str = "HEAD") -> str:
        """Return the id of a commit; empty if there is no such one."""
        return self.text(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", also=(1, 128)
        )

    def has_branch(self, branch: str) -> bool:
        """Tell whether there is a branch of this name."""
        return bool(self.text("for-each-ref", "--format=%(refname)", "--", f"refs/heads/{branch}"))

    def changed(self, commit: str) -> list[Changed]:
        """Return what differs between a commit and the files as they are, those that git does not know included."""
        raw = self.run(
            "diff", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-abbrev", commit, "--"
        )
        words = raw.split(b"\0")[:-1]
        found = [_changed(status.decode(), path) for status, path in zip(words[::2], words[1::2], strict=True)]
        known = {each.path for each in found}
        others = self.run("ls-files", "--others", "--exclude-standard", "-z", "--").split(b"\0")[:-1]
        names = [name for each in others if (name := _name(each)) not in known and not name.endswith("/")]
        return sorted([*found, *(Changed(name, "", False) for name in names)])

    def contents(self, blobs: list[str]) -> dict[str, bytes]:
        """Return what these ids of contents stand for; what is not there any more is left out."""
        said = self.run("cat-file", "--batch", data="".join(f"{blob}\n" for blob in blobs).encode()) if blobs else b""
        found: dict[str, bytes] = {}
        at = 0
        for blob in blobs:
            head, _, _ = said[at : at + 200].partition(b"\n")
            at += len(head) + 1
            if head.endswith(b"missing"):
                continue
            size = int(head.rpartition(b" ")[2])
            found[blob] = said[at : at + size]
            at += size + 1
        return found

    def keep(self, content: bytes) -> str:
        """Keep a content among the repository's objects and return its id."""
        return self.run("hash-object", "-w", "--stdin", data=content).decode().strip()


def _changed(status: str, path: bytes) -> Changed:
    before, after, blob, *_ = status.lstrip(":").split(" ")
    special = not {before, after} <= {"100644", "100755", "000000"}
    return Changed(_name(path), "" if before == "000000" else blob, special)


def _name(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _failure(command: str, said: str) -> Denied | NoRepository | GitFailed:
    if "dubious ownership" in said:
        return Denied("This repository belongs to another user of the machine; git says to add it to safe.directory.")
    if "not a git repository" in said.lower():
        return NoRepository("This folder is no git repository: run `git init` in it and commit, then try again.")
    line = next((line for line in said.splitlines() if line.startswith(("fatal:", "error:"))), "it gave no reason")
    return GitFailed(f"git {command} refused: {re.sub(r'/[^ ]*/', '', line)[:300]}")
