"""Where something is in a text, in bytes of UTF-8, units of UTF-16, or characters; converted here and nowhere else.

A character is a code point, as in Python: a letter with a combining accent, or a family of joined emoji, has several.
"""

from collections.abc import Iterable, Sequence

from icotes.core.errors import Unacceptable
from icotes.modules.documents.types import Unit

_CODECS = {"utf-16": ("utf-16-le", 2), "bytes": ("utf-8", 1)}


def in_bytes(text: str, places: Iterable[int]) -> list[int]:
    """Return places in characters as places in bytes."""
    if text.isascii():
        return list(places)
    return _measured(text, list(places), "bytes")


def in_units(text: str, places: Sequence[int], unit: Unit) -> list[int]:
    """Return places in characters as places in a unit.

    >>> in_units("a\U0001f600b", [0, 1, 2, 3], "utf-16")
    [0, 1, 3, 4]
    """
    return list(places) if unit == "characters" or text.isascii() else _measured(text, places, unit)


def in_characters(text: str, places: Sequence[int], unit: Unit) -> list[int]:
    """Return places in a unit as places in characters.

    Raises:
        Unacceptable: a place is beyond the end, or in the middle of a character.

    >>> in_characters("a\U0001f600b", [0, 1, 3, 4], "utf-16")
    [0, 1, 2, 3]
    """
    if unit == "characters" or text.isascii():
        if places and max(places) > len(text):
            raise _beyond(max(places))
        return list(places)
    codec, width = _CODECS[unit]
    encoded = text.encode(codec)
    return [_characters(encoded, place, codec, width) for place in places]


def _measured(text: str, places: Sequence[int], unit: Unit) -> list[int]:
    """Measure the pieces between the places, each once."""
    codec, width = _CODECS[unit]
    found, last, size = {0: 0}, 0, 0
    for place in sorted(places):
        size += len(text[last:place].encode(codec)) // width
        found[place], last = size, place
    return [found[place] for place in places]


def _characters(encoded: bytes, place: int, codec: str, width: int) -> int:
    if place * width > len(encoded):
        raise _beyond(place)
    try:
        return len(encoded[: place * width].decode(codec))
    except UnicodeDecodeError:
        raise Unacceptable(f"{place} is in the middle of a character.", field="edits") from None


def _beyond(place: int) -> Unacceptable:
    return Unacceptable(f"{place} is beyond the end of the text.", field="edits")
