import asyncio

from hypothesis import given
from hypothesis import strategies as st

from icotes.core.log import Gap, Snapshot, follow
from icotes.kit.ring import Ring

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
