"""One sample server for the tests of a worker."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from wire import Sample


@pytest.fixture(scope="session")
def sample() -> Iterator[Sample]:
    """A running server, whose state tests don't rely on."""
    running = Sample()
    yield running
    assert running.stop() == 0


@pytest.fixture
def own_sample() -> Iterator[Callable[..., Sample]]:
    """Start servers of a test's own, with settings."""
    started: list[Sample] = []

    def start(**settings: Any) -> Sample:
        started.append(Sample(**settings))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.stop()
