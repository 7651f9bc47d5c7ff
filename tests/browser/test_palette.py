"""Quick open, the palette, a form for every method, and the keys: as a person has them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from chromium import Visits
from editing import until
from extended import extended
from running import Server, start

Visit = Callable[..., Page]
PICK = ".pick input"
LINES = ".pick-line"

NOTES = {
    "__init__.py": '"""Errands: things to be done."""\n',
    "methods.py": '''"""Keep errands."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from icotes.core.errors import Conflict
from icotes.core.methods import Module, command, query
from icotes.core.table import Secret
from icotes.kit.workspace import Workspace

kept: list["Errand"] = []


class Place(Struct, frozen=True):
    """Where it is to be done."""

    street: str
    number: int = 1


class Errand(Struct, frozen=True):
    """Something to be done."""

    what: str
    times: int
    soon: bool
    way: str
    place: Place | None = None
    tags: list[str] = []


class Errands(Module):
    """What is to be done."""

    @command
    async def plan(
        self,
        workspace: Workspace,
        what: Annotated[str, Meta(min_length=1, max_length=40)],
        *,
        times: Annotated[int, Meta(ge=1, le=9)] = 1,
        soon: bool = False,
        way: Literal["foot", "bike"] = "foot",
        place: Place | None = None,
        tags: list[str] = [],
    ) -> Errand:
        """Plan an errand, e.g. `milk`.

        Args:
            what: is to be done.
            times: how often.
            soon: today still.
            way: how to get there.
            place: where it is.
            tags: to find it by.

        Raises:
            Conflict: it is planned already.
        """
        if any(each.what == what for each in kept):
            raise Conflict(f"{what} is planned already; plan something else.", current=what)
        kept.append(Errand(what, times, soon, way, place, tags))
        return kept[-1]

    @query
    async def list_(self) -> list[Errand]:
        """Return what is planned."""
        return kept

    @command
    async def unlock(self) -> Secret:
        """Return a word that is shown once."""
        return "sesame-open"
