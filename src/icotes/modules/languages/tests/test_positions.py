"""Places as people and servers count them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icotes.modules.languages import positions
from icotes.modules.languages.changing import edited
from icotes.modules.languages.positions import ENCODINGS, Encoding, Lines
from icotes.modules.languages.session import difference
from icotes.modules.languages.types import Range, TextEdit
from icotes.modules.languages.uris import Uris, name_of

TEXT = "one\na😀é = 1\n\nlast"
texts = st.text(st.sampled_from("ab\n\r😀é\u2028"), max_size=30)


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 7), ("utf-16", 4), ("utf-32", 3)])
def test_an_emoji_has_as_many_units_as_its_encoding_says(encoding: Encoding, character: int) -> None:
    lines = Lines(TEXT, encoding)
    place = {"line": 1, "character": character}
    assert lines.to_server(2, 4) == place
    assert lines.range({"start": place, "end": place}) == Range(line=2, column=4, end_line=2, end_column=4)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_middle_of_a_character_is_its_begin(encoding: Encoding) -> None:
    assert Lines(TEXT, encoding).from_server({"line": 1, "character": 2}) == TEXT.index("😀")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_beyond_a_line_is_its_end_and_beyond_the_text_the_texts(encoding: Encoding) -> None:
    lines = Lines("ab\r\nc", encoding)
    assert lines.from_server({"line": 0, "character": 99}) == 2
    assert lines.from_server({"line": 9, "character": 0}) == 5
    assert lines.offset(1, 99) == 2
    assert lines.offset(9, 1) == 5
    assert [lines.line(number) for number in (1, 2, 3)] == ["ab", "c", ""]


def test_a_lone_return_ends_a_line_for_servers_only() -> None:
    lines = Lines("a\rb\nc", "utf-16")
    assert lines.to_server(1, 3) == {"line": 1, "character": 0}
    assert lines.to_server(2, 1) == {"line": 2, "character": 0}


@given(texts, st.sampled_from(ENCODINGS), st.data())
def test_places_come_back(text: str, encoding: Encoding, data: st.DataObject) -> None:
    lines = Lines(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    inside = text[offset - 1 : offset + 1] == "\r\n"
    assert lines.from_server(lines.at(offset)) == offset - inside


@given(texts, st.sampled_from(ENCODINGS))
def test_a_long_line_is_counted_as_a_short_one(text: str, encoding: Encoding) -> None:
    places = [{"line": line, "character": unit} for line in range(8) for unit in range(4 * len(text) + 2)]

    def counted() -> tuple[list[dict[str, int]], list[int]]:
        lines = Lines(text, encoding)
        return [lines.at(offset) for offset in range(len(text) + 1)], [lines.from_server(each) for each in places]

    expected = counted()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "BLOCK", 2)
        assert counted() == expected


@given(texts, texts)
def test_a_difference_makes_one_text_of_the_other(before: str, after: str) -> None:
    start, end, new = difference(before, after)
    assert before[:start] + new + before[end:] == after


@given(st.binary(max_size=20).filter(lambda name: name not in {b"", b".", b".."} and not set(name) & {0, 0x2F}))
def test_paths_come_back_from_their_addresses(name: bytes) -> None:
    uris = Uris(b"/home/p q")
    path = uris.path(f"file:///home/p%20q/{''.join(f'%{byte:02X}' for byte in name)}")
    assert path
    assert uris.path(uris.of(path)) == path


@pytest.mark.parametrize(
    "uri", ["file:///home/pq/a", "file:///home/p/../a", "http://x/home/p/a", "untitled:1", "file:///home/p"]
)
def test_what_is_elsewhere_has_no_path(uri: str) -> None:
    assert Uris(b"/home/p").path(uri) is None
    assert "/" not in name_of(uri)


def test_new_lines_end_as_the_others_do() -> None:
    edit = TextEdit(range=Range(line=1, column=2, end_line=2, end_column=2), new="x\ny")
    assert edited("ab\r\ncd\r\n", [edit]) == "ax\r\nyd\r\n"
