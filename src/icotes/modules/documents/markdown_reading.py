"""Markdown (CommonMark with tables and strike-through) as formatted text."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from icotes.modules.documents.richtext import Attributes, Node, Run, joined, ordered

_SAFE = re.compile(r"(?:https?:|mailto:|#|/|\./|\.\./|[^:]*$)", re.IGNORECASE)
"""Where a link may lead: the web, mail, or a place beside the file."""
_TAGS = {"strong": "strong", "em": "em", "s": "strike", "del": "strike", "code": "code"}
_BLOCKS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "blockquote_open": "blockquote",
    "bullet_list_open": "bullet_list",
    "ordered_list_open": "ordered_list",
    "list_item_open": "list_item",
    "table_open": "table",
    "tr_open": "table_row",
    "th_open": "table_header",
    "td_open": "table_cell",
}
_CELL = (("colspan", 1), ("rowspan", 1))
_DEEPEST = 20
"""How deep blocks are nested; what is deeper stays as it is written, as code."""


def safe(url: str) -> bool:
    """Tell whether a link or picture may lead to an address; what could run is refused."""
    return bool(_SAFE.match(url.strip()))


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(["table", "strikethrough"])
    made.disable(["html_block", "reference"])
    made.normalizeLink = lambda url: url
    made.normalizeLinkText = lambda link: link
    made.validateLink = safe
    return made


_MARKDOWN = _parser()


def read(text: str) -> list[Node]:
    """Return the blocks that a Markdown text is made of."""
    return _blocks(_MARKDOWN.parse(text), text.split("\n"))


def read_inline(text: str) -> tuple[Node | Run, ...]:
    """Return what the text of one block is made of."""
    return _inline(_MARKDOWN.parseInline(text)[0].children or [])


def _blocks(tokens: Sequence[Token], lines: list[str]) -> list[Node]:
    """Build the tree of which the tokens tell the begins and ends."""
    levels: list[_Level] = [_Level("doc", ())]
    below = 0
    for token in tokens:
        if below:
            below += token.nesting
            continue
        if token.nesting > 0 and len(levels) > _DEEPEST:
            below = 1
            begin, end = token.map or (0, 0)
            levels[-1].children.append(_code("", "\n".join(lines[begin:end])))
        elif token.nesting > 0 and token.type in _BLOCKS:
            levels.append(_Level(_BLOCKS[token.type], _attributes(token)))
        elif token.nesting < 0 and f"{token.type.removesuffix('_close')}_open" in _BLOCKS:
            done = levels.pop().node()
            levels[-1].children.append(done)
        else:
            levels[-1].children += _leaf(token)
    return [each for each in levels[0].children if isinstance(each, Node)]


class _Level:
    """A block that is not complete yet."""

    def __init__(self, tag: str, attributes: Attributes) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node | Run] = []

    def node(self) -> Node:
        """Return it complete, as the editor takes it: an item begins with a paragraph, a quote is not empty."""
        first = self.children[0] if self.children else None
        lacks = first is None or (self.tag == "list_item" and isinstance(first, Node) and first.tag != "paragraph")
        begin = (Node("paragraph"),) if self.tag in {"list_item", "blockquote"} and lacks else ()
        return Node(self.tag, self.attributes, (*begin, *self.children))


def _leaf(token: Token) -> Sequence[Node | Run]:
    if token.type == "inline":
        return _inline(token.children or [])
    if token.type in {"fence", "code_block"}:
        return [_code(token.info.strip(), token.content.removesuffix("\n"))]
    return [Node("horizontal_rule")] if token.type == "hr" else []


def _code(language: str, text: str) -> Node:
    return Node("code_block", (("params", language),), (Run(text),) if text else ())


def _attributes(token: Token) -> Attributes:
    if token.type == "heading_open":
        return (("level", int(token.tag[1])),)
    if token.type == "ordered_list_open":
        return (("order", int(token.attrs.get("start", 1))),)
    return _CELL if token.type in {"th_open", "td_open"} else ()


def _inline(tokens: Sequence[Token]) -> tuple[Node | Run, ...]:
    pieces: list[Node | Run] = []
    marks: dict[str, dict[str, Any]] = {}
    for token in tokens:
        name = token.type.rpartition("_")[0]
        if token.type == "html_inline":
            pieces += _tag(token.content, marks)
        elif token.type in {"text", "text_special", "code_inline"}:
            more: dict[str, dict[str, Any]] = {"code": {}} if token.type == "code_inline" else {}
            pieces.append(Run(token.content, ordered(marks | more)))
        elif token.type == "softbreak":
            pieces.append(Run(" ", ordered(marks)))
        elif token.type == "hardbreak":
            pieces.append(Node("hard_break"))
        elif token.type == "image":
            pieces.append(_image(token))
        elif token.nesting > 0:
            marks[_TAGS.get(name, name)] = {"href": str(token.attrs["href"])} if name == "link" else {}
        elif token.nesting < 0:
            marks.pop(_TAGS.get(name, name), None)
    return joined(pieces)


def _image(token: Token) -> Node:
    alt = "".join(child.content or " " for child in token.children or [])
    return Node("image", (("alt", alt), ("src", str(token.attrs["src"]))))


def _tag(html: str, marks: dict[str, dict[str, Any]]) -> list[Node | Run]:
    """Take a tag of HTML for what it means where that is known; any other one is text."""
    name = html.strip("</> ").lower()
    if name == "br":
        return [Node("hard_break")]
    if name not in _TAGS:
        return [Run(html, ordered(marks))]
    if html.startswith("</"):
        marks.pop(_TAGS[name], None)
    else:
        marks[_TAGS[name]] = {}
    return []
