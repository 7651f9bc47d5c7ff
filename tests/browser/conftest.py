"""One browser for all tests of a worker, pages of its own for each test."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from chromium import Chromium, Visits
from running import Server, start

KEEP_KEY = "key => sessionStorage.setItem('icotes-key', key)"
FRAME = ".app[data-ready]:not([inert])"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A running browser, which is ended at the end, and no other."""
    running = Chromium()
    yield running
    running.close()


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server of the test's own: what one test leaves, no other page shows."""
    running = start(tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
def visits(chromium: Chromium, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """The pages of a test, which fails if one of them complains of what `visits.forgive()` does not name."""
    if "server" in request.fixturenames:
        request.getfixturevalue("server")  # so that it outlives the pages
    with chromium.turn() as browser:
        opened = Visits(browser)
        yield opened
        assert opened.close() == []


@pytest.fixture
def page(visits: Visits) -> Page:
    """An empty page of somebody who was never here."""
    return visits.page()


@pytest.fixture
def visit(visits: Visits) -> Callable[..., Page]:
    """Come to a server: `visit(server, *, width=1280, height=800, dark=False, token=None)`.

    Returns a page that is logged in (by a launch, or with the key `token`) and has drawn its frame.
    Each call is somebody else: two calls are two browsers.
    """

    def come(
        server: Server, *, width: int = 1280, height: int = 800, dark: bool = False, token: str | None = None
    ) -> Page:
        page = visits.page(width, height, dark=dark)
        if token is None:
            page.goto(f"{server.url}/#launch={server.call('system.create_launch')}")
        else:
            page.goto(f"{server.url}/docs")
            page.evaluate(KEEP_KEY, token)
            page.goto(server.url)
        expect(page.locator(FRAME)).to_be_visible()
        return page

    return come
