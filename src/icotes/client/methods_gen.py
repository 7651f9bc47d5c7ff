"""Types and methods of the server. Generated from its method table by `make generate`; do not edit."""
# ruff: noqa: A002, D205, D212, D400, D415, E501, PLR0904, RUF002

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Any, Literal

import msgspec

from icotes.client.transport import AsyncTransport, Item, Transport


class ActivePanel(msgspec.Struct, frozen=True, kw_only=True):
    """The panel that is looked at; empty for none."""

    panel: str
    version: str


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


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A value that was chosen instead of a default.

    Attributes:
        level: for whom it holds: for one person, or for everybody in the workspace, which goes before it.
        by: who chose it.
    """

    level: Literal["person", "workspace"]
    value: Any
    version: str
    by: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A changed file, whole, in its three versions; null where it does not exist or is no text."""

    file: ReviewedFile
    base: str | None
    main: str | None
    worktree: str | None


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


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the clipboard.

    Attributes:
        owner: who copied it.
        kind: a text, a picture, or a file: bytes with a name.
        name: the file's name; empty if it has none.
        media_type: e.g. `text/plain` or `image/png`.
        size: in bytes.
        preview: how the text begins; empty for a secret, and if it is no text.
        secret: it is kept in memory for a short time only, and neither found nor shared.
        shared: the id of the workspace whose people see it; empty for none.
        created: when it was copied, seconds since the epoch, UTC.
        expires: when it is forgotten, unless it is pinned.
    """

    id: str
    owner: str
    kind: Literal["file", "image", "text"]
    name: str
    media_type: str
    size: int
    preview: str
    pinned: bool = False
    secret: bool = False
    shared: str = ""
    created: float
    expires: float


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


class DiffHunk(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that differ, with some around them.

    Attributes:
        old_start: the number of its first line before; the first line of a file is 1.
        lines: each with a space (in both), `-` (before) or `+` (after) in front of it, without its end.
    """

    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    lines: list[str]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How one file differs between two points.

    Attributes:
        path: where it is after; if it is gone, where it was.
        from_: where it was before, if elsewhere.
        type: what it is after; if it is gone, what it was.
        added: lines that are new.
        removed: lines that are gone.
        old_mode: permission bits before; 0 if it was not there.
        binary: it is no text, or too large to be compared.
        missing: why the contents can't be compared; empty if they were.
        hunks: what differs, if that was asked for.
    """

    change: Literal["changed", "created", "deleted", "moved"]
    path: str
    from_: str = ""
    added: int = 0
    removed: int = 0
    old_size: int = 0
    new_size: int = 0
    type: Literal["file", "folder", "link", "other"]
    binary: bool = False
    missing: str = ""
    old_mode: int = 0
    new_mode: int = 0
    hunks: list[DiffHunk] = msgspec.field(default_factory=list)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An open document.

    Attributes:
        document: which incarnation this is: updates of another one don't fit into it.
        length: in characters.
        encoding: how the text is kept on disk: as in `files.read`.
        ending: how a line ends on disk; in the document it is always `\\n`.
    """

    path: str
    document: str
    kind: Literal["rich", "text"]
    version: str
    length: int
    encoding: str
    ending: Literal["\n", "\r\n", "mixed"]
    status: DocumentStatus


class DocumentChange(msgspec.Struct, frozen=True, kw_only=True):
    """Who changed a document, and when.

    Attributes:
        version: of the document with it.
        time: seconds since the epoch, UTC.
        size: bytes of the update.
    """

    version: str
    time: float
    author: str
    kind: Literal["agent", "key", "person", "system"]
    origin: Literal["disk", "edit", "undo"]
    size: int


class DocumentState(msgspec.Struct, frozen=True, kw_only=True):
    """A document as a follower begins with it.

    Attributes:
        update: what the client lacks, as an update of Yjs.
        state: the server's state vector: with it a client can tell what the server lacks.
    """

    document: Document
    update: bytes
    state: bytes


class DocumentStatus(msgspec.Struct, frozen=True, kw_only=True, tag="status", tag_field="type"):
    """How a document stands to its file.

    Attributes:
        saved: everything is on disk.
        trouble: why it can't be brought to disk; empty if it can.
        detail: the same for people.
        path: where its file is; it may have moved.
        version_on_disk: of the file, as in `files.read`.
    """

    saved: bool
    trouble: Literal["", "conflict", "encoding", "full", "gone", "read_only", "refused", "unreadable"] = ""
    detail: str = ""
    path: str
    version_on_disk: str


