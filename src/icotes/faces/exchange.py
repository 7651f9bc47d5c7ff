"""One HTTP request and its reply, on bare ASGI."""

import asyncio
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import msgspec

from icotes.core.errors import BadRequest, ConnectionLost, IcotesError, QuotaExceeded, TimedOut
from icotes.faces.guard import Headers, Scope
from icotes.faces.http_transport import Reply
from icotes.kit.logging import bind

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Fields = Sequence[tuple[bytes, bytes]]

JSON = b"application/json"
STALL_SECONDS = 30.0
"""How long a body may come to a halt."""

_NO_SNIFF = b"x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n"
_SAME_ORIGIN = b"cross-origin-opener-policy: same-origin\r\ncross-origin-resource-policy: same-origin\r\n"
DATA = (
    _NO_SNIFF
    + _SAME_ORIGIN
    + b"cache-control: no-store\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"
)
"""Headers of every answer that is data."""
RAW = _NO_SNIFF + _SAME_ORIGIN + b"content-security-policy: sandbox; default-src 'none'; frame-ancestors 'self'\r\n"
"""Headers of a file's bytes: whatever is in them has no origin and runs nothing."""
_PAGE = _NO_SNIFF + _SAME_ORIGIN + b"content-security-policy: default-src 'none'; script-src 'self'; "
_FIRM = (
    b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    b"require-trusted-types-for 'script'\r\n"
)
PAGE = _PAGE + b"style-src 'self'; img-src 'self' data:; " + _FIRM
"""Headers of a page of ours and what belongs to it."""
CLIENT = (
    _PAGE
    + b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
    + b"worker-src 'self'; frame-src 'self' http://*.localhost:* https://*.localhost:*; "
    + _FIRM
)
"""Headers of the browser client: terminals write styles, viewers show what they were sent, frames what is foreign."""
_HSTS = b"strict-transport-security: max-age=31536000\r\n"
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_TRACE = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

encode = msgspec.json.Encoder().encode


def fields_of(kind: bytes) -> list[tuple[bytes, bytes]]:
    """Return headers as ASGI has them."""
    pairs = (line.partition(b": ") for line in kind.splitlines())
    return [(name, value) for name, _, value in pairs]


class TooLarge(QuotaExceeded, status=413):
    """The body is larger than this route takes."""


class TooSlow(TimedOut, status=408):
    """The body came to a halt."""


class WrongMethod(BadRequest, status=405):
    """This address does not take this HTTP method; the header `Allow` says which."""


class WrongMediaType(BadRequest, status=415):
    """The body's Content-Type is none that this address takes."""


class Left(ConnectionLost):
    """The client went away before its request was whole."""


