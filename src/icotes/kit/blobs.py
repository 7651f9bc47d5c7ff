"""Blobs: files kept by the hash of their content, so that equal content is kept once and damage is noticed."""

import asyncio
import hashlib
import os
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from icotes.core.body import CHUNK
from icotes.core.errors import NotFound, QuotaExceeded, Unavailable
from icotes.kit.state import StateFolder


class Damaged(Unavailable):
    """What is on disk is not what was kept; restore it from a backup or send it again."""


class Blob(msgspec.Struct, frozen=True):
    """Content that is kept.

    Attributes:
        hash: SHA-256 of the content, in hexadecimal.
        size: in bytes.
    """

    hash: str
    size: int


class Blobs:
    """Keeps content in the state folder."""

    def __init__(self, state: StateFolder) -> None:
        self._folder = state.folder("blobs")
        self._aside = state.folder("blobs", "aside")

    async def start(self) -> None:
        """Drop what was not finished when the server stopped."""
        await asyncio.to_thread(lambda: [path.unlink() for path in self._aside.iterdir()])

    async def put(self, chunks: AsyncIterator[bytes], limit: int) -> Blob:
        """Keep content; it is on disk when this returns.

        Args:
            chunks: the content, as it comes.
            limit: the most bytes that are taken.

        Raises:
            QuotaExceeded: there are more.
        """
        aside = self._aside / secrets.token_hex(8)
        hash_, size = hashlib.sha256(), 0
        file = await asyncio.to_thread(os.open, aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise QuotaExceeded(f"This is larger than {limit} bytes; send less.")
                await asyncio.to_thread(_write, file, chunk)
                hash_.update(chunk)
            await asyncio.to_thread(_keep, file, aside, self._path(hash_.hexdigest()))
        finally:
            os.close(file)
            await asyncio.to_thread(aside.unlink, missing_ok=True)
        return Blob(hash_.hexdigest(), size)

    async def read(self, hash: str) -> AsyncIterator[bytes]:
        """Yield the content with a hash.

        Raises:
            NotFound: it is not kept.
            Damaged: at its end, if what was read is not what was kept.
        """
        found = hashlib.sha256()
        try:
            file = await asyncio.to_thread(open, self._path(hash), "rb")
        except FileNotFoundError:
            raise NotFound("There is no content with this hash.") from None
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                found.update(chunk)
                yield chunk
        if found.hexdigest() != hash:
            raise Damaged("This content is damaged on disk; restore it from a backup or send it again.")

    async def delete(self, hash: str) -> None:
        """Forget content; nothing happens if it is not kept."""
        await asyncio.to_thread(self._path(hash).unlink, missing_ok=True)

    def _path(self, hash: str) -> Path:
        if not re.fullmatch("[0-9a-f]{64}", hash):
            raise NotFound("There is no content with this hash.")
        return self._folder / hash[:2] / hash[2:]


def _write(file: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(file, rest) :]


def _keep(file: int, aside: Path, path: Path) -> None:
    os.fsync(file)
    path.parent.mkdir(0o700, exist_ok=True)
    aside.rename(path)
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
