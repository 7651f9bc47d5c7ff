"""What agents see of the table, without any transport."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import jsonschema
import msgspec
import pytest

from icotes.core.body import Download
from icotes.core.caller import Caller, Grant
from icotes.core.container import Container
from icotes.core.errors import NotFound
from icotes.core.log import Gap, Item, Snapshot
from icotes.core.methods import Module, command, query
from icotes.core.table import Table
from icotes.faces.tools import Tools
from icotes.kit.dispatch import Dispatcher


class Leaf(msgspec.Struct):
    """A leaf of a tree."""

    name: Annotated[str, msgspec.Meta(min_length=1)]
    children: list["Leaf"] = []


class Garden(Module):
    """Something that grows."""

    __module__ = "garden.methods"

    @query
    async def look(self, name: str, *, depth: int = 1) -> Leaf:
        """Return a leaf by its name.

        Args:
            name: what it is called.
            depth: how many levels of children.

        Raises:
            NotFound: there is no such leaf.
        """
        if name == "none":
            raise NotFound("There is no such leaf; plant it first.", name=name)
        return Leaf(name, [Leaf("child")] * depth)

    @command
    async def plant(self, leaves: list[Leaf]) -> int:
        """Plant some leaves and return how many."""
        return len(leaves)

    @query
    async def photo(self, *, blurred: bool = False) -> Download:
        """Return a picture."""
        data = b"\xff\xfe" if blurred else b"sharp"

        async def read(start: int, stop: int) -> AsyncIterator[bytes]:
            yield data[start:stop]

        return Download(len(data), "1", "image/x", "photo", read, lambda: None)

    @query
    async def listen(self) -> AsyncIterator[Item[Gap | bytes]]:
        """Yield what it says, in pieces that end anywhere."""
        yield Item("c0", Gap("trimmed"))
        for piece in (b"sch", "ö".encode()[:1], "ö".encode()[1:] + b"n"):
            yield Item("c1", piece)

    @query
    async def follow(self, *, since: str | None = None) -> AsyncIterator[Item[Snapshot[int] | Gap]]:
        """Yield how it grows."""
        for number in range(3):
            yield Item(f"c{number}", Snapshot(number))
        await asyncio.Event().wait()


@pytest.fixture
def tools() -> Tools:
    table = Table([Garden], {})
    return Tools(Dispatcher(table, Container([Garden]), [], [], None))


def caller(*scopes: str) -> Caller:
    return Caller("ada", Grant("g", frozenset(scopes)))


OWNER = caller("*")


def test_tools_are_derived_from_the_table(tools: Tools) -> None:
    listed = {tool.name: tool for tool in tools.list(OWNER, ["garden"])}
    assert sorted(listed) == [
        "call_method",
        "garden_follow",
        "garden_listen",
        "garden_look",
        "garden_photo",
        "garden_plant",
        "search_methods",
    ]
    look = listed["garden_look"]
    assert look.reads_only
    assert not listed["garden_plant"].reads_only
    assert "Return a leaf by its name." in look.description
    assert "NotFound: there is no such leaf." in look.description
    assert look.input_schema["properties"]["name"]["description"] == "what it is called."
    assert look.input_schema["required"] == ["name"]
    assert look.input_schema["additionalProperties"] is False
    assert "partialResultToken" not in listed["garden_follow"].input_schema["properties"]
    for tool in listed.values():
        assert tool.input_schema["type"] == "object"
        assert tool.output_schema["type"] == "object"
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)


def test_modules_choose_tools_and_a_wrong_one_is_named(tools: Tools) -> None:
    assert [tool.name for tool in tools.list(OWNER)] == ["search_methods", "call_method"]
    assert "garden_look" in [tool.name for tool in tools.list(OWNER, ["all"])]
    with pytest.raises(Exception, match="no module 'nothing'"):
        tools.list(OWNER, ["nothing"])


def test_a_key_sees_only_what_it_covers(tools: Tools) -> None:
    assert "garden_plant" not in [tool.name for tool in tools.list(caller("garden:read"), ["garden"])]


async def test_results_fit_their_schemas(tools: Tools) -> None:
    schemas = {tool.name: tool.output_schema for tool in tools.list(OWNER, ["garden"])}
    for name, arguments in {
        "garden_look": {"name": "oak"},
        "garden_plant": {"leaves": [{"name": "a"}]},
        "garden_photo": {"blurred": True},
        "garden_follow": {"wait": 0.2},
        "search_methods": {"query": "plant leaves"},
    }.items():
        outcome = await tools.call(OWNER, name, arguments)
        assert not outcome.failed, outcome
        jsonschema.validate(outcome.content, schemas[name])


async def test_what_is_not_an_object_is_a_result(tools: Tools) -> None:
    assert (await tools.call(OWNER, "garden_plant", {"leaves": [{"name": "a"}]})).content == {"result": 1}


async def test_a_download_is_text_where_it_can_be(tools: Tools) -> None:
    assert (await tools.call(OWNER, "garden_photo", {})).content["text"] == "sharp"
    assert (await tools.call(OWNER, "garden_photo", {"blurred": True})).content["data"] == "//4="


async def test_a_stream_of_bytes_is_text(tools: Tools) -> None:
    outcome = await tools.call(OWNER, "garden_listen", {})
    assert outcome.content["items"] == [{"type": "gap", "reason": "trimmed"}, "schön"]


async def test_a_stream_returns_at_max_items_or_after_wait_with_a_cursor(tools: Tools) -> None:
    counts: list[int] = []

    async def progress(count: int) -> None:
        counts.append(count)

    outcome = await tools.call(OWNER, "garden_follow", {"max_items": 2}, progress)
    assert outcome.content == {
        "items": [{"type": "snapshot", "state": 0}, {"type": "snapshot", "state": 1}],
        "cursor": "c1",
        "ended": False,
    }
    assert counts == [1, 2]
    outcome = await tools.call(OWNER, "garden_follow", {"wait": 0})
    assert outcome.content["cursor"] == "c2"


@pytest.mark.parametrize(
    ("name", "arguments", "kind"),
    [
        ("garden_look", {"name": "none"}, "NotFound"),
        ("garden_look", {}, "Invalid"),
        ("garden_look", {"name": "oak", "color": 1}, "Invalid"),
        ("nothing", {}, "MethodNotFound"),
        ("call_method", {"method": "garden.nothing"}, "MethodNotFound"),
        ("call_method", {"name": "garden.look"}, "Invalid"),
        ("search_methods", {}, "Invalid"),
    ],
)
async def test_failures_name_their_kind_and_what_to_do(tools: Tools, name: str, arguments: dict, kind: str) -> None:
    outcome = await tools.call(OWNER, name, arguments)
    assert outcome.failed
    assert outcome.content["kind"] == kind
    assert outcome.content["message"]


async def test_search_finds_by_words_and_call_calls_it(tools: Tools) -> None:
    found = (await tools.call(OWNER, "search_methods", {"query": "plants"})).content["result"]
    assert [each["method"] for each in found] == ["garden.plant"]
    outcome = await tools.call(OWNER, "call_method", {"method": "garden.plant", "params": {"leaves": []}})
    assert outcome.content == {"result": 0}


async def test_call_method_is_guarded_as_its_target(tools: Tools) -> None:
    reader = caller("garden:read")
    assert (await tools.call(reader, "garden_plant", {"leaves": []})).content["kind"] == "Denied"
    outcome = await tools.call(reader, "call_method", {"method": "garden.plant", "params": {"leaves": []}})
    assert outcome.content["kind"] == "Denied"
    assert (await tools.call(reader, "search_methods", {"query": "plant"})).content == {"result": []}
