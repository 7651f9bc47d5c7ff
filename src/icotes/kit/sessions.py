"""Browser sessions: begun with a launch token, kept over restarts, ended by idleness, age or hand."""

import hashlib
import secrets
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import NotFound, QuotaExceeded, Unauthenticated
from icotes.kit import keys
from icotes.kit.settings import SettingsSection
from icotes.kit.store import ServerStore
from icotes.kit.tokens import Tokens

LAUNCH_SECONDS = 120.0
"""How long a launch token can be used."""
LAUNCHES = 100
"""Launch tokens that are open at a time; with more, the oldest ends."""
DATA_BYTES = 64 * 1024
"""What a session can keep."""


class SessionSettings(SettingsSection, section="sessions"):
    """How long a browser stays logged in."""

    idle_hours: Annotated[float, Meta(gt=0, description="Hours without a call after which a session ends.")] = 72
    days: Annotated[float, Meta(gt=0, description="Days after which a session ends in any case.")] = 30


class SessionKeys(msgspec.Struct, frozen=True):
    """What a launch token is exchanged for.

    Attributes:
        key: for the page's calls; it keeps it in sessionStorage.
        cookie: for the browser's own GETs of raw files; it reads only.
    """

    key: str
    cookie: str


class Session(msgspec.Struct, frozen=True):
    """A browser's session.

    Attributes:
        token: its key's public part: id, name, expiry, last use.
        data: what its client keeps in it.
    """

    token: keys.Token
    data: dict[str, Any]


class Sessions:
    """Begins sessions and keeps their data; a session is a key, so `Tokens` verifies and revokes it."""

    def __init__(self, tokens: Tokens, store: ServerStore, settings: SessionSettings) -> None:
        self._tokens = tokens
        self._store = store
        self._settings = settings
        self._launches: dict[bytes, tuple[Caller, float]] = {}

    def create_launch(self, caller: Caller) -> str:
        """Return a token that begins one session with the caller's rights, within two minutes."""
        launch = secrets.token_urlsafe(24)
        self._launches[_digest(launch)] = (caller, self._tokens.clock() + LAUNCH_SECONDS)
        while len(self._launches) > LAUNCHES:
            self._launches.pop(next(iter(self._launches)))
        return launch

    async def exchange(self, proof: str | Caller, agent: str = "") -> SessionKeys:
        """Begin a session.

        Args:
            proof: a launch token, which is used up by this; or who shows a key, and gets a session that ends with it.
            agent: what the browser calls itself.

        Raises:
            Unauthenticated: the launch token was used, is too old, or its maker's key was revoked.
        """
        now = self._tokens.clock()
        caller = self._launched(proof, now) if isinstance(proof, str) else proof
        grant = caller.grant
        session = await self._tokens.issue(
            "session",
            agent[:200],
            caller.name,
            sorted(grant.scopes),
            workspaces=grant.workspaces,
            parent=grant.id,
            expires=now + self._settings.days * 86400,
            idle=self._settings.idle_hours * 3600,
        )
        read = {f"{scope.partition(':')[0]}:read" for scope in grant.scopes}
        cookie = await self._tokens.issue(
            "cookie",
            agent[:200],
            caller.name,
            sorted(scope for scope in read if grant.allows(scope)),
            workspaces=grant.workspaces,
            parent=session.token.id,
            expires=session.token.expires,
        )
        return SessionKeys(session.key, cookie.key)

    def _launched(self, launch: str, now: float) -> Caller:
        caller, until = self._launches.pop(_digest(launch), (None, 0.0))
        if caller is None or now >= until or not caller.grant.live:
            raise Unauthenticated("This address was used already or is too old; `icotes open` makes a new one.")
        return caller

    async def all(self) -> list[Session]:
        """Return the sessions that are valid, oldest first."""
        valid = {token.id for token in await self._tokens.all()}
        rows = await self._store.read(keys.all_)
        return [_session(row) for row in rows if row.kind == "session" and row.id in valid]

    async def resume(self, caller: Caller) -> Session:
        """Return the session that a caller's key belongs to, with its data.

        Raises:
            NotFound: the key is not a session's.
        """
        row = await self._store.read(lambda connection: keys.find(connection, caller.session))
        if row is None:
            raise NotFound("This key belongs to no session; a browser gets one from the address of `icotes open`.")
        return _session(row)

    async def keep(self, caller: Caller, data: dict[str, Any]) -> None:
        """Keep data in the session that a caller's key belongs to, instead of what was there.

        Raises:
            NotFound: the key is not a session's.
            QuotaExceeded: it is more than 64 KiB of JSON.
        """
        text = msgspec.json.encode(data).decode()
        if len(text) > DATA_BYTES:
            raise QuotaExceeded(f"A session keeps at most {DATA_BYTES} bytes of JSON; keep less.")
        session = await self.resume(caller)
        sql = "UPDATE keys SET data = ? WHERE id = ?"
        await self._store.write(lambda tx: tx.execute(sql, (text, session.token.id)) and None)


def _session(row: keys.Row) -> Session:
    return Session(row.token(), msgspec.json.decode(row.data, type=dict[str, Any]))


def _digest(launch: str) -> bytes:
    return hashlib.sha256(launch.encode(errors="replace")).digest()
