"""Nothing that a terminal would obey or answer passes to somebody else's screen, however it is cut."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icotes.kit.escapes import HELD_BYTES, Filter

ATTACKS = {
    "clipboard set": b"\x1b]52;c;cm0gLXJmIH4=\x07",
    "clipboard set, ST": b"\x1b]52;c;cm0gLXJmIH4=\x1b\\",
    "clipboard read": b"\x1b]52;c;?\x07",
    "clipboard, C1": b"\x9d52;c;cm0gLXJmIH4=\x9c\x07",
    "clipboard, C1 in UTF-8": b"\xc2\x9d52;c;cm0gLXJmIH4=\xc2\x9c\x07",
    "title set": b"\x1b]0;rm -rf ~\x07",
    "icon title set": b"\x1b]1;rm -rf ~\x07",
    "title report": b"\x1b[21t",
    "icon report": b"\x1b[20t",
    "window size report": b"\x1b[18t",
    "window move": b"\x1b[3;0;0t",
    "title push": b"\x1b[22;0t",
    "status report": b"\x1b[5n",
    "cursor report": b"\x1b[6n",
    "cursor report, C1": b"\x9b6n",
    "cursor report, C1 in UTF-8": b"\xc2\x9b6n",
    "cursor report, private": b"\x1b[?6n",
    "cursor report, controls inside": b"\x1b[\x086\nn",
    "printer report": b"\x1b[?15n",
    "device attributes": b"\x1b[c",
    "device attributes 2": b"\x1b[>c",
    "device attributes 3": b"\x1b[=0c",
    "identify": b"\x1bZ",
    "identify, C1": b"\x9a",
    "version": b"\x1b[>q",
    "setting report DECRQSS": b'\x1bP$q"p\x1b\\',
    "setting report, C1": b"\x90$qm\x9c\x07",
    "termcap report XTGETTCAP": b"\x1bP+q544e\x1b\\",
    "mode report DECRQM": b"\x1b[?2004$p",
    "checksum report": b"\x1b[1;1;1;1;1;1*y",
    "terminal parameters": b"\x1b[x",
    "answerback": b"\x05",
    "colour report": b"\x1b]11;?\x07",
    "palette report": b"\x1b]4;1;?\x1b\\",
    "hyperlink": b"\x1b]8;;http://evil.test\x1b\\click\x1b]8;;\x1b\\",
    "end of bracketed paste": b"\x1b[201~",
    "focus reports": b"\x1b[?1004h",
    "mouse reports": b"\x1b[?1003h",
    "mouse reports with others": b"\x1b[?25;1003h",
    "keyboard report": b"\x1b[?u",
    "keyboard mode": b"\x1b[>1u",
    "application command": b"\x1b_Ga=q,i=1\x1b\\",
    "privacy message": b"\x1b^x\x1b\\",
    "start of string": b"\x1bXx\x1b\\",
    "multiplexer passthrough": b"\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\",
    "notification": b"\x1b]9;hello\x07",
    "file transfer": b"\x1b]1337;File=name=eA==:eA==\x07",
    "printer": b"\x1b[5i",
    "soft keys": b"\x1b[?1|",
    "overlong C1": b"\xe0\x82\x9b6n",
}

PASSES = [
    b"plain text\r\n\ttab\x08\x07",
    "grüße 漢字 🎉 웛".encode(),
    b"\x1b[1;31mred\x1b[0m \x1b[38;5;196m \x1b[38:2::1:2:3m",
    b"\x1b[H\x1b[2J\x1b[3;4H\x1b[K\x1b[10;20r\x1b[?25l\x1b[?1049h\x1b[?1;2004h\x1b[4h",
    b"\x1b7\x1b8\x1b(B\x1b)0\x1b=\x1b>\x1bM\x1b[2 q\x1b[!p\x1b[3b",
]

OBEYED = re.compile(
    rb"\x05|\x1b[\]PX^_Z\\]|\x1b\[[^@-~]*[cntxyip~|$]|\x1b\[[>=<?][^@-~]*[^hl@-~]?[^hl]|100[0-9]|[\x00-\x06]"
    rb"|(?<![\x80-\xff])[\x80-\x9f]|\xc2[\x80-\x9f]|[\xe0\xf0][\x80-\x8f][\x80-\x9f]"
)


def shown(*pieces: bytes, draws: bool = True) -> bytes:
    screen = Filter(draws=draws)
    return b"".join(screen.feed(piece) for piece in pieces)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_attack_passes_wherever_it_is_cut(attack: bytes) -> None:
    text = b"before" + attack + b"\x07after"
    whole = shown(text)
    assert b"\x1b" not in whole
    assert not OBEYED.search(whole)
    assert whole.startswith(b"before")
    assert whole.endswith(b"after")
    for cut in range(len(text) + 1):
        assert shown(text[:cut], text[cut:]) == whole
    assert shown(*(text[index : index + 1] for index in range(len(text)))) == whole


@pytest.mark.parametrize("outer", [b"\x1b[6", b"\x1b]0;", b"\x1b", b"\x1bP", b"\xc2"])
@pytest.mark.parametrize("attack", [b"\x1b[6n", b"\x1b]52;c;eA==\x07", b"\x9b6n"])
def test_no_attack_hides_in_a_broken_sequence(outer: bytes, attack: bytes) -> None:
    for cut in range(len(attack)):
        whole = shown(outer + attack[:cut] + outer + attack + b"\x07")
        assert b"\x1b" not in whole
        assert not OBEYED.search(whole)


@pytest.mark.parametrize("text", PASSES)
def test_what_draws_passes_unchanged(text: bytes) -> None:
    for cut in range(len(text) + 1):
        assert shown(text[:cut], text[cut:]) == text


@pytest.mark.parametrize("sequence", [*ATTACKS.values(), *PASSES[2:]])
def test_an_agent_reads_only_text_wherever_it_is_cut(sequence: bytes) -> None:
    text = "vor grüße ".encode() + sequence + b"\x07nach"
    whole = shown(text, draws=False)
    assert not re.search(rb"\x1b|(?<![\x80-\xff])[\x80-\x9f]|\xc2[\x80-\x9f]", whole)
    assert whole.startswith("vor grüße ".encode())
    assert whole.endswith(b"nach")
    for cut in range(len(text) + 1):
        assert shown(text[:cut], text[cut:], draws=False) == whole


@given(
    st.lists(st.sampled_from([*ATTACKS.values(), *PASSES, b"\x1b", b"[", b"]", b"\x9b", b"6n", b"\x18"]), max_size=12)
)
def test_mixtures_never_pass(pieces: list[bytes]) -> None:
    whole = shown(*pieces)
    assert shown(b"".join(pieces)) == whole
    assert shown(whole) == whole
    assert not re.search(rb"\x1b(?:[\]PX^_Z]|\[(?!!p)[^@-~]*[cntxyip~|])", whole)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_output_is_a_fixed_point_for_any_bytes(data: bytes, cut: int) -> None:
    whole = shown(data[:cut], data[cut:])
    assert shown(data) == whole
    assert shown(whole) == whole


def test_held_bytes_are_those_not_decided() -> None:
    screen = Filter()
    assert screen.feed(b"text\x1b[3") == b"text"
    assert screen.held == b"\x1b[3"
    assert screen.feed(b"1m") == b"\x1b[31m"
    assert screen.held == b""


def test_long_string_is_neither_kept_nor_shown() -> None:
    screen = Filter()
    assert screen.feed(b"a\x1bPq" + b"#" * 3 * HELD_BYTES) == b"a"
    assert screen.held == b""
    assert screen.feed(b"#" * HELD_BYTES) == b""
    assert screen.feed(b"#\x1b\\b") == b"b"
