"""What events tell of the trash, as one state: it equals what `files.list_trash` shows."""

from icotes.core.events import EventRecord
from icotes.core.methods import Module
from icotes.kit.snapshots import Parts, Patch, WorkspaceState
from icotes.kit.workspace import Workspace
from icotes.modules.files.trees import Trees
from icotes.modules.files.types import FileRestored, FileTrashed, TrashEmptied

PART = "trash"


class ToldTrash(Module, WorkspaceState):
    """The trash of the open workspaces."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees

    async def snapshot(self, workspace: Workspace) -> Parts:
        """Return by id where what is in the trash was."""
        tree = self._trees.of(workspace)
        return {PART: {each.id: {"path": each.path} for each in await tree.workers.run(tree.trash.items)}}

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event changes of the trash."""
        if record.kind == FileTrashed.kind:
            trashed = record.event(FileTrashed)
            return [Patch(part=PART, key=trashed.id, value={"path": trashed.path}, actor=record.actor)]
        if record.kind == FileRestored.kind:
            return [Patch(part=PART, key=record.event(FileRestored).id, actor=record.actor)]
        if record.kind == TrashEmptied.kind:
            return [Patch(part=PART, key=each, actor=record.actor) for each in record.event(TrashEmptied).ids]
        return []
