"""What the generated methods call, and what both transports share."""

import json
import os
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Generator, Iterator
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from icotes.core.errors import ConnectionLost, IcotesError, Unavailable

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds for which a lost server is looked for before `ConnectionLost` is raised."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
"""Seconds between two attempts: they double from the first to the longest."""


class Item(NamedTuple, Generic[T]):
    """One item of a stream that can be resumed.

    Attributes:
        cursor: pass it as `since` to go on after this item.
        value: the item itself.
    """

    cursor: str
    value: T


class Transport(ABC):
    """Carries calls, one after the other."""

    @abstractmethod
    def query(self, method: str, params: dict[str, Any], result: Any) -> Any:
        """Call a method that changes nothing; a lost connection is made again."""

    @abstractmethod
    def command(self, method: str, params: dict[str, Any], result: Any) -> Any:
        """Call a method that changes something; it is repeated only under an `idempotency_key`."""

    @abstractmethod
    def stream(self, method: str, params: dict[str, Any], item: Any) -> Generator[Any]:
        """Yield the items of a stream."""

    @abstractmethod
    def follow(self, method: str, params: dict[str, Any], item: Any) -> Generator[Item[Any]]:
        """Yield the items of a stream with their cursors; it goes on after a lost connection."""


class AsyncTransport(ABC):
    """Carries any number of calls and streams at a time."""

    @abstractmethod
    async def query(self, method: str, params: dict[str, Any], result: Any) -> Any:
        """Call a method that changes nothing; a lost connection is made again."""

    @abstractmethod
    async def command(self, method: str, params: dict[str, Any], result: Any) -> Any:
        """Call a method that changes something; it is repeated only under an `idempotency_key`."""

    @abstractmethod
    def stream(self, method: str, params: dict[str, Any], item: Any) -> AsyncGenerator[Any]:
        """Yield the items of a stream."""

    @abstractmethod
    def follow(self, method: str, params: dict[str, Any], item: Any) -> AsyncGenerator[Item[Any]]:
        """Yield the items of a stream with their cursors; it goes on after a lost connection."""


class Failure(msgspec.Struct, frozen=True):
    """A JSON-RPC error object."""

    code: int
    message: str
    data: dict[str, Any] = {}

    def error(self) -> IcotesError:
        """Return the error that a caller meets: of its kind, or of the nearest kind that this client knows."""
        data = dict(self.data)
        kind = data.pop("kind", "")
        known = {each.__name__: each for each in _kinds(IcotesError)}
        near = next((each for each in known.values() if each.code == self.code), IcotesError)
        cls = known.get(kind) or (type(kind, (near,), {}) if kind.isidentifier() else near)
        return cls(self.message, **data)


def _kinds(kind: type[IcotesError]) -> Iterator[type[IcotesError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


class Place(NamedTuple):
    """Where a server is, and a key to it."""

    url: str
    key: str


def place(url: str, key: str) -> Place:
    """Return the server to talk to.

    Args:
        url: the server's address; empty for `ICOTES_URL`, or else for the one that runs on this machine.
        key: a key of it; empty for `ICOTES_TOKEN`, or else for the one in the local server's token file.

    Raises:
        Unavailable: none was named, and none runs here.
    """
    url, key = url or os.environ.get("ICOTES_URL", ""), key or os.environ.get("ICOTES_TOKEN", "")
    if url:
        return Place(url.rstrip("/"), key)
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
    try:
        running = json.loads((Path(state) / "icotes/server.json").read_text())
        os.kill(running["pid"], 0)
        return Place(running["url"].rstrip("/"), key or Path(running["token_file"]).read_text().strip())
    except (OSError, ValueError, KeyError):
        raise Unavailable("No server runs here; start one with `icotes serve`, or say which one to use.") from None


def prepared(params: dict[str, Any], workspace: str) -> dict[str, Any]:
    """Return the parameters to send: what is None is left out, the client's workspace filled in."""
    given = {name: value for name, value in params.items() if value is not None}
    if workspace and "workspace" in params:
        given.setdefault("workspace", workspace)
    return given


def pauses() -> Iterator[float]:
    """Yield the seconds to wait before each new attempt, until patience is over."""
    pause, waited = FIRST_PAUSE, 0.0
    while waited < PATIENCE:
        yield pause
        waited += pause
        pause = min(pause * 2, LONGEST_PAUSE)


def lost(reason: object) -> ConnectionLost:
    """Return what a caller is told when the connection ended."""
    return ConnectionLost(f"The connection to the server ended ({reason}); look whether the call was carried out.")
