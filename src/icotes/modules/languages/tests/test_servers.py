"""What a workspace's language servers are told and asked, and what becomes of those that do wrong."""

import asyncio
import json
import math
import sys
import time
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from icotes.core.errors import Conflict, Denied, NotFound, Unacceptable
from icotes.core.log import Snapshot
from icotes.kit import sandbox
from icotes.kit.sandbox_types import NoSandbox
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.languages import framing
from icotes.modules.languages import server as lifecycle
from icotes.modules.languages import session as runs
from icotes.modules.languages.types import (
    EditsOutdated,
    FileDiagnostics,
    Forgotten,
    NoAnswer,
    NoLanguageServer,
    ServerFailing,
    ServerRefused,
)

ENCODINGS = ["utf-8", "utf-16", "utf-32"]
LONG = 30
EMOJI = "x = '😀' + bad\n"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon what failed."""
    monkeypatch.setattr(lifecycle, "PAUSES", (0.05, 0.1, 600.0))


async def heard(study: Any, path: str = "a.toy", line: int = 1, column: int = 1) -> tuple[str, dict[str, int]]:
    """Return the text that the server knows, and the place that it was asked about."""
    text, place = json.loads((await study.call("hover", path=path, line=line, column=column))["text"])
    return text, place


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def gone(pid: int) -> None:
    async with asyncio.timeout(LONG):
        while is_alive(pid):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_server_is_told_of_what_is_typed_and_asked_in_its_own_units(study: Any, encoding: str) -> None:
    it = await study("well", encoding)
    it.file("a.toy", EMOJI)
    units = {"utf-8": 10, "utf-16": 8, "utf-32": 7}[encoding]
    assert await heard(it, column=8) == (EMOJI, {"line": 0, "character": units})
    await it.client.call("documents.edit", path="a.toy", edits=[{"old": "x =", "new": "é😀 =\n"}])
    text, place = await heard(it, line=2, column=8)
    assert text == "é😀 =\n '😀' + bad\n"
    assert place == {"line": 1, "character": {"utf-8": 10, "utf-16": 8, "utf-32": 7}[encoding]}


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_what_is_typed_is_diagnosed_without_being_asked(study: Any, encoding: str) -> None:
    it = await study("well", encoding)
    it.file("a.toy", EMOJI)
    assert (await it.call("diagnostics", path="a.toy"))[0]["diagnostics"] == [
        {
            "range": {"line": 1, "column": 11, "end_line": 1, "end_column": 14},
            "severity": "warning",
            "message": "oh",
            "code": "7",
            "server": "toy",
        }
    ]
    async with aclosing(it.client.stream("languages.follow")) as items, asyncio.timeout(LONG):
        first = (await anext(items)).value
        assert isinstance(first, Snapshot)
        assert [each.path for each in first.state] == ["a.toy"]
        await it.client.call("documents.edit", path="a.toy", edits=[{"old": "bad", "new": "good"}])
        item = (await anext(items)).value
        assert item == FileDiagnostics(path="a.toy", diagnostics=[])
        await it.client.call("documents.edit", path="a.toy", edits=[{"old": "x", "new": "😀bad bad"}])
        item = (await anext(items)).value
        assert [(each.range.column, each.range.end_column) for each in item.diagnostics] == [(2, 5), (6, 9)]


async def test_that_files_are_wrong_is_an_event(study: Any) -> None:
    it = await study("well")
    it.file("a.toy", "bad bad\n")
    await it.call("diagnostics", path="a.toy")

    async def told() -> list[Any]:
        workspace = (await it.client.container.get(OpenWorkspaces)).all()[0]
        page = await workspace.log.find(["languages.diagnostics_changed"], None, 10)
        return [record.fields() for record in page.items]

    assert await it.until(told) == [{"path": "a.toy", "errors": 0, "warnings": 2, "others": 0}]


async def test_one_server_serves_all_and_starts_when_it_is_needed(study: Any) -> None:
    it = await study("well")
    assert (await it.state())["state"] == "stopped"
    for name in "abc":
        it.file(f"{name}.toy", name)
    texts = await asyncio.gather(*(heard(it, f"{name}.toy") for name in "abc"))
    assert [text for text, _ in texts] == ["a", "b", "c"]
    state = await it.state()
    assert state["state"] == "ready"
    assert is_alive(state["pid"])


async def test_a_file_that_others_write_is_told_of(study: Any) -> None:
    it = await study("well")
    it.file("a.toy", "old")
    assert (await heard(it))[0] == "old"
    await it.client.call("files.write", path="a.toy", text="new")

    async def known() -> bool:
        return (await heard(it))[0] == "new"

    await it.until(known)
    await it.client.call("files.delete", path="a.toy")

    async def lost() -> bool:
        try:
            await heard(it)
        except NotFound:
            return True
        return False

    await it.until(lost)


async def test_what_no_server_knows_says_what_to_install(study: Any) -> None:
    it = await study("well")
    it.file("a.unheard", "x")
    with pytest.raises(NoLanguageServer, match="No language server is known"):
        await heard(it, "a.unheard")


async def test_a_server_that_is_not_installed_says_how_to_get_it(study: Any) -> None:
    toy = {"command": ["no-such-program-here"], "files": {"*.toy": "toy"}, "install": "get a toy"}
    it = await study(servers={"toy": toy})
    it.file("a.toy", "x")
    with pytest.raises(NoLanguageServer, match="Install one: get a toy") as refused:
        await heard(it)
    assert refused.value.data["install"] == "get a toy"
    assert (await it.state())["state"] == "missing"


async def test_without_a_sandbox_only_a_server_that_may_be_outside_runs(
    study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_SEARCHED", "/nowhere")
    script = [sys.executable, str(Path(__file__).with_name("scripted.py")), "well"]
    toy = {"command": script, "files": {"*.toy": "toy"}}
    free = {"command": script, "files": {"*.free": "free"}, "outside": True}
    it = await study(servers={"toy": toy, "free": free})
    it.file("a.toy", "shut in")
    it.file("a.free", "trusted")
    for _ in range(2):
        with pytest.raises(NoSandbox, match="bubblewrap"):
            await heard(it)
    state = await it.state()
    assert state["pid"] is None
    assert "bubblewrap" in state["detail"]
    assert (await heard(it, "a.free"))[0] == "trusted"


async def test_many_completions_are_cut_to_those_that_fit_and_one_is_told_whole(study: Any) -> None:
    it = await study("well")
    it.file("a.toy", "word19")
    found = await it.call("complete", path="a.toy", line=1, column=7)
    labels = [each["label"] for each in found["items"]]
    assert 100 < len(labels) <= 500
    assert labels[0].startswith("word19")
    assert found["incomplete"]
    assert (await it.call("resolve", id=found["items"][0]["id"]))["text"] == "*all* of it"
    with pytest.raises(Forgotten):
        await it.call("resolve", id="what.7")


async def test_a_rename_is_shown_first_and_made_in_all_files_or_none(study: Any) -> None:
    it = await study("well", "utf-8")
    it.file("a.toy", "bad\r\né bad\r\n")
    changes = await it.call("rename", path="a.toy", line=1, column=1, name="good")
    assert [each["path"] for each in changes] == ["a.toy"]
    assert (it.folder / "a.toy").read_bytes() == "bad\r\né bad\r\n".encode()
    it.file("b.toy", "bad")
    others = await it.call("rename", path="b.toy", line=1, column=1, name="good")
    it.file("b.toy", "bad!")
    with pytest.raises(EditsOutdated):
        await it.call("apply", changes=[*changes, *others])
    assert (it.folder / "a.toy").read_bytes() == "bad\r\né bad\r\n".encode()
    await it.call("apply", changes=changes)
    assert (it.folder / "a.toy").read_bytes() == "good\r\né good\r\n".encode()


async def test_what_cannot_be_written_leaves_all_files_as_they_were(study: Any) -> None:
    it = await study("well")
    it.file("a.toy", "bad")
    it.file("b.toy", "bad")
    changes = [
        *await it.call("rename", path="a.toy", line=1, column=1, name="good"),
        *await it.call("rename", path="b.toy", line=1, column=1, name="good"),
    ]
    (it.folder / "b.toy").unlink()
    (it.folder / "b.toy").symlink_to("c.toy")
    it.file("c.toy", "bad")
    with pytest.raises((Conflict, Denied)):
        await it.call("apply", changes=changes)
    assert (it.folder / "a.toy").read_text() == "bad"


async def test_edits_go_into_the_open_text_and_into_nobody_elses_words(study: Any) -> None:
    it = await study("well")
    it.file("a.toy", "bad\n")
    await it.client.call("documents.open", path="a.toy")
    await it.client.call("documents.edit", path="a.toy", edits=[{"new": "more bad\n"}])
    changes = await it.call("rename", path="a.toy", line=1, column=1, name="good")
    await it.client.call("documents.edit", path="a.toy", edits=[{"new": "!"}])
    with pytest.raises(EditsOutdated):
        await it.call("apply", changes=changes)
    await it.call("apply", changes=await it.call("rename", path="a.toy", line=1, column=1, name="good"))
    assert (await it.client.call("documents.read", path="a.toy"))["text"] == "good\nmore good\n!"


async def test_what_git_keeps_is_not_changed_by_a_server_in_the_sandbox(study: Any) -> None:
    it = await study("git")
    it.file("a.toy", "bad")
    (it.folder / ".git").mkdir()
    it.file(".git/config", "x")
    with pytest.raises(Unacceptable, match="what git keeps"):
        await it.call("rename", path="a.toy", line=1, column=1, name="good")


async def test_nothing_outside_of_the_workspace_is_read_or_changed(study: Any) -> None:
    it = await study("outside")
    it.file("a.toy", "bad")
    with pytest.raises(Unacceptable, match="hosts, which is not in this workspace"):
        await it.call("rename", path="a.toy", line=1, column=1, name="good")
    places = await it.call("references", path="a.toy", line=1, column=1)
    assert places[0] | {"range": None} == {"path": "a.toy", "name": "a.toy", "range": None, "text": "bad"}
    assert places[1] == {
        "path": "",
        "name": "hosts",
        "range": {"line": 2, "column": 1, "end_line": 2, "end_column": 3},
        "text": "",
    }


async def test_an_action_that_is_a_command_becomes_edits(study: Any) -> None:
    it = await study("well")
    it.file("a.toy", EMOJI)
    actions = await it.call("actions", path="a.toy", line=1, column=11)
    assert [(each["title"], each["server"]) for each in actions] == [("Make it good", "toy")]
    changes = await it.call("edits_of", id=actions[0]["id"])
    assert changes[0]["edits"][0]["new"] == "good"
    await it.call("apply", changes=changes)
    assert (it.folder / "a.toy").read_text() == EMOJI.replace("bad", "good")


# Those that do wrong.


async def latest(looks: int, until: "asyncio.Task[Any] | None" = None) -> float:
    """Return for how many seconds at most nothing else got a turn, over so many looks or until something ends.

    What others do on this machine meanwhile counts for nothing.
    """
    late = 0.0
    while looks > 0 and not (until and until.done()):
        looks -= 1
        begun, computed = time.monotonic(), time.process_time()
        await asyncio.sleep(0.01)
        late = max(late, min(time.monotonic() - begun, time.process_time() - computed))
    return late


async def test_a_thousand_problems_in_one_long_line_stop_nobody(study: Any) -> None:
    it = await study("well")
    it.file("a.toy", "é" + "bad " * 1000 + "x" * (1 << 20))
    asking = asyncio.create_task(it.call("diagnostics", path="a.toy"))
    assert await latest(3000, asking) < 3
    found = (await asking)[0]["diagnostics"]
    assert [each["range"]["column"] for each in found] == list(range(2, 4002, 4))
    asking = asyncio.create_task(it.call("references", path="a.toy", line=1, column=2))
    assert await latest(3000, asking) < 3
    assert len(await asking) == 1001


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("way", ["crash", "garbage"])
async def test_a_server_that_fails_at_each_start_says_so_and_is_left_alone(study: Any, way: str) -> None:
    it = await study(way)
    it.file("a.toy", "x")
    for _ in range(3):
        with pytest.raises(ServerFailing, match="toy does not run"):
            await heard(it)
    async with asyncio.timeout(LONG):
        with pytest.raises(ServerFailing) as failing:
            await heard(it)
    assert failing.value.data["retry_after"] > 100
    state = await it.state()
    assert (state["state"], state["pid"]) == ("failing", None)
    assert state["detail"] == (
        "It ended with 3." if way == "crash" else "It printed what is no message of the protocol."
    )
    assert (await it.call("restart", server="toy"))["state"] == "stopped"


@pytest.mark.usefixtures("hasty")
async def test_a_server_that_dies_is_started_again_with_what_is_open(study: Any) -> None:
    it = await study("die")
    it.file("a.toy", "bad")
    await it.client.call("documents.open", path="a.toy")
    await it.call("diagnostics", path="a.toy")
    before = (await it.state())["pid"]
    with pytest.raises(ServerFailing):
        await heard(it)

    async def again() -> bool:
        state = await it.state()
        return state["state"] == "ready" and state["pid"] != before

    await it.until(again)
    assert len((await it.call("diagnostics", path="a.toy"))[0]["diagnostics"]) == 1
    assert not is_alive(before)


async def test_a_server_that_fails_at_its_restart_too_is_tried_again_with_what_was_open(
    study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "PAUSES", (0.01,))
    monkeypatch.setattr(lifecycle, "UNASKED", 1000)
    it = await study("frail")
    it.file("a.toy", "bad")
    await it.client.call("documents.open", path="a.toy")
    await it.call("diagnostics", path="a.toy")
    it.file("broken", "")
    with pytest.raises(ServerFailing):
        await heard(it)

    async def failed_again() -> bool:
        return (await it.state())["detail"] == "It ended with 3."

    async def ready() -> bool:
        return (await it.state())["state"] == "ready"

    await it.until(failed_again)
    (it.folder / "broken").unlink()
    await it.until(ready)
    assert [*(await it.server()).ready.files] == ["a.toy"]


async def test_a_server_that_hangs_is_given_up_and_ended(study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "UNASKED", 0)  # one that runs again tells no more of why the other one ended
    it = await study("hang", timeout=0.5, silence=0.5)
    it.file("a.toy", "x")
    with pytest.raises(NoAnswer, match=r"did not answer within 0.5 s"):
        await heard(it)

    async def failing() -> bool:
        return (await it.state())["detail"] == "It said nothing for 0.5 s."

    await it.until(failing)


async def test_a_server_that_floods_disturbs_nobody_and_answers_all_the_same(study: Any) -> None:
    it = await study("flood")
    it.file("a.toy", "x")
    asking = asyncio.create_task(heard(it))

    async def runs_now() -> int | None:
        state = await it.state()
        return state["pid"] if state["state"] == "ready" else None

    pid = await it.until(runs_now)
    assert await latest(100) < 1.5
    asking.cancel()
    await it.call("restart", server="toy")
    await gone(pid)


@pytest.mark.usefixtures("hasty")
async def test_few_messages_that_are_large_are_a_flood_too(study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "A_SECOND", 1 << 40)
    monkeypatch.setattr(framing, "BYTES_A_SECOND", 10_000)
    monkeypatch.setattr(framing, "FLOODS", 1)
    it = await study("flood")
    it.file("a.toy", "x")
    asking = asyncio.create_task(heard(it))

    async def given_up() -> bool:
        return (await it.state())["detail"] == "It says far too much."

    await it.until(given_up)
    with pytest.raises(ServerFailing):
        await asking


async def test_an_answer_that_makes_no_sense_is_told_as_that(study: Any) -> None:
    it = await study("wrong")
    it.file("a.toy", "x")
    for method in ("hover", "references", "symbols", "signatures", "format"):
        place = {} if method in {"symbols", "format"} else {"line": 1, "column": 1}
        with pytest.raises(ServerRefused, match="makes no sense"):
            await it.call(method, path="a.toy", **place)


async def test_servers_end_when_nobody_uses_them(study: Any) -> None:
    it = await study("well", idle=0.2)
    it.file("a.toy", "bad")
    await it.call("diagnostics", path="a.toy")
    pid = (await it.state())["pid"]

    async def stopped() -> bool:
        (await it.pools()).look()
        return (await it.state())["state"] == "stopped"

    await it.until(stopped)
    await gone(pid)
    assert (await heard(it))[0] == "bad"


async def test_who_asks_a_server_that_says_goodbye_is_answered_by_the_next_one(
    study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "GOODBYE_SECONDS", 0.3)
    it = await study("lingers")
    it.file("a.toy", "x")
    await heard(it)
    before = (await it.state())["pid"]
    (await it.server()).used = -math.inf
    (await it.pools()).look()
    assert (await heard(it))[0] == "x"
    assert (await it.state())["pid"] != before


async def test_servers_end_with_their_workspace(study: Any) -> None:
    it = await study("well")
    it.file("a.toy", "x")
    await heard(it)
    pid = (await it.state())["pid"]
    project = (await it.client.call("projects.list"))[0]["id"]
    await it.client.call("projects.close", project=project)
    await gone(pid)
