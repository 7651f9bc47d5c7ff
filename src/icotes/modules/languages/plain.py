"""Plain values of JSON, of which nothing is known but that they should be objects or arrays."""

from typing import Any

from msgspec import Raw, json


def decoded(raw: Raw) -> Any:
    """Return the plain value of JSON."""
    return json.decode(raw)


def fields(value: Any) -> dict[str, Any]:
    """Return an object; an empty one for null."""
    return value or {}


def items(value: Any) -> list[Any]:
    """Return an array; an empty one for null."""
    return value or []
