"""The table: name, parameters, result, scope and help of a method are read off its function."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
import pytest

from icotes.core.body import Download, Upload
from icotes.core.call import Call
from icotes.core.caller import Caller
from icotes.core.errors import Invalid, MethodNotFound
from icotes.core.events import Event
from icotes.core.log import Item, Snapshot
from icotes.core.methods import ANY_KEY, Module, command, every, marked, on, query
from icotes.core.table import Table

MODULE = __name__.rpartition(".")[2]


class Place:
    pass


class Happened(Event):
    pass


class Sample(Module):
    @query(rest="GET /places/{workspace}/{path}")
    async def read(
        self, caller: Caller, place: Place, path: str, *, lines: Annotated[int, msgspec.Meta(ge=1)] = 10
    ) -> str:
        """Return a text.

        Args:
            path: where it is.

        Raises:
            NotFound: it is not there.
        """
        return path

    @command
    async def list_(self, call: Call, names: list[str], flags: dict[str, bool] | None = None) -> None: ...

    @query(scope="other:look")
    async def follow(self, *, since: str | None = None) -> AsyncIterator[Item[Snapshot[int] | str]]:
        yield Item("", "x")

    @query
    async def count(self) -> AsyncIterator[int]:
        yield 1

    @command(ephemeral=True)
    async def put(self, data: Upload) -> Download: ...  # pyright: ignore[reportReturnType]

    @query(scope=ANY_KEY)
    async def key(self) -> str:
        return "s"

    async def not_a_method(self) -> None: ...

    @on(Happened)
    async def react(self, event: Happened) -> None: ...

    @every("2m")
    async def tick(self) -> None: ...


@pytest.fixture(scope="module")
def table() -> Table:
    return Table([Sample], {Place: "workspace"})


def test_a_method_is_what_carries_a_decorator(table: Table):
    assert [method.name.partition(".")[2] for method in table] == ["count", "follow", "key", "list", "put", "read"]
    assert len(table) == 6
    assert f"{MODULE}.read" in table
    assert marked(Sample, "__icotes_on__") == {"react": Happened}
    assert marked(Sample, "__icotes_every__") == {"tick": 120.0}


def test_everything_is_read_off_the_function(table: Table):
    read = table[f"{MODULE}.read"]

    assert (read.effect, read.scope, read.recorded) == ("query", f"{MODULE}:read", False)
    assert [(p.name, p.required, p.default, p.help, p.by_name_only) for p in read.parameters] == [
        ("path", True, None, "where it is.", False),
        ("lines", False, 10, "", True),
    ]
    assert read.injected == {"caller": Caller, "place": Place}
    assert read.located == {"workspace": Place}
    assert (read.summary, read.raises) == ("Return a text.", {"NotFound": "it is not there."})
    assert read.declaration.rest == "GET /places/{workspace}/{path}"
    assert table[f"{MODULE}.list"].scope == f"{MODULE}:write"
    assert table[f"{MODULE}.list"].recorded


def test_streams_and_bytes_are_known(table: Table):
    follow, count, put = (table[f"{MODULE}.{name}"] for name in ("follow", "count", "put"))

    assert (follow.stream, follow.resumable, follow.result) == (True, True, Snapshot[int] | str)
    assert (count.stream, count.resumable, count.result) == (True, False, int)
    assert (put.upload, put.download, put.recorded) == ("data", True, False)


@pytest.mark.parametrize("own", ["start", "stop", "health"])
def test_a_method_is_not_named_as_what_the_server_calls_itself(own: str):
    def method(self: Module) -> None: ...

    method.__name__ = own
    with pytest.raises(TypeError, match=f"name the method `{own}_`"):
        Table([type("Named", (Module,), {own: query(method), "__module__": __name__})], {})
    method.__name__ = f"{own}_"
    named = Table([type("Named", (Module,), {f"{own}_": query(method), "__module__": __name__})], {})
    assert f"{MODULE}.{own}" in named


def test_an_unknown_method_is_told_where_all_are(table: Table):
    with pytest.raises(MethodNotFound, match=r"rpc\.discover"):
        table["nope"]


def test_parameters_come_by_name_by_position_or_as_texts(table: Table):
    read = table[f"{MODULE}.read"]

    assert read.parse(b'{"path":"a","lines":3}') == read.parse(b'["a"]').__class__(path="a", lines=3)
    assert read.parse(b'["a"]').path == "a"  # pyright: ignore[reportAttributeAccessIssue]
    assert read.parse({"path": "a", "lines": "7"}).lines == 7  # pyright: ignore[reportAttributeAccessIssue]
    assert table[f"{MODULE}.count"].parse(b"") is not None


@pytest.mark.capability("B3", partly="on the table; through the faces elsewhere")
@pytest.mark.parametrize(
    ("params", "field"),
    [
        (b"{}", None),
        (b'{"path":1}', "path"),
        (b'{"path":"a","lines":0}', "lines"),
        (b'{"path":"a","lines":"3"}', "lines"),
        (b'{"path":"a","owner":"me"}', None),
        (b'{"path":"a","workspace":3}', "workspace"),
        (b'["a",3]', None),
        (b'{"path":', None),
        (b"3", None),
        (b"[[]]", "path"),
        (b'{"path":' + b"[" * 5000 + b"]" * 5000 + b"}", None),
    ],
)
def test_what_does_not_fit_is_refused_with_the_field(table: Table, params: bytes, field: str | None):
    with pytest.raises(Invalid) as refused:
        table[f"{MODULE}.read"].parse(params)
    assert "Traceback" not in refused.value.message
    if field:
        assert refused.value.data["field"] == field


def test_the_element_that_does_not_fit_is_named(table: Table):
    with pytest.raises(Invalid) as refused:
        table[f"{MODULE}.list"].parse(b'{"names":["a",2]}')
    assert refused.value.data["field"] == "names[1]"


def test_a_parameter_of_the_protocol_cannot_be_declared():
    class Wrong(Module):
        @query
        async def read(self, timeout: int) -> None: ...

    with pytest.raises(TypeError, match="timeout"):
        Table([Wrong], {})


def test_the_protocols_own_parameters_are_where_they_make_sense(table: Table):
    def names(name: str) -> set[str]:
        return {field.name for field in msgspec.structs.fields(table[f"{MODULE}.{name}"].params)}

    assert {"timeout", "fields", "workspace"} <= names("read")
    assert "idempotency_key" in names("list")
    assert "idempotency_key" not in names("read")
    assert {"partialResultToken", "max_items", "wait"} <= names("count")
    assert "fields" not in names("count")


@pytest.mark.parametrize("scope", ["nothing", "files:", ":read", "files:read:x"])
def test_a_method_that_no_key_guards_is_refused(scope: str):
    class Bare(Module):
        @query(scope=scope)
        async def read(self) -> Any: ...

    with pytest.raises(TypeError, match="no key would guard"):
        Table([Bare], {})
