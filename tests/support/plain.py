"""A client of `/sync` that speaks the protocol of Yjs with pycrdt."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from pycrdt import Doc, Text, YMessageType, create_sync_message, create_update_message, handle_sync_message
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from running import DEADLINE, Server


class Plain:
    """One client on one document."""

    def __init__(self, raw: ClientConnection, doc: Doc[Any] | None = None) -> None:
        self.raw = raw
        self.doc = doc or Doc[Any]()
        self.text = self.doc.get("text", type=Text)
        self.synced = False
        """Both sides have what the other had."""
        raw.send(create_sync_message(self.doc))

    def step(self) -> None:
        """Take the next message."""
        message = self.raw.recv(DEADLINE)
        assert isinstance(message, bytes)
        if message[0] == YMessageType.SYNC:
            reply = handle_sync_message(message[1:], self.doc)
            if reply is not None:
                self.raw.send(reply)
                self.synced = True

    def until(self, test: Callable[[str], object]) -> str:
        """Take messages until the text passes a test, and return it."""
        end = time.monotonic() + DEADLINE
        while not test(text := str(self.text)):
            assert time.monotonic() < end, text
            self.step()
        return text

    def meet(self) -> None:
        """Take messages until both sides have what the other had."""
        while not self.synced:
            self.step()

    def until_closed(self) -> int | None:
        """Take messages until the server closes, and return with which code."""
        with suppress(ConnectionClosed):
            while True:
                self.step()
        return self.raw.close_code

    def append(self, piece: str) -> None:
        """Write at the end."""
        before = self.doc.get_state()
        self.text += piece
        self.raw.send(create_update_message(self.doc.get_update(before)))


def door(
    server: Server, room: str, key: str = "", *protocols: str, **options: Any
) -> AbstractContextManager[ClientConnection]:
    """Return the connection to a document, to be entered."""
    offered = protocols or ("icotes.sync", f"icotes.key.{key or server.token}")
    given = {"subprotocols": [Subprotocol(each) for each in offered], "compression": None, "max_size": None}
    return connect(f"ws://127.0.0.1:{server.port}/sync/{room}", **given | options)


@contextmanager
def plain(server: Server, room: str, key: str = "", doc: Doc[Any] | None = None) -> Iterator[Plain]:
    """Connect to a document."""
    with door(server, room, key) as raw:
        yield Plain(raw, doc)
