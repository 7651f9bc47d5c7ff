"""Large bytes: they never travel inside JSON, yet pass the same table and guard as everything else.

A method that takes an `Upload` or returns a `Download` is served raw under its REST route, with ranges and ETag. On
the other faces an upload is a base64 string and a download `{"data": ...}`, as far as the limit of a message reaches.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

CHUNK = 256 * 1024
"""Bytes that are read or written at a time."""


class Upload:
    """The bytes that a caller sends.

    Args:
        chunks: the bytes, as they come.
        size: what the caller says the size is; a claim, not a fact.
    """

    def __init__(self, chunks: AsyncIterator[bytes], size: int | None = None) -> None:
        self.chunks = chunks
        self.size = size

    @classmethod
    def of(cls, data: bytes) -> "Upload":
        """Return an upload of bytes that are here already."""

        async def once() -> AsyncIterator[bytes]:
            yield data

        return cls(once(), len(data))


@dataclass(slots=True)
class Download:
    """The bytes that a method returns.

    Attributes:
        version: changes whenever the bytes do; HTTP's ETag.
        media_type: from content and name, e.g. `image/png`.
        name: the file name that a browser saves it under.
        read: gives the bytes from `start` to before `stop`.
        close: gives back what `read` holds open; called once, in any case.
        modified: seconds since the epoch, UTC.
    """

    size: int
    version: str
    media_type: str
    name: str
    read: Callable[[int, int], AsyncIterator[bytes]]
    close: Callable[[], None]
    modified: float = 0.0
