"""`rpc.discover`: the table as an OpenRPC document.

Source: https://spec.open-rpc.org (1.3.2)
"""

from functools import lru_cache
from typing import Any

import msgspec

import icotes
from icotes.core.methods import ANY_KEY
from icotes.core.table import Method, Table
from icotes.faces import schemas


@lru_cache(maxsize=4)
def document(table: Table) -> bytes:
    """Return the document, made once for each table."""
    components: dict[str, Any] = {}
    methods = [_method(method, components) for method in table]
    return msgspec.json.encode(
        {
            "openrpc": "1.3.2",
            "info": {"title": "icotes", "version": icotes.__version__, "license": {"name": "Apache-2.0"}},
            "methods": methods,
            "components": {"schemas": components},
        }
    )


def lifted(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose own definitions were moved to the document's components."""
    for name, definition in schema.pop("$defs", {}).items():
        components[name] = _relinked(definition)
    return _relinked(schema)


def _relinked(value: Any) -> Any:
    if isinstance(value, list):
        return [_relinked(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, dict):
        return value
    return {
        key: each.replace("#/$defs/", "#/components/schemas/")
        if isinstance(each, str) and each.startswith("#/$defs/")
        else _relinked(each)
        for key, each in value.items()  # pyright: ignore[reportUnknownVariableType]
    }


def _method(method: Method, components: dict[str, Any]) -> dict[str, Any]:
    params = lifted(schemas.params_schema(method), components)
    required = params.get("required", [])
    result = schemas.result_schema(method)
    described: dict[str, Any] = {
        "name": method.name,
        "summary": method.summary,
        "description": method.text,
        "tags": [{"name": method.module}],
        "paramStructure": "either",
        "params": [
            {
                "name": name,
                "description": schema.get("description", ""),
                "required": name in required,
                "schema": schema,
            }
            for name, schema in params["properties"].items()
        ],
        "result": {"name": "items" if method.stream else "result", "schema": lifted(result, components)},
        "errors": [error(name, when) for name, when in method.raises.items()],
        "x-effect": method.effect,
        "x-scope": "" if method.scope == ANY_KEY else method.scope,
        "x-stream": method.stream,
    }
    return described


def error(name: str, when: str) -> dict[str, Any]:
    """Return an error as OpenRPC has it."""
    kind = schemas.error_kinds().get(name)
    return {"code": kind.code if kind else -32603, "message": f"{name}: {when}", "data": {"kind": name}}
