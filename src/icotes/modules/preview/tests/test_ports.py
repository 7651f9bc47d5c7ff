"""Programs' ports: noticed, listed, and reached through a running server by HTTP and WebSocket."""

import http.client
import json
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from footprint import until
from guests import SCRIPT, Guest, asked, enter, entered, guest, started
from icotes.modules.preview import listening, sockdiag
from running import Failed, Server


def test_a_program_that_listens_is_noticed_told_and_forgotten_with_its_end(server: Server) -> None:
    cursor = server.call("workspaces.get")["cursor"]
    terminal, port = started(server)
    (found,) = [each for each in server.call("preview.ports") if each["port"] == port]
    assert found["host"] == "127.0.0.1"
    assert found["program"].startswith("python")
    assert found["pid"] == server.call("terminals.get", terminal=terminal)["pid"]
    server.call("terminals.close", terminal=terminal)
    until(lambda: port not in [each["port"] for each in server.call("preview.ports")])

    def told() -> list[str]:
        events = server.call("workspaces.events", since=cursor, kinds=["preview.*"], max_items=100, wait=1)["items"]
        happened = [each for each in events if each["type"] == "event"]
        ports = [(each["kind"], each["data"]["port"]) for each in happened]
        return [kind for kind, of in ports if port == (of["port"] if isinstance(of, dict) else of)]

    assert until(lambda: len(found := told()) >= 2 and found) == ["preview.port_opened", "preview.port_closed"]


def test_a_program_of_a_shell_without_its_environment_belongs_to_the_workspace_too(server: Server) -> None:
    words = f"env -i {sys.executable} {SCRIPT} & wait"
    terminal = server.call("terminals.create", command=["/bin/sh", "-c", words])["id"]
    until(lambda: any(each["terminal"] == terminal for each in server.call("preview.ports")))
    server.call("terminals.close", terminal=terminal)


def test_what_a_kernel_listens_on_for_itself_is_none_of_its_ports(server: Server) -> None:
    kernel = server.call("execution.start_kernel", kind="jupyter")["id"]
    code = "import socket\nours = socket.create_server(('127.0.0.1', 0))\nours.getsockname()[1]"
    said = server.call("execution.execute", kernel=kernel, code=code, wait=20)["items"]
    (shown,) = [each["data"]["text/plain"] for each in said if each["type"] == "display"]
    until(lambda: int(shown) in [each["port"] for each in server.call("preview.ports")])
    (found,) = [each for each in server.call("preview.ports") if each["port"] == int(shown)]
    assert [each["port"] for each in server.call("preview.ports") if each["pid"] == found["pid"]] == [int(shown)]
    server.call("execution.stop_kernel", kernel=kernel)


