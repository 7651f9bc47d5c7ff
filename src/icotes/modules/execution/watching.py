"""Who watches a run, and what they see of it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import msgspec

from icotes.core.caller import Caller
from icotes.core.log import Cursor, Gap, Item, Snapshot, follow
from icotes.kit.escapes import Filter
from icotes.kit.identity import identity
from icotes.modules.execution.printed import Printed
from icotes.modules.execution.types import Output, Run, Stream

ITEM_BYTES = 64 * 1024
"""The most that a watcher gets at a time."""

Shown = Snapshot[Run] | Gap | Output


async def watch(
    printed: Printed, look: Callable[[], Run], caller: Caller, since: Cursor | None
) -> AsyncGenerator[Item[Shown]]:
    """Yield a run, what it printed and prints, and at last the run with how it ended.

    Args:
        look: tells what is known of the run now.
    """

    async def begin() -> tuple[int, Run]:
        return 0, look()

    screens = _screens(caller, look().owner)
    async with aclosing(follow(printed, since, snapshot=begin, limit=ITEM_BYTES)) as items:
        async for item in items:
            seen = item.value
            if screens and isinstance(seen, Output):
                seen = _harmless(seen, screens[seen.stream])
            if not isinstance(seen, Output) or seen.text or seen.data:
                yield item if seen is item.value else Item(item.cursor, seen, item.position)
    yield Item(printed.cursor(printed.last), Snapshot(look()), printed.last)


def _screens(caller: Caller, owner: str) -> dict[Stream, Filter] | None:
    """Return what stands between a program and a watcher: an agent reads text, whoever started the program all."""
    draws = caller.face != "mcp"
    if draws and identity(caller) == owner:
        return None
    return {"stdout": Filter(draws=draws), "stderr": Filter(draws=draws)}


def _harmless(output: Output, screen: Filter) -> Output:
    shown = screen.feed(output.text.encode() or output.data)
    return msgspec.structs.replace(output, text=shown.decode(errors="replace"), data=b"")
