"""The one guard: every route and every upgrade passes it, and nothing is checked anywhere else.

Who may ask is decided by four questions: is the request meant for this server
(Host), does it come from a page of ours or from no page at all (Origin,
Sec-Fetch-Site), is there no key in the address, and whose key is it.
"""

import ipaddress
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from icotes.core.call import Authenticator
from icotes.core.caller import Caller
from icotes.core.errors import BadRequest, Denied, Unauthenticated
from icotes.faces.settings import ServerSettings

Headers = Mapping[bytes, bytes]
Scope = MutableMapping[str, Any]

KEYS_IN_URL = frozenset({"token", "access_token", "api_key", "apikey", "key", "auth", "authorization", "launch"})
"""Names under which people put a key into an address, where logs and histories keep it."""
SINGLE = (b"host", b"origin", b"authorization", b"content-length", b"content-type", b"if-match", b"sec-fetch-site")
REMEMBERED = 256
_PORTS = {"http": "80", "https": "443"}


class Misdirected(Denied, status=421):
    """The request names a host that is not this server."""


class Guard:
    """Lets requests pass, and says who asks.

    Args:
        authenticators: who know keys; none means that nobody passes.
        settings: names and origins beside the loopback ones.
    """

    def __init__(self, authenticators: list[Authenticator], settings: ServerSettings) -> None:
        self._authenticators = authenticators
        self._names = frozenset(name.lower() for name in settings.names)
        self.origins = frozenset(origin.rstrip("/").lower() for origin in settings.origins)
        self._hosts: dict[bytes, bool] = {}

    def admit(self, scope: Scope, *, open_page: bool = False) -> Headers:
        """Return the headers of a request that is meant for us and not forged by a foreign page.

        Args:
            open_page: a static page, which a link on a foreign page may lead to.

        Raises:
            Misdirected: the Host is none of ours.
            Denied: a page of another origin sent it.
            Unauthenticated: there is a key in the address.
            BadRequest: a header that stands once stands twice.
        """
        headers = self.meant(scope)
        host = headers[b"host"]
        origin = headers.get(b"origin")
        trusted = origin is not None and self._trusts(scope["scheme"], host, origin)
        if origin is not None and not trusted:
            raise Denied("Pages of another origin may not call this server; `server.origins` allows one.")
        site = headers.get(b"sec-fetch-site", b"none")
        visit = open_page and headers.get(b"sec-fetch-mode") == b"navigate"
        if site not in {b"same-origin", b"none"} and not trusted and not visit:
            raise Denied("Pages of another origin may not call this server.")
        if scope["query_string"]:
            _refuse_keys(scope["query_string"])
        return headers

    def meant(self, scope: Scope) -> Headers:
        """Return the headers of a request that is meant for us, whichever page sent it.

        Raises:
            Misdirected: the Host is none of ours.
            BadRequest: a header that stands once stands twice.
        """
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if len(headers) != len(scope["headers"]):
            _refuse_doubles(scope["headers"])
        if not self._is_ours(headers.get(b"host", b"")):
            raise Misdirected("This server does not go by that name; `server.names` in icotes.toml adds one.")
        return headers

    def _is_ours(self, host: bytes) -> bool:
        known = self._hosts.get(host)
        if known is None:
            known = _is_loopback(_name(host)) or (bool(_name(host)) and _name(host) in self._names)
            if len(self._hosts) < REMEMBERED:
                self._hosts[host] = known
        return known

    def _trusts(self, scheme: str, host: bytes, origin: bytes) -> bool:
        scheme = {"ws": "http", "wss": "https"}.get(scheme, scheme)
        if origin == b"%b://%b" % (scheme.encode(), host):
            return True
        text = origin.decode("latin-1").lower()
        return text in self.origins or text == _without_default_port(scheme, host.decode("latin-1").lower())

    async def caller(self, scope: Scope, headers: Headers, cookie: bytes = b"") -> Caller:
        """Return who asks.

        Args:
            cookie: the name of the cookie that opens this route too; empty for none.

        Raises:
            Unauthenticated: there is no key, or it is not valid.
        """
        given = headers.get(b"authorization", b"")
        key = given[7:] if given[:7].lower() == b"bearer " else b""
        if not given and cookie:
            key = _cookie(headers.get(b"cookie", b""), cookie)
        if not key:
            raise Unauthenticated("Send a key: `Authorization: Bearer ...`. `icotes open` logs a browser in.")
        return await self.authenticate(key.decode("latin-1").strip(), scope, by_cookie=not given)

    async def authenticate(self, key: str, scope: Scope, *, by_cookie: bool = False) -> Caller:
        """Return the caller of a key.

        Args:
            by_cookie: how it came; what is meant for a cookie, which all of loopback may see, opens nothing elsewhere.

        Raises:
            Unauthenticated: it is not valid.
        """
        for authenticator in self._authenticators:
            caller = await authenticator.authenticate(key)
            if caller is not None and caller.grant.live and (by_cookie or caller.kind != "cookie"):
                return replace(caller, face="http", address=(scope.get("client") or ("",))[0])
        raise Unauthenticated("This key is not valid; it may have expired or been revoked. Get another one.")


def _refuse_doubles(headers: list[tuple[bytes, bytes]]) -> None:
    names = [name for name, _ in headers]
    for name in SINGLE:
        if names.count(name) > 1:
            raise BadRequest(f"The header {name.decode()} stands there twice.")


def _refuse_keys(query: bytes) -> None:
    lowered = query.lower()
    if any(name in lowered for name in (b"token", b"key", b"auth", b"launch", b"%")):
        names = {name.lower() for name, _ in parse_qsl(lowered.decode("latin-1"), keep_blank_values=True)}
        if names & KEYS_IN_URL or b"ick_" in lowered:
            raise Unauthenticated("A key does not belong in an address, where logs keep it; send it as Bearer.")


def _name(host: bytes) -> str:
    """Return a Host without its port; empty if it is malformed."""
    text = host.decode("latin-1").lower()
    name, _, port = text.rpartition(":") if not text.endswith("]") and ":" in text else (text, "", "")
    if port and not (port.isascii() and port.isdigit()):
        return ""
    return name


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    literal = name[1:-1] if name.startswith("[") and name.endswith("]") else name
    try:
        return "%" not in literal and ipaddress.ip_address(literal).is_loopback
    except ValueError:
        return False


def _without_default_port(scheme: str, host: str) -> str:
    parts = urlsplit(f"{scheme}://{host}")
    return f"{scheme}://{host.removesuffix(':' + _PORTS[scheme])}" if parts.netloc else ""


def _cookie(header: bytes, name: bytes) -> bytes:
    for pair in header.split(b";"):
        key, _, value = pair.strip().partition(b"=")
        if key == name:
            return value
    return b""
