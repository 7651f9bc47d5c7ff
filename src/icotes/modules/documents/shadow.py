"""A standing scratch copy of a document: what comes from outside is applied to it first."""

from icotes.modules.documents.admission import Clocks, Said, admit, clocks
from icotes.modules.documents.replica import Replica
from icotes.modules.documents.surrogates import Surrogates
from icotes.modules.documents.types import BadUpdate, DocumentFull


class Shadow:
    """Lets updates pass that a copy of the document could take.

    Args:
        replica: the document.
        known: what the document has of whom.
        most: bytes that its text may have.
    """

    def __init__(self, replica: Replica, known: Clocks, most: int) -> None:
        self._replica = replica
        self._known = known
        self._most = most
        self._copy: Replica | None = None
        self._bytes = 0
        self._surrogates: Surrogates | None = None

    def admit(self, update: bytes) -> Said:
        """Return what an update says, once the copy has taken it.

        Raises:
            BadUpdate: it does not fit.
            DocumentFull: the document would be too large.
        """
        said = admit(update, self._replica.kind, self._known)
        surrogates = self._surrogates = self._surrogates or Surrogates(self._replica)
        if surrogates.cut_by(said):
            raise BadUpdate("This update cuts a character; count in UTF-16 units, and never between two of one.")
        copy, self._copy = self._copy or self._copied(), None
        only_deletes = said.deletes and all(self._known.get(client, 0) >= end for client, end in said.ends.items())
        before = copy.lacking() if only_deletes else b""
        copy.apply(update)
        if only_deletes and copy.lacking() == before:  # a client that comes names all deletions that it knows of
            said = said._replace(deletes=False)
        if said.tangled:
            _complete(copy, said)
        if self._size(copy, update) > self._most:
            raise DocumentFull(f"A document has at most {self._most} bytes; make this one shorter.", limit=self._most)
        self._copy = copy
        surrogates.add(said)
        return said

    def _copied(self) -> Replica:
        state = self._replica.lacking()
        self._bytes = len(state)
        return Replica(self._replica.kind, state)

    def _size(self, copy: Replica, update: bytes) -> int:
        """Return the size of a document; of a notebook, whose cells would have to be added up, that of its state."""
        if copy.kind != "notebook":
            return copy.size
        self._bytes += len(update)
        if self._bytes > self._most:
            self._bytes = len(copy.lacking())
        return self._bytes

    def take(self, update: bytes, said: Said) -> None:
        """Keep up with a change that the server itself made."""
        if self._surrogates:
            self._surrogates.add(said)
        if self._copy:
            try:
                self._copy.apply(update)
            except BadUpdate:
                self._copy = None

    def rest(self) -> None:
        """Give the copy's memory back; it is made again when it is needed."""
        self._copy = self._surrogates = None


def _complete(copy: Replica, said: Said) -> None:
    """See that nothing of an update waits for something that will never come."""
    have = clocks(copy.state())
    if any(have.get(client, 0) < end for client, end in said.ends.items()):
        raise BadUpdate("This update builds on itself; follow the document again and send what it lacks.")
