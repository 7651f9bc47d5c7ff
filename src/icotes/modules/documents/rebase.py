"""Three texts: what stood on disk, what stands there now, and what became of the first in a document meanwhile."""

from bisect import bisect_left, bisect_right
from itertools import pairwise

from icotes.modules.documents.diff import Change, diff
from icotes.modules.documents.offsets import in_bytes

Splice = tuple[int, int, str]
"""Begin, before the end, and what stands there afterwards; in bytes."""
MOST = 2000
"""Replacements at a time; where there are more, neighbours become one."""


def splices(base: str, theirs: str, ours: str) -> list[Splice]:
    """Return what brings the changes from `base` to `theirs` into `ours`, in bytes, the last one first.

    What others deleted goes, what was deleted here stays gone, and what either side wrote stands afterwards; of what
    both changed in the same way there is one.
    """
    changes = few(theirs, diff(base, theirs))
    if ours is not base and ours != base:
        changes = rebased(changes, diff(base, ours), len(base))
    places = in_bytes(ours, [place for change in changes for place in change[:2]])
    return [(begin, end, new) for begin, end, (_, _, new) in zip(places[::2], places[1::2], changes, strict=True)][::-1]


def few(new: str, changes: list[Change]) -> list[Change]:
    """Join neighbours, the nearest ones first, until there are not too many changes into `new`."""
    if len(changes) <= MOST:
        return changes
    gaps = sorted(after[0] - before[1] for before, after in pairwise(changes))
    nearest = gaps[len(changes) - MOST]
    found: list[tuple[int, int, int, int]] = []
    shift = 0
    for begin, end, text in changes:
        start = begin + shift
        shift += len(text) - (end - begin)
        if found and begin - found[-1][1] <= nearest:
            first, _, there, _ = found.pop()
            found.append((first, end, there, end + shift))
        else:
            found.append((begin, end, start, end + shift))
    return [(begin, end, new[start:stop]) for begin, end, start, stop in found]


def rebased(theirs: list[Change], ours: list[Change], length: int) -> list[Change]:
    """Return one side's changes of a text as changes of what the other side made of it."""
    kept = _kept(ours, length)
    begins, same = [piece[0] for piece in kept], set(ours)
    found: list[Change] = []
    for change in theirs:
        if change in same:
            continue
        begin, end, new = change
        index = max(0, bisect_right(begins, begin) - 1)
        pieces = [
            (max(begin, first) + shift, min(end, last) + shift)
            for first, last, shift in kept[index : bisect_left(begins, end, index)]
            if first < end and last > begin
        ]
        place = _place(kept, index, begin)
        if new and not (pieces and pieces[0][0] == place):
            pieces.insert(0, (place, place))
        found += [(start, stop, "" if number else new) for number, (start, stop) in enumerate(pieces)]
    return found


def _kept(changes: list[Change], length: int) -> list[tuple[int, int, int]]:
    """Return the pieces of a text that changes leave, begin and end, and how far each one is shifted by them."""
    kept: list[tuple[int, int, int]] = []
    last = shift = 0
    for begin, end, new in changes:
        kept.append((last, begin, shift))
        last, shift = end, shift + len(new) - (end - begin)
    return [*kept, (last, length, shift)]


def _place(kept: list[tuple[int, int, int]], index: int, place: int) -> int:
    """Return where a place is now; what was inserted right there comes before it."""
    first, _, shift = next((piece for piece in kept[index:] if place < piece[1]), kept[-1])
    return max(place, first) + shift
