"""Documents: several write in one at once, each change has its author, and each author takes back their own."""

import asyncio
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from icotes.core.errors import Conflict, IcotesError, Invalid, NotFound, QuotaExceeded, Unacceptable
from icotes.core.log import Gap, Snapshot
from icotes.modules.documents import appends, opened, undoing
from icotes.modules.documents.methods import Documents
from icotes.modules.documents.opened import OpenDocuments
from icotes.modules.documents.types import BadUpdate, DocumentStatus, DocumentUpdate, OtherDocument, PassageGone

LONG = 20
FAMILY = "👨‍👩‍👧"


async def test_a_file_is_opened_as_a_document_and_two_who_type_see_each_other(house: Any) -> None:
    house.file("a.md", "one\r\ntwo\r\n")
    ann, bob = await house.typist("ann", "a.md"), await house.typist("bob", "a.md")
    assert str(ann) == str(bob) == "one\ntwo\n"
    await asyncio.gather(ann.type("A", 0), bob.type("B", 3))
    await ann.shows("AoneB\ntwo\n")
    await bob.shows("AoneB\ntwo\n")
    assert await house.text("a.md") == "AoneB\ntwo\n"
    await ann.until(lambda: len([each for each in ann.seen if isinstance(each, DocumentUpdate)]) == 2)
    updates = [each for each in ann.seen if isinstance(each, DocumentUpdate)]
    assert {(each.author, each.kind, each.origin) for each in updates} == {
        ("ann", "person", "edit"),
        ("bob", "person", "edit"),
    }
    await house.client.call("documents.save", path="a.md")  # else it is saved between the two answers
    opened = await house.client.call("documents.open", path="a.md")
    assert (opened["document"], opened["ending"], opened["length"]) == (ann.document, "\r\n", 10)
    assert opened == await house.client.call("documents.open", path="a.md")


async def test_what_is_no_text_stays_a_file(house: Any) -> None:
    for reason, data in {"binary": b"\0\1", "size": b"x" * 200_000, "encoding": "grüße".encode("latin-1")}.items():
        house.file(reason, data)
        with pytest.raises(Unacceptable) as caught:
            await house.client.call("documents.open", path=reason)
        assert caught.value.data["reason"] == reason
    with pytest.raises(NotFound):
        await house.client.call("documents.open", path="none")


async def test_who_comes_back_gets_what_they_lack_and_brings_what_they_typed_meanwhile(house: Any) -> None:
    house.file("a.md", "")
    ann, bob = await house.typist("ann", "a.md"), await house.typist("bob", "a.md")
    await ann.leave()
    offline = [ann.change(0, 0, f"a{number} ") for number in range(50)]
    for number in range(50):
        await bob.type(f"b{number} ")
    await ann.come()
    await ann.until(lambda: "b49" in str(ann))
    assert not any(isinstance(each, Gap) for each in ann.seen)
    for update in offline:
        await ann.send(update)
    await bob.until(lambda: "a49" in str(bob))
    assert str(bob) == str(ann) == await house.text("a.md")
    assert len(str(bob).split()) == 100


async def test_a_cursor_of_another_time_brings_a_gap_and_what_is_lacking(house: Any) -> None:
    house.file("a.md", "text")
    ann, bob = await house.typist("ann", "a.md"), await house.typist("bob", "a.md")
    await ann.leave()
    await bob.type("!")
    assert ann.cursor
    ann.cursor = ann.cursor.replace(ann.cursor.split("~")[1], "00000000")
    await ann.come()
    await ann.shows("text!")
    assert [type(each) for each in ann.seen if not isinstance(each, DocumentStatus)][-2:] == [Gap, Snapshot]


async def test_what_is_sent_twice_is_taken_once(house: Any) -> None:
    house.file("a.md", "")
    ann = await house.typist("ann", "a.md")
    update = ann.change(0, 0, "once")
    version = await ann.send(update)
    assert await ann.send(update) == version
    assert await house.text("a.md") == "once"
    assert len((await house.client.call("documents.history", path="a.md"))["items"]) == 1


async def test_edits_by_passage_range_and_at_the_end_are_made_together(house: Any) -> None:
    house.file("a.md", f"the {FAMILY} café\nand e\u0301 and\n")
    bot = house.by("bot", "agent")
    read = await bot.call("documents.read", path="a.md")
    text = read["text"]
    start = text.index("e\u0301")
    edits = [
        {"old": "café", "new": "bar"},
        {"start": start, "end": start + 2, "new": "é"},
        {"old": "and", "nth": 2, "new": "or"},
        {"new": "end"},
    ]
    edited = await bot.call("documents.edit", path="a.md", edits=edits, version=read["version"])
    now = await house.text("a.md")
    assert now == f"the {FAMILY} bar\nand é or\nend"
    assert [now[begin:end] for begin, end in edited["ranges"]] == ["bar", "é", "or", "end"]


