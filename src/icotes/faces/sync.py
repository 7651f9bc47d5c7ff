"""`/sync/{workspace}/{path}`: a document for stock Yjs clients (`y-websocket`), through the method table like all else.

The key travels as a subprotocol beside the protocol's own name, since a browser can send no header and an address is
no place for it: `new WebsocketProvider(url, room, doc, {protocols: ["icotes.sync", "icotes.key." + key]})`.

What the client says of itself (awareness) becomes its presence, and the presence of the others is told to it as
awareness; nobody can take another's name. A client that is refused is closed with 4000 + HTTP's number, which tells it
not to come back.
"""

import asyncio
import time
from collections.abc import Coroutine, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import unquote_to_bytes
from zlib import crc32

from icotes.core.caller import Caller
from icotes.core.errors import BadRequest, Conflict, Denied, IcotesError, NotFound, QuotaExceeded, RateLimited
from icotes.core.log import Gap, Snapshot
from icotes.faces import yjs
from icotes.faces.frames import BINARY, OVERSIZE, Message
from icotes.faces.ws_transport import Gone, Socket
from icotes.kit.connections import Connections
from icotes.kit.dispatch import Dispatcher, unexpected
from icotes.kit.stream import Stream

ROOT = "/sync/"
PROTOCOL = "icotes.sync"
"""The subprotocol."""
KEY = "icotes.key."
"""What precedes the key in the subprotocol that carries it."""
AT_ONCE = 16
"""Updates of one client that are on their way to the disk at a time."""
BAD_UPDATE = 422
"""What an update is refused with that builds on something that did not come."""
RENEW_SECONDS = 12.0
"""A stock client forgets whom it has not heard of for 30 s."""
FAREWELL_SECONDS = 10.0
"""How long updates of a client that is gone may take to be on disk."""
COLOURS: tuple[str, ...] = (
    *("#1f77b4", "#d9480f", "#2b8a3e", "#c2255c", "#6741d9", "#087f5b"),
    *("#a61e4d", "#5c7cfa", "#9c6b00", "#862e9c", "#0b7285", "#495057"),
)


def address(raw_path: bytes) -> tuple[str, str]:
    """Return the workspace and the file of an address.

    Raises:
        NotFound: it names none.
    """
    workspace, _, path = raw_path.removeprefix(ROOT.encode()).partition(b"/")
    try:
        found = unquote_to_bytes(workspace).decode(), unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        raise BadRequest("An address is UTF-8, percent-encoded.") from None
    if not all(found):
        raise NotFound("The address of a document is /sync/{workspace}/{path}.")
    return found


def key_in(subprotocols: list[str]) -> str:
    """Return the key that a client offers as a subprotocol; empty if there is none.

    Raises:
        BadRequest: the protocol itself is not offered, so that nothing but the key could be accepted.
    """
    keys = [each.removeprefix(KEY) for each in subprotocols if each.startswith(KEY)]
    if subprotocols and PROTOCOL not in subprotocols:
        raise BadRequest(f"Offer the subprotocol {PROTOCOL} beside the one with the key.")
    return keys[0] if keys else ""


@dataclass(slots=True)
class _Shown:
    """Somebody as this client sees them; `state` is None once they left."""

    client: int
    clock: int
    state: dict[str, Any] | None

    def told(self) -> yjs.State:
        """Return them as they are told, a step further."""
        self.clock += 1
        return yjs.State(self.client, self.clock, self.state)


