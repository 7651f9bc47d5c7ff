"""How people like things: typed, with defaults; chosen by each person, and for everybody in a workspace."""

import difflib
from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec

from icotes.core.caller import Caller
from icotes.core.events import EventRecord
from icotes.core.methods import Module, command, query
from icotes.kit.settings import describe
from icotes.kit.snapshots import Parts, Patch, ServerState
from icotes.kit.store import ServerStore, Transaction
from icotes.kit.workspace import Workspace
from icotes.modules.workspaces import store
from icotes.modules.workspaces.types import (
    PREFERENCES,
    Choice,
    Level,
    Preference,
    PreferenceChanged,
    PreferenceName,
    PreferenceNotFound,
    PreferenceUnfit,
    Version,
    WorkspaceActivated,
)

PART = "preferences"


class Preferences(Module, ServerState):
    """What was chosen, by each person on this server and in each workspace."""

    def __init__(self, server: ServerStore) -> None:
        self._server = server

    async def snapshot(self) -> Parts:
        """Return what people chose for themselves: preferences, and the workspace that they work in."""
        return await self._server.read(store.parts)

    def patches(self, record: EventRecord) -> list[Patch]:
        """Return what an event changes of it."""
        if record.kind == WorkspaceActivated.kind:
            told = record.event(WorkspaceActivated)
            value = {"workspace": told.workspace, "version": told.version}
            return [Patch(part=store.ACTIVE_WORKSPACE, key=told.user, value=value, actor=record.actor)]
        if record.kind != PreferenceChanged.kind:
            return []
        event = record.event(PreferenceChanged)
        return [Patch(part=_personal(event.user), key=event.name, value=chosen(event), actor=record.actor)]

    @query(rest="GET /workspaces/{workspace}/preferences")
    async def preferences(self, workspace: Workspace, caller: Caller) -> list[Preference]:
        """Return all preferences by name: what holds for you in this workspace, and what holds by default."""
        mine = await self._server.read(lambda db: store.all_(db, _personal(caller.name), Choice))
        ours = await workspace.store.read(lambda db: store.all_(db, PART, Choice))
        return [_shown(name, mine.get(name), ours.get(name)) for name in sorted(known())]

    @command(rest="PUT /workspaces/{workspace}/preferences/{name}")
    async def set_preference(
        self,
        workspace: Workspace,
        caller: Caller,
        name: PreferenceName,
        value: Any = None,
        *,
        level: Level = "person",
        version: Version | None = None,
    ) -> Preference:
        """Choose a value, for yourself in all workspaces or for everybody in this one, which goes before it.

        Args:
            value: what the preference's schema allows; null takes back what was chosen.
            level: for whom.
            version: of the choice that is replaced, `new` for none; without it, whatever it is now.

        Raises:
            PreferenceNotFound: there is no such preference.
            PreferenceUnfit: the value does not fit it.
            Conflict: somebody chose another value meanwhile; `current` is theirs.
        """
        checked = fitting(name, value)
        change = partial(choose, name=name, value=checked, level=level, by=caller.name, version=version)
        await (self._server if level == "person" else workspace.store).write(change)
        return next(each for each in await self.preferences(workspace, caller) if each.name == name)


def known() -> dict[str, tuple[Any, Any]]:
    """Return the type and the default of every preference."""
    return {
        f"{section}.{field.name}": (field.type, getattr(kind(), field.name))
        for section, kind in PREFERENCES.items()
        for field in msgspec.structs.fields(kind)
    }


def fitting(name: str, value: Any) -> Any:
    """Return a value as its preference takes it; null is taken for none.

    Raises:
        PreferenceNotFound: there is no such preference.
        PreferenceUnfit: the value does not fit.
    """
    all_ = known()
    if name not in all_:
        near = difflib.get_close_matches(name, all_, 1, 0.5)
        there = f"did you mean {near[0]}?" if near else "workspaces.preferences shows those that are."
        raise PreferenceNotFound(f"There is no preference {name!r}; {there}")
    if value is None:
        return None
    try:
        return msgspec.to_builtins(msgspec.convert(value, all_[name][0]))
    except msgspec.ValidationError as error:
        text = str(error).rstrip(".")
        raise PreferenceUnfit(f"{name}: {text}. {describe(all_[name][0])}".strip(), field="value") from None


def choose(tx: Transaction, name: str, value: Any, level: Level, by: str, version: str | None = None) -> None:
    """Keep what was chosen and tell it; nothing happens if it was chosen already."""
    part = _personal(by) if level == "person" else PART
    before = store.get(tx, part, name, Choice)
    store.expect(before, version, value)
    if value == (before.value if before else None):
        return
    number = store.next_version(tx)
    if value is None:
        store.remove(tx, part, name)
    else:
        store.put(tx, part, name, Choice(level=level, value=value, version=number, by=by))
    user = by if level == "person" else ""
    tx.publish(PreferenceChanged(name=name, value=value, level=level, user=user, by=by, version=number))


def chosen(event: PreferenceChanged) -> dict[str, Any] | None:
    """Return the choice that an event tells; None if there is none any more."""
    choice = Choice(level=event.level, value=event.value, version=event.version, by=event.by)
    return None if event.value is None else msgspec.to_builtins(choice)


def check(preferences: Mapping[str, Any]) -> None:
    """See that all these preferences exist and fit."""
    for name, value in preferences.items():
        fitting(name, value)


def _personal(user: str) -> str:
    return f"{PART} of {user}"


def _shown(name: str, mine: Choice | None, ours: Choice | None) -> Preference:
    type_, default = known()[name]
    choices = [each for each in (mine, ours) if each and _still_fits(each, type_)]
    holds = choices[-1] if choices else None
    return Preference(
        name=name,
        value=holds.value if holds else default,
        default=default,
        origin=holds.level if holds else "default",
        chosen=choices,
        description=describe(type_),
        schema=msgspec.json.schema(type_),
    )


def _still_fits(choice: Choice, type_: Any) -> bool:
    """Tell whether a value that an older version of the program kept is one that this one takes."""
    try:
        msgspec.convert(choice.value, type_)
    except msgspec.ValidationError:
        return False
    return True
