"""Formatted text in a CRDT document: as Markdown, made of Markdown, and changed as its Markdown was changed."""

import importlib
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from pycrdt import XmlElement, XmlFragment, XmlText

from icotes.modules.documents.richtext import Attributes, Node, Run, joined, ordered

Blocks = list[tuple[str, Node]]
"""Each block with its Markdown."""


def _markdown(name: str) -> Any:
    """Load what reads or writes Markdown: it takes a while, and few documents need it."""
    return importlib.import_module(f"icotes.modules.documents.markdown_{name}")


def markdown(root: XmlFragment) -> str:
    """Return what a fragment holds, as Markdown."""
    return _markdown("writing").write(_nodes(root))


def fill(root: XmlFragment, text: str) -> None:
    """Put what a Markdown text holds into an empty fragment."""
    for node in _markdown("reading").read(text):
        _insert(root, len(root.children), node)


def same(one: str, other: str) -> bool:
    """Tell whether two Markdown texts, of which the first is one that was written here, say the same."""
    return one == other or one == _markdown("writing").write(_markdown("reading").read(other))


class Difference(NamedTuple):
    """What became of one Markdown text in another.

    Attributes:
        before: the blocks of the first, each as Markdown.
        changes: ranges of them, and what stands there instead; in order.
    """

    before: list[str]
    changes: list[tuple[int, int, list[Node]]]


def difference(base: str, text: str) -> Difference:
    """Return what became of a Markdown text, block by block; long work for long texts."""
    read = _markdown("reading").read
    before, after = _blocks(read(base)), _blocks(read(text))
    old, new = ([each for each, _ in blocks] for blocks in (before, after))
    changes = [
        (begin, end, [node for _, node in after[first:last]])
        for kind, begin, end, first, last in _opcodes(old, new)
        if kind != "equal"
    ]
    return Difference(old, changes)


def rewrite(root: XmlFragment, found: Difference) -> None:
    """Change a fragment as its Markdown was changed elsewhere.

    What changed in the fragment itself meanwhile stays; where both changed the same block, both stand.
    """
    places = _places(found.before, [each for each, _ in _blocks(_nodes(root))])
    for begin, end, nodes in reversed(found.changes):
        gone = [places[index] for index in range(begin, end) if index in places]
        earlier = [places[index] for index in range(begin) if index in places]
        at = max(gone[-1:] or earlier[-1:] or [-1]) + 1
        for offset, node in enumerate(nodes):
            _insert(root, at + offset, node)
        for index in reversed(gone):
            del root.children[index]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _places(before: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Return where blocks that are still what they were are now."""
    same = [places for kind, *places in _opcodes(before, now) if kind == "equal"]
    return {begin + step: first + step for begin, end, first, _ in same for step in range(end - begin)}


def _blocks(nodes: Sequence[Node]) -> Blocks:
    return list(zip(_markdown("writing").written(nodes), nodes, strict=True))


def _nodes(root: XmlFragment | XmlElement) -> list[Node]:
    return [each for each in _children(root) if isinstance(each, Node)]


def _children(parent: XmlFragment | XmlElement) -> Iterator[Node | Run]:
    for child in parent.children:
        if isinstance(child, XmlElement):
            yield Node(child.tag or "", _attributes(child), joined([*_children(child)]))
        elif isinstance(child, XmlText):
            yield from _runs(child)


def _runs(text: XmlText) -> Iterator[Run]:
    for piece, marks in text.diff():
        if isinstance(piece, str):
            # The editor numbers marks of which a text may have several.
            named = {name.partition("--")[0]: _linked(values) for name, values in (marks or {}).items()}
            yield Run(piece, ordered(named))


def _linked(values: Any) -> dict[str, Any]:
    href = values.get("href") if isinstance(values, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return {"href": href} if isinstance(href, str) else {}


def _attributes(element: XmlElement) -> Attributes:
    given: Any = element.attributes
    return tuple(sorted((name, _value(value)) for name, value in given))


def _value(value: Any) -> str | int:
    """Return an attribute as it is written; whoever sends updates may have made it anything."""
    return int(value) if isinstance(value, float) and value.is_integer() else str(value)


def _insert(parent: XmlFragment | XmlElement, at: int, node: Node) -> None:
    """Insert a block with all that is in it."""
    element = XmlElement(node.tag)
    parent.children.insert(at, element)
    for name, value in node.attributes:
        element.attributes[name] = value
    runs: list[Run] = []
    for child in node.children:
        if isinstance(child, Run):
            runs.append(child)
            continue
        _write(element, runs)
        runs = []
        _insert(element, len(element.children), child)
    _write(element, runs)


def _write(element: XmlElement, runs: Sequence[Run]) -> None:
    if not runs:
        return
    text = XmlText("".join(run.text for run in runs))
    element.children.append(text)
    at = 0
    for run in runs:
        end = at + len(run.text.encode())
        if run.marks:
            text.format(at, end, {name: dict(values) for name, values in run.marks})
        at = end
