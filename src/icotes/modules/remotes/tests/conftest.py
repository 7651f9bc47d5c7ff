"""Another machine, and a server that reaches it by ssh."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from machine import Machine
from running import Server, start


@pytest.fixture(scope="session")
def shared_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """One for all tests of a worker that leave it as it was."""
    machine = Machine(tmp_path_factory.mktemp("machine"))
    yield machine
    machine.end()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """One of a test's own."""
    place = tmp_path / "machine"
    place.mkdir()
    machine = Machine(place)
    yield machine
    machine.end()


@pytest.fixture(scope="session")
def reached(shared_machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which `box` is a folder of the shared machine."""
    folder = tmp_path_factory.mktemp("here")
    server = start(folder, tmp_path_factory.mktemp("near"), PATH=shared_machine.path)
    server.call("remotes.add", host="box", folder=str(shared_machine.folder))
    yield server
    server.stop()


@pytest.fixture
def near(machine: Machine, fresh_server: Callable[..., Server]) -> Server:
    """A server that knows no remote yet."""
    return fresh_server(PATH=machine.path)
