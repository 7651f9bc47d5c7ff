"""Who is here, as it is told to the others."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Position = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9+/]*={0,2}\Z",
        max_length=400,
        description="A Yjs relative position: base64 of its lib0 encoding; empty for none.",
    ),
]


class Present(Struct, frozen=True, kw_only=True, tag="present"):
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
    kind: Literal["person", "key", "agent", "system", "cookie"]
    path: str
    anchor: str
    head: str
    state: Literal["active", "idle", "away"]
    colour: int
    since: float


class Left(Struct, frozen=True, tag="left"):
    """Somebody who is not here any more."""

    connection: str
