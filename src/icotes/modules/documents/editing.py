"""Edits by quoted passages and ranges: where they are in a text, and where that is after others changed it."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from icotes.core.errors import Unacceptable
from icotes.modules.documents.types import Edit, PassageGone

Delta = Sequence[dict[str, Any]]
"""What changed, as Yjs says it: `retain`, `insert` and `delete`, in bytes."""
Range = tuple[int, int]


class Piece(NamedTuple):
    """A replacement in characters of a text, and which of the edits it is."""

    begin: int
    end: int
    new: str
    edit: int


Ranges = Callable[[list[Range]], list[Range]]
"""Returns where ranges of the text at the caller's version are now."""


def resolve(edits: Sequence[Edit], text: str, ranges: Ranges) -> list[Piece]:
    """Return what edits replace, by place.

    Raises:
        PassageGone: a passage or a range is not there any more.
        Unacceptable: an edit makes no sense, or two of them overlap.
    """
    ranged = [(edit.start, edit.start if edit.end is None else edit.end) for edit in edits if edit.start is not None]
    placed = iter(ranges(ranged) if ranged else [])
    pieces = [Piece(*_range(edit, text, placed), edit.new, index) for index, edit in enumerate(edits)]
    pieces.sort(key=lambda piece: piece[:2])
    for one, other in pairwise(pieces):
        if other.begin < one.end:
            raise Unacceptable("Two edits overlap; make one of them.", field="edits")
    return pieces


def _range(edit: Edit, text: str, placed: Any) -> Range:
    if edit.start is None:
        if edit.end is not None:
            raise Unacceptable("An edit with `end` needs `start`.", field="edits")
        return _passage(edit.old, edit.nth, text) if edit.old is not None else (len(text), len(text))
    if edit.old is not None:
        raise Unacceptable("An edit takes a passage (`old`) or a range (`start`, `end`), not both.", field="edits")
    return next(placed)


def _passage(old: str, nth: int | None, text: str) -> Range:
    if not old:
        raise Unacceptable("An empty passage is everywhere; quote what stands there.", field="edits")
    begin = -1
    for _ in range(nth or 1):
        begin = text.find(old, begin + 1)
        if begin < 0:
            raise PassageGone(f"This passage is not there{f' {nth} times' if nth and nth > 1 else ''}: {old[:80]!r}.")
    if nth is None and text.find(old, begin + 1) >= 0:
        raise PassageGone(f"This passage is there more than once; quote more of it, or say `nth`: {old[:80]!r}.")
    return begin, begin + len(old)


def carried(ranges: Sequence[Range], delta: Delta) -> list[Range]:
    """Return where ranges are after a change, all in bytes.

    A place stays behind what stood before it. A range in which something changed is gone.

    Raises:
        PassageGone: a range is.
    """
    changes = _changes(delta)
    return [_carried(begin, end, changes) for begin, end in ranges]


def _changes(delta: Delta) -> list[tuple[int, int, int]]:
    """Return begin and end of what was replaced, and the size of what stands there now."""
    changes: list[tuple[int, int, int]] = []
    at = 0
    for step in delta:
        if "retain" in step:
            at += step["retain"]
            continue
        gone, size = step.get("delete", 0), len(step.get("insert", "").encode())
        if changes and changes[-1][1] == at:
            begin, _, before = changes.pop()
            changes.append((begin, at + gone, before + size))
        else:
            changes.append((at, at + gone, size))
        at += gone
    return changes


def _carried(begin: int, end: int, changes: list[tuple[int, int, int]]) -> Range:
    if begin == end:
        place = _place(begin, changes, behind=False)
        return place, place
    if any(old < end and (stop > begin if stop > old else old > begin) for old, stop, _ in changes):
        raise PassageGone("Somebody changed what stands in this range; read the text again.")
    return _place(begin, changes, behind=True), _place(end, changes, behind=False)


def _place(place: int, changes: list[tuple[int, int, int]], *, behind: bool) -> int:
    """Return where a place is now; `behind` is whether it comes after what was inserted there."""
    shift = 0
    for begin, end, size in changes:
        if end < place or (end == place and (begin < place or behind)):
            shift += size - (end - begin)
        elif begin < place:
            return begin + shift
        else:
            break
    return place + shift
