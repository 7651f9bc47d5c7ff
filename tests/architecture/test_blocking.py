"""The event loop never waits for a disk, a program or a clock: whatever is called, no blocking call is made in it."""

import asyncio
import base64
import gc
import os
import sys
import time
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import islice
from pathlib import Path

import pytest
from blockbuster import BlockBusterFunction, BlockingError, blockbuster_ctx

import minimal
from icotes import testing
from icotes.app import table
from icotes.core.errors import IcotesError
from icotes.core.methods import Module, query
from icotes.faces.server import Web
from icotes.testing import Client
from running import DEADLINE, Server
from ways import WAYS

METHODS = list(table())
MODULE = __name__.rpartition(".")[2]
WAIT = 30
_OS = ("open", "fsync", "fdatasync", "lstat", "fstat", "scandir", "chmod", "ftruncate", "pread", "waitpid")
BESIDES = [f"os.{name}" for name in _OS] + ["io.open", "builtins.open", "select.select", "subprocess.Popen.__init__"]
"""What blocks too, and blockbuster does not know."""


class Sleepy(Module):
    """Keeps everybody waiting."""

    @query
    async def sleep(self) -> None:
        """Wait for the clock."""
        time.sleep(0.001)

    @query
    async def read(self) -> str:
        """Wait for the disk."""
        return Path(__file__).read_text("utf-8")

    @query
    async def sync(self) -> None:
        """Wait for the disk to have it."""
        os.fsync(0)

    @query
    async def hidden(self) -> None:
        """Wait, and say nothing of being found out."""
        with suppress(Exception):
            time.sleep(0.001)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Refuse blocking calls in the event loop, and list them, for what calls one may not let the error out."""
    found: list[str] = []

    def remember(error: BlockingError, function: str) -> None:
        Exception.__init__(error, f"Blocking call to {function}")
        found.append(f"{function} in {_callers()}")

    with pytest.MonkeyPatch.context() as patch, blockbuster_ctx() as blockbuster:
        patch.setattr(BlockingError, "__init__", remember)
        # Here pytest writes what is logged; a server's own handler gives it to a thread.
        for writing in ("io.TextIOWrapper.write", "io.BufferedWriter.write"):
            blockbuster.functions[writing].can_block_in("logging/__init__.py", {"emit", "flush"})
        besides = [BlockBusterFunction(None, name).activate() for name in BESIDES]
        # A program whose end was seen is taken off the system's list at once.
        besides[BESIDES.index("os.waitpid")].can_block_in("icotes/kit/processes.py", {"_end"})
        try:
            yield found
        finally:
            for each in besides:
                each.deactivate()


def _callers() -> str:
    frames = islice(traceback.walk_stack(sys._getframe(3)), 8)
    return " < ".join(f"{Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}" for frame, line in frames)


@asynccontextmanager
async def opened(tmp_path: Path) -> AsyncIterator[tuple[Client, Server]]:
    """Run a whole server in this process, with a port, on a project with `notes.md`."""
    folder, key = tmp_path / "project", tmp_path / "key"
    for made in (folder, tmp_path / "second"):
        made.mkdir()
        (made / "notes.md").write_text("one\n" * 1000)
    thresholds = gc.get_threshold()
    async with testing.server(folder, parts=[Sleepy], settings={"server.port": 0}) as client:
        key.write_text((await client.call("system.create_token", scope=["*"]))["key"])
        address = await (await client.container.get(Web)).listen()
        url = f"http://127.0.0.1:{address.port}"
        try:
            yield client, Server(folder, tmp_path, {}, None, url, token_file=key)  # pyright: ignore[reportArgumentType]
        finally:
            gc.set_threshold(*thresholds)
            gc.unfreeze()


async def work(client: Client, second: Path) -> None:
    """Do a day's work: files, searches, terminals, projects."""
    call = client.call
    await call("files.make_folder", path="a")
    await call("files.write", path="a/b.md", text="two\n")
    await call("files.upload", path="big", body=base64.b64encode(b"x" * 3_000_000).decode())
    assert len(await call("files.download", path="big")) == 3_000_000
    await call("files.read", path="notes.md")
    assert (await call("files.follow", path="notes.md", max_items=1, wait=DEADLINE))["items"]
    await call("files.copy", source="notes.md", target="copy.md")
    await call("files.move", source="copy.md", target="a/moved.md")
    await call("files.delete", path="a")
    (trashed,) = await call("files.list_trash")
    await call("files.restore", id=trashed["id"])
    assert (await call("files.search_contents", pattern="two", max_items=1, wait=DEADLINE))["items"]
    assert await call("files.search_text", words="two")
    assert await call("files.search_names", query="moved")
    made = await call("terminals.create", command=["cat"])
    name = {"terminal": made["id"]}
    await call("terminals.write", **name, data="typed\n")
    assert (await call("terminals.follow", **name, max_items=2, wait=DEADLINE))["items"]
    await call("terminals.resize", **name, rows=10, cols=10)
    await call("terminals.close", **name)
    ran = await call("execution.run", code="open('left', 'w'); print(1)", wait=WAIT)
    assert ran["ended"]
    await call("execution.follow", run=ran["items"][0]["state"]["id"])
    await call("execution.languages")
    project = await call("projects.open", folder=str(second))
    await call("projects.close", project=project["name"])


def through_faces(server: Server) -> None:
    """Read and write through every face that has a port."""
    for name in ("rpc", "batch", "rest", "ws bearer", "ws first message", "mcp"):
        way = WAYS[name](server, server.token)
        way.ask("files.write", {"path": "face.md", "text": name})
        way.ask("files.read", {"path": "face.md"})
        way.ask("files.search_contents", {"pattern": name})
        way.close()
    body = b"x" * 3_000_000
    assert server.http("PUT", "/api/v1/workspaces/main/raw/sent", body)[0] == 200
    assert server.http("GET", "/api/v1/workspaces/main/raw/sent")[2] == body
    for page in ("/", "/health", "/ready", "/metrics", "/api", "/api/v1/openapi.json", "/nothing"):
        server.http("GET", page)


@pytest.mark.timeout(180)
async def test_no_method_and_no_face_blocks_the_loop(tmp_path: Path) -> None:
    async with opened(tmp_path) as (client, server):
        with watched() as found:
            await work(client, tmp_path / "second")
            await asyncio.to_thread(through_faces, server)
            for method in METHODS:
                with suppress(IcotesError):
                    await client.call(method.name, **minimal.params(method))
    assert found == []


@pytest.mark.parametrize(
    ("method", "blocking"),
    [("sleep", "time.sleep"), ("read", "io.open"), ("sync", "os.fsync"), ("hidden", "time.sleep")],
)
async def test_a_method_that_blocks_is_found(tmp_path: Path, method: str, blocking: str) -> None:
    async with testing.server(tmp_path, parts=[Sleepy]) as client:
        with watched() as found, suppress(IcotesError):
            await client.call(f"{MODULE}.{method}")
    assert [each.partition(" in ")[0] for each in found] == [blocking]
    assert f" {method}" in found[0]


def test_what_may_block_elsewhere_is_let_alone() -> None:
    with watched() as found:
        time.sleep(0)
        assert Path(__file__).read_bytes()
    assert found == []
