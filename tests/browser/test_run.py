"""Running a file as a person does: the triangle above it, what it prints below, and what ran before."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from doing import do, open_file
from footprint import marked, until
from running import Server, start

Visit = Callable[..., Page]
SETTINGS = (
    '[execution.languages.cobol]\ncommand = ["no-such-cobol"]\nfile = "main.cob"\ninstall = "Install GnuCOBOL."\n'
)
FAILING = """\
import sys
print("\\x1b[32mgreen\\x1b[0m <b>not bold</b> \\x1b]52;c;cm0=\\x07\\x1b[38;5;208mown")
print("complaint", file=sys.stderr)


def broken():
    raise ValueError("no")


broken()
"""
SLOW = """\
import time
n = 0
while True:
    print("tick", n, flush=True)
    n += 1
    time.sleep(0.05)
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, home = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("server")
    (home / "icotes.toml").write_text(SETTINGS)
    for name, text in {"failing.py": FAILING, "slow.py": SLOW, "fine.py": 'print("fine")\n', "main.cob": "x\n"}.items():
        (folder / name).write_text(text)
    running = start(folder, home, "--config", str(home / "icotes.toml"))
    yield running
    running.stop()


def sheet(page: Page) -> Locator:
    return page.locator(".run-sheet")


def state(page: Page) -> Locator:
    return page.locator(".run-state")


def show(page: Page, name: str) -> None:
    """Open a file, and wait until it is shown: what other tests opened at this desk has tabs too, it among them."""
    open_file(page, name)
    expect(page.locator("[role=tab][aria-selected=true], .phone-title").filter(has_text=name).first).to_be_visible()


def press_run(page: Page) -> None:
    page.get_by_role("button", name="Run this file").first.click()


@pytest.mark.capability("J6", "J7", partly="in the browser; the rest is shown with the module")
def test_a_file_runs_prints_while_it_runs_and_is_stopped(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    show(page, "slow.py")
    press_run(page)
    expect(sheet(page)).to_contain_text("tick 3")
    expect(state(page)).to_contain_text("runs")
    expect(page.get_by_role("tab", name="Output")).to_contain_text("1")
    id_ = desk.call("execution.history", path="slow.py", limit=1)["items"][0]["id"]
    page.get_by_role("button", name="Stop the run").click()
    expect(state(page)).to_contain_text("stopped")
    until(lambda: not marked(f"ICOTES_RUN={id_}"), "nothing of it runs")
    scrolled = "element => element.scrollHeight - element.clientHeight - element.scrollTop"
    until(lambda: sheet(page).evaluate(scrolled) < 40, "it is at the end")


def test_colours_are_text_and_places_open(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    show(page, "failing.py")
    expect(page.get_by_role("button", name="Run this file", exact=True)).to_be_visible()
    page.keyboard.press("Alt+r")
    expect(state(page)).to_contain_text("ended with code 1")
    expect(sheet(page)).to_contain_text("green <b>not bold</b> own")
    expect(sheet(page).locator(".ansi-green")).to_have_text("green")
    expect(sheet(page).locator(".run-err").first).to_contain_text("complaint")
    assert "52;c" not in sheet(page).inner_text()
    page.get_by_role("button", name=re.compile("Open .*failing.py, line 7")).click()
    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.get_by_text("Ln 7,")).to_be_visible()


def test_what_is_typed_runs_at_once_and_the_keyboard_stays_there(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    show(page, "fine.py")
    editor = page.locator(".cm-content[aria-label='fine.py']")
    expect(page.get_by_role("button", name="Run this file", exact=True)).to_be_visible()
    expect(editor).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type('print("typed just now")')
    page.keyboard.press("Alt+r")
    expect(sheet(page)).to_contain_text("fine\ntyped just now")
    expect(state(page)).to_contain_text("done")
    expect(editor).to_be_focused()
    page.keyboard.type("  # more")
    expect(editor).to_contain_text("# more")


@pytest.mark.capability("J8", partly="in the browser; the rest is shown with the module")
def test_what_ran_before_is_listed_after_a_reload_for_everybody(visit: Visit, desk: Server) -> None:
    desk.call("execution.run", code="print('by a program')", wait=30)
    page = visit(desk)
    do(page, "Earlier runs")
    page.get_by_role("region", name="Earlier runs").get_by_role("button", name="a piece of python").first.click()
    expect(sheet(page)).to_contain_text("by a program")
    other = visit(desk)
    show(other, "failing.py")
    press_run(other)
    expect(page.get_by_role("region", name="Earlier runs").get_by_role("button").first).to_contain_text("failing.py")


@pytest.mark.capability("J1", partly="in the browser; the rest is shown with the module")
def test_what_can_not_run_says_what_to_install(visit: Visit, desk: Server) -> None:
    page = visit(desk)
    show(page, "main.cob")
    press_run(page)
    refusal = page.get_by_role("alert").filter(has_text="Install GnuCOBOL.")
    expect(refusal).to_contain_text("main.cob was not run")
    assert violations(page) == []
    refusal.get_by_role("button", name="Try again").click()
    expect(refusal).to_be_visible()


def test_who_may_not_run_is_not_asked_to(visit: Visit, desk: Server) -> None:
    key = desk.call("system.create_token", name="reader", scope=["*:read"])["key"]
    page = visit(desk, token=key)
    show(page, "fine.py")
    do(page, "Show the output")
    expect(page.get_by_text("This key may not run programs.")).to_be_visible()
    expect(page.get_by_role("button", name="Run this file")).to_have_count(0)
    assert violations(page) == []


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False), (390, True)])
def test_every_state_is_for_everybody(visit: Visit, desk: Server, width: int, dark: bool) -> None:
    page = visit(desk, width=width, height=844, dark=dark)
    do(page, "Show the output")
    expect(page.get_by_text("What you run prints here.")).to_be_visible()
    assert violations(page) == []
    show(page, "failing.py")
    press_run(page)
    expect(state(page)).to_contain_text("ended with code 1")
    assert violations(page) == []
    page.get_by_role("button", name="Earlier runs").click()
    expect(page.get_by_role("region", name="Earlier runs").get_by_role("button").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
