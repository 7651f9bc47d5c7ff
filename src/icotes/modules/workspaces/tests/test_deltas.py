"""Contents that are kept as differences come back as they were, take little room, and damage is noticed."""

import random
import sqlite3
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icotes.modules.workspaces import contents
from icotes.modules.workspaces.archive import TimelineSchema
from icotes.modules.workspaces.contents import Lost, digest, load, pack
from icotes.modules.workspaces.deltas import delta, undelta

TEXTS = st.lists(st.sampled_from([b"\n", b"a", b"ab\n", b"a line that is longer than most\n", b"\0\xff", b"x" * 99]))


@pytest.fixture
def archive() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for step in TimelineSchema.steps:
        connection.execute(step)
    return connection


def keep(archive: sqlite3.Connection, content: bytes, before: bytes | None) -> bytes:
    hash_ = digest(content)
    archive.execute("INSERT OR IGNORE INTO contents VALUES (?, ?, ?, ?)", pack(archive, hash_, content, before))
    return hash_


@given(TEXTS, TEXTS)
def test_a_difference_gives_back_what_it_was_made_of(base: list[bytes], content: list[bytes]):
    one, other = b"".join(base), b"".join(content)
    assert undelta(one, delta(one, other)) == other


def versions(size: int, count: int, seed: int) -> list[bytes]:
    """A text of this size, and edits of it: of lines here and there, of many lines at once, of its begin and end."""
    rng = random.Random(seed)
    word = lambda: "".join(rng.choices(string.ascii_letters, k=rng.randint(2, 12)))  # noqa: E731
    lines = [" ".join(word() for _ in range(8)) for _ in range(size // 60)]
    found: list[bytes] = []
    for number in range(count):
        for at in (0, -1, rng.randrange(len(lines))) if number % 3 else (rng.randrange(len(lines)),):
            lines[at] = " ".join(word() for _ in range(8))
        if number % 10 == 0:
            at = rng.randrange(len(lines))
            lines[at:at] = [lines.pop(at) for _ in range(min(5, len(lines) - at))]
        found.append("\n".join(lines).encode())
    return found


def test_a_thousand_edits_of_100_kb_take_less_than_5_mb_and_all_come_back(archive: sqlite3.Connection):
    edits = versions(100_000, 1000, 7)
    before = None
    for content in edits:
        before = keep(archive, content, before)

    assert contents.size(archive) < 5_000_000
    for content in edits[::37] + edits[-1:]:
        assert load(archive, digest(content)) == content


def test_the_same_content_is_kept_once(archive: sqlite3.Connection):
    first = keep(archive, b"one" * 1000, None)
    keep(archive, b"two" * 1000, first)
    keep(archive, b"one" * 1000, digest(b"two" * 1000))

    assert archive.execute("SELECT count(*) FROM contents").fetchone() == (2,)


@pytest.mark.parametrize("broken", [b"", b"\0" * 10, b"x\x9c\x03\0\0\0\0\x01"])
def test_damage_is_told_and_never_taken_for_content(archive: sqlite3.Connection, broken: bytes):
    edits = versions(20_000, 5, 1)
    before = None
    for content in edits:
        before = keep(archive, content, before)
    archive.execute("UPDATE contents SET data = ? WHERE base IS NULL", (broken,))

    for content in edits:
        with pytest.raises(Lost, match="damaged"):
            load(archive, digest(content))


def test_what_is_gone_is_told(archive: sqlite3.Connection):
    with pytest.raises(Lost, match="not kept"):
        load(archive, digest(b"nothing"))


def test_a_version_is_not_kept_against_what_is_lost(archive: sqlite3.Connection):
    first = keep(archive, b"a line of some length\n" * 1000, None)
    archive.execute("UPDATE contents SET data = x'00'")
    second = keep(archive, b"a line of some length\n" * 1001, first)

    assert load(archive, second) == b"a line of some length\n" * 1001
