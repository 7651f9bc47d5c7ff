"""What the server says about itself."""

from typing import Any, Literal

from msgspec import Struct

from icotes.kit.caching import CacheUse
from icotes.kit.connections import Kind
from icotes.kit.followers import Follower
from icotes.kit.health import PartHealth, State
from icotes.kit.metrics import MethodTimes, Usage
from icotes.kit.protocol import ProtocolRange


class Info(Struct, frozen=True, kw_only=True):
    """What this server is.

    Attributes:
        version: of the program.
        protocol: the versions of the protocol that it speaks.
        faces: the ways in, as `system.connections` names them.
        modules: the capabilities that it has.
        methods: how many methods there are.
        workspaces: how many are open.
        connections: how many clients are connected.
        started: seconds since the epoch, UTC.
    """

    version: str
    protocol: ProtocolRange
    faces: list[Kind]
    modules: list[str]
    methods: int
    workspaces: int
    connections: int
    started: float


class ServerHealth(Struct, frozen=True, kw_only=True):
    """How the server is.

    Attributes:
        state: the worst of its parts.
        parts: those that can tell, in the order of their start.
    """

    state: State
    parts: list[PartHealth]


class Service(Struct, frozen=True, kw_only=True):
    """A part of the server.

    Attributes:
        name: a module's name, or that of a building block's class.
        state: `running`, unless its health says otherwise; `stopped` until it is first called.
        needs: the parts that it was given.
        methods: what it can be asked; building blocks have none.
    """

    name: str
    version: str
    state: Literal["running", "degraded", "failed", "stopped"]
    needs: list[str]
    methods: list[str]


class EventCount(Struct, frozen=True, kw_only=True):
    """Events of one kind since the server started.

    Attributes:
        delivered: how often one reached a follower; each follower counts.
    """

    kind: str
    published: int
    delivered: int


class ServerStatistics(Struct, frozen=True, kw_only=True):
    """How much happens.

    Attributes:
        methods: those that were called.
        gaps: how often a follower of events came too late for records that were trimmed; nothing else is ever dropped.
        followers: who follows events now.
        connections: clients that are connected, by face.
        caches: what is kept so that it need not be made or read again.
    """

    methods: list[MethodTimes]
    usage: Usage
    events: list[EventCount]
    gaps: int
    followers: list[Follower]
    connections: dict[str, int]
    caches: list[CacheUse]


class Message(Struct, frozen=True, kw_only=True):
    """What one client says to others; it comes as the notification `system.message`.

    Attributes:
        sender: the user who sent it.
        connection: the sender's connection; empty if it holds no socket.
    """

    sender: str
    connection: str
    data: Any
