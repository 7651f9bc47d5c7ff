"""A file in three versions, and what can be merged of it."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from icotes.modules.workspaces.hunks import Region, Span, lines, name_of, regions, replaced
from icotes.modules.workspaces.worktree import Compared, Hunk, Passage, ReviewedFile

TEXT_BYTES = 2 << 20
"""A longer file is compared as a whole."""
_HEAD = 8_000


class Side(NamedTuple):
    """A file in one workspace.

    Attributes:
        data: its content; None if there is no file.
        version: as the files module says it.
        note: why it can't be reviewed, else empty.
    """

    data: bytes | None
    version: str
    note: str = ""


class Triple:
    """A file as it was when both began, as `main` has it and as the worktree has it.

    Args:
        path: as it travels.
        name: as git knows it.
    """

    def __init__(self, path: str, name: str, base: bytes | None, main: Side, worktree: Side) -> None:
        self.path = path
        self.name = name
        self.base = base
        self.main = main
        self.worktree = worktree
        self.note = main.note or worktree.note
        every = [each for each in (base, main.data, worktree.data) if each is not None]
        self.size = sum(map(len, every))
        self.binary = any(b"\0" in each[:_HEAD] or len(each) > TEXT_BYTES for each in every)
        self._lines = [lines(each or b"") for each in (base, main.data, worktree.data)]
        self.hunks = self._hunks() if not self.note else {}

    def _hunks(self) -> dict[str, Region]:
        base, main, worktree = self._lines
        if self.worktree.data in {self.main.data, self.base}:
            return {}
        found = [] if self.binary else regions(base, main, worktree)
        if not found and (self.binary or None in {self.main.data, self.worktree.data}):
            spans = [(0, len(each)) for each in self._lines]
            found = [Region(spans[0], spans[1], spans[2], self.main.data != self.base)]
        return {self._id(region): region for region in found}

    def _id(self, region: Region) -> str:
        base, main, worktree = self._lines
        becomes = worktree[slice(*region.worktree)]
        if region.conflict:
            becomes = [*becomes, b"\0", *main[slice(*region.main)]]
        return name_of(self.path, region.base[0], base[slice(*region.base)], becomes)

    def reviewed(self) -> ReviewedFile | None:
        """Return what is to be decided about it; None if there is nothing."""
        if not self.hunks and not self.note:
            return None
        hunks = [self._hunk(id_, region) for id_, region in self.hunks.items()]
        removed = "deleted" if self.worktree.data is None and not self.note else "changed"
        return ReviewedFile(
            path=self.path,
            status="added" if self.base is None and not self.note else removed,
            hunks=hunks,
            added=0 if self.binary else sum(each.worktree.lines for each in hunks),
            removed=0 if self.binary else sum(each.main.lines for each in hunks),
            conflicts=sum(each.conflict for each in hunks),
            binary=self.binary,
            note=self.note,
        )

    def without_hunks(self, file: ReviewedFile) -> ReviewedFile:
        """Return the same, short."""
        return msgspec.structs.replace(file, hunks=[], cut=True)

    def _hunk(self, id: str, region: Region) -> Hunk:
        spans = (region.base, region.main, region.worktree)
        base, main, worktree = (self._passage(of, span) for of, span in zip(self._lines, spans, strict=True))
        return Hunk(id=id, conflict=region.conflict, base=base, main=main, worktree=worktree)

    def _passage(self, of: list[bytes], span: Span) -> Passage:
        text = "" if self.binary else b"".join(of[slice(*span)]).decode("utf-8", "replace")
        return Passage(line=span[0] + (span[1] > span[0]), lines=span[1] - span[0], text=text)

    def compared(self, file: ReviewedFile) -> Compared:
        """Return its three versions."""
        base, main, worktree = (
            None if self.binary or each is None else each.decode("utf-8", "replace")
            for each in (self.base, self.main.data, self.worktree.data)
        )
        return Compared(file=file, base=base, main=main, worktree=worktree)

    def merged(self, chosen: Mapping[str, str | None]) -> bytes | None:
        """Return what `main` becomes by these hunks, as the worktree has them or as the text says; None for no file."""
        texts = {self.hunks[id_]: text for id_, text in chosen.items()}
        if self.binary or (self.worktree.data is None and not any(texts.values())):
            return self.worktree.data
        main, worktree = self._lines[1:]
        changes = {
            region.main: worktree[slice(*region.worktree)] if text is None else self._settled(region, text)
            for region, text in texts.items()
        }
        return replaced(main, changes)

    def _settled(self, region: Region, text: str) -> list[bytes]:
        last = region.main[1] == len(self._lines[1])
        data = text.encode("utf-8", "surrogatepass")
        return lines(data + b"\n" if data and not data.endswith(b"\n") and not last else data)

    def taken(self, chosen: Mapping[str, str | None]) -> bytes | None:
        """Return what is the base from now on: with the worktree's lines where something was chosen."""
        if self.binary or self.worktree.data is None:
            return self.worktree.data
        base, _, worktree = self._lines
        spans = [self.hunks[id_] for id_ in chosen]
        return replaced(base, {region.base: worktree[slice(*region.worktree)] for region in spans})
