"""What comes between two machines: each failure has its type and its next step, and what breaks is made again."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from footprint import until
from icotes import AsyncClient
from joined import joined
from machine import Machine, commands, ssh_of
from printed import Screen
from running import Failed, Server

SECONDS = 50
Start = Callable[..., Server]


def refused(server: Server, kind: str, host: str = "box", folder: str = "~/project", **more: str) -> str:
    """Return what is said to who adds a remote in vain."""
    with pytest.raises(Failed) as failed:
        server.call("remotes.add", host=host, folder=folder, **more)
    assert failed.value.kind == kind, failed.value.error
    message: str = failed.value.error["message"]
    assert "/home" not in message
    assert "Traceback" not in message
    return message


@pytest.mark.capability("K9")
@pytest.mark.parametrize(
    "host",
    [
        "-oProxyCommand=touch owned",
        "-o",
        "--",
        "",
        " box",
        "box -oProxyCommand=touch\towned",
        "box\n",
        "box\0",
        "-l@box",
        "user@-oProxyCommand=x",
        "$(touch owned)",
        "`touch owned`",
        "box;touch owned",
        "ssh://box/",
        "a@b@c",
        "böx",
        "x" * 256,
    ],
)
def test_a_host_is_never_an_option(host: str, shared_machine: Machine, reached: Server) -> None:
    before = (shared_machine.place / "asked").read_text()
    assert "host" in refused(reached, "Invalid", host)
    assert (shared_machine.place / "asked").read_text() == before


@pytest.mark.capability("K9")
@pytest.mark.parametrize("folder", ["-h", "--state", "$(touch owned)", "'; touch owned; '", "a\\'b", "~", "x" * 4000])
def test_a_folder_is_only_a_folder(folder: str, shared_machine: Machine, reached: Server) -> None:
    if folder == "~":
        assert reached.call("remotes.add", host="box", folder=folder, name="home")["folder"].endswith("/home")
        reached.call("remotes.remove", remote="home")
    else:
        assert "There is no folder" in refused(reached, "NotFound", folder=folder, name="other")
    assert not [*shared_machine.place.rglob("owned"), *reached.folder.rglob("owned")]


@pytest.mark.capability("K9")
def test_each_failure_says_what_to_do(machine: Machine, fresh_server: Start) -> None:
    near = fresh_server(PATH=machine.path)
    assert "ssh unreachable" in refused(near, "HostUnreachable", "unreachable")
    machine.know("user")
    assert "confirm the key" in refused(near, "HostUnknown")
    machine.known.unlink()
    assert "confirm the key" in refused(near, "HostUnknown")
    machine.know()
    allowed = machine.allowed.read_text()
    machine.allowed.write_text("")
    assert "ssh-copy-id box" in refused(near, "HostRefused")
    machine.allowed.write_text(allowed)
    assert "no folder '~/nowhere'" in refused(near, "NotFound", folder="~/nowhere")
    machine.stop()
    machine.environment["PATH"] = "/usr/bin:/bin"
    machine.start()
    assert "install it there" in refused(near, "NoIcotes")
    other = machine.place / "home" / ".local" / "bin"
    other.mkdir(parents=True)
    (other / "icotes").write_text("#!/bin/sh\necho 'unknown command' >&2; exit 2\n")
    (other / "icotes").chmod(0o755)
    assert "install a newer one" in refused(near, "NoIcotes")
    assert near.call("remotes.list") == []
    until(lambda: not ssh_of(near))
    without = fresh_server(PATH=str(machine.place))
    assert "openssh-client" in refused(without, "NoSsh")


@pytest.mark.capability("K9")
def test_names_are_one_for_each(shared_machine: Machine, reached: Server) -> None:
    folder = shared_machine.place / "home" / "second"
    folder.mkdir(exist_ok=True)
    assert "'box'" in refused(reached, "Conflict", folder="~/second")
    assert "another name" in refused(reached, "Conflict", folder="~/second", name="main")
    assert "already" in refused(reached, "Conflict", name="again", folder=str(shared_machine.folder))
    assert reached.call("remotes.add", host="box", folder="~/second", name="second")["folder"] == str(folder)
    reached.call("files.write", workspace="second", path="here.txt", text="x")
    assert (folder / "here.txt").exists()
    reached.call("remotes.remove", remote="second")
    with pytest.raises(Failed, match="no workspace"):
        reached.call("files.list", workspace="second")


PRINTS = """
import os, time
number = 0
while not os.path.exists("stop"):
    print(*(f"line {number + each}" for each in range(100)), sep="\\n", flush=True)
    number += 100
    time.sleep(0.02)
