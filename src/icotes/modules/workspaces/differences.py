"""How files differ between two points of the timeline; all of it blocks."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from icotes.modules.workspaces import archive, contents
from icotes.modules.workspaces.archive import PathState
from icotes.modules.workspaces.contents import Lost
from icotes.modules.workspaces.hunks import Span, differences, lines
from icotes.modules.workspaces.moments import TYPES, Change, Difference, DiffHunk

AROUND = 3
"""Lines that are shown around a change."""
MOST_BYTES = 4 << 20
"""Larger contents are not compared."""
MOST_STEPS = 20_000_000
"""Where both sides have so many lines that their product is larger, all of them count as changed."""


_NOTHING = PathState("", 0, "", 0, "", None, 0, "")


class Pair(NamedTuple):
    """What was at a path, and what is.

    Attributes:
        origin: where it was before, if elsewhere.
    """

    path: str
    old: PathState | None
    new: PathState | None
    origin: str = ""


def pairs(db: sqlite3.Connection, old: int, new: int, path: str) -> list[Pair]:
    """Return what differs between two points, by path."""
    before, after = archive.state(db, old, path), archive.state(db, new, path)
    found = [Pair(each, before.get(each), after.get(each)) for each in sorted({*before, *after})]
    differing = [pair for pair in found if not (pair.old and pair.new and _same(pair.old, pair.new))]
    return _with_moves(db, differing, old, new)


def _with_moves(db: sqlite3.Connection, found: list[Pair], old: int, new: int) -> list[Pair]:
    """Join what is gone with what is new, where the one became the other."""
    gone = {pair.path: pair.old for pair in found if pair.new is None}
    joined: dict[str, Pair] = {pair.path: pair for pair in found}
    for pair in found if gone else ():
        places = archive.lineage(db, pair.path, new) if pair.old is None else []
        for place, low, _ in places:
            if low <= old and place in gone:
                joined[pair.path] = Pair(pair.path, gone.pop(place), pair.new, place)
                del joined[place]
    return list(joined.values())


def _same(old: PathState, new: PathState) -> bool:
    return old.moment == new.moment or (old.equals(new) and not new.unkept)


def describe(db: sqlite3.Connection, pair: Pair, *, hunks: bool) -> Difference:
    """Return how a file differs."""
    missing, sides = "", [b"", b""]
    for index, side in enumerate((pair.old, pair.new)):
        try:
            sides[index] = _content(db, side)
        except Lost as lost:
            missing = str(lost)
    texts = [None if missing else _text(side) for side in sides]
    spans, shown = _compared(texts)
    return Difference(
        path=pair.path,
        from_=pair.origin or (archive.moment(db, pair.new.moment).from_ if pair.new and not pair.old else ""),
        change=_change(pair),
        type=TYPES.get((pair.new or pair.old or _NOTHING).type, "other"),
        added=sum(after[1] - after[0] for _, after in spans),
        removed=sum(before[1] - before[0] for before, _ in spans),
        old_size=pair.old.size if pair.old else 0,
        new_size=pair.new.size if pair.new else 0,
        old_mode=pair.old.mode if pair.old else 0,
        new_mode=pair.new.mode if pair.new else 0,
        binary=not missing and None in texts,
        missing=missing,
        hunks=shown if hunks else [],
    )


def _change(pair: Pair) -> Change:
    if pair.old and pair.new:
        return "moved" if pair.origin else "changed"
    return "created" if pair.new else "deleted"


def _content(db: sqlite3.Connection, side: PathState | None) -> bytes:
    if side is None or side.type not in {"file", "link"}:
        return b""
    if side.hash is None:
        raise Lost(f"its content was not kept ({side.unkept})")
    return contents.load(db, side.hash) if side.size <= MOST_BYTES else b"\0"


def _text(content: bytes) -> list[bytes] | None:
    """Return the lines of a text; None if it is none."""
    if b"\0" in content:
        return None
    return lines(content)


def _compared(texts: Sequence[list[bytes] | None]) -> tuple[list[tuple[Span, Span]], list[DiffHunk]]:
    old, new = texts
    if old is None or new is None:
        return [], []
    spans = changes(old, new)
    return spans, [_hunk(old, new, group) for group in _near(spans)]


def changes(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[Span, Span]]:
    """Return the spans by which two texts differ, in a time that is bounded."""
    if len(old) * len(new) <= MOST_STEPS:
        return differences(old, new)
    most = min(len(old), len(new))
    begin = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - begin) if old[-1 - at] != new[-1 - at]), most - begin)
    if len(old) - begin - end == len(new) - begin - end == 0:
        return []
    inner_old, inner_new = old[begin : len(old) - end], new[begin : len(new) - end]
    if len(inner_old) * len(inner_new) > MOST_STEPS:
        return [((begin, len(old) - end), (begin, len(new) - end))]
    return [((a + begin, b + begin), (c + begin, d + begin)) for (a, b), (c, d) in differences(inner_old, inner_new)]


def _near(spans: Sequence[tuple[Span, Span]]) -> Iterator[list[tuple[Span, Span]]]:
    """Yield changes by hunk: those that stand so near that what is around them meets."""
    group: list[tuple[Span, Span]] = []
    for span in spans:
        if group and span[0][0] - group[-1][0][1] > 2 * AROUND:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _hunk(old: Sequence[bytes], new: Sequence[bytes], group: Sequence[tuple[Span, Span]]) -> DiffHunk:
    begin = max(0, group[0][0][0] - AROUND)
    new_begin = group[0][1][0] - (group[0][0][0] - begin)
    end = min(len(old), group[-1][0][1] + AROUND)
    new_end = group[-1][1][1] + (end - group[-1][0][1])
    shown: list[str] = []
    at = begin
    for (low, high), (new_low, new_high) in group:
        shown += [_line(" ", line) for line in old[at:low]]
        shown += [_line("-", line) for line in old[low:high]]
        shown += [_line("+", line) for line in new[new_low:new_high]]
        at = high
    shown += [_line(" ", line) for line in old[at:end]]
    return DiffHunk(
        old_start=begin + 1,
        old_lines=end - begin,
        new_start=new_begin + 1,
        new_lines=new_end - new_begin,
        lines=shown,
    )


def _line(sign: str, line: bytes) -> str:
    return sign + line.removesuffix(b"\n").decode("utf-8", "replace")
