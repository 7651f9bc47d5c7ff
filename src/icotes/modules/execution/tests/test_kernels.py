"""Kernels, the small one and Jupyter's, through a running server."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from footprint import marked, memory, until
from icotes import testing
from icotes.modules.execution.kernel import RunningKernel
from icotes.modules.execution.kernel_pool import KernelPool
from joined import joined
from running import DEADLINE, Failed, Server
from wire import Client

KINDS = ["repl", "jupyter"]
SPIN = "import time\nx = 1\nprint('spinning', flush=True)\nwhile True:\n    time.sleep(0.01)"


class Cell:
    """Code that was handed to a kernel, and what has come of it so far."""

    def __init__(self, client: Client, kernel: str, code: str, **params: Any) -> None:
        self.client = client
        self.items: list[dict[str, Any]] = []
        self.cursor = ""
        self.ended = False
        client.send("execution.execute", "cell", kernel=kernel, code=code, **params)

    def step(self) -> None:
        message = self.client.next()
        if message.get("id") == "cell":
            assert "result" in message, message
            self.ended = True
        elif message.get("method") == "$/progress":
            self.cursor = message["params"]["value"]["cursor"]
            self.items.append(message["params"]["value"]["item"])

    def until_printed(self, text: str) -> None:
        while text not in printed(self.items):
            assert not self.ended, self.items
            self.step()

    def end(self) -> list[dict[str, Any]]:
        while not self.ended:
            self.step()
        return self.items


def only(items: list[dict[str, Any]], type: str) -> list[dict[str, Any]]:
    return [item for item in items if item["type"] == type]


def printed(items: list[dict[str, Any]], stream: str = "stdout") -> str:
    return "".join(item["data"] for item in only(items, "output") if item["stream"] == stream)


def run(server: Server, kernel: str, code: str, **params: Any) -> list[dict[str, Any]]:
    """Run code to its end and return what came of it, without bookmarks."""
    answer = server.call("execution.execute", kernel=kernel, code=code, wait=DEADLINE - 5, **params)
    assert answer["ended"], answer
    return [item for item in answer["items"] if item["type"] not in {"bookmark", "queued"}]


def result(server: Server, kernel: str, code: str) -> Any:
    """Return the plain text of the last expression."""
    items = run(server, kernel, code)
    shown = only(items, "display")
    assert shown, items
    return shown[-1]["data"]["text/plain"]


def state(server: Server, kernel: str) -> dict[str, Any]:
    return next(each for each in server.call("execution.kernels") if each["id"] == kernel)


@pytest.fixture(params=KINDS)
def kernel(request: pytest.FixtureRequest, server: Server) -> Iterator[str]:
    with started(server, kind=request.param) as id_:
        yield id_


@contextmanager
def started(server: Server, **params: Any) -> Iterator[str]:
    id_ = server.call("execution.start_kernel", **params)["id"]
    yield id_
    server.call("execution.stop_kernel", kernel=id_)


@pytest.fixture
def other(server: Server) -> Iterator[Client]:
    with joined(server) as client:
        yield client


@pytest.mark.capability("J5")
def test_variables_stay_and_the_last_expression_is_shown(server: Server, kernel: str) -> None:
    assert [item["type"] for item in run(server, kernel, "x = 20 + 1")] == ["started", "ended"]
    items = run(server, kernel, "x * 2", cell="c1")
    assert [item["type"] for item in items] == ["started", "display", "ended"]
    assert items[1]["data"]["text/plain"] == "42"
    assert items[1]["count"] == items[0]["count"] == 2
    assert {item["cell"] for item in items} == {"c1"}
    assert items[2]["status"] == "ok"
    assert only(run(server, kernel, "x;"), "display") == []


def test_what_is_printed_is_in_order_and_apart(server: Server, kernel: str) -> None:
    code = "import sys\nfor n in range(3):\n    print(n, flush=True)\n    print(n, file=sys.stderr, flush=True)"
    items = only(run(server, kernel, code), "output")
    assert "".join(item["data"] for item in items if item["stream"] == "stdout") == "0\n1\n2\n"
    assert "".join(item["data"] for item in items if item["stream"] == "stderr") == "0\n1\n2\n"
    # A Jupyter kernel that is held up between a text and the end of its line tells them apart.
    assert [stream for stream, _ in groupby(item["stream"] for item in items)] == ["stdout", "stderr"] * 3


def test_what_a_program_of_the_code_prints_is_its_output(server: Server) -> None:
    with started(server) as kernel:
        items = run(
            server, kernel, "import subprocess, os\nprint('a')\nsubprocess.run(['echo', 'b'])\nos.system('echo c >&2');"
        )
        assert printed(items).split() == ["a", "b"]
        assert printed(items, "stderr") == "c\n"
        forked = "import os\nif not os.fork():\n    print('child', flush=True)\n    os._exit(0)\nos.wait();"
        assert printed(run(server, kernel, forked)) == "child\n"


@pytest.mark.capability("J5")
def test_tables_and_pictures_are_shown_by_their_type(server: Server, kernel: str) -> None:
    code = """
