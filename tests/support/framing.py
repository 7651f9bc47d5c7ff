"""The frame around everything: a server of a folder with a few files, and somebody who opens them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from doing import drawn
from running import Server, start

FILES = ("alpha.txt", "beta.txt", "gamma.txt", "with a space.txt")
PHONE: ViewportSize = {"width": 390, "height": 844}


@contextmanager
def few_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server of a folder `desk...` with a few files."""
    folder = tmp_path_factory.mktemp("desk")
    for name in FILES:
        (folder / name).write_text(f"this is {name}\n")
    running = start(folder, tmp_path_factory.mktemp("desk-server"))
    yield running
    running.stop()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=name)


def open_files(page: Page, *names: str) -> None:
    """Open files so that they stay."""
    for name in names:
        row(page, name).dblclick()
        expect(tab(page, name)).to_have_attribute("aria-selected", "true")
        expect(page.locator(".group[data-current] .cm-content")).to_be_focused()


def tab(page: Page, name: str) -> Locator:
    return page.locator(".group[data-current]").get_by_role("tab", name=name)


def shows(page: Page, *groups: str) -> None:
    """See which tabs each group has, parted by commas; a `*` stands before the one it shows."""
    expect(page.locator(".group")).to_have_count(len(groups))
    for place, names in enumerate(groups):
        tabs = page.locator(".group").nth(place).get_by_role("tab")
        expect(tabs).to_have_text([each.strip("*") + ".txt" for each in names.split(", ")])
        chosen = next(each.strip("*") for each in names.split(", ") if each.startswith("*"))
        expect(page.locator(".group").nth(place).locator("[aria-selected=true]")).to_have_text(chosen + ".txt")


def press(page: Page, *chords: str) -> None:
    for chord in chords:
        page.keyboard.press(chord)


def region(page: Page) -> str | None:
    return page.evaluate("document.activeElement.closest('[data-region]')?.dataset.region")


def at(page: Page, place: str) -> None:
    """Wait until the focus is there."""
    expect(page.locator(f"{place} :focus, {place}:focus")).to_have_count(1)


def in_terminal(page: Page) -> None:
    """Wait until the keyboard is in a terminal to stay: it comes there as the panel opens, and as the screen does."""
    terminal = page.locator(".panel .xterm-helper-textarea")
    expect(terminal).to_be_focused()
    drawn(page)
    expect(terminal).to_be_focused()


def too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")
