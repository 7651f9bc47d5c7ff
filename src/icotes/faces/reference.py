"""The reference in `docs/reference/`: what every method, event, error and setting is, read off the program itself."""

import inspect
import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec
from msgspec import inspect as shapes

from icotes.core.caller import Grant
from icotes.core.docstring import read
from icotes.core.errors import IcotesError
from icotes.core.events import EVENTS, Event
from icotes.core.methods import ANY_KEY
from icotes.core.table import Method, Table
from icotes.faces.clients.python import spell
from icotes.faces.clients.shapes import Names, bare, help_of, result
from icotes.faces.schemas import PROTOCOL_HELP, error_kinds
from icotes.kit.settings import SECTIONS, describe, variable_of

NOTE = "<!-- Generated from the method table by `make generate`; do not edit. -->\n"


def reference(table: Table) -> dict[str, str]:
    """Return the pages of the reference, by file name."""
    modules = [(module, list(each)) for module, each in groupby(table, key=lambda method: method.module)]
    pages = {f"{module}.md": _module(module, methods) for module, methods in modules}
    pages |= {"events.md": _events(), "errors.md": _errors(), "settings.md": _settings()}
    pages |= {"permissions.md": _permissions(table), "README.md": _index(modules)}
    return {name: f"{NOTE}\n{_tidy(text)}\n" for name, text in sorted(pages.items())}


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _index(modules: list[tuple[str, list[Method]]]) -> str:
    rows = [
        (f"[{module}]({module}.md)", _summary(methods[0]), ", ".join(f"`{each.name}`" for each in methods))
        for module, methods in modules
    ]
    others = ["events", "errors", "settings", "permissions"]
    return "\n".join(
        [
            "# Reference",
            "",
            "Every method is reached in the same way on every face: WebSocket and `/rpc` (JSON-RPC 2.0),",
            "`/api/v1` (REST), the command line, and MCP.",
            "",
            *_rows(("module", "what it is for", "methods"), rows),
            "",
            "Also: " + ", ".join(f"[{name}]({name}.md)" for name in others) + ".",
            "",
            "## Parameters of the protocol",
            "",
            "Any call may have these beside its own, by name only.",
            "",
            *_rows(("name", "meaning"), [(f"`{name}`", text) for name, text in PROTOCOL_HELP.items()]),
        ]
    )


def _summary(method: Method) -> str:
    package: Any = inspect.getmodule(method.owner)
    folder = __import__(package.__package__, fromlist=["_"]) if package else None
    return read(folder).summary


def _module(module: str, methods: list[Method]) -> str:
    names = Names(methods)
    sections = [f"# {module}", "", _summary(methods[0]), ""]
    for method in methods:
        sections += [*_method(method, names), ""]
    structs = names.structs()
    if structs:
        sections += ["## Types", ""]
    for name, kind in structs:
        sections += [*_struct(name, kind, names), ""]
    return "\n".join(sections)


def _method(method: Method, names: Names) -> Iterator[str]:
    yield from (f"## {method.name}", "", method.text, "", *_facts(method, names), "")
    if method.parameters:
        head = ("parameter", "type", "default", "meaning")
        yield from _rows(head, [_parameter(method, name, names) for name in (p.name for p in method.parameters)])
        yield ""
    if method.raises:
        rows = [(f"[`{kind}`](errors.md)", when) for kind, when in method.raises.items()]
        yield from _rows(("fails with", "when"), rows)
        yield ""


def _facts(method: Method, names: Names) -> Iterator[str]:
    route = f"`GET|POST /api/v1/{method.name.replace('.', '/')}`" if method.effect == "query" else ""
    route = route or f"`POST /api/v1/{method.name.replace('.', '/')}`"
    if method.declaration.rest:
        verb, _, path = method.declaration.rest.partition(" ")
        route += f", `{verb} /api/v1{path}`"
    kind = f"{method.effect}{', a stream' if method.stream else ''}{', resumable' if method.resumable else ''}"
    words = " ".join(p.name.upper() for p in method.parameters if p.required)
    yield f"- {kind}; needs {_need(method)}"
    yield f"- gives {'items of ' if method.stream else ''}`{spell(result(method), names)}`"
    yield f"- REST: {route}"
    command = f"icotes {method.name.replace('.', ' ').replace('_', '-')} {words}".strip()
    yield f"- command line: `{command}`; MCP: `{method.name.replace('.', '_')}`"


