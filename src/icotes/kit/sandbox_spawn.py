"""Starts a program with descriptors at fixed numbers; light enough for a process that does nothing else."""

import fcntl
import os
import signal
from collections.abc import Mapping, Sequence

FIRST = 3
"""The number of the first descriptor that is passed on."""
_HIGH = 200
"""Above what is passed on, so that no number is overwritten before it is copied."""
_PLAIN = (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
"""Signals that this process may ignore, and a program does not expect to."""


def spawn(argv: Sequence[str], env: Mapping[str, str], fds: Sequence[int], stdin: int, stdout: int, stderr: int) -> int:
    """Start a program in a session of its own; return its process id. Whoever calls this waits for it.

    It is killed when the thread ends that started it, if it asks for that: start it on one that stays.

    Args:
        argv: the path of the program, and its arguments.
        env: its whole environment.
        fds: it finds them at 3, 4, ...; all others are closed.
        stdin: what it reads from.
        stdout: what it writes to.
        stderr: what it complains to.
    """
    high: list[int] = []
    try:
        for fd in (stdin, stdout, stderr, *fds):
            high.append(fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _HIGH))  # noqa: PERF401 - those made are closed
        actions = [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate(high)]
        return os.posix_spawn(
            argv[0], list(argv), env, file_actions=actions, setsid=True, setsigmask=(), setsigdef=_PLAIN
        )
    finally:
        for fd in high:
            os.close(fd)
