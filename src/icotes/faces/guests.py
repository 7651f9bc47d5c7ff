"""Programs behind ports: who gets to them. One guard for HTTP and for WebSocket, and nothing is checked elsewhere.

Each program has a host of its own (`p5173-....localhost`), which is an origin of
its own to a browser: it has no cookie of ours, and a page there is foreign to us.
"""

from icotes.core.errors import BadRequest, Denied
from icotes.faces.guard import Headers, Misdirected, Scope
from icotes.kit.shown import Door, Doors

COOKIE = b"icotes_port"
OURS = b"icotes_"
"""Cookies with such names are ours: none reaches a program, and no program sets one."""
OWN = "/.icotes/"
SINGLE = (b"host", b"origin", b"content-length", b"transfer-encoding", b"sec-fetch-site", b"upgrade")


class PortGuard:
    """Lets requests pass to programs.

    Args:
        doors: knows the names, and whom they let in.
    """

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._endings = tuple(f".{domain}" for domain in doors.domains)

    def concerns(self, scope: Scope) -> bool:
        """Tell whether a request is for a program, and so for nothing of ours."""
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        return _name(host).endswith(self._endings)

    def meant(self, scope: Scope) -> Headers:
        """Return the headers of a request that no foreign page forged.

        Raises:
            BadRequest: a header that stands once stands twice.
            Misdirected: the Host is malformed.
            Denied: a page of another origin sent it.
        """
        names = [name for name, _ in scope["headers"]]
        for name in SINGLE:
            if names.count(name) > 1:
                raise BadRequest(f"The header {name.decode()} stands there twice.")
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if not self._label(headers[b"host"]):
            raise Misdirected("There is no such host here; open the port from icotes.")
        host = headers[b"host"].lower()
        origin = headers.get(b"origin")
        if origin is not None and origin.lower() not in {b"http://" + host, b"https://" + host}:
            raise Denied("Pages of another origin may not call this program.")
        site = headers.get(b"sec-fetch-site", b"none")
        if site not in {b"same-origin", b"none"} and not _is_visit(scope, headers):
            raise Denied("Pages of another origin may not call this program.")
        return headers

    async def admit(self, scope: Scope) -> tuple[Headers, Door]:
        """Return a request's headers, and the way to the program that it may go.

        Raises:
            IcotesError: it may not.
        """
        headers = self.meant(scope)
        cookies = given(headers, COOKIE)
        if len(cookies) > 1:
            raise BadRequest("The cookie that lets in stands there twice; open the port from icotes again.")
        door = await self._doors.open(self._label(headers[b"host"]), cookies[0].decode("latin-1") if cookies else "")
        return headers, door

    def _label(self, host: bytes) -> str:
        """Return what stands before the domain; empty if that is not one name."""
        name = _name(host)
        ending = next(each for each in self._endings if name.endswith(each))
        label = name.removesuffix(ending)
        return "" if "." in label else label

    def enter(self, headers: Headers, ticket: str) -> str:
        """Return the cookie for a ticket.

        Raises:
            Unauthenticated: it lets nobody in.
        """
        return self._doors.enter(self._label(headers[b"host"]), ticket)


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Tell whether somebody follows a link or looks at a frame; that changes nothing."""
    return scope.get("method") in {"GET", "HEAD"} and headers.get(b"sec-fetch-mode") == b"navigate"


def _name(host: bytes) -> str:
    text = host.decode("latin-1").lower()
    name, colon, port = text.partition(":")
    return name if not colon or (port.isascii() and port.isdigit()) else ""


def given(headers: Headers, name: bytes) -> list[bytes]:
    """Return the values of a cookie."""
    pairs = (pair.strip().partition(b"=") for pair in headers.get(b"cookie", b"").split(b";"))
    return [value for key, _, value in pairs if key == name]
