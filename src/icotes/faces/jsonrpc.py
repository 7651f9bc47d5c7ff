"""JSON-RPC 2.0 without a transport: what a message asks, and how it is answered.

Source: https://www.jsonrpc.org/specification
"""

import re
from collections.abc import Awaitable, Callable
from itertools import accumulate
from typing import cast

import msgspec

from icotes.core.body import Download
from icotes.core.caller import Caller
from icotes.core.errors import BadRequest, IcotesError, ParseError, QuotaExceeded
from icotes.kit.dispatch import Dispatcher, unexpected
from icotes.kit.stream import Stream, inline

DEPTH = 64
"""How deep JSON may be nested."""

ID_BYTES = 256
"""The longest id."""
BATCH_BYTES = 32 * 1024 * 1024
"""What the answers to a batch may have together."""
_TEXTS = re.compile(rb'"[^"]*"?')
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_ID_STARTS = frozenset(b'"-0123456789n')
_NULL = b"null"


class Request(msgspec.Struct, frozen=True):
    """One call as it stands in a message; without an id it is a notification."""

    method: str
    jsonrpc: str = ""
    params: msgspec.Raw = msgspec.Raw(b"")
    id: msgspec.Raw = msgspec.Raw(b"")


class _Failure(msgspec.Struct, frozen=True):
    id: msgspec.Raw
    error: dict[str, object]
    jsonrpc: str = "2.0"


class _Identified(msgspec.Struct, frozen=True):
    id: msgspec.Raw = msgspec.Raw(b"")


class Malformed(Exception):
    """The message is no request; `answer` says so to the client."""

    def __init__(self, error: IcotesError, id: bytes = _NULL) -> None:
        super().__init__(error.message)
        self.answer = failure(id, error)


_decode = msgspec.json.Decoder(Request).decode
_decode_batch = msgspec.json.Decoder(list[msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


def check(data: bytes) -> None:
    """Refuse JSON that is nested too deeply, or no UTF-8, before it is parsed.

    Raises:
        ParseError: it is.
    """
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            raise ParseError("The message is not UTF-8.") from None
    if data.count(b"[") + data.count(b"{") > DEPTH:
        _check_depth(data)


def _check_depth(data: bytes) -> None:
    plain = data.replace(rb"\\", b"").replace(rb"\"", b"")
    steps = _TEXTS.sub(b"", plain).translate(_STEPS, _NOT_BRACKETS)
    if max(accumulate(memoryview(steps).cast("b")), default=0) > DEPTH:
        raise ParseError(f"The message is not JSON, or nested deeper than {DEPTH} levels.")


def read(data: bytes) -> Request:
    """Return the request that a message is.

    Raises:
        Malformed: it is none.
    """
    try:
        request = _decode(data)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise _malformed(data, error) from None
    id, params = bytes(request.id), bytes(request.params)
    if request.jsonrpc != "2.0" or (id and id[0] not in _ID_STARTS) or len(id) > ID_BYTES:
        raise Malformed(BadRequest('A request has `"jsonrpc": "2.0"`, a `method` and a short `id`, text or number.'))
    if params and params[0] not in b"[{" and params != _NULL:
        raise Malformed(BadRequest("`params` is an object or an array."), id or _NULL)
    return request


def _malformed(data: bytes, error: Exception) -> Malformed:
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return Malformed(ParseError("The message is not JSON."))
    try:
        id = bytes(msgspec.json.decode(data, type=_Identified).id)
    except msgspec.ValidationError:
        id = b""
    return Malformed(
        BadRequest(f"This is no JSON-RPC 2.0 request: {error}"), id if id and id[0] in b'"-0123456789' else _NULL
    )


def success(id: bytes, result: bytes) -> bytes:
    """Return the answer to a call that went well."""
    return b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (id, result)


def failure(id: bytes, error: IcotesError) -> bytes:
    """Return the answer to a call that failed."""
    return _encode(_Failure(msgspec.Raw(id), error.payload()))


def is_batch(data: bytes) -> bool:
    """Tell whether a message is an array."""
    return data[:64].lstrip(b" \t\r\n")[:1] == b"["


def batch(data: bytes, limit: int) -> list[bytes]:
    """Return the members of a batch, each yet to be read.

    Raises:
        Malformed: it is empty, too long or no JSON.
    """
    try:
        members = _decode_batch(data)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise _malformed(data, error) from None
    if not members:
        raise Malformed(BadRequest("The batch is empty."))
    if len(members) > limit:
        raise Malformed(QuotaExceeded(f"A batch has at most {limit} calls; send several.", limit=limit))
    return [bytes(member) for member in members]


class Room:
    """What is left for the answers to one batch."""

    def __init__(self) -> None:
        self._left = BATCH_BYTES

    def take(self, member: bytes, answer: bytes) -> bytes:
        """Return the answer to a member; if there is no room for it, one that says so."""
        if len(answer) > self._left:
            said = f"The answers to this batch are too large together (over {BATCH_BYTES} bytes); this call was made,"
            error = QuotaExceeded(f"{said} send it alone to get its result.", limit=BATCH_BYTES)
            return failure(bytes(read(member).id), error)
        self._left -= len(answer)
        return answer


Finish = Callable[[Request, Stream], Awaitable[bytes | None]]
"""Makes the JSON result of a stream, as the transport can; None if the transport answers by itself later."""
Own = Callable[[Caller, bytes], Awaitable[bytes]]
"""A method of the protocol itself: parameters as JSON to a result as JSON."""


async def answer(
    dispatcher: Dispatcher, caller: Caller, request: Request, own: dict[str, Own], finish: Finish
) -> bytes:
    """Run a call and return its answer; empty for a notification.

    Args:
        own: the protocol's methods, `rpc.*`.
        finish: what to do with a stream.
    """
    name, id, params = request.method, bytes(request.id), bytes(request.params)
    if not params or params == _NULL:
        params = b"{}"
    try:
        mine = own.get(name)
        result = await (mine(caller, params) if mine else dispatcher.call(caller, name, params))
        if type(result) is not bytes:
            large = isinstance(result, Download)
            result = await (inline(result) if large else finish(request, cast("Stream", result)))
    except IcotesError as error:
        return failure(id, error) if id else b""
    except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
        return failure(id, unexpected(error, name)) if id else b""
    return success(id, result) if id and result is not None else b""
