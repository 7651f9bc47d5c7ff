"""What was acknowledged is on disk: after kill -9, and after a power cut that loses every write without an fsync."""

import _sqlite3
import asyncio
import ctypes
import random
import shutil
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from icotes.core.events import Event
from icotes.kit.schema import Schema
from icotes.kit.store import Store

PUBLISHER = """
import asyncio, os, sys
from pathlib import Path
from icotes.core.events import Event
from icotes.kit.schema import Schema
from icotes.kit.store import Store

class Counted(Event):
    text: str

class Notes(Schema):
    component, steps = "notes", ("CREATE TABLE notes (text TEXT)",)

async def main():
    store = Store(Path(sys.argv[1]), "w1")
    await store.open([Notes])

    def note(text, tx):
        tx.execute("INSERT INTO notes VALUES (?)", (text,))
        tx.publish(Counted(text=text))

    async def produce(producer):
        for n in range(1_000_000):
            text = f"{os.getpid()}-{producer}-{n}"
            if producer % 2:
                await store.publish(Counted(text=text))
            else:
                await store.write(lambda tx: note(text, tx))
            os.write(1, f"{text}\\n".encode())

    await asyncio.gather(*map(produce, range(8)))

asyncio.run(main())
"""


class Notes(Schema):
    component = "notes"
    steps = ("CREATE TABLE notes (text TEXT)",)


@pytest.mark.capability("A6", partly="through a face of the server: tests/integration")
async def test_kill_9_loses_nothing_acknowledged(tmp_path: Path) -> None:
    dice, path, acknowledged = random.Random(7), tmp_path / "state.db", list[str]()
    for _ in range(5):
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PUBLISHER, path, stdout=asyncio.subprocess.PIPE
        )
        assert child.stdout
        for _ in range(dice.randint(30, 150)):
            acknowledged.append((await child.stdout.readline()).decode())
        await asyncio.sleep(dice.uniform(0, 0.02))
        child.kill()
        acknowledged += (await child.stdout.read()).decode().splitlines(keepends=True)
        await child.wait()
    whole = [line.strip() for line in acknowledged if line.endswith("\n")]
    store = Store(path, "w1")
    begun = time.process_time()
    await store.open([Notes])
    assert time.process_time() - begun < 2
    rows = await store.read(lambda db: db.execute("SELECT seq, data ->> '$.text' FROM events ORDER BY seq").fetchall())
    notes = await store.read(lambda db: {text for (text,) in db.execute("SELECT text FROM notes")})
    await store.close()
    kept = [text for _, text in rows]
    assert len(whole) > 100
    assert set(whole) <= set(kept)
    assert len(kept) == len(set(kept))
    assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
    assert notes == {text for text in kept if int(text.split("-")[1]) % 2 == 0}


class Synced(Event):
    number: int


class PowerCut:
    """A disk that keeps only what was synced: at each fsync of a database file its bytes go to a second folder.

    It stands between SQLite and the system: the table of file methods
    (`sqlite3_io_methods`) of an open connection gets another `xSync`.
    """

    POINTERS = 19
    SYNC = 5
    FILE, JOURNAL = 7, 28

    def __init__(self, disk: Path) -> None:
        self.disk = disk
        self._kept: list[Any] = []

    def install(self, connection: sqlite3.Connection) -> None:
        [(_, _, main)] = connection.execute("PRAGMA database_list").fetchall()
        database = ctypes.c_void_p.from_address(id(connection) + object.__basicsize__)
        control = ctypes.CDLL(_sqlite3.__file__).sqlite3_file_control
        for which, path in ((self.FILE, Path(main)), (self.JOURNAL, Path(f"{main}-wal"))):
            shutil.copyfile(path, self.disk / path.name)
            file = ctypes.c_void_p()
            assert control(database, b"main", which, ctypes.byref(file)) == 0
            assert file.value
            self._hook(file.value, path)

    def _hook(self, file: int, path: Path) -> None:
        methods = ctypes.c_void_p.from_address(file)
        table = (ctypes.c_void_p * self.POINTERS).from_buffer_copy(
            ctypes.string_at(methods.value or 0, self.POINTERS * ctypes.sizeof(ctypes.c_void_p))
        )
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
        sync = kind(table[self.SYNC] or 0)

        def synced(handle: int, flags: int) -> int:
            shutil.copyfile(path, self.disk / path.name)
            return sync(handle, flags)

        hook = kind(synced)
        table[self.SYNC] = ctypes.cast(hook, ctypes.c_void_p).value
        methods.value = ctypes.addressof(table)
        self._kept += [table, hook, sync]

    def events(self) -> int:
        """Return how many events are found when the power is back."""
        after = self.disk.parent / "after"
        shutil.copytree(self.disk, after)
        found = sqlite3.connect(after / "state.db")
        [count] = found.execute("SELECT count(*) FROM events").fetchone()
        found.close()
        shutil.rmtree(after)
        return count


async def lost(folder: Path, pragma: str) -> int:
    """Return how many acknowledged events were missing, over many power cuts."""
    (folder / "disk").mkdir(parents=True)
    cut, missing = PowerCut(folder / "disk"), 0
    store = Store(folder / "state.db", "w1")
    await store.open()
    await store.write(lambda tx: cut.install(tx.execute("SELECT 1").connection))
    store._connection.execute(f"PRAGMA {pragma}")
    store._connection.execute("PRAGMA wal_autocheckpoint=8")
    for number in range(1, 60):
        await store.publish(Synced(number=number))
        missing += number - cut.events()
    await store.close()
    return missing


async def test_a_power_cut_loses_nothing_acknowledged(tmp_path: Path) -> None:
    assert await lost(tmp_path / "full", "synchronous") == 0
    assert await lost(tmp_path / "normal", "synchronous=NORMAL") > 0, "the test would not see a missing fsync"
