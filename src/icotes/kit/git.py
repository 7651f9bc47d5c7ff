"""git in one repository, in such a way that nothing which stands in the repository makes it run another program.

What the machine's own settings of git name (its filters, its ways to sign in) is its owner's choice, and holds.
"""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from icotes.core.errors import Denied, TimedOut, Unacceptable, Unavailable
from icotes.kit import programs
from icotes.kit.filenames import parts, to_wire
from icotes.kit.processes import clean_environment
from icotes.kit.programs import Bounds

SECONDS = 120.0
"""How long one command may take."""

_QUIET = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_ASKPASS": "false",
    "GIT_EDITOR": ":",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_SEQUENCE_EDITOR": ":",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
    "SSH_ASKPASS_REQUIRE": "never",
}
_CONFIG = (
    "core.fsmonitor=false",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "diff.suppressBlankEmpty=false",
)
_CALM = (
    "core.hooksPath=/dev/null",
    "commit.gpgSign=false",
    "tag.gpgSign=false",
    "push.gpgSign=false",
    "log.showSignature=false",
)
_PROGRAMS = (
    r"^(filter\..*\.(clean|smudge|process|required)|merge\..*\.driver"
    r"|remote\..*\.(uploadpack|receivepack|vcs|proxy|proxyauthmethod)|gpg\.(.*\.)?(program|defaultkeycommand)"
    r"|credential\.(.*\.)?helper|core\.(alternaterefscommand|sshcommand)|(http|url)\..*)$"
)
_TAMED = ("filter.", "gpg.")
_OWN = {"local", "worktree", "unknown"}


class NoRepository(Unacceptable):
    """The folder is no git repository with a commit; the message says what to do."""


class GitFailed(Unacceptable):
    """git refused, in its own words.

    Attributes:
        said: all of them; they may hold paths of the server's machine.
    """

    said: str = ""


class Way(NamedTuple):
    """How git is run.

    Attributes:
        trusting: hooks run, and whatever else the repository's own settings name.
        env: what is added to the environment.
        bounds: how far it may go.
        config: settings for this run, as `name=value`.
    """

    trusting: bool = False
    env: Mapping[str, str] = {}
    bounds: Bounds = Bounds(SECONDS)
    config: tuple[str, ...] = ()


CALM = Way()


class Named(NamedTuple):
    """A program that a setting names, or a way that it takes out; `own` if the repository's own settings do."""

    key: str
    value: str
    own: bool


