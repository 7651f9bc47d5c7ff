"""What language servers say of code, and what can go wrong."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from icotes.core.errors import Conflict, NotFound, TimedOut, Unacceptable, Unavailable
from icotes.core.events import Event
from icotes.kit.settings import SettingsSection

Line = Annotated[int, Meta(ge=1, le=10_000_000, description="A line; the first is 1.")]
Column = Annotated[int, Meta(ge=1, le=100_000_000, description="Before which character of the line; the first is 1.")]
ServerName = Annotated[str, Meta(min_length=1, max_length=100, description="A language server, as `servers` names it.")]
OfferId = Annotated[str, Meta(min_length=1, max_length=100, description="Of what was offered.")]
Name = Annotated[str, Meta(min_length=1, max_length=1000)]
Text = Annotated[str, Meta(max_length=10_000_000)]
State = Literal["missing", "stopped", "starting", "ready", "failing"]
Severity = Literal["error", "warning", "information", "hint"]


class ServerSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a language server is started, and for which files.

    Attributes:
        command: the program and its arguments; it speaks LSP on standard input and output.
        files: patterns of file names, with what the protocol calls their language, e.g. `{"*.py": "python"}`.
        install: what to do to have it.
        initialization: its initialization options.
        settings: what it is told when it asks for its configuration.
        beside: it is asked as well as another server of the language, e.g. for formatting.
        read: further folders that it reads, e.g. `~/.rustup`.
        outside: it runs without the sandbox, with all that the server's user may do; for who trusts the code.
    """

    command: Annotated[tuple[str, ...], Meta(min_length=1)]
    files: dict[str, str]
    install: str = ""
    initialization: dict[str, Any] = field(default_factory=dict[str, Any])
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    beside: bool = False
    read: tuple[str, ...] = ()
    outside: bool = False


class LanguageSettings(SettingsSection, section="languages"):
    """Which language servers are used, and how long they are waited for."""

    servers: Annotated[
        dict[str, ServerSpec], Meta(description="More language servers, or others in place of those that are known.")
    ] = field(default_factory=dict[str, ServerSpec])
    order: Annotated[
        tuple[str, ...], Meta(description="Names of servers; of several for a language the first one is used.")
    ] = ()
    off: Annotated[tuple[str, ...], Meta(description="Names of servers that are not used.")] = ()
    timeout: Annotated[float, Meta(gt=0, le=600, description="Seconds until an answer is given up.")] = 10.0
    silence: Annotated[
        float, Meta(gt=0, le=3600, description="Seconds without a word after which a server that owes one is ended.")
    ] = 60.0
    idle: Annotated[float, Meta(gt=0, le=86400, description="Seconds without use after which a server is ended.")] = (
        900.0
    )


class LanguageServer(Struct, frozen=True, kw_only=True):
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
    state: State
    detail: str = ""
    install: str = ""
    pid: int | None = None
    walls: str = ""


class Range(Struct, frozen=True, kw_only=True):
    """A part of a text: lines and columns count from 1, in characters; it ends before `end_line`, `end_column`."""

    line: Line
    column: Column
    end_line: Line
    end_column: Column


class TextEdit(Struct, frozen=True, kw_only=True):
    """A part of a text, and what is to stand there."""

    range: Range
    new: Text


class FileEdits(Struct, frozen=True, kw_only=True):
    """Edits of one file, all of its text at `version`; they do not overlap.

    Attributes:
        version: of the text, from the method that made the edits.
    """

    path: Annotated[str, Meta(max_length=4096)]
    version: Annotated[str, Meta(max_length=100)]
    edits: list[TextEdit]


class Hover(Struct, frozen=True, kw_only=True):
    """What is known of the thing at a place.

    Attributes:
        text: Markdown.
        range: of the thing, if the server says it.
    """

    text: str
    range: Range | None = None


class Completion(Struct, frozen=True, kw_only=True, omit_defaults=True):
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
    more: list[TextEdit] = []
    text: str = ""


class Completions(Struct, frozen=True, kw_only=True):
    """What may be meant at a place.

    Attributes:
        incomplete: there is more; ask again once more was typed.
    """

    items: list[Completion]
    incomplete: bool = False


class Parameter(Struct, frozen=True, kw_only=True):
    """A parameter of a signature: where it stands in the label, in characters."""

    start: int
    end: int
    text: str = ""


class Signature(Struct, frozen=True, kw_only=True):
    """One way to call a function.

    Attributes:
        parameter: which of the parameters is being written, the first is 0; null for none.
    """

    label: str
    text: str = ""
    parameters: list[Parameter] = []
    parameter: int | None = None


class Signatures(Struct, frozen=True, kw_only=True):
    """The ways to call the function whose call is being written; `active` is the likely one, the first is 0."""

    signatures: list[Signature]
    active: int = 0


class Location(Struct, frozen=True, kw_only=True):
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


class Symbol(Struct, frozen=True, kw_only=True):
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


class Action(Struct, frozen=True, kw_only=True):
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


class Diagnostic(Struct, frozen=True, kw_only=True, omit_defaults=True):
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
    severity: Severity
    message: str
    code: str = ""
    source: str = ""
    server: str
    unnecessary: bool = False
    deprecated: bool = False
    link: str = ""


class FileDiagnostics(Struct, frozen=True, kw_only=True, tag="diagnostics"):
    """All that is known to be wrong with a file now."""

    path: str
    diagnostics: list[Diagnostic]


class DiagnosticsChanged(Event):
    """Other things are wrong with a file than before; of many changes in a short time only the last is told."""

    path: str
    errors: int
    warnings: int
    others: int


class ServerStarted(Event):
    """A language server is ready."""

    server: str


class ServerStopped(Event):
    """A language server runs no more.

    Attributes:
        reason: `idle`: nobody used it; `asked`: somebody ended it; `failed`: it ended by itself and is tried again.
        detail: for people.
    """

    server: str
    reason: Literal["idle", "asked", "failed"]
    detail: str = ""


class NoLanguageServer(Unavailable):
    """No language server is there for this file; the message says what to install."""


class ServerFailing(Unavailable):
    """The language server ended by itself, or says what makes no sense; it is tried again in `retry_after` seconds."""


class NoAnswer(TimedOut):
    """The language server did not answer in time; it may be busy."""


class NotSupported(Unacceptable):
    """No language server of this file can do that."""


class ServerRefused(Unacceptable):
    """The language server says why it does not do that."""


class ServerNotFound(NotFound):
    """There is no language server of this name."""


class Forgotten(NotFound):
    """This id is not known any more; ask for the list again."""


class EditsOutdated(Conflict):
    """A text is not as it was when the edits were made; nothing was changed. Ask for the edits again."""
