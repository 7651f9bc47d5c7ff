"""Read, write, arrange, find and watch the files of a workspace."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Literal

from msgspec import Meta

from icotes.core.body import Download, Upload
from icotes.core.caller import Caller
from icotes.core.errors import Unacceptable
from icotes.core.events import EventRecord
from icotes.core.log import Bookmark, Cursor, Gap, Item, Snapshot
from icotes.core.methods import Module, command, query
from icotes.kit.page import Page
from icotes.kit.workspace import Workspace
from icotes.modules.files import changes, ripgrep
from icotes.modules.files.content import encode
from icotes.modules.files.entries import listing
from icotes.modules.files.following import followed
from icotes.modules.files.ignored import ignored
from icotes.modules.files.nothing_open import NothingOpen
from icotes.modules.files.settings import FileSettings
from icotes.modules.files.tree import Tree
from icotes.modules.files.trees import Trees
from icotes.modules.files.types import (
    NEW,
    Content,
    Entry,
    FilePath,
    FileWriting,
    NameMatch,
    OpenText,
    Placed,
    Statistics,
    TextMatch,
    Trashed,
    Version,
    WordMatch,
)

Encoding = Literal["utf-8", "utf-8-bom", "utf-16-le", "utf-16-be", "latin-1"]
Globs = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=500)], ...], Meta(max_length=50)]
Pattern = Annotated[str, Meta(min_length=1, max_length=10_000)]
Few = Annotated[int, Meta(ge=1, le=1000)]
Many = Annotated[int, Meta(ge=1, le=10_000)]
Offset = Annotated[int, Meta(ge=0, le=1 << 62)]


class Files(Module, FileWriting):
    """The files of all open workspaces; what is open as a text is read and written there."""

    def __init__(self, trees: Trees, open_text: OpenText | None, settings: FileSettings) -> None:
        self._trees = trees
        self._open = open_text or NothingOpen()
        self._settings = settings

    @query(rest="GET /workspaces/{workspace}/files/{path}")
    async def read(
        self, workspace: Workspace, path: FilePath, *, offset: Offset = 0, length: Offset | None = None
    ) -> Content:
        """Return a file's text, or its bytes if it is no text.

        Args:
            offset: where to begin, in bytes.
            length: how much, in bytes; a text is cut between characters.

        Raises:
            NotFound: there is no such file.
            Denied: it may not be read, or a link leads out of the workspace.
            Unacceptable: it is no regular file.
            QuotaExceeded: it is too large for an answer; use `files.download`.
        """
        tree, opened = self._tree(workspace), await self._open.text(workspace, path)
        return await tree.workers.run(lambda: tree.reader.read(path, offset, length, opened))

    @query(rest="GET /workspaces/{workspace}/raw/{path}")
    async def download(self, workspace: Workspace, path: FilePath) -> Download:
        """Return a file's bytes, of any size.

        Raises:
            NotFound: there is no such file.
            Denied: it may not be read, or a link leads out of the workspace.
            Unacceptable: it is no regular file.
        """
        tree, opened = self._tree(workspace), await self._open.text(workspace, path)
        return await tree.workers.run(lambda: tree.reader.download(path, tree.workers, opened))

    @command(rest="PUT /workspaces/{workspace}/raw/{path}")
    async def upload(
        self, workspace: Workspace, path: FilePath, body: Upload, *, version: Version | None = None
    ) -> Entry:
        """Write a file of any size; it is replaced at once, when all of it has come.

        Args:
            body: the bytes.
            version: the one to replace; `new` if there may be none.

        Raises:
            Conflict: the file has another version; `current` is what stands now.
            Denied: it is read-only or a link.
            QuotaExceeded: it is too large, or the disk is full.
        """
        await self._open.flush(workspace, path)
        return await changes.upload(self._tree(workspace), path, body, version, self._settings.upload_bytes)

    @command(rest="PUT /workspaces/{workspace}/files/{path}")
    async def write(
        self,
        workspace: Workspace,
        path: FilePath,
        text: str | None = None,
        *,
        data: bytes | None = None,
        encoding: Encoding = "utf-8",
        version: Version | None = None,
    ) -> Entry:
        """Write a whole file: a text, or bytes as `data`. It is on disk when this answers.

        Args:
            text: the new text.
            data: the new bytes, instead of `text`.
            encoding: how the text is kept; give back what `files.read` said.
            version: the one to replace; `new` if there may be none. Without it, whatever is there is replaced.

        Raises:
            Conflict: the file has another version; `current` is what stands now.
            Denied: it is read-only or a link.
            NotFound: there is no folder for it; make it with `files.make_folder`.
            QuotaExceeded: it is too large, or the disk is full.
        """
        if (text is None) == (data is None):
            raise Unacceptable("Give either `text` or `data`.", field="text")
        raw = (data if text is None else encode(text, encoding)) or b""
        if replaced := await self._open.replace(workspace, path, raw, version):
            return replaced
        return await changes.write(self._tree(workspace), path, raw, version, self._settings.upload_bytes)

    @command
    async def create(self, workspace: Workspace, path: FilePath, text: str = "") -> Entry:
        """Make a new file.

        Raises:
            Conflict: there is something at this path; `current` is what.
            NotFound: there is no folder for it; make it with `files.make_folder`.
        """
        return await self.write(workspace, path, text, version=NEW)

    @command
    async def make_folder(self, workspace: Workspace, path: FilePath) -> Entry:
        """Make a folder, and those above it that lack.

        Raises:
            Conflict: there is something at this path.
        """
        return await changes.make_folder(self._tree(workspace), path)

    @query
    async def list_(
        self, workspace: Workspace, path: FilePath = "", *, after: str = "", limit: Many = 1000
    ) -> Page[Entry]:
        """Return what is right in a folder, by name.

        Args:
            after: the `next` of the page before.
            limit: entries to a page, at most.

        Raises:
            NotFound: there is no such folder.
            Denied: it may not be read, or a link leads out of the workspace.
        """
        tree = self._tree(workspace)
        return await tree.workers.run(lambda: listing(tree.root, path, after, limit))

    @query
    async def ignored(
        self, workspace: Workspace, paths: Annotated[tuple[FilePath, ...], Meta(max_length=1000)]
    ) -> list[str]:
        """Return which of these files git ignores, by .gitignore and the like; none where there is no repository.

        Args:
            paths: of files and folders; one that git knows already is not ignored.
        """
        tree = self._tree(workspace)
        return await tree.searchers.run(lambda: ignored(tree.root, paths))

    @query
    async def stat(self, workspace: Workspace, path: FilePath) -> Entry:
        """Return what is known of a file or folder without reading it; of a link, the link itself.

        Raises:
            NotFound: there is nothing at this path.
        """
        return await self._tree(workspace).look(path)

    @command
    async def move(self, workspace: Workspace, source: FilePath, target: FilePath, *, replace: bool = False) -> Entry:
        """Move or rename a file or folder.

        Args:
            source: where it is.
            target: its new path.
            replace: a file that is at the target goes.

        Raises:
            NotFound: there is nothing to move, or no folder to move it into.
            Conflict: there is something at the target.
        """
        await self._open.flush(workspace, source)
        await self._open.flush(workspace, target)
        return await changes.move(self._tree(workspace), source, target, replace)

    @command
    async def copy(self, workspace: Workspace, source: FilePath, target: FilePath) -> Entry:
        """Copy a file, or a folder with all in it; links are copied as links.

        Args:
            source: what to copy.
            target: the path of the copy.

        Raises:
            NotFound: there is nothing to copy, or no folder to copy it into.
            Conflict: there is something at the target.
            Unacceptable: it holds a device, a FIFO or a socket, or the target is in it.
        """
        await self._open.flush(workspace, source)
        return await changes.copy(self._tree(workspace), source, target)

    @command(rest="DELETE /workspaces/{workspace}/files/{path}")
    async def delete(self, workspace: Workspace, path: FilePath) -> Trashed:
        """Put a file or folder into the trash; `files.restore` takes it out again.

        Raises:
            NotFound: there is nothing at this path.
        """
        await self._open.flush(workspace, path)
        return await changes.delete(self._tree(workspace), path)

    @query
    async def list_trash(self, workspace: Workspace) -> list[Trashed]:
        """Return what is in the trash, newest first."""
        tree = self._tree(workspace)
        return await tree.workers.run(tree.trash.items)

    @command
    async def restore(self, workspace: Workspace, id: str, *, path: FilePath | None = None) -> Entry:
        """Take something out of the trash.

        Args:
            id: as `files.list_trash` shows it.
            path: where to put it, if not where it was.

        Raises:
            NotFound: it is not in the trash, or its folder is gone.
            Conflict: there is something else at the path by now; give another `path`.
        """
        return await changes.restore(self._tree(workspace), id, path)

    @command
    async def empty_trash(self, workspace: Workspace, ids: list[str] | None = None) -> list[str]:
        """Delete what is in the trash for good, and return the ids of what was deleted.

        Args:
            ids: of what to delete; all if left out.
        """
        tree = self._tree(workspace)
        wanted = ids if ids is not None else [item.id for item in await tree.workers.run(tree.trash.items)]
        return await changes.empty_trash(tree, wanted)

    @query
    async def search_names(self, workspace: Workspace, query: Pattern, *, limit: Few = 50) -> list[NameMatch]:
        """Return the files whose path fits what was typed, best first; .gitignore is honoured.

        Args:
            query: letters of the path, in order; those of its name count most.
            limit: how many, at most.
        """
        return [NameMatch(path) for path in await self._tree(workspace).find_names(query, limit)]

    @query
    async def search_contents(
        self,
        workspace: Workspace,
        caller: Caller,
        pattern: Pattern,
        path: FilePath = "",
        *,
        regex: bool = False,
        case: bool = False,
        word: bool = False,
        include: Globs = (),
        exclude: Globs = (),
        type: Annotated[str, Meta(max_length=50)] | None = None,
        hidden: bool = False,
        ignored: bool = False,
        limit: Many = 10_000,
    ) -> AsyncIterator[TextMatch]:
        """Yield the lines that hold a pattern, as they are found.

        Args:
            pattern: what to look for.
            path: the folder to look in.
            regex: the pattern is a regular expression (as in Rust), else it is plain text.
            case: capital letters matter.
            word: only whole words.
            include: globs of the files to look in, e.g. `*.py`, `src/**`.
            exclude: globs of the files to leave out.
            type: a kind of files as ripgrep knows it, e.g. `py`, `ts`, `md`.
            hidden: also files whose names begin with a dot.
            ignored: also files that .gitignore leaves out.
            limit: how many lines, at most.

        Raises:
            Unacceptable: the pattern, a glob or the type is not understood.
            NotFound: there is no such folder.
        """
        tree, left, key = self._tree(workspace), limit, caller.grant.id
        await self._open.flush(workspace, path)
        options = ripgrep.Options(regex, case, word, include, exclude, type, hidden, ignored)
        async with aclosing(ripgrep.contents(tree.root, tree.searchers, path, pattern, options, key)) as batches:
            async for found in batches:
                for match in found[:left]:
                    yield match
                left -= len(found)
                if left <= 0:
                    return

    @query
    async def search_text(
        self, workspace: Workspace, words: Pattern, path: FilePath = "", *, limit: Few = 50
    ) -> list[WordMatch]:
        """Return the files that hold all words, best first, from an index; the first time, the index is made.

        Args:
            words: what to look for; the last one may be only begun.
            path: the folder to look in.
            limit: how many, at most.

        Raises:
            NotFound: there is no such folder.
        """
        await self._open.flush(workspace, path)
        return await self._tree(workspace).find_words(words, path, limit)

    @query
    def follow(
        self, workspace: Workspace, path: FilePath = "", *, since: Cursor | None = None
    ) -> AsyncIterator[Item[EventRecord | Snapshot[Placed] | Gap | Bookmark]]:
        """Yield what is at a path, and then everything that happens there: `files.changed`, `files.moved`, ...

        Args:
            path: a file, or a folder with all in it.
            since: the last cursor that was seen; without it what is there comes first.
        """
        return followed(self._tree(workspace), path, since)

    @query
    async def statistics(self, workspace: Workspace) -> Statistics:
        """Return figures of the cache, the watch and the index of names."""
        return self._tree(workspace).statistics()

    def _tree(self, workspace: Workspace) -> Tree:
        return self._trees.of(workspace)
