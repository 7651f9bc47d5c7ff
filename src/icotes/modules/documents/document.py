"""One open document: its text, who follows it, and whose every change is."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from hashlib import sha256
from typing import Any

import msgspec

from icotes.core.log import Cursor, Item, follow
from icotes.kit.workspace import Workspace
from icotes.modules.documents.replica import Replica, Splice
from icotes.modules.documents.types import (
    AuthorKind,
    Document,
    DocumentState,
    DocumentStatus,
    DocumentUpdate,
    Kind,
    Origin,
)
from icotes.modules.documents.updates import Updates

CLIENTS = 1 << 32
"""Ids of authors within a CRDT are below this."""


class OpenDocument:
    """A document in memory.

    Args:
        id: of this incarnation.
        version: how many changes it had before.

    Attributes:
        on_change: called after every change, on the loop.
        authors: whose changes are not on disk yet.
        saved: the version that is on disk.
        followers: how many there are.
    """

    def __init__(
        self, workspace: Workspace, status: DocumentStatus, id: str, replica: Replica, version: int = 0
    ) -> None:
        self.workspace = workspace
        self.id = id
        self.replica = replica
        self.kind: Kind = replica.kind
        self.version = self.saved = version
        self.status = status
        self.encoding = "utf-8"
        self.ending: Any = "\n"
        self.authors: dict[str, None] = {}
        self.followers = 0
        self.updates = Updates(f"{id}-{workspace.id}")
        self.on_change: Callable[[OpenDocument], object] = lambda _: None
        self._text: str | None = None

    @property
    def path(self) -> str:
        """Where its file is."""
        return self.status.path

    @property
    def text(self) -> str:
        r"""Its text now, lines ending with `\n`; of a rich one its XML."""
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

    def apply(self, update: bytes, author: str, kind: AuthorKind) -> None:
        """Take in an update from outside and send it to the followers.

        Raises:
            BadUpdate: it does not fit; nothing of it was taken.
        """
        self.replica.apply(update, author)
        self._changed(update, author, kind, "edit")

    def splice(self, splices: list[Splice], author: str, kind: AuthorKind, origin: Origin = "edit") -> bytes:
        """Replace ranges of the text (in bytes, last first) and send the update to the followers."""
        update = self.replica.splice(splices, author)
        if update:
            self._changed(update, author, kind, origin)
        return update

    def _changed(self, update: bytes, author: str, kind: AuthorKind, origin: Origin) -> None:
        self._text = None
        self.version += 1
        self.authors[author] = None
        if self.status.saved:
            self.status = msgspec.structs.replace(self.status, saved=False)
        self.updates.append(DocumentUpdate(update=update, author=author, kind=kind, origin=origin))
        self.on_change(self)

    def tell(self, status: DocumentStatus) -> None:
        """Tell the followers how it stands to its file, if that is new."""
        if status != self.status:
            self.status = status
            self.updates.append(status)

    async def follow(self, since: Cursor | None, state: bytes) -> AsyncGenerator[Item[Any]]:
        """Yield what a client with this state vector lacks, then what comes."""

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


def begin(text: str, kind: Kind) -> tuple[str, Replica]:
    """Return id and replica of a document that is made of a file.

    The same text makes the same document, so that it needs no state of its own until somebody changes it.
    """
    digest = sha256(f"{kind}\0{text}".encode()).digest()
    replica = Replica(kind, client=int.from_bytes(digest[:4]) % CLIENTS)
    if kind == "text" and text:
        replica.root.insert(0, text)
    return f"d_{digest[:12].hex()}", Replica(kind, replica.lacking())
