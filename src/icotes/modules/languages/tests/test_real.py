"""The real language servers for Python: ty, basedpyright and ruff."""

import asyncio
from typing import Any

import pytest

CODE = '''\
"""Shapes."""
import os


def area(width: int, height: int) -> int:
    """Return how large a rectangle is."""
    return width * height


face = "😀😀"; size = area(2, "three")
print(size, face.upp)
'''
USE = "from shapes import area\n\nprint(area(1, 2))\n"


@pytest.fixture(params=["ty", "basedpyright"])
async def it(study: Any, request: pytest.FixtureRequest) -> Any:
    off = [each for each in ("ty", "basedpyright") if each != request.param]
    found = await study(order=[request.param], off=off, timeout=30.0)
    found.file("shapes.py", CODE)
    found.file("use.py", USE)
    found.name = request.param
    return found


async def test_hover_signature_and_definition(it: Any) -> None:
    hover = await it.call("hover", path="shapes.py", line=10, column=24)
    assert "width: int" in hover["text"]
    assert "how large" in hover["text"]
    assert hover["range"] == {"line": 10, "column": 21, "end_line": 10, "end_column": 25}
    signatures = await it.call("signatures", path="shapes.py", line=10, column=29)
    signature = signatures["signatures"][0]
    marked = signature["parameters"][signature["parameter"]]
    assert signature["label"][marked["start"] : marked["end"]] == "height: int"
    places = await it.call("definition", path="use.py", line=3, column=8)
    assert [(each["path"], each["range"]["line"]) for each in places] == [("shapes.py", 5)]
    assert places[0]["text"].startswith("def area(")
    outside = await it.call("definition", path="use.py", line=3, column=2)
    assert {(each["path"], each["name"]) for each in outside} == {("", "builtins.pyi")}


async def test_completion_after_emoji(it: Any) -> None:
    found = await it.call("complete", path="shapes.py", line=11, column=21)
    upper = next(each for each in found["items"] if each["label"] == "upper")
    assert upper["kind"] in {"method", "function"}
    whole = await it.call("resolve", id=upper["id"])
    assert "upper" in whole["new"]


async def test_diagnostics_of_what_is_not_saved(it: Any) -> None:

    async def found() -> list[Any]:
        (told,) = await it.call("diagnostics", path="shapes.py")
        return [each for each in told["diagnostics"] if each["server"] == it.name and each["range"]["line"] == 10]

    async def mended() -> bool:
        return not await found()

    (wrong,) = await it.until(found)
    assert (wrong["severity"], wrong["range"]["column"]) == ("error", 29)
    await it.client.call("documents.edit", path="shapes.py", edits=[{"old": '"three"', "new": "3"}])
    await it.until(mended)


async def test_references_and_rename_over_files(it: Any) -> None:
    await it.call("hover", path="use.py", line=3, column=8)
    places = await it.call("references", path="shapes.py", line=5, column=6)
    assert {(each["path"], each["range"]["line"]) for each in places} >= {
        ("shapes.py", 5),
        ("use.py", 1),
        ("use.py", 3),
    }
    changes = await it.call("rename", path="shapes.py", line=5, column=6, name="surface")
    assert [each["path"] for each in changes] == ["shapes.py", "use.py"]
    await it.call("apply", changes=changes)
    assert (it.folder / "use.py").read_text() == USE.replace("area", "surface")
    assert (it.folder / "shapes.py").read_text() == CODE.replace("area(", "surface(")


async def test_symbols(it: Any) -> None:
    symbols = await it.call("symbols", path="shapes.py")
    area = next(each for each in symbols if each["name"] == "area")
    assert (area["kind"], area["depth"], area["name_range"]["line"]) == ("function", 0, 5)


async def test_ruff_beside_them_formats_and_mends(it: Any) -> None:
    changes = await it.call("format", path="shapes.py")
    await it.call("apply", changes=changes)
    assert 'face = "😀😀"\nsize = area(2, "three")\n' in (it.folder / "shapes.py").read_text()
    assert await it.call("format", path="shapes.py") == []

    async def found() -> list[Any]:
        return [
            each
            for each in (await it.call("diagnostics", path="shapes.py"))[0]["diagnostics"]
            if each["code"] == "F401"
        ]

    (unused,) = await it.until(found)
    assert unused["server"] == "ruff"
    actions = await it.call("actions", path="shapes.py", line=3, column=8)
    titles = {each["title"]: each for each in actions if each["server"] == "ruff"}
    mend = next((each for title, each in titles.items() if "Remove unused import" in title), titles)
    await it.call("apply", changes=await it.call("edits_of", id=mend["id"]))
    assert "import os" not in (it.folder / "shapes.py").read_text()


async def test_several_who_ask_at_once_start_one_server(it: Any) -> None:
    asked = (it.call("hover", path="shapes.py", line=10, column=24) for _ in range(20))
    assert len({each["text"] for each in await asyncio.gather(*asked)}) == 1
    running = [each for each in await it.call("servers") if each["pid"]]
    assert [each["name"] for each in running if each["name"] != "ruff"] == [it.name]
