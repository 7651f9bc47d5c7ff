"""What stock Yjs clients put on the wire: lib0's numbers, the sync and awareness protocols, relative positions.

Source: yjs/lib0 and yjs/y-protocols (PROTOCOL.md).
"""

import base64
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import msgspec

from icotes.core.errors import BadRequest
from icotes.faces.credit import varint

SYNC, AWARENESS, AUTH, QUERY_AWARENESS = 0, 1, 2, 3
"""Kinds of messages."""
STEP_1, STEP_2, UPDATE = 0, 1, 2
"""Kinds of sync messages."""
NOTHING = b"\0\0"
"""An update with nothing in it."""
MOST = 2**53
MOST_NAME = 50
MOST_STATES = 1000
STATE_BYTES = 16 * 1024
"""The largest state of one client that is looked at."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any] | None).decode


class State(NamedTuple):
    """What one client says of itself; None when it left."""

    client: int
    clock: int
    state: dict[str, Any] | None


class Reader:
    """Takes a message apart.

    Raises:
        BadRequest: it ends too early, or holds something that it may not.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def done(self) -> bool:
        """Whether all is read."""
        return self._at >= len(self._data)

    def number(self) -> int:
        """Return an unsigned number, at most 2**53."""
        value = shift = 0
        while shift < 56:
            if self.done:
                raise _broken()
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
        raise _broken()

    def bytes(self) -> bytes:
        """Return bytes that their length precedes."""
        size = self.number()
        start, self._at = self._at, self._at + size
        if self._at > len(self._data):
            raise _broken()
        return self._data[start : self._at]

    def states(self) -> list[State]:
        """Return an awareness update."""
        inner = Reader(self.bytes())
        count = inner.number()
        if count > MOST_STATES:
            raise _broken()
        return [inner._state() for _ in range(count)]

    def _state(self) -> State:
        client, clock, text = self.number(), self.number(), self.bytes()
        if len(text) > STATE_BYTES:
            raise BadRequest(f"An awareness state has at most {STATE_BYTES} bytes.")
        try:
            return State(client, clock, _decode(text))
        except (msgspec.DecodeError, RecursionError):
            raise _broken() from None


def _broken() -> BadRequest:
    return BadRequest("This is no message of the Yjs protocol.")


def sized(data: bytes) -> bytes:
    """Return bytes after their length."""
    return varint(len(data)) + data


def sync(kind: int, data: bytes) -> bytes:
    """Return a sync message: a state vector or an update."""
    return bytes((SYNC, kind)) + sized(data)


def denied(reason: str) -> bytes:
    """Return a message that says what the client may not do."""
    return bytes((AUTH, 0)) + sized(reason.encode())


def awareness(states: list[State]) -> bytes:
    """Return an awareness message."""
    parts = [varint(client) + varint(clock) + sized(_encode(state)) for client, clock, state in states]
    return bytes((AWARENESS,)) + sized(varint(len(states)) + b"".join(parts))


def to_position(value: Any) -> str:
    """Return a relative position, which editors keep as JSON, in base64 of lib0's encoding; empty if it is none."""
    if not isinstance(value, Mapping):
        return ""
    place = cast("Mapping[str, Any]", value)
    name, side = place.get("tname"), place.get("assoc")
    if item := _id(place.get("item")):
        data = b"\0" + item
    elif isinstance(name, str) and len(name) <= MOST_NAME:
        data = b"\1" + sized(name.encode("utf-8", "replace"))
    elif kind := _id(place.get("type")):
        data = b"\2" + kind
    else:
        return ""
    return base64.b64encode(data + (b"\x41" if isinstance(side, int) and side < 0 else b"\0")).decode()


def _id(value: Any) -> bytes:
    """Return lib0's encoding of a character's id; nothing if it is none."""
    if not isinstance(value, Mapping):
        return b""
    id_ = cast("Mapping[str, Any]", value)
    client, clock = id_.get("client"), id_.get("clock")
    if type(client) is not int or type(clock) is not int or not (0 <= client < MOST and 0 <= clock < MOST):
        return b""
    return varint(client) + varint(clock)


def from_position(text: str) -> dict[str, Any] | None:
    """Return a relative position as editors keep it; None if there is none, or it is malformed."""
    try:
        reader = Reader(base64.b64decode(text))
        kind = reader.number()
        place: dict[str, Any] = {"type": None, "tname": None, "item": None}
        if kind == 1:
            place["tname"] = reader.bytes().decode()
        else:
            place[{0: "item", 2: "type"}[kind]] = {"client": reader.number(), "clock": reader.number()}
        side = 0 if reader.done else reader.number()
    except (BadRequest, ValueError, KeyError):
        return None
    return {**place, "assoc": -1 if side & 0x40 else 0}
