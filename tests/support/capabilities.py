"""The rows of docs/capabilities.md and the marks that say which tests show them."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

FILE = Path(__file__).parents[2] / "docs" / "capabilities.md"


class Shown(NamedTuple):
    """One test that shows a row; `partly` says what of the row comes later."""

    row: str
    test: str
    partly: str


def rows(text: str) -> dict[str, str]:
    """Return the title of each row by its id."""
    return {id_: title.strip() for id_, title in re.findall(r"^\| ([A-Z]\d+) \| ([^|]*) \|", text, re.MULTILINE)}


def shown(items: Iterable[pytest.Item]) -> Iterator[Shown]:
    """Yield what the marks of collected tests say; a parametrized test once for each of its cases."""
    for item in items:
        for mark in item.iter_markers("capability"):
            for row in mark.args:
                yield Shown(row, item.nodeid.partition("[")[0], mark.kwargs.get("partly", ""))
