"""What notes are, and what happens to them."""

from typing import Annotated

from msgspec import Meta, Struct

from icotes.core.errors import NotFound
from icotes.core.events import Event

NoteText = Annotated[str, Meta(min_length=1, max_length=10_000, description="What is to be kept.")]


class Note(Struct, frozen=True, kw_only=True):
    """Something that somebody wrote down.

    Attributes:
        id: unique in its workspace.
        text: as it was written.
        author: the name of who wrote it.
        time: when, in seconds since the epoch, UTC.
    """

    id: int
    text: str
    author: str
    time: float


class NoteNotFound(NotFound):
    """There is none with this id; `notes.list` shows those that there are."""


class NoteAdded(Event):
    """One was written down."""

    note: Note


class NoteRemoved(Event):
    """One was removed."""

    id: int
