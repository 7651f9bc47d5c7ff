"""The names on the wire, derived from where things are declared."""

from typing import Any

RESERVED = ("workspace", "partialResultToken", "timeout", "idempotency_key", "fields", "max_items", "wait")
"""Parameters of the protocol itself (one is spelled as LSP has it); a method that declares one refuses to start."""


def module_of(declared: Any) -> str:
    """Return the module in which a class or function is declared.

    Every file of a folder in `modules` belongs to the folder, and so do files that are called `types` or `methods`:
    `icotes.modules.files.trees` is of `files`. Any other file stands for itself: `icotes.kit.tokens` is `tokens`.
    """
    parts = declared.__module__.split(".")
    inside = parts[-3:-2] == ["modules"] or parts[-1] in {"types", "methods"}
    return parts[-2] if len(parts) > 1 and inside else parts[-1]


def method_name(module: str, function: str) -> str:
    """Return a method's name on the wire; a trailing `_` only avoids a Python word.

    >>> method_name("files", "list_")
    'files.list'
    """
    return f"{module}.{function.removesuffix('_')}"
