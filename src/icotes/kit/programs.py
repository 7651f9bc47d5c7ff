"""Programs that are run to their end for what they say, within a time and a size. Everything here blocks."""

import os
import selectors
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from icotes.core.errors import QuotaExceeded
from icotes.kit.processes import end_tree

CHUNK = 256 * 1024
"""Bytes that are read at a time."""
MOST = 64 * 1024 * 1024
"""Bytes that a program may print, unless it is said otherwise."""
MOST_SAID = 64 * 1024
"""Bytes that are kept of what it says on the side (stderr): the newest."""


class Finished(NamedTuple):
    """A program that ended.

    Attributes:
        out: what it printed.
        said: the end of what it said on the side (stderr).
    """

    code: int
    out: bytes
    said: str


class Stopped(Exception):
    """Somebody did not want it to go on; it was ended with all that it had started."""


class Bounds(NamedTuple):
    """How far a program may go, and who is told.

    Attributes:
        seconds: that it may take.
        most: bytes that it may print.
        told: is given what it says on the side as it comes.
        stop: an eventfd; once it is written to, the program is ended. -1 for none.
    """

    seconds: float
    most: int = MOST
    told: Callable[[bytes], None] | None = None
    stop: int = -1


def run(argv: Sequence[str], *, cwd: str, env: Mapping[str, str], data: bytes = b"", bounds: Bounds) -> Finished:
    """Run a program in a session of its own and return what it said.

    What it leaves running in the background is not waited for.

    Args:
        data: what it reads.

    Raises:
        TimeoutError: it took too long and was ended.
        Stopped: it was ended because somebody wanted that.
        QuotaExceeded: it printed more than it may and was ended.
        OSError: it could not be started.
    """
    popen = subprocess.Popen(  # noqa: S603 - whoever calls says what; no shell reads it
        argv,
        bufsize=0,
        cwd=cwd,
        env=env,
        start_new_session=True,
        stdin=subprocess.PIPE if data else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with popen:
        try:
            out, said = _Talk(popen, data, bounds).to_the_end()
        except BaseException:
            end_tree(popen.pid)
            raise
        return Finished(popen.wait(), out, said.decode("utf-8", "replace"))


class _Talk:
    """Feeds a program and reads from it until it ended."""

    def __init__(self, popen: "subprocess.Popen[bytes]", data: bytes, bounds: Bounds) -> None:
        self._data = memoryview(data)
        self._bounds = bounds
        self._in = popen.stdin.fileno() if popen.stdin else -1
        self._stdin = popen.stdin
        self._out, self._err = (stream.fileno() for stream in (popen.stdout, popen.stderr) if stream)
        self._pieces: list[bytes] = []
        self._size = 0
        self._said = b""
        self._handle = os.pidfd_open(popen.pid)

    def to_the_end(self) -> tuple[bytes, bytes]:
        with selectors.DefaultSelector() as waiting:
            try:
                self._listen(waiting)
            finally:
                os.close(self._handle)
        return b"".join(self._pieces), self._said

    def _listen(self, waiting: selectors.BaseSelector) -> None:
        for stream in (self._out, self._err, self._handle, *([self._bounds.stop] if self._bounds.stop >= 0 else [])):
            waiting.register(stream, selectors.EVENT_READ)
        if self._in >= 0:
            os.set_blocking(self._in, False)
            waiting.register(self._in, selectors.EVENT_WRITE)
        deadline = time.monotonic() + self._bounds.seconds
        while True:
            ready = {key.fd for key, _ in waiting.select(max(0.0, deadline - time.monotonic()))}
            if not ready:
                raise TimeoutError
            if self._bounds.stop in ready:
                raise Stopped
            if self._in in ready:
                self._feed(waiting)
            open_ = [self._read(waiting, stream) for stream in (self._out, self._err) if stream in ready]
            if self._handle in ready and not any(open_):
                return

    def _feed(self, waiting: selectors.BaseSelector) -> None:
        try:
            self._data = self._data[os.write(self._in, self._data[:CHUNK]) :]
        except BrokenPipeError:
            self._data = self._data[:0]
        if not self._data and self._stdin:
            waiting.unregister(self._in)
            self._stdin.close()
            self._in = -2

    def _read(self, waiting: selectors.BaseSelector, stream: int) -> bool:
        """Take in what waits; False when there will be no more."""
        data = os.read(stream, CHUNK)
        if not data:
            waiting.unregister(stream)
        elif stream == self._err:
            self._said = (self._said + data)[-MOST_SAID:]
            if self._bounds.told:
                self._bounds.told(data)
        else:
            self._pieces.append(data)
            self._size += len(data)
            if self._size > self._bounds.most:
                raise QuotaExceeded(
                    f"This is more than {self._bounds.most} bytes: ask for less, e.g. for one path.",
                    limit=self._bounds.most,
                )
        return bool(data)
