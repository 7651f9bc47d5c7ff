"""Ask how the server is, see who is connected, and run it."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, get_args

from msgspec import Meta

import icotes
from icotes.core.caller import Caller
from icotes.core.container import Container
from icotes.core.errors import NotFound
from icotes.core.events import EventRecord
from icotes.core.log import Cursor, Item
from icotes.core.methods import ANY_KEY, Module, command, query
from icotes.core.table import Secret, Table
from icotes.kit.connections import Connection, Connections, Kind
from icotes.kit.followers import Followed, Followers, Kinds, Where
from icotes.kit.health import HealthCheck
from icotes.kit.keys import Token
from icotes.kit.letters import DeadLetter, DeadLetters
from icotes.kit.lifetime import Lifetime
from icotes.kit.logging import FILE_NAME
from icotes.kit.page import Page
from icotes.kit.protocol import SPOKEN
from icotes.kit.sessions import Session, Sessions
from icotes.kit.settings import Setting, Settings
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore
from icotes.kit.tokens import NewToken, Tokens
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.system.logs import Level, newest
from icotes.modules.system.messages import deliver
from icotes.modules.system.services import services
from icotes.modules.system.statistics import Statistics
from icotes.modules.system.types import Info, ServerHealth, ServerStatistics, Service

PageSize = Annotated[int, Meta(ge=1, le=1000, description="Records to a page, at most.")]
ConnectionId = Annotated[str, Meta(max_length=64, description="A connection's id.")]
TokenId = Annotated[str, Meta(max_length=64, description="A key's public id.")]
LetterId = Annotated[str, Meta(max_length=100, description="A dead letter's id.")]
Scope = Annotated[str, Meta(max_length=100, pattern=r"^(\*|([a-z_]+|\*):([a-z_]+|\*))$")]


class System(Module):
    """The server itself."""

    def __init__(
        self,
        *,
        container: Container,
        table: Table,
        settings: Settings,
        server: ServerStore,
        connections: Connections,
        workspaces: OpenWorkspaces,
        followers: Followers,
        health: HealthCheck,
        statistics: Statistics,
        lifetime: Lifetime,
        state: StateFolder,
        tokens: Tokens,
        sessions: Sessions,
        letters: DeadLetters,
    ) -> None:
        self._container = container
        self._table = table
        self._settings = settings
        self._server = server
        self._connections = connections
        self._workspaces = workspaces
        self._followers = followers
        self._health = health
        self._statistics = statistics
        self._lifetime = lifetime
        self._tokens = tokens
        self._sessions = sessions
        self._letters = letters
        self._log_file = state.path / FILE_NAME
        self._started = time.time()

    @query(scope=ANY_KEY)
    async def ping(self) -> str:
        """Return `pong` to any valid key."""
        return "pong"

    @query
    async def info(self) -> Info:
        """Return what this server is: versions, ways in, modules, and how much of everything there is."""
        return Info(
            version=icotes.__version__,
            protocol=SPOKEN,
            faces=list(get_args(Kind)),
            modules=sorted({method.module for method in self._table}),
            methods=len(self._table),
            workspaces=len(self._workspaces.all()),
            connections=len(list(self._connections.find())),
            started=self._started,
        )

    @query
    async def health_(self) -> ServerHealth:
        """Return how each part of the server is, and the worst of it as the whole."""
        parts = await self._health.report()
        states = {part.state for part in parts}
        state = "failed" if "failed" in states else "degraded" if "degraded" in states else "ok"
        return ServerHealth(state=state, parts=parts)

    @query
    async def services(self) -> list[Service]:
        """Return every part of the server: what it needs, what it can be asked, whether it runs."""
        return services(self._container, self._table, await self._health.report())

    @query
    async def stats(self) -> ServerStatistics:
        """Return how much happens: calls with their times, events and who follows them, connections, caches, memory."""
        return self._statistics.read()

    @query
    async def settings(self) -> list[Setting]:
        """Return every setting with its value and who set it: file and line, environment, flag, or the default."""
        return self._settings.show()

    @query
    async def connections(
        self,
        *,
        kind: Kind | None = None,
        user: str = "",
        session: str = "",
        after: str | None = None,
        limit: PageSize = 100,
    ) -> Page[Connection]:
        """Return who is connected, by id.

        Args:
            kind: the face that they came by; all of them, if left out.
            user: whose connections; everybody's, if left out.
            session: of which session; of all, if left out.
            after: the `next` of the page before.
        """
        self._connections.sweep()
        found = self._connections.find(kind=kind or "", user=user, session=session)
        later = sorted((each for each in found if each.id > (after or "")), key=lambda each: each.id)
        return Page([each.rested() for each in later[:limit]], later[limit - 1].id if len(later) > limit else None)

    @command
    async def disconnect(self, connection: ConnectionId) -> None:
        """Close a connection.

        Raises:
            NotFound: it is not open.
        """
        self._connections.end(self._connected(connection))

    @command(ephemeral=True)
    async def send(self, caller: Caller, connection: ConnectionId, data: Any) -> int:
        """Send a message to one connection, as the notification `system.message`; return how many got it.

        Args:
            data: any JSON.

        Raises:
            NotFound: the connection is not open.
        """
        return deliver(self._connections, caller, data, [self._connected(connection)])

    @command(ephemeral=True)
    async def broadcast(
        self, caller: Caller, data: Any, *, kind: Kind | None = None, user: str = "", session: str = ""
    ) -> int:
        """Send a message to many connections, as the notification `system.message`; return how many got it.

        Args:
            data: any JSON.
            kind: only to those that came by this face.
            user: only to this user's.
            session: only to those of this session.
        """
        found = self._connections.find(kind=kind or "", user=user, session=session)
        return deliver(self._connections, caller, data, list(found))

    @query
    def events(
        self, caller: Caller, *, since: Cursor | None = None, kinds: Kinds = ("**",), where: Where | None = None
    ) -> AsyncIterator[Item[Followed]]:
        """Follow what happens to the server; what happens in a workspace is told by `workspaces.events`.

        Args:
            since: the last cursor that was seen; without it only what comes from now on.
            kinds: patterns of kinds, e.g. `connections.*`.
            where: fields of an event that must have these values, e.g. `{"user": "owner"}`.
        """
        return self._followers.follow(caller, self._server.log, since, kinds, where)

    @query
    async def history(
        self, caller: Caller, *, kinds: Kinds = ("**",), after: Cursor | None = None, limit: PageSize = 100
    ) -> Page[EventRecord]:
        """Return what happened to the server, newest first.

        Args:
            kinds: patterns of kinds, e.g. `audit.*`.
            after: the `next` of the page before.
        """
        page = await self._server.log.find(kinds, after, limit)
        keep = self._followers.selection(caller, kinds)
        return Page([record for record in page.items if keep(record)], page.next)

    @query
    async def dead_letters(self) -> list[DeadLetter]:
        """Return the events that a handler failed to take five times, oldest first."""
        return await self._letters.all()

    @command
    async def redeliver(self, id: LetterId) -> None:
        """Hand a dead letter's event to its handler once more; the letter is gone if it takes it.

        Raises:
            NotFound: there is no such letter.
            Unacceptable: the handler failed again; the letter stays.
        """
        await self._letters.redeliver(id)

    @command
    async def discard_letter(self, id: LetterId) -> None:
        """Throw a dead letter away.

        Raises:
            NotFound: there is no such letter.
        """
        await self._letters.discard(id)

    @query
    async def logs(
        self, *, level: Level = "info", call: Annotated[str, Meta(max_length=64)] = "", limit: PageSize = 100
    ) -> list[dict[str, Any]]:
        """Return the newest lines of the server's log, oldest first.

        Args:
            level: what is less than this is left out.
            call: only what belongs to the call with this id.
        """
        return await asyncio.to_thread(newest, self._log_file, level, call, limit)

    @command
    async def create_token(
        self,
        caller: Caller,
        name: Annotated[str, Meta(min_length=1, max_length=100)] = "key",
        *,
        scope: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=100)] = ("*:read",),
        workspaces: Annotated[tuple[str, ...], Meta(max_length=100)] = (),
        days: Annotated[float, Meta(gt=0, le=36500)] | None = None,
    ) -> NewToken:
        """Make a key that reaches no further than your own; it is shown this once.

        Args:
            name: what it is for.
            scope: what it may do, e.g. `files:read`, `files:*`, `*:read`, `*`; by default it only reads.
            workspaces: names or ids of those in which it holds; all, if left out.
            days: after which it ends; by default when your own does.

        Raises:
            Denied: your own key does not reach so far.
            NotFound: there is no such workspace.
        """
        ids = [self._workspaces.get(each).id for each in workspaces] or None
        expires = None if days is None else self._tokens.clock() + days * 86400
        return await self._tokens.create(caller, name, scope, ids, expires)

    @query
    async def tokens(self) -> list[Token]:
        """Return all keys that are valid, sessions too, oldest first; never the keys themselves."""
        return await self._tokens.all()

    @command
    async def revoke_token(self, id: TokenId) -> None:
        """Revoke a key, or end a session; what was opened with it ends at once.

        The owner's key is replaced: its file holds a new one.

        Raises:
            NotFound: there is no such key.
        """
        await self._tokens.revoke(id)

    @command
    async def create_launch(self, caller: Caller) -> Secret:
        """Return a token that logs one browser in with your rights, within two minutes: `/#launch=...`."""
        return self._sessions.create_launch(caller)

    @query
    async def sessions(self) -> list[Session]:
        """Return the browser sessions that are valid, oldest first, with the data that their clients keep."""
        return await self._sessions.all()

    @query(scope=ANY_KEY)
    async def session(self, caller: Caller) -> Session:
        """Return the session that your key belongs to, with its data.

        Raises:
            NotFound: your key is not a session's.
        """
        return await self._sessions.resume(caller)

    @command(scope=ANY_KEY, ephemeral=True)
    async def keep_session(self, caller: Caller, data: dict[str, Any]) -> None:
        """Keep data in your session, instead of what was there; `system.sessions` shows it.

        Args:
            data: any JSON object, 64 KiB at most; the page at `/` says what it shows.

        Raises:
            NotFound: your key is not a session's.
            QuotaExceeded: it is too much.
        """
        await self._sessions.keep(caller, data)

    @command(scope=ANY_KEY)
    async def logout(self, caller: Caller) -> None:
        """End your session; its key and cookie open nothing any more.

        Raises:
            NotFound: your key is not a session's.
        """
        session = await self._sessions.resume(caller)
        await self._tokens.revoke(session.token.id)

    @command
    async def stop_(self) -> None:
        """Stop the server; whatever runs on it ends, whatever is saved stays."""
        self._lifetime.end()

    def _connected(self, id: str) -> Connection:
        found = self._connections.get(id)
        if found is None:
            raise NotFound("There is no such connection any more; system.connections lists those that are open.")
        return found
