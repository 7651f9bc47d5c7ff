"""A program that runs: what is known of it, what it prints, and how it ends."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from icotes.core.caller import Grant
from icotes.kit.processes import Exit
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import Limits, View
from icotes.kit.sandboxed import Sandboxed
from icotes.modules.execution.pipes import Pipes
from icotes.modules.execution.printed import Printed
from icotes.modules.execution.scratch import Left
from icotes.modules.execution.types import Run, RunFile, Stream, Trouble, Use

DRAIN_SECONDS = 2.0
"""How long the rest of the output of a program that is gone may take."""


class Job(NamedTuple):
    """All that a program is started with.

    Attributes:
        input: what it reads.
        key: by which its result answers for others; empty if it can't.
        files: what it finds in its scratch folder.
        beside: a folder of which all else is there, too; None if it works in the workspace itself.
    """

    argv: tuple[str, ...]
    view: View
    env: dict[str, str]
    input: bytes
    limits: Limits
    network: tuple[str, ...]
    key: str
    files: dict[str, bytes]
    beside: Path | None


class Running:
    """A run.

    Args:
        run: what is known of it when it begins.
        output: bytes that it may print.

    Attributes:
        run: what is known of it now.
        printed: what it printed so far.
    """

    def __init__(self, run: Run, output: int) -> None:
        self.run = run
        self.printed = Printed(run.id, output)
        self._trouble: Trouble = ""
        self._program: Sandboxed | None = None
        self._ending: asyncio.Task[None] | None = None
        self._finishing: asyncio.Task[None] | None = None

    async def start(self, sandbox: Sandbox, job: Job) -> None:
        """Start the program.

        Raises:
            NoSandbox: this machine lacks a wall that must stand.
        """
        self._pipes = Pipes(self._take)
        stdout, stderr = self._pipes.ends
        try:
            self._program = await sandbox.spawn(
                job.argv,
                view=job.view,
                env=job.env,
                limits=job.limits,
                network=job.network,
                stdin=job.input,
                stdout=stdout,
                stderr=stderr,
                mark=f"ICOTES_RUN={self.run.id}",
            )
        except BaseException:
            self._pipes.close()
            raise
        finally:
            self._pipes.started()
        if self._trouble:
            self.end(self._trouble)

    def _take(self, stream: Stream, data: bytes) -> None:
        self.printed.append(stream, data)
        if self.printed.full:
            self.end("output")

    def end(self, trouble: Trouble) -> None:
        """End the program and all that it started, for a reason; the first reason is the one that is told."""
        self._trouble = self._trouble or trouble
        if self._program and not self._ending:
            self._ending = asyncio.create_task(self._program.end())

    def finish(self, work: Coroutine[Any, Any, None], grant: Grant) -> None:
        """Have what is to be done at the end done in its time; when the grant is revoked, that is now."""
        self._finishing = asyncio.create_task(work)
        forget = grant.on_revoke(lambda: self.end("cancelled"))
        self._finishing.add_done_callback(lambda _: forget())
        if not grant.live:
            self.end("cancelled")

    async def cancel(self) -> None:
        """End the program; return when all is done that is to be done at its end."""
        self.end("cancelled")
        if self._finishing:
            await asyncio.shield(self._finishing)

    async def ended(self) -> None:
        """Return when the program has ended and all is read that it printed."""
        program = self._program
        if program is None:
            return
        seen = await asyncio.shield(program.exited)
        await asyncio.wait({self._pipes.done}, timeout=DRAIN_SECONDS)
        self._pipes.close()
        self.printed.finish()
        self._change(
            state="ended",
            exit=Exit(seen.code, seen.signal),
            trouble=self._trouble or seen.trouble,
            use=Use(seconds=seen.used.wall, cpu_seconds=seen.used.cpu, memory=seen.used.memory_peak),
        )

    async def settle(self) -> None:
        """Give back what the program held."""
        if self._program:
            await self._program.end()

    def left(self, left: Left) -> None:
        """Tell what files the program left."""
        files = [RunFile(name, len(data)) for name, data in left.files.items()]
        self._change(files=files, passed_over=left.passed_over)

    def _change(self, **fields: object) -> None:
        self.run = msgspec.structs.replace(self.run, output=self.printed.last, **fields)
