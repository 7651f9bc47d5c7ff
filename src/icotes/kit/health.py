"""How each part is: asked of it when somebody wants to know, never guessed."""

import asyncio
from typing import Any, Literal

import msgspec

from icotes.core.container import Container

State = Literal["ok", "degraded", "failed"]

ASK_SECONDS = 2.0
"""A part that does not answer within this time has failed."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How one part is; its `async health()` returns it.

    Attributes:
        state: `degraded` still works but lacks something; `failed` does not work, and the server is not ready.
        detail: one line for people: what is wrong and what to do.
    """

    state: State = "ok"
    detail: str = ""


class PartHealth(Health, frozen=True, kw_only=True):
    """How the part with this name is."""

    name: str


class HealthCheck:
    """Asks every part that runs and has a `health()`."""

    def __init__(self, container: Container) -> None:
        self._container = container

    async def report(self) -> list[PartHealth]:
        """Return how each part is, in the order of their start."""
        return await asyncio.gather(*(_ask(part) for part in self._container.running() if _answers(part)))

    async def ready(self) -> bool:
        """Tell whether no part has failed."""
        return all(part.state != "failed" for part in await self.report())


def _answers(part: Any) -> bool:
    """Tell whether a part says how it is; `system.health` is a method for callers, and asks this very list."""
    return hasattr(part, "health") and not hasattr(part.health, "__icotes_method__")


async def _ask(part: Any) -> PartHealth:
    name = type(part).__name__
    try:
        async with asyncio.timeout(ASK_SECONDS):
            health: Health = await part.health()
    except TimeoutError:
        return PartHealth(name=name, state="failed", detail=f"It did not answer within {ASK_SECONDS} s.")
    except Exception as error:  # noqa: BLE001 - a part whose health() fails has failed
        return PartHealth(name=name, state="failed", detail=type(error).__name__)
    return PartHealth(name=name, state=health.state, detail=health.detail)