print("the end", flush=True)
time.sleep(600)
"""


def killed(*victims: int) -> bool:
    """Kill the first that runs; tell whether one did. 0 stands for none: for a signal it is all of our own group."""
    for victim in filter(None, victims):
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
            return True
    return False


@pytest.mark.timeout(120)
@pytest.mark.capability("K9", "F3")
@pytest.mark.parametrize(("victim", "times"), [("ssh", 4), ("server", 1)])
async def test_what_a_terminal_prints_comes_whole(victim: str, times: int, machine: Machine, near: Server) -> None:
    near.call("remotes.add", host="box", folder="~/project")
    async with asyncio.timeout(100), AsyncClient(near.url, near.token, workspace="box") as client:
        terminal = (await client.terminals.create(command=(sys.executable, "-c", PRINTS))).id
        screen = Screen(client, terminal)
        for _ in range(times):
            await screen.more(10_000)
            await asyncio.to_thread(until, lambda: killed(*ssh_of(near) if victim == "ssh" else (machine.server(),)))
        await screen.more(10_000)
        (machine.folder / "stop").touch()
        await screen.shows(b"the end\r\n")
        count = screen.text.count(b"line")
        assert screen.text == b"".join(b"line %d\r\n" % number for number in range(count)) + b"the end\r\n"
        assert screen.others == ["SnapshotOfTerminal"]
        assert len(set(screen.cursors)) == len(screen.cursors)
        assert (await client.terminals.get(terminal)).state == "running"


def kind_of_failure(near: Server) -> str:
    """Return how a call fails; one that was on its way when the machine went says so."""
    try:
        near.call("files.list", workspace="box")
    except Failed as failed:
        return failed.kind
    return ""


@pytest.mark.capability("K9")
def test_a_machine_that_is_gone_is_told_and_one_that_is_back_is_reached(machine: Machine, near: Server) -> None:
    near.call("remotes.add", host="box", folder="~/project")
    machine.stop()
    for _ in range(2):
        until(lambda: kind_of_failure(near) == "HostUnreachable")
    assert near.call("remotes.list")[0]["connected"] is False
    assert near.call("files.list") is not None
    machine.start()
    assert near.call("files.list", workspace="box")["items"] == []
    assert near.call("remotes.list")[0]["connected"] is True


@pytest.mark.capability("K9")
@pytest.mark.parametrize("key", ["", "once"])
def test_a_change_that_was_on_its_way_is_told_or_done_once(key: str, machine: Machine, near: Server) -> None:
    near.call("remotes.add", host="box", folder="~/project")
    near.call("files.write", workspace="box", path="log.txt", text="0")
    (ssh,) = ssh_of(near)
    os.kill(ssh, signal.SIGSTOP)
    with joined(near) as client:
        more = {"idempotency_key": key} if key else {}
        client.send("files.write", 1, workspace="box", path="log.txt", text="1", **more)
        for _ in range(5):
            client.result("system.ping")
        os.kill(ssh, signal.SIGKILL)
        answer = client.next()
    assert answer["id"] == 1
    assert ("result" in answer) if key else (answer["error"]["data"]["kind"] == "ConnectionLost")
    assert (machine.folder / "log.txt").read_text() == ("1" if key else "0")


@pytest.mark.capability("K9")
def test_who_follows_waits_for_a_machine_that_comes_back(machine: Machine, near: Server) -> None:
    near.call("remotes.add", host="box", folder="~/project")
    with joined(near) as client:
        client.send("workspaces.events", 1, workspace="box", kinds=["files.*"])
        assert client.next()["params"]["value"]["item"]["type"] == "snapshot"
        machine.stop()
        (machine.folder / "meanwhile.txt").write_text("unseen")
        until(lambda: not near.call("remotes.list")[0]["connected"])
        machine.start()
        until(lambda: "meanwhile.txt" in machine.icotes("workspaces", "history", "--json").stdout)
        (machine.folder / "after.txt").write_text("seen")
        told: list[tuple[str, str]] = []
        while not told or told[-1][1] != "after.txt":
            item = client.next()["params"]["value"]["item"]
            told.append((item["id"], item["data"]["path"]))
    assert len(set(told)) == len(told)
    assert list(dict.fromkeys(path for _, path in told)) == ["meanwhile.txt", "after.txt"]


@pytest.mark.capability("K9")
def test_a_version_that_does_not_fit_is_told(tmp_path: Path, fresh_server: Start) -> None:
    later = tmp_path / "later"
    later.mkdir()
    patch = "import icotes.kit.protocol as own\nown.SPOKEN = own.ProtocolRange('v7', 'v7')\n"
    (later / "sitecustomize.py").write_text(patch)
    machine = Machine(tmp_path, PYTHONPATH=str(later))
    try:
        near = fresh_server(PATH=machine.path)
        assert "update the older of the two" in refused(near, "HostUnfit")
        until(lambda: not ssh_of(near))
    finally:
        machine.end()


@pytest.mark.capability("K9", "Q1", partly="remotes only")
def test_remotes_outlive_the_server_and_their_ssh_does_not(machine: Machine, fresh_server: Start) -> None:
    first = fresh_server(PATH=machine.path)
    before = first.call("remotes.add", host="box", folder="~/project", name="far")
    terminal = first.call("terminals.create", workspace="far", command=["/bin/cat"])["id"]
    config = str(machine.place / "ssh_config")
    assert len(commands(config)) == 1
    first.leave()
    assert not commands(config)
    second = fresh_server(first.folder, home=first.home, PATH=machine.path)
    assert second.call("remotes.list") == [{**before, "connected": False}]
    assert not ssh_of(second)
    assert [each["id"] for each in second.call("terminals.list", workspace="far")] == [terminal]
    second.kill()
    until(lambda: not commands(config))


@pytest.mark.capability("K9")
def test_a_server_that_was_started_for_another_machine_does_not_stay(tmp_path: Path, fresh_server: Start) -> None:
    place = tmp_path / "machine"
    place.mkdir()
    machine = Machine(place, ICOTES_REMOTES_LEAVE_AFTER="1")
    try:
        near = fresh_server(PATH=machine.path)
        near.call("remotes.add", host="box", folder="~/project")
        assert machine.server()
        near.call("remotes.remove", remote="box")
        until(lambda: not machine.server(), seconds=40)
        near.call("remotes.add", host="box", folder="~/project")
        assert machine.server()
    finally:
        machine.end()
