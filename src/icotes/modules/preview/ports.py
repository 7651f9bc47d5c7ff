"""Notice the ports on which programs of a workspace listen, and let browsers in."""

import asyncio
import logging
import os
import time
from collections.abc import Container
from contextlib import suppress
from functools import partial

from icotes.core.caller import Caller
from icotes.core.errors import IcotesError
from icotes.core.events import EventRecord
from icotes.core.methods import Module, command, query
from icotes.kit.sandbox import SandboxSettings
from icotes.kit.snapshots import Parts, Patch, WorkspaceState
from icotes.kit.store import Transaction
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.preview import listening, store
from icotes.modules.preview.doors import Listens, PortDoors
from icotes.modules.preview.entering import Networks
from icotes.modules.preview.types import (
    NoSuchPort,
    Port,
    PortAddress,
    PortClosed,
    PortNumber,
    PortOpened,
    PortShown,
)

LOOK_SECONDS = 1.0
"""Between two looks at what listens."""
MOST = 100
"""Ports of a workspace that are told; a program can open thousands in no time, and each is an event."""
logger = logging.getLogger(__name__)


class Ports(Module, WorkspaceLife, WorkspaceState):
    """The ports on which programs of the open workspaces listen."""

    def __init__(self, doors: PortDoors, workspaces: OpenWorkspaces, sandbox: SandboxSettings) -> None:
        self._doors = doors
        self._workspaces = workspaces
        self._listening = listening.Listening()
        self._networks = Networks()
        self._sandboxed = {sandbox.uid} if os.geteuid() == 0 else set[int]()
        self._ports: dict[str, dict[int, Port]] = {}
        self._seen: frozenset[listening.Socket] = frozenset()
        self._inside: dict[tuple[str, int], int] = {}
        self._held: dict[int, listening.Holder] = {}
        self._looked = 0.0
        self._looking = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        self._doors.listens = self._listens
        await self._workspaces.watch(self)
        self._task = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._networks.stop()

    async def opened(self, workspace: Workspace) -> None:
        """Begin with what was known when the server last ran: the next look says what became of it."""
        self._ports[workspace.id] = await workspace.store.read(store.all_)
        self._seen = frozenset()

    async def closed(self, workspace: Workspace) -> None:
        """Nobody gets to its programs any more."""
        self._ports.pop(workspace.id, None)
        self._doors.close(workspace.id)

    @query(rest="GET /workspaces/{workspace}/ports")
    async def ports(self, workspace: Workspace) -> list[Port]:
        """Return the ports on which programs of a workspace listen, lowest first.

        These are TCP ports on the server's loopback, or on all its addresses, of programs that were started on a
        terminal or run of the workspace, and of what those started.
        """
        await self._look()
        return [port for _, port in sorted(self._ports.get(workspace.id, {}).items())]

    @command(rest="POST /workspaces/{workspace}/ports/{port}/open")
    async def open_port(self, workspace: Workspace, caller: Caller, port: PortNumber) -> PortAddress:
        """Return an address by which one browser sees what a program serves on its port, HTTP and WebSocket.

        The program is on an origin of its own: it gets no cookie or key of icotes, and its page can call nothing in
        your name. The address lets in once, within a minute; the browser stays in as long as the key that asked.

        Raises:
            NoSuchPort: no program of this workspace listens on it.
        """
        await self._look()
        if port not in self._ports.get(workspace.id, {}):
            raise NoSuchPort(f"No program of this workspace listens on port {port}; preview.ports shows those that do.")
        address = self._doors.make(caller, workspace.id, port)
        await workspace.store.publish(PortShown(port=port))
        return address

    async def snapshot(self, workspace: Workspace) -> Parts:
        """Return the ports, as they are told by events."""
        return {"ports": {str(number): store.plain(port) for number, port in self._ports[workspace.id].items()}}

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what became of a port."""
        if record.kind == PortOpened.kind:
            port = record.event(PortOpened).port
            return [Patch(part="ports", key=str(port.port), value=store.plain(port))]
        if record.kind == PortClosed.kind:
            return [Patch(part="ports", key=str(record.event(PortClosed).port))]
        return []

    async def _listens(self, workspace: str, port: int) -> Listens | None:
        """Return where a program of the workspace listens on a port now."""
        found = self._ports.get(workspace, {}).get(port)
        if found is None or time.monotonic() - self._looked > LOOK_SECONDS:
            await self._look()
            found = self._ports.get(workspace, {}).get(port)
        network = self._inside.get((workspace, port), 0)
        pid = self._listening.networks.get(network, 0)
        if found is None or (network and not pid):
            return None
        connect = partial(self._networks.connect, network, pid, found.host, port) if network else None
        return Listens(found.host, connect)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if self._ports:
                    await self._look()
            except (IcotesError, OSError) as error:
                logger.warning("the ports of programs are not known: %s", error)

    async def _look(self) -> None:
        """See what listens now, and tell what changed."""
        async with self._looking:
            users = await asyncio.to_thread(_users, self._workspaces.all(), self._sandboxed)
            seen = await asyncio.to_thread(self._listening.sockets, users)
            self._looked = time.monotonic()
            if seen == self._seen:
                return
            workspaces = self._workspaces.all()
            if seen - self._seen:
                folders = {each.id: each.root.folder for each in workspaces}
                self._held = await asyncio.to_thread(listening.holders, seen, users, folders)
            await self._networks.keep({each.network for each in seen})
            for workspace in workspaces:
                await self._tell(workspace, seen)
            self._seen = seen

    async def _tell(self, workspace: Workspace, seen: frozenset[listening.Socket]) -> None:
        before = self._ports.get(workspace.id)
        if before is None:
            return
        now = self._chosen(workspace, seen, before)
        others = {key: network for key, network in self._inside.items() if key[0] != workspace.id}
        self._inside = others | {(workspace.id, each.port): each.network for each in now.values()}
        opened = [self._port(each, before.get(each.port)) for each in now.values()]
        opened = [port for port in opened if before.get(port.port) != port]
        closed = [number for number in before if number not in now]
        if not opened and not closed:
            return

        def keep(tx: Transaction) -> None:
            store.change(tx, opened, closed)

        await workspace.store.write(keep)
        for number in closed:
            before.pop(number, None)
        before.update({port.port: port for port in opened})

    def _chosen(
        self, workspace: Workspace, seen: frozenset[listening.Socket], before: Container[int]
    ) -> dict[int, listening.Socket]:
        """Return what is told: of one port the machine's own socket or the one before, of many ports those before."""

        def rank(one: listening.Socket) -> tuple[bool, bool, int]:
            same = self._inside.get((workspace.id, one.port)) == one.network
            return one.network == 0, same, -one.inode

        found = {each.port: each for each in sorted(seen, key=rank) if self._is_of(each, workspace)}
        kept = sorted(found, key=lambda port: (port not in before, port))[:MOST]
        return {port: found[port] for port in kept}

    def _is_of(self, socket: listening.Socket, workspace: Workspace) -> bool:
        holder = self._held.get(socket.inode)
        return holder is not None and holder.workspace == workspace.id

    def _port(self, socket: listening.Socket, before: Port | None) -> Port:
        holder = self._held[socket.inode]
        same = before and (before.pid, before.host) == (holder.pid, socket.host)
        return Port(
            port=socket.port,
            host=socket.host,
            program=holder.program,
            pid=holder.pid,
            terminal=holder.terminal,
            since=before.since if before and same else time.time(),
        )


def _users(workspaces: list[Workspace], more: set[int]) -> frozenset[int]:
    """Return whose processes may belong to workspaces: the server's user, owners of folders, who runs sandboxes."""
    return frozenset({os.geteuid(), *(os.fstat(each.root.fd).st_uid for each in workspaces), *more})
