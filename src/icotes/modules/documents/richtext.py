"""Formatted text as a tree, whatever keeps it: blocks, and in them runs of text with marks."""

from typing import Any, NamedTuple

Attributes = tuple[tuple[str, Any], ...]
Mark = tuple[str, Attributes]


class Run(NamedTuple):
    """Characters with the same marks: `strong`, `em`, `strike`, `code`, `link` (with `href`)."""

    text: str
    marks: tuple[Mark, ...] = ()

    def has(self, name: str) -> bool:
        """Tell whether it has a mark of this name."""
        return any(mark[0] == name for mark in self.marks)


class Node(NamedTuple):
    """A block, or within text an image or a break; the names are those of the browser's editor.

    Attributes:
        tag: `paragraph`, `heading`, `blockquote`, `code_block`, `horizontal_rule`, `bullet_list`, `ordered_list`,
            `list_item`, `table`, `table_row`, `table_header`, `table_cell`; `image`, `hard_break`.
        attributes: e.g. the `level` of a heading, by name.
        children: blocks, or what a text is made of.
    """

    tag: str
    attributes: Attributes = ()
    children: tuple["Node | Run", ...] = ()

    def get(self, name: str, default: Any = "") -> Any:
        """Return an attribute."""
        return dict(self.attributes).get(name, default)


MARKS = ("link", "strong", "em", "strike", "code")
"""All marks, those first that enclose the others."""


def ordered(marks: dict[str, dict[str, Any]]) -> tuple[Mark, ...]:
    """Return marks in the order in which they enclose each other; unknown ones are left out."""
    return tuple((name, tuple(sorted(marks[name].items()))) for name in MARKS if name in marks)


def joined(pieces: list["Node | Run"]) -> tuple["Node | Run", ...]:
    """Return what a text is made of, with neighbours of the same marks made one, and nothing empty."""
    done: list[Node | Run] = []
    for piece in pieces:
        last = done[-1] if done else None
        if isinstance(piece, Run) and isinstance(last, Run) and last.marks == piece.marks:
            done[-1] = Run(last.text + piece.text, last.marks)
        elif not isinstance(piece, Run) or piece.text:
            done.append(piece)
    return tuple(done)
