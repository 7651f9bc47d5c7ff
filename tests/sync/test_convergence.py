"""Peers with pycrdt and Yjs, and a script, on one document of a real server, over a line that loses messages."""

import os
from random import Random

import pytest

from joined import joined
from peers import Desk, Lossy, Node, Operation, Peer, Python, meet
from running import Server

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
SEEDS = 10_000 if FULL else 25
ROUNDS = 5
PIECES = ("a", "word ", "é", "e\u0301", "🎉", "👩‍👩‍👧", "\u200d", "\n", "ß", "漢字", "👋🏽 ", "x" * 30)


def operations(random: Random) -> list[Operation]:
    return [_operation(random) for _ in range(random.randint(0, 3))]


def _operation(random: Random) -> Operation:
    begin = random.random()
    if random.random() < 0.7:
        return begin, "".join(random.choices(PIECES, k=random.randint(1, 3)))
    return begin, min(1.0, begin + random.random() * 0.3)


def run(seed: int, server: Server, desk: Desk, node: Node) -> None:
    """Have all of them edit at once, lose, repeat and mix up what is sent, and meet in the end."""
    random, path = Random(seed), f"fuzz/{seed}.md"
    node.ask("forget", "")
    peers: list[Peer] = [Python(), Python(), node.peer("a"), node.peer("b")]
    lines, outs = [Lossy(random) for _ in peers], [Lossy(random) for _ in peers]
    begin = "".join(random.choices(PIECES, k=5))
    server.call("files.write", path=path, text=begin)
    followed = desk.follow(path)
    document, token = followed["document"]["document"], followed["token"]
    for peer in peers:
        meet(desk, path, peer)
    told = 0
    for _ in range(ROUNDS):
        for peer, line, out in zip(peers, lines, outs, strict=True):
            peer.apply(line.take())
            for update in peer.edit(operations(random)):
                out.put(update)
            for update in out.take():
                desk.send(path, document, update)
        if random.random() < 0.3:
            desk.begin("documents.edit", path=path, edits=[{"new": random.choice(PIECES)}])
        desk.settle()
        heard = desk.heard.get(token, [])
        for update in heard[told:]:
            for line in lines:
                line.put(update)
        told = len(heard)
    for peer in [*peers, *peers]:
        meet(desk, path, peer)
    desk.leave(token)
    texts = {peer.text() for peer in peers} | {server.call("documents.read", path=path)["text"]}
    assert len(texts) == 1, f"seed {seed} diverged: {texts}"
    assert "\ufffd" not in texts.pop(), f"seed {seed} cut a character"
    server.call("documents.close", path=path)


@pytest.mark.capability("I4", "I9")
@pytest.mark.timeout(7200 if FULL else 240)
def test_no_seed_diverges(server: Server):
    server.call("files.make_folder", path="fuzz")
    with joined(server) as client, Node() as node:
        desk = Desk(client)
        for seed in range(SEEDS):
            run(seed, server, desk, node)
        kinds = {each["data"]["kind"] for each in desk.refused}
        assert kinds <= {"BadUpdate"}, kinds
