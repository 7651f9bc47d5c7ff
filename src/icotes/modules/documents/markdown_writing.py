"""Formatted text as Markdown: readable, and read again it is what it was."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from icotes.modules.documents.markdown_reading import read_inline
from icotes.modules.documents.richtext import Mark, Node, Run, joined

_ESCAPED = re.compile(r"[\\`*\[\]]|(?<!\w)_|_(?!\w)|~(?=~)|<(?=[A-Za-z/!?])|&(?=#|\w+;)|!(?=\[)")
_BEGIN = re.compile(r"(?:[#>|]|[-+](?=\s|$)|[-=]+\s*$|:?-+:?\s*\||~{3,})|(?P<number>\d{1,9})(?=[.)](?:\s|$))")
_DELIMITERS = {"strong": ("**", "**"), "em": ("*", "*"), "strike": ("~~", "~~")}
_TAGS = {"strong": ("<strong>", "</strong>"), "em": ("<em>", "</em>"), "strike": ("<del>", "</del>")}
_DELIMITED = frozenset(_DELIMITERS)
_BLANK = re.compile(r"[`\s]+")
_ANGLES = re.compile(r"[<>\n]")
_ODD = re.compile(r"[\s()<>\\]|^$")


def write(blocks: Sequence[Node]) -> str:
    """Return blocks as a text, ended by a new line; empty if there is nothing."""
    parts = [part for part in written(blocks) if part]
    return "\n\n".join(parts) + "\n" if parts else ""


def written(blocks: Sequence[Node]) -> list[str]:
    """Return each block by itself; of two lists in a row the second has other bullets, so that they stay two."""
    parts: list[str] = []
    before, other = "", False
    for block in blocks:
        other = block.tag == before and block.tag.endswith("_list") and not other
        parts.append(_block(block, other))
        before = block.tag if parts[-1] else before
    return parts


@lru_cache(4096)
def _block(node: Node, other: bool = False) -> str:
    if node.tag == "heading":
        text = _line(node, "<br>")
        text = f"{text[:-1]}\\#" if text.endswith("#") else text
        return f"{'#' * min(6, max(1, _number(node, 'level')))} {text}".rstrip()
    if node.tag == "blockquote":
        return _prefixed(_inside(node), "> ", "> ")
    if node.tag == "code_block":
        return _fenced(node)
    if node.tag == "horizontal_rule":
        return "---"
    if node.tag.endswith("_list"):
        return _list(node, other)
    if node.tag == "table":
        return _table(node)
    return _begun(_line(node, "\\\n"))


def _number(node: Node, name: str) -> int:
    value = str(node.get(name, 1))
    return int(value) if re.fullmatch(r"\d{1,8}", value) else 1


def _kept(node: Node) -> list[Node]:
    """Return the blocks in a block but empty paragraphs, which Markdown has no way to say."""
    blocks = [each for each in node.children if isinstance(each, Node)]
    return [each for each in blocks if each.children or each.tag != "paragraph"]


def _inside(node: Node) -> str:
    return "\n\n".join(part for part in written(_kept(node)) if part)


def _prefixed(text: str, first: str, others: str) -> str:
    begun, *lines = text.split("\n")
    return "\n".join(
        [first + begun if begun else first.rstrip(), *(others + line if line else others.rstrip() for line in lines)]
    )


def _fenced(node: Node) -> str:
    text = "".join(each.text for each in node.children if isinstance(each, Run))
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    language = _BLANK.sub(" ", str(node.get("params") or "")).strip()
    return f"{fence}{language}\n{text}\n{fence}"


def _list(node: Node, other: bool) -> str:
    items = [each for each in node.children if isinstance(each, Node)]
    tight = all(_is_tight(item) for item in items)
    lines: list[str] = []
    number = _number(node, "order")
    for at, item in enumerate(items):
        mark = f"{number + at}{')' if other else '.'} " if node.tag == "ordered_list" else "* " if other else "- "
        inner = _inside(item)
        if inner and _kept(item)[0].tag != "paragraph":
            inner = f"\n{inner}"
        elif tight:
            inner = inner.replace("\n\n", "\n", 1)
        lines.append(_prefixed(inner, mark, " " * len(mark)))
    return ("\n" if tight else "\n\n").join(lines)


def _is_tight(item: Node) -> bool:
    """An item of one paragraph, and at most one list below it that can be told from the paragraph's next line."""
    blocks = _kept(item)
    if len(blocks) != 2 or blocks[0].tag != "paragraph":
        return not blocks or (len(blocks) == 1 and blocks[0].tag == "paragraph")
    below = blocks[1]
    first = _list(below, other=False) if below.tag.endswith("_list") else ""
    return bool(re.match(r"(?:-|1\.) \S", first))


def _table(node: Node) -> str:
    rows = [
        [_line(cell, "<br>").replace("|", "\\|") for cell in row.children if isinstance(cell, Node)]
        for row in node.children
        if isinstance(row, Node)
    ]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _begun(text: str) -> str:
    """Return a paragraph of which no line's begin is taken for something else."""
    return "\n".join(_begun_line(line) for line in text.split("\n"))


