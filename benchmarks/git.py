"""A repository of many files: its status, a diff and its log, beside git itself in the same run."""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from report import Row, show
from running import Server, start

FILES = int(os.environ.get("ICOTES_BENCH_FILES", "20000"))
COMMITS = 200
RUNS = 9
CHANGED = 200
CALM = ("-c", "core.fsmonitor=false", "-c", "gc.auto=0")
STATUS = ("status", "--porcelain=v2", "-z", "--branch", "--show-stash", "--untracked-files=all")


def git(folder: Path, *words: str) -> bytes:
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    return subprocess.run(["git", *CALM, *who, *words], cwd=folder, env=env, capture_output=True, check=True).stdout


def fill(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    for number in range(FILES):
        part = folder / f"part{number % 200}"
        part.mkdir(exist_ok=True)
        (part / f"{number}.py").write_text(f"value = {number}\n" * 20)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "begin")
    for number in range(COMMITS):
        git(folder, "commit", "-q", "--allow-empty", "-m", f"commit {number}")


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def beside(server: Server, folder: Path, what: str, words: tuple[str, ...], method: str, bound: float) -> Row:
    """Take turns, so that both meet the same machine."""
    server.call(method)
    pairs = [(seconds(lambda: server.call(method)), seconds(lambda: git(folder, *words))) for _ in range(RUNS)]
    ours, bare = (statistics.median(each) for each in zip(*pairs, strict=True))
    return Row(what, f"{ours * 1000:.0f} ms", f"{bare * 1000:.0f} ms git", ours / bare, bound)


def rows() -> Iterator[Row]:
    """Measure with a server on a folder of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "work")
        folder.mkdir()
        fill(folder)
        server = start(folder, Path(place, "home"))
        try:
            yield beside(server, folder, f"status of {FILES:,} files, nothing changed", STATUS, "git.status", 1.2)
            for number in range(0, FILES, FILES // CHANGED):
                (folder / f"part{number % 200}" / f"{number}.py").write_text("changed\n")
            yield beside(server, folder, f"status of {FILES:,} files, {CHANGED} changed", STATUS, "git.status", 1.2)
            yield beside(server, folder, f"diff of {CHANGED} files, by hunk", ("diff", "--raw", "-p"), "git.diff", 2.5)
            log = ("log", "--topo-order", "--max-count=101", "--format=raw", "--decorate=full")
            yield beside(server, folder, "log, the first 100 commits", log, "git.log", 8)
        finally:
            server.stop()


if __name__ == "__main__":
    show(rows())