async def test_ranges_in_other_units(house: Any) -> None:
    house.file("a.md", "a😀b")
    for unit, (start, end) in {"utf-16": (1, 3), "bytes": (1, 5), "characters": (1, 2)}.items():
        edit = {"start": start, "end": end, "new": "😀"}
        edited = await house.client.call("documents.edit", path="a.md", edits=[edit], unit=unit)
        assert edited["ranges"] == [[start, end]]
    with pytest.raises(Unacceptable, match="middle"):
        await house.client.call("documents.edit", path="a.md", edits=[{"start": 2, "new": "x"}], unit="utf-16")
    assert await house.text("a.md") == "a😀b"


NONSENSE: list[tuple[Any, type[IcotesError]]] = [
    ([{"old": "y x", "new": "?"}, {"old": "gone", "new": ""}], PassageGone),
    ([{"old": "x", "new": ""}], PassageGone),
    ([{"old": "x", "nth": 3, "new": ""}], PassageGone),
    ([{"old": "", "new": ""}], Unacceptable),
    ([{"old": "x y", "new": "1"}, {"old": "y x", "new": "2"}], Unacceptable),
    ([{"start": 99, "new": ""}], Unacceptable),
    ([{"start": 2, "end": 1, "new": ""}], Unacceptable),
    ([{"end": 1, "new": ""}], Unacceptable),
    ([{"start": 1, "old": "x", "new": ""}], Unacceptable),
    ([{"new": "a\0b"}], Unacceptable),
    ([{"new": "y" * 100_001}], QuotaExceeded),
    ([{"new": "z", "color": 1}], Invalid),
    ([], Invalid),
]


async def test_edits_that_make_no_sense_change_nothing(house: Any) -> None:
    house.file("a.md", "x y x")
    for edits, error in NONSENSE:
        with pytest.raises(error) as caught:
            await house.client.call("documents.edit", path="a.md", edits=edits)
        assert await house.text("a.md") == "x y x"
        if error is PassageGone:
            assert caught.value.data["current"].text == "x y x"


async def test_ranges_are_found_again_after_others_typed_or_are_a_conflict(house: Any) -> None:
    house.file("a.md", "one two three")
    ann = await house.typist("ann", "a.md")
    read = await house.by("bot").call("documents.read", path="a.md")
    await ann.type("ééé ", 0)
    await ann.type(" four")
    edits = [{"start": 4, "end": 7, "new": "2"}, {"start": 13, "new": "!"}]
    await house.by("bot").call("documents.edit", path="a.md", edits=edits, version=read["version"])
    await ann.shows("ééé one 2 three! four")
    with pytest.raises(Conflict) as caught:
        await house.by("bot").call("documents.edit", path="a.md", edits=edits, version=read["version"])
    assert caught.value.data["current"].text == "ééé one 2 three! four"
    again = [{"start": 8, "end": 9, "new": "two"}]
    await house.by("bot").call("documents.edit", path="a.md", edits=again, version=caught.value.data["current"].version)
    await ann.shows("ééé one two three! four")
    with pytest.raises(PassageGone):
        await house.client.call("documents.edit", path="a.md", edits=again, version="d_other.3")


