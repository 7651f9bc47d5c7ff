"""Which versions of the protocol are spoken here."""

import msgspec


class ProtocolRange(msgspec.Struct, frozen=True):
    """The oldest and the newest version of the protocol that a server speaks."""

    min: str
    max: str


SPOKEN = ProtocolRange("v1", "v1")
