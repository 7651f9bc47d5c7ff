"""What stands on a server's timeline, and what a folder looks like."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from running import DEADLINE, Failed, Server

Moment = dict[str, Any]


def moments(server: Server, **params: Any) -> list[Moment]:
    """What is on the timeline, oldest first."""
    found: list[Moment] = []
    after = ""
    while True:
        page = server.call("workspaces.timeline", limit=1000, after=after, **params)
        found += page["items"]
        after = page["next"]
        if not after:
            return found[::-1]


def until(server: Server, wanted: Callable[[Moment], bool], **params: Any) -> Moment:
    """The moment that fits, once it is there."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        for moment in moments(server, **params):
            if wanted(moment):
                return moment
        time.sleep(0.05)
    raise AssertionError(moments(server, **params))


def at(path: str, change: str = "") -> Callable[[Moment], bool]:
    return lambda moment: moment["path"] == path and change in {"", moment["change"]}


def picture(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that is in a folder: modes, contents, and where links lead."""
    found: dict[str, tuple[int, bytes]] = {}
    for path in sorted(folder.rglob("*")):
        name, mode = str(path.relative_to(folder)), path.lstat().st_mode
        if ".git" not in path.parts and ".icotes-" not in name:
            content = (
                str(path.readlink()).encode() if path.is_symlink() else b"" if path.is_dir() else path.read_bytes()
            )
            found[name] = (mode, content)
    return found


def refused(server: Server, method: str, **params: Any) -> dict[str, Any]:
    with pytest.raises(Failed) as failed:
        server.call(method, **params)
    return failed.value.error
