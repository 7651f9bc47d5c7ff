"""Write notes down, list them and remove them."""

from typing import Annotated

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.methods import Module, command, query
from icotes.kit.page import Page
from icotes.kit.workspace import Workspace
from icotes.modules.notes import store
from icotes.modules.notes.types import Note, NoteText


class Notes(Module):
    """What was written down in a workspace."""

    @query(rest="GET /workspaces/{workspace}/notes")
    async def list_(
        self,
        workspace: Workspace,
        *,
        after: Annotated[str, Meta(pattern="^[0-9]{0,18}$")] = "",
        limit: Annotated[int, Meta(ge=1, le=1000)] = 100,
    ) -> Page[Note]:
        """Return the notes of a workspace, oldest first.

        Args:
            after: the `next` of the page before.
            limit: notes to a page, at most.
        """
        return await workspace.store.read(lambda connection: store.page(connection, int(after or 0), limit))

    @command(rest="POST /workspaces/{workspace}/notes")
    async def add(self, caller: Caller, workspace: Workspace, text: NoteText) -> Note:
        """Write one down and return it; everybody who follows the workspace hears of it."""
        return await workspace.store.write(lambda tx: store.add(tx, text, caller.name))

    @command(rest="DELETE /workspaces/{workspace}/notes/{id}")
    async def remove(self, workspace: Workspace, id: int) -> None:
        """Remove one.

        Raises:
            NoteNotFound: there is none with this id.
        """
        await workspace.store.write(lambda tx: store.remove(tx, id))
