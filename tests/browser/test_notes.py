"""Notes in the browser: formatted together, on disk as Markdown, with pictures beside them."""

import base64
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from clipping import PNG
from editing import until
from pages import command
from running import Server

Visit = Callable[..., Page]
PASTE = """base64 => {
    const bytes = Uint8Array.from(atob(base64), each => each.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'image.png', {type: 'image/png'}));
    const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
    document.querySelector('.note-text').dispatchEvent(event);
}"""


DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def opened(page: Page, path: str) -> Locator:
    """Open a note; return its text, which has the keyboard."""
    page.keyboard.press("Control+P")
    page.keyboard.type(path)
    expect(page.get_by_role("option", name=path).first).to_be_visible()
    page.keyboard.press("Enter")
    text = page.get_by_role("textbox", name="Note")
    expect(text).to_be_focused()
    return text


IN_LAST = """() => {
    const last = [...document.querySelectorAll('.note-text :is(p, h1, h2, h3)')].at(-1);
    return last.contains(getSelection().focusNode);
}"""


def at_end(page: Page, text: str) -> None:
    """Write at the end of a note, once the cursor is there."""
    page.keyboard.press("Control+End")
    while not page.evaluate(IN_LAST):
        page.keyboard.press("Control+End")
    page.evaluate(DRAWN)
    page.keyboard.type(text)


@pytest.mark.capability("K6")
def test_two_browsers_format_one_note_and_a_reload_keeps_it(visit: Visit, server: Server) -> None:
    file = server.folder / "plan.note"
    file.write_text("# Plan\n\nbuy milk\n")
    one, other = visit(server), visit(server)
    mine, theirs = opened(one, "plan.note"), opened(other, "plan.note")
    at_end(one, "\n## Later\n- first\nsecond")
    expect(theirs.locator("li")).to_have_text(["first", "second"])
    at_end(other, " and **bread** today")
    for text in (mine, theirs):
        expect(text.locator("h2")).to_have_text("Later")
        expect(text.locator("li")).to_have_text(["first", "second and bread today"])
        expect(text.locator("strong")).to_have_text("bread")
    expect(one.locator(".note-caret")).to_have_count(1)
    mine.locator("h1").dblclick(position={"x": 10, "y": 15})
    one.evaluate(DRAWN)
    one.keyboard.press("Control+I")
    expect(theirs.locator("h1 em")).to_have_text("Plan")
    whole = "# *Plan*\n\nbuy milk\n\n## Later\n\n- first\n- second and **bread** today\n"
    until(lambda: file.read_text() == whole)
    one.reload()
    expect(mine.locator("h1 em")).to_have_text("Plan")
    expect(mine.locator("strong")).to_have_text("bread")


@pytest.mark.capability("K6")
def test_a_script_changes_the_same_note_and_undo_takes_back_ones_own(visit: Visit, server: Server) -> None:
    file = server.folder / "plan.note"
    file.write_text("one\n\ntwo\n")
    page = visit(server)
    text = opened(page, "plan.note")
    at_end(page, "")
    page.keyboard.insert_text(" mine")  # at once: what is typed with pauses is undone in parts
    until(lambda: file.read_text() == "one\n\ntwo mine\n")
    server.call("documents.edit", path="plan.note", edits=[{"old": "one", "new": "**changed**"}])
    expect(text.locator("strong")).to_have_text("changed")
    until(lambda: file.read_text() == "**changed**\n\ntwo mine\n")
    with file.open("a") as shell:
        shell.write("\n> from a shell\n")
    expect(text.locator("blockquote")).to_have_text("from a shell")
    text.focus()
    page.keyboard.press("Control+Z")
    until(lambda: file.read_text() == "**changed**\n\ntwo\n\n> from a shell\n")


@pytest.mark.capability("K6")
def test_tables_pictures_and_the_export(visit: Visit, server: Server) -> None:
    page = visit(server)
    command(page, "New note")
    text = page.get_by_role("textbox", name="Note")
    expect(text).to_be_focused()
    page.keyboard.type("before\n")
    page.evaluate(PASTE, base64.b64encode(PNG).decode())
    picture = text.locator(".note-picture img")
    until(lambda: picture.evaluate("each => each.complete && each.naturalWidth") == 1)
    assert [file.read_bytes() for file in (server.folder / "Note.files").iterdir()] == [PNG]
    at_end(page, "\n")
    page.get_by_role("button", name="Insert a table").click()
    expect(text.locator("th")).to_have_count(3)
    text.locator("th").first.click()
    for word in ("what", "when", "who"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Table", exact=True).click()
    page.get_by_role("menuitem", name="Row below").click()
    expect(text.locator("tr")).to_have_count(4)
    assert violations(page) == []
    note = server.folder / "Note.note"
    until(lambda: "| what | when | who |\n" in note.read_text())
    assert re.match(r"before\n\n!\[\]\(Note\.files/\w+\.png\)\n\n\| what", note.read_text())
    page.get_by_role("toolbar", name="Format").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Export as Markdown").click()
    until(lambda: (server.folder / "Note.md").exists() and (server.folder / "Note.md").read_text() == note.read_text())


@pytest.mark.capability("K6", partly="how it looks on a phone")
def test_a_note_is_for_everybody_on_a_phone_by_night_and_by_who_may_only_read(visit: Visit, server: Server) -> None:
    (server.folder / "plan.note").write_text(
        "# Plan\n\n[x](javascript:alert(1)) [y](a.md)\n\n![p](https://example.org/p.png)\n"
    )
    page = visit(server, width=390, height=844, dark=True)
    page.keyboard.press("Control+P")
    page.keyboard.type("plan.note")
    page.get_by_role("option", name="plan.note").first.click()
    text = page.get_by_role("textbox", name="Note")
    expect(text.locator("h1")).to_have_text("Plan")
    expect(text.locator("a")).to_have_attribute("href", "a.md")
    expect(text).to_contain_text("from elsewhere, not loaded")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    reader = server.call("system.create_token", name="reader", scope=["*:read"])["key"]
    other = visit(server, token=reader)
    other.keyboard.press("Control+P")
    other.keyboard.type("plan.note")
    other.get_by_role("option", name="plan.note").first.click()
    expect(other.get_by_text("may not change notes")).to_be_visible()
    expect(other.get_by_role("toolbar", name="Format")).to_have_count(0)
    expect(other.get_by_role("textbox", name="Note")).to_have_attribute("contenteditable", "false")
