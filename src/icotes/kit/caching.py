"""How well what is kept in memory serves."""

from abc import ABC, abstractmethod

import msgspec


class CacheUse(msgspec.Struct, frozen=True, kw_only=True):
    """How a cache was used, since what it belongs to was opened.

    Attributes:
        name: what it keeps.
        hits: how often it had what was asked for.
        misses: how often it had not.
        bytes: what it holds now.
    """

    name: str
    hits: int
    misses: int
    bytes: int


class Caching(ABC):
    """A part that keeps a cache; inherit and `system.stats` shows it."""

    @abstractmethod
    def cache_use(self) -> CacheUse:
        """Return how its cache was used."""
