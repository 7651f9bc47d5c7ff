"""What each author can take back: their own steps, and nobody else's."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Any

from pycrdt import UndoManager

from icotes.modules.documents.replica import Replica, refused

STEP_MILLISECONDS = 500
"""What one author types within so long is one step."""
AUTHORS = 64
"""Whose steps are remembered; who changed nothing for longest is forgotten."""
STEPS = 200
"""Steps that are remembered of each, at least; twice as many at most."""
COUNTED = 64


class Steps:
    """The steps of one author."""

    def __init__(self, replica: Replica, author: str) -> None:
        self._replica = replica
        self._author = author
        self._apart = 0
        self._changes = 0
        self._manager: Any = self._make([], [])

    def _make(self, undo: list[Any], redo: list[Any]) -> UndoManager:
        manager = UndoManager(
            scopes=[self._replica.root],
            capture_timeout_millis=STEP_MILLISECONDS,
            timestamp=self._now,
            undo_stack=undo,
            redo_stack=redo,
        )
        manager.include_origin(self._author)
        return manager

    def _now(self) -> int:
        return int(monotonic() * 1000) + self._apart

    def count(self, *, apart: bool) -> None:
        """Say that a change comes; `apart` makes it a step of its own."""
        if apart:
            self._apart += 2 * STEP_MILLISECONDS
        self._changes += 1
        if self._changes % COUNTED == 0 and len(undo := self._manager.undo_stack) > 2 * STEPS:
            self._manager = self._make(undo[-STEPS:], self._manager.redo_stack)

    def take(self, steps: int, *, again: bool) -> list[bytes]:
        """Undo some steps, or do them again; return the updates."""
        act: Callable[[], bool] = self._manager.redo if again else self._manager.undo
        updates: list[bytes] = []
        try:
            with self._replica.captured() as updates:
                for _ in range(steps):
                    before = len(updates)
                    while act() and len(updates) == before:
                        pass
                    if len(updates) == before:
                        break
        except BaseException as error:  # noqa: BLE001  (a panic of the library is one)
            raise refused(error) from None
        return updates


class Undoing:
    """The steps of all authors of a document."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._authors: OrderedDict[str, Steps] = OrderedDict()

    def count(self, author: str, *, apart: bool = False) -> None:
        """Say that an author makes a change next."""
        steps = self._authors.get(author)
        if steps is None:
            steps = self._authors[author] = Steps(self._replica, author)
            if len(self._authors) > AUTHORS:
                self._authors.popitem(last=False)
        else:
            self._authors.move_to_end(author)
        steps.count(apart=apart)

    def take(self, author: str, steps: int, *, again: bool) -> list[bytes]:
        """Undo an author's last steps, or do them again; return an update for each that there was."""
        found = self._authors.get(author)
        return found.take(steps, again=again) if found else []
