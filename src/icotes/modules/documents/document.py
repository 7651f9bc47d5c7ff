"""One open document: its text, who follows it, and whose every change is."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any

import msgspec

from icotes.core.errors import Unavailable
from icotes.core.log import Cursor, Item, follow
from icotes.kit.workspace import Workspace
from icotes.modules.documents import offsets, store
from icotes.modules.documents.admission import admit, clocks
from icotes.modules.documents.appends import Appends
from icotes.modules.documents.editing import Piece
from icotes.modules.documents.marks import Marks
from icotes.modules.documents.outputs import Outputs
from icotes.modules.documents.rebase import Splice
from icotes.modules.documents.replica import Difference, Replica
from icotes.modules.documents.shadow import Shadow
from icotes.modules.documents.store import Journal, Kept, Row
from icotes.modules.documents.types import (
    AuthorKind,
    BadUpdate,
    Document,
    DocumentState,
    DocumentStatus,
    DocumentUpdate,
    Ending,
    Kind,
    Origin,
)
from icotes.modules.documents.undoing import Undoing
from icotes.modules.documents.updates import Updates

FOLD = 1000
"""Updates that are kept by themselves before they are made one state."""
FOLD_BYTES = 1024 * 1024
"""The same, in bytes."""


class OpenDocument:
    """A document in memory.

    Args:
        kept: what the state has of it; of a new one, what it will have.
        replica: the text, at `version`.
        most: bytes that its text may have.
        history: changes that are remembered.

    Attributes:
        id: of this incarnation.
        version: how many changes it had.
        saved: the version that is on disk.
        authors: whose changes are not on disk yet.
        followers: how many there are.
        used: when it was last used, on the loop's clock; `changed` likewise.
        outputs: what its cells put out, of a notebook.
        on_change: called after every change, on the loop.
        on_text: called after that, for who reads along.
    """

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        status: DocumentStatus,
        kept: Kept,
        replica: Replica,
        version: int,
        *,
        most: int,
        history: int,
    ) -> None:
        self.workspace = workspace
        self.status = status
        self.id = kept.id
        self.replica = replica
        self.version = version
        self.saved = kept.saved
        self.encoding = "utf-8"
        self.ending: Ending = "\n"
        self.authors: dict[str, None] = {}
        self.followers = 0
        self.used = self.changed = 0.0
        self.updates = Updates(f"{kept.id}-{workspace.id}")
        self.outputs = Outputs(f"{kept.id}-{workspace.id}-outputs") if replica.kind == "notebook" else None
        self.on_change: Callable[[OpenDocument], object] = lambda _: None
        self.on_text: Callable[[OpenDocument], object] = lambda _: None
        self.marks = Marks(replica)
        self.appends = Appends(self._append)
        self._journal = journal
        self._kept = kept
        self._stored = bool(kept.state)
        self._loose = [len(update) for _, update in kept.updates]
        self._history = history
        self._known = clocks(replica.state())
        self._shadow = Shadow(replica, self._known, most)
        self._undoing = Undoing(replica)
        self._text: str | None = None

    @property
    def key(self) -> int:
        """Names it in the state."""
        return self._kept.key

    @property
    def kind(self) -> Kind:
        """Plain or formatted."""
        return self.replica.kind

    @property
    def path(self) -> str:
        """Where its file is."""
        return self.status.path

    @property
    def text(self) -> str:
        r"""Its text now, lines ending with `\n`; of a rich one as Markdown, of a notebook as JSON."""
        if self._text is None:
            self._text = str(self.replica)
        return self._text

    def described(self) -> Document:
        """Return what is told of it."""
        return Document(
            path=self.path,
            document=self.id,
            kind=self.kind,
            version=self.name(self.version),
            length=len(self.text),
            encoding=self.encoding,
            ending=self.ending,
            status=self.status,
        )

    def name(self, version: int) -> str:
        """Return the wire's form of a version."""
        return f"{self.id}.{version}"

    # Changes.

    def apply(self, update: bytes, author: str, kind: AuthorKind) -> int:
        """Take in an update from outside and send it to the followers; return the version with it.

        Raises:
            BadUpdate: it does not fit; nothing of it was taken.
            DocumentFull: the document would be too large.
        """
        said = self._shadow.admit(update)
        if not said.deletes and all(self._known.get(client, 0) >= end for client, end in said.ends.items()):
            return self.version
        self._prepare()
        self._undoing.count(author)
        self.replica.apply(update, author)
        self._known.update((client, max(end, self._known.get(client, 0))) for client, end in said.ends.items())
        self._changed(update, author, kind, "edit")
        return self.version

    def splice(
        self,
        splices: Sequence[Splice],
        author: str,
        kind: AuthorKind,
        origin: Origin = "edit",
        *,
        apart: bool = True,
    ) -> None:
        """Replace ranges of the text, in bytes and the last one first, and send that to the followers.

        Args:
            splices: begin, end, and what stands there afterwards.
            author: whose change it is.
            kind: what the author is.
            origin: how it came about.
            apart: it is undone by itself, not with what the author changed just before.
        """
        self._prepare()
        self._undoing.count(author, apart=apart)
        self._made(self.replica.splice(splices, author), author, kind, origin)

    def rewrite(self, difference: Difference, author: str, kind: AuthorKind, origin: Origin) -> None:
        """Change what is more than a text as its text was changed elsewhere, and send that to the followers."""
        self._prepare()
        self._undoing.count(author, apart=True)
        self._made(self.replica.rewrite(difference, author), author, kind, origin)

    def replace(self, pieces: Sequence[Piece], author: str, kind: AuthorKind, *, apart: bool = True) -> None:
        """Replace pieces of the text, given in characters and in order."""
        places = offsets.in_bytes(self.text, [place for piece in pieces for place in piece[:2]])
        ranges = zip(places[::2], places[1::2], pieces, strict=True)
        self.splice([(begin, end, piece.new) for begin, end, piece in ranges][::-1], author, kind, apart=apart)

    def _append(self, text: str, author: str, kind: AuthorKind, apart: bool) -> tuple[int, int]:
        begin, end = len(self.text), self.replica.size
        self.splice([(end, end, text)], author, kind, apart=apart)
        return begin, self.version

    def undo(self, author: str, by: str, kind: AuthorKind, steps: int, *, again: bool) -> int:
        """Take back an author's last steps in the name of `by`, or do them again; return how many there were."""
        self._prepare()
        updates = self._undoing.take(author, steps, again=again)
        for update in updates:
            self._made(update, by, kind, "undo")
        return len(updates)

    def _prepare(self) -> None:
        if not self._stored:
            self._stored = True
            state = self.replica.lacking()
            self._kept = self._kept._replace(state=state)
            self._journal.begin(self._kept, self.path)
        self.marks.before(self.version)

    def _made(self, update: bytes, author: str, kind: AuthorKind, origin: Origin) -> None:
        """Go on with a change that the server itself made."""
        if not update:
            return
        try:
            said = admit(update, self.kind, self._known)
        except BadUpdate:
            self._shadow.rest()
            self._known.update(clocks(self.replica.state()))
        else:
            self._known.update(said.ends)
            self._shadow.take(update, said)
        self._changed(update, author, kind, origin)

    def _changed(self, update: bytes, author: str, kind: AuthorKind, origin: Origin) -> None:
        self._text = None
        self.changed = asyncio.get_running_loop().time()
        self.version += 1
        self.authors[author] = None
        self._loose.append(len(update))
        self._journal.add(Row(self.key, self.version, time.time(), author, kind, origin, len(update), update))
        if self.status.saved:
            self.status = msgspec.structs.replace(self.status, saved=False)
        self.updates.append(DocumentUpdate(update=update, author=author, kind=kind, origin=origin))
        self.on_change(self)
        self.on_text(self)

    async def durable(self, moment: float = 0.0) -> None:
        """Return when every change so far is on disk, in the state.

        Args:
            moment: seconds for which that may wait for more.

        Raises:
            Unavailable: the disk does not take it; it is tried again.
        """
        try:
            await asyncio.shield(self._journal.waiting(moment))
        except Unavailable as error:
            raise Unavailable(
                f"The change is in the document, but not on disk yet, and that is tried again: {error}"
            ) from None

    async def kept(self, version: int, file_version: str) -> None:
        """Keep that the file holds this version, and fold what was kept by itself, now and then."""
        self.saved = max(version, self.saved)
        if not self._stored:
            self._kept = self._kept._replace(saved=version, disk=file_version)
            return
        await self.durable()
        jobs = [partial(store.save, key=self.key, version=version, disk=file_version)]
        if version == self.version and (len(self._loose) > FOLD or sum(self._loose) > FOLD_BYTES):
            self._loose = []
            state = self.replica.lacking()
            jobs.append(partial(store.fold, key=self.key, version=version, state=state, most=self._history))
        await self.workspace.store.write(lambda tx: [job(tx) for job in jobs])

    async def moved(self, path: str) -> None:
        """Keep that its file is elsewhere now, and tell the followers."""
        self.tell(msgspec.structs.replace(self.status, path=path))
        if self._stored:
            await self.durable()
            await self.workspace.store.write(partial(store.move, key=self.key, path=path))

    def tell(self, status: DocumentStatus) -> None:
        """Tell the followers how it stands to its file, if that is new."""
        if status != self.status:
            self.status = status
            self.updates.append(status)

    def rest(self) -> None:
        """Give back memory that is needed only while it changes."""
        self._shadow.rest()
        self.marks.clear()
        self._text = None

    async def follow(self, since: Cursor | None, state: bytes) -> AsyncGenerator[Item[Any]]:
        """Yield what a client with this state vector lacks, then what comes.

        Raises:
            BadUpdate: `state` is no state vector.
        """

        async def snapshot() -> tuple[int, DocumentState]:
            update, mine = self.replica.lacking(state), self.replica.state()
            return self.updates.last, DocumentState(document=self.described(), update=update, state=mine)

        self.followers += 1
        try:
            async with aclosing(follow(self.updates, since, snapshot=snapshot)) as items:
                async for item in items:
                    yield item
        finally:
            self.followers -= 1
            self.used = asyncio.get_running_loop().time()
