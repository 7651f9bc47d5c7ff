"""Holders: real processes, whose programs are taken over by one server after the other."""

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from pathlib import Path
from socket import SO_SNDBUF, SOL_SOCKET, socket

import pytest

from icotes.core.errors import IcotesError, Unavailable
from icotes.kit import holder_link, holder_wire
from icotes.kit.holder import PTY, Holders, Wire
from icotes.kit.holder_link import Held, HeldStream
from icotes.kit.holder_wire import connect, end_all, receive, send
from icotes.kit.processes import Exit
from icotes.kit.reading import Reader, Writer
from icotes.kit.ring import SharedRing
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces, Workspace

LONG = 20


class House:
    """The inside of a server, as far as holders need it."""

    def __init__(self, home: Path) -> None:
        state = StateFolder(home / "state")
        self._home = home
        self._workspaces = OpenWorkspaces(state, [])
        self.holders = Holders(state, self._workspaces)
        self.workspace: Workspace

    async def open(self) -> None:
        await self.holders.start()
        self.workspace = await self._workspaces.open("w", "main", "p", self._home)

    async def close(self) -> None:
        """End as a server ends: what is held stays."""
        await self.holders.stop()
        await self._workspaces.stop()

    async def spawn(self, *argv: str, streams: tuple[Wire, ...], id: str = "p", **options: object) -> Held:
        folder = os.open("/", os.O_PATH)
        try:
            return await self.holders.spawn(
                self.workspace,
                id,
                argv,
                owner="tests",
                env={"PATH": os.defpath},
                cwd=folder,
                streams=streams,
                **options,  # type: ignore[arg-type]
            )
        finally:
            os.close(folder)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    await house.open()
    yield house
    await house.close()
    end_all(str(tmp_path / "state" / "holders"))


def holder_of(held: Held) -> int:
    """Return the process id of the holder, which is the parent of what it holds."""
    return int(Path(f"/proc/{held.pid}/stat").read_text().rpartition(")")[2].split()[1])


