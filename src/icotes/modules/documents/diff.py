"""What turns one text into another, as small replacements: first by lines (patience diff), then within lines.

Bram Cohen's patience diff: lines that are in both texts once, in the same order, are fixed; what lies between them is
looked at again. It is as fast as a C++ diff of characters on texts of 1 MB, and keeps lines together.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, compress, pairwise
from operator import ne

Change = tuple[int, int, str]
"""Begin and end in the old text, in characters, and what stands there in the new one."""
_Gap = tuple[int, int, int, int]

CELLS = 40_000
"""Of so many pairs of lines or words, the longest common sequence is looked for; of more, all is replaced."""
PAIRS = 20_000
"""Lines that are compared with what became of them, each with its own."""
FEW = 5
"""Of so many lines, one may differ for a text to be compared line by line."""
WORD = 50
"""Characters of a word that is replaced as a whole."""
SLIDE = 200
"""Characters that a piece is moved, at most, to be whole lines or words."""
LONG = 2_000
"""Characters within which words are looked at."""

_word_before = re.compile(r"\w*\Z").findall
_word_after = re.compile(r"\w*").findall
_words = re.compile(r"\w+\s*|\W\s*").findall


def diff(old: str, new: str) -> list[Change]:
    """Return the replacements that make `new` of `old`, first ones first; none touches another."""
    begin, end = _common(old, new)
    if begin + end == min(len(old), len(new)):
        return list(_trimmed(old, new, 0))
    begin = old.rfind("\n", 0, begin) + 1
    end = len(old[len(old) - end :].partition("\n")[2])
    return list(_by_lines(old[begin : len(old) - end], new[begin : len(new) - end], begin))


def _trimmed(old: str, new: str, at: int) -> Iterator[Change]:
    """Look only at what lies between the beginning and the end that both have."""
    begin, end = _common(old, new)
    if begin + end == min(len(old), len(new)):
        if len(old) != len(new):
            back = _slide(max(old, new, key=len), begin, abs(len(old) - len(new)))
            begin, end = begin - back, end + back
            yield at + begin, at + len(old) - end, new[begin : len(new) - end]
        return
    begin -= len(_word_before(old[max(0, begin - WORD) : begin])[0])
    end -= len(_word_after(old[len(old) - end : len(old) - end + WORD])[0])
    old, new, at = old[begin : len(old) - end], new[begin : len(new) - end], at + begin
    if len(old) > LONG or len(new) > LONG:
        yield at, at + len(old), new
    else:
        yield from _by_words(old, new, at)


def _slide(text: str, begin: int, size: int) -> int:
    """Return how far back a piece may be said to begin so that it is whole lines, or words."""
    back, found, best = 0, 0, 0
    while True:
        place = begin - back
        rank = 3 if place == 0 or text[place - 1] == "\n" else 2 if text[place - 1].isspace() else 1
        if rank > best:
            best, found = rank, back
        if best == 3 or back == SLIDE or place == 0 or text[place - 1] != text[place + size - 1]:
            return found
        back += 1


def _common(old: str, new: str) -> tuple[int, int]:
    """Return how many characters both begin with, and how many others both end with."""
    most = min(len(old), len(new))
    begin = _alike(old, new, most, backwards=False)
    return begin, _alike(old, new, most - begin, backwards=True)


def _alike(old: str, new: str, most: int, *, backwards: bool) -> int:
    """Return how many characters at one end are the same, by halving."""

    def same(begin: int, end: int) -> bool:
        if backwards:
            return old[len(old) - end : len(old) - begin] == new[len(new) - end : len(new) - begin]
        return old[begin:end] == new[begin:end]

    low, high = 0, most + 1
    if same(0, most):
        return most
    while low < high - 1:
        middle = (low + high) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle
    return low


def _by_lines(old: str, new: str, at: int) -> Iterator[Change]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    there, here = [0, *accumulate(map(len, before))], [0, *accumulate(map(len, after))]
    for a, b, c, d in _in_place(before, after) or _gaps(before, after):
        if b - a == d - c <= PAIRS:  # as many lines as before: each is taken for what became of the old one
            for n, m in zip(range(a, b), range(c, d), strict=True):
                yield from _trimmed(before[n], after[m], at + there[n])
        else:
            yield from _trimmed(old[there[a] : there[b]], new[here[c] : here[d]], at + there[a])


def _by_words(old: str, new: str, at: int) -> Iterator[Change]:
    before, after = _words(old), _words(new)
    there, here = [0, *accumulate(map(len, before))], [0, *accumulate(map(len, after))]
    for a, b, c, d in _matched(before, after):
        yield at + there[a], at + there[b], new[here[c] : here[d]]


def _matched(old: Sequence[object], new: Sequence[object]) -> Iterator[_Gap]:
    if len(old) * len(new) > CELLS:
        yield 0, len(old), 0, len(new)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield a, b, c, d


def _in_place(old: list[str], new: list[str]) -> list[_Gap]:
    """Return the lines that differ, if as many as before are there and few of them do; else nothing."""
    if len(old) != len(new):
        return []
    other = list(compress(range(len(old)), map(ne, old, new)))
    return [(at, at + 1, at, at + 1) for at in other] if len(other) * FEW <= len(old) else []


def _gaps(before: list[str], after: list[str]) -> Iterator[_Gap]:
    """Yield what lies between equal lines: begin and end in the old ones, and in the new ones."""
    numbers: dict[str, int] = {}
    old = [numbers.setdefault(line, len(numbers)) for line in before]
    new = [numbers.setdefault(line, len(numbers)) for line in after]
    waiting: list[_Gap] = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
        if a == b or c == d:
            if a != b or c != d:
                yield a, b, c, d
        elif fixed := _fixed(old[a:b], new[c:d]):
            waiting += _between(fixed, (a, b, c, d))[::-1]
        else:
            yield from ((a + e, a + f, c + g, c + h) for e, f, g, h in _matched(old[a:b], new[c:d]))


def _between(fixed: list[tuple[int, int]], gap: _Gap) -> list[_Gap]:
    found: list[_Gap] = []
    begin, end, start, stop = gap
    a, b = begin, start
    for n, m in (*fixed, (end - begin, stop - start)):
        if a < begin + n or b < start + m:
            found.append((a, begin + n, b, start + m))
        a, b = begin + n + 1, start + m + 1
    return found


def _fixed(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """Return the places of lines that both have once: the longest series that is in the same order."""
    there, here = _once(old), _once(new)
    pairs = [(place, here[line]) for line, place in there.items() if line in here]
    if all(one[1] < other[1] for one, other in pairwise(pairs)):
        return pairs
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        rank = len(ends) if not ends or place > ends[-1] else bisect_left(ends, place)
        ends[rank : rank + 1] = [place]
        last[rank : rank + 1] = [number]
        before.append(last[rank - 1] if rank else -1)
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _once(lines: list[int]) -> dict[int, int]:
    """Return the lines that are there once, with their places, in order."""
    places = dict(zip(lines, range(len(lines)), strict=True))
    return {line: places[line] for line, times in Counter(lines).items() if times == 1}
