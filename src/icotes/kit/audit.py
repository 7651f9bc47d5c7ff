"""The audit, until its module comes: one event in the server's log for each command."""

from typing import Any

from icotes.core.call import Audit, Call
from icotes.core.events import Event
from icotes.kit.store import ServerStore

TARGETS = ("path", "paths", "source", "destination", "target", "folder", "project", "terminal", "name", "id")
"""Parameters that say what a command is about; no other one is recorded, as it may hold contents or secrets."""
TARGET_LENGTH = 500


class AuditRecorded(Event):
    """Somebody called a command.

    Attributes:
        method: the command's name.
        grant: the id of the key that was used.
        workspace: its id; empty if the command was about none or was refused before that was known.
        outcome: `ok` or the kind of the error.
        call: the id of the call.
        target: what the command was about (path, name, id), shortened.
    """

    method: str
    actor: str
    grant: str
    workspace: str
    outcome: str
    face: str
    address: str
    call: str
    target: dict[str, str]
    duration_ms: float


class ServerAudit(Audit):
    """Writes audit records into the server's log.

    A command that succeeded and whose own event is on disk has left its trace,
    with actor and call: its record goes with the next commit. Every other record
    is on disk before the command is answered.
    """

    def __init__(self, store: ServerStore) -> None:
        self._store = store

    async def record(self, call: Call, outcome: str, seconds: float) -> None:
        """Record a call that ended."""
        caller = call.caller
        event = AuditRecorded(
            method=call.method.name,
            actor=caller.name,
            grant=caller.grant.id,
            workspace=call.workspace_id,
            outcome=outcome,
            face=caller.face,
            address=caller.address,
            call=call.id,
            target=target(call.params),
            duration_ms=round(seconds * 1000, 3),
        )
        if outcome == "ok" and call.published:
            self._store.post(event)
        else:
            await self._store.publish(event)


def target(params: Any) -> dict[str, str]:
    """Return what a command was about; nothing if it was refused before its parameters were read."""
    found = {name: getattr(params, name) for name in TARGETS if hasattr(params, name)}
    texts = {name: _text(value) for name, value in found.items() if value is not None}
    return {name: text[:TARGET_LENGTH] for name, text in texts.items() if text}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else "\n".join(map(str, value))
