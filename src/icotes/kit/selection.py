"""Which events a follower gets: by kind, by the values of fields, and never beyond what its key covers."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.events import EventRecord
from icotes.core.table import Table
from icotes.kit.eventlog import kinds as matches

Kinds = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(min_length=1, max_length=20)]
Where = Annotated[dict[str, Any], Meta(max_length=10)]


def selection(
    caller: Caller, kinds: Sequence[str], where: dict[str, Any] | None, table: Table
) -> Callable[[EventRecord], bool]:
    """Return a test of records.

    Args:
        caller: whose key must cover the read scope of the event's module; what no module declares belongs to `system`.
        kinds: patterns, e.g. `files.*`.
        where: fields of the event that must have these values.
        table: knows the modules.
    """
    modules = {method.module for method in table}
    wanted = matches(*kinds)
    known: dict[str, bool] = {}

    def allowed(kind: str) -> bool:
        if kind not in known:
            module = kind.partition(".")[0]
            known[kind] = caller.grant.allows(f"{module if module in modules else 'system'}:read")
        return known[kind]

    def keep(record: EventRecord) -> bool:
        if not wanted(record.kind) or not allowed(record.kind):
            return False
        return not where or where.items() <= record.fields().items()

    return keep
