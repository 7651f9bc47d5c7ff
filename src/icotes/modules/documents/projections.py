"""The files of all open documents: what happens to them reaches the documents, and who reads files finds the edits."""

import asyncio
import logging
import time
from collections.abc import Iterator

import msgspec
from msgspec import Struct, field

from icotes.core.call import current
from icotes.core.errors import IcotesError, NotFound
from icotes.core.events import EventRecord
from icotes.core.log import Gap, follow
from icotes.core.methods import Module
from icotes.kit.filenames import composed
from icotes.kit.workers import Workers
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.documents import authors
from icotes.modules.documents.document import OpenDocument
from icotes.modules.documents.opened import Projecting, most_bytes
from icotes.modules.documents.projection import OUTSIDE, Projection
from icotes.modules.documents.types import DocumentSettings, Ending
from icotes.modules.files.types import Disk, DiskText, Entry, OpenedText, OpenText

logger = logging.getLogger(__name__)

THREADS = 2
"""That compare texts."""
BACK_SECONDS = 10.0
"""Within so long an editor that saves in this way is done with the old file."""


_KINDS = {"files.changed", "files.batch_changed", "files.moved", "files.trashed"}


class _Told(Struct):
    """What an event of files says that matters here."""

    path: str = ""
    from_: str = field(name="from", default="")
    version: str | None = None
    origin: str = "outside"
    by: tuple[str, ...] = ()
    changes: list["_Told"] = []


_told = msgspec.json.Decoder(_Told).decode


class Projections(Module, WorkspaceLife, OpenText, Projecting):
    """Keeps all open documents and their files the same; files are read and written through it."""

    def __init__(self, disk: Disk, workspaces: OpenWorkspaces, settings: DocumentSettings) -> None:
        self._disk = disk
        self._workspaces = workspaces
        self._settings = settings
        self._open: dict[str, dict[OpenDocument, Projection]] = {}
        self._following: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        self._workers = Workers("documents", THREADS)
        await self._workspaces.watch(self)

    async def stop(self) -> None:
        """Bring everything to disk."""
        await asyncio.gather(*(self.closed(each) for each in self._workspaces.all()))
        await self._workers.stop()

    async def opened(self, workspace: Workspace) -> None:
        """Follow what happens to a workspace's files."""
        self._open[workspace.id] = {}
        self._following[workspace.id] = asyncio.create_task(self._follow(workspace))

    async def closed(self, workspace: Workspace) -> None:
        """Bring a workspace's documents to disk."""
        await asyncio.gather(*(each.close() for each in self._open.pop(workspace.id, {}).values()))
        if task := self._following.pop(workspace.id, None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    # For documents.

    async def loaded(self, document: OpenDocument, base: str, file: DiskText) -> None:
        """Take in a document that was just loaded; what differs on disk is merged into it."""
        most = most_bytes(document.kind, self._settings)
        projection = Projection(document, self._disk, self._workers, base, most)
        self._open[document.workspace.id][document] = projection
        document.on_change = lambda _: projection.changed()
        if document.outputs:
            document.outputs.on_change = projection.changed
        await projection.begin(file)

    async def save(self, document: OpenDocument, encoding: str | None = None, ending: Ending | None = None) -> None:
        """Bring a document to disk."""
        if projection := self._of(document):
            await projection.save(encoding, ending)

    async def closing(self, document: OpenDocument) -> None:
        """Bring a document to disk before it is dropped from memory."""
        if projection := self._of(document):
            await projection.flush()

    async def dropped(self, document: OpenDocument) -> None:
        """Forget a document that is dropped from memory."""
        if projection := self._open.get(document.workspace.id, {}).pop(document, None):
            await projection.close()

    def _of(self, document: OpenDocument) -> Projection | None:
        return self._open.get(document.workspace.id, {}).get(document)

    # For files.

    async def text(self, workspace: Workspace, path: str) -> OpenedText | None:
        """Return an open text that can't be brought to disk."""
        projection = self._find(workspace, path)
        if projection is None or not projection.dirty:
            return None
        await projection.flush()
        return OpenedText(projection.data(), projection.version) if projection.dirty else None

    async def replace(self, workspace: Workspace, path: str, data: bytes, version: str | None) -> Entry | None:
        """Make an open text what `data` says, as an edit, and bring it to disk."""
        projection = self._find(workspace, path)
        call = current.get()
        if projection is None:
            return None
        by, kind = (authors.author(call.caller), authors.kind(call.caller)) if call else (OUTSIDE, "system")
        return await projection.replace(data, version, by, kind)

    async def flush(self, workspace: Workspace, path: str = "") -> None:
        """Bring what is open at a path, or in a folder, to disk."""
        waiting = [each for each in self._open.get(workspace.id, {}).values() if each.dirty]
        await asyncio.gather(*(each.flush() for each in waiting if _is_in(each.document.path, path)))

    async def open_paths(self, workspace: Workspace) -> set[str]:
        """Return the paths of what is open."""
        return {document.path for document in self._open.get(workspace.id, {})}

    def _find(self, workspace: Workspace, path: str) -> Projection | None:
        wanted = composed(path.removeprefix("./").rstrip("/"))
        found = self._open.get(workspace.id, {}).values()
        return next((each for each in found if composed(each.document.path) == wanted), None)

    # What happens to files.

    async def _follow(self, workspace: Workspace) -> None:
        async for item in follow(workspace.log, keep=lambda record: record.kind.startswith("files.")):
            if isinstance(item.value, EventRecord):
                try:
                    await self._take(workspace, item.value)
                except Exception:
                    logger.exception("%s did not reach the documents", item.value.id)
            elif isinstance(item.value, Gap):
                for each in self._open[workspace.id].values():
                    each.noticed(None)

    async def _take(self, workspace: Workspace, record: EventRecord) -> None:
        projections = self._open.get(workspace.id)
        if not projections or record.kind not in _KINDS:
            return
        told = _told(record.data)
        if told.from_:
            await self._moved(workspace, told.from_, told.path)
        method = told.origin == "method" and not told.by
        changes = {change.path: change.version for change in told.changes or [told]}
        for each in list(projections.values()):
            path = next((path for path in _upwards(each.document.path) if path in changes), None)
            if path is None:
                continue
            version = changes[path] if path == each.document.path else None
            if version is None:
                await self._moved_back(workspace, each)
            each.noticed(version, record.actor if method else OUTSIDE, "person" if method else "system")

    async def _moved(self, workspace: Workspace, source: str, target: str) -> None:
        for document, projection in list(self._open[workspace.id].items()):
            if not _is_in(document.path, source):
                continue
            path = target + document.path[len(source) :]
            if await self._is_there(workspace, document.path) or self._find(workspace, path):
                projection.noticed(None)
            else:
                await projection.moved(self.move, path)

    async def _moved_back(self, workspace: Workspace, projection: Projection) -> None:
        """Follow an editor that put the old file aside, wrote the new one and deleted the old one."""
        before, at = projection.was
        if time.monotonic() - at < BACK_SECONDS and await self._is_there(workspace, before):
            await projection.moved(self.move, before)

    async def _is_there(self, workspace: Workspace, path: str) -> bool:
        try:
            await self._disk.load(workspace, path, 0)
        except NotFound:
            return False
        except IcotesError:
            return True
        return True


def _upwards(path: str) -> Iterator[str]:
    """Yield a path and what it is in."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _is_in(path: str, folder: str) -> bool:
    """Tell whether a path is this one, or beneath it."""
    return not folder or path == folder or path.startswith(f"{folder}/")
