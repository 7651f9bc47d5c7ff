"""What people do from beginning to end, in one page: by keys alone, on a phone, and among names that attack."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from axe import violations
from doing import drawn
from editing import until
from hostile import NAMES
from running import Server
from shells import focused

Visit = Callable[..., Page]

ROWS = ".xterm-rows"
OURS = "main, nav, aside, header, footer, [role=dialog], [role=menu], .notices, .pick"
SNEAKED_IN = """() => [...document.querySelectorAll("img, iframe, script, svg[onload], math, template, [onerror]")]
  .filter((each) => each.matches("[src=x], [srcdoc], [onload], [onerror], math, template, script:not([src])"))
  .map((each) => each.outerHTML)"""


@pytest.fixture
def own(fresh_server: Callable[..., Server]) -> Server:
    """A server with a folder of the test's own."""
    server = fresh_server()
    (server.folder / "notes.md").write_text("# Notes\n\nA heron stands in the water.\n")
    (server.folder / "src").mkdir()
    (server.folder / "src" / "main.py").write_text("def greet(name):\n    return f'heron {name}'\n")
    return server


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def command(page: Page, title: str) -> None:
    """Do something by its name in the palette."""
    press(page, "F1")
    expect(page.locator(".pick input")).to_be_focused()
    page.keyboard.type(title)
    expect(page.locator(".pick [role=option]").first).to_contain_text(title)
    press(page, "Enter")
    expect(page.locator(".pick")).to_have_count(0)


@pytest.fixture
def no_mouse(own: Server, visit: Visit) -> Iterator[Page]:
    """A page in which nothing but keys was used."""
    page = visit(own)
    page.evaluate("addEventListener('pointerdown', () => (globalThis.pointed = true), true)")
    yield page
    assert page.evaluate("globalThis.pointed") is None


@pytest.mark.timeout(180)
@pytest.mark.capability("W12", partly="chats and presence come later")
def test_keys_alone_do_everything(own: Server, no_mouse: Page) -> None:
    page = no_mouse
    # A file, and the folder for it, named in their places.
    expect(page.locator(".explorer-row[data-path='src']")).to_be_visible()
    press(page, "Control+Shift+E")
    expect(page.locator("[role=tree]")).to_be_focused()
    press(page, "Home")
    expect(page.locator(".explorer-row[data-current]")).to_have_attribute("data-path", "src")
    command(page, "New file")
    expect(page.locator(".explorer-name-field input")).to_be_focused()
    page.keyboard.type("docs/plan.md")
    press(page, "Enter")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.type("a plan for herons")
    press(page, "Control+S")
    until(lambda: (own.folder / "src" / "docs" / "plan.md").read_text() == "a plan for herons")
    expect(page.locator(".tab[data-dirty]")).to_have_count(0)
    # Another beside it.
    press(page, "Control+\\")
    press(page, "Control+P")
    expect(page.locator(".pick input")).to_be_focused()
    page.keyboard.type("mainpy")
    expect(page.locator(".pick [role=option]").first).to_contain_text("main.py")
    press(page, "Enter")
    expect(page.locator(".cm-content[aria-label='src/main.py']")).to_be_focused()
    expect(page.locator(".group")).to_have_count(2)
    # Found everywhere, replaced everywhere.
    press(page, "Control+Shift+F")
    expect(page.get_by_role("textbox", name="What to look for")).to_be_focused()
    page.keyboard.type("heron")
    expect(page.locator(".search-said")).to_contain_text("3 places in 3 files")
    command(page, "Replace in files")
    expect(page.get_by_label("What to look for").last).to_be_focused()
    page.wait_for_function("getSelection().toString() === 'heron'")
    drawn(page)
    while not page.get_by_label("Replace with").evaluate("(field) => field === document.activeElement"):
        press(page, "Tab")
    page.keyboard.type("stork")
    command(page, "Replace all that was found")
    expect(page.locator("dialog[open]")).to_be_visible()
    press(page, "Enter")
    expect(page.locator(".cm-content[aria-label='src/main.py']")).to_contain_text("stork")
    until(lambda: "stork" in (own.folder / "notes.md").read_text())
    until(lambda: "stork" in (own.folder / "src" / "docs" / "plan.md").read_text())
    # A terminal, and back.
    press(page, "Control+`")
    expect(page.locator(ROWS)).to_contain_text("#")
    focused(page)
    page.keyboard.type("cat src/docs/plan.md; echo")
    press(page, "Enter")
    expect(page.locator(ROWS)).to_contain_text("a plan for storks")
    press(page, "F6")
    expect(page.locator(".xterm-helper-textarea:focus")).to_have_count(0)
    # A method of the server by its form.
    command(page, "files.stat")
    expect(page.get_by_role("combobox", name="path")).to_be_focused()
    page.keyboard.type("notes.md")
    press(page, "Control+Enter")
    expect(page.locator("main")).to_contain_text("version")
    # Renamed, deleted, and taken back.
    press(page, "Control+Shift+E")
    expect(page.locator("[role=tree]")).to_be_focused()
    press(page, "Home")
    expect(page.locator(".explorer-row[data-current]")).to_have_attribute("data-path", "src")
    press(page, "ArrowRight")
    expect(page.locator(".explorer-row[aria-selected=true]")).to_have_attribute("data-path", "src/docs")
    press(page, "F2")
    expect(page.locator(".explorer-name-field input")).to_be_focused()
    page.keyboard.type("papers")
    press(page, "Enter")
    expect(page.locator(".explorer-row[data-path='src/papers']")).to_be_visible()
    expect(page.locator("[role=tree]")).to_be_focused()
    expect(page.locator(".explorer-row[data-current]")).to_have_attribute("data-path", "src/papers")
    press(page, "Delete")
    expect(page.locator(".explorer-row[data-path='src/papers']")).to_have_count(0)
    assert not (own.folder / "src" / "papers").exists()


