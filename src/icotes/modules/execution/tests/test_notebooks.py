"""Notebooks that are run: their kernel, what comes of their cells, and what is left in the file."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from footprint import until
from running import Failed, Server, start


def cell(id_: str, source: str, kind: str = "code") -> dict[str, Any]:
    made = {"id": id_, "cell_type": kind, "source": source, "metadata": {}}
    return {**made, "execution_count": None, "outputs": []} if kind == "code" else made


def write(server: Server, name: str, *cells: dict[str, Any]) -> None:
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (server.folder / name).write_text(json.dumps(whole))


def outputs(server: Server, name: str, id_: str) -> list[dict[str, Any]]:
    whole = json.loads((server.folder / name).read_text())
    nbformat.validate(whole)
    return next(each["outputs"] for each in whole["cells"] if each["id"] == id_)


def seen(server: Server, name: str) -> dict[str, Any]:
    """Return what the cells of a notebook put out and how they run, with its kernel."""
    state = server.call("documents.outputs", path=name, max_items=1)["items"][0]["state"]
    return {**{each["cell"]: each for each in state["cells"]}, "kernel": state["kernel"]}


def idle(server: Server, name: str, *cells: str) -> bool:
    now = seen(server, name)
    return all(cell in now and now[cell]["state"] == "idle" and now[cell]["count"] for cell in cells)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    running = start(tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.mark.capability("J5", "J9")
@pytest.mark.parametrize("kind", ["repl", "jupyter"])
def test_cells_share_a_kernel_and_what_comes_of_them_is_in_the_file(server: Server, kind: str) -> None:
    name = f"{kind}.ipynb"
    write(server, name, cell("a", "x = 20\nprint('hello')"), cell("t", "# Text", "markdown"), cell("b", "x + 1"))
    kernel = server.call("execution.run_cells", path=name, kind=kind)
    assert kernel["kind"] == kind
    until(lambda: idle(server, name, "a", "b"))
    until(lambda: outputs(server, name, "b"))
    assert outputs(server, name, "a") == [{"name": "stdout", "output_type": "stream", "text": ["hello\n"]}]
    assert outputs(server, name, "b")[0]["data"]["text/plain"] == ["21"]
    again = server.call("execution.run_cells", path=name, cells=["b"])
    assert again["id"] == kernel["id"], "all who run its cells share one kernel"
    until(lambda: seen(server, name)["b"]["count"] == 3)
    server.call("execution.stop_kernel", kernel=kernel["id"])
    until(lambda: seen(server, name)["kernel"]["state"] == "none")


def test_a_cell_that_fails_keeps_those_after_it_from_running(server: Server) -> None:
    write(server, "fails.ipynb", cell("a", "1 / 0"), cell("b", "print('never')"))
    done = server.icotes("execution", "run_notebook", "fails.ipynb")
    assert done.returncode == 2
    assert "Cell 1 of fails.ipynb failed: ZeroDivisionError" in done.stderr
    until(lambda: outputs(server, "fails.ipynb", "a"))
    assert outputs(server, "fails.ipynb", "a")[0]["ename"] == "ZeroDivisionError"
    assert outputs(server, "fails.ipynb", "b") == []


def test_a_key_that_may_not_write_files_does_not_by_a_kernel(server: Server) -> None:
    write(server, "kept.ipynb", cell("a", "open('written.txt', 'w').write('x')"))
    with pytest.raises(Failed, match="files:write"):
        server.call("execution.start_kernel", token=reader(server))
    kernel = server.call("execution.start_kernel")["id"]
    for method, params in (
        ("execute", {"kernel": kernel, "code": "open('written.txt', 'w').write('x')"}),
        ("restart", {"kernel": kernel}),
        ("run_cells", {"path": "kept.ipynb"}),
        ("run_notebook", {"path": "kept.ipynb"}),
    ):
        with pytest.raises(Failed, match="files:write") as failed:
            server.call(f"execution.{method}", token=reader(server), **params)
        assert failed.value.kind == "Denied"
    server.call("execution.stop_kernel", kernel=kernel)
    assert not (server.folder / "written.txt").exists()


def reader(server: Server) -> str:
    scope = ["execution:*", "documents:*", "files:read"]
    return server.call("system.create_token", name="reader", scope=scope)["key"]


@pytest.mark.capability("J9", partly="by the command line")
def test_the_command_line_runs_a_notebook_to_its_end(server: Server) -> None:
    write(server, "whole.ipynb", cell("a", "x = 6"), cell("b", "print(x * 7)"))
    done = server.icotes("execution", "run_notebook", "whole.ipynb", "--fresh")
    assert done.returncode == 0, done.stderr
    assert outputs(server, "whole.ipynb", "b")[0]["text"] == ["42\n"]


def test_an_interrupt_stops_a_cell_and_what_waits_behind_it(server: Server) -> None:
    write(server, "long.ipynb", cell("a", "import time\nwhile True: time.sleep(0.05)"), cell("b", "1"))
    kernel = server.call("execution.run_cells", path="long.ipynb", kind="repl")
    until(lambda: seen(server, "long.ipynb")["a"]["state"] == "running")
    assert seen(server, "long.ipynb")["b"]["state"] == "queued"
    server.call("execution.interrupt", kernel=kernel["id"])
    until(lambda: idle(server, "long.ipynb", "a") and seen(server, "long.ipynb")["b"]["state"] == "idle")
    assert seen(server, "long.ipynb")["a"]["outputs"][-1]["ename"] == "KeyboardInterrupt"
    assert seen(server, "long.ipynb")["b"]["outputs"] == []


@pytest.mark.capability("J5", "J9", partly="a server that is killed")
def test_a_cell_runs_on_while_no_server_does_and_nothing_of_it_is_lost(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    first = start(tmp_path, home)
    code = "import time\nfor i in range(30):\n    print(i, flush=True)\n    time.sleep(0.1)"
    write(first, "on.ipynb", cell("a", code), cell("b", "i"))
    first.call("execution.run_cells", path="on.ipynb", cells=["a"], kind="repl")
    until(lambda: seen(first, "on.ipynb")["a"]["outputs"])
    first.kill()
    second = start(tmp_path, home)
    try:
        until(lambda: idle(second, "on.ipynb", "a"))
        until(lambda: "29\n" in (outputs(second, "on.ipynb", "a") or [{"text": []}])[0]["text"])
        assert outputs(second, "on.ipynb", "a")[0]["text"] == [f"{number}\n" for number in range(30)]
        second.call("execution.run_cells", path="on.ipynb", cells=["b"])
        until(lambda: outputs(second, "on.ipynb", "b"))
        assert outputs(second, "on.ipynb", "b")[0]["data"]["text/plain"] == ["29"], "the variables are there"
    finally:
        second.stop()
