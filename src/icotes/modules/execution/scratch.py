"""A folder for one run: the files that it is given, and those that it leaves, read as what a stranger wrote."""

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from icotes.core.errors import Conflict
from icotes.kit.filenames import to_wire
from icotes.kit.paths import FOLDER, Root
from icotes.kit.refusals import refusals
from icotes.kit.sandbox_checks import open_folder

FILES = 1000
"""Files that are looked at after a run."""
FOLDERS = 10_000
"""Folders that are looked into for them."""
LINKS = 10_000
"""Links that are made to what is in a folder."""


class Left(NamedTuple):
    """What a run left.

    Attributes:
        files: their content by name.
        passed_over: how many were too much.
    """

    files: dict[str, bytes]
    passed_over: int


class Scratch:
    """Such a folder; everything here blocks.

    Args:
        path: where it is made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._given: dict[str, bytes] = {}

    def make(self, files: Mapping[str, bytes], beside: Path | None = None) -> None:
        """Make the folder, with files in it.

        Args:
            beside: a folder of which everything else is to be found there, too, by links.

        Raises:
            Invalid: a name is none.
            Unacceptable: a name leads out of the folder.
            NotFound: somebody put a link in the place of the folder beside, or above it.
        """
        self.path.mkdir(0o700)
        if beside:
            with refusals(beside.name):
                _link_all(beside, self.path, files)
        root = Root(self.path)
        try:
            for name, data in files.items():
                if "/" in name:
                    with suppress(Conflict):  # it is there, for another file or as one beside
                        root.make_folder(name.rpartition("/")[0])
                with root.place(name, new=True) as place:
                    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
                    handle = os.open(place.name, flags, 0o644, dir_fd=place.folder)
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
        finally:
            root.close()
        self._given = dict(files)

    def left(self, most: int) -> Left:
        """Return the files that were not given.

        Args:
            most: bytes of all together.
        """
        files: dict[str, bytes] = {}
        passed_over = 0
        for number, (name, handle) in enumerate(_regular(self.path)):
            with os.fdopen(handle, "rb") as file:
                data = file.read(most + 1) if number < FILES else None
            if data is None or len(data) > most:
                passed_over += 1
            elif self._given.get(name) != data:
                files[name] = data
                most -= len(data)
            if number >= 2 * FILES:
                break
        return Left(files, passed_over)

    def remove(self) -> None:
        """Remove the folder, however deep and closed it is."""
        if self.path.exists():
            _remove(self.path)


def _link_all(source: Path, target: Path, besides: Iterable[str]) -> None:
    """Link to what is in a folder, but for some names; folders on the way to these are made."""
    handle = open_folder(source)
    try:
        _link(handle, ".", source, target, besides)
    finally:
        os.close(handle)


def _link(above: int, name: str, place: Path, target: Path, besides: Iterable[str]) -> None:
    """Do so for a folder by its handle: code that writes may put a link in its place, and names would be told."""
    deeper: dict[str, list[str]] = {}
    for each in besides:
        first, _, rest = each.partition("/")
        deeper.setdefault(first, []).extend([rest] if rest else [])
    handle = os.open(name, FOLDER | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above)
    try:
        with os.scandir(handle) as entries:
            for entry in islice(entries, LINKS):
                here = target / entry.name
                if entry.name not in deeper:
                    here.symlink_to(place / entry.name)
                elif deeper[entry.name] and entry.is_dir(follow_symlinks=False):
                    here.mkdir()
                    _link(handle, entry.name, place / entry.name, here, deeper[entry.name])
    finally:
        os.close(handle)


def remove_all(folder: Path) -> None:
    """Remove the folders that a server left which was killed."""
    for each in list(folder.iterdir()):
        _remove(each)


def _remove(top: Path) -> None:
    """Remove a folder: those in it are brought to its side first, as a path may be longer than the system takes."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        folder.chmod(0o700)
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    Path(entry.path).chmod(0o700)
                    waiting.append(Path(entry.path).rename(top.with_name(secrets.token_hex(8))))
                else:
                    Path(entry.path).unlink()
        folder.rmdir()


def _regular(top: Path) -> Iterator[tuple[str, int]]:
    """Yield the names of regular files with a handle of each; no link is followed."""
    waiting = [top]
    for _ in range(FOLDERS):
        if not waiting:
            return
        folder = waiting.pop()
        for entry in _entries(folder):
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    file = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
                    yield to_wire(str(Path(entry.path).relative_to(top))), file


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    """Return what is in a folder by name, as far as anybody will look; nothing, if it can't be looked into."""
    with suppress(OSError), os.scandir(folder) as entries:
        return sorted(islice(entries, 4 * FILES), key=lambda entry: entry.name)
    return []
