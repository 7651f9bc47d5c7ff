"""A client that comes to a server in every way, and leaves in every way, in good manners or not."""

import json
import socket
from typing import Any

from joined import joined
from running import DEADLINE, Server

PATIENT = {"wait": 60, "max_items": 1000}


class Visitor:
    """Each public method is a visit; when it returns, all that it opened is ended.

    Args:
        name: other than that of each who comes at the same time.
    """

    def __init__(self, server: Server, name: str = "visitor") -> None:
        self.server = server
        self.name = name

    def a_socket(self) -> None:
        with joined(self.server) as client:
            client.result("system.ping")

    def streams_that_end_with_their_socket(self) -> None:
        with joined(self.server, close_timeout=1) as client:
            for number, method in enumerate(("files.follow", "workspaces.events", "system.events")):
                client.send(method, number)
                client.next()

    def a_stream_that_is_cancelled(self) -> None:
        with joined(self.server) as client:
            client.send("files.follow", 7)
            client.next()
            client.send("$/cancelRequest", None, id=7)
            while client.next().get("id") != 7:
                pass

    def a_socket_that_breaks(self) -> None:
        with joined(self.server, close_timeout=1) as client:
            client.send("workspaces.events", 1)
            client.next()
            client.raw.socket.shutdown(socket.SHUT_RDWR)

    def a_stranger(self) -> None:
        self._raw("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n", b"", key="Bearer wrong")
        self._raw("GET /api/v1/system/ping HTTP/1.1\r\n", b"", key="Bearer wrong")

    def streams_over_http(self) -> None:
        for accept in ("application/x-ndjson", "text/event-stream"):
            self._post("/api/v1/workspaces/events", {}, accept)

    def a_long_poll_that_nobody_waits_for(self) -> None:
        self._post("/rpc", _request("files.follow", PATIENT), read=0)
        self._post("/api/v1/workspaces/events", PATIENT, read=0)

    def a_terminal(self) -> None:
        call = self.server.call
        made = call("terminals.create", command=["sh", "-c", "sleep 100 & yes"])
        with joined(self.server, close_timeout=0.1) as client:
            client.send("terminals.follow", 1, terminal=made["id"])
            client.next()
            client.next()
            call("terminals.write", terminal=made["id"], data="x")
            call("terminals.close", terminal=made["id"])

    def a_program_that_ends(self) -> None:
        made = self.server.call("terminals.create", command=["true"])
        self.server.call("terminals.follow", terminal=made["id"], wait=60, max_items=1000)
        self.server.call("terminals.close", terminal=made["id"])

    def an_upload_that_is_cut(self) -> None:
        self._raw("PUT /api/v1/workspaces/main/raw/cut HTTP/1.1\r\n", bytes(300_000), size=1_000_000)

    def a_download_that_is_cut(self, path: str = "large.bin") -> None:
        self._raw(f"GET /api/v1/workspaces/main/raw/{path} HTTP/1.1\r\n", b"", read=100)

    def a_file(self) -> None:
        call = self.server.call
        call("files.write", path=self.name, text="x" * 1000)
        call("files.move", source=self.name, target=f"{self.name}-2", replace=True)
        item = call("files.delete", path=f"{self.name}-2")
        call("files.empty_trash", ids=[item["id"]])

    def a_search(self) -> None:
        with joined(self.server, close_timeout=0.1) as client:
            client.send("files.search_contents", 1, pattern="line")
            client.next()
            client.send("$/cancelRequest", None, id=1)

    def an_agent(self) -> None:
        about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
        for method, params in (
            ("initialize", about),
            ("tools/list", {}),
            ("tools/call", {"name": "files_list", "arguments": {}}),
        ):
            self._mcp(_request(method, params), read=65536)

    def an_agent_that_leaves(self) -> None:
        self._mcp(_request("tools/call", {"name": "files_follow", "arguments": PATIENT}), read=0)

    def a_browser(self) -> None:
        body = json.dumps({"launch": self.server.call("system.create_launch")}).encode()
        _, _, answer = self.server.http("POST", "/launch", body, token="", Content_Type="application/json")
        self.server.call("system.logout", token=json.loads(answer)["key"])

    def a_key(self) -> None:
        made = self.server.call("system.create_token", name="short", scope=["*"])
        with joined(self.server, made["key"], close_timeout=1) as client:
            client.send("files.follow", 1)
            client.next()
            self.server.call("system.revoke_token", id=made["token"]["id"])

    def a_project(self) -> None:
        folder = self.server.home / f"project-{self.name}"
        folder.mkdir(exist_ok=True)
        made = self.server.call("projects.open", folder=str(folder))
        self.server.call("terminals.create", workspace=made["workspace"], command=["cat"])
        self.server.call("files.write", workspace=made["workspace"], path="a", text="x")
        self.server.call("projects.close", project=made["id"])

    def _mcp(self, request: dict[str, Any], read: int) -> None:
        accept = "application/json, text/event-stream\r\nMcp-Protocol-Version: 2025-06-18"
        self._post("/mcp", request, accept, read)

    def _post(self, path: str, value: Any, accept: str = "application/json", read: int = 1) -> None:
        body = json.dumps(value).encode()
        head = f"POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nAccept: {accept}\r\n"
        self._raw(head, body, read=read)

    def _raw(self, head: str, body: bytes, *, size: int | None = None, read: int = 0, key: str = "") -> None:
        """Send a request, read so much of the answer, and break the connection."""
        with socket.create_connection(("127.0.0.1", self.server.port), DEADLINE) as raw:
            more = f"Host: localhost\r\nAuthorization: {key or f'Bearer {self.server.token}'}\r\n"
            length = f"Content-Length: {len(body) if size is None else size}\r\n\r\n"
            raw.sendall((head + more + length).encode() + body)
            if read:
                assert raw.recv(read)


def _request(method: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


VISITS = [name for name in vars(Visitor) if not name.startswith("_")]
