"""Content search over 20,000 files, to the first hit and to the last, beside ripgrep itself."""

import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from report import RUNS, Row, show
from running import Server, start

FILES, LINES = 20_000, 150
RG = str(Path(sys.executable).parent / "rg")
PATTERN = "needle"


def plant(folder: Path) -> None:
    """Write 20,000 files of about 10 kB; every hundredth holds what is looked for."""
    pick = random.Random(1)
    words = ["".join(pick.choices("abcdefghijklmnopqrstuvwxyz", k=pick.randint(3, 9))) for _ in range(2000)]
    lines = [" ".join(pick.choices(words, k=10)) for _ in range(3000)]
    for number in range(FILES):
        file = folder / f"{number % 200}" / f"{number}.txt"
        file.parent.mkdir(exist_ok=True)
        text = pick.choices(lines, k=LINES)
        if number % 100 == 0:
            text[LINES // 2] = f"a {PATTERN} in line"
        file.write_text("\n".join(text))


def ours(server: Server) -> tuple[float, float]:
    """Return milliseconds to the first line and to the last one, over HTTP."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.connect()
    begun = time.perf_counter()
    headers = {"Authorization": f"Bearer {server.token}", "Accept": "application/x-ndjson"}
    connection.request("GET", f"/api/v1/files/search_contents?pattern={PATTERN}", headers=headers)
    response = connection.getresponse()
    count = response.readline().count(b"needle")
    first = time.perf_counter() - begun
    count += response.read().count(b'needle in line"')
    last = time.perf_counter() - begun
    connection.close()
    assert count == FILES // 100, count
    return first * 1000, last * 1000


def bare(folder: Path) -> tuple[float, float]:
    """Return the same for ripgrep with the same output, as a process of its own."""
    words = [RG, "--json", "--no-config", "--no-require-git", "--ignore-case", "--fixed-strings", f"--regexp={PATTERN}"]
    begun = time.perf_counter()
    with subprocess.Popen([*words, "./"], cwd=folder, stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdout
        handle = process.stdout.fileno()
        os.read(handle, 65536)
        first = time.perf_counter() - begun
        while os.read(handle, 1 << 20):
            pass
        last = time.perf_counter() - begun
    return first * 1000, last * 1000


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "project")
        folder.mkdir()
        plant(folder)
        server = start(folder, Path(place, "home"))
        ours(server)
        bare(folder)
        pairs = [(ours(server), bare(folder)) for _ in range(RUNS)]
        server.stop()
    for which, what, bound in ((0, "first", 1.3), (1, "last", 1.2)):
        mine = statistics.median(pair[0][which] for pair in pairs)
        theirs = statistics.median(pair[1][which] for pair in pairs)
        ratio = statistics.median(pair[0][which] / pair[1][which] for pair in pairs)
        yield Row(
            f"content search over 20,000 files, to the {what} hit", f"{mine:.0f} ms", f"{theirs:.0f} ms", ratio, bound
        )


if __name__ == "__main__":
    sys.exit(show(rows()) and 1)
