"""Debian's chromium without a window, driven by Playwright, beside tests that run event loops of their own."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    WebError,
    expect,
    sync_playwright,
)

DEADLINE_MS = 30_000
PHONE = 600
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
CLIPBOARD = ("clipboard-read", "clipboard-write")

expect.set_options(timeout=DEADLINE_MS)


class Chromium:
    """A running browser, begun by the first turn, and anew by the next one after it crashed."""

    def __init__(self) -> None:
        self._manager = sync_playwright()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @contextmanager
    def turn(self) -> Iterator[Browser]:
        """Give the browser; after the turn its event loop counts no more as the one that runs in this thread."""
        asyncio._set_running_loop(self._loop)
        try:
            if not (self._browser and self._browser.is_connected()):
                self._browser = self._start()
            yield self._browser
        finally:
            self._loop = asyncio._get_running_loop()
            asyncio._set_running_loop(None)

    def close(self) -> None:
        if self._browser:
            with self.turn() as browser:
                with suppress(Error):
                    browser.close()
                self._manager.__exit__()

    def _start(self) -> Browser:
        program = shutil.which("chromium")
        assert program, "chromium is missing: scripts/system-packages chromium"
        self._playwright = self._playwright or self._manager.start()
        try:
            return self._playwright.chromium.launch(executable_path=program, args=FLAGS)
        except BaseException:
            self._manager.__exit__()
            raise


class Visits:
    """The pages that one test opens, and what their consoles complained of.

    Attributes:
        problems: e.g. `console: Failed to load resource: ... 404 (Not Found) http://...`, `page: TypeError: ...`.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._forgiven: list[str] = []
        self.problems: list[str] = []

    def page(self, width: int = 1280, height: int = 800, *, dark: bool = False) -> Page:
        """Open an empty page of somebody who was never here: no storage, no cookies."""
        phone = width < PHONE
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=phone,
            is_mobile=phone,
            permissions=CLIPBOARD,
        )
        self._contexts.append(context)
        context.set_default_timeout(DEADLINE_MS)
        context.on("weberror", self._failed)
        context.on("console", self._said)
        return context.new_page()

    def forgive(self, *patterns: str) -> None:
        """Say which problems are meant to come; a regular expression fits anywhere in them."""
        self._forgiven += patterns

    def close(self) -> list[str]:
        """Close all pages and return the problems that nobody meant."""
        for context in self._contexts:
            try:
                context.close()
            except Error:
                if self._browser.is_connected():
                    raise  # or Chromium crashed over it; what its pages complained of was heard
        meant = "|".join(self._forgiven)
        return [each for each in self.problems if not (meant and re.search(meant, each))]

    def _failed(self, error: WebError) -> None:
        self.problems.append(f"page: {error.error}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"}:
            self.problems.append(f"console: {message.text} {message.location.get('url', '')}")
