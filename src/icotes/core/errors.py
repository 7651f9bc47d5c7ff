"""Every failure that a caller can meet, under one base.

The class name is the kind on the wire; `code`, `status` and `exit_code` are its number in JSON-RPC, in HTTP and on the
command line. A message tells the caller what to do next and never holds a traceback, a secret or a server's path.
"""

from typing import Any, ClassVar


class IcotesError(Exception):
    """A failure that the caller is told about.

    Args:
        message: what went wrong and what to do next.
        data: details for programs, as JSON values (`current`, `retry_after`, ...).
    """

    code: ClassVar[int] = -32603
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init_subclass__(cls, **numbers: int) -> None:
        super().__init_subclass__()
        for name, number in numbers.items():
            setattr(cls, name, number)

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data

    @property
    def kind(self) -> str:
        """The name of this failure on the wire."""
        return type(self).__name__

    def payload(self) -> dict[str, Any]:
        """Return the JSON-RPC error object."""
        return {"code": self.code, "message": self.message, "data": {"kind": self.kind, **self.data}}


class ParseError(IcotesError, code=-32700, status=400, exit_code=2):
    """The message is not JSON."""


class BadRequest(IcotesError, code=-32600, status=400, exit_code=2):
    """The message is JSON, but no request of this protocol."""


class MethodNotFound(IcotesError, code=-32601, status=404, exit_code=2):
    """There is no such method here, or it may not be known."""


class Invalid(IcotesError, code=-32602, status=422, exit_code=2):
    """A parameter is missing, unknown or of the wrong type."""


class Internal(IcotesError, code=-32603, status=500, exit_code=1):
    """The server failed; `incident` finds the cause in its log."""


class Cancelled(IcotesError, code=-32800, status=499, exit_code=130):
    """The caller took the request back (`$/cancelRequest`)."""


class Unauthenticated(IcotesError, code=-32000, status=401, exit_code=3):
    """No key, or one that is not valid any more."""


class Denied(IcotesError, code=-32001, status=403, exit_code=3):
    """The key is valid, but does not reach so far."""


class RateLimited(IcotesError, code=-32002, status=429, exit_code=6):
    """Too many calls; `retry_after` says in how many seconds to try again."""


class Unavailable(IcotesError, code=-32003, status=503, exit_code=7):
    """A part that this call needs is not running."""


class ConnectionLost(IcotesError, code=-32004, status=502, exit_code=7):
    """The connection to the server ended before it answered."""


class Unacceptable(IcotesError, code=-32005, status=422, exit_code=2):
    """The parameters fit the schema, and still make no sense here."""


class TimedOut(IcotesError, code=-32006, status=504, exit_code=8):
    """The call's time was up; what it had begun was stopped."""


class NotFound(IcotesError, code=-32007, status=404, exit_code=4):
    """There is no such thing, or it may not be known."""


class Conflict(IcotesError, code=-32008, status=409, exit_code=5):
    """Somebody else changed it first; `current` is what stands now."""


class OutcomeUnknown(Conflict):
    """The server stopped during the first run of this idempotency key; look before you try again with a new one."""


class QuotaExceeded(IcotesError, code=-32009, status=429, exit_code=6):
    """A limit of size or number is reached."""
