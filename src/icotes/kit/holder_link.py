"""The server's side of a holder: the connection, and the programs that are held behind it."""

import asyncio
import errno
import logging
import os
import signal
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from socket import socket

from icotes.core.errors import IcotesError, Unacceptable, Unavailable
from icotes.kit import holder_wire
from icotes.kit.held_ring import Memory
from icotes.kit.holder_wire import Message
from icotes.kit.processes import CommandNotFound, Exit
from icotes.kit.tree import GRACE_SECONDS, end_tree

ANSWER_SECONDS = 10.0
"""A holder that does not answer in this time stands still; what was asked of it is given up."""
EXIT_SECONDS = 5.0
"""A program that was killed has ended in this time, or it can't be killed by us: it is another user's by now."""
LOST = Exit(None)
"""How a program ended whose holder was killed, or that could not be killed."""
_NOBODY = -1
"""The id of no process: the one that was started is gone, and its id may be another's."""
_SILENT = "What keeps this workspace's programs does not answer; try again when the machine is less busy."
_NOT_RUN = {errno.ENOENT, errno.EACCES, errno.ENOEXEC, errno.ENOTDIR, errno.EPERM}

logger = logging.getLogger(__name__)


def spawn_text(said: bytes) -> int:
    """Return a descriptor of what is to be started, which may be longer than a message."""
    text = os.memfd_create("icotes-spawn")
    os.pwrite(text, said, 0)
    return text


@dataclass(eq=False, slots=True)
class HeldStream:
    """One of a program's streams.

    Attributes:
        fd: our end of it, which does not block; -1 when it was given back.
        memory: of the ring that it is read into; None if nothing is read.
    """

    fd: int
    memory: Memory | None


class Held:
    """A program that a holder owns.

    Attributes:
        streams: by their names.
        exited: how it ended, once it has.
        created: seconds since the epoch, UTC.
    """

    def __init__(self, told: Message, descriptors: list[int], link: "Link | None" = None) -> None:
        self._link = link
        self._ending: asyncio.Task[None] | None = None
        self._settled: bool = told["settled"]
        self.id: str = told["id"]
        self.owner: str = told["owner"]
        self.pid: int = told["pid"]
        self.mark: str = told["mark"]
        self.created: float = told["created"]
        self.exited: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()
        given = iter(descriptors)
        self.streams = {wire: _stream(given, opened, ring) for wire, opened, ring in told["streams"]}
        self.see_exit(told["exit"])

    @classmethod
    def gone(cls, id: str, owner: str, pid: int) -> "Held":
        """Return a program whose holder was killed, and all that it printed with it."""
        told = {"id": id, "owner": owner, "pid": pid, "mark": "", "created": 0.0}
        return cls({**told, "streams": [], "settled": True, "exit": [None, 0]}, [])

    def see_exit(self, ended: tuple[int | None, int] | None) -> None:
        """Note how it ended, if that is known."""
        if ended and not self.exited.done():
            code, number = ended
            self.exited.set_result(Exit(code, signal.Signals(number).name if number else ""))

    async def end(self, grace: float = GRACE_SECONDS) -> None:
        """End the program and all that it started; return when none of them runs any more that we may kill.

        Args:
            grace: seconds between the hang-up that asks them to leave and the kill.
        """
        if self._ending is None:
            self._ending = asyncio.create_task(self._end(grace))
        await asyncio.shield(self._ending)

    async def _end(self, grace: float) -> None:
        if not self._settled:
            lost = self._link is None or self._link.lost
            await asyncio.to_thread(end_tree, _NOBODY if lost else self.pid, self.mark, grace)
            if not lost:
                await self._see_end()

    async def _see_end(self) -> None:
        """Wait until it has ended; one that can't be killed is left, and hung up on when it is settled."""
        try:
            async with asyncio.timeout(EXIT_SECONDS):
                await asyncio.shield(self.exited)
        except TimeoutError:
            logger.warning("process %d of %s was killed and goes on; it is left", self.pid, self.owner)
            self.see_exit((None, 0))

    def settle(self) -> None:
        """Give its descriptors back and have it collected; what it printed is kept. Its readers must have stopped."""
        if not self._settled:
            self._settled = True
            self.close()
            if self._link:
                self._link.tell({"do": "settle", "id": self.id})

    def drop(self) -> None:
        """Settle it, and have what it printed forgotten."""
        self.settle()
        if self._link and self._link.held.pop(self.id, None):
            self._link.tell({"do": "drop", "id": self.id})

    def close(self) -> None:
        """Close this process's descriptors of it."""
        for stream in self.streams.values():
            if stream.fd >= 0:
                os.close(stream.fd)
                stream.fd = -1


def _stream(given: Iterator[int], opened: bool, ring: bool) -> HeldStream:
    descriptor = next(given) if opened else -1
    if not ring:
        return HeldStream(descriptor, None)
    file = next(given)
    try:
        memory = Memory(file)
    finally:
        os.close(file)
    memory.settle()
    return HeldStream(descriptor, memory)


