"""Asks git which files it ignores, in a way that nothing which stands in a repository makes it do anything else."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress

from icotes.core.errors import IcotesError
from icotes.kit.filenames import parts
from icotes.kit.paths import Root
from icotes.kit.processes import clean_environment

SECONDS = 3.0
"""How long git may take for one folder."""

_COMMAND = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "check-ignore",
    "-z",
    "--stdin",
)
_QUIET = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


def ignored(root: Root, paths: Iterable[str]) -> list[str]:
    """Return which of these git ignores; none where there is no git or no repository. Blocks."""
    git = shutil.which("git")
    if git is None:
        return []
    folders: dict[str, dict[bytes, str]] = {}
    for path in paths:
        if names := parts(path):
            folders.setdefault(path.rpartition("/")[0], {})[names[-1]] = path
    env = _environment()
    found: list[str] = []
    for folder, names in folders.items():
        with suppress(IcotesError, subprocess.TimeoutExpired):
            found += [names[name] for name in _ask(git, env, root, folder, names) if name in names]
    return found


def many_ignored(root: Root, paths: Sequence[str]) -> set[str]:
    """Return which of these git ignores, from one question at the top; folder by folder, if git knows no answer there.

    Blocks.
    """
    git = shutil.which("git")
    names = {b"/".join(parts(path)): path for path in paths if path}
    if git is None or not names:
        return set()
    with suppress(IcotesError, subprocess.TimeoutExpired, _NoAnswer):
        return {names[name] for name in _ask(git, _environment(), root, "", names, strict=True) if name in names}
    return set(ignored(root, paths))


class _NoAnswer(Exception):
    """There is no repository here, or a path is in another one."""


def _environment() -> dict[str, str]:
    return {name: value for name, value in clean_environment(_QUIET).items() if name in _QUIET or name[:4] != "GIT_"}


def _ask(
    git: str, env: dict[str, str], root: Root, folder: str, names: Iterable[bytes], *, strict: bool = False
) -> list[bytes]:
    handle = root.open_folder(folder, links=False)
    try:
        answer = subprocess.run(  # noqa: S603 - the words are ours, the names go in as data
            [git, *_COMMAND],
            cwd=f"/proc/self/fd/{handle}",
            env=env,
            input=b"".join(b"./%b\0" % name for name in names),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    finally:
        os.close(handle)
    if strict and answer.returncode not in {0, 1}:
        raise _NoAnswer
    return [name[2:] for name in answer.stdout.split(b"\0")[:-1]]
