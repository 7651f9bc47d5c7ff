"""Terminals through a WebSocket of a real server, each figure beside a bare pty read by Python in the same run."""

import http.client
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from report import Row, show
from running import Server, start
from terminal_wire import Wire, is_end

MEGABYTES = 100
KEYS = 400
WIDE = 1000
"""Columns: more than keys, so that no line is wrapped."""
PROMPT = b"READY> "
SHELL = ["/bin/bash", "--norc", "--noprofile"]
TERMINALS = 10
PRINTS = "for i in 1 2 3 4 5 6 7 8 9 10; do seq 1 5000; sleep 0.1; done"
PRINTED = 10 * sum(len(f"{number}\r\n") for number in range(1, 5001))
LINE = b"The quick brown fox jumps over the lazy dog 0123456789 abcdefghijklmnop\n"


class Ours:
    """The server under measurement."""

    def __init__(self, url: str, token: str, pid: int) -> None:
        self.url, self.token, self.pid = url, token, pid
        self.wire = self.connect()

    def connect(self) -> Wire:
        return Wire(self.url, self.token)

    def cpu(self) -> float:
        """Return the processor time that the server used, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the server's resident memory in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6

    def start(self, wire: Wire, command: list[str]) -> str:
        """Start a program and watch it; return the terminal's id."""
        made = wire.call("terminals.create", command=command, env={"PS1": PROMPT.decode()}, cols=WIDE)
        wire.grant(wire.send("terminals.follow", terminal=made["id"]))
        return made["id"]

    def end(self, wire: Wire, terminal: str) -> None:
        wire.send("terminals.close", terminal=terminal)
        while wire.output():
            pass


class Bare:
    """A program on a pty, read by Python and nothing else."""

    def __init__(self, command: list[str]) -> None:
        self.master, slave = os.openpty()
        termios.tcsetwinsize(slave, (24, WIDE))
        env = {**os.environ, "PS1": PROMPT.decode(), "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True
        )
        os.close(slave)

    def until(self, text: bytes) -> None:
        tail = b""
        while not tail.endswith(text):
            tail = (tail + os.read(self.master, 65536))[-len(text) :]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)


def bare_cat(file: Path) -> tuple[float, float]:
    """Return MB/s and processor seconds of a bare read."""
    cpu, begun, count = time.process_time(), time.perf_counter(), 0
    bare = Bare(["cat", str(file)])
    try:
        while data := os.read(bare.master, 65536):
            count += len(data)
    except OSError:
        pass
    took = time.perf_counter() - begun
    bare.close()
    return count / took / 1e6, time.process_time() - cpu


def our_cat(ours: Ours, file: Path) -> tuple[float, float]:
    """Return MB/s at a client and processor seconds of the server."""
    wire = ours.connect()
    terminal = ours.start(wire, ["/bin/sh", "-c", f"echo go; read x; exec cat {file}"])
    wire.until(b"go\r\n")
    cpu, begun, count, ended = ours.cpu(), time.perf_counter(), 0, False
    wire.send("terminals.write", terminal=terminal, data="\r")
    while not ended:
        count += wire.pass_over()
        ended = is_end(wire.frame()[1])
    took = time.perf_counter() - begun
    used = ours.cpu() - cpu
    wire.socket.close()
    ours.wire.call("terminals.close", terminal=terminal)
    return count / took / 1e6, used


def bare_prompt() -> float:
    begun = time.perf_counter()
    bare = Bare(SHELL)
    bare.until(PROMPT)
    took = time.perf_counter() - begun
    bare.close()
    return took


def our_prompt(ours: Ours) -> float:
    begun = time.perf_counter()
    terminal = ours.start(ours.wire, SHELL)
    ours.wire.until(PROMPT)
    took = time.perf_counter() - begun
    ours.end(ours.wire, terminal)
    return took


def keystrokes(press: Callable[[str], object], wait: Callable[[bytes], object]) -> list[float]:
    """Return the sorted times from a key to its echo, in seconds."""
    taken: list[float] = []
    for _ in range(KEYS):
        begun = time.perf_counter()
        press("x")
        wait(b"x")
        taken.append(time.perf_counter() - begun)
        time.sleep(0.001)
    return sorted(taken)


def bare_echo() -> list[float]:
    bare = Bare(SHELL)
    bare.until(PROMPT)
    taken = keystrokes(lambda key: os.write(bare.master, key.encode()), bare.until)
    bare.close()
    return taken


def our_echo(ours: Ours) -> list[float]:
    wire = ours.connect()
    terminal = ours.start(wire, SHELL)
    wire.until(PROMPT)
    taken = keystrokes(lambda key: wire.send("terminals.write", terminal=terminal, data=key), wire.until)
    ours.end(wire, terminal)
    wire.socket.close()
    return taken


class Flood:
    """A terminal that prints without end, and a client in a process of its own that reads all of it."""

    def __init__(self, ours: Ours) -> None:
        self._ours = ours
        self.terminal = ours.wire.call("terminals.create", command=["yes", LINE.decode().strip()])["id"]
        words = [sys.executable, __file__, "drain", ours.url, ours.token, self.terminal]
        self._reader = subprocess.Popen(words, stdout=subprocess.PIPE)
        assert self._reader.stdout
        self._reader.stdout.readline()

    def end(self) -> None:
        self._reader.kill()
        self._reader.communicate()
        self._ours.wire.call("terminals.close", terminal=self.terminal)


def drain(url: str, token: str, terminal: str) -> None:
    wire = Wire(url, token)
    wire.grant(wire.send("terminals.follow", terminal=terminal))
    wire.output()
    print("reading", flush=True)
    while wire.output():
        pass


