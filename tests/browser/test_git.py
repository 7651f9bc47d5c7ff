"""git in the page: changes chosen by hunk and line, committed, branches, conflicts, the graph; by the keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from doing import do, open_file, press
from editing import Editing, until
from repositories import git
from running import Server

Visit = Callable[..., Page]
TEXT = "".join(f"line {number}\n" for number in range(1, 31))


@pytest.fixture
def folder(server: Server) -> Path:
    """A repository with two files, one of them changed in two places."""
    folder = server.folder
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "Ada")
    git(folder, "config", "user.email", "ada@example.org")
    (folder / "src").mkdir()
    (folder / "a.md").write_text(TEXT)
    (folder / "src" / "b.md").write_text("b\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Begin")
    (folder / "a.md").write_text(TEXT.replace("line 3\n", "third\nand more\n").replace("line 25\n", "late\n"))
    return folder


def row(page: Page, path: str) -> Locator:
    return page.locator(f".git-row[data-path='{path}']")


def begin(page: Page) -> None:
    press(page, "Control+Shift+g")
    expect(page.get_by_role("tree", name="Changes in the repository")).to_be_focused()


def merge(page: Page) -> None:
    """Have it asked which branch is merged; what asks comes after the list of commands has gone."""
    do(page, "Merge a branch")
    expect(page.get_by_role("combobox", name="Merge a branch")).to_be_focused()


def test_one_file_after_the_other_is_staged_by_the_keyboard(visit: Visit, server: Server, folder: Path):
    for name in ("b.txt", "c.txt", "d.txt"):
        (folder / name).write_text("new\n")
    page = visit(server)
    begin(page)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    for name, after in (("b.txt", "c.txt"), ("c.txt", "d.txt"), ("d.txt", "a.md")):
        expect(row(page, name)).to_have_attribute("aria-selected", "true")
        press(page, "Space")
        expect(row(page, after)).to_have_attribute("aria-selected", "true")
    until(lambda: git(folder, "diff", "--cached", "--name-only").split() == ["b.txt", "c.txt", "d.txt"])


@pytest.mark.capability("K7", partly="in the page; on the server it is shown beside")
def test_changes_are_staged_by_hunk_and_line_and_committed(visit: Visit, server: Server, folder: Path):
    page = visit(server)
    begin(page)
    expect(page.get_by_role("button", name="Git 1")).to_be_visible()
    assert violations(page) == []
    press(page, "ArrowDown", "ArrowDown", "Enter")
    hunks = page.locator(".git-hunk")
    expect(hunks).to_have_count(2)
    assert violations(page) == []
    hunks.nth(1).get_by_role("button", name="Stage").click()
    expect(hunks).to_have_count(1)
    until(lambda: git(folder, "diff", "--cached", "--numstat") == "1\t1\ta.md")

    pick = hunks.first.locator(".git-pick").first
    pick.focus()
    press(page, "ArrowDown", "ArrowDown", "Space")
    assert violations(page) == []
    hunks.first.get_by_role("button", name="Stage 1 line").click()
    until(lambda: git(folder, "diff", "--cached", "--numstat") == "2\t1\ta.md")
    expect(row(page, "a.md")).to_have_count(2)

    page.get_by_label("Message of the commit").fill("Say it late")
    press(page, "Control+Enter")
    expect(page.locator(".notice")).to_contain_text("Say it late")
    assert git(folder, "log", "-1", "--format=%s %an") == "Say it late Ada"
    expect(row(page, "a.md")).to_have_count(1)
    row(page, "a.md").hover()
    page.get_by_role("button", name="Discard the changes of a.md").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Nothing changed since the last commit")).to_be_visible()
    until(lambda: git(folder, "status", "--porcelain") == "")


def test_a_folder_without_a_repository_becomes_one(visit: Visit, server: Server):
    page = visit(server)
    (server.folder / "x.md").write_text("x\n")
    press(page, "Control+Shift+g")
    expect(page.get_by_text("no git repository yet")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Make it a repository").click()
    expect(row(page, "x.md")).to_be_visible()
    expect(page.locator("footer.status")).to_contain_text("main")
    assert (server.folder / ".git").is_dir()


def test_branches_are_made_switched_and_merged_from_the_status_bar(visit: Visit, server: Server, folder: Path):
    git(folder, "commit", "-qam", "Change")
    page = visit(server)
    branch = page.get_by_role("button", name="Branch: main")
    branch.click()
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.type("topic")
    expect(page.get_by_role("option")).to_contain_text("New branch topic")
    assert violations(page) == []
    press(page, "Enter")
    expect(page.get_by_role("button", name="Branch: topic")).to_be_visible()
    (folder / "topic.md").write_text("topic\n")
    expect(page.get_by_role("button", name="Git 1")).to_be_visible()
    begin(page)
    page.get_by_label("Message of the commit").fill("A topic")
    page.get_by_role("button", name="Commit all").click()
    expect(page.locator(".notice", has_text="A topic")).to_be_visible()
    git(folder, "switch", "-q", "main")
    expect(page.get_by_role("button", name="Branch: main")).to_be_visible()
    merge(page)
    expect(page.get_by_role("option")).to_have_count(1)
    press(page, "Enter")
    until((folder / "topic.md").exists)
    expect(page.locator(".notice", has_text="topic is merged")).to_be_visible()


def test_a_conflict_is_resolved_side_by_side(visit: Visit, server: Server, folder: Path):
    git(folder, "checkout", "-q", "a.md")
    git(folder, "switch", "-q", "-c", "side")
    (folder / "a.md").write_text(TEXT.replace("line 3\n", "theirs\n").replace("line 20\n", "twenty\n"))
    git(folder, "commit", "-qam", "Theirs")
    git(folder, "switch", "-q", "main")
    (folder / "a.md").write_text(TEXT.replace("line 3\n", "ours\n"))
    git(folder, "commit", "-qam", "Ours")
    page = visit(server)
    merge(page)
    page.keyboard.type("side")
    expect(page.get_by_role("option").first).to_contain_text("side")
    press(page, "Enter")
    expect(page.locator(".notice", has_text="It stopped at conflicts")).to_be_visible()
    (folder / "a.md").write_text((folder / "a.md").read_text().replace("line 10\n", "by hand\n"))
    expect(page.get_by_role("button", name="Git 1")).to_be_visible()
    begin(page)
    waits = page.get_by_role("region", name="A merge waits")
    expect(waits.get_by_role("button", name="Continue")).to_be_disabled()
    press(page, "ArrowDown", "ArrowDown", "Enter")
    expect(page.locator(".merge-choice")).to_be_visible()
    expect(page.locator(".compare-heads h2")).to_have_text(["Theirs: side", "Ours: main"])
    expect(page.locator(".compare-sides .cm-content").first).to_contain_text("theirs")
    assert violations(page) == []
    page.locator(".merge-choice").get_by_role("button", name="Use both").click()
    open_file(page, "b.md")
    expect(page.get_by_role("button", name="Save and stage")).to_have_count(0)
    page.locator(".tab").first.click()
    expect(page.locator(".merge-choice")).to_have_count(0)
    page.get_by_role("button", name="Save and stage").click()
    expect(page.get_by_text("in no conflict any more")).to_be_visible()
    waits.get_by_role("button", name="Continue").click()
    until(lambda: git(folder, "status", "--porcelain") == "")
    merged = TEXT.replace("line 3\n", "theirs\nours\n").replace("line 20\n", "twenty\n")
    merged = merged.replace("line 10\n", "by hand\n")
    assert (folder / "a.md").read_text() == merged
    expect(waits).to_have_count(0)


def test_the_commits_are_a_graph_and_each_shows_what_it_changed(visit: Visit, server: Server, folder: Path):
    git(folder, "commit", "-qam", "Change two places")
    git(folder, "switch", "-q", "-c", "side", "HEAD~1")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Aside")
    git(folder, "switch", "-q", "main")
    git(folder, "merge", "-q", "--no-edit", "side")
    page = visit(server)
    do(page, "Show the commits")
    commits = page.locator(".git-log-row")
    expect(commits).to_have_count(4)
    expect(commits.first).to_contain_text("HEADmain")
    expect(page.get_by_role("listbox", name="Commits, newest first")).to_be_focused()
    find = page.get_by_label("Find in messages")
    find.fill("two places")
    expect(commits).to_have_count(1)
    commits.first.click()
    detail = page.get_by_role("region", name="The commit")
    expect(detail).to_contain_text("Change two places")
    assert violations(page) == []
    detail.get_by_role("button", name="a.md").click()
    expect(page.locator(".git-hunk")).to_have_count(2)
    expect(page.locator(".git-pick")).to_have_count(0)


def test_changed_lines_are_marked_beside_the_text_and_files_in_the_explorer(visit: Visit, server: Server, folder: Path):
    page = visit(server)
    files = Editing(page, server)
    expect(page.get_by_role("treeitem").filter(has_text="a.md").locator(".explorer-git")).to_contain_text("M")
    files.open("a.md")
    expect(page.locator(".git-mark.changed")).to_have_count(3)
    press(page, "Control+End")
    page.keyboard.type("new")
    expect(page.locator(".git-mark.added, .git-mark.changed")).to_have_count(4)
    press(page, "Control+Home", "Alt+F5")
    expect(page.locator("footer.status")).to_contain_text("Ln 3")
    press(page, "Alt+F5")
    expect(page.locator("footer.status")).to_contain_text("Ln 26")
    until(lambda: (folder / "a.md").read_text().endswith("new"))
    git(folder, "add", "-A")
    expect(page.locator(".git-mark.changed")).to_have_count(0)


def test_a_failure_says_what_to_do_and_a_lock_is_taken_away(visit: Visit, server: Server, folder: Path):
    page = visit(server)
    begin(page)
    do(page, "Push")
    expect(page.locator(".notice")).to_contain_text("There is no remote")
    page.locator(".notice").get_by_role("button").first.click()
    (folder / ".git" / "index.lock").touch()
    begin(page)
    expect(row(page, "a.md")).to_be_visible()
    press(page, "ArrowDown", "ArrowDown", "Space")
    notice = page.locator(".notice", has_text="Another git works in this repository")
    page.wait_for_timeout(1100)  # a lock so young may be in use
    notice.get_by_role("button", name="Take the lock away").click()
    until(lambda: not (folder / ".git" / "index.lock").exists())


@pytest.mark.parametrize("dark", [False, True])
def test_git_on_a_phone_has_nothing_that_axe_finds(visit: Visit, server: Server, folder: Path, dark: bool):
    page = visit(server, width=390, height=844, dark=dark)
    do(page, "Show git changes")
    expect(row(page, "a.md")).to_be_visible()
    assert violations(page) == []
    row(page, "a.md").click()
    expect(page.locator(".git-hunk")).to_have_count(2)
    assert violations(page) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    do(page, "Show the commits")
    expect(page.locator(".git-log-row")).to_have_count(1)
    assert violations(page) == []


def test_who_may_only_read_sees_changes_and_can_change_nothing(visit: Visit, server: Server, folder: Path):
    key = server.call("system.create_token", name="reader", scope=["*:read"])["key"]
    page = visit(server, token=key)
    begin(page)
    row(page, "a.md").click()
    expect(page.locator(".git-hunk")).to_have_count(2)
    expect(page.get_by_role("button", name="Stage")).to_have_count(0)
    expect(page.get_by_label("Message of the commit")).to_have_count(0)
    assert violations(page) == []
