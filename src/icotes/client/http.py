"""The client for scripts: calls by `POST /rpc`, streams as lines of JSON. It needs neither threads nor asyncio."""

import select
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec

from icotes.client.methods_gen import Methods
from icotes.client.transport import Failure, Item, Transport, lost, pauses, place, prepared
from icotes.core.errors import ConnectionLost

TIMEOUT = 330.0
"""Seconds that an answer may take when the call has no `timeout` of its own; the server's own limits are below it."""

CHUNK = 256 * 1024


class _Answer(msgspec.Struct):
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: Failure | None = None


class _Line(msgspec.Struct):
    cursor: str = ""
    item: msgspec.Raw = msgspec.Raw(b"")
    error: Failure | None = None


class Client(Methods, Transport):
    """A connection to an icotes server.

    >>> with Client() as client:  # doctest: +SKIP
    ...     client.files.list()

    Args:
        url: the server's address, e.g. `http://127.0.0.1:8777`; by default the one that runs on this machine.
        key: an API key; by default the local server's.
        workspace: the workspace of calls that name none.
    """

    def __init__(self, url: str = "", key: str = "", *, workspace: str = "") -> None:
        super().__init__(self)
        self.url, self._key = place(url, key)
        self.workspace = workspace
        self._connection: HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def call(self, method: str, params: dict[str, Any] | None = None) -> Any:
        """Call any method by its name and return its result as plain values.

        Raises:
            IcotesError: whatever the server answers.
            ConnectionLost: it did not answer.
        """
        return self.command(method, params or {}, Any)

    def query(self, method: str, params: dict[str, Any], result: Any) -> Any:
        """Call a method that changes nothing; a lost connection is made again."""
        for pause in pauses():
            try:
                return self._call(method, params, result)
            except ConnectionLost:
                time.sleep(pause)
        return self._call(method, params, result)

    def command(self, method: str, params: dict[str, Any], result: Any) -> Any:
        """Call a method that changes something; it is repeated only under an `idempotency_key`."""
        repeat = self.query if params.get("idempotency_key") else self._call
        return repeat(method, params, result)

    def stream(self, method: str, params: dict[str, Any], item: Any) -> Generator[Any]:
        """Yield the items of a stream."""
        return (each.value for each in self._lines(method, params, item))

    def follow(self, method: str, params: dict[str, Any], item: Any) -> Generator[Item[Any]]:
        """Yield the items of a stream with their cursors; it goes on after a lost connection."""
        waits = pauses()
        while True:
            try:
                for each in self._lines(method, params, item):
                    params, waits = {**params, "since": each.cursor}, pauses()
                    yield each
            except ConnectionLost:
                pause = next(waits, None)
                if pause is None:
                    raise
                time.sleep(pause)
            else:
                return

    def _call(self, method: str, params: dict[str, Any], result: Any) -> Any:
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": prepared(params, self.workspace)}
        try:
            response = self._post(self._open(), "/rpc", message)
            answer = msgspec.json.decode(response.read(), type=_Answer)
        except (OSError, HTTPException, msgspec.DecodeError) as error:
            self.close()
            raise lost(error) from None
        if answer.error:
            raise answer.error.error()
        return msgspec.json.decode(answer.result, type=result)

    def _lines(self, method: str, params: dict[str, Any], item: Any) -> Generator[Item[Any]]:
        with closing(self._new()) as connection:
            try:
                response = self._post(
                    connection, f"/api/v1/{method.replace('.', '/')}", prepared(params, self.workspace)
                )
                if response.status != 200:
                    raise msgspec.json.decode(response.read(), type=_Problem).error()
                for line in _read_lines(response):
                    read = msgspec.json.decode(line, type=_Line)
                    if read.error:
                        raise read.error.error()
                    yield Item(read.cursor, msgspec.json.decode(read.item, type=item))
            except (OSError, HTTPException, msgspec.DecodeError) as error:
                raise lost(error) from None

    def _open(self) -> HTTPConnection:
        """Return the connection that is open, unless the server closed it meanwhile."""
        if self._connection and self._connection.sock and select.select([self._connection.sock], [], [], 0)[0]:
            self.close()
        if self._connection is None:
            self._connection = self._new()
        return self._connection

    def _new(self) -> HTTPConnection:
        address = urlsplit(self.url)
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        return kind(address.hostname or "", address.port, timeout=TIMEOUT)

    def _post(self, connection: HTTPConnection, path: str, message: dict[str, Any]) -> HTTPResponse:
        headers = {"Content-Type": "application/json", "Accept": "application/x-ndjson"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        connection.request("POST", path, msgspec.json.encode(message), headers)
        return connection.getresponse()


def _read_lines(response: HTTPResponse) -> Iterator[bytes]:
    """Yield lines; unlike `response.readline`, this notices when the answer is cut off."""
    rest = b""
    while data := response.read1(CHUNK):
        *lines, rest = (rest + data).split(b"\n")
        yield from lines


class _Problem(msgspec.Struct):
    """RFC 9457."""

    title: str = ""
    detail: str = ""
    kind: str = ""
    code: int = -32603

    def error(self) -> Exception:
        return Failure(self.code, self.detail or self.title, {"kind": self.kind}).error()