class Git:
    """Runs git; everything here blocks and belongs in a thread.

    Args:
        folder: the top of a checkout.
        directory: what git keeps of it, if nothing in the folder is to be believed.
    """

    def __init__(self, folder: Path, directory: Path | None = None) -> None:
        self._folder = folder
        self._place = [f"--git-dir={directory}", f"--work-tree={folder}"] if directory else []
        ours = clean_environment(_QUIET, {"GIT_CEILING_DIRECTORIES": str(folder.parent)})
        kept = {*_QUIET, "GIT_CEILING_DIRECTORIES"}
        self._env = {name: value for name, value in ours.items() if name in kept or not name.startswith("GIT_")}
        self._programs: list[Named] | None = None

    def run(self, *words: str, data: bytes = b"", also: tuple[int, ...] = (), way: Way = CALM) -> bytes:
        """Return what a command prints.

        Args:
            words: the command; what others chose stands after `--` or can't begin with a dash.
            data: what it reads.
            also: exit codes that are no failure, beside 0.
            way: how it runs; unless given, no program of the repository is started.

        Raises:
            NoRepository: the folder is none.
            Denied: the repository belongs to somebody else.
            GitFailed: git refused for another reason.
            TimedOut: it took too long.
            QuotaExceeded: it printed too much.
            Unavailable: git is not installed.
        """
        env = {**self._env, **({} if way.trusting else self._tamed()), **way.env}
        config = way.config if way.trusting else (*_CALM, *way.config)
        return self._run(words, data, also, config, env, way.bounds)

    def programs(self) -> list[Named]:
        """Return which programs the settings name that git would start, and how they change its ways to a remote."""
        if self._programs is None:
            words = ("config", "--null", "--show-scope", "--get-regexp", _PROGRAMS)
            fields = self._run(words, b"", (1,), (), self._env, Bounds(SECONDS)).decode("utf-8", "replace").split("\0")
            pairs = zip(fields[:-1:2], fields[1::2], strict=False)
            self._programs = [Named(*_pair(entry), own=scope in _OWN) for scope, entry in pairs]
        return self._programs

    def obeyed(self) -> list[Path]:
        """Return the files and folders that the repository's own settings stand in, and those of its hooks."""
        words = ("config", "--null", "--show-scope", "--show-origin", "--list")
        fields = (
            self._run(words, b"", (), (), self._env, Bounds(SECONDS)).decode("utf-8", "surrogateescape").split("\0")
        )
        own = {origin for scope, origin in zip(fields[::3], fields[1::3], strict=False) if scope in _OWN}
        hooks = self.hooks()
        within = hooks.iterdir() if hooks.is_dir() else ()
        return [hooks, *within, *(Path(self._folder, each.removeprefix("file:")) for each in own)]

    def hooks(self) -> Path:
        """Return the folder of the hooks."""
        said = self._run(("rev-parse", "--git-path", "hooks"), b"", (), (), self._env, Bounds(SECONDS))
        return self._folder / os.fsdecode(said.rstrip(b"\n"))

    def trusted(self) -> bool:
        """Tell whether the machine's own settings say that whatever stands in this folder may be run."""
        words = ("config", "--global", "--null", "--type=path", "--get-all", "icotes.trusted")
        said = self._run(words, b"", (1,), (), self._env, Bounds(SECONDS)).split(b"\0")
        return self._folder.resolve() in [Path(os.fsdecode(each)).resolve() for each in said if each]

    def _tamed(self) -> dict[str, str]:
        """Leave the filters and the checks of signatures that the repository itself names without a program."""
        ours = {each.key: each.value for each in self.programs() if not each.own}
        keys = {each.key for each in self.programs() if each.own and each.key.startswith(_TAMED)}
        keys |= {f"{key.rpartition('.')[0]}.required" for key in keys if key.startswith("filter.")}
        env = {"GIT_CONFIG_COUNT": str(len(keys))}
        for number, key in enumerate(sorted(keys)):
            instead = ours.get(key, "false" if key.endswith(".required") else "")
            env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": instead}
        return env

    def _run(
        self,
        words: tuple[str, ...],
        data: bytes,
        also: tuple[int, ...],
        config: tuple[str, ...],
        env: Mapping[str, str],
        bounds: Bounds,
    ) -> bytes:
        git = shutil.which("git")
        if git is None:
            raise Unavailable("git is not installed on the server; install it to work with repositories.")
        settings = [word for each in (*_CONFIG, *config) for word in ("-c", each)]
        argv = [git, "--no-pager", *settings, *self._place, *words]
        try:
            done = programs.run(argv, cwd=str(self._folder), env=env, data=data, bounds=bounds)
        except TimeoutError:
            raise TimedOut(f"git {words[0]} took more than {bounds.seconds:.0f} s and was stopped.") from None
        except (FileNotFoundError, NotADirectoryError):
            raise NoRepository("The folder is gone; bring it back, or delete the worktree.") from None
        if done.code not in {0, *also}:
            raise _failure(words[0], done.said, done.out)
        return done.out

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


def wire_path(path: bytes) -> str:
    """Return a path of git's as it travels."""
    return "/".join(map(to_wire, path.decode("utf-8", "surrogateescape").split("/")))


def disk_path(path: str) -> str:
    """Return a path that came over the wire as git is given it.

    Raises:
        Invalid: it is no path.
        Unacceptable: it leads out of the workspace.
    """
    return b"/".join(parts(path)).decode("utf-8", "surrogateescape")


def _pair(entry: str) -> tuple[str, str]:
    key, _, value = entry.partition("\n")
    return key, value


def _failure(command: str, said: str, out: bytes) -> Denied | NoRepository | GitFailed:
    if "dubious ownership" in said:
        return Denied("This repository belongs to another user of the machine; git says to add it to safe.directory.")
    if "not a git repository" in said.lower():
        return NoRepository("This folder is no git repository: run `git init` in it and commit, then try again.")
    line = next((line for line in said.splitlines() if line.startswith(("fatal:", "error:"))), "it gave no reason")
    failed = GitFailed(f"git {command} refused: {re.sub(r'/[^ ]*/', '', line)[:300]}")
    failed.said = f"{said}\n{out[-20_000:].decode('utf-8', 'replace')}"
    return failed
