"""What an update of Yjs says, read before anything applies it.

The format is that of Yjs 13, version 1: structs by client, then what is deleted. An update that says more than a
document of its kind holds, or that builds on something nobody has, is refused here.
"""

from typing import NamedTuple

from icotes.modules.documents.types import BadUpdate, Kind

Clocks = dict[int, int]
"""How much of each client is known."""
Id = tuple[int, int]

GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, SKIP = 0, 1, 2, 3, 4, 5, 6, 7, 8, 10
ALLOWED: dict[Kind, frozenset[int]] = {
    "text": frozenset({GC, DELETED, STRING}),
    "rich": frozenset({GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY}),
    "notebook": frozenset({GC, DELETED, STRING, TYPE, ANY}),
}
NAMED_TYPES = {3, 5}
TYPES: dict[Kind, frozenset[int]] = {
    "text": frozenset(),
    "rich": frozenset(range(7)),
    "notebook": frozenset({1, 2}),
}
"""What may be within a document: in a notebook maps and texts."""
ROOTS: dict[Kind, frozenset[str]] = {"text": frozenset({"text"}), "notebook": frozenset({"cells", "meta"})}
"""The only roots that there are, where not all may be."""
DEPTH = 32
MOST = 1 << 53
MOST_CLOCK = 1 << 31
LOW_SURROGATE = 0xDC
_INTEGER, _OBJECT, _LIST, _SIZED = 125, 118, 117, frozenset({119, 116})
_FIXED = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}


class Said(NamedTuple):
    """What an update says.

    Attributes:
        ends: up to where it has each client's structs.
        deletes: whether it deletes anything.
        tangled: structs of one client build on those of another that come with them, perhaps in a circle.
        halves: where the second halves of characters are that count as two.
        cuts: before what it cuts.
    """

    ends: Clocks
    deletes: bool
    tangled: bool
    halves: list[Id]
    cuts: list[Id]


class Gap(Exception):
    """The update builds on something that is not there."""


def admit(update: bytes, kind: Kind, known: Clocks) -> Said:
    """Return what an update says, if a document that knows so much can take it.

    Raises:
        BadUpdate: it can't.
    """
    reader = _Reader(update, kind)
    try:
        return reader.read(known)
    except Gap:
        raise BadUpdate(
            "This update builds on one that did not come; follow the document again and send what it lacks."
        ) from None
    except (IndexError, ValueError, UnicodeDecodeError, RecursionError):
        raise BadUpdate("This is no update of this kind of document; follow it again and send what it lacks.") from None


class _Reader:
    def __init__(self, data: bytes, kind: Kind) -> None:
        self._data = data
        self._at = 0
        self._kind: Kind = kind
        self._allowed = ALLOWED[kind]
        self._needs: list[Id] = []
        self._halves: list[Id] = []
        self._cuts: list[Id] = []
        self._client = self._clock = self._cut = 0

    def read(self, known: Clocks) -> Said:
        ends: Clocks = {}
        for _ in range(self._number()):
            count, client, clock = self._number(), self._number(), self._number()
            if clock > known.get(client, 0) or client in ends:
                raise Gap
            for _ in range(count):
                self._client, self._clock, self._cut = client, clock, known.get(client, 0) - clock
                before = len(self._needs)
                size = self._struct()
                if any(other == client and needed >= clock for other, needed in self._needs[before:]):
                    raise Gap
                clock += size
            if clock > MOST_CLOCK:
                raise ValueError
            ends[client] = clock
        deletes = self._deletes()
        if self._at != len(self._data):
            raise ValueError
        waiting = [(client, clock) for client, clock in self._needs if clock >= known.get(client, 0)]
        if any(clock >= ends.get(client, 0) for client, clock in waiting):
            raise Gap
        return Said(ends, deletes, bool(waiting) and len(ends) > 1, self._halves, self._cuts)

    def clocks(self) -> Clocks:
        return {self._number(): self._number() for _ in range(self._number())}

    def _deletes(self) -> bool:
        clients = self._number()
        for _ in range(clients):
            client = self._number()
            for _ in range(self._number()):
                clock, length = self._number(), self._number()
                if not length:
                    raise ValueError
                self._needs.append((client, clock + length - 1))
                self._cuts += (client, clock), (client, clock + length)
        return clients > 0

    def _struct(self) -> int:
        info = self._byte()
        content = info & 31
        if content not in self._allowed:
            raise ValueError
        if content == GC:
            return self._number(1)
        if info & 0x80:
            client, clock = self._number(), self._number()
            self._needs.append((client, clock))
            self._cuts.append((client, clock + 1))
        if info & 0x40:
            self._needs.append((self._number(), self._number()))
            self._cuts.append(self._needs[-1])
        if not info & 0xC0:
            self._parent(info)
        return self._content(content)

    def _parent(self, info: int) -> None:
        if self._number():
            name = self._text()
            if name not in ROOTS.get(self._kind, {name}) or (self._kind == "notebook" and not info & 0x20):
                raise ValueError
        else:
            self._needs.append((self._number(), self._number()))
        if info & 0x20:
            self._text()
            if self._kind == "text":
                raise ValueError

    def _content(self, content: int) -> int:
        if content == STRING:
            text = self._text()
            if not text:
                raise ValueError
            return len(text) if text.isascii() else self._units(text)
        if content == DELETED:
            return self._number(1)
        if content in {JSON, ANY}:
            count = self._number(1)
            for _ in range(count):
                self._any() if content == ANY else self._text()
            return count
        if content == BINARY:
            self._skip(self._number())
        elif content == TYPE:
            self._type()
        else:
            self._text()
            if content == FORMAT:
                self._text()
        return 1

    def _units(self, text: str) -> int:
        """Return the length in UTF-16, if what is known already does not end within a character of it.

        What it says of what is known already is not believed: nothing applies that part.
        """
        units = text.encode("utf-16-le")
        size = len(units) // 2
        if size > len(text):
            halves = [at for at in range(size) if units[2 * at + 1] & 0xFC == LOW_SURROGATE]
            if self._cut in halves:
                raise ValueError
            self._halves += [(self._client, self._clock + at) for at in halves if at >= self._cut]
        return size

    def _type(self) -> None:
        type_ = self._number()
        if type_ not in TYPES[self._kind]:
            raise ValueError
        if type_ in NAMED_TYPES:
            self._text()

    def _any(self, depth: int = 0) -> None:
        if depth > DEPTH:
            raise ValueError
        tag = self._byte()
        if tag in _FIXED:
            self._skip(_FIXED[tag])
        elif tag == _INTEGER:
            while self._byte() & 0x80:
                pass
        elif tag in _SIZED:
            self._skip(self._number())
        elif tag in {_OBJECT, _LIST}:
            for _ in range(self._number()):
                if tag == _OBJECT:
                    self._text()
                self._any(depth + 1)
        else:
            raise ValueError

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _number(self, least: int = 0) -> int:
        data, at = self._data, self._at
        byte = data[at]
        value, shift = byte & 0x7F, 7
        while byte & 0x80:
            at += 1
            byte = data[at]
            value |= (byte & 0x7F) << shift
            shift += 7
        self._at = at + 1
        if not least <= value < MOST:
            raise ValueError
        return value

    def _text(self) -> str:
        size = self._number()
        begin = self._at
        self._skip(size)
        return self._data[begin : begin + size].decode()

    def _skip(self, size: int) -> None:
        self._at += size
        if self._at > len(self._data):
            raise ValueError


def clocks(state: bytes) -> Clocks:
    """Return what a state vector says."""
    return _Reader(state, "text").clocks()
