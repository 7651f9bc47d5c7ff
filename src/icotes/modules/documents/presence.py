"""Who is here, on what file, with which cursor: people, scripts and agents alike."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Callable
from contextvars import Context
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from pycrdt import Doc

from icotes.core.caller import Caller
from icotes.core.log import Cursor, Gap, Item, Snapshot, follow
from icotes.core.methods import Module, command, query
from icotes.kit.connections import Connections
from icotes.kit.filenames import composed, parts
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.documents.authors import author
from icotes.modules.documents.latest import PACE, Latest
from icotes.modules.documents.people import Left, Position, Present
from icotes.modules.files.types import FilePath

IDLE_SECONDS = 60.0
"""Who says nothing for so long is idle."""
AWAY_SECONDS = 600.0
"""Who says nothing for so long is away."""
STAY_SECONDS = 30.0
"""Who holds no socket is here for this long after they last said something."""
LOOK_SECONDS = 0.5
"""How often it is looked at who fell silent."""
COLOURS = 12
REMEMBERED = 1000
"""Colours that are remembered of people who left."""

_BEHIND = b"\x41"
"""-1 in lib0: the place stays behind the character that it names."""

Where = tuple[str, str, str]
"""Path, anchor and head."""


@dataclass(slots=True)
class _Guest:
    """Who is here, and since when they are silent."""

    heard: float
    forget: Callable[[], object]


class _Room:
    """Who is in one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.log = Latest(f"presence-{workspace.id}")
        self.guests: dict[str, _Guest] = {}
        self._colours: dict[str, int] = {}

    def colour(self, person: str) -> int:
        """Return somebody's colour: the same as long as it is remembered, and nobody else's while some are free."""
        if person not in self._colours:
            taken = set(self._colours.values())
            first = sum(person.encode())
            order = [(first + step) % COLOURS for step in range(COLOURS)]
            if len(self._colours) >= REMEMBERED:
                self._colours.pop(next(iter(self._colours)))
            self._colours[person] = next((each for each in order if each not in taken), order[0])
        return self._colours[person]


