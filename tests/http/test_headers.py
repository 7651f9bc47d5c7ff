"""Every answer of every route carries the headers that guard it; other origins get what the settings allow."""

import http.client
import json
import socket
from collections.abc import Iterator

import pytest

from running import DEADLINE, Server, start

ALLOWED = "https://app.example.org"
GUARDS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PAGES = ("/", "/api", "/docs", "/static/style.css", "/static/session.js", "/static/none.js")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that pages of one other origin may call."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "a.html").write_text("<script>alert(1)</script>")
    running = start(folder, tmp_path_factory.mktemp("home"), ICOTES_SERVER_ORIGINS=ALLOWED)
    yield running
    running.stop()


def addresses(server: Server) -> list[tuple[str, str]]:
    """Return every route, with a method that it takes and one that it may not."""
    paths = json.loads(server.http("GET", "/openapi.json")[2])["paths"]
    routes = [(verb.upper(), path) for path, verbs in paths.items() for verb in verbs]
    own = ["/live", "/ready", "/launch", "/rpc", "/mcp", "/metrics", "/openapi.json", "/ws", "/nothing", *PAGES]
    asked = [(verb, path) for path in own for verb in ("GET", "POST", "OPTIONS", "DELETE")]
    return [each for each in routes if each != ("POST", "/api/v1/system/stop")] + asked


@pytest.mark.capability("U4", partly="HSTS is sent over https, which comes with deployments")
def test_every_answer_of_every_route_is_guarded(shared: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", shared.port, timeout=DEADLINE)
    for key in ({}, {"Authorization": "Bearer wrong"}):
        for verb, path in addresses(shared):
            connection.request(verb, path.replace("{", "").replace("}", ""), None, key)
            answer = connection.getresponse()
            answer.read()
            found = {name.lower(): value for name, value in answer.getheaders()}
            assert GUARDS.items() <= found.items(), (verb, path, answer.status, found)
            policy = found["content-security-policy"]
            assert "default-src 'none'" in policy
            styles = "style-src 'self' 'unsafe-inline'"
            assert (styles in policy) == (path == "/" and answer.status == 200)
            assert "unsafe" not in policy.replace(styles, "")
            assert "frame-ancestors 'none'" in policy
            assert "access-control-allow-origin" not in found
            assert "access-control-allow-credentials" not in found
            assert "server" not in found
    connection.close()


@pytest.mark.capability("U4", partly="HSTS is sent over https, which comes with deployments")
def test_what_a_file_holds_runs_nothing(shared: Server) -> None:
    status, found, _ = shared.http("GET", "/api/v1/workspaces/main/raw/a.html")
    assert status == 200
    assert GUARDS.items() <= found.items()
    assert found["content-security-policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.capability("U4", partly="HSTS is sent over https, which comes with deployments")
@pytest.mark.parametrize("path", ["/rpc", "/api/v1/system/ping", "/mcp", "/openapi.json", "/live"])
def test_only_origins_of_the_list_read_answers_and_none_sends_cookies(shared: Server, path: str) -> None:
    for origin in ("https://evil.example.org", "https://app.example.org.evil.test", "null", "http://app.example.org"):
        for verb in ("OPTIONS", "GET"):
            status, found, _ = shared.http(verb, path, Origin=origin)
            assert status == 403
            assert not any(name.startswith("access-control") for name in found)
    status, found, _ = shared.http("OPTIONS", path, token="", Origin=ALLOWED, Access_Control_Request_Method="POST")
    assert (status, found["access-control-allow-origin"]) == (204, ALLOWED)
    assert "origin" in found["vary"].lower()
    assert "access-control-allow-credentials" not in found
    verb = "POST" if path == "/mcp" else "GET"
    _, found, _ = shared.http(verb, path, Origin=ALLOWED)
    assert GUARDS.items() <= found.items()
    assert found["access-control-allow-origin"] == ALLOWED
    assert "access-control-allow-credentials" not in found


def test_a_refused_upgrade_is_guarded_too(shared: Server) -> None:
    with socket.create_connection(("127.0.0.1", shared.port), DEADLINE) as raw:
        raw.sendall(
            b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        answer = raw.recv(65536).decode().lower()
    assert answer.startswith("http/1.1 401")
    assert all(f"{name}: {value}" in answer for name, value in GUARDS.items())
