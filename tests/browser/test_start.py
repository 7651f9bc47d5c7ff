"""The page at `/` in a real browser: logging in, what runs, who is connected, as it changes."""

import json
from collections.abc import Callable

from browser import Page
from joined import joined
from running import Server, start

Enter = Callable[[Server], None]


def test_a_launch_link_logs_in_once_and_leaves_no_key_behind(page: Page, server: Server) -> None:
    link = f"{server.url}/#launch={server.call('system.create_launch')}"
    page.open(link)
    page.shows(str(server.folder), "#spaces")
    page.shows("All is well", "h1")
    key = page.js("sessionStorage['icotes-key']")
    assert server.call("system.ping", token=key) == "pong"
    assert page.js("location.href") == f"{server.url}/"
    addresses = [entry["url"] for entry in page.ask("Page.getNavigationHistory")["entries"]]
    assert [address for address in addresses if key in address or "launch" in address] == []
    assert page.js("document.documentElement.outerHTML.includes(sessionStorage['icotes-key'])") is False
    assert page.js("document.cookie + JSON.stringify(localStorage)") == "{}"
    page.open(f"{server.url}/docs")
    page.js("sessionStorage.clear()")
    page.open(link)
    page.shows("used already", "#door [role=alert]")
    assert page.forgive() == [f"network: 401 {server.url}/launch"]


def test_a_new_link_in_a_tab_that_is_open_logs_it_in(page: Page, server: Server) -> None:
    page.open(server.url)
    page.shows("wants a key")
    page.open(f"{server.url}/#launch={server.call('system.create_launch')}")
    page.shows(str(server.folder))
    page.click("#leave")
    page.shows("wants a key")
    assert page.js("sessionStorage.length") == 0


def test_who_connects_is_seen_at_once(page: Page, server: Server, enter: Enter) -> None:
    slow = "const soon = setTimeout; setTimeout = (run, pause) => (pause > 10000 ? 0 : soon(run, pause))"
    page.ask("Page.addScriptToEvaluateOnNewDocument", source=slow)  # what is asked for now and then does not count
    enter(server)
    page.shows("live", "#live")
    sockets = "[...document.querySelectorAll('#rows tr')].filter(row => !/\\b(http|cli)\\b/.test(row.innerText)).length"
    before = page.js(sockets)
    with joined(server, agent="<img/src=x/onerror=alert(1)>"):
        page.shows("<img", "#rows")
        assert page.js(sockets) == before + 1
        assert page.js("document.querySelectorAll('#rows img').length") == 0
        assert page.text("#people-count") == f"{page.js('document.querySelector(`#rows`).rows.length')} clients"
    page.wait("!document.querySelector('#rows').innerText.includes('<img')")
    assert page.js(sockets) == before
    page.shows("this page", "#rows")


def test_many_clients_can_be_searched(page: Page, server: Server, enter: Enter) -> None:
    enter(server)
    page.shows("live", "#live")
    page.js("globalThis.shown = () => document.querySelectorAll('#rows tr').length")
    with joined(server, agent="first"), joined(server, agent="second"):
        crowd = [server.call("system.create_token", name=f"key {n}", scope=["*:read"]) for n in range(15)]
        for key in crowd:
            server.call("system.ping", token=key["key"])
        page.shows("first", "#rows")
        page.fill("#filter", "SECOND")
        page.wait("shown() === 1 && document.querySelector('#rows').innerText.includes('second')")
        page.fill("#filter", "nobody at all")
        page.shows("Nobody fits that", "#people")


def test_a_key_is_pasted_and_a_wrong_one_is_refused(page: Page, server: Server) -> None:
    page.open(server.url)
    page.shows("icotes open", "#door")
    page.fill("#key", "ick_wrong")
    page.click("#door button")
    page.shows("not valid", "#door [role=alert]")
    assert page.forgive() == [f"network: 401 {server.url}/api/v1/system/ping"]
    page.fill("#key", server.token)
    page.press("Enter")
    page.shows(str(server.folder), "#spaces")


def test_a_narrowed_key_is_told_what_it_does_not_cover_until_it_is_revoked(page: Page, server: Server) -> None:
    made = server.call("system.create_token", name="narrow", scope=["files:read"])
    page.open(server.url)
    page.shows("wants a key")
    page.fill("#key", made["key"])
    page.press("Enter")
    page.shows(str(server.folder), "#spaces")
    for panel in ("#parts", "#people"):
        page.shows("does not cover system:read", panel)
    server.call("system.revoke_token", id=made["token"]["id"])
    page.shows("revoked", "#door [role=alert]")
    assert page.js("sessionStorage.length") == 0


def test_a_server_that_is_gone_is_said_calmly_and_comes_back(
    page: Page, fresh_server: Callable[..., Server], enter: Enter
) -> None:
    server = fresh_server()
    enter(server)
    page.shows("live", "#live")
    server.kill()
    page.shows("does not answer", "#notice")
    page.shows(str(server.folder), "#spaces")
    again = start(server.folder, server.home, "--port", str(server.port))
    try:
        page.wait("document.querySelector('#notice').hidden")
        page.shows("All is well", "h1")
        page.shows("live", "#live")
        project = again.call("projects.list")[0]
        again.call("projects.close", project=project["id"])
        page.shows("No folder is open", "#spaces")
    finally:
        again.stop()
    assert {line.split()[0] for line in page.forgive()} == {"network:"}


def test_the_theme_is_the_systems_until_one_is_chosen(page: Page, server: Server) -> None:
    page.open(server.url)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.js(paper)
    page.look(dark=True)
    dark = page.js(paper)
    assert light != dark
    page.js("(e => { e.value = 'light'; e.dispatchEvent(new Event('change')) })(document.querySelector('#theme'))")
    assert page.js(paper) == light
    page.open(f"{server.url}/docs")
    assert page.js(paper) == light
    assert json.loads(page.js("JSON.stringify(localStorage)")) == {"theme": "light"}
