"""What an author writes: a Module with methods, handlers and schedules.

The function is the declaration. Its folder and name are the method's name, its parameters the signature, its
annotation the result, its docstring the help, its module and effect the permission; `core/table.py` reads all that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, overload

from icotes.core.events import Event

F = TypeVar("F", bound=Callable[..., Any])
Effect = Literal["query", "command"]
ANY_KEY = "any"
"""The scope of a method that every valid key may call."""


class Module:
    """The base of a capability: its methods are the public functions that carry a decorator."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a decorator says beyond the function itself.

    Attributes:
        rest: a resource route beside the default one, e.g. `GET /workspaces/{workspace}/files/{path}`.
        scope: what a key must cover, if it is not `module:read` or `module:write`.
        ephemeral: no event of its own, no audit record, no fsync (terminal input, presence). A call that the key does
            not cover is recorded all the same.
    """

    effect: Effect
    rest: str = ""
    scope: str = ""
    ephemeral: bool = False


@overload
def query(function: F) -> F: ...
@overload
def query(*, rest: str = "", scope: str = "") -> Callable[[F], F]: ...
def query(function: Any = None, *, rest: str = "", scope: str = "") -> Any:
    """Declare a method that looks and changes nothing."""
    return _mark("__icotes_method__", Declaration("query", rest, scope), function)


@overload
def command(function: F) -> F: ...
@overload
def command(*, rest: str = "", scope: str = "", ephemeral: bool = False) -> Callable[[F], F]: ...
def command(function: Any = None, *, rest: str = "", scope: str = "", ephemeral: bool = False) -> Any:
    """Declare a method that changes something; it answers when the change is on disk."""
    return _mark("__icotes_method__", Declaration("command", rest, scope, ephemeral), function)


def on(event: type[Event]) -> Callable[[F], F]:
    """Call the function after each event of this kind, at least once and in order.

    It takes the event, and may take `Workspace` and `EventRecord` by type; it is idempotent by the record's id. After 5
    failures the event goes to the dead letters.
    """
    return _mark("__icotes_on__", event)


def every(interval: str) -> Callable[[F], F]:
    """Call the function again and again, e.g. `@every("1h")` (units: s, m, h, d)."""
    seconds = float(interval[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[interval[-1]]
    return _mark("__icotes_every__", seconds)


def marked(module: type[Module], mark: str) -> dict[str, Any]:
    """Return the functions of a module class that carry a decorator's mark, with what it says."""
    functions = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    return {name: getattr(function, mark) for name, function in functions.items() if hasattr(function, mark)}


def _mark(mark: str, value: object, function: Any = None) -> Any:
    def carry(target: F) -> F:
        setattr(target, mark, value)
        return target

    return carry(function) if function else carry
