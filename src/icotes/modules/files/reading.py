"""Reads files: whole, in parts, or as they are sent to somebody."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import PurePosixPath

from msgspec.structs import replace

from icotes.core.body import CHUNK, Download
from icotes.core.errors import Conflict, NotFound, QuotaExceeded
from icotes.kit.paths import Root
from icotes.kit.refusals import refusals
from icotes.kit.status import version_of
from icotes.kit.workers import Workers
from icotes.modules.files.cache import SMALL, FileCache, Loaded
from icotes.modules.files.content import HEAD, Text, decode, media_type, whole_characters
from icotes.modules.files.leases import is_being_written
from icotes.modules.files.types import Content, DiskText, OpenedText

TRIES = 10
"""A file that others replace again and again is opened so often."""
WRITING_SECONDS = 0.5
"""How long a text that somebody writes at the moment is waited for."""


class Reader:
    """Reads files beneath one root; every function but `download`'s stream blocks."""

    def __init__(self, root: Root, cache: FileCache, most: int) -> None:
        self._root = root
        self._cache = cache
        self._most = most

    def read(self, path: str, offset: int = 0, length: int | None = None, opened: OpenedText | None = None) -> Content:
        """Return a file or a part of it.

        Args:
            opened: what stands for the file while the disk does not take it.

        Raises:
            QuotaExceeded: it is more than one answer holds.
        """
        handle = self._open(path, opened)
        try:
            with refusals(path):
                content = self._content(path, handle, offset, length)
        finally:
            os.close(handle)
        return replace(content, version=opened.version) if opened else content

    def _open(self, path: str, opened: OpenedText | None) -> int:
        if opened is None:
            return self._root.open_file(path)
        with os.fdopen(os.memfd_create("opened"), "wb") as file:
            file.write(opened.data)
            file.flush()
            return os.dup(file.fileno())

    def _content(self, path: str, handle: int, offset: int, length: int | None) -> Content:
        status = os.fstat(handle)
        if offset == 0 and (length is None or length >= status.st_size):
            self._check(path, status.st_size)
            return _content(path, status, self._load(path, handle, status), 0)
        wanted = max(0, min(length or status.st_size, status.st_size - offset))
        self._check(path, wanted)
        return _content(path, status, *_part(path, handle, offset, wanted))

    def _check(self, path: str, size: int) -> None:
        if size > self._most:
            raise QuotaExceeded(
                f"{path} is {size} bytes, files.read returns at most {self._most}: use files.download,"
                " or read parts with `offset` and `length`.",
                limit=self._most,
                size=size,
            )

    def _load(self, path: str, handle: int, status: os.stat_result) -> Loaded:
        loaded = self._cache.get(path, status)
        if loaded is None:
            data = read_fully(handle, 0, status.st_size)
            text = decode(data)
            loaded = Loaded(data, text, media_type(_name(path), data[:HEAD], text is not None))
            self._cache.put(path, status, loaded)
        return loaded

    def load(self, path: str, most: int) -> DiskText:
        """Return a whole file as it is on disk, between two writes of whoever writes to it."""
        left = TRIES
        while True:
            handle = self._root.open_file(path)
            try:
                return self._whole(path, handle, most)
            except NotFound:  # it was open: another one was put in its place
                left -= 1
                if not left:
                    raise
            finally:
                os.close(handle)

    def _whole(self, path: str, handle: int, most: int) -> DiskText:
        with refusals(path):
            status, busy = _settled(handle)
            if status.st_size > most:
                raise QuotaExceeded(f"{path} has {status.st_size} bytes, more than {most}.", limit=most)
            data = read_fully(handle, 0, status.st_size)
            real = self._root.real(handle)
        text = decode(data)
        return DiskText(
            path=real,
            data=data,
            text=text.text if text else None,
            encoding=text.encoding if text else "",
            guessed=bool(text and text.guessed),
            version=version_of(status),
            busy=busy,
        )

    def download(self, path: str, workers: Workers, opened: OpenedText | None = None) -> Download:
        """Return a file to be sent, or what is open instead of it; small ones are read at once."""
        handle = self._open(path, opened)
        try:
            status = os.fstat(handle)
            with refusals(path):
                if status.st_size <= SMALL:
                    loaded = self._load(path, handle, status)
                    return _download(path, status, loaded.media_type, loaded.text, _Memory(loaded.data, handle))
                head = read_fully(handle, 0, HEAD)
        except BaseException:
            os.close(handle)
            raise
        text = decode(whole_characters(head, 0, head)[0])
        kind = media_type(_name(path), head, text is not None)
        return _download(path, status, kind, text, _Disk(path, handle, workers))


