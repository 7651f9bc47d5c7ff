"""What events tell of terminals, as one state: it equals what `terminals.list` shows."""

from typing import Any

import msgspec

from icotes.core.events import EventRecord
from icotes.core.methods import Module
from icotes.kit.snapshots import Parts, Patch, WorkspaceState
from icotes.kit.workspace import Workspace
from icotes.modules.terminals.methods import Terminals
from icotes.modules.terminals.types import (
    TerminalClosed,
    TerminalCreated,
    TerminalExited,
    TerminalRenamed,
    TerminalResized,
    TerminalShared,
    TerminalTaken,
)

PART = "terminals"
FIELDS = {event.kind for event in (TerminalRenamed, TerminalResized, TerminalShared, TerminalTaken)}
"""Events that say what fields of a terminal are now."""


class ToldTerminals(Module, WorkspaceState):
    """The terminals of the open workspaces."""

    def __init__(self, terminals: Terminals) -> None:
        self._terminals = terminals

    async def snapshot(self, workspace: Workspace) -> Parts:
        """Return the terminals by id."""
        return {PART: {each.id: msgspec.to_builtins(each) for each in await self._terminals.list_(workspace)}}

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event changes of a terminal."""
        told = record.fields() if record.kind.startswith(f"{PART}.") else {}
        if record.kind == TerminalCreated.kind:
            terminal: dict[str, Any] = told["terminal"]
            return [Patch(part=PART, key=terminal["id"], value=terminal, actor=record.actor)]
        if record.kind == TerminalClosed.kind:
            return [Patch(part=PART, key=told["terminal"], actor=record.actor)]
        if record.kind == TerminalExited.kind:
            fields = {"state": "exited", "exit": {"code": told["code"], "signal": told["signal"]}}
            return [Patch(part=PART, key=told["terminal"], fields=fields, actor=record.actor)]
        if record.kind in FIELDS:
            key = told.pop("terminal")
            return [Patch(part=PART, key=key, fields=told, actor=record.actor)]
        return []
