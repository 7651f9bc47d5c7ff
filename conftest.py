"""Fixtures for all tests, those in the modules' folders too."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from capabilities import FILE, rows, shown
from running import Server, start

# The same examples in every run; the full length looks for new ones.
hypothesis.settings.register_profile("icotes", derandomize=not os.environ.get("ICOTES_TEST_FULL"), deadline=None)
hypothesis.settings.load_profile("icotes")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One running server for all tests of a worker that leave nothing behind for others to stumble over."""
    folder = tmp_path_factory.mktemp("project")
    running = start(folder, tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start servers of a test's own: `fresh_server(folder, *flags, home=..., **settings)`, all of it optional."""
    started: list[Server] = []

    def fresh(folder: Path | None = None, *flags: str, home: Path | None = None, **settings: str) -> Server:
        project = folder or tmp_path_factory.mktemp("project")
        started.append(start(project, home or tmp_path_factory.mktemp("server"), *flags, **settings))
        return started[-1]

    yield fresh
    for each in reversed(started):
        each.stop()


@pytest.fixture
def token(server: Server) -> str:
    """The owner's key of the shared server."""
    return server.token


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a mark that names no row."""
    known = rows(FILE.read_text())
    unknown = {f"{each.test}: {each.row}" for each in shown(items) if each.row not in known}
    if unknown:
        message = f"These marks name no row of docs/capabilities.md: {', '.join(sorted(unknown))}"
        raise pytest.UsageError(message)
