"""The parts of the server, as their container and the table know them."""

from collections.abc import Iterable

from msgspec.structs import replace

import icotes
from icotes.core.container import Container
from icotes.core.methods import Module
from icotes.core.names import module_of
from icotes.core.table import Table
from icotes.kit.health import PartHealth
from icotes.kit.schema import Schema
from icotes.modules.system.types import Service

STATES = ("stopped", "running", "degraded", "failed")
"""What counts more when the parts of a module differ comes later."""


def services(container: Container, table: Table, health: list[PartHealth]) -> list[Service]:
    """Return every part that runs, in the order of its start, then the modules that were not needed yet."""
    running = [part for part in container.running() if not isinstance(part, Schema)]
    told = {part.name: part.state for part in health}
    found = [_service(part, table, container.needs(part), told.get(type(part).__name__, "ok")) for part in running]
    waiting = [each for each in table.modules if not any(isinstance(part, each) for part in running)]
    return _joined([*found, *(_stopped(each, table) for each in waiting)])


def _joined(parts: Iterable[Service]) -> list[Service]:
    """Return one service for all the parts of a module."""
    found: dict[str, Service] = {}
    for part in parts:
        one = found.setdefault(part.name, part)
        if one is not part:
            needs = sorted({*one.needs, *part.needs} - {part.name})
            state = max(one.state, part.state, key=STATES.index)
            found[part.name] = replace(one, needs=needs, methods=sorted([*one.methods, *part.methods]), state=state)
    return list(found.values())


def _service(part: object, table: Table, needs: list[str], state: str) -> Service:
    kind = type(part)
    name = module_of(kind) if isinstance(part, Module) else kind.__name__
    return Service(
        name=name,
        version=icotes.__version__,
        state="running" if state == "ok" else state,  # pyright: ignore[reportArgumentType] - the names are health's
        needs=needs,
        methods=_methods(kind, table),
    )


def _stopped(module: type[Module], table: Table) -> Service:
    return Service(
        name=module_of(module), version=icotes.__version__, state="stopped", needs=[], methods=_methods(module, table)
    )


def _methods(kind: type, table: Table) -> list[str]:
    return [method.name for method in table if method.owner is kind]
