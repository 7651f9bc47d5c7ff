"""One server with two projects, and keys of every kind."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from keys import Keys
from running import Server, start
from ways import WAYS, Way


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the projects of two people; the workspace of the first is `main`, of the other `second`."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("seconds") / "second"
    second.mkdir()
    (first / "notes.md").write_text("one\n")
    (second / "notes.md").write_text("two\n")
    running = start(first, tmp_path_factory.mktemp("guarded"))
    running.call("projects.open", folder=str(second))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def keys(guarded: Server) -> Keys:
    """Keys of the guarded server."""

    def key(*scope: str, **more: Any) -> str:
        return guarded.call("system.create_token", name="-".join(scope) or "key", scope=list(scope), **more)["key"]

    revoked = guarded.call("system.create_token", name="revoked", scope=["*"])
    guarded.call("system.revoke_token", id=revoked["token"]["id"])
    return Keys(
        owner=guarded.token,
        reader=key("*:read"),
        system=key("system:*"),
        files=key("files:*"),
        elsewhere=key("*", workspaces=["second"]),
        revoked=revoked["key"],
    )


@pytest.fixture(scope="session")
def way(guarded: Server) -> Iterator[Callable[[str, str], Way]]:
    """Return the way in called `name` with a key; sockets stay open for all tests."""
    opened: dict[tuple[str, str], Way] = {}

    def enter(name: str, key: str) -> Way:
        if (name, key) not in opened:
            opened[name, key] = WAYS[name](guarded, key)
        return opened[name, key]

    yield enter
    for each in opened.values():
        each.close()
