"""Make folders of other machines workspaces here."""

import time

from icotes.core.methods import Module, command, every, query
from icotes.kit.connections import Connections
from icotes.kit.lifetime import Lifetime
from icotes.modules.remotes.known import KnownRemotes
from icotes.modules.remotes.types import Folder, Host, Known, Name, Remote, RemoteSettings


class Remotes(Module):
    """Folders of other machines, and the end of a server that was started for another machine."""

    def __init__(
        self, known: KnownRemotes, settings: RemoteSettings, connections: Connections, lifetime: Lifetime
    ) -> None:
        self._known = known
        self._leave_after = settings.leave_after
        self._connections = connections
        self._lifetime = lifetime
        self._called = time.time()

    @command(rest="POST /remotes")
    async def add(self, host: Host, folder: Folder, *, name: Name = "") -> Remote:
        """Make a folder of another machine a workspace here, by this machine's own ssh.

        Every method that takes a `workspace` works there: files, terminals, documents, git, runs. icotes must be
        installed there; who may use ssh as this server's user acts there as the user that ssh logs in.

        Args:
            name: what the workspace is called here.

        Raises:
            Conflict: another workspace is called so, or this folder is a remote already.
            NotFound: there is no such folder there.
            NoSsh: this machine has no ssh.
            HostUnreachable: the other machine does not answer.
            HostUnknown: nobody has confirmed the key of the other machine.
            HostRefused: the other machine does not let this server in.
            NoIcotes: the other machine has no icotes.
            HostUnfit: the icotes there is of a version that does not fit.
        """
        return await self._known.add(host, folder, name)

    @query(rest="GET /remotes")
    async def list_(self) -> list[Remote]:
        """Return the folders of other machines that are workspaces here, by name."""
        return self._known.all()

    @command(rest="DELETE /remotes/{remote}")
    async def remove(self, remote: Known) -> None:
        """Let a folder of another machine be no workspace here any more; there everything stays as it is.

        Raises:
            NotFound: there is no such remote.
        """
        await self._known.remove(remote)

    @every("10s")
    async def leave(self) -> None:
        """End this server if it was started for another machine, and nobody was connected for a while."""
        now = time.time()
        for each in self._connections.find():
            self._called = max(self._called, now if self._connections.holds_socket(each.id) else each.active)
        if self._leave_after and now - self._called > self._leave_after:
            self._lifetime.end()
