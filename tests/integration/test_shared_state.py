"""What clients of a workspace share: patches give the same to all, in whatever order people change it."""

import asyncio
import base64
import random
from contextlib import aclosing
from typing import Any

import msgspec
import pytest
from pycrdt import Doc, Text

from icotes import testing
from icotes.core.caller import Caller
from icotes.core.errors import Conflict, NotFound
from icotes.core.log import Snapshot
from icotes.kit.snapshots import Parts, Patch, patched
from icotes.modules.workspaces.types import SharedChanged

RUNS, CHANGES, PEOPLE = 1000, 6, ("ann", "bob", "eve")
TEXT, TYPING = "text.md", 0.1


class Page:
    """A client that follows what is shared, and writes with the versions that it knows, however old they are."""

    def __init__(self, client: testing.Client) -> None:
        self.client = client
        self.state: Parts = {}
        self.cursor = ""
        self.doc = Doc[Any]()
        self.text = self.doc.get("text", type=Text)

    async def catch_up(self, end: str | None = None) -> None:
        """Take in what came since; without an end only a part of it, as a slow network would bring it."""
        since = self.cursor or None
        if end == self.cursor:
            return
        async with aclosing(self.client.stream("workspaces.follow", **({"since": since} if since else {}))) as items:
            async for item in items:
                if isinstance(item.value, Snapshot):
                    self.state = item.value.state
                elif isinstance(item.value, SharedChanged):
                    self.state = patched(self.state, item.value.patches)
                self.cursor = item.cursor
                if end is None or place(self.cursor) >= place(end):
                    return

    async def catch_up_text(self) -> str:
        """Take in what others typed, and return the id of the document."""
        state = self.doc.get_state()
        stream = self.client.stream("documents.follow", path=TEXT, vector=base64.b64encode(state).decode())
        async with aclosing(stream) as items:
            begun = (await anext(items)).value.state
        self.doc.apply_update(begun.update)
        return begun.document.document

    async def type(self, word: str, at: float, document: str) -> None:
        """Type a word somewhere in what this page shows, and send it."""
        before = self.doc.get_state()
        self.text.insert(int(at * len(bytes(str(self.text), "utf-8"))), word)
        update = base64.b64encode(self.doc.get_update(before)).decode()
        await self.client.call("documents.update", path=TEXT, update=update, document=document)

    def version(self, part: str, key: str) -> str:
        return self.state.get(part, {}).get(key, {}).get("version", "new")


def place(cursor: str) -> int:
    return int(cursor.rpartition("~")[2])


async def change(page: Page, dice: random.Random) -> None:
    """Change something at random; the refusals are those that the policy of its kind allows."""
    call, key = page.client.call, dice.choice("xy")
    what = dice.randrange(7)
    mine = page.client.caller.name
    try:
        if what == 0:
            await call("workspaces.set_panel", panel=key, title=dice.choice("abc"), open=dice.random() < 0.5)
        elif what == 1:
            await call("workspaces.show_panel", panel=key)
        elif what == 2:
            await call("workspaces.close_panel", panel=key)
        elif what == 3:
            version = page.version("layouts", key)
            await call("workspaces.save_layout", name=key, active=dice.choice("abc"), version=version)
        elif what == 4:
            await call("workspaces.delete_layout", name=key, version=page.version("layouts", key))
        elif what == 5:
            version = page.version("open_files", mine)
            await call("workspaces.set_open_files", active=dice.choice("abc"), version=version)
        else:
            name = dice.choice(("editor.font_size", "terminal.font_size"))
            value, version = dice.choice((None, 10, 20)), page.version("preferences", name)
            await call("workspaces.set_preference", name=name, value=value, level="workspace", version=version)
    except (Conflict, NotFound) as refused:
        check(refused, what)


def check(refused: Conflict | NotFound, what: int) -> None:
    """Panels are last-writer: nobody conflicts there. All else tells what stands now."""
    if isinstance(refused, Conflict):
        assert what > 2
        assert refused.data["current"] is None or refused.data["current"].version
    else:
        assert what in {1, 2, 4}


