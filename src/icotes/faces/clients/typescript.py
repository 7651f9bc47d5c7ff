"""Generates the TypeScript client: the types, and each module's methods."""

import inspect
import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import inspect as shapes

from icotes.core.table import Method
from icotes.faces.clients.shapes import Argument, Names, arguments, bare, help_of, members, result

PLAIN: dict[type[shapes.Type], str] = {
    shapes.AnyType: "unknown",
    shapes.RawType: "unknown",
    shapes.NoneType: "null",
    shapes.BoolType: "boolean",
    shapes.IntType: "number",
    shapes.FloatType: "number",
    shapes.StrType: "string",
    shapes.BytesType: "Base64",
    shapes.DateTimeType: "string",
    shapes.UUIDType: "string",
}

HEAD = """\
// Types and methods of the server. Generated from its method table by `make generate`; do not edit.

import type { Item, Transport } from "./rpc.ts";

/** Bytes as they stand in JSON. */
export type Base64 = string;
"""


def typescript(methods: Iterable[Method]) -> str:
    """Return the source of the generated part of the client."""
    methods = sorted(methods, key=lambda method: method.name)
    names = Names(methods)
    body = [_enum(name, kind) for name, kind in names.enums()]
    body += [_interface(name, kind, names) for name, kind in names.structs()]
    groups = [(module, list(each)) for module, each in groupby(methods, key=lambda method: method.module)]
    body += [_group(module, each, names) for module, each in groups]
    return "\n".join([HEAD, *body, _client([module for module, _ in groups])])


def spell(shape: shapes.Type, names: Names) -> str:
    """Return a type in TypeScript.

    Raises:
        TypeError: a method uses a type that the clients don't know; add it here and in `python.py`.
    """
    shape = bare(shape)
    if type(shape) in PLAIN:
        return PLAIN[type(shape)]
    if isinstance(shape, shapes.StructType | shapes.EnumType):
        return names[shape]
    if isinstance(shape, shapes.LiteralType):
        return " | ".join(map(json.dumps, shape.values))
    if isinstance(shape, shapes.UnionType):
        return " | ".join(spell(each, names) for each in members(shape))
    if isinstance(shape, shapes.DictType):
        return f"Record<string, {spell(shape.value_type, names)}>"
    if isinstance(shape, shapes.TupleType):
        return f"[{', '.join(spell(each, names) for each in shape.item_types)}]"
    item = getattr(shape, "item_type", None)
    if item is None:
        raise TypeError(f"the clients have no word for {shape}")
    return f"Array<{spell(item, names)}>"


def _enum(name: str, kind: shapes.EnumType) -> str:
    return f"export type {name} = {' | '.join(json.dumps(each.value) for each in kind.cls)};\n"


def _interface(name: str, kind: shapes.StructType, names: Names) -> str:
    lines = [*_comment(help_of(kind)), f"export interface {name} {{"]
    if kind.tag_field:
        lines.append(f"  {kind.tag_field}: {json.dumps(kind.tag)};")
    lines += [
        f"  {field.encode_name}{'' if field.required or not names.sent(kind) else '?'}: {spell(field.type, names)};"
        for field in kind.fields
    ]
    return "\n".join([*lines, "}", ""])


def _group(module: str, methods: list[Method], names: Names) -> str:
    lines = [f"/** The methods of `{module}`. */", f"export class {_title(module)} {{"]
    lines += ["  private readonly transport: Transport;", "", "  constructor(transport: Transport) {"]
    lines += ["    this.transport = transport;", "  }"]
    for method in methods:
        lines += ["", *(f"  {line}" for line in _method(method, names))]
    return "\n".join([*lines, "}", ""])


def _title(module: str) -> str:
    return f"{module[0].upper()}{module[1:]}Methods"


def _method(method: Method, names: Names) -> Iterator[str]:
    given = arguments(method)
    optional = " = {}" if not any(each.required for each in given) else ""
    params = f"params: {{ {'; '.join(_field(each, names) for each in given)} }}{optional}"
    name = method.name.partition(".")[2]
    sent = "{ workspace: null, ...params }" if "workspace" in method.params.__struct_fields__ else "params"
    item = _item(result(method), names) if method.stream else spell(result(method), names)
    yield from _comment(inspect.cleandoc(method.function.__doc__ or ""))
    if method.stream:
        follows = any(each.name == "since" for each in given)
        again = "" if follows or method.effect == "query" else ", false"
        yield f"{name}({params}): AsyncIterableIterator<{f'Item<{item}>' if follows else item}> {{"
        yield f"  return this.transport.{'follow' if follows else 'stream'}({json.dumps(method.name)}, {sent}{again});"
    else:
        verb = "query" if method.effect == "query" else "command"
        yield f"{name}({params}, signal?: AbortSignal): Promise<{item}> {{"
        yield f"  return this.transport.{verb}({json.dumps(method.name)}, {sent}, signal);"
    yield "}"


def _item(shape: shapes.Type, names: Names) -> str:
    """Return the type of a stream's items, whose bytes come in binary frames."""
    spelled = [spell(each, names) for each in (members(shape) if isinstance(shape, shapes.UnionType) else [shape])]
    return " | ".join("Uint8Array" if each == PLAIN[shapes.BytesType] else each for each in spelled)


def _field(each: Argument, names: Names) -> str:
    return f"{each.name}{'' if each.required else '?'}: {spell(each.shape, names)}"


def _comment(text: str) -> list[str]:
    if not text:
        return []
    lines = text.replace("*/", "* /").splitlines()
    if len(lines) == 1:
        return [f"/** {lines[0]} */"]
    return ["/**", *(f" * {line}".rstrip() for line in lines), " */"]


def _client(modules: list[str]) -> str:
    lines = ["/** All methods, by module. */", "export class Methods {"]
    lines += [f"  readonly {module}: {_title(module)};" for module in modules]
    lines += ["", "  constructor(transport: Transport) {"]
    lines += [f"    this.{module} = new {_title(module)}(transport);" for module in modules]
    return "\n".join([*lines, "  }", "}", ""])
