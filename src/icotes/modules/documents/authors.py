"""Whose a change is."""

from icotes.core.caller import Caller
from icotes.modules.documents.types import AuthorKind


def author(caller: Caller) -> str:
    """Return whose a caller's changes are: a script's are told from those of the person whose key it has."""
    return f"{caller.name}/{caller.label}" if caller.label else caller.name


def kind(caller: Caller) -> AuthorKind:
    """Return what an author is."""
    return "system" if caller.kind == "cookie" else caller.kind
