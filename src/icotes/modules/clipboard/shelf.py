"""The clipboards of all people: what comes, what goes, and who is told."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import TypeVar

from icotes.core.body import Download, Upload
from icotes.core.caller import Caller
from icotes.core.errors import NotFound, QuotaExceeded, Unacceptable
from icotes.core.events import Event
from icotes.kit.store import ServerStore, Transaction
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.clipboard import store
from icotes.modules.clipboard.contents import LOOK_BYTES, Contents, Seen, look
from icotes.modules.clipboard.feed import Feed
from icotes.modules.clipboard.secrecy import looks_secret
from icotes.modules.clipboard.types import ClipboardSettings, ClipboardUnshared, Copied, Gone, Put

T = TypeVar("T")


class Shelf:
    """Keeps the entries of everybody, within bounds; secrets in memory and for a short time only."""

    def __init__(
        self, server: ServerStore, workspaces: OpenWorkspaces, contents: Contents, settings: ClipboardSettings
    ) -> None:
        self.server = server
        self._workspaces = workspaces
        self._contents = contents
        self._settings = settings
        self._feeds: dict[str, Feed] = {}
        self._expiring: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Forget what a server left behind that ran before."""
        await self._contents.keep_only(await self.server.write(store.remove_secrets))

    async def stop(self) -> None:
        """End the feeds, and wait no more for what expires."""
        for task in self._expiring:
            task.cancel()
        for feed in self._feeds.values():
            feed.close()

    def feed(self, owner: str) -> Feed:
        """Return what happens to a person's clipboard from now on."""
        return self._feeds.setdefault(owner, Feed("clipboard"))

    async def add(self, caller: Caller, upload: Upload, name: str, secret: bool | None) -> Copied:
        """Keep what somebody copied.

        Raises:
            Unacceptable: it is empty.
            QuotaExceeded: it is too large.
        """
        head, rest = await _begin(upload.chunks)
        seen = look(head, name, rest is None)
        searched = seen.text[: store.SEARCHED]
        if secret is None:
            secret = looks_secret(searched)
        if secret and rest is not None:
            raise QuotaExceeded(f"A secret is kept in memory and has at most {LOOK_BYTES} bytes; copy a part of it.")
        id_ = f"c_{secrets.token_hex(8)}"
        try:
            hash_, size = await self._put(id_, head, rest, secret)
            entry = self._entry(id_, caller.name, seen, "" if secret else name, size, secret)
            text = "" if secret else searched
            job = partial(store.add, entry=entry, text=text, hash=hash_, settings=self._settings)
            kept = await self.server.write(job)
        except BaseException:
            await self._contents.delete([id_])
            raise
        if secret:
            self._expire_later()
        self.feed(caller.name).append(Put(kept.entry))
        await self._went(kept.gone)
        return kept.entry

    async def _put(self, id: str, head: bytes, rest: AsyncIterator[bytes] | None, secret: bool) -> tuple[str, int]:
        if secret:
            self._contents.put_secret(id, head)
            return "", len(head)
        return await self._contents.put(id, _joined(head, rest), self._settings.entry_bytes)

    def _entry(self, id: str, owner: str, seen: Seen, name: str, size: int, secret: bool) -> Copied:
        now = time.time()
        return Copied(
            id=id,
            owner=owner,
            kind=seen.kind,
            name=name,
            media_type=seen.media_type,
            size=size,
            preview="",
            secret=secret,
            created=now,
            expires=now + (self._settings.secret_seconds if secret else self._settings.days * 86400),
        )

    def _expire_later(self) -> None:
        async def expire() -> None:
            await asyncio.sleep(self._settings.secret_seconds)
            await self.tidy()

        task = asyncio.create_task(expire())
        self._expiring.add(task)
        task.add_done_callback(self._expiring.discard)

    async def tidy(self) -> None:
        """Forget what is too old."""
        await self.remove(store.remove_expired)

    async def remove(self, job: Callable[[Transaction], list[Copied]]) -> None:
        """Forget the entries that a job removes from the table and returns."""
        await self._went(await self.server.write(job))

    async def _went(self, gone: Sequence[Copied]) -> None:
        await self._contents.delete([each.id for each in gone])
        for owner in {each.owner for each in gone}:
            self.feed(owner).append(Gone([each.id for each in gone if each.owner == owner]))
        for each in gone:
            if each.shared:
                await self.tell(each.shared, ClipboardUnshared(entry=each.id))

    async def pin(self, entry: Copied, pinned: bool) -> Copied:
        """Pin an entry, or let it go with time.

        Raises:
            QuotaExceeded: too many are pinned.
        """
        return await self.change(entry, partial(store.pin, entry=entry, pinned=pinned, most=self._settings.entries))

    async def change(self, entry: Copied, job: Callable[[Transaction], Copied]) -> Copied:
        """Change an entry, and tell its owner's clients."""
        changed = await self.server.write(job)
        self.feed(entry.owner).append(Put(changed))
        return changed

    async def tell(self, workspace: str, event: Event) -> None:
        """Publish an event in a workspace, if it is open."""
        try:
            await self._workspaces.get(workspace).store.publish(event)
        except NotFound:
            return

    def download(self, entry: Copied) -> Download:
        """Return the bytes of an entry."""
        return Download(
            size=entry.size,
            version=entry.id,
            media_type=entry.media_type,
            name=entry.name or _file_name(entry.media_type),
            read=partial(self._contents.read, entry.id),
            close=lambda: None,
            modified=entry.created,
        )


def held(data: bytes, media_type: str) -> Download:
    """Return bytes that are in memory."""

    async def read(start: int, stop: int) -> AsyncIterator[bytes]:
        yield data[start:stop]

    version = hashlib.sha256(data).hexdigest()
    return Download(len(data), version, media_type, _file_name(media_type), read, lambda: None)


def _file_name(media_type: str) -> str:
    return f"clipboard.{media_type.rpartition('/')[2]}" if media_type.startswith("image/") else "clipboard.txt"


async def _begin(chunks: AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes] | None]:
    """Return the first bytes, and what comes after them; None for nothing."""
    head = bytearray()
    async for chunk in chunks:
        head += chunk
        if len(head) > LOOK_BYTES:
            return bytes(head), chunks
    if not head:
        raise Unacceptable("There is nothing to copy: give a text, a file, or bytes on the standard input.")
    return bytes(head), None


async def _joined(head: bytes, rest: AsyncIterator[bytes] | None) -> AsyncIterator[bytes]:
    yield head
    if rest is not None:
        async for chunk in rest:
            yield chunk
