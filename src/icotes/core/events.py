"""Events: facts in the past tense, kept in a log.

`FileChanged` of the module `files` is `files.changed` on the wire. Fields that are added later have defaults, so
that old records stay readable; a record whose kind is not known any more keeps its raw data.
"""

import re
from typing import Any, ClassVar, TypeVar, dataclass_transform

import msgspec

from icotes.core.names import module_of

E = TypeVar("E", bound="Event")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class _EventMeta(msgspec.StructMeta):
    def __new__(mcs, *declared: Any, **options: Any) -> Any:
        return super().__new__(mcs, *declared, **{"frozen": True, "kw_only": True, **options})


class Event(msgspec.Struct, metaclass=_EventMeta):
    """The base of every event; a subclass's fields are its data, frozen and given by name."""

    kind: ClassVar[str]
    time_to_live: ClassVar[float | None] = None
    """Seconds after which a record of this event is not delivered any more."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.kind = wire_kind(module_of(cls), cls.__name__)
        EVENTS[cls.kind] = cls


EVENTS: dict[str, type[Event]] = {}
"""Every kind of event that is declared in this process."""


class EventRecord(msgspec.Struct, frozen=True, tag="event"):
    """An event as it stands in a log.

    Attributes:
        id: unique in all logs; an event handler is idempotent by it.
        time: seconds since the epoch, UTC.
        kind: the event's name, e.g. `files.changed`.
        actor: the name of who caused it; `system` for the server itself.
        call: the id of the call that caused it; empty when nobody called.
    """

    id: str
    time: float
    kind: str
    actor: str
    call: str
    data: msgspec.Raw

    def event(self, type_: type[E]) -> E:
        """Return the typed event."""
        return msgspec.json.decode(self.data, type=type_)

    def fields(self) -> dict[str, Any]:
        """Return the event's data as plain values."""
        return msgspec.json.decode(self.data)


def wire_kind(module: str, name: str) -> str:
    """Return the kind of the event class `name` of `module`.

    >>> wire_kind("files", "FileChanged"), wire_kind("workspaces", "FileOpened")
    ('files.changed', 'workspaces.file_opened')
    """
    words = [word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", name)]
    if len(words) > 1 and words[0] in {module, module.removesuffix("s")}:
        words = words[1:]
    return f"{module}.{'_'.join(words)}"
