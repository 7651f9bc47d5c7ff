"""`/preview/{token}/...`: the files of a folder as pages, each on an origin of its own that nothing else has.

The address is the key: whoever opens it sees what its maker may read of that
folder, and no cookie or header adds to that. Every answer carries
`Content-Security-Policy: sandbox`, so a page has no origin: no storage, no
cookies, nothing that it could call in a person's name.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from html import escape
from importlib.resources import files
from typing import Any, Literal, NamedTuple, cast
from urllib.parse import parse_qsl, quote, unquote_to_bytes

import msgspec

from icotes.core.body import Download
from icotes.core.errors import Denied, IcotesError, NotFound
from icotes.faces import raw
from icotes.faces.exchange import Exchange
from icotes.faces.guard import Guard, Headers, Scope
from icotes.kit.dispatch import Dispatcher
from icotes.kit.shown import Pages, Shown

ROOT = "/preview/"
OWN = ".icotes"
"""The first name of addresses that are ours; hidden names are never shown, so it is nobody's."""
BEAT = 15.0
"""Seconds between signs of life; a page that is gone is noticed by them."""

_ALWAYS = (
    b"x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\ncross-origin-resource-policy: cross-origin\r\n"
    b"access-control-allow-origin: *\r\nx-dns-prefetch-control: off\r\nx-robots-tag: noindex\r\n"
)
"""Whoever has the address may read: a page without an origin is foreign even to what lies beside it."""
SORRY_STYLE = (
    "body{font:14px/1.5 system-ui,sans-serif;color:#777;display:grid;place-content:center;min-height:90vh;margin:2em}"
)
_NOTHING = _ALWAYS + b"content-security-policy: sandbox; default-src 'none'\r\n"
_SORRY = _ALWAYS + b"content-security-policy: sandbox; default-src 'none'; style-src 'unsafe-inline'\r\n"
_BOXES = "allow-scripts allow-forms allow-modals allow-pointer-lock"
_AWAY = " allow-popups allow-popups-to-escape-sandbox allow-downloads"
_STATIC = {
    "live.js": b"text/javascript; charset=utf-8",
    "show.js": b"text/javascript; charset=utf-8",
    "page.css": b"text/css; charset=utf-8",
    "show.css": b"text/css; charset=utf-8",
}
_NAVIGATES = frozenset({b"document", b"iframe", b"frame", b"embed", b"object"})
Theme = Literal["", "light", "dark"]


class _Page(msgspec.Struct):
    kind: str
    html: str
    look: str
    title: str


class _Wanted(NamedTuple):
    token: str
    path: str
    base: str
    theme: Theme


