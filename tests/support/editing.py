"""A page's editor, as somebody uses it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from running import Server

DEADLINE = 30.0


class Editing:
    """The files that a page shows; what is typed goes into the active one."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self._server = server

    @property
    def content(self) -> Locator:
        return self.page.locator(".editor .cm-content")

    @property
    def bar(self) -> Locator:
        return self.page.locator(".editor-bar")

    @property
    def status(self) -> Locator:
        return self.page.locator("footer.status")

    def tab(self, title: str) -> Locator:
        return self.page.locator(".tab", has=self.page.get_by_role("tab", name=title))

    def ask(self, path: str, *, line: int | None = None) -> None:
        """Have a file opened, as `icotes FILE` does."""
        self._server.call("workspaces.open_file", path=path, line=line)

    def open(self, path: str, *, line: int | None = None) -> Locator:
        """Open a file and return its editor once it is there."""
        self.ask(path, line=line)
        editor = self.page.locator(f".editor .cm-content[aria-label='{path}']").first
        if self.page.evaluate("() => matchMedia('(pointer: coarse)').matches"):
            editor.focus()  # where a keyboard would cover half of the screen, only a person asks for it
        expect(editor).to_be_focused()
        return editor

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file on disk, as another program does."""
        file = self._server.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def change(self, name: str, content: str) -> None:
        """Put another file in the place of one that is open: nobody sees half of it."""
        changed = self._server.home / "changed"
        changed.write_text(content)
        changed.replace(self._server.folder / name)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def save(self) -> None:
        """Save the active file, and return once it is on disk."""
        self.press("Control+S")
        under_way = ".tab[data-chosen][data-dirty], .editor[data-unsaved], .status-part[role=status]"
        expect(self.page.locator(under_way)).to_have_count(0)

    def pick(self, text: str) -> None:
        """Choose from the list that is open."""
        expect(self.page.locator(".pick input")).to_be_focused()
        self.page.keyboard.insert_text(text)
        expect(self.page.locator(".pick [role=option][aria-selected=true]")).to_be_visible()
        self.press("Enter")
        expect(self.page.locator(".pick")).to_have_count(0)


def longest_task(page: Page, expression: str, argument: Any) -> float:
    """Return how long the longest task of a page computed while an expression ran, in milliseconds of one core."""
    with computing(page) as tasks:
        page.evaluate(expression, argument)
    return max(tasks)


@contextmanager
def computing(page: Page) -> Iterator[list[float]]:
    """Give a list that holds afterwards how long each task of a page computed meanwhile, in milliseconds of one core.

    What others do on this machine counts for nothing.
    """
    tasks = list[float]()
    session = page.context.new_cdp_session(page)
    events, ended = list[dict[str, Any]](), list[object]()
    session.on("Tracing.dataCollected", lambda said: events.extend(said["value"]))
    session.on("Tracing.tracingComplete", lambda said: ended.append(said))  # noqa: PLW0108 - Playwright marks what it calls
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": ["toplevel"]}})
    yield tasks
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    session.detach()
    renderers = {each["pid"] for each in events if each.get("args", {}).get("name") == "CrRendererMain"}
    mains = {each["tid"] for each in events if each.get("args", {}).get("name") == "CrRendererMain"}
    tasks += [
        each["tdur"] / 1000 for each in events if "tdur" in each and each["tid"] in mains and each["pid"] in renderers
    ]
    assert tasks


def until(holds: Callable[[], Any], what: str = "") -> Any:
    """Return what a function returns once that is true."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if value := holds():
            return value
        time.sleep(0.02)
    raise AssertionError(what or "it did not come true")
