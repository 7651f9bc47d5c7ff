"""One document and its file: edits go to disk, and what others change on disk comes into the document."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from functools import partial
from typing import Any

from icotes.core.errors import (
    Conflict,
    Denied,
    IcotesError,
    NotFound,
    QuotaExceeded,
    Unacceptable,
)
from icotes.kit.workers import Workers
from icotes.modules.documents.document import OpenDocument
from icotes.modules.documents.endings import arrived, as_on_disk, plain
from icotes.modules.documents.form import Written, form_of
from icotes.modules.documents.rebase import splices
from icotes.modules.documents.replica import difference
from icotes.modules.documents.rich import same
from icotes.modules.documents.types import AuthorKind, BadNotebook, DocumentStatus, Ending, Trouble
from icotes.modules.files.types import NEW, Disk, DiskText, Entry

PAUSE = 0.3
"""Seconds after the last edit until the text is written."""
LONGEST = 1.0
"""Seconds until it is written while somebody goes on typing."""
RETRY = (1.0, 2.0, 5.0, 10.0)
"""Seconds between two tries to bring a text to disk that the disk does not take; the last one for ever."""
PATIENCE = 3.0
"""Seconds for which a text is written again and again because others change the file at the same moment."""
BUSY_SECONDS = 0.05
"""Between two of these."""

logger = logging.getLogger(__name__)

OUTSIDE = "system"
"""The author of what came from disk when nobody knows whose it is."""


class Projection:
    """Keeps one document and its file the same.

    Args:
        base: the text that was last on disk, as far as is known.
        most: bytes that the file may have.

    Attributes:
        version: of the file, as last known; `new` if it is gone.
        was: where the file was before it was moved, and when that was.
    """

    def __init__(self, document: OpenDocument, disk: Disk, workers: Workers, base: str, most: int) -> None:
        self.document = document
        self.version = document.status.version_on_disk
        self.was = "", 0.0
        self._disk = disk
        self._workers = workers
        self._base = base
        self._form = form_of(document)
        self._most = most
        self._lock = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._first = self._last = 0.0
        self._tried = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def dirty(self) -> bool:
        """The document has what its file lacks."""
        return self.document.version != self.document.saved or self._form.dirty

    async def begin(self, file: DiskText) -> None:
        """Take in what differs on disk from the text that was last there."""
        async with self._lock:
            self.version = ""
            self._retry = self._loop.call_later(RETRY[0], self._begin, self._try_again)  # a file so new is not watched
            if file.version == NEW:
                self._gone()
                return
            with suppress(IcotesError):
                await self._arrive(file, OUTSIDE, "system")
        if self.dirty:
            self.changed()

    # When something is done.

    def changed(self) -> None:
        """Write soon: after a pause, or after a while if there is none."""
        self._last = self._loop.time()
        if self._timer is None:
            self._first = self._last
            self._timer = self._loop.call_later(PAUSE, self._due)

    def _due(self) -> None:
        wait = min(self._last + PAUSE, self._first + LONGEST) - self._loop.time()
        if wait > 0.001:
            self._timer = self._loop.call_later(wait, self._due)
        else:
            self._timer = None
            self._begin(self._settle)

    def noticed(self, version: str | None, author: str = OUTSIDE, kind: AuthorKind = "system") -> None:
        """Look at the file, for something happened to it, unless this version of it is known."""
        self._begin(partial(self._look, version, author, kind))

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = self._loop.create_task(work(), context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("a document and its file were not brought together", exc_info=error)

    async def close(self) -> None:
        """Stop, with what can be written on disk."""
        await self.flush()
        for timer in (self._timer, self._retry):
            if timer:
                timer.cancel()
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # What is done; one thing at a time.

    async def _settle(self) -> None:
        async with self._lock:
            with suppress(IcotesError):
                await self._write()

    async def _look(self, version: str | None, author: str, kind: AuthorKind) -> None:
        async with self._lock:
            if version is None or version != self.version:
                with suppress(IcotesError):
                    if await self._merge(author, kind):
                        await self._write()

    async def _try_again(self) -> None:
        self._retry = None
        async with self._lock:
            with suppress(IcotesError):
                await self._merge()
                await self._write(again=True)

    async def flush(self) -> None:
        """Bring the document to disk, if the disk takes it."""
        async with self._lock:
            with suppress(IcotesError):
                await self._write()

    async def save(self, encoding: str | None = None, ending: Ending | None = None) -> Entry | None:
        """Bring the document to disk; a file that is gone is made again.

        Raises:
            Conflict: something else stands there now.
            Denied: the file is read-only, or a link.
            NotFound: its folder is gone.
            QuotaExceeded: the disk is full.
            Unacceptable: the encoding lacks a character.
        """
        async with self._lock:
            document = self.document
            if document.status.trouble:
                await self._merge()
            before = document.encoding, document.ending
            if ending in {"\n", "\r\n"} and "\r" in document.text:
                await self._take(document.text, plain(document.text, "\r\n"), OUTSIDE, "system", "edit")
            self._disk.encode(document.text, encoding or document.encoding)
            document.encoding = encoding or document.encoding
            document.ending = document.ending if ending is None else ending
            other = before != (document.encoding, document.ending)
            return await self._write(again=True, force=other, anew=True)

    async def replace(self, data: bytes, version: str | None, author: str, kind: AuthorKind) -> Entry | None:
        """Make the document what these bytes say and bring it to disk; None if they can't be a document's.

        Args:
            version: of the file that is replaced; with another one nothing is done.
        """
        async with self._lock:
            with suppress(IcotesError):
                await self._write()
            await self._merge()
            found = self._disk.decode(data)
            document = self.document
            if found is None or found[2] or version not in {None, self.version}:
                return None
            text, ending = arrived(found[0], None)
            try:
                text = await self._workers.run(partial(self._form.read, text, document.text))
            except BadNotebook:
                return None
            await self._take(document.text, text, author, kind, "edit")
            self._form.taken()
            document.encoding, document.ending = found[1], ending
            return await self._write(again=True, force=True, anew=True)

    async def moved(self, move: Callable[[OpenDocument, str], Awaitable[None]], path: str) -> None:
        """Go on with the file at another path."""
        async with self._lock:
            self.was = self.document.path, time.monotonic()
            await move(self.document, path)
        self.noticed(None)

    def data(self) -> bytes:
        """Return the bytes that the file would have."""
        document = self.document
        text = as_on_disk(self._form.whole().write(document.text), document.ending)
        try:
            return self._disk.encode(text, document.encoding)
        except Unacceptable:
            return text.encode()

    # To the disk.

    async def _write(self, *, again: bool = False, force: bool = False, anew: bool = False) -> Entry | None:
        """Write the text, merging what others do to the file meanwhile.

        Args:
            again: also when the disk did not take it before.
            force: also when the file has it already.
            anew: make the file if it is gone.
        """
        status = self.document.status
        until = self._loop.time() + PATIENCE
        while self._loop.time() < until:
            status = self.document.status
            gone = status.trouble == "gone"
            if not (self.dirty or force or (gone and anew)) or (gone and not anew):
                return None
            if status.trouble not in {"", "encoding"} and not again:
                return None
            if status.trouble == "unreadable":
                break
            try:
                return await self._put(NEW if gone else self.version)
            except Conflict:
                if not await self._merge() and self.document.status.trouble == "":
                    await asyncio.sleep(BUSY_SECONDS)
            except IcotesError as error:
                self._suffer(_trouble(error), error.message)
                raise
        else:
            self._suffer("conflict", "Another program has the file open for writing; it is tried again.")
        raise Conflict(f"{status.path} can't be saved: {self.document.status.detail}")

    async def _put(self, expected: str) -> Entry:
        document = self.document
        await document.durable()
        number, text, whole = document.version, document.text, self._form.whole()
        by, document.authors = tuple(name for name in document.authors if name != OUTSIDE), {}
        try:
            data = await self._workers.run(partial(self._encoded, text, whole))
            entry = await self._disk.write(document.workspace, document.path, data, expected, by)
        except BaseException:
            document.authors = dict.fromkeys([*by, *document.authors])
            raise
        self._base, self.version = text, entry.version
        self._form.wrote(whole)
        await self._well(number)
        return entry

    def _encoded(self, text: str, whole: Written) -> bytes:
        return self._disk.encode(as_on_disk(whole.write(text), self.document.ending), self.document.encoding)

    # From the disk.

    async def _merge(self, author: str = OUTSIDE, kind: AuthorKind = "system") -> bool:
        """Take in what is on disk; tell whether it was something else than was known."""
        document = self.document
        try:
            file = await self._disk.load(document.workspace, document.path, self._most)
            if file.version == self.version and document.status.trouble not in {"gone", "unreadable"}:
                return False
            if file.busy and self._tried < len(RETRY) and not (file.text or "").startswith(self._base):
                self._suffer("conflict", "Another program writes the file; what it wrote comes when that is done.")
                return False
            return await self._arrive(file, author, kind)
        except NotFound:
            self._gone()
        except IcotesError as error:
            self._suffer("unreadable", error.message)
        return False

    def _gone(self) -> None:
        self.version = NEW
        self._suffer("gone", f"{self.document.path} was deleted; its text is kept here. Save it to make it again.")

    async def _arrive(self, file: DiskText, author: str, kind: AuthorKind) -> bool:
        document = self.document
        text, ending = self._readable(file)
        text = await self._workers.run(partial(self._form.read, text, self._base))
        await self._take(self._base, text, author, kind, "disk")
        self._form.taken()
        self._base, self.version = text, file.version
        document.encoding, document.ending = file.encoding, ending
        if document.text == text or (document.kind == "rich" and same(document.text, text)):
            document.authors = {}
            await self._well(document.version)
        else:
            self._tell("", "")
            self.changed()
        return True

    def _readable(self, file: DiskText) -> tuple[str, Ending]:
        document = self.document
        if file.text is None or file.guessed:
            raise Unacceptable(f"{document.path} holds something now that is no text; the text is kept here.")
        if file.path != document.path:
            raise Unacceptable(f"{document.path} is a link now; the text is kept here.")
        return arrived(file.text, document.ending)

    async def _take(self, base: str, text: str, author: str, kind: AuthorKind, origin: str) -> None:
        """Bring what became of `base` on disk into the document, whatever became of it there."""
        document = self.document
        if text == base:
            return
        if document.kind != "text":
            change = await self._workers.run(partial(difference, document.kind, base, text))
            document.rewrite(change, author, kind, "disk" if origin == "disk" else "edit")
            return
        for _ in range(3):
            number, ours = document.version, document.text
            found = await self._workers.run(partial(splices, base, text, ours))
            if number == document.version:
                break
        else:
            found = splices(base, text, document.text)
        if found:
            document.splice(found, author, kind, "disk" if origin == "disk" else "edit")

    # How it stands.

    async def _well(self, number: int) -> None:
        """Note that the file holds this version of the document."""
        self._tried = 0
        await self.document.kept(number, self.version)
        self._tell("", "")

    def _suffer(self, trouble: Trouble, detail: str) -> None:
        """Note what keeps the document from its file, and try again later."""
        self._tell(trouble, detail)
        if self._retry is None:
            wait = RETRY[min(self._tried, len(RETRY) - 1)]
            self._tried += 1
            self._retry = self._loop.call_later(wait, self._begin, self._try_again)

    def _tell(self, trouble: Trouble, detail: str) -> None:
        document = self.document
        self.document.tell(
            DocumentStatus(
                saved=not self.dirty and trouble != "gone",
                trouble=trouble,
                detail=detail,
                path=document.path,
                version_on_disk="" if self.version == NEW else self.version,
            )
        )


def _trouble(error: IcotesError) -> Trouble:
    if isinstance(error, QuotaExceeded):
        return "full"
    if isinstance(error, Denied):
        return "read_only"
    if isinstance(error, NotFound):
        return "gone"
    return "encoding" if error.data.get("field") == "encoding" else "refused"