def test_what_listens_outside_of_the_workspace_is_none_of_its_ports(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as own:
        number = own.getsockname()[1]
        assert number in {each.port for each in listening.sockets()}
        ports = {each["port"] for each in server.call("preview.ports")}
        assert not ports & {number, server.port}
        for port in (number, server.port):
            with pytest.raises(Failed) as refused:
                server.call("preview.open_port", port=port)
            assert refused.value.kind == "NoSuchPort"


def test_the_program_gets_what_the_browser_sent_and_nothing_of_ours(program: Guest) -> None:
    status, _, body = program.http(
        "GET",
        "/headers?q=a%2Fb&x",
        Cookie=f"{program.cookie}; mine=1; icotes_8777=k",
        Origin=f"http://{program.host}",
        Referer=f"http://{program.host}/page",
        Authorization="Bearer ick_abc_def",
        X_Forwarded_For="1.2.3.4",
        X_Own="kept",
        Connection="keep-alive, x-hop",
        X_Hop="dropped",
    )
    assert status == 200
    said = json.loads(body)
    headers = dict(said["headers"])
    here = f"localhost:{program.port}"
    assert (said["method"], said["target"]) == ("GET", "/headers?q=a%2Fb&x")
    assert (headers["host"], headers["origin"]) == (here, f"http://{here}")
    assert headers["referer"] == f"http://{here}/page"
    assert headers["cookie"] == "mine=1"
    assert headers["x-own"] == "kept"
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-host"] == program.host
    assert not headers.keys() & {"authorization", "x-hop"}
    assert "icotes" not in json.dumps([value for name, value in said["headers"] if name != "x-forwarded-host"])


def test_a_programs_cookies_stay_with_it_and_none_is_ours(program: Guest) -> None:
    _, headers, _ = program.http("GET", "/cookies")
    assert headers["set-cookie"] == "theirs=1; Path=/; SameSite=None; Secure; Partitioned"


def test_redirects_of_a_program_lead_to_where_the_browser_is(program: Guest) -> None:
    status, headers, _ = program.http("GET", "/redirect")
    assert (status, headers["location"]) == (302, "/there?x=1")


def test_large_bodies_pass_both_ways_in_pieces(program: Guest) -> None:
    data = bytes(range(256)) * 40_000
    assert program.http("POST", "/echo", data)[2] == data
    status, headers, body = program.http("GET", "/big?30000000")
    assert (status, headers["content-length"], len(body)) == (200, "30000000", 30_000_000)
    status, headers, body = program.http("HEAD", "/big?77")
    assert (status, headers["content-length"], body) == (200, "77", b"")


def test_a_body_of_unknown_size_is_passed_on_while_it_comes(program: Guest) -> None:
    with socket.create_connection(("127.0.0.1", program.server.port), 30) as wire:
        wire.sendall(
            f"POST /echo HTTP/1.1\r\nHost: {program.host}\r\nCookie: {program.cookie}\r\n"
            "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n".encode()
        )
        seen = b""
        while b"first" not in seen:
            seen += wire.recv(65536)
        wire.sendall(b"6\r\nsecond\r\n0\r\n\r\n")
        while not seen.endswith(b"0\r\n\r\n"):
            seen += wire.recv(65536)
    assert b"second" in seen


def test_what_a_program_streams_is_here_at_once_and_ends_when_the_browser_leaves(program: Guest) -> None:
    with socket.create_connection(("127.0.0.1", program.server.port), 30) as wire:
        wire.sendall(f"GET /drip HTTP/1.1\r\nHost: {program.host}\r\nCookie: {program.cookie}\r\n\r\n".encode())
        seen = b""
        while b"data: 3" not in seen:
            seen += wire.recv(65536)
        until(lambda: len(_connections(program.port)) == 1)  # those of tests before it end late
    until(lambda: not _connections(program.port))


def _connections(port: int) -> list[str]:
    """Return the established connections to a port, as the kernel lists them."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [fields[1] for fields in lines if fields[2].endswith(f":{port:04X}") and fields[3] == "01"]


def test_a_program_that_breaks_off_or_speaks_no_http_breaks_nothing_else(program: Guest) -> None:
    for path in ("/cut", "/trailers"):
        with pytest.raises(http.client.IncompleteRead):
            program.http("GET", path)
    assert program.http("GET", "/garbage")[0] == 502
    assert program.http("GET", "/")[0] == 200


def test_a_websocket_passes_text_and_large_bytes_and_its_end(program: Guest) -> None:
    with program.socket() as ws:
        ws.send("hello \N{SNOWMAN}")
        assert ws.recv() == "hello \N{SNOWMAN}"
        data = bytes(3_000_000)
        ws.send(data)
        assert ws.recv() == data
    until(lambda: not _connections(program.port))


def test_a_websocket_of_a_program_gets_nothing_of_ours(program: Guest) -> None:
    with program.socket("/ws-headers", Cookie=f"{program.cookie}; mine=2") as ws:
        headers = json.loads(ws.recv())
        assert ws.response
        assert "set-cookie" not in ws.response.headers
    assert headers["cookie"] == "mine=2"
    assert headers["host"] == f"localhost:{program.port}"
    assert headers["origin"] == f"http://localhost:{program.port}"


def test_an_address_stays_the_same_and_opens_nothing_after_its_key_is_revoked(server: Server, program: Guest) -> None:
    made = server.call("system.create_token", name="guest", scope=["preview:*", "terminals:*"])
    host, cookie = entered(server, program.port, token=made["key"])
    assert host == program.host
    mine = Guest(server, program.terminal, program.port, host, cookie)
    assert mine.http("GET", "/")[0] == 200
    with mine.socket() as ws:
        server.call("system.revoke_token", id=made["token"]["id"])
        with pytest.raises(Exception, match=r"close|abort|reset|connection"):
            ws.recv(timeout=20)
    assert mine.http("GET", "/")[0] == 401
    assert program.http("GET", "/")[0] == 200


def test_a_ticket_lets_in_once(server: Server, program: Guest) -> None:
    address = server.call("preview.open_port", port=program.port)
    ticket = address["path"].partition("#")[2]
    assert enter(server, program.host, ticket)[0] == 200
    assert enter(server, program.host, ticket)[0] == 401


def test_a_program_that_is_gone_is_told_and_is_reached_again_when_it_is_back(server: Server) -> None:
    there = guest(server)
    server.call("terminals.close", terminal=there.terminal)
    until(lambda: there.http("GET", "/")[0] == 503)
    status, headers, body = there.http("GET", "/", Sec_Fetch_Mode="navigate")
    assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert b"Nothing " in body
    again = server.call("terminals.create", command=[sys.executable, SCRIPT, str(there.port)])["id"]
    until(lambda: there.http("GET", "/")[0] == 200)
    server.call("terminals.close", terminal=again)


def test_another_key_needs_the_scope(server: Server, program: Guest) -> None:
    made = server.call("system.create_token", name="reader", scope=["preview:read", "files:read"])
    assert server.call("preview.ports", token=made["key"])
    with pytest.raises(Failed) as refused:
        server.call("preview.open_port", port=program.port, token=made["key"])
    assert refused.value.kind == "Denied"


def test_ports_survive_a_restart_of_the_server_as_events_tell(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    first = fresh_server(tmp_path, home=tmp_path.parent / f"{tmp_path.name}-home")
    _, port = started(first)
    first.kill()
    second = fresh_server(tmp_path, home=tmp_path.parent / f"{tmp_path.name}-home")
    listed = {each["port"] for each in second.call("preview.ports")}
    events = second.call("workspaces.events", since=None, kinds=["preview.*"], max_items=10, wait=0.1)
    assert events is not None
    assert listed in (set(), {port})
    assert asked(second, "GET", "/", None, {"Host": f"p{port}-{'a' * 24}.localhost:{second.port}"})[0] == 404


@pytest.fixture
def beneath_var_tmp() -> Iterator[Path]:
    """A folder that stands in another place in a sandbox."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made:
        yield Path(made)


def test_what_a_run_serves_is_noticed_where_a_sandbox_has_the_folder_elsewhere(
    beneath_var_tmp: Path, fresh_server: Callable[..., Server]
) -> None:
    server = fresh_server(beneath_var_tmp)
    code = Path(SCRIPT).read_text().replace("server.serve_forever()", "asyncio.sleep(60)")
    server.call("execution.run", code=code, language="python", max_items=1, wait=20)
    until(lambda: server.call("preview.ports"))


def test_what_a_run_in_its_sandbox_serves_is_reached_too(server: Server) -> None:
    code = Path(SCRIPT).read_text().replace("server.serve_forever()", "asyncio.sleep(60)")
    begun = server.call("execution.run", code=code, language="python", max_items=1, wait=20)
    run = begun["items"][0]["state"]["id"]

    def inside() -> list[int]:
        """Return the ports that are open in a sandbox: nothing listens there on the machine itself."""
        outside = {each.port for each in listening.sockets()}
        return [each["port"] for each in server.call("preview.ports") if each["port"] not in outside]

    until(inside)
    (port,) = inside()
    host, cookie = entered(server, port)
    there = Guest(server, "", port, host, cookie)
    assert there.http("POST", "/echo", b"into the sandbox")[2] == b"into the sandbox"
    with there.socket() as ws:
        ws.send("hello")
        assert ws.recv() == "hello"
    server.call("execution.cancel", run=run)
    until(lambda: there.http("GET", "/")[0] == 503)


def test_the_kernel_says_the_same_by_either_way() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("::", 0), family=socket.AF_INET6) as two:
        mine = {os.fstat(each.fileno()).st_ino: each.getsockname()[1] for each in (one, two)}
        asked = {inode: port for inode, port, _ in sockdiag.listening()}
        lines = [
            line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()
        ]
        read = {int(each[9]): int(each[1].rpartition(":")[2], 16) for each in lines if each[3] == "0A"}
        reached = {each.inode: each.host for each in listening.sockets()}
    assert mine.items() <= asked.items()
    assert mine.items() <= read.items()
    assert [reached[inode] for inode in mine] == ["127.0.0.1", "::1"]
