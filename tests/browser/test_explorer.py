"""The explorer: what is on disk is seen, opened, made, renamed, moved, copied, deleted and taken back."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from editing import until
from exploring import Exploring
from pages import files_key
from running import Server

Visit = Callable[..., Page]


@pytest.fixture
def exploring(visit: Visit, server: Server, request: pytest.FixtureRequest) -> Iterator[Exploring]:
    """Somebody at the shared server, with a folder of this test open."""
    top = f"explorer-{request.node.name[:60]}".replace("[", "-").replace("]", "")
    (server.folder / top).mkdir()
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        (server.folder / top / name).parent.mkdir(exist_ok=True)
        (server.folder / top / name).write_text(name)
    yield Exploring(visit(server), server, top).begin()
    shutil.rmtree(server.folder / top)


@pytest.mark.capability("W12", partly="the explorer; editor, terminals and chat have their own")
def test_a_click_shows_a_file_and_a_double_click_keeps_it(exploring: Exploring) -> None:
    tab = exploring.page.locator(".tab")
    exploring.row("a.txt").click()
    expect(tab).to_have_attribute("data-preview", "true")
    expect(exploring.tree).to_be_focused()
    exploring.row("b.txt").click()
    expect(tab).to_have_count(1)
    exploring.row("b.txt").dblclick()
    expect(tab).not_to_have_attribute("data-preview", "true")
    expect(exploring.page.locator(".cm-content")).to_be_focused()
    exploring.row("a.txt").click()
    expect(tab).to_have_count(2)
    exploring.row("sub").click()
    expect(exploring.row("sub/c.txt")).to_be_visible()
    expect(exploring.page.locator(".explorer-loading")).to_have_count(0)
    exploring.row("sub").click()
    expect(exploring.row("sub/c.txt")).to_have_count(0)


def test_the_keyboard_alone_goes_everywhere(exploring: Exploring) -> None:
    exploring.write("zoo/deep/leaf.md", "other/")
    for name in ("zoo", "other"):
        expect(exploring.row(name)).to_be_visible()
    current = exploring.page.locator(".explorer-row[data-current] .explorer-name")
    exploring.press("ArrowRight")
    expect(current).to_have_text("other")
    exploring.press("*")
    expect(exploring.row("zoo/deep")).to_be_visible()
    exploring.press("l")
    expect(current).to_have_text("other")
    exploring.press("Escape")
    exploring.look_for("zo")
    expect(current).to_have_text("zoo")
    exploring.press("ArrowRight", "ArrowRight")
    expect(exploring.row("zoo/deep/leaf.md")).to_be_visible()
    exploring.press("ArrowRight")
    expect(current).to_have_text("leaf.md")
    active = exploring.tree.get_attribute("aria-activedescendant")
    expect(exploring.row("zoo/deep/leaf.md")).to_have_attribute("id", active or "")
    expect(exploring.row("zoo/deep/leaf.md")).to_have_attribute("aria-level", "4")
    exploring.press("Space")
    expect(exploring.page.locator(".tab[data-preview]")).to_have_text("leaf.md")
    expect(exploring.tree).to_be_focused()
    exploring.press("ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(current).to_have_text("zoo")
    exploring.press("ArrowLeft", "ArrowLeft")
    expect(current).to_have_text(exploring.top)
    exploring.press("End", "Home", "ArrowDown", "ArrowUp")
    exploring.press("Shift+F10")
    expect(exploring.menu).to_be_visible()
    exploring.press("Escape")
    expect(exploring.tree).to_be_focused()
    exploring.page.keyboard.type("leaf")
    exploring.press("Enter")


def test_something_new_is_named_in_its_place(exploring: Exploring) -> None:
    exploring.do("", "New file")
    exploring.name("new/deep/note.md")
    expect(exploring.row("new/deep/note.md")).to_have_attribute("aria-selected", "true")
    expect(exploring.page.locator(".cm-content[aria-label$='new/deep/note.md']")).to_be_focused()
    assert (exploring.folder / "new/deep/note.md").read_text() == ""
    exploring.do("sub", "New folder")
    exploring.name("box")
    expect(exploring.row("sub/box")).to_have_attribute("aria-selected", "true")
    expect(exploring.tree).to_be_focused()
    assert (exploring.folder / "sub/box").is_dir()
    exploring.do("", "New file")
    expect(exploring.field).to_be_focused()
    exploring.press("Escape")
    expect(exploring.field).to_have_count(0)
    expect(exploring.tree).to_be_focused()


def test_a_name_that_does_not_do_is_told_before_anything_is_lost(exploring: Exploring) -> None:
    exploring.do("", "New file")
    for name, why in (("a.txt", "already"), ("x/../y", "can't be empty"), ("n" * 300, "300 bytes"), (" x", "space")):
        exploring.field.fill(name)
        expect(exploring.note).to_contain_text(why)
    exploring.name(".icotes-mine")
    expect(exploring.note).to_contain_text("choose another")
    expect(exploring.field).to_have_value(".icotes-mine")
    exploring.press("Escape")
    exploring.row("sub").click()
    expect(exploring.row("sub/c.txt")).to_be_visible()
    exploring.row("a.txt").click()
    exploring.press("F2")
    exploring.name("sub/c.txt")
    expect(exploring.note).to_contain_text("already")
    exploring.name("gone/a.txt")
    expect(exploring.note).to_contain_text("no folder")
    assert exploring.texts() == {"a.txt": "a.txt", "b.txt": "b.txt", "sub/c.txt": "sub/c.txt"}


def test_a_name_that_somebody_takes_while_it_is_typed_is_told(exploring: Exploring) -> None:
    exploring.do("", "New file")
    exploring.field.fill("soon.txt")
    expect(exploring.note).to_have_count(0)
    exploring.write("soon.txt", text="by somebody else")
    expect(exploring.note).to_contain_text("already")


def test_a_file_is_renamed_in_its_place(exploring: Exploring) -> None:
    exploring.row("a.txt").click()
    exploring.press("F2")
    expect(exploring.field).to_have_value("a.txt")
    exploring.page.keyboard.type("stem")
    expect(exploring.field).to_have_value("stem.txt")
    exploring.press("Control+A", "Control+C")
    expect(exploring.field).to_be_focused()
    exploring.press("Enter")
    expect(exploring.row("stem.txt")).to_have_attribute("aria-selected", "true")
    expect(exploring.tree).to_be_focused()
    exploring.press("F2")
    exploring.name("STEM.txt")
    expect(exploring.row("STEM.txt")).to_be_visible()
    expect(exploring.row("stem.txt")).to_have_count(0)
    assert (exploring.folder / "STEM.txt").read_text() == "a.txt"


def test_things_are_dragged_to_move_and_with_control_to_copy(exploring: Exploring) -> None:
    exploring.row("a.txt").click()
    exploring.row("b.txt").click(modifiers=["Control"])
    exploring.row("b.txt").drag_to(exploring.row("sub"))
    exploring.said("Moved 2 things to sub").hover()  # it stays while somebody reads it
    expect(exploring.row("sub/b.txt")).to_have_attribute("aria-selected", "true")
    assert sorted(exploring.texts()) == ["sub/a.txt", "sub/b.txt", "sub/c.txt"]
    exploring.said("Moved").get_by_role("button", name="Undo").click()
    for name in ("a.txt", "b.txt"):
        expect(exploring.row(name)).to_be_visible()
    assert sorted(exploring.texts()) == ["a.txt", "b.txt", "sub/c.txt"]
    exploring.page.keyboard.down("Control")
    exploring.row("a.txt").drag_to(exploring.row("sub"))
    exploring.page.keyboard.up("Control")
    expect(exploring.row("sub/a.txt")).to_be_visible()
    assert sorted(exploring.texts()) == ["a.txt", "b.txt", "sub/a.txt", "sub/c.txt"]
    exploring.row("sub").drag_to(exploring.row("sub/a.txt"))
    assert (exploring.folder / "sub").is_dir()


def test_a_closed_folder_opens_while_something_is_held_over_it(exploring: Exploring) -> None:
    exploring.row("a.txt").hover()
    exploring.page.mouse.down()
    exploring.row("sub").hover()
    exploring.row("sub").hover()
    expect(exploring.row("sub/c.txt")).to_be_visible()
    expect(exploring.row("sub/c.txt")).to_have_class("explorer-row into")
    exploring.row("sub/c.txt").hover()
    exploring.page.mouse.up()
    expect(exploring.row("sub/a.txt")).to_be_visible()


def test_things_are_cut_copied_and_pasted_by_the_keyboard(exploring: Exploring) -> None:
    exploring.row("a.txt").click()
    exploring.press("Control+C", "Control+V")
    expect(exploring.row("a copy.txt")).to_have_attribute("aria-selected", "true")
    exploring.press("Control+V")
    expect(exploring.row("a copy 2.txt")).to_have_attribute("aria-selected", "true")
    exploring.press("Control+X")
    expect(exploring.row("a copy 2.txt")).to_have_class("explorer-row selected cut")
    exploring.row("sub").click()
    exploring.press("Control+V")
    expect(exploring.row("sub/a copy 2.txt")).to_have_attribute("aria-selected", "true")
    expect(exploring.row("a copy 2.txt")).to_have_count(0)
    exploring.row("sub").click()
    exploring.press("Control+D")
    expect(exploring.row("sub copy")).to_have_attribute("aria-selected", "true")
    assert (exploring.folder / "sub copy" / "c.txt").read_text() == "sub/c.txt"
    exploring.row("a.txt").click()
    exploring.press("Control+C")
    until(lambda: exploring.page.evaluate("navigator.clipboard.readText()") == f"{exploring.top}/a.txt")
    exploring.press("Alt+Shift+C")
    expect(exploring.said("Copied")).to_be_visible()
    whole = str(exploring.folder.resolve() / "a.txt")
    until(lambda: exploring.page.evaluate("navigator.clipboard.readText()") == whole)


def test_a_move_to_a_name_that_is_taken_is_asked_about(exploring: Exploring) -> None:
    exploring.write("sub/a.txt", "sub/b.txt", text="there")
    exploring.row("a.txt").click()
    exploring.row("b.txt").click(modifiers=["Shift"])
    exploring.press("Control+X")
    exploring.row("sub").click()
    exploring.press("Control+V")
    expect(exploring.dialog).to_contain_text("a.txt is there already")
    exploring.dialog.get_by_role("button", name="Replace").click()
    expect(exploring.dialog).to_contain_text("b.txt is there already")
    exploring.dialog.get_by_label("The same for all others").check()
    exploring.dialog.get_by_role("button", name="Keep both").click()
    expect(exploring.row("sub/b copy.txt")).to_be_visible()
    assert exploring.texts() == {
        "sub/a.txt": "a.txt",
        "sub/b copy.txt": "b.txt",
        "sub/b.txt": "there",
        "sub/c.txt": "sub/c.txt",
    }


def test_what_is_deleted_can_be_taken_back(exploring: Exploring) -> None:
    exploring.row("sub").click()
    expect(exploring.row("sub/c.txt")).to_be_visible()
    exploring.row("b.txt").click(modifiers=["Shift"])
    exploring.press("Delete")
    exploring.said("Deleted 3 things").hover()  # it stays while somebody reads it
    expect(exploring.row("a.txt")).to_have_count(0)
    assert exploring.texts() == {}
    expect(exploring.tree).to_be_focused()
    exploring.said("Deleted").get_by_role("button", name="Undo").click()
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        expect(exploring.row(name)).to_be_visible()
    assert sorted(exploring.texts()) == ["a.txt", "b.txt", "sub/c.txt"]


def test_the_trash_shows_restores_and_is_emptied(exploring: Exploring) -> None:
    exploring.server.call("files.empty_trash")
    for name in ("a.txt", "b.txt"):
        exploring.server.call("files.delete", path=f"{exploring.top}/{name}")
    exploring.command("Open the trash")
    lines = exploring.page.locator(".trash-row")
    expect(lines).to_have_count(2)
    lines.filter(has_text="a.txt").get_by_role("button", name="Restore").click()
    expect(lines).to_have_count(1)
    expect(exploring.row("a.txt")).to_be_visible()
    assert violations(exploring.page) == []
    exploring.page.get_by_role("button", name="Empty the trash").click()
    exploring.dialog.get_by_role("button", name="Cancel").click()
    expect(lines).to_have_count(1)
    exploring.page.get_by_role("button", name="Empty the trash").click()
    exploring.dialog.get_by_role("button", name="Delete for good").click()
    expect(exploring.page.get_by_text("The trash is empty.")).to_be_visible()
    assert exploring.server.call("files.list_trash") == []


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "\u202egpj.exe",
    "C:\\x",
    "..foo",
    " lead",
    "trail ",
    "n" * 251 + ".txt",
    "😀👩‍👩‍👧.txt",
    "a'b\"c`d",
    "${x}{{y}}%s",
    "-rf",
    "&lt;b&gt;",
    "100%",
    "é",
    "\u05e9\u05dc\u05d5\u05dd.md",
    "#?&=+",
    "con",
    "javascript:alert(1)",
    "__proto__",
    "constructor",
]


def test_hostile_names_are_text_and_work(exploring: Exploring) -> None:
    exploring.write(*HOSTILE)
    (exploring.folder / "two\nlines").write_text("two")
    os.close(os.open(os.fsencode(exploring.folder) + b"/\xff\xfe", os.O_CREAT))
    rows = exploring.page.locator(".explorer-row")
    expect(exploring.row("two%0Alines")).to_contain_text("escaped")
    expect(exploring.row("%FF%FE")).to_contain_text("escaped")
    expect(exploring.row("\u202egpj.exe")).to_contain_text("hidden characters")
    expect(rows.locator("img, script")).to_have_count(0)
    for name in HOSTILE:
        expect(exploring.row(name).locator("bdi")).to_have_text(name, use_inner_text=False)
    exploring.row("<img src=x onerror=alert(1)>").dblclick()
    expect(exploring.page.locator(".cm-content")).to_have_text("<img src=x onerror=alert(1)>")
    for number, name in enumerate([*HOSTILE, "two%0Alines"]):
        exploring.row(name).click()
        expect(exploring.page.locator(".tab[data-chosen]")).to_be_visible()
        exploring.press("F2")
        exploring.name(f"tame {number}")
        expect(exploring.row(f"tame {number}")).to_be_visible()
    exploring.row("%FF%FE").click()
    exploring.press("Delete")
    expect(exploring.row("%FF%FE")).to_have_count(0)
    assert (exploring.folder / f"tame {len(HOSTILE)}").read_text() == "two"


def test_a_link_to_a_folder_is_opened_like_one(exploring: Exploring) -> None:
    (exploring.folder / "way").symlink_to("sub")
    (exploring.folder / "file").symlink_to("a.txt")
    expect(exploring.row("way")).to_contain_text("link")
    exploring.row("way").click()
    expect(exploring.row("way/c.txt")).to_be_visible()
    exploring.write("sub/new.txt")
    expect(exploring.row("way/new.txt")).to_be_visible()
    exploring.row("file").dblclick()
    expect(exploring.page.locator(".cm-content")).to_have_text("a.txt")


def test_names_that_clash_are_marked(exploring: Exploring) -> None:
    exploring.write("A.txt")
    expect(exploring.row("A.txt")).to_contain_text("clash")
    expect(exploring.row("a.txt")).to_contain_text("clash")
    (exploring.folder / "a.txt").unlink()
    expect(exploring.row("A.txt")).not_to_contain_text("clash")


def test_what_is_not_saved_is_marked_and_asked_about(visit: Visit, server: Server) -> None:
    (server.folder / "top" / "sub").mkdir(parents=True)
    (server.folder / "top" / "sub" / "c.txt").write_text("c")
    exploring = Exploring(visit(server, token=files_key(server)), server, "top").begin()
    exploring.row("sub").click()
    exploring.row("sub/c.txt").dblclick()
    expect(exploring.page.locator(".cm-content")).to_be_focused()
    exploring.page.keyboard.type("x")
    expect(exploring.row("sub/c.txt")).to_contain_text("not saved")
    exploring.row("sub").click()
    expect(exploring.row("sub")).to_contain_text("holds what is not saved")
    exploring.press("Delete")
    expect(exploring.dialog).to_contain_text("not saved")
    exploring.dialog.get_by_role("button", name="Cancel").click()
    assert (exploring.folder / "sub/c.txt").exists()


def test_paths_are_copied_and_a_file_downloaded_from_the_menu(exploring: Exploring, tmp_path: Path) -> None:
    exploring.do("sub", "Copy relative path")
    until(lambda: exploring.page.evaluate("navigator.clipboard.readText()") == f"{exploring.top}/sub")
    exploring.row("sub").click(button="right")
    expect(exploring.menu.get_by_role("menuitem", name="files only")).to_be_disabled()
    exploring.press("Escape")
    with exploring.page.expect_download() as download:
        exploring.do("a.txt", "Download")
    download.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_text() == "a.txt"
    assert download.value.suggested_filename == "a.txt"
