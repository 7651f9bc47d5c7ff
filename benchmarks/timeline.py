"""Going back: 10,000 files to a point, beside `cp -a` of them; what 1,000 edits of a 100 kB file take, beside git."""

import os
import random
import shutil
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from report import Row, show
from running import Server, start

FILES = int(os.environ.get("ICOTES_BENCH_FILES", "10000"))
EDITS = int(os.environ.get("ICOTES_BENCH_EDITS", "1000"))
SIZE = 100_000
RUNS = 3


def fill(folder: Path, files: int, word: str) -> None:
    rng = random.Random(word)
    for number in range(files):
        part = folder / f"part{number % 200}"
        part.mkdir(parents=True, exist_ok=True)
        lines = (f"{word} {rng.random()}\n" for _ in range(rng.randint(10, 300)))
        (part / f"{number}.py").write_text("".join(lines))


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def restores(server: Server, folder: Path) -> Iterator[Row]:
    """All files changed, and all files gone: the slowest of several restores, as none may be slow."""
    fill(folder, FILES, "before")
    server.call("workspaces.checkpoint", name="before")
    fill(folder, FILES, "after")
    server.call("workspaces.checkpoint", name="after")
    copies = [seconds(lambda: copy(folder)) for _ in range(RUNS)]
    points = ["before", "after"] * RUNS
    changed = [seconds(partial(server.call, "workspaces.restore", to=point)) for point in points[: RUNS + 1]]
    for part in folder.glob("part*"):
        shutil.rmtree(part)
    server.call("workspaces.checkpoint", name="gone")
    gone = seconds(lambda: server.call("workspaces.restore", to="before"))
    bare = f"{sorted(copies)[RUNS // 2]:.2f} s cp -a"
    what = f"restore {FILES:,} files that changed"
    yield Row(f"{what}, s", f"{sorted(changed)[len(changed) // 2]:.2f} s", bare, sorted(changed)[len(changed) // 2], 3)
    yield Row(f"restore {FILES:,} files that are gone, s", f"{gone:.2f} s", bare, gone, 3)


def copy(folder: Path) -> None:
    target = folder.with_name("copy")
    subprocess.run(["cp", "-a", folder, target], check=True)
    subprocess.run(["sync", "-f", target], check=True)
    shutil.rmtree(target)


def edits(seed: int) -> Iterator[str]:
    """Versions of a text of 100 kB: a line here and there, some lines moved."""
    rng = random.Random(seed)

    def line() -> str:
        return "".join(rng.choices(f"{string.ascii_letters}     ", k=60))

    lines = [line() for _ in range(SIZE // 61)]
    for number in range(EDITS):
        for _ in range(rng.randint(1, 3)):
            lines[rng.randrange(len(lines))] = line()
        if number % 10 == 0:
            at = rng.randrange(len(lines))
            lines[at:at] = [lines.pop() for _ in range(5)]
        yield "\n".join(lines)


def storage(server: Server, folder: Path) -> Iterator[Row]:
    """Each edit is one moment: the timeline is asked for after it, so that none is joined with the next."""
    before = server.call("workspaces.trim")["bytes"]
    versions = folder.with_name("versions")
    versions.mkdir()
    for number, text in enumerate(edits(1)):
        server.call("files.write", path="edited.txt", text=text)
        server.call("workspaces.timeline", limit=1)
        (versions / str(number)).write_text(text)
    moments = server.call("workspaces.timeline", path="edited.txt", limit=1000)["items"]
    if len(moments) != EDITS:
        raise SystemExit(f"{len(moments)} of {EDITS} edits are on the timeline")
    ours = (server.call("workspaces.trim")["bytes"] - before) / 1e6
    bare = git(versions)
    yield Row(f"{EDITS:,} edits of a 100 kB file, MB", f"{ours:.2f} MB", f"{bare:.1f} MB git", ours, 5)


def git(versions: Path) -> float:
    """Return the MB that git takes for the same versions before it packs them."""
    subprocess.run(["git", "init", "-q"], cwd=versions, check=True)
    names = "".join(f"{number}\n" for number in range(EDITS))
    subprocess.run(
        ["git", "hash-object", "-w", "--stdin-paths"],
        cwd=versions,
        input=names.encode(),
        check=True,
        capture_output=True,
    )
    return sum(path.stat().st_size for path in (versions / ".git" / "objects").rglob("*") if path.is_file()) / 1e6


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        folder.mkdir()
        server = start(folder, Path(place) / "home")
        try:
            server.call("workspaces.timeline")
            yield from storage(server, folder)
            yield from restores(server, folder)
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(1 if show(rows()) else 0)
