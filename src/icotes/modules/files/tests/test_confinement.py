"""No method reaches what is not in the workspace, whatever it is asked for."""

import asyncio
import ctypes
import os
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home import Home
from icotes.core.body import Download, Upload
from icotes.core.caller import Caller, system
from icotes.core.errors import Denied, IcotesError, NotFound, Unacceptable
from icotes.core.table import Method, Table
from icotes.kit.workspace import Workspace
from icotes.modules.files.methods import Files
from icotes.modules.files.types import FilePath

OUT = ["../project-secret/file", "../secret", "/etc/passwd", "//etc/passwd", "dir/../../secret"]
EXAMPLES = 10_000 if os.environ.get("ICOTES_TEST_FULL") else 1_000
SECRET = "never to be seen"
TABLE = Table([Files], {Workspace: "workspace"})
PATHED = [method for method in TABLE if any(p.type == FilePath or p.type == FilePath | None for p in method.parameters)]


def plant(base: Path) -> None:
    """Put secrets around the project, and every way to them into it."""
    project = base / "project"
    for folder in ("project/dir", "project-secret", "state"):
        (base / folder).mkdir(parents=True, exist_ok=True)
    for file in ("secret", "project-secret/file", "state/token"):
        (base / file).write_text(SECRET)
    (project / "dir" / "file").write_text("inside")
    for name, target in {
        "out": "../secret",
        "outdir": "../project-secret",
        "absolute": str(base / "secret"),
        "up": "..",
        "dir/up": "../..",
        "loop": "loop",
        "root": "/",
        "me": ".",
        "chain": "outdir/file",
    }.items():
        if not (project / name).is_symlink():
            (project / name).symlink_to(target)


def outside(base: Path) -> dict[str, tuple[int, str]]:
    """Return all that is around the project."""
    databases = base / "state" / "workspaces"
    files = [each for each in base.rglob("*") if each.is_file() and databases not in each.parents]
    files = [each for each in files if base / "project" not in each.parents]
    return {str(file): (file.stat().st_ino, file.read_text(errors="replace")) for file in files}


async def ask(home: Home, method: Method, path: str, other: str) -> str:
    """Call a method with paths and return all that it answers, as text."""
    paths = iter((path, other))
    values: dict[str, Any] = {"pattern": "never", "words": "never", "query": "secret", "text": "written"}
    given: dict[str, Any] = {}
    for parameter in method.parameters:
        if parameter.type in (FilePath, cast("Any", FilePath) | None):
            given[parameter.name] = next(paths)
        elif parameter.type is Upload:
            given[parameter.name] = Upload.of(b"uploaded")
        elif parameter.name in values:
            given[parameter.name] = values[parameter.name]
        elif parameter.name == "id":
            trashed = await home.files.list_trash(home.workspace)
            given["id"] = trashed[0].id if trashed else path
    injected = {name: system() if type_ is Caller else home.workspace for name, type_ in method.injected.items()}
    result = method.function(home.files, **injected, **given)
    if method.stream:
        return await first(result)
    result = await result
    if isinstance(result, Download):
        try:
            return b"".join([chunk async for chunk in result.read(0, result.size)]).decode("utf-8", "replace")
        finally:
            result.close()
    return msgspec.json.encode(result).decode()


async def first(stream: AsyncGenerator[Any]) -> str:
    values: list[Any] = []
    with suppress(StopAsyncIteration, TimeoutError):
        async with asyncio.timeout(1):
            value = await anext(stream)
            values.append(getattr(value, "value", value))
    await stream.aclose()
    return msgspec.json.encode(values).decode()


NAMES = st.sampled_from(["..", ".", "", "dir", "file", "out", "outdir", "absolute", "up", "loop", "root", "me"])
NAMES |= st.sampled_from(["chain", "secret", "tmp", "etc", "project-secret", "passwd", "%2E%2E", "%2F", "..\0"])
NAMES |= st.sampled_from(["\u202e", "a" * 256, "state", "token", "new"])
LINKS = st.sampled_from(["out", "outdir", "absolute", "up", "dir/up", "root", "me", "chain", "dir", "new", "/", ".."])
PATHS = st.tuples(LINKS | NAMES, st.lists(NAMES, max_size=4)).map(lambda path: "/".join([path[0], *path[1]]))


@pytest.mark.capability("E2")
@pytest.mark.timeout(900)
def test_no_method_gets_out(tmp_path: Path, home_of: type[Home]) -> None:
    assert len(PATHED) >= 14
    plant(tmp_path)
    before = outside(tmp_path)
    loop = asyncio.new_event_loop()
    home = loop.run_until_complete(home_of(tmp_path).open())
    answered: set[str] = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(PATHED), PATHS, PATHS)
    def attack(method: Method, path: str, other: str) -> None:
        answer = ""
        with suppress(IcotesError):
            answer = loop.run_until_complete(ask(home, method, path, other))
            answered.add(method.name)
        assert SECRET not in answer
        assert "root:" not in answer
        plant(tmp_path)

    try:
        attack()
    finally:
        loop.run_until_complete(home.close())
        loop.close()
    assert {path: what for path, what in outside(tmp_path).items() if path in before} == before
    assert len(answered) > len(PATHED) / 2


