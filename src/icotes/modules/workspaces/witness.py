"""Remembers which calls were made lately, by whom and for what: an event only has a call's id and a name."""

from collections import OrderedDict
from typing import Any, ClassVar, NamedTuple

from icotes.core.call import Call, Middleware, Proceed
from icotes.core.caller import Caller
from icotes.core.events import EventRecord
from icotes.core.table import Method
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import Origin
from icotes.modules.terminals.types import Activity
from icotes.modules.workspaces.archive import Deed
from icotes.modules.workspaces.moments import Cause

REMEMBERED = 10_000
"""Calls, and names, that are remembered."""
COPY = "files.copy"
RESTORE = "workspaces.restore"


class SeenCall(NamedTuple):
    """A call that was made lately.

    Attributes:
        author: who made it.
        copied: source and target, if it copied something.
    """

    method: str
    author: str
    cause: Cause
    copied: tuple[str, str] | None


class Witness(Middleware):
    """Sees the commands."""

    order: ClassVar[int] = 650

    def __init__(self) -> None:
        self._calls: OrderedDict[str, SeenCall] = OrderedDict()
        self._agents: OrderedDict[str, bool] = OrderedDict()

    def concerns(self, method: Method) -> bool:
        """What may change a file; typing and the like comes too often, and does not."""
        return method.recorded

    async def around(self, call: Call, proceed: Proceed) -> Any:
        """Remember the call."""
        name, is_agent = call.method.name, call.caller.kind == "agent"
        copied = (call.params.source, call.params.target) if name == COPY else None
        cause: Cause = "restore" if name == RESTORE else "agent" if is_agent else "method"
        author = author_of(call.caller)
        _remember(self._calls, call.id, SeenCall(name, author, cause, copied))
        _remember(self._agents, author, is_agent)
        return await proceed(call)

    def seen(self, call: str) -> SeenCall | None:
        """Return a call by its id, if it was made lately."""
        return self._calls.get(call)

    def is_agent(self, author: str) -> bool:
        """Tell whether who called lately is an agent."""
        return self._agents.get(author, False)


class Deeds:
    """Says who did what an event tells."""

    def __init__(self, witness: Witness, activity: Activity | None) -> None:
        self._witness = witness
        self._activity = activity

    def origin(self, record: EventRecord, path: str) -> str:
        """Return of what a path is a copy; empty if that is not known."""
        seen = self._witness.seen(record.call)
        if seen is None or seen.copied is None:
            return ""
        source, target = seen.copied
        return source + path[len(target) :] if f"{path}/".startswith(f"{target}/") else ""

    def deed(self, workspace: Workspace, record: EventRecord, origin: Origin, by: tuple[str, ...]) -> Deed:
        """Return who did what an event tells, and through what."""
        if origin == "outside":
            return self.outside(workspace, record.time)
        seen = self._witness.seen(record.call)
        author = seen.author if seen else record.actor
        authors = by or ((author,) if author != "system" else ())
        cause: Cause = seen.cause if seen else "method"
        if by and cause != "restore":
            cause = "agent" if all(map(self._witness.is_agent, by)) else "method"
        return Deed(record.time, authors, cause, seen.method if seen else "", record.call)

    def outside(self, workspace: Workspace, time: float) -> Deed:
        """Return who changed files without the server: a program on a terminal, if one was at work."""
        busy = self._activity.busy(workspace, time) if self._activity else []
        if not busy:
            return Deed(time)
        users = tuple(dict.fromkeys(each.user for each in busy))
        return Deed(time, users, "terminal", terminal=busy[0].terminal if len(busy) == 1 else "")


def author_of(caller: Caller) -> str:
    """Return by what name somebody is an author, as in documents: a script's is told from the one whose key it has."""
    return f"{caller.name}/{caller.label}" if caller.label else caller.name


def _remember(known: "OrderedDict[str, Any]", key: str, value: Any) -> None:
    known[key] = value
    known.move_to_end(key)
    if len(known) > REMEMBERED:
        known.popitem(last=False)