class Exchange:
    """A request, and the one reply to it.

    Args:
        headers: what the guard let pass.
        allowed: the foreign origin that may read the reply; empty for none.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: Headers, allowed: bytes = b"") -> None:
        self.scope = scope
        self.out: Reply = scope["extensions"]["icotes.reply"]
        self.receive = receive
        self.send = send
        self.headers = headers
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.id = b""
        self._extra = _HSTS if scope["scheme"] == "https" else b""
        if allowed:
            self._extra += (
                b"access-control-allow-origin: %b\r\nvary: origin\r\n"
                b"access-control-expose-headers: etag, retry-after, x-request-id, content-range\r\n" % allowed
            )
        if b"x-request-id" in headers or b"traceparent" in headers:
            self._name(_log_id(headers))

    def _name(self, id: bytes) -> None:
        if id:
            self.id = id
            bind(request=self.id.decode())
            self._extra += b"x-request-id: %b\r\n" % self.id

    @property
    def agent(self) -> str:
        """What the client calls itself."""
        return self.headers.get(b"user-agent", b"").decode("latin-1")

    @property
    def size(self) -> int | None:
        """The size of the body, as the client claims."""
        given = self.headers.get(b"content-length", b"")
        return int(given) if given.isdigit() else None

    def takes(self, *methods: str) -> None:
        """Refuse other HTTP methods than these.

        Raises:
            WrongMethod: it is another one.
        """
        if self.method not in methods:
            allowed = ", ".join(methods)
            raise WrongMethod(f"{self.path} takes {allowed}, not {self.method}.", allow=allowed)

    def takes_json(self) -> None:
        """Refuse bodies that are not declared as JSON: a foreign page could send those.

        Raises:
            WrongMediaType: it is not.
        """
        given = self.headers.get(b"content-type", b"")
        if given != JSON and given.partition(b";")[0].strip().lower() != JSON:
            raise WrongMediaType("Send the body with Content-Type: application/json.")

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes.

        Raises:
            TooSlow: it came to a halt.
            Left: the client went away.
        """
        more = True
        while more:
            try:
                async with asyncio.timeout(STALL_SECONDS):
                    message = await self.receive()
            except TimeoutError:
                raise TooSlow(f"The body came to a halt for {STALL_SECONDS:.0f} s; send it again.") from None
            if message["type"] == "http.disconnect":
                raise Left("The connection ended before the body was whole.")
            more = message["more_body"]
            if message["body"]:
                yield message["body"]

    async def body(self, limit: int) -> bytes:
        """Return the whole body.

        Raises:
            TooLarge: it has more than `limit` bytes.
            TooSlow: it came to a halt.
            Left: the client went away.
        """
        here = self.out.body()
        if here is not None and len(here) <= limit:
            return here
        if (self.size or 0) > limit:
            raise _too_large(limit)
        gathered = bytearray()
        async for chunk in self.chunks():
            gathered += chunk
            if len(gathered) > limit:
                raise _too_large(limit)
        return bytes(gathered)

    async def reply(
        self, status: int, body: bytes = b"", media_type: bytes = JSON, fields: Fields = (), kind: bytes = DATA
    ) -> None:
        """Send the whole reply.

        Args:
            fields: further headers.
            kind: the headers that guard what is sent: `DATA`, `RAW`, `PAGE` or `CLIENT`.
        """
        head = self._head(media_type if body or status == 200 else b"", fields, kind)
        await self.out.whole(status, head, body)

    def begin(
        self, status: int, media_type: bytes, fields: Fields = (), kind: bytes = DATA, size: int | None = None
    ) -> None:
        """Send the head of a reply; `out.write` and `out.finish` send its body."""
        self.out.begin(status, self._head(media_type, fields, kind), size)

    def _head(self, media_type: bytes, fields: Fields, kind: bytes) -> list[bytes]:
        head = [kind, self._extra, b"content-type: %b\r\n" % media_type if media_type else b""]
        head += [b"%b: %b\r\n" % (name, _clean(value)) for name, value in fields]
        return head

    async def send_guarded(self, message: dict[str, Any]) -> None:
        """Send for a face that replies by itself (ASGI); its head gets what guards it."""
        if message["type"] == "http.response.start":
            guards = fields_of(DATA + self._extra)
            names = {name for name, _ in guards}
            message["headers"] = [*(each for each in message["headers"] if each[0] not in names), *guards]
        await self.send(message)

    async def refuse(self, error: IcotesError) -> None:
        """Reply with a failure as problem+json (RFC 9457)."""
        fields: list[tuple[bytes, bytes]] = []
        if isinstance(error, WrongMethod):
            fields.append((b"allow", error.data["allow"].encode()))
        if error.status == 401:
            fields.append((b"www-authenticate", b"Bearer"))
        if error.status == 416:
            fields.append((b"content-range", b"bytes */%d" % error.data["size"]))
        if "retry_after" in error.data:
            fields.append((b"retry-after", b"%d" % math.ceil(error.data["retry_after"])))
        await self.reply(error.status, encode(self.problem(error)), b"application/problem+json", fields)

    def problem(self, error: IcotesError) -> dict[str, Any]:
        """Return a failure as RFC 9457 has it."""
        said = {"type": "about:blank", "title": error.kind, "status": error.status, "detail": error.message}
        said |= {"kind": error.kind, "code": error.code}
        if self.id:
            said["id"] = self.id.decode()
        return {**error.data, **said}


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body may have at most {limit} bytes here.", limit=limit)


def _clean(value: bytes) -> bytes:
    return value.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")


def _log_id(headers: Headers) -> bytes:
    given = headers.get(b"x-request-id", b"")
    if given and _REQUEST_ID.fullmatch(given):
        return given
    trace = _TRACE.fullmatch(headers.get(b"traceparent", b""))
    return trace[1] if trace else b""
