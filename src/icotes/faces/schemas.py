"""JSON Schemas of a method's parameters and result, with the help that its docstring gives."""

from typing import Any

import msgspec

from icotes.core.errors import IcotesError
from icotes.core.table import Method
from icotes.kit.stream import json_result

PROTOCOL_HELP = {
    "workspace": "The workspace's name; may be left out when there is only one.",
    "timeout": "Seconds after which the call is stopped.",
    "idempotency_key": "The same key again gives the first call's result and does nothing twice.",
    "fields": "Only these fields of the result.",
    "partialResultToken": "Marks the progress messages of this call; by default its id.",
    "max_items": "Return after this many items, with the cursor to go on from.",
    "wait": "Return after this many seconds, with the cursor to go on from.",
}
"""What the protocol's own parameters mean; every face says it in these words."""


class Collected(msgspec.Struct, frozen=True):
    """What a stream gave to a face that can't push.

    Attributes:
        items: in order.
        cursor: pass it as `since` to go on.
        ended: nothing more will come.
    """

    items: list[Any]
    cursor: str
    ended: bool


def params_schema(method: Method, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the schema of a method's parameters, whole in itself.

    Args:
        leave_out: parameters that this face does not take.
    """
    schema = _inlined(method.params)
    help_ = {**PROTOCOL_HELP, **{each.name: each.help for each in method.parameters}}
    schema["properties"] = {
        name: {**shape, "description": help_[name]} if help_.get(name) else shape
        for name, shape in schema["properties"].items()
        if name not in leave_out
    }
    schema["additionalProperties"] = False
    del schema["title"]
    return schema


def result_schema(method: Method) -> dict[str, Any]:
    """Return the schema of a method's result in JSON; of one item, if it is a stream."""
    return _inlined(json_result(method))


def collected_schema(method: Method) -> dict[str, Any]:
    """Return the schema of what a stream gives to a face that can't push."""
    item = result_schema(method)
    schema = _inlined(Collected)
    schema["properties"]["items"]["items"] = {key: value for key, value in item.items() if key != "$defs"}
    return {**schema, "$defs": item["$defs"]} if "$defs" in item else schema


def error_kinds() -> dict[str, type[IcotesError]]:
    """Return every failure that this process can answer with, by its kind."""
    found: dict[str, type[IcotesError]] = {}
    waiting = IcotesError.__subclasses__()
    while waiting:
        kind = waiting.pop()
        found[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return dict(sorted(found.items()))


def _inlined(type_: Any) -> dict[str, Any]:
    (schema,), components = msgspec.json.schema_components([type_], ref_template="#/$defs/{name}")
    reference = schema.get("$ref", "")
    if reference:
        name = reference.rpartition("/")[2]
        root = components[name] if f'"{reference}"'.encode() in _others(components) else components.pop(name)
        schema = dict(root)
    return {**schema, "$defs": components} if components else schema


def _others(components: dict[str, Any]) -> bytes:
    return msgspec.json.encode(components)
