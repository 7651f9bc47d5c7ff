"""Messages from client to client: sent as notifications, kept nowhere."""

import msgspec

from icotes.core.caller import Caller
from icotes.kit.connections import Connection, Connections
from icotes.modules.system.types import Message

NOTIFICATION = "system.message"


def deliver(connections: Connections, caller: Caller, data: object, receivers: list[Connection]) -> int:
    """Send a message and return how many of the receivers hold a socket."""
    message = msgspec.json.encode(Message(sender=caller.name, connection=caller.connection, data=data))
    return sum(connections.notify(each, NOTIFICATION, message) for each in receivers)
