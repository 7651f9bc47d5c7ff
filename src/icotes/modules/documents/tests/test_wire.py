"""Documents through a running server: several clients in one text, crashes, and what an agent does beside a person."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text

from joined import joined
from running import DEADLINE, Failed, Server
from wire import Client

IN_FLIGHT = 200
"""A connection runs 256 calls at a time."""


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Editor:
    """A client with a document of its own; offsets are bytes, as pycrdt has them."""

    def __init__(self, client: Client, path: str) -> None:
        self.path = path
        self.doc: Doc[Any] = Doc()
        self.text: Text = self.doc.get("text", type=Text)
        self.unacknowledged: dict[str, bytes] = {}
        self.refused: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []
        self.document = self.cursor = ""
        self._sent = 0
        self._own: list[bytes] = []
        self.come(client)

    def __str__(self) -> str:
        return str(self.text)

    def come(self, client: Client) -> None:
        """Follow, and send again what was not acknowledged."""
        self.client = client
        since = {"since": self.cursor} if self.cursor else {}
        client.send("documents.follow", "follow", path=self.path, vector=b64(self.doc.get_state()), **since)
        self.until(lambda: self.document)
        waiting, self.unacknowledged = self.unacknowledged, {}
        for id_, update in waiting.items():
            self.until(lambda: len(self.unacknowledged) < IN_FLIGHT)
            self.unacknowledged[id_] = update
            self._send(id_, update)

    def step(self) -> None:
        message = self.client.next()
        if message.get("method") == "$/progress":
            self.cursor = message["params"]["value"]["cursor"]
            self._take(message["params"]["value"]["item"])
        elif "error" in message:
            self.refused.append(message["error"])
            self.unacknowledged.pop(message["id"], None)
        else:
            self.unacknowledged.pop(message["id"], None)

    def _take(self, item: dict[str, Any]) -> None:
        if item["type"] == "snapshot":
            self.document = item["state"]["document"]["document"]
            self.doc.apply_update(base64.b64decode(item["state"]["update"]))
        elif item["type"] == "update":
            self.updates.append(item)
            self.doc.apply_update(base64.b64decode(item["update"]))

    def type(self, new: str, at: int | None = None) -> None:
        """Type without waiting for the acknowledgement, unless too many wait."""
        updates: list[bytes] = []
        subscription = self.doc.observe(lambda event: updates.append(event.update))
        self.text.insert(len(self.text) if at is None else at, new)
        self.doc.unobserve(subscription)
        self.until(lambda: len(self.unacknowledged) < IN_FLIGHT)
        self._sent += 1
        self.unacknowledged[f"update-{self._sent}"] = updates[0]
        self._send(f"update-{self._sent}", updates[0])

    def _send(self, id_: str, update: bytes) -> None:
        self.client.send("documents.update", id_, path=self.path, update=b64(update), document=self.document)

    def until(self, condition: Callable[[], Any]) -> None:
        end = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < end, (str(self), self.refused)
            self.step()

    def settle(self) -> None:
        self.until(lambda: not self.unacknowledged)


@pytest.fixture
def come() -> Iterator[Callable[..., Editor]]:
    """Open a document on a connection of its own."""
    with ExitStack() as stack:

        def come(server: Server, path: str, key: str = "") -> Editor:
            return Editor(stack.enter_context(joined(server, key)), path)

        yield come


def new_file(server: Server, path: str, text: str) -> str:
    server.call("files.write", path=path, text=text)
    return path


@pytest.mark.capability("I4")
def test_two_type_in_one_place_at_once_and_both_texts_are_there_whole_in_the_same_order(
    server: Server, come: Callable[..., Editor]
) -> None:
    path = new_file(server, "together.md", "one: \ntwo: 😀\n")
    ann, bob = come(server, path), come(server, path)
    for letter, other in zip("hello wörld", "GOOD MÖRNIN", strict=True):
        ann.type(letter, len(str(ann).partition("\n")[0].encode()))
        bob.type(other, 5)
    for each in (ann, bob):
        each.settle()
        each.until(lambda each=each: sorted("hello wörldGOOD MÖRNIN") == sorted(str(each).partition("\n")[0][5:]))
    assert str(ann) == str(bob) == server.call("documents.read", path=path)["text"]
    line = str(ann).partition("\n")[0]
    assert "".join(each for each in line[5:] if each.islower()) == "hellowörld"


@pytest.mark.capability("D6", partly="documents; files, panels and preferences have versions of their own")
def test_who_edits_an_old_version_gets_a_conflict_with_what_stands_now(server: Server) -> None:
    path = new_file(server, "stale.md", "colour: red\n")
    read = server.call("documents.read", path=path)
    edit = {"start": 8, "end": 11, "new": "blue"}
    server.call("documents.edit", path=path, edits=[edit], version=read["version"])
    for late in ({"start": 8, "end": 11, "new": "green"}, {"old": "red", "new": "green"}):
        with pytest.raises(Failed) as failed:
            server.call("documents.edit", path=path, edits=[late], version=read["version"])
        assert failed.value.error["code"] == -32008
        assert failed.value.error["data"]["current"]["text"] == "colour: blue\n"
    current = failed.value.error["data"]["current"]["version"]
    again = {"start": 8, "end": 12, "new": "green"}
    server.call("documents.edit", path=path, edits=[again], version=current)
    assert server.call("documents.read", path=path)["text"] == "colour: green\n"


@pytest.mark.capability("Y3", partly="a scripted agent; one that thinks comes with the module of agents")
def test_an_agent_streams_into_the_paragraph_in_which_a_person_types(
    server: Server, come: Callable[..., Editor]
) -> None:
    path = new_file(server, "story.md", "Once upon a time .\n")
    key = server.call("system.create_token", name="bot", scope=["documents:*"])["key"]
    ann = come(server, path)
    read = server.call("documents.read", path=path, token=key)
    place, version = read["text"].index("."), read["version"]
    for number, word in enumerate(["there", "was", "an", "agent", "that", "wrote"]):
        edit = {"start": place, "new": f"{word} "}
        edited = server.call("documents.edit", path=path, edits=[edit], version=version, token=key)
        place, version = edited["ranges"][0][1], edited["version"]
        ann.type(str(number), 4)
        ann.settle()
    ann.until(lambda: "wrote" in str(ann))
    assert str(ann) == "Once543210 upon a time there was an agent that wrote .\n"
    assert {each["author"] for each in ann.updates} == {"owner", "owner/bot"}
    edit = {"start": 0, "end": 6, "new": "Twice"}
    with pytest.raises(Failed) as failed:
        server.call("documents.edit", path=path, edits=[edit], version=read["version"], token=key)
    assert failed.value.kind == "PassageGone"
    assert failed.value.error["data"]["current"]["text"] == str(ann)
    assert server.call("documents.undo", path=path, author="owner/bot", steps=100)["steps"] == 6
    ann.until(lambda: str(ann) == "Once543210 upon a time .\n")
    assert str(ann) == server.call("documents.read", path=path)["text"]
    authors = [each["author"] for each in server.call("documents.history", path=path)["items"]]
    assert sorted(authors) == ["owner"] * 12 + ["owner/bot"] * 6


@pytest.mark.capability("I9")
def test_a_client_that_was_away_for_a_thousand_changes_merges_when_it_comes_back(
    server: Server, come: Callable[..., Editor]
) -> None:
    path = new_file(server, "away.md", "")
    ann, bob = come(server, path), come(server, path)
    ann.client.raw.close()
    offline: list[bytes] = []
    subscription = ann.doc.observe(lambda event: offline.append(event.update))
    for number in range(1000):
        ann.text.insert(0, f"a{number}\n")
        bob.type(f"b{number}\n")
        if number % 100 == 0:
            bob.settle()
    ann.doc.unobserve(subscription)
    bob.settle()
    ann.unacknowledged = {f"offline-{number}": update for number, update in enumerate(offline)}
    back = joined(server)
    with back as client:
        ann.come(client)
        ann.settle()
        for each in (ann, bob):
            each.until(lambda each=each: len(str(each).split()) == 2000)
        assert str(ann) == str(bob) == server.call("documents.read", path=path)["text"]
    assert not ann.refused


def test_a_kill_loses_nothing_that_was_acknowledged_and_clients_meet_again(
    fresh_server: Callable[..., Server], come: Callable[..., Editor], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    path = new_file(server, "crash.md", "start\n")
    people = [come(server, path) for _ in range(5)]
    for round_ in range(40):
        for number, each in enumerate(people):
            each.type(f"{number}.{round_} ")
    acknowledged = server.call("documents.edit", path=path, edits=[{"new": "acknowledged "}])
    assert acknowledged["ranges"]
    for each in people[:3]:
        each.settle()
    server.kill()
    again = fresh_server(server.folder, home=home)
    kept = again.call("documents.read", path=path)["text"]
    assert "acknowledged" in kept
    assert all(f"{number}.{round_} " in kept for number in range(3) for round_ in range(40))
    with ExitStack() as stack:
        for each in people:
            each.come(stack.enter_context(joined(again)))
        for each in people:
            each.settle()
            each.until(lambda each=each: len(str(each).split()) == 1 + 1 + 200)
        assert len({str(each) for each in people}) == 1
        assert str(people[0]) == again.call("documents.read", path=path)["text"]


def test_a_document_is_the_same_after_its_updates_were_folded(
    fresh_server: Callable[..., Server], come: Callable[..., Editor], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    server = fresh_server(home=home)
    ann = come(server, new_file(server, "long.md", ""))
    for number in range(1500):
        ann.type(f"{number} ", 0)
        if number % 200 == 0:
            ann.settle()
    ann.settle()
    before = server.call("documents.save", path="long.md")
    server.stop()
    again = fresh_server(server.folder, home=home)
    after = again.call("documents.open", path="long.md")
    assert after["document"] == before["document"]
    with joined(again) as client:
        ann.come(client)
        ann.type("end")
        ann.settle()
    assert again.call("documents.read", path="long.md")["text"] == str(ann)
    page = again.call("documents.history", path="long.md", limit=1000)
    assert len(page["items"]) == 1000
    assert len(again.call("documents.history", path="long.md", limit=1000, after=page["next"])["items"]) == 501


def test_who_may_only_read_sees_and_changes_nothing(server: Server, come: Callable[..., Editor]) -> None:
    path = new_file(server, "readonly.md", "text")
    key = server.call("system.create_token", name="reader", scope=["documents:read"])["key"]
    reader, ann = come(server, path, key), come(server, path)
    assert str(reader) == "text"
    reader.type("x")
    reader.settle()
    assert reader.refused[0]["data"]["kind"] == "Denied"
    ann.type("!")
    reader.until(lambda: "!" in str(reader))
    for method in ("undo", "redo", "save", "close", "open"):
        with pytest.raises(Failed) as failed:
            server.call(f"documents.{method}", path=path, token=key)
        assert failed.value.kind == "Denied"
    assert server.call("documents.read", path=path)["text"] == "text!"


def test_the_command_line_edits_and_follows(server: Server) -> None:
    path = new_file(server, "cli.md", "hello world")
    edits = json.dumps([{"old": "world", "new": "moon"}])
    done = server.icotes("--api", "documents.edit", json.dumps({"path": path, "edits": json.loads(edits)}), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ranges"] == [[6, 10]]
    assert "hello moon" in server.icotes("documents", "read", path).stdout
