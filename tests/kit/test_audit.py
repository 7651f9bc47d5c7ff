import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from icotes.core.caller import Caller, Grant
from icotes.core.container import Container
from icotes.core.errors import Denied, IcotesError, NotFound
from icotes.core.events import Event
from icotes.core.methods import Module, command, query
from icotes.core.table import Table
from icotes.kit.audit import AuditRecorded, ServerAudit
from icotes.kit.dispatch import Dispatcher
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore

MODULE = __name__.rpartition(".")[2]


class Written(Event):
    path: str


class Papers(Module):
    def __init__(self, store: ServerStore) -> None:
        self._store = store

    @command
    async def write(self, path: str, text: str) -> None:
        await self._store.publish(Written(path=path))

    @command
    async def lose(self, paths: list[str]) -> None:
        raise NotFound("There is no such paper.")

    @command
    async def remove(self, id: int) -> None: ...

    @command
    async def silent(self) -> None: ...

    @command(ephemeral=True)
    async def type_(self, text: str) -> None: ...

    @query
    async def read(self, path: str) -> str:
        return path


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ServerStore]:
    made = ServerStore(StateFolder(tmp_path), [])
    await made.start()
    yield made
    await made.stop()


class Desk:
    def __init__(self, store: ServerStore) -> None:
        self.store = store
        container = Container([Papers], {ServerStore: store})
        self.dispatcher = Dispatcher(Table([Papers], {}), container, [], [], ServerAudit(store))

    async def call(self, name: str, *scopes: str, **params: Any) -> None:
        caller = Caller("ada", Grant("g1", frozenset(scopes)), address="10.0.0.7", face="http")
        await self.dispatcher.call(caller, f"{MODULE}.{name}", json.dumps(params).encode())

    def written(self) -> list[tuple[str, Any]]:
        """Return what is on disk now."""
        kept = sqlite3.connect(self.store.path)
        rows = kept.execute("SELECT kind, data FROM events ORDER BY seq").fetchall()
        kept.close()
        return [(kind, json.loads(data)) for kind, data in rows]


@pytest.mark.capability("U6", partly="every method of the real server: tests/security")
async def test_a_command_leaves_a_record_of_who_and_what_but_no_contents(store: ServerStore) -> None:
    desk = Desk(store)
    await desk.call("write", "*", path="a.txt", text="private")
    await desk.store.publish()
    [(kind, record)] = [each for each in desk.written() if each[0] == AuditRecorded.kind]
    assert kind == "audit.recorded"
    assert record.pop("duration_ms") >= 0
    assert len(record.pop("call")) > 8
    assert record == {
        "method": f"{MODULE}.write",
        "actor": "ada",
        "grant": "g1",
        "workspace": "",
        "outcome": "ok",
        "face": "http",
        "address": "10.0.0.7",
        "target": {"path": "a.txt"},
    }


@pytest.mark.parametrize(
    ("name", "scopes", "params", "outcome"),
    [
        ("write", ["other:write"], {"path": "a", "text": "b"}, "Denied"),
        ("write", [f"{MODULE}:read"], {"path": "a", "text": "b"}, "Denied"),
        ("write", ["*"], {"path": "a"}, "Invalid"),
        ("lose", ["*"], {"paths": ["a", "b"]}, "NotFound"),
        ("remove", ["*"], {"id": 7}, "ok"),
        ("silent", ["*"], {}, "ok"),
    ],
)
async def test_refused_failed_and_silent_commands_are_on_disk_before_the_answer(
    store: ServerStore, name: str, scopes: list[str], params: dict[str, Any], outcome: str
) -> None:
    desk = Desk(store)
    with suppress(IcotesError):
        await desk.call(name, *scopes, **params)
    [(_, record)] = desk.written()
    assert (record["method"], record["outcome"]) == (f"{MODULE}.{name}", outcome)
    assert record["target"] == {"lose": {"paths": "a\nb"}, "remove": {"id": "7"}}.get(name, {})


async def test_the_record_of_a_command_with_an_event_goes_with_the_next_commit(store: ServerStore) -> None:
    desk = Desk(store)
    await desk.call("write", "*", path="a", text="b")
    assert [kind for kind, _ in desk.written()] == [Written.kind]
    await desk.call("silent", "*")
    assert [kind for kind, _ in desk.written()] == [Written.kind, AuditRecorded.kind, AuditRecorded.kind]


async def test_records_that_wait_are_written_soon_and_at_the_end(store: ServerStore) -> None:
    desk = Desk(store)
    await desk.call("write", "*", path="a", text="b")
    await store.log.signal.wait()
    assert [kind for kind, _ in desk.written()] == [Written.kind, AuditRecorded.kind]
    await desk.call("write", "*", path="a", text="b")
    await store.stop()
    assert [kind for kind, _ in desk.written()][2:] == [Written.kind, AuditRecorded.kind]


async def test_queries_and_ephemeral_commands_leave_none(store: ServerStore) -> None:
    desk = Desk(store)
    await desk.call("read", "*", path="a")
    await desk.call("type", "*", text="x")
    with pytest.raises(Denied):
        await desk.call("read", path="a")
    await store.stop()
    assert desk.written() == []
