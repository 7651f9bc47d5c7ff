"""What a project is, and what happens to it."""

from typing import Annotated

from msgspec import Meta, Struct

from icotes.core.events import Event

FolderPath = Annotated[
    str, Meta(min_length=1, max_length=4095, description="An absolute path of a folder on the server's machine.")
]
ProjectName = Annotated[str, Meta(max_length=255, description="A project's id or name.")]


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
