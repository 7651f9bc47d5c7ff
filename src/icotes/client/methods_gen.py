"""Types and methods of the server. Generated from its method table by `make generate`; do not edit."""
# ruff: noqa: A002, D205, D212, D400, D415, E501, PLR0904, RUF002

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Any, Literal

import msgspec

from icotes.client.transport import AsyncTransport, Item, Transport


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a server can do about the code at a place.

    Attributes:
        id: names it for `edits_of`, for a while.
        kind: as the protocol calls it, e.g. `quickfix`.
        preferred: it is the usual thing to do.
    """

    id: str
    title: str
    kind: str = ""
    preferred: bool = False
    server: str


class ActivePanel(msgspec.Struct, frozen=True, kw_only=True):
    """The panel that is looked at; empty for none."""

    panel: str
    version: str


class Began(msgspec.Struct, frozen=True, kw_only=True, tag="started", tag_field="type"):
    """The kernel runs it now.

    Attributes:
        count: the how-manieth execution since the kernel started.
    """

    run: str = ""
    cell: str = ""
    count: int = 0


class Blamed(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that came with the same commit.

    Attributes:
        line: the number of the first.
        commit: empty if they are not committed yet.
    """

    line: int
    lines: int
    commit: str
    author: str
    at: float
    subject: str


class Bookmark(msgspec.Struct, frozen=True, kw_only=True, tag="bookmark", tag_field="type"):
    """Nothing for this follower up to this cursor; it only moves the cursor on."""


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A branch, a branch of a remote, or a tag.

    Attributes:
        name: e.g. `main` or `origin/main`.
        commit: where it stands.
        current: it is checked out here.
        ahead: commits that the upstream lacks.
        behind: commits that it lacks.
        gone: its upstream is not there any more.
        at: when its commit was made; seconds since the epoch, UTC.
    """

    name: str
    kind: Literal["branch", "remote", "tag"]
    commit: str
    current: bool
    upstream: str
    ahead: int
    behind: int
    gone: bool
    at: float
    subject: str


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


class CellOutputs(msgspec.Struct, frozen=True, kw_only=True, tag="cell", tag_field="type"):
    """What a cell of a notebook put out.

    Attributes:
        state: whether it runs, or waits for that.
        count: the number of its last run.
        outputs: as nbformat has them, each text in one piece.
    """

    cell: str
    state: Literal["idle", "queued", "running"] = "idle"
    count: int | None = None
    outputs: list[dict[str, Any]] = msgspec.field(default_factory=list)


class CellRan(msgspec.Struct, frozen=True, kw_only=True, tag="ran", tag_field="type"):
    """A cell was run.

    Attributes:
        number: which of the notebook's cells it is; the first is 1.
        failed: how it failed; empty if it did not.
    """

    cell: str
    number: int
    failed: str = ""


class CellRun(msgspec.Struct, frozen=True, kw_only=True, tag="run", tag_field="type"):
    """A cell runs, waits for that, or is done; what it put out is as it was."""

    cell: str
    state: Literal["idle", "queued", "running"]
    count: int | None


class CheckoutStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a checkout stands.

    Attributes:
        head: the commit that is checked out; empty before the first one.
        branch: empty if a commit is checked out without one.
        upstream: the branch that it is pulled from and pushed to, e.g. `origin/main`; empty for none.
        ahead: commits that the upstream lacks.
        behind: commits that this branch lacks.
        operation: what was begun and stopped at conflicts; `git.continue` or `git.abort` ends it.
        stashes: how many.
        files: the first of those that differ, by path.
        total: how many differ.
    """

    head: str
    branch: str
    upstream: str = ""
    ahead: int = 0
    behind: int = 0
    operation: Literal["", "cherry-pick", "merge", "rebase", "revert"] = ""
    stashes: int = 0
    files: list[FileStatus] = msgspec.field(default_factory=list)
    total: int = 0


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


class Cleared(msgspec.Struct, frozen=True, kw_only=True, tag="clear", tag_field="type"):
    """What the execution has shown so far is to go away.

    Attributes:
        wait: not before the next output.
    """

    run: str = ""
    cell: str = ""
    wait: bool = False


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """A commit.

    Attributes:
        parents: ids of the commits that it follows; several for a merge.
        refs: branches and tags that stand at it, in full, e.g. `refs/heads/main`; `HEAD` for what is checked out.
        at: when it was committed, seconds since the epoch, UTC.
        subject: the first line of its message.
        body: the rest of it.
    """

    id: str
    parents: list[str]
    author: str
    email: str
    at: float
    refs: list[str]
    subject: str
    body: str = ""


class CommitDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A commit and the files that it changed against its first parent; `git.diff` has the hunks."""

    commit: Commit
    files: list[FileDiff]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A changed file, whole, in its three versions; null where it does not exist or is no text."""

    file: ReviewedFile
    base: str | None
    main: str | None
    worktree: str | None


class Completion(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may be meant.

    Attributes:
        id: names it for `resolve`, for a while.
        kind: e.g. `function`, `class`, `keyword`; empty if it is not known.
        new: what is to stand in the text; with `snippet`, in the syntax of snippets (`$1`, `${2:name}`).
        range: what is replaced by it; the word before the place unless given.
        filter: what is compared with what was typed; the label unless given.
        sort: what it is ordered by; the label unless given.
        more: edits elsewhere in the file that go with it, e.g. an import.
        text: what is known of it, in Markdown.
    """

    id: str
    label: str
    kind: str = ""
    detail: str = ""
    new: str
    snippet: bool = False
    range: Range | None = None
    filter: str = ""
    sort: str = ""
    preselect: bool = False
    deprecated: bool = False
    more: list[TextEdit] = msgspec.field(default_factory=list)
    text: str = ""


class Completions(msgspec.Struct, frozen=True, kw_only=True):
    """What may be meant at a place.

    Attributes:
        incomplete: there is more; ask again once more was typed.
    """

    items: list[Completion]
    incomplete: bool = False


class ConflictSides(msgspec.Struct, frozen=True, kw_only=True):
    """A file in conflict, in all its versions; null where it is not there or is no text in UTF-8.

    Attributes:
        base: as it was before both changed it.
        ours: as it is on the branch that is checked out (in a rebase: on the new base).
        theirs: as it is in what is merged (in a rebase: in the commit that is applied).
        merged: the file as it is now, with the marks of the conflicts.
        version: of the file as it is now, for `git.resolve`; `new` if there is none.
        ours_name: what the side is called, e.g. a branch.
    """

    path: str
    conflict: str
    base: str | None
    ours: str | None
    theirs: str | None
    merged: str | None
    version: str
    ours_name: str = ""
    theirs_name: str = ""


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


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a server found wrong.

    Attributes:
        code: of the rule.
        source: who says it, in the server's words.
        server: the language server that says it.
        unnecessary: it is not used.
        deprecated: it should not be used.
        link: where the rule is described.
    """

    range: Range
    severity: Literal["error", "hint", "information", "warning"]
    message: str
    code: str = ""
    source: str = ""
    server: str
    unnecessary: bool = False
    deprecated: bool = False
    link: str = ""


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
    kind: Literal["notebook", "rich", "text"]
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


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="ended", tag_field="type"):
    """The execution is over.

    Attributes:
        status: `aborted` never ran; `dead` was ended with the kernel.
    """

    run: str = ""
    cell: str = ""
    status: Literal["aborted", "dead", "error", "ok"]
    count: int | None = None


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
    """How a process ended; when what held it was killed, nobody knows, and there is neither code nor signal.

    Attributes:
        code: what it returned; null when a signal ended it.
        signal: the name of that signal, e.g. `SIGKILL`; empty when it returned.
    """

    code: int | None
    signal: str = ""


class FileDiagnostics(msgspec.Struct, frozen=True, kw_only=True, tag="diagnostics", tag_field="type"):
    """All that is known to be wrong with a file now."""

    path: str
    diagnostics: list[Diagnostic]


class FileDiff(msgspec.Struct, frozen=True, kw_only=True):
    """How a file differs.

    Attributes:
        from_: where it was, if it moved.
        old_mode: e.g. `100644`; `000000` for no file.
        added: lines.
        removed: lines.
        binary: it is no text.
        cut: there is too much; ask for this path alone.
    """

    path: str
    from_: str = ""
    change: Literal["", "added", "changed", "conflict", "copied", "deleted", "moved", "type", "untracked"]
    old_mode: str
    new_mode: str
    added: int = 0
    removed: int = 0
    binary: bool = False
    cut: bool = False
    hunks: list[PatchHunk] = msgspec.field(default_factory=list)


class FileEdits(msgspec.Struct, frozen=True, kw_only=True):
    """Edits of one file, all of its text at `version`; they do not overlap.

    Attributes:
        version: of the text, from the method that made the edits.
    """

    path: str
    version: str
    edits: list[TextEdit]


class FileStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is not as it is in the last commit.

    Attributes:
        staged: how the next commit would change it; empty if not.
        unstaged: how it differs from what is staged; `untracked` if git does not know it; empty if not.
        from_: where it was, if it moved.
        conflict: who did what, if both sides changed it, e.g. `both changed` or `deleted by them`.
    """

    path: str
    staged: Literal["", "added", "changed", "conflict", "copied", "deleted", "moved", "type", "untracked"] = ""
    unstaged: Literal["", "added", "changed", "conflict", "copied", "deleted", "moved", "type", "untracked"] = ""
    from_: str = ""
    conflict: str = ""


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


class GitRemote(msgspec.Struct, frozen=True, kw_only=True):
    """Another repository; its address is shown without names and passwords."""

    name: str
    url: str
    push_url: str


class Gone(msgspec.Struct, frozen=True, kw_only=True, tag="gone", tag_field="type"):
    """Entries are not there any more."""

    ids: list[str]


class Hover(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the thing at a place.

    Attributes:
        text: Markdown.
        range: of the thing, if the server says it.
    """

    text: str
    range: Range | None = None


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


class Kernel(msgspec.Struct, frozen=True, kw_only=True):
    """A kernel: a program that runs code, piece by piece, and keeps the variables.

    Attributes:
        kind: `repl` is the small one of icotes, `jupyter` any that is installed for Jupyter.
        owner: who started it.
        cwd: the folder in which it was started, from the workspace's.
        state: a `dead` one can be restarted; its variables are gone.
        waiting: how many pieces of code wait for their turn, the one that runs among them.
        created: seconds since the epoch, UTC.
        exit: how its process ended; null while it runs.
        reason: why it is dead, in words.
    """

    id: str
    name: str
    language: str
    kind: Literal["jupyter", "repl"]
    owner: str
    cwd: str
    created: float
    state: Literal["busy", "dead", "idle", "starting"] = "starting"
    waiting: int = 0
    exit: Exit | None = None
    reason: str = ""


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """A language that programs can be run in.

    Attributes:
        endings: of its files.
        available: its program is on the server.
        version: what the program says of itself.
        install: what to do when it is missing.
    """

    name: str
    endings: list[str]
    available: bool
    version: str
    install: str


class LanguageServer(msgspec.Struct, frozen=True, kw_only=True):
    """A language server of a workspace.

    Attributes:
        languages: as the protocol calls them, e.g. `python`.
        files: patterns of names.
        beside: it is asked as well as another server of the language.
        state: `missing` is not installed; `stopped` starts when it is needed; `failing` ended by itself and is
            tried again.
        detail: for people: what is wrong.
        install: what to do to have it.
        pid: its process on the server's machine, while there is one.
        walls: what stands between it and the machine; empty when nothing does.
    """

    name: str
    languages: list[str]
    files: list[str]
    beside: bool
    state: Literal["failing", "missing", "ready", "starting", "stopped"]
    detail: str = ""
    install: str = ""
    pid: int | None = None
    walls: str = ""


class LanguageUse(msgspec.Struct, frozen=True, kw_only=True):
    """What was run in one language, as far as it is kept.

    Attributes:
        failed: ended with another exit code than 0, or early.
        cached: answered without running.
        seconds: of all together.
    """

    language: str
    runs: int
    failed: int
    cached: int
    seconds: float
    cpu_seconds: float
    slowest: float


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


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a file.

    Attributes:
        path: empty if the file is not in this workspace.
        name: of the file.
        text: the line.
    """

    path: str
    name: str
    range: Range
    text: str = ""


class MergeOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a merge, a rebase, or of going on with one.

    Attributes:
        state: `conflicts` stopped it: resolve them (`git.resolve`), then `git.continue` or `git.abort`.
        head: the commit that is checked out now.
        conflicts: the paths that are in conflict.
    """

    state: Literal["conflicts", "done", "unchanged"]
    head: str
    conflicts: list[str] = msgspec.field(default_factory=list)


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