@pytest.mark.capability("I2", "I3")
@pytest.mark.timeout(240)
async def test_all_clients_are_equal_after_any_interleaving_and_patches_give_what_a_newcomer_sees() -> None:
    async with testing.server() as owner:
        dice = random.Random(4)
        grant = owner.caller.grant
        pages = [Page(testing.Client(owner.container, owner.dispatcher, Caller(who, grant))) for who in PEOPLE]
        await asyncio.gather(*(page.catch_up() for page in pages))
        await owner.call("files.write", path=TEXT, text="")
        (document,) = {await page.catch_up_text() for page in pages}
        typed: list[str] = []
        for run in range(RUNS):
            changes = [change(dice.choice(pages), dice) for _ in range(dice.randint(1, CHANGES))]
            if dice.random() < TYPING:
                typed += [f"<{who}{run}>" for who in PEOPLE]
                words = zip(pages, typed[-len(pages) :], strict=True)
                changes += [page.type(word, dice.random(), document) for page, word in words]
            await asyncio.gather(*changes)
            await all_equal(owner, [page for page in pages if dice.random() < 0.7])
        await all_equal(owner, pages)
        for page in pages:
            await page.catch_up_text()
        (text,) = {str(page.text) for page in pages}
        assert (await owner.call("documents.read", path=TEXT))["text"] == text
        assert sorted(text) == sorted("".join(typed)), "a text merges: nothing that was typed is lost"
        assert {"panels", "layouts", "open_files", "preferences"} <= pages[0].state.keys()


async def now(client: testing.Client) -> str:
    """Return the cursor of the newest change of what is shared."""
    kinds = ["workspaces.*"]
    found = (await client.call("workspaces.history", kinds=kinds, limit=1))["items"]
    return found[0]["id"] if found else (await client.call("workspaces.get"))["cursor"]


async def all_equal(owner: testing.Client, pages: list[Page]) -> None:
    end = await now(owner)
    await asyncio.gather(*(page.catch_up(end) for page in pages))
    newcomer = Page(owner)
    await newcomer.catch_up()
    whole = without_empty(newcomer.state)
    for page in pages:
        assert without_empty(page.state) == whole


def without_empty(state: Parts) -> dict[str, Any]:
    return {part: values for part, values in state.items() if values}


@pytest.mark.capability("I2")
async def test_two_writers_of_one_layout_are_told_of_each_other_and_none_is_lost() -> None:
    async with testing.server() as owner:
        await owner.call("workspaces.save_layout", name="x", active="first")
        version = (await owner.call("workspaces.layouts"))[0]["version"]
        writing = [owner.call("workspaces.save_layout", name="x", active=each, version=version) for each in "abc"]
        done = await asyncio.gather(*writing, return_exceptions=True)
        won = [each for each in done if isinstance(each, dict)]
        lost = [each for each in done if isinstance(each, Conflict)]
        assert (len(won), len(lost)) == (1, 2)
        for each in lost:
            assert each.data["current"].active == won[0]["active"]
            assert each.data["wanted"]["active"] in "abc"


def test_a_patch_replaces_changes_or_removes_one_key_and_leaves_the_old_state_alone() -> None:
    old: Parts = {"a": {"x": {"n": 1, "m": {"deep": 1}}}}
    before = msgspec.json.encode(old)
    new = patched(
        old,
        [
            Patch(part="a", key="x", fields={"m": {"other": None}}),
            Patch(part="b", key="y", value={"v": 1}),
            Patch(part="a", key="gone"),
        ],
    )
    assert new == {"a": {"x": {"n": 1, "m": {"other": None}}}, "b": {"y": {"v": 1}}}
    assert patched(new, [Patch(part="a", key="x")]) == {"a": {}, "b": {"y": {"v": 1}}}
    assert msgspec.json.encode(old) == before
