"""Programs on pseudo-terminals: real ones, of a real holder."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from icotes.core.errors import Unavailable
from icotes.kit.holder import Holders
from icotes.kit.processes import CommandNotFound, Exit, clean_environment, tree
from icotes.kit.pty import Pty
from icotes.kit.reading import Writer
from icotes.kit.state import StateFolder
from icotes.kit.workspace import OpenWorkspaces, Workspace

LONG = 20
NAME = "ICOTES_PTY_TEST"
FIRST = f"{NAME}=t0"
Start = Callable[..., Awaitable[Pty]]


class Screen:
    """Collects what a program prints."""

    def __init__(self, pty: Pty) -> None:
        self._pty = pty
        self.changed = asyncio.Event()

    @property
    def data(self) -> bytes:
        return self._pty.ring.tail(10_000_000)[1]

    async def shows(self, text: bytes) -> None:
        async with asyncio.timeout(LONG):
            while text not in self.data:
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    workspaces = OpenWorkspaces(StateFolder(tmp_path / "state"), [])
    holders = Holders(StateFolder(tmp_path / "state"), workspaces)
    await holders.start()
    workspace = await workspaces.open("w", "main", "p", tmp_path)
    numbers = iter(range(1000))

    async def started(*argv: str) -> Pty:
        return await _started(holders, workspace, f"t{next(numbers)}", *argv)

    yield started
    await workspaces.stop()
    await holders.stop()


async def _started(holders: Holders, workspace: Workspace, id_: str, *argv: str) -> Pty:
    mark = f"{NAME}={id_}"
    env = clean_environment({"PS1": "> ", "TERM": "dumb", NAME: id_})
    folder = os.open("/", os.O_PATH)
    try:
        return Pty(await holders.spawn(workspace, id_, argv, owner="tests", env=env, cwd=folder, mark=mark))
    finally:
        os.close(folder)


def watched(pty: Pty) -> Screen:
    screen = Screen(pty)
    pty.start(screen.changed.set)
    return screen


async def shell(start: Start) -> tuple[Pty, Screen]:
    pty = await start("/bin/sh")
    screen = watched(pty)
    await screen.shows(b"> ")
    return pty, screen


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.01)


async def test_program_has_a_controlling_terminal_of_the_size(start: Start) -> None:
    pty, screen = await shell(start)
    await pty.write(b"stty size </dev/tty; tty\n")
    await screen.shows(b"24 80")
    await screen.shows(b"/dev/pts/")
    pty.resize(50, 132)
    assert pty.size == (50, 132)
    await pty.write(b"stty size\n")
    await screen.shows(b"50 132")


async def test_interrupt_reaches_the_program(start: Start) -> None:
    pty, screen = await shell(start)
    await pty.write(b"cat\n")
    await pty.write(b"hello\n")
    await screen.shows(b"hello\r\nhello")
    await pty.write(b"\x03")
    await screen.shows(b"^C\r\n> ")
    await pty.write(b"echo $((40+2))\n")
    await screen.shows(b"42")


async def test_last_words_come_before_the_end(start: Start) -> None:
    pty = await start("/bin/sh", "-c", "seq 1 300; exit 7")
    screen = watched(pty)
    pty.pause()
    assert await asyncio.wait_for(pty.ended, LONG) == Exit(7)
    assert screen.data.endswith(b"\r\n300\r\n")
    await pty.close()


async def test_signal_is_named(start: Start) -> None:
    pty = await start("/bin/sh", "-c", "kill -9 $$")
    watched(pty)
    assert await asyncio.wait_for(pty.ended, LONG) == Exit(None, "SIGKILL")
    await pty.close()


async def test_signals_are_as_a_program_expects_them(start: Start) -> None:
    pty = await start("/bin/sh", "-c", "grep -E 'Sig(Blk|Ign)' /proc/self/status")
    screen = watched(pty)
    assert await asyncio.wait_for(pty.ended, LONG) == Exit(0)
    blocked, ignored = (int(line.split()[1], 16) for line in screen.data.decode().splitlines())
    # glibc's posix_spawn ignores the two signals of its own (32, 33) if the parent ever used them.
    assert (blocked, ignored & ~(0b11 << 31)) == (0, 0)


async def test_missing_program_is_said(start: Start, tmp_path: Path) -> None:
    with pytest.raises(CommandNotFound, match="nonesuch"):
        await start("nonesuch")
    (tmp_path / "noise").write_bytes(b"\x7fELF")
    (tmp_path / "noise").chmod(0o755)
    with pytest.raises(CommandNotFound, match="Exec format"):
        await start(str(tmp_path / "noise"))


async def test_paused_program_waits(start: Start) -> None:
    pty = await start("/bin/sh", "-c", "yes")
    screen = watched(pty)
    await screen.shows(b"y\r\n" * 100)
    pty.pause()
    await asyncio.sleep(0.05)
    before = pty.ring.last
    await asyncio.sleep(0.1)
    assert pty.ring.last == before
    pty.resume()
    await until(lambda: pty.ring.last > before)
    await pty.close(0)


async def test_much_input_is_typed_whole(start: Start, tmp_path: Path) -> None:
    target = tmp_path / "typed"
    pty = await start("/bin/sh", "-c", f"stty raw -echo; echo go; head -c 300000 >{target}")
    screen = watched(pty)
    await screen.shows(b"go")
    await asyncio.wait_for(pty.write(b"x" * 300_000), LONG)
    assert await asyncio.wait_for(pty.ended, LONG) == Exit(0)
    assert target.stat().st_size == 300_000
    await pty.close()


@pytest.mark.parametrize("reading", [True, False])
async def test_typing_ends_when_nobody_reads_the_terminal_any_more(start: Start, *, reading: bool) -> None:
    pty = await start("/bin/sh", "-c", "stty raw -echo; echo go; exec sleep 1000 <&- >&- 2>&-")
    screen = watched(pty)
    await screen.shows(b"go")
    if not reading:
        pty.pause()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(pty.write(b"x" * 300_000), LONG)
    await pty.close(0)


async def test_typing_ends_when_a_pipe_is_broken() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    writer = Writer(writing)
    typing = asyncio.create_task(writer.write(b"x" * 300_000))
    await asyncio.sleep(0)
    os.close(reading)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(typing, LONG)
    os.close(writing)


async def test_close_ends_all_that_was_started(start: Start) -> None:
    pty, screen = await shell(start)
    await pty.write(b"sleep 1000 &\nnohup sleep 1001 >/dev/null 2>&1 &\nsetsid -f sleep 1002\necho do''ne\n")
    await screen.shows(b"done")
    await until(lambda: len(tree(pty.pid, FIRST)) == 4)
    await pty.close()
    assert tree(pty.pid, FIRST) == []


@pytest.mark.capability("F6", partly="the terminal; a workspace that closes is shown by the module")
async def test_nothing_is_left_after_100_cycles(start: Start) -> None:
    async def cycle() -> None:
        pty, screen = await shell(start)
        await pty.write(b"sleep 1000 & echo $((1+1))\n")
        await screen.shows(b"2\r\n")
        await pty.drop(0.05)

    await cycle()
    handles, children = _handles(), _children()
    for _ in range(10):
        await asyncio.gather(*(cycle() for _ in range(10)))
    await until(lambda: _handles() <= handles and set(_children()) <= set(children))


def _handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _children() -> list[str]:
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that ended meanwhile
            found += (task / "children").read_text().split()
    return found


async def test_cancelled_start_leaves_nothing(start: Start) -> None:
    await (await start("/bin/true")).drop()
    handles = _handles()
    starting = asyncio.ensure_future(start("/bin/sleep", "1000"))
    for _ in range(3):
        await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await until(lambda: tree(-1, f"{NAME}=t1") == [] and _handles() <= handles)
