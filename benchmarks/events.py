"""Events on disk: 64 publishers of 200-byte events, beside a bare SQLite group commit of the same rows."""

import asyncio
import queue
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from icotes.core.events import Event
from icotes.core.log import follow
from icotes.kit.store import Store
from report import RUNS, Row, show

PUBLISHERS = 64
SECONDS = 1.0
FOLLOWERS = 10
DATA = b'{"text":"%s"}' % (b"x" * 189)


class Measured(Event):
    text: str


class Bare:
    """One thread that commits whatever waits, and nothing else."""

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: queue.SimpleQueue[asyncio.Future[None] | None] = queue.SimpleQueue()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE events (seq INTEGER PRIMARY KEY, time REAL, kind TEXT, actor TEXT, call TEXT, data BLOB)"
        )
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get())
            futures = [future for future in batch if future]
            now = time.time()
            self._connection.execute("BEGIN IMMEDIATE")
            rows = [(now, "events.measured", "system", "", DATA) for _ in futures]
            self._connection.executemany("INSERT INTO events (time, kind, actor, call, data) VALUES (?,?,?,?,?)", rows)
            self._connection.execute("COMMIT")
            self._loop.call_soon_threadsafe(lambda futures: [future.set_result(None) for future in futures], futures)
            if len(futures) < len(batch):
                self._connection.close()
                return

    def publish(self) -> Awaitable[None]:
        future = self._loop.create_future()
        self._waiting.put(future)
        return future

    async def close(self) -> None:
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)


async def rate(publish: Callable[[], Awaitable[object]]) -> float:
    done, end = 0, time.perf_counter() + SECONDS

    async def produce() -> None:
        nonlocal done
        while time.perf_counter() < end:
            await publish()
            done += 1

    begun = time.perf_counter()
    await asyncio.gather(*(produce() for _ in range(PUBLISHERS)))
    return done / (time.perf_counter() - begun)


async def bare(folder: Path) -> float:
    store = Bare(folder / "bare.db")
    found = await rate(store.publish)
    await store.close()
    return found


async def ours(folder: Path) -> float:
    store = Store(folder / "ours.db", "bench")
    await store.open()
    event = Measured(text="x" * 189)
    found = await rate(lambda: store.publish(event))
    await store.close()
    return found


async def deliveries(folder: Path) -> float:
    """Return how many deliveries a second 10 followers in the process get of a stream of durable events."""
    store = Store(folder / "followed.db", "bench")
    await store.open()
    number = 20_000

    async def read() -> None:
        left = number
        async for _ in follow(store.log, store.log.cursor(0)):
            if not (left := left - 1):
                return

    begun = time.perf_counter()
    readers = [asyncio.create_task(read()) for _ in range(FOLLOWERS)]
    event = Measured(text="x" * 189)
    for _ in range(number // 100):
        await asyncio.gather(*(store.publish(event) for _ in range(100)))
    await asyncio.gather(*readers)
    took = time.perf_counter() - begun
    await store.close()
    return number * FOLLOWERS / took


def run(measure: Callable[[Path], Awaitable[float]]) -> float:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        return asyncio.run(measure(Path(folder)))  # pyright: ignore[reportArgumentType]


def rows() -> Iterator[Row]:
    pairs = [(run(ours), run(bare)) for _ in range(RUNS)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    what = f"events on disk, {PUBLISHERS} publishers, 200 B"
    yield Row(what, f"{mine:,.0f}/s", f"{theirs:,.0f}/s", ratio, 0.7, at_least=True)
    delivered = statistics.median(run(deliveries) for _ in range(RUNS))
    yield Row(f"deliveries to {FOLLOWERS} followers", f"{delivered:,.0f}/s", "", delivered, 50_000, at_least=True)


if __name__ == "__main__":
    raise SystemExit(show(rows()))
