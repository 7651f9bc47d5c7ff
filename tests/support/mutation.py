"""Updates of Yjs that somebody changed byte by byte."""

from collections.abc import Iterator
from random import Random

from peers import Node, Python

PLACES = (b"\xff" * 9 + b"\x01", b"\x80", b"\xff", b"\x00", b"\x7f", b"\xf0\x9f", b"\xed\xa0\x80")


def samples() -> list[bytes]:
    """Return updates of all kinds: inserted, deleted, of several clients, with emoji; the same in every run."""
    peer, other = Python(1 << 40), Python(1000)
    made = peer.edit([(0, "Grüße 👋🏽 an alle\n"), (0.5, "🎉" * 20), (0.2, 0.6), (1, "e\u0301nd")])
    other.apply(made)
    made += other.edit([(0.3, "x" * 200), (0, 0.9), (0.1, "漢字")])
    with Node() as node:
        script = node.peer("seed", 70_000)
        script.apply(made)
        made += script.edit([(0.7, "👩‍👩‍👧"), (0.1, 0.3)])
        return [*made, script.lacking(b"\0"), peer.lacking(b"\0"), b"\0\0", peer.state()]


def mutated(random: Random, seeds: list[bytes]) -> Iterator[bytes]:
    """Yield updates with bytes flipped, cut, repeated, mixed and put in, without end."""
    while True:
        data = bytearray(random.choice(seeds))
        for _ in range(random.choice((1, 1, 1, 2, 5))):
            _change(random, data, seeds)
        if data:
            yield bytes(data)


def _change(random: Random, data: bytearray, seeds: list[bytes]) -> None:
    at = random.randint(0, len(data))
    how = random.randrange(6)
    if how == 0 and data:
        data[at - 1] ^= 1 << random.randrange(8)
    elif how == 1 and data:
        data[at - 1] = random.randrange(256)
    elif how == 2:
        data[at:at] = random.choice(PLACES)
    elif how == 3:
        del data[at : at + random.randint(1, 8)]
    elif how == 4:
        other = random.choice(seeds)
        data[at:] = other[random.randint(0, len(other)) :]
    else:
        data[at:at] = data[max(0, at - 9) : at] * random.randint(1, 3)
