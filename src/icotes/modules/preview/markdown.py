"""Markdown as a page."""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from icotes.modules.preview.sanitized import sanitized

_FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n(---|\.\.\.)\r?\n", re.DOTALL)
_TASK = re.compile(r"\[([ xX])\] ")
_NO_ANCHOR = re.compile(r"[^\w\- ]")


def _named(state: StateCore) -> None:
    """Give headings the ids by which links within a page find them."""
    seen: dict[str, int] = {}
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            name = _NO_ANCHOR.sub("", state.tokens[at + 1].content.lower()).replace(" ", "-")
            count = seen[name] = seen.get(name, -1) + 1
            token.attrSet("id", f"{name}-{count}" if count else name)


def _ticked(state: StateCore) -> None:
    """Draw the boxes of a list of tasks."""
    for at, token in enumerate(state.tokens[2:], 2):
        if token.type == "inline" and token.children and state.tokens[at - 2].type == "list_item_open":
            task = _TASK.match(token.children[0].content)
            if task:
                box = "\u2610 " if task[1] == " " else "\u2611 "
                token.children[0].content = box + token.children[0].content[task.end() :]


def _parser() -> MarkdownIt:
    made: Any = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(["table", "strikethrough"])
    made.core.ruler.push("named", _named)
    made.core.ruler.push("ticked", _ticked)
    return made


_MARKDOWN = _parser()


def rendered(text: str) -> str:
    """Return the HTML of a Markdown text; nothing in it runs or leads to what runs."""
    return sanitized(_MARKDOWN.render(_FRONT_MATTER.sub("", text)))
