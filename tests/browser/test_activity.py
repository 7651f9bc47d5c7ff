"""Activity: what happens, what is under way, who is connected, how the server is; and pages with narrow keys."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from chromium import Visits
from editing import until
from extended import extended
from pages import command, entry, ready, show_events, told
from running import Server

Start = Callable[..., Server]
Visit = Callable[..., Page]
SCOPES = (("files:read",), ("terminals:*",), ("system:read",), ("*:read",))


TROUBLES = {
    "__init__.py": '"""Troubles: what goes wrong on purpose."""\n',
    "types.py": '"""Nothing."""\n',
    "methods.py": '''"""Cause trouble."""

from icotes.core.methods import Module, command, query
from icotes.kit.health import Health


class Troubles(Module):
    """Causes trouble."""

    def __init__(self) -> None:
        self.state = "ok"

    async def health(self) -> Health:
        """Tell what was set."""
        return Health(state=self.state, detail="The disk is almost full; empty the trash.")

    @command
    async def sicken(self, state: str) -> None:
        """Set how this is."""
        self.state = state

    @query
    async def crash(self) -> None:
        """Fail in a way that nobody thought of."""
        raise ZeroDivisionError("/secret/path")
''',
}


@pytest.fixture
def troubled(fresh_server: Start, tmp_path: Path) -> Server:
    """A server with a module of which a part fails."""
    return fresh_server(PYTHONPATH=str(extended(tmp_path / "site", "troubles", TROUBLES)))


def part(page: Page, name: str) -> None:
    """Show a part of activity."""
    command(page, f"Show {name}")


def test_events_are_sentences_that_come_as_things_happen(fresh_server: Start, visit: Visit) -> None:
    server = fresh_server()
    server.call("files.write", path="before.txt", text="x")
    page = ready(visit(server))
    events = show_events(page)
    expect(events.get_by_role("option", name="Created before.txt")).to_be_visible()
    server.call("files.write", path="before.txt", text="y")
    server.call("files.move", source="before.txt", target="after.txt")
    server.call("terminals.create", command=["true"], name="quick")
    (server.folder / "outside.txt").write_text("x")
    for sentence in (
        "Changed before.txt owner",
        "Moved before.txt to after.txt owner",
        "Opened terminal quick owner",
        "A terminal's program ended with 0",
        "Created outside.txt outside of icotes",
    ):
        expect(events.get_by_role("option", name=sentence)).to_be_visible()
    page.get_by_role("searchbox", name="Filter events").fill("AFTER")
    expect(events.get_by_role("option")).to_have_count(1)
    page.get_by_role("searchbox", name="Filter events").fill("nothing like this")
    expect(page.get_by_text("No event fits this filter.")).to_be_visible()
    page.get_by_role("searchbox", name="Filter events").fill("")
    page.get_by_role("combobox", name="Kind of events").select_option("terminals")
    expect(events.get_by_role("option").filter(has_text=".txt")).to_have_count(0)
    assert violations(page) == []


def test_an_event_has_details_and_leads_to_its_file(fresh_server: Start, visit: Visit) -> None:
    server = fresh_server()
    server.call("files.write", path="notes.md", text="what it says")
    page = ready(visit(server))
    show_events(page).get_by_role("option", name="Created notes.md").click()
    details = page.get_by_role("region", name="Details")
    expect(details).to_contain_text('"path": "notes.md"')
    expect(details).to_contain_text("files.changed")
    assert violations(page) == []
    details.get_by_role("button", name="Open the file").click()
    expect(page.locator(".cm-content")).to_contain_text("what it says")
    expect(page.locator(".cm-content")).to_be_focused()
    page.get_by_role("listbox", name="What happened, newest first").focus()
    page.keyboard.press("Escape")
    expect(details).to_have_count(0)


@pytest.mark.capability("I8")
def test_hundreds_of_events_are_scrolled_through(fresh_server: Start, visit: Visit) -> None:
    server = fresh_server()
    for number in range(450):
        server.call("files.write", path=f"{number % 7}.txt", text=str(number))
    page = ready(visit(server))
    events = show_events(page)
    expect(events.get_by_role("option").first).to_be_visible()
    until(lambda: len(told(events)) >= 450)  # older ones are asked for as they are scrolled to
    ids = told(events)
    assert len(ids) == len(set(ids))
    assert events.get_by_role("option").count() < 100


@pytest.mark.capability("I1", "I10", "C1")
def test_who_is_connected_how_busy_they_are_and_what_they_look_at(fresh_server: Start, visit: Visit) -> None:
    server = fresh_server()
    for name in ("one.txt", "two.txt"):
        (server.folder / name).write_text("x")
    page, other = ready(visit(server)), ready(visit(server))
    for name in ("one.txt", "two.txt"):
        entry(other, name).dblclick()
    part(page, "who is connected")
    rows = page.get_by_role("list", name="Who is connected").get_by_role("listitem")
    mine = rows.filter(has_text="this page")
    expect(mine).to_have_count(1)
    expect(mine).to_contain_text(re.compile(r"owner · last call .* · [\d.]+/min"))
    theirs = rows.filter(has_text="Chrome").filter(has_not_text="this page")
    expect(theirs).to_contain_text("looks at two.txt")
    assert violations(page) == []
    shown = {
        connection["id"]: session["data"]["shows"]
        for session in server.call("system.sessions")
        for connection in server.call("system.connections", session=session["token"]["id"])["items"]
        if "shows" in session["data"]
    }
    seen = next(each for each in shown.values() if each["file"])
    assert (seen["file"], seen["open"]) == ("two.txt", ["one.txt", "two.txt"])
    other.get_by_role("tab", name="one.txt").click()
    expect(theirs).to_contain_text("looks at one.txt")
    before = page.locator(f"[data-connection='{theirs.get_attribute('data-connection')}']")
    theirs.get_by_role("button", name="Disconnect").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(before).to_have_count(0)
    ready(other)
    expect(theirs).to_contain_text("looks at one.txt")
    other.close()
    expect(theirs).to_have_count(0)


def test_the_health_of_the_server_and_of_the_connection(fresh_server: Start, visit: Visit) -> None:
    page = ready(visit(fresh_server()))
    page.get_by_role("button", name="The server answers in").click()
    expect(page.get_by_text("All is well", exact=True)).to_be_visible()
    for name in ("Version", "Up for", "Memory", "Longest wait in the last minute", "Round trip"):
        value = page.locator("dl > div", has=page.get_by_text(name, exact=True)).locator("dd")
        expect(value).to_have_text(re.compile(r"\d"))
    assert violations(page) == []


def test_what_needs_a_person_has_a_mark_everywhere(troubled: Server, visit: Visit) -> None:
    page = ready(visit(troubled))
    part(page, "the health")
    expect(page.get_by_text("All is well", exact=True)).to_be_visible()
    troubled.call("troubles.sicken", state="degraded")
    expect(page.get_by_text("The disk is almost full; empty the trash.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Views").get_by_role("button", name="Activity")).to_contain_text("1")
    expect(page.get_by_role("button", name="1 part of the server needs you")).to_be_visible()
    assert violations(page) == []
    troubled.call("troubles.sicken", state="ok")
    expect(page.get_by_text("All is well", exact=True)).to_be_visible()


@pytest.mark.capability("H4")
def test_a_failure_that_nobody_thought_of_is_told_without_what_is_secret(troubled: Server, visit: Visit) -> None:
    page = ready(visit(troubled))
    command(page, "troubles.crash")
    form = page.locator(".method")
    form.get_by_role("button", name="Run").click()
    said = form.get_by_text(re.compile("incident", re.IGNORECASE)).first
    expect(said).to_be_visible()
    incident = re.search(r"[0-9a-f]{8,}", form.inner_text())
    assert incident
    assert "/secret" not in page.content()
    assert "Traceback" not in page.content()
    # The log is written by a thread of its own, which may come after the answer.
    until(lambda: any(incident[0] in each["event"] for each in troubled.call("system.logs", level="error")))


def test_a_call_that_waits_is_a_task_that_can_be_cancelled(fresh_server: Start, visit: Visit, visits: Visits) -> None:
    visits.forgive("WebSocket connection", "ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)")
    server = fresh_server()
    (server.folder / "folder").mkdir()
    page = ready(visit(server))
    part(page, "tasks")
    expect(page.get_by_text("Nothing is under way.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"This page follows \d+ stream"))).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Explorer", exact=True).click()
    page.wait_for_load_state("networkidle")
    server.kill()
    expect(page.get_by_text("The server does not answer.")).to_be_visible()
    entry(page, "folder").click()
    part(page, "tasks")
    waits = page.get_by_role("listitem").filter(has_text="waits for the server")
    expect(waits.first).to_be_visible()
    assert violations(page) == []
    while waits.count():
        waits.first.get_by_role("button").click()
    expect(waits).to_have_count(0)


@pytest.mark.parametrize("scope", SCOPES, ids="+".join)
def test_a_narrow_key_finds_every_view_in_order(server: Server, visit: Visit, scope: tuple[str, ...]) -> None:
    """Nothing fails unhandled, nothing is only empty: what the key may not see is said."""
    (server.folder / "seen.txt").write_text("what a reader reads")
    made = server.call("system.create_token", name="narrow", scope=list(scope))
    page = ready(visit(server, token=made["key"]))
    alerts = page.locator(".notice.failed")
    if may(scope, "files:read"):
        entry(page, "seen.txt").dblclick()
        expect(page.locator(".cm-content")).to_contain_text("what a reader reads")
        command(page, "Show what happened")
        server.call("files.write", path="told.txt", text=str(time.time()))
        expect(page.get_by_role("option", name=re.compile(r"(Created|Changed) told.txt")).first).to_be_visible()
    views = page.get_by_role("navigation", name="Views").get_by_role("button")
    for name in views.all_inner_texts():
        if name == "Menu":
            continue
        page.get_by_role("button", name=name, exact=True).click()
        settled(page)
        assert violations(page) == [], name
    denied = [] if may(scope, "system:read") else ["who is connected", "the health"]
    for name in ("what happened", "tasks", "who is connected", "the health"):
        part(page, name)
        settled(page)
        expect(page.get_by_text("It would need system:read.")).to_have_count(int(name in denied))
        assert violations(page) == [], name
    expect(alerts).to_have_count(0)
    assert ready(page)


def may(scope: tuple[str, ...], wanted: str) -> bool:
    return bool({wanted, f"{wanted.partition(':')[0]}:*", "*:read", "*"} & set(scope))


def settled(page: Page) -> None:
    """Wait until nothing says that it is on its way."""
    expect(page.locator(".busy, [aria-busy=true]")).to_have_count(0)
