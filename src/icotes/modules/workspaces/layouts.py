"""What people have open and how it stands: each person's own, and layouts that are kept by name for all."""

import sqlite3
import time
from functools import partial
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import NotFound
from icotes.core.methods import Module, command, on, query
from icotes.kit.store import Transaction
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import FileMoved
from icotes.modules.workspaces import store
from icotes.modules.workspaces.types import (
    Bag,
    Layout,
    LayoutDeleted,
    LayoutName,
    LayoutSaved,
    OpenFile,
    OpenFiles,
    OpenFilesChanged,
    Version,
)

OPEN, LAYOUTS = "open_files", "layouts"
DEFAULT = "Default"
"""The layout that somebody begins with who comes for the first time, if there is one of this name."""
MOST = 200
"""Layouts of a workspace."""

Files = Annotated[list[OpenFile], Meta(max_length=500)]
ActivePath = Annotated[str, Meta(max_length=4096, description="The path of the file that has the focus.")]


class Layouts(Module):
    """What people have open in the open workspaces, and the layouts kept there."""

    @query(rest="GET /workspaces/{workspace}/open-files")
    async def open_files(self, workspace: Workspace, caller: Caller) -> OpenFiles:
        """Return what you have open in this workspace, in whatever client; at first what the layout `Default` has."""
        return await workspace.store.read(lambda db: _open(db, caller.name))

    @command(rest="PUT /workspaces/{workspace}/open-files")
    async def set_open_files(
        self,
        workspace: Workspace,
        caller: Caller,
        *,
        files: Files | None = None,
        active: ActivePath | None = None,
        arrangement: Bag | None = None,
        version: Version | None = None,
    ) -> OpenFiles:
        """Keep what you have open, as far as it is given: your next client begins with it.

        Args:
            files: the open files in the order of their tabs.
            arrangement: how all of it stands on the screen.
            version: what you saw last; without it, whatever it is now.

        Raises:
            Conflict: another client of yours changed it meanwhile; `current` is what stands now.
            QuotaExceeded: it is too large.
        """
        given = {"files": files, "active": active, "arrangement": arrangement}
        fields = {name: value for name, value in given.items() if value is not None}
        return await workspace.store.write(partial(_set, user=caller.name, fields=fields, version=version))

    @query(rest="GET /workspaces/{workspace}/layouts")
    async def layouts(self, workspace: Workspace) -> list[Layout]:
        """Return the layouts that are kept in this workspace, by name."""
        return list((await workspace.store.read(lambda db: store.all_(db, LAYOUTS, Layout))).values())

    @command(rest="PUT /workspaces/{workspace}/layouts/{name}")
    async def save_layout(
        self,
        workspace: Workspace,
        caller: Caller,
        name: LayoutName,
        *,
        files: Files | None = None,
        active: ActivePath | None = None,
        arrangement: Bag | None = None,
        version: Version | None = None,
    ) -> Layout:
        """Keep a layout under a name, for everybody; what is not given is taken of what you have open.

        Args:
            name: `Default` is what newcomers begin with.
            files: the open files in the order of their tabs.
            arrangement: how all of it stands on the screen.
            version: of the layout that is replaced, `new` for none; without it, whatever it is now.

        Raises:
            Conflict: somebody else saved it meanwhile; `current` is theirs.
            QuotaExceeded: it is too large, or there are too many.
        """
        given = {"files": files, "active": active, "arrangement": arrangement}

        def save(tx: Transaction) -> Layout:
            mine = _open(tx, caller.name)
            values = {each: getattr(mine, each) if value is None else value for each, value in given.items()}
            store.expect(store.get(tx, LAYOUTS, name, Layout), version, {"name": name, **values})
            return save_layout(tx, name, caller.name, values)

        return await workspace.store.write(save)

    @command(rest="POST /workspaces/{workspace}/layouts/{name}/load")
    async def load_layout(self, workspace: Workspace, caller: Caller, name: LayoutName) -> OpenFiles:
        """Have open what a layout has, in all your clients.

        Raises:
            NotFound: there is no such layout.
        """

        def load(tx: Transaction) -> OpenFiles:
            found = _need(tx, name)
            fields = {"files": found.files, "active": found.active, "arrangement": found.arrangement, "layout": name}
            return _set(tx, caller.name, fields)

        return await workspace.store.write(load)

    @command(rest="DELETE /workspaces/{workspace}/layouts/{name}")
    async def delete_layout(self, workspace: Workspace, name: LayoutName, *, version: Version | None = None) -> None:
        """Forget a layout, for everybody; what people have open stays.

        Args:
            version: of the layout as you saw it; without it, whatever it is now.

        Raises:
            NotFound: there is no such layout.
            Conflict: somebody saved it meanwhile; `current` is theirs.
        """

        def delete(tx: Transaction) -> None:
            store.expect(_need(tx, name), version, None)
            store.remove(tx, LAYOUTS, name)
            tx.publish(LayoutDeleted(name=name, version=store.next_version(tx)))

        await workspace.store.write(delete)

    @on(FileMoved)
    async def follow_moved(self, event: FileMoved, workspace: Workspace) -> None:
        """Keep open what was moved, for those too whose clients are away."""

        def move(tx: Transaction) -> None:
            for user, mine in store.all_(tx, OPEN, OpenFiles).items():
                files = [OpenFile(path=_moved(each.path, event), preview=each.preview) for each in mine.files]
                if files != mine.files:
                    _set(tx, user, {"files": files, "active": _moved(mine.active, event)})

        await workspace.store.write(move)


def save_layout(tx: Transaction, name: str, by: str, values: dict[str, Any]) -> Layout:
    """Keep a layout and tell it."""
    layout = Layout(name=name, **values, version=store.next_version(tx), by=by, at=time.time())
    store.put(tx, LAYOUTS, name, layout, MOST)
    tx.publish(LayoutSaved(layout=layout, version=layout.version))
    return layout


def _open(db: Transaction | sqlite3.Connection, user: str) -> OpenFiles:
    """Return what somebody has open; for a newcomer what the layout for newcomers has."""
    found = store.get(db, OPEN, user, OpenFiles)
    first = None if found else store.get(db, LAYOUTS, DEFAULT, Layout)
    if first:
        return OpenFiles(user=user, files=first.files, active=first.active, arrangement=first.arrangement)
    return found or OpenFiles(user=user)


def _set(tx: Transaction, user: str, fields: dict[str, Any], version: str | None = None) -> OpenFiles:
    before = store.get(tx, OPEN, user, OpenFiles)
    store.expect(before, version, fields)
    was = before or OpenFiles(user=user)
    same = before is not None and all(getattr(before, name) == value for name, value in fields.items())
    if before and same and "layout" not in fields:
        return before
    stamp = {"version": store.next_version(tx), "at": time.time()}
    after = store.put(tx, OPEN, user, msgspec.structs.replace(was, **fields, **stamp))
    changed = store.differing(before, after)
    if "layout" in fields:
        changed["layout"] = after.layout  # also when it was loaded before: clients show something else by now
    tx.publish(OpenFilesChanged(user=user, fields=changed, version=after.version))
    return after


def _need(tx: Transaction, name: str) -> Layout:
    found = store.get(tx, LAYOUTS, name, Layout)
    if found is None:
        raise NotFound(f"There is no layout {name!r} here; workspaces.layouts shows those that are.")
    return found


def _moved(path: str, event: FileMoved) -> str:
    if path == event.from_ or path.startswith(f"{event.from_}/"):
        return event.path + path[len(event.from_) :]
    return path
