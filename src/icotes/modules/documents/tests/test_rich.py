"""Formatted text: edited together as a tree, on disk as Markdown, and changed by whoever changes that file."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import XmlElement, XmlFragment, XmlText

from icotes.core.errors import Conflict, Unacceptable
from icotes.modules.documents.types import DocumentUpdate

LONG = 20
NOTE = "# Plan\n\nbuy *milk*\n\n- one\n- two\n"


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.01)


def root(typist: Any) -> XmlFragment:
    return typist.doc.get("rich", type=XmlFragment)


async def append(typist: Any, text: str) -> None:
    """Write a paragraph at the end, with its last word strong."""
    updates: list[bytes] = []
    subscription = typist.doc.observe(lambda event: updates.append(event.update))
    with typist.doc.transaction():
        paragraph = XmlElement("paragraph")
        root(typist).children.append(paragraph)
        words = XmlText(text)
        paragraph.children.append(words)
        words.format(text.rindex(" ") + 1, len(text), {"strong": {}})
    typist.doc.unobserve(subscription)
    await typist.send(updates[0])


@pytest.mark.capability("K6", partly="what people see of it is shown in browsers")
async def test_what_two_write_is_markdown_on_disk(house: Any) -> None:
    house.file("a.note", NOTE)
    ann, bob = await house.typist("ann", "a.note"), await house.typist("bob", "a.note")
    assert [getattr(child, "tag", "") for child in root(ann).children] == ["heading", "paragraph", "bullet_list"]
    await append(ann, "by ann")
    await append(bob, "and bob")
    await until(lambda: (house.folder / "a.note").read_text() == f"{NOTE}\nby **ann**\n\nand **bob**\n")
    await ann.until(lambda: str(root(ann)) == str(root(bob)))
    assert await house.text("a.note") == f"{NOTE}\nby **ann**\n\nand **bob**\n"


async def test_a_file_that_nobody_changed_stays_as_it_was_written(house: Any) -> None:
    loose = "Plan\n====\n\n* one\n* two\n"
    house.file("a.note", loose)
    ann = await house.typist("ann", "a.note")
    house.file("a.note", loose.replace("two", "three"))
    await ann.until(lambda: "three" in str(root(ann)))
    assert (await house.client.call("documents.save", path="a.note"))["status"]["saved"]
    assert (house.folder / "a.note").read_text() == loose.replace("two", "three")


@pytest.mark.usefixtures("unhurried")
async def test_what_a_program_changes_and_what_people_write_are_both_there(house: Any) -> None:
    house.file("a.note", NOTE)
    ann = await house.typist("ann", "a.note")
    await append(ann, "by ann")
    house.file("a.note", NOTE.replace("# Plan", "# The plan").replace("- two", "- two\n- three"))
    both = NOTE.replace("# Plan", "# The plan").replace("- two", "- two\n- three") + "\nby **ann**\n"
    await until(lambda: (house.folder / "a.note").read_text() == both)
    await ann.until(lambda: "The plan" in str(root(ann)) and "three" in str(root(ann)))
    assert [seen.origin for seen in ann.seen if isinstance(seen, DocumentUpdate)] == ["edit", "disk"]


async def test_an_agent_edits_its_markdown_and_that_is_undone_alone(house: Any) -> None:
    house.file("a.note", NOTE)
    ann, agent = await house.typist("ann", "a.note"), house.by("helper", "agent")
    read = await agent.call("documents.read", path="a.note")
    edits = [{"old": "buy *milk*", "new": "buy *bread*"}, {"new": "\nthe end\n"}]
    await agent.call("documents.edit", path="a.note", edits=edits, version=read["version"])
    await ann.until(lambda: "<em>bread</em>" in str(root(ann)) and "the end" in str(root(ann)))
    await append(ann, "by ann")
    with pytest.raises(Conflict):
        await agent.call("documents.edit", path="a.note", edits=[{"start": 0, "new": "x"}], version=read["version"])
    await agent.call("documents.undo", path="a.note")
    assert await house.text("a.note") == f"{NOTE}\nby **ann**\n"


async def test_a_file_that_is_written_whole_changes_only_what_differs(house: Any) -> None:
    house.file("a.note", NOTE)
    ann = await house.typist("ann", "a.note")
    kept = root(ann).children[0]
    await house.client.call("files.write", path="a.note", text=NOTE.replace("milk", "eggs"))
    await ann.until(lambda: "eggs" in str(root(ann)))
    assert root(ann).children[0] == kept
    assert (house.folder / "a.note").read_text() == NOTE.replace("milk", "eggs")


@pytest.mark.parametrize("tag", ["heading", "nonsense", "table", "list_item"])
async def test_what_makes_no_sense_does_not_keep_the_rest_from_the_disk(house: Any, tag: str, tmp_path: Path) -> None:
    house.file("a.note", NOTE)
    ann = await house.typist("ann", "a.note")
    updates: list[bytes] = []
    subscription = ann.doc.observe(lambda event: updates.append(event.update))
    with ann.doc.transaction():
        odd = XmlElement(tag)
        root(ann).children.append(odd)
        odd.attributes["level"] = {"a": [1]}
        odd.children.append(XmlElement("paragraph"))
        odd.children.append(XmlText("odd"))
        root(ann).children.append(XmlText("bare"))
    ann.doc.unobserve(subscription)
    await ann.send(updates[0])
    await append(ann, "by ann")
    await until(lambda: "by **ann**" in (house.folder / "a.note").read_text())


async def test_what_is_too_large_stays_a_file(house: Any) -> None:
    house.file("a.note", "x" * 200_000)
    with pytest.raises(Unacceptable):
        await house.client.call("documents.open", path="a.note")
