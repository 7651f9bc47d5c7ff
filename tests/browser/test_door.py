"""How a page at `/` gets its key and loses it: by launch, pasted, revoked."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from chromium import Visits
from running import Server

FRAME = ".app[data-ready]:not([inert])"
KEY = "sessionStorage['icotes-key']"


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=re.compile(text)).first).to_be_visible()


def paste(page: Page, key: str) -> None:
    page.fill("input[name=key]", key)
    page.keyboard.press("Enter")


def test_a_launch_link_logs_in_once_and_leaves_no_key_behind(page: Page, visits: Visits, server: Server) -> None:
    link = f"{server.url}/#launch={server.call('system.create_launch')}"
    page.goto(link)
    expect(page.locator(FRAME)).to_be_visible()
    key = page.evaluate(KEY)
    assert server.call("system.ping", token=key) == "pong"
    assert page.url == f"{server.url}/"
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    assert [each["url"] for each in history["entries"] if key in each["url"] or "launch" in each["url"]] == []
    assert key not in page.content()
    assert key not in page.evaluate("document.cookie + JSON.stringify(localStorage)")
    other = visits.page()
    other.goto(link)
    says(other, "used already")
    visits.forgive(f"401 .*{server.url}/launch$")


def test_a_new_link_in_a_tab_that_is_open_logs_it_in(page: Page, server: Server) -> None:
    page.goto(server.url)
    expect(page.locator("input[name=key]")).to_be_visible()
    page.goto(f"{server.url}/#launch={server.call('system.create_launch')}")
    expect(page.locator(FRAME)).to_be_visible()


def test_a_key_is_pasted_and_a_wrong_one_is_refused(page: Page, visits: Visits, server: Server) -> None:
    page.goto(server.url)
    paste(page, "ick_wrong")
    says(page, "not valid")
    paste(page, server.token)
    expect(page.locator(FRAME)).to_be_visible()
    visits.forgive("401", "WebSocket connection")


def test_a_key_that_is_revoked_leads_to_the_door(visit: Callable[..., Page], visits: Visits, server: Server) -> None:
    made = server.call("system.create_token", name="short", scope=["*:read"])
    page = visit(server, token=made["key"])
    server.call("system.revoke_token", id=made["token"]["id"])
    expect(page.locator("input[name=key]")).to_be_visible()
    says(page, "revoked|opens nothing")
    visits.forgive("401", "WebSocket connection")


def test_a_key_that_is_no_key_reaches_no_socket(page: Page, server: Server) -> None:
    page.goto(server.url)
    paste(page, "two words é")
    says(page, "key")
