"""Start terminals, watch them, type on them, end them."""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import PurePosixPath

import msgspec

from icotes.core.caller import Caller
from icotes.core.errors import Denied, NotFound
from icotes.core.log import Cursor, Gap, Item, Snapshot
from icotes.core.methods import Module, command, on, query
from icotes.kit.holder import Holders
from icotes.kit.holder_link import Held
from icotes.kit.identity import identity, is_of_key
from icotes.kit.places import Places
from icotes.kit.pty import Pty
from icotes.kit.stream import revoked
from icotes.kit.tokens import TokenRevoked
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.files.types import FilePath
from icotes.modules.terminals import store
from icotes.modules.terminals.launch import OWNER, TerminalLaunch, end_left_over
from icotes.modules.terminals.session import Session
from icotes.modules.terminals.types import (
    Activity,
    Busy,
    Cols,
    Rows,
    Terminal,
    TerminalId,
    TerminalName,
    TerminalNotFound,
    TerminalRenamed,
    TerminalSettings,
    TerminalShared,
    Text,
    Variable,
)


class Terminals(Module, WorkspaceLife, Activity):
    """The terminals of the open workspaces."""

    def __init__(
        self, settings: TerminalSettings, workspaces: OpenWorkspaces, holders: Holders, launch: TerminalLaunch
    ) -> None:
        self._settings = settings
        self._workspaces = workspaces
        self._holders = holders
        self._launch = launch
        self._sessions: dict[str, dict[str, Session]] = {}
        self._places = Places(settings.limit, "Too many terminals run in this workspace; close one.")
        self._stopping = False

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        await self._workspaces.watch(self)

    async def opened(self, workspace: Workspace) -> None:
        """Take over the terminals of a server before this one; those that nobody holds any more have ended."""
        held = {each.id: each for each in await self._holders.held(workspace, OWNER)}
        kept = await workspace.store.read(store.all_)
        if not self._holders.was_killed(workspace):
            kept = [terminal for terminal in kept if terminal.id in held]
        known = [terminal.id for terminal in kept]
        ended = await workspace.store.write(partial(store.remove_others, ids=known))
        for id_ in held.keys() - set(known):
            await Pty(held[id_]).drop()
        await end_left_over([*ended, *(set(known) - held.keys())])
        self._sessions[workspace.id] = {
            each.id: Session(workspace, each, Pty(held.get(each.id) or Held.gone(each.id, OWNER, each.pid)))
            for each in kept
        }

    async def closed(self, workspace: Workspace) -> None:
        """End the workspace's terminals; when the server stops, leave them to their holder."""
        sessions = self._sessions.pop(workspace.id, {})
        if self._stopping:
            for session in sessions.values():
                session.leave()
        else:
            await asyncio.gather(*(session.close() for session in sessions.values()))
            await workspace.store.write(store.remove_others)

    async def stop(self) -> None:
        """Leave all terminals to their holders."""
        self._stopping = True
        for workspace in self._workspaces.all():
            await self.closed(workspace)

    @command(rest="POST /workspaces/{workspace}/terminals")
    async def create(
        self,
        workspace: Workspace,
        caller: Caller,
        *,
        command: tuple[Text, ...] = (),
        cwd: FilePath = "",
        env: dict[Variable, Text] | None = None,
        rows: Rows = 24,
        cols: Cols = 80,
        name: TerminalName = "",
        startup: Text = "",
        sandboxed: bool = False,
    ) -> Terminal:
        """Start a terminal; follow it to see what it prints.

        Args:
            command: the program and its arguments; without them a shell.
            cwd: the folder to start in, from the workspace's.
            env: variables for its environment, beside the server's own without anything of icotes in it.
            rows: lines of its screen.
            cols: columns of its screen.
            name: what people call it; by default the program's name.
            startup: a script that the shell runs first; what it exports, and its folder, stay.
            sandboxed: keep the program from all but the workspace's folder, and from the network.

        Raises:
            QuotaExceeded: too many terminals run in this workspace.
            CommandNotFound: there is no such program.
            NotFound: there is no such folder.
            NoSandbox: it is to be kept in, and this machine has no way to do that; the message says what to install.
        """
        sessions = self._of(workspace)
        id_ = f"t_{secrets.token_hex(8)}"
        shell = self._settings.shell or os.environ.get("SHELL") or "/bin/sh"
        program = command or (shell,)
        argv = (shell, "-c", f'{startup}\nexec "$@"', shell, *program) if startup else program
        terminal = Terminal(
            id=id_,
            name=name or PurePosixPath(program[0]).name,
            owner=identity(caller),
            command=program,
            cwd=cwd,
            rows=rows,
            cols=cols,
            pid=0,
            created=time.time(),
            sandboxed=sandboxed,
        )
        running = sum(session.terminal.state == "running" for session in sessions.values())
        with self._places.one(workspace, running):
            pty = await self._launch.begin(workspace, terminal, argv, env or {})
        if self._sessions.get(workspace.id) is not sessions:
            await pty.drop()
            raise NotFound("This workspace was closed while the terminal started; open its project again.")
        terminal = msgspec.structs.replace(terminal, pid=pty.pid)
        session = sessions[id_] = Session(workspace, terminal, pty)
        try:
            await workspace.store.write(partial(store.add, terminal=terminal))
        except BaseException:
            sessions.pop(id_, None)
            await session.close()
            raise
        if not caller.grant.live:
            await self._close(workspace, id_)
            raise revoked()
        await self._forget_ended(workspace)
        return session.terminal

    @on(TokenRevoked)
    async def key_ended(self, event: TokenRevoked) -> None:
        """Close what was started with a key that is no more; a person's terminals stay theirs."""
        for workspace in self._workspaces.all():
            for id_, session in [*self._of(workspace).items()]:
                if is_of_key(session.terminal.owner, event.token):
                    await self._close(workspace, id_)

    async def _forget_ended(self, workspace: Workspace) -> None:
        """Close the oldest of those whose program ended, when there are too many."""
        sessions = self._of(workspace)
        ended = [id_ for id_, session in sessions.items() if session.terminal.state == "exited"]
        for id_ in ended[: max(0, len(ended) - self._settings.ended)]:
            await self._close(workspace, id_)

    @query(rest="GET /workspaces/{workspace}/terminals")
    async def list_(self, workspace: Workspace) -> list[Terminal]:
        """Return the terminals of a workspace, oldest first; those too whose program ended."""
        return [session.terminal for session in self._of(workspace).values()]

    @query(rest="GET /workspaces/{workspace}/terminals/{terminal}")
    async def get(self, workspace: Workspace, terminal: TerminalId) -> Terminal:
        """Return a terminal.

        Raises:
            TerminalNotFound: there is none.
        """
        return self._find(workspace, terminal).terminal

    @command(ephemeral=True)
    async def write(
        self,
        workspace: Workspace,
        caller: Caller,
        terminal: TerminalId,
        data: str = "",
        *,
        binary: bytes = b"",
        take: bool = False,
    ) -> None:
        r"""Type on a terminal; who types first keeps the others out, until it is shared or taken.

        Args:
            data: what is typed; a line ends with `\r`, Ctrl-C is `\u0003`.
            binary: typed after it, for what is no text.
            take: take over from whoever types now.

        Raises:
            TerminalNotFound: there is none.
            TerminalTakenByOther: somebody else types.
            TerminalEnded: its program ended.
            QuotaExceeded: its program does not read what was typed before.
        """
        session = self._find(workspace, terminal)
        await session.write(caller, data.encode("utf-8", "surrogateescape") + binary, take=take)

    @command(ephemeral=True)
    async def resize(
        self, workspace: Workspace, caller: Caller, terminal: TerminalId, *, rows: Rows, cols: Cols
    ) -> None:
        """Change the size of a terminal, if nobody else types on it.

        Raises:
            TerminalNotFound: there is none.
            TerminalTakenByOther: somebody else types.
            TerminalEnded: its program ended.
        """
        session = self._find(workspace, terminal)
        session.admit(caller)
        session.resize(rows, cols)

    @command(rest="POST /workspaces/{workspace}/terminals/{terminal}/rename")
    async def rename(self, workspace: Workspace, terminal: TerminalId, name: TerminalName) -> Terminal:
        """Give a terminal another name.

        Raises:
            TerminalNotFound: there is none.
        """
        session = self._find(workspace, terminal)
        return await session.change(TerminalRenamed(terminal=terminal, name=name), name=name)

    @command(rest="POST /workspaces/{workspace}/terminals/{terminal}/share")
    async def share(
        self, workspace: Workspace, caller: Caller, terminal: TerminalId, *, shared: bool = True
    ) -> Terminal:
        """Let everybody type who may, or one at a time again.

        Raises:
            TerminalNotFound: there is none.
            Denied: only who started the terminal or types on it may do that.
        """
        session = self._find(workspace, terminal)
        if identity(caller) not in {session.terminal.owner, session.terminal.writer}:
            raise Denied(f"Only {session.terminal.owner} may share this terminal; ask them.")
        return await session.change(TerminalShared(terminal=terminal, shared=shared), shared=shared)

    @command(rest="DELETE /workspaces/{workspace}/terminals/{terminal}")
    async def close(self, workspace: Workspace, terminal: TerminalId) -> None:
        """End a terminal with everything that it started, and forget its output.

        Raises:
            TerminalNotFound: there is none.
        """
        self._find(workspace, terminal)
        await self._close(workspace, terminal)

    async def _close(self, workspace: Workspace, terminal: str) -> None:
        session = self._of(workspace).pop(terminal, None)
        if session:
            await session.close()
            await workspace.store.write(partial(store.remove, ids=[terminal]))

    @query
    def follow(
        self, workspace: Workspace, caller: Caller, terminal: TerminalId, *, since: Cursor | None = None
    ) -> AsyncIterator[Item[Snapshot[Terminal] | Gap | bytes]]:
        """Yield the terminal, what it printed and prints, and at last the terminal with how it ended.

        Who did not start it sees text and what draws, nothing that a screen would obey or answer. Over MCP there is
        only text.

        Args:
            since: the last cursor that was seen; without it all output that is kept.

        Raises:
            TerminalNotFound: there is none.
        """
        return self._find(workspace, terminal).follow(caller, since)

    def busy(self, workspace: Workspace, at: float) -> list[Busy]:
        """Return the terminals on which something ran around a time."""
        sessions = [session for session in self._of(workspace).values() if session.is_busy(at)]
        return [Busy(each.terminal.id, each.terminal.writer or each.terminal.owner) for each in sessions]

    def _of(self, workspace: Workspace) -> dict[str, Session]:
        return self._sessions.setdefault(workspace.id, {})

    def _find(self, workspace: Workspace, terminal: str) -> Session:
        session = self._of(workspace).get(terminal)
        if session is None:
            raise TerminalNotFound(f"There is no terminal {terminal!r} here; terminals.list shows those that are.")
        return session
