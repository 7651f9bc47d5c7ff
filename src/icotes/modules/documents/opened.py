"""The documents that are in memory: loaded when somebody asks, dropped when nobody does."""

import asyncio
import logging
import secrets
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextvars import Context
from functools import partial
from hashlib import sha256
from pathlib import PurePosixPath
from weakref import WeakValueDictionary

from icotes.core.errors import IcotesError, NotFound, QuotaExceeded
from icotes.kit.workspace import Workspace
from icotes.modules.documents import ipynb, store
from icotes.modules.documents.document import OpenDocument
from icotes.modules.documents.endings import ending, plain
from icotes.modules.documents.replica import Replica
from icotes.modules.documents.store import Journal, Kept
from icotes.modules.documents.types import (
    BadNotebook,
    DocumentClosed,
    DocumentOpened,
    DocumentSettings,
    DocumentStatus,
    Ending,
    Kind,
    NoDocument,
)
from icotes.modules.files.types import NEW, Disk, DiskText

KINDS: dict[str, Kind] = {".note": "rich", ".ipynb": "notebook"}
"""What names end with whose files are no plain texts."""
FILE_BYTES = 64 * 1024 * 1024
"""The largest file of a notebook, with all that its cells put out."""
RICH_BYTES = 1024 * 1024
"""The largest file that becomes a rich text."""
UNFOLLOWED = 64
"""Documents that nobody follows and that stay in memory all the same, for who uses them again."""
REST_SECONDS = 30.0
"""After so long without a change a document holds nothing that it needs only for changes."""
LOST = 1024
"""Versions may have been told that were lost in a crash; so many are left out, that none is told twice."""

logger = logging.getLogger(__name__)


class Projecting(ABC):
    """Keeps documents and files on disk the same.

    Attributes:
        move: gives a document the path that its file has now; set by who knows documents by path.
    """

    move: Callable[[OpenDocument, str], Awaitable[None]]

    @abstractmethod
    async def loaded(self, document: OpenDocument, base: str, file: DiskText) -> None:
        """Take in a document that was just loaded and that nobody has yet, and notice from now on what changes in it.

        Args:
            document: its text is the one that is kept, or the file's if none was.
            base: the text that was last brought to disk.
            file: what is on disk now.
        """

    @abstractmethod
    async def save(self, document: OpenDocument, encoding: str | None = None, ending: Ending | None = None) -> None:
        """Bring a document to disk; a file that is gone is made again.

        Args:
            encoding: how it is kept from now on.
            ending: how its lines end from now on.

        Raises:
            Conflict: something else stands there now, or is being written.
            Denied: the file is read-only, or a link.
            NotFound: its folder is gone.
            QuotaExceeded: the disk is full.
            Unacceptable: its encoding lacks a character.
        """

    @abstractmethod
    async def closing(self, document: OpenDocument) -> None:
        """Bring a document to disk, if that takes it, before it may be dropped from memory."""

    @abstractmethod
    async def dropped(self, document: OpenDocument) -> None:
        """Forget a document that is dropped from memory; what can be brought to disk is."""


