"""Differences as git prints them, taken apart into files and hunks, and put together again from what was chosen.

A patch is bytes: a hunk is shown as text, and applied as it was printed.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from icotes.core.errors import Unacceptable
from icotes.kit.git import wire_path
from icotes.modules.git.parsing import CHANGES
from icotes.modules.git.types import FileDiff, HunkGone, PatchHunk

DIFF = (
    "--raw",
    "-z",
    "-p",
    "--full-index",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--ignore-submodules=dirty",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--no-relative",
    "--diff-filter=u",
    "--diff-algorithm=histogram",
    "-M",
)
AROUND = 3
"""Lines that are shown around what differs."""
MOST_LINES = 20_000
"""Lines of all hunks in an answer; further files come without theirs."""
MOST_OF_ONE = 100_000
"""Lines of the hunks of a file that was asked for by itself."""

_HEAD = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)")
Side = Literal["forward", "back"]


class Hunk(NamedTuple):
    """Lines of a patch, each with its end.

    Attributes:
        id: stays as long as these lines do.
    """

    id: str
    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    section: bytes
    lines: list[bytes]

    def shown(self) -> PatchHunk:
        """Return it as it travels."""
        return PatchHunk(
            id=self.id,
            old_start=self.old_start,
            old_lines=self.old_lines,
            new_start=self.new_start,
            new_lines=self.new_lines,
            section=self.section.decode("utf-8", "replace"),
            lines=[line.removesuffix(b"\n").decode("utf-8", "replace") for line in self.lines],
        )


class FilePatch(NamedTuple):
    """What a patch says of one file.

    Attributes:
        origin: where it was, if it moved.
        status: git's letter.
        modes: before and after.
        head: the lines before the first hunk.
        body: the hunks; taken apart only if they are wanted, for that takes many times their bytes.
        around: how many lines are shown around what differs.
    """

    path: str
    origin: str
    status: str
    modes: tuple[str, str]
    head: list[bytes]
    body: bytes
    around: int

    def fits(self, room: int) -> bool:
        """Tell whether its hunks have no more lines than `room`."""
        heads = self.body.startswith(b"@@ ") + self.body.count(b"\n@@ ")
        return self.body.count(b"\n") - heads <= room

    def hunks(self) -> list[Hunk]:
        """Return its hunks; none if there is too much to be shown."""
        return _hunks(self.path, _lines(self.body), self.around) if self.fits(MOST_OF_ONE) else []

    def shown(self, room: int) -> FileDiff:
        """Return it as it travels, without its hunks if they have more lines than `room`."""
        cut = not self.fits(room)
        return FileDiff(
            path=self.path,
            from_=self.origin,
            change=CHANGES.get(self.status, "changed"),
            old_mode=self.modes[0],
            new_mode=self.modes[1],
            added=self.body.count(b"\n+"),
            removed=self.body.count(b"\n-"),
            binary=any(line.startswith((b"Binary files", b"GIT binary")) for line in self.head),
            cut=cut,
            hunks=[] if cut else [hunk.shown() for hunk in self.hunks()],
        )


def read(raw: bytes, around: int = AROUND) -> list[FilePatch]:
    """Return what `git diff` printed with the options DIFF."""
    if not raw:
        return []
    listing, _, patch = raw.partition(b"\0\0")
    about = list(_listed(listing.split(b"\0")))
    sections = re.split(rb"^(?=diff --git )", patch, flags=re.MULTILINE)[1:]
    if len(sections) != sum(_sections(status) for _, _, status, _ in about):
        raise Unacceptable("git shows what differs in a way that can't be taken apart; ask for one path at a time.")
    rest, found = iter(sections), list[FilePatch]()
    for path, origin, status, modes in about:
        own = [next(rest) for _ in range(_sections(status))]
        found.append(_file(path, origin, status, modes, own[0] if len(own) == 1 else b"", around))
    return found


def _sections(status: str) -> int:
    """Return how many parts of a patch a file has: what became of another type goes, and comes."""
    return 2 if status == "T" else 1


def _listed(words: list[bytes]) -> Iterable[tuple[str, str, str, tuple[str, str]]]:
    at = 0
    while at + 1 < len(words):
        if words[at].startswith(b"::"):  # of a file in conflict git has no patch
            at += 2
            continue
        old, new, _, _, status = words[at].decode().lstrip(":").split(" ")
        moved = status[0] in "RC"
        origin = wire_path(words[at + 1]) if moved else ""
        yield wire_path(words[at + 1 + moved]), origin, status[0], (old, new)
        at += 2 + moved


def _file(path: str, origin: str, status: str, modes: tuple[str, str], section: bytes, around: int) -> FilePatch:
    first = section.find(b"\n@@ ") + 1 or len(section)
    return FilePatch(path, origin, status, modes, _lines(section[:first]), section[first:], around)


def _lines(section: bytes) -> list[bytes]:
    """Return lines that end only where git ends them."""
    if b"\r" not in section:
        return section.splitlines(keepends=True)
    found = [line + b"\n" for line in section.split(b"\n")]
    found[-1] = found[-1][:-1]
    return found if found[-1] else found[:-1]


def _hunks(path: str, lines: list[bytes], around: int) -> list[Hunk]:
    found: list[Hunk] = []
    seen: set[str] = set()
    starts = [at for at, line in enumerate(lines) if line.startswith(b"@@ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        head = _HEAD.match(lines[start])
        if head is None:
            continue
        body = lines[start + 1 : end]
        id_ = _id(path, body, around, seen)
        numbers = [int(each) if each else 1 for each in head.groups()[:4]]
        found.append(Hunk(id_, numbers[0], numbers[1], numbers[2], numbers[3], head[5], body))
    return found


def _id(path: str, body: list[bytes], around: int, seen: set[str]) -> str:
    digest = hashlib.blake2b(path.encode("utf-8", "surrogatepass") + b"\0" + b"".join(body), digest_size=8).hexdigest()
    id_, again = f"{around}-{digest}", 1
    while id_ in seen:
        again += 1
        id_ = f"{around}-{digest}-{again}"
    seen.add(id_)
    return id_


def around_of(hunk: str) -> int:
    """Return how many lines a hunk's id says were shown around it.

    Raises:
        HunkGone: it is no id of a hunk.
    """
    number = hunk.partition("-")[0]
    if not number.isdecimal() or len(number) > 3:
        raise gone()
    return int(number)


def chosen(file: FilePatch, hunk: str, lines: Collection[int], side: Side) -> bytes:
    """Return the patch of one hunk, or of some of its lines; empty if there is no such hunk any more.

    Args:
        lines: which of the hunk's lines, from 0; all if there are none.
        side: whether it is to be applied to what was before, or taken back from what is after.

    Raises:
        HunkGone: its lines are of another kind.
        Unacceptable: none of these lines is a change.
    """
    found = next((each for each in file.hunks() if each.id == hunk), None)
    if found is None:
        return b""
    body = _reduced(found.lines, set(lines), side) if lines else found.lines
    old = sum(line[:1] in b" -" for line in body)
    new = sum(line[:1] in b" +" for line in body)
    old_start, new_start = found.old_start, found.new_start
    if found.old_lines == 0 < old:
        old_start += 1
    if found.new_lines == 0 < new:
        new_start += 1
    return b"".join(
        [*_head(file, side, whole=not lines), b"@@ -%d,%d +%d,%d @@\n" % (old_start, old, new_start, new), *body]
    )


def _head(file: FilePatch, side: Side, *, whole: bool) -> list[bytes]:
    """Return the head of a patch; a part of one leaves the file there, and where it is, on the side that it is for."""
    if file.status == ("A" if side == "forward" else "D") or (whole and file.status != "R"):
        return file.head
    old, new = (line for line in file.head if line.startswith((b"--- ", b"+++ ")))
    if file.status == "D":
        return [old, old.replace(b"--- a/", b"+++ b/", 1).replace(b'--- "a/', b'+++ "b/', 1)]
    return [new.replace(b"+++ b/", b"--- a/", 1).replace(b'+++ "b/', b'--- "a/', 1), new]


def _reduced(body: list[bytes], lines: set[int], side: Side) -> list[bytes]:
    """Return the hunk as if only these lines had changed."""
    stays, goes = (b"-", b"+") if side == "forward" else (b"+", b"-")
    found: list[bytes] = []
    kept = 0
    for at, line in enumerate(body):
        sign = line[:1]
        before, kept = kept, len(found)
        if sign == b"\\":
            if kept > before:
                found.append(line)
        elif sign == b" " or at in lines:
            found.append(line)
        elif sign == stays:
            found.append(b" " + line[1:])
        elif sign != goes:
            raise gone()
    if not any(line[:1] in b"+-" for line in found):
        raise Unacceptable("None of these lines is a change; give the numbers of lines that begin with + or -.")
    if any(_goes_on(found, at) for at, line in enumerate(found) if line[:1] == b"\\"):
        raise Unacceptable("Also choose the lines before: the last line of the file, which has no end, gets one there.")
    return found


def _goes_on(lines: list[bytes], at: int) -> bool:
    """Tell whether lines follow where a side of a patch ends without a new line."""
    sides = {b"-": b" -", b"+": b" +"}.get(lines[at - 1][:1], b" -+")
    return any(line[:1] in sides for line in lines[at + 1 :])


def gone() -> HunkGone:
    """Return what is said of a hunk that is not there."""
    return HunkGone("These lines are not as they were: ask for the diff again (git.diff), then choose anew.")
