"""Results on the standard output: tables for people, JSON for programs."""

import base64
import json
import re
import shutil
import sys
import time
from collections.abc import Iterable
from typing import Any, cast

from icotes.core.errors import IcotesError

GAP = "  "
SINCE, UNTIL = 1e9, 1e10
"""A number with a fraction between these is a time: seconds since the epoch, from 2001 to 2286."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def result(value: Any, *, as_json: bool) -> None:
    """Print what a method returned: a text or bytes as they are, all else as a table for people or as JSON."""
    content = None if as_json else _content(value)
    if content is not None and sys.stdout.isatty():
        text(content.decode("utf-8", "replace"))
    elif content is not None:
        data(content)
    elif as_json or not (isinstance(value, str) or sys.stdout.isatty()):
        line(value)
    else:
        text(_people(value))


def item(value: Any, *, as_json: bool, raw: bool) -> None:
    """Print one item of a stream.

    Args:
        raw: the stream is one of bytes; they are written as they are.
    """
    if not as_json and raw and isinstance(value, str):
        data(base64.b64decode(value))
    elif as_json or not sys.stdout.isatty():
        line(value)
    elif not _is_bookmark(value):
        text(_cell(value) if not isinstance(value, dict) else _row(cast("dict[str, Any]", value)))


def line(value: Any) -> None:
    """Print one line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def text(words: str) -> None:
    """Print a text, ended by a new line; on a terminal without what could steer it."""
    if words:
        shown = safe(words) if sys.stdout.isatty() else words
        sys.stdout.write(shown if shown.endswith("\n") else f"{shown}\n")
        sys.stdout.flush()


def data(chunk: bytes) -> None:
    """Write bytes as they are."""
    sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def failure(error: IcotesError, *, as_json: bool) -> None:
    """Print one line about a failure on the standard error."""
    said = json.dumps(error.payload(), ensure_ascii=False) if as_json else f"icotes: {error.message}"
    sys.stderr.write(_CONTROL.sub("", said) + "\n")


def safe(text: str) -> str:
    """Return a text that can't steer the terminal: without control characters but tab and new line."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def table(rows: list[dict[str, Any]], width: int) -> Iterable[str]:
    """Yield the lines of a table; the last column is cut at the width."""
    names = [name for name in _columns(rows) if any(row.get(name) not in (None, "", [], {}) for row in rows)]
    names = [name for name in names if not any(_is_block(row.get(name)) for row in rows)]
    cells = [[_cell(row.get(name)) for name in names] for row in rows]
    sizes = [max(len(each[column]) for each in [names, *cells]) for column in range(len(names))]
    for each in [[name.replace("_", " ") for name in names], *cells]:
        yield GAP.join(cell.ljust(size) for cell, size in zip(each, sizes, strict=True)).rstrip()[:width]


def _columns(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Return the names of all columns; each stands after the one that it stands after in its row."""
    names: list[str] = []
    for row in rows:
        at = 0
        for name in row:
            if name not in names:
                names.insert(at, name)
            at = names.index(name) + 1
    return names


def _is_block(value: Any) -> bool:
    """Tell whether a value is a list of what has lines, e.g. the hunks of a difference."""
    return isinstance(value, list) and any(
        isinstance(each, dict) and "lines" in each for each in cast("list[Any]", value)
    )


def _blocks(row: dict[str, Any]) -> Iterable[str]:
    """Yield the lines of a row's blocks, each under what is said of it."""
    for value in row.values():
        for block in cast("list[dict[str, Any]]", value) if _is_block(value) else []:
            said = ", ".join(
                f"{name.replace('_', ' ')} {_cell(each)}" for name, each in block.items() if name != "lines"
            )
            yield f"\n@@ {said} @@"
            yield from map(_cell_line, block["lines"])


def _cell_line(line: Any) -> str:
    return line.rstrip("\r") if isinstance(line, str) else _cell(line)


def _content(value: Any) -> bytes | None:
    """Return what a result is all about, when that is a text or bytes; None for any other."""
    if not isinstance(value, dict):
        return None
    said = cast("dict[str, Any]", value)
    if isinstance(said.get("text"), str):
        return said["text"].encode("utf-8", "surrogateescape")
    if "text" in said and isinstance(said.get("data"), str):
        return base64.b64decode(said["data"])
    return None


def _is_bookmark(value: Any) -> bool:
    return isinstance(value, dict) and cast("dict[str, Any]", value).get("type") == "bookmark"


def _people(value: Any) -> str:
    if isinstance(value, dict):
        return _record(cast("dict[str, Any]", value))
    if isinstance(value, list):
        return _list(cast("list[Any]", value))
    return _cell(value)


def _record(value: dict[str, Any]) -> str:
    if set(value) == {"items", "next"}:
        more = f"\nmore: --after {value['next']}" if value["next"] else ""
        return _list(value["items"]) + more
    size = max((len(name) for name in value), default=0)
    lines = [f"{name.replace('_', ' ').ljust(size)}{GAP}{_cell(each)}".rstrip() for name, each in value.items()]
    return "\n".join(lines)


def _list(values: list[Any]) -> str:
    if values and all(isinstance(each, dict) for each in values):
        rows = cast("list[dict[str, Any]]", values)
        blocks = [line for row in rows for line in _blocks(row)]
        return "\n".join([*table(rows, _width()), *blocks])
    return "\n".join(_cell(each) for each in values)


def _row(value: dict[str, Any]) -> str:
    return GAP.join(_cell(each) for each in value.values() if each not in (None, "", [], {}))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return " ".join(value.splitlines())
    if isinstance(value, list) and all(isinstance(each, str) for each in cast("list[Any]", value)):
        return " ".join(", ".join(cast("list[str]", value)).splitlines())
    if isinstance(value, float) and SINCE < value < UNTIL:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(value))
    return json.dumps(value, ensure_ascii=False)


def _width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
