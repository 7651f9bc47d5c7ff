"""What the cells of one open notebook put out: apart from its text, bounded, and followed by everybody."""

import asyncio
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

import msgspec

from icotes.core.log import Item, Log
from icotes.modules.documents.ipynb import NOTHING, Ran
from icotes.modules.documents.types import (
    CellOutputs,
    CellRun,
    CellState,
    NotebookKernel,
    NotebookState,
    OutputAdded,
)

STREAM_BYTES = 1024 * 1024
"""Characters that a cell may print in one piece; what comes after them is not kept."""
CELL_BYTES = 8 * 1024 * 1024
"""Bytes that a cell may put out in all."""
NOTEBOOK_BYTES = 32 * 1024 * 1024
"""Bytes that all cells may put out."""
SMALL = 4096
"""Bytes of an output for which there is room in any case."""
OUTPUTS = 1000
"""Outputs that a cell may have."""
KEPT = 2048
"""Changes that are kept for followers, at most; who lags by more begins anew."""
KEPT_BYTES = 2 * 1024 * 1024
"""Bytes of them, at most."""
DEEP = 100
"""Levels of JSON in an output; what has more can't be written everywhere, and is not kept."""
WHILE_SECONDS = 10.0
"""While a cell runs, its outputs are brought to disk this often."""

Change = CellOutputs | CellRun | OutputAdded | NotebookKernel
_CUT = "\n[more was put out, and is not kept]\n"


class _Cell:
    """One cell: its outputs, of which the last one may still grow."""

    def __init__(self, ran: Ran = NOTHING) -> None:
        self.state: CellState = "idle"
        self.count = ran.execution
        self.outputs = [*ran.outputs]
        self.size = sum(map(_size, ran.outputs))
        self.full = False
        self._parts: list[str] = []
        self._printed = 0

    def ran(self) -> Ran:
        """Return what it put out until now."""
        self.settle()
        return Ran(self.count, tuple(self.outputs))

    def settle(self) -> None:
        """Make one text of the pieces that came for the last output; what was overwritten on a line is gone."""
        if self._parts:
            text = _overwritten("".join([self.outputs[-1]["text"], *self._parts]))
            self.outputs[-1] = {**self.outputs[-1], "text": text}
            self.size += len(text) - self._printed
            self._printed = len(text)
            self._parts = []

    def print(self, name: str, text: str) -> bool:
        """Add to what it prints; tell whether there was room."""
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") != "stream" or last.get("name") != name:
            self.settle()
            self.outputs.append({"output_type": "stream", "name": name, "text": ""})
            self._printed = 0
        self._parts.append(text)
        self._printed += len(text)
        self.size += len(text)
        if self._printed > STREAM_BYTES:
            self.settle()
        return self._printed <= STREAM_BYTES

    def add(self, output: dict[str, Any]) -> None:
        """Add an output."""
        self.settle()
        self.outputs.append(output)
        self._printed = len(output["text"]) if output.get("output_type") == "stream" else 0
        self.size += _size(output)


