"""Compares the disk with what the timeline knows, and says what is to be written; all of it blocks."""

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from icotes.core.errors import IcotesError
from icotes.kit.filenames import TEMPORARY, to_wire
from icotes.kit.paths import FOLDER, Root
from icotes.kit.status import type_of, version_of
from icotes.modules.workspaces import archive, contents
from icotes.modules.workspaces.archive import AWAY, FOUND, FULL, IGNORED, LARGE, UNREADABLE, Deed, PathState, Step
from icotes.modules.workspaces.contents import PackedContent

AT_ONCE_BYTES = 8 << 20
"""Contents that are in memory at a time, about."""
AT_ONCE = 500
"""Paths that are written at a time."""
TRIES = 3
_GIT = ".git"
_READ = os.O_RDONLY | os.O_NOFOLLOW


class Sight(NamedTuple):
    """A path to look at, and why.

    Attributes:
        change: what an event said of it; empty for none.
        version: the one that the event spoke of; empty for any.
        origin: where it was before, or of what it is a copy.
        copied: `origin` is still there.
        ignored: git ignores it.
        found: it is the begin of the timeline.
    """

    path: str
    deed: Deed
    change: str = ""
    version: str = ""
    origin: str = ""
    copied: bool = False
    ignored: bool = False
    found: bool = False


class Looked(NamedTuple):
    """What is to be written.

    Attributes:
        steps: moments.
        packed: contents.
        same: what has another version, and is the same.
        rest: what was not looked at yet.
    """

    steps: list[Step]
    packed: list[PackedContent]
    same: list[PathState]
    rest: list[Sight]


def is_ours(path: str) -> bool:
    """Tell whether a path has a past here: what git keeps for itself has not."""
    return path != "" and _GIT not in path.split("/") and TEMPORARY not in path


def unsettled(root: Root, sights: Iterable[Sight]) -> bool:
    """Tell whether something is on disk by now of which no event came yet."""
    for sight in sights:
        if not sight.version:
            continue
        with suppress(IcotesError):
            if version_of(root.stat(sight.path)) != sight.version:
                return True
    return False


