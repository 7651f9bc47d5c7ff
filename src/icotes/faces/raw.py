"""Files' bytes over HTTP: ranges, entity tags and names (RFC 9110, RFC 6266)."""

import logging
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from email.utils import formatdate
from typing import cast
from urllib.parse import quote, unquote

from icotes.core.body import CHUNK, Download
from icotes.core.errors import IcotesError, Unacceptable
from icotes.faces.exchange import RAW, Exchange
from icotes.kit.dispatch import unexpected

logger = logging.getLogger(__name__)

_TAG_SAFE = "!#$&()*+,/:;<=>?@[]^`{|}~-._"
_RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")


class RangeNotSatisfiable(Unacceptable, status=416):
    """The range begins after the end; `size` is how many bytes there are."""


def tag(version: str) -> bytes:
    """Return a version as an entity tag."""
    return b'"%b"' % quote(version, safe=_TAG_SAFE).encode()


def untag(value: bytes) -> str:
    """Return the version that an entity tag names."""
    return unquote(value.decode("latin-1").strip().removeprefix("W/").strip('"'))


async def send(exchange: Exchange, download: Download, guards: bytes = RAW, *, inline: bool = False) -> None:
    """Reply with the bytes, or the range of them, that was asked for.

    Args:
        guards: the headers that guard what is sent.
        inline: a browser shows it; else it saves what is opened by itself.

    Raises:
        RangeNotSatisfiable: there is nothing in that range.
    """
    try:
        await _send(exchange, download, guards, inline=inline)
    finally:
        download.close()


async def _send(exchange: Exchange, download: Download, guards: bytes, *, inline: bool) -> None:
    etag = tag(download.version)
    fields = [(b"etag", etag), (b"cache-control", b"private, no-cache"), (b"accept-ranges", b"bytes")]
    if download.modified:
        fields.append((b"last-modified", formatdate(download.modified, usegmt=True).encode()))
    if _matches(exchange.headers.get(b"if-none-match", b""), etag):
        await exchange.reply(304, fields=fields, kind=guards)
        return
    start, stop = _range(exchange, download, etag)
    status = 200
    if (start, stop) != (0, download.size):
        status = 206
        fields.append((b"content-range", b"bytes %d-%d/%d" % (start, stop - 1, download.size)))
    if not inline:
        fields.append((b"content-disposition", disposition(download.name)))
    media_type = download.media_type.encode("latin-1", "replace")
    if exchange.method == "HEAD":
        exchange.begin(status, media_type, fields, guards, stop - start)
        exchange.out.finish()
    elif stop - start <= CHUNK:
        async with aclosing(_read(download, start, stop)) as chunks:
            body = b"".join([chunk async for chunk in chunks])
        await exchange.reply(status, body, media_type, fields, guards)
    else:
        exchange.begin(status, media_type, fields, guards, stop - start)
        await _pour(exchange, download, start, stop)


async def _pour(exchange: Exchange, download: Download, start: int, stop: int) -> None:
    """Send the body; when it can't be completed, end the connection, so that the client knows."""
    left = stop - start
    try:
        async with aclosing(_read(download, start, stop)) as chunks:
            async for chunk in chunks:
                if exchange.out.lost:
                    break
                left -= len(chunk)
                await exchange.out.write(chunk)
    except IcotesError as error:
        logger.info("%s broke off: %s", exchange.path, error.message)
    except Exception as error:  # noqa: BLE001 - the head is sent; all that is left is to stop
        unexpected(error, exchange.path)
    if left:
        exchange.out.break_off()
    else:
        exchange.out.finish()


def _read(download: Download, start: int, stop: int) -> AsyncGenerator[bytes]:
    return cast("AsyncGenerator[bytes]", download.read(start, stop))


def _matches(header: bytes, etag: bytes) -> bool:
    given = [each.strip().removeprefix(b"W/") for each in header.split(b",")] if header else []
    return etag in given or b"*" in given


def _range(exchange: Exchange, download: Download, etag: bytes) -> tuple[int, int]:
    """Return the bytes that are asked for; several ranges at once are answered with everything."""
    size = download.size
    given = _RANGE.fullmatch(exchange.headers.get(b"range", b"").replace(b" ", b""))
    if not given or given[0] == b"bytes=-" or exchange.headers.get(b"if-range", etag) != etag:
        return 0, size
    first, last = given[1], given[2]
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    if start >= size or stop <= start:
        raise RangeNotSatisfiable(f"There are {size} bytes; the range is not within.", size=size)
    return start, stop


def disposition(name: str) -> bytes:
    """Return the header under which a browser saves a file as `name` (RFC 6266)."""
    plain = "".join(each if each.isascii() and each.isprintable() and each not in '"\\%' else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}".encode()
