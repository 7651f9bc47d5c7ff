"""Pages that stay live: with each other, over lost connections, restarts, and servers that fall silent."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import running
from chromium import Visits
from editing import until
from pages import entry, history, printed, ready, show_events, show_explorer, terminal, through, told, type_line
from relay import BadRelay, Hole, beside
from running import Server

Start = Callable[..., Server]
Visit = Callable[..., Page]
FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
CUTS = 1000 if FULL else 50
SECONDS = 60 + 2 * CUTS
START = "from icotes.__main__ import main\nsys.exit(main())\n"
LOST = "The server does not answer."
# Unless the page has found the server by itself meanwhile.
TRY_NOW = "[...document.querySelectorAll('.lost-bar button')].find(each => each.textContent === 'Try now')?.click()"


@pytest.fixture(autouse=True)
def lossy(visits: Visits) -> None:
    """A browser complains of each connection that it can't make; that is what these tests are about."""
    visits.forgive("WebSocket connection", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_SOCKET")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A checkout with another branch that has other files."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "common.txt").write_text("common")
    (folder / "old.txt").write_text("old")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    git(folder, "checkout", "-qb", "other")
    git(folder, "mv", "old.txt", "new.txt")
    (folder / "lib").mkdir()
    (folder / "lib" / "a.py").write_text("a")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "two")
    git(folder, "checkout", "-q", "main")
    return folder


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True, timeout=30)


@pytest.mark.capability("I7", "I11", "E3")
def test_what_one_does_in_a_terminal_another_sees_in_the_explorer(
    visit: Visit, fresh_server: Start, repository: Path
) -> None:
    server = fresh_server(repository)
    one, other, third = (ready(visit(server)) for _ in range(3))
    for page in (other, third):
        expect(entry(page, "old.txt")).to_be_visible()
    terminal(one)
    type_line(one, "touch x && git checkout -q other && echo done")
    for page in (other, third, one):
        for path in ("x", "new.txt", "lib"):
            expect(entry(page, path)).to_be_visible()
        expect(entry(page, "old.txt")).to_have_count(0)
    entry(other, "lib").click()
    expect(entry(other, "lib/a.py")).to_be_visible()
    type_line(one, "git checkout -q main")
    for page in (other, third):
        expect(entry(page, "lib")).to_have_count(0)
        expect(entry(page, "old.txt")).to_be_visible()


