"""Size, type and depth of what is sent are bounded, by every way alike, and the server goes on."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from joined import joined
from running import Server, start
from ways import WAYS, Way

outside = pytest.mark.parametrize(
    ("method", "params"),
    [
        ("files.read", {"path": 3}),
        ("files.read", {"path": ["notes.md"]}),
        ("files.read", {"path": "notes.md", "offset": -1}),
        ("files.read", {"path": "notes.md", "offset": 1 << 70}),
        ("files.read", {"path": "x" * 5000}),
        ("files.list", {"limit": 0}),
        ("files.search_contents", {"pattern": ""}),
        ("system.create_token", {"scope": ["files:read"] * 200}),
        ("system.create_token", {"scope": ["../x"]}),
        ("terminals.create", {"rows": 10**6}),
        ("workspaces.events", {"max_items": 10**9}),
        ("workspaces.events", {"wait": 10**6}),
    ],
)


@pytest.mark.capability("U1")
@pytest.mark.parametrize("name", WAYS)
@outside
def test_a_value_outside_its_type_or_bounds_is_refused(
    guarded: Server, way: Callable[[str, str], Way], name: str, method: str, params: dict[str, Any]
) -> None:
    entrance = way(name, guarded.token)
    assert entrance.kind(method, params) == "Invalid"
    assert entrance.ask("system.ping", {}) == "pong"


@pytest.fixture(scope="module")
def narrow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes messages of 64 KiB at most."""
    folder, home = tmp_path_factory.mktemp("bounded"), tmp_path_factory.mktemp("home")
    running = start(folder, home, ICOTES_SERVER_MESSAGE_BYTES="65536")
    yield running
    running.stop()


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


LARGE = {"path": "refused.txt", "text": "x" * 70_000}
DEEP = {"connection": "none", "data": nested(500)}


@pytest.mark.capability("U1")
@pytest.mark.parametrize(("method", "params"), [("files.write", LARGE), ("system.send", DEEP)], ids=["large", "deep"])
@pytest.mark.parametrize("address", ["/rpc", "/rpc batch", "/api/v1", "/mcp", "/ws", "cli"])
def test_what_is_too_large_or_too_deep_is_refused(
    narrow_server: Server, address: str, method: str, params: dict[str, Any]
) -> None:
    code, said = refusal(narrow_server, address, method, params)
    assert code in {2, 6, 400, 413, 422, 429, -32700, -32009}, said
    assert not (narrow_server.folder / "refused.txt").exists()
    assert narrow_server.call("system.ping") == "pong"


def refusal(server: Server, address: str, method: str, params: dict[str, Any]) -> tuple[int, Any]:
    """Return the number with which a call is refused, and what is said: a status, a code or an exit code."""
    message: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    if address == "cli":
        done = server.icotes("--api", method, json.dumps(params))
        return done.returncode, done.stderr
    if address == "/ws":
        with joined(server) as client:
            client.raw.send(json.dumps(message))
            answer = client.next()
            assert client.result("system.ping") == "pong"
        return answer["error"]["code"], answer
    if address == "/mcp":
        message |= {"method": "tools/call", "params": {"name": "call_method", "arguments": message}}
        message["params"]["arguments"] = {"method": method, "params": params}
    path = {"/rpc batch": "/rpc", "/api/v1": f"/api/v1/{method.replace('.', '/')}"}.get(address, address)
    body = {"/rpc batch": [message], "/api/v1": params}.get(address, message)
    accept = "application/json, text/event-stream"
    status, _, text = server.http(
        "POST", path, json.dumps(body).encode(), Content_Type="application/json", Accept=accept
    )
    if status != 200:
        return status, text
    answer = json.loads(text)
    return (answer[0] if isinstance(answer, list) else answer)["error"]["code"], answer
