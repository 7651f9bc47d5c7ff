"""Who a key belongs to: verified once, remembered, and forgotten the moment it is revoked."""

import asyncio
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Literal
from weakref import WeakValueDictionary

import msgspec

from icotes.core.call import Authenticator
from icotes.core.caller import Caller, Grant
from icotes.core.errors import Denied, Invalid, NotFound
from icotes.core.events import Event
from icotes.core.methods import every
from icotes.core.table import Secret
from icotes.kit import keys
from icotes.kit.keys import Kind, Row, Token
from icotes.kit.state import StateFolder
from icotes.kit.store import ServerStore, Transaction
from icotes.kit.stream import revoked

OWNER = "owner"
REMEMBERED = 1024
"""Keys whose verification is remembered."""
_KINDS: dict[Kind, Literal["person", "key", "cookie"]] = {
    "owner": "person",
    "session": "person",
    "key": "key",
    "cookie": "cookie",
}


class TokenCreated(Event):
    """A key was made; `token` is its id, which opens nothing."""

    token: str
    name: str
    scopes: list[str]


class TokenRevoked(Event):
    """A key was revoked or expired; everything that was opened with it ended."""

    token: str


class NewToken(msgspec.Struct, frozen=True):
    """A key that was just made.

    Attributes:
        key: the key itself; it is shown this once and kept nowhere.
        token: what the server knows of it.
    """

    key: Secret
    token: Token


class _Known:
    """A verified key."""

    __slots__ = ("caller", "expires", "id", "idle", "until")

    def __init__(self, row: Row, caller: Caller, until: float) -> None:
        self.id = row.id
        self.caller = caller
        self.expires = float("inf") if row.expires is None else row.expires
        self.idle = row.idle
        self.until = until


