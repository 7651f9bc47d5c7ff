"""Formatted text is written as Markdown that a person reads, and read again as what it was."""

from typing import Any

import hypothesis.strategies as some
import pytest
from hypothesis import given

from icotes.modules.documents.markdown_reading import read
from icotes.modules.documents.markdown_writing import write
from icotes.modules.documents.richtext import Node, Run, joined, ordered

SAME = [
    "# One\n\nA *soft* and **strong** `code()` [link](https://example.org).\n",
    "- one\n- two\n  - below\n\n* another list\n",
    "3. three\n4. four\n",
    "> said\n>\n> - in a list\n",
    '```python\nprint("`")\n```\n',
    "| a | b |\n| --- | --- |\n| 1 \\| 2 | **x** |\n",
    "![alt](note.files/a.png)\n\n---\n\nfirst line\\\nsecond\n",
    "~~gone~~ snake_case 2 * 3 a_b\n".replace(" * ", " \\* "),
    "- [ ] to do\n".replace("[ ]", "\\[ \\]"),
]
TEXTS = some.text(some.sampled_from("ab *_`[]<>#-+1.)|~\\&!é 👩‍👩\t="), max_size=8)
MARKED = some.dictionaries(some.sampled_from(["strong", "em", "strike", "code"]), some.just({}), max_size=2)
RUNS = some.builds(lambda text, marks: Run(text, ordered(marks)), TEXTS, MARKED)
LINKS = some.builds(lambda text: Run(f"x{text}x", ordered({"link": {"href": "https://a.b/c(d)"}})), TEXTS)
BREAKS = some.just(Node("hard_break"))
IMAGES = some.builds(lambda alt: Node("image", (("alt", alt.strip()), ("src", "a b.png"))), TEXTS)
INLINE = some.lists(RUNS | LINKS | IMAGES, max_size=4).map(joined)
PARAGRAPHS = some.builds(lambda pieces: Node("paragraph", (), pieces), INLINE)
HEADINGS = some.builds(lambda level, pieces: Node("heading", (("level", level),), pieces), some.integers(1, 6), INLINE)
CODE = some.builds(lambda text: Node("code_block", (("params", "py"),), (Run(f"{text}\n{text}"),)), TEXTS)
LEAVES = PARAGRAPHS | HEADINGS | CODE | some.just(Node("horizontal_rule"))


def cell(tag: str, pieces: Any) -> Node:
    return Node(tag, (("colspan", 1), ("rowspan", 1)), pieces)


TABLES = some.builds(
    lambda a, b, c, d: Node(
        "table",
        (),
        (
            Node("table_row", (), (cell("table_header", a), cell("table_header", b))),
            Node("table_row", (), (cell("table_cell", c), cell("table_cell", d))),
        ),
    ),
    *[INLINE] * 4,
)


def nested(blocks: some.SearchStrategy[Node]) -> some.SearchStrategy[Node]:
    items = some.lists(
        some.builds(
            lambda first, rest: Node("list_item", (), (first, *rest)), PARAGRAPHS, some.lists(blocks, max_size=2)
        ),
        min_size=1,
        max_size=3,
    )
    return (
        some.builds(lambda each: Node("bullet_list", (), tuple(each)), items)
        | some.builds(lambda each: Node("ordered_list", (("order", 2),), tuple(each)), items)
        | some.builds(lambda each: Node("blockquote", (), tuple(each)), some.lists(blocks, min_size=1, max_size=2))
    )


BLOCKS = some.recursive(LEAVES | TABLES, nested, max_leaves=6)


@pytest.mark.parametrize("text", SAME)
def test_what_a_person_wrote_stays_as_it_is(text: str) -> None:
    assert write(read(text)) == text


@given(some.lists(BLOCKS, max_size=4))
def test_what_was_written_is_read_as_it_was(blocks: list[Node]) -> None:
    text = write(blocks)
    assert write(read(text)) == text
    assert words(read(text)) == words(blocks)


def words(blocks: Any) -> list[Any]:
    """All there is to read, with what it stands in; blanks at the ends of emphasis and empty paragraphs don't count."""
    found: list[Any] = []
    for each in blocks:
        if isinstance(each, Run):
            found += [(letter, each.marks if letter.strip() else ()) for letter in each.text]
        elif each.children or each.tag not in {"paragraph", "blockquote"}:
            found.append((each.tag, each.attributes))
            found += words(each.children)
            found.append("end")
    return found


def test_what_could_run_is_text() -> None:
    blocks = read("[x](javascript:alert(1)) <script>alert(1)</script> ![y](data:text/html,z)\n\n<div onclick=x>\n")
    assert {each.tag for each in blocks} == {"paragraph"}
    assert [piece.marks for each in blocks for piece in each.children if isinstance(piece, Run)] == [(), ()]


def test_what_is_nested_too_deeply_stays_as_it_is_written() -> None:
    text = "> " * 400 + "deep\n"
    blocks = read(text)
    assert "deep" in str(blocks)
    depth = 0
    while isinstance(blocks[0], Node):
        blocks, depth = blocks[0].children, depth + 1
    assert depth < 25
