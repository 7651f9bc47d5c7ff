"""What tests of the sandbox share: a sandbox of their own, and a program run to its end in it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from icotes.kit.sandbox import Sandbox, SandboxSettings
from icotes.kit.sandbox_types import Limits, View
from icotes.kit.sandboxed import SandboxExit
from icotes.kit.state import StateFolder

PYTHON = "python3" if Path(sys.base_prefix).is_relative_to("/usr") else f"{sys.base_prefix}/bin/python3"
UNPRIVILEGED = Path(__file__).with_name("unprivileged.py")
"""Run by root as `unprivileged.py UID PLACE CODE [MEMORY]`: becomes that user, and runs Python in their sandbox."""
SHORT = Limits(wall_seconds=50)


class Ran(NamedTuple):
    """A program that has ended."""

    out: str
    err: str
    exit: SandboxExit


@asynccontextmanager
async def sandbox(state: Path, **settings: Any) -> AsyncIterator[Sandbox]:
    """Give a sandbox whose copies are kept in `state`."""
    made = Sandbox(SandboxSettings(**settings), StateFolder(state))
    try:
        yield made
    finally:
        await made.stop()


async def ran(made: Sandbox, argv: Sequence[str], view: View, limits: Limits = SHORT, **more: Any) -> Ran:
    """Run a program to its end and collect what it prints."""
    program = await made.spawn(argv, view=view, limits=limits, **more)
    said: dict[str, bytes] = {"stdout": b"", "stderr": b""}
    try:
        async with asyncio.timeout(55):
            async for stream, data in program.output():
                said[stream] += data
            exit_ = await program.exited
    finally:
        await program.end()
    return Ran(said["stdout"].decode(errors="replace"), said["stderr"].decode(errors="replace"), exit_)
