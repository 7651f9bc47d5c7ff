"""The index of names: finds paths by what somebody types, letter after letter.

A whole number is a set of paths, one bit for each: there is one for every
letter, so that paths which lack a letter are never looked at.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import compress, islice

_BITS = bytes(byte == ord("1") for byte in range(256))
_REBUILD = 0.2
"""When more than this share of the paths comes or goes, the index is made anew."""
_NOBODY: tuple[str, list[int]] = ("\n", [])
"""No query begins with this."""


class NameIndex:
    """Paths, to be searched; may be used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fill([])

    def __len__(self) -> int:
        return self._alive.bit_count()

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def update(self, paths: Iterable[str]) -> None:
        """Take `paths` as all that there are."""
        new = set(paths)
        gone, come = self._known - new, new - self._known
        with self._lock:
            if len(gone) + len(come) > _REBUILD * len(new):
                self._fill(sorted(new))
                return
            for number in [number for number, path in enumerate(self._paths) if path in gone] if gone else ():
                self._alive &= ~(1 << number)
            self._known -= gone
            for path in come:
                self._add(path)
            self._all = "\n".join([self._all, *map(str.lower, come)])
            self._last = _NOBODY

    def search(self, query: str, limit: int) -> list[str]:
        """Return the paths that fit best, best first.

        First names that begin with the query, then names and paths that hold it, then names and paths that hold its
        letters in order; in each group the shorter ones first.
        """
        letters = "".join(query.lower().split())
        with self._lock:
            if not letters:
                return list(islice(compress(self._paths, self._selected(self._alive)), limit))
            having = self._alive
            for letter in set(letters):
                having &= self._having.get(letter, 0)
            found: dict[int, None] = {}
            for group in self._groups(letters, having):
                found |= dict.fromkeys(nsmallest(limit, group, key=self._lengths.__getitem__))
                if len(found) >= limit:
                    break
            return [self._paths[number] for number in islice(found, limit)]

    def _groups(self, letters: str, having: int) -> Iterator[list[int]]:
        lower, names = self._lower, self._names
        yield [
            number
            for number in self._numbers(having & self._beginning.get(letters[0], 0))
            if names[number].startswith(letters)
        ]
        before, numbers = self._last
        if not letters.startswith(before):
            numbers = self._numbers(having)
        if letters in self._all:
            yield [number for number in numbers if letters in names[number]]
            yield [number for number in numbers if letters in lower[number]]
        in_order = re.compile("".join(f"[^{re.escape(letter)}]*{re.escape(letter)}" for letter in letters)).match
        yield [number for number in numbers if in_order(names[number])]
        self._last = letters, [number for number in numbers if in_order(lower[number])]
        yield self._last[1]

    def _numbers(self, selected: int) -> list[int]:
        return list(compress(range(len(self._paths)), self._selected(selected)))

    def _selected(self, selected: int) -> bytes:
        return f"{selected:b}".encode()[::-1].translate(_BITS)

    def _fill(self, paths: list[str]) -> None:
        self._paths = paths
        self._known = set(paths)
        self._lower = [path.lower() for path in paths]
        self._all = "\n".join(self._lower)
        self._last = _NOBODY
        self._names = [path.rpartition("/")[2] for path in self._lower]
        self._lengths = [len(path) for path in paths]
        self._alive = (1 << len(paths)) - 1
        backwards = [set(path) for path in reversed(self._lower)]
        letters = set[str]().union(*backwards)
        self._having = {each: int("".join("01"[each in path] for path in backwards), 2) for each in letters}
        first = [name[:1] for name in reversed(self._names)]
        self._beginning = {each: int("".join("01"[each == name] for name in first), 2) for each in set(first)}

    def _add(self, path: str) -> None:
        lower = path.lower()
        name = lower.rpartition("/")[2]
        bit = 1 << len(self._paths)
        self._paths.append(path)
        self._lower.append(lower)
        self._names.append(name)
        self._lengths.append(len(path))
        self._known.add(path)
        self._alive |= bit
        for letter in set(lower):
            self._having[letter] = self._having.get(letter, 0) | bit
        self._beginning[name[:1]] = self._beginning.get(name[:1], 0) | bit
