"""A running terminal: its program, its output, who watches and who types."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from contextvars import Context
from functools import partial
from pathlib import PurePosixPath

import msgspec

from icotes.core.caller import Caller
from icotes.core.errors import IcotesError
from icotes.core.events import Event
from icotes.core.log import Cursor, Gap, Item, Snapshot, follow
from icotes.kit.escapes import Filter
from icotes.kit.identity import identity
from icotes.kit.pace import Follower, Pace
from icotes.kit.pty import Pty
from icotes.kit.store import Transaction
from icotes.kit.workspace import Workspace
from icotes.modules.terminals import store
from icotes.modules.terminals.types import (
    Terminal,
    TerminalEnded,
    TerminalExited,
    TerminalResized,
    TerminalTaken,
    TerminalTakenByOther,
)

ITEM_BYTES = 64 * 1024
"""The most that a viewer gets at a time."""
TAIL_BYTES = 256 * 1024
"""With how much a viewer goes on that lagged too far."""
RESIZE_SECONDS = 0.2
"""A terminal's new size is told at most this often."""

BUSY_SECONDS = 2.0
"""So long after a line was typed, or a program printed or ended, a change of files may be its doing."""
KNOWN_SECONDS = 10.0
"""What runs now is taken for what ran so long ago."""
SHELLS = frozenset({"sh", "bash", "zsh", "fish", "dash", "ksh", "mksh", "ash", "csh", "tcsh", "nu", "pwsh"})

Shown = Snapshot[Terminal] | Gap | bytes

logger = logging.getLogger(__name__)


class _Viewer(Follower):
    """Somebody who watches; `began` when output came already."""

    __slots__ = ("began",)

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.began = False


