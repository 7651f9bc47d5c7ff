"""Makes the command line's outline from the method table."""

import sys
from typing import Any

import msgspec

from icotes.core import docstring
from icotes.core.body import Upload
from icotes.core.methods import Module
from icotes.core.names import module_of
from icotes.core.table import Method, Parameter, Table
from icotes.faces.cli.outline import Argument, Outline, Usage

PROTOCOL = {
    "workspace": "The workspace, by name; by default that of the folder you are in.",
    "timeout": "Seconds after which the call is stopped.",
    "idempotency_key": "Makes a repeated call answer as the first did, instead of doing it twice.",
    "fields": "Only these fields of the result, separated by commas.",
    "max_items": "Return after this many items instead of going on.",
    "wait": "Return what came within this many seconds instead of going on.",
}
"""The parameters that every method gets from the protocol, and their help."""


def describe(table: Table) -> Outline:
    """Return what the command line needs to know of a table."""
    return Outline(
        {module_of(module): _about(module) for module in table.modules},
        {method.name: _usage(method) for method in table},
    )


def _about(module: type[Module]) -> str:
    package = sys.modules[module.__module__.rpartition(".")[0]]
    return docstring.read(package).summary or docstring.read(module).summary


def _usage(method: Method) -> Usage:
    own = [_argument(each) for each in method.parameters]
    names = {each.name for each in own}
    fields = {field.name: field for field in msgspec.structs.fields(method.params)}
    protocol = [
        _argument(Parameter(name, fields[name].type, False, None, help_, True))
        for name, help_ in PROTOCOL.items()
        if name in fields and name not in names
    ]
    return Usage(
        name=method.name,
        summary=method.summary,
        text=method.text,
        arguments=own + protocol,
        query=method.effect == "query",
        stream=method.stream,
        download=method.download,
        raw=not method.download and _holds_bytes(method.result),
        raises=dict(method.raises),
    )


def _argument(given: Parameter) -> Argument:
    kind, many, choices = ("upload", False, []) if given.type is Upload else _shape(given.type)
    default = msgspec.json.decode(msgspec.json.encode(given.default))
    return Argument(given.name, kind, given.required, default, given.help, many, choices, given.by_name_only)


def _shape(type_: Any) -> tuple[str, bool, list[str]]:
    """Return kind, whether it is a list, and the choices of a type."""
    if type_ is None or type_ is type(None):
        return "json", False, []
    schema = msgspec.json.schema(type_)
    shape = _resolved(schema, schema.get("$defs", {}))
    many = shape.get("type") == "array" and "items" in shape
    if many:
        shape = _resolved(shape["items"], schema.get("$defs", {}))
    choices = [each for each in shape.get("enum", []) if isinstance(each, str)]
    return ("text" if choices else _kind(shape)), many, choices


def _holds_bytes(type_: Any) -> bool:
    """Tell whether a value of this type may be bytes, as the items of a terminal's stream are."""
    schema = msgspec.json.schema(type_)
    return any(_kind(each) == "bytes" for each in [schema, *schema.get("anyOf", [])])


def _resolved(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and leave out `null`."""
    if "$ref" in schema:
        return _resolved(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    rest = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    return _resolved(rest[0], definitions) if len(rest) == 1 else schema


def _kind(schema: dict[str, Any]) -> str:
    if schema.get("contentEncoding") == "base64":
        return "bytes"
    return {"string": "text", "integer": "integer", "number": "number", "boolean": "flag"}.get(
        schema.get("type", ""), "json"
    )
