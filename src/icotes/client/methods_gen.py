"""Types and methods of the server. Generated from its method table by `make generate`; do not edit."""
# ruff: noqa: A002, D205, D212, D400, D415, E501, PLR0904, RUF002

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Any, Literal

import msgspec

from icotes.client.transport import AsyncTransport, Item, Transport


class Bookmark(msgspec.Struct, frozen=True, kw_only=True, tag="bookmark", tag_field="type"):
    """Nothing for this follower up to this cursor; it only moves the cursor on."""


class CacheUse(msgspec.Struct, frozen=True, kw_only=True):
    """How a cache was used, since what it belongs to was opened.

    Attributes:
        name: what it keeps.
        hits: how often it had what was asked for.
        misses: how often it had not.
        bytes: what it holds now.
    """

    name: str
    hits: int
    misses: int
    bytes: int


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A client that is here now.

    Attributes:
        id: opaque.
        kind: the face that it came by.
        user: the caller's name.
        address: the peer's network address.
        agent: what the client calls itself (`User-Agent`).
        opened: seconds since the epoch, UTC.
        active: when it last called something.
        calls: how often it did.
        rate: how often in a minute, lately: a call of a minute ago counts for about a third.
    """

    id: str
    kind: Literal["cli", "http", "mcp", "websocket"]
    user: str
    session: str
    grant: str
    address: str
    agent: str
    opened: float
    active: float
    calls: int = 0
    rate: float = 0.0


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A file's content, or a part of it.

    Attributes:
        text: the text, if it is one.
        data: the bytes, if it is none.
        encoding: how the text is kept: `utf-8`, `utf-8-bom`, `utf-16-le`, `utf-16-be`, or `latin-1`.
        guessed: nothing proves the encoding; the text may look odd.
        media_type: from content and name, e.g. `image/png`.
        size: bytes of the whole file.
        offset: where this part begins, in bytes.
    """

    path: str
    text: str | None
    data: bytes | None
    encoding: str | None
    guessed: bool
    media_type: str
    size: int
    offset: int
    version: str
    modified: float


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """An event that a handler did not take.

    Attributes:
        id: of the letter.
        handler: who did not take it, e.g. `documents.merge`.
        event: what happened.
        error: why, the last time.
        failed: when that was, in seconds since the epoch, UTC.
        attempts: how often it was tried.
    """

    id: str
    handler: str
    event: EventRecord
    error: str
    failed: float
    attempts: int


class Downloaded(msgspec.Struct, frozen=True, kw_only=True):
    """A download on a face that has no raw bytes."""

    data: bytes
    media_type: str
    version: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file without reading it.

    Attributes:
        size: bytes; 0 for a folder.
        modified: seconds since the epoch, UTC.
        mode: permission bits, e.g. 420 (octal 644).
        escaped: the name on disk is no plain text; it is written with `%XX` here.
        clash: another name in the folder differs only in case or in how accents are composed.
    """

    path: str
    type: Literal["file", "folder", "link", "other"]
    size: int
    modified: float
    version: str
    mode: int
    escaped: bool = False
    clash: bool = False


class EventCount(msgspec.Struct, frozen=True, kw_only=True):
    """Events of one kind since the server started.

    Attributes:
        delivered: how often one reached a follower; each follower counts.
    """

    kind: str
    published: int
    delivered: int


class EventRecord(msgspec.Struct, frozen=True, kw_only=True, tag="event", tag_field="type"):
    """An event as it stands in a log.

    Attributes:
        id: unique in all logs; an event handler is idempotent by it.
        time: seconds since the epoch, UTC.
        kind: the event's name, e.g. `files.changed`.
        actor: the name of who caused it; `system` for the server itself.
        call: the id of the call that caused it; empty when nobody called.
    """

    id: str
    time: float
    kind: str
    actor: str
    call: str
    data: Any


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """How a process ended.

    Attributes:
        code: what it returned; null when a signal ended it.
        signal: the name of that signal, e.g. `SIGKILL`; empty when it returned.
    """

    code: int | None
    signal: str = ""


class Follower(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who follows a log of events.

    Attributes:
        log: the workspace's id, or `server`.
        delivered: events that reached the reader.
        gaps: how often it came too late for records that were trimmed.
        lag: records that it has yet to read or pass over.
    """

    user: str
    connection: str
    log: str
    kinds: list[str]
    delivered: int = 0
    gaps: int = 0
    lag: int = 0


class Gap(msgspec.Struct, frozen=True, kw_only=True, tag="gap", tag_field="type"):
    """Records before this cursor can't be had: they are `trimmed`, or of another `epoch`; a snapshot comes next."""

    reason: str


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """What this server is.

    Attributes:
        version: of the program.
        protocol: the versions of the protocol that it speaks.
        faces: the ways in, as `system.connections` names them.
        modules: the capabilities that it has.
        methods: how many methods there are.
        workspaces: how many are open.
        connections: how many clients are connected.
        started: seconds since the epoch, UTC.
    """

    version: str
    protocol: ProtocolRange
    faces: list[Literal["cli", "http", "mcp", "websocket"]]
    modules: list[str]
    methods: int
    workspaces: int
    connections: int
    started: float


class MethodTimes(msgspec.Struct, frozen=True, kw_only=True):
    """How a method did since the server started; times in seconds.

    Attributes:
        failures: how many calls ended with an error, by its kind.
        p50: half of the latest calls took no longer.
    """

    method: str
    calls: int
    failures: dict[str, int]
    p50: float
    p95: float
    p99: float
    total: float


class NameMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A file whose path fits what was typed; better ones come first."""

    path: str


class NewToken(msgspec.Struct, frozen=True, kw_only=True):
    """A key that was just made.

    Attributes:
        key: the key itself; it is shown this once and kept nowhere.
        token: what the server knows of it.
    """

    key: str
    token: Token


class PageOfConnection(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[Connection]
    next: str | None = None


class PageOfEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[Entry]
    next: str | None = None


class PageOfEventRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[EventRecord]
    next: str | None = None


class PartHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How the part with this name is."""

    state: Literal["degraded", "failed", "ok"] = "ok"
    detail: str = ""
    name: str


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """What is at a path when a follower begins.

    Attributes:
        entry: the file or folder itself; null if there is none.
        entries: what is right in it, if it is a folder; the first 10,000.
    """

    entry: Entry | None
    entries: list[Entry]


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of files that the server knows.

    Attributes:
        id: opaque; it stays the same when the project is closed and opened again.
        name: the folder's name; with a number if another project has it already.
        folder: where the files are on the server's machine.
        workspace: the name of its workspace: `main` for the first project of a server, the project's name for others.
        opened: whether its workspace is open.
        notes: what somebody should know about this folder, e.g. that it lies on a network file system.
    """

    id: str
    name: str
    folder: str
    workspace: str
    opened: bool
    notes: list[str] = msgspec.field(default_factory=list)


class ProtocolRange(msgspec.Struct, frozen=True, kw_only=True):
    """The oldest and the newest version of the protocol that a server speaks."""

    min: str
    max: str


class ServerHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How the server is.

    Attributes:
        state: the worst of its parts.
        parts: those that can tell, in the order of their start.
    """

    state: Literal["degraded", "failed", "ok"]
    parts: list[PartHealth]


class ServerStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """How much happens.

    Attributes:
        methods: those that were called.
        gaps: how often a follower of events came too late for records that were trimmed; nothing else is ever dropped.
        followers: who follows events now.
        connections: clients that are connected, by face.
        caches: what is kept so that it need not be made or read again.
    """

    methods: list[MethodTimes]
    usage: Usage
    events: list[EventCount]
    gaps: int
    followers: list[Follower]
    connections: dict[str, int]
    caches: list[CacheUse]


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the server.

    Attributes:
        name: a module's name, or that of a building block's class.
        state: `running`, unless its health says otherwise; `stopped` until it is first called.
        needs: the parts that it was given.
        methods: what it can be asked; building blocks have none.
    """

    name: str
    version: str
    state: Literal["degraded", "failed", "running", "stopped"]
    needs: list[str]
    methods: list[str]


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A browser's session.

    Attributes:
        token: its key's public part: id, name, expiry, last use.
        data: what its client keeps in it.
    """

    token: Token
    data: dict[str, Any]


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as it stands.

    Attributes:
        name: section and field, e.g. `files.trash_days`.
        value: what holds.
        default: what would hold if nobody had set it.
        origin: `default`, the file and line, the environment's variable or the flag.
        description: what it is for.
    """

    name: str
    value: Any
    default: Any
    origin: str
    description: str


class SnapshotOfNone(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: None


class SnapshotOfPlaced(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: Placed


class SnapshotOfTerminal(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: Terminal


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one workspace's files, since it was opened.

    Attributes:
        cache_hits: reads that needed no reading from disk.
        cache_bytes: what the cache holds now.
        unwatched: folders in which no change is noticed.
        names: paths in the index of names; 0 until the first search.
    """

    cache_hits: int
    cache_misses: int
    cache_bytes: int
    unwatched: int
    names: int


class Terminal(msgspec.Struct, frozen=True, kw_only=True):
    """A terminal.

    Attributes:
        owner: who started it; everybody else sees its output without what a screen would obey or answer.
        writer: who types; empty until somebody does.
        shared: everybody who may type may do so at the same time.
        command: the program and its arguments.
        cwd: the folder in which it was started, from the workspace's.
        pid: its process on the server's machine.
        created: seconds since the epoch, UTC.
        exit: how the program ended; null while it runs.
    """

    id: str
    name: str
    owner: str
    writer: str = ""
    shared: bool = False
    command: tuple[str, ...]
    cwd: str
    rows: int
    cols: int
    pid: int
    created: float
    state: Literal["exited", "running"] = "running"
    exit: Exit | None = None


class TextMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A line that holds what was looked for.

    Attributes:
        line: its number; the first is 1.
        text: the line, cut when it is long.
        spans: where in `text` it was found: begin and end, in characters.
    """

    path: str
    line: int
    text: str
    spans: list[tuple[int, int]]


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A key, without the key itself.

    Attributes:
        id: names it in lists and records.
        name: what its maker called it; of a session, the browser.
        user: for whom it acts.
        scopes: what it may do: `files:read`, `terminals:*`, `*`.
        workspaces: ids of the workspaces in which it holds; null means all.
        created: seconds since the epoch, UTC.
        expires: when it ends; null means never.
        last_used: when it was last used, to the minute; null means never.
    """

    id: str
    kind: Literal["cookie", "key", "owner", "session"]
    name: str
    user: str
    scopes: list[str]
    workspaces: list[str] | None = None
    created: float
    expires: float | None = None
    last_used: float | None = None


class Trashed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was deleted and can be restored.

    Attributes:
        id: names it for `restore`.
        path: where it was.
        size: bytes of all files in it.
        at: when it was deleted; seconds since the epoch, UTC.
    """

    id: str
    path: str
    type: Literal["file", "folder", "link", "other"]
    size: int
    at: float


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What the server's process uses.

    Attributes:
        memory: resident bytes.
        cpu: seconds of processor time since it started.
        handles: open files and sockets.
        loop_delay: the longest that the event loop was late within the last minute, in seconds.
    """

    memory: int
    cpu: float
    handles: int
    loop_delay: float


class WordMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A file that holds the words that were looked for.

    Attributes:
        snippet: a part of its text around them.
    """

    path: str
    snippet: str


class WorkspaceInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An open workspace.

    Attributes:
        id: opaque.
        name: what people call it; unique on this server.
        project: the id of its project.
        folder: where its files are on the server's machine.
        cursor: the end of its log; events from here on are later than this answer.
    """

    id: str
    name: str
    project: str
    folder: str
    cursor: str