def _begun_line(line: str) -> str:
    found = _BEGIN.match(line)
    if not found:
        return line
    number = found["number"]
    return f"{number}\\{line[len(number) :]}" if number else f"\\{line}"


@lru_cache(8192)
def _line(node: Node, line_break: str) -> str:
    """Return the text of a block, by the first way of writing it that is read as what it is."""
    pieces = _tidied(node.children)
    for delimiters, escape in ((_DELIMITERS, _escaped), (_TAGS, _escaped), (_TAGS, _spelled)):
        text = _marked(pieces, delimiters, escape, line_break)
        if _read_again(text, line_break) == pieces:
            return text
    return _marked(pieces, _TAGS, _spelled, line_break)


def _read_again(text: str, line_break: str) -> tuple[Node | Run, ...]:
    return read_inline(text) if line_break != "<br>" or "\n" not in text else ()


def _tidied(children: Sequence[Node | Run]) -> tuple[Node | Run, ...]:
    """Return the same text without emphasis on blanks at its ends, which Markdown has no way to say."""
    pieces: list[Node | Run] = []
    for child in joined([*children]):
        if not isinstance(child, Run) or child.has("code") or not _DELIMITED & {name for name, _ in child.marks}:
            pieces.append(child)
            continue
        core = child.text.strip(" \t")
        lead = child.text[: len(child.text) - len(child.text.lstrip(" \t"))] if core else child.text
        bare = tuple(mark for mark in child.marks if mark[0] not in _DELIMITED)
        pieces += [Run(lead, bare), Run(core, child.marks)]
        pieces.append(Run(child.text[len(lead) + len(core) :], bare))
    return joined(pieces)


def _marked(
    pieces: Sequence[Node | Run],
    delimiters: dict[str, tuple[str, str]],
    escape: Callable[[str], str],
    line_break: str,
) -> str:
    out: list[str] = []
    open_: list[Mark] = []
    for index, piece in enumerate(pieces):
        marks = piece.marks if isinstance(piece, Run) else ()
        keep = 0
        while keep < min(len(open_), len(marks)) and open_[keep] == marks[keep] and marks[keep][0] != "code":
            keep += 1
        out += [_end(mark, delimiters) for mark in open_[: keep - 1 if keep else None : -1]]
        if isinstance(piece, Node):
            out.append(line_break if piece.tag == "hard_break" else _image(piece))
            open_ = []
            continue
        out += [_start(mark, delimiters) for mark in marks[keep:]]
        open_ = list(marks)
        at_edge = _at_edges(pieces, index)
        out.append(_code(piece.text) if piece.has("code") else _edged(escape(piece.text), *at_edge))
    out += [_end(mark, delimiters) for mark in reversed(open_)]
    return "".join(out)


def _at_edges(pieces: Sequence[Node | Run], index: int) -> tuple[bool, bool]:
    """Tell whether a piece begins and ends a line."""
    before, after = index == 0, index == len(pieces) - 1
    before = before or (isinstance(pieces[index - 1], Node) and pieces[index - 1][0] == "hard_break")
    after = after or (isinstance(pieces[index + 1], Node) and pieces[index + 1][0] == "hard_break")
    return before, after


def _edged(text: str, begins: bool, ends: bool) -> str:
    """Spell the blanks at the ends of a line, which are lost otherwise."""
    lead = len(text) - len(text.lstrip(" \t")) if begins else 0
    trail = len(text.rstrip(" \t")) if ends else len(text)
    return _spelled(text[:lead]) + text[lead : max(lead, trail)] + _spelled(text[max(lead, trail) :])


def _start(mark: Mark, delimiters: dict[str, tuple[str, str]]) -> str:
    return delimiters[mark[0]][0] if mark[0] in delimiters else "[" if mark[0] == "link" else ""


def _end(mark: Mark, delimiters: dict[str, tuple[str, str]]) -> str:
    if mark[0] == "link":
        return f"]({_address(str(dict(mark[1]).get('href', '')))})"
    return delimiters[mark[0]][1] if mark[0] in delimiters else ""


def _address(address: str) -> str:
    return f"<{_ANGLES.sub('', address)}>" if _ODD.search(address) else address


def _image(node: Node) -> str:
    alt = re.sub(r"([\\\[\]`*_<&])", r"\\\1", str(node.get("alt") or "").replace("\n", " "))
    return f"![{alt}]({_address(str(node.get('src') or ''))})"


def _code(text: str) -> str:
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if text.startswith("`") or text.endswith("`") or (text[:1] == text[-1:] == " " and text.strip()) else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _escaped(text: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", text.replace("\n", "&#10;"))


def _spelled(text: str) -> str:
    """Spell all that could mean something by its number."""
    return re.sub(r"[^\w\s]|[\t\n]|^ | $|(?<= ) ", lambda found: f"&#{ord(found[0])};", text)
