"""Notebooks as files: what an `.ipynb` says, and the one way in which it is written (nbformat 4.5)."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, NamedTuple, cast

from icotes.modules.documents.types import BadNotebook

FORMAT, MINOR = 4, 5
TYPES = frozenset({"code", "markdown", "raw"})
OUTPUT_TYPES = frozenset({"stream", "display_data", "execute_result", "error"})
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch
_HALF = re.compile(r"\\u[dD][89a-fA-F]").search
"""A character by number that is half of one, perhaps without its other half."""
_LINED = frozenset({"application/javascript", "image/svg+xml"})


class Cell(NamedTuple):
    """A cell as it is edited.

    Attributes:
        more: all that its file says of it beside this, and beside what it put out; JSON.
    """

    id: str
    cell_type: str
    source: str
    more: str = '{"metadata":{}}'


class Ran(NamedTuple):
    """What a cell put out.

    Attributes:
        execution: the number that its last run had.
        outputs: as nbformat has them, each text in one piece.
    """

    execution: int | None = None
    outputs: tuple[dict[str, Any], ...] = ()


class Notebook(NamedTuple):
    """A notebook as it is edited.

    Attributes:
        more: all that its file says beside the cells; JSON.
    """

    cells: list[Cell]
    more: str


NOTHING = Ran()
EMPTY = Notebook(
    [],
    '{"metadata":{"kernelspec":{"display_name":"Python 3","language":"python","name":"python3"},'
    '"language_info":{"name":"python"}},"nbformat":4,"nbformat_minor":5}',
)
"""What a file is that holds nothing."""


def read(text: str, known: Sequence[Cell] = ()) -> tuple[Notebook, dict[str, Ran]]:
    """Return what a file says, and what its cells put out, by cell.

    Args:
        text: of the file; an empty one is a notebook without cells.
        known: cells of before: those without an id of their own are known again by them.

    Raises:
        BadNotebook: it is no notebook.
    """
    if not text.strip():
        return EMPTY, {}
    whole = _whole(text)
    given = [_object(each, f"cell {number}") for number, each in enumerate(whole.pop("cells"), 1)]
    ids = _ids(given, known)
    ran = {id_: _ran(each) for id_, each in zip(ids, given, strict=True) if each.get("cell_type") == "code"}
    whole["nbformat_minor"] = max(MINOR, whole["nbformat_minor"])
    cells = [_cell(id_, each) for id_, each in zip(ids, given, strict=True)]
    return Notebook(cells, packed(whole)), {id_: each for id_, each in ran.items() if each != NOTHING}


def write(notebook: Notebook, ran: Mapping[str, Ran] | None = None) -> str:
    """Return the text of a file, the way nbformat writes it."""
    ran = ran or {}
    whole = unpacked(notebook.more)
    whole.setdefault("metadata", {})
    whole.update(nbformat=FORMAT, nbformat_minor=max(MINOR, _number(whole.get("nbformat_minor"))))
    whole["cells"] = [_written(cell, ran.get(cell.id, NOTHING)) for cell in notebook.cells]
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"


def is_id(text: str) -> bool:
    """Tell whether a cell may be called so."""
    return _ID(text) is not None


def packed(values: Mapping[str, Any]) -> str:
    """Return JSON that is the same whenever the values are."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpacked(text: str) -> dict[str, Any]:
    """Return what such JSON says; nothing if it is none: whoever sends updates may have made it anything."""
    try:
        return _dict(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def language(notebook: Notebook) -> str:
    """Return the language of a notebook's code; `python` when it does not say."""
    metadata = _dict(unpacked(notebook.more).get("metadata"))
    said = _dict(metadata.get("language_info")).get("name") or _dict(metadata.get("kernelspec")).get("language")
    return said.lower() if isinstance(said, str) and said else "python"


def kernelspec(notebook: Notebook) -> str:
    """Return the name of the Jupyter kernel that a notebook asks for; empty if it does not say."""
    name = _dict(_dict(unpacked(notebook.more).get("metadata")).get("kernelspec")).get("name")
    return name if isinstance(name, str) else ""


# What a file says.


def _whole(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
        if _HALF(text):
            found = json.loads(_mended(json.dumps(found, ensure_ascii=False)))
    except json.JSONDecodeError as error:
        raise BadNotebook(f"This is no notebook: line {error.lineno} is no JSON ({error.msg}).") from None
    except RecursionError:
        raise BadNotebook("This is no notebook: its JSON is nested too deeply.") from None
    whole = _object(found, "the whole")
    version = whole.get("nbformat")
    if version != FORMAT:
        raise BadNotebook(
            f"This notebook is of format {version}, and only {FORMAT} can be edited;"
            " `jupyter nbconvert --to notebook` makes it one."
            if isinstance(version, int)
            else "This is no notebook: it does not say its `nbformat`."
        )
    if not isinstance(whole.get("cells"), list):
        raise BadNotebook("This is no notebook: it has no list of `cells`.")
    whole["nbformat_minor"] = _number(whole.get("nbformat_minor"))
    whole["metadata"] = _dict(whole.get("metadata"))
    return whole


def _mended(text: str) -> str:
    """Return a text in which no half of a character stands alone."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _cell(id_: str, given: Mapping[str, Any]) -> Cell:
    kind = given.get("cell_type")
    if kind not in TYPES:
        raise BadNotebook(f"This is no notebook: cell {id_} is of no known type, but {kind!r}.")
    more = {name: value for name, value in given.items() if name not in _OWN}
    more["metadata"] = _dict(given.get("metadata"))
    return Cell(id_, kind, _joined(given.get("source", "")), packed(more))


_OWN = frozenset({"id", "cell_type", "source", "outputs", "execution_count"})


def _ran(given: Mapping[str, Any]) -> Ran:
    count = given.get("execution_count")
    kept = filter(_is_output, _list(given.get("outputs")))
    return Ran(count if isinstance(count, int) else None, tuple(_mapped(each, _joined) for each in kept))


def _is_output(given: Any) -> bool:
    """Tell whether it is an output, be it of a type that is not known here."""
    return isinstance(_dict(given).get("output_type"), str)


def _ids(given: Sequence[Mapping[str, Any]], known: Sequence[Cell]) -> list[str]:
    """Return an id for each cell: its own, that of the cell that it was before, or one made of what it says."""
    own: list[Any] = [each.get("id") for each in given]
    if all(isinstance(each, str) and _ID(each) for each in own) and len(set(own)) == len(own):
        return own
    before = _before(given, known)
    taken: set[str] = {each for each in own if isinstance(each, str) and _ID(each)}
    ids: list[str] = []
    for number, each in enumerate(own):
        id_ = each if each in taken and each not in ids else before.get(number, "")
        if not id_ or id_ in ids or (id_ != each and id_ in taken):
            id_ = _made(number, _joined(given[number].get("source", "")), taken.union(ids))
        ids.append(id_)
    return ids


def _before(given: Sequence[Mapping[str, Any]], known: Sequence[Cell]) -> dict[int, str]:
    """Return which cells of before these are, by what stands in them and around them."""
    old = [(cell.cell_type, cell.source) for cell in known]
    new = [(each.get("cell_type"), _joined(each.get("source", ""))) for each in given]
    found: dict[int, str] = {}
    for kind, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in {"equal", "replace"}:
            pairs = zip(range(first, last), range(begin, end), strict=False)
            found.update({number: known[index].id for number, index in pairs})
    return found


def _made(number: int, source: str, taken: Iterable[str]) -> str:
    while True:
        id_ = sha256(f"{number}\0{source}".encode()).hexdigest()[:8]
        if id_ not in taken:
            return id_
        number += 1000


def _object(given: Any, what: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadNotebook(f"This is no notebook: {what} is no JSON object.")
    return cast("dict[str, Any]", given)


def _dict(given: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", given) if isinstance(given, dict) else {}


def _list(given: Any) -> list[Any]:
    return cast("list[Any]", given) if isinstance(given, list) else []


def _number(given: Any) -> int:
    return given if isinstance(given, int) else 0


def _joined(given: Any) -> Any:
    """Return a text that may be given by lines in one piece; what is no text as it is."""
    lines = _list(given)
    if isinstance(given, str):
        return given
    return "".join(lines) if lines and all(isinstance(each, str) for each in lines) else _odd(given)


def _odd(given: Any) -> str:
    return "" if given in ([], None) else str(given)


# What is written.


def _written(cell: Cell, ran: Ran) -> dict[str, Any]:
    kind = cell.cell_type if cell.cell_type in TYPES else "raw"
    written = {name: value for name, value in unpacked(cell.more).items() if name not in _OWN}
    written["metadata"] = _dict(written.get("metadata"))
    written.update(id=cell.id, cell_type=kind, source=cell.source.splitlines(keepends=True))
    if kind == "code":
        written.update(execution_count=ran.execution, outputs=[_mapped(each, _lines) for each in ran.outputs])
    return written


def _lines(text: Any) -> Any:
    return text.splitlines(keepends=True) if isinstance(text, str) else text


def _mapped(output: Mapping[str, Any], text: Any) -> dict[str, Any]:
    """Return an output with its texts made lines, or one piece of lines."""
    made = dict(output)
    if made.get("output_type") == "stream":
        made["text"] = text(made.get("text", ""))
    elif made.get("output_type") in OUTPUT_TYPES and (data := _dict(made.get("data"))):
        made["data"] = {kind: text(value) if _is_lined(kind) else value for kind, value in data.items()}
    return made


def _is_lined(kind: str) -> bool:
    return kind.startswith("text/") or kind in _LINED
