"""Results that are not JSON: streams of items, and downloads on faces that have no raw bytes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import msgspec

from icotes.core.body import CHUNK, Download, Upload
from icotes.core.call import Call
from icotes.core.caller import Grant
from icotes.core.errors import QuotaExceeded, TimedOut, Unauthenticated
from icotes.core.log import Item
from icotes.core.table import Method


class Downloaded(msgspec.Struct, frozen=True):
    """A download on a face that has no raw bytes."""

    data: bytes
    media_type: str
    version: str


INLINE_BYTES = 8 * 1024 * 1024
"""The largest download that travels inside JSON."""

SETTLE_SECONDS = 0.1
"""What is there already has this long to be read, even when a caller does not want to wait."""


class Stream:
    """What a streaming method returns: values, each with its cursor, as the reader pulls them."""

    def __init__(self, call: Call, values: AsyncGenerator[Any]) -> None:
        self.method = call.method
        self.params: Any = call.params
        self._grant = call.caller.grant
        self._values = values

    async def items(self) -> AsyncGenerator[Item[Any]]:
        """Yield the items; ends at once, with an error, when the grant is revoked.

        Raises:
            Unauthenticated: the key was revoked.
            TimedOut: the call's `timeout` is over.
        """
        reader = asyncio.current_task()
        forget = self._grant.on_revoke(lambda: reader and reader.cancel())
        try:
            async with asyncio.timeout(self.params.timeout), aclosing(self._values) as values:
                async for value in values:
                    if not self._grant.live:
                        raise revoked()
                    yield value if isinstance(value, Item) else Item("", value)
        except asyncio.CancelledError:
            if self._grant.live or reader is None:
                raise
            reader.uncancel()
            raise revoked() from None
        except TimeoutError:
            raise late(self.params.timeout) from None
        finally:
            forget()

    async def collect(
        self, max_items: int = 1000, wait: float = 1.0, each: Callable[[int], Awaitable[None]] | None = None
    ) -> dict[str, Any]:
        """Return what comes until `max_items` or `wait` seconds: `{"items": [...], "cursor": ..., "ended": ...}`.

        For faces that can't push. `cursor` is where the next call goes on; `ended` says that nothing more will come;
        `each` is told how many items came so far.
        """
        max_items = self.params.max_items or max_items
        wait = wait if self.params.wait is None else self.params.wait
        found: list[Any] = []
        cursor, ended = getattr(self.params, "since", None) or "", False
        deadline = asyncio.get_running_loop().time() + max(wait, SETTLE_SECONDS)
        async with aclosing(self.items()) as items:
            while len(found) < max_items:
                try:
                    async with asyncio.timeout_at(deadline):
                        item = await anext(items)
                except StopAsyncIteration:
                    ended = True
                    break
                except TimeoutError:
                    break
                found.append(item.value)
                cursor = item.cursor
                if each:
                    await each(len(found))
        return {"items": found, "cursor": cursor, "ended": ended}


def sent_with(grant: Grant, upload: Upload) -> Upload:
    """Return an upload that fails once its key is revoked, so that nothing of it is kept."""
    return Upload(_while_live(grant, upload.chunks), upload.size)


def got_with(grant: Grant, download: Download) -> Download:
    """Return a download that breaks off once its key is revoked; what fits into one piece is as good as sent."""
    if download.size <= CHUNK:
        return download

    def read(start: int, stop: int) -> AsyncGenerator[bytes]:
        return _while_live(grant, download.read(start, stop))

    return replace(download, read=read)


async def _while_live(grant: Grant, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    async for chunk in chunks:
        if not grant.live:
            break
        yield chunk
    if not grant.live:
        raise revoked()


def revoked() -> Unauthenticated:
    """Return what a caller is told whose key was taken back."""
    return Unauthenticated("This key was revoked; get another one.")


def late(seconds: float) -> TimedOut:
    """Return what a caller is told whose time is up."""
    return TimedOut(f"The call did not end within its timeout of {seconds} s and was stopped.")


def json_result(method: Method) -> Any:
    """Return the type of a method's result on faces that have only JSON."""
    return Downloaded if method.download else method.result


async def inline(download: Download) -> bytes:
    """Return a download as JSON, for faces without raw bytes.

    Raises:
        QuotaExceeded: it is larger than a message may be; get it by HTTP.
    """
    try:
        if download.size > INLINE_BYTES:
            raise QuotaExceeded(f"{download.size} bytes are too large for a message; GET them from the raw route.")
        data = b"".join([chunk async for chunk in download.read(0, download.size)])
        return msgspec.json.encode(Downloaded(data, download.media_type, download.version))
    finally:
        download.close()
