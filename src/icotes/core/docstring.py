"""Reads a docstring: it is the help on the command line and in the agents' tools."""

import inspect
import re
from typing import Any, NamedTuple


class Docstring(NamedTuple):
    """A docstring in Google style, taken apart.

    Attributes:
        text: everything before the sections.
        arguments: the text of each argument.
    """

    summary: str
    text: str
    arguments: dict[str, str]
    raises: dict[str, str]


def read(declared: Any) -> Docstring:
    """Return the parts of a function's or class's docstring."""
    whole = inspect.cleandoc(declared.__doc__ or "")
    text, *rest = re.split(r"^(Args|Raises|Returns|Yields|Attributes|Source):\n", whole, flags=re.MULTILINE)
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    summary = " ".join(text.partition("\n\n")[0].split())
    return Docstring(summary, text.strip(), _entries(sections.get("Args", "")), _entries(sections.get("Raises", "")))


def _entries(section: str) -> dict[str, str]:
    entries = re.findall(r"^    (\w+): (.*(?:\n     .*)*)", section, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}
