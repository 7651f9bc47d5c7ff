"""Serving from the command line: one server for a home, asked and stopped, and clear words when it can not start."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keyboard import Keyboard
from running import DEADLINE, ICOTES, Server

Fresh = Callable[..., Server]


def gone(pid: int) -> bool:
    """Whether a process is there no more, or only waits to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def until(check: Callable[[], Any]) -> Any:
    """Return what `check` returns once that is true."""
    end = time.monotonic() + DEADLINE
    while not (found := check()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return found


def test_ready_is_one_line_of_json(fresh_server: Fresh) -> None:
    server = fresh_server()
    assert server.pid == server.process.pid
    assert server.url.startswith("http://127.0.0.1:")
    assert server.token_file.stat().st_mode & 0o777 == 0o600
    assert server.call("system.ping") == "pong"


def test_a_second_serve_hands_its_folder_to_the_first(fresh_server: Fresh, tmp_path: Path) -> None:
    server = fresh_server()
    done = server.icotes("serve", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"url": server.url, "pid": server.pid, "token_file": str(server.token_file)}
    folders = [each["folder"] for each in server.call("workspaces.list")]

    assert str(tmp_path) in folders


def test_another_state_folder_is_another_server(fresh_server: Fresh, tmp_path: Path) -> None:
    first = fresh_server()
    done = first.icotes("status", "--state", str(tmp_path / "other"))
    assert done.returncode == 7
    second = fresh_server()
    assert second.pid != first.pid


def test_serve_prints_an_address_that_logs_in_once(
    keyboard: Callable[..., Keyboard], environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "project").mkdir()
    typed = keyboard(tmp_path, environment, "serve", "project", "--port", "0", "--state", str(tmp_path / "s"))
    typed.wait_for("/#launch=")
    typed.wait_for("Ctrl-C stops it.")
    typed.type("\x03")
    assert typed.end() == 0


def test_a_taken_port_is_a_clear_word(icotes: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = icotes("serve", "project", "--port", str(port), "--json", "--state", str(tmp_path / "s"))
    assert done.returncode == 7
    assert done.stdout == ""
    assert f"Port {port} is taken" in json.loads(done.stderr)["message"]


def test_a_bad_setting_stops_serve(icotes: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "icotes.toml").write_text("[server]\nprot = 80\n")
    done = icotes("serve", ".", "--config", "icotes.toml", "--state", str(tmp_path / "s"))
    assert done.returncode == 2
    assert "icotes.toml:2: there is no setting server.prot; did you mean port?" in done.stderr


def test_serving_the_home_folder_is_noted(fresh_server: Fresh, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    server = fresh_server(home, HOME=str(home))
    until(lambda: "home folder" in server.log)
    assert "home folder" in server.icotes("status").stdout


def test_a_folder_that_is_not_there(icotes: Callable[..., Any]) -> None:
    done = icotes("serve", "none")
    assert done.returncode == 4
    assert "no folder 'none'" in done.stderr


def test_status_open_and_logs(fresh_server: Fresh) -> None:
    server = fresh_server()
    status = json.loads(server.icotes("status", "--json").stdout)
    assert status["pid"] == server.pid
    assert status["state"] == "ok"
    assert [each["folder"] for each in status["workspaces"]] == [str(server.folder)]
    address = server.icotes("open", "--no-browser").stdout.strip()
    assert address.startswith(f"{server.url}/#launch=")
    assert server.icotes("open", "--no-browser").stdout.strip() != address
    assert server.icotes("logs", "-n", "5").returncode == 0
    for line in server.icotes("logs", "--json").stdout.splitlines():
        assert json.loads(line)["event"]


@pytest.mark.capability("C16")
def test_stop_all_leaves_no_process(fresh_server: Fresh) -> None:
    server = fresh_server()
    terminal = server.call("terminals.create", command=["sh", "-c", "trap '' TERM HUP; sleep 1000 & wait"])
    assert not gone(terminal["pid"])
    done = server.icotes("stop", "--all")
    assert done.returncode == 0, done.stderr
    assert server.process.wait(DEADLINE) == 0
    until(lambda: gone(terminal["pid"]))
    assert server.icotes("status").returncode == 7


def test_a_server_that_was_killed_is_not_asked(fresh_server: Fresh) -> None:
    server = fresh_server()
    server.kill()
    assert server.icotes("status").returncode == 7
    again = fresh_server(server.folder, home=server.home)
    assert json.loads(again.icotes("status", "--json").stdout)["pid"] == again.pid


def test_local_names_who_holds_the_state(fresh_server: Fresh) -> None:
    server = fresh_server()
    done = server.icotes("system", "ping", "--local")
    assert done.returncode == 7
    assert server.url in done.stderr
    assert str(server.pid) in done.stderr


def test_ctrl_c_ends_a_stream_cleanly(fresh_server: Fresh) -> None:
    server = fresh_server()
    process = subprocess.Popen(
        [ICOTES, "events", "tail", "--json"],
        cwd=server.folder,
        env=server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert json.loads(process.stdout.readline())["type"] == "snapshot"
    process.send_signal(signal.SIGINT)
    out, complaint = process.communicate(timeout=DEADLINE)
    assert (process.returncode, out, complaint) == (130, b"", b"")


def test_a_reader_that_leaves_ends_a_stream(fresh_server: Fresh) -> None:
    server = fresh_server()
    tail = subprocess.Popen(
        [ICOTES, "events", "tail"], cwd=server.folder, env=server.environment, stdout=subprocess.PIPE
    )
    assert tail.stdout
    tail.stdout.readline()
    tail.stdout.close()
    (server.folder / "new.md").write_text("x")
    assert tail.wait(DEADLINE) == 141


def test_the_server_stops_while_a_stream_runs(fresh_server: Fresh) -> None:
    server = fresh_server()
    tail = subprocess.Popen(
        [ICOTES, "events", "tail"],
        cwd=server.folder,
        env=server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert tail.stdout
    tail.stdout.readline()
    os.kill(server.pid, signal.SIGTERM)
    _, complaint = tail.communicate(timeout=DEADLINE)
    assert tail.returncode in {0, 7}, complaint
    assert server.process.wait(DEADLINE) == 0


@pytest.mark.capability("S14")
def test_a_server_is_small_and_quick_to_start(fresh_server: Fresh) -> None:
    """Processor time stands for time: it is what a start takes on a machine with nothing else to do."""
    server = fresh_server()
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    assert sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK") < 0.7
    assert int(Path(f"/proc/{server.pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024 < 80
