"""Programs' ports in the browser: noticed, shown beside the editor, and foreign to icotes."""

import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from axe import violations
from chromium import Visits
from framing import too_wide
from guests import SCRIPT, started
from pages import command
from running import Server

Visit = Callable[..., Page]
TRIES = """async origin => {
  const said = {};
  const attempt = async (name, work) => {
    try { said[name] = String(await work()); } catch (error) { said[name] = `refused: ${error.name}`; }
  };
  await attempt('rpc', async () => (await fetch(`${origin}/rpc`, {method: 'POST', credentials: 'include',
    headers: {'content-type': 'application/json'}, body: '{"jsonrpc":"2.0","id":1,"method":"system.info"}'})).text());
  await attempt('raw', async () =>
    (await fetch(`${origin}/api/v1/files/read?path=x`, {credentials: 'include'})).text());
  await attempt('socket', () => new Promise((done, fail) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws`, 'icotes.v1');
    socket.onopen = () => done('open'); socket.onerror = () => fail(new Error());
  }));
  await attempt('parent', () => parent.sessionStorage.getItem('icotes-key'));
  await attempt('top', () => top.document.title);
  await attempt('cookie', () => /icotes/.test(document.cookie) ? document.cookie : Promise.reject(new Error()));
  await attempt('tossed', () => {
    document.cookie = 'icotes_1=x; Domain=localhost; Path=/';
    return document.cookie.includes('icotes_1') ? 'set' : Promise.reject(new Error());
  });
  return said;
}"""


def attentive(page: Page) -> None:
    """Show the ports, and wait until the page hears of them: it begins when it has nothing else to do."""
    command(page, "Show ports")
    expect(page.get_by_text("No program listens on a port.")).to_be_visible()


def program(page: Page, port: int) -> FrameLocator:
    return page.frame_locator(f'iframe[title="What the program on port {port} shows"]')


@pytest.mark.capability("K8", partly="files are in test_preview")
def test_a_program_that_begins_to_listen_is_offered_and_shown_beside(visit: Visit, server: Server) -> None:
    page = visit(server)
    attentive(page)
    terminal, port = started(server)
    offer = page.get_by_role("region", name="Messages")
    expect(offer.get_by_text(f"listens on port {port}.")).to_be_visible()
    offer.get_by_role("button", name="Open it").click()
    inside = program(page, port)
    expect(inside.locator("h1")).to_have_text("It works")
    expect(inside.locator("#said")).to_have_text("socket says hello")
    page.get_by_label("Address within the program").fill("headers?from=here")
    page.keyboard.press("Enter")
    expect(inside.locator("pre")).to_contain_text('"/headers?from=here"')
    expect(inside.locator("pre")).not_to_contain_text("icotes_port")
    server.call("terminals.close", terminal=terminal)
    expect(page.get_by_text(f"Nothing listens on port {port} now.")).to_be_visible()
    server.call("terminals.create", command=[sys.executable, SCRIPT, str(port)])
    expect(inside.locator("body")).to_contain_text("from")


def test_a_programs_page_reaches_nothing_of_icotes(visit: Visit, visits: Visits, server: Server) -> None:
    visits.forgive(r".*")
    page = visit(server)
    attentive(page)
    _, port = started(server)
    page.get_by_role("button", name="Open it").click()
    inside = program(page, port)
    expect(inside.locator("#said")).to_have_text("socket says hello")
    said = inside.locator("body").evaluate(f"(_, origin) => ({TRIES})(origin)", server.url)
    assert {name: outcome for name, outcome in said.items() if not outcome.startswith("refused")} == {}


def test_a_tab_of_its_own_has_the_program_alone(visit: Visit, server: Server) -> None:
    page = visit(server)
    _, port = started(server)
    command(page, "Show ports")
    with page.context.expect_page() as opening:
        page.get_by_role("button", name=f"Open port {port} in a tab of its own").click()
    own = opening.value
    expect(own.locator("#said")).to_have_text("socket says hello")
    assert own.url.startswith(f"http://p{port}-")
    assert "#" not in own.url
    own.reload()
    expect(own.locator("h1")).to_have_text("It works")
    assert own.evaluate("() => window.opener") is None


def test_the_list_of_ports_is_empty_then_full_then_closed_to_who_may_not(visit: Visit, server: Server) -> None:
    page = visit(server)
    attentive(page)
    _, port = started(server)
    expect(page.get_by_role("row", name=str(port))).to_be_visible()
    reader = server.call("system.create_token", scope=["*:read"])["key"]
    looker = visit(server, token=reader)
    command(looker, "Show ports")
    expect(looker.get_by_role("row", name=str(port))).to_be_visible()
    expect(looker.get_by_role("button", name=f"Open port {port} beside")).to_have_count(0)
    stranger = server.call("system.create_token", scope=["files:*", "workspaces:*", "system:*"])["key"]
    other = visit(server, token=stranger)
    command(other, "Show ports")
    expect(other.get_by_text("This key does not see ports.")).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False), (390, True)])
def test_ports_are_for_everybody_on_every_screen(visit: Visit, server: Server, width: int, dark: bool) -> None:
    page = visit(server, width=width, dark=dark)
    attentive(page)
    assert violations(page) == []
    _, port = started(server)
    expect(page.get_by_role("row", name=str(port))).to_be_visible()
    assert violations(page) == []
    assert not too_wide(page)
    page.get_by_role("button", name=f"Open port {port} beside").click()
    expect(program(page, port).locator("h1")).to_have_text("It works")
    assert violations(page) == []
    assert not too_wide(page)
