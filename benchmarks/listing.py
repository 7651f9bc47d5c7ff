"""Listing a folder of 10,000 entries, beside scandir, stat and JSON alone."""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from report import RUNS, Row, show
from running import Server, start

ENTRIES = 10_000


def ours(server: Server) -> float:
    begun = time.perf_counter()
    status, _, body = server.http("GET", f"/api/v1/files/list?path=many&limit={ENTRIES}")
    taken = (time.perf_counter() - begun) * 1000
    assert status == 200
    assert body.count(b'"path"') == ENTRIES
    return taken


def bare(folder: Path) -> float:
    begun = time.perf_counter()
    with os.scandir(folder) as entries:
        found = [
            {"path": entry.name, "size": status.st_size, "modified": status.st_mtime, "mode": status.st_mode}
            for entry in entries
            for status in [entry.stat(follow_symlinks=False)]
        ]
    json.dumps(found)
    return (time.perf_counter() - begun) * 1000


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        many = Path(place, "project", "many")
        many.mkdir(parents=True)
        for number in range(ENTRIES):
            (many / f"file{number:05}.txt").touch()
        server = start(many.parent, Path(place, "home"))
        pairs = [(ours(server), bare(many)) for _ in range(RUNS)]
        server.stop()
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    yield Row("listing of 10,000 entries, ms", f"{mine:.0f} ms", f"{theirs:.0f} ms", mine, 60)


if __name__ == "__main__":
    sys.exit(show(rows()) and 1)
