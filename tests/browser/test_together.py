"""Several people, and a script, in one document at once: as each of them sees it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from chromium import Visits
from editing import Editing, until
from running import Server, start

Visit = Callable[..., Page]

TEXT = "lines => lines.map(line => line.textContent).join('\\n')"
KEPT = """text => new Promise(done => { const r = indexedDB.open('icotes-documents');
  r.onsuccess = () => { const q = r.result.transaction('documents').objectStore('documents').getAll();
  q.onsuccess = () => (r.result.close(), done(q.result.some(d => d.unsent.length > 0 &&
    new TextDecoder().decode(d.unsent).includes(text)))) } })"""
PARAGRAPH = "The heron stands in the water.\n"


def text_of(page: Page) -> str:
    """Return the text of the one editor of a page."""
    return page.locator(".editor .cm-line").evaluate_all(TEXT)


@pytest.fixture
def two(visit: Visit, server: Server) -> tuple[Editing, Editing]:
    """Two people who have one file open."""
    first, second = (Editing(visit(server), server) for _ in range(2))
    first.write("shared.md", PARAGRAPH)
    for each in (first, second):
        each.open("shared.md")
    return first, second


@pytest.mark.capability("I4")
@pytest.mark.capability("Y3", partly="a script with a key; an agent of the server edits by the same method")
def test_two_people_and_a_script_type_into_one_paragraph(two: tuple[Editing, Editing], server: Server) -> None:
    first, second = two
    script = server.call("system.create_token", name="scribe", scope=["documents:*", "files:*"])["key"]
    for n in range(10):
        first.page.evaluate("text => document.execCommand('insertText', false, text)", f"a{n} ")
        second.page.evaluate("text => document.execCommand('insertText', false, text)", f"b{n} ")
        edits = [{"old": "stands", "new": f"c{n} stands"}]
        server.call("documents.edit", path="shared.md", edits=edits, token=script)
    file = server.folder / "shared.md"
    until(lambda: all(f"{who}{n}" in file.read_text() for who in "abc" for n in range(10)))
    until(lambda: text_of(first.page) == text_of(second.page) == file.read_text())
    text = server.call("documents.read", path="shared.md")["text"]
    assert text == file.read_text()
    for who in "abc":
        places = [text.index(f"{who}{n} ") for n in range(10)]
        assert places == sorted(places), "everybody's own words stand in the order they were typed"
    # The script's edits are taken back alone.
    while server.call("documents.undo", path="shared.md", author="owner/scribe")["steps"]:
        pass
    until(lambda: not any(f"c{n}" in file.read_text() for n in range(10)))
    left = file.read_text()
    assert all(f"{who}{n} " in left for who in "ab" for n in range(10))
    until(lambda: text_of(first.page) == text_of(second.page) == left)
    # And each person's own keys take back what was theirs.
    while "a" in "".join(word for word in first.content.inner_text().split() if word[1:].isdigit()):
        first.press("Control+Z")
    until(lambda: not any(f"a{n} " in file.read_text() for n in range(10)))
    assert all(f"b{n} " in file.read_text() for n in range(10))


def test_what_is_typed_is_on_disk_by_itself(two: tuple[Editing, Editing], server: Server) -> None:
    first, second = two
    first.type("typed ")
    until(lambda: (server.folder / "shared.md").read_text() == f"typed {PARAGRAPH}")
    expect(second.content).to_contain_text("typed The heron")
    expect(first.page.locator(".tab[data-dirty]")).to_have_count(0)
    first.press("Alt+W")
    expect(first.page.get_by_role("dialog")).to_have_count(0)
    expect(first.page.get_by_role("tab", name="shared.md")).to_have_count(0)


@pytest.mark.capability("I5")
def test_the_others_are_seen_where_they_are(two: tuple[Editing, Editing], visit: Visit, server: Server) -> None:
    first, second = two
    second.press("Control+End")
    caret = first.page.locator(".live-caret")
    expect(caret).to_have_count(1)
    last = first.content.locator(".cm-line").last

    def beside() -> bool:
        place, line = caret.bounding_box(), last.bounding_box()
        return place is not None and line is not None and abs(place["y"] - line["y"]) < 4

    until(beside)
    second.press("Control+A")
    expect(first.page.locator(".live-selection").first).to_be_attached()
    expect(first.page.locator(".explorer-row[data-path='shared.md'] .person")).to_have_count(1)
    expect(first.page.locator(".tab .person")).to_have_count(1)
    expect(first.page.locator(".status-people")).to_be_visible()
    assert violations(first.page) == []
    second.page.close()
    expect(caret).to_have_count(0)
    expect(first.page.locator(".person")).to_have_count(0)


@pytest.mark.capability("Y3")
def test_a_scripts_edits_are_marked_attributed_and_undone_alone(two: tuple[Editing, Editing], server: Server) -> None:
    first, _ = two
    script = server.call("system.create_token", name="scribe", scope=["documents:*"])["key"]
    first.press("Control+End")
    first.type("mine")
    for n in range(3):
        server.call("documents.edit", path="shared.md", edits=[{"old": "The", "new": f"The {n}"}], token=script)
    mark = first.page.locator(".live-fresh")
    expect(mark.first).to_be_visible()
    first.page.locator(".live-fresh, .live-by").first.hover()
    expect(first.page.locator(".live-tip")).to_contain_text("scribe (script)")
    first.press("Control+Z")
    expect(first.content).not_to_contain_text("mine")
    expect(first.content).to_contain_text("The 2 1 0 heron")
    first.press("Control+Alt+Z")
    expect(first.page.locator(".notice")).to_contain_text("scribe")
    expect(first.content).not_to_contain_text("2 1 0")
    expect(first.page.locator(".live-fresh")).to_have_count(0)


@pytest.mark.capability("I9", "Y2", partly="documents; the others have their own")
def test_what_is_typed_without_a_server_merges_when_it_is_back(
    visit: Visit, visits: Visits, fresh_server: Callable[..., Server]
) -> None:
    server = fresh_server()
    first, second = (Editing(visit(server), server) for _ in range(2))
    file = first.write("apart.md", "one\ntwo\nthree\n")
    for each in (first, second):
        each.open("apart.md")
    visits.forgive("WebSocket", "ERR_", "Failed to load")
    server.kill()
    expect(first.page.get_by_text("The server does not answer.").first).to_be_visible()
    first.press("Control+Home")
    first.type("first ")
    expect(first.bar).to_contain_text("joins what others typed")
    second.press("Control+End")
    second.type("second")
    file.write_text("one\ntwo, changed on disk\nthree\n")
    first.page.wait_for_function(KEPT, arg="first ")
    again = start(server.folder, server.home, "--port", str(server.port))
    try:
        first.page.reload()
        merged = "first one\ntwo, changed on disk\nthree\nsecond"
        until(lambda: file.read_text() == merged)
        for each in (first, second):
            until(lambda each=each: text_of(each.page) == merged)
            expect(each.bar).to_have_count(0)
    finally:
        again.stop()


def test_a_server_that_is_killed_while_two_type_loses_nothing(
    visit: Visit, visits: Visits, fresh_server: Callable[..., Server]
) -> None:
    server = fresh_server()
    people = [Editing(visit(server), server) for _ in range(2)]
    file = people[0].write("killed.md", "")
    for each in people:
        each.open("killed.md")
    visits.forgive("WebSocket", "ERR_", "Failed to load")
    for n in range(40):
        for who, each in zip("ab", people, strict=True):
            each.page.evaluate("text => document.execCommand('insertText', false, text)", f"{who}{n} ")
        if n == 20:
            server.kill()
    again = start(server.folder, server.home, "--port", str(server.port))
    try:
        words = {f"{who}{n}" for who in "ab" for n in range(40)}
        until(lambda: sorted(file.read_text().split()) == sorted(words))
        until(lambda: text_of(people[0].page) == text_of(people[1].page) == file.read_text())
    finally:
        again.stop()


def test_somebody_is_followed_until_something_is_done_here(two: tuple[Editing, Editing]) -> None:
    first, second = two
    first.write("long.txt", "".join(f"line {n}\n" for n in range(1, 500)))
    first.page.locator(".status-people").click()
    first.pick("")
    expect(first.bar).to_contain_text("You follow")
    second.open("long.txt", line=400)
    expect(first.page.locator(".cm-content[aria-label='long.txt']")).to_be_visible()
    expect(first.page.locator(".cm-line", has_text="line 400")).to_be_in_viewport()
    expect(second.status).to_contain_text("Ln 400")  # the keyboard may be there before it has gone to the line
    second.press("Control+Home")
    expect(first.page.locator(".cm-line", has_text="line 1").first).to_be_in_viewport()
    first.page.get_by_role("button", name="Stop").click()
    expect(first.bar).to_have_count(0)


def test_a_file_that_goes_or_is_taken_away_keeps_its_text(two: tuple[Editing, Editing], server: Server) -> None:
    first, second = two
    file = server.folder / "shared.md"
    file.unlink()
    for each in two:
        expect(each.bar).to_contain_text("not on disk any more")
    first.type("still typed ")
    expect(second.content).to_contain_text("still typed The heron")
    second.page.get_by_role("button", name="Save it again").click()
    until(lambda: file.exists() and file.read_text() == f"still typed {PARAGRAPH}")
    for each in two:
        expect(each.bar).to_have_count(0)
    server.call("files.move", source="shared.md", target="moved.md")
    for each in two:
        expect(each.page.locator(".cm-content[aria-label='moved.md']")).to_be_visible()
    second.content.focus()
    second.type("moved ")
    until(lambda: "moved " in (server.folder / "moved.md").read_text())
    expect(first.content).to_contain_text("moved ")


@pytest.mark.capability("I5", "W12", partly="on a phone")
def test_others_are_seen_on_a_phone(visit: Visit, server: Server) -> None:
    first = Editing(visit(server, width=390, height=844), server)
    second = Editing(visit(server, dark=True), server)
    first.write("shared.md", PARAGRAPH)
    for each in (first, second):
        each.open("shared.md")
    second.press("Control+End")
    second.type("and looks")
    expect(first.page.locator(".live-caret")).to_have_count(1)
    expect(first.content).to_contain_text("and looks")
    first.press("Control+Home")
    expect(second.page.locator(".live-caret")).to_have_count(1)
    for each in (first, second):
        assert violations(each.page) == []
        wide = each.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, "nothing is wider than the page"


HIDE = """hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange')) }"""


