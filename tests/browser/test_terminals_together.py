"""Terminals that others use too, that end, or that the page lost for a while."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from chromium import Visits
from footprint import holders, until
from running import Failed, Server
from shells import PANE, ROWS, TAB, bar, enter, focused, shell, text

Visit = Callable[..., Page]


def key(server: Server, *scopes: str) -> str:
    return server.call("system.create_token", name="guest", scope=scopes or ["*"])["key"]


@pytest.mark.capability("F7")
def test_two_people_see_the_same_and_one_types_until_the_other_takes_over(visit: Visit, server: Server) -> None:
    page, other = visit(server), visit(server, token=key(server))
    rows = shell(page)
    enter(page, "echo fr''om one")
    other.keyboard.press("Control+Backquote")
    theirs = other.locator(ROWS)
    expect(theirs).to_contain_text("from one")
    taken = bar(other, "owner types here")
    focused(other)
    other.keyboard.type("rm")
    expect(taken).to_contain_text("2 keys were not sent")
    taken.get_by_role("button").click()
    enter(other, "echo fr''om two")
    expect(rows).to_contain_text("from two")
    bar(page, "key .* types here")
    page.locator(PANE).click()
    focused(page)
    page.keyboard.type("x")
    bar(page, "1 key was not sent")
    assert "#rm" not in text(rows).replace(" ", "")


def test_a_shared_terminal_is_typed_on_by_both(visit: Visit, server: Server) -> None:
    page, other = visit(server), visit(server, token=key(server))
    rows = shell(page)
    enter(page, "echo fr''om one")
    other.keyboard.press("Control+Backquote")
    bar(other, "owner types here")
    page.get_by_role("button", name="More of this terminal").click()
    page.get_by_role("menuitem", name="Let others type").click()
    expect(other.locator(".terminal-bar")).to_have_count(0)
    other.locator(PANE).click()
    focused(other)
    enter(other, "echo fr''om two")
    expect(rows).to_contain_text("from two")
    page.locator(PANE).click()
    focused(page)
    enter(page, "echo ag''ain one")
    expect(other.locator(ROWS)).to_contain_text("again one")


@pytest.mark.capability("F9", partly="the audit is shown beside the methods")
def test_who_may_only_read_watches(visit: Visit, server: Server) -> None:
    page, other = visit(server), visit(server, token=key(server, "*:read"))
    shell(page)
    enter(page, "echo sh''own")
    other.keyboard.press("Control+Backquote")
    expect(other.locator(ROWS)).to_contain_text("shown")
    bar(other, "may not type")
    other.locator(PANE).click()
    other.keyboard.type("nothing")
    expect(other.get_by_role("button", name="New terminal")).to_have_count(0)
    enter(page, "echo do''ne")
    expect(other.locator(ROWS)).to_contain_text("done")
    assert "nothing" not in text(other.locator(ROWS))


def test_one_that_the_command_line_starts_is_there(visit: Visit, server: Server) -> None:
    page = visit(server)
    shell(page)
    made = json.loads(server.icotes("terminals", "create", "--name", "from outside", "--json").stdout)
    tab = page.get_by_role("tab", name="from outside")
    tab.click()
    server.call("terminals.write", terminal=made["id"], data="echo he''re\r")
    expect(page.locator(ROWS)).to_contain_text("here")
    server.call("terminals.rename", terminal=made["id"], name="other name")
    expect(page.get_by_role("tab", name="other name")).to_be_visible()


def test_what_ended_stays_readable_and_starts_again_in_its_place(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "echo la''st; exit 3")
    ended = bar(page, "ended with code 3")
    expect(rows).to_contain_text("last")
    expect(page.get_by_role("tab", name="ended (3)")).to_be_visible()
    assert violations(page) == []
    ended.get_by_role("button", name="Start it again").click()
    expect(page.locator(".terminal-bar")).to_have_count(0)
    expect(page.locator(TAB)).to_have_count(1)
    focused(page)
    enter(page, "echo fre''sh")
    expect(page.locator(ROWS)).to_contain_text("fresh")
    enter(page, "kill -9 $$")
    bar(page, "ended by SIGKILL")


@pytest.mark.capability("Y9", partly="kernels beside it")
def test_terminals_go_on_after_a_restart_without_the_person_doing_anything(
    visit: Visit, visits: Visits, fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    first = fresh_server(tmp_path, home=tmp_path.with_name("home"))
    page = visit(first)
    rows = shell(page)
    enter(page, "x=kept; clear; for n in $(seq 1 150); do printf '%s,' $n; sleep 0.02; done; echo do''ne")
    expect(rows).to_contain_text(",20,")
    first.kill()
    bar(page, "Not connected")
    page.keyboard.type("rm")
    bar(page, "2 keys were not sent")
    visits.forgive("WebSocket", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_SOCKET")
    again = fresh_server(tmp_path, f"--port={first.port}", home=tmp_path.with_name("home"))
    expect(rows).to_contain_text("done")
    whole = "".join(rows.locator("> div").all_inner_texts()).replace("\xa0", " ")
    assert ",".join(map(str, range(1, 151))) in whole
    expect(page.locator(".terminal-bar")).to_have_count(0)
    enter(page, "echo $x me")
    expect(rows).to_contain_text("kept me")
    assert len(again.call("terminals.list")) == 1


def test_a_terminal_whose_holder_is_killed_says_so_and_starts_again(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "echo be''fore")
    expect(rows).to_contain_text("before")
    for each in holders(server):
        os.kill(each, signal.SIGKILL)
    ended = bar(page, "nobody knows how")
    expect(rows).to_contain_text("before")
    ended.get_by_role("button", name="Start it again").click()
    expect(page.locator(".terminal-bar")).to_have_count(0)
    focused(page)
    enter(page, "echo af''ter")
    expect(page.locator(ROWS)).to_contain_text("after")


def is_cut(server: Server) -> bool:
    """Cut a connection, if there is one."""
    for each in server.call("system.connections", kind="websocket")["items"]:
        try:
            server.call("system.disconnect", connection=each["id"])
        except Failed as failed:  # the one before it may still be about to end
            if failed.kind != "NotFound":
                raise
        else:
            return True
    return False


@pytest.mark.capability("Y2", partly="what else is live is tried beside it")
def test_a_connection_that_is_cut_loses_and_repeats_nothing(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "clear; for n in $(seq 1 150); do printf '%s,' $n; sleep 0.02; done; echo do''ne")
    for seen in (20, 60, 100):
        expect(rows).to_contain_text(f",{seen},")
        until(lambda: is_cut(server))
    expect(rows).to_contain_text("done")
    whole = "".join(rows.locator("> div").all_inner_texts()).replace("\xa0", " ")
    assert ",".join(map(str, range(1, 151))) in whole
    assert "skipped" not in whole


def test_what_a_hidden_terminal_prints_is_there_when_it_is_shown(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "echo on''ce")
    expect(rows).to_contain_text("once")
    hidden = server.call("terminals.list")[0]["id"]
    shell(page)
    server.call("terminals.write", terminal=hidden, data="echo mean''while\r")
    tabs = page.locator(".terminal-tabs").get_by_role("tab")
    tabs.first.click()
    expect(rows).to_contain_text("meanwhile")
    assert text(rows).count("once") == text(rows).count("meanwhile") == 1
    tabs.last.click()
    flood = "clear; yes | head -c 9000000 | tr -d '\\n'; echo e''nd; exit\r"
    server.call("terminals.write", terminal=hidden, data=flood)
    expect(page.get_by_role("tab", name="ended (0)")).to_be_visible()
    tabs.first.click()
    expect(rows).to_contain_text("end")


def test_questions_of_programs_are_answered_once(visit: Visit, server: Server) -> None:
    page = visit(server)
    rows = shell(page)
    enter(page, "printf '\\033[6n\\033[c'; echo as''ked")
    expect(rows).to_contain_text("asked")
    page.keyboard.press("Control+c")
    expect(rows).to_contain_text("^C")
    answers = text(rows).count("R")
    page.reload()
    expect(rows).to_contain_text("asked")
    page.locator(PANE).click()
    enter(page, "echo re''ady")
    expect(rows).to_contain_text("ready")
    assert text(rows).count("R") == answers
