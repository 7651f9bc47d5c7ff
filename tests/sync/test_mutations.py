"""Updates that somebody changed byte by byte, sent to a real server on which others go on writing."""

import base64
import os
from random import Random

import pytest

from joined import joined
from mutation import mutated, samples
from peers import Desk, Node, Peer, Python, meet
from running import Server

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
UPDATES = 1_000_000 if FULL else 4000
AT_ONCE = 50
EVERY = 200
"""After so many bad updates the others write, and are heard."""


@pytest.mark.capability("I4", partly="what a hostile client sends; convergence has its own test")
@pytest.mark.timeout(7200 if FULL else 240)
def test_no_mutated_update_ends_the_server_or_disturbs_others(server: Server):
    random, path = Random(7), "mutated.md"
    server.call("files.write", path=path, text="begin\n")
    with joined(server) as bad, joined(server) as good, Node() as node:
        desk, other = Desk(bad), Desk(good)
        peer = Python()
        meet(other, path, peer)
        followed = other.follow(path)
        document = followed["document"]["document"]
        heard = other.heard.setdefault(followed["token"], [])
        told, mine = 0, list[str]()
        updates = mutated(random, samples())
        for number in range(UPDATES):
            desk.send(path, document, next(updates))
            if number % AT_ONCE == 0:
                desk.settle(AT_ONCE)
            if number % EVERY == 0:
                peer.apply(heard[told:])
                told = len(heard)
                mine += [other.send(path, document, each) for each in peer.edit([(random.random(), "🙂ok ")])]
                other.settle()
        desk.settle()
        other.settle()

        assert other.refused == []
        assert set(mine) <= other.acknowledged
        assert {each["data"]["kind"] for each in desk.refused} <= {"BadUpdate", "Invalid", "DocumentFull"}
        peers: list[Peer] = [peer, Python(), node.peer("new")]
        for each in [*peers, *peers]:
            meet(other, path, each)
        texts = {each.text() for each in peers} | {server.call("documents.read", path=path)["text"]}
        assert len(texts) == 1
    assert server.call("system.ping")


@pytest.mark.parametrize(
    "state", [b"\xff", b"\xff" * 10, b"\x05\x01", b"\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\x01" * 9]
)
def test_a_bad_state_vector_is_refused(server: Server, state: bytes):
    server.call("files.write", path="vector.md", text="begin\n")
    with joined(server) as client:
        client.send("documents.follow", "f", path="vector.md", vector=base64.b64encode(state).decode())
        answer = client.next()
        assert answer.get("error", {}).get("data", {}).get("kind") == "BadUpdate" or "method" in answer
    assert server.call("documents.read", path="vector.md")["text"] == "begin\n"