''',
}


def press(page: Page, *chords: str) -> None:
    for each in chords:
        page.keyboard.press(each)


def palette(page: Page, query: str = "") -> Locator:
    press(page, "F1")
    expect(page.locator(PICK)).to_be_focused()
    page.keyboard.type(query)
    return page.locator(LINES)


def call(page: Page, method: str) -> Locator:
    """Open the form of a method by the palette, with the keyboard."""
    lines = palette(page, method)
    expect(lines.first).to_contain_text(method)
    press(page, "Enter")
    form = page.locator(".method", has=page.get_by_role("heading", name=method, exact=True))
    expect(form).to_be_visible()
    return form


def status(page: Page, text: str) -> None:
    expect(page.locator("footer.status")).to_contain_text(text)


def test_a_file_is_opened_with_the_keyboard_alone(visit: Visit, server: Server) -> None:
    folder = server.folder / "quick"
    folder.mkdir()
    for name in ("first.txt", "second.txt", "tiger-lily.py"):
        (folder / name).write_text("1\n2\n3\n4\n")
    page = visit(server)
    press(page, "Control+p")
    expect(page.locator(PICK)).to_be_focused()
    page.keyboard.type("tlily:3:2")
    expect(page.locator(LINES).first).to_contain_text("tiger-lily.py")
    expect(page.locator(f"{LINES} b").first).to_have_text("t")
    press(page, "Enter")
    expect(page.locator(".cm-content")).to_be_focused()
    status(page, "Ln 3, Col 2")
    # Who is quicker than the answer gets what was typed, not what was there before.
    press(page, "Control+p")
    page.keyboard.type("quick/fir")
    press(page, "Enter")
    expect(page.locator(".tab[data-active], .tab:has([aria-selected=true])")).to_have_text("first.txt")
    status(page, "Ln 1, Col 1")
    press(page, "Control+p")
    expect(page.locator(LINES).first).to_contain_text("tiger-lily.py")
    expect(page.locator(LINES).first).to_contain_text("recently opened")
    assert violations(page) == []
    page.keyboard.type("second.txt")
    expect(page.locator(LINES).first).to_contain_text("second.txt")
    press(page, "Control+Enter")
    expect(page.locator(".group")).to_have_count(2)
    press(page, "Control+p")
    page.keyboard.type("no such file at all")
    expect(page.locator(".pick-empty")).to_have_text("No file is called so")
    press(page, "Escape")
    expect(page.locator(PICK)).to_have_count(0)
    expect(page.locator(".cm-content:focus")).to_have_count(1)


def test_what_is_typed_first_says_what_is_picked_from(visit: Visit, server: Server) -> None:
    page = visit(server)
    press(page, "Control+p")
    page.keyboard.type(">keyboard sh")
    expect(page.locator(LINES).first).to_contain_text("Keyboard shortcuts")
    press(page, "Control+a", "Backspace")
    expect(page.locator(".pick-ways")).to_contain_text("commands")
    page.keyboard.type(">keyboard sh")
    press(page, "Enter")
    expect(page.locator(".tab")).to_have_text("Keyboard shortcuts")
    lines = palette(page)
    expect(lines.first).to_contain_text("Keyboard shortcuts")
    expect(lines.first).to_contain_text("recently used")
    assert violations(page) == []


@pytest.mark.capability("Y1", partly="the palette; the other faces have their own tests")
def test_a_new_method_is_there_at_once_with_a_form(
    visit: Visit, visits: Visits, fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    visits.forgive("WebSocket connection|ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE) .*/assets/")
    server = fresh_server()
    page = visit(server)
    expect(palette(page, "errands").first.or_(page.locator(".pick-empty"))).to_contain_text("No command")
    press(page, "Escape")
    server.kill()
    site = str(extended(tmp_path / "site", "errands", NOTES))
    again = start(server.folder, server.home, "--port", str(server.port), PYTHONPATH=site)
    try:
        form = call(page, "errands.plan")
        expect(form).to_contain_text("Plan an errand, e.g. milk.")
        expect(form).to_contain_text("changes something")
        what = form.get_by_label("what", exact=True)
        expect(what).to_be_focused()
        form.get_by_text("It fails with").click()
        expect(form).to_contain_text("it is planned already")
        what.focus()
        press(page, "Control+Enter")
        expect(form.locator(".field-wrong")).to_contain_text("length ≥ 1")
        page.keyboard.type("milk")
        form.get_by_label("times", exact=True).fill("12")
        press(page, "Control+Enter")
        expect(form.locator(".field-wrong")).to_contain_text("≤ 9")
        form.get_by_label("times", exact=True).fill("2")
        form.get_by_label("soon", exact=True).check()
        form.get_by_label("way", exact=True).select_option("bike")
        form.get_by_label("place", exact=True).fill('{"street": 3}')
        form.get_by_role("button", name="Add to tags").click()
        page.keyboard.type("dairy")
        press(page, "Enter")
        page.keyboard.type("white")
        press(page, "Control+Enter")
        expect(form.locator(".field-wrong")).to_contain_text("street")
        form.get_by_label("place", exact=True).fill('{"street": "Long"}')
        assert violations(page) == []
        form.get_by_role("button", name="Run").click()
        expect(form.locator(".method-json")).to_contain_text("dairy")
        assert again.call("errands.list") == [
            {
                "what": "milk",
                "times": 2,
                "soon": True,
                "way": "bike",
                "place": {"street": "Long", "number": 1},
                "tags": ["dairy", "white"],
            }
        ]
        form.get_by_role("button", name="Run").click()
        expect(form.get_by_role("alert")).to_contain_text("milk is planned already; plan something else.")
        expect(form.get_by_role("alert")).to_contain_text("Conflict")
        listed = call(page, "errands.list")
        listed.get_by_role("button", name="Run").click()
        expect(listed.get_by_role("columnheader")).to_have_text(["what", "times", "soon", "way", "place", "tags"])
        expect(listed.get_by_role("cell").first).to_have_text("milk")
        assert violations(page) == []
        secret = call(page, "errands.unlock")
        secret.get_by_role("button", name="Run").click()
        expect(secret.locator("output")).to_have_text("sesame-open")
        secret.get_by_role("button", name="Copy").first.click()
        until(lambda: page.evaluate("navigator.clipboard.readText()") == "sesame-open")
        call(page, "errands.list")
        call(page, "errands.unlock")
        expect(page.locator(".method")).not_to_contain_text("sesame-open")
        assert "sesame" not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    finally:
        again.stop()


def test_a_stream_goes_on_until_it_is_stopped(visit: Visit, server: Server) -> None:
    page = visit(server)
    form = call(page, "workspaces.events")
    (workspace,) = server.call("workspaces.list")
    form.get_by_label("since", exact=True).fill(workspace["cursor"])  # the server may hear of the stream later
    form.get_by_role("button", name="Run").click()
    expect(form.locator(".method-bar")).to_contain_text("item")
    server.call("files.make_folder", path="streamed-one")
    items = form.locator(".method-items")
    expect(items).to_contain_text("streamed-one")
    form.get_by_role("button", name="Stop").click()
    expect(form.locator(".method-bar")).to_contain_text("stopped")
    server.call("files.make_folder", path="streamed-two")
    again = call(page, "files.stat")
    again.get_by_label("path").fill("streamed-two")
    press(page, "Enter")
    expect(again.locator(".method-json")).to_contain_text("folder")
    page.get_by_role("tab", name="workspaces.events").click()
    expect(items).to_contain_text("streamed-one")
    expect(items).not_to_contain_text("streamed-two")
    assert violations(page) == []


def test_what_a_key_may_not_do_is_marked_and_can_be_read_only(visit: Visit, server: Server) -> None:
    key = server.call("system.create_token", name="reader", scope=["files:read", "workspaces:read"])["key"]
    page = visit(server, token=key)
    lines = palette(page, "files.delete")
    expect(lines.first).to_contain_text("needs files:write")
    press(page, "Enter")
    form = page.locator(".method")
    expect(form).to_contain_text("Your key does not cover files:write")
    expect(form.get_by_role("button", name="Run")).to_be_disabled()
    expect(form.get_by_label("path")).to_be_disabled()
    assert violations(page) == []


def test_a_path_is_completed_and_an_error_stands_at_its_field(visit: Visit, server: Server) -> None:
    (server.folder / "completed").mkdir()
    (server.folder / "completed" / "a.txt").write_text("")
    page = visit(server)
    form = call(page, "files.read")
    form.get_by_label("path").fill("completed/")
    expect(form.locator("datalist option[value='completed/a.txt']")).to_have_count(1)
    form.get_by_label("path").fill("../outside")
    form.get_by_role("button", name="Run").click()
    expect(form.get_by_role("alert")).to_contain_text("holds `..`")


@pytest.mark.capability("W12", partly="keys; explorer, editor and terminals have their own")
def test_a_shortcut_is_changed_with_the_keyboard_and_kept(visit: Visit, server: Server) -> None:
    page = visit(server)
    press(page, "Control+/")
    search = page.get_by_label("Search by name or keys")
    expect(search).to_be_focused()
    page.keyboard.type("ctrl+p")
    row = page.locator(".shortcut", has_text="Go to file")
    expect(row).to_be_visible()
    search.fill("Go to file")
    expect(page.locator(".shortcut").first).to_contain_text("Go to file")
    change = row.get_by_role("button", name="Change keys")
    change.press("Enter")
    press(page, "Control+Shift+P")
    expect(page.locator(".recording")).to_contain_text("Show all commands has these keys; it will lose them.")
    assert violations(page) == []
    press(page, "Control+Shift+Q", "Enter")
    expect(row.locator("kbd")).to_have_text("Ctrl+Shift+Q")
    expect(change).to_be_focused()
    page.reload()
    expect(page.locator(".app[data-ready]")).to_be_visible()
    press(page, "Control+Shift+Q")
    expect(page.locator(PICK)).to_be_focused()
    press(page, "Escape")
    page.get_by_label("Search by name or keys").fill("Go to file")
    row.hover()
    row.get_by_role("button", name="Give Go to file its default keys").click()
    expect(row.locator("kbd")).to_have_text("Ctrl+P")
    row.get_by_role("button", name="Take the keys of Go to file away").click()
    expect(row).to_contain_text("none")
    assert json.loads(page.evaluate("localStorage['icotes-keys']")) == {"search.quickOpen": ""}
    page.get_by_role("button", name="All defaults").click()
    expect(row.locator("kbd")).to_have_text("Ctrl+P")


def test_keys_go_to_where_they_are_pressed(visit: Visit, server: Server) -> None:
    (server.folder / "pressed.py").write_text("one\ntwo one\n# three\n")
    page = visit(server)
    server.call("workspaces.open_file", path="pressed.py")
    content = page.locator(".cm-content")
    expect(content).to_contain_text("two one")
    content.click()
    expect(content.locator(".cm-line span").first).to_be_visible()
    # An editor's own keys work in it, and what works everywhere does too.
    press(page, "Control+Home", "Control+/")
    expect(content).to_contain_text("# one")
    expect(page.locator(".tab")).to_have_count(1)
    press(page, "Control+/", "Control+Home", "Control+d", "Control+d")
    status(page, "6 selected")
    press(page, "Control+b")
    expect(page.locator(".side")).to_have_count(0)
    press(page, "Control+b")
    # A field keeps typing and editing.
    press(page, "Control+Shift+F")
    field = page.get_by_role("textbox", name="What to look for")
    expect(field).to_be_focused()
    field.fill("")
    page.keyboard.type("f2 ? / e")
    press(page, "Control+a", "Control+x", "Control+v")
    expect(field).to_have_value("f2 ? / e")
    press(page, "Control+p")
    expect(page.locator(PICK)).to_be_focused()
    press(page, "Escape")
    expect(field).to_be_focused()
    # While something is asked nothing else is done.
    press(page, "Control+Shift+Backquote")
    expect(page.locator(".xterm-helper-textarea:focus")).to_have_count(1)
    rows = page.locator(".xterm-rows")
    expect(rows).to_contain_text("#")
    page.keyboard.type("cat -v")
    press(page, "Enter", "Control+b", "F4")
    page.keyboard.type("x")
    press(page, "Enter")
    expect(rows).to_contain_text("^B")
    expect(page.locator(".side")).to_be_visible()
    press(page, "Control+Shift+P")
    expect(page.locator(PICK)).to_be_focused()
    press(page, "Escape")
    expect(page.locator(".xterm-helper-textarea:focus")).to_have_count(1)
    for each in server.call("terminals.list"):
        server.call("terminals.close", terminal=each["id"])


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_every_state_is_in_order_for_everybody(visit: Visit, server: Server, width: int, dark: bool) -> None:
    page = visit(server, width=width, dark=dark)
    palette(page)
    expect(page.locator(LINES).first).to_be_visible()
    assert violations(page) == []
    press(page, "Escape")
    form = call(page, "terminals.create")
    assert violations(page) == []
    form.get_by_role("button", name="Add to command").click()
    assert violations(page) == []
    press(page, "Alt+F1")
    expect(page.locator(".shortcut").first).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Search by name or keys").fill("nothing like that")
    expect(page.locator(".empty", has_text="No command fits that")).to_be_visible()
    assert violations(page) == []
