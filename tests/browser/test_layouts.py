"""Layouts, what is open and preferences: kept on the server, the same in another browser, and without a server too."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from axe import violations
from chromium import Visits
from footprint import until
from pages import command, entry, ready, terminal
from running import Server

Visit = Callable[..., Page]


@pytest.fixture
def files(server: Server) -> Server:
    for name in ("one.md", "two.md", "three.md"):
        (server.folder / name).write_text(f"text of {name}\n" + "a long line " * 40)
    return server


def show(page: Page, *paths: str) -> None:
    for path in paths:
        entry(page, path).dblclick()
        expect(tab(page, path)).to_be_visible()


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=name, exact=True)


def messages(page: Page) -> Locator:
    return page.get_by_role("region", name="Messages")


def kept(server: Server) -> list[str]:
    return [each["path"] for each in server.call("workspaces.open_files")["files"] if not each.get("preview")]


def until_kept(server: Server, *paths: str) -> None:
    until(lambda: kept(server) == list(paths), f"what is open: {kept(server)}")


def save_layout(page: Page, name: str) -> None:
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("Save the layout as")
    page.keyboard.press("Enter")
    field = page.get_by_role("dialog").get_by_role("combobox", name="Name")
    expect(field).to_be_focused()
    field.fill(name)
    page.keyboard.press("Enter")


def pick(page: Page, title: str, name: str) -> None:
    """Carry out a command that lets one pick, and pick."""
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type(title)
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text(title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name=title)).to_be_visible()
    page.get_by_role("dialog").get_by_role("option", name=name).click()


@pytest.mark.capability("D2")
def test_what_is_open_is_there_in_another_browser(files: Server, visit: Visit):
    page = visit(files)
    show(page, "one.md", "two.md")
    until_kept(files, "one.md", "two.md")
    command(page, "Split right")
    until(lambda: files.call("workspaces.open_files")["arrangement"]["root"]["type"] == "split", "the split is kept")

    other = visit(files)
    expect(tab(other, "one.md")).to_have_count(1)
    expect(tab(other, "two.md")).to_have_count(2)
    expect(other.locator(".cm-content").last).to_contain_text("text of two.md")
    tab(other, "one.md").click()
    other.reload()
    ready(other)
    expect(tab(other, "one.md")).to_have_attribute("aria-selected", "true")
    until(lambda: files.call("workspaces.open_files").get("active") == "one.md", "what the other looks at is kept")
    files.call("files.create", path="told-later.md")
    expect(entry(page, "told-later.md")).to_be_visible()
    expect(tab(page, "one.md")).to_have_attribute("aria-selected", "false")  # a browser that is here keeps its own


@pytest.mark.capability("D7")
def test_a_layout_is_saved_by_one_and_loaded_by_another_and_deleted(files: Server, visit: Visit):
    page, other = visit(files), visit(files, token=None)
    show(page, "one.md", "two.md")
    save_layout(page, "reading")
    expect(messages(page)).to_contain_text("The layout reading is saved.")

    show(other, "three.md")
    pick(other, "Load a layout", "reading")
    expect(tab(other, "two.md")).to_have_attribute("aria-selected", "true")
    expect(tab(other, "three.md")).to_have_count(0)
    save_layout(page, "reading")
    expect(page.get_by_role("dialog")).to_contain_text("saved by owner")
    page.get_by_role("button", name="Cancel").click()
    pick(page, "Delete a layout", "reading")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(messages(page)).to_contain_text("The layout reading is deleted.")
    assert files.call("workspaces.layouts") == []
    expect(tab(other, "two.md")).to_be_visible()


def test_a_layout_that_is_loaded_by_the_command_line_is_shown_here(files: Server, visit: Visit):
    files.call("workspaces.save_layout", name="both", files=[{"path": "one.md"}, {"path": "three.md"}], active="one.md")
    page = visit(files)
    show(page, "two.md")
    until_kept(files, "two.md")
    done = files.icotes("workspaces", "load-layout", "both")
    assert done.returncode == 0, done.stderr
    expect(tab(page, "one.md")).to_have_attribute("aria-selected", "true")
    expect(tab(page, "three.md")).to_be_visible()
    expect(tab(page, "two.md")).to_have_count(0)


@pytest.mark.capability("D8")
def test_a_project_of_a_template_is_shown_as_the_template_says(server: Server, visit: Visit, tmp_path: Path):
    made = server.call("projects.create", folder=str(tmp_path / "new"), template="python")
    server.call("workspaces.activate", workspace=made["workspace"])
    page = visit(server)
    expect(tab(page, "main.py")).to_have_attribute("aria-selected", "true")
    expect(tab(page, "test_main.py")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".cm-highlightSpace").first).to_be_attached()


def preference(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


@pytest.mark.capability("D3")
def test_preferences_are_seen_chosen_and_follow_to_another_browser_at_once(files: Server, visit: Visit):
    page, other = visit(files), visit(files)
    show(other, "one.md")
    expect(other.locator(".cm-lineWrapping")).to_have_count(0)
    command(page, "Preferences")
    expect(preference(page, "Wrap long lines")).to_have_value("auto")
    expect(page.get_by_text("This is the default.").first).to_be_visible()
    assert violations(page) == []

    preference(page, "Wrap long lines").select_option("on")
    expect(other.locator(".cm-lineWrapping")).to_be_visible()
    preference(page, "Theme").select_option("dark")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("spinbutton").first.fill("20")
    page.get_by_role("spinbutton").first.press("Tab")
    expect(other.locator(".cm-content")).to_have_css("font-size", "20px")
    third = visit(files)
    expect(third.locator("html")).to_have_attribute("data-theme", "dark")
    other.reload()
    ready(other)
    expect(other.locator(".cm-lineWrapping")).to_be_visible()

    page.get_by_role("button", name=re.compile("Take it back")).first.click()
    expect(other.locator("html")).to_have_attribute("data-theme", "")


@pytest.mark.capability("D3")
def test_what_a_workspace_chooses_goes_before_what_a_person_likes(files: Server, visit: Visit):
    page = visit(files)
    show(page, "one.md")
    files.call("workspaces.set_preference", name="editor.word_wrap", value="on", level="workspace")
    expect(page.locator(".cm-lineWrapping")).to_be_visible()
    page.locator(".cm-content").click()
    page.keyboard.press("Alt+z")  # for this page, what I like holds all the same
    expect(page.locator(".cm-lineWrapping")).to_have_count(0)
    until(lambda: chosen(files, "editor.word_wrap").get("person") == "off", "the choice is kept")
    expect(page.locator(".cm-lineWrapping")).to_have_count(0)
    page.reload()
    ready(page)
    expect(page.locator(".cm-lineWrapping")).to_be_visible()
    command(page, "Preferences")
    expect(page.get_by_text("this workspace has chosen: on")).to_be_visible()
    page.get_by_label("For everybody in this workspace").check()
    page.get_by_role("button", name="Take it back (automatic)").click()
    until(lambda: "workspace" not in chosen(files, "editor.word_wrap"), "the workspace's choice is gone")


def chosen(server: Server, name: str) -> dict[str, Any]:
    found = next(each for each in server.call("workspaces.preferences") if each["name"] == name)
    return {each["level"]: each["value"] for each in found["chosen"]}


def test_a_key_that_may_not_write_has_its_layout_and_preferences_in_its_browser(files: Server, visit: Visit):
    key = files.call("system.create_token", name="reader", scope=["files:read", "workspaces:read"])["key"]
    page = visit(files, token=key)
    show(page, "one.md")
    page.locator(".cm-content").click()
    page.keyboard.press("Alt+z")
    expect(page.locator(".cm-lineWrapping")).to_be_visible()
    page.reload()
    ready(page)
    expect(tab(page, "one.md")).to_be_visible()
    expect(page.locator(".cm-lineWrapping")).to_be_visible()
    command(page, "Preferences")
    expect(preference(page, "Wrap long lines")).to_be_disabled()
    assert files.call("workspaces.open_files")["files"] == []


def test_what_is_chosen_while_the_server_is_away_is_kept_when_it_is_back(files: Server, visit: Visit, visits: Visits):
    visits.forgive("ERR_INTERNET_DISCONNECTED")
    page = visit(files)
    show(page, "one.md")
    until_kept(files, "one.md")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.locator(".cm-content").click()
    page.keyboard.press("Alt+z")
    expect(page.locator(".cm-lineWrapping")).to_be_visible()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: chosen(files, "editor.word_wrap") == {"person": "on"}, "the choice is kept")


@pytest.mark.capability("D5")
def test_another_workspace_is_switched_to_and_shown_first_from_then_on(server: Server, visit: Visit, tmp_path: Path):
    (server.folder / "here.md").write_text("x")
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "there.md").write_text("x")
    server.call("projects.open", folder=str(tmp_path / "second"))
    page = visit(server)
    expect(entry(page, "here.md")).to_be_visible()
    show(page, "here.md")
    terminal(page)

    pick(page, "Switch to another workspace", "second")
    expect(entry(page, "there.md")).to_be_visible()
    expect(entry(page, "here.md")).to_have_count(0)
    expect(tab(page, "here.md")).to_have_count(0)
    expect(page.locator(".xterm-rows")).to_have_count(0)
    other = visit(server)
    expect(entry(other, "there.md")).to_be_visible()
    server.call("workspaces.rename", workspace="second", name="by another name")
    expect(page.get_by_role("button", name="by another name")).to_be_visible()


@pytest.mark.capability("D2")
def test_terminals_that_one_puts_side_by_side_stand_so_for_the_other_and_for_who_comes_later(
    server: Server, visit: Visit
):
    page = visit(server)
    terminal(page)
    other = visit(server)
    command(other, "Go to the terminal")
    expect(other.locator(".xterm:visible")).to_have_count(1)

    command(page, "Split terminal")
    for each in (page, other):
        expect(each.locator(".xterm:visible")).to_have_count(2)
    later = visit(server)
    command(later, "Go to the terminal")
    expect(later.locator(".xterm:visible")).to_have_count(2)
    command(other, "Give this terminal a tab of its own")
    expect(page.locator(".xterm:visible")).to_have_count(1)
    assert len(server.call("workspaces.panels")["panels"][0]["data"]["groups"]) == 2


def test_what_is_kept_of_a_page_takes_nothing_from_it_that_was_opened_meanwhile(files: Server, visit: Visit):
    """The event that tells what a page kept itself is no news to it."""
    page = visit(files)
    for name in ("one.md", "two.md", "three.md"):
        entry(page, name).dblclick()
        until(lambda: files.call("workspaces.open_files")["files"], "something is kept")
    command(page, "Keyboard shortcuts")
    until_kept(files, "one.md", "two.md", "three.md")
    expect(page.get_by_role("tab")).to_have_count(4)


@pytest.mark.capability("I2")
def test_the_next_tab_of_a_browser_goes_on_from_what_it_shows_though_the_server_was_not_told_yet(
    files: Server, visit: Visit
):
    page = visit(files)
    show(page, "one.md")
    until_kept(files, "one.md")
    show(page, "two.md")
    next_one = page.context.new_page()
    page.close()
    next_one.goto(f"{files.url}/#launch={files.call('system.create_launch')}")
    ready(next_one)
    expect(tab(next_one, "two.md")).to_be_visible()
    until_kept(files, "one.md", "two.md")
