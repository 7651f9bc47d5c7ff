"""Copy, paste, and what was copied before: each person's own, and what they show to others."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial
from typing import Annotated, Any

from msgspec import Meta

from icotes.core.body import Download, Upload
from icotes.core.caller import Caller
from icotes.core.errors import Unacceptable
from icotes.core.log import Bookmark, Cursor, Gap, Item, Snapshot, follow
from icotes.core.methods import Module, command, every, query
from icotes.kit.page import Page
from icotes.kit.workspace import Workspace
from icotes.modules.clipboard import store
from icotes.modules.clipboard.shelf import Shelf, held
from icotes.modules.clipboard.system import System
from icotes.modules.clipboard.types import (
    ClipboardSettings,
    ClipboardShared,
    ClipboardUnshared,
    Copied,
    CopiedText,
    EntryId,
    EntryName,
    Gone,
    NotCopied,
    Put,
    SystemClipboard,
)
from icotes.modules.files.types import Disk, FilePath, OpenText

Wanted = Annotated[str, Meta(min_length=1, max_length=1000)]
Few = Annotated[int, Meta(ge=1, le=1000)]


class Clipboard(Module):
    """What people copied, of the person and not of a workspace: keys that hold in some workspaces don't reach it."""

    def __init__(
        self, shelf: Shelf, system: System, settings: ClipboardSettings, disk: Disk, open_text: OpenText | None
    ) -> None:
        self._shelf = shelf
        self._system = system
        self._settings = settings
        self._disk = disk
        self._open_text = open_text

    @command(rest="POST /clipboard")
    async def copy(
        self,
        caller: Caller,
        body: Upload,
        *,
        name: EntryName = "",
        secret: bool | None = None,
        system: bool = False,
    ) -> Copied:
        """Copy bytes: a text, a picture, or with a name a file. All of your clients have it at once.

        Args:
            body: what to copy.
            name: the name of the file.
            secret: kept for a minute, in memory only, and never found; by default if it looks like a secret.
            system: copy it to the clipboard of the server's machine as well.

        Raises:
            Unacceptable: it is empty, or the machine's clipboard is not used here.
            QuotaExceeded: it is too large, or pinned entries leave no room for it.
            Denied: the machine's clipboard is not yours to use.
        """
        if system:
            self._system.admit(caller)
        entry = await self._shelf.add(caller, body, name, secret)
        if system:
            data = b"".join([chunk async for chunk in self._shelf.download(entry).read(0, entry.size)])
            await self._system.take(data, entry.media_type)
        return entry

    @command
    async def copy_text(
        self, caller: Caller, text: CopiedText, *, secret: bool | None = None, system: bool = False
    ) -> Copied:
        """Copy a text; as `clipboard.copy`, for who has it as a text.

        Args:
            text: what to copy.
            secret: kept for a minute, in memory only, and never found; by default if it looks like a secret.
            system: copy it to the clipboard of the server's machine as well.

        Raises:
            QuotaExceeded: it is too large, or pinned entries leave no room for it.
            Denied: the machine's clipboard is not yours to use.
            Unacceptable: the machine's clipboard is not used here.
        """
        return await self.copy(caller, Upload.of(text.encode("utf-8", "surrogatepass")), secret=secret, system=system)

    @command
    async def copy_file(
        self, workspace: Workspace, caller: Caller, path: FilePath, *, secret: bool | None = None
    ) -> Copied:
        """Copy a file of a workspace, as it is now.

        Args:
            secret: kept for a minute, in memory only, and never found; by default if it looks like a secret.

        Raises:
            NotFound: there is no such file.
            Denied: your key does not read files, or the file may not be read.
            QuotaExceeded: it is too large, or pinned entries leave no room for it.
        """
        caller.require("files:read")
        if self._open_text:
            await self._open_text.flush(workspace, path)
        found = await self._disk.load(workspace, path, self._settings.entry_bytes)
        return await self._shelf.add(caller, Upload.of(found.data), found.path.rpartition("/")[2], secret)

    @query(rest="GET /clipboard/raw/{entry}")
    async def paste(self, caller: Caller, entry: EntryId = "", *, system: bool = False) -> Download:
        """Return the bytes of what was copied last, or of an entry.

        Args:
            system: what is on the clipboard of the server's machine; if it has none, what you copied last.

        Raises:
            NotCopied: there is no such entry, or nothing was copied yet.
            Denied: the machine's clipboard is not yours to use.
            Unacceptable: the machine's clipboard is not used here.
        """
        if system:
            self._system.admit(caller)
            given = await self._system.give()
            if given is not None:
                return held(*given)
        if entry:
            return self._shelf.download(await self._own(caller, entry))
        kept = await self._entries(caller)
        if not kept:
            raise store.nothing()
        return self._shelf.download(kept[0])

    @query(rest="GET /clipboard")
    async def list_(self, caller: Caller, *, after: EntryId = "", limit: Few = 100) -> Page[Copied]:
        """Return what you copied, newest first.

        Args:
            after: the `next` of the page before.
            limit: entries to a page, at most.

        Raises:
            NotCopied: the entry that `after` names is gone; begin again.
        """
        kept = await self._entries(caller)
        start = next((index + 1 for index, each in enumerate(kept) if each.id == after), 0)
        if after and not start:
            raise NotCopied("The entry that `after` names is gone by now; ask for the first page again.")
        page = kept[start : start + limit]
        return Page(page, page[-1].id if start + limit < len(kept) else None)

    @query
    async def search(self, caller: Caller, text: Wanted, *, limit: Few = 100) -> list[Copied]:
        """Return what you copied that holds a text, newest first; secrets are never found.

        Only the first 65,536 characters of a text are looked at.

        Args:
            text: in whatever case.
            limit: entries, at most.
        """
        return await self._shelf.server.read(lambda at: store.search(at.execute, caller.name, text, limit))

    @command
    async def pin(self, caller: Caller, entry: EntryId, *, pinned: bool = True) -> Copied:
        """Keep an entry until it is deleted, or let it go with time again.

        Raises:
            NotCopied: there is no such entry.
            Unacceptable: it is a secret.
            QuotaExceeded: too many are pinned.
        """
        kept = await self._own(caller, entry)
        if kept.secret:
            raise Unacceptable("A secret is not kept; copy it again with `secret` false.")
        return await self._shelf.pin(kept, pinned)

    @command
    async def delete(self, caller: Caller, entry: EntryId) -> None:
        """Forget an entry.

        Raises:
            NotCopied: there is no such entry.
        """
        kept = await self._own(caller, entry)
        await self._shelf.remove(lambda tx: store.remove_where(tx, "id = ?", kept.id))

    @command
    async def clear(self, caller: Caller, *, pinned: bool = False) -> None:
        """Forget all that you copied.

        Args:
            pinned: also what is pinned.
        """
        where = "owner = ?" if pinned else "owner = ? AND pinned = 0"
        await self._shelf.remove(lambda tx: store.remove_where(tx, where, caller.name))

    @command
    async def share(self, workspace: Workspace, caller: Caller, entry: EntryId, *, shared: bool = True) -> Copied:
        """Show an entry to the people of a workspace, or not any more; it is shown in one at a time.

        Raises:
            NotCopied: there is no such entry.
            Unacceptable: it is a secret.
        """
        kept = await self._own(caller, entry)
        if kept.secret and shared:
            raise Unacceptable("A secret is not shared; copy it again with `secret` false.")
        place = workspace.id if shared else ""
        changed = await self._shelf.change(kept, partial(store.share, entry=kept, workspace=place))
        if kept.shared and kept.shared != place:
            await self._shelf.tell(kept.shared, ClipboardUnshared(entry=entry))
        if shared:
            await workspace.store.publish(ClipboardShared(entry=entry, owner=caller.name))
        return changed

    @query(rest="GET /workspaces/{workspace}/clipboard")
    async def shared(self, workspace: Workspace) -> list[Copied]:
        """Return what people show to those of a workspace, newest first."""
        return await self._shelf.server.read(lambda at: store.shared(at.execute, workspace.id))

    @query(rest="GET /workspaces/{workspace}/clipboard/raw/{entry}")
    async def paste_shared(self, workspace: Workspace, entry: EntryId) -> Download:
        """Return the bytes of an entry that somebody shows to the people of a workspace.

        Raises:
            NotCopied: nobody shows such an entry here.
        """
        found = await self._shelf.server.read(lambda at: store.find(at.execute, entry))
        if found.shared != workspace.id:
            raise store.missing()
        return self._shelf.download(found)

    @query
    async def system_(self) -> SystemClipboard:
        """Return whether the server's machine has a clipboard of its own, and whether its owner may use it here."""
        program = await self._system.program()
        return SystemClipboard(program.name if program else "", self._system.allowed)

    @query
    def follow(
        self, caller: Caller, *, since: Cursor | None = None
    ) -> AsyncIterator[Item[Snapshot[list[Copied]] | Gap | Bookmark | Put | Gone]]:
        """Yield what you copied, then what becomes of it on any of your clients; nobody else sees this.

        Args:
            since: the last cursor that was seen.
        """
        return self._follow(caller, since)

    async def _follow(self, caller: Caller, since: Cursor | None) -> AsyncGenerator[Item[Any]]:
        feed = self._shelf.feed(caller.name)

        async def snapshot() -> tuple[int, list[Copied]]:
            position = feed.last
            return position, await self._entries(caller)

        def keep(change: Put | Gone) -> bool:
            return isinstance(change, Gone) or _shown(caller, change.entry)

        async with aclosing(follow(feed, since, snapshot=snapshot, keep=keep)) as items:
            async for item in items:
                yield item

    @every("1m")
    async def tidy(self) -> None:
        """Forget what is too old."""
        await self._shelf.tidy()

    async def _entries(self, caller: Caller) -> list[Copied]:
        kept = await self._shelf.server.read(lambda at: store.entries(at.execute, caller.name))
        return [each for each in kept if _shown(caller, each)]

    async def _own(self, caller: Caller, id: str) -> Copied:
        entry = await self._shelf.server.read(lambda at: store.find(at.execute, id))
        if entry.owner != caller.name or not _shown(caller, entry):
            raise store.missing()
        return entry


def _shown(caller: Caller, entry: Copied) -> bool:
    """An agent that acts for somebody sees no secret of theirs."""
    return not (entry.secret and caller.kind == "agent")
