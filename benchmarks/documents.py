"""Documents that people edit at once, beside a bare uvicorn that applies updates with pycrdt and sends them on."""

import base64
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pycrdt import Doc, Text

from probe import served
from report import Row, show
from running import start
from terminal_wire import Wire
from terminals import Ours, p

KEYS = 400
PEOPLE = 20
ROUNDS = 60
MOVES = 40
OPEN = 1000
PER_SOCKET = 200
REST_SECONDS = 5.0
LINE = "The quick brown fox jumps over the lazy dog, as ever, and nobody minds at all.\n"


class Typist:
    """Somebody who writes: gives the update of the next key."""

    def __init__(self, state: bytes = b"") -> None:
        self._doc = Doc[Any]()
        self._text: Text = self._doc.get("text", type=Text)
        if state:
            self._doc.apply_update(state)

    def key(self) -> bytes:
        before = self._doc.get_state()
        self._text += "x"
        return self._doc.get_update(before)


class OurRoom:
    """People on one document of ours."""

    def __init__(self, ours: Ours, path: str, people: int) -> None:
        ours.wire.call("files.write", path=path, text=LINE)
        self._path = path
        self._wires = [ours.connect() for _ in range(people)]
        self._answered = [0] * people
        states = [follow(wire, path) for wire in self._wires]
        self._document: str = states[0]["document"]["document"]
        self.typists = [Typist(base64.b64decode(each["update"])) for each in states]

    def send(self, who: int, update: bytes) -> None:
        encoded = base64.b64encode(update).decode()
        self._wires[who].send("documents.update", path=self._path, update=encoded, document=self._document)

    def hear(self, who: int) -> None:
        """Wait for the next update."""
        self._answered[who] += until(self._wires[who], b'"type":"update"')[1]

    def settle(self, who: int) -> None:
        """Wait until who wrote has the answer, and hears what they wrote themselves."""
        self.hear(who)
        if not self._answered[who]:
            until(self._wires[who], b'"result":')
        self._answered[who] = 0

    def close(self) -> None:
        for each in self._wires:
            each.socket.close()


class BareRoom:
    """People on a bare server."""

    def __init__(self, port: int, people: int) -> None:
        self._wires = [Wire(f"http://127.0.0.1:{port}", "") for _ in range(people)]
        self.typists = [Typist() for _ in range(people)]

    def send(self, who: int, update: bytes) -> None:
        self._wires[who].binary(update)

    def hear(self, who: int) -> None:
        self._wires[who].frame()

    def settle(self, who: int) -> None:
        """Nothing is acknowledged here."""

    def close(self) -> None:
        for each in self._wires:
            each.socket.close()


def until(wire: Wire, text: bytes) -> tuple[bytes, int]:
    """Read messages until one holds a text; return it and how many answers came before it."""
    answers = 0
    while True:
        _, data = wire.frame()
        if text in data:
            return data, answers
        answers += b'"result":' in data


def follow(wire: Wire, path: str) -> dict[str, Any]:
    """Follow a document and return its state."""
    wire.grant(wire.send("documents.follow", path=path))
    return json.loads(until(wire, b'"type":"snapshot"')[0])["params"]["value"]["item"]["state"]


def typed(room: OurRoom | BareRoom, people: int) -> list[float]:
    """Have one key after another be hit, each by somebody else; return the sorted times to each of the others."""
    taken: list[float] = []
    for number in range(KEYS):
        who = number % people
        update = room.typists[who].key()
        begun = time.perf_counter()
        room.send(who, update)
        for other in range(people):
            if other != who:
                room.hear(other)
                taken.append(time.perf_counter() - begun)
        room.settle(who)
    return sorted(taken)


def keystrokes(ours: Ours) -> Iterator[Row]:
    """Measure keys to one other client, and to nineteen."""
    room = OurRoom(ours, "two.md", 2)
    taken = typed(room, 2)
    room.close()
    half, late = p(taken, 50) * 1000, p(taken, 99) * 1000
    with served("room") as bare:
        other = BareRoom(bare.port, 2)
        plain = typed(other, 2)
        other.close()
    yield Row("a key to one other client, p50, ms", f"{half:.2f} ms", f"{p(plain, 50) * 1000:.2f} ms", half, 1.5)
    yield Row("a key to one other client, p99, ms", f"{late:.2f} ms", f"{p(plain, 99) * 1000:.2f} ms", late, 10)
    runs = [crowd(ours, number) for number in range(3)]
    late = statistics.median(run[0] for run in runs) * 1000
    mine, bares = (statistics.median(run[side] for run in runs) * 1e6 for side in (1, 2))
    yield Row("a key by one of 20 to the other 19, p99, ms", f"{late:.2f} ms", "", late, 25)
    yield Row("server CPU for each update and reader", f"{mine:.1f} us", f"{bares:.1f} us", mine / bares, 2.0)


def together(room: OurRoom | BareRoom) -> int:
    """Have all hit a key at the same time, again and again; return how many updates reached somebody."""
    for _ in range(ROUNDS):
        for who, typist in enumerate(room.typists):
            room.send(who, typist.key())
        for who in range(PEOPLE):
            for _ in range(PEOPLE - 1):
                room.hear(who)
            room.settle(who)
    return ROUNDS * PEOPLE * (PEOPLE - 1)


