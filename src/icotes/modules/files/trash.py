"""Deleted files, kept for a while outside of the project.

Each item is a folder: `about` says what it was, `item` is it. `about` is written
first, so that whatever moment a crash picks, an item can be restored or was
never deleted.
"""

import errno
import os
import secrets
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from icotes.core.errors import NotFound
from icotes.kit.paths import FOLDER, Place, Root, move
from icotes.kit.status import type_of
from icotes.modules.files.copying import copy, remove, size
from icotes.modules.files.types import Trashed

_ABOUT, _ITEM = b"about", b"item"


class Trash:
    """The trash of one workspace; all of it blocks.

    Args:
        root: where files come from and go back to.
        folder: where they are kept; made when it is needed.
    """

    def __init__(self, root: Root, folder: Path) -> None:
        self._root = root
        self._folder = folder

    def put(self, path: str) -> Trashed:
        """Take a file or folder out of the tree and keep it."""
        with self._root.place(path) as place:
            status = place.status()
            if status is None:
                raise FileNotFoundError(errno.ENOENT, "")
            item = Trashed(
                id=f"{int(time.time() * 1000):011x}{secrets.token_hex(4)}",
                path=path,
                type=type_of(status),
                size=size(place),
                at=time.time(),
            )
            try:
                with _opened(self._make(item)) as kept:
                    transfer(place, Place(kept, _ITEM))
                    os.fsync(kept)
            except BaseException:
                self._forget(item.id)
                raise
            os.fsync(place.folder)
            return item

    def _make(self, item: Trashed) -> Path:
        folder = self._folder / item.id
        folder.mkdir(0o700, parents=True)
        with (folder / os.fsdecode(_ABOUT)).open("xb") as about:
            about.write(msgspec.json.encode(item))
            about.flush()
            os.fsync(about.fileno())
        with _opened(self._folder) as own:
            os.fsync(own)
        return folder

    def tidy(self) -> None:
        """Remove what a crash left of items that did not come yet, or that were on their way out."""
        with suppress(FileNotFoundError):
            for folder in list(self._folder.iterdir()):
                if not os.path.lexists(folder / os.fsdecode(_ITEM)):
                    self._forget(folder.name)

    def items(self) -> list[Trashed]:
        """Return what is kept, newest first."""
        found: list[Trashed] = []
        with suppress(FileNotFoundError):
            for folder in self._folder.iterdir():
                with suppress(FileNotFoundError, msgspec.DecodeError):
                    if os.path.lexists(folder / os.fsdecode(_ITEM)):
                        found.append(self.about(folder.name))
        return sorted(found, key=lambda item: item.id, reverse=True)

    def about(self, id: str) -> Trashed:
        """Return one item.

        Raises:
            NotFound: there is none with this id.
        """
        try:
            if not (id.isascii() and id.isalnum()):
                raise FileNotFoundError
            return msgspec.json.decode((self._folder / id / os.fsdecode(_ABOUT)).read_bytes(), type=Trashed)
        except FileNotFoundError:
            raise NotFound("There is no such item in the trash; files.list_trash shows what there is.") from None

    def restore(self, id: str, path: str) -> None:
        """Put an item back into the tree, where nothing may be."""
        self.about(id)
        with _opened(self._folder / id) as kept, self._root.place(path, new=True) as place:
            transfer(Place(kept, _ITEM), place)
            os.fsync(place.folder)
        self._forget(id)

    def remove(self, id: str) -> None:
        """Delete an item for good."""
        self.about(id)
        self._forget(id)

    def _forget(self, id: str) -> None:
        with suppress(FileNotFoundError), _opened(self._folder) as own:
            remove(Place(own, id.encode()))

    def surplus(self, days: float, most: int) -> list[str]:
        """Return the items that are older than `days`, and the oldest of what is beyond `most` bytes."""
        kept, surplus = 0, list[str]()
        for item in self.items():
            kept += item.size
            if time.time() - item.at > days * 86400 or kept > most:
                surplus.append(item.id)
        return surplus


@contextmanager
def _opened(folder: Path) -> Generator[int]:
    handle = os.open(folder, FOLDER | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def transfer(source: Place, target: Place) -> None:
    """Move from one file system to another one if need be; what arrives is whole.

    Raises:
        OSError: the system refuses; EEXIST when something is at the target.
    """
    try:
        move(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy(source, target)
        remove(source)
