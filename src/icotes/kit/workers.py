"""Threads for short blocking work: a fixed number, begun when they are needed, and little cost for each piece."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

from icotes.core.errors import Unavailable

T = TypeVar("T")

_Job = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class Workers:
    """Runs blocking work for the event loop.

    Args:
        name: of the threads.
        most: how many there may be.
    """

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._busy = 0
        self._stopped = False

    def run(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Return the result of `work`, to be awaited; work that was begun goes on when nobody waits any more.

        Raises:
            Unavailable: the threads were ended.
        """
        if self._stopped:
            raise Unavailable("The server is stopping; try again when it runs.")
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._busy += 1
        if self._busy > len(self._threads) < self._most:
            thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._jobs.put((work, future))
        return future

    async def stop(self) -> None:
        """End the threads when they have done what waits."""
        self._stopped = True
        for _ in self._threads:
            self._jobs.put(None)
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, future = job
            result, failure = None, None
            if not future.cancelled():
                try:
                    result = work()
                except BaseException as error:  # noqa: BLE001 - it is the waiter's, whatever it is
                    failure = error
            with suppress(RuntimeError):  # the loop was closed meanwhile
                future.get_loop().call_soon_threadsafe(self._settle, future, result, failure)
            del job, work, future, result, failure

    def _settle(self, future: "asyncio.Future[Any]", result: Any, failure: BaseException | None) -> None:
        self._busy -= 1
        if future.done():
            return
        if failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(result)
