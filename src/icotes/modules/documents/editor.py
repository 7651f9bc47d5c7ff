"""Edits of callers that have no CRDT: passages and ranges, several at once, all or none."""

from collections.abc import Sequence

from icotes.core.errors import Unacceptable
from icotes.modules.documents.document import OpenDocument
from icotes.modules.documents.editing import Piece, Range, resolve
from icotes.modules.documents.offsets import in_characters, in_units
from icotes.modules.documents.replica import difference
from icotes.modules.documents.types import (
    AuthorKind,
    DocumentFull,
    DocumentText,
    Edit,
    Edited,
    PassageGone,
    Unit,
)

SHOWN = 1024 * 1024
"""Characters of the current text that a conflict carries, at most."""


async def edit(
    document: OpenDocument,
    edits: Sequence[Edit],
    version: str | None,
    unit: Unit,
    author: str,
    kind: AuthorKind,
    most: int,
) -> Edited:
    """Make edits, all or none.

    Raises:
        PassageGone: a passage or a range is not there any more.
        Unacceptable: an edit makes no sense.
        DocumentFull: the document would be too large.
    """
    if document.kind != "text":
        return _rewritten(document, edits, version, unit, author, kind)
    edits = [_plain(each, document) for each in edits]
    if document.replica.size + sum(len(each.new.encode()) for each in edits) > most:
        raise DocumentFull(f"A document has at most {most} bytes; make this one shorter.", limit=most)
    if len(edits) == 1 and edits[0].old is None and edits[0].start is None and edits[0].end is None:
        begin, end, at = await document.appends.add(edits[0].new, author, kind)
        return _edited(document, at, [(begin, end)], unit)
    document.appends.flush()
    try:
        pieces = resolve(edits, document.text, lambda ranges: _placed(document, version, ranges, unit))
    except PassageGone as gone:
        gone.data["current"] = current(document)
        raise
    document.replace(pieces, author, kind)
    return _edited(document, document.version, _ranges(pieces), unit)


def _rewritten(
    document: OpenDocument, edits: Sequence[Edit], version: str | None, unit: Unit, author: str, kind: AuthorKind
) -> Edited:
    """Edit the text of what is more than one; where the new texts stand is not told: they may be written otherwise."""

    def placed(ranges: list[Range]) -> list[Range]:
        if version not in {None, document.name(document.version)}:
            raise PassageGone("Others changed this text; read it again.", current=current(document))
        return _pairs(in_characters(document.text, [place for each in ranges for place in each], unit))

    text = document.text
    new = text
    for piece in reversed(resolve(edits, text, placed)):
        new = new[: piece.begin] + piece.new + new[piece.end :]
    document.rewrite(difference(document.kind, text, new), author, kind, "edit")
    return Edited(version=document.name(document.version), ranges=[])


def current(document: OpenDocument) -> DocumentText:
    """Return what a conflict carries: text and version, of a long text only the version."""
    document.marks.hand(document.version)
    text = document.text if len(document.text) <= SHOWN else ""
    return DocumentText(text=text, version=document.name(document.version))


def _plain(edit: Edit, document: OpenDocument) -> Edit:
    """Return an edit with the line ends of the document."""
    if "\0" in edit.new:
        raise Unacceptable("A text holds no NUL; it would be no text any more.", field="edits")
    if document.ending == "mixed" or "\r\n" not in edit.new + (edit.old or ""):
        return edit
    old = None if edit.old is None else edit.old.replace("\r\n", "\n")
    return Edit(new=edit.new.replace("\r\n", "\n"), old=old, nth=edit.nth, start=edit.start, end=edit.end)


def _placed(document: OpenDocument, version: str | None, ranges: list[Range], unit: Unit) -> list[Range]:
    """Return where ranges of the text at a version are now, in characters."""
    for begin, end in ranges:
        if begin > end:
            raise Unacceptable("A range ends before it begins.", field="edits")
    if version is None or version == document.name(document.version):
        return _pairs(in_characters(document.text, [place for each in ranges for place in each], unit))
    id_, _, number = version.rpartition(".")
    if id_ != document.id or not number.isdecimal():
        raise PassageGone("This version is of another document; read the text again.")
    places = document.marks.carried(int(number[:20]), ranges, unit)
    return _pairs(in_characters(document.text, [place for each in places for place in each], "bytes"))


def _pairs(places: list[int]) -> list[Range]:
    return list(zip(places[::2], places[1::2], strict=True))


def _ranges(pieces: Sequence[Piece]) -> list[Range]:
    """Return where the new texts stand, in the order of the edits."""
    ranges: dict[int, Range] = {}
    shift = 0
    for piece in pieces:
        begin = piece.begin + shift
        ranges[piece.edit] = begin, begin + len(piece.new)
        shift += len(piece.new) - (piece.end - piece.begin)
    return [ranges[index] for index in range(len(pieces))]


def _edited(document: OpenDocument, version: int, ranges: list[Range], unit: Unit) -> Edited:
    if version == document.version:
        document.marks.hand(version)
        if unit != "characters":
            ranges = _pairs(in_units(document.text, [place for each in ranges for place in each], unit))
    return Edited(version=document.name(version), ranges=ranges)
