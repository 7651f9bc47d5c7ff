"""By what name somebody owns what they started: a person wherever they are, a key on its own."""

from icotes.core.caller import Caller


def identity(caller: Caller) -> str:
    """Return the name of who started something, or types somewhere."""
    return caller.name if caller.kind == "person" else f"{caller.name}{_by(caller.grant.id)}"


def is_of_key(name: str, key: str) -> bool:
    """Tell whether a name that `identity` returned is that of a key, by the key's id."""
    return name.endswith(_by(key))


def _by(key: str) -> str:
    return f" (key {key})"
