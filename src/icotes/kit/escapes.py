"""What a program prints, made harmless for the screen of somebody who did not start it, and for an agent.

A terminal obeys what it shows: it can be told to answer as if somebody typed,
to fill the clipboard, to rename windows. Only text and the sequences that draw
pass; they pass whole, so that no other sequence can be put together from pieces.

Source: ECMA-48; xterm's ctlseqs.
"""

import re
from collections.abc import Callable

HELD_BYTES = 4096
"""The rest of a longer sequence is not waited for."""

_TEXT = (
    rb"[\x07-\x0f\x20-\x7e]++|\xc2[\xa0-\xbf]|[\xc3-\xdf][\x80-\xbf]"
    rb"|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
"""Valid UTF-8 without C1 controls, which begin sequences as ESC does."""
_DRAW = rb"\x1b\[[0-9;:]{0,64}[@-MPSTXZ`adefgmrsu]|\x1b\[[0-9]{0,4}b"
"""Move, erase, insert, delete, scroll, repeat, colours, tabs, margins: nothing here is answered."""
_MODE = rb"(?:[15-7]|12|25|45|47|66|1047|1048|1049|2004|2026)"
_MODES = rb"\x1b\[(?:4|20|\?" + _MODE + rb"(?:;" + _MODE + rb"){0,8})[hl]"
"""Cursor, screens, wrapping, bracketed paste; no reports of the mouse or of focus."""
_STYLE = rb"\x1b\[[0-6]? q|\x1b\[!p|\x1b[78=>DEHMc]|\x1b[()*+][0-9A-Z]"
"""The cursor's shape, resets, save and restore, character sets."""

_HARMLESS = rb"(?:" + rb"|".join((_TEXT, _DRAW, _MODES, _STYLE)) + rb")+"
"""Not `++`: over alternatives it finds too much in Python before 3.11.5 (CPython issue 106052)."""
_ESCAPE = rb"\x1b[\x20-\x2f]*+"
_CONTROL = rb"(?:\x1b\[|\xc2?\x9b)[\x00-\x17\x19\x1c-\x3f\x7f]*+"
_STRING = rb"(?:\x1b[\]PX^_]|\xc2?[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b]*+"
_CHARACTER = rb"[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2}"

_UNFINISHED = rb"(?:" + rb"|".join((_CONTROL, _STRING, _ESCAPE, _CHARACTER)) + rb")\Z"
_REFUSED = _CONTROL + rb"[\x40-\x7e]?|" + _STRING + rb"[\x07\x18\x1a]?|" + _ESCAPE + rb"[\x30-\x7e]?|[\x00-\xff]"


def _finder(harmless: bytes) -> Callable[[bytes], list[tuple[bytes, bytes]]]:
    return re.compile(rb"(" + harmless + rb")|(" + _UNFINISHED + rb")|" + _REFUSED).findall


_drawing = _finder(_HARMLESS)
_text = _finder(rb"(?:" + _TEXT + rb")+")
_end_of_string = re.compile(rb"[\x07\x18\x1a\x1b]").search
_is_string = re.compile(_STRING).match


class Filter:
    """Passes what is harmless; keeps the begin of a sequence until the rest has come.

    Args:
        draws: pass what draws, too, not only text.

    Attributes:
        held: the last bytes that came, of which it is not known yet what they are.
    """

    def __init__(self, *, draws: bool = True) -> None:
        self._tokens = _drawing if draws else _text
        self.held = b""
        self._in_string = False

    def feed(self, data: bytes) -> bytes:
        """Return what may be shown of all that came and was not returned yet."""
        tokens = self._tokens(self._begin(data))
        self.held = tokens[-1][1] if tokens else b""
        if len(self.held) > HELD_BYTES:
            self._in_string = _is_string(self.held) is not None
            self.held = b""
        return b"".join([harmless for harmless, _ in tokens])

    def _begin(self, data: bytes) -> bytes:
        """Return what there is to look at: with what was held, without the rest of a long string."""
        if self._in_string:
            end = _end_of_string(data)
            self._in_string = end is None
            return data[end.start() :] if end else b""
        return self.held + data
