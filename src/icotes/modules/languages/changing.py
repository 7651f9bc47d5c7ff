"""Edits that servers propose: as they are shown first, and made afterwards, all of them or none."""

import asyncio
from contextlib import suppress
from typing import Any, NamedTuple

from icotes.core.errors import IcotesError, Unacceptable
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import Disk, DiskText, Entry, FileWriting, OpenText
from icotes.modules.languages.answers import edits, sensible
from icotes.modules.languages.plain import fields, items
from icotes.modules.languages.positions import Lines
from icotes.modules.languages.session import Known, Session
from icotes.modules.languages.texts import Texts, digest, plain
from icotes.modules.languages.types import EditsOutdated, FileEdits, ServerRefused, TextEdit
from icotes.modules.languages.uris import name_of

MOST_FILES = 2000
"""Files that are changed at once."""


async def proposed(
    workspace: Workspace, session: Session, known: dict[str, Known], texts: Texts, answer: Any
) -> list[FileEdits]:
    """Return the edits in a server's answer, by file.

    Args:
        known: what the server knew when it was asked.

    Raises:
        Unacceptable: it would change what is outside of the workspace or in `.git`, or make and remove files.
        ServerRefused: it answers for another text than it was asked about.
    """
    with sensible():
        return await _proposed(workspace, session, known, texts, answer)


async def _proposed(
    workspace: Workspace, session: Session, known: dict[str, Known], texts: Texts, answer: Any
) -> list[FileEdits]:
    by_uri: dict[str, list[Any]] = {}
    for each in items(fields(answer).get("documentChanges")):
        if "textDocument" not in each:
            raise Unacceptable("The language server would make, move or remove files; do that by hand.")
        _check(session, known, each["textDocument"])
        by_uri.setdefault(each["textDocument"]["uri"], []).extend(each["edits"])
    for uri, said in () if by_uri else fields(fields(answer).get("changes")).items():
        by_uri.setdefault(uri, []).extend(said)
    if len(by_uri) > MOST_FILES:
        raise Unacceptable(f"The language server would change more than {MOST_FILES} files.")
    found: list[FileEdits] = []
    for uri, said in by_uri.items():
        path = session.uris.path(uri)
        if path is None:
            raise Unacceptable(f"The language server would change {name_of(uri)}, which is not in this workspace.")
        if ".git" in path.split("/"):
            raise Unacceptable("The language server would change what git keeps, and runs; it may not.")
        lines = known[path].lines if path in known else await _on_disk(workspace, session, texts, path)
        made = await asyncio.to_thread(edits, said, lines)
        found.append(FileEdits(path=path, version=digest(lines.text), edits=made))
    return sorted((each for each in found if each.edits), key=lambda each: each.path)


def _check(session: Session, known: dict[str, Known], document: dict[str, Any]) -> None:
    path = session.uris.path(document["uri"])
    number = known[path].number if path in known else None
    if number and (document.get("version") or number) != number:
        raise ServerRefused(f"The language server's edits are of {path} as it was at another time; ask again.")


async def _on_disk(workspace: Workspace, session: Session, texts: Texts, path: str) -> Lines:
    """Return the lines of a file that the server was not told of: it reads the disk."""
    return session.lines(plain((await texts.load(workspace, path)).text or ""))


class _Ready(NamedTuple):
    """A file and what it will be."""

    path: str
    before: DiskText
    data: bytes


class Changing:
    """Makes edits in files, all or none."""

    def __init__(self, texts: Texts, disk: Disk, writing: FileWriting, open_text: OpenText | None) -> None:
        self._texts = texts
        self._disk = disk
        self._writing = writing
        self._open = open_text

    async def apply(self, workspace: Workspace, changes: list[FileEdits]) -> list[Entry]:
        """Make edits; return the files as they are then.

        Raises:
            EditsOutdated: a text is not as it was when the edits were made; nothing was changed.
            Unacceptable: two edits overlap.
        """
        if len({each.path for each in changes}) < len(changes):
            raise Unacceptable("A file is named twice; put its edits together.", field="changes")
        ready = [await self._prepared(workspace, each) for each in changes]
        done: list[tuple[_Ready, Entry]] = []
        try:
            for each in ready:
                entry = await self._writing.write(workspace, each.path, data=each.data, version=each.before.version)
                done.append((each, entry))
        except BaseException:
            for each, entry in reversed(done):
                with suppress(IcotesError):
                    before = each.before.data
                    await self._writing.write(workspace, each.path, data=before, version=entry.version)
            raise
        return [entry for _, entry in done]

    async def _prepared(self, workspace: Workspace, change: FileEdits) -> _Ready:
        if self._open:
            await self._open.flush(workspace, change.path)
        file = await self._texts.load(workspace, change.path)
        text = file.text or ""
        if digest(text) != change.version:
            raise EditsOutdated(
                f"{change.path} is not as it was when these edits were made; ask for them again.",
                path=change.path,
                current=digest(text),
            )
        return _Ready(change.path, file, self._disk.encode(edited(text, change.edits), file.encoding))


def edited(text: str, edits: list[TextEdit]) -> str:
    r"""Return a text with edits made in it; what is new has the line ends that the text has.

    Raises:
        Unacceptable: two of them overlap.

    >>> from icotes.modules.languages.types import Range
    >>> edited("a\r\nb", [TextEdit(range=Range(line=1, column=2, end_line=2, end_column=1), new="\n\n")])
    'a\r\n\r\nb'
    """
    lines = Lines(text, "utf-32")
    crlf = "\r\n" in text
    places = [
        (lines.offset(each.range.line, each.range.column), lines.offset(each.range.end_line, each.range.end_column), n)
        for n, each in enumerate(edits)
    ]
    pieces: list[str] = []
    last = 0
    for start, end, n in sorted(places):
        if start < last or end < start:
            raise Unacceptable("Two of the edits overlap, or one ends before it begins.", field="changes")
        new = edits[n].new.replace("\r\n", "\n")
        pieces += text[last:start], new.replace("\n", "\r\n") if crlf else new
        last = end
    return "".join([*pieces, text[last:]])
