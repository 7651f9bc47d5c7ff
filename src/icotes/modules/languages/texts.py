"""The texts of a workspace as they are now: an open document's, else the file's."""

import asyncio
from hashlib import sha256
from typing import NamedTuple

from icotes.core.errors import QuotaExceeded, Unacceptable
from icotes.kit.workspace import Workspace
from icotes.modules.documents.types import LiveTexts
from icotes.modules.files.types import Disk, DiskText

MOST_BYTES = 4 * 1024 * 1024
"""The largest file that a language server is told of."""
AT_ONCE = 8
"""Files that are read at the same time."""


class Text(NamedTuple):
    r"""A text.

    Attributes:
        text: its lines end with `\n`.
        version: another one whenever the text is; as long as the text is open, or its file is not.
        live: it is open.
    """

    text: str
    version: str
    live: bool


class Texts:
    """Reads texts, whoever holds them."""

    def __init__(self, live: LiveTexts, disk: Disk) -> None:
        self._live = live
        self._disk = disk
        self._turns = asyncio.Semaphore(AT_ONCE)
        self.watch = live.watch

    def live(self, workspace: Workspace, path: str) -> Text | None:
        """Return a text that is open; None if it is not."""
        found = self._live.live(workspace, path)
        return found and Text(found.text, found.version, live=True)

    async def read(self, workspace: Workspace, path: str) -> Text:
        """Return a text.

        Raises:
            NotFound: there is no such file.
            Unacceptable: it is no text, or too large for a language server.
        """
        if live := self.live(workspace, path):
            return live
        file = await self.load(workspace, path)
        return self.live(workspace, path) or Text(plain(file.text or ""), file.version, live=False)

    async def load(self, workspace: Workspace, path: str) -> DiskText:
        """Return a text as it is on disk.

        Raises:
            NotFound: there is no such file.
            Unacceptable: it is no text, or too large for a language server.
        """
        try:
            async with self._turns:
                file = await self._disk.load(workspace, path, MOST_BYTES)
        except QuotaExceeded:
            raise Unacceptable(f"{path} is too large for a language server.", path=path) from None
        if file.text is None:
            raise Unacceptable(f"{path} is no text, so no language server reads it.", path=path)
        return file


def plain(text: str) -> str:
    r"""Return a text whose lines end with `\n`."""
    return text.replace("\r\n", "\n") if "\r" in text else text


def digest(text: str) -> str:
    """Return what stands for a text, whatever its lines end with."""
    return sha256(plain(text).encode("utf-8", "surrogatepass")).hexdigest()[:24]
