"""What servers offered lately, by the ids that were given out for it."""

import secrets
from collections import Counter
from typing import Generic, TypeVar

from icotes.modules.languages.types import Forgotten

T = TypeVar("T")


class Offers(Generic[T]):
    """Lists of things that were offered; who was offered the most lists forgets the oldest of them.

    Args:
        most: lists that are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lists: dict[str, list[T]] = {}
        self._whose: dict[str, str] = {}

    def keep(self, whose: str, things: list[T]) -> list[str]:
        """Take in a list that is offered to somebody; return the id of each thing in it."""
        if not things:
            return []
        name = secrets.token_hex(6)
        self._lists[name], self._whose[name] = things, whose
        if len(self._lists) > self._most:
            self._forget()
        return [f"{name}.{number}" for number in range(len(things))]

    def _forget(self) -> None:
        [(greediest, _)] = Counter(self._whose.values()).most_common(1)
        oldest = next(name for name, whose in self._whose.items() if whose == greediest)
        del self._lists[oldest], self._whose[oldest]

    def get(self, id: str) -> T:
        """Return a thing.

        Raises:
            Forgotten: it is not known any more.
        """
        name, _, number = id.partition(".")
        things = self._lists.get(name, [])
        if not number.isdecimal() or len(number) > 9 or int(number) >= len(things):
            raise Forgotten("This was offered too long ago; ask for the list again.")
        return things[int(number)]