class Table:
    def _repr_html_(self):
        return "<table><tr><td>1</td></tr></table>"
class Picture:
    def _repr_png_(self):
        return b"\\x89PNG\\r\\n\\x1a\\n" + bytes(8)
class Both:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": "<b>b</b>", "application/json": {"n": [1, 2]}}
display(Table())
display(Both())
Picture()
"""
    table, both, picture = only(run(server, kernel, code), "display")
    assert table["data"]["text/html"] == "<table><tr><td>1</td></tr></table>"
    assert "Table" in table["data"]["text/plain"]
    assert both["data"]["application/json"] == {"n": [1, 2]}
    assert base64.b64decode(picture["data"]["image/png"]).startswith(b"\x89PNG")
    assert picture["count"] == 1
    assert table.get("count") is None


def test_a_failure_is_shown_with_its_traceback(server: Server, kernel: str) -> None:
    code = "def half(n):\n    return n / 0\n\nhalf(4)"
    items = run(server, kernel, code)
    (error,) = only(items, "error")
    assert (error["name"], error["value"]) == ("ZeroDivisionError", "division by zero")
    text = "\n".join(error["traceback"])
    assert "half" in text
    assert "repl" not in text
    assert items[-1]["status"] == "error"
    assert only(run(server, kernel, "1 +"), "error")[0]["name"] == "SyntaxError"
    assert result(server, kernel, "half.__name__") == "'half'"


@pytest.mark.capability("J5")
def test_an_interrupt_stops_what_runs_and_what_waits(server: Server, kernel: str, other: Client) -> None:
    cell = Cell(other, kernel, SPIN)
    cell.until_printed("spinning")
    with joined(server) as client:
        waiting = Cell(client, kernel, "x = 2")
        waiting.step()
        until(lambda: state(server, kernel)["waiting"] == 2)
        server.call("execution.interrupt", kernel=kernel)
        assert only(cell.end(), "error")[0]["name"] == "KeyboardInterrupt"
        assert cell.items[-1]["status"] == "error"
        assert waiting.end()[-1]["status"] == "aborted"
    assert result(server, kernel, "x") == "1"
    server.call("execution.interrupt", kernel=kernel)
    assert result(server, kernel, "x") == "1"


def test_a_restart_forgets_the_variables_and_not_what_was_said(server: Server, kernel: str) -> None:
    run(server, kernel, "x = 1\nprint('before')")
    until(lambda: state(server, kernel)["state"] == "idle")
    server.call("execution.restart", kernel=kernel)
    assert only(run(server, kernel, "x"), "error")[0]["name"] == "NameError"
    items = server.call("execution.follow_kernel", kernel=kernel, max_items=1, wait=DEADLINE - 5)["items"]
    assert items[0]["type"] == "snapshot"
    run(server, kernel, "print('after')")


@pytest.mark.capability("J5")
def test_a_kernel_that_is_killed_says_so_and_can_be_restarted(server: Server, kernel: str) -> None:
    items = run(server, kernel, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert items[-1]["status"] == "dead"
    dead = until(lambda: (found := state(server, kernel))["state"] == "dead" and found)
    assert "killed" in dead["reason"]
    with pytest.raises(Failed, match="restart"):
        run(server, kernel, "1")
    server.call("execution.restart", kernel=kernel)
    assert result(server, kernel, "40 + 2") == "42"


def test_who_follows_sees_what_others_run_live(server: Server, other: Client) -> None:
    with started(server) as kernel:
        other.send("execution.follow_kernel", "look", kernel=kernel)
        run(server, kernel, "print('seen by all')", cell="c7")
        seen: list[dict[str, Any]] = []
        while "seen by all" not in printed(seen):
            message = other.next()
            seen.append(message["params"]["value"]["item"])
        (queued,) = only(seen, "queued")
        assert (queued["code"], queued["cell"], queued["by"]) == ("print('seen by all')", "c7", "owner")


def test_a_flood_costs_the_server_little(server: Server, other: Client) -> None:
    """20 MB: all of it reaches who reads, the server stays small, and others are answered meanwhile."""
    with started(server) as kernel:
        begun = memory(server.pid)
        cell = Cell(other, kernel, "for _ in range(20_000): print('x' * 999)")
        answered = 0
        while not cell.ended:
            cell.step()
            if len(cell.items) % 100 == 0:
                server.call("execution.kernels")
                answered += 1
        assert len(printed(cell.items)) == 20_000_000
        assert only(cell.items, "gap") == []
        assert answered
        assert memory(server.pid) - begun < 100_000_000


@pytest.mark.capability("J5", "J2", partly="the attack suite is elsewhere")
def test_a_kernel_is_kept_in(server: Server, kernel: str) -> None:
    assert only(run(server, kernel, "open('/etc/shadow').read()"), "error")
    assert only(run(server, kernel, "open('/usr/outside', 'w')"), "error")
    connect = "import socket\nsocket.create_connection(('1.1.1.1', 80), 3)"
    assert only(run(server, kernel, connect), "error")
    run(server, kernel, "open('written.txt', 'w').write('by a kernel');")
    assert (Path(server.folder) / "written.txt").read_text() == "by a kernel"
    assert printed(run(server, kernel, "import os; print(sorted(os.environ))")).find("ICOTES_TOKEN") < 0


@pytest.mark.capability("F6", partly="terminals are tested by themselves")
def test_a_stopped_kernel_leaves_nothing(server: Server, kernel: str) -> None:
    run(server, kernel, "import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True);")
    with started(server) as mine:
        until(lambda: marked(f"ICOTES_KERNEL={mine}"), "it runs")
    until(lambda: not marked(f"ICOTES_KERNEL={mine}"))
    with pytest.raises(Failed) as failed:
        run(server, mine, "1")
    assert failed.value.kind == "KernelNotFound"


def test_what_can_not_be_started_is_said(server: Server) -> None:
    for params, kind in (
        ({"language": "cobol"}, "KernelUnknown"),
        ({"language": "cobol", "kind": "jupyter"}, "KernelUnknown"),
        ({"cwd": "nowhere"}, "NotFound"),
    ):
        with pytest.raises(Failed) as failed:
            server.call("execution.start_kernel", **params)
        assert failed.value.kind == kind


def until_ended(server: Server, kernel: str, cursor: str) -> list[dict[str, Any]]:
    """Return what a kernel says after a cursor, up to the end of what runs."""
    items: list[dict[str, Any]] = []
    while not only(items, "ended"):
        answer = server.call("execution.follow_kernel", kernel=kernel, since=cursor, wait=1, max_items=50)
        cursor = answer["cursor"]
        items += answer["items"]
    return items


COUNT = "import time\nfor n in range(200):\n    print(n, flush=True)\n    time.sleep(0.01)\nprint('end')"


@pytest.mark.capability("Y9", "Y2", partly="terminals are tested by themselves")
@pytest.mark.parametrize("how", ["leave", "kill"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_kernel_outlives_the_server(
    fresh_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory, how: str, kind: str
) -> None:
    folder, home = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("home")
    server = fresh_server(folder, home=home)
    kernel = server.call("execution.start_kernel", kind=kind)["id"]
    run(server, kernel, "x = 41")
    with joined(server) as client:
        cell = Cell(client, kernel, COUNT)
        cell.until_printed("5\n")
        getattr(server, how)()
    server = fresh_server(folder, home=home)
    assert state(server, kernel)["state"] in {"busy", "idle"}
    items = [*cell.items, *until_ended(server, kernel, cell.cursor)]
    assert printed(items).split() == [*map(str, range(200)), "end"]
    assert only(items, "gap") == []
    assert result(server, kernel, "x + 1") == "42"
    server.call("execution.stop_kernel", kernel=kernel)
    assert server.icotes("stop", "--all").returncode == 0


LATE = "import time, os\nprint('soon', flush=True)\nwhile not os.path.exists('go'): time.sleep(0.02)\nos._exit(3)"


def test_a_kernel_that_ended_without_a_server_is_told_of(
    fresh_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, home = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("home")
    server = fresh_server(folder, home=home)
    kernel = server.call("execution.start_kernel")["id"]
    with joined(server) as client:
        cell = Cell(client, kernel, LATE)
        cell.until_printed("soon")
        server.kill()
    (folder / "go").touch()
    until(lambda: not marked(f"ICOTES_KERNEL={kernel}"))
    server = fresh_server(folder, home=home)
    dead = until(lambda: (found := state(server, kernel))["state"] == "dead" and found)
    assert dead["exit"]["code"] == 3
    assert only(until_ended(server, kernel, cell.cursor), "ended")[0]["status"] == "dead"
    server.call("execution.restart", kernel=kernel)
    assert result(server, kernel, "1 + 1") == "2"
    assert server.icotes("stop", "--all").returncode == 0


@pytest.mark.parametrize("kind", KINDS)
async def test_a_kernel_waits_for_the_next_one(kind: str) -> None:
    async with testing.server() as client:
        pool = await client.container.get(KernelPool)

        def ready() -> list[RunningKernel]:
            return [spare.kernel for spare in pool._spares if spare.kernel.kernel.state == "idle"]

        first = await client.call("execution.start_kernel", kind=kind)
        async with asyncio.timeout(60):
            while not ready():
                await asyncio.sleep(0.05)
        (waiting,) = ready()
        assert [each["id"] for each in await client.call("execution.kernels")] == [first["id"]]
        second = await client.call("execution.start_kernel", kind=kind, name="second")
        assert (second["id"], second["state"]) == (waiting.kernel.id, "idle")
        assert (second["name"], second["owner"]) == ("second", first["owner"])
    assert not marked(f"ICOTES_KERNEL={waiting.kernel.id}")


async def test_a_kernel_that_waits_in_a_folder_that_is_another_now_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    async with testing.server(tmp_path) as client, asyncio.timeout(60):
        pool = await client.container.get(KernelPool)
        await client.call("execution.start_kernel", cwd="in")
        while not pool._spares:
            await asyncio.sleep(0.05)
        waiting = pool._spares[0].kernel.kernel.id
        (tmp_path / "in").rename(tmp_path / "out")
        (tmp_path / "in").mkdir()
        second = await client.call("execution.start_kernel", cwd="in")
        assert second["id"] != waiting
        while marked(f"ICOTES_KERNEL={waiting}"):
            await asyncio.sleep(0.05)
