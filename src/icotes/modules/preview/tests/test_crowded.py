"""Many ports, addresses and connections: nobody takes another's place with them."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from boxed import PYTHON, sandbox
from icotes.core.caller import Caller, Grant
from icotes.core.errors import NotFound, Unauthenticated
from icotes.kit.sandbox import SandboxSettings
from icotes.kit.sandbox_types import Limits, View
from icotes.kit.shown import Shown
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.preview import addresses, doors, ports
from icotes.modules.preview.addresses import Addresses
from icotes.modules.preview.doors import Listens, PortDoors
from icotes.modules.preview.entering import Entered
from icotes.modules.preview.listening import Listening
from icotes.modules.preview.types import PortAddress, PreviewSettings
from running import Server

USERS = frozenset({os.geteuid(), SandboxSettings().uid})
MANY = 1_500
LISTEN = f"""import socket
made = [socket.create_server(("127.0.0.1", 0)) for _ in range({MANY})]
print(*[each.getsockname()[1] for each in made], flush=True)
input()"""


def test_of_many_ports_of_a_program_a_hundred_are_told_and_stay(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    kernel = server.call("execution.start_kernel")["id"]

    def listed(code: str) -> set[int]:
        """Run code in the kernel, and return what is listed then."""
        server.call("execution.execute", kernel=kernel, code=code, wait=20)
        return {each["port"] for each in server.call("preview.ports")}

    first = listed("import socket\nmade = [socket.create_server(('127.0.0.1', port)) for port in range(3000, 3200)]")
    assert first == set(range(3000, 3000 + ports.MOST))
    assert listed("made += [socket.create_server(('127.0.0.1', port)) for port in range(2000, 2100)]") == first
    assert listed("made.pop(0).close()") == first - {3000} | {2000}


class Crowd(NamedTuple):
    """A sandbox in which a program listens on many ports."""

    network: int
    pid: int
    ports: list[int]


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Crowd]:
    reads, writes = os.pipe()
    async with sandbox(tmp_path / "state") as box:
        view, limits = View(folder=tmp_path), Limits(open_files=4096)
        program = await box.spawn([PYTHON, "-c", LISTEN], view=view, limits=limits, stdin=reads)
        said = b""
        async for _, text in program.output():
            said += text
            if said.endswith(b"\n"):
                break
        first = int(Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()[0])
        yield Crowd(Path(f"/proc/{first}/ns/net").stat().st_ino, first, [int(word) for word in said.split()])
        os.close(writes)
        await program.end()
    os.close(reads)


async def test_no_more_is_read_of_what_listens_than_is_of_use(crowd: Crowd) -> None:
    found = [each for each in await asyncio.to_thread(Listening().sockets, USERS) if each.network == crowd.network]
    assert 0 < len(found) < len(crowd.ports) == MANY


async def test_no_thread_waits_for_what_listens_in_a_sandbox(crowd: Crowd) -> None:
    entered = await asyncio.to_thread(Entered, crowd.network, crowd.pid)
    loop, none = asyncio.get_running_loop(), ThreadPoolExecutor(1)
    none.shutdown()
    loop.set_default_executor(none)
    try:
        with await entered.connect("127.0.0.1", crowd.ports[0]) as made:
            assert made.getpeername() == ("127.0.0.1", crowd.ports[0])
        with pytest.raises(ConnectionRefusedError):
            await entered.connect("127.0.0.1", 1)
    finally:
        loop.set_default_executor(ThreadPoolExecutor())
        await entered.leave()


async def test_who_waits_no_longer_leaves_no_connection_to_the_next(crowd: Crowd) -> None:
    entered = await asyncio.to_thread(Entered, crowd.network, crowd.pid)
    for port in crowd.ports[:2]:
        impatient = asyncio.create_task(entered.connect("127.0.0.1", port))
        await asyncio.sleep(0)
        impatient.cancel()
    with await entered.connect("127.0.0.1", crowd.ports[2]) as made:
        assert made.getpeername() == ("127.0.0.1", crowd.ports[2])
    waiting = asyncio.create_task(entered.connect("127.0.0.1", crowd.ports[3]))
    await entered.leave()
    for late in (waiting, entered.connect("127.0.0.1", crowd.ports[4])):
        with suppress(OSError):
            (await late).close()


def person(name: str) -> Caller:
    """Return somebody with a key."""
    return Caller(name, Grant(name, frozenset({"*"})))


def workspaces(folder: Path) -> OpenWorkspaces:
    """Return the workspaces of a server that has none open."""
    return OpenWorkspaces(StateFolder(folder), [])


def test_who_opens_many_previews_ends_their_own(tmp_path: Path) -> None:
    made = Addresses(workspaces(tmp_path), PreviewSettings())
    ada, mallory = (Shown(person(name), "w", "", False) for name in ("ada", "mallory"))
    token = made.make(ada)
    first, *_, last = [made.make(mallory) for _ in range(addresses.MOST)]
    assert made.shown(token) == ada
    assert made.shown(last) == mallory
    with pytest.raises(NotFound):
        made.shown(first)


async def test_who_opens_many_ports_ends_their_own_ways(tmp_path: Path) -> None:
    made = PortDoors(workspaces(tmp_path), StateFolder(tmp_path), PreviewSettings())
    await made.start()

    async def listens(workspace: str, port: int) -> Listens:
        return Listens(f"{workspace}:{port}", None)

    def parts(address: PortAddress) -> tuple[str, str]:
        """Return an address's name and ticket."""
        return address.name.partition(".")[0], address.path.partition("#")[2]

    made.listens = listens
    ada, mallory = person("ada"), person("mallory")
    label, ticket = parts(made.make(ada, "w", 80))
    cookie = made.enter(label, ticket)
    _, unused = parts(made.make(ada, "w", 80))
    for port in range(1, doors.MOST + 2):
        made.enter(*parts(made.make(mallory, "w", port)))
    unused_of_mallory = [parts(made.make(mallory, "w", 80)) for _ in range(doors.MOST + 1)]
    assert (await made.open(label, cookie)).host == "w:80"
    assert made.enter(label, unused)
    assert made.enter(*unused_of_mallory[-1])
    with pytest.raises(Unauthenticated):
        made.enter(*unused_of_mallory[0])
