"""Methods as tools for agents: what MCP shows of the table, and how a tool's call becomes a method's. Knows no SDK."""

import base64
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from icotes.core.body import Download
from icotes.core.caller import Caller
from icotes.core.errors import IcotesError, Invalid, MethodNotFound, QuotaExceeded
from icotes.core.table import Method
from icotes.faces.schemas import collected_schema, params_schema, result_schema
from icotes.kit.dispatch import Dispatcher, unexpected
from icotes.kit.stream import INLINE_BYTES, Stream

DEFAULT_MODULES = ("files", "documents", "terminals", "execution", "git")
"""What a client sees that did not choose; the rest is found by `search_methods`."""
ALL_MODULES = "all"
FOUND = 20
"""The most methods that one search returns."""

HIDDEN = frozenset({"partialResultToken"})

Progress = Callable[[int], Awaitable[None]]
"""Is told how many items came so far."""


class Tool(NamedTuple):
    """A method as an agent sees it."""

    name: str
    description: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    reads_only: bool


class Choice(NamedTuple):
    """What a client chose once and for all.

    Attributes:
        modules: whose methods it sees; empty for the usual ones.
        workspace: of calls that name none.
    """

    modules: Sequence[str] = ()
    workspace: str = ""


class Outcome(NamedTuple):
    """What a tool's call gave: a JSON object, or an error with its kind and message."""

    content: dict[str, Any]
    failed: bool = False


class FoundMethod(msgspec.Struct, frozen=True):
    """A method that `search_methods` found."""

    method: str
    summary: str
    effect: str
    params: dict[str, Any]


SEARCH = Tool(
    "search_methods",
    "Find methods of this server by words; `call_method` calls what is found. Use it when no other tool fits.",
    {
        "type": "object",
        "properties": {"query": {"type": "string", "description": "Words that say what you want to do."}},
        "required": ["query"],
        "additionalProperties": False,
    },
    {"type": "object", "properties": {"result": {"type": "array", "items": {"type": "object"}}}},
    reads_only=True,
)
CALL = Tool(
    "call_method",
    "Call any method of this server by its name (`files.read`), as `search_methods` returned it.",
    {
        "type": "object",
        "properties": {
            "method": {"type": "string", "description": "The method's name."},
            "params": {"type": "object", "description": "Its parameters by name."},
        },
        "required": ["method"],
        "additionalProperties": False,
    },
    {"type": "object"},
    reads_only=False,
)


class Tools:
    """The table's methods as tools."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._methods = {method.name.replace(".", "_"): method for method in dispatcher.table}
        self._tools = {name: tool(name, method) for name, method in self._methods.items()}

    def list(self, caller: Caller, modules: Sequence[str] = ()) -> list[Tool]:
        """Return the tools of these modules that the caller's key covers.

        Raises:
            Invalid: there is no such module.
        """
        known = {method.module for method in self._methods.values()} | set(DEFAULT_MODULES)
        wanted = known if ALL_MODULES in modules else set(modules or DEFAULT_MODULES)
        if wanted - known:
            raise Invalid(f"There is no module {min(wanted - known)!r}; there are: {', '.join(sorted(known))}.")
        shown = [
            self._tools[name]
            for name, method in self._methods.items()
            if method.module in wanted and covers(caller, method)
        ]
        return [*shown, SEARCH, CALL]

    async def call(
        self,
        caller: Caller,
        name: str,
        arguments: Mapping[str, Any],
        progress: Progress | None = None,
        workspace: str = "",
    ) -> Outcome:
        """Call a tool. A failure of the call is an outcome too; only cancellation comes out as an exception."""
        try:
            if name == SEARCH.name:
                return Outcome({"result": _plain(self._search(caller, **_search_arguments(arguments)))})
            if name == CALL.name:
                name, arguments = _call_arguments(arguments)
                return await self._call(caller, self._dispatcher.table[name], arguments, progress, workspace)
            if name not in self._methods:
                raise MethodNotFound(f"There is no tool {name[:100]!r}; search_methods finds what there is.")
            return await self._call(caller, self._methods[name], arguments, progress, workspace)
        except IcotesError as error:
            return failure(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the agent gets an answer
            return failure(unexpected(error, name))

    async def _call(
        self, caller: Caller, method: Method, params: Mapping[str, Any], progress: Progress | None, workspace: str
    ) -> Outcome:
        if workspace and "workspace" in method.located:
            params = {"workspace": workspace, **params}
        result = await self._dispatcher.call(caller, method.name, msgspec.json.encode(params))
        if isinstance(result, Stream):
            collected = await result.collect(each=progress)
            return Outcome(_plain({**collected, "items": _texts(collected["items"])}))
        if isinstance(result, Download):
            return Outcome(await _readable(result))
        plain = msgspec.json.decode(result)
        return Outcome(plain if isinstance(plain, dict) else {"result": plain})

    def _search(self, caller: Caller, query: str) -> "list[FoundMethod]":
        words = set(_words(query))
        scored = [(_score(method, words), method.name, method) for method in self._dispatcher.table]
        best = sorted((-score, name, method) for score, name, method in scored if score and covers(caller, method))
        return [
            FoundMethod(name, method.summary, method.effect, params_schema(method, HIDDEN))
            for _, name, method in best[:FOUND]
        ]


def covers(caller: Caller, method: Method) -> bool:
    """Tell whether the caller's key covers a method; the call itself is guarded again."""
    return method.scope == "any" or caller.grant.allows(method.scope)


