"""What browsers are shown away from the client's origin: the pages of folders, and the programs behind ports.

The face that answers such addresses asks these two; the module `preview` supplies them.
"""

import socket
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import NamedTuple

from icotes.core.caller import Caller
from icotes.core.log import Cursor


class Shown(NamedTuple):
    """A folder whose pages an address shows.

    Attributes:
        caller: in whose name they are read.
        workspace: its id.
        folder: from the workspace's; nothing outside is shown.
        network: its pages may load from elsewhere, and send there.
    """

    caller: Caller
    workspace: str
    folder: str
    network: bool


class Pages(ABC):
    """Knows the addresses of pages."""

    @abstractmethod
    def shown(self, token: str) -> Shown:
        """Return what the address with this token shows.

        Raises:
            NotFound: there is no such address, or not any more.
        """

    @abstractmethod
    def served(self, token: str, path: str) -> None:
        """Remember that a page, or something that it includes, was read from this path."""

    @abstractmethod
    def changes(self, token: str, since: Cursor | None = None) -> AsyncGenerator[tuple[Cursor, bool]]:
        """Yield a cursor, and one with True whenever something changed that was served; ends when the address does.

        Args:
            since: the last one that was seen.
        """


class Door(NamedTuple):
    """A way to a program.

    Attributes:
        caller: who goes through it.
        host: where the program listens.
        port: on which port.
        connect: connects to it, if it listens in a network of its own.
    """

    caller: Caller
    host: str
    port: int
    connect: Callable[[], Awaitable[socket.socket]] | None = None


class Doors(ABC):
    """Knows the names under which programs are reached, and who may.

    Attributes:
        domains: beneath which these names are; `localhost` is always one.
    """

    domains: tuple[str, ...]

    @abstractmethod
    def enter(self, label: str, ticket: str) -> str:
        """Return the cookie that opens a door, for a ticket, which is used up.

        Raises:
            Unauthenticated: it was used, is too old, or of another door.
        """

    @abstractmethod
    async def open(self, label: str, cookie: str) -> Door:
        """Return the way to the program behind a name.

        Raises:
            NotFound: there is no such name.
            Unauthenticated: the cookie does not open it, or not any more.
            Unavailable: no program of the workspace listens there now.
        """
