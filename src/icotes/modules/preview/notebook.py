"""Notebooks (nbformat 4) as a page that runs nothing."""

import re
from html import escape
from typing import Any, cast

import msgspec
from msgspec import Struct

from icotes.modules.preview import markdown
from icotes.modules.preview.sanitized import sanitized
from icotes.modules.preview.types import NoPage

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b.")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
Lines = str | list[str]


class _Output(Struct):
    output_type: str = ""
    text: Lines = ""
    name: str = ""
    data: dict[str, Any] = {}
    traceback: list[str] = []
    ename: str = ""
    evalue: str = ""


class _Cell(Struct):
    cell_type: str = ""
    source: Lines = ""
    outputs: list[_Output] = []
    execution_count: int | None = None


class _Notebook(Struct):
    cells: list[_Cell] = []


def rendered(data: bytes) -> str:
    """Return the HTML of a notebook: its texts, its code, and what it showed.

    Raises:
        NoPage: it is no notebook.
    """
    try:
        notebook = msgspec.json.decode(data or b"{}", type=_Notebook)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NoPage(f"This is no notebook of version 4: {error}") from None
    return "".join(map(_cell, notebook.cells)) or '<p class="note">There are no cells in this notebook.</p>'


def _cell(cell: _Cell) -> str:
    source = _text(cell.source)
    if cell.cell_type == "markdown":
        return f'<section class="text">{markdown.rendered(source)}</section>'
    if cell.cell_type != "code":
        return f'<section class="raw"><pre>{escape(source)}</pre></section>'
    count = "" if cell.execution_count is None else str(cell.execution_count)
    code = (
        f'<div class="code"><span class="count">[{count or " "}]</span><pre><code>{escape(source)}</code></pre></div>'
    )
    return f'<section class="cell">{code}{"".join(map(_output, cell.outputs))}</section>'


def _output(output: _Output) -> str:
    if output.output_type == "stream":
        kind = "error" if output.name == "stderr" else "stream"
        return f'<pre class="output {kind}">{_plain(_text(output.text))}</pre>'
    if output.output_type == "error":
        said = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
        return f'<pre class="output error">{_plain(said)}</pre>'
    return f'<div class="output">{_best(output.data)}</div>'


def _best(data: dict[str, Any]) -> str:
    """Return the richest form of a result that needs no script."""
    for kind in _PICTURES:
        content = _text(data.get(kind, ""))
        if content and _BASE64.fullmatch(content):
            return f'<img alt="" src="data:{kind};base64,{"".join(content.split())}">'
    if svg := _text(data.get("image/svg+xml", "")):
        return f'<img alt="" src="data:image/svg+xml,{_quoted(svg)}">'
    if html := _text(data.get("text/html", "")):
        return sanitized(html)
    if text := _text(data.get("text/markdown", "")):
        return markdown.rendered(text)
    return f"<pre>{_plain(_text(data.get('text/plain', '')))}</pre>"


def _quoted(svg: str) -> str:
    return "".join(f"%{byte:02X}" if byte in b"%#\"<>&'\n\r\t " or byte > 126 else chr(byte) for byte in svg.encode())


def _plain(text: str) -> str:
    return escape(_ESCAPES.sub("", text))


def _text(lines: object) -> str:
    if isinstance(lines, list):
        return "".join(each for each in cast("list[object]", lines) if isinstance(each, str))
    return lines if isinstance(lines, str) else ""