class Tokens(Authenticator):
    """Makes, verifies and revokes keys.

    Args:
        store: where they are kept, hashed.
        state: holds the file with the owner's key, by which the command line gets in.
    """

    def __init__(self, store: ServerStore, state: StateFolder) -> None:
        self._store = store
        self._state = state
        self.clock = time.time
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._grants: WeakValueDictionary[str, Grant] = WeakValueDictionary()
        self._used: dict[str, float] = {}
        self._revocations = 0

    async def start(self) -> None:
        """See that the owner's key is in its file and valid; make one if not."""
        row = await self._row(await asyncio.to_thread(_text, self._state))
        if row is None or row.kind != "owner":
            await self._renew_owner()

    async def stop(self) -> None:
        """Keep when keys were last used."""
        await self._keep_used()

    async def _renew_owner(self) -> None:
        rows = await self._store.read(keys.all_)
        await self._revoke(*(row.id for row in rows if row.kind == "owner"))
        made = await self.issue("owner", OWNER, OWNER, ["*"])
        await asyncio.to_thread(self._state.write_private, self._state.token_file, made.key.encode())

    async def authenticate(self, key: str) -> Caller | None:
        """Return a key's caller, or None if it is unknown, revoked or expired."""
        digest = hashlib.sha256(key.encode(errors="replace")).digest()
        known = self._known.get(digest) or await self._verified(key, digest)
        if known is None:
            return None
        now = self.clock()
        if now >= known.until:
            await self._revoke(known.id)
            return None
        if known.idle is not None:
            known.until = min(known.expires, now + known.idle)
        self._known.move_to_end(digest)
        self._used[known.id] = now
        return known.caller

    async def _verified(self, key: str, digest: bytes) -> _Known | None:
        """Look a key up; again if one was revoked meanwhile, as what was read may be from before."""
        revocations = -1
        row = None
        while revocations != self._revocations:
            revocations = self._revocations
            row = await self._row(key)
        if row is None:
            return None
        known = self._known[digest] = _Known(row, self._caller(row), self._until(row))
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known

    async def _row(self, key: str) -> Row | None:
        parts = keys.parted(key)
        if parts is None:
            return None
        row = await self._store.read(lambda connection: keys.find(connection, parts[0]))
        return row if row and keys.matches(row, parts[1]) else None

    def _until(self, row: Row) -> float:
        used = self._used.get(row.id, row.used)
        return msgspec.structs.replace(row, used=used).ends()

    def _caller(self, row: Row) -> Caller:
        grant = self._grants.get(row.id)
        if grant is None:
            workspaces = None if row.workspaces is None else frozenset(row.workspaces.split())
            grant = self._grants[row.id] = Grant(row.id, frozenset(row.scopes.split()), workspaces)
        session = {"session": row.id, "cookie": row.parent}.get(row.kind, "")
        label = row.name if row.kind == "key" else ""
        return Caller(row.user, grant, _KINDS[row.kind], session=session, label=label)

    async def create(
        self,
        caller: Caller,
        name: str,
        scopes: Sequence[str],
        workspaces: Sequence[str] | None = None,
        expires: float | None = None,
    ) -> NewToken:
        """Make a key that reaches no further than the caller's own.

        Args:
            caller: who makes it; it acts in the same name.
            name: what it is for.
            scopes: `module:read`, `module:write`, `module:*`, `*:read` or `*`.
            workspaces: ids of those in which it holds; None for all that the caller's own holds in.
            expires: seconds since the epoch, UTC; None for as long as the caller's own.

        Raises:
            Invalid: a scope is malformed, or there is none.
            Denied: the caller's own key does not reach so far.
        """
        grant = caller.grant
        if not scopes:
            raise Invalid("Name at least one scope, e.g. `files:read`.", field="scopes")
        for scope in scopes:
            if not re.fullmatch(r"\*|([a-z_]+|\*):([a-z_]+|\*)", scope):
                raise Invalid(
                    f"{scope[:100]!r} is no scope; write e.g. `files:read`, `files:*` or `*`.", field="scopes"
                )
            caller.require(scope)
        reached = grant.workspaces if workspaces is None else frozenset(workspaces)
        if reached is not None and not all(map(grant.reaches, reached)):
            raise Denied("Your own key does not hold in all of these workspaces.")
        return await self.issue("key", name, caller.name, scopes, workspaces=reached, parent=grant.id, expires=expires)

    async def issue(
        self,
        kind: Kind,
        name: str,
        user: str,
        scopes: Sequence[str],
        *,
        workspaces: frozenset[str] | None = None,
        parent: str = "",
        expires: float | None = None,
        idle: float | None = None,
    ) -> NewToken:
        """Make a key, whoever asks; one that was made with a key for scripts, or in a session of it, ends with it."""
        maker = await self._store.read(lambda connection: keys.maker(connection, parent, kind))
        if maker and maker.kind == "key":
            parent = maker.id
            if maker.expires is not None:
                expires = min(maker.expires, expires or maker.expires)
        id_, key, hash_ = keys.make()
        row = Row(
            id=id_,
            hash=hash_,
            kind=kind,
            name=name,
            user=user,
            scopes=" ".join(sorted(set(scopes))),
            workspaces=None if workspaces is None else " ".join(sorted(workspaces)),
            parent=parent,
            created=self.clock(),
            expires=expires,
            idle=idle,
            used=None,
            data="{}",
        )

        def insert(tx: Transaction) -> None:
            if maker and not keys.stands(tx, maker.id):
                raise revoked()
            keys.insert(tx, row)
            tx.publish(TokenCreated(token=id_, name=name, scopes=row.scopes.split()))

        await self._store.write(insert)
        return NewToken(key, row.token())

    async def all(self) -> list[Token]:
        """Return all keys that are valid, oldest first, without the keys themselves."""
        rows, now = await self._store.read(keys.all_), self.clock()
        recent = [msgspec.structs.replace(row, used=self._used.get(row.id, row.used)) for row in rows]
        return [row.token() for row in recent if row.ends() > now and row.kind != "cookie"]

    async def revoke(self, id: str) -> None:
        """Revoke a key and those that were made with it; what was opened with them ends at once.

        The owner's key is replaced: the file holds a new one.

        Raises:
            NotFound: there is no such key.
        """
        row = await self._store.read(lambda connection: keys.find(connection, id))
        if row is None:
            raise NotFound("There is no such key; `system.tokens` lists those that there are.")
        if row.kind == "owner":
            await self._renew_owner()
        else:
            await self._revoke(id)

    async def _revoke(self, *ids: str) -> None:
        def remove(tx: Transaction) -> list[str]:
            removed = [each for id_ in ids for each in keys.remove(tx, id_)]
            for each in removed:
                tx.publish(TokenRevoked(token=each))
            return removed

        removed = await self._store.write(remove)
        self._revocations += 1
        self._known = OrderedDict((digest, each) for digest, each in self._known.items() if each.id not in removed)
        for id_ in removed:
            self._used.pop(id_, None)
            grant = self._grants.pop(id_, None)
            if grant:
                grant.revoke()

    @every("1m")
    async def tidy(self) -> None:
        """End what has expired, and keep when keys were last used."""
        await self._keep_used()
        now = self.clock()
        ended = [row.id for row in await self._store.read(keys.all_) if self._until(row) <= now]
        if ended:
            await self._revoke(*ended)

    async def _keep_used(self) -> None:
        used, self._used = self._used, {}
        if used:
            sql = "UPDATE keys SET used = ? WHERE id = ?"
            await self._store.write(lambda tx: tx.executemany(sql, [(at, id_) for id_, at in used.items()]) and None)


def _text(state: StateFolder) -> str:
    """Return what is in the file of the owner's key; nothing if there is none."""
    try:
        return state.token_file.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
