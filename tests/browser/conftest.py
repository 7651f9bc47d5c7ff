"""One browser for all tests of a worker, a page of its own for each."""

from collections.abc import Callable, Iterator

import pytest

from browser import Browser, Page
from running import Server


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A running browser, which is ended at the end, and no other."""
    running = Browser(tmp_path_factory.mktemp("browser"))
    yield running
    running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of somebody who was never here; the test fails if the console complains."""
    with browser.page() as opened:
        yield opened
        assert opened.problems() == []


@pytest.fixture
def enter(page: Page) -> Callable[[Server], None]:
    """Log the page in, as `icotes open` does."""

    def entered(server: Server) -> None:
        page.open(f"{server.url}/#launch={server.call('system.create_launch')}")
        page.shows("Workspaces")

    return entered
