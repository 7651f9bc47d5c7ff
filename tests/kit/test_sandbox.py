"""What a program in a sandbox sees, may do and is told; and what is left of it."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from boxed import PYTHON, UNPRIVILEGED, ran, sandbox
from icotes.core.errors import NotFound, Unacceptable
from icotes.kit.cgroups import Group
from icotes.kit.landlock import landlock_version
from icotes.kit.processes import CommandNotFound, tree
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_copy import TooMuchToCopy
from icotes.kit.sandbox_spawn import spawn
from icotes.kit.sandbox_types import SCRATCH, HostNotAllowed, Limits, NoSandbox, View

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
OWNER = 4321

COPIED = Path("/etc/ssl/openssl.cnf")


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with sandbox(tmp_path / "state") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    made.mkdir()
    (made / "notes.txt").write_text("hello\n")
    return made


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


async def test_every_wall_is_named(box: Sandbox) -> None:
    walls = {wall.name: wall for wall in await box.walls()}
    assert walls["namespaces"].state == "on"
    assert {"no rights", "system calls", "limits of each process", "limits of all together", "landlock"} <= walls.keys()
    health = await box.health()
    assert "namespaces: on" in health.detail
    assert "network: off" in health.detail


async def test_streams_are_apart_and_the_exit_is_told(box: Sandbox, folder: Path) -> None:
    script = "cat; echo complaint >&2; exit 3"
    out, err, exit_ = await ran(box, ["sh", "-c", script], View(folder=folder), stdin=b"question\n")
    assert (out, err, exit_.code, exit_.signal, exit_.trouble) == ("question\n", "complaint\n", 3, "", "")
    assert exit_.used.wall > 0
    assert (await ran(box, ["sh", "-c", "kill -9 $$"], View(folder=folder))).exit.signal == "SIGKILL"


async def test_it_is_in_its_folder_with_an_empty_environment(
    box: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVER_SECRET", "canary")
    (folder / "deep").mkdir()
    view = View(folder=folder, cwd="deep")
    out = (await ran(box, ["sh", "-c", "pwd; env"], view, env={"OWN": "1"}, mark="MARK=2")).out
    assert out.startswith(f"{folder}/deep\n")
    assert {"OWN=1", "MARK=2", "HOME=/tmp/home"} <= set(out.split())
    assert "canary" not in out


@pytest.mark.parametrize(("access", "works"), [("read", False), ("write", True)])
async def test_it_writes_only_where_it_may(box: Sandbox, folder: Path, access: str, works: bool) -> None:
    view = View(folder=folder, access=access)  # pyright: ignore[reportArgumentType]
    exit_ = (await ran(box, ["sh", "-c", "cat notes.txt; echo more >> notes.txt; echo x > new"], view)).exit
    assert (exit_.code == 0) is works
    assert (folder / "new").exists() is works
    assert (folder / "notes.txt").read_text() == ("hello\nmore\n" if works else "hello\n")
    if works:
        assert (folder / "new").stat().st_uid == folder.stat().st_uid


async def test_a_copy_is_its_own_and_gone_afterwards(box: Sandbox, folder: Path) -> None:
    (folder / "out").symlink_to("/etc/passwd")
    view = View(folder=folder, access="copy")
    program = await box.spawn(["sh", "-c", "echo mine > notes.txt; echo x > new"], view=view)
    assert (await program.exited).code == 0
    assert program.copied
    assert (program.copied / "notes.txt").read_text() == "mine\n"
    assert (program.copied / "out").is_symlink()
    await program.end()
    assert not program.copied.exists()
    assert (folder / "notes.txt").read_text() == "hello\n"
    with pytest.raises(TooMuchToCopy):
        await box.spawn(["true"], view=View(folder=folder, access="copy"), limits=Limits(disk=2))


async def test_scratch_and_hidden_folders(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    scratch, hidden = tmp_path / "scratch", folder / "state"
    scratch.mkdir(0o700)
    hidden.mkdir()
    (hidden / "key").write_text("secret")
    view = View(folder=folder, access="write", hidden=hidden, scratch=scratch)
    out, _, exit_ = await ran(box, ["sh", "-c", f"echo made > {SCRATCH}/file; ls state; cat state/key"], view)
    assert exit_.code != 0
    assert "secret" not in out
    assert (scratch / "file").read_text() == "made\n"
    assert (scratch / "file").stat().st_uid == scratch.stat().st_uid


@as_root
async def test_a_server_of_root_runs_code_as_the_owner_of_the_folder(box: Sandbox, folder: Path) -> None:
    os.chown(folder, OWNER, OWNER)
    folder.parent.chmod(0o700)  # it is reached all the same: the way to it is root's
    out, err, _ = await ran(box, ["sh", "-c", "id -u; id -G; echo x > new"], View(folder=folder, access="write"))
    assert (out, err) == (f"{OWNER}\n{OWNER}\n", "")
    assert (folder / "new").stat().st_uid == OWNER


@as_root
async def test_in_a_folder_of_root_it_is_nobody_and_still_at_home(box: Sandbox, folder: Path) -> None:
    (folder / "notes.txt").chmod(0o600)
    script = "id -u; cat notes.txt; stat -c %u .; mkdir made; echo x > made/x"
    out, err, _ = await ran(box, ["sh", "-c", script], View(folder=folder, access="write"))
    assert (out, err) == ("65530\nhello\n65530\n", "")
    assert (folder / "made/x").stat().st_uid == 0


@as_root
async def test_a_folder_of_root_that_cannot_be_mapped_is_refused(box: Sandbox) -> None:
    with pytest.raises(NoSandbox, match="chown"):
        await box.spawn(["true"], view=View(folder=Path("/proc/sys/kernel")))


async def test_without_bubblewrap_nothing_runs(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    async with sandbox(tmp_path / "state") as bare:
        with pytest.raises(NoSandbox, match="install the package `bubblewrap`"):
            await bare.spawn(["true"], view=View(folder=folder))
        with pytest.raises(NoSandbox):
            await bare.command(["true"], view=View(folder=folder))
        assert (await bare.health()).state == "degraded"


async def test_without_namespaces_nothing_runs(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path(tempfile.mkdtemp())  # everybody gets there, as to the real one
    place.chmod(0o755)
    refuses = place / "bwrap"
    refuses.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    refuses.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: str(refuses))
    async with sandbox(tmp_path / "state") as walled:
        with pytest.raises(NoSandbox, match="No permissions to create new namespace"):
            await walled.spawn(["true"], view=View(folder=folder))
    shutil.rmtree(place)


async def test_what_can_not_start_is_said(box: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandNotFound):
        await box.spawn(["no-such-program"], view=View(folder=folder))
    with pytest.raises(NotFound):
        await box.spawn(["true"], view=View(folder=folder, cwd="nowhere"))
    with pytest.raises(HostNotAllowed):
        await box.spawn(["true"], view=View(folder=folder), network=["example.org"])
    with pytest.raises(Unacceptable):
        await box.spawn(["true"], view=View(folder=folder), network=["http://example.org/"])
    groups = _groups(box, monkeypatch)
    with pytest.raises(CommandNotFound, match="PATH names no folder"):
        await box.command(["true"], view=View(folder=folder), env={"PATH": ""})
    assert groups() == []


async def test_why_a_program_is_not_run_is_said(box: Sandbox, folder: Path) -> None:
    (folder / "plain").write_text("no program")
    (folder / "plain").chmod(0o644)
    with pytest.raises(CommandNotFound, match="Permission denied"):
        await box.spawn(["./plain"], view=View(folder=folder))
    with pytest.raises(Unacceptable, match="too long") as refused:
        await box.spawn(["/bin/echo", "x" * (1 << 18)], view=View(folder=folder))
    assert refused.type is Unacceptable


@pytest.mark.parametrize("place", ["/", "/etc", "/proc"])
async def test_the_system_itself_is_no_workspace(box: Sandbox, place: str) -> None:
    with pytest.raises(Unacceptable):
        await box.spawn(["true"], view=View(folder=Path(place)))


async def test_a_link_in_place_of_the_folder_is_not_followed(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    with pytest.raises(NoSandbox, match="directory"):
        await box.spawn(["true"], view=View(folder=link))


async def test_somebody_else_starts_it_on_a_terminal(box: Sandbox, folder: Path) -> None:
    script = "tty; stty size; echo from the terminal > /dev/tty; exit 4"
    launch = await box.command(["sh", "-c", script], view=View(folder=folder), terminal=True)
    ours, theirs = os.openpty()
    pid = spawn(launch.argv, {}, launch.fds, theirs, theirs, theirs)
    launch.close()
    await launch.confirm()
    _, status = await asyncio.to_thread(os.waitpid, pid, 0)
    said = ""
    while "from the terminal" not in said:
        said += (await asyncio.to_thread(os.read, ours, 4096)).decode()
    os.close(ours)
    os.close(theirs)
    assert os.waitstatus_to_exitcode(status) == 4


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_nothing_is_left_behind(box: Sandbox, folder: Path) -> None:
    daemon = "(setsid sleep 600 >/dev/null 2>&1 &) ; sleep 600"
    await ran(box, ["true"], View(folder=folder, access="write"))
    descriptors = _descriptors()
    for script in (daemon, "trap '' TERM HUP INT; sleep 600 & sleep 600"):
        program = await box.spawn(["sh", "-c", script], view=View(folder=folder, access="write"), mark="LEFT=here")
        await until(lambda: bool(tree(-1, "LEFT=here")))  # it has its environment a moment after it begins
        await program.end()
        assert program.exited.done()
        assert not tree(-1, "LEFT=here")
    with pytest.raises(CommandNotFound):
        await box.spawn(["no-such-program"], view=View(folder=folder, access="write"))
    await until(lambda: _descriptors() <= descriptors)
    assert not [door for door in (program._group._folders if program._group else []) if door.exists()]


@as_root
def test_a_server_of_somebody_runs_code_as_them() -> None:
    """Where no root serves: no rights, no groups to write, the same walls."""
    place = Path(tempfile.mkdtemp())
    try:
        os.chown(place, OWNER, OWNER)
        argv = [
            sys.executable,
            str(UNPRIVILEGED),
            str(OWNER),
            str(place),
            "import os; print(os.getuid()); open('x', 'w')",
        ]
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=50, check=False)
        assert (done.stdout, done.stderr) == (f"{OWNER}\n", "")
        assert (place / "project/x").stat().st_uid == OWNER
    finally:
        shutil.rmtree(place)


async def test_who_does_not_wait_leaves_nothing_either(box: Sandbox, folder: Path) -> None:
    await box.walls()
    starting = asyncio.create_task(box.spawn(["sleep", "600"], view=View(folder=folder), mark="GONE=away"))
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await until(lambda: not tree(-1, "GONE=away"))


@pytest.mark.parametrize("access", ["write", "copy"])
async def test_what_is_prepared_for_nobody_is_given_back(
    box: Sandbox, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, access: Literal["write", "copy"]
) -> None:
    view = View(folder=folder, access=access)
    await ran(box, ["true"], view)
    descriptors, groups, copies = _descriptors(), _groups(box, monkeypatch), tmp_path / "state/sandbox"
    begun, go = threading.Event(), threading.Event()

    def slow(known: Callable[..., object], *args: object, **options: object) -> object:
        begun.set()
        go.wait(20)
        return known(*args, **options)

    monkeypatch.setattr(box, "_prepare", partial(slow, box._prepare))
    monkeypatch.setattr(box, "_copy", partial(slow, box._copy))
    asking = box.command(["true"], view=view) if access == "write" else box.spawn(["true"], view=view)
    asked = asyncio.create_task(asking)
    assert await asyncio.to_thread(begun.wait, 20)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    go.set()
    await until(lambda: _descriptors() <= descriptors and not groups() and not any(copies.glob("*")))


def _groups(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Path]]:
    """Return what finds the groups that a sandbox makes from now on; those beside them are of other servers."""
    made: list[Group | None] = []
    make = box._group

    def kept(limits: Limits) -> Group | None:
        made.append(make(limits))
        return made[-1]

    monkeypatch.setattr(box, "_group", kept)
    return lambda: [folder for group in made if group for folder in group._folders if folder.exists()]


async def test_it_ends_with_the_server(folder: Path, tmp_path: Path) -> None:
    async with sandbox(tmp_path / "state") as made:
        program = await made.spawn(["sleep", "600"], view=View(folder=folder), mark="SERVED=yes")
    exit_ = await asyncio.wait_for(program.exited, 20)
    assert exit_.signal == "SIGKILL"
    await program.end()
    assert not tree(-1, "SERVED=yes")


async def test_python_of_the_server_is_there(box: Sandbox, folder: Path) -> None:
    out = (await ran(box, [PYTHON, "-I", "-c", "import ctypes, ssl, sqlite3; print(6 * 7)"], View(folder=folder))).out
    assert out == "42\n"


@pytest.mark.skipif(not landlock_version(), reason="this kernel has no Landlock")
async def test_landlock_stands_behind_the_mounts(box: Sandbox, folder: Path, tmp_path: Path) -> None:
    """A folder of the machine that came in by a descriptor: no mount keeps it away."""
    outside = tmp_path / "outside"
    outside.mkdir(0o755)
    (outside / "secret").write_text("canary")
    way_out = os.open(outside, os.O_RDONLY)
    said: list[str] = []
    for version in (landlock_version(), 0):
        await box.walls()
        box._landlock = version
        said.append((await ran(box, ["cat", "/proc/self/fd/0/secret"], View(folder=folder), stdin=way_out)).out)
    os.close(way_out)
    assert said == ["", "canary"]


async def test_only_granted_hosts_are_reached(tmp_path: Path, folder: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    code = """
import sys, urllib.error, urllib.request
for url in sys.argv[1:]:
    try: print(urllib.request.urlopen(url, timeout=20).read().decode())
    except urllib.error.URLError as error: print(type(error).__name__, getattr(error, "code", error))
