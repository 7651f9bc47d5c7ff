"""Reads a docstring: it is the help on the command line and in the agents' tools."""

import inspect
import re
from typing import Any, NamedTuple


class Docstring(NamedTuple):
    """A docstring in Google style, taken apart.

    Attributes:
        summary: the first sentence or line.
        text: everything before the sections.
        arguments: the text of each argument.
        raises: the text of each error.
    """

    summary: str
    text: str
    arguments: dict[str, str]
    raises: dict[str, str]


def read(declared: Any) -> Docstring:
    """Return the parts of a function's or class's docstring."""
    lines = inspect.cleandoc(declared.__doc__ or "").split("\n")
    sections: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        heading = re.fullmatch(r"(Args|Raises|Returns|Yields|Attributes|Source):", line)
        if heading:
            name = heading[1]
        else:
            sections.setdefault(name, []).append(line)
    text = "\n".join(sections[""]).strip()
    summary = " ".join(text.partition("\n\n")[0].split())
    return Docstring(summary, text, _entries(sections.get("Args", [])), _entries(sections.get("Raises", [])))


def _entries(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    last = ""
    for line in lines:
        entry = re.fullmatch(r"    (\w+): (.*)", line)
        if entry:
            last = entry[1]
            found[last] = entry[2]
        elif last and line.strip():
            found[last] += " " + line.strip()
    return found