@pytest.mark.capability("I11")
def test_a_new_file_is_in_every_page_at_once(visit: Visit, fresh_server: Start, tmp_path: Path) -> None:
    server = fresh_server()
    pages = [ready(visit(server)) for _ in range(2)]
    ways: list[Callable[[str], object]] = [
        lambda path: server.call("files.create", path=path),
        lambda path: server.icotes("files", "create", path),
        lambda path: (server.folder / path).touch(),
    ]
    for page in pages:
        page.evaluate(
            """() => {
                window.seen = {};
                new MutationObserver(() => document.querySelectorAll('[role=treeitem]').forEach(
                    row => (window.seen[row.dataset.path] ??= Date.now() / 1000)
                )).observe(document.body, {subtree: true, childList: true, attributes: true});
            }"""
        )
    for number in range(9):
        ways[number % 3](f"{number}.txt")
    late: list[float] = []
    for number in range(9):
        for page in pages:
            expect(entry(page, f"{number}.txt")).to_be_visible()
            late.append(page.evaluate(f"seen['{number}.txt']") - (server.folder / f"{number}.txt").stat().st_ctime)
    assert sorted(late)[len(late) // 2] < 1


@pytest.mark.capability("I8", "A6")
@pytest.mark.capability("Y2", partly="kernels, chats and tasks come later")
def test_a_server_that_is_killed_and_started_anew_is_found_by_all(
    visit: Visit, fresh_server: Start, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    (server.folder / "text.txt").write_text("what was written before")
    pages = [ready(visit(server)) for _ in range(2)]
    lists = [show_events(page) for page in pages]
    for page in pages:
        page.evaluate("window.same = true")
    for number in range(5):
        server.call("files.write", path=f"before-{number}.txt", text="x")
    for events in lists:
        expect(events.get_by_text("before-4.txt")).to_be_visible()
    server.kill()
    for page in pages:
        expect(page.get_by_text(LOST)).to_be_visible()
    for number in range(3):
        (server.folder / f"between-{number}.txt").write_text("x")
    server = fresh_server(server.folder, "--port", str(server.port), home=home)
    for number in range(5):
        server.call("files.write", path=f"after-{number}.txt", text="x")
    for number, (page, events) in enumerate(zip(pages, lists, strict=True), 1):
        expect(events.get_by_text("after-4.txt")).to_be_visible()
        expect(page.get_by_text(LOST)).not_to_be_visible()
        until(lambda events=events: told(events) == [each["id"] for each in history(server)])
        ids = [each["id"] for each in history(server)]
        assert len(set(ids)) == len(ids)
        show_explorer(page)
        for path in ("before-4.txt", "between-2.txt", "after-4.txt"):
            expect(entry(page, path)).to_be_visible()
        entry(page, "text.txt").dblclick()
        expect(page.locator(".cm-content")).to_contain_text("what was written before")
        rows = terminal(page, number)
        type_line(page, "echo it $((40 + 2)) works")
        expect(rows).to_contain_text("it 42 works")
        assert page.evaluate("window.same"), "no page was loaded anew"


@pytest.mark.slow
@pytest.mark.timeout(2 * SECONDS)
@pytest.mark.capability("C17")
@pytest.mark.capability("Y2", partly="kernels, chats and tasks come later")
def test_over_a_connection_that_breaks_again_and_again_nothing_is_lost_or_repeated(
    visit: Visit, fresh_server: Start
) -> None:
    server = fresh_server()
    with beside(BadRelay(server.port, seed=7, pieces=20)) as relay:
        relay.healthy = True
        page = ready(visit(through(server, relay.url)))
        events = show_events(page)
        rows = terminal(page)
        server.call("files.write", path="first.txt", text="x")
        expect(events.get_by_text("first.txt")).to_be_visible()
        type_line(page, 'i=0; while [ ! -e stop ]; do i=$((i+1)); echo "n$i"; sleep 0.03; done; echo "end"')
        expect(rows).to_contain_text("n3")
        relay.healthy = False
        begun, written = time.monotonic(), 0
        while (relay.cuts < CUTS or written < 40) and time.monotonic() - begun < SECONDS:
            server.call("files.write", path=f"{written % 40}.txt", text=str(written))
            written += 1
            page.wait_for_timeout(100)
        relay.healthy = True
        server.call("files.write", path="stop", text="")
        expect(rows).to_contain_text("end", timeout=60_000)
        expect(events.get_by_text("Created stop")).to_be_visible()
        numbers = [int(line[1:]) for line in printed(page).splitlines() if line[:1] == "n" and line[1:].isdigit()]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > CUTS
        until(lambda events=events: told(events) == [each["id"] for each in history(server)])
        assert relay.cuts >= CUTS
        show_explorer(page)
        for number in range(40):
            assert (server.folder / f"{number}.txt").exists()
        expect(entry(page, "39.txt")).to_be_attached()


@pytest.mark.timeout(120)
@pytest.mark.capability("I9")
def test_a_server_that_falls_silent_is_noticed_and_found_again(visit: Visit, fresh_server: Start) -> None:
    server = fresh_server()
    with beside(Hole(server.port)) as hole:
        page = ready(visit(through(server, hole.url)))
        server.call("files.write", path="before.txt", text="x")
        expect(entry(page, "before.txt")).to_be_visible()
        hole.silent = True
        begun = time.monotonic()
        server.call("files.write", path="meanwhile.txt", text="x")
        expect(page.get_by_text(LOST)).to_be_visible(timeout=60_000)
        noticed = time.monotonic() - begun
        assert entry(page, "meanwhile.txt").count() == 0
        hole.silent = False
        page.evaluate(TRY_NOW)
        expect(entry(page, "meanwhile.txt")).to_be_visible()
        expect(page.get_by_text(LOST)).not_to_be_visible()
        assert noticed < 40


@pytest.mark.capability("I9")
def test_what_is_not_saved_outlives_a_revoked_key(visit: Visit, fresh_server: Start) -> None:
    server = fresh_server()
    (server.folder / "text.txt").write_text("saved\n")
    made = server.call("system.create_token", name="short", scope=["*"])
    page = ready(visit(server, token=made["key"]))
    entry(page, "text.txt").dblclick()
    page.locator(".cm-content").click()
    page.keyboard.type("not saved ")
    server.call("system.revoke_token", id=made["token"]["id"])
    field = page.locator("input[name=key]")
    expect(field).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="revoked").first).to_be_visible()
    server.call("files.write", path="meanwhile.txt", text="x")
    field.fill(server.token)
    page.keyboard.press("Enter")
    ready(page)
    expect(page.locator(".cm-content")).to_contain_text("not saved")
    expect(entry(page, "meanwhile.txt")).to_be_visible()


