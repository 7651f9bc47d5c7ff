"""Messages as the Language Server Protocol frames them: `Content-Length`, an empty line, JSON."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw, Struct

HEAD_BYTES = 4096
BODY_BYTES = 64 * 1024 * 1024
"""The largest message of a server; more is no answer but a fault."""

_encode = msgspec.json.Encoder().encode


class Garbled(Exception):
    """What came is no message; nothing after it can be understood either."""


class Problem(Struct):
    """Why a request failed, in the server's words."""

    code: int = 0
    message: str = ""


class Message(Struct):
    """A request, a notification or an answer; what stands in it is decoded by who wants it."""

    id: int | str | None = None
    method: str = ""
    params: Raw = Raw(b"null")
    result: Raw = Raw(b"null")
    error: Problem | None = None


_decode = msgspec.json.Decoder(Message).decode


def frame(message: Mapping[str, Any]) -> bytes:
    """Return a message as it is sent."""
    body = _encode({"jsonrpc": "2.0", **message})
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


async def read(reader: asyncio.StreamReader) -> tuple[Message, int] | None:
    """Return the next message and its size; None at the end.

    Raises:
        Garbled: something else came.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        size = _size(head)
        body = await reader.readexactly(size)
    except asyncio.IncompleteReadError as error:
        if error.partial and error.expected is None and not error.partial.isspace():
            raise Garbled("It printed what is no message of the protocol.") from None
        return None
    except asyncio.LimitOverrunError:
        raise Garbled("It printed what is no message of the protocol.") from None
    try:
        return _decode(body), size
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Garbled("A message of it is no JSON.") from None


def _size(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit() and len(head) <= HEAD_BYTES:
            size = int(value)
            if size > BODY_BYTES:
                raise Garbled(f"A message of it is larger than {BODY_BYTES} bytes.")
            return size
    raise Garbled("It printed what is no message of the protocol.")
