"""What a server answers, as this program says it; places are converted with the lines of their text."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from icotes.modules.languages.plain import fields, items
from icotes.modules.languages.positions import Lines
from icotes.modules.languages.types import (
    Action,
    Completion,
    Diagnostic,
    Hover,
    Parameter,
    ServerRefused,
    Severity,
    Signature,
    Signatures,
    Symbol,
    TextEdit,
)

MOST = 500
"""Completions of one answer."""
MOST_DIAGNOSTICS = 1000
"""Of one file and one server."""
MOST_EDITS = 50_000
"""Of one file."""
MOST_SYMBOLS = 20_000
"""Of one file."""
LONGEST = 100_000
"""Characters of what is said of something."""
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "information", "hint")
_KINDS = (
    *("text", "method", "function", "constructor", "field", "variable", "class", "interface", "module", "property"),
    *("unit", "value", "enum", "keyword", "snippet", "color", "file", "reference", "folder", "enum_member"),
    *("constant", "struct", "event", "operator", "type_parameter"),
)
_SYMBOLS = (
    *("file", "module", "namespace", "package", "class", "method", "property", "field", "constructor", "enum"),
    *("interface", "function", "variable", "constant", "string", "number", "boolean", "array", "object", "key"),
    *("null", "enum_member", "struct", "event", "operator", "type_parameter"),
)
_SNIPPET = 2


@contextmanager
def sensible() -> Generator[None]:
    """Tell of an answer that has not the form that the protocol gives it.

    Raises:
        ServerRefused: it has not.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ServerRefused(f"The language server's answer makes no sense: {error!r}.") from error


@sensible()
def hover(answer: Any, lines: Lines) -> Hover | None:
    """Return what is known of the thing at a place."""
    text = markdown(answer["contents"]) if answer else ""
    if not text:
        return None
    return Hover(text=text, range=lines.range(answer["range"]) if answer.get("range") else None)


def markdown(said: Any) -> str:
    """Return what a server says in any of the ways in which it may, as Markdown."""
    if isinstance(said, list):
        return "\n\n".join(filter(None, map(markdown, items(said))))
    if isinstance(said, str):
        return said[:LONGEST]
    if not isinstance(said, dict):
        return ""
    found = fields(said)
    value = str(found.get("value") or "")[:LONGEST]
    return f"```{found['language']}\n{value}\n```" if found.get("language") else value


@sensible()
def edits(answer: Any, lines: Lines) -> list[TextEdit]:
    """Return edits of a text.

    Raises:
        ServerRefused: there are far too many.
    """
    if len(items(answer)) > MOST_EDITS:
        raise ServerRefused(f"The language server would make more than {MOST_EDITS} edits in one file.")
    return [TextEdit(range=lines.range(each["range"]), new=each["newText"]) for each in items(answer)]


def listed(answer: Any) -> tuple[list[Any], bool]:
    """Return the completions in an answer, and whether there are more."""
    if isinstance(answer, dict):
        found = fields(answer)
        return items(found.get("items")), bool(found.get("isIncomplete"))
    return items(answer), False


@sensible()
def likely(offered: list[Any], typed: str) -> list[Any]:
    """Return the completions that fit best what was typed, as many as may be told."""
    if len(offered) <= MOST:
        return offered
    low = typed.lower()

    def rank(item: Any) -> tuple[bool, str]:
        return not _word(item).startswith(low), str(item.get("sortText") or item["label"])

    return sorted((item for item in offered if _has(_word(item), low)), key=rank)[:MOST]


def _word(item: Any) -> str:
    return str(item.get("filterText") or item["label"]).lower()


