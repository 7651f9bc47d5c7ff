"""Kernels among those who mean no good: code that lies, followers who stand still, calls that are given up."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from icotes import testing
from icotes.core.log import Gap, Snapshot
from icotes.kit import pace
from icotes.kit.holder_link import Held
from icotes.kit.paths import Root
from icotes.kit.tokens import Tokens
from icotes.modules.execution.kernel import TELL_SECONDS, WAITING, RunningKernel
from icotes.modules.execution.kernel_types import Done, Kernel, Printed, Raised
from icotes.modules.execution.kernels import Kernels
from icotes.modules.execution.notebooks import NotebookRuns
from running import DEADLINE

SETTINGS = {"kernels.output": 2**20, "kernels.warm": 0}
FLOOD = "for _ in range(300):\n    print('x' * 10_000)"
FORGE = """
import gc, json, os
channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
def say(type, **said):
    os.write(channel._descriptor, (json.dumps({"type": type, **said}) + chr(10)).encode())
"""


async def begun(client: testing.Client, **params: Any) -> tuple[str, RunningKernel]:
    id_ = (await client.call("execution.start_kernel", **params))["id"]
    kernels = await client.container.get(Kernels)
    (running,) = [each for own in kernels._kernels.values() for key, each in own.items() if key == id_]
    return id_, running


async def until(seen: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not seen():
            await asyncio.sleep(0.02)


async def run(client: testing.Client, kernel: str, code: str) -> list[Any]:
    async with (
        asyncio.timeout(DEADLINE),
        aclosing(client.stream("execution.execute", kernel=kernel, code=code)) as all_,
    ):
        return [item.value async for item in all_]


def printed(said: list[Any]) -> str:
    return "".join(each.data for each in said if isinstance(each, Printed))


def notebook(source: str) -> str:
    cell = {"id": "a", "cell_type": "code", "source": source, "metadata": {}, "execution_count": None, "outputs": []}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize("at", ["end", "launch"])
async def test_a_restart_that_is_given_up_is_carried_out(at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with testing.server(settings=SETTINGS) as client:
        kernel, running = await begun(client)
        kernels = await client.container.get(Kernels)
        entered, go_on, first = asyncio.Event(), asyncio.Event(), running.held.id
        end, start = running.held.end, kernels._launch.start_process

        async def held_up() -> None:
            entered.set()
            await go_on.wait()

        async def slow_end(grace: float = 0) -> None:
            await held_up()
            await end(grace)

        async def slow_start(workspace: Any, told: Kernel, process: str) -> Held:
            await held_up()
            return await start(workspace, told, process)

        if at == "end":
            monkeypatch.setattr(running.held, "end", slow_end)
        else:
            monkeypatch.setattr(kernels._launch, "start_process", slow_start)
        restart = asyncio.create_task(client.call("execution.restart", kernel=kernel))
        async with asyncio.timeout(DEADLINE):
            await entered.wait()
        restart.cancel()
        await asyncio.gather(restart, return_exceptions=True)
        go_on.set()
        await until(lambda: running.held.id != first and running.kernel.state == "idle")
        assert printed(await run(client, kernel, "print(6 * 7)")) == "42\n"


async def test_a_kernel_that_can_not_be_started_again_is_dead() -> None:
    async with testing.server(settings=SETTINGS) as client:
        _, running = await begun(client)

        async def fail(kernel: Kernel, process: str) -> Held:
            raise OSError("no files left")

        with pytest.raises(OSError, match="no files left"):
            await running.restart(fail)
        assert running.kernel.state == "dead"


async def test_who_follows_and_takes_nothing_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "STALLED_SECONDS", 0.2)
    async with testing.server(settings=SETTINGS) as client:
        kernel, running = await begun(client)
        async with aclosing(client.stream("execution.follow_kernel", kernel=kernel)) as still:
            await anext(still)
            await running.submit(FLOOD, by="somebody")
            await until(lambda: running.kernel.waiting == 1 or running.log.last > 2**21)
            await until(lambda: running.kernel.waiting == 0 and running.log.last > 2**21)


async def test_a_notebook_takes_what_its_kernel_says_though_a_follower_does_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pace, "STALLED_SECONDS", 1e6)
    (tmp_path / "flood.ipynb").write_text(notebook(FLOOD))
    async with testing.server(tmp_path, settings=SETTINGS) as client:
        made = await client.call("execution.run_cells", path="flood.ipynb", cells=[], kind="repl")
        async with (
            aclosing(client.stream("execution.follow_kernel", kernel=made["id"])) as still,
            aclosing(client.stream("execution.run_notebook", path="flood.ipynb")) as ran,
            asyncio.timeout(DEADLINE),
        ):
            await anext(still)
            assert [item.value.failed async for item in ran] == [""]


async def test_code_that_ended_out_of_sight_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "STALLED_SECONDS", 0.2)
    async with testing.server(settings=SETTINGS) as client:
        kernel, running = await begun(client)
        for later in ("", FLOOD):
            begin = running.log.last
            async with aclosing(client.stream("execution.execute", kernel=kernel, code=FLOOD)) as items:
                await anext(items)
                await until(lambda begin=begin: running.log.last > begin + 2**21 and not running.kernel.waiting)
                if later:
                    await running.submit(later, by="somebody")
                    await until(lambda begin=begin: running.log.last > begin + 5 * 2**20 and not running.kernel.waiting)
                async with asyncio.timeout(DEADLINE):
                    rest = [item.value async for item in items]
            assert any(isinstance(each, Gap) for each in rest)
            assert isinstance(rest[-1], Snapshot if later else Done)


async def test_what_code_says_in_its_kernels_name_fills_nothing() -> None:
    async with testing.server(settings=SETTINGS) as client:
        kernel, running = await begun(client)
        await run(client, kernel, FORGE)
        many = f"for n in range({2 * WAITING}): say('queued', code='', by='', at=0, run=str(n), cell='x')"
        await run(client, kernel, f"say('queued', code='', by='', at=0, run='r' * 500)\n{many}")
        await until(lambda: len(running._pending) >= WAITING - 2)  # whoever asked may hear of the end before it does
        await until(lambda: running._heard == running.log.last)
        assert WAITING - 2 <= len(running._pending) <= WAITING
        assert "r" * 500 not in running._pending


async def changes(client: testing.Client) -> int:
    """Return how often it was told that a kernel changed."""
    found = await client.call("workspaces.history", kinds=["execution.kernel_changed"], limit=1000)
    return len(found["items"])


async def test_events_do_not_come_faster_for_what_code_says() -> None:
    async with testing.server(settings=SETTINGS) as client:
        kernel, _ = await begun(client)
        await run(client, kernel, FORGE)
        flip = "say('queued', code='', by='', at=0, run=str(n)); time.sleep(0.005)"
        before, began = await changes(client), time.monotonic()
        await run(client, kernel, f"import time\nfor n in range(200): {flip}")
        seconds = time.monotonic() - began
        assert await changes(client) - before <= 4 + seconds / TELL_SECONDS


async def test_a_cell_that_is_in_no_notebook_leaves_nothing_there(tmp_path: Path) -> None:
    ghosts = f"{FORGE}\nfor n in range(50): say('error', cell=f'ghost{{n}}', name='E', value='')\nprint('done')"
    (tmp_path / "ghosts.ipynb").write_text(notebook(ghosts))
    async with testing.server(tmp_path, settings=SETTINGS) as client:
        made = await client.call("execution.run_cells", path="ghosts.ipynb", cells=[], kind="repl")
        assert made["state"] != "dead"
        async with aclosing(client.stream("execution.run_notebook", path="ghosts.ipynb")) as ran:
            assert [item.value.cell async for item in ran] == ["a"]
        runs = await client.container.get(NotebookRuns)
        ((only,),) = runs._runs.values()
        assert not only.failed
        async with aclosing(client.stream("documents.outputs", path="ghosts.ipynb")) as outputs:
            assert [each.cell for each in (await anext(outputs)).value.state.cells] == ["a"]


COLOURS = "print('\\x1b[31mred\\x1b[0m\\x1b]52;c;eA==\\x07 end')\n1 / 0"


async def test_others_see_what_draws_and_agents_text_only() -> None:
    async with testing.server(settings=SETTINGS) as client:
        kernel, _ = await begun(client)
        raw = await run(client, kernel, COLOURS)
        assert "\x1b]52" in printed(raw)
        other, agent = (
            client.narrowed("*"),
            testing.Client(client.container, client.dispatcher, replace(client.caller, face="mcp")),
        )
        assert printed(await run(other, kernel, COLOURS)) == "\x1b[31mred\x1b[0m end\n"
        said = await run(agent, kernel, COLOURS)
        assert printed(said) == "red end\n"
        (raised,) = [each for each in said if isinstance(each, Raised)]
        assert "\x1b" not in "".join(raised.traceback)
        seen = ""
        async with (
            aclosing(other.stream("execution.follow_kernel", kernel=kernel)) as followed,
            asyncio.timeout(DEADLINE),
        ):
            while " end\n" not in seen:
                seen += printed([(await anext(followed)).value])
        assert seen.startswith("\x1b[31mred\x1b[0m end\n")


async def test_what_a_key_started_ends_with_it() -> None:
    async with testing.server(settings=SETTINGS) as client:
        tokens = await client.container.get(Tokens)
        made = await tokens.issue("key", "script", "owner", ["*"])
        caller = await tokens.authenticate(made.key)
        assert caller
        script = testing.Client(client.container, client.dispatcher, caller)
        kernels = [(await each.call("execution.start_kernel"))["id"] for each in (script, client)]
        terminals = [(await each.call("terminals.create", command=["sleep", "100"])) for each in (script, client)]
        await tokens.revoke(made.token.id)
        async with asyncio.timeout(DEADLINE):
            while [each["id"] for each in await client.call("execution.kernels")] != kernels[1:]:
                await asyncio.sleep(0.02)
            while [each["id"] for each in await client.call("terminals.list")] != [terminals[1]["id"]]:
                await asyncio.sleep(0.02)
        await until(lambda: not Path(f"/proc/{terminals[0]['pid']}").exists())


@pytest.mark.parametrize("method", ["execution.start_kernel", "terminals.create"])
async def test_a_start_that_is_given_up_keeps_no_folder_open(
    method: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[int] = []
    (tmp_path / "mine").mkdir()
    entered, go_on = threading.Event(), threading.Event()
    open_folder = Root.open_folder

    def slow(root: Root, path: str, *, links: bool = True) -> int:
        if path != "mine" or not links:  # the watch opens folders too, at any time
            return open_folder(root, path, links=links)
        entered.set()
        go_on.wait(DEADLINE)
        opened.append(open_folder(root, path))
        return opened[-1]

    def is_open() -> bool:
        return tmp_path / "mine" in map(target, Path("/proc/self/fd").iterdir())

    async with testing.server(tmp_path, settings=SETTINGS) as client:
        monkeypatch.setattr(Root, "open_folder", slow)
        starting = asyncio.create_task(client.call(method, cwd="mine"))
        await until(entered.is_set)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        go_on.set()
        await until(lambda: opened and not is_open())


def target(descriptor: Path) -> Path | None:
    """Return what a descriptor is of; its number may be another file's by now."""
    with suppress(OSError):
        return descriptor.readlink()
    return None