class PreviewFace:
    """Answers the addresses of previews.

    Args:
        dispatcher: reads in the name of an address's maker.
        pages: knows the addresses.
    """

    def __init__(self, dispatcher: Dispatcher, pages: Pages) -> None:
        self._dispatcher = dispatcher
        self._pages = pages
        self._static = files("icotes.faces") / "static" / "preview"

    async def answer(self, exchange: Exchange) -> None:
        """Reply with a page, or with what a page includes.

        Raises:
            NotFound: the address is over, or there is no such file.
        """
        exchange.path = ROOT  # the rest is nothing for logs
        exchange.takes("GET", "HEAD")
        try:
            await self._answer(exchange)
        except IcotesError as error:
            if exchange.headers.get(b"sec-fetch-dest") not in _NAVIGATES or exchange.out.begun:
                raise
            await exchange.reply(error.status, _sorry(error), b"text/html; charset=utf-8", kind=_SORRY)

    async def _answer(self, exchange: Exchange) -> None:
        token, _, rest = exchange.scope["raw_path"].decode("ascii", "replace").removeprefix(ROOT).partition("/")
        shown = self._pages.shown(token)
        base = f"{exchange.scope['scheme']}://{exchange.headers[b'host'].decode('latin-1')}{ROOT}{token}/"
        wanted = _Wanted(token, _decoded(rest), base, _theme(exchange))
        own, _, name = wanted.path.partition("/")
        if own == OWN:
            await self._own(exchange, wanted, shown, name)
        else:
            await self._file(exchange, wanted, shown)

    async def _own(self, exchange: Exchange, wanted: _Wanted, shown: Shown, name: str) -> None:
        if name in _STATIC:
            data = await asyncio.to_thread((self._static / name).read_bytes)
            await exchange.reply(200, data, _STATIC[name], [(b"cache-control", b"no-cache")], _NOTHING)
        elif name == "changes":
            await self._tell(exchange, wanted.token)
        elif name.startswith("show/"):
            place = wanted._replace(path=name.removeprefix("show/"))
            await _send(exchange, _stage(place), _policy(place, shown, "stage"))
        else:
            raise _nothing()

    async def _file(self, exchange: Exchange, wanted: _Wanted, shown: Shown) -> None:
        path = _within(shown, wanted.path)
        self._pages.served(wanted.token, path)
        purpose = exchange.headers.get(b"sec-fetch-dest", b"")
        if purpose == b"document":
            place = f"{wanted.base}{OWN}/show/{quote(wanted.path)}"
            await exchange.reply(303, b"", fields=[(b"location", place.encode())], kind=_NOTHING)
        elif purpose in _NAVIGATES or (not purpose and b"text/html" in exchange.headers.get(b"accept", b"")):
            page = msgspec.json.decode(await self._call(shown, "preview.page", path), type=_Page)
            live = f'<script src="{wanted.base}{OWN}/live.js"></script>'
            text = page.html + live if page.kind == "html" else _dressed(page, wanted, live)
            await _send(exchange, text, _policy(wanted, shown, page.kind))
        else:
            download = await self._call(shown, "files.download", path)
            await raw.send(exchange, cast("Download", download), _NOTHING, inline=True)

    async def _call(self, shown: Shown, method: str, path: str) -> Any:
        params = {"workspace": shown.workspace, "path": path}
        return await self._dispatcher.call(shown.caller, method, msgspec.json.encode(params))

    async def _tell(self, exchange: Exchange, token: str) -> None:
        """Tell a page of changes for as long as it listens (server-sent events)."""
        given = dict(parse_qsl(exchange.scope["query_string"].decode("latin-1"))).get("since")
        since = exchange.headers.get(b"last-event-id", b"").decode("latin-1") or given
        exchange.begin(200, b"text/event-stream", [(b"cache-control", b"no-store")], _NOTHING)
        leave = asyncio.Event()
        exchange.out.on_stop = leave.set
        watching = asyncio.create_task(_until_gone(exchange, leave))
        try:
            async with aclosing(self._pages.changes(token, since)) as found, aclosing(_lines(found, leave)) as lines:
                async for line in lines:
                    await exchange.out.write(line)
        finally:
            watching.cancel()
            exchange.out.on_stop = None
        exchange.out.finish()


async def _until_gone(exchange: Exchange, leave: asyncio.Event) -> None:
    while (await exchange.receive())["type"] != "http.disconnect":
        pass
    leave.set()


