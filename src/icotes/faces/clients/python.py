"""Generates the Python client: the types, and each module's methods, async and not."""

import inspect
import keyword
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from msgspec import NODEFAULT
from msgspec import inspect as shapes

from icotes.core.table import Method
from icotes.faces.clients.shapes import Argument, Names, arguments, bare, help_of, members, result

PLAIN: dict[type[shapes.Type], str] = {
    shapes.AnyType: "Any",
    shapes.RawType: "Any",
    shapes.NoneType: "None",
    shapes.BoolType: "bool",
    shapes.IntType: "int",
    shapes.FloatType: "float",
    shapes.StrType: "str",
    shapes.BytesType: "bytes",
    shapes.DateTimeType: "datetime",
    shapes.UUIDType: "UUID",
}

HEAD = '''"""Types and methods of the server. Generated from its method table by `make generate`; do not edit."""
# ruff: noqa: A002, D205, D212, D400, D415, E501, PLR0904, RUF002

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
{imports}
import msgspec

from icotes.client.transport import AsyncTransport, Item, Transport
'''


def python(methods: Iterable[Method]) -> str:
    """Return the source of the generated part of the client; a formatter has still to pass over it."""
    methods = sorted(methods, key=lambda method: method.name)
    names = Names(methods)
    groups = [(module, list(each)) for module, each in groupby(methods, key=lambda method: method.module)]
    body = [_struct(name, kind, names) for name, kind in names.structs()]
    for asynchronous in (True, False):
        body += [_group(module, each, names, asynchronous=asynchronous) for module, each in groups]
        body.append(_client([module for module, _ in groups], asynchronous=asynchronous))
    text = "\n\n".join(body)
    return f"{HEAD.format(imports=_imports(text))}\n\n{text}"


def _imports(text: str) -> str:
    lines: list[str] = []
    if "datetime" in text:
        lines.append("from datetime import datetime")
    typing = [name for name in ("Any", "Literal") if f"{name}" in text]
    if typing:
        lines.append(f"from typing import {', '.join(typing)}")
    if "UUID" in text:
        lines.append("from uuid import UUID")
    return "\n".join(lines) + "\n"


def spell(shape: shapes.Type, names: Names) -> str:
    """Return a type as an annotation.

    Raises:
        TypeError: a method uses a type that the clients don't know; add it here and in `typescript.py`.
    """
    shape = bare(shape)
    if type(shape) in PLAIN:
        return PLAIN[type(shape)]
    if isinstance(shape, shapes.StructType):
        return names[shape]
    if isinstance(shape, shapes.EnumType):
        return f"Literal[{', '.join(repr(each.value) for each in shape.cls)}]"
    if isinstance(shape, shapes.LiteralType):
        return f"Literal[{', '.join(map(repr, shape.values))}]"
    if isinstance(shape, shapes.UnionType):
        return " | ".join(spell(each, names) for each in members(shape))
    if isinstance(shape, shapes.DictType):
        return f"dict[{spell(shape.key_type, names)}, {spell(shape.value_type, names)}]"
    if isinstance(shape, shapes.TupleType):
        return f"tuple[{', '.join(spell(each, names) for each in shape.item_types)}]"
    if isinstance(shape, shapes.VarTupleType):
        return f"tuple[{spell(shape.item_type, names)}, ...]"
    item = getattr(shape, "item_type", None)
    if item is None:
        raise TypeError(f"the clients have no word for {shape}")
    return f"list[{spell(item, names)}]"


def _struct(name: str, kind: shapes.StructType, names: Names) -> str:
    tag = f", tag={kind.tag!r}, tag_field={kind.tag_field!r}" if kind.tag_field else ""
    lines = [f"class {name}(msgspec.Struct, frozen=True, kw_only=True{tag}):", *_docstring(help_of(kind) or name), ""]
    lines += [
        f"    {_name(field.encode_name)}: {spell(field.type, names)}{_default(field, names)}" for field in kind.fields
    ]
    return "\n".join(lines) + "\n"


def _default(field: shapes.Field, names: Names) -> str:
    if field.required:
        return ""
    if field.default is not NODEFAULT:
        return f" = {_value(field.default)}"
    made: Any = field.default_factory
    kind = bare(field.type)
    name = names[kind] if isinstance(kind, shapes.StructType) else made.__name__
    return f" = msgspec.field(default_factory={name})"


def _value(value: Any) -> str:
    return repr(getattr(value, "value", value))


def _group(module: str, methods: list[Method], names: Names, *, asynchronous: bool) -> str:
    prefix = "Async" if asynchronous else ""
    lines = [f"class {prefix}{_title(module)}:", *_docstring(f"The methods of `{module}`."), ""]
    lines += [
        f"    def __init__(self, transport: {prefix}Transport) -> None:",
        "        self._transport = transport",
        "",
    ]
    for method in methods:
        text = _method(method, names, asynchronous=asynchronous)
        lines += [*textwrap.indent(text, "    ").splitlines(), ""]
    return "\n".join(lines)


def _title(module: str) -> str:
    return f"{module.capitalize()}Methods"


def _method(method: Method, names: Names, *, asynchronous: bool) -> str:
    item = spell(result(method), names)
    given = arguments(method)
    signature = ", ".join(["self", *_signature(given, names)])
    params = ", ".join(f"{each.name!r}: {_name(each.name)}" for each in given)
    name = _name(method.name.partition(".")[2])
    if method.stream:
        follows = any(each.name == "since" for each in given)
        wire = f"Item[{item}]" if follows else item
        head = f"def {name}({signature}) -> {'Async' if asynchronous else ''}Generator[{wire}]:"
        verb = "follow" if follows else "stream"
    else:
        head = f"{'async ' if asynchronous else ''}def {name}({signature}) -> {item}:"
        verb = "query" if method.effect == "query" else "command"
    wait = "await " if asynchronous and not method.stream else ""
    call = f"return {wait}self._transport.{verb}({method.name!r}, {{{params}}}, {item})"
    return "\n".join([head, *_docstring(inspect.cleandoc(method.function.__doc__ or "")), f"    {call}", ""])


def _signature(given: list[Argument], names: Names) -> Iterator[str]:
    named = False
    for each in given:
        if each.by_name_only and not named:
            named = True
            yield "*"
        default = "" if each.required else f" = {_value(each.default)}"
        yield f"{_name(each.name)}: {spell(each.shape, names)}{default}"


def _name(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) or name in {"list", "self"} else name


def _docstring(text: str) -> list[str]:
    safe = text.replace("\\", "\\\\").replace('"""', "'''")
    quoted = f'"""{safe}"""' if "\n" not in safe else f'"""{safe}\n"""'
    return textwrap.indent(quoted, "    ").splitlines()


def _client(modules: list[str], *, asynchronous: bool) -> str:
    prefix = "Async" if asynchronous else ""
    lines = [f"class {prefix}Methods:", *_docstring("All methods, by module."), ""]
    lines.append(f"    def __init__(self, transport: {prefix}Transport) -> None:")
    lines += [f"        self.{_name(module)} = {prefix}{_title(module)}(transport)" for module in modules]
    return "\n".join(lines) + "\n"
