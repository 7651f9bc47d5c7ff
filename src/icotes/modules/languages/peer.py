"""The other end of a connection: a program that is asked, that tells, and that asks back."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec import Raw

from icotes.modules.languages.framing import Inbox, Message, Problem, frame

UNSENT_BYTES = 64 * 1024 * 1024
"""What waits for a server that reads nothing; beyond that it is taken for dead."""
METHOD_NOT_FOUND = -32601

Heard = Callable[[str, Raw], object]
Asked = Callable[[str, Raw], Awaitable[Any]]


class Refused(Exception):
    """The server answered with an error."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.code = problem.code


class Over(Exception):
    """The connection ended before the answer."""


class UnknownMethod(Exception):
    """This end does not know what it was asked."""


class Peer:
    """Speaks JSON-RPC with a server.

    Args:
        heard: called with what the server tells.
        asked: called with what the server asks; returns the answer.

    Attributes:
        owed: when what was not answered yet was asked, on the loop's clock, and what it is, by number.
        spoke: when the server said something, the last time.
    """

    def __init__(self, inbox: Inbox, writer: asyncio.WriteTransport, heard: Heard, asked: Asked) -> None:
        self._loop = asyncio.get_running_loop()
        self._inbox = inbox
        self._writer = writer
        self._heard = heard
        self._asked = asked
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Raw]] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self._over = False
        self.owed: dict[int, tuple[float, str]] = {}
        self.spoke = self._loop.time()

    @property
    def asked(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._waiting)

    async def run(self) -> None:
        """Take in what the server says until it says no more, or `close` ends it.

        Raises:
            Garbled: it says what makes no sense, or far too much.
        """
        self._inbox.begin(self._take)
        try:
            await self._inbox.over
        finally:
            self.close()

    def _take(self, message: Message) -> None:
        self.spoke = self._loop.time()
        if not message.method:
            self._answered(message)
        elif message.id is None:
            self._heard(message.method, message.params)
        else:
            task = self._loop.create_task(self._answer(message))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    def _answered(self, message: Message) -> None:
        if not isinstance(message.id, int):
            return
        self.owed.pop(message.id, None)
        waiter = self._waiting.pop(message.id, None)
        if waiter is None or waiter.done():
            return
        if message.error:
            waiter.set_exception(Refused(message.error))
        else:
            waiter.set_result(message.result)

    async def _answer(self, message: Message) -> None:
        try:
            answer: dict[str, Any] = {"result": await self._asked(message.method, message.params)}
        except UnknownMethod:
            answer = {"error": {"code": METHOD_NOT_FOUND, "message": f"{message.method} is not known here."}}
        except (msgspec.ValidationError, KeyError, TypeError, ValueError):
            answer = {"error": {"code": -32602, "message": "These parameters make no sense."}}
        self._send({"id": message.id, **answer})

    async def request(self, method: str, params: Any, seconds: float) -> Raw:
        """Return the server's answer; one that nobody waits for any more is taken back.

        Raises:
            Refused: the server answers with an error.
            Over: the connection ended.
            TimeoutError: the answer did not come in time.
        """
        number = next(self._numbers)
        waiter = self._waiting[number] = self._loop.create_future()
        self.owed[number] = self._loop.time(), method
        try:
            self._send({"id": number, "method": method, "params": params})
            async with asyncio.timeout(seconds):
                return await waiter
        except (TimeoutError, asyncio.CancelledError):
            if not self._over:
                self._send({"method": "$/cancelRequest", "params": {"id": number}})
            raise
        finally:
            self._waiting.pop(number, None)

    def notify(self, method: str, params: Any) -> None:
        """Tell the server something.

        Raises:
            Over: the connection ended.
        """
        self._send({"method": method, "params": params})

    def silent(self, now: float) -> float:
        """Return for how many seconds the server owes an answer and says nothing."""
        return now - max(self.spoke, min(self.owed.values())[0]) if self.owed else 0.0

    def owes(self, method: str) -> bool:
        """Tell whether the server did not answer yet to such a request, even if nobody waits for that any more."""
        return any(each == method for _, each in self.owed.values())

    def _send(self, message: dict[str, Any]) -> None:
        if not self._over and self._writer.get_write_buffer_size() > UNSENT_BYTES:
            self.close()
        if self._over:
            raise Over
        self._writer.write(frame(message))

    def close(self) -> None:
        """Say nothing more, and let those go who wait."""
        if self._over:
            return
        self._over = True
        self._writer.close()
        self._inbox.finish()
        for waiter in self._waiting.values():
            if not waiter.done():
                waiter.set_exception(Over())
        self.owed.clear()
        for task in self._answering:
            task.cancel()