class Session:
    """A terminal with its program.

    Args:
        workspace: where it belongs; its events go there.
        terminal: what is told of it.
        pty: the program, with the newest of its output; it may have ended, or be one that a server before started.
    """

    def __init__(self, workspace: Workspace, terminal: Terminal, pty: Pty) -> None:
        self._workspace = workspace
        self._ring = pty.ring
        self.terminal = terminal
        self._pty = pty
        self._pace = Pace(lambda position: (self._ring.last - position) / self._ring.capacity, lambda: pty)
        self._told_size = (terminal.rows, terminal.cols)
        self._telling: asyncio.Task[None] | None = None
        self._active_at = terminal.created
        pty.start(self._printed)
        # An empty context: that the program ended is not caused by the call that started it.
        self._watch = asyncio.create_task(self._until_ended(), context=Context())
        size = pty.size
        if size and size != self._told_size:
            self._change(rows=size[0], cols=size[1])
            self._telling = asyncio.create_task(self._tell_size())

    def is_busy(self, at: float) -> bool:
        """Tell whether a program other than a waiting shell was at work here around a time."""
        if -BUSY_SECONDS < at - self._active_at < BUSY_SECONDS:
            return True
        if self.terminal.state == "exited" or time.time() - at > KNOWN_SECONDS:
            return False
        command = self.terminal.command
        is_shell = PurePosixPath(command[0]).name in SHELLS and "-c" not in command
        return not is_shell or self._pty.foreground() not in {0, self._pty.pid}

    def _printed(self) -> None:
        self._active_at = time.time()
        self._pace.keep()

    async def follow(self, caller: Caller, since: Cursor | None) -> AsyncGenerator[Item[Shown]]:
        """Yield what the terminal is, its output, and at last how it ended."""
        screen = self._screen(caller)
        known = None if since is None else self._ring.position(since)
        viewer = _Viewer(max(self._ring.first, known or 0))
        self._pace.add(viewer)
        try:
            stream = follow(self._ring, since, snapshot=partial(self._look, viewer), limit=ITEM_BYTES)
            async with aclosing(stream) as items:
                async for item in items:
                    if isinstance(item.value, bytes):
                        viewer.move(item.position)
                        viewer.began = True
                    elif screen:
                        screen = self._screen(caller)
                    seen = self._seen(item, screen)
                    if seen.value != b"":
                        yield seen
                    self._pace.keep()
        finally:
            self._pace.remove(viewer)
        yield Item(self._ring.cursor(self._ring.last), Snapshot(self.terminal), self._ring.last)

    def _screen(self, caller: Caller) -> Filter | None:
        """Return what stands between the program and a viewer: an agent reads text, whoever started the program."""
        if caller.face == "mcp":
            return Filter(draws=False)
        return None if identity(caller) == self.terminal.owner else Filter()

    async def _look(self, viewer: _Viewer) -> tuple[int, Terminal]:
        """Return where a viewer begins: with all that is kept, or, if it lagged too far, with the tail."""
        tail = self._ring.last - TAIL_BYTES if viewer.began else 0
        viewer.move(max(self._ring.first, tail))
        return viewer.position, self.terminal

    def _seen(self, item: Item[Shown], screen: Filter | None) -> Item[Shown]:
        """Return an item as a viewer may see it; its cursor stays a place in what the program printed."""
        if screen is None or not isinstance(item.value, bytes):
            return item
        shown = screen.feed(item.value)
        position = item.position - len(screen.held)
        return Item(self._ring.cursor(position), shown, position)

    async def write(self, caller: Caller, data: bytes, *, take: bool) -> None:
        """Type for a caller who holds the pen, gets it, or needs none."""
        self.admit(caller, take=take)
        who = identity(caller)
        taken = not self.terminal.shared and self.terminal.writer != who
        if taken:
            self._change(writer=who)
        if b"\r" in data or b"\n" in data:
            self._active_at = time.time()
        await self._pty.write(data)
        if taken:
            await self._tell(TerminalTaken(terminal=self.terminal.id, writer=who))

    def admit(self, caller: Caller, *, take: bool = False) -> None:
        """Let a caller type or resize.

        Raises:
            TerminalEnded: the program ended.
            TerminalTakenByOther: somebody else types.
        """
        terminal = self.terminal
        if terminal.state == "exited":
            raise TerminalEnded(f"The program on {terminal.name} ended; create a new one.", current=terminal.exit)
        if terminal.writer not in {"", identity(caller)} and not terminal.shared and not take:
            raise TerminalTakenByOther(
                f"{terminal.writer} types on {terminal.name}; say take=true to take over, or ask them to share it.",
                current=terminal.writer,
            )

    def resize(self, rows: int, cols: int) -> None:
        """Change the size at once, and tell it soon."""
        if (rows, cols) == (self.terminal.rows, self.terminal.cols):
            return
        self._pty.resize(rows, cols)
        self._change(rows=rows, cols=cols)
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_size())

    async def _tell_size(self) -> None:
        await asyncio.sleep(RESIZE_SECONDS)
        self._telling = None
        terminal = self.terminal
        if (terminal.rows, terminal.cols) != self._told_size:
            self._told_size = (terminal.rows, terminal.cols)
            await self._tell(TerminalResized(terminal=terminal.id, rows=terminal.rows, cols=terminal.cols))

    async def change(self, event: Event, **fields: object) -> Terminal:
        """Change what is told of the terminal, with the event that says so."""
        self._change(**fields)
        await self._keep(event)
        return self.terminal

    async def _keep(self, event: Event) -> None:
        terminal = self.terminal

        def keep(tx: Transaction) -> None:
            store.change(tx, terminal)
            tx.publish(event)

        await self._workspace.store.write(keep)

    def _change(self, **fields: object) -> None:
        self.terminal = msgspec.structs.replace(self.terminal, **fields)

    async def _tell(self, event: Event) -> None:
        """Publish what nobody waits for."""
        try:
            await self._keep(event)
        except IcotesError as error:
            logger.warning("%s of terminal %s is not in the log: %s", event.kind, self.terminal.id, error)

    async def _until_ended(self) -> None:
        """Wait for the program's end and tell it; then end what it left."""
        ended = await asyncio.shield(self._pty.ended)
        if self.terminal.state == "running":
            self._active_at = time.time()
            self._change(state="exited", exit=ended)
            await self._tell(TerminalExited(terminal=self.terminal.id, code=ended.code, signal=ended.signal))
        self._ring.close()
        await self._pty.close()

    async def close(self) -> None:
        """End the program and all that it started, and forget it; return when nothing of it runs any more."""
        self._pace.stop()
        await self._pty.close()
        await self._watch
        await self._pty.drop()
        if self._telling:
            self._telling.cancel()

    def leave(self) -> None:
        """Let go of the program, which runs on."""
        self._pace.stop()
        self._pty.leave()
        self._watch.cancel()
        if self._telling:
            self._telling.cancel()
