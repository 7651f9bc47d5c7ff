"""What a client and the server say first: versions, key, credit, limits."""

import msgspec

import icotes
from icotes.core.caller import Caller
from icotes.core.errors import BadRequest
from icotes.faces.credit import ITEM_BYTES, first_grant
from icotes.faces.jsonrpc import DEPTH
from icotes.faces.settings import ServerSettings
from icotes.kit.protocol import SPOKEN, ProtocolRange

PROTOCOL = "icotes.v1"
"""The subprotocol with credit and binary frames."""

encode = msgspec.json.Encoder().encode


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a client says first: its key, if the handshake had none, and its version of the protocol."""

    key: str = ""
    protocol: str = SPOKEN.max
    client: str = ""


class Welcome(msgspec.Struct, frozen=True):
    """The answer to `rpc.authenticate` and `rpc.initialize`.

    Attributes:
        key: the id of the key that acts for itself; empty if it is a person's own.
    """

    protocol: ProtocolRange
    server: dict[str, str]
    caller: str
    key: str
    scopes: list[str]
    connection: str
    credit: dict[str, int]
    limits: dict[str, int]


def hello(params: bytes) -> Hello:
    """Return what a client says first.

    Raises:
        BadRequest: it is malformed, or of another version.
    """
    try:
        said = msgspec.json.decode(params, type=Hello)
    except msgspec.DecodeError as error:
        raise BadRequest(f"This takes `key` and `protocol`: {error}") from None
    if said.protocol.removeprefix("icotes.") not in {SPOKEN.min, SPOKEN.max}:
        raise BadRequest(
            f"This server speaks protocol {SPOKEN.min} to {SPOKEN.max}, not {said.protocol[:40]!r}; "
            "update the older of the two.",
            protocol={"min": SPOKEN.min, "max": SPOKEN.max},
        )
    return said


def welcome(settings: ServerSettings, caller: Caller, *, credit: bool) -> bytes:
    """Return what a client is told first: versions, credit, limits."""
    return encode(
        Welcome(
            protocol=SPOKEN,
            server={"name": "icotes", "version": icotes.__version__},
            caller=caller.name,
            key="" if caller.kind == "person" else caller.grant.id,
            scopes=sorted(caller.grant.scopes),
            connection=caller.connection,
            credit=dict(first_grant()) if credit else {},
            limits={
                "message_bytes": settings.message_bytes,
                "batch": settings.batch,
                "calls": settings.calls,
                "depth": DEPTH,
                "item_bytes": ITEM_BYTES,
            },
        )
    )
