"""A running kernel: its process, what waits in it, what it says."""

import asyncio
import logging
import os
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from contextvars import Context
from functools import partial

import msgspec

from icotes.core.errors import IcotesError, QuotaExceeded
from icotes.core.log import Bookmark, Cursor, Gap, Item, Snapshot, follow
from icotes.kit.held_ring import Memory, new_memory
from icotes.kit.holder_link import Held
from icotes.kit.pace import Follower, Pace
from icotes.kit.processes import Exit
from icotes.kit.reading import Reader, Writer
from icotes.kit.ring import SharedRing
from icotes.kit.workspace import Workspace
from icotes.modules.execution import kernel_store
from icotes.modules.execution.kernel_log import KernelLog
from icotes.modules.execution.kernel_store import Kept
from icotes.modules.execution.kernel_types import (
    Began,
    Done,
    Kernel,
    KernelDead,
    Queued,
    Said,
    Turned,
)

WAITING = 1000
"""Pieces of code that may wait for a kernel."""
TELL_SECONDS = 0.25
"""What lasts less long is not told by an event."""
EMPTY_BYTES = 64 * 1024
KILLED = "It was killed from outside, most likely because it used more memory than it may; restart it."

Launch = Callable[[Kernel, str], Awaitable[Held]]
"""Starts a process for a kernel, with an id of its own for the holder."""

logger = logging.getLogger(__name__)


