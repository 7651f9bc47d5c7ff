"""What people do and see on the page at `/`, for tests of several pages at once."""

import re
from dataclasses import replace
from typing import Any

from playwright.sync_api import Locator, Page, expect

from doing import drawn
from editing import until
from running import Server

READY = ".app[data-ready]:not([inert])"
FILES = ("files:*", "workspaces:*", "projects:*", "system:*")
ALL_ROWS = """async list => {
    const ids = [];
    for (list.scrollTop = 0; ; list.scrollTop += list.clientHeight / 2) {
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        for (const row of [...list.querySelectorAll('[role=option]')].sort((a, b) => a.offsetTop - b.offsetTop))
            if (!ids.includes(row.id)) ids.push(row.id);
        if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) return ids;
    }
}"""


def through(server: Server, url: str) -> Server:
    """Return a server as it is reached by another address."""
    there = replace(server, url=url)
    there.token = server.token
    return there


def files_key(server: Server, *more: str) -> str:
    """Return a key that opens no documents: a text is a file then, saved when somebody says so."""
    return server.call("system.create_token", name="files", scope=[*FILES, *more])["key"]


def ready(page: Page) -> Page:
    """Wait until the page shows its workspace."""
    expect(page.locator(READY)).to_be_visible()
    return page


def entry(page: Page, path: str) -> Locator:
    """Return a line of the explorer."""
    return page.locator(f'[role=treeitem][data-path="{path}"]')


def command(page: Page, title: str) -> None:
    """Carry out a command by its title in the palette."""
    page.keyboard.press("F1")
    palette = page.get_by_role("dialog")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(title)
    expect(palette.get_by_role("option").first).to_contain_text(title, ignore_case=True)
    page.keyboard.press("Enter")
    # What the command asks for may stand in its place at once.
    gone = (
        "(title) => ![...document.querySelectorAll('[role=dialog] [role=combobox]')].some((it) => it.value === title)"
    )
    page.wait_for_function(gone, arg=title)


def show_events(page: Page) -> Locator:
    """Open the list of what happened."""
    command(page, "Show what happened")
    return page.get_by_role("listbox", name="What happened, newest first")


def show_explorer(page: Page) -> None:
    """Show the explorer in place of another view."""
    page.get_by_role("button", name="Explorer", exact=True).click()


def terminal(page: Page, number: int = 1) -> Locator:
    """Start the `number`th terminal of the workspace, which then has the focus, and return its rows."""
    command(page, "New terminal")
    tabs = page.locator(".terminal-tabs [role=tab]")
    expect(tabs).to_have_count(number)
    expect(tabs.last).to_have_attribute("aria-selected", "true")  # those before it are shown until it is there
    rows = page.locator(".xterm-rows").last
    expect(rows).to_contain_text(re.compile(r"[$#%]"))
    drawn(page)
    expect(page.locator(".xterm-helper-textarea").last).to_be_focused()
    return rows


def type_line(page: Page, line: str) -> None:
    page.keyboard.type(line)
    page.keyboard.press("Enter")


def printed(page: Page) -> str:
    """Return all that a terminal printed, as somebody gets it who selects and copies it."""
    page.evaluate("navigator.clipboard.writeText('')")
    for item in ("Select all", "Copy"):
        page.locator(".xterm-screen").last.click(button="right")
        page.get_by_role("menuitem", name=item, exact=True).click()
    return until(lambda: page.evaluate("navigator.clipboard.readText()"))


def history(server: Server) -> list[dict[str, Any]]:
    """Return all events of the workspace, newest first."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = server.call("workspaces.history", after=after, limit=1000)
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


def told(events: Locator) -> list[str]:
    """Return the ids of the events that a page lists, newest first."""
    return [id_.removeprefix("happening-") for id_ in events.evaluate(ALL_ROWS)]
