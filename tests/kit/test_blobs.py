import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from icotes.core.errors import NotFound, QuotaExceeded
from icotes.kit.blobs import Blobs, Damaged
from icotes.kit.state import StateFolder


async def sent(*chunks: bytes, fail: bool = False) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if fail:
        raise ConnectionResetError


async def content(blobs: Blobs, hash: str) -> bytes:
    return b"".join([chunk async for chunk in blobs.read(hash)])


def files(path: Path) -> list[Path]:
    return [each for each in path.rglob("*") if each.is_file()]


async def test_equal_content_is_kept_once(tmp_path: Path) -> None:
    blobs = Blobs(StateFolder(tmp_path))
    first = await blobs.put(sent(b"ab", b"", b"c"), limit=3)
    assert (first.hash, first.size) == (hashlib.sha256(b"abc").hexdigest(), 3)
    assert await blobs.put(sent(b"abc"), limit=3) == first
    assert len(files(tmp_path)) == 1
    assert await content(blobs, first.hash) == b"abc"
    await blobs.delete(first.hash)
    await blobs.delete(first.hash)
    assert files(tmp_path) == []
    with pytest.raises(NotFound):
        await content(blobs, first.hash)


async def test_what_is_too_large_or_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    blobs = Blobs(StateFolder(tmp_path))
    with pytest.raises(QuotaExceeded):
        await blobs.put(sent(b"abc", b"d"), limit=3)
    with pytest.raises(ConnectionResetError):
        await blobs.put(sent(b"abc", fail=True), limit=3)
    assert files(tmp_path) == []
    (tmp_path / "blobs" / "aside" / "left").touch()
    await blobs.start()
    assert files(tmp_path) == []


async def test_damage_is_noticed(tmp_path: Path) -> None:
    blobs = Blobs(StateFolder(tmp_path))
    blob = await blobs.put(sent(b"abc"), limit=3)
    files(tmp_path)[0].write_bytes(b"abd")
    with pytest.raises(Damaged):
        await content(blobs, blob.hash)


@pytest.mark.parametrize("name", ["", "..", "../../server.db", "A" * 64, "a" * 63, "a" * 64 + "\n"])
async def test_only_a_hash_names_content(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        await content(Blobs(StateFolder(tmp_path)), name)