class DocumentText(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a document at a version."""

    text: str
    version: str


class DocumentUpdate(msgspec.Struct, frozen=True, kw_only=True, tag="update", tag_field="type"):
    """A change of a document, as an update of Yjs.

    Attributes:
        author: whose it is; `system` for what came from disk.
        origin: `disk` for what changed outside.
    """

    update: bytes
    author: str
    kind: Literal["agent", "key", "person", "system"]
    origin: Literal["disk", "edit", "undo"] = "edit"


class DocumentsLeft(msgspec.Struct, frozen=True, kw_only=True, tag="left", tag_field="type"):
    """Somebody who is not here any more."""

    connection: str


class Downloaded(msgspec.Struct, frozen=True, kw_only=True):
    """A download on a face that has no raw bytes."""

    data: bytes
    media_type: str
    version: str


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """A replacement: of a quoted passage, of a range, or (with neither) at the end of the document.

    Attributes:
        new: what stands there afterwards.
        old: the passage; it must be there exactly once, unless `nth` says which is meant.
        nth: the first is 1.
        start: where a range begins, in the text at `version`.
        end: before where it ends; left out, nothing is replaced.
    """

    new: str
    old: str | None = None
    nth: int | None = None
    start: int | None = None
    end: int | None = None


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """What came of edits.

    Attributes:
        version: of the document with them in it.
        ranges: where the new texts stand at that version, begin and end, in the order of the edits.
    """

    version: str
    ranges: list[tuple[int, int]]


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


class Gone(msgspec.Struct, frozen=True, kw_only=True, tag="gone", tag_field="type"):
    """Entries are not there any more."""

    ids: list[str]


class Hunk(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that a worktree changed, which can be accepted by themselves.

    Attributes:
        id: names it for `workspaces.merge`; it stays as long as nobody changes these lines again.
        conflict: `main` changed them too, in another way.
        base: the lines in the version that both began with.
        main: the lines as they are in `main` now.
        worktree: the lines as they are in the worktree.
    """

    id: str
    conflict: bool
    base: Passage
    main: Passage
    worktree: Passage


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


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Open files and how they stand, kept under a name for everybody in the workspace.

    Attributes:
        active: the path of the file that gets the focus.
        arrangement: how all of it stands on the screen, as the client keeps it.
        version: changes whenever the layout is saved.
        by: who saved it last.
        at: when; seconds since the epoch, UTC.
    """

    name: str
    files: list[OpenFile]
    active: str
    arrangement: dict[str, Any]
    version: str
    by: str
    at: float


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge did.

    Attributes:
        paths: the files of `main` that it changed.
        hunks: how many it took.
        left: how many are still to be accepted.
    """

    paths: list[str]
    hunks: int
    left: int


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


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A change on the timeline, or a mark.

    Attributes:
        id: names the point right after it; `ID^` names the one right before it.
        time: when it was noticed; seconds since the epoch, UTC.
        change: what happened; `checkpoint` and `restored` are marks.
        path: where.
        from_: where it was before, if it was moved or copied.
        mode: permission bits.
        hash: SHA-256 of the content in hexadecimal; empty if it was not looked at.
        size: bytes.
        kept: the content is kept, so that it can be compared and restored.
        authors: who did it, as far as that is known.
        cause: through what: a method, an agent's call, a program on a terminal, a program elsewhere, or going back.
        method: which one.
        call: the id of the call; what one call did has one.
        terminal: the id of the terminal, if it could only be that one.
        name: of the checkpoint; of `restored`, the point that it went back to.
    """

    id: str
    time: float
    change: Literal["changed", "checkpoint", "copied", "created", "deleted", "moved", "restored"]
    path: str
    from_: str = ""
    authors: list[str] = msgspec.field(default_factory=list)
    cause: Literal["agent", "method", "outside", "restore", "terminal"] = "outside"
    method: str = ""
    name: str = ""
    type: Literal["file", "folder", "link", "other"] = "other"
    size: int = 0
    terminal: str = ""
    kept: bool = False
    mode: int = 0
    call: str = ""
    hash: str = ""


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


class OpenFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that somebody has open.

    Attributes:
        preview: the next file that is looked at takes its place.
    """

    path: str
    preview: bool = False


class OpenFiles(msgspec.Struct, frozen=True, kw_only=True):
    """What one person has open in a workspace, wherever they look at it.

    Attributes:
        user: whose it is.
        active: the path of the file that has the focus; empty for none.
        arrangement: how all of it stands on the screen, as the client keeps it; empty for its usual one.
        layout: the name of the layout that was loaded last.
        version: changes whenever any of this does; `new` before anything was kept.
        at: when it changed; seconds since the epoch, UTC.
    """

    user: str
    files: list[OpenFile] = msgspec.field(default_factory=list)
    active: str = ""
    arrangement: dict[str, Any] = msgspec.field(default_factory=dict)
    layout: str = ""
    version: str = "new"
    at: float = 0.0


class PageOfConnection(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[Connection]
    next: str | None = None


class PageOfCopied(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[Copied]
    next: str | None = None


class PageOfDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[Difference]
    next: str | None = None


class PageOfDocumentChange(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[DocumentChange]
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


class PageOfMoment(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[Moment]
    next: str | None = None


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """A panel that everybody in a workspace has; who changes it last decides.

    Attributes:
        id: what the clients know it by, e.g. `terminals`.
        place: where it stands.
        open: whether it is shown.
        data: what its clients keep of it, e.g. which terminals stand side by side.
        version: changes whenever the panel does.
        by: who changed it last.
        at: when; seconds since the epoch, UTC.
    """

    id: str
    title: str
    place: Literal["below", "centre", "side"]
    open: bool
    data: dict[str, Any]
    version: str
    by: str
    at: float


class Panels(msgspec.Struct, frozen=True, kw_only=True):
    """The panels of a workspace, and the id of the active one; empty for none."""

    active: str
    panels: list[Panel]


class PartHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How the part with this name is."""

    state: Literal["degraded", "failed", "ok"] = "ok"
    detail: str = ""
    name: str


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Some lines of a text.

    Attributes:
        line: the number of the first; the one after which there are none, if there are none.
        lines: how many.
        text: what they say; empty for what is no text.
    """

    line: int
    lines: int
    text: str


class PastContent(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was.

    Attributes:
        moment: the one since which it was so.
        path: where it was then.
        type: of a `link`, the text is where it leads.
        mode: permission bits.
        text: the content, if it is a text in UTF-8.
        data: the content, if it is none.
    """

    moment: str
    path: str
    type: Literal["file", "folder", "link", "other"]
    mode: int
    hash: str
    size: int
    text: str | None
    data: bytes | None


class Patch(msgspec.Struct, frozen=True, kw_only=True, tag="patch", tag_field="type"):
    """What became of one key of one part of a state; without `value` and `fields` it is gone.

    Attributes:
        part: e.g. `panels`.
        key: e.g. a panel's id.
        value: what it is now, whole.
        fields: what changed of it; its other fields stay as they are.
        actor: who changed it.
    """

    part: str
    key: str
    value: dict[str, Any] | None = None
    fields: dict[str, Any] | None = None
    actor: str = ""


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """What is at a path when a follower begins.

    Attributes:
        entry: the file or folder itself; null if there is none.
        entries: what is right in it, if it is a folder; the first 10,000.
    """

    entry: Entry | None
    entries: list[Entry]


class Preference(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody likes something.

    Attributes:
        name: section and name, e.g. `editor.word_wrap`.
        value: what holds for this person in this workspace.
        default: what holds when nobody chose.
        origin: who chose the value that holds.
        chosen: what was chosen, by level.
        description: what it is for.
        schema: what values it may have (JSON Schema).
    """

    name: str
    value: Any
    default: Any
    origin: Literal["default", "person", "workspace"]
    chosen: list[Choice]
    description: str
    schema: dict[str, Any]


class Present(msgspec.Struct, frozen=True, kw_only=True, tag="present", tag_field="type"):
    """Somebody who is here.

    Attributes:
        connection: by which they are here; a person with two windows is here twice.
        user: whose name it is, as `documents.history` has it: of a script with that of its key.
        kind: a person, a script with a key, or an agent that acts for a person.
        path: the file that they look at; empty for none.
        anchor: where their selection begins.
        head: where it ends, and their cursor is.
        colour: a number from 0 to 11, the same wherever the person is.
        since: when they came, in seconds since the epoch, UTC.
    """

    connection: str
    user: str
    kind: Literal["agent", "cookie", "key", "person", "system"]
    path: str
    anchor: str
    head: str
    state: Literal["active", "away", "idle"]
    colour: int
    since: float


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


class Put(msgspec.Struct, frozen=True, kw_only=True, tag="put", tag_field="type"):
    """An entry is new, or not as it was; the newest copy stands first."""

    entry: Copied


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What going back did.

    Attributes:
        moment: the mark on the timeline.
        before: the point before it: give it to `workspaces.restore` to undo this.
        to: the moment that it went back to.
        left: what stayed as it was; the first 100.
        not_restored: how many stayed as they were.
    """

    moment: str
    before: str
    to: str
    created: int
    changed: int
    deleted: int
    not_restored: int
    left: list[WorkspacesLeft]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What a worktree changed that `main` has not taken yet, committed or not.

    Attributes:
        main: the id of the workspace that it would be merged into.
        base: the commit that both began with.
        conflicts: hunks that both changed.
    """

    worktree: str
    main: str
    branch: str
    base: str
    files: list[ReviewedFile]
    conflicts: int


class ReviewedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a worktree changed.

    Attributes:
        status: what the worktree did to it.
        added: lines.
        removed: lines.
        conflicts: how many of its hunks are in conflict.
        binary: it is no text, or too long for one: there is one hunk, the whole file.
        cut: the review is long, the hunks of this file are left out; ask for its path.
        note: why it can't be merged here, else empty.
    """

    path: str
    status: Literal["added", "changed", "deleted"]
    hunks: list[Hunk]
    added: int = 0
    removed: int = 0
    conflicts: int = 0
    binary: bool = False
    cut: bool = False
    note: str = ""


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


class SharedChanged(msgspec.Struct, frozen=True, kw_only=True, tag="changed", tag_field="type"):
    """One change of what a workspace shares.

    Attributes:
        patches: what became of the parts that it concerns.
        id: of the event that tells the same.
    """

    patches: list[Patch]
    id: str


class SnapshotOfDictOfStrAndDictOfStrAndAny(
    msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"
):
    """The state at a cursor; what follows are the changes to it."""

    state: dict[str, dict[str, Any]]


class SnapshotOfDocumentState(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: DocumentState


class SnapshotOfListOfCopied(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: list[Copied]


class SnapshotOfListOfPresent(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: list[Present]


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


class SystemClipboard(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the clipboard of the server's machine.

    Attributes:
        program: what reaches it, e.g. `xclip`; empty if there is none.
        allowed: the settings let its owner use it.
    """

    program: str
    allowed: bool


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """What a new project can begin with.

    Attributes:
        files: paths of the files that it brings.
        layout: what newcomers have open, as the layout `Default`.
        preferences: what is chosen for everybody in its workspace, by name.
    """

    name: str
    description: str
    files: list[str]
    layout: dict[str, Any] = msgspec.field(default_factory=dict)
    preferences: dict[str, Any] = msgspec.field(default_factory=dict)


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


class Trimmed(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept after old moments were forgotten.

    Attributes:
        forgotten: how many moments went.
        oldest: the oldest point that can be restored; empty if the timeline is.
        bytes: what all contents take on disk.
    """

    forgotten: int
    oldest: str
    bytes: int


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an undo or redo.

    Attributes:
        steps: how many were taken; 0 if there was none.
        version: of the document now.
    """

    steps: int
    version: str


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
        active: you work in it (`workspaces.activate`): it is shown first.
        branch: of a git worktree; empty for any other.
        base: the id of the workspace that a git worktree merges into; empty for any other.
        trouble: why it can't be worked in, e.g. its folder was removed; empty if it can.
    """

    id: str
    name: str
    project: str
    folder: str
    cursor: str
    active: bool = False
    branch: str = ""
    base: str = ""
    trouble: str = ""


class WorkspacesLeft(msgspec.Struct, frozen=True, kw_only=True):
    """Something that stayed as it was, and why."""

    path: str
    why: str


class AsyncClipboardMethods:
    """The methods of `clipboard`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def clear(
        self, *, pinned: bool = False, timeout: float | None = None, idempotency_key: str | None = None
    ) -> None:
        """Forget all that you copied.

        Args:
            pinned: also what is pinned.
        """
        return await self._transport.command(
            "clipboard.clear", {"pinned": pinned, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    async def copy(
        self,
        body: bytes,
        *,
        name: str = "",
        secret: bool | None = None,
        system: bool = False,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return await self._transport.command(
            "clipboard.copy",
            {
                "body": body,
                "name": name,
                "secret": secret,
                "system": system,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Copied,
        )

    async def copy_file(
        self,
        path: str,
        *,
        secret: bool | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Copied:
        """Copy a file of a workspace, as it is now.

        Args:
            secret: kept for a minute, in memory only, and never found; by default if it looks like a secret.

        Raises:
            NotFound: there is no such file.
            Denied: your key does not read files, or the file may not be read.
            QuotaExceeded: it is too large, or pinned entries leave no room for it.
        """
        return await self._transport.command(
            "clipboard.copy_file",
            {
                "path": path,
                "secret": secret,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Copied,
        )

    async def copy_text(
        self,
        text: str,
        *,
        secret: bool | None = None,
        system: bool = False,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return await self._transport.command(
            "clipboard.copy_text",
            {"text": text, "secret": secret, "system": system, "timeout": timeout, "idempotency_key": idempotency_key},
            Copied,
        )

    async def delete(self, entry: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Forget an entry.

        Raises:
            NotCopied: there is no such entry.
        """
        return await self._transport.command(
            "clipboard.delete", {"entry": entry, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    def follow(
        self, *, since: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[Item[SnapshotOfListOfCopied | Gap | Bookmark | Put | Gone]]:
        """Yield what you copied, then what becomes of it on any of your clients; nobody else sees this.

        Args:
            since: the last cursor that was seen.
        """
        return self._transport.follow(
            "clipboard.follow",
            {"since": since, "timeout": timeout},
            SnapshotOfListOfCopied | Gap | Bookmark | Put | Gone,
        )

    async def list_(self, *, after: str = "", limit: int = 100, timeout: float | None = None) -> PageOfCopied:
        """Return what you copied, newest first.

        Args:
            after: the `next` of the page before.
            limit: entries to a page, at most.

        Raises:
            NotCopied: the entry that `after` names is gone; begin again.
        """
        return await self._transport.query(
            "clipboard.list", {"after": after, "limit": limit, "timeout": timeout}, PageOfCopied
        )

    async def paste(self, entry: str = "", *, system: bool = False, timeout: float | None = None) -> Downloaded:
        """Return the bytes of what was copied last, or of an entry.

        Args:
            system: what is on the clipboard of the server's machine; if it has none, what you copied last.

        Raises:
            NotCopied: there is no such entry, or nothing was copied yet.
            Denied: the machine's clipboard is not yours to use.
            Unacceptable: the machine's clipboard is not used here.
        """
        return await self._transport.query(
            "clipboard.paste", {"entry": entry, "system": system, "timeout": timeout}, Downloaded
        )

    async def paste_shared(
        self, entry: str, *, workspace: str | None = None, timeout: float | None = None
    ) -> Downloaded:
        """Return the bytes of an entry that somebody shows to the people of a workspace.

        Raises:
            NotCopied: nobody shows such an entry here.
        """
        return await self._transport.query(
            "clipboard.paste_shared", {"entry": entry, "workspace": workspace, "timeout": timeout}, Downloaded
        )

    async def pin(
        self, entry: str, *, pinned: bool = True, timeout: float | None = None, idempotency_key: str | None = None
    ) -> Copied:
        """Keep an entry until it is deleted, or let it go with time again.

        Raises:
            NotCopied: there is no such entry.
            Unacceptable: it is a secret.
            QuotaExceeded: too many are pinned.
        """
        return await self._transport.command(
            "clipboard.pin",
            {"entry": entry, "pinned": pinned, "timeout": timeout, "idempotency_key": idempotency_key},
            Copied,
        )

    async def search(self, text: str, *, limit: int = 100, timeout: float | None = None) -> list[Copied]:
        """Return what you copied that holds a text, newest first; secrets are never found.

        Only the first 65,536 characters of a text are looked at.

        Args:
            text: in whatever case.
            limit: entries, at most.
        """
        return await self._transport.query(
            "clipboard.search", {"text": text, "limit": limit, "timeout": timeout}, list[Copied]
        )

    async def share(
        self,
        entry: str,
        *,
        shared: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Copied:
        """Show an entry to the people of a workspace, or not any more; it is shown in one at a time.

        Raises:
            NotCopied: there is no such entry.
            Unacceptable: it is a secret.
        """
        return await self._transport.command(
            "clipboard.share",
            {
                "entry": entry,
                "shared": shared,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Copied,
        )

    async def shared(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Copied]:
        """Return what people show to those of a workspace, newest first."""
        return await self._transport.query(
            "clipboard.shared", {"workspace": workspace, "timeout": timeout}, list[Copied]
        )

    async def system(self, *, timeout: float | None = None) -> SystemClipboard:
        """Return whether the server's machine has a clipboard of its own, and whether its owner may use it here."""
        return await self._transport.query("clipboard.system", {"timeout": timeout}, SystemClipboard)


class AsyncDocumentsMethods:
    """The methods of `documents`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def close(
        self,
        path: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Bring a document to disk and drop it from memory; it stays open while others follow it."""
        return await self._transport.command(
            "documents.close",
            {"path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def edit(
        self,
        path: str,
        edits: list[Edit],
        *,
        version: str | None = None,
        unit: Literal["bytes", "characters", "utf-16"] = "characters",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return await self._transport.command(
            "documents.edit",
            {
                "path": path,
                "edits": edits,
                "version": version,
                "unit": unit,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Edited,
        )

    def follow(
        self,
        path: str,
        *,
        since: str | None = None,
        vector: bytes = b"",
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> AsyncGenerator[Item[SnapshotOfDocumentState | Gap | DocumentUpdate | DocumentStatus]]:
        """Yield a document's state, then each change of it, and how it stands to its file whenever that changes.

        Args:
            since: the last cursor that was seen; without it the state comes first.
            vector: the client's state vector, as Yjs encodes it: only what the client lacks is sent.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
            BadUpdate: `vector` is no state vector.
        """
        return self._transport.follow(
            "documents.follow",
            {"path": path, "since": since, "vector": vector, "workspace": workspace, "timeout": timeout},
            SnapshotOfDocumentState | Gap | DocumentUpdate | DocumentStatus,
        )

    async def history(
        self,
        path: str,
        *,
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfDocumentChange:
        """Return who changed a document and when, newest first.

        Args:
            after: the `next` of the page before.
            limit: changes to a page, at most.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return await self._transport.query(
            "documents.history",
            {"path": path, "after": after, "limit": limit, "workspace": workspace, "timeout": timeout},
            PageOfDocumentChange,
        )

    async def open(
        self,
        path: str,
        *,
        kind: Literal["rich", "text"] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Document:
        """Open a file as a document that many can edit; one that is open is returned as it is.

        Args:
            kind: `rich` for formatted text; by default what the name says: `*.note` is rich.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return await self._transport.command(
            "documents.open",
            {
                "path": path,
                "kind": kind,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Document,
        )

    def presence(
        self, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[Item[SnapshotOfListOfPresent | Gap | Present | DocumentsLeft]]:
        """Yield who is here, then each who comes, moves or leaves; of many moves in a short time only the last.

        Args:
            since: the last cursor that was seen.
        """
        return self._transport.follow(
            "documents.presence",
            {"since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfListOfPresent | Gap | Present | DocumentsLeft,
        )

    async def present(
        self,
        *,
        path: str = "",
        anchor: str = "",
        head: str = "",
        attention: Literal["active", "away", "gone", "idle"] = "active",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Tell the others where you are; whoever says nothing for a minute is idle, for ten away.

        A client without a socket has to say it again within 30 s, or it is gone.

        Args:
            path: the file that you look at; empty for none.
            anchor: where your selection begins, as a Yjs relative position: base64 of its lib0 encoding.
            head: where it ends, and the cursor is.
            attention: `gone` takes you out before your connection ends.

        Raises:
            Invalid: the path can't be one.
        """
        return await self._transport.command(
            "documents.present",
            {
                "path": path,
                "anchor": anchor,
                "head": head,
                "attention": attention,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def read(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> DocumentText:
        """Return the text of a document and its version; `documents.edit` takes ranges of it.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return await self._transport.query(
            "documents.read", {"path": path, "workspace": workspace, "timeout": timeout}, DocumentText
        )

    async def redo(
        self,
        path: str,
        *,
        author: str | None = None,
        steps: int = 1,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Undone:
        """Do again what was undone of one author.

        Args:
            author: whose; by default the caller's own.
            steps: how many.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return await self._transport.command(
            "documents.redo",
            {
                "path": path,
                "author": author,
                "steps": steps,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Undone,
        )

    async def save(
        self,
        path: str,
        *,
        encoding: Literal["utf-16-be", "utf-16-le", "utf-8", "utf-8-bom"] | None = None,
        ending: Literal["\n", "\r\n"] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return await self._transport.command(
            "documents.save",
            {
                "path": path,
                "encoding": encoding,
                "ending": ending,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Document,
        )

    async def undo(
        self,
        path: str,
        *,
        author: str | None = None,
        steps: int = 1,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Undone:
        """Take back the last steps of one author, and nothing of anybody else.

        Args:
            author: whose; by default the caller's own.
            steps: how many.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return await self._transport.command(
            "documents.undo",
            {
                "path": path,
                "author": author,
                "steps": steps,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Undone,
        )

    async def update(
        self,
        path: str,
        update: bytes,
        *,
        document: str,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> str:
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
        return await self._transport.command(
            "documents.update",
            {
                "path": path,
                "update": update,
                "document": document,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            str,
        )


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

    async def create(
        self, folder: str, *, template: str = "empty", timeout: float | None = None, idempotency_key: str | None = None
    ) -> Project:
        """Make a new folder with what a template brings (files, a layout, preferences) and open it as a project.

        Args:
            folder: there may be nothing yet, or an empty folder.
            template: `projects.templates` shows which there are.

        Raises:
            TemplateNotFound: there is no such template.
            Conflict: there is a file, or a folder that is not empty.
            NotFound: the folder that it would lie in does not exist.
            Denied: the server's user may not write there.
            Unacceptable: the path is relative, or within the server's own state.
        """
        return await self._transport.command(
            "projects.create",
            {"folder": folder, "template": template, "timeout": timeout, "idempotency_key": idempotency_key},
            Project,
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

    async def templates(self, *, timeout: float | None = None) -> list[Template]:
        """Return what a new project can begin with, by name."""
        return await self._transport.query("projects.templates", {"timeout": timeout}, list[Template])


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

    async def activate(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> WorkspaceInfo:
        """Make a workspace the one that you work in: your next client shows it first."""
        return await self._transport.command(
            "workspaces.activate",
            {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            WorkspaceInfo,
        )

    async def checkpoint(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Moment:
        """Give the state of all files as it is now a name; open texts are brought to disk first.

        Raises:
            Conflict: there is a checkpoint of this name; `current` is its moment.
            BadPointName: it could be taken for a time or a moment.
        """
        return await self._transport.command(
            "workspaces.checkpoint",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Moment,
        )

    async def close_panel(
        self,
        panel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Take a panel away, for everybody.

        Raises:
            NotFound: there is none.
        """
        return await self._transport.command(
            "workspaces.close_panel",
            {"panel": panel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def compare(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> Compared:
        """Return a file that a worktree changed in three versions: as both began, as `main` has it, and as it is there.

        Raises:
            NotFound: there is nothing to review in this file.
            Denied: the key does not reach the workspace that the worktree came from.
        """
        return await self._transport.query(
            "workspaces.compare", {"path": path, "workspace": workspace, "timeout": timeout}, Compared
        )

    async def content_at(
        self, path: str, moment: str, *, workspace: str | None = None, timeout: float | None = None
    ) -> PastContent:
        """Return a file as it was at a point.

        Args:
            path: where it was then.
            moment: the point.

        Raises:
            PointNotFound: there is no such point.
            PathNotKept: there was no file, or its content was not kept.
            ContentMissing: the content is damaged or not kept any more.
            QuotaExceeded: it is too large for an answer.
        """
        return await self._transport.query(
            "workspaces.content_at",
            {"path": path, "moment": moment, "workspace": workspace, "timeout": timeout},
            PastContent,
        )

    async def create(
        self,
        name: str,
        *,
        branch: str | None = None,
        start: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> WorkspaceInfo:
        """Make a git worktree of a workspace's repository, and open it as another workspace of the same project.

        It has files, terminals, documents and events of its own. It begins at a commit: what is not committed is not
        in it. `workspaces.review` shows what was changed there, `workspaces.merge` brings it back.

        Args:
            name: of the new workspace.
            branch: the one to work on, which is made if there is none; one called like the workspace unless given.
            start: the commit, branch or tag to begin at; where the workspace is now unless given.

        Raises:
            NoRepository: the folder is no git repository, or has no commit yet.
            Conflict: there is a workspace of this name, or the branch is in use.
            NotFound: there is no such commit.
        """
        return await self._transport.command(
            "workspaces.create",
            {
                "name": name,
                "branch": branch,
                "start": start,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            WorkspaceInfo,
        )

    async def delete(
        self,
        *,
        force: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Delete a worktree: its files, its terminals and its history. Its branch stays if it has commits of its own.

        Args:
            force: also when it holds changes that were not merged; they are lost unless they are committed.

        Raises:
            Conflict: it holds changes that were not merged.
            NotFound: it is no worktree; a project is closed by `projects.close`.
        """
        return await self._transport.command(
            "workspaces.delete",
            {"force": force, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def delete_layout(
        self,
        name: str,
        *,
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Forget a layout, for everybody; what people have open stays.

        Args:
            version: of the layout as you saw it; without it, whatever it is now.

        Raises:
            NotFound: there is no such layout.
            Conflict: somebody saved it meanwhile; `current` is theirs.
        """
        return await self._transport.command(
            "workspaces.delete_layout",
            {
                "name": name,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def diff(
        self,
        old: str,
        new: str | None = None,
        *,
        path: str = "",
        hunks: bool = False,
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfDifference:
        """Return which files differ between two points, by path, and how many lines.

        Args:
            old: the one point.
            new: the other one; left out, now.
            path: a file, or a folder with all in it; left out, everything.
            hunks: return what differs too; of a single file it is returned anyway.
            after: the `next` of the page before.
            limit: files to a page, at most.

        Raises:
            PointNotFound: there is no such point.
        """
        return await self._transport.query(
            "workspaces.diff",
            {
                "old": old,
                "new": new,
                "path": path,
                "hunks": hunks,
                "after": after,
                "limit": limit,
                "workspace": workspace,
                "timeout": timeout,
            },
            PageOfDifference,
        )

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

    def follow(
        self, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[Item[SnapshotOfDictOfStrAndDictOfStrAndAny | Gap | Bookmark | SharedChanged]]:
        """Yield all that this workspace shares (panels, layouts, preferences, open files), then each change to it.

        What a change says, applied to what was there before, gives what is there then.

        Args:
            since: the last cursor that was seen; without it all of it first.
        """
        return self._transport.follow(
            "workspaces.follow",
            {"since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfDictOfStrAndDictOfStrAndAny | Gap | Bookmark | SharedChanged,
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

    async def layouts(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Layout]:
        """Return the layouts that are kept in this workspace, by name."""
        return await self._transport.query(
            "workspaces.layouts", {"workspace": workspace, "timeout": timeout}, list[Layout]
        )

    async def list_(self, *, timeout: float | None = None) -> list[WorkspaceInfo]:
        """Return the workspaces of open projects that this key reaches, by name; `trouble` says why one is not open."""
        return await self._transport.query("workspaces.list", {"timeout": timeout}, list[WorkspaceInfo])

    async def load_layout(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> OpenFiles:
        """Have open what a layout has, in all your clients.

        Raises:
            NotFound: there is no such layout.
        """
        return await self._transport.command(
            "workspaces.load_layout",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            OpenFiles,
        )

    async def merge(
        self,
        *,
        accept: list[str] | None = None,
        resolve: dict[str, str] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Merged:
        """Put a worktree's changes into the workspace that it came from: all of them, or none when something is amiss.

        They become edits of its files, not commits, and merge with what people type there.

        Args:
            accept: the ids of the hunks to take; all unless given.
            resolve: for hunks in conflict, by id: the text to put in place of the lines.

        Raises:
            Conflict: a hunk is in conflict and not resolved, or is not there any more; nothing was changed.
            NotFound: it is no worktree, or is not open.
            Denied: the key does not reach the workspace that it came from.
        """
        return await self._transport.command(
            "workspaces.merge",
            {
                "accept": accept,
                "resolve": resolve,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Merged,
        )

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

    async def open_files(self, *, workspace: str | None = None, timeout: float | None = None) -> OpenFiles:
        """Return what you have open in this workspace, in whatever client; at first what the layout `Default` has."""
        return await self._transport.query(
            "workspaces.open_files", {"workspace": workspace, "timeout": timeout}, OpenFiles
        )

    async def panels(self, *, workspace: str | None = None, timeout: float | None = None) -> Panels:
        """Return the panels of a workspace, and which is the active one."""
        return await self._transport.query("workspaces.panels", {"workspace": workspace, "timeout": timeout}, Panels)

    async def preferences(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Preference]:
        """Return all preferences by name: what holds for you in this workspace, and what holds by default."""
        return await self._transport.query(
            "workspaces.preferences", {"workspace": workspace, "timeout": timeout}, list[Preference]
        )

    async def rename(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> WorkspaceInfo:
        """Give a workspace another name; its id, its folder and all that is in it stay.

        Raises:
            Conflict: another workspace is called so; `current` is its id.
        """
        return await self._transport.command(
            "workspaces.rename",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            WorkspaceInfo,
        )

    async def restore(
        self,
        to: str,
        *,
        path: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Restored:
        """Take a file, a folder or the whole workspace back to a point. `before` in the answer undoes it.

        What git ignores stays as it is. Open texts get what they were as an edit. Files of which the content is not
        kept are left as they are and named in the answer.

        Args:
            to: the point.
            path: a file, or a folder with all in it; left out, everything.

        Raises:
            PointNotFound: there is no such point, or it is older than what is kept.
            PathNotKept: nothing is or was at the path.
            ContentMissing: a content is damaged or not kept any more; nothing was changed.
        """
        return await self._transport.command(
            "workspaces.restore",
            {"to": to, "path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Restored,
        )

    async def review(self, *, path: str = "", workspace: str | None = None, timeout: float | None = None) -> Review:
        """Return what a worktree changed that the workspace it came from has not taken yet, committed or not.

        Each hunk can be accepted by itself with `workspaces.merge`. One is in conflict where both changed the same
        lines in different ways: it then tells all three versions of them.

        Args:
            path: the only file to review.

        Raises:
            NotFound: it is no worktree, or is not open.
            Denied: the key does not reach the workspace that it came from.
        """
        return await self._transport.query(
            "workspaces.review", {"path": path, "workspace": workspace, "timeout": timeout}, Review
        )

    async def save_layout(
        self,
        name: str,
        *,
        files: list[OpenFile] | None = None,
        active: str | None = None,
        arrangement: dict[str, Any] | None = None,
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Layout:
        """Keep a layout under a name, for everybody; what is not given is taken of what you have open.

        Args:
            name: `Default` is what newcomers begin with.
            files: the open files in the order of their tabs.
            arrangement: how all of it stands on the screen.
            version: of the layout that is replaced, `new` for none; without it, whatever it is now.

        Raises:
            Conflict: somebody else saved it meanwhile; `current` is theirs.
            QuotaExceeded: it is too large, or there are too many.
        """
        return await self._transport.command(
            "workspaces.save_layout",
            {
                "name": name,
                "files": files,
                "active": active,
                "arrangement": arrangement,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Layout,
        )

    async def set_open_files(
        self,
        *,
        files: list[OpenFile] | None = None,
        active: str | None = None,
        arrangement: dict[str, Any] | None = None,
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> OpenFiles:
        """Keep what you have open, as far as it is given: your next client begins with it.

        Args:
            files: the open files in the order of their tabs.
            arrangement: how all of it stands on the screen.
            version: what you saw last; without it, whatever it is now.

        Raises:
            Conflict: another client of yours changed it meanwhile; `current` is what stands now.
            QuotaExceeded: it is too large.
        """
        return await self._transport.command(
            "workspaces.set_open_files",
            {
                "files": files,
                "active": active,
                "arrangement": arrangement,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            OpenFiles,
        )

    async def set_panel(
        self,
        panel: str,
        *,
        title: str | None = None,
        place: Literal["below", "centre", "side"] | None = None,
        open: bool | None = None,
        data: dict[str, Any] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Panel:
        """Add a panel, or change what is given of one; of two who do that the last one decides.

        Args:
            title: what people call it.
            place: where it stands.
            open: whether it is shown.
            data: what its clients keep of it, instead of what was kept.

        Raises:
            QuotaExceeded: there are too many, or it is too large.
        """
        return await self._transport.command(
            "workspaces.set_panel",
            {
                "panel": panel,
                "title": title,
                "place": place,
                "open": open,
                "data": data,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Panel,
        )

    async def set_preference(
        self,
        name: str,
        value: Any = None,
        *,
        level: Literal["person", "workspace"] = "person",
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Preference:
        """Choose a value, for yourself in all workspaces or for everybody in this one, which goes before it.

        Args:
            value: what the preference's schema allows; null takes back what was chosen.
            level: for whom.
            version: of the choice that is replaced, `new` for none; without it, whatever it is now.

        Raises:
            PreferenceNotFound: there is no such preference.
            PreferenceUnfit: the value does not fit it.
            Conflict: somebody chose another value meanwhile; `current` is theirs.
        """
        return await self._transport.command(
            "workspaces.set_preference",
            {
                "name": name,
                "value": value,
                "level": level,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Preference,
        )

    async def show_panel(
        self,
        panel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> ActivePanel:
        """Make a panel the active one; an empty id means none.

        Raises:
            NotFound: there is none.
        """
        return await self._transport.command(
            "workspaces.show_panel",
            {"panel": panel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            ActivePanel,
        )

    async def timeline(
        self,
        *,
        path: str = "",
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfMoment:
        """Return what changed, newest first, whoever did it and through what; all that is told by now is on it.

        Args:
            path: a file, wherever it was, or a folder with all in it; left out, everything.
            after: the `next` of the page before.
            limit: moments to a page, at most.
        """
        return await self._transport.query(
            "workspaces.timeline",
            {"path": path, "after": after, "limit": limit, "workspace": workspace, "timeout": timeout},
            PageOfMoment,
        )

    async def trim(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> Trimmed:
        """Forget what is older, or more, than the settings `timeline.days` and `timeline.bytes` keep."""
        return await self._transport.command(
            "workspaces.trim", {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key}, Trimmed
        )


class AsyncMethods:
    """All methods, by module."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.clipboard = AsyncClipboardMethods(transport)
        self.documents = AsyncDocumentsMethods(transport)
        self.files = AsyncFilesMethods(transport)
        self.projects = AsyncProjectsMethods(transport)
        self.system = AsyncSystemMethods(transport)
        self.terminals = AsyncTerminalsMethods(transport)
        self.workspaces = AsyncWorkspacesMethods(transport)


class ClipboardMethods:
    """The methods of `clipboard`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def clear(self, *, pinned: bool = False, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Forget all that you copied.

        Args:
            pinned: also what is pinned.
        """
        return self._transport.command(
            "clipboard.clear", {"pinned": pinned, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    def copy(
        self,
        body: bytes,
        *,
        name: str = "",
        secret: bool | None = None,
        system: bool = False,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return self._transport.command(
            "clipboard.copy",
            {
                "body": body,
                "name": name,
                "secret": secret,
                "system": system,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Copied,
        )

    def copy_file(
        self,
        path: str,
        *,
        secret: bool | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Copied:
        """Copy a file of a workspace, as it is now.

        Args:
            secret: kept for a minute, in memory only, and never found; by default if it looks like a secret.

        Raises:
            NotFound: there is no such file.
            Denied: your key does not read files, or the file may not be read.
            QuotaExceeded: it is too large, or pinned entries leave no room for it.
        """
        return self._transport.command(
            "clipboard.copy_file",
            {
                "path": path,
                "secret": secret,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Copied,
        )

    def copy_text(
        self,
        text: str,
        *,
        secret: bool | None = None,
        system: bool = False,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return self._transport.command(
            "clipboard.copy_text",
            {"text": text, "secret": secret, "system": system, "timeout": timeout, "idempotency_key": idempotency_key},
            Copied,
        )

    def delete(self, entry: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Forget an entry.

        Raises:
            NotCopied: there is no such entry.
        """
        return self._transport.command(
            "clipboard.delete", {"entry": entry, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    def follow(
        self, *, since: str | None = None, timeout: float | None = None
    ) -> Generator[Item[SnapshotOfListOfCopied | Gap | Bookmark | Put | Gone]]:
        """Yield what you copied, then what becomes of it on any of your clients; nobody else sees this.

        Args:
            since: the last cursor that was seen.
        """
        return self._transport.follow(
            "clipboard.follow",
            {"since": since, "timeout": timeout},
            SnapshotOfListOfCopied | Gap | Bookmark | Put | Gone,
        )

    def list_(self, *, after: str = "", limit: int = 100, timeout: float | None = None) -> PageOfCopied:
        """Return what you copied, newest first.

        Args:
            after: the `next` of the page before.
            limit: entries to a page, at most.

        Raises:
            NotCopied: the entry that `after` names is gone; begin again.
        """
        return self._transport.query(
            "clipboard.list", {"after": after, "limit": limit, "timeout": timeout}, PageOfCopied
        )

    def paste(self, entry: str = "", *, system: bool = False, timeout: float | None = None) -> Downloaded:
        """Return the bytes of what was copied last, or of an entry.

        Args:
            system: what is on the clipboard of the server's machine; if it has none, what you copied last.

        Raises:
            NotCopied: there is no such entry, or nothing was copied yet.
            Denied: the machine's clipboard is not yours to use.
            Unacceptable: the machine's clipboard is not used here.
        """
        return self._transport.query(
            "clipboard.paste", {"entry": entry, "system": system, "timeout": timeout}, Downloaded
        )

    def paste_shared(self, entry: str, *, workspace: str | None = None, timeout: float | None = None) -> Downloaded:
        """Return the bytes of an entry that somebody shows to the people of a workspace.

        Raises:
            NotCopied: nobody shows such an entry here.
        """
        return self._transport.query(
            "clipboard.paste_shared", {"entry": entry, "workspace": workspace, "timeout": timeout}, Downloaded
        )

    def pin(
        self, entry: str, *, pinned: bool = True, timeout: float | None = None, idempotency_key: str | None = None
    ) -> Copied:
        """Keep an entry until it is deleted, or let it go with time again.

        Raises:
            NotCopied: there is no such entry.
            Unacceptable: it is a secret.
            QuotaExceeded: too many are pinned.
        """
        return self._transport.command(
            "clipboard.pin",
            {"entry": entry, "pinned": pinned, "timeout": timeout, "idempotency_key": idempotency_key},
            Copied,
        )

    def search(self, text: str, *, limit: int = 100, timeout: float | None = None) -> list[Copied]:
        """Return what you copied that holds a text, newest first; secrets are never found.

        Only the first 65,536 characters of a text are looked at.

        Args:
            text: in whatever case.
            limit: entries, at most.
        """
        return self._transport.query(
            "clipboard.search", {"text": text, "limit": limit, "timeout": timeout}, list[Copied]
        )

    def share(
        self,
        entry: str,
        *,
        shared: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Copied:
        """Show an entry to the people of a workspace, or not any more; it is shown in one at a time.

        Raises:
            NotCopied: there is no such entry.
            Unacceptable: it is a secret.
        """
        return self._transport.command(
            "clipboard.share",
            {
                "entry": entry,
                "shared": shared,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Copied,
        )

    def shared(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Copied]:
        """Return what people show to those of a workspace, newest first."""
        return self._transport.query("clipboard.shared", {"workspace": workspace, "timeout": timeout}, list[Copied])

    def system(self, *, timeout: float | None = None) -> SystemClipboard:
        """Return whether the server's machine has a clipboard of its own, and whether its owner may use it here."""
        return self._transport.query("clipboard.system", {"timeout": timeout}, SystemClipboard)


class DocumentsMethods:
    """The methods of `documents`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def close(
        self,
        path: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Bring a document to disk and drop it from memory; it stays open while others follow it."""
        return self._transport.command(
            "documents.close",
            {"path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def edit(
        self,
        path: str,
        edits: list[Edit],
        *,
        version: str | None = None,
        unit: Literal["bytes", "characters", "utf-16"] = "characters",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return self._transport.command(
            "documents.edit",
            {
                "path": path,
                "edits": edits,
                "version": version,
                "unit": unit,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Edited,
        )

    def follow(
        self,
        path: str,
        *,
        since: str | None = None,
        vector: bytes = b"",
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> Generator[Item[SnapshotOfDocumentState | Gap | DocumentUpdate | DocumentStatus]]:
        """Yield a document's state, then each change of it, and how it stands to its file whenever that changes.

        Args:
            since: the last cursor that was seen; without it the state comes first.
            vector: the client's state vector, as Yjs encodes it: only what the client lacks is sent.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
            BadUpdate: `vector` is no state vector.
        """
        return self._transport.follow(
            "documents.follow",
            {"path": path, "since": since, "vector": vector, "workspace": workspace, "timeout": timeout},
            SnapshotOfDocumentState | Gap | DocumentUpdate | DocumentStatus,
        )

    def history(
        self,
        path: str,
        *,
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfDocumentChange:
        """Return who changed a document and when, newest first.

        Args:
            after: the `next` of the page before.
            limit: changes to a page, at most.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return self._transport.query(
            "documents.history",
            {"path": path, "after": after, "limit": limit, "workspace": workspace, "timeout": timeout},
            PageOfDocumentChange,
        )

    def open(
        self,
        path: str,
        *,
        kind: Literal["rich", "text"] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Document:
        """Open a file as a document that many can edit; one that is open is returned as it is.

        Args:
            kind: `rich` for formatted text; by default what the name says: `*.note` is rich.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return self._transport.command(
            "documents.open",
            {
                "path": path,
                "kind": kind,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Document,
        )

    def presence(
        self, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> Generator[Item[SnapshotOfListOfPresent | Gap | Present | DocumentsLeft]]:
        """Yield who is here, then each who comes, moves or leaves; of many moves in a short time only the last.

        Args:
            since: the last cursor that was seen.
        """
        return self._transport.follow(
            "documents.presence",
            {"since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfListOfPresent | Gap | Present | DocumentsLeft,
        )

    def present(
        self,
        *,
        path: str = "",
        anchor: str = "",
        head: str = "",
        attention: Literal["active", "away", "gone", "idle"] = "active",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Tell the others where you are; whoever says nothing for a minute is idle, for ten away.

        A client without a socket has to say it again within 30 s, or it is gone.

        Args:
            path: the file that you look at; empty for none.
            anchor: where your selection begins, as a Yjs relative position: base64 of its lib0 encoding.
            head: where it ends, and the cursor is.
            attention: `gone` takes you out before your connection ends.

        Raises:
            Invalid: the path can't be one.
        """
        return self._transport.command(
            "documents.present",
            {
                "path": path,
                "anchor": anchor,
                "head": head,
                "attention": attention,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def read(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> DocumentText:
        """Return the text of a document and its version; `documents.edit` takes ranges of it.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return self._transport.query(
            "documents.read", {"path": path, "workspace": workspace, "timeout": timeout}, DocumentText
        )

    def redo(
        self,
        path: str,
        *,
        author: str | None = None,
        steps: int = 1,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Undone:
        """Do again what was undone of one author.

        Args:
            author: whose; by default the caller's own.
            steps: how many.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return self._transport.command(
            "documents.redo",
            {
                "path": path,
                "author": author,
                "steps": steps,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Undone,
        )

    def save(
        self,
        path: str,
        *,
        encoding: Literal["utf-16-be", "utf-16-le", "utf-8", "utf-8-bom"] | None = None,
        ending: Literal["\n", "\r\n"] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
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
        return self._transport.command(
            "documents.save",
            {
                "path": path,
                "encoding": encoding,
                "ending": ending,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Document,
        )

    def undo(
        self,
        path: str,
        *,
        author: str | None = None,
        steps: int = 1,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Undone:
        """Take back the last steps of one author, and nothing of anybody else.

        Args:
            author: whose; by default the caller's own.
            steps: how many.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is binary, too large, or badly encoded.
        """
        return self._transport.command(
            "documents.undo",
            {
                "path": path,
                "author": author,
                "steps": steps,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Undone,
        )

    def update(
        self,
        path: str,
        update: bytes,
        *,
        document: str,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> str:
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
        return self._transport.command(
            "documents.update",
            {
                "path": path,
                "update": update,
                "document": document,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            str,
        )


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

    def create(
        self, folder: str, *, template: str = "empty", timeout: float | None = None, idempotency_key: str | None = None
    ) -> Project:
        """Make a new folder with what a template brings (files, a layout, preferences) and open it as a project.

        Args:
            folder: there may be nothing yet, or an empty folder.
            template: `projects.templates` shows which there are.

        Raises:
            TemplateNotFound: there is no such template.
            Conflict: there is a file, or a folder that is not empty.
            NotFound: the folder that it would lie in does not exist.
            Denied: the server's user may not write there.
            Unacceptable: the path is relative, or within the server's own state.
        """
        return self._transport.command(
            "projects.create",
            {"folder": folder, "template": template, "timeout": timeout, "idempotency_key": idempotency_key},
            Project,
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

    def templates(self, *, timeout: float | None = None) -> list[Template]:
        """Return what a new project can begin with, by name."""
        return self._transport.query("projects.templates", {"timeout": timeout}, list[Template])


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

    def activate(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> WorkspaceInfo:
        """Make a workspace the one that you work in: your next client shows it first."""
        return self._transport.command(
            "workspaces.activate",
            {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            WorkspaceInfo,
        )

    def checkpoint(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Moment:
        """Give the state of all files as it is now a name; open texts are brought to disk first.

        Raises:
            Conflict: there is a checkpoint of this name; `current` is its moment.
            BadPointName: it could be taken for a time or a moment.
        """
        return self._transport.command(
            "workspaces.checkpoint",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Moment,
        )

    def close_panel(
        self,
        panel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Take a panel away, for everybody.

        Raises:
            NotFound: there is none.
        """
        return self._transport.command(
            "workspaces.close_panel",
            {"panel": panel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def compare(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> Compared:
        """Return a file that a worktree changed in three versions: as both began, as `main` has it, and as it is there.

        Raises:
            NotFound: there is nothing to review in this file.
            Denied: the key does not reach the workspace that the worktree came from.
        """
        return self._transport.query(
            "workspaces.compare", {"path": path, "workspace": workspace, "timeout": timeout}, Compared
        )

    def content_at(
        self, path: str, moment: str, *, workspace: str | None = None, timeout: float | None = None
    ) -> PastContent:
        """Return a file as it was at a point.

        Args:
            path: where it was then.
            moment: the point.

        Raises:
            PointNotFound: there is no such point.
            PathNotKept: there was no file, or its content was not kept.
            ContentMissing: the content is damaged or not kept any more.
            QuotaExceeded: it is too large for an answer.
        """
        return self._transport.query(
            "workspaces.content_at",
            {"path": path, "moment": moment, "workspace": workspace, "timeout": timeout},
            PastContent,
        )

    def create(
        self,
        name: str,
        *,
        branch: str | None = None,
        start: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> WorkspaceInfo:
        """Make a git worktree of a workspace's repository, and open it as another workspace of the same project.

        It has files, terminals, documents and events of its own. It begins at a commit: what is not committed is not
        in it. `workspaces.review` shows what was changed there, `workspaces.merge` brings it back.

        Args:
            name: of the new workspace.
            branch: the one to work on, which is made if there is none; one called like the workspace unless given.
            start: the commit, branch or tag to begin at; where the workspace is now unless given.

        Raises:
            NoRepository: the folder is no git repository, or has no commit yet.
            Conflict: there is a workspace of this name, or the branch is in use.
            NotFound: there is no such commit.
        """
        return self._transport.command(
            "workspaces.create",
            {
                "name": name,
                "branch": branch,
                "start": start,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            WorkspaceInfo,
        )

    def delete(
        self,
        *,
        force: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Delete a worktree: its files, its terminals and its history. Its branch stays if it has commits of its own.

        Args:
            force: also when it holds changes that were not merged; they are lost unless they are committed.

        Raises:
            Conflict: it holds changes that were not merged.
            NotFound: it is no worktree; a project is closed by `projects.close`.
        """
        return self._transport.command(
            "workspaces.delete",
            {"force": force, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def delete_layout(
        self,
        name: str,
        *,
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Forget a layout, for everybody; what people have open stays.

        Args:
            version: of the layout as you saw it; without it, whatever it is now.

        Raises:
            NotFound: there is no such layout.
            Conflict: somebody saved it meanwhile; `current` is theirs.
        """
        return self._transport.command(
            "workspaces.delete_layout",
            {
                "name": name,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def diff(
        self,
        old: str,
        new: str | None = None,
        *,
        path: str = "",
        hunks: bool = False,
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfDifference:
        """Return which files differ between two points, by path, and how many lines.

        Args:
            old: the one point.
            new: the other one; left out, now.
            path: a file, or a folder with all in it; left out, everything.
            hunks: return what differs too; of a single file it is returned anyway.
            after: the `next` of the page before.
            limit: files to a page, at most.

        Raises:
            PointNotFound: there is no such point.
        """
        return self._transport.query(
            "workspaces.diff",
            {
                "old": old,
                "new": new,
                "path": path,
                "hunks": hunks,
                "after": after,
                "limit": limit,
                "workspace": workspace,
                "timeout": timeout,
            },
            PageOfDifference,
        )

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

    def follow(
        self, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> Generator[Item[SnapshotOfDictOfStrAndDictOfStrAndAny | Gap | Bookmark | SharedChanged]]:
        """Yield all that this workspace shares (panels, layouts, preferences, open files), then each change to it.

        What a change says, applied to what was there before, gives what is there then.

        Args:
            since: the last cursor that was seen; without it all of it first.
        """
        return self._transport.follow(
            "workspaces.follow",
            {"since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfDictOfStrAndDictOfStrAndAny | Gap | Bookmark | SharedChanged,
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

    def layouts(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Layout]:
        """Return the layouts that are kept in this workspace, by name."""
        return self._transport.query("workspaces.layouts", {"workspace": workspace, "timeout": timeout}, list[Layout])

    def list_(self, *, timeout: float | None = None) -> list[WorkspaceInfo]:
        """Return the workspaces of open projects that this key reaches, by name; `trouble` says why one is not open."""
        return self._transport.query("workspaces.list", {"timeout": timeout}, list[WorkspaceInfo])

    def load_layout(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> OpenFiles:
        """Have open what a layout has, in all your clients.

        Raises:
            NotFound: there is no such layout.
        """
        return self._transport.command(
            "workspaces.load_layout",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            OpenFiles,
        )

    def merge(
        self,
        *,
        accept: list[str] | None = None,
        resolve: dict[str, str] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Merged:
        """Put a worktree's changes into the workspace that it came from: all of them, or none when something is amiss.

        They become edits of its files, not commits, and merge with what people type there.

        Args:
            accept: the ids of the hunks to take; all unless given.
            resolve: for hunks in conflict, by id: the text to put in place of the lines.

        Raises:
            Conflict: a hunk is in conflict and not resolved, or is not there any more; nothing was changed.
            NotFound: it is no worktree, or is not open.
            Denied: the key does not reach the workspace that it came from.
        """
        return self._transport.command(
            "workspaces.merge",
            {
                "accept": accept,
                "resolve": resolve,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Merged,
        )

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

    def open_files(self, *, workspace: str | None = None, timeout: float | None = None) -> OpenFiles:
        """Return what you have open in this workspace, in whatever client; at first what the layout `Default` has."""
        return self._transport.query("workspaces.open_files", {"workspace": workspace, "timeout": timeout}, OpenFiles)

    def panels(self, *, workspace: str | None = None, timeout: float | None = None) -> Panels:
        """Return the panels of a workspace, and which is the active one."""
        return self._transport.query("workspaces.panels", {"workspace": workspace, "timeout": timeout}, Panels)

    def preferences(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Preference]:
        """Return all preferences by name: what holds for you in this workspace, and what holds by default."""
        return self._transport.query(
            "workspaces.preferences", {"workspace": workspace, "timeout": timeout}, list[Preference]
        )

    def rename(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> WorkspaceInfo:
        """Give a workspace another name; its id, its folder and all that is in it stay.

        Raises:
            Conflict: another workspace is called so; `current` is its id.
        """
        return self._transport.command(
            "workspaces.rename",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            WorkspaceInfo,
        )

    def restore(
        self,
        to: str,
        *,
        path: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Restored:
        """Take a file, a folder or the whole workspace back to a point. `before` in the answer undoes it.

        What git ignores stays as it is. Open texts get what they were as an edit. Files of which the content is not
        kept are left as they are and named in the answer.

        Args:
            to: the point.
            path: a file, or a folder with all in it; left out, everything.

        Raises:
            PointNotFound: there is no such point, or it is older than what is kept.
            PathNotKept: nothing is or was at the path.
            ContentMissing: a content is damaged or not kept any more; nothing was changed.
        """
        return self._transport.command(
            "workspaces.restore",
            {"to": to, "path": path, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Restored,
        )

    def review(self, *, path: str = "", workspace: str | None = None, timeout: float | None = None) -> Review:
        """Return what a worktree changed that the workspace it came from has not taken yet, committed or not.

        Each hunk can be accepted by itself with `workspaces.merge`. One is in conflict where both changed the same
        lines in different ways: it then tells all three versions of them.

        Args:
            path: the only file to review.

        Raises:
            NotFound: it is no worktree, or is not open.
            Denied: the key does not reach the workspace that it came from.
        """
        return self._transport.query(
            "workspaces.review", {"path": path, "workspace": workspace, "timeout": timeout}, Review
        )

    def save_layout(
        self,
        name: str,
        *,
        files: list[OpenFile] | None = None,
        active: str | None = None,
        arrangement: dict[str, Any] | None = None,
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Layout:
        """Keep a layout under a name, for everybody; what is not given is taken of what you have open.

        Args:
            name: `Default` is what newcomers begin with.
            files: the open files in the order of their tabs.
            arrangement: how all of it stands on the screen.
            version: of the layout that is replaced, `new` for none; without it, whatever it is now.

        Raises:
            Conflict: somebody else saved it meanwhile; `current` is theirs.
            QuotaExceeded: it is too large, or there are too many.
        """
        return self._transport.command(
            "workspaces.save_layout",
            {
                "name": name,
                "files": files,
                "active": active,
                "arrangement": arrangement,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Layout,
        )

    def set_open_files(
        self,
        *,
        files: list[OpenFile] | None = None,
        active: str | None = None,
        arrangement: dict[str, Any] | None = None,
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> OpenFiles:
        """Keep what you have open, as far as it is given: your next client begins with it.

        Args:
            files: the open files in the order of their tabs.
            arrangement: how all of it stands on the screen.
            version: what you saw last; without it, whatever it is now.

        Raises:
            Conflict: another client of yours changed it meanwhile; `current` is what stands now.
            QuotaExceeded: it is too large.
        """
        return self._transport.command(
            "workspaces.set_open_files",
            {
                "files": files,
                "active": active,
                "arrangement": arrangement,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            OpenFiles,
        )

    def set_panel(
        self,
        panel: str,
        *,
        title: str | None = None,
        place: Literal["below", "centre", "side"] | None = None,
        open: bool | None = None,
        data: dict[str, Any] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Panel:
        """Add a panel, or change what is given of one; of two who do that the last one decides.

        Args:
            title: what people call it.
            place: where it stands.
            open: whether it is shown.
            data: what its clients keep of it, instead of what was kept.

        Raises:
            QuotaExceeded: there are too many, or it is too large.
        """
        return self._transport.command(
            "workspaces.set_panel",
            {
                "panel": panel,
                "title": title,
                "place": place,
                "open": open,
                "data": data,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Panel,
        )

    def set_preference(
        self,
        name: str,
        value: Any = None,
        *,
        level: Literal["person", "workspace"] = "person",
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Preference:
        """Choose a value, for yourself in all workspaces or for everybody in this one, which goes before it.

        Args:
            value: what the preference's schema allows; null takes back what was chosen.
            level: for whom.
            version: of the choice that is replaced, `new` for none; without it, whatever it is now.

        Raises:
            PreferenceNotFound: there is no such preference.
            PreferenceUnfit: the value does not fit it.
            Conflict: somebody chose another value meanwhile; `current` is theirs.
        """
        return self._transport.command(
            "workspaces.set_preference",
            {
                "name": name,
                "value": value,
                "level": level,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Preference,
        )

    def show_panel(
        self,
        panel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> ActivePanel:
        """Make a panel the active one; an empty id means none.

        Raises:
            NotFound: there is none.
        """
        return self._transport.command(
            "workspaces.show_panel",
            {"panel": panel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            ActivePanel,
        )

    def timeline(
        self,
        *,
        path: str = "",
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfMoment:
        """Return what changed, newest first, whoever did it and through what; all that is told by now is on it.

        Args:
            path: a file, wherever it was, or a folder with all in it; left out, everything.
            after: the `next` of the page before.
            limit: moments to a page, at most.
        """
        return self._transport.query(
            "workspaces.timeline",
            {"path": path, "after": after, "limit": limit, "workspace": workspace, "timeout": timeout},
            PageOfMoment,
        )

    def trim(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> Trimmed:
        """Forget what is older, or more, than the settings `timeline.days` and `timeline.bytes` keep."""
        return self._transport.command(
            "workspaces.trim", {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key}, Trimmed
        )


class Methods:
    """All methods, by module."""

    def __init__(self, transport: Transport) -> None:
        self.clipboard = ClipboardMethods(transport)
        self.documents = DocumentsMethods(transport)
        self.files = FilesMethods(transport)
        self.projects = ProjectsMethods(transport)
        self.system = SystemMethods(transport)
        self.terminals = TerminalsMethods(transport)
        self.workspaces = WorkspacesMethods(transport)
