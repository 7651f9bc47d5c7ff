"""Calls that are about a folder of another machine go there, and their answers come back as they are."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from functools import partial
from hashlib import sha256
from typing import Any, ClassVar

import msgspec

from icotes.client.transport import pauses
from icotes.core.call import Call, Middleware, Params, Proceed
from icotes.core.errors import ConnectionLost, Denied, QuotaExceeded, Unauthenticated, Unavailable
from icotes.core.log import Item
from icotes.core.table import Method
from icotes.modules.remotes.known import KnownRemotes
from icotes.modules.remotes.raw import download, upload
from icotes.modules.remotes.types import HostUnreachable, Remote

MESSAGE_BYTES = 8 * 1024 * 1024 - 1024
"""The largest call that a server takes as one message, unless its settings say otherwise."""
HERE = ("preview",)
"""Modules whose results hold addresses of the server that answers; a browser can't follow them to another machine."""


class _Named(msgspec.Struct):
    workspace: str = ""


_named = msgspec.json.Decoder(_Named).decode


class Forwarding(Middleware):
    """Takes calls of who may do everything to other machines."""

    order: ClassVar[int] = 450

    def __init__(self, known: KnownRemotes) -> None:
        self._known = known

    def concerns(self, method: Method) -> bool:
        """What works on a workspace."""
        return "workspace" in method.located

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Have the call done by the machine where its workspace is, if that is another one."""
        remote = self._known.find(_workspace(call.raw))
        if remote and call.caller.grant.reaches(remote.id):
            if not call.caller.grant.allows("*"):  # methods that ask for one scope more ask it over there, of the owner
                raise Denied(
                    f"{remote.name} is on another machine, where this server acts as the owner: use a key for all."
                )
            if call.method.module in HERE:
                raise Unavailable(f"{remote.name} is on another machine, and pages are only shown of this one.")
            await self._known.line(remote).link()
            call.workspace_id = remote.id
            call.remote = partial(self._begin, remote)
        return await proceed(call)

    def _begin(self, remote: Remote, call: Call) -> Any:
        """Return what the method's function would, with JSON for a result."""
        line, params = self._known.line(remote), _params(call, remote)
        if call.method.stream:
            return self._items(remote, call.method, params)
        if call.upload:
            del params[call.method.upload]
            return upload(line, call.method.name, params, call.upload)
        if call.method.download:
            return download(line, call.method.name, params)
        return self._answer(remote, call.method, params)

    async def _answer(self, remote: Remote, method: Method, params: dict[str, Any]) -> msgspec.Raw:
        if len(msgspec.json.encode(params)) > MESSAGE_BYTES:
            raise QuotaExceeded(f"A call to another machine has at most {MESSAGE_BYTES} bytes; upload large ones.")
        link = await self._known.line(remote).link()
        try:
            return await link.call(method.name, params)
        except Unauthenticated as error:
            raise _lost(remote) from error
        except ConnectionLost:
            if method.effect == "command" and "idempotency_key" not in params:
                raise _lost(remote) from None
        return await (await self._known.line(remote).link()).call(method.name, params)

    async def _items(self, remote: Remote, method: Method, params: dict[str, Any]) -> AsyncGenerator[Item[Any]]:
        waits: Iterator[float] = iter(())
        while True:
            try:
                link = await self._known.line(remote).link()
                async with aclosing(link.items(method.name, params)) as pieces:
                    async for cursor, data in pieces:
                        if cursor:
                            params, waits = {**params, "since": cursor}, pauses()
                        yield Item(cursor, data)
            except (ConnectionLost, Unauthenticated, HostUnreachable) as error:
                pause = next(waits, None)
                if pause is None:
                    raise error if isinstance(error, HostUnreachable) else _lost(remote) from None
                await asyncio.sleep(pause)
            else:
                return


def _lost(remote: Remote) -> ConnectionLost:
    return ConnectionLost(
        f"The connection to {remote.host} broke before it answered; the next call makes another. Look whether this one "
        "was carried out."
    )


def _workspace(raw: Params) -> str:
    """Return what workspace a call names; empty for none, and for what is no call."""
    try:
        return _named(raw or b"{}").workspace if isinstance(raw, bytes) else str(raw.get("workspace", ""))
    except msgspec.DecodeError:
        return ""


def _params(call: Call, remote: Remote) -> dict[str, Any]:
    """Return what to send: what differs from the defaults, so that an older server knows it too."""
    given = {each.name: getattr(call.params, each.name) for each in call.method.parameters}
    defaults = {each.name: each.default for each in call.method.parameters if not each.required}
    sent = {name: value for name, value in given.items() if name not in defaults or value != defaults[name]}
    own = {name: getattr(call.params, name, None) for name in ("timeout", "fields", "idempotency_key")}
    if own["idempotency_key"]:
        caller = f"{call.caller.name} {call.caller.grant.id} {own['idempotency_key']}"
        own["idempotency_key"] = sha256(caller.encode()).hexdigest()
    return {**sent, **{name: value for name, value in own.items() if value is not None}, "workspace": remote.id}