def _has(word: str, letters: str) -> bool:
    """Tell whether a word has these letters, in this order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)


@sensible()
def completion(item: Any, id: str, lines: Lines) -> Completion:
    """Return something that may be meant."""
    edit = fields(item.get("textEdit"))
    kind = item.get("kind") or 0
    return Completion(
        id=id,
        label=item["label"],
        kind=_KINDS[kind - 1] if 0 < kind <= len(_KINDS) else "",
        detail=(item.get("detail") or "")[:LONGEST],
        new=edit.get("newText") or item.get("insertText") or item["label"],
        snippet=item.get("insertTextFormat") == _SNIPPET,
        range=lines.range(edit["range"]) if edit.get("range") else None,
        filter=item.get("filterText") or "",
        sort=item.get("sortText") or "",
        preselect=bool(item.get("preselect")),
        deprecated=bool(item.get("deprecated")) or 1 in items(item.get("tags")),
        more=edits(item.get("additionalTextEdits"), lines),
        text=markdown(item.get("documentation")),
    )


@sensible()
def signatures(answer: Any) -> Signatures | None:
    """Return the ways to call a function."""
    found = answer and answer.get("signatures")
    if not found:
        return None
    every = [_signature(each, answer.get("activeParameter")) for each in found[:50]]
    return Signatures(signatures=every, active=min(len(every) - 1, max(0, answer.get("activeSignature") or 0)))


def _signature(said: Any, active: int | None) -> Signature:
    label = str(said["label"])
    parameters: list[Parameter] = []
    begin = 0
    for each in said.get("parameters") or ():
        start, end = _span(each["label"], label, begin)
        begin = end
        parameters.append(Parameter(start=start, end=end, text=markdown(each.get("documentation"))))
    number = said.get("activeParameter", active)
    known = number is not None and 0 <= number < len(parameters)
    return Signature(
        label=label,
        text=markdown(said.get("documentation")),
        parameters=parameters,
        parameter=number if known else None,
    )


def _span(said: Any, label: str, begin: int) -> tuple[int, int]:
    """Return where a parameter stands in a label; a server says that in units of UTF-16, or quotes it."""
    if isinstance(said, str):
        start = max(0, label.find(said, begin))
        return start, start + len(said)
    line = Lines(label, "utf-16")
    start, end = (line.from_server({"line": 0, "character": place}) for place in said)
    return start, end


@sensible()
def symbols(answer: Any, lines: Lines) -> list[Symbol]:
    """Return what has a name in a file, each after what it is in."""
    return list(islice(_symbols(answer or [], lines, 0), MOST_SYMBOLS))


def _symbols(said: list[Any], lines: Lines, depth: int) -> Iterator[Symbol]:
    for each in said:
        kind = each.get("kind") or 0
        whole = each.get("range") or each["location"]["range"]
        yield Symbol(
            name=each["name"],
            kind=_SYMBOLS[kind - 1] if 0 < kind <= len(_SYMBOLS) else "",
            detail=each.get("detail") or "",
            depth=depth,
            range=lines.range(whole),
            name_range=lines.range(each.get("selectionRange") or whole),
        )
        if depth < 50:
            yield from _symbols(each.get("children") or [], lines, depth + 1)


@sensible()
def action(said: Any, id: str, server: str) -> Action:
    """Return something that a server can do."""
    return Action(
        id=id, title=said["title"], kind=said.get("kind") or "", preferred=bool(said.get("isPreferred")), server=server
    )


def diagnostics(found: list[Any], server: str, lines: Lines) -> list[Diagnostic]:
    """Return what a server found wrong."""
    return [_diagnostic(each, server, lines) for each in found[:MOST_DIAGNOSTICS]]


def _diagnostic(said: Any, server: str, lines: Lines) -> Diagnostic:
    severity, tags = said.get("severity") or 1, said.get("tags") or ()
    code = said.get("code")
    return Diagnostic(
        range=lines.range(said["range"]),
        severity=_SEVERITIES[min(4, max(1, severity)) - 1],
        message=str(said["message"])[:10_000],
        code="" if code is None else str(code)[:200],
        source=str(said.get("source") or "")[:200],
        server=server,
        unnecessary=1 in tags,
        deprecated=2 in tags,
        link=_link(said),
    )


def _link(said: Any) -> str:
    href = str(fields(said.get("codeDescription")).get("href") or "")
    return href[:2000] if href.startswith(("https://", "http://")) else ""
