"""Keys of every kind, for tests of who may do what."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Keys:
    """Keys by the kind of who holds them.

    Attributes:
        nobody: no key at all.
        made_up: never was one.
        revoked: was one that could do everything.
        elsewhere: covers everything in the second workspace, and nothing in the first.
        reader: covers every query.
        system: covers only the module `system`.
        files: covers only the module `files`.
    """

    owner: str
    reader: str
    system: str
    files: str
    elsewhere: str
    revoked: str
    made_up: str = "ick_0123456789ab_0123456789abcdef0123456789abcdef0123456789a"
    nobody: str = ""
