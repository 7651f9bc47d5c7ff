"""Versions that were handed out lately, so that ranges of their text are found again after others changed it."""

from collections import OrderedDict

from icotes.modules.documents.editing import Range, carried
from icotes.modules.documents.offsets import in_bytes, in_characters
from icotes.modules.documents.replica import Replica
from icotes.modules.documents.types import PassageGone, Unit

MARKS = 8
"""Versions that are remembered."""
MARK_BYTES = 16 * 1024 * 1024
"""Bytes that they may hold; the newest one stays in any case."""


class Marks:
    """States of a document that somebody may still speak of."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._handed = -1
        self._states: OrderedDict[int, bytes] = OrderedDict()

    def hand(self, version: int) -> None:
        """Say that somebody knows the document as it is now."""
        self._handed = version

    def before(self, version: int) -> None:
        """Remember this version before it changes, if somebody knows it."""
        if version != self._handed:
            return
        self._handed = -1
        self._states[version] = self._replica.lacking()
        while len(self._states) > 1 and (
            len(self._states) > MARKS or sum(map(len, self._states.values())) > MARK_BYTES
        ):
            self._states.popitem(last=False)

    def carried(self, version: int, ranges: list[Range], unit: Unit) -> list[Range]:
        """Return where ranges of the text at a version are now, in bytes.

        Args:
            version: one that was handed out.
            ranges: begin and end of each.
            unit: what they count.

        Raises:
            PassageGone: the version is not remembered, or something changed in a range.
            Unacceptable: a range is beyond the end.
        """
        state = self._states.get(version)
        if state is None:
            raise PassageGone("This version is not remembered any more; read the text again.")
        then = Replica(self._replica.kind, state)
        text = str(then)
        places = in_bytes(text, in_characters(text, [place for each in ranges for place in each], unit))
        delta = then.changes(self._replica.lacking(then.state()))
        return carried(list(zip(places[::2], places[1::2], strict=True)), delta)

    def clear(self) -> None:
        """Forget the states that were; the one that is may still be spoken of."""
        self._states.clear()