def crowd(ours: Ours, number: int) -> tuple[float, float, float]:
    """Return the 99th percentile with twenty people, and the CPU for each update and reader: ours and bare."""
    room = OurRoom(ours, f"crowd{number}.md", PEOPLE)
    taken = typed(room, PEOPLE)
    before = ours.cpu()
    used = together(room)
    mine = (ours.cpu() - before) / used
    room.close()
    with served("room") as bare:
        other = BareRoom(bare.port, PEOPLE)
        before = bare.cpu()
        used = together(other)
        plain = (bare.cpu() - before) / used
        other.close()
    return p(taken, 99), mine, plain


def opening(ours: Ours, folder: Path, size: int, runs: int) -> float:
    """Return seconds until a client has a document of so many bytes that nobody has open."""
    taken: list[float] = []
    for number in range(runs):
        path = f"large-{size}-{number}.txt"
        (folder / path).write_text(LINE * (size // len(LINE)))
        wire = ours.connect()
        begun = time.perf_counter()
        follow(wire, path)
        taken.append(time.perf_counter() - begun)
        wire.socket.close()
        ours.wire.call("documents.close", path=path)
    return statistics.median(taken)


def resting(ours: Ours, folder: Path) -> Iterator[Row]:
    """Measure a thousand open documents that nobody touches."""
    (folder / "many").mkdir()
    for number in range(OPEN):
        (folder / "many" / f"{number}.md").write_text(LINE * 25)
    time.sleep(2)
    memory = ours.memory()
    wires = [ours.connect() for _ in range(OPEN // PER_SOCKET)]
    for number in range(OPEN):
        follow(wires[number % len(wires)], f"many/{number}.md")
    time.sleep(2)
    grown, before = ours.memory() - memory, ours.cpu()
    time.sleep(REST_SECONDS)
    busy = (ours.cpu() - before) / REST_SECONDS * 100
    for each in wires:
        each.socket.close()
    yield Row("1,000 open documents: memory, MB", f"{grown:.1f} MB", "", grown, 60)
    yield Row("1,000 open documents at rest: CPU, %", f"{busy:.2f} %", "", busy, 0.5)


def rewritten(ours: Ours, folder: Path) -> float:
    """Return seconds from a rewrite of an open 1 MB file by somebody outside to an editor that has it open."""
    file = folder / "outside.txt"
    lines = [LINE] * (1_000_000 // len(LINE))
    file.write_text("".join(lines))
    wire = ours.connect()
    follow(wire, file.name)
    taken: list[float] = []
    for number in range(5):
        time.sleep(1)
        for at in range(0, len(lines), 1000):
            lines[at] = f"rewritten {number} {at}\n"
        begun = time.perf_counter()
        file.write_text("".join(lines))
        until(wire, b'"origin":"disk"')
        taken.append(time.perf_counter() - begun)
    wire.socket.close()
    return statistics.median(taken)


def saved(ours: Ours, folder: Path) -> float:
    """Return seconds from a key to the file on disk."""
    room, file = OurRoom(ours, "saved.md", 1), folder / "saved.md"
    taken: list[float] = []
    for _ in range(9):
        size = file.stat().st_size
        begun = time.perf_counter()
        room.send(0, room.typists[0].key())
        wait(lambda size=size: file.stat().st_size > size)
        taken.append(time.perf_counter() - begun)
        room.settle(0)
        time.sleep(0.5)
    room.close()
    return statistics.median(taken)


def wait(test: Callable[[], bool]) -> None:
    while not test():
        time.sleep(0.001)


def moving(ours: Ours) -> float:
    """Return how much of a processor twenty people take who move their cursors ten times a second."""
    wires = [ours.connect() for _ in range(PEOPLE)]
    for wire in wires:
        wire.grant(wire.send("documents.presence"))
        until(wire, b'"type":"snapshot"')
    before, begun = ours.cpu(), time.perf_counter()
    for number in range(MOVES):
        for wire in wires:
            wire.send("documents.present", path="a.md", anchor="AAUCQQ==", head=f"AA{number:04}==")
        for wire in wires:
            until(wire, b'"result":')
        time.sleep(max(0, begun + (number + 1) / 10 - time.perf_counter()))
    used = (ours.cpu() - before) / (time.perf_counter() - begun)
    for wire in wires:
        wire.socket.close()
    return used * 100


def measured(ours: Ours, folder: Path) -> Iterator[Row]:
    """Measure everything that is said of documents."""
    yield from resting(ours, folder)
    yield from keystrokes(ours)
    busy = moving(ours)
    yield Row("20 people move cursors, 10 times a second: CPU, %", f"{busy:.1f} %", "", busy, 15)
    small, large = opening(ours, folder, 1_000_000, 5) * 1000, opening(ours, folder, 10_000_000, 3) * 1000
    yield Row("opening a document of 1 MB, ms", f"{small:.0f} ms", "", small, 80)
    yield Row("opening a document of 10 MB, ms", f"{large:.0f} ms", "", large, 600)
    outside = rewritten(ours, folder) * 1000
    yield Row("a rewrite of 1 MB outside to an editor, ms", f"{outside:.0f} ms", "", outside, 100)
    disk = saved(ours, folder)
    yield Row("a key to the file on disk, s", f"{disk * 1000:.0f} ms", "", disk, 0.5)


def rows() -> Iterator[Row]:
    """Measure a server of our own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "project")
        folder.mkdir()
        server = start(folder, Path(place, "home"))
        try:
            yield from measured(Ours(server.url, server.token, server.pid), folder)
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(show(rows()) and 1)