def state_of(pid: int) -> str:
    """Return the state of a process, `Z` when it ended and is not collected; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONG):
        while not holds():
            await asyncio.sleep(0.01)


async def shows(stream: HeldStream, text: bytes) -> Reader:
    """Read a stream until it showed a text."""
    assert stream.memory
    ring = SharedRing("r", stream.memory)
    reader = Reader(stream.fd, ring)
    reader.resume()
    async with asyncio.timeout(LONG):
        while text not in ring.tail(1 << 20)[1]:
            await ring.signal.wait()
    return reader


async def test_pipes_and_a_channel_go_on_with_the_next_server(house: House, tmp_path: Path) -> None:
    script = "echo out; echo err >&2; cat <&3 >&3 & read x; echo got $x; read y; echo last $y; exit 3"
    held = await house.spawn("/bin/sh", "-c", script, streams=("in", "out", "err", "channel"))
    readers = [await shows(held.streams["out"], b"out\n"), await shows(held.streams["err"], b"err\n")]
    await Writer(held.streams["in"].fd).write(b"one\n")
    readers.append(await shows(held.streams["out"], b"got one\n"))
    await Writer(held.streams["channel"].fd).write(b"through")
    readers.append(await shows(held.streams["channel"], b"through"))
    for each in readers:
        each.stop()
    await house.close()
    after = House(tmp_path)
    await after.open()
    (again,) = await after.holders.held(after.workspace, "tests")
    assert (again.id, again.pid, again.created) == (held.id, held.pid, held.created)
    await Writer(again.streams["in"].fd).write(b"two\n")
    reader = await shows(again.streams["out"], b"out\ngot one\nlast two\n")
    assert await asyncio.wait_for(again.exited, LONG) == Exit(3)
    reader.stop()
    await again.end()
    again.drop()
    await after.close()


async def test_what_is_inherited_is_known_by_its_number(house: House) -> None:
    ours, theirs = os.pipe()
    held = await house.spawn(
        "/bin/sh", "-c", "ls /proc/self/fd >&9; ls -l /proc/self/fd/2 >&9", streams=("out",), inherit={9: theirs}
    )
    os.close(theirs)
    assert await asyncio.wait_for(held.exited, LONG) == Exit(0)
    with os.fdopen(ours) as said:
        *numbers, error = said.read().splitlines()
    assert numbers == ["0", "1", "2", "3", "9"]
    assert error.endswith(" -> /dev/null")
    await held.end()
    held.drop()


async def test_who_talks_nonsense_is_left_and_does_no_harm(house: House, tmp_path: Path) -> None:
    held = await house.spawn("/bin/cat", streams=("in", "out"))
    path = str(tmp_path / "state" / "holders" / "w.sock")
    for nonsense in (b"{", b"[]", b"\xff", b'{"do": "fly"}', b'{"do": "spawn", "ask": 1}', b'{"do": "drop", "id": []}'):
        with connect(path) as connection:
            connection.send(nonsense)
            connection.settimeout(LONG)
            assert await asyncio.to_thread(receive, connection) is None
    with connect(path) as connection:
        send(connection, {"do": "drop", "id": "none"})
    await Writer(held.streams["in"].fd).write(b"well\n")
    (await shows(held.streams["out"], b"well")).stop()
    await held.end()
    held.drop()


async def test_a_workspace_that_is_closed_starts_nothing(house: House) -> None:
    await house.holders.closed(house.workspace)
    with pytest.raises(Unavailable, match="closed"):
        await house.spawn("/bin/true", streams=("out",))


async def test_only_its_user_can_open_its_socket(house: House, tmp_path: Path) -> None:
    await house.spawn("/bin/true", streams=("out",))
    path = tmp_path / "state" / "holders" / "w.sock"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0


async def test_a_server_that_dies_as_a_program_ends_takes_nothing_along(house: House, tmp_path: Path) -> None:
    ends = await house.spawn("/bin/cat", streams=("in", "out"), id="ends")
    stays = await house.spawn("/bin/cat", streams=("in", "out"), id="stays")
    holder = holder_of(ends)
    await until(lambda: state_of(holder) == "S")
    os.kill(holder, signal.SIGSTOP)
    os.kill(ends.pid, signal.SIGKILL)
    await until(lambda: state_of(ends.pid) == "Z")
    await house.close()
    os.kill(holder, signal.SIGCONT)
    after = House(tmp_path)
    await after.open()
    first, second = await after.holders.held(after.workspace, "tests")
    assert await asyncio.wait_for(first.exited, LONG) == Exit(None, "SIGKILL")
    assert (second.pid, holder_of(second)) == (stays.pid, holder)
    await Writer(second.streams["in"].fd).write(b"alive\n")
    (await shows(second.streams["out"], b"alive\n")).stop()
    for each in (first, second):
        await each.end()
        each.drop()
    await after.close()


async def test_too_many_open_files_end_nothing(house: House, tmp_path: Path) -> None:
    crowd = [
        await house.spawn("/bin/true", streams=("in", "out", "err", "channel"), id=f"crowd{number}")
        for number in range(13)
    ]
    stays = await house.spawn("/bin/cat", streams=("in", "out"), id="stays")
    holder = holder_of(stays)
    taken = max(int(each.name) for each in Path(f"/proc/{holder}/fd").iterdir()) + 1
    assert taken > 100
    refused: list[str] = []
    for more in range(30):
        resource.prlimit(holder, resource.RLIMIT_NOFILE, (taken + more, 1024))
        try:
            held = await asyncio.wait_for(house.spawn("/bin/true", streams=("in", "out", "err"), id=f"m{more}"), LONG)
        except IcotesError as error:
            refused.append(error.message)
        else:
            await held.end()
            held.drop()
    assert 0 < len(refused) < 30
    assert all("Too many open files" in each for each in refused)
    resource.prlimit(holder, resource.RLIMIT_NOFILE, (3, 1024))
    path = str(tmp_path / "state" / "holders" / "w.sock")
    with connect(path) as connection:
        await asyncio.sleep(0.05)
        resource.prlimit(holder, resource.RLIMIT_NOFILE, (taken + 30, 1024))
        connection.send(b"[]")
        connection.settimeout(LONG)
        assert await asyncio.to_thread(receive, connection) is None
    await Writer(stays.streams["in"].fd).write(b"alive\n")
    (await shows(stays.streams["out"], b"alive\n")).stop()
    assert holder_of(stays) == holder
    await until(lambda: len(list(Path(f"/proc/{holder}/fd").iterdir())) <= taken)
    for each in (*crowd, stays):
        await each.end(0)
        each.drop()


async def test_a_holder_that_stands_still_hangs_nobody_and_loses_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await house.spawn("/bin/cat", streams=("in", "out"))
    holder = holder_of(held)
    monkeypatch.setattr(holder_link, "ANSWER_SECONDS", 0.3)
    os.kill(holder, signal.SIGSTOP)
    with pytest.raises(Unavailable, match="does not answer"):
        await asyncio.wait_for(house.spawn("/bin/cat", streams=("out",), id="late"), LONG)
    await house.close()
    after = House(tmp_path)
    await after.holders.start()
    with pytest.raises(Unavailable, match="does not answer"):
        await asyncio.wait_for(after.open(), LONG)
    monkeypatch.setattr(holder_link, "ANSWER_SECONDS", LONG)
    os.kill(holder, signal.SIGCONT)
    await after.open()
    (again,) = [each for each in await after.holders.held(after.workspace, "tests") if each.id == "p"]
    assert (again.pid, holder_of(again)) == (held.pid, holder)
    await again.end()
    again.drop()
    await after.close()


async def test_what_was_given_up_is_not_sent_or_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(path: str) -> socket:
        connection = connect(path)
        connection.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096)
        return connection

    monkeypatch.setattr(holder_wire, "connect", narrow)
    held = await house.spawn("/bin/cat", streams=("in", "out"))
    holder = holder_of(held)
    monkeypatch.setattr(holder_link, "ANSWER_SECONDS", 1)
    os.kill(holder, signal.SIGSTOP)
    spawns = [house.spawn("/bin/cat", streams=("out",), id=f"late{number}") for number in range(40)]
    given_up = await asyncio.wait_for(asyncio.gather(*spawns, return_exceptions=True), LONG)
    assert {type(each) for each in given_up} == {Unavailable}
    monkeypatch.setattr(holder_link, "ANSWER_SECONDS", LONG)
    os.kill(holder, signal.SIGCONT)
    last = await house.spawn("/bin/cat", streams=("in", "out"), id="last")
    async with asyncio.timeout(LONG):
        while len(await house.holders.held(house.workspace, "tests")) > 2:
            await asyncio.sleep(0.01)
    for each in (held, last):
        assert holder_of(each) == holder
        await each.end()
        each.drop()


async def test_a_holder_that_can_not_be_reached_is_left_alone(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await house.spawn("/bin/cat", streams=("in", "out"))
    await house.close()

    def connects(_: str) -> None:
        raise OSError(24, "Too many open files")

    after = House(tmp_path)
    await after.holders.start()
    with monkeypatch.context() as patch:
        patch.setattr(holder_wire, "connect", connects)
        with pytest.raises(Unavailable, match="Too many open files"):
            await after.open()
    await after.open()
    (again,) = await after.holders.held(after.workspace, "tests")
    assert again.pid == held.pid
    await again.end()
    again.drop()
    await after.close()


async def test_a_server_with_too_many_open_files_loses_nothing(house: House, tmp_path: Path) -> None:
    held = await house.spawn("/bin/cat", streams=("in", "out"))
    holder, before = holder_of(held), resource.getrlimit(resource.RLIMIT_NOFILE)
    os.kill(holder, signal.SIGSTOP)
    link = house.holders._links["w"]
    asked = asyncio.create_task(house.spawn("/bin/cat", streams=("in", "out"), id="cut"))
    await until(lambda: len(link._asked) == 1 and not link._outbox)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        os.kill(holder, signal.SIGCONT)
        with pytest.raises(Unavailable, match="too many open files"):
            await asyncio.wait_for(asked, LONG)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    await until(lambda: list(link.held) == ["p"])
    await house.close()
    after = House(tmp_path)
    await after.open()
    (again,) = await after.holders.held(after.workspace, "tests")
    assert again.pid == held.pid
    await again.end()
    again.drop()
    await after.close()


async def test_a_holder_whose_queue_is_full_is_not_waited_for(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await house.spawn("/bin/cat", streams=("out",))
    holder = holder_of(held)
    monkeypatch.setattr(holder_wire, "CONNECT_SECONDS", 1)
    os.kill(holder, signal.SIGSTOP)
    path = str(tmp_path / "state" / "holders" / "w.sock")

    def crowd() -> None:
        with ExitStack() as connections:
            for _ in range(40):
                connections.enter_context(connect(path))

    with pytest.raises(BlockingIOError):
        await asyncio.wait_for(asyncio.to_thread(crowd), LONG)
    os.kill(holder, signal.SIGCONT)
    await held.end()
    held.drop()


async def test_a_program_that_can_not_be_killed_is_hung_up_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder_link, "EXIT_SECONDS", 0.3)
    monkeypatch.setattr(holder_link, "end_tree", lambda *_: None)  # as with another user's
    held = await house.spawn("/bin/cat", streams=PTY)
    other = await house.spawn("/bin/cat", streams=("in", "out"), id="other")
    await asyncio.wait_for(held.end(), LONG)
    await until(lambda: state_of(held.pid) == "S")
    assert held.exited.result() == Exit(None)
    held.drop()
    await until(lambda: not state_of(held.pid))
    await Writer(other.streams["in"].fd).write(b"alive\n")
    (await shows(other.streams["out"], b"alive\n")).stop()
    again = await house.spawn("/bin/true", streams=(), id="again")
    assert await asyncio.wait_for(again.exited, LONG) == Exit(0)


async def test_one_that_ignores_that_too_holds_nobody_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder_link, "EXIT_SECONDS", 0.3)
    monkeypatch.setattr(holder_link, "end_tree", lambda *_: None)
    held = await house.spawn("/bin/sh", "-c", "trap '' HUP; echo ready; while :; do sleep 1; done", streams=PTY)
    (await shows(held.streams["pty"], b"ready")).stop()
    await asyncio.wait_for(held.end(), LONG)
    held.drop()
    again = await asyncio.wait_for(house.spawn("/bin/true", streams=(), id="again"), LONG)
    assert await asyncio.wait_for(again.exited, LONG) == Exit(0)
    os.kill(held.pid, signal.SIGKILL)
    await until(lambda: not state_of(held.pid))
