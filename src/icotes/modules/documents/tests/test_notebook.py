"""Notebooks: edited together by cells, on disk as `.ipynb`, and changed by whoever changes that file."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from icotes.core.errors import Unacceptable
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.documents import ipynb
from icotes.modules.documents.notebook import difference, fill, read, rewrite, text
from icotes.modules.documents.order import between, spread
from icotes.modules.documents.outputs import CELL_BYTES, Outputs
from icotes.modules.documents.types import DocumentUpdate, Notebooks

LONG = 20
PLOT = {"output_type": "display_data", "data": {"image/png": "aGk=", "text/plain": ["<Fig>\n", "ure"]}, "metadata": {}}
PRINTED = {"output_type": "stream", "name": "stdout", "text": ["1\n", "2\n"]}


def cell(id_: str, source: str, kind: str = "code", **more: Any) -> dict[str, Any]:
    made = {"id": id_, "cell_type": kind, "source": source.splitlines(keepends=True), "metadata": {}, **more}
    return {"execution_count": None, "outputs": [], **made} if kind == "code" else made


def notebook(*cells: dict[str, Any], **more: Any) -> str:
    whole = {"cells": [*cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


TWO = notebook(
    cell("one", "print(1)\nprint(2)", execution_count=3, outputs=[PRINTED, PLOT]), cell("two", "# Hi", "markdown")
)


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.01)


def cells(typist: Any) -> Any:
    return typist.doc.get("cells", type=Map)


async def act(typist: Any, change: Callable[[Any], object]) -> None:
    """Change the cells as an editor would, and send that."""
    updates: list[bytes] = []
    subscription = typist.doc.observe(lambda event: updates.append(event.update))
    with typist.doc.transaction():
        change(cells(typist))
    typist.doc.unobserve(subscription)
    await typist.send(updates[0])


def insert(id_: str, at: str, source: str) -> Callable[[Any], object]:
    def change(held: Any) -> None:
        held[id_] = Map({"at": at, "cell_type": "code", "more": '{"metadata":{}}', "source": Text(source)})

    return change


async def opened_by(house: Any, path: str = "a.ipynb") -> Any:
    """Return a notebook as who runs its cells has it."""
    workspace = (await house.client.container.get(OpenWorkspaces)).all()[0]
    return await (await house.client.container.get(Notebooks)).notebook(workspace, path)


def on_disk(folder: Path, name: str = "a.ipynb") -> Any:
    return json.loads((folder / name).read_text())


def sources(folder: Path) -> list[str]:
    return ["".join(each["source"]) for each in on_disk(folder)["cells"]]


@pytest.mark.capability("J9", partly="running is shown with kernels")
async def test_what_two_edit_in_cells_is_a_valid_notebook_on_disk(house: Any) -> None:
    house.file("a.ipynb", TWO)
    ann, bob = await house.typist("ann", "a.ipynb"), await house.typist("bob", "a.ipynb")
    await act(ann, lambda held: held["one"]["source"].insert(0, "x = 1\n"))
    await act(bob, insert("three", "z", "print(x)"))
    await act(bob, lambda held: held["one"]["source"].insert(len(held["one"]["source"]), "\nprint(3)"))
    await until(lambda: sources(house.folder)[0] == "x = 1\nprint(1)\nprint(2)\nprint(3)")
    whole = on_disk(house.folder)
    nbformat.validate(whole)
    assert [each["id"] for each in whole["cells"]] == ["one", "two", "three"]
    assert whole["cells"][0]["outputs"] == [PRINTED, PLOT], "what a cell put out is kept"
    assert whole["cells"][0]["execution_count"] == 3
    await ann.until(lambda: "three" in cells(ann))


async def test_it_is_written_as_nbformat_writes_it(house: Any) -> None:
    house.file("a.ipynb", TWO)
    ann = await house.typist("ann", "a.ipynb")
    await act(ann, lambda held: held["two"]["source"].insert(0, "#"))
    await until(lambda: "## Hi" in (house.folder / "a.ipynb").read_text())
    written = (house.folder / "a.ipynb").read_text()
    assert nbformat.writes(nbformat.reads(written, as_version=4)) + "\n" == written


async def test_a_file_that_nobody_changed_stays_as_it_was_written(house: Any) -> None:
    loose = json.dumps(json.loads(TWO), indent=4)
    house.file("a.ipynb", loose)
    await house.typist("ann", "a.ipynb")
    assert (await house.client.call("documents.save", path="a.ipynb"))["status"]["saved"]
    assert (house.folder / "a.ipynb").read_text() == loose


async def test_metadata_that_is_not_known_and_attachments_are_kept(house: Any) -> None:
    odd = cell("two", "![](attachment:a.png)", "markdown", attachments={"a.png": {"image/png": "aGk="}})
    odd["metadata"] = {"slideshow": {"slide_type": "skip"}, "other": [1, 2.5, None]}
    new = {"output_type": "hologram", "data": {"text/plain": ["a", "b"], "text/x": [1]}, "at": {"x": 1}}
    house.file("a.ipynb", notebook(cell("one", "1", outputs=[new, PLOT]), odd, metadata={"strange": {"deep": True}}))
    ann = await house.typist("ann", "a.ipynb")
    await act(ann, lambda held: held["one"]["source"].insert(0, "1 + "))
    await until(lambda: sources(house.folder)[0] == "1 + 1")
    whole = on_disk(house.folder)
    assert whole["metadata"] == {"strange": {"deep": True}}
    assert whole["cells"][0]["outputs"] == [new, PLOT]
    assert whole["cells"][1]["metadata"] == odd["metadata"]
    assert whole["cells"][1]["attachments"] == odd["attachments"]


async def test_a_program_that_rewrites_the_file_and_people_who_type_lose_nothing(house: Any) -> None:
    house.file("a.ipynb", TWO)
    ann = await house.typist("ann", "a.ipynb")
    kept = cells(ann)["two"]
    theirs = json.loads(TWO)
    theirs["cells"] = [cell("new", "import os"), theirs["cells"][1], theirs["cells"][0]]
    theirs["cells"][2]["source"] = ["print(1)\n", "print(99)"]
    theirs["cells"][2]["outputs"] = []
    # Not after what is typed: that may have been saved by then, and the program would have taken it away.
    house.file("a.ipynb", json.dumps(theirs))
    await act(ann, lambda held: held["one"]["source"].insert(0, "# by ann\n"))
    await until(lambda: sources(house.folder) == ["import os", "# Hi", "# by ann\nprint(1)\nprint(99)"])
    await ann.until(lambda: "new" in cells(ann))
    assert on_disk(house.folder)["cells"][2]["outputs"] == []
    assert str(cells(ann)["two"]["source"]) == str(kept["source"]) == "# Hi"
    assert {seen.origin for seen in ann.seen if isinstance(seen, DocumentUpdate)} == {"edit", "disk"}


async def test_cells_without_ids_stay_who_they_are(house: Any) -> None:
    old = notebook(cell("x", "a = 1"), cell("y", "b = 2"), nbformat_minor=4).replace(' "id": "x",\n', "")
    old = old.replace('   "id": "y",\n', "").replace('   "id": "x",\n', "")
    assert '"id"' not in old
    house.file("a.ipynb", old)
    ann = await house.typist("ann", "a.ipynb")
    ids = set(cells(ann))
    house.file("a.ipynb", old.replace("b = 2", "b = 3"))
    await ann.until(lambda: any(str(each["source"]) == "b = 3" for each in cells(ann).values()))
    assert set(cells(ann)) == ids


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        ('{"cells": []}', "nbformat"),
        ('{"nbformat": 3, "worksheets": []}', "nbconvert"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "cells"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}', "cell 1"),
        ('{"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "odd"}]}', "odd"),
        ("[" * 100_000, "nested"),
    ],
)
async def test_what_is_no_notebook_stays_a_file_and_says_why(house: Any, content: str, why: str) -> None:
    house.file("a.ipynb", content)
    with pytest.raises(Unacceptable, match=why) as failed:
        await house.client.call("documents.open", path="a.ipynb")
    assert failed.value.data["reason"] == "notebook"
    assert (await house.client.call("files.read", path="a.ipynb"))["text"] == content


async def test_a_file_that_is_broken_while_it_is_open_breaks_nothing(house: Any) -> None:
    house.file("a.ipynb", TWO)
    ann = await house.typist("ann", "a.ipynb")
    house.file("a.ipynb", TWO[:-20])
    await ann.until(lambda: getattr(ann.seen[-1], "trouble", "") == "unreadable")
    assert "no JSON" in ann.seen[-1].detail
    house.file("a.ipynb", TWO.replace("print(1)", "print(7)"))
    await ann.until(lambda: "print(7)" in str(cells(ann)["one"]["source"]))


async def test_an_agent_edits_the_text_and_that_is_undone_alone(house: Any) -> None:
    house.file("a.ipynb", TWO)
    ann, agent = await house.typist("ann", "a.ipynb"), house.by("helper", "agent")
    assert "outputs" in await house.text("a.ipynb")
    assert "image/png" not in await house.text("a.ipynb")
    await agent.call("documents.edit", path="a.ipynb", edits=[{"old": "print(2)", "new": "print(20)"}])
    await ann.until(lambda: "print(20)" in str(cells(ann)["one"]["source"]))
    with pytest.raises(Unacceptable, match="no JSON"):
        await agent.call("documents.edit", path="a.ipynb", edits=[{"old": '"cells"', "new": "cells"}])
    await act(ann, lambda held: held["two"]["source"].insert(4, "!"))
    await agent.call("documents.undo", path="a.ipynb")
    assert [each["source"] for each in await house.client.call("documents.cells", path="a.ipynb")] == [
        "print(1)\nprint(2)",
        "# Hi!",
    ]


async def test_an_update_that_no_notebook_holds_is_refused(house: Any) -> None:
    house.file("a.ipynb", TWO)
    ann = await house.typist("ann", "a.ipynb")
    other: Doc[Any] = Doc()
    other.get("elsewhere", type=Map)["x"] = "y"
    with pytest.raises(Unacceptable):
        await ann.send(other.get_update())


async def test_a_moved_cell_keeps_what_others_write_in_it_meanwhile(house: Any) -> None:
    house.file("a.ipynb", TWO)
    ann, bob = await house.typist("ann", "a.ipynb"), await house.typist("bob", "a.ipynb")
    await asyncio.gather(
        act(ann, lambda held: held["one"].__setitem__("at", "z")),
        act(bob, lambda held: held["one"]["source"].insert(0, "# bob\n")),
    )
    await until(lambda: sources(house.folder) == ["# Hi", "# bob\nprint(1)\nprint(2)"])


async def test_what_a_cell_puts_out_is_seen_by_all_and_in_the_file(house: Any) -> None:
    house.file("a.ipynb", notebook(cell("one", "1")))
    opened = await opened_by(house)
    seen: list[Any] = []

    async def follow() -> None:
        async for item in house.by("bob").stream("documents.outputs", path="a.ipynb"):
            seen.append(item.value)  # noqa: PERF401 - it is looked at meanwhile

    task = asyncio.create_task(follow())
    await until(lambda: seen)
    opened.ran("one", "queued")
    opened.ran("one", "running", 1)
    for piece in ("a", "b\n", "10%\r", "20%\r", "done\n"):
        opened.put("one", {"output_type": "stream", "name": "stdout", "text": piece})
    opened.put("one", {"output_type": "display_data", "data": {"text/plain": "bar 1"}, "metadata": {}}, "bar")
    opened.replace("bar", {"text/plain": "bar 2"}, {})
    opened.ran("one", "idle", 1)
    await until(lambda: getattr(seen[-1], "state", "") == "idle")
    await opened.save()
    ran = on_disk(house.folder)["cells"][0]
    nbformat.validate(on_disk(house.folder))
    assert ran["execution_count"] == 1
    assert ran["outputs"][0]["text"] == ["ab\n", "done\n"], "a line that was written over is as it was last"
    assert ran["outputs"][1]["data"] == {"text/plain": ["bar 2"]}
    task.cancel()
    await house.client.call("documents.clear_outputs", path="a.ipynb")
    assert on_disk(house.folder)["cells"][0]["outputs"] == []


async def test_outputs_without_end_are_bounded_and_the_document_is_not_larger_for_them(house: Any) -> None:
    house.file("a.ipynb", notebook(cell("one", "1")))
    opened = await opened_by(house)
    before = (await house.client.call("documents.open", path="a.ipynb"))["length"]
    opened.ran("one", "running", 1)
    for _ in range(300):
        opened.put("one", {"output_type": "stream", "name": "stdout", "text": "x" * 65_536 + "\n"})
    for _ in range(300):
        data = {"image/png": "A" * 1_000_000}
        opened.put("one", {"output_type": "display_data", "data": data, "metadata": {}})
    opened.ran("one", "idle", 1)
    await opened.save()
    assert (house.folder / "a.ipynb").stat().st_size < 10_000_000
    assert (await house.client.call("documents.open", path="a.ipynb"))["length"] == before
    assert "more was put out" in (house.folder / "a.ipynb").read_text()


# The parts.


async def test_what_outputs_are_called_counts_as_put_out() -> None:
    outputs = Outputs("n")
    shown = {"output_type": "display_data", "data": {}, "metadata": {}}
    for number in range(10):
        outputs.put("a", shown, f"{number}" * (CELL_BYTES // 4))
    assert len(outputs._displays) < 4
    assert outputs.of("a").outputs[-1]["name"] == "stderr"


def test_keys_between_others_stay_short_and_in_order() -> None:
    keys = spread(1000)
    assert keys == sorted(keys)
    assert max(map(len, keys)) <= 3
    first = last = "V"
    for _ in range(500):
        first, last = between("", first), between(last, "")
    assert len(first) < 20 > len(last)


@given(st.lists(st.integers(0, 100), max_size=60))
def test_there_is_always_room_between(places: list[int]) -> None:
    keys: list[str] = []
    for place in places:
        at = place % (len(keys) + 1)
        made = between(keys[at - 1] if at else "", keys[at] if at < len(keys) else "")
        keys.insert(at, made)
    assert keys == sorted(set(keys))


_cells = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["code", "markdown"]), st.text("xy\n", max_size=8)),
    max_size=6,
    unique_by=lambda each: each[0],
)


@given(_cells, _cells)
def test_a_file_that_became_another_one_is_that_one(old: Any, new: Any) -> None:
    one, other = (notebook(*(cell(id_, source, kind) for id_, kind, source in them)) for them in (old, new))
    doc: Doc[Any] = Doc()
    fill(doc, one)
    rewrite(doc, difference(text(doc), other))
    assert read(doc).cells == ipynb.read(other)[0].cells


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_whatever_json_it_is_it_is_a_notebook_or_refused(whole: Any) -> None:
    for given_ in (whole, {"nbformat": 4, "cells": whole}, {"nbformat": 4, "cells": [whole]}):
        try:
            found, ran = ipynb.read(json.dumps(given_))
        except Unacceptable:
            continue
        written = ipynb.write(found, ran)
        assert ipynb.read(written) == (found, ran)


def test_half_of_a_character_is_mended() -> None:
    found, _ = ipynb.read(notebook(cell("one", "x")).replace('"x"', '"\\ud83d"'))
    assert found.cells[0].source == "\ufffd"
