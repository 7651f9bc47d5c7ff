"""Who asks, and how far their key reaches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from icotes.core.errors import Denied


class Grant:
    """What a key allows. It is shared by all that was opened with its key, which ends when it is revoked.

    Args:
        id: the key's public id.
        scopes: `module:read`, `module:write`; `*` stands for any word.
        workspaces: ids of workspaces; None means all of them.
    """

    def __init__(self, id: str, scopes: frozenset[str], workspaces: frozenset[str] | None = None) -> None:
        self.id = id
        self.scopes = scopes
        self.workspaces = workspaces
        self.live = True
        self._known: dict[str, bool] = {}
        self._watchers: dict[object, Callable[[], object]] = {}

    def allows(self, scope: str) -> bool:
        """Tell whether `scope` (`files:read`) is within this grant."""
        if scope not in self._known:
            self._known[scope] = any(_covers(granted, scope) for granted in self.scopes)
        return self.live and self._known[scope]

    def reaches(self, workspace: str) -> bool:
        """Tell whether this grant holds in the workspace with this id."""
        return self.workspaces is None or workspace in self.workspaces

    def revoke(self) -> None:
        """End everything that was opened with this grant."""
        self.live = False
        for wake in list(self._watchers.values()):
            wake()

    def on_revoke(self, wake: Callable[[], object]) -> Callable[[], object]:
        """Call `wake` when this grant is revoked; the result takes that back."""
        token = object()
        self._watchers[token] = wake
        return lambda: self._watchers.pop(token, None)


def _covers(granted: str, scope: str) -> bool:
    if granted == "*":
        return True
    module, _, effect = granted.partition(":")
    wanted_module, _, wanted_effect = scope.partition(":")
    return module in {"*", wanted_module} and effect in {"*", wanted_effect}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person, a script with a key, or an agent acting for a person.

    Attributes:
        name: whom records name, e.g. `owner`.
        grant: what the key allows.
        kind: a `cookie` stands for a browser that fetches a file by itself; it opens nothing else.
        connection: the id of the connection that the call came by; empty in process.
        session: the id of the sign-in that the key came of, if it is a person's in a browser.
        address: from where, as far as it is known.
        face: by which way in, e.g. `websocket`.
        label: what a script's key is called; several scripts act in one person's name.
    """

    name: str
    grant: Grant
    kind: Literal["person", "key", "agent", "system", "cookie"] = "person"
    connection: str = ""
    session: str = ""
    address: str = ""
    face: str = "local"
    label: str = ""

    def require(self, scope: str) -> None:
        """Raise `Denied` unless this caller's grant covers `scope`."""
        if not self.grant.allows(scope):
            raise Denied(f"This key does not cover {scope}; ask for one that does.", scope=scope)


def system() -> Caller:
    """Return the server itself as a caller: for handlers, schedules and start-up."""
    return Caller("system", Grant("system", frozenset({"*"})), "system")
