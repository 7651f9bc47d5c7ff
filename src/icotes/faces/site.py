"""The pages that come with the server: the browser client, the page of the API, the documentation."""

import asyncio
import hashlib
import re
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO

from icotes.core.errors import NotFound
from icotes.faces.exchange import CLIENT, PAGE, Exchange, Fields

PIECE = 256 * 1024
"""So many bytes of a file are in memory for one request."""

_PAGES = {"/api": "api.html", "/docs": "docs.html"}
_ASSET = re.compile(r"/assets/([\w-]+(?:\.[\w-]+)+)", re.ASCII)
_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".mjs": b"text/javascript; charset=utf-8",
    ".png": b"image/png",
    ".svg": b"image/svg+xml; charset=utf-8",
    ".wasm": b"application/wasm",
    ".woff2": b"font/woff2",
}
_CODINGS = {"br": ".br", "gzip": ".gz"}
"""The best first; the build has written each beside its file."""
_FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")
_ASK_AGAIN = (b"cache-control", b"no-cache")
_VARY = (b"vary", b"accept-encoding")
_Opened = tuple[BinaryIO, str]


class Site:
    """Serves the client's files and the pages in `static/`; each is read when it is asked for."""

    def __init__(self) -> None:
        faces = Path(str(files("icotes.faces")))
        static = faces / "static"
        self._assets = faces / "client" / "assets"
        self._pages = {f"/static/{each.name}": each for each in static.iterdir()}
        self._pages |= {path: static / name for path, name in _PAGES.items()}
        self._pages["/"] = faces / "client" / "index.html"

    def has(self, path: str) -> bool:
        """Tell whether what stands at this path is answered here."""
        return path in self._pages or _ASSET.fullmatch(path) is not None

    async def answer(self, exchange: Exchange) -> None:
        """Reply with the page, or with a piece of the client.

        Raises:
            NotFound: the client has no such piece, or was not built.
        """
        asset = _ASSET.fullmatch(exchange.path)
        file = self._assets / asset[1] if asset else self._pages[exchange.path]
        accepted = _accepted(exchange.headers.get(b"accept-encoding", b""))
        try:
            opened, coding = await asyncio.to_thread(_open, file, accepted)
        except FileNotFoundError:
            raise NotFound(_missing(exchange.path)) from None
        fields = [_VARY, *([(b"content-encoding", coding.encode())] if coding else [])]
        try:
            send = _send_asset if asset else _send_page
            await send(exchange, opened, _TYPES.get(file.suffix, b"application/octet-stream"), fields)
        finally:
            opened.close()


async def _send_page(exchange: Exchange, opened: BinaryIO, media_type: bytes, fields: Fields) -> None:
    """What keeps its name when it changes: a browser asks each time whether it did."""
    data, tag = await asyncio.to_thread(_tagged, opened)
    kind = CLIENT if exchange.path == "/" else PAGE
    fields = [*fields, _ASK_AGAIN, (b"etag", tag)]
    if exchange.headers.get(b"if-none-match") == tag:
        await exchange.reply(304, fields=fields, kind=kind)
    else:
        await exchange.reply(200, data, media_type, fields, kind)


async def _send_asset(exchange: Exchange, opened: BinaryIO, media_type: bytes, fields: Fields) -> None:
    """What has its content's hash in its name, so that a browser keeps it."""
    size, piece = await asyncio.to_thread(_begin, opened)
    fields = [*fields, _FOREVER]
    if len(piece) == size:
        await exchange.reply(200, piece, media_type, fields, PAGE)
        return
    exchange.begin(200, media_type, fields, PAGE, size)
    while piece and exchange.method != "HEAD":
        await exchange.out.write(piece)
        piece = await asyncio.to_thread(opened.read, PIECE)
    exchange.out.finish()


def _open(file: Path, accepted: list[str]) -> _Opened:
    """Open the best form of a file that the browser takes, and return its coding; none for the file itself."""
    for coding in accepted:
        try:
            return file.with_name(file.name + _CODINGS[coding]).open("rb"), coding
        except FileNotFoundError:
            continue
    return file.open("rb"), ""


def _tagged(opened: BinaryIO) -> tuple[bytes, bytes]:
    data = opened.read()
    return data, f'"{hashlib.sha256(data).hexdigest()[:16]}"'.encode()


def _begin(opened: BinaryIO) -> tuple[int, bytes]:
    size = opened.seek(0, 2)
    opened.seek(0)
    return size, opened.read(PIECE)


def _accepted(header: bytes) -> list[str]:
    """Return the codings of ours that a browser takes (RFC 9110, 12.5.3)."""
    given = dict[str, str]()
    for each in header.decode("latin-1").lower().split(","):
        name, _, weight = each.partition(";")
        given[name.strip()] = weight.replace(" ", "")
    return [coding for coding in _CODINGS if coding in given and not re.fullmatch(r"q=0(\.0*)?", given[coding])]


def _missing(path: str) -> str:
    if path == "/":
        return "The browser client is not built; `make client` builds it."
    return "This piece of the client is not there any more; load the page anew."
