"""Diffs, and changes of two sides brought together, against texts made at random."""

import random
from collections.abc import Sequence

import pytest

from icotes.modules.documents import rebase
from icotes.modules.documents.diff import Change, diff
from icotes.modules.documents.replica import Replica

ALPHABET = ["a\n", "b\n", "\n", "  return\n", "wörd ", "😀", "e\u0301", "x", "line of words\n", "👩\u200d👩\u200d👧"]


def patched(text: str, changes: Sequence[Change]) -> str:
    found, last = list[str](), 0
    for begin, end, new in changes:
        assert last <= begin <= end <= len(text)
        found += [text[last:begin], new]
        last = end
    return "".join([*found, text[last:]])


def some(chance: random.Random, most: int = 30) -> list[str]:
    return [chance.choice(ALPHABET) for _ in range(chance.randrange(most))]


def edited(chance: random.Random, pieces: list[str], mark: str) -> tuple[list[str], set[str], set[str]]:
    """Return pieces with some gone and some new ones, and which."""
    now, gone, new = list(pieces), set[str](), set[str]()
    for number in range(chance.randrange(1, 6)):
        if now and chance.random() < 0.5:
            gone.add(now.pop(chance.randrange(len(now))))
        else:
            new.add(fresh := f"{mark}{number}é" + chance.choice([" ", "\n"]))
            now.insert(chance.randrange(len(now) + 1), fresh)
    return now, gone - new, new - gone


@pytest.mark.parametrize("seed", range(300))
def test_a_diff_makes_the_one_of_the_other(seed: int) -> None:
    chance = random.Random(seed)
    old = "".join(some(chance))
    new = "".join(some(chance)) if chance.random() < 0.3 else "".join(edited(chance, list(old), "n")[0])
    changes = diff(old, new)
    assert patched(old, changes) == new
    assert all(begin < end or text for begin, end, text in changes)


@pytest.mark.parametrize("seed", range(300))
def test_what_both_sides_wrote_and_what_both_kept_stands(seed: int) -> None:
    chance = random.Random(seed)
    base = [
        f"{chance.choice(['😀 ', ''])}w{number:02}ü" + chance.choice([" ", "\n"])
        for number in range(chance.randrange(25))
    ]
    theirs, they_deleted, they_wrote = edited(chance, base, "t")
    ours, we_deleted, we_wrote = edited(chance, base, "o")
    replica = Replica("text")
    replica.root.insert(0, "".join(ours))
    replica.splice(rebase.splices("".join(base), "".join(theirs), "".join(ours)), "disk")
    merged = str(replica)
    assert all(piece.strip() in merged for piece in they_wrote | we_wrote), merged
    kept = [piece.split()[-1] for piece in base if piece not in they_deleted | we_deleted]
    assert all(piece in merged for piece in kept), merged


def test_the_same_change_of_both_is_made_once() -> None:
    assert rebase.splices("one\ntwo\n", "one\n2\ntwo\n", "one\n2\ntwo\nthree\n") == []


def test_one_side_alone_is_taken_as_it_is() -> None:
    assert rebase.splices("abc\n", "abc\nd\n", "abc\n") == [(4, 4, "d\n")]
    assert rebase.splices("abc\n", "abc\n", "abX\n") == []


def test_many_changes_become_fewer_and_stay_true() -> None:
    old = "".join(f"line {number} of a text\n" for number in range(9000))
    new = old.replace("of a", "of one")
    changes = rebase.few(new, diff(old, new))
    assert len(changes) <= rebase.MOST
    assert patched(old, changes) == new


def test_a_line_changes_without_its_neighbours() -> None:
    assert diff("one\ntwo\nthree\n", "one\ntoo\nthree\n") == [(4, 7, "too")]
    assert diff("a\nb\nc\n", "a\nc\n") == [(2, 4, "")]
    assert diff("x" * 10, "x" * 12) == [(0, 0, "xx")]
