"""The least that a method can be called with, made from its schema."""

from typing import Any

from icotes.core.table import Method
from icotes.faces.schemas import params_schema

SAMPLES: dict[str, Any] = {"path": "notes.md", "folder": "/nowhere", "text": "text", "pattern": "one", "query": "one"}
"""Values for names that mean the same in every module."""
SHAPES: dict[str, Any] = {"string": "x", "integer": 1, "number": 1, "boolean": False, "object": {}, "null": None}
KEPT: dict[str, dict[str, Any]] = {
    "workspaces.rename": {"name": "main"},
    "projects.create": {"folder": "/nowhere/new"},
    "execution.run": {"code": "1"},
}
"""Values by which a method takes nothing away that other tests stand on, and makes nothing on the machine."""
QUICK = {"max_items": 1, "wait": 0}


def params(method: Method) -> dict[str, Any]:
    """Return a value for each parameter that a method needs; a stream is asked for what there is at once."""
    schema = params_schema(method)
    needed = {name: sample(name, schema["properties"][name], schema) for name in schema.get("required", [])}
    return needed | KEPT.get(method.name, {}) | (QUICK if method.stream else {})


def sample(name: str, shape: dict[str, Any], schema: dict[str, Any]) -> Any:
    """Return a value that fits a schema."""
    shape = resolve(shape, schema)
    if name in SAMPLES and shape.get("type") == "string":
        return SAMPLES[name]
    if "enum" in shape:
        return shape["enum"][0]
    if "anyOf" in shape:
        return sample(name, shape["anyOf"][0], schema)
    if shape.get("type") == "array":
        return [sample(name, shape.get("items", {}), schema)]
    if shape.get("type") == "object" and "properties" in shape:
        wanted = shape.get("required", [])
        return {each: sample(each, shape["properties"][each], schema) for each in wanted}
    if shape.get("contentEncoding") == "base64":
        return "eA=="
    return SHAPES.get(shape.get("type", "string"), "x")


def resolve(shape: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its reference followed."""
    reference = shape.get("$ref", "")
    return schema["$defs"][reference.rpartition("/")[2]] if reference else shape


def wrong(shape: dict[str, Any], schema: dict[str, Any]) -> Any:
    """Return a value that does not fit a schema; None if everything fits."""
    shape = resolve(shape, schema)
    choices = [resolve(each, schema) for each in shape.get("anyOf", [shape])]
    types = {kind for each in choices for kind in _types(each)}
    if not types:
        return None
    return next((value for kind, value in _WRONG if kind not in types), None)


_WRONG: list[tuple[str, Any]] = [("object", {"x": []}), ("array", [[[]]]), ("boolean", True)]


def _types(shape: dict[str, Any]) -> set[str]:
    if "enum" in shape:
        return {"string"}
    named = shape.get("type", [])
    return {named} if isinstance(named, str) else set(named)
