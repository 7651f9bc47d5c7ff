"""How long a command line takes, beside a bare `python -c pass`."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from report import Row, show
from running import ICOTES, start

TIMES = 15


def seconds(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Return the median time of a process from its start to its end."""
    taken: list[float] = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def idle_megabytes(pid: int) -> float:
    """Return the memory that a process holds (RSS)."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("\nVmRSS:")[1].split()[0]) / 1024


def rows() -> Iterator[Row]:
    """Measure help, one call, completion, and the server that is called."""
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place, "project"), Path(place, "home")
        folder.mkdir()
        (folder / "notes.md").write_text("a line\n" * 100)
        begun = time.perf_counter()
        server = start(folder, home)
        cold = time.perf_counter() - begun
        server.icotes("--help")
        bare = seconds([sys.executable, "-c", "pass"], folder, dict(os.environ))
        beside = f"{bare * 1000:.0f} ms"
        for what, words, bound in (
            ("icotes --help", ["--help"], 80),
            ("icotes files --help", ["files", "--help"], 80),
            ("icotes files read X on a running server", ["files", "read", "notes.md"], 120),
            ("completion of one word", ["--complete", "files", "rea"], 80),
        ):
            taken = seconds([ICOTES, *words], folder, server.environment) * 1000
            yield Row(f"{what}, ms", f"{taken:.0f} ms", beside, taken, bound)
        yield Row("cold start to answering, s", f"{cold:.2f} s", beside, cold, 0.7)
        idle = idle_megabytes(server.pid)
        yield Row("idle memory of the server, MB (RSS)", f"{idle:.0f} MB", "", idle, 80)
        server.stop()


if __name__ == "__main__":
    sys.exit(show(rows()) and 1)
