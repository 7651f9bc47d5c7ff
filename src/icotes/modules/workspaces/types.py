"""What a workspace is to its clients, and what happens in it."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from icotes.core.errors import NotFound, Unacceptable
from icotes.core.events import Event
from icotes.kit.snapshots import Patch
from icotes.modules.files.types import FilePath

Version = Annotated[str, Meta(max_length=100, description="Changes whenever the thing does; `new` stands for none.")]
NEW = "new"
"""The version of what does not exist yet."""
WorkspaceName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f\s/](?:[^\x00-\x1f\x7f/]*[^\x00-\x1f\x7f\s/])?\Z",
        description="What people call a workspace.",
    ),
]
PanelId = Annotated[str, Meta(min_length=1, max_length=100, description="A panel's id.")]
LayoutName = Annotated[
    str, Meta(min_length=1, max_length=100, pattern=r"^\S(?:.*\S)?\Z", description="A layout's name.")
]
Title = Annotated[str, Meta(max_length=200, description="What people call it.")]
PreferenceName = Annotated[
    str, Meta(min_length=1, max_length=100, description="A preference's name, e.g. `editor.word_wrap`.")
]
Place = Literal["below", "side", "centre"]
Level = Literal["person", "workspace"]
Bag = Annotated[dict[str, Any], Meta(max_length=50)]


class WorkspaceInfo(Struct, frozen=True, kw_only=True):
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


class Active(Struct, frozen=True, kw_only=True):
    """The workspace that somebody works in, by its id."""

    workspace: str
    version: str


class FileOpened(Event):
    """Somebody wants a file to be shown by every client of this workspace."""

    path: str
    line: int | None = None


class Panel(Struct, frozen=True, kw_only=True):
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
    place: Place
    open: bool
    data: dict[str, Any]
    version: str
    by: str
    at: float


class ActivePanel(Struct, frozen=True, kw_only=True):
    """The panel that is looked at; empty for none."""

    panel: str
    version: str


class Panels(Struct, frozen=True, kw_only=True):
    """The panels of a workspace, and the id of the active one; empty for none."""

    active: str
    panels: list[Panel]


class OpenFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that somebody has open.

    Attributes:
        preview: the next file that is looked at takes its place.
    """

    path: FilePath
    preview: bool = False


class OpenFiles(Struct, frozen=True, kw_only=True):
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
    files: list[OpenFile] = []
    active: str = ""
    arrangement: dict[str, Any] = {}
    layout: str = ""
    version: str = NEW
    at: float = 0.0


class Layout(Struct, frozen=True, kw_only=True):
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


class Choice(Struct, frozen=True, kw_only=True):
    """A value that was chosen instead of a default.

    Attributes:
        level: for whom it holds: for one person, or for everybody in the workspace, which goes before it.
        by: who chose it.
    """

    level: Level
    value: Any
    version: str
    by: str


class Preference(Struct, frozen=True, kw_only=True):
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


class PreferencesSection(Struct, frozen=True, kw_only=True):
    """The base of a section of preferences; a module declares its own, each field with a default and a description.

    `EditorPreferences` is the section `editor`: its field `word_wrap` is the preference `editor.word_wrap`.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        PREFERENCES[cls.__name__.removesuffix("Preferences").lower()] = cls


PREFERENCES: dict[str, type[PreferencesSection]] = {}
"""Every section that is declared in this process."""
LetterSize = Annotated[int, Meta(ge=8, le=32, description="Height of the letters, in pixels (8 to 32).")]


class AppearancePreferences(PreferencesSection, frozen=True, kw_only=True):
    """How everything looks."""

    theme: Annotated[
        Literal["system", "light", "dark"], Meta(description="Light or dark, or as the system has it.")
    ] = "system"


class EditorPreferences(PreferencesSection, frozen=True, kw_only=True):
    """How texts are shown and edited."""

    word_wrap: Annotated[
        Literal["auto", "on", "off"],
        Meta(description="Whether long lines go on below; `auto` where the window is narrow."),
    ] = "auto"
    whitespace: Annotated[bool, Meta(description="Whether spaces and tabs are marked.")] = False
    font_size: LetterSize = 13


class TerminalPreferences(PreferencesSection, frozen=True, kw_only=True):
    """How terminals look."""

    font_size: LetterSize = 13
    cursor: Annotated[Literal["block", "bar", "underline"], Meta(description="The shape of the cursor.")] = "block"
    screen_reader: Annotated[bool, Meta(description="Whether what is printed is told to screen readers.")] = False


class PreferenceNotFound(NotFound):
    """There is no such preference; the message names one that is alike."""


class PreferenceUnfit(Unacceptable):
    """The value does not fit this preference; the message says which do."""


class PanelChanged(Event):
    """A panel was added or changed; `fields` has what changed of it."""

    panel: str
    fields: dict[str, Any]
    version: str


class PanelClosed(Event):
    """A panel is gone; if it was the active one, none is now."""

    panel: str
    active: bool
    version: str


class PanelShown(Event):
    """A panel is the active one now; an empty id stands for none."""

    panel: str
    version: str


class OpenFilesChanged(Event):
    """What somebody has open changed; `fields` has what changed of it, and the name of a layout that was loaded."""

    user: str
    fields: dict[str, Any]
    version: str


class LayoutSaved(Event):
    """A layout was saved under its name."""

    layout: Layout
    version: str


class LayoutDeleted(Event):
    """There is no layout of this name any more."""

    name: str
    version: str


class PreferenceChanged(Event):
    """Somebody chose a value; null stands for what holds when nobody chooses.

    Attributes:
        level: `workspace` for everybody there, `person` for one of them.
        user: whose it is, if it is a person's.
        by: who chose it.
    """

    name: str
    value: Any
    level: Level
    user: str
    by: str
    version: str


class SharedChanged(Struct, frozen=True, kw_only=True, tag="changed"):
    """One change of what a workspace shares.

    Attributes:
        patches: what became of the parts that it concerns.
        id: of the event that tells the same.
    """

    patches: list[Patch]
    id: str


class WorkspaceRenamed(Event):
    """A workspace has another name; its id stays."""

    workspace: str
    name: str


class WorkspaceActivated(Event):
    """Somebody works in this workspace now: it is shown first where they come next."""

    workspace: str
    user: str
    version: str
