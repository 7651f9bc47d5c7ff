"""Open texts, edit them together, undo, save."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from icotes.core.caller import Caller
from icotes.core.log import Cursor, Gap, Item, Snapshot
from icotes.core.methods import Module, command, query
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.documents.document import OpenDocument, begin
from icotes.modules.documents.types import (
    AuthorKind,
    Document,
    DocumentId,
    DocumentSettings,
    DocumentState,
    DocumentStatus,
    DocumentText,
    DocumentUpdate,
    Kind,
    NoDocument,
    OtherDocument,
    UpdateBytes,
    Version,
)
from icotes.modules.files.types import Disk, FilePath

RICH = ".note"
"""What the name of a rich text ends with."""


class Documents(Module, WorkspaceLife):
    """The open documents of the open workspaces."""

    def __init__(self, workspaces: OpenWorkspaces, disk: Disk, settings: DocumentSettings) -> None:
        self._workspaces = workspaces
        self._disk = disk
        self._settings = settings
        self._open: dict[tuple[str, str], OpenDocument] = {}
        self._turns: dict[tuple[str, str], asyncio.Lock] = {}

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        await self._workspaces.watch(self)

    async def opened(self, workspace: Workspace) -> None:
        """Nothing is open yet."""

    async def closed(self, workspace: Workspace) -> None:
        """Close the workspace's documents."""
        for key in [key for key in self._open if key[0] == workspace.id]:
            self._open.pop(key).updates.close()

    @command
    async def open(self, workspace: Workspace, path: FilePath, *, kind: Kind | None = None) -> Document:
        """Open a file as a document that many can edit; one that is open is returned as it is.

        Args:
            kind: `rich` for formatted text; by default what the name says: `*.note` is rich.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return (await self._get(workspace, path, kind)).described()

    @query
    async def read(self, workspace: Workspace, path: FilePath) -> DocumentText:
        """Return the text of a document and its version.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        document = await self._get(workspace, path)
        return DocumentText(text=document.text, version=document.name(document.version))

    @query
    async def follow(
        self, workspace: Workspace, path: FilePath, *, since: Cursor | None = None, state: bytes = b""
    ) -> AsyncIterator[Item[Snapshot[DocumentState] | Gap | DocumentUpdate | DocumentStatus]]:
        """Yield a document's state, then each change of it, and how it stands to its file whenever that changes.

        Args:
            since: the last cursor that was seen; without it the state comes first.
            state: the client's state vector, as Yjs encodes it: only what the client lacks is sent.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        document = await self._get(workspace, path)
        async with aclosing(document.follow(since, state)) as items:
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
        """
        found = await self._get(workspace, path)
        if found.id != document:
            raise OtherDocument("This document was made anew; follow it again.", current=found.id)
        found.apply(update, caller.name, _kind(caller))
        return found.name(found.version)

    async def _get(self, workspace: Workspace, path: str, kind: Kind | None = None) -> OpenDocument:
        key = (workspace.id, path)
        if found := self._open.get(key):
            return found
        async with self._turns.setdefault(key, asyncio.Lock()):
            return self._open.get(key) or await self._load(workspace, path, kind)

    async def _load(self, workspace: Workspace, path: str, kind: Kind | None) -> OpenDocument:
        file = await self._disk.load(workspace, path, self._settings.most_bytes)
        if file.text is None:
            raise NoDocument(f"{path} is no text; read it with `files.read`.", reason="binary")
        kind = kind or ("rich" if path.endswith(RICH) else "text")
        id_, replica = begin(file.text.replace("\r\n", "\n"), kind)
        status = DocumentStatus(saved=True, path=file.path, version_on_disk=file.version)
        document = OpenDocument(workspace, status, id_, replica)
        document.encoding = file.encoding
        self._open[workspace.id, path] = document
        return document


def _kind(caller: Caller) -> AuthorKind:
    return "system" if caller.kind == "cookie" else caller.kind
