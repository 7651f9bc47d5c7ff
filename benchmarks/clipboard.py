"""From a copy on one client to the same entry on another one of the person."""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from report import Row, show
from terminal_wire import Wire

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from running import Server, start

COPIES = 200
BOUND_MS = 200


def measure(server: Server) -> list[float]:
    """Return milliseconds from sending a copy until the other client has it."""
    one, other = Wire(server.url, server.token), Wire(server.url, server.token)
    other.grant(other.send("clipboard.follow"))
    while b"snapshot" not in other.frame()[1]:
        pass
    took: list[float] = []
    for number in range(COPIES):
        begun = time.perf_counter()
        one.send("clipboard.copy_text", text=f"copy {number}")
        while f"copy {number}".encode() not in other.frame()[1]:
            pass
        took.append((time.perf_counter() - begun) * 1e3)
        one.frame()
    return took


def rows() -> Iterator[Row]:
    """Yield the rows."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        project.mkdir()
        server = start(project, Path(folder) / "home")
        took = sorted(measure(server))
        server.stop()
    p99 = took[int(len(took) * 0.99)]
    yield Row("a copy on a person's other client, p99", f"{p99:.1f} ms", "", p99, BOUND_MS)
    middle = statistics.median(took)
    yield Row("the same, p50 (two copies on disk: bytes and entry)", f"{middle:.1f} ms", "", middle, BOUND_MS)


if __name__ == "__main__":
    show(rows())
