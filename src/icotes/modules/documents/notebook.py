"""Notebooks in a CRDT document: cells by their ids, each with a key that says where it stands.

A cell that is moved gets another key, so that nothing is lost that others write in it meanwhile.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from pycrdt import Doc, Map, Text

from icotes.modules.documents import ipynb
from icotes.modules.documents.ipynb import Cell, Notebook
from icotes.modules.documents.order import between, spread
from icotes.modules.documents.rebase import splices


class Difference(NamedTuple):
    """What became of one notebook: as it was and as it is."""

    before: Notebook
    after: Notebook


def text(doc: Doc[Any]) -> str:
    """Return a notebook as its file would be if nothing in it had run."""
    return ipynb.write(read(doc))


def read(doc: Doc[Any]) -> Notebook:
    """Return the notebook that a document holds; what makes no sense in it is left out."""
    cells = [cell for _, cell, _ in _placed(doc)]
    more = _meta(doc).get("more")
    return Notebook(cells, more if isinstance(more, str) else ipynb.EMPTY.more)


def fill(doc: Doc[Any], content: str) -> None:
    """Put the notebook of a file into an empty document."""
    notebook, _ = ipynb.read(content)
    _meta(doc)["more"] = notebook.more
    for at, cell in zip(spread(len(notebook.cells)), notebook.cells, strict=True):
        _put(doc, cell, at)


def difference(base: str, content: str) -> Difference:
    """Return what became of one file in another.

    Raises:
        BadNotebook: the second one is no notebook any more.
    """
    before, _ = ipynb.read(base)
    return Difference(before, ipynb.read(content, before.cells)[0])


def rewrite(doc: Doc[Any], found: Difference) -> None:
    """Change a document as its file was changed elsewhere.

    What changed in the document itself meanwhile stays: within a cell to the character, and a cell that was deleted on
    one side and changed on the other is there.
    """
    before, after = ({cell.id: cell for cell in each.cells} for each in found)
    ours = {cell.id: cell for _, cell, _ in _placed(doc)}
    if found.before.more != found.after.more:
        _meta(doc)["more"] = found.after.more
    for id_, cell in before.items():
        if id_ not in after and ours.get(id_) == cell:
            del _cells(doc)[id_]
    new: set[str] = set()
    for id_, cell in after.items():
        if id_ in ours:
            _change(_cells(doc)[id_], before.get(id_), cell, ours[id_])
        elif cell != before.get(id_):
            _put(doc, cell, "")
            new.add(id_)
    _arrange(doc, [cell.id for cell in found.after.cells], new | _moved(found))


def _change(held: Any, before: Cell | None, after: Cell, ours: Cell) -> None:
    if before is None or after == before:
        return
    if after.cell_type != before.cell_type:
        held["cell_type"] = after.cell_type
    if after.more != before.more:
        held["more"] = after.more
    if not isinstance(held.get("source"), Text):
        held["source"] = Text(ours.source)
    for begin, end, new in splices(before.source, after.source, ours.source):
        if end > begin:
            del held["source"][begin:end]
        if new:
            held["source"].insert(begin, new)


def _moved(found: Difference) -> set[str]:
    """Return the cells that stand elsewhere, as few as can be."""
    both = {cell.id for cell in found.before.cells} & {cell.id for cell in found.after.cells}
    old, new = ([cell.id for cell in each.cells if cell.id in both] for each in found)
    if old == new:
        return set()
    stayed = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return both.difference(*(old[begin : begin + size] for begin, _, size in stayed))


def _arrange(doc: Doc[Any], wanted: Sequence[str], placing: set[str]) -> None:
    """Give cells their place: each after the one that it follows in the file."""
    places = {cell.id: at for at, cell, _ in _placed(doc)}
    order = [id_ for id_ in places if id_ not in placing]
    last = -1
    for id_ in wanted:
        if id_ in placing and id_ in places:
            last += 1
            order.insert(last, id_)
            earlier = places[order[last - 1]] if last else ""
            later = places[order[last + 1]] if last + 1 < len(order) else ""
            places[id_] = _cells(doc)[id_]["at"] = between(earlier, later)
        elif id_ in places:
            last = order.index(id_)


def _placed(doc: Doc[Any]) -> list[tuple[str, Cell, Any]]:
    """Return the cells in order, each with its place and what holds it."""
    return sorted(_held(doc), key=lambda each: (each[0], each[1].id))


def _held(doc: Doc[Any]) -> Iterator[tuple[str, Cell, Any]]:
    for id_, held in _cells(doc).items():
        if not isinstance(held, Map) or not ipynb.is_id(id_):
            continue
        values: list[Any] = [held.get(name) for name in ("at", "cell_type", "source", "more")]
        at, kind, source, more = values
        cell = Cell(id_, str(kind), str(source) if isinstance(source, Text) else "", _packed(more))
        yield at if isinstance(at, str) else "", cell, held


def _packed(more: Any) -> str:
    return more if isinstance(more, str) else '{"metadata":{}}'


def _put(doc: Doc[Any], cell: Cell, at: str) -> None:
    source = Text(cell.source) if cell.source else Text()
    _cells(doc)[cell.id] = Map({"at": at, "cell_type": cell.cell_type, "more": cell.more, "source": source})


def _cells(doc: Doc[Any]) -> Any:
    return doc.get("cells", type=Map)


def _meta(doc: Doc[Any]) -> Any:
    return doc.get("meta", type=Map)
