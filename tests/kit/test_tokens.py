import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from icotes.core.caller import Caller
from icotes.core.errors import Denied, Invalid, NotFound, QuotaExceeded, Unauthenticated
from icotes.core.log import follow
from icotes.kit.keys import KeysSchema
from icotes.kit.sessions import Sessions, SessionSettings
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore
from icotes.kit.tokens import Tokens

DAY = 86400.0


class House:
    """The server's parts that know keys; it can be closed and opened again."""

    def __init__(self, path: Path) -> None:
        self.state = StateFolder(path / "state")
        self.now = 1_000_000.0
        self.state.folder()

    async def open(self) -> None:
        self.store = ServerStore(self.state, [KeysSchema()])
        self.tokens = Tokens(self.store, self.state)
        self.tokens.clock = lambda: self.now
        self.sessions = Sessions(self.tokens, self.store, SessionSettings())
        await self.store.start()
        await self.tokens.start()

    async def close(self) -> None:
        await self.tokens.stop()
        await self.store.stop()

    async def restart(self) -> None:
        await self.close()
        await self.open()

    @property
    def owner_key(self) -> str:
        return self.state.token_file.read_text()

    async def owner(self) -> Caller:
        return await self.caller(self.owner_key)

    async def caller(self, key: str) -> Caller:
        caller = await self.tokens.authenticate(key)
        assert caller
        return caller


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    await made.open()
    yield made
    await made.close()


async def test_the_owners_key_is_made_once_and_replaced_when_it_is_lost(house: House) -> None:
    first = house.owner_key
    assert house.state.token_file.stat().st_mode & 0o777 == 0o600
    owner = await house.owner()
    assert (owner.name, owner.kind, owner.grant.allows("files:write")) == ("owner", "person", True)
    await house.restart()
    assert house.owner_key == first
    house.state.token_file.unlink()
    await house.restart()
    assert house.owner_key != first
    assert await house.tokens.authenticate(first) is None
    assert len(await house.tokens.all()) == 1
    await house.owner()


async def test_what_is_no_key_opens_nothing(house: House) -> None:
    key = house.owner_key
    other = (await house.tokens.create(await house.owner(), "x", ["files:read"])).key
    swapped = f"ick_{other.split('_')[1]}_{key.split('_', 2)[2]}"
    for forged in (
        "",
        "ick_",
        key[:-1],
        key + "x",
        key[:-1] + "é",
        key.upper(),
        swapped,
        " " + key,
        "\ud800",
        "x" * 10**6,
    ):
        assert await house.tokens.authenticate(forged) is None, forged[:80]


async def test_only_hashes_are_kept(house: House) -> None:
    new = await house.tokens.create(await house.owner(), "ci", ["files:read"])
    session = await house.sessions.exchange(house.sessions.create_launch(await house.owner()))
    await house.close()
    kept = b"".join(path.read_bytes() for path in house.state.path.glob("server.db*"))
    for key in (house.owner_key, new.key, session.key, session.cookie):
        assert key.split("_", 2)[2].encode() not in kept
    await house.open()


@pytest.mark.parametrize("scope", ["*", "files:write", "files:*", "*:read", "*:*", "terminals:read"])
async def test_a_key_makes_no_wider_one(house: House, scope: str) -> None:
    narrow = await house.tokens.create(await house.owner(), "narrow", ["files:read", "tokens:write"], ["w1"])
    caller = await house.caller(narrow.key)
    with pytest.raises(Denied):
        await house.tokens.create(caller, "wide", [scope])
    with pytest.raises(Denied):
        await house.tokens.create(caller, "wide", ["files:read"], ["w2"])
    child = await house.tokens.create(caller, "same", ["files:read"])
    assert child.token.workspaces == ["w1"]


@pytest.mark.parametrize("scopes", [[], [""], ["files"], ["files:read extra"], ["Files:read"], ["files:read\n"], [":"]])
async def test_a_malformed_scope_is_refused(house: House, scopes: list[str]) -> None:
    with pytest.raises(Invalid):
        await house.tokens.create(await house.owner(), "x", scopes)


