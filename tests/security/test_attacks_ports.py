"""Attacks on programs behind ports, and from them: each by HTTP and, the same, by an upgrade to WebSocket."""

import json
import socket
import sys
from collections.abc import Callable, Iterator
from itertools import product

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


OPENED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
SECOND = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: icotes_port=evil\r\n\r\nok"
UPGRADED = {
    "hints before the answer": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + SECOND, 200),
    "a refusal, and a second answer": (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno" + SECOND, 403),
    "a refusal of no size": (b"HTTP/1.1 426 Upgrade Required\r\nX-Own: kept\r\n\r\n" + SECOND, 426),
    "a refusal in chunks": (b"HTTP/1.1 404 None\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n" + SECOND, 404),
    "a lone line feed": (OPENED + b"X: a\nSet-Cookie: icotes_port=evil\r\n\r\n", 502),
    "a lone carriage return": (OPENED + b"X: a\rSet-Cookie: icotes_port=evil\r\n\r\n", 502),
    "a head that ends in line feeds": (OPENED + b"X: a\n\n" + SECOND, 502),
    "a folded header": (OPENED + b"X: a\r\n Set-Cookie: icotes_port=evil\r\n\r\n", 502),
    "a name with a space": (OPENED + b"Set-Cookie : icotes_port=evil\r\n\r\n", 502),
    "a line feed in its first line": (b"HTTP/1.1 101 a\nSet-Cookie: icotes_port=evil\r\n\r\n", 502),
    "a status that there is none of": (b"HTTP/1.1 999 None\r\n\r\n", 502),
    "no HTTP": (b"SSH-2.0 hello\r\n\r\n", 502),
}


def told(program: Guest, method: str, answer: bytes, headers: dict[str, str], times: int = 1) -> bytes:
    """Have the program answer with just these bytes; return what comes until the end of the connection."""
    sent = {"Host": program.host, "Cookie": program.cookie, **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    with socket.create_connection(("127.0.0.1", program.server.port), 30) as wire:
        wire.sendall(f"{method} /raw?{answer.hex()}*{times} HTTP/1.1\r\n{lines}\r\n".encode())
        seen = b""
        while piece := wire.recv(65536):
            seen += piece
    return seen


@pytest.mark.parametrize("name", UPGRADED)
def test_an_answer_to_an_upgrade_is_one_and_the_last(program: Guest, name: str) -> None:
    answer, status = UPGRADED[name]
    seen = told(program, "GET", answer, UPGRADE)
    head, _, rest = seen.partition(b"\r\n\r\n")
    assert (head.count(b"HTTP/1.1 "), int(head.split(b" ")[1]), rest) == (1, status, b"")
    assert {b"connection: close", b"content-length: 0"} <= set(head.split(b"\r\n"))
    assert b"evil" not in seen
    assert b"\n" not in head.replace(b"\r\n", b"")


def test_an_answer_to_an_upgrade_begins_some_time(program: Guest) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    assert told(program, "GET", hints, UPGRADE, 12_000).startswith(b"HTTP/1.1 502 ")


def test_a_program_may_say_to_go_on_before_it_opens_a_websocket(program: Guest) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    head, _, rest = told(program, "GET", hints + OPENED + b"\r\nframes", UPGRADE).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert rest == b"frames"
    assert b"</a>" not in head


ANSWERED = {
    "more than was announced": ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + SECOND, 200, b"ok"),
    "a body for HEAD": ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + SECOND, 200, b""),
    "no size for HEAD": ("HEAD", b"HTTP/1.1 200 OK\r\n\r\nok", 200, b""),
    "a body of nothing": ("GET", b"HTTP/1.1 204 None\r\nContent-Length: 2\r\n\r\nok" + SECOND, 204, b""),
    "a body of what is the same": ("GET", b"HTTP/1.1 304 Same\r\nContent-Length: 2\r\n\r\nok" + SECOND, 304, b""),
    "a status that there is none of": ("GET", b"HTTP/1.1 999 None\r\nContent-Length: 2\r\n\r\nok", 502, None),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_has_the_body_that_it_announced(program: Guest, name: str) -> None:
    method, answer, status, body = ANSWERED[name]
    head, _, rest = told(program, method, answer, {"Connection": "close"}).partition(b"\r\n\r\n")
    assert int(head.split(b" ")[1]) == status
    assert rest == body or body is None
    assert "Traceback" not in program.server.log


def test_no_header_of_a_request_holds_the_end_of_a_line(program: Guest) -> None:
    for broken in ("a\rX-B: c", "a\nX-B: c", "a\r X-B: c"):
        for more in ({}, UPGRADE):
            seen = told(program, "GET", SECOND, {"X-A": broken, "Connection": "close", **more})
            assert seen.startswith(b"HTTP/1.1 400 ")


def test_what_forges_its_environment_is_no_program_of_a_workspace_that_it_does_not_come_from(server: Server) -> None:
    other = server.call("terminals.create", command=[sys.executable, "-c", "import time; time.sleep(60)"])
    assert all(each["terminal"] != other["id"] for each in server.call("preview.ports"))
    server.call("terminals.close", terminal=other["id"])


LISTEN = """import os, sys
listen = '''import socket, time
with socket.create_server(("127.0.0.1", 0)) as listening:
    print(listening.getsockname()[1], flush=True)
    time.sleep(60)'''
os.execve(sys.executable, [sys.executable, "-c", listen], {"ICOTES_WORKSPACE": "%s"})"""


def test_code_in_a_sandbox_lists_its_port_in_no_other_workspace(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    (server.folder / "inner").mkdir()
    server.call("projects.open", folder=str(server.folder / "inner"))
    ids = {each["name"]: each["id"] for each in server.call("workspaces.list")}
    for where, claimed in product(ids, ids):
        code = LISTEN % ids[claimed]
        said = server.call("execution.run", workspace=where, code=code, language="python", max_items=2, wait=20)
        (port,) = [int(each["text"]) for each in said["items"] if each["type"] == "output"]
        listed = {
            name for name in ids if port in [each["port"] for each in server.call("preview.ports", workspace=name)]
        }
        assert listed == {where} & {claimed}


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
