"""Joins what is appended within a moment, so that a text that streams in costs its length, not its square."""

import asyncio
from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from icotes.modules.documents.types import AuthorKind

MOMENT = 0.03
"""Seconds."""
STREAM_SECONDS = 0.5
"""What one author appends within so long of the last is one step to undo."""

Place = tuple[int, int, int]
"""Begin and end of a text, in characters, and the version at which it stands there."""
Write = Callable[[str, str, AuthorKind, bool], tuple[int, int]]
"""Appends a text of an author, as a step of its own or not; returns where it begins, and the version."""


class _Piece(NamedTuple):
    text: str
    author: str
    kind: AuthorKind
    placed: "asyncio.Future[Place]"


class Appends:
    """What waits to be appended to one document."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: list[_Piece] = []
        self._timer: asyncio.TimerHandle | None = None
        self._last: dict[str, float] = {}
        self._written = 0.0

    async def add(self, text: str, author: str, kind: AuthorKind) -> Place:
        """Append a text: at once if nothing was appended just now, else with what comes in the same moment."""
        loop = asyncio.get_running_loop()
        piece = _Piece(text, author, kind, loop.create_future())
        self._waiting.append(piece)
        if loop.time() >= self._written + MOMENT:
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_at(self._written + MOMENT, self.flush)
        return await piece.placed

    def flush(self) -> None:
        """Append what waits."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        for (author, kind), pieces in groupby(waiting, lambda piece: (piece.author, piece.kind)):
            self._append(list(pieces), author, kind)

    def _append(self, pieces: list[_Piece], author: str, kind: AuthorKind) -> None:
        now = self._written = asyncio.get_running_loop().time()
        apart = now > self._last.get(author, 0.0) + STREAM_SECONDS
        self._last = {author: now}
        try:
            begin, version = self._write("".join(piece.text for piece in pieces), author, kind, apart)
        except Exception as error:  # noqa: BLE001  (whoever waits is told)
            for piece in pieces:
                if not piece.placed.done():
                    piece.placed.set_exception(error)
            return
        for piece in pieces:
            if not piece.placed.done():
                piece.placed.set_result((begin, begin + len(piece.text), version))
            begin += len(piece.text)