class SyncPeer:
    """One stock client on one document.

    Args:
        where: the workspace and the file.
        limit: the most bytes of a message.
    """

    def __init__(
        self, socket: Socket, dispatcher: Dispatcher, caller: Caller, *, where: tuple[str, str], limit: int
    ) -> None:
        self._socket = socket
        self._dispatcher = dispatcher
        self._caller = caller
        self._workspace, self._path = where
        self._limit = limit
        self._document = ""
        self._ready = asyncio.Event()
        self._answered = False
        self._room = asyncio.Semaphore(AT_ONCE)
        self._streams: set[asyncio.Task[None]] = set()
        self._updates: set[asyncio.Task[None]] = set()
        self._own: int | None = None
        self._said: tuple[str, str] | None = None
        self._shown: dict[str, _Shown] = {}

    async def run(self, connections: Connections, agent: str) -> None:
        """Serve the client until its socket is closed."""
        socket = self._socket
        socket.reader.limit = self._limit
        end = lambda: socket.end(1000, "closed by the server")  # noqa: E731
        connection = connections.open("websocket", self._caller, agent, lambda _method, _params: None, end)
        self._caller = replace(self._caller, face="websocket", connection=connection.id)
        forget = self._caller.grant.on_revoke(lambda: socket.end(4401, "the key was revoked"))
        try:
            while True:
                message = await socket.next()
                connection.count()
                await self._attempt(self._take(message))
                await socket.drain()
        except Gone:
            for message in socket.rest():
                await self._attempt(self._take(message))
        finally:
            forget()
            connections.close(connection)
            await self._farewell()

    async def _farewell(self) -> None:
        for task in self._streams:
            task.cancel()
        if waiting := self._streams | self._updates:
            await asyncio.wait(waiting, timeout=FAREWELL_SECONDS)

    async def _attempt(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something for the client; when it fails, say why and close this socket."""
        try:
            await work
        except IcotesError as error:
            self._refuse(error)
        except Gone:
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, only this client is closed
            self._refuse(unexpected(error, "sync"))

    def _refuse(self, error: IcotesError) -> None:
        if isinstance(error, Denied):
            self._socket.binary(yjs.denied(error.message))
        code = 1013 if isinstance(error, RateLimited) else 4000 + error.status
        self._socket.end(code, error.message)

    def _start(self, work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(self._attempt(work))
        among.add(task)
        task.add_done_callback(among.discard)

    async def _stream(self, method: str, **params: Any) -> Stream:
        given = {"workspace": self._workspace, **params}
        return cast("Stream", await self._dispatcher.call(self._caller, method, given))

    async def _call(self, method: str, **params: Any) -> None:
        await self._dispatcher.call(self._caller, method, {"workspace": self._workspace, **params})

    # What the client says.

    async def _take(self, message: Message) -> None:
        if message.kind == OVERSIZE:
            raise QuotaExceeded(f"A message has at most {self._limit} bytes here.", limit=self._limit)
        if message.kind != BINARY:
            raise BadRequest("Messages are binary: the Yjs protocol.")
        reader = yjs.Reader(message.data)
        kind = reader.number()
        if kind == yjs.SYNC:
            await self._sync(reader.number(), reader.bytes())
        elif kind == yjs.AWARENESS:
            await self._hear(reader.states())
        elif kind == yjs.QUERY_AWARENESS:
            self._tell([each.told() for each in self._shown.values() if each.state])
        else:
            raise BadRequest(f"This server takes no message of kind {kind}.")

    async def _sync(self, step: int, data: bytes) -> None:
        if step == yjs.STEP_1 and not self._ready.is_set():
            await self._begin(data)
        elif step == yjs.STEP_1:
            await self._again(data)
        elif step > yjs.UPDATE or not self._ready.is_set():
            raise BadRequest("Begin with sync step 1, then send updates.")
        elif data != yjs.NOTHING:
            await self._room.acquire()
            self._start(self._update(data, step, early=not self._answered and step == yjs.UPDATE), self._updates)
        self._answered |= step == yjs.STEP_2

    async def _update(self, data: bytes, step: int, *, early: bool) -> None:
        """Take in a change; one that came before what it builds on comes again with the client's sync step 2.

        A sync step 2 names every deletion that the client knows of, so one that holds nothing else is no attempt to
        write.
        """
        try:
            await self._call("documents.update", path=self._path, update=data, document=self._document)
        except Denied:
            if step == yjs.UPDATE or data[:1] != b"\0":
                raise
        except IcotesError as error:
            if not early or error.status != BAD_UPDATE:
                raise
        finally:
            self._room.release()

    async def _hear(self, states: list[yjs.State]) -> None:
        """Take what the client says of itself; what it passes on of others is known already."""
        theirs = {each.client for each in self._shown.values()}
        for each in states:
            if self._own is None and each.client not in theirs:
                self._own = each.client
            if each.client == self._own:
                await self._present(each.state)

    async def _present(self, state: dict[str, Any] | None) -> None:
        cursor: Any = (state or {}).get("cursor")
        ends = cast("Mapping[str, Any]", cursor if isinstance(cursor, dict) else {})
        said = yjs.to_position(ends.get("anchor")), yjs.to_position(ends.get("head"))
        if state is None:
            self._said = None
            await self._call("documents.present", attention="gone")
        elif said != self._said:
            self._said = said
            with suppress(RateLimited):
                await self._call("documents.present", path=self._path, anchor=said[0], head=said[1])

    # What it is told.

    async def _begin(self, vector: bytes) -> None:
        """Send what the client lacks, then every change; go on once it has the first."""
        self._start(self._follow(vector), self._streams)
        begun = asyncio.create_task(self._ready.wait())
        try:
            await asyncio.wait({begun, *self._streams}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            begun.cancel()
        self._start(self._watch(), self._streams)
        self._start(self._renew(), self._streams)

    async def _again(self, vector: bytes) -> None:
        stream = await self._stream("documents.follow", path=self._path, vector=vector)
        async with aclosing(stream.items()) as items:
            first: Any = await anext(items)
            self._send_state(first.value.state, yjs.STEP_2)

    async def _follow(self, vector: bytes) -> None:
        stream = await self._stream("documents.follow", path=self._path, vector=vector)
        async with aclosing(stream.items()) as items:
            async for item in items:
                self._send(item.value)
                await self._socket.drain()
        raise NotFound("The document was closed.")

    def _send(self, value: Any) -> None:
        if hasattr(value, "state"):
            self._send_state(value.state, yjs.UPDATE if self._ready.is_set() else yjs.STEP_2)
            self._ready.set()
        elif hasattr(value, "update"):
            self._socket.binary(yjs.sync(yjs.UPDATE, value.update))
        elif hasattr(value, "path"):
            self._path = value.path

    def _send_state(self, state: Any, step: int) -> None:
        """Send what the client lacks, and ask for what the server lacks."""
        if self._document not in {"", state.document.document}:
            raise Conflict("The document was made anew; begin with an empty one.")
        self._document = state.document.document
        self._socket.binary(yjs.sync(step, state.update))
        self._socket.binary(yjs.sync(yjs.STEP_1, state.state))

    async def _watch(self) -> None:
        """Tell who else is on this document."""
        stream = await self._stream("documents.presence")
        async with aclosing(stream.items()) as items:
            async for item in items:
                self._tell([told for each in _people(item.value) if (told := self._see(each))])
                await self._socket.drain()

    def _see(self, person: Any) -> yjs.State | None:
        state = self._state_of(person)
        shown = self._shown.get(person.connection)
        if person.connection == self._caller.connection or (state is None and shown is None):
            return None
        if shown is None:
            begun = int(time.time() * 1000)  # beyond what a client heard of them before: what is not newer is not heard
            shown = self._shown[person.connection] = _Shown(crc32(person.connection.encode()), begun, state)
        shown.state = state
        if state is None:
            del self._shown[person.connection]
        return shown.told()

    def _state_of(self, person: Any) -> dict[str, Any] | None:
        """Return somebody as editors draw them; None if they are not on this document."""
        if getattr(person, "path", None) != self._path:
            return None
        colour = COLOURS[int(person.colour) % len(COLOURS)]
        user = {"name": person.user, "color": colour, "colorLight": f"{colour}33"}
        anchor, head = yjs.from_position(person.anchor), yjs.from_position(person.head)
        cursor = {"anchor": anchor, "head": head} if anchor and head else None
        return {"user": user, "cursor": cursor, "kind": person.kind, "state": person.state}

    def _tell(self, states: list[yjs.State]) -> None:
        if states:
            self._socket.binary(yjs.awareness(states))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await self._socket.drain()
            self._tell([each.told() for each in self._shown.values()])


def _people(value: Any) -> list[Any]:
    if isinstance(value, Gap):
        return []
    return cast("Any", value).state if isinstance(value, Snapshot) else [value]
