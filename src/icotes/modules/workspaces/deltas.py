"""Keeps each version of a file as what differs from an earlier one.

Version `n` in a row of versions is kept against version `n & (n - 1)`, the number without its lowest bit: reading it
takes as many steps as `n` has bits, and never more than seven, while a version holds the edits of two or three on
average. Each `ROW` versions one is kept whole.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

ROW = 128
"""Versions in a row that begins with a whole one."""
LEVEL = 3
"""How hard zlib works: this one is three times as fast as its usual 6, for a few percent more."""
LINES_BYTES = 2 << 20
"""Up to this size lines that moved are found; beyond, only what is equal at begin and end."""
SHORTEST = 16
"""A copy costs about this many bytes, so shorter lines are written out unless they continue one."""

_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(list[Any]).decode


def whole(content: bytes) -> bytes:
    """Return content to be kept by itself."""
    return zlib.compress(content, LEVEL)


def delta(base: bytes, content: bytes) -> bytes:
    """Return what to keep of content beside its base."""
    begin = _common(base, content, lambda size: base[:size] == content[:size])
    rest = min(len(base), len(content)) - begin
    end = _common(
        base, content, lambda size: size <= rest and base[len(base) - size :] == content[len(content) - size :]
    )
    old, new = base[begin : len(base) - end], content[begin : len(content) - end]
    parts: list[Any] = [[0, begin]] if begin else []
    if len(old) <= LINES_BYTES and len(new) <= LINES_BYTES:
        parts += _copies(old, new, begin)
    elif new:
        parts.append(new)
    if end:
        parts.append([len(base) - end, end])
    return zlib.compress(_encode(parts), LEVEL)


def undelta(base: bytes, kept: bytes) -> bytes:
    """Return the content of which `delta` returned `kept`."""
    parts = _decode(zlib.decompress(kept))
    return b"".join(part if isinstance(part, bytes) else base[part[0] : part[0] + part[1]] for part in parts)


def _common(base: bytes, content: bytes, equal: Callable[[int], bool]) -> int:
    """Return the largest size for which `equal` holds; it holds for all smaller ones."""
    low, high = 0, min(len(base), len(content))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if equal(middle) else (low, middle - 1)
    return low


def _copies(old: bytes, new: bytes, offset: int) -> list[Any]:
    """Return `new` as places in the base, where its lines stand in `old`, and bytes where they don't."""
    places: dict[bytes, int] = {}
    at = 0
    for line in _lines(old):
        places.setdefault(line, at)
        at += len(line)
    parts: list[Any] = []
    fresh = bytearray()
    begin = end = -1
    for line in _lines(new):
        if begin >= 0 and old.startswith(line, end):
            end += len(line)
            continue
        if begin >= 0:
            parts.append([offset + begin, end - begin])
            begin = -1
        place = places.get(line) if len(line) > SHORTEST else None
        if place is None:
            fresh += line
        else:
            if fresh:
                parts.append(bytes(fresh))
                fresh.clear()
            begin, end = place, place + len(line)
    if begin >= 0:
        parts.append([offset + begin, end - begin])
    if fresh:
        parts.append(bytes(fresh))
    return parts


def _lines(text: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(text):
        end = text.find(b"\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
