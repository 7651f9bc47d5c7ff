"""What a workspace is to its clients, and what happens in it."""

from msgspec import Struct

from icotes.core.events import Event


class WorkspaceInfo(Struct, frozen=True, kw_only=True):
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


class FileOpened(Event):
    """Somebody wants a file to be shown by every client of this workspace."""

    path: str
    line: int | None = None
