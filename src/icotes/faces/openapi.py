"""`/openapi.json`: the table as an OpenAPI document.

Source: https://spec.openapis.org/oas/v3.1.0
"""

from collections.abc import Iterable
from typing import Any

import msgspec

import icotes
from icotes.core.methods import ANY_KEY
from icotes.core.table import Method
from icotes.faces import schemas
from icotes.faces.openrpc import lifted
from icotes.faces.rest import ROOT, Route

PROBLEM = "Problem"
_SHAPES: dict[str, Any] = {"string": "text", "integer": 1, "number": 1.5, "boolean": True, "array": [], "object": {}}


def document(routes: Iterable[Route]) -> bytes:
    """Return the document that describes these addresses."""
    components: dict[str, Any] = {PROBLEM: _problem()}
    paths: dict[str, Any] = {}
    seen: set[str] = set()
    for route in sorted(routes, key=lambda route: (route.method.name, route.resource, route.verb != "POST")):
        name = route.method.name
        id = name if name not in seen else f"{name}.{'resource' if route.resource else route.verb.lower()}"
        seen.add(name)
        paths.setdefault(ROOT + route.path, {})[route.verb.lower()] = _operation(route, id, components)
    said: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "icotes",
            "version": icotes.__version__,
            "summary": "Files, terminals and everything else of a workspace",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "tags": [{"name": module} for module in sorted({name.partition(".")[0] for name in seen})],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "A key of this server."}},
            "responses": {"Problem": _answer("It failed; `kind` and `detail` say why.", _ref(PROBLEM), _PROBLEM_TYPE)},
        },
    }
    return msgspec.json.encode(said)


_PROBLEM_TYPE = "application/problem+json"


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _problem() -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in ("type", "title", "detail", "kind", "id")}
    numbers = {name: {"type": "integer"} for name in ("status", "code")}
    return {
        "type": "object",
        "description": "A failure (RFC 9457).",
        "required": ["type", "title", "status", "detail", "kind", "code"],
        "properties": {**texts, **numbers},
    }


def _operation(route: Route, id: str, components: dict[str, Any]) -> dict[str, Any]:
    method = route.method
    params = lifted(schemas.params_schema(method), components)
    in_path = [part[1:-1] for part in route.segments if part.startswith("{")]
    raw = bool(method.upload) and route.resource
    in_body = route.verb not in {"GET", "DELETE"} and not raw
    operation: dict[str, Any] = {
        "operationId": id,
        "summary": method.summary,
        "description": method.text,
        "tags": [method.module],
        "parameters": [
            _parameter(name, schema, "path" if name in in_path else "query", name in params.get("required", []))
            for name, schema in params["properties"].items()
            if name in in_path or (not in_body and name != method.upload)
        ],
        "responses": _responses(method, components),
        "security": [{"key": [] if method.scope == ANY_KEY else [method.scope]}],
        "x-method": method.name,
        "x-effect": method.effect,
    }
    if raw:
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    elif in_body:
        operation["requestBody"] = _body(params, in_path, components)
    return operation


def _parameter(name: str, schema: dict[str, Any], place: str, required: bool) -> dict[str, Any]:
    text = schema.get("description", "")
    said: dict[str, Any] = {"name": name, "in": place, "required": required or place == "path", "schema": schema}
    if text:
        said["description"] = text
    return said


def _body(params: dict[str, Any], in_path: list[str], components: dict[str, Any]) -> dict[str, Any]:
    properties = {name: schema for name, schema in params["properties"].items() if name not in in_path}
    required = [name for name in params.get("required", []) if name not in in_path]
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    example = {name: _example(properties[name], components) for name in required}
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def _example(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _example(components[schema["$ref"].rpartition("/")[2]], components)
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], components)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        shapes = schema.get("properties", {})
        return {name: _example(shapes[name], components) for name in schema.get("required", [])}
    if schema.get("type") == "array" and "items" in schema:
        return [_example(schema["items"], components)]
    return _SHAPES.get(schema.get("type", "string"), "text")


def _answer(text: str, schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"description": text, "content": {media_type: {"schema": schema}}}


def _responses(method: Method, components: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"200": _success(method, components), "default": {"$ref": "#/components/responses/Problem"}}
    kinds = schemas.error_kinds()
    for name, when in method.raises.items():
        if name in kinds:
            status = str(kinds[name].status)
            before = found[status]["description"] + " " if status in found else ""
            found[status] = _answer(f"{before}{name}: {when}", _ref(PROBLEM), _PROBLEM_TYPE)
    if method.download:
        found["206"] = {"description": "A range of the bytes.", "content": {"*/*": {}}}
        found["304"] = {"description": "Nothing changed since the version in `If-None-Match`."}
    return found


def _success(method: Method, components: dict[str, Any]) -> dict[str, Any]:
    if method.download:
        return {"description": "The bytes; `ETag` is their version.", "content": {"*/*": {}}}
    if not method.stream:
        return _answer("The result.", lifted(schemas.result_schema(method), components))
    item = lifted(schemas.result_schema(method), components)
    line = {
        "type": "object",
        "properties": {"cursor": {"type": "string"}, "item": item},
        "required": ["cursor", "item"],
    }
    collected = lifted(schemas.collected_schema(method), components)
    return {
        "description": "The items: a line each, an event each, or those that came until `max_items` or `wait`.",
        "content": {
            "application/x-ndjson": {"schema": line},
            "text/event-stream": {"schema": {"type": "string"}},
            "application/json": {"schema": collected},
        },
    }
