"""What somebody sees of a kernel: who started it all, others what draws, an agent text only."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec

from icotes.core.caller import Caller
from icotes.core.log import Bookmark, Gap, Item, Snapshot
from icotes.kit.escapes import Filter
from icotes.kit.identity import identity
from icotes.modules.execution.kernel_types import Kernel, Printed, Queued, Raised, Said, Shown

Told = Said | Gap | Snapshot[Kernel] | Bookmark
PLAIN = "text/plain"


async def screened(items: AsyncGenerator[Item[Told]], caller: Caller, owner: str) -> AsyncGenerator[Item[Told]]:
    """Yield what a kernel says as a caller may see it; see `kit.escapes`.

    Args:
        owner: who started the kernel.
    """
    screen = None if caller.face != "mcp" and identity(caller) == owner else _Screen(draws=caller.face != "mcp")
    async with aclosing(items):
        async for item in items:
            seen = screen.seen(item.value) if screen else item.value
            if seen is item.value:
                yield item
            elif not isinstance(seen, Printed) or seen.data:
                yield Item(item.cursor, seen, item.position)


class _Screen:
    """Stands between a kernel and a watcher."""

    def __init__(self, *, draws: bool) -> None:
        self._draws = draws
        self._streams = {"stdout": Filter(draws=draws), "stderr": Filter(draws=draws)}

    def seen(self, told: Told) -> Told:
        if isinstance(told, Printed):
            return msgspec.structs.replace(told, data=_passed(self._streams[told.stream], told.data))
        if isinstance(told, Queued):
            return msgspec.structs.replace(told, code=self._whole(told.code))
        if isinstance(told, Raised):
            lines = tuple(map(self._whole, told.traceback))
            return msgspec.structs.replace(
                told, name=self._whole(told.name), value=self._whole(told.value), traceback=lines
            )
        if isinstance(told, Shown) and isinstance(text := told.data.get(PLAIN), str):
            return msgspec.structs.replace(told, data={**told.data, PLAIN: self._whole(text)})
        return told

    def _whole(self, text: str) -> str:
        return _passed(Filter(draws=self._draws), text)


def _passed(screen: Filter, text: str) -> str:
    return screen.feed(text.encode(errors="replace")).decode(errors="replace")
