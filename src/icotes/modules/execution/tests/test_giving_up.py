"""What goes on, and what ends, when whoever asked for it is gone: they gave up, or their key was revoked."""

import asyncio
import os
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from icotes import testing
from icotes.core.errors import Invalid
from icotes.kit.tokens import Tokens
from icotes.modules.execution import running
from icotes.modules.execution.kernel_types import Done, Turned
from icotes.modules.execution.kernels import Kernels
from icotes.modules.execution.methods import Runs
from icotes.modules.execution.pipes import Pipes
from icotes.modules.execution.probes import Probes
from icotes.modules.files.types import OpenText
from running import DEADLINE

SETTINGS = {"kernels.output": 2**20, "kernels.warm": 0}


class Gate:
    """Holds up a call until somebody lets it go on."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self.entered, self.open = asyncio.Event(), asyncio.Event()

    async def __call__(self, *args: Any) -> Any:
        self.entered.set()
        await self.open.wait()
        return await self._call(*args)


async def until(seen: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not seen():
            await asyncio.sleep(0.02)


async def key(client: testing.Client) -> tuple[testing.Client, str]:
    """Return a client with a key of its own, and the key's id."""
    tokens = await client.container.get(Tokens)
    made = await tokens.issue("key", "script", "owner", ["*"])
    caller = await tokens.authenticate(made.key)
    assert caller
    return testing.Client(client.container, client.dispatcher, caller), made.token.id


async def give_up(client: testing.Client, method: str, gate: Gate, **params: Any) -> None:
    """Ask for something, as one who can't be sent more later, and do not wait until it has begun."""
    answer = await client.call(method, wait=0, **params)
    assert answer == {"items": [], "cursor": "", "ended": False}
    async with asyncio.timeout(DEADLINE):
        await gate.entered.wait()
    gate.open.set()


async def test_a_run_that_nobody_waits_for_any_more_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with testing.server(tmp_path, settings=SETTINGS) as client:
        probes = await client.container.get(Probes)
        gate = Gate(probes.need)
        monkeypatch.setattr(probes, "need", gate)
        await give_up(client, "execution.run", gate, code="open('ran', 'w')", write=True)
        await until((tmp_path / "ran").exists)


async def test_code_that_nobody_waits_for_any_more_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with testing.server(tmp_path, settings=SETTINGS) as client:
        kernel = (await client.call("execution.start_kernel"))["id"]
        texts = await client.container.get(OpenText)
        gate = Gate(texts.flush)
        monkeypatch.setattr(texts, "flush", gate)
        await give_up(client, "execution.execute", gate, kernel=kernel, code="open('ran', 'w')")
        await until((tmp_path / "ran").exists)


async def test_a_run_whose_key_is_revoked_while_it_begins_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async with testing.server(settings=SETTINGS) as client:
        script, id_ = await key(client)
        probes, tokens = await client.container.get(Probes), await client.container.get(Tokens)
        gate = Gate(probes.need)
        monkeypatch.setattr(probes, "need", gate)
        asking = asyncio.create_task(script.call("execution.run", code="import time\ntime.sleep(1000)", wait=DEADLINE))
        async with asyncio.timeout(DEADLINE):
            await gate.entered.wait()
        await tokens.revoke(id_)
        await asyncio.gather(asking, return_exceptions=True)
        runs = await client.container.get(Runs)
        (beginning,) = runs._beginning
        gate.open.set()
        async with asyncio.timeout(DEADLINE):
            begun = await beginning
            assert not isinstance(begun, str)
            assert begun._finishing
            await asyncio.shield(begun._finishing)
        assert begun.run.trouble == "cancelled"


