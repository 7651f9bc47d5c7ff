"""One program behind a port for the tests of a worker."""

from collections.abc import Iterator

import pytest

from guests import Guest, guest
from running import Server


@pytest.fixture(scope="session")
def program(server: Server) -> Iterator[Guest]:
    """A program in a terminal, and a browser that was let in to it."""
    there = guest(server)
    yield there
    server.call("terminals.close", terminal=there.terminal)
