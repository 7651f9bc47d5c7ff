"""Notebooks whose kernels end, whose disk is full, whose keys are revoked, whose files are moved."""

import asyncio
import json
from contextlib import aclosing
from pathlib import Path
from unittest.mock import AsyncMock

import pytest

from icotes import testing
from icotes.core.errors import Denied, Unavailable
from icotes.core.log import Item, Snapshot
from icotes.kit.tokens import Tokens
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.execution import notebook_store
from icotes.modules.execution.kernel_types import Done
from icotes.modules.execution.notebook_run import NotebookRun
from icotes.modules.execution.notebooks import NotebookRuns
from running import DEADLINE

SETTINGS = {"kernels.output": 2**20, "kernels.warm": 0}
WAIT = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)"
DEEP = "value = 1\nfor _ in range(600): value = [value]\nclass Deep:\n    def _repr_json_(self): return value\nDeep()"


def write(file: Path, *sources: str) -> None:
    cells = [
        {"id": id_, "cell_type": "code", "source": source, "metadata": {}, "execution_count": None, "outputs": []}
        for id_, source in zip("abc", sources, strict=False)
    ]
    file.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


async def run_of(client: testing.Client) -> NotebookRun:
    ((only,),) = (await client.container.get(NotebookRuns))._runs.values()
    return only


async def done(run: NotebookRun, cell: str) -> str:
    """Wait until a cell was run and return how it failed."""
    async with asyncio.timeout(DEADLINE):
        while not run.is_done(cell):
            await run.changed.wait()
    return run.failed.get(cell, "")


async def state(client: testing.Client, cell: str) -> str:
    async with aclosing(client.stream("documents.outputs", path="n.ipynb")) as outputs:
        cells = (await anext(outputs)).value.state.cells
    return next(each.state for each in cells if each.cell == cell)


async def test_a_cell_that_runs_when_its_kernel_is_stopped_failed(tmp_path: Path) -> None:
    write(tmp_path / "n.ipynb", WAIT, "1")
    async with testing.server(tmp_path, settings=SETTINGS) as client, asyncio.timeout(DEADLINE):
        kernel = await client.call("execution.run_cells", path="n.ipynb", kind="repl")
        run = await run_of(client)
        while await state(client, "a") != "running":
            await asyncio.sleep(0.02)
        await client.call("execution.stop_kernel", kernel=kernel["id"])
        assert "kernel ended" in await done(run, "a")
        assert "not run" in await done(run, "b")
        assert await state(client, "a") == "idle"


async def test_cells_that_wait_are_not_run_for_a_key_that_is_revoked(tmp_path: Path) -> None:
    write(tmp_path / "n.ipynb", WAIT, "open('ran', 'w')")
    async with testing.server(tmp_path, settings=SETTINGS) as client:
        await client.call("execution.run_cells", path="n.ipynb", cells=[], kind="repl")
        tokens = await client.container.get(Tokens)
        made = await tokens.issue("key", "script", "owner", ["*"])
        caller = await tokens.authenticate(made.key)
        assert caller
        script = testing.Client(client.container, client.dispatcher, caller)
        await script.call("execution.run_cells", path="n.ipynb")
        run = await run_of(client)
        await tokens.revoke(made.token.id)
        (tmp_path / "go").touch()
        assert await done(run, "a") == ""
        assert "revoked" in await done(run, "b")
        assert not (tmp_path / "ran").exists()
        with pytest.raises(Denied):
            await run._kernels.submit(run._workspace, caller, run.kernel.id, "1")


async def test_a_disk_that_is_full_for_a_moment_does_not_part_a_notebook_from_its_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "n.ipynb", "x = 1", "x")
    async with testing.server(tmp_path, settings=SETTINGS) as client:
        kernel = await client.call("execution.run_cells", path="n.ipynb", cells=[], kind="repl")
        run = await run_of(client)

        async def settle(cursor: str) -> None:
            raise Unavailable("The disk is full.")

        with monkeypatch.context() as full:
            full.setattr(run, "settle", settle)
            await client.call("execution.run_cells", path="n.ipynb", cells=["a"])
            async with asyncio.timeout(DEADLINE):
                while "did not reach its notebook" not in caplog.text:
                    await asyncio.sleep(0.02)
        async with aclosing(client.stream("documents.outputs", path="n.ipynb")) as outputs:
            assert (await anext(outputs)).value.state.kernel.kernel == kernel["id"]
        again = await client.call("execution.run_cells", path="n.ipynb", cells=["b"])
        assert again["id"] == kernel["id"]
        assert await done(run, "b") == ""


async def test_output_that_is_too_deep_is_cut(tmp_path: Path) -> None:
    write(tmp_path / "n.ipynb", DEEP, "1")
    async with testing.server(tmp_path, settings=SETTINGS) as client, asyncio.timeout(DEADLINE):
        await client.call("execution.run_cells", path="n.ipynb", cells=[], kind="repl")
        async with aclosing(client.stream("execution.run_notebook", path="n.ipynb")) as ran:
            assert [item.value.failed async for item in ran] == ["", ""]
        saved = json.loads((tmp_path / "n.ipynb").read_text())
        assert "more was put out" in str(saved["cells"][0]["outputs"])
        assert saved["cells"][1]["outputs"][0]["data"]["text/plain"] == ["1"]


async def test_after_a_gap_the_cells_that_wait_are_run(tmp_path: Path) -> None:
    write(tmp_path / "n.ipynb", WAIT, "1")
    async with testing.server(tmp_path, settings=SETTINGS) as client:
        await client.call("execution.run_cells", path="n.ipynb", kind="repl")
        run = await run_of(client)
        async with asyncio.timeout(DEADLINE):
            while await state(client, "a") != "running":
                await asyncio.sleep(0.02)
        log = run._kernels.log(run._workspace, run.kernel.id)
        await run._bring(Item(log.cursor(log.last), Snapshot(run.kernel)))
        assert run._running == "a", "its end is still to come"
        bring, run._take = run._take, AsyncMock()  # from here on what is said falls into the gap
        running = run._kernels._find(run._workspace, run.kernel.id)
        running._tasks[0].cancel()  # nor does the kernel itself hear of the end before it is asked
        (tmp_path / "go").touch()
        async with asyncio.timeout(DEADLINE):
            while not any(isinstance(each.args[0], Done) for each in run._take.await_args_list):
                await asyncio.sleep(0.02)
        run._take = bring
        await run._bring(Item(log.cursor(log.last), Snapshot(run.kernel)))
        assert await done(run, "b") == ""


@pytest.mark.parametrize(
    ("source", "target", "now"), [("d/n.ipynb", "d/m.ipynb", "d/m.ipynb"), ("d", "e", "e/n.ipynb")]
)
async def test_a_notebook_that_is_moved_keeps_its_kernel_for_the_next_server(
    source: str, target: str, now: str, tmp_path: Path
) -> None:
    (tmp_path / "d").mkdir()
    write(tmp_path / "d" / "n.ipynb", "1")
    async with testing.server(tmp_path, settings=SETTINGS) as client, asyncio.timeout(DEADLINE):
        kernel = await client.call("execution.run_cells", path="d/n.ipynb", cells=[], kind="repl")
        await client.call("files.move", source=source, target=target)
        (workspace,) = (await client.container.get(OpenWorkspaces)).all()
        while [each[:2] for each in await workspace.store.read(notebook_store.all_)] != [(kernel["id"], now)]:
            await asyncio.sleep(0.02)