async def test_code_whose_key_is_revoked_while_it_is_handed_over_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    async with testing.server(settings=SETTINGS) as client:
        script, id_ = await key(client)
        kernel = (await client.call("execution.start_kernel"))["id"]
        texts, tokens = await client.container.get(OpenText), await client.container.get(Tokens)
        kernels = await client.container.get(Kernels)
        gate = Gate(texts.flush)
        monkeypatch.setattr(texts, "flush", gate)
        asking = asyncio.create_task(script.call("execution.execute", kernel=kernel, code="1", wait=DEADLINE))
        async with asyncio.timeout(DEADLINE):
            await gate.entered.wait()
        (submitting,) = kernels._submitting
        await tokens.revoke(id_)
        gate.open.set()
        await asyncio.gather(asking, submitting, return_exceptions=True)
        assert submitting.cancelled() or submitting.exception()


async def test_who_waits_for_code_of_a_kernel_that_is_stopped_hears_that_it_ended() -> None:
    async with testing.server(settings=SETTINGS) as client, asyncio.timeout(DEADLINE):
        kernel = (await client.call("execution.start_kernel"))["id"]
        async with (
            aclosing(client.stream("execution.follow_kernel", kernel=kernel)) as followed,
            aclosing(client.stream("execution.execute", kernel=kernel, code="while True: pass")) as items,
        ):
            await anext(followed)
            while getattr((await anext(items)).value, "count", None) is None:
                pass
            await client.call("execution.stop_kernel", kernel=kernel)
            rest = [item.value async for item in items]
            assert [each.status for each in rest if isinstance(each, Done)] == ["dead"]
            last = [item.value async for item in followed][-1]
            assert isinstance(last, Turned)
            assert last.state == "dead"


async def test_a_stop_that_is_given_up_is_carried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async with testing.server(settings=SETTINGS) as client:
        kernel = (await client.call("execution.start_kernel"))["id"]
        kernels = await client.container.get(Kernels)
        (running_,) = [each for own in kernels._kernels.values() for each in own.values()]
        gate = Gate(running_.held.end)
        monkeypatch.setattr(running_.held, "end", gate)
        stopping = asyncio.create_task(client.call("execution.stop_kernel", kernel=kernel))
        async with asyncio.timeout(DEADLINE):
            await gate.entered.wait()
        stopping.cancel()
        await asyncio.gather(stopping, return_exceptions=True)
        gate.open.set()
        async with asyncio.timeout(DEADLINE):
            while not (await client.call("workspaces.history", kinds=["execution.kernel_stopped"]))["items"]:
                await asyncio.sleep(0.02)


async def test_a_kernel_that_was_restarted_twice_is_followed_before_it_speaks() -> None:
    async with testing.server(settings=SETTINGS) as client, asyncio.timeout(DEADLINE):
        kernel = (await client.call("execution.start_kernel"))["id"]
        for _ in range(2):
            await client.call("execution.execute", kernel=kernel, code="1", wait=DEADLINE)
            await client.call("execution.restart", kernel=kernel)
        async with aclosing(client.stream("execution.follow_kernel", kernel=kernel)) as followed:
            assert (await anext(followed)).value.state.id == kernel


async def test_output_that_somebody_else_keeps_open_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Pipes] = []
    kept: list[int] = []
    started = Pipes.started

    def keep(pipes: Pipes) -> None:
        made.append(pipes)
        kept.append(os.dup(pipes.ends[0]))
        started(pipes)

    monkeypatch.setattr(Pipes, "started", keep)
    monkeypatch.setattr(running, "DRAIN_SECONDS", 0.05)
    async with testing.server(settings=SETTINGS) as client, asyncio.timeout(DEADLINE):
        async with aclosing(client.stream("execution.run", code="print(1)")) as items:
            assert [item.value async for item in items]
        (pipes,) = made
        assert pipes._epoll.closed
    os.close(*kept)


async def test_a_place_in_the_history_that_is_none_is_refused() -> None:
    async with testing.server(settings=SETTINGS) as client:
        for after in ("99999999999999999999", "x"):
            with pytest.raises(Invalid):
                await client.call("execution.history", after=after)
