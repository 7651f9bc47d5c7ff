"""Idempotency keys: a command that is sent twice runs once, and both get the same answer.

A key holds for one grant, workspace and method, for 24 hours. That a run has
begun is on disk before it begins; so a run that the server did not survive is
known, and never repeated.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from typing import Any, ClassVar

import msgspec

from icotes.core.body import Download, Upload
from icotes.core.call import Call, Middleware, Proceed
from icotes.core.errors import Conflict, IcotesError, Internal, OutcomeUnknown, Unacceptable
from icotes.core.methods import every
from icotes.core.table import Method
from icotes.kit.schema import Home, Schema
from icotes.kit.store import ServerStore, Transaction

KEPT_SECONDS = 86400.0
"""How long an answer is kept."""
ANSWER_BYTES = 1024 * 1024
"""The longest answer that is kept."""

canonical = msgspec.json.Encoder(order="deterministic").encode


@cache
def holds_secret(result: Any) -> bool:
    """Tell whether a type of result holds a secret, which is not kept."""
    return result is not Download and b"x-secret" in msgspec.json.encode(msgspec.json.schema(result))


class IdempotencySchema(Schema):
    """The table of idempotency keys and the answers to replay."""

    component: ClassVar[str] = "idempotency"
    place: ClassVar[Home] = "server"
    steps: ClassVar[tuple[str, ...]] = (
        """CREATE TABLE idempotency (
            id BLOB PRIMARY KEY, begun REAL NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL, answer BLOB
        ) WITHOUT ROWID""",
        "CREATE INDEX idempotency_begun ON idempotency (begun)",
    )


class Idempotency(Middleware):
    """Runs a command with an `idempotency_key` once."""

    order = 600

    def __init__(self, store: ServerStore) -> None:
        self._store = store
        self.clock = time.time
        self._turns: dict[bytes, tuple[asyncio.Lock, int]] = {}

    def concerns(self, method: Method) -> bool:
        """Only commands; a query can be repeated anyway."""
        return method.effect == "command"

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Run the call, or return what its first run returned.

        Raises:
            Conflict: the key was used for something else, or its answer is not kept.
            OutcomeUnknown: the first run was interrupted.
            Unacceptable: the method returns a stream.
        """
        key: str | None = call.params.idempotency_key
        if key is None:
            return await proceed(call)
        if call.method.stream:
            raise Unacceptable("A stream can't be replayed; leave `idempotency_key` out.")
        identity = _digest(call.caller.name, call.caller.grant.id, call.workspace_id, call.method.name, key)
        async with self._turn(identity):
            return await self._once(call, proceed, identity)

    @asynccontextmanager
    async def _turn(self, identity: bytes) -> AsyncGenerator[None]:
        """Let one of those with the same key run at a time."""
        lock, waiting = self._turns.get(identity, (asyncio.Lock(), 0))
        self._turns[identity] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._turns.pop(identity)
            if waiting > 1:
                self._turns[identity] = (lock, waiting - 1)

    async def _once(self, call: Call, proceed: Proceed, identity: bytes) -> Any:
        body = _Body(call)
        first = await self._store.write(partial(_begin, identity, body.digest(), self.clock()))
        if first is not None:
            return await _replay(first, call, body)
        try:
            result = await proceed(call)
        except IcotesError as error:
            if not isinstance(error, Internal):
                await self._store.write(partial(_end, identity, body.digest(), "failed", canonical(error.payload())))
            raise
        keep = isinstance(result, bytes) and len(result) <= ANSWER_BYTES and not holds_secret(call.method.result)
        await self._store.write(partial(_end, identity, body.digest(), "done", result if keep else None))
        return result

    @every("1h")
    async def tidy(self) -> None:
        """Forget answers that are older than a day."""
        oldest = self.clock() - KEPT_SECONDS
        await self._store.write(lambda tx: tx.execute("DELETE FROM idempotency WHERE begun < ?", (oldest,)) and None)


class _Body:
    """What a call asks for, without what only says how to send the answer; raw bytes are hashed as they are read."""

    def __init__(self, call: Call) -> None:
        blank = dict.fromkeys(("timeout", "idempotency_key")) | dict.fromkeys(call.method.located, "")
        self._hash = hashlib.sha256(canonical(msgspec.structs.replace(call.params, **blank)))
        if call.upload:
            call.upload = Upload(self._hashed(call.upload.chunks), call.upload.size)

    async def _hashed(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            self._hash.update(chunk)
            yield chunk

    def digest(self) -> bytes:
        """Return the hash of what was read so far."""
        return self._hash.digest()


def _begin(identity: bytes, body: bytes, now: float, tx: Transaction) -> tuple[bytes, str, bytes | None] | None:
    """Keep that the first run begins; return what is kept if this is not the first."""
    sql = "SELECT body, state, answer FROM idempotency WHERE id = ? AND begun >= ?"
    row = tx.execute(sql, (identity, now - KEPT_SECONDS)).fetchone()
    if row is None:
        tx.execute("INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, 'running', NULL)", (identity, now, body))
    return row


def _end(identity: bytes, body: bytes, state: str, answer: bytes | None, tx: Transaction) -> None:
    sql = "UPDATE idempotency SET body = ?, state = ?, answer = ? WHERE id = ?"
    tx.execute(sql, (body, state, answer, identity))


async def _replay(first: tuple[bytes, str, bytes | None], call: Call, body: _Body) -> bytes:
    kept, state, answer = first
    if state == "running":
        raise OutcomeUnknown(
            "The first call with this idempotency key was interrupted. Look what stands now before you send it again"
            " with a new key."
        )
    if call.upload:
        async for _ in call.upload.chunks:
            pass
    if kept != body.digest():
        raise Conflict("This idempotency key was used for another request; use a new key for this one.")
    if answer is None:
        raise Conflict("The first call with this idempotency key succeeded; its result is shown once and not kept.")
    if state == "failed":
        raise _failure(msgspec.json.decode(answer))
    return answer


def _failure(payload: dict[str, Any]) -> IcotesError:
    """Return the error that a payload was made of."""
    data = dict(payload["data"])
    kind = data.pop("kind")
    known = [IcotesError]
    for each in known:
        if each.__name__ == kind:
            return each(payload["message"], **data)
        known += each.__subclasses__()
    return OutcomeUnknown(payload["message"], **data)


def _digest(*parts: str) -> bytes:
    return hashlib.sha256(canonical(parts)).digest()
