"""Edits are of the text that a server was asked about, and of nobody else's question."""

import asyncio
import json
from typing import Any

import pytest

from icotes.modules.languages import pool, session
from icotes.modules.languages.remembering import Offers
from icotes.modules.languages.types import EditsOutdated, Forgotten, ServerRefused

ABOVE = [{"old": "one", "new": "zero\none"}]


async def the_action(study: Any, path: str = "a.toy", line: int = 2) -> str:
    """Return the id of what can be done about a file."""
    return (await study.call("actions", path=path, line=line, column=1))[0]["id"]


async def opened(study: Any) -> None:
    study.file("a.toy", "one\nbad\ntwo\n")
    await study.client.call("documents.open", path="a.toy")


async def test_what_was_typed_since_an_action_was_offered_is_not_written_over(study: Any) -> None:
    it = await study("inline")
    await opened(it)
    action = await the_action(it)
    changes = await it.call("edits_of", id=action)
    await it.client.call("documents.edit", path="a.toy", edits=ABOVE)
    await it.call("diagnostics", path="a.toy")
    later = await it.call("edits_of", id=action)
    assert later == changes
    with pytest.raises(EditsOutdated):
        await it.call("apply", changes=later)
    await it.call("apply", changes=await it.call("edits_of", id=await the_action(it, line=3)))
    assert (await it.client.call("documents.read", path="a.toy"))["text"] == "zero\none\ngood\ntwo\n"


async def test_what_is_typed_while_a_server_looks_for_a_name_is_not_written_over(study: Any) -> None:
    it = await study("slow")
    await opened(it)
    await it.call("diagnostics", path="a.toy")
    asking = asyncio.create_task(it.call("rename", path="a.toy", line=2, column=1, name="good"))

    async def waits() -> bool:
        return (await it.server()).ready.peer.owes("textDocument/rename")

    await it.until(waits)
    await it.client.call("documents.edit", path="a.toy", edits=ABOVE)
    changes = await asking
    assert changes[0]["edits"][0]["range"]["line"] == 2
    with pytest.raises(EditsOutdated):
        await it.call("apply", changes=changes)


async def test_edits_of_a_text_that_a_server_was_not_asked_about_are_refused(study: Any) -> None:
    it = await study("other")
    await opened(it)
    with pytest.raises(ServerRefused, match=r"a\.toy as it was at another time"):
        await it.call("edits_of", id=await the_action(it))


async def test_the_edits_of_two_commands_at_once_are_not_mixed(study: Any) -> None:
    it = await study("well")
    paths = ["a.toy", "b.toy", "c.toy"]
    for path in paths:
        it.file(path, "bad")
    ids = [await the_action(it, path, 1) for path in paths]
    found = await asyncio.gather(*(it.call("edits_of", id=each) for each in ids))
    assert [[each["path"] for each in changes] for changes in found] == [[path] for path in paths]


async def test_what_a_server_wants_to_change_unasked_or_too_late_is_not_kept(study: Any) -> None:
    it = await study("late")
    it.file("a.toy", "bad")
    action = await the_action(it, line=1)
    asking = asyncio.create_task(it.call("edits_of", id=action))

    async def waits() -> bool:
        return (await it.server()).ready.peer.owes("workspace/executeCommand")

    await it.until(waits)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    hover = await it.call("hover", path="a.toy", line=1, column=1)
    assert json.loads(hover["text"]) == {"applied": False}
    with pytest.raises(ServerRefused, match="still does what it was told before"):
        await it.call("edits_of", id=action)


@pytest.mark.parametrize("limit", ["MOST_EDITS", "MOST_EDIT_BYTES"])
async def test_a_command_that_wants_far_too_much_gets_nothing(
    study: Any, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    it = await study("well")
    it.file("a.toy", "bad")
    action = await the_action(it, line=1)
    monkeypatch.setattr(session, limit, 0)
    with pytest.raises(ServerRefused, match="far too many"):
        await it.call("edits_of", id=action)


async def test_who_types_much_makes_nobody_else_forgotten(study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "OFFERS", 3)
    it = await study("well")
    it.file("a.toy", "word19\nzzz\n")
    other = it.client.narrowed("*", name="other")
    place = {"path": "a.toy", "line": 1, "column": 7}
    mine = (await it.call("complete", **place))["items"][0]["id"]
    theirs = [(await other.call("languages.complete", **place))["items"][0]["id"] for _ in range(4)]
    for _ in range(4):
        assert (await it.call("complete", path="a.toy", line=2, column=4))["items"] == []
    assert (await it.call("resolve", id=mine))["label"].startswith("word19")
    assert (await other.call("languages.resolve", id=theirs[-1]))["id"] == theirs[-1]
    with pytest.raises(Forgotten):
        await other.call("languages.resolve", id=theirs[0])


def test_of_what_was_offered_the_oldest_of_who_has_the_most_is_forgotten() -> None:
    offers = Offers[int](3)
    first, *others = [offers.keep(whose, [number])[0] for number, whose in enumerate("abba")]
    with pytest.raises(Forgotten):
        offers.get(first)
    assert [offers.get(each) for each in others] == [1, 2, 3]
    assert offers.keep("c", []) == []
