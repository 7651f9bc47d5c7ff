"""A call on its way, and the Protocols of what stands around it: middleware, audit, authentication, resolving."""

import itertools
import secrets
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any, ClassVar, Generic, TypeVar

from icotes.core.body import Upload
from icotes.core.caller import Caller
from icotes.core.table import Method

T = TypeVar("T")
Params = bytes | Mapping[str, Any]
"""JSON, or texts by name; see `Method.parse`."""
_BOOT = secrets.token_hex(5)
_numbers = itertools.count(1)


class Call:
    """One call on its way; a method may ask for it by type.

    Attributes:
        id: finds this call in logs, events and the audit.
        params: the typed parameters, once they are prepared.
        injected: what the function gets beside its parameters.
        workspace_id: what workspace the call is about; empty if it is about none.
        published: an event of this call is on disk.
        remote: does the function's work on another machine, and returns its result as JSON; None for work here.
    """

    __icotes_call__ = True
    """The table knows this class by it: a call has a method of the table, so the table can't import it."""
    __slots__ = ("caller", "id", "injected", "method", "params", "published", "raw", "remote", "upload", "workspace_id")

    def __init__(self, method: Method, caller: Caller, raw: Params, upload: Upload | None = None) -> None:
        self.id = f"{_BOOT}{next(_numbers):x}"
        self.method = method
        self.caller = caller
        self.raw, self.upload = raw, upload
        self.params: Any = None
        self.injected: dict[str, Any] = {}
        self.workspace_id = ""
        self.published = False
        self.remote: Callable[[Call], Any] | None = None


current: ContextVar[Call | None] = ContextVar("icotes_call", default=None)
"""The call that runs now; None for the server's own work."""

Proceed = Callable[[Call], Awaitable[Any]]


class Middleware(ABC):
    """Something around calls; inherit and it is in the chain.

    Ours stand at: timing 100, rate limit 200, audit 300, authorisation 400, preparation 500, idempotency 600.
    """

    order: ClassVar[int] = 700

    def concerns(self, method: Method) -> bool:  # noqa: ARG002
        """Tell whether this stands in the method's chain at all."""
        return True

    @abstractmethod
    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Return `await proceed(call)`, or do something else."""


class Audit(ABC):
    """Keeps a record of who did what; `audit` supplies it, until then the server's log."""

    @abstractmethod
    async def record(self, call: Call, outcome: str, seconds: float) -> None:
        """Record a call that ended; `outcome` is `ok` or the kind of the error."""


class Authenticator(ABC):
    """Says who a key belongs to. Several may be there; none means that everybody is refused."""

    @abstractmethod
    async def authenticate(self, key: str) -> Caller | None:
        """Return the key's caller, or None if it is not one of this kind or not valid."""


class Resolver(ABC, Generic[T]):
    """Finds what a call names on the wire as `parameter` and a method takes by `type`, e.g. `Workspace`."""

    type: ClassVar[Any]
    parameter: ClassVar[str]

    @abstractmethod
    async def resolve(self, caller: Caller, name: str) -> T:
        """Return the thing called `name`, the caller's only one if it is empty, or raise `NotFound` or `Invalid`."""

    @abstractmethod
    def workspace_id(self, found: T) -> str:
        """Return the id of the workspace that a grant must reach to use what was found; empty for any."""
