"""A CRDT document of pycrdt, behind one seam: what it raises, and what it calls an update, is known here only.

Offsets are bytes of UTF-8. A panic of the library is a `BaseException`, so all of them are caught here.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from pycrdt import Doc, Map, Text, XmlFragment

from icotes.modules.documents import notebook, rich
from icotes.modules.documents.rebase import Splice
from icotes.modules.documents.types import BadUpdate, Kind

ROOTS: dict[Kind, tuple[str, Any]] = {
    "text": ("text", Text),
    "rich": ("rich", XmlFragment),
    "notebook": ("cells", Map),
}
Difference = rich.Difference | notebook.Difference


class Replica:
    """One copy of a document.

    Args:
        state: an update to begin with.
        client: the id of this copy as an author; random unless given.
    """

    def __init__(self, kind: Kind, state: bytes = b"", client: int | None = None) -> None:
        self.kind: Kind = kind
        self.doc: Doc[Any] = Doc(client_id=client)
        name, type_ = ROOTS[kind]
        self.root: Any = self.doc.get(name, type=type_)
        if state:
            self.apply(state)

    def __str__(self) -> str:
        if self.kind == "text":
            return str(self.root)
        return notebook.text(self.doc) if self.kind == "notebook" else rich.markdown(self.root)

    @property
    def size(self) -> int:
        """Bytes of its text; of a rich one the number of its blocks, of a notebook that of its cells."""
        return len(self.root.children) if self.kind == "rich" else len(self.root)

    def apply(self, update: bytes, origin: str = "") -> None:
        """Take in an update.

        Raises:
            BadUpdate: it is none, or does not fit; the copy may be spoilt.
        """
        try:
            with self.doc.transaction(origin=origin or None):
                self.doc.apply_update(update)
        except BaseException as error:  # noqa: BLE001
            raise refused(error) from None

    def state(self) -> bytes:
        """Return the state vector: what this copy has of whom."""
        return self.doc.get_state()

    def lacking(self, state: bytes = b"") -> bytes:
        """Return what a copy with this state vector lacks, as an update.

        Raises:
            BadUpdate: `state` is no state vector.
        """
        try:
            return self.doc.get_update(state or None)
        except BaseException as error:  # noqa: BLE001
            raise refused(error) from None

    def changes(self, update: bytes) -> list[dict[str, Any]]:
        """Take in an update and return what it changes in the text, as Yjs says it, in bytes."""
        deltas: list[list[dict[str, Any]]] = []

        def keep(event: Any) -> None:
            deltas.append(event.delta)

        subscription = self.root.observe(keep)
        try:
            self.apply(update)
        finally:
            self.root.unobserve(subscription)
        return deltas[0] if deltas else []

    def splice(self, splices: Sequence[Splice], origin: str) -> bytes:
        """Replace ranges of the text, in bytes and from the last to the first; return the update."""
        with self.captured() as updates, self.doc.transaction(origin=origin):
            self._splice(splices)
        return updates[0] if updates else b""

    def _splice(self, splices: Sequence[Splice]) -> None:
        """Begin in the middle: each splice copies the block that it splits, so halves cost less than an end does."""
        waiting = [(0, len(splices), 0)]
        while waiting:
            first, last, shift = waiting.pop()
            if first == last:
                continue
            middle = (first + last) // 2
            begin, end, new = splices[middle]
            if end > begin:
                del self.root[begin + shift : end + shift]
            if new:
                self.root.insert(begin + shift, new)
            waiting.append((middle + 1, last, shift))
            waiting.append((first, middle, shift + len(new.encode()) - (end - begin)))

    def fill(self, text: str) -> None:
        """Make this empty document hold what the text of its file says."""
        with self.doc.transaction():
            if self.kind == "rich":
                rich.fill(self.root, text)
            elif self.kind == "notebook":
                notebook.fill(self.doc, text)
            elif text:
                self.root.insert(0, text)

    def rewrite(self, difference: Difference, origin: str) -> bytes:
        """Change what is more than a text as its text was changed elsewhere; return the update."""
        with self.captured() as updates, self.doc.transaction(origin=origin):
            if isinstance(difference, rich.Difference):
                rich.rewrite(self.root, difference)
            else:
                notebook.rewrite(self.doc, difference)
        return updates[0] if updates else b""

    @contextmanager
    def captured(self) -> Generator[list[bytes]]:
        """Collect the updates of what is done meanwhile."""
        updates: list[bytes] = []
        subscription = self.doc.observe(lambda event: updates.append(event.update))
        try:
            yield updates
        finally:
            self.doc.unobserve(subscription)


def difference(kind: Kind, base: str, text: str) -> Difference:
    """Return what became of the text of a document that is more than a text; long work for long ones.

    Raises:
        BadNotebook: it is no notebook any more.
    """
    return notebook.difference(base, text) if kind == "notebook" else rich.difference(base, text)


def refused(error: BaseException) -> BadUpdate:
    """Return what a sender is told; what is no failure of the library goes on."""
    if isinstance(error, KeyboardInterrupt | SystemExit):
        raise error
    return BadUpdate("This is no update that fits into the document; follow it again and send what it lacks.")
