"""What can be previewed, which programs listen, and what can go wrong."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from icotes.core.errors import NotFound, Unacceptable, Unavailable
from icotes.core.events import Event
from icotes.core.table import Secret
from icotes.kit.settings import SettingsSection

PortNumber = Annotated[int, Meta(ge=1, le=65535, description="A TCP port.")]
PageKind = Literal["html", "rendered"]


class PreviewSettings(SettingsSection, section="preview"):
    """Where previews and programs' ports are shown."""

    domain: Annotated[
        str,
        Meta(
            pattern=r"^([a-z0-9-]+(\.[a-z0-9-]+)+)?\Z",
            description="The domain whose names, one for each port, lead to this server, e.g. ports.example.org; "
            "browsers on this machine need none.",
        ),
    ] = ""
    idle: Annotated[
        float, Meta(gt=0, le=86400, description="Seconds after which the address of a page that nobody looks at ends.")
    ] = 900.0


class Page(Struct, frozen=True, kw_only=True):
    """A file as a page.

    Attributes:
        kind: `html` is the file's own text, with its own scripts; `rendered` was made of it and holds none.
        html: a whole document, or, if it is rendered, what stands in its body.
        look: how the page is dressed: `markdown`, `notebook`, `table`, `picture` or `text`.
        title: the file's name.
    """

    kind: PageKind
    html: str
    look: Literal["html", "markdown", "notebook", "table", "picture", "text"]
    title: str


class Preview(Struct, frozen=True, kw_only=True):
    """An address that shows the pages of a folder, for a while and with its maker's rights.

    Attributes:
        address: from the server's root; whoever has it sees the folder's files until it ends.
        path: of the page.
        folder: what of the workspace can be seen under it.
        network: pages may load from elsewhere, and send there.
    """

    address: Secret
    path: str
    folder: str
    network: bool


class Port(Struct, frozen=True, kw_only=True):
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


class PortAddress(Struct, frozen=True, kw_only=True):
    """How a browser gets to a program: `http://`, then `name`, `:` and the server's port, then `path`.

    Attributes:
        name: the host; it stays the same for this person and port.
        domain: beneath which it is; `localhost` works on the server's own machine and through `ssh -L`.
        path: lets one browser in, once and soon.
    """

    port: int
    name: str
    domain: str
    path: Secret


class PortOpened(Event):
    """A program of the workspace listens on a port."""

    port: Port


class PortClosed(Event):
    """Nothing of the workspace listens on a port any more."""

    port: int


class PortShown(Event):
    """Somebody got an address for a port."""

    port: int


class NoPage(Unacceptable):
    """This file can't be shown as a page."""


class NoSuchPort(NotFound):
    """No program of this workspace listens on this port."""


class NotListening(Unavailable):
    """The program does not listen on its port now; reload when it does."""
