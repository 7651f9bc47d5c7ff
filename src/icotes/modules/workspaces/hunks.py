"""What differs between three texts: a common base, and what two made of it.

Lines keep their ends, and are bytes: nothing is lost to an encoding.
"""

import difflib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

Span = tuple[int, int]
"""Lines from the first to the second number, which is not among them; counted from 0."""


class Region(NamedTuple):
    """Lines that the worktree changed.

    Attributes:
        conflict: others changed them as well, in another way.
    """

    base: Span
    main: Span
    worktree: Span
    conflict: bool


def lines(content: bytes) -> list[bytes]:
    """Return the lines, each with its end."""
    found = [line + b"\n" for line in content.split(b"\n")]
    found[-1] = found[-1][:-1]
    return found if found[-1] else found[:-1]


def differences(before: Sequence[bytes], after: Sequence[bytes]) -> list[tuple[Span, Span]]:
    """Return the spans by which two lists of lines differ, in order; between two of them stands at least one line."""
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    tail = next((at for at in range(most - start) if before[-1 - at] != after[-1 - at]), most - start)
    middle = difflib.SequenceMatcher(None, before[start : len(before) - tail], after[start : len(after) - tail])
    return [
        ((start + a, start + b), (start + c, start + d)) for kind, a, b, c, d in middle.get_opcodes() if kind != "equal"
    ]


def regions(base: Sequence[bytes], main: Sequence[bytes], worktree: Sequence[bytes]) -> list[Region]:
    """Return what the worktree changed and `main` has not taken yet; changes that touch are one region."""
    changes = [(before, after, False) for before, after in differences(base, main)]
    changes += [(before, after, True) for before, after in differences(base, worktree)]
    found: list[Region] = []
    moved = [0, 0]
    for group in _touching(sorted(changes)):
        low, high = group[0][0][0], max(before[1] for before, _, _ in group)
        starts = [low + by for by in moved]
        for before, after, ours in group:
            moved[ours] += (after[1] - after[0]) - (before[1] - before[0])
        spans = [(start, high + by) for start, by in zip(starts, moved, strict=True)]
        conflict = not all(ours for _, _, ours in group)
        if not any(ours for _, _, ours in group) or main[slice(*spans[0])] == worktree[slice(*spans[1])]:
            continue
        found.append(Region((low, high), spans[0], spans[1], conflict))
    return found


Change = tuple[Span, Span, bool]


def _touching(changes: Iterable[Change]) -> list[list[Change]]:
    groups: list[list[Change]] = []
    reached = -1
    for change in changes:
        low, high = change[0]
        if low <= reached:
            groups[-1].append(change)
            reached = max(reached, high)
        else:
            groups.append([change])
            reached = high
    return groups


def replaced(text: Sequence[bytes], changes: Mapping[Span, Sequence[bytes]]) -> bytes:
    """Return a text with spans of it replaced by other lines."""
    parts: list[bytes] = []
    done = 0
    for (low, high), instead in sorted(changes.items()):
        parts += [*text[done:low], *instead]
        done = high
    return b"".join([*parts, *text[done:]])


def name_of(path: str, start: int, was: Sequence[bytes], becomes: Sequence[bytes]) -> str:
    """Return an id that stays as long as a change does."""
    place = f"{path}\0{start}\0{len(was)}\0".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(b"".join([place, *was, *becomes]), digest_size=8).hexdigest()
