"""One way for every call: the order of what stands around it, who passes, what comes out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, ClassVar

import msgspec
import pytest

from icotes.core.call import Audit, Call, Middleware, Proceed, Resolver, current
from icotes.core.caller import Caller, Grant
from icotes.core.container import Container
from icotes.core.errors import (
    Conflict,
    Denied,
    IcotesError,
    Internal,
    Invalid,
    MethodNotFound,
    NotFound,
    TimedOut,
    Unauthenticated,
)
from icotes.core.log import Item
from icotes.core.methods import ANY_KEY, Module, command, query
from icotes.core.table import Table
from icotes.kit.dispatch import Dispatcher
from icotes.kit.stream import Stream

MODULE = __name__.rpartition(".")[2]
OWNER = Caller("owner", Grant("owner", frozenset({"*"})))


class Room:
    def __init__(self, name: str) -> None:
        self.name = name


class Rooms(Resolver[Room]):
    type: ClassVar[Any] = Room
    parameter: ClassVar[str] = "workspace"

    async def resolve(self, caller: Caller, name: str) -> Room:
        if name == "none":
            raise NotFound("There is none.")
        return Room(name or "hall")

    def workspace_id(self, found: Room) -> str:
        return found.name


class Sample(Module):
    @query
    async def echo(self, room: Room, caller: Caller, call: Call, text: str = "") -> dict[str, str]:
        assert current.get() is call
        return {"room": room.name, "caller": caller.name, "text": text, "place": call.workspace_id}

    @command
    async def change(self, room: Room) -> None: ...

    @command(ephemeral=True)
    async def type_(self) -> None: ...

    @query
    async def whole(self) -> int:
        return 1

    @query(scope=ANY_KEY)
    async def any_(self) -> int:
        return 2

    @query
    async def fail(self, how: str) -> None:
        if how == "wait":
            await asyncio.Event().wait()
        if how == "slow":
            raise TimeoutError
        raise Conflict("No.") if how == "conflict" else ValueError("/secret/path")

    @query
    async def count(self, until: int = 3) -> AsyncIterator[Item[int]]:
        for number in range(until):
            yield Item(f"c{number}", number)
        if until == 0:
            await asyncio.Event().wait()


class Step(Middleware):
    def __init__(self, name: str, trace: list[str]) -> None:
        self.name = name
        self.trace = trace

    async def around(self, call: Call, proceed: Proceed) -> Any:
        self.trace.append(f"{self.name} {'prepared' if call.params else 'raw'}")
        return await proceed(call)


class Book(Audit):
    def __init__(self) -> None:
        self.records: list[tuple[str, str]] = []

    async def record(self, call: Call, outcome: str, seconds: float) -> None:
        assert seconds >= 0
        self.records.append((call.method.name.partition(".")[2], outcome))


def dispatcher(*steps: Middleware, audit: Audit | None = None) -> Dispatcher:
    return Dispatcher(Table([Sample], {Room: "workspace"}), Container([Sample]), [Rooms()], list(steps), audit)


async def ask(name: str, params: Any = b"{}", caller: Caller = OWNER, **options: Any) -> Any:
    result = await dispatcher(**options).call(caller, f"{MODULE}.{name}", params)
    assert isinstance(result, bytes)
    return msgspec.json.decode(result)


def narrowed(*scopes: str, workspaces: set[str] | None = None) -> Caller:
    reach = None if workspaces is None else frozenset(workspaces)
    return Caller("key", Grant("key", frozenset(scopes), reach), "key")


async def test_a_method_gets_its_parameters_and_what_it_takes_by_type():
    assert await ask("echo", b'{"text":"hi","workspace":"attic"}') == {
        "room": "attic",
        "caller": "owner",
        "text": "hi",
        "place": "attic",
    }


async def test_an_unknown_method_is_none():
    with pytest.raises(MethodNotFound):
        await ask("nope")


@pytest.mark.capability("B7", partly="the built-in order and a plugin's place; through a face elsewhere")
async def test_middleware_stands_in_its_order_and_a_plugin_after_preparation():
    trace: list[str] = []

    def step(name: str, place: int | None) -> Middleware:
        kind = type(name, (Step,), {} if place is None else {"order": place})
        return kind(name, trace)

    steps = [step("plugin", None), step("timing", 100), step("rate", 200), step("once", 600)]
    made = dispatcher(*steps, audit=Book())
    await made.call(OWNER, f"{MODULE}.change")

    assert trace == ["timing raw", "rate raw", "once prepared", "plugin prepared"]
    assert [type(step).__name__.removeprefix("_") for step in made.steps] == [
        "timing",
        "rate",
        "Audited",
        "Authorise",
        "Prepare",
        "once",
        "plugin",
    ]


async def test_middleware_that_does_not_concern_a_method_is_not_in_its_chain():
    trace: list[str] = []

    class Picky(Step):
        def concerns(self, method: Any) -> bool:
            return method.effect == "command"

    await ask("whole")
    await dispatcher(Picky("p", trace)).call(OWNER, f"{MODULE}.whole")

    assert trace == []


@pytest.mark.parametrize(
    ("caller", "name", "params", "refusal"),
    [
        (narrowed(), "whole", b"{}", Denied),
        (narrowed(), "any", b"{}", None),
        (narrowed("other:read"), "echo", b"{}", Denied),
        (narrowed(f"{MODULE}:read"), "echo", b"{}", None),
        (narrowed(f"{MODULE}:read"), "change", b"{}", Denied),
        (narrowed("*", workspaces={"hall"}), "echo", b"{}", None),
        (narrowed("*", workspaces={"hall"}), "echo", b'{"workspace":"attic"}', NotFound),
        (narrowed("*", workspaces={"hall"}), "whole", b"{}", Denied),
        (narrowed("*", workspaces={"hall"}), "any", b"{}", None),
        (narrowed("*", workspaces={"hall"}), "echo", b'{"workspace":"none"}', NotFound),
        (OWNER, "echo", b'{"x":1}', Invalid),
    ],
)
async def test_only_what_the_grant_covers_passes(
    caller: Caller, name: str, params: bytes, refusal: type[IcotesError] | None
):
    if refusal is None:
        await ask(name, params, caller)
    else:
        with pytest.raises(refusal):
            await ask(name, params, caller)


async def test_a_refused_caller_learns_nothing_about_parameters():
    with pytest.raises(Denied):
        await ask("echo", b'{"nonsense":1}', narrowed())


async def test_a_revoked_grant_passes_nowhere():
    caller = narrowed("*")
    caller.grant.revoke()
    for name in ("any", "whole", "change"):
        with pytest.raises(Unauthenticated):
            await ask(name, caller=caller)


async def test_every_command_is_recorded_with_its_outcome_and_nothing_else():
    book = Book()
    for name, caller, params in [
        ("change", OWNER, b"{}"),
        ("change", narrowed(), b"{}"),
        ("change", OWNER, b'{"x":1}'),
        ("type", OWNER, b"{}"),
        ("whole", OWNER, b"{}"),
    ]:
        with suppress(IcotesError):
            await dispatcher(audit=book).call(caller, f"{MODULE}.{name}", params)

    assert book.records == [("change", "ok"), ("change", "Denied"), ("change", "Invalid")]


async def test_a_failure_of_ours_is_an_incident_and_nothing_else(caplog: pytest.LogCaptureFixture):
    with pytest.raises(Internal) as failed:
        await ask("fail", b'["x"]')

    assert "/secret" not in failed.value.message
    assert failed.value.__cause__ is None
    assert failed.value.data["incident"] in caplog.text
    assert "/secret/path" in caplog.text


async def test_errors_of_the_method_come_out_as_they_are():
    with pytest.raises(Conflict):
        await ask("fail", b'["conflict"]')
    with pytest.raises(Internal):
        await ask("fail", b'["slow"]')


@pytest.mark.capability("B9", partly="the deadline; cancelling is shown on the socket")
async def test_a_call_ends_with_its_timeout():
    with pytest.raises(TimedOut):
        await ask("fail", b'{"how":"wait","timeout":0.01}')


async def stream(caller: Caller, params: bytes = b"{}") -> Stream:
    result = await dispatcher().call(caller, f"{MODULE}.count", params)
    assert isinstance(result, Stream)
    return result


async def test_a_stream_gives_items_with_cursors():
    assert [(item.cursor, item.value) async for item in (await stream(OWNER)).items()] == [
        ("c0", 0),
        ("c1", 1),
        ("c2", 2),
    ]


@pytest.mark.parametrize(
    ("params", "values", "ended"),
    [(b"{}", 3, True), (b'{"max_items":2}', 2, False), (b'{"until":0,"wait":0.01}', 0, False)],
)
async def test_a_face_that_cannot_push_gets_what_came_and_where_to_go_on(params: bytes, values: int, ended: bool):
    got = await (await stream(OWNER, params)).collect()

    assert len(got["items"]) == values
    assert got["ended"] is ended
    assert got["cursor"] == (f"c{values - 1}" if values else "")


async def test_revoking_ends_a_stream_that_waits():
    caller = narrowed("*")
    items = (await stream(caller, b'{"until":0}')).items()
    waiting = asyncio.ensure_future(anext(items))
    await asyncio.sleep(0)
    caller.grant.revoke()

    with pytest.raises(Unauthenticated):
        await waiting


async def test_a_stream_ends_with_its_timeout():
    with pytest.raises(TimedOut):
        await anext((await stream(OWNER, b'{"until":0,"timeout":0.01}')).items())


async def test_fields_choose_of_a_result():
    assert await ask("echo", b'{"fields":["text"]}') == {"text": ""}
    with pytest.raises(Invalid):
        await ask("whole", b'{"fields":["text"]}')
