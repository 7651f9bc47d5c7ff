"""What is kept of a document: its state and the updates after it are the document, after every command."""

import asyncio
from functools import partial
from random import Random
from typing import Any

import pytest
from pycrdt import Doc, Text

from icotes.core.errors import Unavailable
from icotes.modules.documents import document as documents
from icotes.modules.documents import store
from icotes.modules.documents.opened import OpenDocuments
from icotes.modules.documents.store import Journal

PIECES = ("a", "é", "😀", "👨‍👩‍👧", "e\u0301", "\n")
LONG = 20


async def kept(journal: Journal, path: str) -> str:
    """Return the text that state and updates make."""
    found = await journal.store.read(partial(store.find, path))
    assert found
    doc: Doc[Any] = Doc()
    text = doc.get("text", type=Text)
    for update in (found.state, *(update for _, update in found.updates)):
        doc.apply_update(update)
    return str(text)


async def act(random: Random, house: Any, ann: Any) -> None:
    text, bot = await house.text("a.md"), house.by("bot", "agent")
    place = random.randrange(len(text) + 1)
    match random.randrange(6):
        case 0 | 1:
            await ann.until(lambda: str(ann) == text)
            await ann.type(random.choice(PIECES), len(text[:place].encode()))
        case 2:
            end = min(len(text), place + random.randrange(4))
            edit = {"start": place, "end": end, "new": random.choice(PIECES)}
            await bot.call("documents.edit", path="a.md", edits=[edit])
        case 3:
            await bot.call("documents.edit", path="a.md", edits=[{"new": random.choice(PIECES)}])
        case 4:
            await house.client.call("documents.undo", path="a.md", author=random.choice(("ann", "bot")))
        case _:
            await house.client.call("documents.save", path="a.md")


@pytest.mark.parametrize("seed", range(3))
async def test_state_and_updates_are_the_document_after_every_command(
    house: Any, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(documents, "FOLD", 7)
    random = Random(seed)
    house.file("a.md", "begin é😀")
    ann = await house.typist("ann", "a.md")
    await ann.type("!")
    journal = next(iter((await house.client.container.get(OpenDocuments))._journals.values()))
    for _ in range(60):
        await act(random, house, ann)
        text = await house.text("a.md")
        assert await kept(journal, "a.md") == text
        await ann.until(lambda text=text: str(ann) == text)
    found = await journal.store.read(partial(store.find, "a.md"))
    assert found
    assert found.version > 0
    assert len(found.updates) < 40


async def test_what_the_disk_does_not_take_is_kept_and_tried_again(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "AGAIN_SECONDS", 0.01)
    house.file("a.md", "")
    ann, bob = await house.typist("ann", "a.md"), await house.typist("bob", "a.md")
    await ann.type("one ")
    journal = next(iter((await house.client.container.get(OpenDocuments))._journals.values()))
    write, full = journal.store.write, True

    async def refuse(job: Any) -> Any:
        if full:
            raise Unavailable("the disk is full")
        return await write(job)

    monkeypatch.setattr(journal.store, "write", refuse)
    with pytest.raises(Unavailable, match="in the document"):
        await ann.type("two ")
    await bob.shows("one two ")
    full = False
    async with asyncio.timeout(LONG):
        while await kept(journal, "a.md") != "one two ":
            await asyncio.sleep(0.01)
