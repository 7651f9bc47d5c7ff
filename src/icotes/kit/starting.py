"""The start of a program from a small process: on a terminal or on pipes, in a session of its own.

It forks by itself: what `subprocess` would load takes longer than a holder may.
"""

import contextlib
import errno
import fcntl
import json
import os
import signal
import socket
import struct
import termios
from typing import Any

HIGH = 100
"""Descriptors that are given on are moved out of the way of those that the program knows."""
CHANNEL = 3
"""By this number a program knows its channel."""
_IUTF8 = 0o40000
"""The kernel erases whole characters of a line, not bytes; `termios` has no name for it."""
_DEFAULT = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGPIPE, signal.SIGXFSZ)
_STANDARD = {"in": 0, "out": 1, "err": 2, "channel": CHANNEL}

Ends = list[tuple[str, int]]
"""By what name a stream goes, and the end of it that is not the program's."""


def set_size(terminal: int, rows: int, cols: int) -> None:
    """Say how large a terminal is; the program on it gets SIGWINCH."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


def start(descriptors: list[int]) -> tuple[dict[str, Any], int, Ends]:
    """Start a program; return what was said, its process id and our ends of its streams.

    Args:
        descriptors: a file that says what to start, as JSON; the folder; what the program inherits.

    Raises:
        OSError: it can't be started.
    """
    text, folder, *given = descriptors
    said = json.loads(os.pread(text, os.fstat(text).st_size, 0))
    ours: Ends = []
    theirs: dict[int, int] = {}
    try:
        for wire in said["streams"]:
            _open(wire, said, ours, theirs)
        theirs.update({int(number): _high(one) for number, one in zip(said["inherit"], given, strict=True)})
        pid = _fork(said, folder, theirs, on_terminal="pty" in said["streams"] and said["controls"])
    except BaseException:
        _close([one for _, one in ours])
        raise
    finally:
        _close(list(theirs.values()))
    return said, pid, ours


def _high(descriptor: int) -> int:
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, HIGH)


def _close(descriptors: list[int]) -> None:
    for each in set(descriptors):
        os.close(each)


def _open(wire: str, said: dict[str, Any], ours: Ends, theirs: dict[int, int]) -> None:
    """Make one stream."""
    if wire == "pty":
        mine, its = os.openpty()
        attributes = termios.tcgetattr(its)
        attributes[0] |= _IUTF8
        termios.tcsetattr(its, termios.TCSANOW, attributes)
        set_size(its, said["rows"], said["cols"])
    elif wire == "channel":
        mine, its = (one.detach() for one in socket.socketpair())
    else:
        mine, its = os.pipe() if wire != "in" else reversed(os.pipe())
    os.set_blocking(mine, False)
    ours.append((wire, mine))
    try:
        for number in (0, 1, 2) if wire == "pty" else (_STANDARD[wire],):
            theirs[number] = _high(its)
    finally:
        os.close(its)


def _fork(said: dict[str, Any], folder: int, theirs: dict[int, int], *, on_terminal: bool) -> int:
    """Start the program; what keeps it from starting comes through a pipe that its start closes."""
    waiting, failing = os.pipe()
    with open(waiting, "rb") as said_of_failure:  # noqa: PTH123 - a descriptor, and no pathlib here
        try:
            low, failing = failing, _high(failing)
            os.close(low)
            pid = os.fork()
            if not pid:
                _become_or_tell(failing, said, folder, theirs, on_terminal=on_terminal)
        finally:
            os.close(failing)
        failed = said_of_failure.read()
    if failed:
        os.waitpid(pid, 0)
        raise OSError(int(failed), "it can't be started")
    return pid


def _become_or_tell(
    failing: int, said: dict[str, Any], folder: int, theirs: dict[int, int], *, on_terminal: bool
) -> None:
    try:
        _become(said, folder, theirs, on_terminal=on_terminal)
    except OSError as error:
        os.write(failing, str(error.errno or errno.EIO).encode())
    finally:
        os._exit(127)


def _become(said: dict[str, Any], folder: int, theirs: dict[int, int], *, on_terminal: bool) -> None:
    """Turn this process into the program."""
    os.setsid()
    os.fchdir(folder)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number, one in {**dict.fromkeys((0, 1, 2), nothing), **theirs}.items():
        os.dup2(one, number)
    if on_terminal:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in _DEFAULT:
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
    os.execve(said["program"], said["argv"], said["env"])  # noqa: S606 - whoever may start a program says which