@pytest.mark.parametrize("method", PATHED, ids=lambda method: method.name)
@pytest.mark.parametrize("path", OUT)
async def test_a_path_that_leads_out_is_refused_by_every_method(home: Home, method: Method, path: str) -> None:
    plant(home.base)
    if method.name == "files.restore":
        await home.files.create(home.workspace, "gone")
        await home.files.delete(home.workspace, "gone")
    with pytest.raises(Unacceptable):
        await ask(home, method, path, "dir/other")


@pytest.mark.parametrize("method", PATHED, ids=lambda method: method.name)
@pytest.mark.parametrize("path", ["outdir/file", "root/etc", "up/secret"])
async def test_a_planted_link_leads_nowhere(home: Home, method: Method, path: str) -> None:
    plant(home.base)
    if method.name == "files.restore":
        await home.files.create(home.workspace, "gone")
        await home.files.delete(home.workspace, "gone")
    with pytest.raises((Denied, NotFound)):
        await ask(home, method, path, "dir/other")


async def test_folders_that_are_swapped_for_links_show_nothing(home: Home) -> None:
    """While two threads exchange a folder and a link, reads and searches see only what is inside."""
    plant(home.base)
    (home.folder / "flip").mkdir()
    (home.folder / "flip" / "file").write_text("inside")
    (home.folder / "flop").symlink_to("../project-secret")
    exchange, stop = ctypes.CDLL(None).renameat2, threading.Event()
    folder = os.open(home.folder, os.O_RDONLY)

    def flip() -> None:
        while not stop.is_set():
            exchange(folder, b"flip", folder, b"flop", 2)

    thread = threading.Thread(target=flip)
    thread.start()
    seen: set[str] = set()
    try:
        for number in range(1000):
            with suppress(IcotesError):
                seen.add((await home.files.read(home.workspace, "flip/file")).text or "")
            with suppress(IcotesError):
                await home.files.write(home.workspace, "flip/made", "made")
            if number % 20 == 0:
                matches = home.files.search_contents(home.workspace, system(), "never|inside", regex=True)
                seen |= {match.text async for match in matches}
    finally:
        stop.set()
        thread.join()
        os.close(folder)
    assert seen == {"inside"}
    assert sorted(path.name for path in (home.base / "project-secret").iterdir()) == ["file"]


@pytest.mark.capability("E7", partly="roles in a workspace come with accounts")
async def test_special_files_are_neither_read_nor_waited_for(home: Home) -> None:
    os.mkfifo(home.folder / "fifo")
    async with asyncio.timeout(20):
        for method in PATHED:
            with suppress(IcotesError):
                await ask(home, method, "fifo", "other")
            if not (home.folder / "fifo").exists():
                os.mkfifo(home.folder / "fifo")
    for call in (home.files.read, home.files.download):
        with pytest.raises(Unacceptable):
            await call(home.workspace, "fifo")


ODD = [
    *["plain", "two words", " leading", "trailing ", "trailing.", ".hidden", "...", "-rf", "--", "~", "~root", "$HOME"],
    *["`id`", "$(id)", ";ls", "a|b", "a&b", "a>b", "a*b", "a?b", "[a]", "{a,b}", "!", "#", "a'b", 'a"b', "a\\b", "a:b"],
    *["CON", "NUL", "aux.txt", "LPT1", "COM1.log", "a" * 255, "\u00e9" * 127, "cafe\u0301", "caf\u00e9s"],
    ["\u202egpj.exe"][0],
    *["\u200b", "\ufeff", "\U0001f600", "\u4e2d\u6587", "\u0627\u0644", "100%", "a%20b", "%zz", "%", "a+b", "a=b"],
    *["index.html", "null", "undefined", "true", "0", "1e400", "<script>", "&amp;", "\u00df", "\u0130", "\ufb01", "@"],
]


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_name_is_a_name_like_any_other(home: Home, name: str) -> None:
    files, workspace = home.files, home.workspace
    await files.create(workspace, name, "text")
    assert [entry.path for entry in (await files.list_(workspace)).items] == [name]
    assert (await files.read(workspace, name)).text == "text"
    await files.move(workspace, name, "plain name")
    await files.move(workspace, "plain name", name)
    assert ("created", name) in await home.changes()
    trashed = await files.delete(workspace, name)
    await files.restore(workspace, trashed.id)
    assert [path.name for path in home.folder.iterdir()] == [name]
