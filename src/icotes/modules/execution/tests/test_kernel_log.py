"""The log of a kernel over the memory of a ring: lines, cursors, what was trimmed, what a restart leaves."""

import os
from collections.abc import Callable, Iterator

import pytest

from icotes.core.log import Gap, Item, Snapshot, follow
from icotes.kit.held_ring import Memory, new_memory
from icotes.modules.execution.kernel_log import READ_BYTES, KernelLog
from icotes.modules.execution.kernel_types import Done, Printed, Turned

CAPACITY = 256 * 1024
Write = Callable[[Memory, bytes], None]


@pytest.fixture
def write() -> Iterator[Write]:
    """Have bytes taken into a memory, as a reader does."""
    source, target = os.pipe()
    os.set_blocking(source, False)

    def into(memory: Memory, data: bytes) -> None:
        while data:
            data = data[os.write(target, data[:4096]) :]
            memory.take(source)

    yield into
    os.close(source)
    os.close(target)


def memory() -> Memory:
    file = new_memory(CAPACITY)
    try:
        return Memory(file)
    finally:
        os.close(file)


def line(text: str, run: str = "r") -> bytes:
    return f'{{"type":"output","run":"{run}","stream":"stdout","data":"{text}"}}\n'.encode()


async def texts(log: KernelLog, after: int = 0) -> list[str]:
    found: list[str] = []
    while after < log.last:
        for item in await log.read(after, 10):
            after = item.position
            found += [item.value.data] if isinstance(item.value, Printed) else []
    return found


async def test_a_line_counts_when_it_is_whole(write: Write) -> None:
    log = KernelLog("k", memory())
    write(log.memory, line("one") + line("two")[:20])
    log.told()
    assert await texts(log) == ["one"]
    middle = log.last
    write(log.memory, line("two")[20:])
    log.told()
    assert await texts(log, middle) == ["two"]


async def test_what_is_no_message_is_passed_over(write: Write) -> None:
    log = KernelLog("k", memory())
    write(log.memory, line("one") + b'nonsense\n{"type":"output"}\n' + b"[" * 3000 + b"\n" + line("two"))
    log.told()
    assert await texts(log) == ["one", "two"]


async def test_a_line_may_be_longer_than_what_is_read_at_a_time(write: Write) -> None:
    log = KernelLog("k", memory())
    long = "x" * (READ_BYTES + 5000)
    write(log.memory, line("before") + line(long) + line("after"))
    log.told()
    assert await texts(log) == ["before", long, "after"]


async def test_who_lagged_too_far_is_told_of_the_gap(write: Write) -> None:
    log = KernelLog("k", memory())
    write(log.memory, line("first"))
    log.told()
    cursor = log.cursor(log.last)
    for number in range(CAPACITY // 100):
        write(log.memory, line(f"{number:060}"))
    log.told()

    async def look() -> tuple[int, str]:
        return log.tail(), "now"

    log.close()
    items: list[Item[object]] = [item async for item in follow(log, cursor, snapshot=look)]
    assert items[0].value == Gap("trimmed")
    assert items[1].value == Snapshot("now")
    assert all(isinstance(item.value, Printed) for item in items[2:])
    assert len(items) > 1000


async def test_a_restart_goes_on_with_the_same_log(write: Write) -> None:
    log = KernelLog("k", memory())
    write(log.memory, line("old") + line("torn")[:10])
    log.told()
    log.finish([Done(run="r", status="dead"), Turned(state="dead")])
    cursor = log.last
    assert [type(said) for said in log.news(0)[1]] == [Done, Turned]
    log.go_on(memory())
    write(log.memory, line("new"))
    log.told()
    assert await texts(log) == ["old", "new"]
    assert await texts(log, cursor) == ["new"]
    again = KernelLog("k", log.memory, log.base, log.epoch)
    assert (again.last, again.first) == (log.last, log.base)
    assert await texts(again, log.base) == ["new"]


async def test_after_a_second_restart_the_log_begins_with_what_is_kept(write: Write) -> None:
    log = KernelLog("k", memory())
    for text in ("first", "second"):
        write(log.memory, line(text))
        log.told()
        log.go_on(memory())
    assert log.first == log.tail() == len(line("first"))
    assert await texts(log, log.first) == ["second"]