class NotebookCell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of a notebook."""

    id: str
    cell_type: str
    source: str


class NotebookKernel(msgspec.Struct, frozen=True, kw_only=True, tag="kernel", tag_field="type"):
    """What runs the cells of a notebook.

    Attributes:
        kernel: its id; empty if there is none.
        detail: what is wrong with it, for people.
    """

    kernel: str = ""
    language: str = ""
    state: Literal["busy", "dead", "idle", "none", "starting"] = "none"
    detail: str = ""


class NotebookState(msgspec.Struct, frozen=True, kw_only=True):
    """What the cells of a notebook put out; one that put out nothing is not in it."""

    kernel: NotebookKernel
    cells: list[CellOutputs]


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


class Output(msgspec.Struct, frozen=True, kw_only=True, tag="output", tag_field="type"):
    """Something that a program printed.

    Attributes:
        text: what was printed, if it is text.
        data: the bytes, if they are none.
    """

    stream: Literal["stderr", "stdout"]
    text: str = ""
    data: bytes = b""


class OutputAdded(msgspec.Struct, frozen=True, kw_only=True, tag="added", tag_field="type"):
    """A cell put something out; a `stream` goes on with the output before it, if that is one of the same name."""

    cell: str
    output: dict[str, Any]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A file as a page.

    Attributes:
        kind: `html` is the file's own text, with its own scripts; `rendered` was made of it and holds none.
        html: a whole document, or, if it is rendered, what stands in its body.
        look: how the page is dressed: `markdown`, `notebook`, `table`, `picture` or `text`.
        title: the file's name.
    """

    kind: Literal["html", "rendered"]
    html: str
    look: Literal["html", "markdown", "notebook", "picture", "table", "text"]
    title: str


