"""From a name and parameters to a result: one way for every face.

Each method has a chain of middleware, made at start: timing, rate limit, audit,
authorisation, preparation (decode, resolve), idempotency, plugins, and last the
function itself. A face hands over a caller, a name and JSON, and gets JSON, raw
bytes or a stream.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Sequence
from contextlib import nullcontext
from typing import Any

import msgspec

from icotes.core.body import Download, Upload
from icotes.core.call import Audit, Call, Middleware, Params, Proceed, Resolver, current
from icotes.core.caller import Caller
from icotes.core.container import Container
from icotes.core.errors import Denied, IcotesError, Internal, NotFound
from icotes.core.methods import ANY_KEY
from icotes.core.table import Method, Table
from icotes.kit.page import select
from icotes.kit.stream import Stream, got_with, late, revoked, sent_with

logger = logging.getLogger(__name__)
encode = msgspec.json.Encoder().encode


class Dispatcher:
    """Calls methods.

    Args:
        table: the methods.
        container: gives the modules; a module is started when it is first called, if it is not running.
        resolvers: for what methods take by type and callers name on the wire.
        middleware: what stands around the calls, beside what this file adds.
        audit: keeps the record of commands; without it there is none.
    """

    def __init__(
        self,
        table: Table,
        container: Container,
        resolvers: list[Resolver[Any]],
        middleware: list[Middleware],
        audit: Audit | None,
    ) -> None:
        self.table = table
        self._container = container
        self._resolvers = {resolver.type: resolver for resolver in resolvers}
        steps = [*middleware, _Authorise(), _Prepare(self._resolvers)]
        if audit:
            steps.append(_Audited(audit))
        self.steps: Sequence[Middleware] = sorted(steps, key=lambda step: step.order)
        self._chains = {method.name: self._chain(method) for method in table}

    def _chain(self, method: Method) -> Proceed:
        chain: Proceed = self._run
        for step in reversed(self.steps):
            if step.concerns(method):
                chain = _link(step, chain)
        return chain

    async def call(
        self, caller: Caller, name: str, params: Params = b"{}", upload: Upload | None = None
    ) -> bytes | Download | Stream:
        """Call a method and return its result: JSON, raw bytes, or a stream that has not begun.

        Raises:
            IcotesError: whatever went wrong; nothing else comes out, but cancellation.
        """
        call = Call(self.table[name], caller, params, upload)
        token = current.set(call)
        try:
            return await self._chains[name](call)
        except IcotesError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets an answer
            raise unexpected(error, name) from None
        finally:
            current.reset(token)

    async def _run(self, call: Call) -> bytes | Download | Stream:
        method, params, grant = call.method, call.params, call.caller.grant
        if method.upload:
            call.upload = sent_with(grant, call.upload or Upload.of(getattr(params, method.upload)))
        work = call.remote(call) if call.remote else await self._begin(call)
        if method.stream:
            return Stream(call, work)
        try:
            async with asyncio.timeout(params.timeout) if params.timeout else nullcontext():
                result = await work
        except TimeoutError:
            if params.timeout is None:
                raise
            raise late(params.timeout) from None
        if method.download:
            return got_with(grant, result)
        return encode(select(result, params.fields) if params.fields and not call.remote else result)

    async def _begin(self, call: Call) -> Any:
        """Call the function."""
        method = call.method
        module = await self._container.get(method.owner)
        arguments = {parameter.name: getattr(call.params, parameter.name) for parameter in method.parameters}
        if method.upload:
            arguments[method.upload] = call.upload
        return method.function(module, **arguments, **call.injected)


def _link(step: Middleware, proceed: Proceed) -> Proceed:
    around = step.around

    def link(call: Call) -> Awaitable[Any]:
        return around(call, proceed)

    return link


def unexpected(error: Exception, where: str) -> Internal:
    """Log a failure of ours and return what the caller is told: the number of the incident."""
    incident = secrets.token_hex(6)
    logger.error("incident %s in %s", incident, where, exc_info=error)
    return Internal(f"The server failed; its log says why under incident {incident}.", incident=incident)


class _Authorise(Middleware):
    """Lets only those pass whose grant covers the method's scope; everything else is refused."""

    order = 400

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Go on if the grant reaches so far."""
        grant, method = call.caller.grant, call.method
        if not grant.live:
            raise revoked()
        if method.scope != ANY_KEY:
            call.caller.require(method.scope)
            if grant.workspaces is not None and not method.located:
                raise Denied("This key holds in some workspaces only; this method is about the whole server.")
        return await proceed(call)


class _Prepare(Middleware):
    """Decodes the parameters and finds what they name."""

    order = 500

    def __init__(self, resolvers: dict[type, Resolver[Any]]) -> None:
        self._resolvers = resolvers

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Go on with a call that is complete."""
        method = call.method
        call.params = method.parse(call.raw)
        for name, type_ in () if call.remote else method.injected.items():
            if type_ is Caller:
                call.injected[name] = call.caller
            elif type_ is Call:
                call.injected[name] = call
            else:
                call.injected[name] = await self._resolve(call, self._resolvers[type_])
        return await proceed(call)

    async def _resolve(self, call: Call, resolver: Resolver[Any]) -> Any:
        found = await resolver.resolve(call.caller, getattr(call.params, resolver.parameter))
        workspace_id = resolver.workspace_id(found)
        if workspace_id and not call.caller.grant.reaches(workspace_id):
            raise NotFound(f"There is no such {resolver.parameter} for this key.")
        call.workspace_id = workspace_id or call.workspace_id
        return found


class _Audited(Middleware):
    """Has every command recorded, the refused ones too; of ephemeral ones only those that the key does not cover."""

    order = 300

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    def concerns(self, method: Method) -> bool:
        """Commands."""
        return method.effect == "command"

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Record how the call ended."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            result = await proceed(call)
        except BaseException as error:
            if call.method.recorded or isinstance(error, Denied):
                await asyncio.shield(self._audit.record(call, type(error).__name__, clock() - begun))
            raise
        if call.method.recorded:
            await self._audit.record(call, "ok", clock() - begun)
        return result
