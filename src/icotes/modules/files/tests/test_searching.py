"""Names and contents are found, with every option, and the indexes keep up."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from home import Home
from icotes.core.caller import system
from icotes.core.errors import NotFound, Unacceptable
from icotes.modules.files.names import NameIndex

TREE = {
    "src/main.py": "def main():\n    return 'Hello'\n",
    "src/hello.ts": "const hello = 1;\nhello_world()\n",
    "docs/hello.md": "say hello, hello\n",
    "docs/umlaut.txt": "Gr\u00fc\u00dfe an hello\n",
    ".hidden/file": "hello hidden\n",
    "build/out.txt": "hello ignored\n",
    ".gitignore": "build/\n",
    "a+b.txt": "a+b\n",
}


@pytest.fixture
async def planted(home: Home) -> Home:
    for path, text in TREE.items():
        (home.folder / path).parent.mkdir(exist_ok=True)
        (home.folder / path).write_text(text)
    (home.folder / "utf16.txt").write_bytes("\ufeffhello sixteen\n".encode("utf-16-le"))
    return home


async def found(home: Home, pattern: str, path: str = "", **options: Any) -> list[str]:
    matches = home.files.search_contents(home.workspace, system(), pattern, path, **options)
    return sorted([f"{match.path}:{match.line}" async for match in matches])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "docs/hello.md:1 docs/umlaut.txt:1 src/hello.ts:1 src/hello.ts:2 src/main.py:2 utf16.txt:1"),
        ({"case": True}, "docs/hello.md:1 docs/umlaut.txt:1 src/hello.ts:1 src/hello.ts:2 utf16.txt:1"),
        ({"word": True, "case": True}, "docs/hello.md:1 docs/umlaut.txt:1 src/hello.ts:1 utf16.txt:1"),
        ({"include": ("*.ts",)}, "src/hello.ts:1 src/hello.ts:2"),
        ({"include": ("src/**",), "exclude": ("*.ts",)}, "src/main.py:2"),
        ({"type": "py"}, "src/main.py:2"),
        ({"path": "src"}, "src/hello.ts:1 src/hello.ts:2 src/main.py:2"),
        ({"hidden": True, "include": (".hidden/**",)}, ".hidden/file:1"),
        ({"ignored": True, "include": ("build/**",)}, "build/out.txt:1"),
        ({"limit": 0 + 1, "type": "md"}, "docs/hello.md:1"),
    ],
)
async def test_options_change_what_is_found(planted: Home, options: dict[str, Any], expected: str) -> None:
    assert await found(planted, "hello", **options) == expected.split()


async def test_a_pattern_is_plain_text_or_an_expression(planted: Home) -> None:
    assert await found(planted, "a+b") == ["a+b.txt:1"]
    assert await found(planted, "^const .*;$", regex=True) == ["src/hello.ts:1"]
    assert await found(planted, "nothing like it") == []
    assert await found(planted, "--help") == []
    refused: list[tuple[str, dict[str, Any]]] = [
        ("(", {"regex": True}),
        ("a", {"type": "nonsense"}),
        ("a", {"include": ("[",)}),
    ]
    for pattern, options in refused:
        with pytest.raises(Unacceptable) as failure:
            await found(planted, pattern, **options)
        assert str(planted.folder) not in failure.value.message
    with pytest.raises(NotFound):
        await found(planted, "a", "nowhere")
    with pytest.raises(Unacceptable):
        await found(planted, "a\0b")


async def test_spans_count_characters(planted: Home) -> None:
    matches = [match async for match in planted.files.search_contents(planted.workspace, system(), "hello", "docs")]
    for match in matches:
        for begin, end in match.spans:
            assert match.text[begin:end] == "hello"
    assert {len(match.spans) for match in matches} == {1, 2}


async def test_a_long_line_is_cut_around_what_was_found(home: Home) -> None:
    (home.folder / "min.js").write_text("x" * 100_000 + "needle" + "y" * 100_000)
    (match,) = [match async for match in home.files.search_contents(home.workspace, system(), "needle")]
    assert len(match.text) == 400
    assert [match.text[begin:end] for begin, end in match.spans] == ["needle"]


async def test_a_search_that_nobody_waits_for_ends(home: Home) -> None:
    for number in range(50):
        (home.folder / f"{number}").write_text("needle\n" * 20_000)
    stream: AsyncGenerator[Any] = home.files.search_contents(home.workspace, system(), "needle", limit=10_000)
    assert (await anext(stream)).line
    await stream.aclose()
    running: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread that ended meanwhile
            running += (task / "children").read_text().split()
    assert [pid for pid in running if _name(pid) == "rg"] == []


def _name(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


EVIL = ["(a+)+$", "(a|aa)+$", "(.*a){20}", "([a-zA-Z]+)*$", "(a|a?)+$", "(x+x+)+y", "(?:a*)*b", "(a{0,9}){0,9}$"]
EVIL += ["^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*!", "((a*)*)*b", "(a|b|ab)*c", "^(a?){30}a{30}$", "(\\w+\\s?)+$"]


@pytest.mark.parametrize("pattern", EVIL)
async def test_no_pattern_takes_exponential_time(home: Home, pattern: str) -> None:
    (home.folder / "evil").write_text(("a" * 1000 + "!\n") * 1000)
    late = 0.0

    async def tick() -> None:
        nonlocal late
        while True:
            begun = time.process_time()  # not by the clock on the wall, for the machine may stand still
            await asyncio.sleep(0.005)
            late = max(late, time.process_time() - begun)

    ticking = asyncio.create_task(tick())
    async with asyncio.timeout(20):
        await found(home, pattern, regex=True, limit=10)
    ticking.cancel()
    assert late < 1


async def test_names_are_found_as_they_are_typed(planted: Home) -> None:
    async def names(query: str) -> list[str]:
        return [match.path for match in await planted.files.search_names(planted.workspace, query)]

    assert (await names("hel"))[:2] == ["src/hello.ts", "docs/hello.md"]
    assert await names("smn") == ["src/main.py"]
    assert await names("docs/u") == ["docs/umlaut.txt"]
    assert await names("build") == []
    assert ".gitignore" in await names("gitig")


@pytest.mark.parametrize("steps", range(12))
async def test_who_goes_before_the_first_answer_leaves_an_index_that_holds(planted: Home, steps: int) -> None:
    """Somebody who types on cancels what the letters before asked for."""
    first = [
        asyncio.create_task(planted.files.search_names(planted.workspace, "h")),
        asyncio.create_task(planted.files.search_text(planted.workspace, "hello")),
    ]
    for _ in range(steps):
        await asyncio.sleep(0.001)
    for each in first:
        each.cancel()
    assert "src/hello.ts" in [each.path for each in await planted.files.search_names(planted.workspace, "hello")]
    assert await planted.files.search_text(planted.workspace, "hello")
    await asyncio.gather(*first, return_exceptions=True)


async def until(look: Any, expected: Any) -> None:
    async with asyncio.timeout(20):
        while await look() != expected:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("outside", [True, False])
async def test_the_indexes_keep_up(planted: Home, outside: bool) -> None:
    files, workspace = planted.files, planted.workspace

    async def names() -> list[str]:
        return [match.path for match in await files.search_names(workspace, "brandnew")]

    async def words() -> list[str]:
        return [match.path for match in await files.search_text(workspace, "zebra")]

    async def write(path: str, text: str) -> None:
        if outside:
            (planted.folder / path).write_text(text)
        else:
            await files.write(workspace, path, text)

    assert (await names(), await words()) == ([], [])
    await write("brandnew.txt", "a zebra")
    await write("build/brandnew.txt", "an ignored zebra")
    await until(names, ["brandnew.txt"])
    await until(words, ["brandnew.txt"])
    await write("brandnew.txt", "a horse")
    await until(words, [])
    await write("brandnew.txt", "a zebra again")
    await until(words, ["brandnew.txt"])
    await files.move(workspace, "brandnew.txt", "src/moved.txt")
    await until(names, [])
    await until(words, ["src/moved.txt"])


async def test_words_changed_while_the_server_was_stopped_are_found(planted: Home) -> None:
    assert await planted.files.search_text(planted.workspace, "zebra") == []
    assert [match.path for match in await planted.files.search_text(planted.workspace, "gru\u00dfe an he")] == [
        "docs/umlaut.txt"
    ]
    await planted.close()
    (planted.folder / "src" / "main.py").write_text("zebra")
    (planted.folder / "docs" / "hello.md").unlink()
    await planted.open()
    assert [match.path for match in await planted.files.search_text(planted.workspace, "zeb")] == ["src/main.py"]
    assert [match.path for match in await planted.files.search_text(planted.workspace, "say")] == []
    assert await planted.files.search_text(planted.workspace, 'what"ever OR (') == []
    assert [match.path for match in await planted.files.search_text(planted.workspace, "hello", "src")] == [
        "src/hello.ts"
    ]


def test_an_index_is_brought_up_to_date_by_its_differences() -> None:
    index = NameIndex()
    paths = {f"{number}/file{number}.txt" for number in range(200)}
    index.update(paths)
    for change in range(30):
        paths -= {f"{change}/file{change}.txt"}
        paths |= {f"new/{change}.py"}
        index.update(paths)
        fresh = NameIndex()
        fresh.update(paths)
        for query in ("f1", "new", "py", f"{change}", "ft", "zz"):
            assert set(index.search(query, 1000)) == set(fresh.search(query, 1000))
        assert len(index) == len(paths)
