"""Worktrees in the page: made, reviewed hunk by hunk, merged with conflicts settled, deleted; by the keyboard."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from chromium import Visits
from doing import do, press
from editing import until
from repositories import Repository
from running import Server

Visit = Callable[..., Page]
LONG = "".join(f"line {number}\n" for number in range(1, 41))


def changed(**lines: str) -> str:
    found = LONG.splitlines()
    for name, text in lines.items():
        found[int(name[1:]) - 1] = text
    return "\n".join(found) + "\n"


@pytest.fixture
def tree(server: Server) -> Path:
    """The folder of a worktree `agent` that changed three lines, one of which `main` changed too, and added a file."""
    Repository.make(server.folder, **{"long.md": LONG})
    folder = Path(server.call("workspaces.create", workspace="main", name="agent")["folder"])
    (folder / "long.md").write_text(changed(l3="theirs", l20="twenty", l35="extra"))
    (folder / "new.md").write_text("new\n")
    server.call("files.write", workspace="main", path="long.md", text=changed(l3="ours"))
    return folder


def row(page: Page, text: str) -> Locator:
    return page.locator(".review-row", has_text=text)


def active(page: Page) -> Locator:
    return page.locator(".review-row[aria-selected=true]")


def begin(page: Page) -> None:
    do(page, "Review a worktree")
    expect(page.get_by_role("listbox", name="Changed files and their changes")).to_be_focused()
    expect(page.locator(".compare-sides .cm-content").first).to_be_visible()


@pytest.mark.capability("Y5", partly="the review and the merge; the agent itself comes later")
def test_a_worktree_is_reviewed_and_merged_by_hunks_with_the_keyboard(visit: Visit, server: Server, tree: Path):
    page = visit(server)
    begin(page)
    expect(active(page)).to_contain_text("theirs")
    expect(page.get_by_text("1 conflict open")).to_be_visible()
    expect(page.get_by_role("button", name="Merge 3 changes into")).to_be_enabled()
    assert violations(page) == []

    press(page, "ArrowDown", "Space")
    expect(active(page)).to_contain_text("twenty")
    expect(active(page)).to_have_attribute("aria-checked", "false")
    expect(page.locator(".cm-merge-b .compare-left")).to_have_text("twenty")
    press(page, "Control+Enter")
    until(lambda: (server.folder / "long.md").read_text() == changed(l3="ours", l35="extra"))
    until((server.folder / "new.md").exists)
    expect(page.locator(".review-row.hunk")).to_have_count(2)

    row(page, "theirs").click()
    conflict = page.locator(".conflict")
    expect(conflict.locator("pre")).to_have_text(["line 3\n", "ours\n", "theirs\n"])
    conflict.get_by_label("Write it").check()
    conflict.get_by_role("textbox").fill("both of us\n")
    expect(page.get_by_role("button", name="Merge 1 change into")).to_be_visible()
    page.get_by_role("button", name="Merge 1 change into").click()
    until(lambda: (server.folder / "long.md").read_text() == changed(l3="both of us", l35="extra"))

    row(page, "long.md").locator(".review-box").click()
    page.get_by_role("button", name="Merge 1 change into").click()
    expect(page.get_by_text("Everything is merged")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    until(lambda: not tree.exists())
    expect(page.get_by_role("tab", name="Review agent")).to_have_count(0)


def test_a_review_stays_right_while_both_sides_go_on(visit: Visit, server: Server, tree: Path):
    page = visit(server)
    begin(page)
    row(page, "extra").locator(".review-box").click()
    (tree / "long.md").write_text(changed(l3="theirs", l20="zwanzig", l35="extra"))
    expect(row(page, "zwanzig")).to_be_visible()
    expect(row(page, "extra")).to_have_attribute("aria-checked", "false")
    server.call("files.write", workspace="main", path="long.md", text=changed(l3="theirs"))
    expect(row(page, "theirs")).to_have_count(0)


@pytest.mark.capability("D5")
def test_a_worktree_is_made_in_the_page_and_switched_to(visit: Visit, server: Server):
    Repository.make(server.folder)
    page = visit(server)
    do(page, "New worktree")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("try out")
    press(page, "Enter")
    page.locator(".notice", has_text="try out is ready").get_by_role("button", name="Open it").click()
    expect(page.locator("footer.status")).to_contain_text("try out")
    (server.folder / "only-main.md").touch()
    folder = Path(server.call("workspaces.get", workspace="try out")["folder"])
    (folder / "only-here.md").touch()
    expect(page.get_by_role("treeitem").filter(has_text="only-here.md")).to_be_visible()
    expect(page.get_by_role("treeitem").filter(has_text="only-main.md")).to_have_count(0)
    do(page, "Show the worktrees")
    expect(page.locator(".trees li")).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("button", name="Delete try out").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("only-here.md")
    page.get_by_role("dialog").get_by_role("button", name="lose these changes").click()
    until(lambda: not folder.exists())
    expect(page.get_by_role("treeitem").filter(has_text="only-main.md")).to_be_visible()


def test_where_it_can_not_be_the_page_says_why(visit: Visit, visits: Visits, server: Server, tree: Path):
    key = server.call("system.create_token", name="looks", scope=["workspaces:read", "files:read"])["key"]
    page = visit(server, token=key, width=390, height=844)
    do(page, "Review a worktree")
    expect(page.get_by_text("This key may look, but not merge.")).to_be_visible()
    expect(page.get_by_role("button", name="Merge")).to_have_count(0)
    assert violations(page) == []

    shutil.rmtree(tree)
    page = visit(server, dark=True)
    do(page, "Show the worktrees")
    expect(page.get_by_text("Its folder was removed")).to_be_visible()
    expect(page.get_by_role("button", name="Review agent")).to_have_count(0)
    assert violations(page) == []
    page.get_by_role("button", name="Delete agent").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("A worktree is a second checkout")).to_be_visible()
    assert visits.problems == []
