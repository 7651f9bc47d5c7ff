"""What comes between two machines: each failure has its type and its next step, and what breaks is made again."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from footprint import until
from icotes import AsyncClient
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
    assert not ssh_of(near)
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


PRINTS = "stty -echo -onlcr; i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo line $i; done; exec cat"


@pytest.mark.timeout(120)
@pytest.mark.capability("K9", "F3")
@pytest.mark.parametrize("victim", ["ssh", "server"])
async def test_a_terminal_goes_on_when_the_connection_breaks(victim: str, machine: Machine, near: Server) -> None:
    near.call("remotes.add", host="box", folder="~/project")
    async with asyncio.timeout(100), AsyncClient(near.url, near.token, workspace="box") as client:
        terminal = (await client.terminals.create(command=("/bin/sh", "-c", PRINTS))).id
        screen = Screen(client, terminal)
        for number in (5000, 15000, 25000) if victim == "ssh" else (10000,):
            await screen.shows(b"\nline %d\n" % number)
            found = until(lambda: ssh_of(near)) if victim == "ssh" else [machine.server()]
            os.kill(found[0], signal.SIGKILL)
        await screen.shows(b"line 30000\n")
        assert screen.text == b"".join(b"line %d\n" % (number + 1) for number in range(30000))
        assert screen.others == ["Snapshot"]
        assert len(set(screen.cursors)) == len(screen.cursors)
        assert (await client.terminals.get(terminal)).state == "running"


@pytest.mark.capability("K9")
def test_a_machine_that_is_gone_is_told_and_one_that_is_back_is_reached(machine: Machine, near: Server) -> None:
    near.call("remotes.add", host="box", folder="~/project")
    machine.stop()
    for _ in range(2):
        with pytest.raises(Failed) as gone:
            until(lambda: near.call("files.list", workspace="box") and None)
        assert gone.value.kind == "HostUnreachable"
    assert near.call("remotes.list")[0]["connected"] is False
    assert near.call("files.list") is not None
    machine.start()
    assert near.call("files.list", workspace="box")["items"] == []
    assert near.call("remotes.list")[0]["connected"] is True


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
