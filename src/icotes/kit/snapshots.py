"""State that is told twice: whole, as a snapshot, and piece by piece, by events; applying these gives the same.

A module promises that by inheriting `WorkspaceState` or `ServerState`: a test carries out commands and compares.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from icotes.core.events import EventRecord
from icotes.kit.workspace import Workspace

Parts = dict[str, dict[str, Any]]
"""A state: parts by name, in each of them JSON objects by key, e.g. `{"panels": {"notes": {...}}}`."""


class Patch(Struct, frozen=True, kw_only=True, tag="patch"):
    """What became of one key of one part of a state; without `value` and `fields` it is gone.

    Attributes:
        part: e.g. `panels`.
        key: e.g. a panel's id.
        value: what it is now, whole.
        fields: what changed of it; its other fields stay as they are.
        actor: who changed it.
    """

    part: str
    key: str
    value: dict[str, Any] | None = None
    fields: dict[str, Any] | None = None
    actor: str = ""


def patched(parts: Parts, patches: Iterable[Patch]) -> Parts:
    """Return the state that patches, oldest first, make of an older one, which stays as it is."""
    state = {part: dict(values) for part, values in parts.items()}
    for patch in patches:
        values = state.setdefault(patch.part, {})
        if patch.value is not None:
            values[patch.key] = patch.value
        elif patch.fields is not None:
            values[patch.key] = {**values.get(patch.key, {}), **patch.fields}
        else:
            values.pop(patch.key, None)
    return state


class WorkspaceState(ABC):
    """A module's state in one workspace: `snapshot` and the patches of all later events equal a later `snapshot`."""

    @abstractmethod
    async def snapshot(self, workspace: Workspace) -> Parts:
        """Return the state, as plain JSON values."""

    @abstractmethod
    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event of this workspace changes of the state; nothing for events of others."""


class ServerState(ABC):
    """A module's state on the server, as `WorkspaceState` is that in a workspace."""

    @abstractmethod
    async def snapshot(self) -> Parts:
        """Return the state, as plain JSON values."""

    @abstractmethod
    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event of the server's log changes of the state; nothing for events of others."""
