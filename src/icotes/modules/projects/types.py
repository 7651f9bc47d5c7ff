"""What a project is, and what happens to it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

from icotes.core.errors import NotFound
from icotes.core.events import Event
from icotes.kit.workspace import Workspace

FolderPath = Annotated[
    str, Meta(min_length=1, max_length=4095, description="An absolute path of a folder on the server's machine.")
]
ProjectName = Annotated[str, Meta(max_length=255, description="A project's id or name.")]
TemplateName = Annotated[str, Meta(min_length=1, max_length=100, description="A template's name.")]


class Project(Struct, frozen=True, kw_only=True):
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
    notes: list[str] = []


class Template(Struct, frozen=True, kw_only=True):
    """What a new project can begin with.

    Attributes:
        files: paths of the files that it brings.
        layout: what newcomers have open, as the layout `Default`.
        preferences: what is chosen for everybody in its workspace, by name.
    """

    name: str
    description: str
    files: list[str]
    layout: dict[str, Any] = {}
    preferences: dict[str, Any] = {}


class TemplateNotFound(NotFound):
    """There is no such template; the message names those that are."""


class ProjectCreated(Event):
    """A project was made of a template; it is open."""

    project: str
    name: str
    workspace: str
    template: str


class ProjectOpened(Event):
    """A project's workspace was opened."""

    project: str
    name: str
    workspace: str


class ProjectClosed(Event):
    """A project's workspace was closed; its files and its history stay."""

    project: str
    name: str
    workspace: str


class Checkouts(ABC):
    """Further workspaces of projects, which open and close with them."""

    @abstractmethod
    async def open_all(self, project: str) -> None:
        """Open those of a project, whose own workspace is open."""

    @abstractmethod
    async def close_all(self, project: str) -> None:
        """Close those of a project."""


class WorkspaceNames(ABC):
    """Keeps the names of some of the workspaces; asked one after the other until one knows the workspace."""

    @abstractmethod
    async def rename_workspace(self, workspace: Workspace, name: str, told: Event) -> bool:
        """Keep another name of a workspace, together with the event that tells it; False if it is not known here.

        Raises:
            Conflict: another workspace is called so.
        """


class Furnishing(ABC):
    """Brings the layout and the preferences of a template into a new workspace."""

    @abstractmethod
    def check(self, choices: Mapping[str, Any]) -> None:
        """See that these preferences exist and fit.

        Raises:
            NotFound: there is none of a name.
            Unacceptable: a value does not fit.
        """

    @abstractmethod
    async def furnish(self, workspace: Workspace, layout: Mapping[str, Any], choices: Mapping[str, Any]) -> None:
        """Save a layout that every newcomer starts with, and choose preferences for everybody."""
