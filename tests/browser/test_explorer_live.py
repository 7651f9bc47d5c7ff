"""The explorer beside others: what they do is seen, uploads, what git ignores, lost connections, rights, a phone."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from chromium import Visits
from editing import until
from exploring import Exploring
from pages import files_key
from running import Server

Visit = Callable[..., Page]
MANY = 10_000


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "init.defaultBranch=main")
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *names, *words], cwd=folder, env=env, check=True, capture_output=True)


@pytest.fixture
def top(server: Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """A folder of the test's own."""
    name = f"live-{request.node.name[:60]}".replace("[", "-").replace("]", "")
    server.call("files.make_folder", path=name)  # so that no page is told of it later
    yield name
    shutil.rmtree(server.folder / name)


@pytest.mark.capability("I11")
def test_what_one_does_in_a_shell_the_other_sees(visit: Visit, server: Server, top: str) -> None:
    folder = server.folder / top
    git(folder, "init")
    for name in ("one.txt", "sub/two.txt", "sub/deep/three.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    git(folder, "add", ".")
    git(folder, "commit", "-m", "first")
    one, other = (Exploring(visit(server), server, top).begin() for _ in range(2))
    for each in (one, other):
        each.row("sub").click()
        each.row("sub/deep").click()
        expect(each.row("sub/deep/three.txt")).to_be_visible()
    git(folder, "checkout", "-b", "other")
    (folder / "sub").rename(folder / "moved")
    for each in (one, other):
        expect(each.row("moved/deep/three.txt")).to_be_visible()
        expect(each.row("sub")).to_have_count(0)
    for number in range(25):
        (folder / "moved" / f"n{number}.txt").write_text("n")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "second")
    for each in (one, other):
        expect(each.row("moved/n0.txt")).to_be_visible()
    git(folder, "checkout", "main")
    for each in (one, other):
        expect(each.row("moved")).to_have_count(0)
        each.row("sub").click()
        each.row("sub/deep").click()
        expect(each.row("sub/deep/three.txt")).to_be_visible()
        expect(each.names()).to_have_text(["sub", "deep", "three.txt", "two.txt", "one.txt"])


def test_a_change_by_another_is_marked_and_ones_own_is_not(visit: Visit, server: Server, top: str) -> None:
    one, other = (Exploring(visit(server), server, top).begin() for _ in range(2))
    fresh = [each.page.evaluate_handle(WATCH) for each in (one, other)]
    one.do("", "New file")
    one.name("mine.txt")
    for each in (one, other):
        expect(each.row("mine.txt")).to_be_visible()
    one.write("outside.txt")
    for each in (one, other):
        expect(each.row("outside.txt")).to_be_visible()
    seen = [sorted(each.evaluate("set => [...set]")) for each in fresh]
    assert seen == [[f"{top}/outside.txt"], [f"{top}/mine.txt", f"{top}/outside.txt"]]


WATCH = """() => {
  const seen = new Set();
  const look = () => document.querySelectorAll(".explorer-row.fresh").forEach((row) => seen.add(row.dataset.path));
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
  return seen;
}"""


def test_the_file_that_is_gone_to_is_shown_in_the_tree_unless_that_is_off(
    visit: Visit, server: Server, top: str
) -> None:
    exploring = Exploring(visit(server), server, top)
    exploring.write("sub/deep/leaf.txt", "sub/other/leaf.txt")
    server.call("workspaces.open_file", path=f"{top}/sub/deep/leaf.txt")
    expect(exploring.row("sub/deep/leaf.txt")).to_have_attribute("aria-selected", "true")
    follow = exploring.page.get_by_role("button", name="Follow the active file")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "false")
    server.call("workspaces.open_file", path=f"{top}/sub/other/leaf.txt")
    expect(exploring.page.locator(".cm-content[aria-label$='other/leaf.txt']")).to_be_focused()
    expect(exploring.row("sub/other/leaf.txt")).to_have_count(0)
    exploring.command("Show the active file in the explorer")
    expect(exploring.row("sub/other/leaf.txt")).to_have_attribute("aria-selected", "true")
    kept = "path => Object.keys(sessionStorage).some(key => sessionStorage[key].includes(JSON.stringify(path)))"
    exploring.page.wait_for_function(kept, arg=f"{top}/sub/deep")
    exploring.page.reload()
    expect(exploring.row("sub/deep/leaf.txt")).to_be_visible()
    exploring.page.get_by_role("button", name="Close all folders").click()
    expect(exploring.row("sub")).to_have_count(0)


def test_what_git_ignores_is_dimmed_and_follows_its_rules(visit: Visit, server: Server, top: str) -> None:
    exploring = Exploring(visit(server), server, top)
    git(exploring.folder, "init")
    exploring.write("a.log", "b.txt", "build/out.o")
    exploring.write(".gitignore", text="*.log\n")
    exploring.begin()
    expect(exploring.row("a.log")).to_have_class(re.compile("ignored"))
    expect(exploring.row("build")).not_to_have_class(re.compile("ignored"))
    exploring.write(".gitignore", text="build/\n")
    expect(exploring.row("build")).to_have_class(re.compile("ignored"))
    expect(exploring.row("a.log")).not_to_have_class(re.compile("ignored"))
    exploring.row("build").click()
    expect(exploring.row("build/out.o")).to_have_class(re.compile("ignored"))


