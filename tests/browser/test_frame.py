"""The frame around everything: tabs and their splits, the side, the panel, messages, the door, the phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from chromium import Visits
from running import Server, start

Visit = Callable[..., Page]
FILES = ("alpha.txt", "beta.txt", "gamma.txt", "with a space.txt")
BROKEN_CLIPBOARD = (
    "() => void (navigator.clipboard.writeText = async () => { throw new Error('The clipboard is out of order.') })"
)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a folder with a few files."""
    folder = tmp_path_factory.mktemp("desk")
    for name in FILES:
        (folder / name).write_text(f"this is {name}\n")
    running = start(folder, tmp_path_factory.mktemp("desk-server"))
    yield running
    running.stop()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=name)


def open_files(page: Page, *names: str) -> None:
    """Open files so that they stay."""
    for name in names:
        row(page, name).dblclick()
        expect(tab(page, name)).to_have_attribute("aria-selected", "true")
        expect(page.locator(".group[data-current] .cm-content")).to_be_focused()


def tab(page: Page, name: str) -> Locator:
    return page.locator(".group[data-current]").get_by_role("tab", name=name)


def shows(page: Page, *groups: str) -> None:
    """See which tabs each group has, parted by commas; a `*` stands before the one it shows."""
    expect(page.locator(".group")).to_have_count(len(groups))
    for place, names in enumerate(groups):
        tabs = page.locator(".group").nth(place).get_by_role("tab")
        expect(tabs).to_have_text([each.strip("*") + ".txt" for each in names.split(", ")])
        chosen = next(each.strip("*") for each in names.split(", ") if each.startswith("*"))
        expect(page.locator(".group").nth(place).locator("[aria-selected=true]")).to_have_text(chosen + ".txt")


def press(page: Page, *chords: str) -> None:
    for chord in chords:
        page.keyboard.press(chord)


def region(page: Page) -> str | None:
    return page.evaluate("document.activeElement.closest('[data-region]')?.dataset.region")


def at(page: Page, place: str) -> None:
    """Wait until the focus is there."""
    expect(page.locator(f"{place} :focus, {place}:focus")).to_have_count(1)


def too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


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
    assert page.evaluate("navigator.clipboard.readText()") == "gamma.txt"
    page.get_by_role("tab", name="beta").click(button="right")
    press(page, "End", "Home", "ArrowDown")
    expect(page.get_by_role("menuitem", name="Close the other tabs")).to_be_focused()
    page.keyboard.type("show")
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


# The keyboard.


