"""Programs: found by their names, started with a clean environment, and how they ended."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import msgspec

from icotes.core.errors import Unacceptable
from icotes.kit.tree import GRACE_SECONDS, end_tree, tree

__all__ = [
    "GRACE_SECONDS",
    "CommandNotFound",
    "Exit",
    "Process",
    "clean_environment",
    "end_tree",
    "find_program",
    "tree",
]

SIZE = ("COLUMNS", "LINES")
"""The size of the server's own terminal; programs would believe it more than their terminal's."""


class CommandNotFound(Unacceptable):
    """There is no such program on the server, or it may not be run."""


class Exit(msgspec.Struct, frozen=True):
    """How a process ended; when what held it was killed, nobody knows, and there is neither code nor signal.

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


def find_program(name: str, cwd: str, env: Mapping[str, str]) -> str:
    """Return what to execute for a name: a path from the folder that it starts in, or what PATH leads to.

    Raises:
        CommandNotFound: there is no such program.
    """
    found = shutil.which(str(Path(cwd, name)) if "/" in name else name, path=env.get("PATH", os.defpath))
    if found is None:
        raise CommandNotFound(f"There is no program {name[:100]!r} on this server; install it or give its path.")
    return name if "/" in name else found


def clean_environment(*additions: Mapping[str, str]) -> dict[str, str]:
    """Return the server's environment with the additions, without what is icotes' own or of the server's terminal."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("ICOTES_") and name not in SIZE}
    for addition in additions:
        env.update(addition)
    return env