def test_files_and_folders_are_dropped_and_conflicts_asked_about_once(
    visit: Visit, visits: Visits, server: Server, top: str, tmp_path: Path
) -> None:
    visits.forgive("412")
    exploring = Exploring(visit(server), server, top)
    exploring.write("a.txt", "b.txt", "in/c.txt", text="there")
    exploring.begin()
    (tmp_path / "in" / "deep" / "empty").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "in/c.txt", "in/deep/d.txt"):
        (tmp_path / name).write_text("dropped")
    exploring.drop("", tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "in")
    expect(exploring.dialog).to_contain_text("is there already")
    exploring.dialog.get_by_label("The same for all others").check()
    exploring.dialog.get_by_role("button", name="Keep both").click()
    expect(exploring.said("Uploaded 4 files")).to_be_visible()
    assert exploring.texts() == {
        "a copy.txt": "dropped",
        "a.txt": "there",
        "b copy.txt": "dropped",
        "b.txt": "there",
        "in/c copy.txt": "dropped",
        "in/c.txt": "there",
        "in/deep/d.txt": "dropped",
    }
    assert (exploring.folder / "in/deep/empty").is_dir()
    exploring.drop("", tmp_path / "a.txt")
    exploring.dialog.get_by_role("button", name="Replace").click()
    expect(exploring.said("Uploaded a.txt")).to_be_visible()
    assert (exploring.folder / "a.txt").read_text() == "dropped"
    exploring.drop("in", tmp_path / "b.txt")
    until((exploring.folder / "in" / "b.txt").exists)


def test_files_are_chosen_or_pasted_to_be_uploaded(visit: Visit, server: Server, top: str, tmp_path: Path) -> None:
    exploring = Exploring(visit(server), server, top).begin()
    (tmp_path / "big.bin").write_bytes(b"x" * 3_000_000)
    (tmp_path / "tree" / "leaf").mkdir(parents=True)
    (tmp_path / "tree" / "leaf" / "x.txt").write_text("x")
    with exploring.page.expect_file_chooser() as chooser:
        exploring.page.get_by_role("button", name="Upload files…").click()
    chooser.value.set_files(tmp_path / "big.bin")
    expect(exploring.row("big.bin")).to_be_visible()
    until(lambda: (exploring.folder / "big.bin").stat().st_size == 3_000_000)
    assert violations(exploring.page) == []
    with exploring.page.expect_file_chooser() as chooser:
        exploring.do("", "Upload a folder…")
    chooser.value.set_files(tmp_path / "tree")
    until((exploring.folder / "tree/leaf/x.txt").exists)
    exploring.row("").click(modifiers=["Control"])
    exploring.row("").click(modifiers=["Control"])
    exploring.paste_files({"pasted.txt": "pasted"})
    expect(exploring.row("pasted.txt")).to_be_visible()
    until(lambda: (exploring.folder / "pasted.txt").read_text() == "pasted")


def test_an_upload_that_fails_stays_to_be_tried_again(
    visit: Visit, visits: Visits, server: Server, top: str, tmp_path: Path
) -> None:
    visits.forgive("ERR_FAILED")
    exploring = Exploring(visit(server), server, top).begin()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("up")
    exploring.page.route("**/raw/**/a.txt", lambda route: route.abort())
    exploring.drop("", tmp_path / "a.txt", tmp_path / "b.txt")
    foot = exploring.page.locator(".uploads")
    expect(foot).to_contain_text("1 file was not uploaded")
    expect(foot).to_contain_text("The connection broke off.")
    expect(exploring.row("b.txt")).to_be_visible()
    exploring.page.unroute("**/raw/**/a.txt")
    foot.get_by_role("button", name="Try again").click()
    expect(exploring.row("a.txt")).to_be_visible()
    expect(foot).to_have_count(0)


def test_an_upload_is_cancelled(visit: Visit, server: Server, top: str, tmp_path: Path) -> None:
    exploring = Exploring(visit(server), server, top).begin()
    (tmp_path / "a.txt").write_text("up")
    exploring.page.route("**/raw/**", lambda _: None)
    exploring.drop("", tmp_path / "a.txt")
    foot = exploring.page.locator(".uploads")
    expect(foot).to_contain_text("Uploading: 0 of 1")
    foot.get_by_role("button", name="Cancel a.txt").click()
    expect(foot).to_have_count(0)
    assert list(exploring.folder.iterdir()) == []


