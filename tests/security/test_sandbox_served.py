"""Hostile code through a running server: it gets out of nothing, and the server says which walls stand."""

import json
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from attempts import ALL, PRELUDE, RUNNER, filled
from running import Failed, Server, start

CANARY = secrets.token_hex(8)


class Greets(BaseHTTPRequestHandler):
    """Answers `hello`."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where a service of the machine listens."""
    service = HTTPServer(("127.0.0.1", 0), Greets)
    thread = Thread(target=service.serve_forever)
    thread.start()
    yield service.server_port
    service.shutdown()
    thread.join()
    service.server_close()


@pytest.fixture(scope="module")
def walled(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Server]:
    """A server that allows one host, with a secret beside its folder and in its environment."""
    folder = tmp_path_factory.mktemp("walled") / "project"
    folder.mkdir()
    (folder.parent / "secret").write_text(CANARY)
    (folder.parent / "secret").chmod(0o666)
    settings = {"ICOTES_SANDBOX_HOSTS": f"localhost:{port},*.example.org", "SECRET": CANARY}
    running = start(folder, tmp_path_factory.mktemp("server"), **settings)
    yield running
    running.stop()


def run(server: Server, code: str, **params: Any) -> tuple[str, dict[str, Any]]:
    """Run Python to its end; return what it printed and what is known of it."""
    params = {"language": "python", "cache": False, **params}
    answer = server.call("execution.run", wait=20, max_items=100_000, code=code, **params)
    items = answer["items"]
    while not answer["ended"]:
        known = {"run": items[0]["state"]["id"], "since": answer["cursor"]}
        answer = server.call("execution.follow", wait=20, max_items=100_000, **known)
        items += answer["items"]
    said = "".join(item.get("text", "") for item in items if item["type"] == "output")
    return said, [item["state"] for item in items if item["type"] == "snapshot"][-1]


def attempts(server: Server, port: int) -> str:
    """Return the attempts as input of a program, with all that they could find out of the server."""
    known = {
        "secret": server.folder.parent / "secret",
        "folder": server.folder,
        "state": server.home,
        "canary": CANARY,
        "shared": CANARY,
        "pid": server.pid,
        "port6": port,
        "port": port,
        "udp": port,
        "addresses!r": [],
        "socket": server.home / "socket",
        "key": 1,
    }
    return json.dumps({name: filled(code, known) for name, code in ALL.items()})


@pytest.mark.capability("J2")
def test_none_of_the_attempts_gets_out_of_the_server(walled: Server, port: int) -> None:
    given = attempts(walled, port)
    said, known = run(walled, PRELUDE + RUNNER, input=given, write=True, limits={"seconds": 55, "cpu_seconds": 55})
    told = dict(part.split("\n", 1) for part in said.split("ATTEMPT ")[1:])
    assert told.keys() == {*ALL, "end"}, known
    assert not {name: text[:300] for name, text in told.items() if "GOT" in text or "HUNG" in text}
    assert (walled.folder.parent / "secret").read_text() == CANARY
    assert walled.token not in said
    assert walled.call("system.ping") == "pong"


@pytest.mark.capability("J2")
def test_every_wall_is_named_by_the_server(walled: Server) -> None:
    parts = {part["name"]: part for part in walled.call("system.health")["parts"]}
    for wall in ("namespaces: on", "system calls: on", "landlock: ", "limits of all together: ", "network: on"):
        assert wall in parts["Sandbox"]["detail"]


@pytest.mark.capability("J2")
def test_only_what_is_allowed_and_asked_for_is_reached(walled: Server, port: int) -> None:
    code = f"""
import urllib.request
for host in ("localhost:{port}", "127.0.0.2:{port}"):
    try: print(urllib.request.urlopen("http://" + host, timeout=20).read())
    except OSError as error: print(error)
"""
    env = {"no_proxy": "", "NO_PROXY": ""}
    first, second = run(walled, code, network=[f"localhost:{port}"], env=env)[0].splitlines()
    assert first == "b'hello'"
    assert "403" in second
    assert "hello" not in run(walled, code, env=env)[0]
    with pytest.raises(Failed) as failed:
        run(walled, code, network=["example.net"])
    assert failed.value.kind == "HostNotAllowed"


@pytest.mark.capability("J3")
def test_a_crowd_that_does_its_worst_does_not_stop_the_server(walled: Server) -> None:
    worst = ["while True: pass", "while True: print('x' * 1000)", "import os\nwhile True: os.fork()"]
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(run, walled, worst[number % 3], limits={"seconds": 3}) for number in range(4)]
        assert all(walled.call("system.ping") == "pong" for _ in range(20))
        assert all(each.result()[1]["state"] == "ended" for each in runs)
    assert walled.call("system.ping") == "pong"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
@pytest.mark.capability("J2")
def test_a_server_of_root_runs_code_as_somebody_else(walled: Server) -> None:
    said, _ = run(walled, "import os\nopen('made', 'w').close()\nprint(os.getuid())", write=True)
    assert said != "0\n"
    assert Path(walled.folder, "made").stat().st_uid == 0