def tool(name: str, method: Method) -> Tool:
    """Return a method as a tool."""
    raises = [f"Fails with {kind}: {when}" for kind, when in method.raises.items()]
    notes = ["Returns what there is, and the cursor to go on from."] if method.stream else []
    description = "\n".join([method.text, *notes, *raises])
    return Tool(name, description, params_schema(method, HIDDEN), _output_schema(method), method.effect == "query")


READABLE = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "description": "The content, if it is UTF-8 text."},
        "data": {"type": "string", "description": "The content in base64, if it is not."},
        "media_type": {"type": "string"},
        "version": {"type": "string"},
    },
    "required": ["media_type", "version"],
}


def _output_schema(method: Method) -> dict[str, Any]:
    if method.stream:
        schema = collected_schema(method)
        item = schema["properties"]["items"]["items"]
        for each in item.get("anyOf", [item]):
            each.pop("contentEncoding", None)
        return schema
    if method.download:
        return READABLE
    schema = result_schema(method)
    if schema.get("type") == "object":
        return schema
    definitions = schema.pop("$defs", None)
    wrapped = {"type": "object", "properties": {"result": schema}, "required": ["result"]}
    return {**wrapped, "$defs": definitions} if definitions else wrapped


def failure(error: IcotesError) -> Outcome:
    """Return a failed call's outcome: kind, message and details."""
    return Outcome({**error.payload()["data"], "message": error.message}, failed=True)


def _plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def _texts(items: "list[Any]") -> "list[Any]":
    """Return items with bytes as text; neighbours are joined, for a character may lie in two of them."""
    found: list[Any] = []
    for is_bytes, group in groupby(items, key=lambda item: isinstance(item, bytes)):
        together = list(group)
        found += [b"".join(together).decode("utf-8", "replace")] if is_bytes else together
    return found


async def _readable(download: Download) -> dict[str, Any]:
    try:
        if download.size > INLINE_BYTES:
            raise QuotaExceeded(f"{download.size} bytes are too large for a tool's result; ask for a range of them.")
        data = b"".join([chunk async for chunk in download.read(0, download.size)])
    finally:
        download.close()
    about = {"media_type": download.media_type, "version": download.version}
    try:
        return {"text": data.decode(), **about}
    except UnicodeDecodeError:
        return {"data": base64.b64encode(data).decode(), **about}


class _SearchArguments(msgspec.Struct, forbid_unknown_fields=True):
    query: str


class _CallArguments(msgspec.Struct, forbid_unknown_fields=True):
    method: str
    params: dict[str, Any] = {}


def _search_arguments(arguments: Mapping[str, Any]) -> dict[str, str]:
    return {"query": _convert(arguments, _SearchArguments).query}


def _call_arguments(arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    given = _convert(arguments, _CallArguments)
    return given.method, given.params


def _convert(arguments: Mapping[str, Any], kind: type[Any]) -> Any:
    try:
        return msgspec.convert(arguments, kind)
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from None


def _words(text: str) -> "list[str]":
    return [_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower())]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _score(method: Method, words: set[str]) -> int:
    """Count the words of a query: one in the name says more than one in the text."""
    name, summary, text = set(_words(method.name)), set(_words(method.summary)), set(_words(method.text))
    return sum(4 * (word in name) + 2 * (word in summary) + (word in text) for word in words)