def test_a_key_that_may_only_read_is_offered_nothing_else(visit: Visit, server: Server, top: str) -> None:
    reader = server.call("system.create_token", name="reader", scope=["*:read"])["key"]
    exploring = Exploring(visit(server, token=reader), server, top)
    exploring.write("a.txt")
    exploring.begin()
    expect(exploring.page.get_by_role("button", name="New file")).to_have_count(0)
    exploring.row("a.txt").click(button="right")
    expect(exploring.menu.get_by_role("menuitem", name="Copy path")).to_be_visible()
    expect(exploring.menu.get_by_role("menuitem", name="Delete")).to_have_count(0)
    exploring.press("Escape", "Delete", "F2")
    expect(exploring.field).to_have_count(0)
    nobody = server.call("system.create_token", name="nobody", scope=["workspaces:read", "system:read"])["key"]
    page = visit(server, token=nobody)
    expect(page.get_by_text("may not see files")).to_be_visible()


@pytest.mark.capability("C17", partly="the explorer's half: nothing is missed")
def test_the_tree_stays_while_the_server_is_gone_and_follows_when_it_is_back(
    fresh_server: Callable[..., Server], visit: Visit, visits: Visits, tmp_path: Path
) -> None:
    visits.forgive("ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)", "WebSocket")
    (tmp_path / "p" / "here").mkdir(parents=True)
    server = fresh_server(tmp_path / "p", home=tmp_path / "home")
    exploring = Exploring(visit(server), server, "here")
    exploring.write("a.txt", "b.txt")
    exploring.begin()
    expect(exploring.row("a.txt")).to_be_visible()
    exploring.page.wait_for_load_state("networkidle")
    server.kill()
    expect(exploring.page.locator(".app")).to_contain_text("does not answer")
    exploring.row("a.txt").click()
    exploring.press("Delete")
    expect(exploring.said("There is no connection")).to_be_visible()
    expect(exploring.row("b.txt")).to_be_visible()
    (exploring.folder / "b.txt").rename(exploring.folder / "c.txt")
    fresh_server(tmp_path / "p", "--port", str(server.port), home=tmp_path / "home")
    expect(exploring.row("c.txt")).to_be_visible()
    expect(exploring.row("b.txt")).to_have_count(0)


def test_an_empty_workspace_says_what_to_do(fresh_server: Callable[..., Server], visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    server = fresh_server(tmp_path / "empty")
    page = visit(server)
    expect(page.get_by_text("This folder is empty.")).to_be_visible()
    page.locator(".explorer-nothing").get_by_role("button", name="New file").click()
    page.locator(".explorer-name-field input").fill("first.txt")
    page.keyboard.press("Enter")
    expect(page.locator(".explorer-row")).to_have_text("first.txt")
    (tmp_path / "empty" / "first.txt").unlink()
    expect(page.get_by_text("This folder is empty.")).to_be_visible()


def test_many_thousand_files_are_scrolled_and_changed(
    fresh_server: Callable[..., Server], visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "p" / "many").mkdir(parents=True)
    for number in range(MANY):
        os.close(os.open(tmp_path / "p" / "many" / f"f{number}", os.O_CREAT))
    server = fresh_server(tmp_path / "p")
    exploring = Exploring(visit(server), server, "many").begin()
    expect(exploring.row("f0")).to_be_visible()
    expect(exploring.row("f10")).to_have_attribute("aria-setsize", str(MANY))
    exploring.press("End")
    expect(exploring.row(f"f{MANY - 1}")).to_be_visible()
    assert exploring.page.locator(".explorer-row").count() < 120
    exploring.write(f"f{MANY}")
    exploring.press("End")
    expect(exploring.row(f"f{MANY}")).to_be_visible()
    (exploring.folder / f"f{MANY}").unlink()
    expect(exploring.row(f"f{MANY}")).to_have_count(0)


def test_a_phone_shows_the_tree_as_a_drawer(visit: Visit, server: Server, top: str) -> None:
    page = visit(server, width=390, height=844)
    exploring = Exploring(page, server, top)
    exploring.write("a.txt")
    page.get_by_role("button", name="Explorer").tap()
    exploring.row("").tap()
    box = exploring.row("a.txt").bounding_box()
    assert box
    assert box["height"] >= 44
    exploring.row("a.txt").tap()
    expect(page.locator(".cm-content")).to_have_text("a.txt")
    expect(exploring.tree).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_everybody_can_use_it(visit: Visit, server: Server, top: str, dark: bool) -> None:
    exploring = Exploring(visit(server, dark=dark, token=files_key(server)), server, top)
    git(exploring.folder, "init")
    exploring.write("a.log", "A.log", "b.txt")
    exploring.write(".gitignore", text="*.log\n")
    (exploring.folder / "new\nline").touch()
    (exploring.folder / "link").symlink_to("b.txt")
    exploring.begin()
    expect(exploring.row("a.log")).to_have_class(re.compile("ignored"))
    exploring.row("b.txt").dblclick()
    expect(exploring.page.locator(".cm-content")).to_be_focused()
    exploring.page.keyboard.type("x")
    expect(exploring.row("b.txt")).to_contain_text("not saved")
    assert violations(exploring.page) == []
    exploring.do("", "New file")
    exploring.field.fill("b.txt")
    expect(exploring.note).to_contain_text("already")
    assert violations(exploring.page) == []
