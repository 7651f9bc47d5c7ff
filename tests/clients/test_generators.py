"""What the client generators make of a module."""

from collections.abc import AsyncIterator
from enum import Enum
from typing import Annotated, Literal

import msgspec
import pytest

from icotes.core.log import Gap, Item, Snapshot
from icotes.core.methods import Module, command, query
from icotes.core.table import Table
from icotes.faces.clients.python import python
from icotes.faces.clients.typescript import typescript
from icotes.kit.page import Page


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Bead(msgspec.Struct):
    """A bead on a string."""

    name: Annotated[str, msgspec.Meta(max_length=9)]
    colour: Colour = Colour.RED
    next: "Bead | None" = None


class Twin(msgspec.Struct):
    __module__ = "beads.types"

    left: int = 0


class OtherTwin(msgspec.Struct):
    __module__ = "rings.types"

    right: int = 0


OtherTwin.__name__ = "Twin"


class Beads(Module):
    """Beads."""

    __module__ = "beads.methods"

    @query
    async def list_(self, *, kinds: tuple[str, ...] = ("a",), after: str | None = None) -> Page[Bead]:
        """Return the beads."""
        raise NotImplementedError

    @command
    async def string(
        self, bead: Bead, twin: OtherTwin, mode: Literal["end", 'st"art'] = "end"
    ) -> dict[str, Twin | None]:
        """Put a bead on.

        Args:
            bead: the one.

        Raises:
            Conflict: it is on.
        """
        raise NotImplementedError

    @query
    async def follow(self, *, since: str | None = None) -> AsyncIterator[Item[Snapshot[list[Bead]] | Gap | bytes]]:
        """Yield beads."""
        raise NotImplementedError
        yield

    @query
    async def search(self, words: str) -> AsyncIterator[Bead]:
        """Yield what is found."""
        raise NotImplementedError
        yield


TABLE = Table([Beads], {})


def test_python_has_typed_methods_async_and_not() -> None:
    source = python(TABLE)
    compile(source, "generated", "exec")
    assert "class Bead(msgspec.Struct, frozen=True, kw_only=True):" in source
    assert "    next: Bead | None = None" in source
    assert "    colour: Literal['red', 'blue'] = 'red'" in source
    assert "async def list_(self, *, kinds: tuple[str, ...] = ('a',), after: str | None = None" in source
    assert "    def list_(self" in source
    assert "-> AsyncGenerator[Item[SnapshotOfListOfBead | Gap | bytes]]:" in source
    assert "-> Generator[Bead]:" in source
    assert "idempotency_key: str | None = None) -> dict[str, BeadsTwin | None]:" in source
    assert "Conflict: it is on." in source


def test_typescript_has_typed_methods() -> None:
    source = typescript(TABLE)
    assert 'export type Colour = "red" | "blue";' in source
    assert "  next?: Bead | null;" in source
    assert "follow(params: { since?: string | null; timeout?: number | null } = {})" in source
    assert "AsyncIterableIterator<Item<SnapshotOfListOfBead | Gap | Uint8Array>>" in source
    assert r'string(params: { bead: Bead; twin: RingsTwin; mode?: "end" | "st\"art"; ' in source
    assert "Promise<Record<string, BeadsTwin | null>>" in source


def test_a_default_that_null_could_not_replace_is_refused() -> None:
    class Wrong(Module):
        __module__ = "wrong.methods"

        @query
        async def look(self, *, depth: int | None = 3) -> None:
            """Look."""

    with pytest.raises(TypeError, match="`depth` may be null"):
        python(Table([Wrong], {}))