def readiness(ours: Ours) -> float:
    """Return the 95th percentile of `/ready`, in seconds."""
    host = ours.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    taken: list[float] = []
    for _ in range(100):
        begun = time.perf_counter()
        connection.request("GET", "/ready")
        connection.getresponse().read()
        taken.append(time.perf_counter() - begun)
        time.sleep(0.005)
    return sorted(taken)[94]


def unread(ours: Ours) -> tuple[float, float]:
    """Return how many MB the server grows while 200 MB are left unread, and seconds from Ctrl-C to the prompt."""
    wire = ours.connect()
    terminal = ours.start(wire, SHELL)
    wire.until(PROMPT)
    before, grown = ours.memory(), 0.0
    wire.send("terminals.write", terminal=terminal, data="yes | head -c 200000000\r")
    end = time.monotonic() + 6
    while time.monotonic() < end:
        grown = max(grown, ours.memory() - before)
        time.sleep(0.1)
    begun = time.perf_counter()
    wire.send("terminals.write", terminal=terminal, data="\x03")
    wire.until(PROMPT)
    took = time.perf_counter() - begun
    ours.end(wire, terminal)
    wire.socket.close()
    return grown, took


def p(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def measured(ours: Ours, folder: Path) -> Iterator[Row]:
    """Measure everything that is said of terminals."""
    grown, prompt = unread(ours)
    yield Row("client that stops reading for 200 MB: memory, MB", f"{grown:.1f} MB", "", grown, 8)
    yield Row("Ctrl-C then, to the prompt, s", f"{prompt * 1000:.0f} ms", "", prompt, 0.2)

    file = folder / "text"
    file.write_bytes(LINE * (MEGABYTES * 1_000_000 // len(LINE)))
    pairs = [(our_cat(ours, file), bare_cat(file)) for _ in range(5)]
    rate, bare_rate = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    cpu, bare_cpu = (statistics.median(pair[side][1] for pair in pairs) for side in (0, 1))
    ratio = statistics.median(pair[0][0] / pair[1][0] for pair in pairs)
    yield Row("cat of 100 MB to one client, rate", f"{rate:.1f} MB/s", f"{bare_rate:.1f} MB/s", ratio, 0.85, True)
    ratio = statistics.median(pair[0][1] / pair[1][1] for pair in pairs)
    yield Row("cat of 100 MB, server CPU", f"{cpu:.2f} s", f"{bare_cpu:.2f} s", ratio, 2.0)

    prompts = [(our_prompt(ours), bare_prompt()) for _ in range(21)]
    first, bare_first = (statistics.median(pair[side] for pair in prompts) * 1000 for side in (0, 1))
    yield Row(
        "a new terminal to its prompt, ms beyond the shell",
        f"{first:.1f} ms",
        f"{bare_first:.1f} ms",
        first - bare_first,
        10,
    )

    bare_keys, idle = bare_echo(), our_echo(ours)
    half, bare_half = p(idle, 50) * 1000, p(bare_keys, 50) * 1000
    yield Row("keystroke echo, p50, ms", f"{half:.2f} ms", f"{bare_half:.2f} ms", half, 0.5)
    flood = Flood(ours)
    busy, ready = our_echo(ours), readiness(ours) * 1000
    flood.end()
    late, calm = p(busy, 99) * 1000, p(idle, 99) * 1000
    yield Row("echo p99 while another floods, over idle p99", f"{late:.2f} ms", f"{calm:.2f} ms idle", late / calm, 3)
    yield Row("/ready while a terminal floods, p95, ms", f"{ready:.1f} ms", "", ready, 20)


def outlived(place: Path, end: Callable[[Server], None]) -> float:
    """Return seconds from a server's end until the next one shows all terminals with all that they printed, or -1."""
    folder = place / "project"
    folder.mkdir(parents=True)
    server = start(folder, place / "home")
    ours = Ours(server.url, server.token, server.pid)
    made = [ours.wire.call("terminals.create", command=["sh", "-c", PRINTS])["id"] for _ in range(TERMINALS)]
    time.sleep(0.3)
    begun = time.perf_counter()
    end(server)
    server = start(folder, place / "home")
    wire = Wire(server.url, server.token)
    listed = [each["id"] for each in wire.call("terminals.list")]
    took = time.perf_counter() - begun
    complete = listed == made and all(_printed(wire, terminal) == PRINTED for terminal in made)
    wire.socket.close()
    server.stop()
    return took if complete else -1


def _printed(wire: Wire, terminal: str) -> int:
    """Return how many bytes a terminal printed until it was done."""
    wire.grant(wire.send("terminals.follow", terminal=terminal))
    return sum(len(piece) for piece in iter(wire.output, b""))


def after_restarts(place: Path) -> Iterator[Row]:
    """Measure what the end of a server does to its terminals."""
    for name, end in (("SIGTERM", Server.leave), ("kill -9", Server.kill)):
        taken = [outlived(place / f"{name}-{run}", end) for run in range(3)]
        took = statistics.median(taken) if min(taken) > 0 else 99
        what = f"{TERMINALS} terminals after {name} and a restart, complete, s"
        yield Row(what, f"{took:.2f} s", "", took, 2)


def rows() -> Iterator[Row]:
    """Measure a server of our own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "project")
        folder.mkdir()
        server = start(folder, Path(place, "home"))
        try:
            yield from measured(Ours(server.url, server.token, server.pid), folder)
        finally:
            server.stop()
        yield from after_restarts(Path(place))


if __name__ == "__main__":
    if sys.argv[1:2] == ["drain"]:
        drain(*sys.argv[2:])
    else:
        sys.exit(show(rows()) and 1)
