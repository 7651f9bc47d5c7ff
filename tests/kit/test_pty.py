"""Programs on pseudo-terminals: real ones."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from icotes.kit.processes import CommandNotFound, Exit, clean_environment, spawn, tree
from icotes.kit.pty import Pty

LONG = 20


class Screen:
    """Collects what a program prints."""

    def __init__(self) -> None:
        self.data = b""
        self.changed = asyncio.Event()

    def take(self, data: memoryview) -> None:
        self.data += data
        self.changed.set()

    async def shows(self, text: bytes) -> None:
        async with asyncio.timeout(LONG):
            while text not in self.data:
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
def screen() -> Screen:
    return Screen()


async def started(screen: Screen, *argv: str, mark: str = "") -> Pty:
    env = clean_environment({"PS1": "> ", "TERM": "dumb"}, dict([mark.split("=")]) if mark else {})
    pty = await Pty.spawn(argv, env=env, cwd="/", rows=24, cols=80, mark=mark)
    pty.start(screen.take)
    return pty


@pytest.fixture
async def shell(screen: Screen) -> AsyncIterator[Pty]:
    pty = await started(screen, "/bin/sh", mark="ICOTES_MARK=pty-test")
    await screen.shows(b"> ")
    yield pty
    await pty.close(0)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.01)


async def test_program_has_a_controlling_terminal_of_the_size(shell: Pty, screen: Screen) -> None:
    await shell.write(b"stty size </dev/tty; tty\n")
    await screen.shows(b"24 80")
    await screen.shows(b"/dev/pts/")
    shell.resize(50, 132)
    await shell.write(b"stty size\n")
    await screen.shows(b"50 132")


async def test_interrupt_reaches_the_program(shell: Pty, screen: Screen) -> None:
    await shell.write(b"cat\n")
    await shell.write(b"hello\n")
    await screen.shows(b"hello\r\nhello")
    await shell.write(b"\x03")
    await screen.shows(b"^C\r\n> ")
    await shell.write(b"echo $((40+2))\n")
    await screen.shows(b"42")


async def test_last_words_come_before_the_end(screen: Screen) -> None:
    pty = await started(screen, "/bin/sh", "-c", "seq 1 300; exit 7")
    pty.pause()
    assert await asyncio.wait_for(pty.ended, LONG) == Exit(7)
    assert screen.data.endswith(b"\r\n300\r\n")
    await pty.close()


async def test_signal_is_named(screen: Screen) -> None:
    pty = await started(screen, "/bin/sh", "-c", "kill -9 $$")
    assert await asyncio.wait_for(pty.ended, LONG) == Exit(None, "SIGKILL")
    await pty.close()


async def test_missing_program_is_said(screen: Screen) -> None:
    with pytest.raises(CommandNotFound, match="nonesuch"):
        await spawn(["nonesuch"], env=dict(os.environ), cwd="/")


async def test_paused_program_waits(screen: Screen) -> None:
    pty = await started(screen, "/bin/sh", "-c", "yes")
    await screen.shows(b"y\r\n" * 100)
    pty.pause()
    await asyncio.sleep(0.05)
    before = len(screen.data)
    await asyncio.sleep(0.1)
    assert len(screen.data) == before
    pty.resume()
    await until(lambda: len(screen.data) > before)
    await pty.close(0)


async def test_much_input_is_typed_whole(screen: Screen, tmp_path: Path) -> None:
    target = tmp_path / "typed"
    pty = await started(screen, "/bin/sh", "-c", f"stty raw -echo; echo go; head -c 300000 >{target}")
    await screen.shows(b"go")
    await asyncio.wait_for(pty.write(b"x" * 300_000), LONG)
    assert await asyncio.wait_for(pty.ended, LONG) == Exit(0)
    assert target.stat().st_size == 300_000
    await pty.close()


async def test_close_ends_all_that_was_started(shell: Pty, screen: Screen) -> None:
    await shell.write(b"sleep 1000 &\nnohup sleep 1001 >/dev/null 2>&1 &\nsetsid -f sleep 1002\necho do''ne\n")
    await screen.shows(b"done")
    mark = "ICOTES_MARK=pty-test"
    await until(lambda: len(tree(shell.pid, mark)) == 4)
    await shell.close()
    assert tree(shell.pid, mark) == []


@pytest.mark.capability("F6", partly="the terminal; a workspace that closes is shown by the module")
async def test_nothing_is_left_after_100_cycles() -> None:
    async def cycle() -> None:
        screen = Screen()
        pty = await started(screen, "/bin/sh")
        await pty.write(b"sleep 1000 & echo $((1+1))\n")
        await screen.shows(b"2\r\n")
        await pty.close(0.05)

    await cycle()
    handles, children = _handles(), _children()
    for _ in range(10):
        await asyncio.gather(*(cycle() for _ in range(10)))
    assert _handles() == handles
    assert _children() == children


def _handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _children() -> list[str]:
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that ended meanwhile
            found += (task / "children").read_text().split()
    return found


async def test_cancelled_start_leaves_nothing(screen: Screen) -> None:
    handles, children = _handles(), _children()
    starting = asyncio.create_task(started(screen, "/bin/sleep", "1000"))
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await until(lambda: _children() == children and _handles() == handles)
