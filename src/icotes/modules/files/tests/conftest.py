"""A workspace in this process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from home import Home


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    home = await Home(tmp_path).open()
    yield home
    await home.close()


@pytest.fixture
def home_of() -> type[Home]:
    """For tests that run a loop of their own."""
    return Home
