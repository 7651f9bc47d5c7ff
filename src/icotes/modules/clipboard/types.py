"""What is copied, who sees it, and how long it is kept."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from icotes.core.errors import NotFound
from icotes.core.events import Event
from icotes.kit.settings import SettingsSection

EntryId = Annotated[str, Meta(max_length=40, description="An entry of the clipboard.")]
EntryName = Annotated[
    str, Meta(max_length=255, pattern=r"^[^\x00-\x1f\x7f/]*\Z", description="The name of a file; empty for none.")
]
CopiedText = Annotated[str, Meta(min_length=1, max_length=8 * 1024 * 1024)]
Kind = Literal["text", "image", "file"]


class ClipboardSettings(SettingsSection, section="clipboard"):
    """How much is kept of what people copy, and whether the machine's own clipboard is used."""

    entries: Annotated[int, Meta(ge=1, le=10_000, description="Entries kept of each person, pinned ones apart.")] = 200
    bytes: Annotated[int, Meta(ge=1024, description="Bytes kept of each person, pinned ones too.")] = 256 * 1024 * 1024
    entry_bytes: Annotated[int, Meta(ge=1024, description="Bytes of the largest entry.")] = 64 * 1024 * 1024
    days: Annotated[float, Meta(gt=0, description="Days that an entry is kept, unless it is pinned.")] = 30
    secret_seconds: Annotated[float, Meta(gt=0, description="Seconds that a secret is kept, in memory only.")] = 60
    system: Annotated[
        bool, Meta(description="The owner may copy to and paste from the clipboard of the server's machine.")
    ] = False


class Copied(Struct, frozen=True, kw_only=True):
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
    kind: Kind
    name: str
    media_type: str
    size: int
    preview: str
    pinned: bool = False
    secret: bool = False
    shared: str = ""
    created: float
    expires: float


class Put(Struct, frozen=True, tag="put"):
    """An entry is new, or not as it was; the newest copy stands first."""

    entry: Copied


class Gone(Struct, frozen=True, tag="gone"):
    """Entries are not there any more."""

    ids: list[str]


class SystemClipboard(Struct, frozen=True):
    """What is known of the clipboard of the server's machine.

    Attributes:
        program: what reaches it, e.g. `xclip`; empty if there is none.
        allowed: the settings let its owner use it.
    """

    program: str
    allowed: bool


class ClipboardShared(Event):
    """Somebody showed an entry of theirs to the people of this workspace; what it holds is asked for."""

    entry: str
    owner: str


class ClipboardUnshared(Event):
    """An entry is not shown to the people of this workspace any more."""

    entry: str


class NotCopied(NotFound):
    """There is no such entry, or nothing was copied yet."""
