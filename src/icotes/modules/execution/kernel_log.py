"""The log of a kernel: the lines that its process writes, as they stand in memory that its holder has too."""

import os
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

import msgspec

from icotes.core.log import Item, Log
from icotes.kit.held_ring import Memory
from icotes.modules.execution.kernel_types import Said

READ_BYTES = 128 * 1024
"""What is read at a time; more only if a line is longer."""
TAIL_BYTES = 4 * 1024 * 1024
"""With how much somebody begins who has seen nothing, or who lagged too far."""
NAMES = 400
"""Characters of an execution's id and its cell's; what has more is no message of ours, as code can write there too."""
PIPE_BYTES = 4096
"""What goes through a pipe at once, into memory that takes what is read from one."""

_OUTPUT = (b'{"type":"output"', b'{"type":"display"')
_decode = msgspec.json.Decoder(Said).decode


class _Part(NamedTuple):
    """What one process of the kernel has said; positions in its memory begin at `base`."""

    base: int
    memory: Memory


class KernelLog(Log[Said]):
    """What a kernel says, from its start on and over restarts; positions count bytes.

    Args:
        name: stands in every cursor.
        memory: where the lines of its process are.
        base: how much the processes before it have said.
        epoch: of the kernel, once it has one.
    """

    def __init__(self, name: str, memory: Memory, base: int = 0, epoch: str = "") -> None:
        super().__init__(name, epoch or memory.epoch)
        self._parts = [_Part(base, memory)]
        self._read: tuple[int, list[Item[Said | None]]] = (-1, [])
        self.first = self.last = base
        self._looked = base
        self.told()

    @property
    def base(self) -> int:
        """How much was said before the process that runs now."""
        return self._parts[-1].base

    @property
    def memory(self) -> Memory:
        """What the process that runs now writes into."""
        return self._parts[-1].memory

    def go_on(self, memory: Memory) -> None:
        """Read another process of the same kernel from here on; what the last one said stays for a while."""
        newest = self._parts[-1]
        base = newest.base + newest.memory.last
        self._parts = [newest, _Part(base, memory)]
        self._looked = base
        self.first = max(self.first, newest.base + newest.memory.first)
        self.last = max(self.last, base)

    def told(self) -> None:
        """Take note of what was written meanwhile; a line counts when it is whole."""
        base, memory = self._parts[-1]
        end = base + memory.last
        self._looked = max(self._looked, base + memory.first)
        cut = memory.slice(self._looked - base, end - base).rfind(b"\n")
        if cut >= 0:
            self.last = self._looked + cut + 1
        self._looked = end
        oldest = self._parts[0]
        self.first = oldest.base + oldest.memory.first
        self.signal.wake()

    async def read(self, after: int, limit: int) -> list[Item[Said | None]]:
        """Return the next lines; what is no message of ours is passed over."""
        if self._read[0] != after:
            self._read = (after, [Item(self.cursor(at), _said(line), at) for at, line in self._lines(after)])
        return self._read[1][:limit]

    def news(self, after: int) -> tuple[int, list[Said]]:
        """Return some of what was said after a position but output, and the position after that."""
        lines = self._lines(after)
        said = [_said(line) for _, line in lines if not line.startswith(_OUTPUT)]
        return lines[-1][0], [each for each in said if each]

    def _lines(self, after: int) -> list[tuple[int, bytes]]:
        """Return lines, each with the position after it."""
        base, memory = next(part for part in reversed(self._parts) if part.base <= after)
        stop = min(self.last, base + memory.last)
        size, data, cut = READ_BYTES, b"", -1
        while cut < 0 and len(data) < stop - after:
            data = memory.slice(after - base, min(stop, after + size) - base)
            cut = data.rfind(b"\n")
            size *= 4
        if cut < 0:
            return [(stop, b"")]  # a process ended within a line
        lines = data[:cut].split(b"\n")
        return [*zip(accumulate((len(line) + 1 for line in lines), initial=after), [b"", *lines], strict=True)][1:]

    def tail(self, size: int = TAIL_BYTES) -> int:
        """Return where somebody begins who has seen nothing: at a line, with about `size` bytes of what is kept."""
        start = max(self.first, self.last - size)
        base, memory = next(part for part in reversed(self._parts) if part.base <= start)
        stop = min(self.last, base + memory.last)
        if start == base:
            return start
        while start < stop:
            piece = memory.slice(start - base, min(stop, start + READ_BYTES) - base)
            if (cut := piece.find(b"\n")) >= 0:
                return start + cut + 1
            start += len(piece)
        return stop

    def finish(self, messages: Iterable[Said]) -> None:
        """Add what the process could not say any more."""
        memory = self._parts[-1].memory
        lines = b"\n" if self.last < self._parts[-1].base + memory.last else b""
        lines += b"".join(msgspec.json.encode(said) + b"\n" for said in messages)
        source, target = os.pipe()
        try:
            os.set_blocking(source, False)
            while lines:
                lines = lines[os.write(target, lines[:PIPE_BYTES]) :]
                memory.take(source)
        finally:
            os.close(source)
            os.close(target)
        self.told()


def _said(line: bytes) -> Said | None:
    try:
        said = _decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    return said if len(said.run) + len(said.cell) <= NAMES else None
