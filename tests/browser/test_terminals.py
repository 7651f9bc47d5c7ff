"""A terminal as a person has it: a real shell, seen and typed on in a browser."""

import re
import statistics
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from editing import computing, until
from running import Server
from shells import PANE, ROWS, enter, focused, shell, text

Visit = Callable[..., Page]


@pytest.mark.capability("F1", "W12", partly="the chat and other people's cursors come later")
def test_what_is_typed_is_done_and_is_there_again_after_a_reload(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "echo se''en; sleep 3; echo la''ter")
    expect(rows).to_contain_text("seen")
    page.reload()
    expect(rows).to_contain_text("seen")
    expect(rows).to_contain_text("later")
    assert text(rows).count("seen") == 1
    page.locator(PANE).click()
    enter(page, "echo ag''ain")
    expect(rows).to_contain_text("again")


def test_the_panel_opens_with_a_first_terminal(visit: Visit, server: Server) -> None:
    page = visit(server)
    page.keyboard.press("Control+Backquote")
    expect(page.locator(f"{PANE} {ROWS}")).to_contain_text("#")
    focused(page)
    enter(page, "echo fir''st")
    expect(page.locator(ROWS)).to_contain_text("first")
    page.keyboard.press("Control+Backquote")
    expect(page.locator(PANE)).to_be_hidden()
    page.keyboard.press("Control+Backquote")
    focused(page)
    enter(page, "echo sec''ond")
    expect(page.locator(ROWS)).to_contain_text("second")
    assert len(server.call("terminals.list")) == 1


