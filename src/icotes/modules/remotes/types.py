"""What a remote is, what happens to it, and what can go wrong on the way to another machine."""

from typing import Annotated

from msgspec import Meta, Struct

from icotes.core.errors import Unavailable
from icotes.core.events import Event
from icotes.kit.settings import SettingsSection

Host = Annotated[
    str,
    Meta(
        max_length=255,
        pattern=r"^([A-Za-z0-9_][A-Za-z0-9_.+-]*@)?[A-Za-z0-9_][A-Za-z0-9_.:-]*\Z",
        description="What ssh calls the machine: a name of ~/.ssh/config, or USER@HOST.",
    ),
]
Folder = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=4095,
        pattern=r"^[^\x00-\x1f\x7f]+\Z",
        description="A folder there; a relative one is within the home of the user that ssh logs in.",
    ),
]
Name = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=r"^([^\x00-\x1f\x7f\s/]([^\x00-\x1f\x7f/]*[^\x00-\x1f\x7f\s/])?)?\Z",
        description="What its workspace is called here; empty for the host's name.",
    ),
]
Known = Annotated[str, Meta(min_length=1, max_length=100, description="A remote's id or name.")]


class RemoteSettings(SettingsSection, section="remotes"):
    """How long a server stays that was started for another machine."""

    leave_after: Annotated[
        float,
        Meta(
            ge=0,
            description="Seconds without a client after which this server ends; 0 for never. A server that another "
            "machine starts by ssh has 60.",
        ),
    ] = 0.0


class Remote(Struct, frozen=True, kw_only=True):
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


class RemoteAdded(Event):
    """A folder of another machine became a workspace here; `remote` is its id."""

    remote: str
    name: str
    host: str


class RemoteRemoved(Event):
    """A folder of another machine is no workspace here any more; there it stays as it is."""

    remote: str
    name: str


class NoSsh(Unavailable):
    """This machine has no ssh; the message says what to install."""


class HostUnreachable(Unavailable):
    """The other machine does not answer."""


class HostUnknown(Unavailable):
    """The other machine shows a key that nobody has confirmed, or another one than before."""


class HostRefused(Unavailable):
    """The other machine lets ssh of this one not in."""


class NoIcotes(Unavailable):
    """There is no icotes on the other machine, or it does not start."""


class HostUnfit(Unavailable):
    """The other machine's icotes is of a version that does not fit, or its workspace is another one than before."""
