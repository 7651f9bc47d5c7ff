"""What the frame says and how it looks: the panel, the theme, messages, the door, the phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from chromium import Visits
from framing import PHONE, at, few_files, in_terminal, open_files, press, region, row, shows, tab, too_wide
from pages import files_key
from running import Server

BROKEN_CLIPBOARD = """() => void (
    navigator.clipboard.writeText = async () => { throw new Error('The clipboard is out of order.') })"""
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


# The panel, the theme, the messages.


def test_the_panel_grows_and_goes(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    open_files(page, "alpha")
    press(page, "Control+`")
    panel = page.locator(".panel")
    expect(panel).to_be_visible()
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
    page.get_by_role("button", name="Try now").click()
    again = fresh_server(server.folder, "--port", str(server.port), home=server.home)
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
    expect(page.locator(".panel")).to_be_visible()
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
    page = visit(desk, dark=dark, token=files_key(desk, "terminals:*"))
    assert violations(page) == [], "start"
    open_files(page, "alpha", "beta")
    press(page, "Control+\\", "Control+`")
    in_terminal(page)
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
    page.locator(".group[data-current] .cm-content").click()
    page.keyboard.type("not saved")
    press(page, "Alt+w", "Alt+w")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == [], "dialog"
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
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
