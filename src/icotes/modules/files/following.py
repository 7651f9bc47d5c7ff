"""What happens to files, for those who follow a path."""

from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec
from msgspec import Struct, field

from icotes.core.errors import NotFound
from icotes.core.events import EventRecord
from icotes.core.log import Cursor, Item, follow
from icotes.kit.filenames import composed, parts
from icotes.modules.files.entries import listing, look
from icotes.modules.files.tree import Tree
from icotes.modules.files.types import Placed


class _Where(Struct):
    path: str = ""
    from_: str = field(name="from", default="")
    changes: list["_Where"] = []


_where = msgspec.json.Decoder(_Where).decode


async def followed(tree: Tree, path: str, since: Cursor | None) -> AsyncGenerator[Item[Any]]:
    """Yield what is at a path, then each event that is about it, about what is in it or about what it is in."""
    parts(path)

    async def state() -> tuple[int, Placed]:
        position = tree.workspace.log.last
        return position, await tree.workers.run(lambda: _placed(tree, path))

    async for item in follow(tree.workspace.log, since, snapshot=state, keep=_about(path)):
        yield item


def _placed(tree: Tree, path: str) -> Placed:
    try:
        entry = look(tree.root, path)
    except NotFound:
        return Placed(entry=None, entries=[])
    return Placed(entry=entry, entries=listing(tree.root, path).items if entry.type == "folder" else [])


def _about(path: str) -> Callable[[EventRecord], bool]:
    if path in {"", "."}:
        return lambda record: record.kind.startswith("files.")
    wanted = f"{composed(path)}/"

    def touches(other: str) -> bool:
        other = f"{composed(other)}/"
        return other.startswith(wanted) or wanted.startswith(other)

    def keep(record: EventRecord) -> bool:
        if not record.kind.startswith("files."):
            return False
        where = _where(record.data)
        return touches(where.path) or touches(where.from_) or any(touches(change.path) for change in where.changes)

    return keep