class Looker:
    """Looks at paths.

    Args:
        most: the largest file of which the content is kept, in bytes.
        room: bytes that are left for contents.
        written: hashes of what was just written, by path and version.
    """

    def __init__(self, root: Root, most: int, room: int, written: Mapping[tuple[str, str], bytes]) -> None:
        self._root = root
        self._most = most
        self._room = room
        self._written = written
        self._away = set[str]()

    def look(self, db: sqlite3.Connection, sights: list[Sight]) -> Looked:
        """Return what is to be written of the first paths, and the rest."""
        looked = Looked([], [], [], sights[AT_ONCE:])
        self._away.clear()
        size = 0
        for index, sight in enumerate(sights[:AT_ONCE]):
            size += self._look(db, sight, looked)
            if size > AT_ONCE_BYTES:
                return looked._replace(rest=sights[index + 1 :])
        return looked

    def _look(self, db: sqlite3.Connection, sight: Sight, looked: Looked) -> int:
        """Look at one path; return how many bytes were read."""
        head = None if sight.path in self._away else archive.head(db, sight.path)
        if sight.ignored and head is None:
            if sight.change:
                now = PathState(sight.path, 0, "other", 0, "", None, 0, IGNORED)
                looked.steps.append(Step(sight.change, now, sight.deed))
            return 0
        try:
            status = self._root.stat(sight.path)
        except IcotesError:
            status = None
        if head and (status is None or head.type == "folder" != type_of(status)):
            self._gone(db, sight, head, looked)
            head = None
        if status is None or (head and _is_known(head, status)):
            return 0
        return self._see(db, sight, head, status, looked)

    def _gone(self, db: sqlite3.Connection, sight: Sight, head: PathState, looked: Looked) -> None:
        """Note that a path is gone, with all beneath it."""
        change = AWAY if sight.change == AWAY else "deleted"
        gone = archive.heads(db, sight.path) if head.type == "folder" else {head.path: head}
        looked.steps.extend(Step(change, each, sight.deed) for path, each in gone.items() if path not in self._away)
        self._away |= gone.keys()

    def _see(
        self, db: sqlite3.Connection, sight: Sight, head: PathState | None, status: os.stat_result, looked: Looked
    ) -> int:
        """Note what is at a path now."""
        origin = archive.head(db, sight.origin) if sight.origin else None
        now, content = self._read(sight.path, status, head, origin)
        if head and head.equals(now) and not now.unkept:
            looked.same.append(now)
            return len(content or b"")
        if now.hash and content is not None and not contents.is_kept(db, now.hash):
            before = next((each.hash for each in (head, origin) if each), None)
            packed = contents.pack(db, now.hash, content, before)
            self._room -= len(packed.data)
            if self._room < 0:
                now = now._replace(unkept=FULL)
            else:
                looked.packed.append(packed)
        change = FOUND if sight.found else "changed" if head else "created"
        if sight.origin:
            change = "copied" if sight.copied else "moved"
        looked.steps.append(Step(change, now, sight.deed, sight.origin))
        return len(content or b"")

    def _read(
        self, path: str, status: os.stat_result, head: PathState | None, origin: PathState | None
    ) -> tuple[PathState, bytes | None]:
        """Return what is at a path, and its content if that had to be read."""
        now = _state(path, status)
        if now.type == "link":
            return self._read_link(path, now)
        if now.type != "file":
            return now._replace(unkept="" if now.type == "folder" else UNREADABLE), None
        if now.size > self._most:
            return now._replace(unkept=LARGE), None
        hash_ = self._written.get((path, now.version))
        for known in (head, origin):
            if known and known.version == now.version and not known.unkept:
                hash_ = known.hash
        if hash_:
            return now._replace(hash=hash_), None
        return self._read_file(path, now)

    def _read_link(self, path: str, now: PathState) -> tuple[PathState, bytes | None]:
        try:
            with self._root.place(path) as place:
                content = os.readlink(place.name, dir_fd=place.folder)
        except IcotesError:
            return now._replace(unkept=UNREADABLE), None
        return now._replace(hash=contents.digest(content)), content

    def _read_file(self, path: str, now: PathState) -> tuple[PathState, bytes | None]:
        for _ in range(TRIES):
            try:
                handle = self._root.open(path, _READ, links=False)
            except IcotesError:
                break
            with os.fdopen(handle, "rb") as file:
                now, content = _state(path, os.fstat(handle)), b""
                with suppress(OSError):
                    content = file.read(self._most + 1)
                whole = now.type == "file" and len(content) == now.size
                if whole and now.version == version_of(os.fstat(handle)):
                    return now._replace(hash=contents.digest(content)), content
        return now._replace(unkept=UNREADABLE), None


def _state(path: str, status: os.stat_result) -> PathState:
    size = status.st_size if stat.S_ISREG(status.st_mode) else 0
    return PathState(path, 0, type_of(status), stat.S_IMODE(status.st_mode), version_of(status), None, size, "")


def _is_known(head: PathState, status: os.stat_result) -> bool:
    return (head.type, head.mode, head.version) == (
        type_of(status),
        stat.S_IMODE(status.st_mode),
        version_of(status),
    )


class Level(NamedTuple):
    """What is right in some folders.

    Attributes:
        folders: those among it.
        different: what is otherwise than it is known.
        unknown: what is not known at all.
    """

    folders: list[str]
    different: list[str]
    unknown: list[str]


def level(root: Root, folders: Iterable[str], heads: dict[str, PathState]) -> Level:
    """Compare what is right in some folders with what is known, and take that out of `heads`."""
    found = Level([], [], [])
    for path, status in _entries(root, folders):
        head = heads.pop(path, None)
        if stat.S_ISDIR(status.st_mode):
            found.folders.append(path)
        if head is None:
            found.unknown.append(path)
        if head is None or not _is_known(head, status):
            found.different.append(path)
    return found


def _entries(root: Root, folders: Iterable[str]) -> Iterator[tuple[str, os.stat_result]]:
    for folder in folders:
        with suppress(IcotesError):
            handle = root.open(folder, FOLDER | os.O_NOFOLLOW, links=False)
            try:
                with os.scandir(handle) as entries:
                    for entry in entries:
                        if entry.name != _GIT and not entry.name.startswith(TEMPORARY):
                            with suppress(OSError):
                                status, name = entry.stat(follow_symlinks=False), to_wire(entry.name)
                                yield f"{folder}/{name}" if folder else name, status
            finally:
                os.close(handle)
