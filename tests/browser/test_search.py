"""Search as a person has it: contents as they come, names, options, replacing on disk and taking it back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from axe import violations
from chromium import Visits
from pages import entry, files_key
from running import Server

Visit = Callable[..., Page]
SHOW = "Control+Shift+F"


class Searching:
    """Somebody at the search view of a server."""

    def __init__(self, page: Page, server: Server, folder: str) -> None:
        self.page = page
        self.server = server
        self.folder = folder

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="What to look for")

    @property
    def files(self) -> Locator:
        return self.page.locator(".search-file")

    @property
    def finds(self) -> Locator:
        return self.page.locator(".search-find")

    @property
    def status(self) -> Locator:
        return self.page.locator(".search-said [role=status]")

    def begin(self) -> "Searching":
        self.page.keyboard.press(SHOW)
        expect(self.field).to_be_focused()
        return self

    def search(self, pattern: str) -> None:
        self.field.fill(pattern)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def replace_with(self, text: str) -> None:
        if not self.page.get_by_label("Replace with").count():
            self.press("Replace")
        self.page.get_by_label("Replace with").fill(text)

    def write(self, name: str, data: str | bytes) -> Path:
        path = self.server.folder / self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path


@pytest.fixture
def searching(visit: Visit, server: Server, request: pytest.FixtureRequest) -> Searching:
    folder = f"search-{request.node.name[:60]}".replace("[", "-").replace("]", "")
    (server.folder / folder).mkdir()
    return Searching(visit(server), server, folder).begin()


@pytest.mark.capability("E4")
def test_contents_are_found_as_they_are_typed_and_seen_in_the_editor(searching: Searching) -> None:
    searching.write("one.txt", "first\n  a 😀 Quagga😀 and quagga\nquagga\n")
    searching.write("deep/two.md", "# The quagga\n")
    searching.search("quagga")
    expect(searching.status).to_have_text("4 places in 2 files")
    expect(searching.files.locator(".search-name")).to_have_text(["two.md", "one.txt"])
    expect(searching.finds.nth(1).locator("mark")).to_have_text(["Quagga", "quagga"])
    expect(searching.field).to_be_focused()
    searching.finds.nth(1).click()
    expect(searching.page.locator(".tab")).to_have_attribute("data-preview", "true")
    expect(searching.page.locator("footer.status")).to_contain_text("Ln 2, Col 14 (6 selected)")
    searching.page.keyboard.press("F4")
    expect(searching.page.locator("footer.status")).to_contain_text("Ln 3, Col 7 (6 selected)")
    searching.page.keyboard.press("F4")
    expect(searching.page.locator(".tab")).to_have_text("two.md")
    searching.page.keyboard.press("Shift+F4")
    expect(searching.page.locator("footer.status")).to_contain_text("Ln 3, Col 7 (6 selected)")


@pytest.mark.capability("E4")
def test_what_is_typed_before_the_field_is_there_is_looked_for_and_no_text_of_a_file(
    visits: Visits, server: Server
) -> None:
    (server.folder / "typed-ahead.txt").write_text("as it was")
    page = visits.page()
    field = page.get_by_role("textbox", name="What to look for")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/SearchView-*.js", hold)
    with page.expect_request("**/SearchView-*.js"):
        page.goto(f"{server.url}/#launch={server.call('system.create_launch')}")
        entry(page, "typed-ahead.txt").click()
        page.locator(".cm-content").click()
        expect(page.locator("footer.status")).to_contain_text("Ln 1")
        page.keyboard.press(SHOW)
    page.keyboard.type("quagga")
    expect(field).to_have_count(0)
    for each in held:
        each.continue_()
    expect(field).to_be_focused()
    page.keyboard.type(" quokka")
    expect(field).to_have_value("quagga quokka")
    expect(page.locator(".cm-content")).to_have_text("as it was")


@pytest.mark.capability("E4")
def test_options_change_what_is_found(searching: Searching) -> None:
    searching.write("a.txt", "Okapi okapi okapis\n")
    searching.write("b.py", "okapi = 1\n")
    searching.write("sub/c.txt", "okapi\n")
    searching.search("okapi")
    expect(searching.status).to_have_text("5 places in 3 files")
    searching.press("Match case")
    expect(searching.status).to_have_text("4 places in 3 files")
    searching.press("Whole words")
    expect(searching.status).to_have_text("3 places in 3 files")
    searching.press("Whole words")
    searching.press("Match case")
    searching.press("Regular expression")
    searching.search(r"okapi\w|okapi =")
    expect(searching.status).to_have_text("2 places in 2 files")
    searching.press("Regular expression")
    searching.search("okapi")
    searching.page.get_by_role("button", name="Which files").click()
    searching.page.get_by_label("Only in").fill("*.txt")
    expect(searching.status).to_have_text("4 places in 2 files")
    searching.page.get_by_label("Not in").fill("**/sub/**")
    expect(searching.status).to_have_text("3 places in 1 file")
    searching.page.get_by_label("Only in").fill("")
    searching.page.get_by_label("Not in").fill("")
    searching.page.get_by_label("Folder").fill(f"{searching.folder}/sub")
    expect(searching.status).to_have_text("1 place in 1 file")
    assert violations(searching.page) == []


def test_nothing_found_says_what_was_left_out_and_widens_with_a_click(searching: Searching) -> None:
    searching.write(".gitignore", "secret/\n")
    searching.write("secret/x.txt", "tarpan\n")
    searching.write(".dots/y.txt", "tarpan\n")
    searching.search("tarpan")
    expect(searching.page.locator(".empty")).to_contain_text("Nothing is found for “tarpan”. Left out: hidden files")
    searching.press("Also what .gitignore leaves out")
    expect(searching.files.locator(".search-name")).to_have_text(["x.txt"])
    searching.search("tarpan no more")
    searching.press("Also hidden files")
    searching.search("tarpan")
    expect(searching.files.locator(".search-name")).to_have_text(["y.txt", "x.txt"])


def test_a_pattern_that_is_none_is_said_at_the_field(searching: Searching) -> None:
    searching.press("Regular expression")
    searching.search("(never closed")
    expect(searching.page.locator("#search-wrong")).to_contain_text("unclosed group")
    expect(searching.field).to_have_attribute("aria-invalid", "true")
    assert violations(searching.page) == []
    searching.search("closed")
    expect(searching.page.locator("#search-wrong")).to_have_count(0)


def test_names_are_found_too(searching: Searching) -> None:
    searching.write("deep/zorilla.txt", "")
    searching.press("Names")
    searching.search("zorilla")
    expect(searching.files.locator(".search-name")).to_have_text(["zorilla.txt"])
    searching.files.click()
    expect(searching.page.locator(".tab")).to_have_text("zorilla.txt")


def test_the_keyboard_alone_searches_opens_and_dismisses(searching: Searching) -> None:
    page = searching.page
    for name in ("a.txt", "b.txt"):
        searching.write(name, "numbat\nnumbat\nnumba\n")  # so that less than all of it finds more
    page.keyboard.type("numbat")
    expect(searching.status).to_have_text("4 places in 2 files")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-tree")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(searching.finds).to_have_count(2)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    expect(searching.status).to_have_text("3 places in 2 files")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.locator(".tab")).to_have_text("b.txt")
    expect(page.locator("footer.status")).to_contain_text("Ln 2, Col 7")


def test_too_many_are_cut_and_said_so_and_stay_quick(searching: Searching) -> None:
    searching.write("many.txt", "quokka\n" * 10_100)
    searching.search("quokka")
    expect(searching.status).to_contain_text("The first 10000 lines are shown; there are more.")
    assert searching.finds.count() < 200
    searching.page.locator(".search-tree").focus()
    searching.page.keyboard.press("End")
    expect(searching.finds.last.locator(".search-number")).to_have_text("10000")


def test_a_search_under_way_is_stopped_and_a_newer_one_wins(visits: Visits, server: Server) -> None:
    """What the server answers is held back, so that the search lasts as long as it takes to stop it."""
    folder = server.folder / "search-slowly"
    folder.mkdir()
    (folder / "a.txt").write_text("".join(f"kakapo {n}\n" for n in range(2000)) + "kea\n")
    held: list[str | bytes] = []
    cancelled: list[str] = []

    def between(socket: WebSocketRoute) -> None:
        behind = socket.connect_to_server()

        def up(message: str | bytes) -> None:
            if "cancelRequest" in str(message):
                cancelled.append(str(message))
            behind.send(message)

        def down(message: str | bytes) -> None:
            if "kakapo 1" in str(message) and "kakapo 10" not in str(message):
                held.append(message)
            else:
                socket.send(message)

        socket.on_message(up)
        behind.on_message(down)

    page = visits.page()
    page.route_web_socket("**/ws", between)
    page.goto(f"{server.url}/#launch={server.call('system.create_launch')}")
    expect(page.locator(".app[data-ready]")).to_be_visible()
    searching = Searching(page, server, "search-slowly").begin()
    searching.search("kakapo")
    expect(searching.status).to_contain_text("Searching …")
    expect(searching.finds.first).to_be_visible()
    searching.press("Stop")
    expect(searching.status).to_contain_text("Stopped.")
    page.wait_for_function("() => !document.querySelector('.search-said button')")
    while not cancelled:
        page.wait_for_timeout(20)
    searching.search("kakap")
    searching.search("kea")
    expect(searching.finds).to_have_count(1)
    expect(searching.finds).to_contain_text("kea")


BYTES = {
    "plain.txt": (b"vole one\r\nno\r\nthe vole\n", b"stoat one\r\nno\r\nthe stoat\n"),
    "bom.txt": (b"\xef\xbb\xbfvole\n", b"\xef\xbb\xbfstoat\n"),
    "wide.txt": ("vole 😀 vole\n".encode("utf-16"), "stoat 😀 stoat\n".encode("utf-16")),
    "latin.txt": ("é vole ü\n".encode("latin-1"), "é stoat ü\n".encode("latin-1")),
    "emoji.txt": ("😀😀 vole😀 no end".encode(), "😀😀 stoat😀 no end".encode()),
    "blank.txt": (b"\n\n\tvole\t\x0c\n\n", b"\n\n\tstoat\t\x0c\n\n"),
}


@pytest.mark.capability("E4")
def test_all_is_replaced_to_the_byte_and_taken_back(searching: Searching) -> None:
    paths = {name: searching.write(name, before) for name, (before, _) in BYTES.items()}
    searching.search("vole")
    expect(searching.status).to_have_text("8 places in 6 files")
    searching.replace_with("stoat")
    row = searching.finds.filter(has_text="no end")
    expect(row.locator("del")).to_have_text("vole")
    expect(row.locator("ins")).to_have_text("stoat")
    assert violations(searching.page) == []
    searching.press("Replace all")
    dialog = searching.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Replace 8 places in 6 files?")
    dialog.get_by_role("button", name="Replace all").click()
    notice = searching.page.locator(".notices")
    expect(notice).to_contain_text("Replaced 8 places in 6 files.")
    assert {name: path.read_bytes() for name, path in paths.items()} == {
        name: after for name, (_, after) in BYTES.items()
    }
    paths["plain.txt"].write_bytes(b"somebody else's")
    notice.get_by_role("button", name="Undo").click()
    expect(notice).to_contain_text("5 files as before.")
    expect(notice).to_contain_text("Written by others since, and left:")
    assert {name: path.read_bytes() for name, path in paths.items()} == {
        name: b"somebody else's" if name == "plain.txt" else before for name, (before, _) in BYTES.items()
    }


def test_groups_are_filled_in_and_a_line_or_a_file_is_replaced_alone(searching: Searching) -> None:
    one = searching.write("one.txt", "lynx-cat and lynx-dog\nlynx-owl\n")
    two = searching.write("two.txt", "lynx-elk\n")
    searching.press("Regular expression")
    searching.search(r"lynx-(\w)(\w+)")
    searching.replace_with("$2$1")
    expect(searching.finds.first.locator("ins")).to_have_text(["atc", "ogd"])
    searching.finds.nth(1).hover()
    searching.finds.nth(1).locator("[aria-label='Replace in this line']").click()
    expect(searching.finds).to_have_count(2)
    assert one.read_text() == "lynx-cat and lynx-dog\nwlo\n"
    assert two.read_text() == "lynx-elk\n"
    searching.page.locator(".search-tree").focus()
    searching.files.nth(1).hover()
    searching.files.nth(1).locator("[aria-label='Replace in this file']").click()
    expect(searching.files).to_have_count(1)
    assert two.read_text() == "lke\n"


def test_what_changed_since_or_is_not_saved_is_left_and_said(visit: Visit, server: Server) -> None:
    searching = Searching(visit(server, token=files_key(server)), server, "left").begin()
    searching.write("ours.txt", "dormouse\n")
    theirs = searching.write("theirs.txt", "dormouse\n")
    dirty = searching.write("unsaved.txt", "dormouse\n")
    searching.search("dormouse")
    expect(searching.files).to_have_count(3)
    searching.finds.nth(2).dblclick()
    content = searching.page.locator(".cm-content")
    expect(content).to_be_focused()
    searching.page.keyboard.type("not saved ")
    searching.replace_with("mouse")
    theirs.write_text("a dormouse\n")
    expect(searching.files.nth(1)).to_contain_text("changed since")
    searching.press("Replace all")
    searching.page.get_by_role("dialog").get_by_role("button", name="Replace all").click()
    notices = searching.page.locator(".notices")
    expect(notices).to_contain_text("Replaced 1 place in 1 file.")
    expect(notices).to_contain_text("2 files not replaced")
    assert theirs.read_text() == "a dormouse\n"
    assert dirty.read_text() == "dormouse\n"
    expect(searching.files.locator(".search-name")).to_have_text(["theirs.txt", "unsaved.txt"])


def test_a_key_that_may_not_write_or_not_read_is_told(visit: Visit, server: Server) -> None:
    (server.folder / "search-rights").mkdir()
    (server.folder / "search-rights" / "a.txt").write_text("caracal\n")
    reader = server.call("system.create_token", name="reader", scope=["*:read"])["key"]
    searching = Searching(visit(server, token=reader), server, "search-rights").begin()
    searching.search("caracal")
    expect(searching.finds).to_have_count(1)
    expect(searching.page.get_by_role("button", name="Replace", exact=True)).to_be_disabled()
    blind = server.call("system.create_token", name="blind", scope=["workspaces:read"])["key"]
    page = visit(server, token=blind)
    page.keyboard.press(SHOW)
    expect(page.locator(".side")).to_contain_text("Your key may not read files")


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_every_state_is_in_order_for_everybody(visit: Visit, server: Server, width: int, dark: bool) -> None:
    name = f"search-states-{width}"
    (server.folder / name).mkdir()
    (server.folder / name / "a.txt").write_text(f"margay {width}\n")
    searching = Searching(visit(server, width=width, dark=dark), server, name).begin()
    assert violations(searching.page) == []
    searching.search(f"margay {width}")
    expect(searching.finds).to_have_count(1)
    searching.replace_with("ocelot")
    assert violations(searching.page) == []
    searching.search("margay nowhere")
    expect(searching.page.locator(".empty")).to_contain_text("Nothing is found")
    assert violations(searching.page) == []