@pytest.mark.capability("I9")
def test_what_is_open_can_be_read_without_a_server(visit: Visit, fresh_server: Start, tmp_path: Path) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    (server.folder / "folder").mkdir()
    (server.folder / "folder" / "within.txt").write_text("x")
    for name in ("one", "two"):
        (server.folder / f"{name}.txt").write_text(f"this is {name}")
    page = ready(visit(server))
    page.evaluate("window.same = true")
    for name in ("one", "two"):
        entry(page, f"{name}.txt").dblclick()
        expect(page.locator(".cm-content")).to_contain_text(f"this is {name}")
    server.kill()
    expect(page.get_by_text(LOST)).to_be_visible()
    page.get_by_role("tab", name="one.txt").click()
    expect(page.locator(".cm-content")).to_contain_text("this is one")
    entry(page, "two.txt").dblclick()
    expect(page.locator(".cm-content")).to_contain_text("this is two")
    entry(page, "folder").click()
    fresh_server(server.folder, "--port", str(server.port), home=home)
    expect(entry(page, "folder/within.txt")).to_be_visible()
    expect(page.get_by_text(LOST)).not_to_be_visible()
    assert page.evaluate("window.same")


@pytest.mark.capability("I9")
def test_what_two_wrote_while_there_was_no_server_is_merged(visit: Visit, fresh_server: Start, tmp_path: Path) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    file = server.folder / "text.txt"
    file.write_text("one\ntwo\nthree\nfour\nfive\n")
    page = ready(visit(server))
    entry(page, "text.txt").dblclick()
    content = page.locator(".cm-content")
    expect(content).to_contain_text("five")
    server.kill()
    expect(page.get_by_text(LOST)).to_be_visible()
    content.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("mine ")
    file.write_text("one\ntwo\nthree\nfour\nfive, theirs\n")
    fresh_server(server.folder, "--port", str(server.port), home=home)
    expect(page.get_by_text(LOST)).not_to_be_visible()
    expect(content).to_contain_text("mine one")
    expect(content).to_contain_text("five, theirs")
    until(lambda: file.read_text() == "mine one\ntwo\nthree\nfour\nfive, theirs\n")


def test_a_workspace_that_is_closed_is_told_and_comes_back_when_it_is_opened(visit: Visit, fresh_server: Start) -> None:
    server = fresh_server()
    (server.folder / "text.txt").write_text("what it says")
    page = ready(visit(server))
    entry(page, "text.txt").dblclick()
    expect(page.locator(".cm-content")).to_contain_text("what it says")
    (project,) = server.call("projects.list")
    server.call("projects.close", project=project["name"])
    expect(page.get_by_text("This workspace was closed.")).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("what it says")
    server.call("projects.open", folder=str(server.folder))
    page.get_by_role("button", name="Load it again").first.click()
    ready(page)
    expect(entry(page, "text.txt")).to_be_visible()


def test_a_newer_server_is_told_of_calmly(
    visit: Visit, fresh_server: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    page = ready(visit(server))
    page.evaluate("window.same = true")
    server.kill()
    newer = tmp_path / "newer"
    python = Path(running.ICOTES).read_text().splitlines()[0]
    newer.write_text(f"{python}\nimport icotes, sys\nicotes.__version__ = '99.1'\n" + START)
    newer.chmod(0o755)
    monkeypatch.setattr(running, "ICOTES", str(newer))
    fresh_server(server.folder, "--port", str(server.port), home=home)
    expect(page.get_by_text("The server is now version 99.1")).to_be_visible()
    assert page.evaluate("window.same"), "it is not loaded anew by itself"
    page.get_by_role("button", name="Load it again").first.click()  # also of a part that was missed meanwhile
    page.wait_for_function("() => !window.same")
    ready(page)
    expect(page.get_by_role("button", name="Load it again")).to_have_count(0)
