"""Large bytes to and from another machine: HTTP through a connection of their own."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlencode

import msgspec

from icotes.client.transport import Failure
from icotes.core.body import CHUNK, Download, Upload
from icotes.core.errors import Conflict, ConnectionLost, IcotesError
from icotes.modules.remotes.line import Line

_NAME = re.compile(r"filename\*=UTF-8''(\S+)")
_PROBLEM = ("type", "title", "status", "detail", "id")
"""What HTTP says of an error beside its kind, code and data (RFC 9457)."""


class _Answer:
    """The answer to one request; `end` ends the connection that it comes by."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.read = False
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, target: str, fields: Mapping[str, str], body: AsyncIterator[bytes]) -> None:
        """Send a request and read the head of its answer.

        Raises:
            IcotesError: the other machine refused, or was lost.
        """
        self._pipe = await self.line.pipe()
        try:
            self._reader, self._writer = await asyncio.open_connection(sock=self._pipe.take())
            said = {"Host": "127.0.0.1", "Authorization": f"Bearer {self._pipe.greeting.key}", **fields}
            head = [f"POST /api/v1/{target} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
            self._writer.write("\r\n".join([*head, "Transfer-Encoding: chunked", "", ""]).encode())
            await self._head(asyncio.create_task(_send(self._writer, body)))
            if self.status >= 400:
                raise _problem(msgspec.json.decode(await self.whole()))
        except (OSError, EOFError, ValueError, msgspec.DecodeError):
            self.end()
            raise self._lost() from None
        except BaseException:
            self.end()
            raise

    async def _head(self, sending: "asyncio.Task[None]") -> None:
        reading = asyncio.create_task(self._reader.readuntil(b"\r\n\r\n"))
        try:
            await asyncio.wait({sending, reading}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                await sending
            line, *rest = (await reading).decode("latin-1").strip().split("\r\n")
        finally:
            sending.cancel()
            reading.cancel()
        self.status = int(line.split(" ")[1])
        pairs = (each.partition(":") for each in rest)
        self.fields = {name.lower(): value.strip() for name, _, value in pairs}

    async def body(self) -> AsyncGenerator[bytes]:
        """Yield the body as it comes."""
        self.read = True
        left = int(self.fields["content-length"])
        while left:
            chunk = await self._reader.read(min(left, CHUNK))
            if not chunk:
                raise self._lost()
            left -= len(chunk)
            yield chunk

    async def whole(self) -> bytes:
        """Return the body."""
        return b"".join([chunk async for chunk in self.body()])

    def end(self) -> None:
        """End the connection."""
        if self._writer:
            self._writer.close()
        self.line.drop(self._pipe)

    def _lost(self) -> ConnectionLost:
        return ConnectionLost(f"The connection to {self.line.host} broke in the middle; try again.")


async def upload(line: Line, method: str, params: Mapping[str, Any], body: Upload) -> msgspec.Raw:
    """Call a method that takes bytes, and return its result."""
    texts = {name: value if isinstance(value, str) else msgspec.json.encode(value) for name, value in params.items()}
    query = urlencode(texts).replace("_", "%5F")  # a guard takes some words with it for the beginning of a key
    answer = _Answer(line)
    await answer.ask(f"{_path(method)}?{query}", {"Content-Type": "application/octet-stream"}, body.chunks)
    try:
        return msgspec.Raw(await answer.whole())
    finally:
        answer.end()


async def download(line: Line, method: str, params: Mapping[str, Any]) -> Download:
    """Call a method that returns bytes; another range than all of it is asked for when it is read."""

    async def ask(**fields: str) -> _Answer:
        answer = _Answer(line)
        fields = {"Content-Type": "application/json"} | {name.replace("_", "-"): each for name, each in fields.items()}
        await answer.ask(_path(method), fields, Upload.of(msgspec.json.encode(params)).chunks)
        return answer

    async def read(start: int, stop: int) -> AsyncGenerator[bytes]:
        left, answer = stop - start, first
        if start or first.read:
            answer = await ask(range=f"bytes={start}-{stop - 1}", if_range=first.fields["etag"])
        try:
            if answer is not first and answer.status != 206:
                raise Conflict("The file was changed while it was read; read it again.")
            async for chunk in answer.body():
                yield chunk[:left]
                left -= len(chunk)
                if left <= 0:
                    return
        finally:
            answer.end()

    first = await ask()
    return _described(first, read)


def _described(first: _Answer, read: Any) -> Download:
    fields = first.fields
    named = _NAME.search(fields.get("content-disposition", ""))
    modified = fields.get("last-modified")
    return Download(
        size=int(fields["content-length"]),
        version=unquote(fields["etag"].strip('"')),
        media_type=fields.get("content-type", "application/octet-stream"),
        name=unquote(named[1]) if named else "",
        read=read,
        close=first.end,
        modified=parsedate_to_datetime(modified).timestamp() if modified else 0.0,
    )


async def _send(writer: asyncio.StreamWriter, body: AsyncIterator[bytes]) -> None:
    """Send a body in chunks (RFC 9112); when the other side takes no more of it, its answer says why."""
    with suppress(ConnectionError):
        async for piece in body:
            if piece:
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
        writer.write(b"0\r\n\r\n")


def _path(method: str) -> str:
    return method.replace(".", "/")


def _problem(said: dict[str, Any]) -> IcotesError:
    data = {name: value for name, value in said.items() if name not in {*_PROBLEM, "code"}}
    return Failure(said.get("code", IcotesError.code), said.get("detail", ""), data).error()
