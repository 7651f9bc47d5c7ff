"""Peers of a document, with pycrdt and with Yjs, and a line to the server on which messages get lost."""

import base64
import json
import subprocess
from random import Random
from types import TracebackType
from typing import Any, Protocol, Self

from pycrdt import Doc, Text

from stock import NODE, WEB
from wire import Client

Operation = tuple[float, float | str]
"""Where, as a share of the text, and what is inserted there; or from where to where is deleted."""
EMPTY = b"\0\0"


class Peer(Protocol):
    """Somebody with a copy of a document."""

    def apply(self, updates: list[bytes]) -> None:
        """Take in updates."""
        ...

    def edit(self, operations: list[Operation]) -> list[bytes]:
        """Do something; return the updates."""
        ...

    def state(self) -> bytes:
        """Return the state vector."""
        ...

    def lacking(self, state: bytes) -> bytes:
        """Return what another one lacks."""
        ...

    def text(self) -> str:
        """Return the text."""
        ...


class Python:
    """A peer with pycrdt; it has a random client id unless one is given."""

    def __init__(self, client: int | None = None) -> None:
        self.doc = Doc[Any](client_id=client)
        self._text: Text = self.doc.get("text", type=Text)

    def apply(self, updates: list[bytes]) -> None:
        for update in updates:
            self.doc.apply_update(update)

    def edit(self, operations: list[Operation]) -> list[bytes]:
        made: list[bytes] = []
        for begin, what in operations:
            before = self.doc.get_state()
            start = self._place(begin)
            if isinstance(what, str):
                self._text.insert(start, what)
            elif what > begin and self._place(what) > start:
                del self._text[start : self._place(what)]
            else:
                continue
            made.append(self.doc.get_update(before))
        return made

    def _place(self, share: float) -> int:
        text = self.text()
        return len(text[: int(share * (len(text) + 1))].encode())

    def state(self) -> bytes:
        return self.doc.get_state()

    def lacking(self, state: bytes) -> bytes:
        return self.doc.get_update(state)

    def text(self) -> str:
        return str(self._text)


class Node:
    """A process that holds peers with Yjs: `with Node() as node: peer = node.peer("a")`."""

    def __init__(self) -> None:
        words = [NODE, WEB / "tests" / "peers.ts"]
        self._process = subprocess.Popen(words, cwd=WEB, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, *words: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def peer(self, name: str, client: int | None = None) -> "Script":
        """Return a peer; it has a random client id unless one is given."""
        if client is not None:
            self.ask("be", name, client)
        return Script(self, name)


class Script:
    """A peer with Yjs."""

    def __init__(self, node: Node, name: str) -> None:
        self._node = node
        self._name = name

    def apply(self, updates: list[bytes]) -> None:
        self._node.ask("apply", self._name, [base64.b64encode(each).decode() for each in updates])

    def edit(self, operations: list[Operation]) -> list[bytes]:
        return [base64.b64decode(each) for each in self._node.ask("edit", self._name, operations)]

    def state(self) -> bytes:
        return base64.b64decode(self._node.ask("state", self._name))

    def lacking(self, state: bytes) -> bytes:
        return base64.b64decode(self._node.ask("lacking", self._name, base64.b64encode(state).decode()))

    def text(self) -> str:
        return self._node.ask("text", self._name)


class Desk:
    """One connection of `/ws`, on which updates are sent without waiting and followed documents are listened to."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.heard: dict[str, list[bytes]] = {}
        self.states: dict[str, dict[str, Any]] = {}
        self.refused: list[dict[str, Any]] = []
        self.acknowledged: set[str] = set()
        self._waiting: set[str] = set()
        self._number = 0

    def follow(self, path: str, state: bytes = b"") -> dict[str, Any]:
        """Follow a document; return its state."""
        self._number += 1
        token = f"f{self._number} {path}"
        encoded = base64.b64encode(state).decode()
        self.client.send("documents.follow", token, path=path, vector=encoded, partialResultToken=token)
        self._waiting.add(token)
        while token not in self.states:
            self.step()
        return {"token": token, **self.states.pop(token)}

    def leave(self, token: str) -> None:
        """Follow no more."""
        self.client.send("$/cancelRequest", id=token)
        while token in self._waiting:
            self.step()
        self.heard.pop(token, None)

    def look(self, path: str, state: bytes) -> dict[str, Any]:
        """Return a document's state and what a copy lacks."""
        found = self.follow(path, state)
        self.leave(found["token"])
        return found

    def send(self, path: str, document: str, update: bytes) -> str:
        """Send an update, and return the id under which it is acknowledged."""
        encoded = base64.b64encode(update).decode()
        return self.begin("documents.update", path=path, update=encoded, document=document)

    def begin(self, method: str, **params: Any) -> str:
        """Call a method without waiting for the answer."""
        self._number += 1
        id_ = f"u{self._number}"
        self._waiting.add(id_)
        self.client.send(method, id_, **params)
        return id_

    def settle(self, most: int = 0) -> None:
        """Wait until at most so many calls have no answer; streams are never answered before they end."""
        while sum(each[0] == "u" for each in self._waiting) > most:
            self.step()

    def step(self) -> None:
        """Take one message."""
        message = self.client.next()
        if message.get("method") == "$/progress":
            token, item = message["params"]["token"], message["params"]["value"]["item"]
            if item["type"] == "snapshot":
                self.states[token] = item["state"]
            elif item["type"] == "update":
                self.heard.setdefault(token, []).append(base64.b64decode(item["update"]))
        elif "id" in message:
            self._waiting.discard(message["id"])
            if message["id"][0] == "u":
                self._answered(message)

    def _answered(self, message: dict[str, Any]) -> None:
        if "error" in message:
            self.refused.append(message["error"])
        else:
            self.acknowledged.add(message["id"])


def meet(desk: Desk, path: str, peer: Peer) -> None:
    """Bring a peer and the server to the same state, as a client does that comes back."""
    found = desk.look(path, peer.state())
    peer.apply([base64.b64decode(found["update"])])
    lacking = peer.lacking(base64.b64decode(found["state"]))
    if lacking != EMPTY:
        desk.send(path, found["document"]["document"], lacking)
        desk.settle()


class Lossy:
    """What one peer is sent: some of it never comes, some twice, and in another order."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._inbox: list[bytes] = []

    def put(self, update: bytes) -> None:
        self._inbox += [update] * self._random.choices((0, 1, 2), (2, 6, 2))[0]

    def take(self) -> list[bytes]:
        """Return what comes now."""
        self._random.shuffle(self._inbox)
        cut = self._random.randint(0, len(self._inbox))
        taken, self._inbox = self._inbox[:cut], self._inbox[cut:]
        return taken
