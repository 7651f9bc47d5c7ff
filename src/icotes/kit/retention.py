"""How long events are kept."""

from typing import Annotated

from msgspec import Meta

from icotes.core.methods import every
from icotes.kit.settings import SettingsSection
from icotes.kit.store import ServerStore
from icotes.kit.workspace import OpenWorkspaces


class EventSettings(SettingsSection, section="events"):
    """How long events are kept, in the server's log and in that of each workspace."""

    records: Annotated[int, Meta(ge=1000, description="Events of one log that are kept at most.")] = 1_000_000
    days: Annotated[float, Meta(gt=0, description="Days for which events are kept at most.")] = 30


class Retention:
    """Forgets old events; who follows from before them gets a `Gap`."""

    def __init__(self, server: ServerStore, workspaces: OpenWorkspaces, settings: EventSettings) -> None:
        self._server = server
        self._workspaces = workspaces
        self._settings = settings

    @every("1h")
    async def trim(self) -> None:
        """Forget what is too old or too much."""
        stores = [self._server, *(workspace.store for workspace in self._workspaces.all())]
        for store in stores:
            await store.trim(self._settings.records, self._settings.days * 86400)