def _need(method: Method) -> str:
    return "any valid key" if method.scope == ANY_KEY else f"the scope `{method.scope}`"


def _parameter(method: Method, name: str, names: Names) -> tuple[str, ...]:
    field = next(each for each in msgspec.structs.fields(method.params) if each.name == name)
    parameter = next(each for each in method.parameters if each.name == name)
    default = "required" if parameter.required else f"`{_json(parameter.default)}`"
    type_ = spell(bare(shapes.type_info(field.type)), names)
    return f"`{name}`", f"`{type_}`", default, parameter.help or describe(field.type)


def _struct(name: str, kind: shapes.StructType, names: Names) -> Iterator[str]:
    yield from (f"### {name}", "")
    text = help_of(kind)
    yield from (text.partition("\n\nAttributes:")[0], "")
    rows = [(f"`{kind.tag_field}`", f"`{_json(kind.tag)}`", "")] if kind.tag_field else []
    help_ = _attributes(text)
    rows += [
        (f"`{field.encode_name}`", f"`{spell(field.type, names)}`", help_.get(field.name, "")) for field in kind.fields
    ]
    yield from _rows(("field", "type", "meaning"), rows)


def _attributes(text: str) -> dict[str, str]:
    """Return what a docstring says of each field."""
    section = text.partition("\n\nAttributes:\n")[2]

    def shown() -> None: ...

    shown.__doc__ = f"Fields.\n\nArgs:\n{section}"
    return read(shown).arguments


def _events() -> str:
    rows = [_event(kind, event) for kind, event in sorted(EVENTS.items()) if _ours(event)]
    head = ("kind", "fields", "what happened")
    return "\n".join(
        [
            "# Events",
            "",
            "Facts, kept in a workspace's log or in the server's. `system.events` follows them.",
            "",
            *_rows(head, rows),
        ]
    )


def _event(kind: str, event: type[Event]) -> tuple[str, str, str]:
    fields = ", ".join(f"`{field.encode_name}`" for field in msgspec.structs.fields(event))
    return f"`{kind}`", fields, read(event).summary


def _ours(declared: Any) -> bool:
    return declared.__module__.startswith("icotes.")


def _errors() -> str:
    rows = [
        (f"`{name}`", str(kind.code), str(kind.status), str(kind.exit_code), read(kind).summary)
        for name, kind in sorted(error_kinds().items(), key=_by_number)
        if _ours(kind)
    ]
    return "\n".join(
        [
            "# Errors",
            "",
            "The same failure has the same kind on every face; its message says what to do next.",
            "",
            *_rows(("kind", "JSON-RPC code", "HTTP status", "exit code", "meaning"), rows),
        ]
    )


def _by_number(item: tuple[str, type[IcotesError]]) -> tuple[int, str]:
    return -item[1].code, item[0]


def _settings() -> str:
    lines = ["# Settings", "", "`icotes.toml`, then the environment, then flags; the later one wins.", ""]
    for name, section in sorted(SECTIONS.items()):
        if not _ours(section):
            continue
        rows = [
            (f"`{name}.{field.name}`", f"`{_json(field.default)}`", f"`{variable_of(name, field.name)}`", about)
            for field in msgspec.structs.fields(section)
            for about in [describe(field.type)]
        ]
        head = ("setting", "default", "environment", "meaning")
        lines += [f"## [{name}]", "", *_rows(head, rows), ""]
    return "\n".join(lines)


KEYS = {"a key for `*:read`": "*:read", "a key for `*:write`": "*:write", "the owner's": "*"}


def _permissions(table: Table) -> str:
    rows = [
        (f"`{method.name}`", _need(method), "a workspace" if method.located else "the server", "no", *_reach(method))
        for method in table
    ]
    return "\n".join(
        [
            "# Who may call what",
            "",
            "A key carries scopes, `module:read` or `module:write`, where `*` stands for any word; the owner's is `*`.",
            "A key that holds in some workspaces only does not reach what is about the server. The same check stands",
            "before every face.",
            "",
            *_rows(("method", "needs", "about", "no key", *KEYS), rows),
        ]
    )


def _reach(method: Method) -> Iterator[str]:
    for scope in KEYS.values():
        yield "yes" if method.scope == ANY_KEY or Grant("", frozenset({scope})).allows(method.scope) else "no"


def _json(value: Any) -> str:
    if value is msgspec.NODEFAULT:
        return "[]"
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False)


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_cell(each) for each in row)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
