r"""Where something is in a text, for people and for a language server; converted here and nowhere else.

People count lines and columns from 1, columns in characters, and a line ends with `\n`. A server counts from 0, in
units of UTF-8, UTF-16 or UTF-32, and a lone `\r` ends a line for it too.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import Any, Literal

from icotes.modules.languages.types import Range

Encoding = Literal["utf-8", "utf-16", "utf-32"]
ENCODINGS: tuple[Encoding, ...] = ("utf-32", "utf-8", "utf-16")
"""In the order in which they are liked: a character is a unit of the first one."""

BLOCK = 1024
"""Characters of a long line that are counted at a time; what is before them is known."""

_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}
_ENDS = re.compile(r"\r\n|\n|\r")
_LONE = re.compile(r"\r(?!\n)")


class Lines:
    """The lines of a text.

    Args:
        encoding: what the server counts in.
    """

    __slots__ = ("_blocks", "_encoding", "_even", "_ours", "_theirs", "text")

    def __init__(self, text: str, encoding: Encoding) -> None:
        self.text = text
        self._encoding: Encoding = encoding
        self._even = encoding == "utf-32" or text.isascii()
        self._blocks: dict[int, list[int]] = {}
        self._ours = [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]
        lone = "\r" in text and _LONE.search(text)
        self._theirs = [0, *(end.end() for end in _ENDS.finditer(text))] if lone else self._ours

    def offset(self, line: int, column: int) -> int:
        """Return how many characters are before a place; what is beyond a line or the text is its end."""
        if line > len(self._ours):
            return len(self.text)
        start, end = _span(self._ours, line - 1, self.text)
        return min(start + column - 1, end)

    def line(self, number: int, most: int | None = None) -> str:
        """Return a line without its end, or so many characters of it; empty beyond the text."""
        if number > len(self._ours):
            return ""
        start, end = _span(self._ours, number - 1, self.text)
        return self.text[start : end if most is None else min(end, start + most)]

    def to_server(self, line: int, column: int) -> dict[str, int]:
        """Return a place as the server counts it."""
        return self.at(self.offset(line, column))

    def at(self, offset: int) -> dict[str, int]:
        """Return the place after so many characters, as the server counts it."""
        index = bisect_right(self._theirs, offset) - 1
        start = self._theirs[index]
        if self._even:
            return {"line": index, "character": offset - start}
        block = (offset - start) // BLOCK
        before = self._units(index)[block] if block else 0
        return {"line": index, "character": before + measure(self.text[start + block * BLOCK : offset], self._encoding)}

    def range_to_server(self, range: Range) -> dict[str, dict[str, int]]:
        """Return a range as the server counts it."""
        start, end = (range.line, range.column), (range.end_line, range.end_column)
        return {"start": self.to_server(*start), "end": self.to_server(*end)}

    def from_server(self, position: Mapping[str, Any]) -> int:
        """Return how many characters are before a place of the server; the middle of a character is its begin."""
        line = max(0, int(position["line"]))
        if line >= len(self._theirs):
            return len(self.text)
        start, end = _span(self._theirs, line, self.text)
        units = max(0, int(position["character"]))
        if self._even:
            return min(start + units, end)
        if end - start > BLOCK:
            known = self._units(line)
            block = bisect_right(known, units) - 1
            start, units = min(start + block * BLOCK, end), units - known[block]
        return start + count(self.text[start : min(start + BLOCK, end)], units, self._encoding)

    def _units(self, line: int) -> list[int]:
        """Return how many units of a server's line are before each of its blocks, and in all."""
        if line not in self._blocks:
            start, end = (*self._theirs[line : line + 2], len(self.text))[:2]
            sizes = (measure(self.text[at : min(at + BLOCK, end)], self._encoding) for at in range(start, end, BLOCK))
            self._blocks[line] = [*accumulate(sizes, initial=0)]
        return self._blocks[line]

    def range(self, range: Mapping[str, Any]) -> Range:
        """Return a range of the server as people count it."""
        line, column = self._place(self.from_server(range["start"]))
        end_line, end_column = self._place(self.from_server(range["end"]))
        return Range(line=line, column=column, end_line=end_line, end_column=end_column)

    def _place(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self._ours, offset) - 1
        return index + 1, offset - self._ours[index] + 1


def measure(text: str, encoding: Encoding) -> int:
    r"""Return how many units a text has.

    >>> [measure("a\U0001f600\u00e9", encoding) for encoding in ("utf-8", "utf-16", "utf-32")]
    [7, 4, 3]
    """
    if encoding == "utf-32" or text.isascii():
        return len(text)
    codec, width = _CODECS[encoding]
    return len(text.encode(codec, "surrogatepass")) // width


def count(text: str, units: int, encoding: Encoding) -> int:
    r"""Return how many whole characters are in the first units of a text.

    >>> [count("a\U0001f600b", units, "utf-16") for units in (0, 1, 2, 3, 4, 9)]
    [0, 1, 1, 2, 3, 3]
    """
    if encoding == "utf-32" or text.isascii():
        return min(units, len(text))
    codec, width = _CODECS[encoding]
    return len(text.encode(codec, "replace")[: units * width].decode(codec, "ignore"))


def _span(starts: list[int], index: int, text: str) -> tuple[int, int]:
    """Return begin and end of a line, without what ends it."""
    start = starts[index]
    if index + 1 == len(starts):
        return start, len(text)
    end = starts[index + 1] - 1
    return start, end - 1 if end > start and text[end - 1 : end + 1] == "\r\n" else end