class PageOfCommit(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[Commit]
    next: str | None = None


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


class PageOfRun(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a long list.

    Attributes:
        items: in a stable order.
        next: pass it as `after` for the next page; null on the last one.
    """

    items: list[Run]
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


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter of a signature: where it stands in the label, in characters."""

    start: int
    end: int
    text: str = ""


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


class PatchHunk(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that differ, with some around them.

    Attributes:
        id: names it for `git.stage`, `git.unstage` and `git.discard`, as long as nobody changes these lines.
        old_start: the number of its first line before.
        new_start: the number of its first line after.
        section: what stands above, e.g. the head of the function.
        lines: each begins with ` `, `-` or `+`; one that begins with a backslash says that the file ends without a
            new line.
    """

    id: str
    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    section: str
    lines: list[str]


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """What is at a path when a follower begins.

    Attributes:
        entry: the file or folder itself; null if there is none.
        entries: what is right in it, if it is a folder; the first 10,000.
    """

    entry: Entry | None
    entries: list[Entry]


class Port(msgspec.Struct, frozen=True, kw_only=True):
    """A TCP port on which a program of a workspace listens.

    Attributes:
        host: the address that it listens on, as one connects to it.
        program: the program's name.
        pid: its process on the server's machine.
        terminal: the id of the terminal that it was started on; empty if on none.
        since: when it was noticed; seconds since the epoch, UTC.
    """

    port: int
    host: str
    program: str
    pid: int
    terminal: str
    since: float


class PortAddress(msgspec.Struct, frozen=True, kw_only=True):
    """How a browser gets to a program: `http://`, then `name`, `:` and the server's port, then `path`.

    Attributes:
        name: the host; it stays the same for this person and port.
        domain: beneath which it is; `localhost` works on the server's own machine and through `ssh -L`.
        path: lets one browser in, once and soon.
    """

    port: int
    name: str
    domain: str
    path: str


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


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """An address that shows the pages of a folder, for a while and with its maker's rights.

    Attributes:
        address: from the server's root; whoever has it sees the folder's files until it ends.
        path: of the page.
        folder: what of the workspace can be seen under it.
        network: pages may load from elsewhere, and send there.
    """

    address: str
    path: str
    folder: str
    network: bool


class Printed(msgspec.Struct, frozen=True, kw_only=True, tag="output", tag_field="type"):
    """Text was printed."""

    run: str = ""
    cell: str = ""
    stream: Literal["stderr", "stdout"] = "stdout"
    data: str


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


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a branch that was pushed.

    Attributes:
        ref: the branch on the remote.
        state: `new` if it was made there.
    """

    ref: str
    state: Literal["deleted", "forced", "new", "unchanged", "updated"]
    remote: str


class Put(msgspec.Struct, frozen=True, kw_only=True, tag="put", tag_field="type"):
    """An entry is new, or not as it was; the newest copy stands first."""

    entry: Copied


class Queued(msgspec.Struct, frozen=True, kw_only=True, tag="queued", tag_field="type"):
    """Code was handed to the kernel.

    Attributes:
        by: who did.
        at: seconds since the epoch, UTC.
    """

    run: str = ""
    cell: str = ""
    code: str
    by: str
    at: float


class Raised(msgspec.Struct, frozen=True, kw_only=True, tag="error", tag_field="type"):
    """The code failed.

    Attributes:
        name: of the exception.
        value: its text.
        traceback: lines; they may hold the colours of a terminal.
    """

    run: str = ""
    cell: str = ""
    name: str
    value: str
    traceback: tuple[str, ...] = ()


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a text: lines and columns count from 1, in characters; it ends before `end_line`, `end_column`."""

    line: int
    column: int
    end_line: int
    end_column: int


class RemotesRemote(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of another machine.

    Attributes:
        id: of its workspace; the same there and here.
        name: what its workspace is called here.
        host: what ssh calls the machine.
        folder: the folder there.
        connected: whether there is a connection now; one is made when it is needed.
    """

    id: str
    name: str
    host: str
    folder: str
    connected: bool = False


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


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A program that runs, or ran.

    Attributes:
        owner: who started it; everybody else sees its output without what a screen would obey or answer.
        path: the file that was run; empty for a piece of code.
        code: the piece of code, cut when it is long.
        started: seconds since the epoch, UTC.
        exit: how the program ended; null while it runs, or if nobody saw it.
        trouble: what ended it early: `cancelled`, a limit, or `lost` when the server stopped.
        cached: nothing ran; this is what an earlier run of the same did.
        output: bytes that it printed.
        files: what it left beside the workspace.
        passed_over: how many files it left that were too much to keep.
    """

    id: str
    owner: str
    language: str
    path: str = ""
    code: str = ""
    args: tuple[str, ...] = ()
    cwd: str = ""
    state: Literal["ended", "running"] = "running"
    started: float
    exit: Exit | None = None
    trouble: Literal["", "cancelled", "cpu", "disk", "lost", "memory", "output", "timeout"] = ""
    cached: bool = False
    use: Use | None = None
    output: int = 0
    files: list[RunFile] = msgspec.field(default_factory=list)
    passed_over: int = 0


class RunFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a run left.

    Attributes:
        name: its path from where the run worked; `execution.download` takes it.
        size: bytes.
    """

    name: str
    size: int


class RunLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run may go; what is left out is as it is set, and nothing goes beyond that.

    Attributes:
        seconds: until it is ended.
        cpu_seconds: of computing.
        memory: bytes.
        processes: and threads, at a time.
        output: bytes that it prints.
        disk: bytes that it writes.
    """

    seconds: float | None = None
    cpu_seconds: float | None = None
    memory: int | None = None
    processes: int | None = None
    output: int | None = None
    disk: int | None = None


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


class Shown(msgspec.Struct, frozen=True, kw_only=True, tag="display", tag_field="type"):
    """Something is to be seen: the same thing in one or more forms.

    Attributes:
        data: by MIME type; text, base64 of what is binary, or a JSON value.
        metadata: by MIME type, e.g. width and height.
        display: names it, so that it can be replaced; empty if it has no name.
        update: it replaces what was shown under that name.
        count: of the execution whose last expression it is; null if it was only shown.
    """

    run: str = ""
    cell: str = ""
    data: dict[str, Any]
    metadata: dict[str, Any] = msgspec.field(default_factory=dict)
    display: str = ""
    update: bool = False
    count: int | None = None


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """One way to call a function.

    Attributes:
        parameter: which of the parameters is being written, the first is 0; null for none.
    """

    label: str
    text: str = ""
    parameters: list[Parameter] = msgspec.field(default_factory=list)
    parameter: int | None = None


class Signatures(msgspec.Struct, frozen=True, kw_only=True):
    """The ways to call the function whose call is being written; `active` is the likely one, the first is 0."""

    signatures: list[Signature]
    active: int = 0


class SnapshotOfDictOfStrAndDictOfStrAndAny(
    msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"
):
    """The state at a cursor; what follows are the changes to it."""

    state: dict[str, dict[str, Any]]


class SnapshotOfDocumentState(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: DocumentState


class SnapshotOfKernel(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: Kernel


class SnapshotOfListOfCopied(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: list[Copied]


class SnapshotOfListOfFileDiagnostics(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: list[FileDiagnostics]


class SnapshotOfListOfPresent(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: list[Present]


class SnapshotOfNone(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: None


class SnapshotOfNotebookState(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: NotebookState


class SnapshotOfPlaced(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: Placed


class SnapshotOfRun(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: Run


class SnapshotOfTerminal(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The state at a cursor; what follows are the changes to it."""

    state: Terminal


class Stash(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that were put aside.

    Attributes:
        id: names it for `git.unstash` and `git.drop_stash`.
        branch: what was checked out.
    """

    id: str
    message: str
    at: float


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


class Symbol(msgspec.Struct, frozen=True, kw_only=True):
    """Something that has a name in a file.

    Attributes:
        kind: e.g. `function`.
        depth: how many others it is in.
        range: all of it.
        name_range: its name.
    """

    name: str
    kind: str
    detail: str = ""
    depth: int
    range: Range
    name_range: Range


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
        sandboxed: the program sees the workspace's folder and the system's programs only, and has no network.
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
    sandboxed: bool = False


class TextEdit(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a text, and what is to stand there."""

    range: Range
    new: str


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


class Turned(msgspec.Struct, frozen=True, kw_only=True, tag="state", tag_field="type"):
    """The kernel itself is now something else: it starts, is ready for code, or is dead."""

    run: str = ""
    cell: str = ""
    state: Literal["busy", "dead", "idle", "starting"]


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


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What a run used.

    Attributes:
        seconds: from its start to its end.
        cpu_seconds: of computing.
        memory: the most bytes at a time; 0 if nobody could tell.
    """

    seconds: float
    cpu_seconds: float = 0.0
    memory: int = 0


class Versioned(msgspec.Struct, frozen=True, kw_only=True):
    """A file as git keeps it.

    Attributes:
        exists: it is in that commit.
        text: its text; null if it has none or is none.
        size: in bytes.
    """

    path: str
    exists: bool
    text: str | None
    size: int


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

    async def cells(
        self, path: str, *, workspace: str | None = None, timeout: float | None = None
    ) -> list[NotebookCell]:
        """Return the cells of a notebook as they are now, in order; `documents.outputs` tells what they put out.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        return await self._transport.query(
            "documents.cells", {"path": path, "workspace": workspace, "timeout": timeout}, list[NotebookCell]
        )

    async def clear_outputs(
        self,
        path: str,
        *,
        cell: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Forget what the cells of a notebook put out.

        Args:
            cell: only this one.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        return await self._transport.command(
            "documents.clear_outputs",
            {
                "path": path,
                "cell": cell,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

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
        kind: Literal["notebook", "rich", "text"] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Document:
        """Open a file as a document that many can edit; one that is open is returned as it is.

        Args:
            kind: `rich` for formatted text, `notebook` for cells of code and text; by default what the name says:
                `*.note` is rich, `*.ipynb` a notebook.

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

    def outputs(
        self, path: str, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[Item[SnapshotOfNotebookState | Gap | CellOutputs | CellRun | OutputAdded | NotebookKernel]]:
        """Yield what the cells of a notebook put out, then each change of that, and of what runs them.

        Args:
            since: the last cursor that was seen; without it the state comes first.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        return self._transport.follow(
            "documents.outputs",
            {"path": path, "since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfNotebookState | Gap | CellOutputs | CellRun | OutputAdded | NotebookKernel,
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


class AsyncExecutionMethods:
    """The methods of `execution`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def cancel(
        self,
        run: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """End a run with everything that it started; nothing happens if it has ended.

        Raises:
            RunNotFound: there is none.
        """
        return await self._transport.command(
            "execution.cancel",
            {"run": run, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def download(
        self, run: str, name: str, *, workspace: str | None = None, timeout: float | None = None
    ) -> Downloaded:
        """Return a file that a run left.

        Raises:
            RunFileMissing: it left none of this name.
        """
        return await self._transport.query(
            "execution.download", {"run": run, "name": name, "workspace": workspace, "timeout": timeout}, Downloaded
        )

    def execute(
        self,
        kernel: str,
        code: str,
        *,
        cell: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> AsyncGenerator[
        Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark
    ]:
        """Run code in a kernel, after what was handed to it before, and yield what comes of it.

        The last expression is shown, as is what `display` is given. The code runs on when nobody reads any more;
        `execution.interrupt` stops it. `execution.follow_kernel` goes on from any cursor of this stream.

        Args:
            cell: of what it is a part, for who follows the kernel.

        Raises:
            KernelNotFound: there is none.
            KernelDead: its process ended; restart it.
            QuotaExceeded: too much waits for it already.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return self._transport.stream(
            "execution.execute",
            {
                "kernel": kernel,
                "code": code,
                "cell": cell,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark,
        )

    def follow(
        self, run: str, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[Item[SnapshotOfRun | Gap | Output]]:
        """Yield a run, what it printed and prints, and at last the run with how it ended.

        Who did not start it sees text and colours, nothing that a screen would obey or answer. Over MCP there is only
        text.

        Args:
            since: the last cursor that was seen; without it everything from the begin.

        Raises:
            RunNotFound: there is none.
        """
        return self._transport.follow(
            "execution.follow",
            {"run": run, "since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfRun | Gap | Output,
        )

    def follow_kernel(
        self, kernel: str, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[
        Item[Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark]
    ]:
        """Yield the kernel, and what it said and says to anybody's code; over restarts, until it is stopped.

        Who did not start the kernel sees text and colours, nothing that a screen would obey or answer. Over MCP there
        is only text.

        Args:
            since: the last cursor that was seen; without it the newest of what is kept.

        Raises:
            KernelNotFound: there is none.
        """
        return self._transport.follow(
            "execution.follow_kernel",
            {"kernel": kernel, "since": since, "workspace": workspace, "timeout": timeout},
            Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark,
        )

    async def get(self, run: str, *, workspace: str | None = None, timeout: float | None = None) -> Run:
        """Return a run.

        Raises:
            RunNotFound: there is none.
        """
        return await self._transport.query(
            "execution.get", {"run": run, "workspace": workspace, "timeout": timeout}, Run
        )

    async def history(
        self,
        *,
        language: str = "",
        path: str = "",
        failed: bool | None = None,
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfRun:
        """Return the runs of a workspace, newest first; those too that still run.

        Args:
            language: only those in it.
            path: only those of this file.
            failed: only those that failed, or that did not.
            after: where the page before ended.
        """
        return await self._transport.query(
            "execution.history",
            {
                "language": language,
                "path": path,
                "failed": failed,
                "after": after,
                "limit": limit,
                "workspace": workspace,
                "timeout": timeout,
            },
            PageOfRun,
        )

    async def interrupt(
        self,
        kernel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Stop the code that runs in a kernel, and forget what waits there; the variables stay.

        Raises:
            KernelNotFound: there is none.
            KernelDead: its process ended; restart it.
        """
        return await self._transport.command(
            "execution.interrupt",
            {"kernel": kernel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def kernels(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Kernel]:
        """Return the kernels of a workspace, oldest first; those too whose process ended."""
        return await self._transport.query(
            "execution.kernels", {"workspace": workspace, "timeout": timeout}, list[Kernel]
        )

    async def languages(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Language]:
        """Return the languages that can be run here, with the version of what runs them, or how to install it."""
        return await self._transport.query(
            "execution.languages", {"workspace": workspace, "timeout": timeout}, list[Language]
        )

    async def restart(
        self,
        kernel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Kernel:
        """Start a kernel anew; its variables and what waits are gone, what it said is not.

        Raises:
            KernelNotFound: there is none.
            NoSandbox: this machine can't keep code in.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return await self._transport.command(
            "execution.restart",
            {"kernel": kernel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Kernel,
        )

    def run(
        self,
        path: str = "",
        *,
        code: str = "",
        language: str = "",
        args: tuple[str, ...] = (),
        input: str = "",
        env: dict[str, str] | None = None,
        files: dict[str, bytes] | None = None,
        cwd: str = "",
        write: bool = False,
        network: tuple[str, ...] = (),
        limits: RunLimits | None = None,
        cache: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> AsyncGenerator[SnapshotOfRun | Gap | Output]:
        """Run a file or a piece of code in a sandbox; yield the run, what it prints, and at last how it ended.

        The program sees the workspace's files and nothing else of the machine. It goes on when nobody watches it;
        `execution.follow` comes back to it, `execution.cancel` ends it.

        Args:
            path: a file of the workspace to run, as it is now, unsaved text included.
            code: a piece of code to run instead.
            language: by default that of the file, or python.
            args: words that the program gets.
            input: what the program reads from its standard input.
            env: variables that it gets.
            files: content by name, laid into the folder that it works in; not together with `write`.
            cwd: the folder that it works in, from the workspace's.
            write: it may change the workspace's files; else it can only read them, and works in a folder of its own
                with links to them: what it writes there is kept with the run.
            network: hosts that it may reach by HTTP(S), e.g. `pypi.org`, `*.python.org`; none, if left out.
            limits: how far it may go.
            cache: if the same ran before on the same files, return what it did then; not for runs that may write or
                reach hosts.

        Raises:
            Invalid: there is nothing to run, or both a file and code.
            NotFound: there is no such file or folder.
            LanguageUnknown: nobody said how to run it.
            RuntimeMissing: the program that does is not on the server.
            NoSandbox: this machine can't shut it in.
            HostNotAllowed: the server's settings do not name one of the hosts.
            Denied: the key does not cover the files.
            QuotaExceeded: too much runs in this workspace.
        """
        return self._transport.stream(
            "execution.run",
            {
                "path": path,
                "code": code,
                "language": language,
                "args": args,
                "input": input,
                "env": env,
                "files": files,
                "cwd": cwd,
                "write": write,
                "network": network,
                "limits": limits,
                "cache": cache,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            SnapshotOfRun | Gap | Output,
        )

    async def run_cells(
        self,
        path: str,
        *,
        cells: list[str] | None = None,
        kind: Literal["jupyter", "repl"] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Kernel:
        """Run cells of a notebook, one after the other, in the kernel that all share; it is started if there is none.

        This returns at once; `documents.outputs` tells what comes of it. Cells after one that fails are not run.

        Args:
            cells: which ones, in this order; by default all. An empty list only starts the kernel.
            kind: of the kernel, if one is started; by default Jupyter's if it is installed, else the small one.

        Raises:
            NotFound: there is no such notebook.
            NoDocument: it is no notebook.
            KernelUnknown: no kernel is installed for its language.
            Unavailable: code can't be run on this machine; the message says what it lacks.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return await self._transport.command(
            "execution.run_cells",
            {
                "path": path,
                "cells": cells,
                "kind": kind,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Kernel,
        )

    def run_notebook(
        self,
        path: str,
        *,
        fresh: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> AsyncGenerator[CellRan]:
        """Run all cells of a notebook and yield each when it is done; what they put out is saved in the notebook.

        Args:
            fresh: restart the kernel first, if there is one.

        Raises:
            CellFailed: a cell failed; those after it were not run.
            NotFound: there is no such notebook.
            NoDocument: it is no notebook.
            KernelUnknown: no kernel is installed for its language.
            Unavailable: code can't be run on this machine; the message says what it lacks.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return self._transport.stream(
            "execution.run_notebook",
            {
                "path": path,
                "fresh": fresh,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            CellRan,
        )

    async def start_kernel(
        self,
        language: str = "python",
        *,
        kind: Literal["jupyter", "repl"] = "repl",
        name: str = "",
        cwd: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Kernel:
        """Start a kernel: it runs code piece by piece and keeps the variables, also while no server runs.

        Args:
            language: what it runs; for `jupyter` also the name of an installed kernel.
            kind: `repl` is small and starts at once (Python only); `jupyter` is one that is installed for Jupyter.
            name: what people call it; by default the language.
            cwd: the folder to start in, from the workspace's.

        Raises:
            QuotaExceeded: too many kernels run in this workspace.
            KernelUnknown: no such kernel is installed.
            NoSandbox: this machine can't keep code in.
            NotFound: there is no such folder.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return await self._transport.command(
            "execution.start_kernel",
            {
                "language": language,
                "kind": kind,
                "name": name,
                "cwd": cwd,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Kernel,
        )

    async def statistics(self, *, workspace: str | None = None, timeout: float | None = None) -> list[LanguageUse]:
        """Return figures of the runs that are kept, by language; the most used comes first."""
        return await self._transport.query(
            "execution.statistics", {"workspace": workspace, "timeout": timeout}, list[LanguageUse]
        )

    async def stop_kernel(
        self,
        kernel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """End a kernel with everything that it started, and forget what it said.

        Raises:
            KernelNotFound: there is none.
        """
        return await self._transport.command(
            "execution.stop_kernel",
            {"kernel": kernel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
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


class AsyncGitMethods:
    """The methods of `git`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def abort(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> None:
        """Take back a merge or rebase that stopped at conflicts: all is as it was before.

        Raises:
            Unacceptable: nothing waits.
        """
        return await self._transport.command(
            "git.abort", {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    async def add_remote(
        self,
        name: str,
        url: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Make another repository known.

        Args:
            name: what it is called here, e.g. `origin`.

        Raises:
            RefExists: there is one of this name.
        """
        return await self._transport.command(
            "git.add_remote",
            {"name": name, "url": url, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def blame(
        self, path: str, *, revision: str = "", workspace: str | None = None, timeout: float | None = None
    ) -> list[Blamed]:
        """Return for each line of a file the commit that it came with.

        Args:
            revision: a commit; the file as it is now if it is empty.

        Raises:
            NoRepository: the folder is no git repository.
            NotFound: git does not know the file.
        """
        return await self._transport.query(
            "git.blame", {"path": path, "revision": revision, "workspace": workspace, "timeout": timeout}, list[Blamed]
        )

    async def branches(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Branch]:
        """Return the branches, those of remotes, and the tags; what was committed to last is first.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return await self._transport.query("git.branches", {"workspace": workspace, "timeout": timeout}, list[Branch])

    async def commit(
        self,
        message: str = "",
        *,
        amend: bool = False,
        all: bool = False,
        author: str = "",
        empty: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Commit:
        """Commit what is staged. Hooks run if your key covers terminals:write.

        Args:
            message: the first line says what it is about; with `amend` the old one is kept if it is empty.
            amend: put it into the last commit, instead of a new one.
            all: also what git knows and is not staged.
            author: `Name <address>`, if it is not whom the machine's git names; who commits, too, if it names nobody.
            empty: also if nothing changed.

        Raises:
            NothingToCommit: nothing is staged.
            AuthorUnknown: git knows no name to commit in.
            HookFailed: a hook refused.
            InOperation: conflicts are not resolved.
            RepositoryLocked: another git is at work.
            TimedOut: a hook took too long.
        """
        return await self._transport.command(
            "git.commit",
            {
                "message": message,
                "amend": amend,
                "all": all,
                "author": author,
                "empty": empty,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Commit,
        )

    async def conflict(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> ConflictSides:
        """Return a file in conflict in all its versions.

        Raises:
            NotFound: it is in no conflict.
            QuotaExceeded: it is larger than 8 MiB.
        """
        return await self._transport.query(
            "git.conflict", {"path": path, "workspace": workspace, "timeout": timeout}, ConflictSides
        )

    async def continue_(
        self,
        *,
        message: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Go on with what stopped at conflicts, once they are resolved and staged.

        Args:
            message: of a merge's commit; git's own if it is empty.

        Raises:
            InOperation: some are not resolved.
            Unacceptable: nothing waits.
        """
        return await self._transport.command(
            "git.continue",
            {"message": message, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            MergeOutcome,
        )

    async def create_branch(
        self,
        name: str,
        *,
        start: str = "",
        switch: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Make a branch.

        Args:
            start: the commit that it begins at; what is checked out if it is empty.
            switch: check it out.

        Raises:
            RefExists: there is one of this name.
            RefNotFound: there is no such commit.
            Unacceptable: that is no name for a branch.
        """
        return await self._transport.command(
            "git.create_branch",
            {
                "name": name,
                "start": start,
                "switch": switch,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def delete_branch(
        self,
        name: str,
        *,
        force: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Delete a branch.

        Args:
            force: also if it has commits that no other branch has.

        Raises:
            NotMerged: it has such commits.
            RefNotFound: there is none of this name.
            Unacceptable: it is checked out.
        """
        return await self._transport.command(
            "git.delete_branch",
            {
                "name": name,
                "force": force,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def diff(
        self,
        path: str = "",
        *,
        staged: bool = False,
        before: str = "",
        after: str = "",
        around: int = 3,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> list[FileDiff]:
        """Return what differs, by hunk: files from what is staged, what is staged from a commit, or two commits.

        Args:
            path: of one file or folder; of all if it is empty. A file that git does not know is shown if it is named.
            staged: compare what is staged with the last commit, or with `before`.
            before: a commit; the files as they are are compared with it, or what `after` names.
            after: a commit; the first one is compared with nothing if `before` is empty.
            around: lines shown around what differs; 0 for hunks that are as small as can be.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
            QuotaExceeded: it is too much; name a path.
        """
        return await self._transport.query(
            "git.diff",
            {
                "path": path,
                "staged": staged,
                "before": before,
                "after": after,
                "around": around,
                "workspace": workspace,
                "timeout": timeout,
            },
            list[FileDiff],
        )

    async def discard(
        self,
        paths: list[str],
        *,
        hunk: str = "",
        lines: tuple[int, ...] = (),
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Make files again what is staged, or what was committed; those that git does not know go to the trash.

        The timeline keeps what was there. A repository of its own that git does not know stays, unless it is named.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
            Denied: there are files that git does not know, and your key does not write files.
        """
        return await self._transport.command(
            "git.discard",
            {
                "paths": paths,
                "hunk": hunk,
                "lines": lines,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def drop_stash(
        self,
        stash: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Forget changes that were put aside.

        Args:
            stash: its id.

        Raises:
            RefNotFound: there is none.
        """
        return await self._transport.command(
            "git.drop_stash",
            {"stash": stash, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def fetch(
        self,
        remote: str = "",
        *,
        prune: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Ask another repository what is new there; `git.progressed` tells how far it is.

        It signs in as the server's machine does, and never asks for a password.

        Args:
            remote: its name; every one if it is empty.
            prune: forget branches that are not there any more.

        Raises:
            CredentialsNeeded: it wants to know who you are.
            RemoteUnreachable: it does not answer.
            RefNotFound: there is none of this name.
        """
        return await self._transport.command(
            "git.fetch",
            {
                "remote": remote,
                "prune": prune,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def init(
        self,
        *,
        branch: str = "main",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> CheckoutStatus:
        """Make the workspace's folder a git repository.

        Args:
            branch: the name of its first branch.

        Raises:
            Conflict: it is one already.
            Unacceptable: that is no name for a branch.
        """
        return await self._transport.command(
            "git.init",
            {"branch": branch, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            CheckoutStatus,
        )

    async def log(
        self,
        path: str = "",
        *,
        revision: str = "",
        all: bool = False,
        author: str = "",
        text: str = "",
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfCommit:
        """Return commits, newest first; their parents make the graph.

        Args:
            path: only those that changed it.
            revision: the commit to begin at; what is checked out if it is empty.
            all: of every branch, of remotes and tags too.
            author: only those whose author's name or address holds this.
            text: only those whose message holds this.
            after: the `next` of the page before.
            limit: commits to a page, at most.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
        """
        return await self._transport.query(
            "git.log",
            {
                "path": path,
                "revision": revision,
                "all": all,
                "author": author,
                "text": text,
                "after": after,
                "limit": limit,
                "workspace": workspace,
                "timeout": timeout,
            },
            PageOfCommit,
        )

    async def merge(
        self,
        revision: str,
        *,
        message: str = "",
        fast_forward: Literal["may", "never", "only"] = "may",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Merge a branch into the one that is checked out.

        Args:
            revision: what is merged.
            message: of the merge commit; git's own if it is empty.
            fast_forward: whether no merge commit is made where none is needed.

        Raises:
            ChangesInTheWay: it would overwrite what is not committed.
            RefNotFound: there is no such branch.
            InOperation: a merge or rebase waits already.
        """
        return await self._transport.command(
            "git.merge",
            {
                "revision": revision,
                "message": message,
                "fast_forward": fast_forward,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            MergeOutcome,
        )

    async def pull(
        self,
        *,
        how: Literal["forward", "merge", "rebase"] = "merge",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Fetch what is new on the upstream of this branch, and bring it into the branch.

        Args:
            how: merge it, put this branch's commits on top of it, or only go forward to it.

        Raises:
            CredentialsNeeded: the remote wants to know who you are.
            RemoteUnreachable: it does not answer.
            ChangesInTheWay: it would overwrite what is not committed.
            InOperation: a merge or rebase waits.
            Unacceptable: the branch has no upstream.
        """
        return await self._transport.command(
            "git.pull",
            {"how": how, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            MergeOutcome,
        )

    async def push(
        self,
        *,
        remote: str = "",
        branch: str = "",
        force: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Pushed:
        """Send a branch's commits to another repository; `git.progressed` tells how far it is.

        A branch that has no upstream gets one of its own name.

        Args:
            remote: its name; that of the upstream, else the only one there is, if it is empty.
            branch: what is pushed; what is checked out if it is empty.
            force: also if that drops commits there, as long as they are those that were fetched last.

        Raises:
            PushRejected: there are commits that this branch lacks, or they are not accepted.
            CredentialsNeeded: it wants to know who you are.
            RemoteUnreachable: it does not answer.
            RefNotFound: there is no such branch or remote.
        """
        return await self._transport.command(
            "git.push",
            {
                "remote": remote,
                "branch": branch,
                "force": force,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Pushed,
        )

    async def read(
        self, path: str, *, revision: str = "", workspace: str | None = None, timeout: float | None = None
    ) -> Versioned:
        """Return a file as it is in a commit, or as it is staged.

        Args:
            revision: a commit; what is staged if it is empty.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
            QuotaExceeded: it is larger than 8 MiB.
        """
        return await self._transport.query(
            "git.read", {"path": path, "revision": revision, "workspace": workspace, "timeout": timeout}, Versioned
        )

    async def rebase(
        self,
        onto: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Put the commits of this branch on top of another one.

        Args:
            onto: the branch or commit.

        Raises:
            ChangesInTheWay: there are changes that are not committed.
            RefNotFound: there is no such branch.
            InOperation: a merge or rebase waits already.
        """
        return await self._transport.command(
            "git.rebase",
            {"onto": onto, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            MergeOutcome,
        )

    async def remotes(self, *, workspace: str | None = None, timeout: float | None = None) -> list[GitRemote]:
        """Return the other repositories that this one knows.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return await self._transport.query("git.remotes", {"workspace": workspace, "timeout": timeout}, list[GitRemote])

    async def remove_remote(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Forget another repository, with what is known of its branches.

        Raises:
            RefNotFound: there is none of this name.
        """
        return await self._transport.command(
            "git.remove_remote",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    async def resolve(
        self,
        path: str,
        *,
        take: Literal["file", "ours", "text", "theirs"] = "file",
        text: str = "",
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Say what a file in conflict becomes, and stage it.

        Args:
            take: the file as it is now, one side of it (which may be that it is gone), or `text`.
            text: what it becomes, with `take` `text`.
            version: the one that `text` was made of, as `git.conflict` said; without it, whatever is there is replaced.

        Raises:
            Conflict: the file has another version than `version`.
            NotFound: it is in no conflict.
            Unacceptable: the file still holds marks of a conflict.
            Denied: your key does not write files.
        """
        return await self._transport.command(
            "git.resolve",
            {
                "path": path,
                "take": take,
                "text": text,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def show(
        self, revision: str = "HEAD", *, workspace: str | None = None, timeout: float | None = None
    ) -> CommitDetail:
        """Return a commit, and which files it changed against its first parent.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
        """
        return await self._transport.query(
            "git.show", {"revision": revision, "workspace": workspace, "timeout": timeout}, CommitDetail
        )

    async def skip(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> MergeOutcome:
        """Leave out the commit at which a rebase stopped, and go on.

        Raises:
            Unacceptable: no rebase waits.
        """
        return await self._transport.command(
            "git.skip", {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key}, MergeOutcome
        )

    async def stage(
        self,
        paths: list[str],
        *,
        hunk: str = "",
        lines: tuple[int, ...] = (),
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Put changes into the next commit.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
        """
        return await self._transport.command(
            "git.stage",
            {
                "paths": paths,
                "hunk": hunk,
                "lines": lines,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def stash(
        self,
        message: str = "",
        *,
        untracked: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Stash:
        """Put all changes aside: files are again as in the last commit.

        Args:
            message: what it is about.
            untracked: also files that git does not know and does not ignore.

        Raises:
            NothingToCommit: nothing changed.
            InOperation: a merge or rebase waits.
        """
        return await self._transport.command(
            "git.stash",
            {
                "message": message,
                "untracked": untracked,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Stash,
        )

    async def stashes(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Stash]:
        """Return what was put aside, newest first.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return await self._transport.query("git.stashes", {"workspace": workspace, "timeout": timeout}, list[Stash])

    async def status(
        self, *, untracked: bool = True, limit: int = 10000, workspace: str | None = None, timeout: float | None = None
    ) -> CheckoutStatus:
        """Return the branch and what differs from the last commit.

        It changes when `git.changed` or an event of `files` says so.

        Args:
            untracked: also files that git does not know and does not ignore.
            limit: files, at most; `total` counts all.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return await self._transport.query(
            "git.status",
            {"untracked": untracked, "limit": limit, "workspace": workspace, "timeout": timeout},
            CheckoutStatus,
        )

    async def switch(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> CheckoutStatus:
        """Check out a branch; a branch of a remote gets one here that follows it, anything else is only looked at.

        Args:
            name: a branch, a tag or a commit.

        Raises:
            ChangesInTheWay: it would overwrite what is not committed.
            RefNotFound: there is none of this name.
            InOperation: a merge or rebase waits.
        """
        return await self._transport.command(
            "git.switch",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            CheckoutStatus,
        )

    async def unlock(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> list[str]:
        """Take away locks that a git left which was killed; one that may be in use stays.

        Returns:
            The names of those that are gone.

        Raises:
            Conflict: a git runs in this repository now.
        """
        return await self._transport.command(
            "git.unlock", {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key}, list[str]
        )

    async def unstage(
        self,
        paths: list[str],
        *,
        hunk: str = "",
        lines: tuple[int, ...] = (),
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Take changes out of the next commit; the files stay as they are.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it with `staged`.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
        """
        return await self._transport.command(
            "git.unstage",
            {
                "paths": paths,
                "hunk": hunk,
                "lines": lines,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    async def unstash(
        self,
        stash: str = "",
        *,
        keep: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Bring changes back that were put aside.

        Args:
            stash: its id; the newest if it is empty.
            keep: leave it among the stashes, too.

        Raises:
            RefNotFound: there is none.
            ChangesInTheWay: it would overwrite what is not committed.
            InOperation: conflicts are not resolved.
        """
        return await self._transport.command(
            "git.unstash",
            {
                "stash": stash,
                "keep": keep,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            MergeOutcome,
        )


class AsyncLanguagesMethods:
    """The methods of `languages`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def actions(
        self,
        path: str,
        line: int,
        column: int,
        *,
        end_line: int | None = None,
        end_column: int | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> list[Action]:
        """Return what servers can do about the code at a place; `languages.edits_of` returns the edits of one.

        Args:
            end_line: where the place ends, if it is more than a point.
            end_column: the same.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            ServerFailing: it ended by itself; it is tried again.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.actions",
            {
                "path": path,
                "line": line,
                "column": column,
                "end_line": end_line,
                "end_column": end_column,
                "workspace": workspace,
                "timeout": timeout,
            },
            list[Action],
        )

    async def apply(
        self,
        changes: list[FileEdits],
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> list[Entry]:
        """Make edits that another method here returned, in all their files or in none.

        Who has a file open sees it at once.

        Args:
            changes: as they were returned, or some of them.

        Raises:
            EditsOutdated: a text is not as it was; nothing was changed. Ask for the edits again.
            Unacceptable: edits overlap.
            Denied: a file is read-only, or the key does not cover `files:write`.
            Conflict: somebody wrote a file at the same moment; nothing was changed.
            QuotaExceeded: the disk is full.
        """
        return await self._transport.command(
            "languages.apply",
            {"changes": changes, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            list[Entry],
        )

    async def complete(
        self,
        path: str,
        line: int,
        column: int,
        *,
        trigger: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> Completions:
        """Return what may be meant by what is being typed at a place; `languages.resolve` tells more of one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.complete",
            {
                "path": path,
                "line": line,
                "column": column,
                "trigger": trigger,
                "workspace": workspace,
                "timeout": timeout,
            },
            Completions,
        )

    async def definition(
        self, path: str, line: int, column: int, *, workspace: str | None = None, timeout: float | None = None
    ) -> list[Location]:
        """Return where the thing at a place is defined.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.definition",
            {"path": path, "line": line, "column": column, "workspace": workspace, "timeout": timeout},
            list[Location],
        )

    async def diagnostics(
        self, path: str = "", *, workspace: str | None = None, timeout: float | None = None
    ) -> list[FileDiagnostics]:
        """Return what is wrong with a file, as its language servers say; without a path, with all that were looked at.

        Args:
            path: of a file; its servers are started, and it is waited for what they say.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            ServerFailing: it ended by itself; it is tried again.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.diagnostics", {"path": path, "workspace": workspace, "timeout": timeout}, list[FileDiagnostics]
        )

    async def edits_of(self, id: str, *, workspace: str | None = None, timeout: float | None = None) -> list[FileEdits]:
        """Return the edits of an action, by file; `languages.apply` makes them.

        Raises:
            Forgotten: it was offered too long ago.
            ServerRefused: it can't be done.
            Unacceptable: files outside of the workspace would change.
            ServerFailing: the server ended meanwhile.
            NoAnswer: it did not answer in time.
        """
        return await self._transport.query(
            "languages.edits_of", {"id": id, "workspace": workspace, "timeout": timeout}, list[FileEdits]
        )

    def follow(
        self, *, path: str = "", since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> AsyncGenerator[Item[SnapshotOfListOfFileDiagnostics | Gap | Bookmark | FileDiagnostics]]:
        """Yield what is wrong with files, and then all that is wrong with a file whenever that changes.

        A file is looked at once `languages.diagnostics` or another method here asked about it, for as long as it is
        open.

        Args:
            path: only of this file.
            since: the last cursor that was seen.
        """
        return self._transport.follow(
            "languages.follow",
            {"path": path, "since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfListOfFileDiagnostics | Gap | Bookmark | FileDiagnostics,
        )

    async def format(
        self,
        path: str,
        *,
        line: int | None = None,
        end_line: int | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> list[FileEdits]:
        """Return the edits that format a file; `languages.apply` makes them. There are none if it is formatted.

        Args:
            line: the first line to format; by default all.
            end_line: the last one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: no server of this file formats.
            ServerRefused: the file can't be formatted, e.g. because it makes no sense.
            ServerFailing: the server ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.format",
            {"path": path, "line": line, "end_line": end_line, "workspace": workspace, "timeout": timeout},
            list[FileEdits],
        )

    async def hover(
        self, path: str, line: int, column: int, *, workspace: str | None = None, timeout: float | None = None
    ) -> Hover | None:
        """Return what is known of the thing at a place: its type, its documentation; null for nothing.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.hover",
            {"path": path, "line": line, "column": column, "workspace": workspace, "timeout": timeout},
            Hover | None,
        )

    async def references(
        self, path: str, line: int, column: int, *, workspace: str | None = None, timeout: float | None = None
    ) -> list[Location]:
        """Return where the thing at a place is used, and where it is defined.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.references",
            {"path": path, "line": line, "column": column, "workspace": workspace, "timeout": timeout},
            list[Location],
        )

    async def rename(
        self,
        path: str,
        line: int,
        column: int,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> list[FileEdits]:
        """Return the edits that give the thing at a place another name, by file; `languages.apply` makes them.

        Args:
            name: the new one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerRefused: the thing can't be renamed, or not so.
            Unacceptable: files outside of the workspace would change.
            ServerFailing: the server ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.rename",
            {"path": path, "line": line, "column": column, "name": name, "workspace": workspace, "timeout": timeout},
            list[FileEdits],
        )

    async def resolve(self, id: str, *, workspace: str | None = None, timeout: float | None = None) -> Completion:
        """Return all that is known of a completion, with the edits elsewhere in the file that go with it.

        Raises:
            Forgotten: it was offered too long ago.
            ServerFailing: the server ended meanwhile.
            NoAnswer: it did not answer in time.
        """
        return await self._transport.query(
            "languages.resolve", {"id": id, "workspace": workspace, "timeout": timeout}, Completion
        )

    async def restart(
        self,
        server: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> LanguageServer:
        """End a language server, and forget that it failed; it starts again when it is needed.

        Raises:
            ServerNotFound: there is none of this name.
        """
        return await self._transport.command(
            "languages.restart",
            {"server": server, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            LanguageServer,
        )

    async def servers(self, *, workspace: str | None = None, timeout: float | None = None) -> list[LanguageServer]:
        """Return the language servers that may be used here, how each is, and how to install what lacks."""
        return await self._transport.query(
            "languages.servers", {"workspace": workspace, "timeout": timeout}, list[LanguageServer]
        )

    async def signatures(
        self,
        path: str,
        line: int,
        column: int,
        *,
        trigger: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> Signatures | None:
        """Return the ways to call the function whose call is being written at a place; null for none.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.signatures",
            {
                "path": path,
                "line": line,
                "column": column,
                "trigger": trigger,
                "workspace": workspace,
                "timeout": timeout,
            },
            Signatures | None,
        )

    async def symbols(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> list[Symbol]:
        """Return what has a name in a file, in order.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return await self._transport.query(
            "languages.symbols", {"path": path, "workspace": workspace, "timeout": timeout}, list[Symbol]
        )


class AsyncPreviewMethods:
    """The methods of `preview`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def open(
        self,
        path: str,
        *,
        folder: str | None = None,
        network: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Preview:
        """Return an address under which a browser shows a file as a page, and what the page includes.

        HTML runs its own scripts there, away from everything else: it reads the files of the folder, and reaches
        nothing beyond it. Markdown, notebooks, tables, pictures and texts run nothing. The page is shown anew when
        something in it changes; what is typed in an open document is in it. The address ends when nobody looks for a
        while, and with the key that asked for it.

        Args:
            folder: what of the workspace may be seen under the address; by default all of it that is not hidden, and,
                with `network`, the folder of an HTML page.
            network: let pages load what they name elsewhere; with that, HTML can send what it reads.

        Raises:
            NotFound: there is no such file.
            NoPage: it is of no kind that is shown, or too large.
            Invalid: the file is not in the folder.
        """
        return await self._transport.command(
            "preview.open",
            {
                "path": path,
                "folder": folder,
                "network": network,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Preview,
        )

    async def open_port(
        self,
        port: int,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> PortAddress:
        """Return an address by which one browser sees what a program serves on its port, HTTP and WebSocket.

        The program is on an origin of its own: it gets no cookie or key of icotes, and its page can call nothing in
        your name. The address lets in once, within a minute; the browser stays in as long as the key that asked.

        Raises:
            NoSuchPort: no program of this workspace listens on it.
        """
        return await self._transport.command(
            "preview.open_port",
            {"port": port, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            PortAddress,
        )

    async def page(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> Page:
        """Return a file as a page of HTML: Markdown, a notebook, a table, a picture, a text, or HTML itself.

        Raises:
            NotFound: there is no such file.
            NoPage: it is of no kind that is shown, or too large.
        """
        return await self._transport.query(
            "preview.page", {"path": path, "workspace": workspace, "timeout": timeout}, Page
        )

    async def ports(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Port]:
        """Return the ports on which programs of a workspace listen, lowest first.

        These are TCP ports on the server's loopback, or on all its addresses, of programs that were started on a
        terminal or run of the workspace, and of what those started.
        """
        return await self._transport.query("preview.ports", {"workspace": workspace, "timeout": timeout}, list[Port])


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


class AsyncRemotesMethods:
    """The methods of `remotes`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def add(
        self,
        host: str,
        folder: str,
        *,
        name: str = "",
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> RemotesRemote:
        """Make a folder of another machine a workspace here, by this machine's own ssh.

        Every method that takes a `workspace` works there: files, terminals, documents, git, runs. icotes must be
        installed there; who may use ssh as this server's user acts there as the user that ssh logs in.

        Args:
            name: what the workspace is called here.

        Raises:
            Conflict: another workspace is called so, or this folder is a remote already.
            NotFound: there is no such folder there.
            NoSsh: this machine has no ssh.
            HostUnreachable: the other machine does not answer.
            HostUnknown: nobody has confirmed the key of the other machine.
            HostRefused: the other machine does not let this server in.
            NoIcotes: the other machine has no icotes.
            HostUnfit: the icotes there is of a version that does not fit.
        """
        return await self._transport.command(
            "remotes.add",
            {"host": host, "folder": folder, "name": name, "timeout": timeout, "idempotency_key": idempotency_key},
            RemotesRemote,
        )

    async def list_(self, *, timeout: float | None = None) -> list[RemotesRemote]:
        """Return the folders of other machines that are workspaces here, by name."""
        return await self._transport.query("remotes.list", {"timeout": timeout}, list[RemotesRemote])

    async def remove(self, remote: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Let a folder of another machine be no workspace here any more; there everything stays as it is.

        Raises:
            NotFound: there is no such remote.
        """
        return await self._transport.command(
            "remotes.remove", {"remote": remote, "timeout": timeout, "idempotency_key": idempotency_key}, None
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
        sandboxed: bool = False,
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
            sandboxed: keep the program from all but the workspace's folder, and from the network.

        Raises:
            QuotaExceeded: too many terminals run in this workspace.
            CommandNotFound: there is no such program.
            NotFound: there is no such folder.
            NoSandbox: it is to be kept in, and this machine has no way to do that; the message says what to install.
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
                "sandboxed": sandboxed,
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
        self.execution = AsyncExecutionMethods(transport)
        self.files = AsyncFilesMethods(transport)
        self.git = AsyncGitMethods(transport)
        self.languages = AsyncLanguagesMethods(transport)
        self.preview = AsyncPreviewMethods(transport)
        self.projects = AsyncProjectsMethods(transport)
        self.remotes = AsyncRemotesMethods(transport)
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

    def cells(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> list[NotebookCell]:
        """Return the cells of a notebook as they are now, in order; `documents.outputs` tells what they put out.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        return self._transport.query(
            "documents.cells", {"path": path, "workspace": workspace, "timeout": timeout}, list[NotebookCell]
        )

    def clear_outputs(
        self,
        path: str,
        *,
        cell: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Forget what the cells of a notebook put out.

        Args:
            cell: only this one.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        return self._transport.command(
            "documents.clear_outputs",
            {
                "path": path,
                "cell": cell,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

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
        kind: Literal["notebook", "rich", "text"] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Document:
        """Open a file as a document that many can edit; one that is open is returned as it is.

        Args:
            kind: `rich` for formatted text, `notebook` for cells of code and text; by default what the name says:
                `*.note` is rich, `*.ipynb` a notebook.

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

    def outputs(
        self, path: str, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> Generator[Item[SnapshotOfNotebookState | Gap | CellOutputs | CellRun | OutputAdded | NotebookKernel]]:
        """Yield what the cells of a notebook put out, then each change of that, and of what runs them.

        Args:
            since: the last cursor that was seen; without it the state comes first.

        Raises:
            NotFound: there is no such file.
            NoDocument: it is no notebook.
        """
        return self._transport.follow(
            "documents.outputs",
            {"path": path, "since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfNotebookState | Gap | CellOutputs | CellRun | OutputAdded | NotebookKernel,
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


class ExecutionMethods:
    """The methods of `execution`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def cancel(
        self,
        run: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """End a run with everything that it started; nothing happens if it has ended.

        Raises:
            RunNotFound: there is none.
        """
        return self._transport.command(
            "execution.cancel",
            {"run": run, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def download(
        self, run: str, name: str, *, workspace: str | None = None, timeout: float | None = None
    ) -> Downloaded:
        """Return a file that a run left.

        Raises:
            RunFileMissing: it left none of this name.
        """
        return self._transport.query(
            "execution.download", {"run": run, "name": name, "workspace": workspace, "timeout": timeout}, Downloaded
        )

    def execute(
        self,
        kernel: str,
        code: str,
        *,
        cell: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Generator[
        Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark
    ]:
        """Run code in a kernel, after what was handed to it before, and yield what comes of it.

        The last expression is shown, as is what `display` is given. The code runs on when nobody reads any more;
        `execution.interrupt` stops it. `execution.follow_kernel` goes on from any cursor of this stream.

        Args:
            cell: of what it is a part, for who follows the kernel.

        Raises:
            KernelNotFound: there is none.
            KernelDead: its process ended; restart it.
            QuotaExceeded: too much waits for it already.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return self._transport.stream(
            "execution.execute",
            {
                "kernel": kernel,
                "code": code,
                "cell": cell,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark,
        )

    def follow(
        self, run: str, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> Generator[Item[SnapshotOfRun | Gap | Output]]:
        """Yield a run, what it printed and prints, and at last the run with how it ended.

        Who did not start it sees text and colours, nothing that a screen would obey or answer. Over MCP there is only
        text.

        Args:
            since: the last cursor that was seen; without it everything from the begin.

        Raises:
            RunNotFound: there is none.
        """
        return self._transport.follow(
            "execution.follow",
            {"run": run, "since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfRun | Gap | Output,
        )

    def follow_kernel(
        self, kernel: str, *, since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> Generator[
        Item[Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark]
    ]:
        """Yield the kernel, and what it said and says to anybody's code; over restarts, until it is stopped.

        Who did not start the kernel sees text and colours, nothing that a screen would obey or answer. Over MCP there
        is only text.

        Args:
            since: the last cursor that was seen; without it the newest of what is kept.

        Raises:
            KernelNotFound: there is none.
        """
        return self._transport.follow(
            "execution.follow_kernel",
            {"kernel": kernel, "since": since, "workspace": workspace, "timeout": timeout},
            Queued | Began | Printed | Shown | Raised | Cleared | Done | Turned | Gap | SnapshotOfKernel | Bookmark,
        )

    def get(self, run: str, *, workspace: str | None = None, timeout: float | None = None) -> Run:
        """Return a run.

        Raises:
            RunNotFound: there is none.
        """
        return self._transport.query("execution.get", {"run": run, "workspace": workspace, "timeout": timeout}, Run)

    def history(
        self,
        *,
        language: str = "",
        path: str = "",
        failed: bool | None = None,
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfRun:
        """Return the runs of a workspace, newest first; those too that still run.

        Args:
            language: only those in it.
            path: only those of this file.
            failed: only those that failed, or that did not.
            after: where the page before ended.
        """
        return self._transport.query(
            "execution.history",
            {
                "language": language,
                "path": path,
                "failed": failed,
                "after": after,
                "limit": limit,
                "workspace": workspace,
                "timeout": timeout,
            },
            PageOfRun,
        )

    def interrupt(
        self,
        kernel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Stop the code that runs in a kernel, and forget what waits there; the variables stay.

        Raises:
            KernelNotFound: there is none.
            KernelDead: its process ended; restart it.
        """
        return self._transport.command(
            "execution.interrupt",
            {"kernel": kernel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def kernels(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Kernel]:
        """Return the kernels of a workspace, oldest first; those too whose process ended."""
        return self._transport.query("execution.kernels", {"workspace": workspace, "timeout": timeout}, list[Kernel])

    def languages(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Language]:
        """Return the languages that can be run here, with the version of what runs them, or how to install it."""
        return self._transport.query(
            "execution.languages", {"workspace": workspace, "timeout": timeout}, list[Language]
        )

    def restart(
        self,
        kernel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Kernel:
        """Start a kernel anew; its variables and what waits are gone, what it said is not.

        Raises:
            KernelNotFound: there is none.
            NoSandbox: this machine can't keep code in.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return self._transport.command(
            "execution.restart",
            {"kernel": kernel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            Kernel,
        )

    def run(
        self,
        path: str = "",
        *,
        code: str = "",
        language: str = "",
        args: tuple[str, ...] = (),
        input: str = "",
        env: dict[str, str] | None = None,
        files: dict[str, bytes] | None = None,
        cwd: str = "",
        write: bool = False,
        network: tuple[str, ...] = (),
        limits: RunLimits | None = None,
        cache: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Generator[SnapshotOfRun | Gap | Output]:
        """Run a file or a piece of code in a sandbox; yield the run, what it prints, and at last how it ended.

        The program sees the workspace's files and nothing else of the machine. It goes on when nobody watches it;
        `execution.follow` comes back to it, `execution.cancel` ends it.

        Args:
            path: a file of the workspace to run, as it is now, unsaved text included.
            code: a piece of code to run instead.
            language: by default that of the file, or python.
            args: words that the program gets.
            input: what the program reads from its standard input.
            env: variables that it gets.
            files: content by name, laid into the folder that it works in; not together with `write`.
            cwd: the folder that it works in, from the workspace's.
            write: it may change the workspace's files; else it can only read them, and works in a folder of its own
                with links to them: what it writes there is kept with the run.
            network: hosts that it may reach by HTTP(S), e.g. `pypi.org`, `*.python.org`; none, if left out.
            limits: how far it may go.
            cache: if the same ran before on the same files, return what it did then; not for runs that may write or
                reach hosts.

        Raises:
            Invalid: there is nothing to run, or both a file and code.
            NotFound: there is no such file or folder.
            LanguageUnknown: nobody said how to run it.
            RuntimeMissing: the program that does is not on the server.
            NoSandbox: this machine can't shut it in.
            HostNotAllowed: the server's settings do not name one of the hosts.
            Denied: the key does not cover the files.
            QuotaExceeded: too much runs in this workspace.
        """
        return self._transport.stream(
            "execution.run",
            {
                "path": path,
                "code": code,
                "language": language,
                "args": args,
                "input": input,
                "env": env,
                "files": files,
                "cwd": cwd,
                "write": write,
                "network": network,
                "limits": limits,
                "cache": cache,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            SnapshotOfRun | Gap | Output,
        )

    def run_cells(
        self,
        path: str,
        *,
        cells: list[str] | None = None,
        kind: Literal["jupyter", "repl"] | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Kernel:
        """Run cells of a notebook, one after the other, in the kernel that all share; it is started if there is none.

        This returns at once; `documents.outputs` tells what comes of it. Cells after one that fails are not run.

        Args:
            cells: which ones, in this order; by default all. An empty list only starts the kernel.
            kind: of the kernel, if one is started; by default Jupyter's if it is installed, else the small one.

        Raises:
            NotFound: there is no such notebook.
            NoDocument: it is no notebook.
            KernelUnknown: no kernel is installed for its language.
            Unavailable: code can't be run on this machine; the message says what it lacks.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return self._transport.command(
            "execution.run_cells",
            {
                "path": path,
                "cells": cells,
                "kind": kind,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Kernel,
        )

    def run_notebook(
        self,
        path: str,
        *,
        fresh: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Generator[CellRan]:
        """Run all cells of a notebook and yield each when it is done; what they put out is saved in the notebook.

        Args:
            fresh: restart the kernel first, if there is one.

        Raises:
            CellFailed: a cell failed; those after it were not run.
            NotFound: there is no such notebook.
            NoDocument: it is no notebook.
            KernelUnknown: no kernel is installed for its language.
            Unavailable: code can't be run on this machine; the message says what it lacks.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return self._transport.stream(
            "execution.run_notebook",
            {
                "path": path,
                "fresh": fresh,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            CellRan,
        )

    def start_kernel(
        self,
        language: str = "python",
        *,
        kind: Literal["jupyter", "repl"] = "repl",
        name: str = "",
        cwd: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Kernel:
        """Start a kernel: it runs code piece by piece and keeps the variables, also while no server runs.

        Args:
            language: what it runs; for `jupyter` also the name of an installed kernel.
            kind: `repl` is small and starts at once (Python only); `jupyter` is one that is installed for Jupyter.
            name: what people call it; by default the language.
            cwd: the folder to start in, from the workspace's.

        Raises:
            QuotaExceeded: too many kernels run in this workspace.
            KernelUnknown: no such kernel is installed.
            NoSandbox: this machine can't keep code in.
            NotFound: there is no such folder.
            Denied: the key does not cover `files:write`: code in a kernel may write the workspace's files.
        """
        return self._transport.command(
            "execution.start_kernel",
            {
                "language": language,
                "kind": kind,
                "name": name,
                "cwd": cwd,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Kernel,
        )

    def statistics(self, *, workspace: str | None = None, timeout: float | None = None) -> list[LanguageUse]:
        """Return figures of the runs that are kept, by language; the most used comes first."""
        return self._transport.query(
            "execution.statistics", {"workspace": workspace, "timeout": timeout}, list[LanguageUse]
        )

    def stop_kernel(
        self,
        kernel: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """End a kernel with everything that it started, and forget what it said.

        Raises:
            KernelNotFound: there is none.
        """
        return self._transport.command(
            "execution.stop_kernel",
            {"kernel": kernel, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
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


class GitMethods:
    """The methods of `git`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def abort(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> None:
        """Take back a merge or rebase that stopped at conflicts: all is as it was before.

        Raises:
            Unacceptable: nothing waits.
        """
        return self._transport.command(
            "git.abort", {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key}, None
        )

    def add_remote(
        self,
        name: str,
        url: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Make another repository known.

        Args:
            name: what it is called here, e.g. `origin`.

        Raises:
            RefExists: there is one of this name.
        """
        return self._transport.command(
            "git.add_remote",
            {"name": name, "url": url, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def blame(
        self, path: str, *, revision: str = "", workspace: str | None = None, timeout: float | None = None
    ) -> list[Blamed]:
        """Return for each line of a file the commit that it came with.

        Args:
            revision: a commit; the file as it is now if it is empty.

        Raises:
            NoRepository: the folder is no git repository.
            NotFound: git does not know the file.
        """
        return self._transport.query(
            "git.blame", {"path": path, "revision": revision, "workspace": workspace, "timeout": timeout}, list[Blamed]
        )

    def branches(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Branch]:
        """Return the branches, those of remotes, and the tags; what was committed to last is first.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return self._transport.query("git.branches", {"workspace": workspace, "timeout": timeout}, list[Branch])

    def commit(
        self,
        message: str = "",
        *,
        amend: bool = False,
        all: bool = False,
        author: str = "",
        empty: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Commit:
        """Commit what is staged. Hooks run if your key covers terminals:write.

        Args:
            message: the first line says what it is about; with `amend` the old one is kept if it is empty.
            amend: put it into the last commit, instead of a new one.
            all: also what git knows and is not staged.
            author: `Name <address>`, if it is not whom the machine's git names; who commits, too, if it names nobody.
            empty: also if nothing changed.

        Raises:
            NothingToCommit: nothing is staged.
            AuthorUnknown: git knows no name to commit in.
            HookFailed: a hook refused.
            InOperation: conflicts are not resolved.
            RepositoryLocked: another git is at work.
            TimedOut: a hook took too long.
        """
        return self._transport.command(
            "git.commit",
            {
                "message": message,
                "amend": amend,
                "all": all,
                "author": author,
                "empty": empty,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Commit,
        )

    def conflict(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> ConflictSides:
        """Return a file in conflict in all its versions.

        Raises:
            NotFound: it is in no conflict.
            QuotaExceeded: it is larger than 8 MiB.
        """
        return self._transport.query(
            "git.conflict", {"path": path, "workspace": workspace, "timeout": timeout}, ConflictSides
        )

    def continue_(
        self,
        *,
        message: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Go on with what stopped at conflicts, once they are resolved and staged.

        Args:
            message: of a merge's commit; git's own if it is empty.

        Raises:
            InOperation: some are not resolved.
            Unacceptable: nothing waits.
        """
        return self._transport.command(
            "git.continue",
            {"message": message, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            MergeOutcome,
        )

    def create_branch(
        self,
        name: str,
        *,
        start: str = "",
        switch: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Make a branch.

        Args:
            start: the commit that it begins at; what is checked out if it is empty.
            switch: check it out.

        Raises:
            RefExists: there is one of this name.
            RefNotFound: there is no such commit.
            Unacceptable: that is no name for a branch.
        """
        return self._transport.command(
            "git.create_branch",
            {
                "name": name,
                "start": start,
                "switch": switch,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def delete_branch(
        self,
        name: str,
        *,
        force: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Delete a branch.

        Args:
            force: also if it has commits that no other branch has.

        Raises:
            NotMerged: it has such commits.
            RefNotFound: there is none of this name.
            Unacceptable: it is checked out.
        """
        return self._transport.command(
            "git.delete_branch",
            {
                "name": name,
                "force": force,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def diff(
        self,
        path: str = "",
        *,
        staged: bool = False,
        before: str = "",
        after: str = "",
        around: int = 3,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> list[FileDiff]:
        """Return what differs, by hunk: files from what is staged, what is staged from a commit, or two commits.

        Args:
            path: of one file or folder; of all if it is empty. A file that git does not know is shown if it is named.
            staged: compare what is staged with the last commit, or with `before`.
            before: a commit; the files as they are are compared with it, or what `after` names.
            after: a commit; the first one is compared with nothing if `before` is empty.
            around: lines shown around what differs; 0 for hunks that are as small as can be.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
            QuotaExceeded: it is too much; name a path.
        """
        return self._transport.query(
            "git.diff",
            {
                "path": path,
                "staged": staged,
                "before": before,
                "after": after,
                "around": around,
                "workspace": workspace,
                "timeout": timeout,
            },
            list[FileDiff],
        )

    def discard(
        self,
        paths: list[str],
        *,
        hunk: str = "",
        lines: tuple[int, ...] = (),
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Make files again what is staged, or what was committed; those that git does not know go to the trash.

        The timeline keeps what was there. A repository of its own that git does not know stays, unless it is named.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
            Denied: there are files that git does not know, and your key does not write files.
        """
        return self._transport.command(
            "git.discard",
            {
                "paths": paths,
                "hunk": hunk,
                "lines": lines,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def drop_stash(
        self,
        stash: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Forget changes that were put aside.

        Args:
            stash: its id.

        Raises:
            RefNotFound: there is none.
        """
        return self._transport.command(
            "git.drop_stash",
            {"stash": stash, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def fetch(
        self,
        remote: str = "",
        *,
        prune: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Ask another repository what is new there; `git.progressed` tells how far it is.

        It signs in as the server's machine does, and never asks for a password.

        Args:
            remote: its name; every one if it is empty.
            prune: forget branches that are not there any more.

        Raises:
            CredentialsNeeded: it wants to know who you are.
            RemoteUnreachable: it does not answer.
            RefNotFound: there is none of this name.
        """
        return self._transport.command(
            "git.fetch",
            {
                "remote": remote,
                "prune": prune,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def init(
        self,
        *,
        branch: str = "main",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> CheckoutStatus:
        """Make the workspace's folder a git repository.

        Args:
            branch: the name of its first branch.

        Raises:
            Conflict: it is one already.
            Unacceptable: that is no name for a branch.
        """
        return self._transport.command(
            "git.init",
            {"branch": branch, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            CheckoutStatus,
        )

    def log(
        self,
        path: str = "",
        *,
        revision: str = "",
        all: bool = False,
        author: str = "",
        text: str = "",
        after: str = "",
        limit: int = 100,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> PageOfCommit:
        """Return commits, newest first; their parents make the graph.

        Args:
            path: only those that changed it.
            revision: the commit to begin at; what is checked out if it is empty.
            all: of every branch, of remotes and tags too.
            author: only those whose author's name or address holds this.
            text: only those whose message holds this.
            after: the `next` of the page before.
            limit: commits to a page, at most.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
        """
        return self._transport.query(
            "git.log",
            {
                "path": path,
                "revision": revision,
                "all": all,
                "author": author,
                "text": text,
                "after": after,
                "limit": limit,
                "workspace": workspace,
                "timeout": timeout,
            },
            PageOfCommit,
        )

    def merge(
        self,
        revision: str,
        *,
        message: str = "",
        fast_forward: Literal["may", "never", "only"] = "may",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Merge a branch into the one that is checked out.

        Args:
            revision: what is merged.
            message: of the merge commit; git's own if it is empty.
            fast_forward: whether no merge commit is made where none is needed.

        Raises:
            ChangesInTheWay: it would overwrite what is not committed.
            RefNotFound: there is no such branch.
            InOperation: a merge or rebase waits already.
        """
        return self._transport.command(
            "git.merge",
            {
                "revision": revision,
                "message": message,
                "fast_forward": fast_forward,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            MergeOutcome,
        )

    def pull(
        self,
        *,
        how: Literal["forward", "merge", "rebase"] = "merge",
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Fetch what is new on the upstream of this branch, and bring it into the branch.

        Args:
            how: merge it, put this branch's commits on top of it, or only go forward to it.

        Raises:
            CredentialsNeeded: the remote wants to know who you are.
            RemoteUnreachable: it does not answer.
            ChangesInTheWay: it would overwrite what is not committed.
            InOperation: a merge or rebase waits.
            Unacceptable: the branch has no upstream.
        """
        return self._transport.command(
            "git.pull",
            {"how": how, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            MergeOutcome,
        )

    def push(
        self,
        *,
        remote: str = "",
        branch: str = "",
        force: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Pushed:
        """Send a branch's commits to another repository; `git.progressed` tells how far it is.

        A branch that has no upstream gets one of its own name.

        Args:
            remote: its name; that of the upstream, else the only one there is, if it is empty.
            branch: what is pushed; what is checked out if it is empty.
            force: also if that drops commits there, as long as they are those that were fetched last.

        Raises:
            PushRejected: there are commits that this branch lacks, or they are not accepted.
            CredentialsNeeded: it wants to know who you are.
            RemoteUnreachable: it does not answer.
            RefNotFound: there is no such branch or remote.
        """
        return self._transport.command(
            "git.push",
            {
                "remote": remote,
                "branch": branch,
                "force": force,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Pushed,
        )

    def read(
        self, path: str, *, revision: str = "", workspace: str | None = None, timeout: float | None = None
    ) -> Versioned:
        """Return a file as it is in a commit, or as it is staged.

        Args:
            revision: a commit; what is staged if it is empty.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
            QuotaExceeded: it is larger than 8 MiB.
        """
        return self._transport.query(
            "git.read", {"path": path, "revision": revision, "workspace": workspace, "timeout": timeout}, Versioned
        )

    def rebase(
        self,
        onto: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Put the commits of this branch on top of another one.

        Args:
            onto: the branch or commit.

        Raises:
            ChangesInTheWay: there are changes that are not committed.
            RefNotFound: there is no such branch.
            InOperation: a merge or rebase waits already.
        """
        return self._transport.command(
            "git.rebase",
            {"onto": onto, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            MergeOutcome,
        )

    def remotes(self, *, workspace: str | None = None, timeout: float | None = None) -> list[GitRemote]:
        """Return the other repositories that this one knows.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return self._transport.query("git.remotes", {"workspace": workspace, "timeout": timeout}, list[GitRemote])

    def remove_remote(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Forget another repository, with what is known of its branches.

        Raises:
            RefNotFound: there is none of this name.
        """
        return self._transport.command(
            "git.remove_remote",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            None,
        )

    def resolve(
        self,
        path: str,
        *,
        take: Literal["file", "ours", "text", "theirs"] = "file",
        text: str = "",
        version: str | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Say what a file in conflict becomes, and stage it.

        Args:
            take: the file as it is now, one side of it (which may be that it is gone), or `text`.
            text: what it becomes, with `take` `text`.
            version: the one that `text` was made of, as `git.conflict` said; without it, whatever is there is replaced.

        Raises:
            Conflict: the file has another version than `version`.
            NotFound: it is in no conflict.
            Unacceptable: the file still holds marks of a conflict.
            Denied: your key does not write files.
        """
        return self._transport.command(
            "git.resolve",
            {
                "path": path,
                "take": take,
                "text": text,
                "version": version,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def show(
        self, revision: str = "HEAD", *, workspace: str | None = None, timeout: float | None = None
    ) -> CommitDetail:
        """Return a commit, and which files it changed against its first parent.

        Raises:
            NoRepository: the folder is no git repository.
            RefNotFound: there is no such commit.
        """
        return self._transport.query(
            "git.show", {"revision": revision, "workspace": workspace, "timeout": timeout}, CommitDetail
        )

    def skip(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> MergeOutcome:
        """Leave out the commit at which a rebase stopped, and go on.

        Raises:
            Unacceptable: no rebase waits.
        """
        return self._transport.command(
            "git.skip", {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key}, MergeOutcome
        )

    def stage(
        self,
        paths: list[str],
        *,
        hunk: str = "",
        lines: tuple[int, ...] = (),
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Put changes into the next commit.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
        """
        return self._transport.command(
            "git.stage",
            {
                "paths": paths,
                "hunk": hunk,
                "lines": lines,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def stash(
        self,
        message: str = "",
        *,
        untracked: bool = True,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Stash:
        """Put all changes aside: files are again as in the last commit.

        Args:
            message: what it is about.
            untracked: also files that git does not know and does not ignore.

        Raises:
            NothingToCommit: nothing changed.
            InOperation: a merge or rebase waits.
        """
        return self._transport.command(
            "git.stash",
            {
                "message": message,
                "untracked": untracked,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Stash,
        )

    def stashes(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Stash]:
        """Return what was put aside, newest first.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return self._transport.query("git.stashes", {"workspace": workspace, "timeout": timeout}, list[Stash])

    def status(
        self, *, untracked: bool = True, limit: int = 10000, workspace: str | None = None, timeout: float | None = None
    ) -> CheckoutStatus:
        """Return the branch and what differs from the last commit.

        It changes when `git.changed` or an event of `files` says so.

        Args:
            untracked: also files that git does not know and does not ignore.
            limit: files, at most; `total` counts all.

        Raises:
            NoRepository: the folder is no git repository.
        """
        return self._transport.query(
            "git.status",
            {"untracked": untracked, "limit": limit, "workspace": workspace, "timeout": timeout},
            CheckoutStatus,
        )

    def switch(
        self,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> CheckoutStatus:
        """Check out a branch; a branch of a remote gets one here that follows it, anything else is only looked at.

        Args:
            name: a branch, a tag or a commit.

        Raises:
            ChangesInTheWay: it would overwrite what is not committed.
            RefNotFound: there is none of this name.
            InOperation: a merge or rebase waits.
        """
        return self._transport.command(
            "git.switch",
            {"name": name, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            CheckoutStatus,
        )

    def unlock(
        self, *, workspace: str | None = None, timeout: float | None = None, idempotency_key: str | None = None
    ) -> list[str]:
        """Take away locks that a git left which was killed; one that may be in use stays.

        Returns:
            The names of those that are gone.

        Raises:
            Conflict: a git runs in this repository now.
        """
        return self._transport.command(
            "git.unlock", {"workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key}, list[str]
        )

    def unstage(
        self,
        paths: list[str],
        *,
        hunk: str = "",
        lines: tuple[int, ...] = (),
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Take changes out of the next commit; the files stay as they are.

        Args:
            paths: files and folders; an empty path for all.
            hunk: only this one, of one file, as `git.diff` gives it with `staged`.
            lines: only these lines of the hunk, counted from 0.

        Raises:
            HunkGone: these lines were changed meanwhile.
            RepositoryLocked: another git is at work.
        """
        return self._transport.command(
            "git.unstage",
            {
                "paths": paths,
                "hunk": hunk,
                "lines": lines,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            None,
        )

    def unstash(
        self,
        stash: str = "",
        *,
        keep: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> MergeOutcome:
        """Bring changes back that were put aside.

        Args:
            stash: its id; the newest if it is empty.
            keep: leave it among the stashes, too.

        Raises:
            RefNotFound: there is none.
            ChangesInTheWay: it would overwrite what is not committed.
            InOperation: conflicts are not resolved.
        """
        return self._transport.command(
            "git.unstash",
            {
                "stash": stash,
                "keep": keep,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            MergeOutcome,
        )


class LanguagesMethods:
    """The methods of `languages`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def actions(
        self,
        path: str,
        line: int,
        column: int,
        *,
        end_line: int | None = None,
        end_column: int | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> list[Action]:
        """Return what servers can do about the code at a place; `languages.edits_of` returns the edits of one.

        Args:
            end_line: where the place ends, if it is more than a point.
            end_column: the same.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            ServerFailing: it ended by itself; it is tried again.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.actions",
            {
                "path": path,
                "line": line,
                "column": column,
                "end_line": end_line,
                "end_column": end_column,
                "workspace": workspace,
                "timeout": timeout,
            },
            list[Action],
        )

    def apply(
        self,
        changes: list[FileEdits],
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> list[Entry]:
        """Make edits that another method here returned, in all their files or in none.

        Who has a file open sees it at once.

        Args:
            changes: as they were returned, or some of them.

        Raises:
            EditsOutdated: a text is not as it was; nothing was changed. Ask for the edits again.
            Unacceptable: edits overlap.
            Denied: a file is read-only, or the key does not cover `files:write`.
            Conflict: somebody wrote a file at the same moment; nothing was changed.
            QuotaExceeded: the disk is full.
        """
        return self._transport.command(
            "languages.apply",
            {"changes": changes, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            list[Entry],
        )

    def complete(
        self,
        path: str,
        line: int,
        column: int,
        *,
        trigger: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> Completions:
        """Return what may be meant by what is being typed at a place; `languages.resolve` tells more of one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.complete",
            {
                "path": path,
                "line": line,
                "column": column,
                "trigger": trigger,
                "workspace": workspace,
                "timeout": timeout,
            },
            Completions,
        )

    def definition(
        self, path: str, line: int, column: int, *, workspace: str | None = None, timeout: float | None = None
    ) -> list[Location]:
        """Return where the thing at a place is defined.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.definition",
            {"path": path, "line": line, "column": column, "workspace": workspace, "timeout": timeout},
            list[Location],
        )

    def diagnostics(
        self, path: str = "", *, workspace: str | None = None, timeout: float | None = None
    ) -> list[FileDiagnostics]:
        """Return what is wrong with a file, as its language servers say; without a path, with all that were looked at.

        Args:
            path: of a file; its servers are started, and it is waited for what they say.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            ServerFailing: it ended by itself; it is tried again.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.diagnostics", {"path": path, "workspace": workspace, "timeout": timeout}, list[FileDiagnostics]
        )

    def edits_of(self, id: str, *, workspace: str | None = None, timeout: float | None = None) -> list[FileEdits]:
        """Return the edits of an action, by file; `languages.apply` makes them.

        Raises:
            Forgotten: it was offered too long ago.
            ServerRefused: it can't be done.
            Unacceptable: files outside of the workspace would change.
            ServerFailing: the server ended meanwhile.
            NoAnswer: it did not answer in time.
        """
        return self._transport.query(
            "languages.edits_of", {"id": id, "workspace": workspace, "timeout": timeout}, list[FileEdits]
        )

    def follow(
        self, *, path: str = "", since: str | None = None, workspace: str | None = None, timeout: float | None = None
    ) -> Generator[Item[SnapshotOfListOfFileDiagnostics | Gap | Bookmark | FileDiagnostics]]:
        """Yield what is wrong with files, and then all that is wrong with a file whenever that changes.

        A file is looked at once `languages.diagnostics` or another method here asked about it, for as long as it is
        open.

        Args:
            path: only of this file.
            since: the last cursor that was seen.
        """
        return self._transport.follow(
            "languages.follow",
            {"path": path, "since": since, "workspace": workspace, "timeout": timeout},
            SnapshotOfListOfFileDiagnostics | Gap | Bookmark | FileDiagnostics,
        )

    def format(
        self,
        path: str,
        *,
        line: int | None = None,
        end_line: int | None = None,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> list[FileEdits]:
        """Return the edits that format a file; `languages.apply` makes them. There are none if it is formatted.

        Args:
            line: the first line to format; by default all.
            end_line: the last one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: no server of this file formats.
            ServerRefused: the file can't be formatted, e.g. because it makes no sense.
            ServerFailing: the server ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.format",
            {"path": path, "line": line, "end_line": end_line, "workspace": workspace, "timeout": timeout},
            list[FileEdits],
        )

    def hover(
        self, path: str, line: int, column: int, *, workspace: str | None = None, timeout: float | None = None
    ) -> Hover | None:
        """Return what is known of the thing at a place: its type, its documentation; null for nothing.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.hover",
            {"path": path, "line": line, "column": column, "workspace": workspace, "timeout": timeout},
            Hover | None,
        )

    def references(
        self, path: str, line: int, column: int, *, workspace: str | None = None, timeout: float | None = None
    ) -> list[Location]:
        """Return where the thing at a place is used, and where it is defined.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.references",
            {"path": path, "line": line, "column": column, "workspace": workspace, "timeout": timeout},
            list[Location],
        )

    def rename(
        self,
        path: str,
        line: int,
        column: int,
        name: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> list[FileEdits]:
        """Return the edits that give the thing at a place another name, by file; `languages.apply` makes them.

        Args:
            name: the new one.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerRefused: the thing can't be renamed, or not so.
            Unacceptable: files outside of the workspace would change.
            ServerFailing: the server ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.rename",
            {"path": path, "line": line, "column": column, "name": name, "workspace": workspace, "timeout": timeout},
            list[FileEdits],
        )

    def resolve(self, id: str, *, workspace: str | None = None, timeout: float | None = None) -> Completion:
        """Return all that is known of a completion, with the edits elsewhere in the file that go with it.

        Raises:
            Forgotten: it was offered too long ago.
            ServerFailing: the server ended meanwhile.
            NoAnswer: it did not answer in time.
        """
        return self._transport.query(
            "languages.resolve", {"id": id, "workspace": workspace, "timeout": timeout}, Completion
        )

    def restart(
        self,
        server: str,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> LanguageServer:
        """End a language server, and forget that it failed; it starts again when it is needed.

        Raises:
            ServerNotFound: there is none of this name.
        """
        return self._transport.command(
            "languages.restart",
            {"server": server, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            LanguageServer,
        )

    def servers(self, *, workspace: str | None = None, timeout: float | None = None) -> list[LanguageServer]:
        """Return the language servers that may be used here, how each is, and how to install what lacks."""
        return self._transport.query(
            "languages.servers", {"workspace": workspace, "timeout": timeout}, list[LanguageServer]
        )

    def signatures(
        self,
        path: str,
        line: int,
        column: int,
        *,
        trigger: str = "",
        workspace: str | None = None,
        timeout: float | None = None,
    ) -> Signatures | None:
        """Return the ways to call the function whose call is being written at a place; null for none.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.signatures",
            {
                "path": path,
                "line": line,
                "column": column,
                "trigger": trigger,
                "workspace": workspace,
                "timeout": timeout,
            },
            Signatures | None,
        )

    def symbols(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> list[Symbol]:
        """Return what has a name in a file, in order.

        Raises:
            NoLanguageServer: there is none for this file; the message says what to install.
            NoSandbox: this machine can't shut it in; the message says what to install.
            NotSupported: it can't do that.
            ServerFailing: it ended by itself; it is tried again.
            NoAnswer: it did not answer in time.
            NotFound: there is no such file.
        """
        return self._transport.query(
            "languages.symbols", {"path": path, "workspace": workspace, "timeout": timeout}, list[Symbol]
        )


class PreviewMethods:
    """The methods of `preview`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def open(
        self,
        path: str,
        *,
        folder: str | None = None,
        network: bool = False,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> Preview:
        """Return an address under which a browser shows a file as a page, and what the page includes.

        HTML runs its own scripts there, away from everything else: it reads the files of the folder, and reaches
        nothing beyond it. Markdown, notebooks, tables, pictures and texts run nothing. The page is shown anew when
        something in it changes; what is typed in an open document is in it. The address ends when nobody looks for a
        while, and with the key that asked for it.

        Args:
            folder: what of the workspace may be seen under the address; by default all of it that is not hidden, and,
                with `network`, the folder of an HTML page.
            network: let pages load what they name elsewhere; with that, HTML can send what it reads.

        Raises:
            NotFound: there is no such file.
            NoPage: it is of no kind that is shown, or too large.
            Invalid: the file is not in the folder.
        """
        return self._transport.command(
            "preview.open",
            {
                "path": path,
                "folder": folder,
                "network": network,
                "workspace": workspace,
                "timeout": timeout,
                "idempotency_key": idempotency_key,
            },
            Preview,
        )

    def open_port(
        self,
        port: int,
        *,
        workspace: str | None = None,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> PortAddress:
        """Return an address by which one browser sees what a program serves on its port, HTTP and WebSocket.

        The program is on an origin of its own: it gets no cookie or key of icotes, and its page can call nothing in
        your name. The address lets in once, within a minute; the browser stays in as long as the key that asked.

        Raises:
            NoSuchPort: no program of this workspace listens on it.
        """
        return self._transport.command(
            "preview.open_port",
            {"port": port, "workspace": workspace, "timeout": timeout, "idempotency_key": idempotency_key},
            PortAddress,
        )

    def page(self, path: str, *, workspace: str | None = None, timeout: float | None = None) -> Page:
        """Return a file as a page of HTML: Markdown, a notebook, a table, a picture, a text, or HTML itself.

        Raises:
            NotFound: there is no such file.
            NoPage: it is of no kind that is shown, or too large.
        """
        return self._transport.query("preview.page", {"path": path, "workspace": workspace, "timeout": timeout}, Page)

    def ports(self, *, workspace: str | None = None, timeout: float | None = None) -> list[Port]:
        """Return the ports on which programs of a workspace listen, lowest first.

        These are TCP ports on the server's loopback, or on all its addresses, of programs that were started on a
        terminal or run of the workspace, and of what those started.
        """
        return self._transport.query("preview.ports", {"workspace": workspace, "timeout": timeout}, list[Port])


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


class RemotesMethods:
    """The methods of `remotes`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def add(
        self,
        host: str,
        folder: str,
        *,
        name: str = "",
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> RemotesRemote:
        """Make a folder of another machine a workspace here, by this machine's own ssh.

        Every method that takes a `workspace` works there: files, terminals, documents, git, runs. icotes must be
        installed there; who may use ssh as this server's user acts there as the user that ssh logs in.

        Args:
            name: what the workspace is called here.

        Raises:
            Conflict: another workspace is called so, or this folder is a remote already.
            NotFound: there is no such folder there.
            NoSsh: this machine has no ssh.
            HostUnreachable: the other machine does not answer.
            HostUnknown: nobody has confirmed the key of the other machine.
            HostRefused: the other machine does not let this server in.
            NoIcotes: the other machine has no icotes.
            HostUnfit: the icotes there is of a version that does not fit.
        """
        return self._transport.command(
            "remotes.add",
            {"host": host, "folder": folder, "name": name, "timeout": timeout, "idempotency_key": idempotency_key},
            RemotesRemote,
        )

    def list_(self, *, timeout: float | None = None) -> list[RemotesRemote]:
        """Return the folders of other machines that are workspaces here, by name."""
        return self._transport.query("remotes.list", {"timeout": timeout}, list[RemotesRemote])

    def remove(self, remote: str, *, timeout: float | None = None, idempotency_key: str | None = None) -> None:
        """Let a folder of another machine be no workspace here any more; there everything stays as it is.

        Raises:
            NotFound: there is no such remote.
        """
        return self._transport.command(
            "remotes.remove", {"remote": remote, "timeout": timeout, "idempotency_key": idempotency_key}, None
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
        sandboxed: bool = False,
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
            sandboxed: keep the program from all but the workspace's folder, and from the network.

        Raises:
            QuotaExceeded: too many terminals run in this workspace.
            CommandNotFound: there is no such program.
            NotFound: there is no such folder.
            NoSandbox: it is to be kept in, and this machine has no way to do that; the message says what to install.
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
                "sandboxed": sandboxed,
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
        self.execution = ExecutionMethods(transport)
        self.files = FilesMethods(transport)
        self.git = GitMethods(transport)
        self.languages = LanguagesMethods(transport)
        self.preview = PreviewMethods(transport)
        self.projects = ProjectsMethods(transport)
        self.remotes = RemotesMethods(transport)
        self.system = SystemMethods(transport)
        self.terminals = TerminalsMethods(transport)
        self.workspaces = WorkspacesMethods(transport)
