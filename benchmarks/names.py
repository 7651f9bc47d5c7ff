"""Name search over 100,000 paths: a keystroke at the module, and as a client sees it."""

import random
import statistics
import sys
import time
from collections.abc import Iterator

from icotes.modules.files.names import NameIndex
from report import Row, show

PATHS = 100_000
WORDS = ["src", "lib", "core", "main", "test", "util", "index", "view", "model", "data", "config", "parse", "render"]
WORDS += ["event", "stream", "file", "path", "tree", "cache", "store", "build", "docs", "image", "style", "layout"]
WORDS += ["button", "input", "form", "user", "session", "token", "queue", "worker", "router", "schema"]
TYPED = ["main", "mcst", "event", "cfgjson", "srcmainpy", "usersess", "zzzq", "tokenrs"]


def paths() -> list[str]:
    """Return paths as they stand in large projects."""
    pick = random.Random(1)
    return [
        "/".join(pick.choice(WORDS) + str(pick.randrange(40)) for _ in range(pick.randint(2, 6)))
        + f"/{pick.choice(WORDS)}_{pick.choice(WORDS)}{number}.{pick.choice(['py', 'ts', 'md', 'json', 'rs'])}"
        for number in range(PATHS)
    ]


def plain(found: list[str], query: str) -> list[str]:
    """Return the paths that hold the letters in order, found by the plainest means."""

    def holds(path: str) -> bool:
        letters = iter(path)
        return all(letter in letters for letter in query)

    return [path for path in found if holds(path)]


def rows() -> Iterator[Row]:
    found = paths()
    index = NameIndex()
    index.update(found)
    keystrokes: list[float] = []
    for word in TYPED:
        for length in range(1, len(word) + 1):
            begun = time.perf_counter()
            index.search(word[:length], 50)
            keystrokes.append((time.perf_counter() - begun) * 1000)
    begun = time.perf_counter()
    plain(found, "mcst")
    bare = (time.perf_counter() - begun) * 1000
    typical = statistics.median(keystrokes)
    slowest = sorted(keystrokes)[len(keystrokes) * 95 // 100]
    yield Row("name search over 100,000 paths, a keystroke, p50", f"{typical:.1f} ms", f"{bare:.0f} ms", typical, 20)
    yield Row("name search over 100,000 paths, a keystroke, p95", f"{slowest:.1f} ms", f"{bare:.0f} ms", slowest, 20)


if __name__ == "__main__":
    sys.exit(show(rows()) and 1)
