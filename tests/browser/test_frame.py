"""Tabs, their groups and the borders between, by mouse and by keyboard."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from editing import until
from framing import at, few_files, in_terminal, open_files, press, region, row, shows, tab
from running import Server

SHIFTS = """globalThis.shifted = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => { shifted += each.value }))
        .observe({type: 'layout-shift', buffered: true})"""
# Letters belong to one word only while they follow each other without a pause.
AT_ONCE = """word => [...word].forEach(key =>
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})))"""
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a folder with a few files."""
    with few_files(tmp_path_factory) as running:
        yield running


@pytest.fixture
def desk(room: Server) -> Server:
    """The same, with nothing on it that the one before had open."""
    room.call("workspaces.set_open_files", files=[], active="", arrangement={})
    return room


# Tabs and groups.


@pytest.mark.capability("W12", partly="tabs and splits; what they show has its own")
def test_tabs_and_splits_are_as_before_after_a_reload(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha", "beta", "gamma")
    press(page, "Control+\\")
    shows(page, "alpha, beta, *gamma", "*gamma")
    expect(page.locator(".group").nth(1).locator(".cm-content")).to_be_focused()
    row(page, "alpha").dblclick()
    shows(page, "alpha, beta, *gamma", "gamma, *alpha")
    page.locator(".group").nth(0).get_by_role("tab", name="beta").click()
    expect(page).to_have_title(re.compile(r"^beta\.txt . desk"))
    page.reload()
    shows(page, "alpha, *beta, gamma", "gamma, *alpha")
    expect(page.locator(".group").nth(0).locator(".cm-content")).to_contain_text("this is beta")
    expect(page.locator(".group").nth(1).locator(".cm-content")).to_contain_text("this is alpha")
    expect(page.locator(".group").nth(0)).to_have_attribute("data-current", "")


def test_tabs_close_by_key_middle_click_and_button_and_the_last_takes_its_group_along(
    visit: Visit, desk: Server
) -> None:
    page = visit(desk)
    open_files(page, "alpha", "beta", "gamma", "with a space")
    press(page, "Control+\\")
    press(page, "Alt+w")
    expect(page.locator(".group")).to_have_count(1)
    expect(page.locator(".cm-content")).to_be_focused()
    tab(page, "beta").click(button="middle")
    shows(page, "alpha, gamma, *with a space")


def test_a_preview_is_replaced_and_kept_by_a_double_click_on_its_tab(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    row(page, "alpha").click()
    row(page, "beta").click()
    shows(page, "*beta")
    expect(page.locator(".tab-name span")).to_have_css("font-style", "italic")
    tab(page, "beta").dblclick()
    row(page, "gamma").click()
    shows(page, "beta, *gamma")


def test_tabs_are_dragged_to_another_place_another_group_and_an_edge(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha", "beta", "gamma")
    tab(page, "gamma").drag_to(tab(page, "alpha"), target_position={"x": 5, "y": 10})
    shows(page, "*gamma, alpha, beta")
    body = page.locator(".group-body")
    box = body.bounding_box()
    assert box
    tab(page, "beta").drag_to(body, target_position={"x": box["width"] - 20, "y": box["height"] / 2})
    shows(page, "*gamma, alpha", "*beta")
    page.get_by_role("tab", name="alpha").drag_to(
        page.locator(".group-body").nth(1), target_position={"x": 200, "y": box["height"] - 30}
    )
    shows(page, "*gamma", "*beta", "*alpha")
    page.get_by_role("tab", name="alpha").drag_to(page.locator(".group-body").nth(0))
    shows(page, "gamma, *alpha", "*beta")


def test_a_file_is_dragged_from_the_explorer_to_an_edge(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha")
    body = page.locator(".group-body")
    box = body.bounding_box()
    assert box
    row(page, "beta").drag_to(body, target_position={"x": box["width"] - 20, "y": box["height"] / 2})
    shows(page, "*alpha", "*beta")
    row(page, "gamma").drag_to(page.locator(".group-body").nth(0))
    shows(page, "alpha, *gamma", "*beta")
    expect(page.locator(".group").nth(0).locator(".cm-content")).to_have_text("this is gamma.txt")


def test_the_menu_of_a_tab_closes_copies_and_splits(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha", "beta", "gamma")
    tab(page, "alpha").click(button="right")
    page.get_by_role("menuitem", name="Split right").click()
    shows(page, "beta, *gamma", "*alpha")
    page.get_by_role("tab", name="gamma").click(button="right")
    page.get_by_role("menuitem", name="Copy path").click()
    until(lambda: page.evaluate("navigator.clipboard.readText()") == "gamma.txt")
    page.get_by_role("tab", name="beta").click(button="right")
    press(page, "End", "Home", "ArrowDown")
    expect(page.get_by_role("menuitem", name="Close the other tabs")).to_be_focused()
    page.evaluate(AT_ONCE, "show")
    expect(page.get_by_role("menuitem", name="Show in the explorer")).to_be_focused()
    press(page, "Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    page.get_by_role("tab", name="beta").click(button="right")
    page.get_by_role("menuitem", name="Close the other tabs").click()
    shows(page, "*beta", "*alpha")


def test_more_tabs_than_fit_are_scrolled_to(visit: Visit, desk: Server) -> None:
    page = visit(desk, width=800)
    open_files(page, "alpha", "beta", "gamma", "with a space")
    strip = page.locator(".tabs")
    assert strip.evaluate("each => each.scrollWidth > each.clientWidth")
    expect(tab(page, "with a space")).to_be_in_viewport(ratio=0.95)
    press(page, "Alt+1")
    expect(tab(page, "alpha")).to_be_in_viewport(ratio=0.95)
    press(page, "Alt+PageUp")
    expect(tab(page, "with a space")).to_have_attribute("aria-selected", "true")


@pytest.mark.capability("W12", partly="the page comes back without a jump; how soon is measured elsewhere")
def test_nothing_jumps_while_the_page_comes_back(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha", "beta")
    press(page, "Control+\\", "Control+`")
    expect(page.locator(".panel .xterm-helper-textarea")).to_be_focused()
    page.add_init_script(SHIFTS)
    page.reload()
    expect(page.locator(".cm-content")).to_have_count(2)
    expect(page.locator(".panel .xterm-helper-textarea")).to_have_count(1)
    expect(row(page, "alpha")).to_be_visible()
    assert page.evaluate("shifted") < 0.02


def test_another_workspace_is_chosen_and_stays(
    fresh_server: Callable[..., Server], visit: Visit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = fresh_server()
    other = tmp_path_factory.mktemp("other")
    (other / "elsewhere.txt").write_text("there\n")
    (server.folder / "here.txt").write_text("here\n")
    server.call("projects.open", folder=str(other))
    page = visit(server)
    open_files(page, "here")
    page.locator(".status").get_by_role("button", name=server.folder.name).click()
    page.get_by_role("menuitemradio", name=other.name).click()
    open_files(page, "elsewhere")
    expect(page).to_have_title(re.compile(f"elsewhere.txt . {other.name}"))
    page.reload()
    shows(page, "*elsewhere")
    page.locator(".status").get_by_role("button", name=other.name).click()
    page.get_by_role("menuitemradio", name=server.folder.name).click()
    shows(page, "*here")


# The keyboard.


def test_the_keyboard_alone_goes_through_all_parts(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha", "beta")
    press(page, "Control+`")
    in_terminal(page)
    seen = []
    for _ in range(5):
        press(page, "F6")
        seen.append(region(page))
    assert seen == ["status", "rail", "side", "centre", "panel"]
    press(page, "Shift+F6", "Shift+F6")
    assert region(page) == "side"
    press(page, "Control+b")
    expect(page.locator(".side")).to_have_count(0)
    expect(page.locator(".group[data-current] .cm-content")).to_be_focused()
    press(page, "Control+b")
    at(page, ".side")
    press(page, "Control+`")
    at(page, ".panel")
    press(page, "Control+`")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator(".group[data-current] .cm-content")).to_be_focused()


def test_tabs_are_walked_moved_and_closed_by_keys(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha", "beta", "gamma")
    tab(page, "gamma").focus()
    press(page, "ArrowRight")
    expect(tab(page, "alpha")).to_be_focused()
    press(page, "End", "ArrowLeft")
    expect(tab(page, "beta")).to_be_focused()
    press(page, "Alt+Shift+PageDown")
    shows(page, "alpha, gamma, *beta")
    tab(page, "beta").focus()
    press(page, "Delete")
    shows(page, "alpha, *gamma")
    expect(tab(page, "gamma")).to_be_focused()


def test_borders_move_by_keys_and_stay_where_they_are(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha")
    press(page, "Control+\\", "Control+`")
    in_terminal(page)
    side = page.get_by_role("separator", name="Width of the side")
    for name, key in (("Width of the side", "ArrowRight"), ("Height of the panel", "ArrowUp")):
        border = page.get_by_role("separator", name=name)
        before = int(border.get_attribute("aria-valuenow") or 0)
        border.focus()
        press(page, key, f"Shift+{key}")
        expect(border).to_have_attribute("aria-valuenow", str(before + 80))
    between = page.get_by_role("separator", name="Border between groups")
    between.focus()
    press(page, "Shift+ArrowLeft", "Shift+ArrowLeft")
    share = between.get_attribute("aria-valuenow")
    assert share != "50"
    page.reload()
    expect(between).to_have_attribute("aria-valuenow", str(share))
    side.focus()
    press(page, "Enter")
    expect(side).to_have_attribute("aria-valuenow", "264")


def test_icon_buttons_say_their_names_and_keys(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha")
    page.get_by_role("button", name="Split right").hover()
    expect(page.get_by_role("tooltip")).to_have_text("Split rightCtrl+\\")
    assert violations(page) == []
    press(page, "Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)