def test_a_flood_leaves_the_page_answering(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    (server.folder / "flood").write_bytes(b"0123456789 abcdefghijklmnopqrstuvwxyz\n" * 270_000)
    late: list[float] = []
    with computing(page) as tasks:
        enter(page, "cat flood; echo do''ne")
        for _ in range(10):
            begun = time.monotonic()
            page.keyboard.press("Shift")
            late.append(time.monotonic() - begun)
        expect(rows).to_contain_text("done")
    assert max(tasks) < 1_000
    assert statistics.median(late) < 1
    assert page.evaluate("performance.memory.usedJSHeapSize") < 200_000_000
    enter(page, "yes")
    expect(rows.locator("> div").first).to_have_text("y")
    page.keyboard.press("Control+c")
    expect(rows).to_contain_text("#")
    enter(page, "echo stop''ped")
    expect(rows).to_contain_text("stopped")


def test_what_was_printed_is_searched(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "seq 1 500; echo do''ne")
    expect(rows).to_contain_text("done")
    page.keyboard.press("Control+f")
    page.keyboard.type("49")
    found = page.locator(".terminal-find output")
    expect(found).to_have_text(re.compile(r"^\d+ of 15$"))
    page.keyboard.press("Enter")
    assert violations(page) == []
    page.keyboard.press("Control+a")
    page.keyboard.type("nowhere")
    expect(found).to_have_text("Nothing found")
    page.keyboard.press("Escape")
    expect(page.locator(".terminal-find")).to_have_count(0)
    enter(page, "echo ba''ck")
    expect(rows).to_contain_text("back")


def test_a_place_in_a_file_opens_there(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    (server.folder / "deep").mkdir(exist_ok=True)
    (server.folder / "deep" / "code.py").write_text("one\ntwo\nthree\n")
    enter(page, "clear; echo 'at deep/code.py:3:2 or nowhere.py:1'")
    expect(rows).to_contain_text("at deep/code.py:3:2 or")
    row = rows.locator("> div").filter(has_text=re.compile(r"^at deep")).bounding_box()
    assert row
    page.keyboard.down("Control")
    x, y = row["x"] + 60, row["y"] + row["height"] / 2
    for step in range(100):
        page.mouse.move(x + step % 3, y)
        if page.locator(".terminal-hint").count():
            break
    expect(page.locator(".terminal-hint")).to_be_visible()
    page.mouse.click(x, y)
    page.keyboard.up("Control")
    expect(page.get_by_role("tab", name="code.py")).to_be_visible()
    expect(page.locator(".cm-activeLine")).to_have_text("three")


def test_the_program_knows_how_large_it_is(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)

    def columns(mark: str) -> int:
        enter(page, f"echo {mark}$(stty size | cut -d' ' -f2){mark}")
        printed = re.compile(f"{mark}(\\d+){mark}")
        expect(rows).to_contain_text(printed)
        return int(printed.findall(text(rows))[0])

    wide = columns("a")
    full = rows.locator("> div").first.evaluate("row => getComputedStyle(row).width")
    page.set_viewport_size({"width": 900, "height": 700})
    expect(rows.locator("> div").first).not_to_have_css("width", full)
    assert columns("b") < wide
    page.keyboard.press("Control+Shift+5")
    expect(page.locator(PANE)).to_have_count(2)


WIDTHS = {"a": 2, "漢字": 5, "é": 2, "e\u0301": 2, "👍": 3, "👩\u200d👩\u200d👧": 3, "🇩🇪": 3}


def test_characters_are_as_wide_as_programs_think(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    (server.folder / "measure.sh").write_text(
        "".join(
            f"printf '\\r%s\\033[6n' '{printed}'\nread -rsdR answer\nall=\"$all ${{answer#*;}}\"\n"
            for printed in WIDTHS
        )
        + 'clear; echo "<$all >"\n'
    )
    enter(page, "bash measure.sh")
    expect(rows).to_contain_text(f"< {' '.join(map(str, WIDTHS.values()))} >")


def test_several_lines_are_pasted_after_a_question(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    page.evaluate("text => navigator.clipboard.writeText(text)", "echo on''e\necho tw''o\n")
    page.keyboard.press("Control+Shift+v")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Paste 2 lines?")
    assert "echo" not in text(rows)
    assert violations(page) == []
    question.get_by_role("button", name="Paste", exact=True).click()
    expect(rows).to_contain_text("two")
    enter(page, "clear; printf '\\033[?2004hre''ady'; cat -v")
    expect(rows).to_contain_text("ready")
    page.keyboard.press("Control+Shift+v")
    expect(rows).to_contain_text("^[[200~echo on''e")
    expect(question).to_have_count(0)


def test_what_is_selected_is_copied_and_else_ctrl_c_interrupts(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "clear; echo cop''ied; cat")
    row = rows.locator("> div").filter(has_text=re.compile(r"^copied")).bounding_box()
    assert row
    page.mouse.dblclick(row["x"] + 10, row["y"] + 5)
    expect(page.locator(".xterm-selection div")).not_to_have_count(0)
    page.keyboard.press("Control+c")
    expect(page.locator(".xterm-selection div")).to_have_count(0)
    assert page.evaluate("navigator.clipboard.readText()") == "copied"
    page.keyboard.press("Control+c")
    enter(page, "echo thro''ugh")
    expect(rows).to_contain_text("through")


def test_terminals_are_named_split_and_closed_by_keys(visit: Visit, server: Server) -> None:
    page = visit(server)
    shell(page)
    page.keyboard.press("Control+Shift+5")
    expect(page.locator(PANE)).to_have_count(2)
    expect(page.locator(f"{PANE} {ROWS}").last).to_contain_text("#")
    expect(page.locator(f"{PANE} .xterm-helper-textarea").last).to_be_focused()
    page.get_by_role("tab").last.focus()
    page.keyboard.press("F2")
    page.keyboard.type("the ")
    second = server.call("terminals.list")[1]["id"]
    server.call("terminals.rename", terminal=second, name="by another")
    expect(page.get_by_role("region", name="by another")).to_be_visible()
    page.keyboard.type("second")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="the second")).to_be_visible()
    assert [each["name"] for each in server.call("terminals.list")][1] == "the second"
    assert violations(page) == []
    page.reload()
    expect(page.locator(PANE)).to_have_count(2)
    expect(page.locator(f"{PANE} {ROWS}").last).to_contain_text("#")
    page.locator(PANE).last.click()
    focused(page)
    page.keyboard.press("Alt+PageUp")
    page.keyboard.press("Alt+PageDown")
    page.keyboard.press("Alt+w")
    expect(page.get_by_role("tab", name="the second")).to_have_count(0)
    expect(page.locator(PANE)).to_have_count(1)
    focused(page)
    page.keyboard.press("F6")
    expect(page.locator(".terminals :focus")).to_have_count(0)


def test_a_title_is_text_and_hostile_sequences_do_nothing(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    (server.folder / "hostile").write_text(
        "\033]0;<img src=x onerror=document.title=1>\007\033]52;c;c3RvbGVu\007"
        "\033]8;;javascript:document.title=2\033\\link\033]8;;\033\\\007\007\007 sa" + "fe "
        "\033]8;;http://127.0.0.1:9/there\033\\hon" + "est\033]8;;\033\\\n"
    )
    page.evaluate("navigator.clipboard.writeText('mine')")
    enter(page, "clear; cat hostile")
    expect(rows).to_contain_text("link safe honest")
    rows.get_by_text("link").click(modifiers=["Control"], force=True)
    with page.context.expect_page() as opened:
        rows.get_by_text("honest").click(modifiers=["Control"], force=True)
    assert page.evaluate("navigator.clipboard.readText()") == "mine"
    assert page.title() not in {"1", "2"}
    assert page.context.pages == [page, opened.value]


def test_a_phone_has_the_keys_that_its_keyboard_lacks(visit: Visit, server: Server) -> None:
    page = visit(server, width=390, height=844)
    page.evaluate("dispatchEvent(new Event('nothing'))")
    page.get_by_role("button", name="Terminal").first.tap()
    rows = page.locator(ROWS)
    expect(rows).to_contain_text("#")
    focused(page)
    enter(page, "echo on''e")
    expect(rows).to_contain_text("one")
    keys = page.get_by_role("toolbar", name="Keys for the terminal")
    keys.get_by_role("button", name="Arrow up").tap()
    page.keyboard.press("Enter")
    keys.get_by_role("button", name="Ctrl").tap()
    expect(keys.get_by_role("button", name="Ctrl")).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("c")
    enter(page, "cat -v")
    keys.get_by_role("button", name="Escape").tap()
    expect(rows).to_contain_text("^[")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_open_is_an_invitation(visit: Visit, server: Server, dark: bool) -> None:
    page = visit(server, dark=dark)
    shell(page)
    page.get_by_role("button", name=re.compile("^Close sh|^Close bash")).click()
    invitation = page.locator(".terminals .main")
    expect(invitation).to_be_visible()
    assert violations(page) == []
    invitation.click()
    expect(page.locator(ROWS)).to_contain_text("#")


def test_a_finger_scrolls_and_selects(visit: Visit, server: Server) -> None:
    page = visit(server, width=390, height=844)
    page.get_by_role("button", name="Terminal").first.tap()
    rows = page.locator(ROWS)
    expect(rows).to_contain_text("#")
    focused(page)
    enter(page, "seq 1001 1500")
    expect(rows).to_contain_text(re.compile(r"1499\s*1500\s*#"))
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, y: int) -> None:
        points = [] if kind == "touchEnd" else [{"x": 20, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", 200)
    for y in range(220, 640, 20):
        finger("touchMove", y)
    finger("touchEnd", 0)
    expect(rows).not_to_contain_text("1500")
    finger("touchStart", 300)
    expect(page.get_by_role("menuitem", name="Copy")).to_be_enabled()
    finger("touchEnd", 0)
    page.get_by_role("menuitem", name="Copy").tap()
    expect(page.get_by_role("menuitem")).to_have_count(0)
    until(lambda: re.fullmatch(r"1\d{3}", page.evaluate("navigator.clipboard.readText()")))


def test_the_keyboard_is_back_in_the_terminal_after_a_question(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "echo on''e")
    expect(rows).to_contain_text("one")
    until(lambda: server.call("terminals.list")[0]["writer"])
    page.reload()  # which tells the page who typed
    expect(rows).to_contain_text("one")
    page.locator(PANE).click()
    focused(page)
    page.keyboard.press("Alt+w")
    expect(page.get_by_role("dialog")).to_contain_text("Close sh?")
    page.keyboard.press("Escape")
    focused(page)
    enter(page, "echo tw''o")
    expect(rows).to_contain_text("two")
