import asyncio
import os
from contextlib import closing, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icotes.core.log import Gap, Snapshot, follow
from icotes.kit import held_ring
from icotes.kit.held_ring import Memory, new_memory
from icotes.kit.ring import Ring, SharedRing

appends = st.lists(st.binary(max_size=40), max_size=30)


async def read_all(ring: Ring, after: int, limit: int) -> bytes:
    found = b""
    while after < ring.last:
        [item] = await ring.read(after, limit)
        assert item.value is not None
        assert 0 < len(item.value) <= limit
        assert item.position == after + len(item.value)
        assert item.cursor == ring.cursor(item.position)
        found += item.value
        after = item.position
    return found


@given(appends, st.integers(1, 50), st.integers(1, 60))
def test_it_keeps_the_newest_bytes(parts: list[bytes], capacity: int, limit: int) -> None:
    async def check() -> None:
        ring, written = Ring("r", capacity), b""
        for part in parts:
            ring.append(part)
            written += part
            assert ring.last == len(written)
            assert ring.first == max(0, len(written) - capacity)
            for after in {ring.first, (ring.first + ring.last) // 2, ring.last}:
                assert await read_all(ring, after, limit) == written[after:]
            assert ring.tail(limit) == (len(written), written[max(ring.first, len(written) - limit) :])
            assert len(ring._bytes) <= capacity

    asyncio.run(check())


@given(st.data())
def test_a_follower_gets_every_byte_or_a_gap(data: st.DataObject) -> None:
    async def check() -> None:
        ring, written = Ring("r", 30), b""
        cursor, position = ring.cursor(0), 0
        for _ in range(data.draw(st.integers(1, 12))):
            for part in data.draw(st.lists(st.binary(min_size=1, max_size=12), max_size=5)):
                ring.append(part)
                written += part
            stream = follow(ring, cursor, snapshot=lambda: snapshot(ring), limit=data.draw(st.integers(1, 16)))
            for _ in range(data.draw(st.integers(0, 6))):
                if position == ring.last:
                    break
                item = await anext(stream)
                if isinstance(item.value, Gap):
                    assert position < ring.first
                    item = await anext(stream)
                    assert isinstance(item.value, Snapshot)
                    assert item.value.state == written[ring.first :]
                else:
                    assert item.value == written[position : item.position]
                cursor, position = item.cursor, item.position or len(written)
            await stream.aclose()
        assert not ring.signal._waiters

    async def snapshot(ring: Ring) -> tuple[int, bytes]:
        return ring.tail(ring.capacity)

    asyncio.run(check())


async def test_followers_at_one_place_share_one_item() -> None:
    ring = Ring("r", 100)
    ring.append(b"abc")
    assert (await ring.read(0, 10))[0] is (await ring.read(0, 10))[0]
    ring.append(b"def")
    assert (await ring.read(0, 10))[0].value == b"abcdef"


def memory(capacity: int) -> Memory:
    file = new_memory(capacity)
    try:
        return Memory(file)
    finally:
        os.close(file)


@given(appends, st.integers(1, 50), st.integers(1, 60))
def test_a_shared_one_keeps_the_newest_of_what_it_reads(parts: list[bytes], capacity: int, limit: int) -> None:
    async def check() -> None:
        ring, written = SharedRing("r", memory(capacity)), b""
        for part in parts:
            os.write(source[1], part)
            with suppress(BlockingIOError):
                while ring.take(source[0]):
                    pass
            written += part
            assert ring.unseen == len(part)
            ring.show()
            assert (ring.last, ring.first) == (len(written), max(0, len(written) - capacity))
            for after in {ring.first, (ring.first + ring.last) // 2, ring.last}:
                assert await read_all(ring, after, limit) == written[after:]
            assert ring.tail(limit) == (len(written), written[max(ring.first, len(written) - limit) :])

    source = os.pipe()
    try:
        os.set_blocking(source[0], False)
        asyncio.run(check())
    finally:
        for each in source:
            os.close(each)


class Killed(BaseException):
    pass


@pytest.mark.parametrize("at", ["before", "after"])
@pytest.mark.parametrize("size", [1, 5, 16, 4000, held_ring.READ_BYTES])
def test_who_takes_over_knows_whether_the_last_read_happened(
    monkeypatch: pytest.MonkeyPatch, at: str, size: int
) -> None:
    """The reader is killed around the read itself, before it can say how much came."""

    def read(source: int, buffers: tuple[memoryview]) -> int:
        if at == "after":
            assert readv(source, buffers) == size
        raise Killed

    readv = os.readv
    file = new_memory(100_000)
    ours, theirs = os.pipe()
    os.write(theirs, b"first")
    one = Memory(file)
    text = bytes([one._pattern[0] ^ 255]) + os.urandom(size - 1)
    one.take(ours)
    os.write(theirs, text)
    monkeypatch.setattr(os, "readv", read)
    with pytest.raises(Killed):
        one.take(ours)
    monkeypatch.undo()
    with closing(Memory(file)) as other:
        other.settle()
        assert other.last == 5 + (size if at == "after" else 0)
        while other.last < 5 + size:
            other.take(ours)
        assert other.slice(0, other.last) == b"first" + text
        other.settle()
        assert other.last == 5 + size
    for each in (ours, theirs, file):
        os.close(each)