def test_the_keyboard_alone_goes_through_all_parts(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha", "beta")
    press(page, "Control+`")
    expect(page.locator(".panel .xterm-helper-textarea")).to_be_focused()
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
    at(page, ".panel")
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


# The panel, the theme, the messages.


def test_the_panel_grows_and_goes(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha")
    press(page, "Control+`")
    panel = page.locator(".panel")
    low = panel.bounding_box()
    page.get_by_role("button", name="as large as possible").click()
    expect(page.locator(".groups")).to_be_hidden()
    high = panel.bounding_box()
    assert low
    assert high
    assert high["height"] > 2 * low["height"]
    row(page, "beta").dblclick()
    expect(page.locator(".groups")).to_be_visible()
    page.get_by_role("button", name="Close the panel").click()
    expect(panel).to_be_hidden()


def test_the_theme_that_is_chosen_stays(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitemradio", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    expect(page.locator(".app[data-ready]")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_equal_messages_count_and_failures_stay(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha")
    page.evaluate(BROKEN_CLIPBOARD)
    for _ in range(3):
        tab(page, "alpha").click(button="right")
        page.get_by_role("menuitem", name="Copy path").click()
    notice = page.locator(".notice")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("out of order")
    expect(notice).to_contain_text("3")
    expect(page.get_by_role("alert").filter(has_text="out of order")).to_have_count(1)
    press(page, "Shift+F6")
    at(page, "[data-region]")
    for _ in range(6):
        if region(page) == "notices":
            break
        press(page, "F6")
    assert region(page) == "notices"
    press(page, "Escape")
    expect(notice).to_have_count(0)
    expect(page.locator(".group[data-current] .cm-content")).to_be_focused()


# The door, and a server that is gone.


def test_a_door_that_closes_keeps_what_is_behind_it(visit: Visit, visits: Visits, desk: Server) -> None:
    made = desk.call("system.create_token", name="short", scope=["*"])
    page = visit(desk, token=made["key"])
    open_files(page, "alpha", "beta")
    press(page, "Control+\\")
    desk.call("system.revoke_token", id=made["token"]["id"])
    expect(page.get_by_role("heading", name="opens nothing any more")).to_be_visible()
    expect(page.locator("input[name=key]")).to_be_focused()
    assert violations(page) == []
    page.fill("input[name=key]", desk.call("system.create_token", name="long", scope=["*"])["key"])
    press(page, "Enter")
    expect(page.locator("input[name=key]")).to_have_count(0)
    shows(page, "alpha, *beta", "*beta")
    row(page, "gamma").click()
    expect(page.locator(".group[data-current] .cm-content")).to_contain_text("this is gamma")
    visits.forgive("401", "WebSocket connection")


@pytest.mark.capability("I9", partly="what a person sees; edits and streams have their own")
def test_a_server_that_is_gone_is_told_calmly_and_what_is_open_can_be_read(
    visit: Visit, visits: Visits, fresh_server: Callable[..., Server]
) -> None:
    server = fresh_server()
    (server.folder / "alpha.txt").write_text("this is alpha\n")
    page = visit(server)
    open_files(page, "alpha")
    server.kill()
    bar = page.locator(".lost-bar")
    expect(bar).to_contain_text("does not answer")
    expect(bar).to_contain_text(re.compile(r"for \d+ s"))
    expect(page.locator(".cm-content")).to_contain_text("this is alpha")
    press(page, "Control+b", "Control+\\")
    expect(page.locator(".group")).to_have_count(2)
    assert violations(page) == []
    again = fresh_server(server.folder, "--port", str(server.port), home=server.home)
    page.get_by_role("button", name="Try now").click()
    expect(bar).to_be_hidden()
    expect(page.locator(".status-dot.live")).to_be_visible()
    assert again.port == server.port
    visits.forgive("WebSocket connection", "ERR_CONNECTION", "Failed to load resource")


# The phone.


@pytest.mark.capability("W12", partly="the frame at the width of a phone")
def test_on_a_phone_the_side_is_a_drawer_and_tabs_are_a_list(visit: Visit, desk: Server) -> None:
    page = visit(desk, **PHONE)
    expect(page.get_by_role("heading", name="desk").first).to_be_visible()
    explorer = page.get_by_role("button", name="Explorer")
    for name in ("alpha", "beta"):
        explorer.tap()
        expect(page.locator(".centre")).to_have_attribute("inert", "")
        assert not too_wide(page)
        row(page, name).tap()
        expect(page.locator(".side")).to_have_count(0)
        expect(page.locator(".cm-content")).to_contain_text(f"this is {name}")
    assert not too_wide(page)
    title = page.locator(".phone-title")
    expect(title).to_contain_text("beta.txt")
    title.tap()
    page.get_by_role("menuitem", name="Close beta.txt").tap()
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_role("button", name="Terminal", exact=True)).to_be_visible()
    page.get_by_role("button", name="Terminal", exact=True).tap()
    panel = page.locator(".panel").bounding_box()
    assert panel
    assert panel["height"] > PHONE["height"] * 0.8
    assert not too_wide(page)


def test_what_a_finger_touches_is_large_enough(visit: Visit, desk: Server) -> None:
    page = visit(desk, **PHONE)
    small = """[...document.querySelectorAll('button, a, input')].filter(each => each.checkVisibility())
        .map(each => [each.innerText || each.ariaLabel, each.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 43.9 || box.height < 43.9)).map(([name]) => name)"""
    assert page.evaluate(small) == []
    page.get_by_role("button", name="Explorer").tap()
    expect(row(page, "alpha")).to_be_visible()
    assert page.evaluate(small) == []
    page.get_by_role("button", name="Menu", exact=True).tap()
    expect(page.get_by_role("menu")).to_be_visible()
    assert page.evaluate(small) == []


# For everybody.


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_state_of_the_frame_is_for_everybody(visit: Visit, desk: Server, dark: bool) -> None:
    page = visit(desk, dark=dark)
    assert violations(page) == [], "start"
    open_files(page, "alpha", "beta")
    press(page, "Control+\\", "Control+`")
    expect(page.locator(".panel")).to_be_visible()
    assert violations(page) == [], "split"
    tab(page, "beta").click(button="right")
    expect(page.get_by_role("menu")).to_be_visible()
    assert violations(page) == [], "menu"
    press(page, "Escape")
    page.evaluate(BROKEN_CLIPBOARD)
    tab(page, "beta").click(button="right")
    page.get_by_role("menuitem", name="Copy path").click()
    expect(page.locator(".notice")).to_be_visible()
    assert violations(page) == [], "notice"
    page.set_viewport_size(PHONE)
    expect(page.locator(".phone, .panel[data-full]").first).to_be_visible()
    assert violations(page) == [], "narrow"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_door_is_for_everybody(visits: Visits, desk: Server, dark: bool) -> None:
    page = visits.page(dark=dark)
    page.goto(desk.url)
    expect(page.get_by_role("heading", name="wants a key")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert not too_wide(page)
    assert violations(page) == []
