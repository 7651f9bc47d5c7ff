"""The running server, as the command line reaches it: found by its state folder, called by HTTP."""

import http.client
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

import icotes
from icotes.core.errors import ConnectionLost, IcotesError, Unavailable

CHUNK = 256 * 1024
CONNECT_SECONDS = 10.0
KEEP_SECONDS = 30.0
"""How long an idle connection is used again; the server closes it after 75."""


class Server:
    """A server that runs on this machine.

    Args:
        url: where it listens, e.g. `http://127.0.0.1:8765`.
        token: opens it.
        pid: its process.
    """

    def __init__(self, url: str, token: str, pid: int) -> None:
        self.url = url
        self.token = token
        self.pid = pid
        self._kept: http.client.HTTPConnection | None = None
        self._used = 0.0

    def call(self, method: str, params: dict[str, Any] | list[Any]) -> Any:
        """Call a method and return its result.

        Args:
            params: by name, or by position.

        Raises:
            IcotesError: whatever the server answered, or that it could not be reached.
        """
        request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        answer = _read(self.send("POST", "/rpc", request, keep=True))
        if "error" in answer:
            raise _failure(answer["error"])
        return answer["result"]

    def stream(self, method: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Call a streaming method and yield `{"cursor": ..., "item": ...}` as they come.

        With `max_items` or `wait` the server sends what it has at once, with one cursor after all of it.

        Raises:
            IcotesError: whatever ended it but its end.
        """
        if params.keys() & {"max_items", "wait"}:
            page = self.call(method, params)
            yield from ({"cursor": page["cursor"], "item": item} for item in page["items"])
            return
        headers = {"Accept": "application/x-ndjson"}
        lines = self.send("POST", _address(method), json.dumps(params).encode(), headers)
        try:
            for line in _lines(lines):
                if line.strip():
                    item = json.loads(line)
                    if "error" in item:
                        raise _failure(item["error"])
                    yield item
        except (OSError, http.client.HTTPException):
            raise _lost() from None
        finally:
            lines.close()

    def download(self, method: str, params: dict[str, Any]) -> Iterator[bytes]:
        """Call a method that returns bytes and yield them."""
        answer = self.send("POST", _address(method), json.dumps(params).encode())
        try:
            while chunk := answer.read(CHUNK):
                yield chunk
        except (OSError, http.client.HTTPException):
            raise _lost() from None

    def upload(self, method: str, params: dict[str, Any], body: IO[bytes]) -> Any:
        """Call a method that takes bytes and return its result."""
        query = urlencode({name: _plain(value) for name, value in params.items()})
        headers = {"Content-Type": "application/octet-stream"}
        if body.seekable():
            headers["Content-Length"] = str(os.fstat(body.fileno()).st_size)
        return _read(self.send("POST", f"{_address(method)}?{query}", body, headers))

    def send(
        self,
        verb: str,
        address: str,
        body: bytes | IO[bytes] | None = None,
        headers: dict[str, str] | None = None,
        *,
        keep: bool = False,
    ) -> http.client.HTTPResponse:
        """Send one request and return the answer, if it is a good one.

        Args:
            keep: use one connection for several requests; the answer must be read before the next one.

        Raises:
            IcotesError: what the server answered, or that it could not be reached.
        """
        connection = self._connection(keep)
        every = {
            "Authorization": f"Bearer {self.token}",
            "User-Agent": f"icotes-cli/{icotes.__version__}",
            "Content-Type": "application/json",
        }
        try:
            connection.request(verb, address, body, every | (headers or {}))
            answer = connection.getresponse()
        except ConnectionRefusedError:
            raise not_running() from None
        except (OSError, http.client.HTTPException):
            raise _lost() from None
        if answer.status >= 400:
            raise _problem(answer)
        return answer

    def _connection(self, keep: bool) -> http.client.HTTPConnection:
        if keep and self._kept and time.monotonic() - self._used < KEEP_SECONDS:
            self._used = time.monotonic()
            return self._kept
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
        except OSError:
            raise not_running() from None
        connection.sock.settimeout(None)
        if keep:
            self._kept, self._used = connection, time.monotonic()
        return connection


def state_folder(given: str = "") -> Path:
    """Return the folder in which a server keeps its state."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(given).absolute() if given else Path(home) / "icotes"


def find(state: str = "") -> Server | None:
    """Return the server that runs with this state folder; None if none runs.

    The key goes to nobody but the process that wrote the address: after a crash
    another program may listen there.
    """
    try:
        said = json.loads((state_folder(state) / "server.json").read_bytes())
        os.kill(said["pid"], 0)
        token = os.environ.get("ICOTES_TOKEN") or Path(said["token_file"]).read_text("ascii").strip()
        return Server(said["url"], token, said["pid"])
    except (OSError, ValueError, KeyError):
        return None


def need(state: str = "") -> Server:
    """Return the server that runs with this state folder.

    Raises:
        Unavailable: none runs.
    """
    server = find(state)
    if server is None:
        raise not_running()
    return server


def not_running() -> Unavailable:
    """Return the error that says how to start a server."""
    return Unavailable("No icotes server runs here; `icotes serve FOLDER` starts one.")


def _lost() -> ConnectionLost:
    return ConnectionLost(
        "The connection to the server ended before it answered; `icotes status` shows whether it runs."
    )


def _lines(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    """Yield lines as they come; unlike the response's own iterator, this notices when the connection breaks.

    Raises:
        IncompleteRead: it did.
    """
    rest = b""
    while chunk := answer.read1(CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    yield rest


def _read(answer: http.client.HTTPResponse) -> Any:
    """Return the JSON of a whole answer."""
    try:
        return json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        raise _lost() from None


def _address(method: str) -> str:
    return f"/api/v1/{method.replace('.', '/')}"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _problem(answer: http.client.HTTPResponse) -> IcotesError:
    """Return the error in an answer of HTTP (RFC 9457)."""
    try:
        said = json.loads(answer.read())
        if "error" in said:
            return _failure(said["error"])
        return _failure({"code": said["code"], "message": said["detail"], "data": said})
    except (ValueError, KeyError, TypeError):
        return IcotesError(f"The server answered {answer.status} {answer.reason}.")


def _failure(error: dict[str, Any]) -> IcotesError:
    """Return an error as the server raised it, under its own kind."""
    known = {each.code: each for each in IcotesError.__subclasses__()}
    data = dict(error.get("data") or {})
    base = known.get(error["code"], IcotesError)
    kind = str(data.pop("kind", base.__name__))
    data.pop("message", None)
    return type(kind, (base,), {})(error["message"], **data)