@pytest.mark.parametrize(
    ("scopes", "asked", "allowed"),
    [
        (["files:read"], "files:read", True),
        (["files:read"], "files:write", False),
        (["files:*"], "files:write", True),
        (["*:read"], "terminals:read", True),
        (["*:read"], "terminals:write", False),
        (["*"], "anything:at_all", True),
    ],
)
async def test_scopes(house: House, scopes: list[str], asked: str, allowed: bool) -> None:
    made = await house.tokens.create(await house.owner(), "x", scopes)
    assert (await house.caller(made.key)).grant.allows(asked) is allowed


async def test_revoking_ends_what_runs_and_stays_so(house: House) -> None:
    made = await house.tokens.create(await house.owner(), "ci", ["files:read"])
    caller, ended = await house.caller(made.key), asyncio.Event()
    caller.grant.on_revoke(ended.set)
    assert (await house.caller(made.key)).grant is caller.grant
    await house.tokens.revoke(made.token.id)
    assert ended.is_set()
    assert not caller.grant.live
    assert await house.tokens.authenticate(made.key) is None
    await house.restart()
    assert await house.tokens.authenticate(made.key) is None
    with pytest.raises(NotFound):
        await house.tokens.revoke(made.token.id)


async def test_a_key_that_is_revoked_while_it_is_verified_opens_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await house.tokens.create(await house.owner(), "ci", ["files:read"])
    read, looked, go_on = house.store.read, asyncio.Event(), asyncio.Event()

    async def slowly(job: Any) -> Any:
        found = await read(job)
        looked.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(house.store, "read", slowly)
    verified = asyncio.create_task(house.tokens.authenticate(made.key))
    await looked.wait()
    monkeypatch.undo()
    await house.tokens.revoke(made.token.id)
    go_on.set()
    assert await verified is None
    assert await house.tokens.authenticate(made.key) is None


async def test_revoking_a_key_revokes_what_it_made_but_not_what_a_session_made(house: House) -> None:
    parent = await house.tokens.create(await house.owner(), "parent", ["files:read"])
    child = await house.tokens.create(await house.caller(parent.key), "child", ["files:read"])
    session = await house.sessions.exchange(house.sessions.create_launch(await house.owner()))
    by_session = await house.tokens.create(await house.caller(session.key), "kept", ["files:read"])
    await house.tokens.revoke(parent.token.id)
    assert await house.tokens.authenticate(child.key) is None
    await house.tokens.revoke((await house.caller(session.key)).grant.id)
    assert await house.tokens.authenticate(session.key) is None
    assert await house.tokens.authenticate(session.cookie) is None
    assert await house.tokens.authenticate(by_session.key)


async def test_the_owner_can_be_renewed(house: House) -> None:
    old, owner = house.owner_key, await house.owner()
    await house.tokens.revoke(owner.grant.id)
    assert not owner.grant.live
    assert await house.tokens.authenticate(old) is None
    await house.owner()


async def test_a_key_expires_also_when_nobody_uses_it(house: House) -> None:
    made = await house.tokens.create(await house.owner(), "ci", ["files:read"], expires=house.now + 60)
    child = await house.tokens.create(await house.caller(made.key), "child", ["files:read"], expires=house.now + 1000)
    assert child.token.expires == house.now + 60
    caller = await house.caller(made.key)
    house.now += 59
    await house.tokens.tidy()
    assert caller.grant.live
    house.now += 2
    await house.tokens.tidy()
    assert not caller.grant.live
    assert await house.tokens.authenticate(made.key) is None
    assert await house.tokens.authenticate(child.key) is None


async def test_last_use_is_kept(house: House) -> None:
    made = await house.tokens.create(await house.owner(), "ci", ["files:read"])
    house.now += 100
    await house.caller(made.key)
    for again in (False, True):
        if again:
            await house.restart()
        [token] = [token for token in await house.tokens.all() if token.id == made.token.id]
        assert token.last_used == house.now


async def test_the_memory_of_verified_keys_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icotes.kit.tokens.REMEMBERED", 3)
    made = [await house.tokens.create(await house.owner(), "ci", ["files:read"]) for _ in range(10)]
    callers = [await house.caller(each.key) for each in made]
    assert len(house.tokens._known) == 3
    await house.tokens.revoke(made[0].token.id)
    assert not callers[0].grant.live, "a forgotten key still ends what it opened"


