"""Language servers in the browser: what is meant, what is wrong, and what is done about it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from running import Server

Visit = Callable[..., Page]
LONG = 40_000
PHONE = 700
"""Pixels; a page less wide has no status bar."""
SHAPES = '''\
"""Shapes."""


def area(width: int, height: int) -> int:
    """Return how *large* a rectangle is."""
    return width * height


face = "😀😀"
size = area(2, "three")
print(size)
'''
USE = "from shapes import area\n\nprint(area(1, 2))\n"


@pytest.fixture
def code(server: Server) -> Server:
    (server.folder / "shapes.py").write_text(SHAPES)
    (server.folder / "use.py").write_text(USE)
    return server


def open_(page: Page, name: str) -> None:
    """Open a file and go into its text."""
    page.get_by_role("treeitem", name=name).dblclick()
    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.get_by_role("button", name=re.compile("^(ty|basedpyright)$"))).to_be_visible(timeout=LONG)


def go(page: Page, line: int, column: int) -> None:
    page.keyboard.press("Control+g")
    page.get_by_role("combobox").fill(f"{line}:{column}")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_have_count(1)
    if (page.viewport_size or {})["width"] >= PHONE:
        expect(page.locator("footer.status")).to_contain_text(re.compile(rf"Ln {line}, Col {column}(?!\d)"))


def said(page: Page) -> Locator:
    """Return what the page says to somebody."""
    return page.get_by_role("region", name="Messages")


@pytest.mark.capability("K5")
def test_what_is_wrong_is_seen_in_the_text_and_in_the_list(visit: Visit, code: Server) -> None:
    page = visit(code)
    open_(page, "shapes.py")
    expect(page.locator(".cm-lintRange-error")).to_have_text('"three"', timeout=LONG)
    page.get_by_role("button", name="Problems: Errors 1 Warnings 0").click()
    row = page.get_by_role("treeitem", name=re.compile("area.* is incorrect"))
    expect(row).to_contain_text("Ln 10, Col 16")
    assert violations(page) == []
    go(page, 1, 1)
    row.click()
    expect(page.locator("footer.status")).to_contain_text("Ln 10, Col 23 (7 selected)")
    page.locator(".cm-content").focus()
    page.keyboard.type("3")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0, timeout=LONG)
    expect(page.get_by_text("Nothing is wrong with the files that were looked at.")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".cm-lintRange-error")).to_have_text('"three"', timeout=LONG)


@pytest.mark.capability("K5")
def test_what_is_meant_is_suggested_explained_and_shown(visit: Visit, code: Server) -> None:
    page = visit(code)
    open_(page, "shapes.py")
    go(page, 11, 12)
    page.keyboard.press("Enter")
    page.keyboard.type("face.upp")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("upper", timeout=LONG)
    expect(page.locator(".cm-completionInfo")).to_contain_text("str", timeout=LONG)
    page.wait_for_timeout(200)  # a list that has just come takes no Enter yet: nobody picks what he has not seen
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_contain_text("face.upper")
    page.keyboard.type("(")
    expect(page.locator(".languages-signature")).to_be_visible(timeout=LONG)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".languages-signature")).to_have_count(0)
    page.get_by_text("area", exact=True).last.hover()
    tip = page.locator(".languages-hover")
    expect(tip).to_contain_text("width: int", timeout=LONG)
    expect(tip.locator("em, p").first).to_be_visible()
    assert violations(page) == []


def test_the_definition_is_gone_to_and_uses_are_listed(visit: Visit, code: Server) -> None:
    page = visit(code)
    open_(page, "use.py")
    go(page, 3, 8)
    page.keyboard.press("F12")
    expect(page.locator("footer.status")).to_contain_text("Ln 4, Col 9 (4 selected)", timeout=LONG)
    expect(page.get_by_role("tab", name="shapes.py")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Shift+F12")
    expect(page.get_by_role("option")).to_have_count(4, timeout=LONG)
    page.keyboard.type("use.py:3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="use.py")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_rename_is_seen_before_it_is_made(visit: Visit, code: Server, width: int, dark: bool) -> None:
    page = visit(code, width=width, dark=dark)
    if width < PHONE:
        page.get_by_role("button", name="Explorer").click()
        page.get_by_role("treeitem", name="use.py").click()
        expect(page.locator(".cm-content")).to_contain_text("print(area(1, 2))")
        page.locator(".cm-content").focus()
    else:
        open_(page, "use.py")
    go(page, 3, 8)
    page.keyboard.press("F2")
    page.get_by_label("New name").fill("surface")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Rename area")
    expect(dialog).to_contain_text("4 places in 2 files", timeout=LONG)
    assert violations(page) == []
    assert (code.folder / "use.py").read_text() == USE
    dialog.get_by_role("button", name="Apply").click()
    expect(page.locator(".cm-content")).to_contain_text("print(surface(1, 2))")
    expect(said(page)).to_contain_text("Changed 4 places in 2 files.")


def test_a_file_is_formatted_and_mended(visit: Visit, code: Server) -> None:
    (code.folder / "ugly.py").write_text("import os\nx = {  'a':1 }\n")
    page = visit(code)
    open_(page, "ugly.py")
    page.keyboard.press("Alt+Shift+F")
    expect(page.locator(".cm-content")).to_contain_text('x = {"a": 1}', timeout=LONG)
    page.keyboard.press("Control+z")
    expect(page.locator(".cm-content")).to_contain_text("x = {  'a':1 }")
    expect(page.locator(".cm-lintRange").first).to_be_visible(timeout=LONG)
    go(page, 1, 9)
    page.keyboard.press("Control+.")
    page.get_by_role("option", name=re.compile("Remove unused import")).first.click(timeout=LONG)
    expect(page.locator(".cm-content")).not_to_contain_text("import os", timeout=LONG)


def test_a_server_that_is_not_there_says_how_to_get_it(visit: Visit, code: Server) -> None:
    (code.folder / "main.go").write_text("package main\n")
    page = visit(code)
    page.get_by_role("treeitem", name="main.go").dblclick()
    page.get_by_role("button", name="gopls is not installed").click()
    page.get_by_role("menuitem", name="gopls is not installed").click()
    expect(said(page)).to_contain_text("Install it on the server: go install")