class RunningKernel:
    """A kernel with its process.

    Args:
        workspace: where it belongs.
        kernel: what is told of it.
        held: its process.
        base: see `KernelLog`.
        epoch: see `KernelLog`.
    """

    def __init__(self, workspace: Workspace, kernel: Kernel, held: Held, base: int = 0, epoch: str = "") -> None:
        self._workspace = workspace
        self.kernel = kernel
        self._pending: dict[str, str] = {}
        """What was handed over and has not ended, with its cell."""
        self._running = ""
        self._turn = asyncio.Lock()
        self._telling: asyncio.Task[None] | None = None
        memory = _memory(held, "out")
        self.log = KernelLog(kernel.id, memory, base, epoch)
        self._pace = Pace(
            lambda position: (self.log.last - position) / self.log.memory.capacity, lambda: self._readers[0]
        )
        self._heard = self.log.tail(memory.capacity)
        self._hold(held)

    def _hold(self, held: Held) -> None:
        self.held = held
        self._errors = SharedRing(held.id, _memory(held, "err"))
        self._readers = [
            Reader(_descriptor(held, "out"), SharedRing(held.id, self.log.memory), self._told),
            Reader(_descriptor(held, "err"), self._errors),
        ]
        self._writer = Writer(_descriptor(held, "in"))
        for reader in self._readers:
            reader.resume()
        # An empty context: what a kernel does is not caused by the call that started it.
        self._tasks = [
            asyncio.create_task(work, context=Context()) for work in (self._listen(), self._until_ended(held.exited))
        ]

    @property
    def kept(self) -> Kept:
        """How it is kept on disk."""
        return Kept(self.kernel, self.held.id, self.log.base, self.log.epoch)

    def name(self, name: str, owner: str) -> None:
        """Say whose it is and what it is called."""
        self.kernel = msgspec.structs.replace(self.kernel, name=name, owner=owner, created=time.time())

    async def submit(self, code: str, *, cell: str = "", by: str) -> str:
        """Hand over code, to be run in its turn; return the id of its execution.

        Raises:
            KernelDead: its process ended.
            QuotaExceeded: too much waits already.
        """
        self._alive()
        if self._is_full:
            raise QuotaExceeded("Too much waits for this kernel; wait, or interrupt it.", limit=WAITING)
        run = f"x_{secrets.token_hex(6)}"
        head, more = (
            msgspec.json.encode(each)[1:-1] for each in ({"run": run, "cell": cell}, {"by": by, "at": time.time()})
        )
        data = code.encode("utf-8", "replace")
        self._pending[run] = cell
        self._look()
        try:
            await self._writer.write(b"execute %d %b\t%b\n%b" % (len(data), head, more, data))
        except IcotesError:
            self._pending.pop(run, None)
            self._look()
            raise
        return run

    async def follow(
        self, since: Cursor | None, keep: Callable[[Said], bool] | None = None
    ) -> AsyncGenerator[Item[Said | Gap | Snapshot[Kernel] | Bookmark]]:
        """Yield what is said, see `core.log.follow`; the process waits for the fastest of those who follow so."""
        known = None if since is None else self.log.position(since)
        follower = Follower(max(self.log.first, known or self.log.tail()))
        self._pace.add(follower)
        try:
            async with aclosing(follow(self.log, since, snapshot=self._snapshot, keep=keep)) as items:
                async for item in items:
                    follower.move(item.position or follower.position)
                    yield item
                    self._pace.keep()
        finally:
            self._pace.remove(follower)

    def is_over(self, run: str, since: Cursor) -> bool:
        """Tell whether an execution has ended and its end is not told after a cursor: it was trimmed."""
        while self._catch_up():
            pass  # who asks may have heard of the end before `_listen` did
        position = self.log.position(since)
        if run in self._pending or position is None:
            return False
        while position < self.log.last:
            position, news = self.log.news(max(position, self.log.first))
            if any(isinstance(said, Done) and said.run == run for said in news):
                return False
        return True

    async def _snapshot(self) -> tuple[int, Kernel]:
        return self.log.tail(), self.kernel

    def _told(self) -> None:
        self.log.told()
        self._pace.keep()

    @property
    def _is_full(self) -> bool:
        return len(self._pending) >= WAITING

    def _alive(self) -> None:
        if self.kernel.state == "dead":
            raise KernelDead("This kernel's process ended; restart it.", current=self.kernel.reason)

    async def interrupt(self) -> None:
        """Stop what runs, and forget what waits.

        Raises:
            KernelDead: its process ended.
        """
        self._alive()
        await self._writer.write(b"interrupt 0 \t\n")

    async def _listen(self) -> None:
        """Follow what the kernel says of its own state."""
        while True:
            while self._catch_up():  # noqa: ASYNC110 - nothing is waited for; others get their turn
                await asyncio.sleep(0)
            self._look()
            await self.log.signal.wait()

    def _catch_up(self) -> bool:
        """Hear some of what was said; False when that was all."""
        self._heard = max(self._heard, self.log.first)
        if self._heard < self.log.last:
            self._heard, news = self.log.news(self._heard)
            for said in news:
                self._hear(said)
        return self._heard < self.log.last

    def _hear(self, said: Said) -> None:
        if isinstance(said, Queued):
            if not self._is_full:  # code may write such lines itself, without end
                self._pending.setdefault(said.run, said.cell)
        elif isinstance(said, Began):
            self._running = said.run
        elif isinstance(said, Done):
            self._pending.pop(said.run, None)
            self._running = "" if self._running == said.run else self._running
        elif isinstance(said, Turned) and said.state == "idle" and self.kernel.state == "starting":
            self._change(state="idle")

    def _look(self) -> None:
        """Say what became of the kernel."""
        kernel = self.kernel
        state = kernel.state
        if state in {"idle", "busy"}:
            state = "busy" if self._pending else "idle"
        if (state, len(self._pending)) != (kernel.state, kernel.waiting):
            self._change(state=state, waiting=len(self._pending))

    def _change(self, **fields: object) -> None:
        self.kernel = msgspec.structs.replace(self.kernel, **fields)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell(), context=Context())

    async def _tell(self) -> None:
        """Tell what lasts."""
        told = None
        while told != self.kernel:
            await asyncio.sleep(TELL_SECONDS)
            told = self.kernel
            await self._keep()

    async def _keep(self) -> None:
        kept = self.kept
        try:
            await self._workspace.store.write(partial(kernel_store.change, kept=kept))
        except IcotesError as error:
            logger.warning("what became of kernel %s is not in the log: %s", self.kernel.id, error)

    async def _until_ended(self, exited: "asyncio.Future[Exit]") -> None:
        exit_ = await asyncio.shield(exited)
        self._finish("dead", "dead")
        self._change(state="dead", waiting=0, exit=exit_, reason=self._reason(exit_))
        await self.held.end()
        self.held.settle()

    def _finish(self, status: str, state: str) -> None:
        for reader in self._readers:
            reader.finish()
        self._writer.stop()
        while self._catch_up():
            pass
        self._close_runs(status, state)

    def _close_runs(self, status: str, state: str) -> None:
        """Say how all ended that waited, and what the kernel itself is now."""
        running = self._running or next(iter(self._pending), "")  # it may have died before it could say what it began
        ends = [
            Done(run=run, cell=cell, status="dead" if status == "dead" and run == running else "aborted")
            for run, cell in self._pending.items()
        ]
        self._pending.clear()
        self._running = ""
        self.log.finish([*ends, Turned(state="dead" if state == "dead" else "starting")])

    def _reason(self, exit_: Exit) -> str:
        """Return why a process ended, in words; a shell, and a sandbox, add 128 to the number of a signal."""
        if exit_.signal == "SIGKILL" or exit_.code == 128 + 9:
            return KILLED
        if exit_.code is None and not exit_.signal:
            return "It ended while no server was there; restart it."
        _, printed = self._errors.tail(2000)
        lines = printed.decode("utf-8", "replace").strip().splitlines()
        how = exit_.signal or f"code {exit_.code}"
        return f"It ended with {how}{': ' + lines[-1][:300] if lines else ''}; restart it."

    async def restart(self, launch: Launch) -> None:
        """End the process and what waits, and start another one; without one the kernel is dead.

        It goes on when who wanted it does not wait any more: half of it would leave a kernel that nobody listens to.

        Raises:
            IcotesError: none can be started.
        """
        await asyncio.shield(asyncio.create_task(self._restart(launch)))

    async def _restart(self, launch: Launch) -> None:
        async with self._turn:
            try:
                await self._begin_anew(launch)
            except BaseException as error:
                reason = error.message if isinstance(error, IcotesError) else "It could not be started again."
                self._change(state="dead", waiting=0, reason=reason)
                raise

    async def _begin_anew(self, launch: Launch) -> None:
        old = self.held
        await self._detach()
        await old.end(0)
        self._finish("aborted", "starting")
        self._change(state="starting", waiting=0, exit=None, reason="")
        held = await launch(self.kernel, secrets.token_hex(6))
        self.log.go_on(_memory(held, "out"))
        self._heard = self.log.base
        self._hold(held)
        await self._keep()
        old.drop()

    async def leave(self) -> None:
        """Let it run on without this server."""
        async with self._turn:
            await self._leave()

    async def _leave(self) -> None:
        await self._detach()
        for reader in self._readers:
            reader.stop()
        self._writer.stop()

    async def close(self) -> None:
        """End it and forget it."""
        async with self._turn:
            await self._detach()
            self.kernel = msgspec.structs.replace(self.kernel, state="dead")
            for reader in self._readers:
                reader.pause()
            await self.held.end()
            self._finish("dead", "dead")
            self.held.drop()
            self.log.close()

    async def _detach(self) -> None:
        self._pace.stop()
        tasks = [*self._tasks, *([self._telling] if self._telling else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _memory(held: Held, wire: str) -> Memory:
    """Return where a stream is read into; of a process that is lost there is nothing."""
    stream = held.streams.get(wire)
    if stream and stream.memory:
        return stream.memory
    file = new_memory(EMPTY_BYTES)
    try:
        return Memory(file)
    finally:
        os.close(file)


def _descriptor(held: Held, wire: str) -> int:
    stream = held.streams.get(wire)
    return stream.fd if stream else -1
