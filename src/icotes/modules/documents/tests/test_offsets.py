"""Places in a text: whatever the unit, they mean the same character, and they are found again after changes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from icotes.core.errors import Unacceptable
from icotes.modules.documents.admission import admit, clocks
from icotes.modules.documents.editing import carried
from icotes.modules.documents.endings import as_on_disk, ending, plain
from icotes.modules.documents.offsets import in_bytes, in_characters, in_units
from icotes.modules.documents.replica import Replica
from icotes.modules.documents.types import BadUpdate, PassageGone

pieces = st.sampled_from(
    ["a", " ", "\r\n", "\n", "é", "e\u0301", "한", "😀", "👨‍👩‍👧", "🏳️‍🌈", "\u200d", "a\u0323\u0307", "🇩🇪"]
)
texts = st.lists(pieces, max_size=12).map("".join)
ENCODED = {"utf-16": ("utf-16-le", 2), "bytes": ("utf-8", 1)}


@given(texts, st.data())
def test_every_unit_names_the_same_character(text: str, data: Any) -> None:
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=6))
    for unit, (codec, width) in ENCODED.items():
        there = in_units(text, places, unit)  # type: ignore[arg-type]
        assert there == [len(text[:place].encode(codec)) // width for place in places]
        assert in_characters(text, there, unit) == places  # type: ignore[arg-type]
    assert in_bytes(text, places) == in_units(text, places, "bytes")


@pytest.mark.parametrize("unit", ["characters", "utf-16", "bytes"])
def test_a_place_beyond_the_end_or_within_a_character_is_none(unit: Any) -> None:
    for text, place in (("abc", 4), ("é😀", 99), *([("😀", 1)] if unit != "characters" else [])):
        with pytest.raises(Unacceptable):
            in_characters(text, [place], unit)


@given(texts)
def test_line_ends_come_back_as_they_were(text: str) -> None:
    for file in (text, text.replace("\r\n", "\n"), text.replace("\r\n", "\n").replace("\n", "\r\n")):
        ends = ending(file)
        assert as_on_disk(plain(file, ends), ends) == file
        assert "\r" not in plain(file, ends) or ends == "mixed"


@given(texts, texts, st.data())
def test_an_insertion_point_and_a_range_are_found_again(text: str, new: str, data: Any) -> None:
    cut = st.integers(0, len(text))
    begin, end = sorted(data.draw(st.tuples(cut, cut)))
    first, last = sorted(data.draw(st.tuples(cut, cut)))
    replica = Replica("text")
    replica.splice([(0, 0, text)], "x")
    then = Replica("text", replica.lacking())
    replica.splice([(*in_bytes(text, [first, last]), new)], "x")  # type: ignore[list-item]
    delta = then.changes(replica.lacking(then.state()))
    now = text[:first] + new + text[last:]
    assert str(then) == str(replica) == now
    at = in_bytes(text, [begin, end])
    try:
        (found,) = carried([(at[0], at[1])], delta)
    except PassageGone:
        assert begin < end
        assert first < end
        assert last > begin
    else:
        assert now.encode()[found[0] : found[1]].decode() == (text[begin:end] if begin < end else "")


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 8), texts), max_size=12))
def test_an_update_says_what_the_document_then_has(steps: list[tuple[int, int, str]]) -> None:
    doc: Doc[Any] = Doc()
    text = doc.get("text", type=Text)
    updates: list[bytes] = []
    subscription = doc.observe(lambda event: updates.append(event.update))
    for at, size, new in steps:
        now = str(text)
        begin, end = in_bytes(now, [min(at, len(now)), min(at + size, len(now))])
        with doc.transaction():
            del text[begin:end]
            text.insert(begin, new)
    doc.unobserve(subscription)
    known: dict[int, int] = {}
    for update in updates:
        known |= admit(update, "text", known).ends
    assert known == clocks(doc.get_state())
    assert admit(doc.get_update(), "text", {}).ends == known
    for update in updates[1:]:
        with pytest.raises(BadUpdate):
            admit(update, "text", {})


@given(st.binary(max_size=60))
def test_bytes_that_are_no_update_are_refused_and_nothing_else_happens(data: bytes) -> None:
    try:
        said = admit(data, "rich", {})
    except BadUpdate:
        return
    assert all(end < 1 << 53 for end in said.ends.values())
