"""A terminal as a client on a WebSocket sees it."""

import base64
import time
from typing import Any

from running import DEADLINE
from wire import Client


class Screen:
    """What one client sees of a terminal."""

    def __init__(self, client: Client, terminal: str, **since: str) -> None:
        self.client = client
        self.terminal = terminal
        self.text = b""
        self.cursor = ""
        self.states: list[dict[str, Any]] = []
        self.ended = False
        self._typed = 0
        client.send("terminals.follow", "screen", terminal=terminal, **since)

    def step(self) -> None:
        message = self.client.next()
        if message.get("id") == "screen":
            assert "result" in message, message
            self.ended = True
        elif message.get("method") == "$/progress":
            value = message["params"]["value"]
            self.cursor = value["cursor"]
            if isinstance(value["item"], str):
                self.text += base64.b64decode(value["item"])
            else:
                self.states.append(value["item"]["state"])

    def shows(self, text: bytes) -> None:
        end = time.monotonic() + DEADLINE
        while text not in self.text:
            assert time.monotonic() < end, self.text[-500:]
            self.step()

    def until_end(self) -> None:
        while not self.ended:
            self.step()

    def types(self, text: str) -> None:
        """Type without waiting for the answer; it comes among what is shown."""
        self._typed += 1
        self.client.send("terminals.write", f"typed-{self._typed}", terminal=self.terminal, data=text)