"""
    urls = [f"http://localhost:{port}/", f"http://127.0.0.2:{port}/", f"https://localhost:{port + 1}/"]
    argv = [PYTHON, "-I", "-c", code, *urls]
    async with server, sandbox(tmp_path / "state", hosts=(f"localhost:{port}", "*.example.org")) as made:
        view = View(folder=folder)
        granted = {"no_proxy": "", "NO_PROXY": ""}
        out = (await ran(made, argv, view, network=[f"localhost:{port}"], env=granted)).out.splitlines()
        assert out[:2] == ["hello", "HTTPError 403"]
        assert "403" in out[2]
        assert "hello" not in (await ran(made, argv, view)).out
        for beyond in ("example.org", f"localhost:{port + 1}", "*"):
            with pytest.raises(HostNotAllowed):
                await made.spawn(["true"], view=view, network=[beyond])
        assert (await ran(made, ["true"], view, network=["docs.example.org"])).exit.code == 0


@pytest.mark.skipif(not COPIED.is_file() or COPIED.is_symlink(), reason="this machine has no such file")
async def test_what_is_shown_stands_in_place_of_what_is_copied(tmp_path: Path, folder: Path) -> None:
    before = COPIED.read_text()
    async with sandbox(tmp_path / "state", read=(str(COPIED.parent),)) as made:
        seen = await ran(made, ["cat", str(COPIED)], View(folder=folder))
    assert (seen.out, seen.exit.code) == (before, 0)
    assert COPIED.read_text() == before
