"""Work on threads whose result must be given back: a descriptor, a group, something that runs."""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")


async def kept(work: Callable[[], Result], drop: Callable[[Result], object]) -> Result:
    """Do `work` in a thread and return its result; cancelled meanwhile, nobody gets it, and it is dropped.

    Args:
        drop: gives back what came of the work, in a thread, once it is there and nobody waits for it any more.
    """
    working = asyncio.get_running_loop().run_in_executor(None, partial(copy_context().run, work))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        working.add_done_callback(partial(_drop, drop))
        raise


def _drop(drop: Callable[[Result], object], working: "asyncio.Future[Result]") -> None:
    if not working.cancelled() and not working.exception():
        working.get_loop().run_in_executor(None, drop, working.result())
