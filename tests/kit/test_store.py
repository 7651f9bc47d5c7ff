import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from icotes.core.call import Call, current
from icotes.core.caller import Caller, Grant
from icotes.core.errors import Unavailable
from icotes.core.events import Event
from icotes.core.methods import Module, command
from icotes.core.table import Table
from icotes.kit.schema import NewerState, Schema
from icotes.kit.store import Store, Transaction


class Notes(Schema):
    component = "notes"
    place = "server"
    steps = ("CREATE TABLE notes (text TEXT); CREATE INDEX by_text ON notes (text);",)


class Noted(Event):
    text: str


class Notebook(Module):
    @command
    async def add(self) -> None: ...


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = Store(tmp_path / "state.db", "w1")
    await made.open([Notes])
    yield made
    await made.close()


def add(text: str, tx: Transaction) -> None:
    tx.execute("INSERT INTO notes VALUES (?)", (text,))
    tx.publish(Noted(text=text))


async def texts(store: Store) -> list[str]:
    return await store.read(lambda db: [row[0] for row in db.execute("SELECT text FROM notes ORDER BY rowid")])


async def logged(store: Store) -> list[str]:
    items = await store.log.read(0, 1000) if store.log.last else []
    return [item.value.event(Noted).text for item in items if item.value]


async def test_state_and_events_commit_together(store: Store) -> None:
    await asyncio.gather(*(store.write(lambda tx, n=n: add(str(n), tx)) for n in range(50)))
    assert await texts(store) == await logged(store) == [str(n) for n in range(50)]


async def test_a_job_that_fails_is_rolled_back_alone(store: Store) -> None:
    def fail(tx: Transaction) -> None:
        add("lost", tx)
        raise LookupError("no")

    done = await asyncio.gather(
        store.write(lambda tx: add("a", tx)),
        store.write(fail),
        store.publish(Noted(text="b")),
        store.write(lambda tx: tx.execute("SELECT no_such")),
        store.write(lambda tx: add("c", tx)),
        return_exceptions=True,
    )
    assert [type(each) for each in done] == [type(None), LookupError, list, sqlite3.OperationalError, type(None)]
    assert await texts(store) == ["a", "c"]
    assert await logged(store) == ["a", "b", "c"]


async def test_a_full_disk_is_said_and_survived(store: Store) -> None:
    pages = await store.write(lambda tx: tx.execute("PRAGMA page_count").fetchone()[0])
    await store.write(lambda tx: tx.execute(f"PRAGMA max_page_count={pages}").fetchone())
    done = await asyncio.gather(
        *(store.publish(Noted(text="x" * 2000)) for _ in range(50)), store.write(lambda tx: add("z", tx)),
        return_exceptions=True,
    )  # fmt: skip
    assert {type(each) for each in done} == {Unavailable}
    assert store.log.last == 0
    await store.write(lambda tx: tx.execute("PRAGMA max_page_count=1000000").fetchone())
    [record] = await store.publish(Noted(text="y"))
    assert record.event(Noted).text == "y"
    assert await logged(store) == ["y"]


async def test_who_called_stands_in_the_record(store: Store) -> None:
    method = Table([Notebook], {})[f"{Notebook.__module__.rpartition('.')[2]}.add"]
    call = Call(method, Caller("ada", Grant("k", frozenset())), b"{}")
    [nobody] = await store.publish(Noted(text="a"))
    token = current.set(call)
    try:
        pending = store.publish(Noted(text="b")), store.write(lambda tx: add("c", tx))
        [mine], _ = await asyncio.gather(*pending)
    finally:
        current.reset(token)
    assert (nobody.actor, nobody.call) == ("system", "")
    assert (mine.actor, mine.call) == ("ada", call.id)
    assert call.published
    assert len({item.value.id for item in await store.log.read(0, 9) if item.value}) == 3


async def test_a_caller_that_goes_away_harms_nobody(store: Store) -> None:
    tasks = [asyncio.create_task(store.publish(Noted(text=str(n)))) for n in range(20)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await store.publish(Noted(text="end"))
    assert (await logged(store))[-1] == "end"


async def test_what_waits_is_written_before_it_closes(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.db", "w1")
    await store.open([Notes])
    pending = [asyncio.ensure_future(store.publish(Noted(text=str(n)))) for n in range(20)]
    await asyncio.sleep(0)
    await store.close()
    assert all(task.done() and not task.exception() for task in pending)
    for refused in (store.publish(Noted(text="x")), store.read(lambda db: None), store.write(lambda tx: None)):
        with pytest.raises(Unavailable):
            await refused
    await store.open([Notes])
    assert await logged(store) == [str(n) for n in range(20)]
    await store.close()


async def test_reading_connections_write_nothing(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await store.read(lambda db: db.execute("INSERT INTO notes VALUES ('x')"))


async def test_the_file_is_its_owners(store: Store) -> None:
    await store.publish(Noted(text="x"))
    assert {path.stat().st_mode & 0o777 for path in store.path.parent.iterdir()} == {0o600}


async def test_steps_run_once_and_a_newer_state_is_refused(tmp_path: Path) -> None:
    old, new = Store(tmp_path / "state.db", "w1"), Store(tmp_path / "state.db", "w1")
    await old.open([Notes])
    await old.write(lambda tx: add("a", tx))
    await old.close()

    class Later(Notes):
        steps = (*Notes.steps, "ALTER TABLE notes ADD COLUMN color TEXT DEFAULT 'red'")

    await new.open([Later])
    assert await new.read(lambda db: db.execute("SELECT * FROM notes").fetchall()) == [("a", "red")]
    await new.close()
    with pytest.raises(NewerState, match=r"notes is at step 2.*--state"):
        await old.open([Notes])


async def test_a_failing_step_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.db", "w1")

    class Bad(Schema):
        component = "bad"
        steps = ("CREATE TABLE bad (x)", "NO SQL")

    with pytest.raises(sqlite3.OperationalError):
        await store.open([Notes, Bad])
    await store.open([Notes])
    assert await store.read(lambda db: db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'bad'").fetchone()) is None
    await store.close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(Unavailable, match=r"state\.db.*--state") as raised:
        await Store(tmp_path / "state.db", "w1").open()
    assert str(tmp_path) not in raised.value.message