class Outputs(Log[Change]):
    """What a notebook's cells put out, and a log of what becomes of that.

    Attributes:
        kernel: what runs the cells.
        number: grows with every change.
        saved: the number at which its file holds all.
        on_change: called when it is time to write the file.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.kernel = NotebookKernel()
        self.number = self.saved = 0
        self.on_change: Callable[[], object] = lambda: None
        self._cells: dict[str, _Cell] = {}
        self._disk: dict[str, Ran] = {}
        self._displays: dict[str, list[tuple[_Cell, int]]] = {}
        self._items: list[tuple[Item[Change | None], int]] = []
        self._bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self._active: set[str] = set()

    @property
    def running(self) -> bool:
        """Whether a cell runs, or waits for that."""
        return bool(self._active)

    @property
    def dirty(self) -> bool:
        """Whether the file lacks something."""
        return self.number != self.saved

    def state(self) -> NotebookState:
        """Return all of it."""
        return NotebookState(kernel=self.kernel, cells=[_told(id_, cell) for id_, cell in self._cells.items()])

    def of(self, cell: str) -> CellOutputs:
        """Return what a cell put out."""
        return _told(cell, self._cells.get(cell) or _Cell())

    # What happens.

    def ran(self, cell: str, state: CellState, count: int | None = None) -> None:
        """Say how a cell runs; with a count it is begun, and what it had put out before is gone."""
        (self._active.discard if state == "idle" else self._active.add)(cell)
        if count is not None and state == "running":
            self._forget(cell)
            found = self._cells[cell] = _Cell(Ran(count))
            found.state = state
            self._append(_told(cell, found))
        else:
            found = self._cells.setdefault(cell, _Cell())
            found.state, found.count = state, found.count if count is None else count
            self._append(CellRun(cell=cell, state=state, count=found.count), 100)
        self._changed()

    def put(self, cell: str, output: dict[str, Any], display: str = "") -> None:
        """Add what a cell put out, as far as there is room for it."""
        found = self._cells.setdefault(cell, _Cell())
        if found.full:
            return
        size = _size(output) + len(display)
        if len(found.outputs) >= OUTPUTS or found.size + size > CELL_BYTES or (size > SMALL and self._is_full(size)):
            self._cut(cell, found)
            return
        if output.get("output_type") == "stream":
            if not found.print(output["name"], output["text"]):
                self._append(_told(cell, found))
                self._cut(cell, found)
                return
        else:
            found.add(output)
            found.size += len(display)
            if display:
                self._displays.setdefault(display, []).append((found, len(found.outputs) - 1))
        self._append(OutputAdded(cell=cell, output=output), size)
        self._changed()

    def _cut(self, cell: str, found: _Cell) -> None:
        found.full = True
        note = {"output_type": "stream", "name": "stderr", "text": _CUT}
        found.add(note)
        self._append(OutputAdded(cell=cell, output=note), 100)
        self._changed()

    def replace(self, display: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Change what was put out under a name."""
        changed: set[_Cell] = set()
        for found, index in self._displays.get(display, ()):
            output = {**found.outputs[index], "data": data, "metadata": metadata}
            grown = _size(output) - _size(found.outputs[index])
            if found.size + grown <= CELL_BYTES and not self._is_full(grown):
                found.outputs[index] = output
                found.size += grown
                changed.add(found)
        for id_, found in self._cells.items():
            if found in changed:
                self._append(_told(id_, found))
        if changed:
            self._changed()

    def clear(self, cell: str) -> None:
        """Forget what a cell put out; how it runs stays."""
        found = self._cells.get(cell)
        if found is None:
            return
        self._forget(cell)
        after = self._cells[cell] = _Cell(Ran(found.count if found.state != "idle" else None))
        after.state = found.state
        self._append(_told(cell, after))
        self._changed()

    def clear_all(self) -> None:
        """Forget what all cells put out."""
        for cell in [*self._cells]:
            self.clear(cell)

    def tell(self, kernel: NotebookKernel) -> None:
        """Say what runs the cells."""
        if kernel != self.kernel:
            self.kernel = kernel
            self._append(kernel, 100)

    def _forget(self, cell: str) -> None:
        gone = self._cells.pop(cell, None)
        for display, places in [*self._displays.items()]:
            self._displays[display] = [place for place in places if place[0] is not gone]
            if not self._displays[display]:
                del self._displays[display]

    def _is_full(self, more: int) -> bool:
        return sum(cell.size for cell in self._cells.values()) + more > NOTEBOOK_BYTES

    # The file.

    def arrive(self, ran: Mapping[str, Ran]) -> None:
        """Take in what the file says now, of those cells of which it says something else than before."""
        for cell in chain(ran, set(self._disk).difference(ran)):
            after, known = ran.get(cell, NOTHING), self._cells.get(cell)
            if after == self._disk.get(cell, NOTHING) or (known and known.state != "idle"):
                continue
            if known is None or known.ran() != after:
                self._forget(cell)
                self._cells[cell] = _Cell(after)
                self._append(_told(cell, self._cells[cell]))
        self._disk = dict(ran)

    def all(self) -> dict[str, Ran]:
        """Return what belongs into the file."""
        return {id_: cell.ran() for id_, cell in self._cells.items()}

    def wrote(self, number: int, ran: Mapping[str, Ran]) -> None:
        """Note that the file holds what was put out up to a number."""
        self.saved = max(self.saved, number)
        self._disk = {id_: each for id_, each in ran.items() if each != NOTHING}

    def _changed(self) -> None:
        self.number += 1
        if not self.running:
            if self._timer:
                self._timer.cancel()
                self._timer = None
            self.on_change()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WHILE_SECONDS, self._due)

    def _due(self) -> None:
        self._timer = None
        self.on_change()

    def close(self) -> None:
        """Say that nothing more will come."""
        super().close()
        if self._timer:
            self._timer.cancel()
            self._timer = None

    # The log.

    def _append(self, change: Change, size: int | None = None) -> None:
        self.last += 1
        size = len(msgspec.json.encode(change)) if size is None else size
        self._items.append((Item(self.cursor(self.last), change, self.last), size))
        self._bytes += size
        if len(self._items) > KEPT or (self._bytes > KEPT_BYTES and len(self._items) > 1):
            half = max(1, len(self._items) // 2)
            gone, self._items = self._items[:half], self._items[half:]
            self.first += half
            self._bytes -= sum(size for _, size in gone)
        self.signal.wake()

    async def read(self, after: int, limit: int) -> list[Item[Change | None]]:
        """Return changes; followers share each one's JSON."""
        start = after - self.first
        return [item for item, _ in self._items[start : start + limit]]


def _told(id_: str, cell: _Cell) -> CellOutputs:
    ran = cell.ran()
    return CellOutputs(cell=id_, state=cell.state, count=ran.execution, outputs=[*ran.outputs])


def _overwritten(text: str) -> str:
    r"""Return what is left of lines that a program wrote over: what is behind the last `\r` that something follows.

    >>> _overwritten("10%\r20%\rdone\nx\r")
    'done\nx\r'
    """
    if "\r" not in text:
        return text
    lines = text.split("\n")
    return "\n".join(line[line.rstrip("\r").rfind("\r") + 1 :] for line in lines)


def _size(output: Mapping[str, Any]) -> int:
    """Return about how many bytes an output has, without making them."""
    return 100 + sum(map(_weight, output.values()))


def _weight(value: Any, left: int = DEEP) -> int:
    if isinstance(value, str):
        return len(value)
    if not left:
        return CELL_BYTES
    if isinstance(value, Mapping):
        return sum(len(str(name)) + _weight(each, left - 1) for name, each in value.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list | tuple):
        return sum(_weight(each, left - 1) for each in value)  # pyright: ignore[reportUnknownVariableType]
    return 8