async def test_making_and_revoking_are_told_without_the_key(house: House) -> None:
    start = house.store.log.cursor(house.store.log.last)
    made = await house.tokens.create(await house.owner(), "ci", ["files:read"])
    await house.tokens.revoke(made.token.id)
    stream = follow(house.store.log, start)
    items = [await anext(stream) for _ in range(2)]
    assert [item.value.kind for item in items] == ["tokens.created", "tokens.revoked"]
    assert not [item for item in items if made.key.split("_", 2)[2].encode() in item.json()]


async def test_a_launch_token_works_once_and_for_two_minutes(house: House) -> None:
    owner = await house.owner()
    launch = house.sessions.create_launch(owner)
    keys = await house.sessions.exchange(launch, "Firefox")
    with pytest.raises(Unauthenticated):
        await house.sessions.exchange(launch)
    late = house.sessions.create_launch(owner)
    house.now += 121
    with pytest.raises(Unauthenticated):
        await house.sessions.exchange(late)
    caller = await house.caller(keys.key)
    assert (caller.name, caller.kind, caller.session, caller.grant.allows("files:write")) == (
        "owner",
        "person",
        caller.grant.id,
        True,
    )
    cookie = await house.caller(keys.cookie)
    assert cookie.session == caller.session
    assert (cookie.grant.allows("files:read"), cookie.grant.allows("files:write")) == (True, False)


async def test_a_launch_reaches_as_far_as_its_maker(house: House) -> None:
    narrow = await house.tokens.create(await house.owner(), "narrow", ["files:write"], ["w1"], house.now + 50)
    launch = house.sessions.create_launch(await house.caller(narrow.key))
    keys = await house.sessions.exchange(launch)
    grant = (await house.caller(keys.key)).grant
    assert (grant.allows("files:write"), grant.allows("terminals:read"), grant.workspaces) == (True, False, {"w1"})
    launch = house.sessions.create_launch(await house.caller(narrow.key))
    await house.tokens.revoke(narrow.token.id)
    with pytest.raises(Unauthenticated):
        await house.sessions.exchange(launch)
    assert await house.tokens.authenticate(keys.key) is None


@pytest.mark.capability("C2", partly="through the page: with the browser client")
async def test_a_session_keeps_its_data_and_ends_by_idleness_and_by_age(house: House) -> None:
    keys = await house.sessions.exchange(house.sessions.create_launch(await house.owner()), "Firefox")
    await house.sessions.keep(await house.caller(keys.key), {"theme": "dark"})
    await house.restart()
    caller = await house.caller(keys.key)
    session = await house.sessions.resume(caller)
    assert (session.data, session.token.name) == ({"theme": "dark"}, "Firefox")
    assert [each.token.id for each in await house.sessions.all()] == [caller.session]
    for _ in range(14):
        house.now += 2 * DAY
        await house.caller(keys.key)
    house.now += 3 * DAY
    assert await house.tokens.authenticate(keys.key) is None, "too old"
    keys = await house.sessions.exchange(house.sessions.create_launch(await house.owner()))
    caller = await house.caller(keys.key)
    house.now += 3 * DAY + 1
    await house.tokens.tidy()
    assert not caller.grant.live, "idle"
    assert await house.sessions.all() == []


async def test_what_a_session_keeps_is_bounded(house: House) -> None:
    keys = await house.sessions.exchange(house.sessions.create_launch(await house.owner()))
    with pytest.raises(QuotaExceeded):
        await house.sessions.keep(await house.caller(keys.key), {"x": "y" * 70_000})
    with pytest.raises(NotFound):
        await house.sessions.resume(await house.owner())


async def test_launch_tokens_are_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icotes.kit.sessions.LAUNCHES", 3)
    launches = [house.sessions.create_launch(await house.owner()) for _ in range(5)]
    with pytest.raises(Unauthenticated):
        await house.sessions.exchange(launches[0])
    await house.sessions.exchange(launches[-1])
