"""Paths of a workspace as `file:` addresses and back."""

import os
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from icotes.kit.filenames import parts, to_wire

_SAFE = "/-._~"


class Uris:
    """The addresses of a workspace's files.

    Args:
        root: where the server sees the workspace's folder.
    """

    def __init__(self, root: bytes) -> None:
        self._root = root.rstrip(b"/")
        self.root = f"file://{quote_from_bytes(self._root, _SAFE)}"

    def of(self, path: str) -> str:
        """Return the address of a file of the workspace."""
        return f"{self.root}/{quote_from_bytes(b'/'.join(parts(path)), _SAFE)}"

    def path(self, uri: str) -> str | None:
        """Return a file's path in the workspace; None if it is elsewhere."""
        place = _bytes(uri)
        if place is None or not place.startswith(self._root + b"/"):
            return None
        names = place[len(self._root) + 1 :].split(b"/")
        if any(name in {b"", b".", b".."} for name in names):
            return None
        return "/".join(to_wire(os.fsdecode(name)) for name in names)


def name_of(uri: str) -> str:
    """Return the name of the file that an address leads to."""
    place = _bytes(uri)
    return to_wire(os.fsdecode((place or uri.encode()).rpartition(b"/")[2]))[:255]


def _bytes(uri: str) -> bytes | None:
    try:
        found = urlsplit(uri)
    except ValueError:
        return None
    return unquote_to_bytes(found.path) if found.scheme == "file" and found.netloc in {"", "localhost"} else None