@pytest.mark.capability("W12", partly="chats and presence come later")
def test_a_phone_does_the_main_things(own: Server, visit: Visit) -> None:
    page = visit(own, width=390, height=844)
    page.get_by_role("button", name="Explorer").tap()
    page.locator(".explorer-row[data-path='notes.md']").tap()
    editor = page.locator(".cm-content")
    expect(editor).to_contain_text("heron")
    editor.tap()
    expect(editor).to_be_focused()
    press(page, "Control+End")
    page.keyboard.type("written on a phone")
    until(lambda: "written on a phone" in (own.folder / "notes.md").read_text())
    page.get_by_role("button", name="Search").tap()
    page.get_by_role("textbox", name="What to look for").tap()
    page.keyboard.type("phone")
    find = page.locator(".search-tree [role=treeitem]", has_text="written on a")
    find.tap()
    expect(page.locator(".side")).to_have_count(0)
    page.get_by_role("button", name="Terminal", exact=True).tap()
    expect(page.locator(ROWS)).to_contain_text("#")
    focused(page)
    page.keyboard.type("tail -1 notes.md; echo")
    press(page, "Enter")
    expect(page.locator(ROWS)).to_contain_text("written on a phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []


@pytest.mark.timeout(180)
@pytest.mark.capability("E2", partly="what a page does with names")
def test_names_that_attack_are_nothing_but_names(own: Server, visit: Visit) -> None:
    assert len(NAMES) > 60
    folder = own.folder / "names"
    folder.mkdir()
    for name in NAMES:
        (folder / name.replace("/", "%2F")).write_text(f"a pelican in {name}\n")
    page = visit(own, height=2400)
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.locator(".explorer-row[data-path='names']").click()
    rows = page.locator(".explorer-row[data-path^='names/']")
    expect(rows).to_have_count(len(NAMES))
    for index in range(len(NAMES)):
        rows.nth(index).click()
    rows.first.dblclick()
    expect(page.locator(".cm-content").first).to_contain_text("a pelican in")
    expect(page.locator(".cm-content:focus")).to_have_count(1)
    rows.nth(3).click(button="right")
    press(page, "Escape")
    found = len([name for name in NAMES if name != "..hidden"])
    press(page, "Control+Shift+F")
    expect(page.get_by_role("textbox", name="What to look for")).to_be_focused()
    page.keyboard.type("pelican")
    expect(page.locator(".search-said")).to_contain_text(f"{found} places in {found} files")
    assert page.evaluate(SNEAKED_IN) == []
    press(page, "Control+P")
    for query in ("alert", "img", "touch", "constructor"):
        page.locator(".pick input").fill(query)
        expect(page.locator(".pick [role=option]").first).to_be_visible()
        assert page.evaluate(SNEAKED_IN) == []
    press(page, "Escape")
    for name in NAMES[:6]:
        own.call("files.move", source=f"names/{name}", target=f"names/moved {name}"[:250])
    page.get_by_role("button", name="Activity").click()
    expect(page.locator(".side")).to_contain_text("moved")
    press(page, "Control+`")
    expect(page.locator(ROWS)).to_contain_text("#")
    focused(page)
    page.keyboard.type("ls -1 names; echo all-of-th''em")
    press(page, "Enter")
    expect(page.locator(ROWS)).to_contain_text("all-of-them")
    assert page.evaluate(SNEAKED_IN) == []
    assert asked == []
    assert not (own.folder / "pwned").exists()
