"""Values for a JSON Schema, good and bad, as hypothesis strategies."""

from typing import Any

from hypothesis import strategies as st

ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
TRICKY = st.sampled_from(
    [
        "",
        ".",
        "..",
        "../x",
        "/etc/passwd",
        "a/../../b",
        "\0",
        "a\nb",
        "%2e%2e/",
        "x" * 300,
        "ü/ü",
        "-rf",
        "~",
        "*",
        "[",
        "(",
    ]
)


def values(schema: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that mostly fit."""
    return st.one_of(_fitting(schema, definitions), _fitting(schema, definitions), ANYTHING)


def _fitting(schema: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return st.deferred(lambda: _fitting(definitions[schema["$ref"].rpartition("/")[2]], definitions))
    if "anyOf" in schema:
        return st.one_of([_fitting(each, definitions) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    kind = schema.get("type")
    if kind == "array":
        return st.lists(_fitting(schema.get("items", {}), definitions), max_size=3)
    if kind == "object":
        return _object(schema, definitions)
    if kind == "integer":
        return st.integers(schema.get("minimum", -(2**70)), schema.get("maximum", 2**70))
    if kind == "number":
        return st.floats(min_value=-5, max_value=5)
    if kind == "string":
        return TRICKY | st.text(max_size=30)
    return {"boolean": st.booleans(), "null": st.none()}.get(str(kind), ANYTHING)


def _object(schema: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    required = schema.get("required", [])
    fields = {name: _fitting(each, definitions) for name, each in schema.get("properties", {}).items()}
    return st.fixed_dictionaries(
        {name: each for name, each in fields.items() if name in required},
        optional={name: each for name, each in fields.items() if name not in required},
    )
