"""All that a workspace shares, in one piece and as it changes, and what a template brings into it."""

import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import msgspec

from icotes.core.events import Event, EventRecord
from icotes.core.log import Bookmark, Cursor, Gap, Item, Snapshot, follow
from icotes.core.methods import Module, query
from icotes.kit.snapshots import Parts, Patch, WorkspaceState
from icotes.kit.store import Transaction
from icotes.kit.workspace import Workspace
from icotes.modules.projects.types import Furnishing
from icotes.modules.workspaces import layouts, panels, preferences, store
from icotes.modules.workspaces.types import (
    LayoutDeleted,
    LayoutSaved,
    OpenFile,
    OpenFilesChanged,
    PanelChanged,
    PanelClosed,
    PanelShown,
    PreferenceChanged,
    SharedChanged,
)

Told = Snapshot[Parts] | Gap | Bookmark | SharedChanged
TEMPLATE = "template"


class Shared(Module, WorkspaceState, Furnishing):
    """Panels, layouts, preferences and open files of the open workspaces, as one state."""

    async def snapshot(self, workspace: Workspace) -> Parts:
        """Return all that the workspace shares."""
        return await workspace.store.read(store.parts)

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event changes of it."""
        told = PATCHES.get(record.kind)
        if told is None:
            return []
        kind, make = told
        return [msgspec.structs.replace(each, actor=record.actor) for each in make(record.event(kind))]

    @query
    def follow(
        self, workspace: Workspace, *, since: Cursor | None = None
    ) -> AsyncIterator[Item[Snapshot[Parts] | Gap | Bookmark | SharedChanged]]:
        """Yield all that this workspace shares (panels, layouts, preferences, open files), then each change to it.

        What a change says, applied to what was there before, gives what is there then.

        Args:
            since: the last cursor that was seen; without it all of it first.
        """
        return self._follow(workspace, since)

    async def _follow(self, workspace: Workspace, since: Cursor | None) -> AsyncGenerator[Item[Told]]:
        stream = follow(
            workspace.log,
            since,
            snapshot=lambda: workspace.store.read(_look),
            keep=lambda record: record.kind in PATCHES,
        )
        async with aclosing(stream) as items:
            async for item in items:
                if isinstance(item.value, EventRecord):
                    changed = SharedChanged(patches=self.patches(item.value), id=item.value.id)
                    yield Item(item.cursor, changed, item.position)
                else:
                    yield item

    def check(self, choices: Mapping[str, Any]) -> None:
        """See that these preferences exist and fit."""
        preferences.check(choices)

    async def furnish(self, workspace: Workspace, layout: Mapping[str, Any], choices: Mapping[str, Any]) -> None:
        """Bring a template's layout and preferences."""

        def bring(tx: Transaction) -> None:
            if layout:
                values = {
                    "files": msgspec.convert(layout.get("files", []), list[OpenFile]),
                    "active": str(layout.get("active", "")),
                    "arrangement": dict(layout.get("arrangement", {})),
                }
                layouts.save_layout(tx, layouts.DEFAULT, TEMPLATE, values)
            for name, value in choices.items():
                preferences.choose(tx, name, preferences.fitting(name, value), "workspace", TEMPLATE)

        await workspace.store.write(bring)


def _look(db: sqlite3.Connection) -> tuple[int, Parts]:
    """Return the state and the position at which it holds, of one moment."""
    db.execute("BEGIN")
    try:
        position = db.execute("SELECT coalesce(max(seq), (SELECT trimmed FROM log)) FROM events").fetchone()[0]
        return position, store.parts(db)
    finally:
        db.execute("COMMIT")


def _panel_changed(event: PanelChanged) -> list[Patch]:
    return [Patch(part=panels.PANELS, key=event.panel, fields=event.fields)]


def _panel_closed(event: PanelClosed) -> list[Patch]:
    gone = [Patch(part=panels.PANELS, key=event.panel)]
    return [*gone, Patch(part=panels.ACTIVE, key=panels.ACTIVE)] if event.active else gone


def _panel_shown(event: PanelShown) -> list[Patch]:
    value = {"panel": event.panel, "version": event.version}
    return [Patch(part=panels.ACTIVE, key=panels.ACTIVE, value=value)]


def _open_files_changed(event: OpenFilesChanged) -> list[Patch]:
    return [Patch(part=layouts.OPEN, key=event.user, fields=event.fields)]


def _layout_saved(event: LayoutSaved) -> list[Patch]:
    return [Patch(part=layouts.LAYOUTS, key=event.layout.name, value=msgspec.to_builtins(event.layout))]


def _layout_deleted(event: LayoutDeleted) -> list[Patch]:
    return [Patch(part=layouts.LAYOUTS, key=event.name)]


def _preference_changed(event: PreferenceChanged) -> list[Patch]:
    return [Patch(part=preferences.PART, key=event.name, value=preferences.chosen(event))]


PATCHES: dict[str, tuple[type[Event], Callable[[Any], list[Patch]]]] = {
    kind.kind: (kind, make)
    for kind, make in (
        (PanelChanged, _panel_changed),
        (PanelClosed, _panel_closed),
        (PanelShown, _panel_shown),
        (OpenFilesChanged, _open_files_changed),
        (LayoutSaved, _layout_saved),
        (LayoutDeleted, _layout_deleted),
        (PreferenceChanged, _preference_changed),
    )
}