async def test_what_streams_in_is_joined_and_undone_at_once(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # So that a machine that stands still is no pause of the author.
    monkeypatch.setattr(appends, "STREAM_SECONDS", 60.0)
    monkeypatch.setattr(undoing, "STEP_MILLISECONDS", 60_000)
    house.file("a.md", "> ")
    ann = await house.typist("ann", "a.md")
    bot = house.by("bot", "agent")
    words = [f"wörd{number} " for number in range(200)]
    answers = await asyncio.gather(*(bot.call("documents.edit", path="a.md", edits=[{"new": each}]) for each in words))
    await ann.shows("> " + "".join(words))
    assert len([each for each in ann.seen if isinstance(each, DocumentUpdate)]) < 20
    text = await house.text("a.md")
    assert [text[begin:end] for each in answers for begin, end in each["ranges"]] == words
    await ann.type("A", 0)
    undone = await ann.client.call("documents.undo", path="a.md", author="bot")
    assert undone["steps"] == 1
    await ann.shows("A> ")


async def test_each_author_takes_back_their_own_and_nothing_else(house: Any) -> None:
    house.file("a.md", "start ")
    ann = await house.typist("ann", "a.md")
    bot = house.by("bot", "agent")
    await bot.call("documents.edit", path="a.md", edits=[{"old": "start", "new": "begin"}])
    await ann.type("typed ")
    await bot.call("documents.edit", path="a.md", edits=[{"new": "generated"}])
    await ann.shows("begin typed generated")
    assert (await ann.client.call("documents.undo", path="a.md", author="bot"))["steps"] == 1
    await ann.shows("begin typed ")
    assert (await bot.call("documents.undo", path="a.md", steps=9))["steps"] == 1
    await ann.shows("start typed ")
    assert (await bot.call("documents.redo", path="a.md"))["steps"] == 1
    await ann.shows("begin typed ")
    assert (await ann.client.call("documents.undo", path="a.md"))["steps"] == 1
    await ann.shows("begin ")
    assert (await bot.call("documents.undo", path="a.md", author="nobody"))["steps"] == 0
    origins = [each.origin for each in ann.seen if isinstance(each, DocumentUpdate)]
    assert origins == ["edit"] * 3 + ["undo"] * 4
    history = (await house.client.call("documents.history", path="a.md", limit=3))["items"]
    assert [(each["author"], each["kind"], each["origin"]) for each in history] == [
        ("ann", "person", "undo"),
        ("bot", "agent", "undo"),
        ("bot", "agent", "undo"),
    ]


async def test_history_is_read_by_pages(house: Any) -> None:
    house.file("a.md", "")
    for number in range(5):
        await house.by(f"by{number}").call("documents.edit", path="a.md", edits=[{"start": 0, "new": "y"}])
    authors, after = [], ""
    while after is not None:
        page = await house.client.call("documents.history", path="a.md", limit=2, after=after)
        authors += [each["author"] for each in page["items"]]
        after = page["next"]
    assert authors == [f"by{number}" for number in range(4, -1, -1)]
    with pytest.raises(Invalid):
        await house.client.call("documents.history", path="a.md", after="x")


def foreign(kind: str) -> bytes:
    doc: Doc[Any] = Doc()
    if kind == "root":
        doc["other"] = Map({"a": 1})
    else:
        text = doc.get("text", type=Text)
        text.insert(0, "abc")
        if kind == "format":
            text.format(0, 2, {"bold": True})
        elif kind == "embed":
            text.insert_embed(1, {"image": "x"})
    return doc.get_update()


async def test_a_bad_update_is_refused_and_nobody_else_notices(house: Any) -> None:
    house.file("a.md", "fine")
    ann, eve = await house.typist("ann", "a.md"), await house.typist("eve", "a.md")
    first, second = eve.change(0, 0, "first "), eve.change(0, 0, "second ")
    bad = [b"\0", b"\xff" * 30, first[:-1], first + b"\0", second, *map(foreign, ("root", "format", "embed"))]
    for update in bad[1:]:
        with pytest.raises(BadUpdate):
            await eve.send(update)
    with pytest.raises(OtherDocument) as caught:
        await house.client.call("documents.update", path="a.md", update=first, document="d_other")
    assert caught.value.data["current"] == ann.document
    with pytest.raises(QuotaExceeded):
        await ann.send(ann.change(0, 0, "x" * 100_001))
    await eve.send(first)
    await eve.send(second)
    assert await house.text("a.md") == "second first fine"
    await eve.until(lambda: len([each for each in eve.seen if isinstance(each, DocumentUpdate)]) > 1)
    assert len([each for each in eve.seen if isinstance(each, DocumentUpdate)]) == 2


async def test_a_document_that_is_not_used_leaves_memory_and_comes_back_the_same(house: Any) -> None:
    house.file("a.md", "text")
    ann = await house.typist("ann", "a.md")
    documents = await house.client.container.get(OpenDocuments)
    workspace = next(iter(documents._open.values())).workspace
    await ann.type("!")
    await house.client.call("documents.close", path="a.md")
    assert documents.get(workspace, "a.md")
    await ann.leave()
    await house.client.call("documents.close", path="a.md")
    assert not documents.get(workspace, "a.md")
    ann.seen.clear()
    await ann.come()
    await ann.until(lambda: len(ann.seen) > 1)
    assert [type(each) for each in ann.seen if not isinstance(each, DocumentStatus)] == [Gap, Snapshot]
    await ann.type("?")
    assert await house.text("a.md") == str(ann) == "text!?"


async def test_what_is_kept_of_a_document_goes_with_its_file(house: Any) -> None:
    (house.folder / "inner").mkdir()
    house.file("inner/a.md", "text")
    ann = await house.typist("ann", "inner/a.md")
    await ann.type("!")
    await ann.leave()
    await house.client.call("documents.close", path="inner/a.md")
    await house.client.call("files.move", source="inner", target="outer")

    async def kept() -> list[tuple[str]]:
        documents = await house.client.container.get(OpenDocuments)
        store = next(iter(documents._journals.values())).store
        return await store.read(lambda connection: connection.execute("SELECT path FROM documents").fetchall())

    async with asyncio.timeout(LONG):
        while await kept() != [("outer/a.md",)]:
            await asyncio.sleep(0.01)
    assert (await house.client.call("documents.open", path="outer/a.md"))["document"] == ann.document
    assert len((await house.client.call("documents.history", path="outer/a.md"))["items"]) == 1


async def test_only_so_many_that_nobody_follows_stay_in_memory(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "UNFOLLOWED", 2)
    for name in "abcd":
        house.file(f"{name}.md", name)
    ann = await house.typist("ann", "a.md")
    for name in "bcd":
        await house.client.call("documents.edit", path=f"{name}.md", edits=[{"new": "!"}])
        await house.client.call("documents.save", path=f"{name}.md")
    await ann.type("!")
    await (await house.client.container.get(Documents)).sweep()
    documents = await house.client.container.get(OpenDocuments)
    assert sorted(path for _, path in documents._open) == ["a.md", "c.md", "d.md"]
    assert await house.text("b.md") == "b!"
