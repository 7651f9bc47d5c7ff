"""What is let in means the same to the document, to a second one and to Yjs; all else is refused."""

import os
from random import Random

import pytest

from icotes.modules.documents.admission import admit, clocks
from icotes.modules.documents.replica import Replica
from icotes.modules.documents.shadow import Shadow
from icotes.modules.documents.types import BadUpdate, DocumentFull
from mutation import mutated, samples
from peers import Node, Python

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
UPDATES = 300_000 if FULL else 5000


class Gate:
    """A document behind its shadow."""

    def __init__(self, text: str = "begin\n") -> None:
        self.replica = Replica("text", client=1)
        self.replica.splice([(0, 0, text)], "system")
        self.known = clocks(self.replica.state())
        self.shadow = Shadow(self.replica, self.known, 10_000_000)

    def take(self, update: bytes) -> bool:
        """Let an update in; tell whether it was."""
        try:
            said = self.shadow.admit(update)
        except (BadUpdate, DocumentFull):
            return False
        self.replica.apply(update)
        self.known.update((client, max(end, self.known.get(client, 0))) for client, end in said.ends.items())
        return True


@pytest.mark.timeout(3600 if FULL else 120)
def test_what_is_let_in_means_the_same_to_everybody():
    gate, taken = Gate(), 0
    other = Replica("text", gate.replica.lacking())
    with Node() as node:
        script = node.peer("script")
        script.apply([gate.replica.lacking()])
        updates = mutated(Random(12), samples())
        for _ in range(UPDATES):
            update = next(updates)
            if not gate.take(update):
                continue
            taken += 1
            other.apply(update)
            script.apply([update])
            have = clocks(gate.replica.state())
            assert {client: end for client, end in gate.known.items() if end} == have, update.hex()
            assert str(gate.replica) == str(other) == script.text(), update.hex()
        admit(gate.replica.lacking(), "text", {})
    assert taken > UPDATES / 1000


def sentence() -> tuple[Gate, Python]:
    gate, peer = Gate("a👋b"), Python(7)
    peer.apply([gate.replica.lacking()])
    return gate, peer


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ("01010700c401010101020178" + "00", "an item builds on the half of a character"),
        ("0101070004010101017800", "an item follows the half of a character"),
        ("00010101010101", "half of a character is deleted"),
        ("01010700040100" + "00" + "00", "an empty text"),
        ("010107000407000178" + "00", "an item that builds on itself"),
        ("0101070104010001" + "7800", "an item that follows one that did not come"),
        ("0101070007010474657874" + "0000", "no text at all"),
    ],
)
def test_what_would_show_everybody_another_text_is_refused(update: str, why: str):
    gate, _ = sentence()
    assert not gate.take(bytes.fromhex(update)), why
    assert str(gate.replica) == "a👋b"


def test_what_honest_peers_make_of_whole_characters_is_let_in():
    gate, peer = sentence()
    for update in peer.edit([(0.5, "🎉"), (0.9, "é"), (0.3, 0.6), (0, "👩‍👩‍👧"), (0.2, 0.9)]):
        assert gate.take(update), update.hex()
    assert str(gate.replica) == peer.text()


def test_a_part_that_is_known_may_come_again_unless_it_ends_within_a_character():
    gate, whole, half = Gate(""), Python(7), Python(7)
    first = whole.edit([(0, "a👋b")])[0]
    assert gate.take(half.edit([(0, "a")])[0])
    assert gate.take(first)
    assert str(gate.replica) == "a👋b"
    gate = Gate("")
    assert gate.take(Python(7).edit([(0, "xy")])[0])
    assert not gate.take(first)


def test_what_an_update_says_of_known_text_is_not_believed():
    gate, peer = Gate("abcd"), Python(7)
    peer.apply([gate.replica.lacking()])
    assert gate.take(bytes.fromhex("010101000401047465787408f09f918bf09f918b00")), "two characters in place of abcd"
    assert all(gate.take(each) for place in (0.3, 0.5, 0.7) for each in peer.edit([(place, "x")]))
    assert str(gate.replica) == peer.text()
