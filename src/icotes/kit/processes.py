"""Processes: started off the event loop, watched by a handle, and ended with everything that they started."""

import asyncio
import contextlib
import errno
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from icotes.core.errors import Unacceptable

GRACE_SECONDS = 0.5
"""How long a tree of processes may take to leave after it was told; then it is killed."""
KILL_SECONDS = 2.0
"""How long it is killed again and again, as long as something of it is found."""

SIZE = ("COLUMNS", "LINES")
"""The size of the server's own terminal; programs would believe it more than their terminal's."""

_PROC = Path("/proc")
_ON_TERMINAL = ("/bin/sh", "-c", 'exec "$@" <>"$0"')
"""The first terminal that the leader of a session opens becomes the one that controls it."""


class CommandNotFound(Unacceptable):
    """There is no such program on the server, or it may not be run."""


class Exit(msgspec.Struct, frozen=True):
    """How a process ended.

    Attributes:
        code: what it returned; null when a signal ended it.
        signal: the name of that signal, e.g. `SIGKILL`; empty when it returned.
    """

    code: int | None
    signal: str = ""


class Process:
    """A process that leads a session of its own. Whoever starts one ends it.

    Its id stays taken until `end`, so that nobody else is met under it.

    Args:
        popen: the started process.
        mark: an entry of its environment, `NAME=value`, by which what left its session is found as well.

    Attributes:
        exited: how it ended, once it has.
    """

    def __init__(self, popen: "subprocess.Popen[bytes]", mark: str = "") -> None:
        self._loop = asyncio.get_running_loop()
        self._popen = popen
        self._mark = mark
        self._ending: asyncio.Task[None] | None = None
        self.pid = popen.pid
        self.exited: asyncio.Future[Exit] = self._loop.create_future()
        self._handle = os.pidfd_open(popen.pid)
        self._loop.add_reader(self._handle, self._see_exit)

    def _see_exit(self) -> None:
        seen = os.waitid(os.P_PIDFD, self._handle, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if seen is None:
            return
        self._loop.remove_reader(self._handle)
        returned = seen.si_code == os.CLD_EXITED
        self.exited.set_result(Exit(seen.si_status) if returned else Exit(None, signal.Signals(seen.si_status).name))

    async def end(self, grace: float = GRACE_SECONDS) -> None:
        """End the process and all that it started; return when none of them runs any more.

        Args:
            grace: seconds between the hang-up that asks them to leave and the kill.
        """
        if self._ending is None:
            self._ending = asyncio.create_task(self._end(grace))
        await asyncio.shield(self._ending)

    async def _end(self, grace: float) -> None:
        await asyncio.to_thread(end_tree, self.pid, self._mark, grace)
        await asyncio.shield(self.exited)
        self._popen.wait()
        os.close(self._handle)


async def spawn(
    argv: Sequence[str], *, env: Mapping[str, str], cwd: str, mark: str = "", terminal: int | None = None
) -> Process:
    """Start a program in a session of its own.

    Args:
        argv: the program and its arguments; no shell reads them.
        env: its whole environment.
        cwd: its folder; `/proc/self/fd/N` for an open one.
        mark: see `Process`.
        terminal: what it reads from, writes to and is controlled by; without one it reads and says nothing.

    Raises:
        CommandNotFound: there is no such program.
    """

    def start() -> "subprocess.Popen[bytes]":
        program = _program(argv[0], cwd, env)
        command = (
            [program, *argv[1:]] if terminal is None else [*_ON_TERMINAL, os.ttyname(terminal), program, *argv[1:]]
        )
        stream = subprocess.DEVNULL if terminal is None else terminal
        return subprocess.Popen(  # noqa: S603 - whoever may start a program here says which
            command, bufsize=0, env=env, cwd=cwd, start_new_session=True, stdin=stream, stdout=stream, stderr=stream
        )

    starting = asyncio.ensure_future(asyncio.to_thread(start))
    try:
        return Process(await asyncio.shield(starting), mark)
    except OSError as error:
        if error.errno != errno.E2BIG:
            raise
        raise Unacceptable("The command and its environment are too long for the system; pass less.") from None
    except asyncio.CancelledError:
        starting.add_done_callback(_unwanted)
        raise


def _program(name: str, cwd: str, env: Mapping[str, str]) -> str:
    """Return what to execute for a name: a path from the folder that it starts in, or what PATH leads to."""
    found = shutil.which(str(Path(cwd, name)) if "/" in name else name, path=env.get("PATH", os.defpath))
    if found is None:
        raise CommandNotFound(f"There is no program {name[:100]!r} on this server; install it or give its path.")
    return name if "/" in name else found


def _unwanted(starting: "asyncio.Future[subprocess.Popen[bytes]]") -> None:
    """Kill what was started for somebody who does not wait for it any more."""
    if starting.cancelled() or starting.exception():
        return
    popen = starting.result()
    popen.kill()
    popen.wait()


def clean_environment(*additions: Mapping[str, str]) -> dict[str, str]:
    """Return the server's environment with the additions, without what is icotes' own or of the server's terminal."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("ICOTES_") and name not in SIZE}
    for addition in additions:
        env.update(addition)
    return env


def end_tree(pid: int, mark: str = "", grace: float = GRACE_SECONDS) -> None:
    """Hang up on a session and all that came of it, and kill what stays. Blocks; call it in a thread.

    What stays is stopped before it is looked for again and killed: what stands still starts nothing new.
    """
    _signal(tree(pid, mark), signal.SIGHUP, signal.SIGCONT)
    deadline = time.monotonic() + grace
    while (left := tree(pid, mark)) and time.monotonic() < deadline:
        time.sleep(0.01)
    deadline = time.monotonic() + KILL_SECONDS
    while left and time.monotonic() < deadline:
        _signal(tree(pid, mark), signal.SIGSTOP)
        _signal(tree(pid, mark), signal.SIGKILL)
        time.sleep(0.002)
        left = tree(pid, mark)


def _signal(processes: list[int], *numbers: signal.Signals) -> None:
    for process in processes:
        for number in numbers:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)


def tree(pid: int, mark: str = "") -> list[int]:
    """Return who runs in the session of `pid`, descends from it or carries `mark` in the environment."""
    living = {one: fields for one in _pids() if (fields := _stat(one))}
    found = {one for one, (_, session) in living.items() if pid in {session, one}}
    if mark:
        found |= {one for one in living if one not in found and _carries(one, mark)}
    while more := {one for one, (parent, _) in living.items() if parent in found and one not in found}:
        found |= more
    return sorted(found - {os.getpid()})


def _pids() -> list[int]:
    return [int(name) for name in os.listdir(_PROC) if name.isdecimal()]  # noqa: PTH208 - names are all we need


def _stat(pid: int) -> tuple[int, int] | None:
    """Return a living process's parent and session."""
    try:
        state, parent, _, session = (_PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return None
    return None if state in {"Z", "X"} else (int(parent), int(session))


def _carries(pid: int, mark: str) -> bool:
    try:
        return mark.encode() in (_PROC / f"{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
