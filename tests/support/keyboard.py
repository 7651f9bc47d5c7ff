"""A program on a terminal of its own: type into it, and wait for what it shows."""

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

DEADLINE = 30.0


class Keyboard:
    """Runs a program on a pty.

    Attributes:
        shown: all that it has shown so far.
    """

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str], columns: int = 100) -> None:
        self.shown = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a read may end within a character
        self._fd, inner = pty.openpty()
        self.resize(columns, 30)
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "TERM": "xterm"},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  no other threads here
        )
        os.close(inner)

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size, as dragging a window's corner does."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._fd, keys.encode())

    def wait_for(self, text: str) -> str:
        """Return what was shown up to and with `text`, and go on from there."""
        end = time.monotonic() + DEADLINE
        while text not in self.shown:
            left = end - time.monotonic()
            assert left > 0, f"{text!r} was not shown within {DEADLINE} s, but: {self.shown!r}"
            if select.select([self._fd], [], [], left)[0]:
                read = self._read()
                assert read or text in self.shown, f"it ended before it showed {text!r}: {self.shown!r}"
        at = self.shown.index(text) + len(text)
        found, self.shown = self.shown[:at], self.shown[at:]
        return found

    def end(self) -> int:
        """Return the exit code of a program that ends by itself."""
        end = time.monotonic() + DEADLINE
        while select.select([self._fd], [], [], max(0, end - time.monotonic()))[0]:
            if not self._read():
                break
        return self.process.wait(DEADLINE)

    def close(self) -> None:
        """End it in any case."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(DEADLINE)
        os.close(self._fd)

    def _read(self) -> bool:
        """Take what there is; false at the end."""
        try:
            read = os.read(self._fd, 65536)
        except OSError:
            return False
        self.shown += self._decoder.decode(read)
        return bool(read)
