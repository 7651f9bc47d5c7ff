"""Where characters are that Yjs counts as two: it makes rubbish of one that is cut between its halves.

Editors never cut there. Whoever does would have browsers show another text than the server has.
"""

from array import array
from bisect import bisect_left

from icotes.modules.documents.admission import Said, admit
from icotes.modules.documents.replica import Replica


class Surrogates:
    """The second halves of a document's characters, by client and clock.

    Args:
        replica: the document.
    """

    def __init__(self, replica: Replica) -> None:
        self._clocks: dict[int, array[int]] = {}
        text = str(replica)
        if not text.isascii() and len(text.encode("utf-16-le")) > 2 * len(text):
            self.add(admit(replica.lacking(), replica.kind, {}))

    def add(self, said: Said) -> None:
        """Take in what an update brings."""
        for client, clock in said.halves:
            clocks = self._clocks.setdefault(client, array("I"))
            if not clocks or clocks[-1] < clock:
                clocks.append(clock)
            elif clocks[at := bisect_left(clocks, clock)] != clock:
                clocks.insert(at, clock)

    def cut_by(self, said: Said) -> bool:
        """Tell whether an update would cut a character."""
        if said.halves and not set(said.halves).isdisjoint(said.cuts):
            return True
        return bool(self._clocks) and any(self._has(client, clock) for client, clock in said.cuts)

    def _has(self, client: int, clock: int) -> bool:
        clocks = self._clocks.get(client)
        if not clocks:
            return False
        at = bisect_left(clocks, clock)
        return at < len(clocks) and clocks[at] == clock
