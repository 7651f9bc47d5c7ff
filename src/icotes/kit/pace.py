"""How fast a program's output is read: as fast as the fastest of those who follow it takes it."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Protocol

STALLED_SECONDS = 10.0
"""For who took nothing for so long a program waits no more."""
FULL, ROOMY = 0.5, 0.25
"""At which share of the memory that nobody has taken reading ends, and begins again."""


class Follower:
    """Somebody who follows: up to where, and when they last took something."""

    __slots__ = ("moved", "position")

    def __init__(self, position: int) -> None:
        self.move(position)

    def move(self, position: int) -> None:
        """Note what was taken."""
        self.position = position
        self.moved = monotonic()


class Source(Protocol):
    """What reads a program's output."""

    def pause(self) -> None:
        """Stop reading; the program waits when the kernel's buffer is full."""
        ...

    def resume(self) -> None:
        """Read on."""
        ...


class Pace:
    """Pauses a program that prints more than anybody takes; when nobody follows, it prints as it likes.

    Args:
        share: tells which share of the memory that keeps output lies after a position.
        source: returns what reads the output now.
    """

    def __init__(self, share: Callable[[int], float], source: Callable[[], Source]) -> None:
        self._share = share
        self._source = source
        self._followers: set[Follower] = set()
        self._waiting: asyncio.TimerHandle | None = None

    def add(self, follower: Follower) -> None:
        """Wait for somebody, too."""
        self._followers.add(follower)

    def remove(self, follower: Follower) -> None:
        """Wait for them no more."""
        self._followers.discard(follower)
        self.keep()

    def keep(self) -> None:
        """Pause or read on, as it has to be now."""
        stalled = monotonic() - STALLED_SECONDS
        taken = [each.position for each in self._followers if each.moved > stalled]
        share = self._share(max(taken)) if taken else 0.0
        if share > FULL:
            self._source().pause()
        elif share <= ROOMY:
            self._source().resume()
        if share > ROOMY and self._waiting is None:  # who takes nothing any more does not call here
            self._waiting = asyncio.get_running_loop().call_later(STALLED_SECONDS / 4, self._look_again)

    def _look_again(self) -> None:
        self._waiting = None
        self.keep()

    def stop(self) -> None:
        """Forget to look again."""
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