@pytest.mark.capability("I5")
def test_who_looks_elsewhere_is_away_until_back(two: tuple[Editing, Editing]) -> None:
    first, second = two
    second.press("Control+End")
    expect(first.page.locator(".live-caret")).to_have_count(1)
    second.page.evaluate(HIDE, arg=True)
    expect(first.page.locator(".explorer-row .person")).to_have_attribute("data-state", "away")
    expect(first.page.locator(".live-caret")).to_have_count(0)
    second.page.evaluate(HIDE, arg=False)
    expect(first.page.locator(".explorer-row .person")).to_have_attribute("data-state", "active")
    expect(first.page.locator(".live-caret")).to_have_count(1)


def test_a_file_that_becomes_no_text_leaves_the_document_as_it_is(two: tuple[Editing, Editing], server: Server) -> None:
    first, second = two
    file = server.folder / "shared.md"
    changed = server.home / "changed"
    changed.write_bytes(bytes(range(256)))
    changed.replace(file)  # so that nobody sees it empty in between
    for each in two:
        expect(each.bar).to_contain_text("no text")
    first.type("kept ")
    expect(second.content).to_contain_text("kept The heron")
    expect(first.page.locator(".tab[data-dirty]")).to_have_count(1)
    second.page.get_by_role("button", name="Replace it with this text").click()
    until(lambda: file.exists() and file.read_bytes() == f"kept {PARAGRAPH}".encode())
    for each in two:
        expect(each.bar).to_have_count(0)
        expect(each.page.locator(".tab[data-dirty]")).to_have_count(0)
