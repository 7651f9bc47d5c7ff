"""What events tell of kernels, as one state: it equals what `execution.kernels` shows."""

from typing import Any

import msgspec

from icotes.core.events import EventRecord
from icotes.core.methods import Module
from icotes.kit.snapshots import Parts, Patch, WorkspaceState
from icotes.kit.workspace import Workspace
from icotes.modules.execution.kernel_types import KernelChanged, KernelStarted, KernelStopped
from icotes.modules.execution.kernels import Kernels

PART = "kernels"


class ToldKernels(Module, WorkspaceState):
    """The kernels of the open workspaces."""

    def __init__(self, kernels: Kernels) -> None:
        self._kernels = kernels

    async def snapshot(self, workspace: Workspace) -> Parts:
        """Return the kernels by id."""
        return {PART: {each.id: msgspec.to_builtins(each) for each in await self._kernels.kernels(workspace)}}

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event changes of a kernel."""
        if record.kind in {KernelStarted.kind, KernelChanged.kind}:
            kernel: dict[str, Any] = record.fields()["kernel"]
            return [Patch(part=PART, key=kernel["id"], value=kernel, actor=record.actor)]
        if record.kind == KernelStopped.kind:
            return [Patch(part=PART, key=record.fields()["kernel"], actor=record.actor)]
        return []
