"""What events tell of programs that run, as one state."""

import msgspec

from icotes.core.events import EventRecord
from icotes.core.methods import Module
from icotes.kit.snapshots import Parts, Patch, WorkspaceState
from icotes.kit.workspace import Workspace
from icotes.modules.execution import store
from icotes.modules.execution.types import RunEnded, RunStarted

PART = "runs"


class ToldRuns(Module, WorkspaceState):
    """The programs that run in the open workspaces."""

    async def snapshot(self, workspace: Workspace) -> Parts:
        """Return those that run, by id."""
        running = await workspace.store.read(store.running)
        return {PART: {run.id: msgspec.to_builtins(run) for run in running}}

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event changes of it."""
        if record.kind not in {RunStarted.kind, RunEnded.kind}:
            return []
        run = record.fields()["run"]
        started = record.kind == RunStarted.kind
        return [Patch(part=PART, key=run["id"], value=run if started else None, actor=record.actor)]