class OpenDocuments:
    """Loads documents, and knows which are in memory."""

    def __init__(self, disk: Disk, projecting: Projecting, settings: DocumentSettings) -> None:
        self._projecting = projecting
        projecting.move = self.move
        self._disk = disk
        self._settings = settings
        self._open: dict[tuple[str, str], OpenDocument] = {}
        self._turns = WeakValueDictionary[tuple[str, str], asyncio.Lock]()
        self._journals: dict[str, Journal] = {}
        self._recovering: dict[str, asyncio.Task[None]] = {}
        self._readers: dict[str, list[Callable[[str], object]]] = {}

    def begin(self, workspace: Workspace) -> None:
        """Serve a workspace; what a crash kept from the disk is brought there."""
        self._journals[workspace.id] = Journal(workspace.store)
        self._recovering[workspace.id] = asyncio.create_task(self._recover(workspace), context=Context())

    async def _recover(self, workspace: Workspace) -> None:
        for path in await workspace.store.read(store.unsaved):
            try:
                await self.close(await self.open(workspace, path))
            except IcotesError as error:
                logger.warning("changes of a document in %s are not in its file: %s", workspace.name, error.message)

    async def end(self, workspace: Workspace) -> None:
        """Drop the documents of a workspace, all on disk."""
        if task := self._recovering.pop(workspace.id, None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for document in self.all(workspace):
            await self._drop(document)
        if journal := self._journals.pop(workspace.id, None):
            await journal.close()

    def get(self, workspace: Workspace, path: str) -> OpenDocument | None:
        """Return a document, if it is in memory."""
        return self._open.get((workspace.id, path))

    def all(self, workspace: Workspace) -> list[OpenDocument]:
        """Return the documents of a workspace that are in memory."""
        return [document for (id_, _), document in self._open.items() if id_ == workspace.id]

    def watch(self, workspace: Workspace, changed: Callable[[str], object]) -> Callable[[], None]:
        """Call `changed` after each change of a text; see `LiveTexts.watch`."""
        readers = self._readers.setdefault(workspace.id, [])
        readers.append(changed)
        return lambda: readers.remove(changed)

    def _tell(self, document: OpenDocument) -> None:
        if document.kind == "text":
            for changed in self._readers.get(document.workspace.id, ()):
                changed(document.path)

    async def open(self, workspace: Workspace, path: str, kind: Kind | None = None) -> OpenDocument:
        """Return a document; it is loaded unless it is in memory.

        Raises:
            NotFound: there is no such file.
            NoDocument: the file is binary, too large, or badly encoded.
        """
        key = (workspace.id, path)
        document = self._open.get(key)
        if document is None:
            turn = self._turns.setdefault(key, asyncio.Lock())
            async with turn:
                document = self._open.get(key) or await self._load(workspace, path, kind)
        document.used = asyncio.get_running_loop().time()
        return document

    async def _load(self, workspace: Workspace, path: str, kind: Kind | None) -> OpenDocument:
        kind = kind or KINDS.get(PurePosixPath(path).suffix, "text")
        file = await self._read(workspace, path, most_bytes(kind, self._settings))
        if file.path != path:
            return await self.open(workspace, file.path, kind)
        if kind == "rich" and len(file.data) > RICH_BYTES:
            raise NoDocument(f"{path} is too large for a note; call it `.md` to edit it as a text.", reason="size")
        kept = await workspace.store.read(lambda connection: store.find(path, connection))
        if kept is not None and kept.kind != kind:
            kept, kind = (kept, kept.kind) if _unsaved(kept) else (None, kind)
        lines = ending(file.text or "")
        text = await _text(path, kind, plain(file.text or "", lines))
        work = partial(_restored, kept, text) if kept else partial(_made, path, kind, text)
        kept, replica, base = await asyncio.to_thread(work)
        version = kept.updates[-1][0] if kept.updates else kept.version
        document = OpenDocument(
            workspace,
            self._journals[workspace.id],
            DocumentStatus(saved=True, path=path, version_on_disk=file.version),
            kept,
            replica,
            version + LOST if kept.state else 0,
            most=self._settings.most_bytes,
            history=self._settings.history,
        )
        if version <= kept.saved:
            document.saved = document.version
        document.encoding, document.ending = file.encoding, lines
        await self._projecting.loaded(document, base, file)
        document.on_text = self._tell
        self._open[workspace.id, path] = document
        workspace.store.post(DocumentOpened(path=path, document=document.id))
        return document

    async def _read(self, workspace: Workspace, path: str, most: int) -> DiskText:
        try:
            file = await self._disk.load(workspace, path, most)
        except NotFound:
            if path not in await workspace.store.read(store.unsaved):
                raise
            return DiskText(path, b"", "", "utf-8", guessed=False, version=NEW, busy=False)
        except QuotaExceeded as error:
            raise NoDocument(
                f"{path} is too large to be edited together; it stays a file.", reason="size", **error.data
            ) from None
        if file.text is None:
            raise NoDocument(f"{path} is no text; it stays a file: use `files.download`.", reason="binary")
        if file.guessed:
            raise NoDocument(
                f"The encoding of {path} is not known; it stays a file: write it as UTF-8 first.", reason="encoding"
            )
        return file

    async def move(self, document: OpenDocument, path: str) -> None:
        """Go on with a document whose file is elsewhere now."""
        workspace = document.workspace
        self._open.pop((workspace.id, document.path), None)
        self._open[workspace.id, path] = document
        await document.moved(path)

    async def save(self, document: OpenDocument, encoding: str | None = None, ending: Ending | None = None) -> None:
        """Bring a document to disk; see `Projecting.save`."""
        await self._projecting.save(document, encoding, ending)

    async def settle(self, document: OpenDocument) -> None:
        """Bring a document to disk, if that takes it."""
        await self._projecting.closing(document)

    async def close(self, document: OpenDocument) -> bool:
        """Drop a document from memory if nobody follows it and it is on disk; tell whether it was."""
        if document.followers:
            return False
        await self._projecting.closing(document)
        await document.durable()
        if document.followers or not document.status.saved:
            return False
        await self._drop(document)
        return True

    async def _drop(self, document: OpenDocument) -> None:
        workspace, key = document.workspace, (document.workspace.id, document.path)
        if self._open.get(key) is not document:  # somebody else dropped it, and it may have been loaded again
            return
        del self._open[key]
        await self._projecting.dropped(document)
        document.updates.close()
        if document.outputs:
            document.outputs.close()
        await document.durable()
        workspace.store.post(DocumentClosed(path=document.path, document=document.id))

    async def sweep(self) -> None:
        """Drop what nobody follows for long, or beyond a number; let the others rest."""
        now = asyncio.get_running_loop().time()
        unfollowed = [document for document in self._open.values() if not document.followers]
        unfollowed.sort(key=_last_used)
        surplus = len(unfollowed) - UNFOLLOWED
        for index, document in enumerate(unfollowed):
            if index < surplus or now - _last_used(document) > self._settings.idle:
                await self.close(document)
        for document in [*self._open.values()]:
            if now - document.changed > REST_SECONDS:
                document.rest()


def most_bytes(kind: Kind, settings: DocumentSettings) -> int:
    """Return how large the file of a document may be."""
    return FILE_BYTES if kind == "notebook" else settings.most_bytes


async def _text(path: str, kind: Kind, text: str) -> str:
    """Return the text of a document whose file is this text."""
    if kind != "notebook":
        return text
    try:
        return await asyncio.to_thread(lambda: ipynb.write(ipynb.read(text)[0]))
    except BadNotebook as error:
        raise NoDocument(f"{path} stays a file. {error.message}", reason="notebook") from None


def _last_used(document: OpenDocument) -> float:
    return max(document.used, document.changed)


def _unsaved(kept: Kept) -> bool:
    """Tell whether the state has changes that the file lacks."""
    return bool(kept.updates) and kept.updates[-1][0] > kept.saved


def _made(path: str, kind: Kind, text: str) -> tuple[Kept, Replica, str]:
    """Return a document made of a file.

    The same file makes the same document, so it needs no state of its own until somebody changes it.
    """
    digest = sha256(f"{kind}\0{path}\0{text}".encode()).digest()
    replica = Replica(kind, client=int.from_bytes(digest[:4]))
    replica.fill(text)
    kept = Kept(secrets.randbits(62), f"d_{digest[:12].hex()}", kind, b"", 0, 0, "", [])
    return kept, Replica(kind, replica.lacking()), text


def _restored(kept: Kept, text: str) -> tuple[Kept, Replica, str]:
    """Return a document as it was kept, and its text when it was last on disk.

    Args:
        text: of its file: what was written right before a crash is known by that.
    """
    replica = Replica(kept.kind, kept.state)
    size, base = len(text.encode()), None
    for version, update in kept.updates:
        if base is None and version > kept.saved:
            base = str(replica)
        replica.apply(update)
        if version > kept.saved and (replica.size == size or kept.kind != "text") and str(replica) == text:
            base = text
    return kept, replica, str(replica) if base is None else base
