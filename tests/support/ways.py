"""Every way by which a key reaches the server's methods, and one answer from all of them."""

import http.client
import json
import os
import re
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any, ClassVar
from unittest.mock import patch

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from icotes.__main__ import main
from running import DEADLINE, Failed, Server

JSON = "application/json"
NO_KEY = {401: "Unauthenticated", 403: "Denied"}


class Way:
    """One way in, with one key.

    Args:
        server: a running one.
        key: "" for none.
    """

    def __init__(self, server: Server, key: str) -> None:
        self.server = server
        self.key = key

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """Return the result, or raise `Failed`."""
        raise NotImplementedError

    def kind(self, method: str, params: dict[str, Any]) -> str:
        """Return the kind of the error, `ok` if there was none."""
        try:
            self.ask(method, params)
        except Failed as failed:
            return failed.kind
        return "ok"

    def close(self) -> None:
        """Give back what is open."""


class Rpc(Way):
    """POST /rpc."""

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        return _result(self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))

    def post(self, message: Any) -> Any:
        """Send any JSON and return the answer."""
        return _json(self.server.http("POST", "/rpc", json.dumps(message).encode(), token=self.key, Content_Type=JSON))


class Batch(Rpc):
    """POST /rpc with an array of one."""

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        (answer,) = self.post([{"jsonrpc": "2.0", "id": 1, "method": method, "params": params}])
        return _result(answer)


class Rest(Way):
    """POST /api/v1/module/method."""

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        path = f"/api/v1/{method.replace('.', '/')}"
        return _json(self.server.http("POST", path, json.dumps(params).encode(), token=self.key, Content_Type=JSON))


class Socket(Way):
    """/ws; one connection for all calls."""

    def __init__(self, server: Server, key: str) -> None:
        super().__init__(server, key)
        self._socket: ClientConnection | None = None
        self._last = 0

    def _connect(self) -> ClientConnection:
        raise NotImplementedError

    def _dial(self, **headers: str) -> ClientConnection:
        address = f"{self.server.url.replace('http', 'ws', 1)}/ws"
        try:
            return connect(address, additional_headers=headers, max_size=None, compression=None, legacy=True)
        except InvalidStatus as refused:
            raise _refused(refused.response.status_code) from None

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        if self._socket is None:
            self._socket = self._connect()
        return _result(self.exchange(self._socket, method, params))

    def exchange(self, socket: ClientConnection, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._last += 1
        items: list[Any] = []
        socket.send(json.dumps({"jsonrpc": "2.0", "id": self._last, "method": method, "params": params}))
        while True:
            answer = json.loads(socket.recv(DEADLINE))
            if answer.get("method") == "$/progress":
                items.append(answer["params"]["value"]["item"])
            elif answer.get("id") == self._last:
                if items:
                    answer["result"] = {"items": items, **(answer["result"] or {})}
                return answer

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()


class BearerSocket(Socket):
    """/ws with the key in `Authorization`."""

    def _connect(self) -> ClientConnection:
        return self._dial(**({"Authorization": f"Bearer {self.key}"} if self.key else {}))


class FirstMessageSocket(Socket):
    """/ws with the key in the first message, as a page of ours does it."""

    def _connect(self) -> ClientConnection:
        socket = self._dial(Origin=self.server.url)
        try:
            _result(self.exchange(socket, "rpc.authenticate", {"key": self.key}))
        except (ConnectionClosed, Failed):
            socket.close()
            raise _refused(401) from None
        return socket


class Mcp(Way):
    """POST /mcp: the tool `call_method`."""

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        arguments = {"method": method, "params": params}
        return self.tool("call_method", arguments)

    def tool(self, name: str, arguments: dict[str, Any]) -> Any:
        """Call any tool."""
        request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
        status, headers, body = self.server.http(
            "POST",
            "/mcp",
            json.dumps(request).encode(),
            token=self.key,
            Content_Type=JSON,
            Accept=f"{JSON}, text/event-stream",
            Mcp_Protocol_Version="2025-06-18",
        )
        if status in NO_KEY:
            raise _refused(status)
        text = body.decode()
        if headers.get("content-type", "").startswith("text/event-stream"):
            text = re.findall(r"^data: (.+)$", text.replace("\r", ""), re.MULTILINE)[-1]
        result = _result(json.loads(text))
        content = result.get("structuredContent")
        if result.get("isError"):
            raise Failed({"code": 0, "message": content["message"], "data": content})
        return content["result"] if set(content) == {"result"} else content


class Kept(http.client.HTTPConnection):
    """A connection that is closed when a command is over, as it is when a process ends."""

    opened: ClassVar[list[http.client.HTTPConnection]] = []

    def connect(self) -> None:
        super().connect()
        self.opened.append(self)

    @classmethod
    def close_all(cls) -> None:
        while cls.opened:
            cls.opened.pop().close()


class Cli(Way):
    """`icotes --api METHOD JSON`, in this process, against the running server."""

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        words = ["icotes", "--api", method, json.dumps(params), "--json"]
        out, complaints = TextIOWrapper(BytesIO(), "utf-8", write_through=True), StringIO()
        environment = {**self.server.environment, "ICOTES_TOKEN": self.key or "none"}
        with (
            patch.dict(os.environ, environment, clear=True),
            patch("sys.argv", words),
            patch("http.client.HTTPConnection", Kept),
            redirect_stdout(out),
            redirect_stderr(complaints),
        ):
            try:
                main()
            except SystemExit as end:
                code = end.code
            finally:
                Kept.close_all()
        printed = out.buffer.getvalue().decode()  # pyright: ignore[reportAttributeAccessIssue]
        if code:
            raise Failed(
                {"code": 0, "message": complaints.getvalue(), "exit": code, "data": _said(complaints.getvalue())}
            )
        lines = [json.loads(line) for line in printed.splitlines()]
        return lines[0] if len(lines) == 1 else lines


WAYS: dict[str, type[Way]] = {
    "rpc": Rpc,
    "batch": Batch,
    "rest": Rest,
    "ws bearer": BearerSocket,
    "ws first message": FirstMessageSocket,
    "mcp": Mcp,
    "cli": Cli,
}


def _json(answer: tuple[int, dict[str, str], bytes]) -> Any:
    """Return what an HTTP answer says; raise what a problem (RFC 9457) says."""
    status, headers, body = answer
    if headers.get("content-type", "").startswith("application/problem+json"):
        problem = json.loads(body)
        assert problem["status"] == status
        raise Failed({"code": problem["code"], "message": problem["detail"], "data": problem})
    return json.loads(body) if body else None


def _result(answer: dict[str, Any]) -> Any:
    assert ("error" in answer) != ("result" in answer), answer
    if "error" in answer:
        raise Failed(answer["error"])
    return answer["result"]


def _refused(status: int) -> Failed:
    return Failed({"code": 0, "message": "", "data": {"kind": NO_KEY[status]}})


def _said(complaint: str) -> dict[str, Any]:
    """Return what `--json` prints about a failure."""
    error = json.loads(complaint.strip().splitlines()[-1])
    return error.get("error", error).get("data", error)