class _Memory:
    """A file that is in memory."""

    def __init__(self, data: bytes, handle: int) -> None:
        os.close(handle)
        self._data = data

    async def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        yield self._data[start:stop] if (start, stop) != (0, len(self._data)) else self._data

    def close(self) -> None:
        """Nothing is open."""


class _Disk:
    """A file that is read as it is sent."""

    def __init__(self, path: str, handle: int, workers: Workers) -> None:
        self._path = path
        self._handle = handle
        self._workers = workers

    async def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        while start < stop:
            at, size = start, min(CHUNK, stop - start)
            chunk = await self._workers.run(lambda at=at, size=size: self._pread(size, at))
            if not chunk:
                raise Conflict(f"{self._path} became shorter while it was read; get it again.")
            start += len(chunk)
            yield chunk

    def _pread(self, size: int, at: int) -> bytes:
        with refusals(self._path):
            return os.pread(self._handle, size, at)

    def close(self) -> None:
        os.close(self._handle)


def _settled(handle: int) -> tuple[os.stat_result, bool]:
    """Return a file's status once nobody writes it, or after some time, and whether somebody still does."""
    until = time.monotonic() + WRITING_SECONDS
    while (busy := is_being_written(handle)) and time.monotonic() < until:
        time.sleep(0.005)
    return os.fstat(handle), busy


def read_fully(handle: int, offset: int, size: int) -> bytes:
    """Return `size` bytes, or fewer at the file's end."""
    data = os.pread(handle, size, offset)
    if len(data) in {0, size}:
        return data
    chunks = [data]
    while (done := sum(map(len, chunks))) < size and (chunk := os.pread(handle, size - done, offset + done)):
        chunks.append(chunk)
    return b"".join(chunks)


def _part(path: str, handle: int, offset: int, length: int) -> tuple[Loaded, int]:
    head = read_fully(handle, 0, HEAD)
    data, begin = read_fully(handle, offset, length), offset
    characters, place = whole_characters(data, offset, head)
    text = decode(characters, head if offset else None) if decode(whole_characters(head, 0, head)[0]) else None
    if text is not None and not text.guessed:
        data, begin = characters, place
    elif text is not None:
        text = decode(data, head if offset else None)
    return Loaded(data, text, media_type(_name(path), head, text is not None)), begin


def _content(path: str, status: os.stat_result, loaded: Loaded, offset: int) -> Content:
    text = loaded.text
    return Content(
        path=path,
        text=text.text if text else None,
        data=None if text else loaded.data,
        encoding=text.encoding if text else None,
        guessed=text.guessed if text else False,
        media_type=loaded.media_type,
        size=status.st_size,
        offset=offset,
        version=version_of(status),
        modified=status.st_mtime,
    )


def _download(path: str, status: os.stat_result, kind: str, text: Text | None, source: _Memory | _Disk) -> Download:
    charset = text.encoding.removesuffix("-bom") if text else ""
    return Download(
        size=status.st_size,
        version=version_of(status),
        media_type=f"{kind}; charset={charset}" if kind.startswith("text/") else kind,
        name=_name(path),
        read=source.read,
        close=source.close,
        modified=status.st_mtime,
    )


def _name(path: str) -> str:
    return PurePosixPath(path).name
