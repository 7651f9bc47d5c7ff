"""The timeline in the page: what changed, by whom; the versions of a file side by side; the way back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from doing import do, open_file, press
from editing import until
from running import Server

Visit = Callable[..., Page]


@pytest.fixture
def past(server: Server) -> Server:
    """A server with some past: three versions of a file, a checkpoint, another file after it."""
    versions(server, "")  # it has begun by then: what was there before is nobody's
    for number in (1, 2, 3):
        server.call("files.write", path="notes.md", text=f"one\nversion {number}\n")
        until(lambda number=number: versions(server, "notes.md") == number)
    server.call("workspaces.checkpoint", name="safe")
    server.call("files.write", path="later.md", text="later\n")
    until(lambda: versions(server, "later.md") == 1)
    return server


def versions(server: Server, path: str) -> int:
    return len(server.call("workspaces.timeline", path=path)["items"])


def rows(page: Page) -> Locator:
    return page.locator(".timeline-row")


def begin(page: Page) -> None:
    do(page, "Show the timeline")
    expect(page.get_by_role("listbox", name="What changed")).to_be_focused()


@pytest.mark.capability("I6", partly="in the page; on the server it is shown beside")
def test_what_changed_is_listed_live_and_everything_goes_back_to_a_checkpoint(visit: Visit, past: Server):
    page = visit(past)
    begin(page)
    expect(rows(page)).to_contain_text(["later.md", "safe", "notes.md"])
    expect(rows(page).nth(2)).to_contain_text("3 edits")
    (past.home / "outside.txt").write_text("by a shell\n")
    (past.home / "outside.txt").rename(past.folder / "outside.txt")  # whole at once, so that it is one change
    expect(rows(page).first).to_contain_text("outside.txt")
    expect(rows(page).first).to_contain_text("another program")

    press(page, "Home", "ArrowDown", "ArrowDown")
    details = page.get_by_role("region", name="What is known of this change")
    expect(details).to_contain_text("safe")
    assert violations(page) == []
    details.get_by_role("button", name="Restore everything").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 files made since then go away")
    expect(dialog.locator("li")).to_have_text(["later.md", "outside.txt"])
    assert violations(page) == []
    press(page, "Enter")
    notice = page.locator(".notice", has_text="Restored")
    notice.hover()  # so that it stays
    until(lambda: not (past.folder / "later.md").exists() and not (past.folder / "outside.txt").exists())
    expect(rows(page).filter(has_text="Restored")).not_to_have_count(0)
    notice.get_by_role("button", name="Undo").click()
    until(lambda: (past.folder / "later.md").exists() and (past.folder / "outside.txt").exists())


def test_a_slider_goes_through_the_versions_of_a_file_and_one_is_restored(visit: Visit, past: Server):
    page = visit(past)
    open_file(page, "notes.md")
    do(page, "Show the history of this file")
    slider = page.get_by_role("slider", name="Version")
    expect(slider).to_be_focused()
    expect(page.get_by_text("Version 3 of 3")).to_be_visible()
    expect(page.get_by_text("There is no difference.")).to_be_visible()
    press(page, "ArrowLeft", "ArrowLeft")
    expect(page.get_by_text("Version 1 of 3")).to_be_visible()
    left, right = page.locator(".cm-merge-a .cm-content"), page.locator(".cm-merge-b .cm-content")
    expect(left).to_contain_text("version 1")
    expect(right).to_contain_text("version 3")
    assert violations(page) == []
    press(page, "ArrowRight")
    page.get_by_role("button", name="The version before").click()
    expect(left).to_contain_text("version 1")
    expect(right).to_contain_text("version 2")

    page.get_by_role("button", name="Restore the file to this version").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 file goes back")
    press(page, "Enter")
    until(lambda: (past.folder / "notes.md").read_text() == "one\nversion 2\n")
    expect(page.get_by_text("Version 2 of 4")).to_be_visible()


def test_a_checkpoint_is_made_and_a_file_has_a_timeline_of_its_own(visit: Visit, past: Server):
    page = visit(past)
    open_file(page, "notes.md")
    expect(page.locator(".cm-content")).to_be_focused()
    begin(page)
    page.get_by_role("button", name="This file").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("3 edits")
    page.get_by_role("button", name="All files").click()
    page.get_by_role("button", name="Make a checkpoint").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("by hand")
    press(page, "Enter")
    expect(rows(page).first).to_contain_text("by hand")
    assert past.call("workspaces.timeline", limit=1)["items"][0]["name"] == "by hand"


def test_empty_phone_and_no_rights_are_designed_too(visit: Visit, server: Server):
    page = visit(server, width=390, height=844, dark=True)
    do(page, "Show the timeline")
    expect(page.get_by_text("Nothing has changed yet")).to_be_visible()
    page.get_by_role("button", name="This file").click()
    expect(page.get_by_text("Open a file to see its history")).to_be_visible()
    assert violations(page) == []
    key = server.call("system.create_token", name="others", scope=["workspaces:*"])["key"]
    page = visit(server, token=key)
    do(page, "Show the timeline")
    expect(page.get_by_text("This key may not see the past")).to_be_visible()
    assert violations(page) == []