class Presence(Module, WorkspaceLife):
    """Who is in the open workspaces; kept in memory only."""

    def __init__(self, connections: Connections, workspaces: OpenWorkspaces) -> None:
        self._connections = connections
        self._workspaces = workspaces
        self._rooms: dict[str, _Room] = {}
        self._watching: asyncio.Task[None] | None = None
        self.clock: Callable[[], float] = time.time

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that will be."""
        await self._workspaces.watch(self)

    async def opened(self, workspace: Workspace) -> None:
        """Nobody is here yet."""
        self._rooms[workspace.id] = _Room(workspace)

    async def closed(self, workspace: Workspace) -> None:
        """Nobody is here any more."""
        room = self._rooms.pop(workspace.id, None)
        if room:
            for connection in list(room.guests):
                self._leave(room, connection)
            room.log.close()

    async def stop(self) -> None:
        """Stop looking who is here."""
        if self._watching:
            self._watching.cancel()

    @command(ephemeral=True, scope="documents:read")
    async def present(
        self,
        workspace: Workspace,
        caller: Caller,
        *,
        path: FilePath = "",
        anchor: Position = "",
        head: Position = "",
        attention: Literal["active", "idle", "away", "gone"] = "active",
    ) -> None:
        """Tell the others where you are; whoever says nothing for a minute is idle, for ten away.

        A client without a socket has to say it again within 30 s, or it is gone.

        Args:
            path: the file that you look at; empty for none.
            anchor: where your selection begins, as a Yjs relative position: base64 of its lib0 encoding.
            head: where it ends, and the cursor is.
            attention: `gone` takes you out before your connection ends.

        Raises:
            Invalid: the path can't be one.
        """
        parts(path)
        self._see(workspace, caller, (composed(path), anchor, head), attention)

    @query
    def presence(
        self, workspace: Workspace, *, since: Cursor | None = None
    ) -> AsyncIterator[Item[Snapshot[list[Present]] | Gap | Present | Left]]:
        """Yield who is here, then each who comes, moves or leaves; of many moves in a short time only the last.

        Args:
            since: the last cursor that was seen.
        """
        log = self._room(workspace).log

        async def look() -> tuple[int, list[Present]]:
            return log.last, log.present()

        return follow(log, since, snapshot=look)

    def edited(self, workspace: Workspace, caller: Caller, path: str, position: str) -> None:
        """Show who edited by a method where they did so.

        Args:
            position: as `present` takes it.
        """
        self._see(workspace, caller, (path, position, position), "active")

    # Who comes, moves and leaves.

    def _see(self, workspace: Workspace, caller: Caller, where: Where, state: str) -> None:
        room, connection = self._room(workspace), caller.connection or f"{caller.name} {caller.grant.id}"
        if state == "gone":
            self._leave(room, connection)
        elif not caller.connection or self._connections.get(connection):
            self._put(room, connection, caller, where, state)

    def _put(self, room: _Room, connection: str, caller: Caller, where: Where, state: Any) -> None:
        now, before = self.clock(), room.log.of(connection)
        if before is None:
            forget = caller.grant.on_revoke(lambda: self._leave(room, connection))
            room.guests[connection] = _Guest(now, forget)
            self._watch()
        room.guests[connection].heard = now
        path, anchor, head = where
        person = caller.name if caller.kind == "person" else f"{caller.name} {caller.grant.id}"
        present = Present(
            connection=connection,
            user=author(caller),
            kind=caller.kind,
            path=path,
            anchor=anchor,
            head=head,
            state=state,
            colour=room.colour(person),
            since=before.since if before else now,
        )
        if present != before:
            room.log.put(present)

    def _leave(self, room: _Room, connection: str) -> None:
        guest = room.guests.pop(connection, None)
        if guest:
            guest.forget()
            room.log.put(Left(connection))

    def _room(self, workspace: Workspace) -> _Room:
        room = self._rooms.get(workspace.id)
        if room is None:
            room = self._rooms[workspace.id] = _Room(workspace)
        return room

    # Who fell silent.

    def _watch(self) -> None:
        """Look after those who are here, as long as somebody is."""
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._look(), context=Context())

    async def _look(self) -> None:
        while any(room.guests for room in self._rooms.values()):
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._connections.signal.wait()
            except TimeoutError:
                pass
            self.sweep()
            await asyncio.sleep(PACE)

    def sweep(self) -> None:
        """Take out whose connection ended or who holds none and says nothing; mark who is silent."""
        now = self.clock()
        for room in self._rooms.values():
            for connection, guest in list(room.guests.items()):
                silent = now - guest.heard
                if self._is_gone(connection, silent):
                    self._leave(room, connection)
                else:
                    _settle(room.log, connection, silent)

    def _is_gone(self, connection: str, silent: float) -> bool:
        if self._connections.holds_socket(connection):
            return False
        return silent > STAY_SECONDS or (" " not in connection and self._connections.get(connection) is None)


def tip(document: Doc[Any]) -> str:
    """Return the place behind what was last inserted with a document's own client id, as `present` takes it.

    `Text.sticky_index` counts bytes where Yjs counts UTF-16 units, and panics at the end of a text (pycrdt 0.14).
    """
    numbers = _varints(document.get_state())
    clocks = dict(zip(numbers[1::2], numbers[2::2], strict=True))
    clock = clocks.get(document.client_id, 0)
    return (
        base64.b64encode(b"\0" + _varint(document.client_id) + _varint(clock - 1) + _BEHIND).decode() if clock else ""
    )


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*out, number))


def _varints(data: bytes) -> list[int]:
    found: list[int] = []
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            found.append(number)
            number = shift = 0
    return found


def _settle(log: Latest, connection: str, silent: float) -> None:
    present = log.of(connection)
    state = "away" if silent > AWAY_SECONDS else "idle" if silent > IDLE_SECONDS else None
    if present and state and present.state not in {"away", state}:
        log.put(msgspec.structs.replace(present, state=state))