class Link:
    """A connection to a holder.

    Attributes:
        held: the programs, by id.
        lost: the holder is gone, or was left.
    """

    def __init__(self, connection: socket) -> None:
        connection.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._connection = connection
        self._outbox: deque[tuple[Message, tuple[int, ...]]] = deque()
        self._asks = count()
        self._asked: dict[int, asyncio.Future[Held]] = {}
        self._taken: asyncio.Future[None] = self._loop.create_future()
        self._missing = 0
        self._unwanted: set[asyncio.Task[None]] = set()
        self.held: dict[str, Held] = {}
        self.lost = False
        self._loop.add_reader(connection.fileno(), self._heard)

    async def take(self) -> None:
        """Take over all that is held.

        Raises:
            ConnectionError: the holder is gone.
            Unavailable: it stands still.
        """
        self.tell({"do": "take"})
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await asyncio.shield(self._taken)
        except TimeoutError:
            raise Unavailable(_SILENT) from None

    async def spawn(self, descriptors: tuple[int, ...]) -> Held:
        """Have a program started; see `starting.start`.

        Raises:
            CommandNotFound: it can't be run.
            Unacceptable: command and environment are too long.
            Unavailable: the holder is gone, or stands still.
        """
        ask = next(self._asks)
        answer = self._asked[ask] = self._loop.create_future()
        self.tell({"do": "spawn", "ask": ask}, descriptors)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asyncio.shield(answer)
        except asyncio.CancelledError:
            self._give_up(ask, answer)
            raise
        except TimeoutError:
            self._give_up(ask, answer)
            raise Unavailable(_SILENT) from None

    def _give_up(self, ask: int, answer: "asyncio.Future[Held]") -> None:
        """Send no more what waits to be sent, for its descriptors are closed now; else end what comes of it."""
        waiting = [message for message in self._outbox if message[0].get("ask") == ask]
        for message in waiting:
            self._outbox.remove(message)
            del self._asked[ask]
        if not waiting:
            answer.add_done_callback(self._end_unwanted)

    def _end_unwanted(self, answer: "asyncio.Future[Held]") -> None:
        """End what was started for somebody who does not wait for it any more."""
        if not answer.cancelled() and not answer.exception():
            task = self._loop.create_task(_forget(answer.result()))
            self._unwanted.add(task)
            task.add_done_callback(self._unwanted.discard)

    def tell(self, message: Message, descriptors: tuple[int, ...] = ()) -> None:
        """Send a message, in its turn."""
        if not self.lost:
            self._outbox.append((message, descriptors))
            self._flush()

    def _flush(self) -> None:
        while self._outbox:
            try:
                holder_wire.send(self._connection, *self._outbox[0])
            except BlockingIOError:
                self._loop.add_writer(self._connection.fileno(), self._flush)
                return
            except OSError:
                self._lose()
                return
            self._outbox.popleft()
        self._loop.remove_writer(self._connection.fileno())

    def _heard(self) -> None:
        try:
            received = holder_wire.receive(self._connection)
        except BlockingIOError:
            return
        if received is None:
            self._lose()
        else:
            self._understand(*received)

    def _understand(self, message: Message, descriptors: list[int]) -> None:
        if message.get("cut"):
            self._refuse(message, descriptors)
        elif "exited" in message:
            if held := self.held.get(message["exited"]):
                held.see_exit(message["exit"])
        elif "count" in message:
            self._missing = message["count"]
        elif "ask" not in message:
            self._missing -= 1
            self._hold(message, descriptors)
        elif "errno" in message:
            self._asked.pop(message["ask"]).set_exception(_refusal(message["errno"]))
        else:
            self._asked.pop(message["ask"]).set_result(self._hold(message, descriptors))
        if not self._missing and not self._taken.done():
            self._taken.set_result(None)

    def _refuse(self, message: Message, descriptors: list[int]) -> None:
        """Take nothing of what came without all its descriptors: there are too many open files."""
        for each in descriptors:
            os.close(each)
        full = Unavailable("The server has too many open files; end something that runs, and try again.")
        if "ask" in message:
            held = self._hold({**message, "streams": []}, [])
            held.exited.add_done_callback(lambda _: held.drop())
            with suppress(ProcessLookupError, PermissionError):
                os.kill(held.pid, signal.SIGKILL)
            self._asked.pop(message["ask"]).set_exception(full)
        elif not self._taken.done():
            self._taken.set_exception(full)

    def _hold(self, told: Message, descriptors: list[int]) -> Held:
        held = self.held[told["id"]] = Held(told, descriptors, self)
        return held

    def _lose(self) -> None:
        """The holder is gone: nobody knows how its programs end."""
        self._leave()
        self.forget()

    def forget(self) -> None:
        """Wait for nothing any more that the holder would say."""
        gone = Unavailable("What keeps this workspace's programs ended; try again.")
        if not self._taken.done():
            self._taken.set_exception(ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)))
            self._taken.exception()
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(gone)
                waiting.exception()
        for held in self.held.values():
            held.see_exit((None, 0))

    def leave(self) -> None:
        """Close the connection and this process's descriptors; the holder reads on."""
        if not self.lost:
            self._leave()
            for held in self.held.values():
                held.close()

    def _leave(self) -> None:
        if not self.lost:
            self.lost = True
            self._loop.remove_reader(self._connection.fileno())
            self._loop.remove_writer(self._connection.fileno())
            self._connection.close()


async def _forget(held: Held) -> None:
    await held.end(0)
    held.drop()


def _refusal(number: int) -> IcotesError:
    if number == errno.E2BIG:
        return Unacceptable("The command and its environment are too long for the system; pass less.")
    if number in _NOT_RUN:
        return CommandNotFound(f"The program can't be run: {os.strerror(number)}.")
    return Unavailable(f"The program can't be started now: {os.strerror(number)}.")
