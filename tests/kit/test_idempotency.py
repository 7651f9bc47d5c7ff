import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from icotes.core.body import Upload
from icotes.core.caller import Caller, Grant
from icotes.core.container import Container
from icotes.core.errors import Conflict, Internal, Invalid, NotFound, OutcomeUnknown, Unacceptable, Unavailable
from icotes.core.methods import Module, command, query
from icotes.core.table import Secret, Table
from icotes.kit.audit import ServerAudit
from icotes.kit.dispatch import Dispatcher
from icotes.kit.idempotency import Idempotency, IdempotencySchema, _failure
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore

OWNER = Caller("owner", Grant("g1", frozenset({"*"})))
MODULE = __name__.rpartition(".")[2]


class Bank(Module):
    def __init__(self, state: StateFolder) -> None:
        self.paid: list[int] = []
        self.go_on = asyncio.Event()
        self.begun = asyncio.Event()
        self._database = state.server_store

    @command
    async def pay(self, amount: int, notes: dict[str, str] | None = None) -> int:
        self.paid.append(amount)
        return len(self.paid)

    @command
    async def slow(self) -> list[str]:
        self.paid.append(0)
        self.begun.set()
        kept = sqlite3.connect(self._database)
        states = [state for (state,) in kept.execute("SELECT state FROM idempotency")]
        kept.close()
        await self.go_on.wait()
        return states

    @command
    async def refuse(self) -> None:
        self.paid.append(0)
        raise Unavailable("No money today.", retry_after=3)

    @command
    async def break_(self) -> None:
        self.paid.append(0)
        raise ValueError("bug")

    @command
    async def secret(self) -> Secret:
        self.paid.append(0)
        return "hush"

    @command
    async def long(self) -> str:
        self.paid.append(0)
        return "x" * 2_000_000

    @command
    async def store(self, body: Upload) -> int:
        data = b"".join([chunk async for chunk in body.chunks])
        self.paid.append(len(data))
        return len(data)

    @command
    async def stream(self) -> AsyncIterator[int]:
        yield 1

    @query
    async def look(self) -> int:
        return len(self.paid)


class House:
    def __init__(self, path: Path) -> None:
        self.state = StateFolder(path)

    async def open(self) -> None:
        self.server = ServerStore(self.state, [IdempotencySchema()])
        await self.server.start()
        self.idempotency = Idempotency(self.server)
        container = Container([Bank], {StateFolder: self.state})
        self.dispatcher = Dispatcher(Table([Bank], {}), container, [], [self.idempotency], ServerAudit(self.server))
        self.bank = await container.get(Bank)

    async def call(self, name: str, caller: Caller = OWNER, upload: bytes | None = None, **params: Any) -> Any:
        body = json.dumps({"idempotency_key": "k", **params}).encode()
        sent = None if upload is None else Upload.of(upload)
        return json.loads(await self.dispatcher.call(caller, f"{MODULE}.{name}", body, sent))  # pyright: ignore[reportArgumentType]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    await made.open()
    yield made
    await made.server.stop()


async def test_the_same_key_runs_once(house: House) -> None:
    assert await house.call("pay", amount=5, notes={"a": "1", "b": "2"}) == 1
    assert await house.call("pay", amount=5, notes={"b": "2", "a": "1"}, timeout=9) == 1
    assert await house.call("pay", amount=5, idempotency_key="other") == 2
    assert house.bank.paid == [5, 5]


async def test_another_body_is_a_conflict(house: House) -> None:
    await house.call("pay", amount=5)
    with pytest.raises(Conflict, match="another request"):
        await house.call("pay", amount=6)
    assert house.bank.paid == [5]


async def test_the_answer_outlives_a_restart_for_a_day(house: House) -> None:
    assert await house.call("pay", amount=5) == 1
    await house.server.stop()
    await house.open()
    assert await house.call("pay", amount=5) == 1
    assert house.bank.paid == []
    begun = house.idempotency.clock()
    house.idempotency.clock = lambda: begun + 86401
    assert await house.call("pay", amount=5) == 1
    assert house.bank.paid == [5]
    house.idempotency.clock = lambda: begun + 3 * 86401
    await house.idempotency.tidy()
    assert await house.server.read(lambda db: db.execute("SELECT count(*) FROM idempotency").fetchone()) == (0,)


async def test_another_grant_or_method_has_keys_of_its_own(house: House) -> None:
    assert await house.call("pay", amount=5) == 1
    assert await house.call("pay", Caller("owner", Grant("g2", frozenset({"*"}))), amount=5) == 2
    assert await house.call("pay", Caller("ada", Grant("g1", frozenset({"*"}))), amount=5) == 3
    assert await house.call("store", upload=b"abc", body="") == 3


async def test_duplicates_wait_for_the_first_whose_begin_is_on_disk(house: House) -> None:
    calls = [asyncio.create_task(house.call("slow")) for _ in range(10)]
    await house.bank.begun.wait()
    house.bank.go_on.set()
    assert await asyncio.gather(*calls) == [["running"]] * 10
    assert house.bank.paid == [0]
    assert house.idempotency._turns == {}


async def test_an_interrupted_run_is_never_repeated(house: House) -> None:
    first = asyncio.create_task(house.call("slow"))
    second = asyncio.create_task(house.call("slow"))
    await house.bank.begun.wait()
    first.cancel()
    with pytest.raises(OutcomeUnknown):
        await second
    await house.server.stop()
    await house.open()
    with pytest.raises(OutcomeUnknown, match="Look what stands now"):
        await house.call("slow")
    assert house.bank.paid == []


async def test_a_failure_is_replayed_and_a_bug_is_not_known(house: House) -> None:
    for _ in range(2):
        with pytest.raises(Unavailable, match="No money today") as raised:
            await house.call("refuse")
        assert raised.value.data == {"retry_after": 3}
    with pytest.raises(Internal):
        await house.call("break")
    with pytest.raises(OutcomeUnknown):
        await house.call("break")
    assert house.bank.paid == [0, 0]


@pytest.mark.parametrize("method", ["secret", "long"])
async def test_what_is_not_kept_is_a_conflict(house: House, method: str) -> None:
    await house.call(method)
    with pytest.raises(Conflict, match="not kept"):
        await house.call(method)
    assert house.bank.paid == [0]
    assert b"hush" not in b"".join(path.read_bytes() for path in house.state.path.glob("server.db*"))


async def test_an_upload_is_compared_by_its_bytes(house: House) -> None:
    assert await house.call("store", upload=b"abc", body="") == 3
    assert await house.call("store", upload=b"abc", body="") == 3
    with pytest.raises(Conflict, match="another request"):
        await house.call("store", upload=b"abd", body="")
    assert house.bank.paid == [3]


async def test_streams_and_queries_take_no_key(house: House) -> None:
    with pytest.raises(Unacceptable):
        await house.call("stream")
    with pytest.raises(Invalid):
        await house.call("look")


async def test_without_a_key_each_call_runs(house: House) -> None:
    assert [await house.call("pay", amount=1, idempotency_key=None) for _ in range(3)] == [1, 2, 3]


def test_errors_come_back_as_what_they_were() -> None:
    assert type(_failure(NotFound("x").payload())) is NotFound
