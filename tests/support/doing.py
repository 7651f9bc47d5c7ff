"""What people do with the page, by keyboard where they can."""

import re

from playwright.sync_api import Locator, Page, expect


def press(page: Page, *chords: str) -> None:
    for chord in chords:
        page.keyboard.press(chord)


def drawn(page: Page) -> None:
    """Wait until the frames are drawn after which a page gives the keyboard to what it shows."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def do(page: Page, command: str) -> None:
    """Carry out a command by its title."""
    press(page, "F1")
    page.keyboard.type(command)
    # Not the method whose description holds the same words: it is there before the command of a part that comes late.
    expect(page.get_by_role("option").first).to_have_text(re.compile(f"^{re.escape(command)}", re.IGNORECASE))
    press(page, "Enter")


def open_file(page: Page, path: str) -> None:
    """Open a file by its name, and wait for what shows it."""
    press(page, "Control+p")
    page.keyboard.type(path)
    expect(page.get_by_role("option").first).to_contain_text(path.rpartition("/")[2])
    press(page, "Enter")
    expect(page.locator("[role=tab], .phone-title").filter(has_text=path.rpartition("/")[2]).first).to_be_visible()


def explorer(page: Page) -> Locator:
    """Go to the explorer and wait for its files."""
    do(page, "Show the explorer")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    return page.get_by_role("tree")


def line(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem").filter(has_text=name).first


def terminal(page: Page, *lines: str) -> None:
    """Start a terminal and let it print, line after line."""
    do(page, "New terminal")
    screen = page.locator(".xterm-rows").last
    for count, each in enumerate(lines, 1):
        expect(screen).to_contain_text(re.compile(rf"(tides\$.*){{{count}}}", re.DOTALL))
        page.keyboard.type(each + "\n")


def see(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible()
