"""Clients that come back: after a thousand edits of their own, and after the server was killed while they typed."""

import base64
import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from websockets.exceptions import ConnectionClosed

from joined import joined
from peers import Desk, Node, Peer, Python, meet
from running import DEADLINE, Server
from stock import Stock

FULL = bool(os.environ.get("ICOTES_TEST_FULL"))
EDITS = 1000
KILLS = 20 if FULL else 2
TYPISTS = 5


@pytest.mark.capability("I9", "I4")
@pytest.mark.timeout(300)
def test_a_thousand_edits_offline_and_a_thousand_of_others_merge(server: Server):
    server.call("files.write", path="away.md", text="begin\n")
    room = f"{server.call('workspaces.list')[0]['name']}/away.md"
    with Stock(server, room) as away, joined(server) as client, Node() as node:
        away.synced()
        away.ask("disconnect")
        desk, here = Desk(client), node.peer("here")
        meet(desk, "away.md", here)
        document = desk.look("away.md", here.state())["document"]["document"]
        random = Random(3)
        for number in range(EDITS):
            away.ask("append" if number % 3 else "insert", *(() if number % 3 else (0,)), f"<a{number} 🙂>")
            for update in here.edit([(random.random() if number % 2 else 1.0, f"<h{number}é>")]):
                desk.send("away.md", document, update)
            desk.settle(100)
        desk.settle()
        assert desk.refused == []
        away.ask("connect")
        away.synced()
        pieces = [f"<a{number} 🙂>" for number in range(EDITS)]
        merged = away.until(lambda text: f"<h{EDITS - 1}é>" in text, "text")
        end = time.monotonic() + DEADLINE
        while server.call("documents.read", path="away.md")["text"] != merged:
            assert time.monotonic() < end
            time.sleep(0.05)
        meet(desk, "away.md", here)

        assert here.text() == merged
        assert len(merged) == len("begin\n") + sum(map(len, pieces)) + sum(len(f"<h{n}é>") for n in range(EDITS))


class Typist:
    """Somebody who types until the server is gone, and knows what was acknowledged."""

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self.peer = Python()
        self.pieces: dict[str, str] = {}
        self.safe: set[str] = set()
        self._server = server
        self.begun = Event()
        self.thread = Thread(target=self._type, daemon=True)
        self.thread.start()

    def _type(self) -> None:
        try:
            with joined(self._server) as client:
                desk = Desk(client)
                meet(desk, "killed.md", self.peer)
                document = desk.look("killed.md", b"\0")["document"]["document"]
                for number in range(100_000):
                    piece = f"<{self.name}{number}>"
                    for update in self.peer.edit([(1.0, piece)]):
                        self.pieces[desk.send("killed.md", document, update)] = piece
                    desk.settle(8)
                    self.safe = {self.pieces[id_] for id_ in desk.acknowledged if id_ in self.pieces}
                    if number == 20:
                        self.begun.set()
        except (ConnectionClosed, OSError):
            pass
        finally:
            self.begun.set()


@pytest.mark.capability("I9", "A7", partly="documents; what else is kept has its own test")
@pytest.mark.timeout(1200 if FULL else 240)
def test_what_was_acknowledged_survives_a_kill_while_five_people_type(
    fresh_server: Callable[..., Server], tmp_path: Path
):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "killed.md").write_text("begin\n")
    peers: list[Peer] = []
    safe = set[str]()
    for _ in range(KILLS):
        server = fresh_server(folder, home=tmp_path / "home")
        typists = [Typist(server, f"{chr(97 + number)}{len(peers)}-") for number in range(TYPISTS)]
        for typist in typists:
            assert typist.begun.wait(DEADLINE)
        server.kill()
        for typist in typists:
            typist.thread.join(DEADLINE)
            safe |= typist.safe
        peers += [typist.peer for typist in typists]
    server = fresh_server(folder, home=tmp_path / "home")
    text = server.call("documents.read", path="killed.md")["text"]
    with joined(server) as client:
        desk = Desk(client)
        lost = [piece for piece in safe if piece not in text]
        assert lost == []
        assert len(safe) >= KILLS * TYPISTS * 10
        for peer in [*peers, *peers]:
            meet(desk, "killed.md", peer)
        assert desk.refused == []
    final = server.call("documents.read", path="killed.md")["text"]
    assert {peer.text() for peer in peers} == {final}
    end = time.monotonic() + DEADLINE
    while (folder / "killed.md").read_text() != final:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_who_lags_too_far_begins_again_with_what_they_lack(server: Server):
    """A follower that comes back with a cursor of long ago gets a gap and the state."""
    server.call("files.write", path="lag.md", text="begin\n")
    with joined(server) as client:
        desk, peer = Desk(client), Python()
        meet(desk, "lag.md", peer)
        found = server.call("documents.follow", path="lag.md", max_items=1, wait=DEADLINE)
        document = found["items"][0]["state"]["document"]["document"]
        for _ in range(200):
            for update in peer.edit([(0.5, "x" * 10_000)]):
                desk.send("lag.md", document, update)
            desk.settle(100)
        desk.settle()
        since = {"since": found["cursor"], "max_items": 2, "wait": DEADLINE}
        items = server.call("documents.follow", path="lag.md", **since)["items"]
    kinds = [each["type"] for each in items]
    assert kinds[:2] == ["gap", "snapshot"]
    other = Python()
    other.apply([base64.b64decode(items[1]["state"]["update"])])
    assert other.text() == peer.text()
