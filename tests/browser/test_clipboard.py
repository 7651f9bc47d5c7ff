"""The clipboard in the browser: the same on two of a person's browsers, searched, pinned, shared, inserted."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from clipping import PNG, copied, listed
from editing import Editing, until
from pages import command
from running import Server

Visit = Callable[..., Page]
PASTE = """([base64, text]) => {
    const data = new DataTransfer();
    if (text) data.setData('text/plain', text);
    else {
        const bytes = Uint8Array.from(atob(base64), each => each.charCodeAt(0));
        data.items.add(new File([bytes], 'image.png', {type: 'image/png'}));
    }
    const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
    document.querySelector('.clipboard .icon').dispatchEvent(event);
}"""


def shown(page: Page) -> Page:
    """Show the clipboard at the side."""
    command(page, "Show the clipboard")
    expect(page.get_by_role("searchbox", name="Search the clipboard")).to_be_visible()
    return page


def entry(page: Page, text: str) -> Locator:
    return page.locator(".clipboard-entry").filter(has_text=text)


@pytest.mark.capability("K1", "K4")
def test_what_one_browser_copied_the_other_pastes(visit: Visit, server: Server) -> None:
    one, other = shown(visit(server)), shown(visit(server))
    one.evaluate(PASTE, ["", "from the first browser"])
    expect(entry(other, "from the first browser")).to_be_visible()
    one.evaluate(PASTE, [base64.b64encode(PNG).decode(), ""])
    picture = other.locator(".clipboard-picture")
    expect(picture).to_be_visible()
    until(lambda: picture.evaluate("each => each.complete && each.naturalWidth") == 1)
    assert listed(server)[0]["size"] == len(PNG)
    picture.click()
    expect(other.get_by_role("region", name="Messages")).to_contain_text("Copied")
    types = "navigator.clipboard.read().then(items => items.flatMap(each => each.types))"
    until(lambda: "image/png" in other.evaluate(types))
    entry(other, "from the first browser").locator(".clipboard-use").click()
    until(lambda: other.evaluate("navigator.clipboard.readText()") == "from the first browser")
    assert violations(other) == []


@pytest.mark.capability("K2")
def test_the_history_is_searched_pinned_and_forgotten(visit: Visit, server: Server) -> None:
    for text in (b"apples", b"pears " * 100 + b"and plums", b"DB_PASSWORD=correct-horse"):
        copied(server, text)
    page = shown(visit(server))
    expect(entry(page, "gone in")).to_be_visible()
    page.get_by_role("searchbox").fill("plums")
    expect(page.locator(".clipboard-entry")).to_have_count(1)
    expect(entry(page, "pears")).to_be_visible()
    page.get_by_role("searchbox").fill("horse")
    expect(page.get_by_text("Nothing that you copied holds")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    entry(page, "apples").hover()
    page.get_by_role("button", name="Pin apples").click()
    expect(entry(page, "pinned")).to_contain_text("apples")
    page.get_by_role("button", name="Clear the clipboard").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator(".clipboard-entry")).to_have_count(1)
    page.get_by_role("button", name="More for apples").click()
    page.get_by_role("menuitem", name="Forget it").click()
    expect(page.get_by_text("What you copy to icotes")).to_be_visible()
    assert violations(page) == []


@pytest.mark.capability("K4")
def test_what_is_selected_is_copied_on_request_and_inserted_elsewhere(visit: Visit, server: Server) -> None:
    (server.folder / "from.txt").write_text("copy me\n")
    (server.folder / "to.txt").write_text("")
    page = visit(server)
    Editing(page, server).open("from.txt")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    until(lambda: page.evaluate("navigator.clipboard.readText()") == "copy me\n")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+End")
    command(page, "Copy the selection to the icotes")
    until(lambda: listed(server))
    assert [each["preview"] for each in listed(server)] == ["copy me"], "the browser's own copy stays in the browser"
    other = visit(server)
    target = Editing(other, server).open("to.txt")
    command(other, "Insert from the clipboard")
    other.get_by_role("option", name="copy me").click()
    expect(target).to_contain_text("copy me")
