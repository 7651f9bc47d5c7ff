"""Open texts, edit them together, undo, save."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from functools import partial
from typing import Annotated, Literal

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import Invalid
from icotes.core.log import Cursor, Gap, Item, Snapshot
from icotes.core.methods import Module, command, every, on, query
from icotes.kit.page import Page
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.documents import authors, editor, store
from icotes.modules.documents.document import OpenDocument
from icotes.modules.documents.opened import OpenDocuments
from icotes.modules.documents.presence import Presence, tip
from icotes.modules.documents.types import (
    AuthorName,
    Document,
    DocumentChange,
    DocumentEdited,
    DocumentId,
    DocumentSettings,
    DocumentState,
    DocumentStatus,
    DocumentText,
    DocumentUpdate,
    Edit,
    Edited,
    Encoding,
    Kind,
    LiveText,
    LiveTexts,
    OtherDocument,
    Undone,
    Unit,
    UpdateBytes,
    Version,
)
from icotes.modules.files.types import FileMoved, FilePath

Edits = Annotated[list[Edit], Meta(min_length=1, max_length=1000)]
Steps = Annotated[int, Meta(ge=1, le=1000)]
Few = Annotated[int, Meta(ge=1, le=1000)]
DAY = 86400.0


class Documents(Module, WorkspaceLife, LiveTexts):
    """The open documents of the open workspaces."""

    def __init__(
        self, workspaces: OpenWorkspaces, opened: OpenDocuments, presence: Presence, settings: DocumentSettings
    ) -> None:
        self._workspaces = workspaces
        self._opened = opened
        self._presence = presence
        self._settings = settings

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        await self._workspaces.watch(self)

    async def stop(self) -> None:
        """Bring everything to disk."""
        await asyncio.gather(*(self._opened.end(each) for each in self._workspaces.all()))

    async def opened(self, workspace: Workspace) -> None:
        """Serve a workspace."""
        self._opened.begin(workspace)

    async def closed(self, workspace: Workspace) -> None:
        """Bring a workspace's documents to disk and forget them."""
        await self._opened.end(workspace)

    def live(self, workspace: Workspace, path: str) -> LiveText | None:
        """Return an open text."""
        found = self._opened.get(workspace, path)
        if found is None or found.kind != "text":
            return None
        return LiveText(path, found.text, found.name(found.version))

    def watch(self, workspace: Workspace, changed: Callable[[str], object]) -> Callable[[], None]:
        """Call `changed` after each change of an open text."""
        return self._opened.watch(workspace, changed)

    @command
    async def open(self, workspace: Workspace, path: FilePath, *, kind: Kind | None = None) -> Document:
        """Open a file as a document that many can edit; one that is open is returned as it is.

        Args:
            kind: `rich` for formatted text, `notebook` for cells of code and text; by default what the name says:
                `*.note` is rich, `*.ipynb` a notebook.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        document = await self._opened.open(workspace, path, kind)
        document.marks.hand(document.version)
        return document.described()

    @query
    async def read(self, workspace: Workspace, path: FilePath) -> DocumentText:
        """Return the text of a document and its version; `documents.edit` takes ranges of it.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        document = await self._opened.open(workspace, path)
        document.marks.hand(document.version)
        return DocumentText(text=document.text, version=document.name(document.version))

    @query
    async def follow(
        self, workspace: Workspace, path: FilePath, *, since: Cursor | None = None, vector: bytes = b""
    ) -> AsyncIterator[Item[Snapshot[DocumentState] | Gap | DocumentUpdate | DocumentStatus]]:
        """Yield a document's state, then each change of it, and how it stands to its file whenever that changes.

        Args:
            since: the last cursor that was seen; without it the state comes first.
            vector: the client's state vector, as Yjs encodes it: only what the client lacks is sent.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
            BadUpdate: `vector` is no state vector.
        """
        document = await self._opened.open(workspace, path)
        async with aclosing(document.follow(since, vector)) as items:
            async for item in items:
                yield item

    @command(ephemeral=True)
    async def update(
        self, workspace: Workspace, caller: Caller, path: FilePath, update: UpdateBytes, *, document: DocumentId
    ) -> Version:
        """Apply an update of Yjs; followers get it at once, the answer (the version) comes when it is on disk.

        Args:
            update: what changed.
            document: the incarnation that it belongs to, as `documents.open` said.

        Raises:
            OtherDocument: the document was made anew meanwhile.
            BadUpdate: it is no update, or does not fit.
            DocumentFull: the document would be larger than documents may be.
            Unavailable: it was sent on, but the disk does not take it; it is tried again.
        """
        found = self._opened.get(workspace, path) or await self._opened.open(workspace, path)
        if found.id != document:
            raise OtherDocument("This document was made anew; follow it again.", current=found.id)
        version = found.apply(update, authors.author(caller), authors.kind(caller))
        await found.durable(store.MOMENT)
        return found.name(version)

    @command
    async def edit(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath,
        edits: Edits,
        *,
        version: Version | None = None,
        unit: Unit = "characters",
    ) -> Edited:
        """Replace quoted passages or ranges, or append; all edits are made, or none.

        Everybody who has the document open sees it at once; it can be undone alone. An edit without `old` and
        `start` appends: text that streams in is sent piece by piece that way.

        Args:
            edits: what to replace, in the text as it stands before all of them.
            version: the one that ranges are of; they are found again after others changed the text.
            unit: what ranges count.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
            PassageGone: a passage or range is not there any more; `current` is what stands now.
            Unacceptable: an edit makes no sense, or two overlap.
            DocumentFull: the document would be larger than documents may be.
        """
        document = await self._opened.open(workspace, path)
        most = self._settings.most_bytes
        edited = await editor.edit(document, edits, version, unit, authors.author(caller), authors.kind(caller), most)
        self._presence.edited(workspace, caller, document.path, tip(document.replica.doc))
        await self._told(
            document, DocumentEdited(path=document.path, document=document.id, version=edited.version, origin="edit")
        )
        return edited

    @command
    async def undo(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath,
        *,
        author: AuthorName | None = None,
        steps: Steps = 1,
    ) -> Undone:
        """Take back the last steps of one author, and nothing of anybody else.

        Args:
            author: whose; by default the caller's own.
            steps: how many.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return await self._step(workspace, caller, path, author, steps, again=False)

    @command
    async def redo(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath,
        *,
        author: AuthorName | None = None,
        steps: Steps = 1,
    ) -> Undone:
        """Do again what was undone of one author.

        Args:
            author: whose; by default the caller's own.
            steps: how many.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return await self._step(workspace, caller, path, author, steps, again=True)

    async def _step(
        self, workspace: Workspace, caller: Caller, path: str, author: str | None, steps: int, *, again: bool
    ) -> Undone:
        document = await self._opened.open(workspace, path)
        document.appends.flush()
        taken = document.undo(
            author or authors.author(caller), authors.author(caller), authors.kind(caller), steps, again=again
        )
        document.marks.hand(document.version)
        version = document.name(document.version)
        if taken:
            await self._told(
                document, DocumentEdited(path=document.path, document=document.id, version=version, origin="undo")
            )
        return Undone(steps=taken, version=version)

    async def _told(self, document: OpenDocument, event: DocumentEdited) -> None:
        await asyncio.gather(document.durable(), document.workspace.store.publish(event))

    @command
    async def save(
        self,
        workspace: Workspace,
        path: FilePath,
        *,
        encoding: Encoding | None = None,
        ending: Literal["\n", "\r\n"] | None = None,
    ) -> Document:
        """Bring a document to disk now; a file that was deleted is made again.

        Args:
            encoding: how the file is kept from now on.
            ending: how its lines end from now on.

        Raises:
            NotFound: there is no such file, or its folder is gone.
            NoDocument: it is binary, too large, or badly encoded.
            Conflict: something else stands there now, or is being written.
            Denied: the file is read-only.
            QuotaExceeded: the disk is full.
            Unacceptable: the encoding lacks a character of the text.
        """
        document = await self._opened.open(workspace, path)
        document.appends.flush()
        await self._opened.save(document, encoding, ending)
        return document.described()

    @query
    async def history(
        self, workspace: Workspace, path: FilePath, *, after: str = "", limit: Few = 100
    ) -> Page[DocumentChange]:
        """Return who changed a document and when, newest first.

        Args:
            after: the `next` of the page before.
            limit: changes to a page, at most.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        document = await self._opened.open(workspace, path)
        await document.durable()
        if after and not (after.isdecimal() and len(after) < 19):
            raise Invalid("`after` is the `next` of the page before.", field="after")
        before = int(after) if after else 1 << 62
        job = partial(store.history, document.key, document.name, before, limit + 1)
        found = await workspace.store.read(job)
        more = found[limit - 1][0] if len(found) > limit else None
        return Page([change for _, change in found[:limit]], None if more is None else str(more))

    @command
    async def close(self, workspace: Workspace, path: FilePath) -> None:
        """Bring a document to disk and drop it from memory; it stays open while others follow it."""
        if document := self._opened.get(workspace, path):
            document.appends.flush()
            await self._opened.close(document)

    @on(FileMoved)
    async def moved(self, event: FileMoved, workspace: Workspace) -> None:
        """Let what is kept of documents that are not in memory go with their files."""
        keys = [document.key for document in self._opened.all(workspace)]
        await workspace.store.write(partial(store.rename, source=event.from_, target=event.path, open_=keys))

    @every("30s")
    async def sweep(self) -> None:
        """Drop from memory what nobody uses."""
        await self._opened.sweep()

    @every("1h")
    async def trim(self) -> None:
        """Forget the state of documents that nobody used for long; their files stay."""
        oldest = time.time() - self._settings.keep_days * DAY
        for workspace in self._workspaces.all():
            keys = [document.key for document in self._opened.all(workspace)]
            await workspace.store.write(partial(store.trim, oldest=oldest, open_=keys))
