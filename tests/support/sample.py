"""A module with a bit of everything, for tests that are about the wire and not about what we serve."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec

from icotes.core import errors
from icotes.core.body import Download, Upload
from icotes.core.caller import Grant
from icotes.core.log import Bookmark, Gap, Item, Log, Snapshot, follow
from icotes.core.methods import Module, command, query
from icotes.kit.health import Health
from icotes.kit.ring import Ring

KEYS = {"owner": ["*"], "reader": ["*:read"], "other": ["other:*"]}


GRANTS = {key: Grant(key, frozenset(scopes)) for key, scopes in KEYS.items()}


class Letter(msgspec.Struct, frozen=True, tag="letter"):
    """A thing that comes."""

    text: str
    number: int


class Letters(Log[Letter]):
    """A log in memory."""

    def __init__(self) -> None:
        super().__init__("letters")
        self.kept: list[Item[Letter | None]] = []

    def append(self, text: str) -> None:
        self.last += 1
        self.kept.append(Item(self.cursor(self.last), Letter(text, self.last), self.last))
        self.signal.wake()

    async def read(self, after: int, limit: int) -> list[Item[Letter | None]]:
        return self.kept[after : after + limit]


class Shape(msgspec.Struct, frozen=True):
    """A shape."""

    name: str
    size: int = 1


class Sample(Module):
    """A bit of everything."""

    def __init__(self) -> None:
        self.letters = Letters()
        self.ring = Ring("ring", 1024 * 1024)
        self.stopped: list[str] = []
        self.under_way = 0
        self.sick = False
        self.files: dict[str, tuple[bytes, str]] = {}

    @query
    async def add(self, a: int, b: int = 1) -> int:
        """Return the sum."""
        return a + b

    @query
    async def subtract(self, minuend: int, subtrahend: int) -> int:
        """Return the difference, as in the examples of JSON-RPC's specification."""
        return minuend - subtrahend

    @query
    async def echo(self, value: Any) -> Any:
        """Return what came."""
        return value

    @query(rest="GET /shapes/{name}")
    async def shape(self, name: str, *, size: int = 1, tags: list[str] = []) -> list[Shape]:  # noqa: B006
        """Return a shape for each tag."""
        return [Shape(tag, size) for tag in (tags or [name])]

    @query
    async def wait(self, name: str, seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)]) -> str:
        """Sleep, and say whether that was interrupted."""
        self.under_way += 1
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.stopped.append(name)
            raise
        finally:
            self.under_way -= 1
        return name

    @query
    async def waiting(self) -> int:
        """Return how many waits and followers are under way."""
        return self.under_way

    @query
    async def interrupted(self) -> list[str]:
        """Return the names of the waits that were interrupted."""
        return self.stopped

    @query
    async def fail(self, kind: str) -> None:
        """Raise an error of this kind; `bug` is one of ours."""
        if kind == "bug":
            raise ZeroDivisionError("/secret/path")
        raise getattr(errors, kind)("It was asked for.", retry_after=3)

    @command
    async def write(self, text: str) -> int:
        """Append a letter."""
        self.letters.append(text)
        return self.letters.last

    @query
    async def follow(self, *, since: str | None = None) -> AsyncIterator[Item[Letter | Snapshot | Gap | Bookmark]]:
        """Yield letters as they come."""
        self.under_way += 1
        try:
            async for item in follow(self.letters, since):
                yield item
        finally:
            self.under_way -= 1

    @query
    async def count(self, number: Annotated[int, msgspec.Meta(le=1_000_000)]) -> AsyncIterator[int]:
        """Yield numbers."""
        for each in range(number):
            yield each

    @command
    async def pour(self, size: Annotated[int, msgspec.Meta(ge=0, le=4 * 1024 * 1024)]) -> None:
        """Append bytes to the ring."""
        self.ring.append(bytes(range(256)) * (size // 256))

    @query
    async def drink(self, *, since: str | None = None) -> AsyncIterator[Item[bytes | Snapshot | Gap]]:
        """Yield the bytes of the ring as they come."""
        async for item in follow(self.ring, since, limit=32768):
            yield item

    @command(rest="PUT /things/{path}")
    async def put(self, path: str, body: Upload, *, version: str = "") -> Shape:
        """Keep bytes."""
        old = self.files.get(path)
        if (version == "new" and old) or (version not in {"", "new"} and (not old or old[1] != version)):
            raise errors.Conflict("It changed.", current=old[1] if old else None)
        data = b"".join([chunk async for chunk in body.chunks])
        self.files[path] = (data, f"v{len(data)}")
        return Shape(path, len(data))

    @query(rest="GET /things/{path}")
    async def get(self, path: str) -> Download:
        """Give the bytes back."""
        if path not in self.files:
            raise errors.NotFound("There is no such thing.")
        data, version = self.files[path]

        async def read(start: int, stop: int) -> AsyncIterator[bytes]:
            for position in range(start, stop, 65536):
                yield data[position : min(position + 65536, stop)]

        return Download(len(data), version, "text/plain", path.rpartition("/")[2], read, lambda: None)

    async def health(self) -> Health:
        """Return how this is."""
        return Health(state="failed", detail="It was asked to be.") if self.sick else Health()

    @command
    async def sicken(self) -> None:
        """Fail from now on."""
        self.sick = True

    @command
    async def revoke(self, key: str) -> None:
        """Revoke a key."""
        GRANTS[key].revoke()
