"""A page's terminals as a person at its keyboard uses them."""

import re

from playwright.sync_api import Locator, Page, expect

from doing import drawn

NEW = "Control+Shift+Backquote"
PANE = ".terminal-pane"
ROWS = ".xterm-rows"
TAB = ".terminal-tabs [role=tab]"


def shell(page: Page) -> Locator:
    """Start a terminal and wait for its prompt; returns what it shows."""
    before = page.locator(TAB).count()
    page.keyboard.press(NEW)
    expect(page.locator(TAB)).to_have_count(before + 1)
    # Others may be told of it, and this page too, before it is gone to.
    expect(page.locator(TAB).last).to_have_attribute("aria-selected", "true")
    rows = page.locator(f"{PANE} {ROWS}").last
    expect(rows).to_contain_text("#")
    focused(page)
    return rows


def focused(page: Page) -> None:
    """Wait until a terminal has the keyboard, and nothing else is about to get it."""
    drawn(page)
    expect(page.locator(".xterm-helper-textarea:focus")).to_have_count(1)


def enter(page: Page, line: str) -> None:
    page.keyboard.type(line)
    page.keyboard.press("Enter")


def text(rows: Locator) -> str:
    return "\n".join(rows.locator("> div").all_inner_texts())


def bar(page: Page, says: str) -> Locator:
    found = page.locator(".terminal-bar").filter(has_text=re.compile(says))
    expect(found).to_be_visible()
    return found
