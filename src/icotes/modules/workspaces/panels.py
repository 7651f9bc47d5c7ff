"""Panels that everybody in a workspace has: who changes one last decides."""

import sqlite3
import time
from typing import Annotated

import msgspec
from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import NotFound
from icotes.core.methods import Module, command, query
from icotes.kit.store import Transaction
from icotes.kit.workspace import Workspace
from icotes.modules.workspaces import store
from icotes.modules.workspaces.types import (
    ActivePanel,
    Bag,
    Panel,
    PanelChanged,
    PanelClosed,
    PanelId,
    Panels,
    PanelShown,
    Place,
    Title,
)

PANELS, ACTIVE = "panels", "active_panel"
MOST = 100
"""Panels of a workspace."""


class SharedPanels(Module):
    """The panels of the open workspaces."""

    @query(rest="GET /workspaces/{workspace}/panels")
    async def panels(self, workspace: Workspace) -> Panels:
        """Return the panels of a workspace, and which is the active one."""
        return await workspace.store.read(_all)

    @command(rest="PUT /workspaces/{workspace}/panels/{panel}")
    async def set_panel(
        self,
        workspace: Workspace,
        caller: Caller,
        panel: PanelId,
        *,
        title: Title | None = None,
        place: Place | None = None,
        open: bool | None = None,
        data: Bag | None = None,
    ) -> Panel:
        """Add a panel, or change what is given of one; of two who do that the last one decides.

        Args:
            title: what people call it.
            place: where it stands.
            open: whether it is shown.
            data: what its clients keep of it, instead of what was kept.

        Raises:
            QuotaExceeded: there are too many, or it is too large.
        """
        given = {"title": title, "place": place, "open": open, "data": data}
        fields = {name: value for name, value in given.items() if value is not None}

        def change(tx: Transaction) -> Panel:
            before = store.get(tx, PANELS, panel, Panel)
            if before and all(getattr(before, name) == value for name, value in fields.items()):
                return before
            was = before or Panel(id=panel, title=panel, place="below", open=True, data={}, version="", by="", at=0)
            stamp = {"version": store.next_version(tx), "by": caller.name, "at": time.time()}
            after = store.put(tx, PANELS, panel, msgspec.structs.replace(was, **fields, **stamp), MOST)
            changed = store.differing(before, after)
            tx.publish(PanelChanged(panel=panel, fields=changed, version=after.version))
            return after

        return await workspace.store.write(change)

    @command(rest="DELETE /workspaces/{workspace}/panels/{panel}")
    async def close_panel(self, workspace: Workspace, panel: PanelId) -> None:
        """Take a panel away, for everybody.

        Raises:
            NotFound: there is none.
        """

        def close(tx: Transaction) -> None:
            if store.get(tx, PANELS, panel, Panel) is None:
                raise _none(panel)
            active = store.get(tx, ACTIVE, ACTIVE, ActivePanel)
            was_active = active is not None and active.panel == panel
            store.remove(tx, PANELS, panel)
            if was_active:
                store.remove(tx, ACTIVE, ACTIVE)
            tx.publish(PanelClosed(panel=panel, active=was_active, version=store.next_version(tx)))

        await workspace.store.write(close)

    @command(rest="POST /workspaces/{workspace}/panels/{panel}/show")
    async def show_panel(self, workspace: Workspace, panel: Annotated[str, Meta(max_length=100)]) -> ActivePanel:
        """Make a panel the active one; an empty id means none.

        Raises:
            NotFound: there is none.
        """

        def show(tx: Transaction) -> ActivePanel:
            before = store.get(tx, ACTIVE, ACTIVE, ActivePanel)
            if panel and store.get(tx, PANELS, panel, Panel) is None:
                raise _none(panel)
            if before and before.panel == panel:
                return before
            after = store.put(tx, ACTIVE, ACTIVE, ActivePanel(panel=panel, version=store.next_version(tx)))
            tx.publish(PanelShown(panel=panel, version=after.version))
            return after

        return await workspace.store.write(show)


def _all(db: sqlite3.Connection) -> Panels:
    active = store.get(db, ACTIVE, ACTIVE, ActivePanel)
    return Panels(active=active.panel if active else "", panels=list(store.all_(db, PANELS, Panel).values()))


def _none(panel: str) -> NotFound:
    return NotFound(f"There is no panel {panel!r} here; workspaces.panels shows those that are.")
