"""Programs behind ports, in a browser: each on a host of its own, behind the one guard of `guests.py`."""

import asyncio
from html import escape
from importlib.resources import files

import msgspec

from icotes.core.errors import BadRequest, IcotesError
from icotes.faces import upstream
from icotes.faces.exchange import Exchange
from icotes.faces.guard import Scope
from icotes.faces.guests import OWN, PortGuard
from icotes.faces.preview import SORRY_STYLE
from icotes.faces.settings import ServerSettings
from icotes.faces.translation import own_cookie, request_head, response_lines
from icotes.faces.tunnel import tunnel
from icotes.faces.upstream import Upstream
from icotes.kit.shown import Door, Doors

ENTER = f"{OWN}enter"
SCRIPT = f"{OWN}enter.js"
_OWN_HEAD = b"x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\ncache-control: no-store\r\n"


class _Ticket(msgspec.Struct, forbid_unknown_fields=True):
    ticket: str


class PortFace:
    """Passes requests on to programs, and their answers back.

    Args:
        doors: knows the names, and whom they let in.
        settings: whose pages may show programs in a frame.
    """

    def __init__(self, doors: Doors, settings: ServerSettings) -> None:
        self._guard = PortGuard(doors)
        self._static = files("icotes.faces") / "static" / "preview"
        names = [f"{scheme}://{name}" for name in settings.names for scheme in ("http", "https")]
        self._ancestors = " ".join(["http://localhost:*", "http://127.0.0.1:*", *names, *settings.origins]).encode(
            "latin-1", "replace"
        )

    def concerns(self, scope: Scope) -> bool:
        """Tell whether a request is for a program, and so for nothing of ours."""
        return self._guard.concerns(scope)

    async def http(self, exchange: Exchange) -> None:
        """Reply with what the program says, or with why it is not asked."""
        try:
            if exchange.path.startswith(OWN):
                await self._own(exchange)
            else:
                _, door = await self._guard.admit(exchange.scope)
                await self._pass_on(exchange, door)
        except IcotesError as error:
            if exchange.out.begun:
                exchange.out.break_off()
            elif (b"sec-fetch-mode", b"navigate") in exchange.scope["headers"]:
                await exchange.reply(error.status, _sorry(error), b"text/html; charset=utf-8", kind=self._head())
            else:
                await exchange.refuse(error)

    async def socket(self, scope: Scope) -> None:
        """Connect a browser's WebSocket to the program; return when it is over.

        Raises:
            IcotesError: it may not, or nothing answers.
        """
        _, door = await self._guard.admit(scope)
        await tunnel(scope, door, self._ancestors)

    async def _own(self, exchange: Exchange) -> None:
        """Let a browser in: its page gives the ticket, and gets the cookie."""
        exchange.headers = self._guard.meant(exchange.scope)
        if exchange.path == SCRIPT:
            exchange.takes("GET")
            await exchange.reply(
                200, await self._read("enter.js"), b"text/javascript; charset=utf-8", kind=self._head()
            )
        elif exchange.path == ENTER and exchange.method == "GET":
            await exchange.reply(200, await self._read("enter.html"), b"text/html; charset=utf-8", kind=self._head())
        elif exchange.path == ENTER:
            exchange.takes("GET", "POST")
            exchange.takes_json()
            try:
                ticket = msgspec.json.decode(await exchange.body(4096), type=_Ticket).ticket
            except (msgspec.DecodeError, ValueError):
                raise BadRequest("This takes `ticket`, which stands after the # of the address.") from None
            cookie = own_cookie(self._guard.enter(exchange.headers, ticket))
            await exchange.reply(200, b"{}", fields=[(b"set-cookie", cookie)])
        else:
            raise BadRequest("Addresses that begin with /.icotes/ are not the program's.")

    async def _read(self, name: str) -> bytes:
        return await asyncio.to_thread((self._static / name).read_bytes)

    def _head(self) -> bytes:
        return _OWN_HEAD + (
            b"content-security-policy: default-src 'none'; script-src 'self'; connect-src 'self'; "
            b"style-src 'unsafe-inline'; frame-ancestors 'self' %b\r\n" % self._ancestors
        )

    async def _pass_on(self, exchange: Exchange, door: Door) -> None:
        head = request_head(exchange.scope, door)
        program = await upstream.connect(door, lambda: Upstream(exchange.method))
        forget = door.caller.grant.on_revoke(program.close)
        exchange.out.on_stop = program.close
        sending = asyncio.create_task(_send(exchange, program, head))
        try:
            await program.head()
            lines = response_lines(program.headers, door, ancestors=self._ancestors)
            exchange.out.begin(program.status, lines, 0 if program.status in {204, 304} else program.size)
            while not exchange.out.lost and (chunk := await program.next()):
                await exchange.out.write(chunk)
            if exchange.method == "HEAD" and program.size is None:
                exchange.out.break_off()  # that a body of unknown size is whole would be said in the body
            else:
                exchange.out.finish()
        finally:
            exchange.out.on_stop = None
            forget()
            sending.cancel()
            program.close()


async def _send(exchange: Exchange, program: Upstream, head: bytes) -> None:
    """Send a request on, and see when who asked is gone."""
    chunked = head.endswith(b"transfer-encoding: chunked\r\n\r\n")
    try:
        await program.write(head)
        async for chunk in exchange.chunks():
            await program.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk)
        if chunked:
            await program.write(b"0\r\n\r\n")
        while (await exchange.receive())["type"] != "http.disconnect":
            pass
    except IcotesError:
        pass
    program.close()


def _sorry(error: IcotesError) -> bytes:
    """Return a page that says why there is none; it looks again when that may change by itself."""
    again = '<meta http-equiv="refresh" content="2">' if error.status in {502, 503} else ""
    return (
        f'<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>icotes</title>'
        f"{again}<style>{SORRY_STYLE}</style><p>{escape(error.message)}</p>"
    ).encode()
