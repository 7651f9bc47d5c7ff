"""What was copied, as bytes: a file for each entry, and secrets in memory."""

import asyncio
import hashlib
import mimetypes
import os
from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple

from icotes.core.body import CHUNK
from icotes.core.errors import QuotaExceeded
from icotes.kit.refusals import refusals
from icotes.kit.state import StateFolder
from icotes.modules.clipboard.types import Kind, NotCopied

LOOK_BYTES = 1024 * 1024
"""What is looked at to tell what something is; a secret has room in it."""

_IMAGES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
)


class Seen(NamedTuple):
    """What bytes are; `text` is empty if they are none, or too many."""

    kind: Kind
    media_type: str
    text: str


def look(head: bytes, name: str, whole: bool) -> Seen:
    """Tell what something is by its begin and its name.

    Args:
        head: the first bytes.
        name: of the file; empty for none.
        whole: there are no more bytes than these.
    """
    image = next((type_ for at, magic, type_ in _IMAGES if head.startswith(magic, at)), "")
    if image:
        return Seen("image", image, "")
    text = _text(head, whole)
    named = mimetypes.guess_type(name)[0] if name else None
    if text is None:
        return Seen("file", named or "application/octet-stream", "")
    return Seen("file" if name else "text", named or "text/plain", text)


def _text(head: bytes, whole: bool) -> str | None:
    try:
        return None if b"\0" in head else head.decode()
    except UnicodeDecodeError as error:
        cut = not whole and error.start >= len(head) - 3
        return head[: error.start].decode() if cut else None


class Contents:
    """Keeps bytes in the state folder, by the id of their entry."""

    def __init__(self, state: StateFolder) -> None:
        self._folder = state.folder("clipboard")
        self._secrets: dict[str, bytes] = {}

    def put_secret(self, id: str, data: bytes) -> None:
        """Keep bytes in memory, never on disk."""
        self._secrets[id] = data

    async def put(self, id: str, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Keep bytes and return their SHA-256 and size; they are on disk when this returns.

        Raises:
            QuotaExceeded: there are more than `limit`, or the disk is full.
        """
        hash_, size = hashlib.sha256(), 0
        path, aside = self._folder / id, self._folder / f"{id}.new"
        with refusals("the clipboard"):
            file = await asyncio.to_thread(os.open, aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise QuotaExceeded(f"The clipboard takes at most {limit} bytes; upload this as a file.")
                    await asyncio.to_thread(_write, file, chunk)
                    hash_.update(chunk)
                await asyncio.to_thread(os.fsync, file)
                await asyncio.to_thread(aside.rename, path)
                await asyncio.to_thread(self._sync)
            finally:
                os.close(file)
                await asyncio.to_thread(aside.unlink, missing_ok=True)
        return hash_.hexdigest(), size

    def _sync(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    async def read(self, id: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """Yield the bytes of an entry from `start` to before `stop`.

        Raises:
            NotCopied: they are gone.
        """
        if id in self._secrets:
            yield self._secrets[id][start:stop]
            return
        try:
            file = await asyncio.to_thread(open, self._folder / id, "rb")
        except FileNotFoundError:
            raise NotCopied("This entry is gone; clipboard.list shows those that are there.") from None
        with file:
            await asyncio.to_thread(file.seek, start)
            while start < stop and (chunk := await asyncio.to_thread(file.read, min(CHUNK, stop - start))):
                start += len(chunk)
                yield chunk

    async def delete(self, ids: Iterable[str]) -> None:
        """Forget the bytes of entries."""
        for id_ in ids:
            self._secrets.pop(id_, None)
            await asyncio.to_thread((self._folder / id_).unlink, missing_ok=True)

    async def keep_only(self, ids: set[str]) -> None:
        """Forget all bytes on disk but those of these entries: what a server left that was killed."""
        there = await asyncio.to_thread(os.listdir, self._folder)
        await self.delete(name for name in there if name not in ids)


def _write(file: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(file, rest) :]
