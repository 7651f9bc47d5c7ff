"""What servers offered lately, by the ids that were given out for it."""

import secrets
from collections import OrderedDict
from typing import Generic, TypeVar

from icotes.modules.languages.types import Forgotten

T = TypeVar("T")


class Offers(Generic[T]):
    """Lists of things that were offered; the oldest lists are forgotten.

    Args:
        most: lists that are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lists: OrderedDict[str, list[T]] = OrderedDict()

    def keep(self, things: list[T]) -> list[str]:
        """Take in a list; return the id of each thing in it."""
        name = secrets.token_hex(6)
        self._lists[name] = things
        while len(self._lists) > self._most:
            self._lists.popitem(last=False)
        return [f"{name}.{number}" for number in range(len(things))]

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