class AsyncFilesMethods:
    """The methods of `files`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def copy(
        self,
        source: str,
        target: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Copy a file, or a folder with all in it; links are copied as links.

        Args:
            source: what to copy.
            target: the path of the copy.

        Raises:
            NotFound: there is nothing to copy, or no folder to copy it into.
            Conflict: there is something at the target.
            Unacceptable: it holds a device, a FIFO or a socket, or the target is in it.
        """
        return await self._transport.command(
            "files.copy",
            {
                "source": source,
                "target": target,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )

    async def create(
        self,
        path: str,
        text: str = "",
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Make a new file.

        Raises:
            Conflict: there is something at this path; `current` is what.
            NotFound: there is no folder for it; make it with `files.make_folder`.
        """
        return await self._transport.command(
            "files.create",
            {
                "path": path,
                "text": text,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )

    async def delete(
        self,
        path: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Trashed:
        """Put a file or folder into the trash; `files.restore` takes it out again.

        Raises:
            NotFound: there is nothing at this path.
        """
        return await self._transport.command(
            "files.delete",
            {"path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Trashed,
        )

    async def download(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> Downloaded:
        """Return a file's bytes, of any size.

        Raises:
            NotFound: there is no such file.
            Denied: it may not be read, or a link leads out of the workspace.
            Unacceptable: it is no regular file.
        """
        return await self._transport.query(
            "files.download", {"path": path, "workspace": workspace, "timeout": timeout}, Downloaded
        )

    async def empty_trash(
        self,
        ids: list[str] | None = None,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> list[str]:
        """Delete what is in the trash for good, and return the ids of what was deleted.

        Args:
            ids: of what to delete; all if left out.
        """
        return await self._transport.command(
            "files.empty_trash",
            {"ids": ids, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            list[str],
        )

    def follow(
        self, path: str = "", *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[Item[EventRecord | SnapshotOfPlaced | Gap | Bookmark]]:
        """Yield what is at a path, and then everything that happens there: `files.changed`, `files.moved`, ...

        Args:
            path: a file, or a folder with all in it.
            since: the last cursor that was seen; without it what is there comes first.
        """
        return self._transport.follow(
            "files.follow",
            {"path": path, "since": since, "workspace": workspace, "timeout": timeout},
            EventRecord | SnapshotOfPlaced | Gap | Bookmark,
        )

    async def ignored(
        self, paths: tuple[str, ...], *, workspace: str | None = None, timeout: float | None = None
    ) -> list[str]:
        """Return which of these files git ignores, by .gitignore and the like; none where there is no repository.

        Args:
            paths: of files and folders; one that git knows already is not ignored.
        """
        return await self._transport.query(
            "files.ignored", {"paths": paths, "workspace": workspace, "timeout": timeout}, list[str]
        )

    async def list_(
        self,
        path: str = "",
        *,
        after: str = "",
        limit: int = 1000,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfEntry:
        """Return what is right in a folder, by name.

        Args:
            after: the `next` of the page before.
            limit: entries to a page, at most.

        Raises:
            NotFound: there is no such folder.
            Denied: it may not be read, or a link leads out of the workspace.
        """
        return await self._transport.query(
            "files.list",
            {"path": path, "after": after, "limit": limit, "workspace": workspace, "timeout": timeout},
            PageOfEntry,
        )

    async def list_trash(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Trashed]:
        """Return what is in the trash, newest first."""
        return await self._transport.query(
            "files.list_trash", {"workspace": workspace, "timeout": timeout}, list[Trashed]
        )

    async def make_folder(
        self,
        path: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Make a folder, and those above it that lack.

        Raises:
            Conflict: there is something at this path.
        """
        return await self._transport.command(
            "files.make_folder",
            {"path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Entry,
        )

    async def move(
        self,
        source: str,
        target: str,
        *,
        replace: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Move or rename a file or folder.

        Args:
            source: where it is.
            target: its new path.
            replace: a file that is at the target goes.

        Raises:
            NotFound: there is nothing to move, or no folder to move it into.
            Conflict: there is something at the target.
        """
        return await self._transport.command(
            "files.move",
            {
                "source": source,
                "target": target,
                "replace": replace,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )

    async def read(
        self,
        path: str,
        *,
        offset: int = 0,
        length: int | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
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
        return await self._transport.query(
            "files.read",
            {"path": path, "offset": offset, "length": length, "workspace": workspace, "timeout": timeout},
            Content,
        )

    async def restore(
        self,
        id: str,
        *,
        path: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Take something out of the trash.

        Args:
            id: as `files.list_trash` shows it.
            path: where to put it, if not where it was.

        Raises:
            NotFound: it is not in the trash, or its folder is gone.
            Conflict: there is something else at the path by now; give another `path`.
        """
        return await self._transport.command(
            "files.restore",
            {"id": id, "path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Entry,
        )

    def search_contents(
        self,
        pattern: str,
        path: str = "",
        *,
        regex: bool = False,
        case: bool = False,
        word: bool = False,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        type: str | None = None,
        hidden: bool = False,
        ignored: bool = False,
        limit: int = 10000,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> AsyncGenerator[TextMatch]:
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
        return self._transport.stream(
            "files.search_contents",
            {
                "pattern": pattern,
                "path": path,
                "regex": regex,
                "case": case,
                "word": word,
                "include": include,
                "exclude": exclude,
                "type": type,
                "hidden": hidden,
                "ignored": ignored,
                "limit": limit,
                "workspace": workspace,
                "timeout": timeout,
            },
            TextMatch,
        )

    async def search_names(
        self, query: str, *, limit: int = 50, workspace: str | None = None, timeout: float | None = None
    ) -> list[NameMatch]:
        """Return the files whose path fits what was typed, best first; .gitignore is honoured.

        Args:
            query: letters of the path, in order; those of its name count most.
            limit: how many, at most.
        """
        return await self._transport.query(
            "files.search_names",
            {"query": query, "limit": limit, "workspace": workspace, "timeout": timeout},
            list[NameMatch],
        )

    async def search_text(
        self, words: str, path: str = "", *, limit: int = 50, workspace: str | None = None, timeout: float | None = None
    ) -> list[WordMatch]:
        """Return the files that hold all words, best first, from an index; the first time, the index is made.

        Args:
            words: what to look for; the last one may be only begun.
            path: the folder to look in.
            limit: how many, at most.

        Raises:
            NotFound: there is no such folder.
        """
        return await self._transport.query(
            "files.search_text",
            {"words": words, "path": path, "limit": limit, "workspace": workspace, "timeout": timeout},
            list[WordMatch],
        )

    async def stat(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> Entry:
        """Return what is known of a file or folder without reading it; of a link, the link itself.

        Raises:
            NotFound: there is nothing at this path.
        """
        return await self._transport.query(
            "files.stat", {"path": path, "workspace": workspace, "timeout": timeout}, Entry
        )

    async def statistics(self, *, workspace: str | None = None, timeout: float | None = None) -> Statistics:
        """Return figures of the cache, the watch and the index of names."""
        return await self._transport.query("files.statistics", {"workspace": workspace, "timeout": timeout}, Statistics)

    async def upload(
        self,
        path: str,
        body: bytes,
        *,
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return await self._transport.command(
            "files.upload",
            {
                "path": path,
                "body": body,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )

    async def write(
        self,
        path: str,
        text: str | None = None,
        *,
        data: bytes | None = None,
        encoding: Literal["latin-1", "utf-16-be", "utf-16-le", "utf-8", "utf-8-bom"] = "utf-8",
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return await self._transport.command(
            "files.write",
            {
                "path": path,
                "text": text,
                "data": data,
                "encoding": encoding,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )


class AsyncProjectsMethods:
    """The methods of `projects`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def close(self, project: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> Project:
        """Close a project: its terminals end, its files stay; opening its folder brings it back.

        Raises:
            NotFound: none is called so.
        """
        return await self._transport.command(
            "projects.close", {"project": project, "timeout": timeout, "idempotency_key": idempotency_key}, Project
        )

    async def get(self, project: str, *, timeout: float | None = None) -> Project:
        """Return a project.

        Raises:
            NotFound: none is called so.
        """
        return await self._transport.query("projects.get", {"project": project, "timeout": timeout}, Project)

    async def list_(self, *, timeout: float | None = None) -> list[Project]:
        """Return all projects that this server knows, open or not, by name."""
        return await self._transport.query("projects.list", {"timeout": timeout}, list[Project])

    async def open(self, folder: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> Project:
        """Open a folder as a project with a live workspace; one that is open already is returned as it is.

        The workspace of a server's first project is called `main`, that of any other like its project. The names
        stay, also when projects are closed and opened again.

        Raises:
            NotFound: there is no such folder.
            Denied: the server's user may not read it.
            Unacceptable: it is no folder, or holds the server's own state.
        """
        return await self._transport.command(
            "projects.open", {"folder": folder, "timeout": timeout, "idempotency_key": idempotency_key}, Project
        )


class AsyncSystemMethods:
    """The methods of `system`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def broadcast(
        self,
        data: Any,
        *,
        kind: Literal["cli", "http", "mcp", "websocket"] | None = None,
        user: str = "",
        session: str = "",
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> int:
        """Send a message to many connections, as the notification `system.message`; return how many got it.

        Args:
            data: any JSON.
            kind: only to those that came by this face.
            user: only to this user's.
            session: only to those of this session.
        """
        return await self._transport.command(
            "system.broadcast",
            {
                "data": data,
                "kind": kind,
                "user": user,
                "session": session,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            int,
        )

    async def connections(
        self,
        *,
        kind: Literal["cli", "http", "mcp", "websocket"] | None = None,
        user: str = "",
        session: str = "",
        after: str | None = None,
        limit: int = 100,
        timeout: float | None = None,
    ) -> PageOfConnection:
        """Return who is connected, by id.

        Args:
            kind: the face that they came by; all of them, if left out.
            user: whose connections; everybody's, if left out.
            session: of which session; of all, if left out.
            after: the `next` of the page before.
        """
        return await self._transport.query(
            "system.connections",
            {"kind": kind, "user": user, "session": session, "after": after, "limit": limit, "timeout": timeout},
            PageOfConnection,
        )

    async def create_launch(self, *, timeout: float | None = None, idempotency_key: str | None = None) -> str:
        """Return a token that logs one browser in with your rights, within two minutes: `/#launch=...`."""
        return await self._transport.command(
            "system.create_launch", {"timeout": timeout, "idempotency_key": idempotency_key}, str
        )

    async def create_token(
        self,
        name: str = "key",
        *,
        scope: tuple[str, ...] = ("*:read",),
        workspaces: tuple[str, ...] = (),
        days: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> NewToken:
        """Make a key that reaches no further than your own; it is shown this once.

        Args:
            name: what it is for.
            scope: what it may do, e.g. `files:read`, `files:*`, `*:read`, `*`; by default it only reads.
            workspaces: names or ids of those in which it holds; all, if left out.
            days: after which it ends; by default when your own does.

        Raises:
            Denied: your own key does not reach so far.
            NotFound: there is no such workspace.
        """
        return await self._transport.command(
            "system.create_token",
            {
                "name": name,
                "scope": scope,
                "workspaces": workspaces,
                "days": days,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            NewToken,
        )

    async def dead_letters(self, *, timeout: float | None = None) -> list[DeadLetter]:
        """Return the events that a handler failed to take five times, oldest first."""
        return await self._transport.query("system.dead_letters", {"timeout": timeout}, list[DeadLetter])

    async def discard_letter(
        self, id: str, *, timeout: float | None = None, idempotency_key: str | None = None
    ) -> None:
        """Throw a dead letter away.

        Raises:
            NotFound: there is no such letter.
        """
        return await self._transport.command(
            "system.discard_letter", {"id": id, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    async def disconnect(
        self, connection: str, *, timeout: float | None = None, idempotency_key: str | None = None
    ) -> None:
        """Close a connection.

        Raises:
            NotFound: it is not open.
        """
        return await self._transport.command(
            "system.disconnect",
            {"connection": connection, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def events(
        self,
        *,
        since: str | None = None,
        kinds: tuple[str, ...] = ("**",),
        where: dict[str, Any] | None = None,
        timeout: float | None = None,
    ) -> AsyncGenerator[Item[EventRecord | SnapshotOfNone | Gap | Bookmark]]:
        """Follow what happens to the server; what happens in a workspace is told by `workspaces.events`.

        Args:
            since: the last cursor that was seen; without it only what comes from now on.
            kinds: patterns of kinds, e.g. `connections.*`.
            where: fields of an event that must have these values, e.g. `{"user": "owner"}`.
        """
        return self._transport.follow(
            "system.events",
            {"since": since, "kinds": kinds, "where": where, "timeout": timeout},
            EventRecord | SnapshotOfNone | Gap | Bookmark,
        )

    async def health(self, *, timeout: float | None = None) -> ServerHealth:
        """Return how each part of the server is, and the worst of it as the whole."""
        return await self._transport.query("system.health", {"timeout": timeout}, ServerHealth)

    async def history(
        self,
        *,
        kinds: tuple[str, ...] = ("**",),
        after: str | None = None,
        limit: int = 100,
        timeout: float | None = None,
    ) -> PageOfEventRecord:
        """Return what happened to the server, newest first.

        Args:
            kinds: patterns of kinds, e.g. `audit.*`.
            after: the `next` of the page before.
        """
        return await self._transport.query(
            "system.history", {"kinds": kinds, "after": after, "limit": limit, "timeout": timeout}, PageOfEventRecord
        )

    async def info(self, *, timeout: float | None = None) -> Info:
        """Return what this server is: versions, ways in, modules, and how much of everything there is."""
        return await self._transport.query("system.info", {"timeout": timeout}, Info)

    async def keep_session(
        self, data: dict[str, Any], *, timeout: float | None = None, idempotency_key: str | None = None
    ) -> None:
        """Keep data in your session, instead of what was there; `system.sessions` shows it.

        Args:
            data: any JSON object, 64 KiB at most; the page at `/` says what it shows.

        Raises:
            NotFound: your key is not a session's.
            QuotaExceeded: it is too much.
        """
        return await self._transport.command(
            "system.keep_session", {"data": data, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    async def logout(self, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """End your session; its key and cookie open nothing any more.

        Raises:
            NotFound: your key is not a session's.
        """
        return await self._transport.command(
            "system.logout", {"timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    async def logs(
        self,
        *,
        level: Literal["debug", "error", "info", "warning"] = "info",
        call: str = "",
        limit: int = 100,
        timeout: float | None = None,
    ) -> list[dict[str, Any]]:
        """Return the newest lines of the server's log, oldest first.

        Args:
            level: what is less than this is left out.
            call: only what belongs to the call with this id.
        """
        return await self._transport.query(
            "system.logs", {"level": level, "call": call, "limit": limit, "timeout": timeout}, list[dict[str, Any]]
        )

    async def ping(self, *, timeout: float | None = None) -> str:
        """Return `pong` to any valid key."""
        return await self._transport.query("system.ping", {"timeout": timeout}, str)

    async def redeliver(self, id: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Hand a dead letter's event to its handler once more; the letter is gone if it takes it.

        Raises:
            NotFound: there is no such letter.
            Unacceptable: the handler failed again; the letter stays.
        """
        return await self._transport.command(
            "system.redeliver", {"id": id, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    async def revoke_token(self, id: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Revoke a key, or end a session; what was opened with it ends at once.

        The owner's key is replaced: its file holds a new one.

        Raises:
            NotFound: there is no such key.
        """
        return await self._transport.command(
            "system.revoke_token", {"id": id, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    async def send(
        self, connection: str, data: Any, *, timeout: float | None = None, idempotency_key: str | None = None
    ) -> int:
        """Send a message to one connection, as the notification `system.message`; return how many got it.

        Args:
            data: any JSON.

        Raises:
            NotFound: the connection is not open.
        """
        return await self._transport.command(
            "system.send",
            {"connection": connection, "data": data, "timeout": timeout, "idempotency_key": idempotency_key},
            int,
        )

    async def services(self, *, timeout: float | None = None) -> list[Service]:
        """Return every part of the server: what it needs, what it can be asked, whether it runs."""
        return await self._transport.query("system.services", {"timeout": timeout}, list[Service])

    async def session(self, *, timeout: float | None = None) -> Session:
        """Return the session that your key belongs to, with its data.

        Raises:
            NotFound: your key is not a session's.
        """
        return await self._transport.query("system.session", {"timeout": timeout}, Session)

    async def sessions(self, *, timeout: float | None = None) -> list[Session]:
        """Return the browser sessions that are valid, oldest first, with the data that their clients keep."""
        return await self._transport.query("system.sessions", {"timeout": timeout}, list[Session])

    async def settings(self, *, timeout: float | None = None) -> list[Setting]:
        """Return every setting with its value and who set it: file and line, environment, flag, or the default."""
        return await self._transport.query("system.settings", {"timeout": timeout}, list[Setting])

    async def stats(self, *, timeout: float | None = None) -> ServerStatistics:
        """Return how much happens: calls with their times, events and who follows them, connections, caches, memory."""
        return await self._transport.query("system.stats", {"timeout": timeout}, ServerStatistics)

    async def stop(self, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Stop the server; whatever runs on it ends, whatever is saved stays."""
        return await self._transport.command(
            "system.stop", {"timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    async def tokens(self, *, timeout: float | None = None) -> list[Token]:
        """Return all keys that are valid, sessions too, oldest first; never the keys themselves."""
        return await self._transport.query("system.tokens", {"timeout": timeout}, list[Token])


class AsyncTerminalsMethods:
    """The methods of `terminals`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def close(
        self,
        terminal: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """End a terminal with everything that it started, and forget its output.

        Raises:
            TerminalNotFound: there is none.
        """
        return await self._transport.command(
            "terminals.close",
            {"terminal": terminal, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def create(
        self,
        *,
        command: tuple[str, ...] = (),
        cwd: str = "",
        env: dict[str, str] | None = None,
        rows: int = 24,
        cols: int = 80,
        name: str = "",
        startup: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Terminal:
        """Start a terminal; follow it to see what it prints.

        Args:
            command: the program and its arguments; without them a shell.
            cwd: the folder to start in, from the workspace's.
            env: variables for its environment, beside the server's own without anything of icotes in it.
            rows: lines of its screen.
            cols: columns of its screen.
            name: what people call it; by default the program's name.
            startup: a script that the shell runs first; what it exports, and its folder, stay.

        Raises:
            QuotaExceeded: too many terminals run in this workspace.
            CommandNotFound: there is no such program.
            NotFound: there is no such folder.
        """
        return await self._transport.command(
            "terminals.create",
            {
                "command": command,
                "cwd": cwd,
                "env": env,
                "rows": rows,
                "cols": cols,
                "name": name,
                "startup": startup,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Terminal,
        )

    def follow(
        self, terminal: str, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[Item[SnapshotOfTerminal | Gap | bytes]]:
        """Yield the terminal, what it printed and prints, and at last the terminal with how it ended.

        Who did not start it sees text and what draws, nothing that a screen would obey or answer. Over MCP there is
        only text.

        Args:
            since: the last cursor that was seen; without it all output that is kept.

        Raises:
            TerminalNotFound: there is none.
        """
        return self._transport.follow(
            "terminals.follow",
            {"terminal": terminal, "since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfTerminal | Gap | bytes,
        )

    async def get(self, terminal: str, *, workspace: str | None = None, timeout: float | None = None) -> Terminal:
        """Return a terminal.

        Raises:
            TerminalNotFound: there is none.
        """
        return await self._transport.query(
            "terminals.get", {"terminal": terminal, "workspace": workspace, "timeout": timeout}, Terminal
        )

    async def list_(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Terminal]:
        """Return the terminals of a workspace, oldest first; those too whose program ended."""
        return await self._transport.query(
            "terminals.list", {"workspace": workspace, "timeout": timeout}, list[Terminal]
        )

    async def rename(
        self,
        terminal: str,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Terminal:
        """Give a terminal another name.

        Raises:
            TerminalNotFound: there is none.
        """
        return await self._transport.command(
            "terminals.rename",
            {
                "terminal": terminal,
                "name": name,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Terminal,
        )

    async def resize(
        self,
        terminal: str,
        *,
        rows: int,
        cols: int,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Change the size of a terminal, if nobody else types on it.

        Raises:
            TerminalNotFound: there is none.
            TerminalTakenByOther: somebody else types.
            TerminalEnded: its program ended.
        """
        return await self._transport.command(
            "terminals.resize",
            {
                "terminal": terminal,
                "rows": rows,
                "cols": cols,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def share(
        self,
        terminal: str,
        *,
        shared: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Terminal:
        """Let everybody type who may, or one at a time again.

        Raises:
            TerminalNotFound: there is none.
            Denied: only who started the terminal or types on it may do that.
        """
        return await self._transport.command(
            "terminals.share",
            {
                "terminal": terminal,
                "shared": shared,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Terminal,
        )

    async def write(
        self,
        terminal: str,
        data: str = "",
        *,
        binary: bytes = b"",
        take: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Type on a terminal; who types first keeps the others out, until it is shared or taken.

        Args:
            data: what is typed; a line ends with `\\r`, Ctrl-C is `\\u0003`.
            binary: typed after it, for what is no text.
            take: take over from whoever types now.

        Raises:
            TerminalNotFound: there is none.
            TerminalTakenByOther: somebody else types.
            TerminalEnded: its program ended.
            QuotaExceeded: its program does not read what was typed before.
        """
        return await self._transport.command(
            "terminals.write",
            {
                "terminal": terminal,
                "data": data,
                "binary": binary,
                "take": take,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )


class AsyncWorkspacesMethods:
    """The methods of `workspaces`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def events(
        self,
        *,
        since: str | None = None,
        kinds: tuple[str, ...] = ("**",),
        where: dict[str, Any] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> AsyncGenerator[Item[EventRecord | SnapshotOfNone | Gap | Bookmark]]:
        """Follow what happens in a workspace; each event needs the read scope of its module.

        Args:
            since: the last cursor that was seen; without it only what comes from now on.
            kinds: patterns of kinds, e.g. `files.*`.
            where: fields of an event that must have these values, e.g. `{"path": "notes.md"}`.
        """
        return self._transport.follow(
            "workspaces.events",
            {"since": since, "kinds": kinds, "where": where, "workspace": workspace, "timeout": timeout},
            EventRecord | SnapshotOfNone | Gap | Bookmark,
        )

    async def get(self, *, workspace: str | None = None, timeout: float | None = None) -> WorkspaceInfo:
        """Return a workspace, with the cursor from which its events can be followed."""
        return await self._transport.query(
            "workspaces.get", {"workspace": workspace, "timeout": timeout}, WorkspaceInfo
        )

    async def history(
        self,
        *,
        kinds: tuple[str, ...] = ("**",),
        after: str | None = None,
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfEventRecord:
        """Return what happened in a workspace, newest first; each event needs the read scope of its module.

        Args:
            kinds: patterns of kinds, e.g. `files.*`.
            after: the `next` of the page before.
            limit: records to a page, at most.
        """
        return await self._transport.query(
            "workspaces.history",
            {"kinds": kinds, "after": after, "limit": limit, "workspace": workspace, "timeout": timeout},
            PageOfEventRecord,
        )

    async def list_(self, *, timeout: float | None = None) -> list[WorkspaceInfo]:
        """Return the open workspaces that this key reaches, by name."""
        return await self._transport.query("workspaces.list", {"timeout": timeout}, list[WorkspaceInfo])

    async def open_file(
        self,
        path: str,
        *,
        line: int | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Have a file shown by every client of the workspace.

        Args:
            line: where to look.

        Raises:
            NotFound: there is no such file.
            Denied: the path leads out of the workspace.
        """
        return await self._transport.command(
            "workspaces.open_file",
            {
                "path": path,
                "line": line,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )


class AsyncMethods:
    """All methods, by module."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.files = AsyncFilesMethods(transport)
        self.projects = AsyncProjectsMethods(transport)
        self.system = AsyncSystemMethods(transport)
        self.terminals = AsyncTerminalsMethods(transport)
        self.workspaces = AsyncWorkspacesMethods(transport)


class FilesMethods:
    """The methods of `files`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def copy(
        self,
        source: str,
        target: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Copy a file, or a folder with all in it; links are copied as links.

        Args:
            source: what to copy.
            target: the path of the copy.

        Raises:
            NotFound: there is nothing to copy, or no folder to copy it into.
            Conflict: there is something at the target.
            Unacceptable: it holds a device, a FIFO or a socket, or the target is in it.
        """
        return self._transport.command(
            "files.copy",
            {
                "source": source,
                "target": target,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )

    def create(
        self,
        path: str,
        text: str = "",
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Make a new file.

        Raises:
            Conflict: there is something at this path; `current` is what.
            NotFound: there is no folder for it; make it with `files.make_folder`.
        """
        return self._transport.command(
            "files.create",
            {
                "path": path,
                "text": text,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )

    def delete(
        self,
        path: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Trashed:
        """Put a file or folder into the trash; `files.restore` takes it out again.

        Raises:
            NotFound: there is nothing at this path.
        """
        return self._transport.command(
            "files.delete",
            {"path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Trashed,
        )

    def download(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> Downloaded:
        """Return a file's bytes, of any size.

        Raises:
            NotFound: there is no such file.
            Denied: it may not be read, or a link leads out of the workspace.
            Unacceptable: it is no regular file.
        """
        return self._transport.query(
            "files.download", {"path": path, "workspace": workspace, "timeout": timeout}, Downloaded
        )

    def empty_trash(
        self,
        ids: list[str] | None = None,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> list[str]:
        """Delete what is in the trash for good, and return the ids of what was deleted.

        Args:
            ids: of what to delete; all if left out.
        """
        return self._transport.command(
            "files.empty_trash",
            {"ids": ids, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            list[str],
        )

    def follow(
        self, path: str = "", *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> Generator[Item[EventRecord | SnapshotOfPlaced | Gap | Bookmark]]:
        """Yield what is at a path, and then everything that happens there: `files.changed`, `files.moved`, ...

        Args:
            path: a file, or a folder with all in it.
            since: the last cursor that was seen; without it what is there comes first.
        """
        return self._transport.follow(
            "files.follow",
            {"path": path, "since": since, "workspace": workspace, "timeout": timeout},
            EventRecord | SnapshotOfPlaced | Gap | Bookmark,
        )

    def ignored(
        self, paths: tuple[str, ...], *, workspace: str | None = None, timeout: float | None = None
    ) -> list[str]:
        """Return which of these files git ignores, by .gitignore and the like; none where there is no repository.

        Args:
            paths: of files and folders; one that git knows already is not ignored.
        """
        return self._transport.query(
            "files.ignored", {"paths": paths, "workspace": workspace, "timeout": timeout}, list[str]
        )

    def list_(
        self,
        path: str = "",
        *,
        after: str = "",
        limit: int = 1000,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfEntry:
        """Return what is right in a folder, by name.

        Args:
            after: the `next` of the page before.
            limit: entries to a page, at most.

        Raises:
            NotFound: there is no such folder.
            Denied: it may not be read, or a link leads out of the workspace.
        """
        return self._transport.query(
            "files.list",
            {"path": path, "after": after, "limit": limit, "workspace": workspace, "timeout": timeout},
            PageOfEntry,
        )

    def list_trash(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Trashed]:
        """Return what is in the trash, newest first."""
        return self._transport.query("files.list_trash", {"workspace": workspace, "timeout": timeout}, list[Trashed])

    def make_folder(
        self,
        path: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Make a folder, and those above it that lack.

        Raises:
            Conflict: there is something at this path.
        """
        return self._transport.command(
            "files.make_folder",
            {"path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Entry,
        )

    def move(
        self,
        source: str,
        target: str,
        *,
        replace: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Move or rename a file or folder.

        Args:
            source: where it is.
            target: its new path.
            replace: a file that is at the target goes.

        Raises:
            NotFound: there is nothing to move, or no folder to move it into.
            Conflict: there is something at the target.
        """
        return self._transport.command(
            "files.move",
            {
                "source": source,
                "target": target,
                "replace": replace,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )

    def read(
        self,
        path: str,
        *,
        offset: int = 0,
        length: int | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
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
        return self._transport.query(
            "files.read",
            {"path": path, "offset": offset, "length": length, "workspace": workspace, "timeout": timeout},
            Content,
        )

    def restore(
        self,
        id: str,
        *,
        path: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Entry:
        """Take something out of the trash.

        Args:
            id: as `files.list_trash` shows it.
            path: where to put it, if not where it was.

        Raises:
            NotFound: it is not in the trash, or its folder is gone.
            Conflict: there is something else at the path by now; give another `path`.
        """
        return self._transport.command(
            "files.restore",
            {"id": id, "path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Entry,
        )

    def search_contents(
        self,
        pattern: str,
        path: str = "",
        *,
        regex: bool = False,
        case: bool = False,
        word: bool = False,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        type: str | None = None,
        hidden: bool = False,
        ignored: bool = False,
        limit: int = 10000,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> Generator[TextMatch]:
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
        return self._transport.stream(
            "files.search_contents",
            {
                "pattern": pattern,
                "path": path,
                "regex": regex,
                "case": case,
                "word": word,
                "include": include,
                "exclude": exclude,
                "type": type,
                "hidden": hidden,
                "ignored": ignored,
                "limit": limit,
                "workspace": workspace,
                "timeout": timeout,
            },
            TextMatch,
        )

    def search_names(
        self, query: str, *, limit: int = 50, workspace: str | None = None, timeout: float | None = None
    ) -> list[NameMatch]:
        """Return the files whose path fits what was typed, best first; .gitignore is honoured.

        Args:
            query: letters of the path, in order; those of its name count most.
            limit: how many, at most.
        """
        return self._transport.query(
            "files.search_names",
            {"query": query, "limit": limit, "workspace": workspace, "timeout": timeout},
            list[NameMatch],
        )

    def search_text(
        self, words: str, path: str = "", *, limit: int = 50, workspace: str | None = None, timeout: float | None = None
    ) -> list[WordMatch]:
        """Return the files that hold all words, best first, from an index; the first time, the index is made.

        Args:
            words: what to look for; the last one may be only begun.
            path: the folder to look in.
            limit: how many, at most.

        Raises:
            NotFound: there is no such folder.
        """
        return self._transport.query(
            "files.search_text",
            {"words": words, "path": path, "limit": limit, "workspace": workspace, "timeout": timeout},
            list[WordMatch],
        )

    def stat(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> Entry:
        """Return what is known of a file or folder without reading it; of a link, the link itself.

        Raises:
            NotFound: there is nothing at this path.
        """
        return self._transport.query("files.stat", {"path": path, "workspace": workspace, "timeout": timeout}, Entry)

    def statistics(self, *, workspace: str | None = None, timeout: float | None = None) -> Statistics:
        """Return figures of the cache, the watch and the index of names."""
        return self._transport.query("files.statistics", {"workspace": workspace, "timeout": timeout}, Statistics)

    def upload(
        self,
        path: str,
        body: bytes,
        *,
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return self._transport.command(
            "files.upload",
            {
                "path": path,
                "body": body,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )

    def write(
        self,
        path: str,
        text: str | None = None,
        *,
        data: bytes | None = None,
        encoding: Literal["latin-1", "utf-16-be", "utf-16-le", "utf-8", "utf-8-bom"] = "utf-8",
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return self._transport.command(
            "files.write",
            {
                "path": path,
                "text": text,
                "data": data,
                "encoding": encoding,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Entry,
        )


class ProjectsMethods:
    """The methods of `projects`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def close(self, project: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> Project:
        """Close a project: its terminals end, its files stay; opening its folder brings it back.

        Raises:
            NotFound: none is called so.
        """
        return self._transport.command(
            "projects.close", {"project": project, "timeout": timeout, "idempotency_key": idempotency_key}, Project
        )

    def get(self, project: str, *, timeout: float | None = None) -> Project:
        """Return a project.

        Raises:
            NotFound: none is called so.
        """
        return self._transport.query("projects.get", {"project": project, "timeout": timeout}, Project)

    def list_(self, *, timeout: float | None = None) -> list[Project]:
        """Return all projects that this server knows, open or not, by name."""
        return self._transport.query("projects.list", {"timeout": timeout}, list[Project])

    def open(self, folder: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> Project:
        """Open a folder as a project with a live workspace; one that is open already is returned as it is.

        The workspace of a server's first project is called `main`, that of any other like its project. The names
        stay, also when projects are closed and opened again.

        Raises:
            NotFound: there is no such folder.
            Denied: the server's user may not read it.
            Unacceptable: it is no folder, or holds the server's own state.
        """
        return self._transport.command(
            "projects.open", {"folder": folder, "timeout": timeout, "idempotency_key": idempotency_key}, Project
        )


class SystemMethods:
    """The methods of `system`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def broadcast(
        self,
        data: Any,
        *,
        kind: Literal["cli", "http", "mcp", "websocket"] | None = None,
        user: str = "",
        session: str = "",
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> int:
        """Send a message to many connections, as the notification `system.message`; return how many got it.

        Args:
            data: any JSON.
            kind: only to those that came by this face.
            user: only to this user's.
            session: only to those of this session.
        """
        return self._transport.command(
            "system.broadcast",
            {
                "data": data,
                "kind": kind,
                "user": user,
                "session": session,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            int,
        )

    def connections(
        self,
        *,
        kind: Literal["cli", "http", "mcp", "websocket"] | None = None,
        user: str = "",
        session: str = "",
        after: str | None = None,
        limit: int = 100,
        timeout: float | None = None,
    ) -> PageOfConnection:
        """Return who is connected, by id.

        Args:
            kind: the face that they came by; all of them, if left out.
            user: whose connections; everybody's, if left out.
            session: of which session; of all, if left out.
            after: the `next` of the page before.
        """
        return self._transport.query(
            "system.connections",
            {"kind": kind, "user": user, "session": session, "after": after, "limit": limit, "timeout": timeout},
            PageOfConnection,
        )

    def create_launch(self, *, timeout: float | None = None, idempotency_key: str | None = None) -> str:
        """Return a token that logs one browser in with your rights, within two minutes: `/#launch=...`."""
        return self._transport.command(
            "system.create_launch", {"timeout": timeout, "idempotency_key": idempotency_key}, str
        )

    def create_token(
        self,
        name: str = "key",
        *,
        scope: tuple[str, ...] = ("*:read",),
        workspaces: tuple[str, ...] = (),
        days: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> NewToken:
        """Make a key that reaches no further than your own; it is shown this once.

        Args:
            name: what it is for.
            scope: what it may do, e.g. `files:read`, `files:*`, `*:read`, `*`; by default it only reads.
            workspaces: names or ids of those in which it holds; all, if left out.
            days: after which it ends; by default when your own does.

        Raises:
            Denied: your own key does not reach so far.
            NotFound: there is no such workspace.
        """
        return self._transport.command(
            "system.create_token",
            {
                "name": name,
                "scope": scope,
                "workspaces": workspaces,
                "days": days,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            NewToken,
        )

    def dead_letters(self, *, timeout: float | None = None) -> list[DeadLetter]:
        """Return the events that a handler failed to take five times, oldest first."""
        return self._transport.query("system.dead_letters", {"timeout": timeout}, list[DeadLetter])

    def discard_letter(self, id: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Throw a dead letter away.

        Raises:
            NotFound: there is no such letter.
        """
        return self._transport.command(
            "system.discard_letter", {"id": id, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    def disconnect(self, connection: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Close a connection.

        Raises:
            NotFound: it is not open.
        """
        return self._transport.command(
            "system.disconnect",
            {"connection": connection, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def events(
        self,
        *,
        since: str | None = None,
        kinds: tuple[str, ...] = ("**",),
        where: dict[str, Any] | None = None,
        timeout: float | None = None,
    ) -> Generator[Item[EventRecord | SnapshotOfNone | Gap | Bookmark]]:
        """Follow what happens to the server; what happens in a workspace is told by `workspaces.events`.

        Args:
            since: the last cursor that was seen; without it only what comes from now on.
            kinds: patterns of kinds, e.g. `connections.*`.
            where: fields of an event that must have these values, e.g. `{"user": "owner"}`.
        """
        return self._transport.follow(
            "system.events",
            {"since": since, "kinds": kinds, "where": where, "timeout": timeout},
            EventRecord | SnapshotOfNone | Gap | Bookmark,
        )

    def health(self, *, timeout: float | None = None) -> ServerHealth:
        """Return how each part of the server is, and the worst of it as the whole."""
        return self._transport.query("system.health", {"timeout": timeout}, ServerHealth)

    def history(
        self,
        *,
        kinds: tuple[str, ...] = ("**",),
        after: str | None = None,
        limit: int = 100,
        timeout: float | None = None,
    ) -> PageOfEventRecord:
        """Return what happened to the server, newest first.

        Args:
            kinds: patterns of kinds, e.g. `audit.*`.
            after: the `next` of the page before.
        """
        return self._transport.query(
            "system.history", {"kinds": kinds, "after": after, "limit": limit, "timeout": timeout}, PageOfEventRecord
        )

    def info(self, *, timeout: float | None = None) -> Info:
        """Return what this server is: versions, ways in, modules, and how much of everything there is."""
        return self._transport.query("system.info", {"timeout": timeout}, Info)

    def keep_session(
        self, data: dict[str, Any], *, timeout: float | None = None, idempotency_key: str | None = None
    ) -> None:
        """Keep data in your session, instead of what was there; `system.sessions` shows it.

        Args:
            data: any JSON object, 64 KiB at most; the page at `/` says what it shows.

        Raises:
            NotFound: your key is not a session's.
            QuotaExceeded: it is too much.
        """
        return self._transport.command(
            "system.keep_session", {"data": data, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    def logout(self, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """End your session; its key and cookie open nothing any more.

        Raises:
            NotFound: your key is not a session's.
        """
        return self._transport.command("system.logout", {"timeout": timeout, "idempotency_key": idempotency_key}, None)

    def logs(
        self,
        *,
        level: Literal["debug", "error", "info", "warning"] = "info",
        call: str = "",
        limit: int = 100,
        timeout: float | None = None,
    ) -> list[dict[str, Any]]:
        """Return the newest lines of the server's log, oldest first.

        Args:
            level: what is less than this is left out.
            call: only what belongs to the call with this id.
        """
        return self._transport.query(
            "system.logs", {"level": level, "call": call, "limit": limit, "timeout": timeout}, list[dict[str, Any]]
        )

    def ping(self, *, timeout: float | None = None) -> str:
        """Return `pong` to any valid key."""
        return self._transport.query("system.ping", {"timeout": timeout}, str)

    def redeliver(self, id: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Hand a dead letter's event to its handler once more; the letter is gone if it takes it.

        Raises:
            NotFound: there is no such letter.
            Unacceptable: the handler failed again; the letter stays.
        """
        return self._transport.command(
            "system.redeliver", {"id": id, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    def revoke_token(self, id: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Revoke a key, or end a session; what was opened with it ends at once.

        The owner's key is replaced: its file holds a new one.

        Raises:
            NotFound: there is no such key.
        """
        return self._transport.command(
            "system.revoke_token", {"id": id, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    def send(
        self, connection: str, data: Any, *, timeout: float | None = None, idempotency_key: str | None = None
    ) -> int:
        """Send a message to one connection, as the notification `system.message`; return how many got it.

        Args:
            data: any JSON.

        Raises:
            NotFound: the connection is not open.
        """
        return self._transport.command(
            "system.send",
            {"connection": connection, "data": data, "timeout": timeout, "idempotency_key": idempotency_key},
            int,
        )

    def services(self, *, timeout: float | None = None) -> list[Service]:
        """Return every part of the server: what it needs, what it can be asked, whether it runs."""
        return self._transport.query("system.services", {"timeout": timeout}, list[Service])

    def session(self, *, timeout: float | None = None) -> Session:
        """Return the session that your key belongs to, with its data.

        Raises:
            NotFound: your key is not a session's.
        """
        return self._transport.query("system.session", {"timeout": timeout}, Session)

    def sessions(self, *, timeout: float | None = None) -> list[Session]:
        """Return the browser sessions that are valid, oldest first, with the data that their clients keep."""
        return self._transport.query("system.sessions", {"timeout": timeout}, list[Session])

    def settings(self, *, timeout: float | None = None) -> list[Setting]:
        """Return every setting with its value and who set it: file and line, environment, flag, or the default."""
        return self._transport.query("system.settings", {"timeout": timeout}, list[Setting])

    def stats(self, *, timeout: float | None = None) -> ServerStatistics:
        """Return how much happens: calls with their times, events and who follows them, connections, caches, memory."""
        return self._transport.query("system.stats", {"timeout": timeout}, ServerStatistics)

    def stop(self, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Stop the server; whatever runs on it ends, whatever is saved stays."""
        return self._transport.command("system.stop", {"timeout": timeout, "idempotency_key": idempotency_key}, None)

    def tokens(self, *, timeout: float | None = None) -> list[Token]:
        """Return all keys that are valid, sessions too, oldest first; never the keys themselves."""
        return self._transport.query("system.tokens", {"timeout": timeout}, list[Token])


class TerminalsMethods:
    """The methods of `terminals`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def close(
        self,
        terminal: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """End a terminal with everything that it started, and forget its output.

        Raises:
            TerminalNotFound: there is none.
        """
        return self._transport.command(
            "terminals.close",
            {"terminal": terminal, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def create(
        self,
        *,
        command: tuple[str, ...] = (),
        cwd: str = "",
        env: dict[str, str] | None = None,
        rows: int = 24,
        cols: int = 80,
        name: str = "",
        startup: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Terminal:
        """Start a terminal; follow it to see what it prints.

        Args:
            command: the program and its arguments; without them a shell.
            cwd: the folder to start in, from the workspace's.
            env: variables for its environment, beside the server's own without anything of icotes in it.
            rows: lines of its screen.
            cols: columns of its screen.
            name: what people call it; by default the program's name.
            startup: a script that the shell runs first; what it exports, and its folder, stay.

        Raises:
            QuotaExceeded: too many terminals run in this workspace.
            CommandNotFound: there is no such program.
            NotFound: there is no such folder.
        """
        return self._transport.command(
            "terminals.create",
            {
                "command": command,
                "cwd": cwd,
                "env": env,
                "rows": rows,
                "cols": cols,
                "name": name,
                "startup": startup,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Terminal,
        )

    def follow(
        self, terminal: str, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> Generator[Item[SnapshotOfTerminal | Gap | bytes]]:
        """Yield the terminal, what it printed and prints, and at last the terminal with how it ended.

        Who did not start it sees text and what draws, nothing that a screen would obey or answer. Over MCP there is
        only text.

        Args:
            since: the last cursor that was seen; without it all output that is kept.

        Raises:
            TerminalNotFound: there is none.
        """
        return self._transport.follow(
            "terminals.follow",
            {"terminal": terminal, "since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfTerminal | Gap | bytes,
        )

    def get(self, terminal: str, *, workspace: str | None = None, timeout: float | None = None) -> Terminal:
        """Return a terminal.

        Raises:
            TerminalNotFound: there is none.
        """
        return self._transport.query(
            "terminals.get", {"terminal": terminal, "workspace": workspace, "timeout": timeout}, Terminal
        )

    def list_(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Terminal]:
        """Return the terminals of a workspace, oldest first; those too whose program ended."""
        return self._transport.query("terminals.list", {"workspace": workspace, "timeout": timeout}, list[Terminal])

    def rename(
        self,
        terminal: str,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Terminal:
        """Give a terminal another name.

        Raises:
            TerminalNotFound: there is none.
        """
        return self._transport.command(
            "terminals.rename",
            {
                "terminal": terminal,
                "name": name,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Terminal,
        )

    def resize(
        self,
        terminal: str,
        *,
        rows: int,
        cols: int,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Change the size of a terminal, if nobody else types on it.

        Raises:
            TerminalNotFound: there is none.
            TerminalTakenByOther: somebody else types.
            TerminalEnded: its program ended.
        """
        return self._transport.command(
            "terminals.resize",
            {
                "terminal": terminal,
                "rows": rows,
                "cols": cols,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def share(
        self,
        terminal: str,
        *,
        shared: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Terminal:
        """Let everybody type who may, or one at a time again.

        Raises:
            TerminalNotFound: there is none.
            Denied: only who started the terminal or types on it may do that.
        """
        return self._transport.command(
            "terminals.share",
            {
                "terminal": terminal,
                "shared": shared,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Terminal,
        )

    def write(
        self,
        terminal: str,
        data: str = "",
        *,
        binary: bytes = b"",
        take: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Type on a terminal; who types first keeps the others out, until it is shared or taken.

        Args:
            data: what is typed; a line ends with `\\r`, Ctrl-C is `\\u0003`.
            binary: typed after it, for what is no text.
            take: take over from whoever types now.

        Raises:
            TerminalNotFound: there is none.
            TerminalTakenByOther: somebody else types.
            TerminalEnded: its program ended.
            QuotaExceeded: its program does not read what was typed before.
        """
        return self._transport.command(
            "terminals.write",
            {
                "terminal": terminal,
                "data": data,
                "binary": binary,
                "take": take,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )


class WorkspacesMethods:
    """The methods of `workspaces`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def events(
        self,
        *,
        since: str | None = None,
        kinds: tuple[str, ...] = ("**",),
        where: dict[str, Any] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> Generator[Item[EventRecord | SnapshotOfNone | Gap | Bookmark]]:
        """Follow what happens in a workspace; each event needs the read scope of its module.

        Args:
            since: the last cursor that was seen; without it only what comes from now on.
            kinds: patterns of kinds, e.g. `files.*`.
            where: fields of an event that must have these values, e.g. `{"path": "notes.md"}`.
        """
        return self._transport.follow(
            "workspaces.events",
            {"since": since, "kinds": kinds, "where": where, "workspace": workspace, "timeout": timeout},
            EventRecord | SnapshotOfNone | Gap | Bookmark,
        )

    def get(self, *, workspace: str | None = None, timeout: float | None = None) -> WorkspaceInfo:
        """Return a workspace, with the cursor from which its events can be followed."""
        return self._transport.query("workspaces.get", {"workspace": workspace, "timeout": timeout}, WorkspaceInfo)

    def history(
        self,
        *,
        kinds: tuple[str, ...] = ("**",),
        after: str | None = None,
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfEventRecord:
        """Return what happened in a workspace, newest first; each event needs the read scope of its module.

        Args:
            kinds: patterns of kinds, e.g. `files.*`.
            after: the `next` of the page before.
            limit: records to a page, at most.
        """
        return self._transport.query(
            "workspaces.history",
            {"kinds": kinds, "after": after, "limit": limit, "workspace": workspace, "timeout": timeout},
            PageOfEventRecord,
        )

    def list_(self, *, timeout: float | None = None) -> list[WorkspaceInfo]:
        """Return the open workspaces that this key reaches, by name."""
        return self._transport.query("workspaces.list", {"timeout": timeout}, list[WorkspaceInfo])

    def open_file(
        self,
        path: str,
        *,
        line: int | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Have a file shown by every client of the workspace.

        Args:
            line: where to look.

        Raises:
            NotFound: there is no such file.
            Denied: the path leads out of the workspace.
        """
        return self._transport.command(
            "workspaces.open_file",
            {
                "path": path,
                "line": line,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )


class Methods:
    """All methods, by module."""

    def __init__(self, transport: Transport) -> None:
        self.files = FilesMethods(transport)
        self.projects = ProjectsMethods(transport)
        self.system = SystemMethods(transport)
        self.terminals = TerminalsMethods(transport)
        self.workspaces = WorkspacesMethods(transport)
