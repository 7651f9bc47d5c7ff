"""What changes in a request and a response between a browser and a program behind a port.

The program believes that it is spoken to on its own machine, the browser that
the program is where it looks; cookies and keys of ours stay on our side.
"""

import re
from collections.abc import Iterable

from icotes.core.errors import BadRequest
from icotes.faces.guard import Scope
from icotes.faces.guests import COOKIE, OURS
from icotes.kit.shown import Door

Lines = Iterable[tuple[bytes, bytes]]

_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding"
    b" upgrade expect http2-settings".split()
)
_TOLD = frozenset({b"host", b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"})
_KEPT_BACK = frozenset({b"date", b"alt-svc", b"strict-transport-security"})
_OWN_ATTRIBUTES = frozenset({b"domain", b"samesite", b"secure", b"partitioned"})
_TARGET = re.compile(rb"/[\x21-\x7e\x80-\xff]*")
_KEY = b"ick_"
"""What our keys begin with."""


def request_head(scope: Scope, door: Door, *, upgrade: bool = False) -> bytes:
    """Return the head of a request as the program gets it.

    Args:
        upgrade: it asks for a WebSocket.

    Raises:
        BadRequest: the address is malformed.
    """
    target: bytes = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    if not _TARGET.fullmatch(target):
        raise BadRequest("The address of this request is malformed.")
    place = b"localhost:%d" % door.port
    given: list[tuple[bytes, bytes]] = scope["headers"]
    host = next(value for name, value in given if name == b"host")
    lines = [b"%b %b HTTP/1.1\r\nhost: %b\r\n" % (scope.get("method", "GET").encode(), target, place)]
    dropped = _HOP | _TOLD | _listed(given)
    for name, value in given:
        if name not in dropped and (kept := _asked(name, value, host, place)):
            lines.append(b"%b: %b\r\n" % (name, kept))
    client = (scope.get("client") or ("",))[0].encode()
    scheme = b"https" if scope["scheme"] in {"https", "wss"} else b"http"
    lines.append(b"x-forwarded-for: %b\r\nx-forwarded-host: %b\r\nx-forwarded-proto: %b\r\n" % (client, host, scheme))
    if upgrade:
        lines.append(b"connection: Upgrade\r\nupgrade: websocket\r\n")
    else:
        lines.append(b"connection: close\r\n")
        if any(name == b"transfer-encoding" for name, _ in given):
            lines = [line for line in lines if not line.startswith(b"content-length:")]
            lines.append(b"transfer-encoding: chunked\r\n")
    lines.append(b"\r\n")
    return b"".join(lines)


def _listed(given: Lines) -> frozenset[bytes]:
    """Return the names that the header Connection says are for the next hop only."""
    values = (value for name, value in given if name == b"connection")
    return frozenset(each.strip().lower() for value in values for each in value.split(b","))


def _asked(name: bytes, value: bytes, host: bytes, place: bytes) -> bytes:
    """Return a header's value for the program; empty for none."""
    if name == b"cookie":
        pairs = [pair.strip() for pair in value.split(b";")]
        return b"; ".join(pair for pair in pairs if pair and not pair.lower().startswith(OURS))
    if name == b"authorization" and _KEY in value.lower():
        return b""
    if name in {b"origin", b"referer"}:
        return re.sub(rb"\Ahttps?://" + re.escape(host) + rb"(?=/|\Z)", b"http://" + place, value, flags=re.IGNORECASE)
    return value


def response_lines(headers: Lines, door: Door, *, ancestors: bytes) -> list[bytes]:
    """Return the lines of a response's head as the browser gets them.

    Args:
        ancestors: whose pages may show the program in a frame.
    """
    headers = list(headers)
    dropped = _HOP | _KEPT_BACK | _listed(headers) | {b"content-length"}
    lines = [b"content-security-policy: frame-ancestors 'self' %b\r\n" % ancestors]
    for name, value in headers:
        if name not in dropped and (kept := _said(name, value, door)):
            lines.append(b"%b: %b\r\n" % (name, kept))
    return lines


def _said(name: bytes, value: bytes, door: Door) -> bytes:
    """Return a header's value for the browser; empty for none."""
    if name == b"set-cookie":
        return _cookie(value)
    if name == b"location":
        here = rb"\Ahttps?://(localhost|127\.0\.0\.1|\[::1\]):%d(?=[/?#]|\Z)" % door.port
        return re.sub(here, b"", value) or b"/"
    return value


def _cookie(value: bytes) -> bytes:
    """Return a program's cookie for its own host only, as a frame keeps it; nothing if it has a name of ours."""
    pair, *attributes = [each.strip() for each in value.split(b";")]
    if pair.lower().startswith(OURS):
        return b""
    kept = [each for each in attributes if each.partition(b"=")[0].strip().lower() not in _OWN_ATTRIBUTES]
    return b"; ".join([pair, *kept, b"SameSite=None", b"Secure", b"Partitioned"])


def own_cookie(value: str) -> bytes:
    """Return the header that keeps a browser in: for this host only, in a frame of ours too, and in no other page's."""
    return b"%b=%b; Path=/; HttpOnly; SameSite=None; Secure; Partitioned" % (COOKIE, value.encode())
