"""Files in the editor: saved byte for byte, followed, merged, kept, shown twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from chromium import Visits
from editing import Editing, until
from pages import files_key
from running import Server, start

Visit = Callable[..., Page]
DRAFTED = """text => new Promise(done => { const r = indexedDB.open('icotes-drafts');
    r.onsuccess = () => { const q = r.result.transaction('drafts').objectStore('drafts').getAll();
    q.onsuccess = () => (r.result.close(), done(q.result.some(d => d.text === text))) } })"""


@pytest.fixture
def editing(visit: Visit, server: Server) -> Editing:
    """Somebody at the shared server."""
    return Editing(visit(server), server)


@pytest.fixture
def alone(visit: Visit, server: Server) -> Callable[..., Editing]:
    """Come with a key that opens no documents."""
    key = files_key(server)
    return lambda **how: Editing(visit(server, token=key, **how), server)


@pytest.mark.capability("W12", partly="the editor; the explorer, terminals and chat have their own")
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("crlf.txt", b"one\r\ntwo\r\n", b"!one\r\ntwo\r\n"),
        ("bom.txt", b"\xef\xbb\xbfone\ntwo", b"\xef\xbb\xbf!one\ntwo"),
        ("latin.txt", b"caf\xe9\n", b"!caf\xe9\n"),
        ("utf16.txt", "\ufefföne\n".encode("utf-16-le"), "\ufeff!öne\n".encode("utf-16-le")),
        ("emoji.txt", "🦊 größe\n".encode(), "!🦊 größe\n".encode()),
        ("mixed.txt", b"a\r\nb\nc\rd\n", b"!a\r\nb\nc\rd\n"),
        ("mac.txt", b"a\rb\r", b"!a\rb\r"),
        ("empty.txt", b"", b"!"),
    ],
)
def test_a_file_is_saved_as_it_was_found(editing: Editing, name: str, before: bytes, after: bytes) -> None:
    file = editing.write(name, before)
    editing.open(name)
    editing.press("Control+Home")
    editing.type("!")
    editing.save()
    assert file.read_bytes() == after
    editing.press("Control+Z")
    editing.save()
    assert file.read_bytes() == before
    editing.press("Control+Shift+Z")
    editing.save()
    assert file.read_bytes() == after


def test_what_is_undone_is_not_dirty(alone: Callable[..., Editing]) -> None:
    editing = alone()
    editing.write("undone.txt", "text\n")
    editing.open("undone.txt")
    editing.type("x")
    expect(editing.tab("undone.txt")).to_have_attribute("data-dirty", "true")
    editing.press("Control+Z")
    expect(editing.tab("undone.txt")).not_to_have_attribute("data-dirty", "true")


def test_a_character_that_the_encoding_lacks_is_asked_about(editing: Editing) -> None:
    file = editing.write("old.txt", b"caf\xe9\n")
    editing.open("old.txt")
    editing.type("🦊")
    editing.press("Control+S")
    editing.page.get_by_role("button", name="Save as UTF-8").click()
    until(lambda: file.read_bytes() == "🦊café\n".encode())
    expect(editing.status).to_contain_text("UTF-8")


@pytest.mark.capability("I11", partly="the editor's half")
def test_a_change_on_disk_is_followed_and_the_cursor_stays(editing: Editing) -> None:
    lines = [f"line {n}" for n in range(500)]
    editing.write("followed.py", "\n".join(lines))
    editor = editing.open("followed.py", line=250)
    expect(editing.status).to_contain_text("Ln 250, Col 1")
    shown = editing.page.locator(".cm-line", has_text="line 249")
    expect(shown).to_be_in_viewport()  # it is scrolled to after it is drawn
    place = shown.bounding_box()
    editing.change("followed.py", "\n".join([*lines[:249], "LINE 249 by somebody else", *lines[250:], "last"]))
    expect(editor).to_contain_text("by somebody else")
    expect(editing.tab("followed.py")).not_to_have_attribute("data-dirty", "true")
    expect(editing.status).to_contain_text("Ln 250, Col 1")
    changed = editing.page.locator(".cm-line", has_text="by somebody else").bounding_box()
    assert place
    assert changed
    assert abs(place["y"] - changed["y"]) < 1
    expect(editing.bar).to_have_count(0)


def test_own_saves_are_no_news(editing: Editing) -> None:
    file = editing.write("own.txt", "")
    editing.open("own.txt")
    for n in range(10):
        editing.type(f"{n}\n")
        editing.save()
    assert file.read_text() == "".join(f"{n}\n" for n in range(10))
    expect(editing.bar).to_have_count(0)


@pytest.mark.capability("E9", partly="as a person sees it")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_conflict_is_merged_place_by_place(alone: Callable[..., Editing], width: int) -> None:
    editing = alone(width=width)
    name = f"conflict-{width}.txt"
    file = editing.write(name, "one\ntwo\nthree\nfour\nfive\nsix\n")
    editing.open(name)
    editing.type("MINE ")
    editing.press("Control+End")
    editing.type("my last line")
    editing.change(name, "THEIRS one\ntwo\nthree\nFOUR\nfive\nsix\n")
    expect(editing.bar).to_contain_text("changed on disk, and here too")
    editing.press("Control+S")
    expect(editing.page.locator(".notice")).to_contain_text("changed on disk meanwhile")
    assert file.read_text().startswith("THEIRS one"), "the other's text is not overwritten"
    editing.page.get_by_role("button", name="Compare and merge").click()
    merged = editing.page.get_by_role("textbox", name="Merged")
    expect(merged).to_contain_text("FOUR")
    expect(editing.bar).to_contain_text("1 place to decide")
    expect(editing.page.get_by_role("button", name="Save merged")).to_be_disabled()
    merged.get_by_role("button", name="Use both").click()
    editing.page.get_by_role("button", name="Save merged").click()
    until(lambda: file.read_text() == "THEIRS one\nMINE one\ntwo\nthree\nFOUR\nfive\nsix\nmy last line")
    expect(editing.page.locator(".editor .cm-content")).to_contain_text("MINE one")
    expect(editing.bar).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_editor_search_and_merge_can_be_read_by_everybody(alone: Callable[..., Editing], dark: bool) -> None:
    editing = alone(dark=dark)
    code = '# a comment\ndef f(a: int = 1) -> str:\n    return "text" + str(a)  # more\n\n\nclass C:\n    pass\n'
    editing.write("everybody.py", code)
    editing.open("everybody.py")
    expect(editing.page.locator(".cm-line span").first).to_be_visible()
    editing.press("Control+F")
    expect(editing.page.get_by_role("textbox", name="Find", exact=True)).to_be_focused()
    editing.type("e")
    expect(editing.page.locator(".cm-searchMatch").first).to_be_visible()
    assert violations(editing.page) == []
    editing.press("Escape", "Control+Home")
    editing.type("# mine\n")
    editing.change("everybody.py", "# theirs\n" + code)
    editing.page.get_by_role("button", name="Compare and merge").click()
    expect(editing.page.get_by_role("textbox", name="Merged")).to_contain_text("theirs")
    assert violations(editing.page) == []


@pytest.mark.parametrize(("answer", "left"), [("Take theirs", "theirs\n"), ("Keep mine", "mine base\n")])
def test_one_side_of_a_conflict_is_taken(alone: Callable[..., Editing], answer: str, left: str) -> None:
    editing = alone()
    file = editing.write("side.txt", "base\n")
    editor = editing.open("side.txt")
    editing.press("Control+Home")
    editing.type("mine ")
    editing.change("side.txt", "theirs\n")
    editing.page.get_by_role("button", name=answer).click()
    expect(editing.bar).to_have_count(0)
    expect(editor).to_contain_text(left.strip())
    until(lambda: file.read_text() == left)
    expect(editing.tab("side.txt")).not_to_have_attribute("data-dirty", "true")


def test_a_file_that_goes_is_said_and_can_be_saved_again(editing: Editing) -> None:
    file = editing.write("folder/gone.txt", "still here\n")
    editing.open("folder/gone.txt")
    file.unlink()
    file.parent.rmdir()
    expect(editing.bar).to_contain_text("not on disk any more")
    editing.page.get_by_role("button", name="Save it again").click()
    until(file.exists)
    assert file.read_text() == "still here\n"
    expect(editing.bar).to_have_count(0)


def test_a_move_keeps_the_tab_and_what_is_not_saved(alone: Callable[..., Editing], server: Server) -> None:
    editing = alone()
    file = editing.write("before/name.txt", "text\n")
    editing.open("before/name.txt")
    editing.type("new ")
    server.call("files.move", source="before", target="after")
    moved = editing.page.locator(".cm-content[aria-label='after/name.txt']")
    expect(moved).to_contain_text("new text")
    expect(editing.tab("name.txt")).to_have_attribute("data-dirty", "true")
    moved.focus()
    editing.save()
    until(lambda: (server.folder / "after/name.txt").read_text() == "new text\n")
    assert not file.exists()


def test_a_split_made_as_soon_as_a_file_is_drawn_has_the_keyboard(editing: Editing) -> None:
    editing.write("quick.txt", "one\n")
    editing.page.evaluate(
        """() => new MutationObserver((_, all) => {
          if (!document.querySelector(".cm-content[aria-label='quick.txt']")) return;
          all.disconnect();
          document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key: "\\\\", code: "Backslash", ctrlKey: true, bubbles: true }),
          );
        }).observe(document.body, { childList: true, subtree: true })"""
    )
    editing.ask("quick.txt")
    expect(editing.content).to_have_count(2)
    expect(editing.content.nth(1)).to_be_focused()
    editing.page.wait_for_timeout(300)  # what was wanted of the first one is done by now
    expect(editing.content.nth(1)).to_be_focused()


def test_splits_show_one_text_with_a_cursor_each(editing: Editing) -> None:
    file = editing.write("twice.txt", "one\ntwo\n")
    editing.open("twice.txt")
    editing.press("Control+\\")
    expect(editing.content).to_have_count(2)
    right = editing.content.nth(1)
    expect(right).to_be_focused()
    editing.press("Control+End")
    editing.type("typed at the right")
    expect(editing.content.nth(0)).to_contain_text("typed at the right")
    editing.content.nth(0).click(position={"x": 4, "y": 8})
    editing.press("Control+Home")
    editing.type("at the left ")
    expect(right).to_contain_text("at the left one")
    editing.press("Control+Z")
    expect(right).not_to_contain_text("at the left")
    editing.press("Control+Z")
    expect(right).not_to_contain_text("at the right")
    editing.type("!")
    editing.save()
    assert file.read_text().count("!") == 1
    expect(editing.page.locator(".tab[data-dirty]")).to_have_count(0)


def test_what_is_not_saved_survives_a_reload(alone: Callable[..., Editing]) -> None:
    editing = alone()
    file = editing.write("draft.txt", "saved\n")
    editing.open("draft.txt")
    editing.type("not ")
    expect(editing.tab("draft.txt")).to_have_attribute("data-dirty", "true")
    editing.page.reload()
    expect(editing.content).to_contain_text("not saved")
    expect(editing.page.locator(".notice")).to_contain_text("is back")
    expect(editing.tab("draft.txt")).to_have_attribute("data-dirty", "true")
    editing.content.focus()
    editing.save()
    assert file.read_text() == "not saved\n"
    editing.page.reload()
    expect(editing.content).to_contain_text("not saved")
    expect(editing.page.locator(".notice")).to_have_count(0)


def test_what_is_not_saved_survives_a_reload_in_which_the_browser_writes_nothing(alone: Callable[..., Editing]) -> None:
    editing = alone()
    editing.page.add_init_script(
        "addEventListener('pagehide', () => { IDBObjectStore.prototype.put = () => { throw new Error('too late') } })"
    )
    editing.page.reload()
    expect(editing.page.locator(".app[data-ready]")).to_be_visible()
    editing.write("last.txt", "saved\n")
    editing.open("last.txt")
    editing.type("not ")
    expect(editing.tab("last.txt")).to_have_attribute("data-dirty", "true")
    editing.page.reload()
    expect(editing.content).to_contain_text("not saved")
    expect(editing.page.locator(".notice")).to_contain_text("is back")


def test_what_is_not_saved_survives_the_tab_and_the_file(visits: Visits, server: Server) -> None:
    context = visits.page().context
    key = files_key(server)
    context.add_init_script(f"if (location.host) sessionStorage.setItem('icotes-key', '{key}')")
    first = context.new_page()
    first.goto(server.url)
    expect(first.locator(".app[data-ready]")).to_be_visible()
    editing = Editing(first, server)
    file = editing.write("killed.txt", "base\n")
    editing.open("killed.txt")
    editing.type("typed ")
    expect(editing.tab("killed.txt")).to_have_attribute("data-dirty", "true")
    first.wait_for_function(DRAFTED, arg="typed base\n")
    first.close()
    file.write_text("other\n")
    second = context.new_page()
    second.goto(server.url)
    expect(second.locator(".app[data-ready]")).to_be_visible()
    editing = Editing(second, server)
    editing.open("killed.txt")
    expect(editing.content).to_contain_text("typed base")
    expect(editing.bar).to_contain_text("changed on disk, and here too")
    editing.page.get_by_role("button", name="Take theirs").click()
    expect(editing.content).to_contain_text("other")


def test_a_browser_that_keeps_nothing_says_so_once(visits: Visits, fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    page = visits.page()
    page.add_init_script("indexedDB.open = () => { throw new DOMException('private', 'SecurityError') }")
    page.goto(f"{server.url}/#launch={server.call('system.create_launch')}")
    expect(page.locator(".app[data-ready]")).to_be_visible()
    editing = Editing(page, server)
    file = editing.write("private.txt", "text\n")
    editing.open("private.txt")
    notice = page.locator(".notice")
    for _ in range(3):
        editing.type("typed ")
        expect(notice).to_contain_text("keeps nothing")
        notice.hover()  # it stays while somebody reads it
        editing.save()
    assert file.read_text() == "typed typed typed text\n"
    visits.forgive("WebSocket", "ERR_", "Failed to load")
    server.kill()
    editing.type("more ")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("keeps nothing")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_two_people_see_what_the_other_saves(visit: Visit, server: Server) -> None:
    first, second = (Editing(visit(server), server) for _ in range(2))
    first.write("shared.txt", "one\n")
    for each in (first, second):
        each.open("shared.txt")
    for n in range(3):
        for writer, reader in ((first, second), (second, first)):
            writer.content.focus()
            writer.press("Control+End")
            writer.type(f"{n} ")
            writer.save()
            expect(reader.content).to_have_text(writer.content.inner_text(), use_inner_text=True)
    assert (server.folder / "shared.txt").read_text() == "one\n0 0 1 1 2 2 "
    for each in (first, second):
        expect(each.bar).to_have_count(0)


def test_a_dirty_tab_asks_before_it_closes(alone: Callable[..., Editing]) -> None:
    editing = alone()
    file = editing.write("asked.txt", "text\n")
    for answer, left in (("Cancel", "text\n"), ("Don't save", "text\n"), ("Save", "x text\n")):
        if answer != "Don't save":
            editing.open("asked.txt")
            editing.press("Control+Home")
            editing.type("x ")
        editing.press("Alt+W")
        editing.page.get_by_role("dialog").get_by_role("button", name=answer, exact=True).click()
        if answer == "Cancel":
            expect(editing.tab("asked.txt")).to_have_attribute("data-dirty", "true")
        else:
            expect(editing.page.get_by_role("tab", name="asked.txt")).to_have_count(0)
        assert file.read_text() == left


def test_a_save_waits_for_a_lost_server_and_is_made_once(
    visit: Visit, visits: Visits, fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = fresh_server()
    editing = Editing(visit(server), server)
    file = editing.write("late.txt", "text\n")
    editing.open("late.txt")
    editing.type("before ")
    visits.forgive("WebSocket", "ERR_", "Failed to load")
    server.kill()
    expect(editing.page.get_by_text("The server does not answer.")).to_be_visible()
    editing.type("while it is away ")
    editing.press("Control+S")
    expect(editing.bar).to_contain_text("once the server answers")
    editing.type("and after ")
    again = start(server.folder, server.home, "--port", str(server.port))
    try:
        until(lambda: file.read_text() == "before while it is away and after text\n")
        expect(editing.bar).to_have_count(0)
        expect(editing.tab("late.txt")).not_to_have_attribute("data-dirty", "true")
    finally:
        again.stop()


def test_a_key_that_may_not_write_can_read(visit: Visit, server: Server) -> None:
    made = server.call("system.create_token", name="reader", scope=["*:read"])
    page = visit(server, token=made["key"])
    editing = Editing(page, server)
    file = editing.write("read.txt", "text\n")
    editor = editing.open("read.txt")
    editing.type("x")
    editing.press("Control+S", "Delete")
    expect(editing.status).to_contain_text("Read-only")
    expect(editor).to_have_attribute("aria-readonly", "true")
    expect(editor).to_contain_text("text")
    assert file.read_text() == "text\n"
