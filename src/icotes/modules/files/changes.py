"""Changes a tree: each one takes its turn, is on disk, and is published, before it returns."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from icotes.core.body import CHUNK, Upload
from icotes.core.errors import Conflict, IcotesError, NotFound
from icotes.core.events import Event
from icotes.modules.files import arranging
from icotes.modules.files.drafts import Draft, Saved, save
from icotes.modules.files.entries import entry, look
from icotes.modules.files.tree import Tree
from icotes.modules.files.types import Entry, FileRestored, FileTrashed, Trashed, TrashEmptied

T = TypeVar("T")

CARRIED = 64 * 1024
"""A file up to this size travels whole in a conflict, in bytes."""


async def write(tree: Tree, path: str, data: bytes, version: str | None, most: int, by: tuple[str, ...] = ()) -> Entry:
    """Write a whole file; `by` is whose edits it brings to disk, if not the caller's."""
    path = await tree.spelled(path)
    return await _finish(tree, path, lambda: save(tree.root, path, data, version, most, tree.ledger.expect), by)


async def upload(tree: Tree, path: str, body: Upload, version: str | None, most: int) -> Entry:
    """Write a file from bytes as they come; only a piece of it is ever in memory."""
    pieces = _pieces(body.chunks)
    begin = await anext(pieces)
    if len(begin) < CHUNK:
        return await write(tree, path, begin, version, most)
    path = await tree.spelled(path)
    expect = tree.ledger.expect
    draft = await _with_current(tree, path, tree.workers.run(lambda: Draft(tree.root, path, version, most, expect)))
    try:
        await tree.workers.run(lambda: draft.write(begin))
        async for piece in pieces:
            await tree.workers.run(lambda piece=piece: draft.write(piece))
        return await _finish(tree, path, draft.commit)
    finally:
        await asyncio.shield(tree.workers.run(draft.discard))


async def _finish(tree: Tree, path: str, work: Callable[[], Saved], by: tuple[str, ...] = ()) -> Entry:
    """Do the last step of a write in its turn, and publish it; if that is cut short, what is there is looked at."""
    async with tree.turns.of(path):
        saving = tree.workers.run(work)
        try:
            saved = await _with_current(tree, path, asyncio.shield(saving))
            await tree.ledger.saved(path, saved.status, saved.before is None, by)
        except Conflict:
            raise
        except BaseException:
            saving.add_done_callback(lambda saving: tree.look_again(path, saving))
            raise
    return entry(path, saved.status)


async def _pieces(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Join small chunks, for each piece costs a visit to a thread; one that is not full is the last."""
    waiting, size = list[bytes](), 0
    async for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


async def _with_current(tree: Tree, path: str, work: Awaitable[T]) -> T:
    """Return what work returns; a conflict carries what stands now, so that the caller has both."""
    try:
        return await work
    except Conflict as conflict:
        with suppress(IcotesError):
            conflict.data["current"] = await tree.workers.run(lambda: _current(tree, path))
        raise


def _current(tree: Tree, path: str) -> Any:
    found = look(tree.root, path)
    small = found.type == "file" and found.size <= CARRIED
    return msgspec.to_builtins(tree.reader.read(path) if small else found)


async def make_folder(tree: Tree, path: str) -> Entry:
    """Make a folder, with those above it."""
    path = await tree.spelled(path)
    async with tree.turns.of(path):
        made = await tree.workers.run(lambda: tree.root.make_folder(path))
        await tree.ledger.settle(made)
    return await tree.look(path)


async def move(tree: Tree, source: str, target: str, replace: bool) -> Entry:
    """Give a file or folder another path."""
    source, target = await tree.spelled(source), await tree.spelled(target)
    async with tree.turns.of(source, target):
        is_folder = await tree.workers.run(lambda: arranging.rename(tree.root, source, target, replace))
        await tree.ledger.settle([], {target: (source, is_folder)})
    return await tree.look(target)


async def copy(tree: Tree, source: str, target: str) -> Entry:
    """Copy a file or folder."""
    source, target = await tree.spelled(source), await tree.spelled(target)
    async with tree.turns.of(source, target):
        await tree.workers.run(lambda: arranging.duplicate(tree.root, source, target))
        await _settle_below(tree, target)
    return await tree.look(target)


async def delete(tree: Tree, path: str) -> Trashed:
    """Put a file or folder into the trash."""
    path = await tree.spelled(path)
    async with tree.turns.of(path):
        item = await tree.workers.run(lambda: tree.trash.put(path))
        await tree.ledger.settle([path], also=[FileTrashed(path=path, id=item.id)])
    return item


async def restore(tree: Tree, id: str, path: str | None) -> Entry:
    """Take something out of the trash again."""
    about = await tree.workers.run(lambda: tree.trash.about(id))
    target = await tree.spelled(path or about.path)
    async with tree.turns.of(target):
        await tree.workers.run(lambda: tree.trash.restore(id, target))
        await _settle_below(tree, target, [FileRestored(path=target, id=id)])
    return await tree.look(target)


async def empty_trash(tree: Tree, ids: list[str]) -> list[str]:
    """Delete items of the trash for good."""

    def remove() -> list[str]:
        removed: list[str] = []
        for id_ in ids:
            with suppress(NotFound):
                tree.trash.remove(id_)
                removed.append(id_)
        return removed

    removed = await tree.workers.run(remove)
    if removed:
        await tree.workspace.store.publish(TrashEmptied(ids=removed))
    return removed


async def _settle_below(tree: Tree, path: str, also: Iterable[Event] = ()) -> None:
    paths = await tree.workers.run(lambda: tree.ledger.below(path))
    await tree.ledger.settle(paths, also=also)