async def _lines(changes: AsyncGenerator[tuple[str, bool]], leave: asyncio.Event) -> AsyncGenerator[bytes]:
    """Yield what is told of changes, and a sign of life when there are none."""
    leaving = asyncio.ensure_future(leave.wait())
    coming = asyncio.ensure_future(anext(changes, None))
    try:
        while True:
            await asyncio.wait({coming, leaving}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                return
            if not coming.done():
                yield b": here\n\n"
            elif (change := coming.result()) is None:
                return
            else:
                coming = asyncio.ensure_future(anext(changes, None))
                yield b"id: %b\ndata: %b\n\n" % (change[0].encode(), b"changed" if change[1] else b"here")
    finally:
        leaving.cancel()
        coming.cancel()
        await asyncio.wait({coming})


def _theme(exchange: Exchange) -> Theme:
    query: bytes = exchange.scope["query_string"]
    return "dark" if b"theme=dark" in query else "light" if b"theme=light" in query else ""


def _decoded(path: str) -> str:
    try:
        return unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        raise _nothing() from None


def _within(shown: Shown, path: str) -> str:
    """Return a path from the workspace's folder; nothing above the shown folder, and nothing hidden, is there.

    Raises:
        NotFound: it is not shown.
    """
    names = path.split("/")
    if any(name.startswith(".") or "\\" in name or "\0" in name for name in names) or not all(names):
        raise _nothing()
    return "/".join([*([shown.folder] if shown.folder else []), *names])


def _nothing() -> NotFound:
    return NotFound("There is nothing at this address of the preview.")


async def _send(exchange: Exchange, text: str, policy: str) -> None:
    guards = _ALWAYS + b"content-security-policy: %b\r\n" % policy.encode("latin-1", "replace")
    fields = [(b"cache-control", b"no-store")]
    await exchange.reply(200, text.encode("utf-8", "replace"), b"text/html; charset=utf-8", fields, guards)


def _policy(wanted: _Wanted, shown: Shown, kind: str) -> str:
    """Return what a page may do: the only place where that is decided."""
    base = "'self'" if "[" in wanted.base else wanted.base
    away = " https: http:" if shown.network else ""
    own = f"{base}{OWN}/" if base == wanted.base else base
    if kind == "stage":
        return (
            f"sandbox {_BOXES}{_AWAY}; default-src 'none'; script-src {own}; style-src {own}; connect-src {own}; "
            f"frame-src {base}; base-uri 'none'; form-action 'none'"
        )
    if kind == "rendered":
        return (
            f"sandbox allow-scripts{_AWAY}; default-src 'none'; script-src {own}; style-src {own}; "
            f"img-src {base} data:{away}; media-src {base}; base-uri 'none'; form-action 'none'"
        )
    sockets = " wss: ws:" if shown.network else ""
    return (
        f"sandbox {_BOXES}{_AWAY if shown.network else ''}; "
        f"default-src {base} data: blob: 'unsafe-inline' 'unsafe-eval'{away}; "
        f"connect-src {base} data: blob:{away}{sockets}; "
        f"form-action {base if not shown.network else base + away}; base-uri {base}; object-src 'none'"
    )


def _stage(wanted: _Wanted) -> str:
    """Return the page that holds a page, shows it anew when something in it changes, and keeps its place."""
    look = f' data-theme="{wanted.theme}"' if wanted.theme else ""
    return (
        f'<!doctype html><html lang="en"{look}><head><meta charset="utf-8"><title>{escape(wanted.path)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{wanted.base}{OWN}/show.css"></head>'
        f'<body data-base="{escape(wanted.base)}" data-page="{escape(quote(wanted.path))}">'
        f'<script src="{wanted.base}{OWN}/show.js"></script></body></html>'
    )


def _dressed(page: _Page, wanted: _Wanted, live: str) -> str:
    look = f' data-theme="{wanted.theme}"' if wanted.theme else ""
    return (
        f'<!doctype html><html lang="en"{look}><head><meta charset="utf-8"><title>{escape(page.title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{wanted.base}{OWN}/page.css"></head>'
        f'<body class="{page.look}"><main>{page.html}</main>{live}</body></html>'
    )


def _sorry(error: IcotesError) -> bytes:
    return (
        f'<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        f"<style>{SORRY_STYLE}</style><p>{escape(error.message)}</p>"
    ).encode()


def admit(guard: Guard, scope: Scope) -> Headers:
    """Return the headers of a request that is meant for us, whichever page sent it: the address is the key.

    Raises:
        Denied: a page of ours asks for a script or the like: none of ours does.
        Misdirected: the Host is none of ours.
    """
    headers = guard.meant(scope)
    visit = headers.get(b"sec-fetch-dest", b"document") in _NAVIGATES
    if headers.get(b"sec-fetch-site") == b"same-origin" and not visit:
        raise Denied("What is previewed is no part of a page of this server.")
    return headers
