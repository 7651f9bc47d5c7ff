"""Attacks on programs behind ports, and from them: each by HTTP and, the same, by an upgrade to WebSocket."""

import json
import socket
import sys
from collections.abc import Iterator

import pytest

from guests import Guest, asked, enter, entered, guest, started
from running import Failed, Server

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def program(server: Server) -> Iterator[Guest]:
    """A program, and the browser of somebody who was let in."""
    there = guest(server)
    yield there
    server.call("terminals.close", terminal=there.terminal)


def refused(program: Guest, headers: dict[str, str | None], path: str = "/headers") -> set[int]:
    """Return how a request is answered as HTTP and as an upgrade."""
    sent = {"Host": program.host, "Cookie": program.cookie, **headers}
    return {
        asked(program.server, "GET", path, None, sent)[0],
        asked(program.server, "GET", path, None, {**sent, **UPGRADE})[0],
    }


ATTACKS = {
    "no cookie": {"Cookie": None},
    "an empty cookie": {"Cookie": "icotes_port="},
    "a guessed cookie": {"Cookie": "icotes_port=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "the cookie under another name": {"Cookie": "ICOTES_PORT={cookie}"},
    "two cookies": {"Cookie": "icotes_port={cookie}; icotes_port={cookie}"},
    "a key of the API instead": {"Cookie": None, "Authorization": "Bearer {token}"},
    "a key as the cookie": {"Cookie": "icotes_port={token}"},
    "a page of another origin": {"Origin": "http://evil.test"},
    "the origin null": {"Origin": "null"},
    "an origin of another port": {"Origin": "http://{label}.localhost:1"},
    "an origin of another scheme": {"Origin": "ftp://{host}"},
    "an origin that begins alike": {"Origin": "http://{host}.evil.test"},
    "the client's own origin": {"Origin": "http://127.0.0.1:{server}"},
    "another program's origin": {"Origin": "http://p1-aaaaaaaaaaaaaaaaaaaaaaaa.localhost:{server}"},
    "a foreign page's request": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    "a neighbour's request": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    "a host that nobody has": {"Host": "p{port}-aaaaaaaaaaaaaaaaaaaaaaaa.localhost:{server}"},
    "a host with a name before": {"Host": "x.{host}"},
    "a host with a name after": {"Host": "{label}.localhost.evil.test:{server}"},
    "a rebound name": {"Host": "evil.test:{server}"},
    "the program's own address": {"Host": "localhost.evil.test"},
    "a host with a user": {"Host": "a@{host}"},
    "a host of an address": {"Host": "{label}.127.0.0.1:{server}"},
    "a host with a bad port": {"Host": "{label}.localhost:80x"},
    "another port in the name": {"Host": "p22-{secret}.localhost:{server}"},
    "port 0 in the name": {"Host": "p0-{secret}.localhost:{server}"},
    "port 65536 in the name": {"Host": "p65536-{secret}.localhost:{server}"},
    "a port that is no number": {"Host": "p2e1-{secret}.localhost:{server}"},
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nobody_gets_to_a_program_but_who_was_let_in(program: Guest, name: str) -> None:
    label = program.host.partition(".")[0]
    known = {
        "cookie": program.cookie.partition("=")[2],
        "token": program.server.token,
        "host": program.host,
        "label": label,
        "secret": label.partition("-")[2],
        "port": program.port,
        "server": program.server.port,
    }
    headers = {header: None if value is None else value.format(**known) for header, value in ATTACKS[name].items()}
    answers = refused(program, headers)
    assert answers <= {400, 401, 403, 404, 421}, answers


def test_who_was_let_in_gets_there_by_both_ways(program: Guest) -> None:
    assert refused(program, {}, "/ws") == {200, 101}
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    assert program.http("GET", "/headers", None, **visit)[0] == 200
    assert program.http("POST", "/headers", b"x", **visit)[0] == 403


def test_the_cookie_of_one_program_opens_no_other(server: Server, program: Guest) -> None:
    terminal, port = started(server)
    host, cookie = entered(server, port)
    assert cookie != program.cookie
    assert refused(program, {"Cookie": cookie}) == {401}
    assert refused(Guest(server, terminal, port, host, program.cookie), {}) == {401}
    server.call("terminals.close", terminal=terminal)


def test_a_ticket_of_one_program_opens_no_other_and_comes_from_its_own_page_only(
    server: Server, program: Guest
) -> None:
    terminal, port = started(server)
    address = server.call("preview.open_port", port=port)
    ticket = address["path"].partition("#")[2]
    assert enter(server, program.host, ticket)[0] == 401
    address = server.call("preview.open_port", port=port)
    host, ticket = f"{address['name']}:{server.port}", address["path"].partition("#")[2]
    assert enter(server, host, ticket, Origin="http://evil.test")[0] == 403
    assert enter(server, host, ticket, Sec_Fetch_Site="cross-site")[0] == 403
    body = json.dumps({"ticket": ticket}).encode()
    assert asked(server, "POST", "/.icotes/enter", body, {"Host": host, "Content-Type": "text/plain"})[0] == 415
    assert enter(server, host, ticket)[0] == 200
    server.call("terminals.close", terminal=terminal)


def test_no_address_of_ours_is_beneath_a_programs_host(program: Guest) -> None:
    for path in ("/rpc", "/ws", "/api/v1/system/info", "/launch", "/metrics", "/preview/x/y", "/mcp", "/openapi.json"):
        status, headers, body = program.http("GET", path, Authorization=f"Bearer {program.server.token}")
        assert status == 200, path
        assert b"It works" in body, path
        assert headers["content-security-policy"].startswith("frame-ancestors ")
    for path in ("/.icotes/", "/.icotes/other", "/.icotes/enter/../x"):
        assert program.http("GET", path)[0] == 400


@pytest.mark.parametrize(
    "path", ["//evil.test/", "/\\evil.test", "/@evil.test:80/", "/%0d%0aX:%20y", "/..//..", "/http://evil.test/"]
)
def test_no_path_leads_a_request_elsewhere(program: Guest, path: str) -> None:
    assert program.http("GET", f"/headers?{path}")[0] == 200
    status, _, body = program.http("GET", path)
    assert status in {200, 400}
    assert status == 400 or b"It works" in body


@pytest.mark.parametrize("port", [0, -1, 65536, 1.5, "80", "80/../22", None, True, [80]])
def test_a_port_is_a_whole_number_that_exists(server: Server, port: object) -> None:
    with pytest.raises(Failed) as failed:
        server.call("preview.open_port", port=port)
    assert failed.value.kind == "Invalid"


SMUGGLED = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "a length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "a disguised coding": b"Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "a length that is none": b"Content-Length: +5\r\n\r\nhello",
    "a broken chunk": b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "a folded header": b"X-A: b\r\n Content-Length: 5\r\n\r\n",
    "two hosts": b"Host: evil.test\r\n\r\n",
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_no_second_request_is_hidden_in_a_body(program: Guest, name: str) -> None:
    with socket.create_connection(("127.0.0.1", program.server.port), 30) as wire:
        head = f"POST /echo HTTP/1.1\r\nHost: {program.host}\r\nCookie: {program.cookie}\r\nConnection: close\r\n"
        wire.sendall(head.encode() + SMUGGLED[name])
        seen = b""
        while piece := wire.recv(65536):
            seen += piece
    assert seen.count(b"HTTP/1.1 ") == 1
    status = seen.split(b" ")[1]
    assert status == b"400" or (status == b"200" and b"hello" in seen)


def test_what_forges_its_environment_is_no_program_of_a_workspace_that_it_does_not_come_from(server: Server) -> None:
    other = server.call("terminals.create", command=[sys.executable, "-c", "import time; time.sleep(60)"])
    assert all(each["terminal"] != other["id"] for each in server.call("preview.ports"))
    server.call("terminals.close", terminal=other["id"])


def test_no_secret_of_an_address_is_logged(server: Server, program: Guest) -> None:
    address = server.call("preview.open_port", port=program.port)
    ticket = address["path"].partition("#")[2]
    (server.folder / "logged.md").write_text("x")
    token = server.call("preview.open", path="logged.md")["address"].split("/")[2]
    assert asked(server, "GET", f"/preview/{token}/none", None, {"Host": f"127.0.0.1:{server.port}"})[0] == 404
    cookie = program.cookie.partition("=")[2]
    assert program.http("GET", "/cut-off")[0] == 200
    for secret in (ticket, token, cookie):
        assert secret not in server.log
        assert secret not in json.dumps(server.call("workspaces.events", kinds=["preview.*"], max_items=1, wait=0))
