"""The remotes of this server and the connections to them."""

import asyncio
from functools import partial

import msgspec

from icotes.core.errors import Conflict, NotFound
from icotes.kit.store import ServerStore
from icotes.kit.workspace import OpenWorkspaces
from icotes.modules.remotes import store
from icotes.modules.remotes.line import Line
from icotes.modules.remotes.types import Remote


class KnownRemotes:
    """Every remote, connected or not; what changes here is on disk when it returns."""

    def __init__(self, server: ServerStore, workspaces: OpenWorkspaces) -> None:
        self._server = server
        self._workspaces = workspaces
        self._rows: dict[str, Remote] = {}
        self._lines: dict[str, Line] = {}
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """Read the rows; connections are made when they are needed."""
        for each in await self._server.read(store.all_):
            self._keep(each, Line(each.host, each.folder, each.id))

    async def stop(self) -> None:
        """End all connections."""
        await asyncio.gather(*(line.close() for line in self._lines.values()))

    def all(self) -> list[Remote]:
        """Return all, by name."""
        rows = sorted(self._rows.values(), key=lambda each: each.name)
        return [msgspec.structs.replace(each, connected=self._lines[each.id].alive) for each in rows]

    def find(self, name: str) -> Remote | None:
        """Return a remote by id or name, unless a workspace of this machine is called so."""
        if not self._rows or not name or any(name in {each.id, each.name} for each in self._workspaces.all()):
            return None
        return self._rows.get(name) or next((each for each in self._rows.values() if each.name == name), None)

    def line(self, remote: Remote) -> Line:
        """Return what leads to a remote.

        Raises:
            NotFound: it was removed.
        """
        line = self._lines.get(remote.id)
        if line is None:
            raise NotFound(f"{remote.name} is no remote any more; remotes.list shows those that are.")
        return line

    async def add(self, host: str, folder: str, name: str) -> Remote:
        """Reach a folder of another machine and keep it."""
        name = name or host.rpartition("@")[2]
        self._check(name)
        line = Line(host, folder)
        try:
            await line.link()
            remote = Remote(id=line.greeting.workspace, name=name, host=host, folder=line.greeting.folder)
            line.folder, line.id = remote.folder, remote.id
            async with self._lock:
                self._check(remote.id)
                self._check(name)
                await self._server.write(partial(store.add, remote=remote))
                self._keep(remote, line)
        except BaseException:
            await line.close()
            raise
        return msgspec.structs.replace(remote, connected=True)

    def _keep(self, remote: Remote, line: Line) -> None:
        self._rows[remote.id], self._lines[remote.id] = remote, line

    def _check(self, name: str) -> None:
        """Refuse a name or an id that another workspace has."""
        found = next((each for each in self._rows.values() if name in {each.id, each.name}), None)
        if found and name == found.id:
            raise Conflict(f"This folder is the remote {found.name!r} already.", current=found)
        if found or any(name in {each.id, each.name} for each in self._workspaces.all()):
            raise Conflict(f"There is a workspace {name!r} already; give this one another name.", field="name")

    async def remove(self, name: str) -> None:
        """Forget a remote and end its connections."""
        async with self._lock:
            found = next((each for each in self._rows.values() if name in {each.id, each.name}), None)
            if found is None:
                raise NotFound(f"There is no remote {name!r}; remotes.list shows those that are.")
            await self._server.write(partial(store.remove, remote=found))
            del self._rows[found.id]
            await self._lines.pop(found.id).close()
