"""Kernels that are started before anybody asks for one; a person does not wait for theirs."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextvars import Context

from icotes.core.errors import IcotesError
from icotes.kit.workspace import Workspace
from icotes.modules.execution.kernel import RunningKernel
from icotes.modules.execution.kernel_launch import KernelLaunch, Origin
from icotes.modules.execution.kernel_types import Kernel, KernelKind, KernelSettings, new_kernel

REFILL_SECONDS = {"repl": 0.5, "jupyter": 3.0}
"""The next one is not started while the first result of the one before is waited for."""
IDLE_SECONDS = 1800.0
"""One that nobody wanted for so long ends."""

Start = Callable[[Workspace, Kernel], Awaitable[RunningKernel]]

logger = logging.getLogger(__name__)


class _Spare:
    """A kernel that waits for somebody."""

    def __init__(self, workspace: Workspace, kernel: RunningKernel, origin: Origin) -> None:
        self.workspace = workspace
        self.kernel = kernel
        self.origin = origin
        self.since = time.monotonic()

    def fits(self, workspace: Workspace, kind: KernelKind, language: str, cwd: str) -> bool:
        mine = self.kernel.kernel
        same = (mine.kind, mine.language, mine.cwd) == (kind, language, cwd)
        return same and workspace is self.workspace and mine.state != "dead"


class KernelPool:
    """Keeps a few kernels of each kind ready, as they were wanted last."""

    def __init__(self, settings: KernelSettings, launch: KernelLaunch) -> None:
        self._settings = settings
        self._launch = launch
        self._spares: list[_Spare] = []
        self._filling: dict[KernelKind, asyncio.Task[None]] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    async def take(self, workspace: Workspace, kind: KernelKind, language: str, cwd: str) -> RunningKernel | None:
        """Return one that is ready and nobody's any more; None if there is none.

        Raises:
            IcotesError: none can be started so any more.
        """
        spare = next((each for each in self._spares if each.fits(workspace, kind, language, cwd)), None)
        if spare is None:
            return None
        origin = await self._launch.origin(workspace, spare.kernel.kernel)
        if spare not in self._spares:
            return None  # somebody else was faster
        if spare.origin != origin:
            self._leave([spare])
            return None
        self._spares.remove(spare)
        return spare.kernel

    def fill(
        self, workspace: Workspace, kind: KernelKind, language: str, cwd: str, start: Start, *, after: float = 0
    ) -> None:
        """Start one in the background, unless one is there or comes already."""
        there = any(spare.fits(workspace, kind, language, cwd) for spare in self._spares)
        if self._settings.warm and not there and kind not in self._filling:
            work = self._fill(workspace, new_kernel(language, kind, cwd), start, after)
            task = self._filling[kind] = asyncio.create_task(work, context=Context())
            task.add_done_callback(lambda _: self._filling.pop(kind))

    async def _fill(self, workspace: Workspace, kernel: Kernel, start: Start, after: float) -> None:
        await asyncio.sleep(after)
        try:
            origin = await self._launch.origin(workspace, kernel)
            spare = _Spare(workspace, await start(workspace, kernel), origin)
        except IcotesError as error:
            logger.warning("no kernel could be started ahead: %s", error)
            return
        self._spares.append(spare)
        alike = [each for each in self._spares if each.kernel.kernel.kind == kernel.kind]
        await self._end(alike[: -self._settings.warm])

    async def trim(self) -> None:
        """End those that nobody wanted."""
        old = time.monotonic() - IDLE_SECONDS
        await self._end([spare for spare in self._spares if spare.since < old])

    async def close(self, workspace: Workspace | None = None) -> None:
        """End those of a workspace, or all; and what is being started."""
        filling = list(self._filling.values())
        for task in filling:
            task.cancel()
        await asyncio.gather(*filling, return_exceptions=True)
        await self._end([spare for spare in self._spares if workspace in {None, spare.workspace}])
        await asyncio.gather(*self._leaving, return_exceptions=True)

    def _leave(self, spares: list[_Spare]) -> None:
        """End some in the background: nobody waits for what nobody wants."""
        leaving = asyncio.create_task(self._end(spares), context=Context())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def _end(self, spares: list[_Spare]) -> None:
        self._spares = [spare for spare in self._spares if spare not in spares]
        await asyncio.gather(*(spare.kernel.close() for spare in spares))
