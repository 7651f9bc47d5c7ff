"""The pages that come with the server: the start page, the API page and what belongs to them."""

import hashlib
import mimetypes
from importlib.resources import files
from pathlib import Path

from icotes.faces.exchange import PAGE, Exchange

PAGES = {"/api": "api.html", "/docs": "docs.html"}


class Site:
    """Serves the files in `static/` from memory."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, bytes, bytes]] = {}
        for each in files("icotes.faces").joinpath("static").iterdir():
            data = each.read_bytes()
            media_type = mimetypes.guess_type(each.name)[0] or "application/octet-stream"
            if media_type.startswith("text/"):
                media_type += "; charset=utf-8"
            tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
            self._files[f"/static/{each.name}"] = (data, media_type.encode(), tag.encode())
        for path, name in PAGES.items():
            if f"/static/{name}" in self._files:
                self._files[path] = self._files[f"/static/{name}"]
        client = Path(str(files("icotes.faces").joinpath("client")))
        for each in client.rglob("*.*"):
            data = each.read_bytes()
            media_type = mimetypes.guess_type(each.name)[0] or "application/octet-stream"
            name = "/" + each.relative_to(client).as_posix().replace("index.html", "")
            self._files[name] = (data, media_type.encode(), f'"{hashlib.sha256(data).hexdigest()[:16]}"'.encode())

    def has(self, path: str) -> bool:
        """Tell whether a page stands at this path."""
        return path in self._files

    async def answer(self, exchange: Exchange) -> None:
        """Reply with the page."""
        data, media_type, tag = self._files[exchange.path]
        fields = [(b"etag", tag), (b"cache-control", b"no-cache")]
        if exchange.headers.get(b"if-none-match") == tag:
            await exchange.reply(304, fields=fields, kind=PAGE)
        else:
            await exchange.reply(200, data, media_type, fields, PAGE)
