"""The start of a language server: in the sandbox, as it may load what it finds in the workspace."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from icotes.kit.processes import CommandNotFound, Exit, Process, clean_environment
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import Limits, View
from icotes.kit.workspace import Workspace
from icotes.modules.languages.framing import Inbox
from icotes.modules.languages.types import ServerSpec

LOOK_SECONDS = 10.0
"""For so long a program counts as installed, or not."""
GRACE_SECONDS = 0.1
LIMITS = Limits(
    wall_seconds=0,
    cpu_seconds=0,
    memory=6 << 30,
    processes=512,
    nice=0,
    output=0,
    files=1 << 30,
    open_files=8192,
    disk=1 << 30,
)
"""What a server in the sandbox may use; it runs for days."""


class Launched(NamedTuple):
    """A server that runs.

    Attributes:
        exited: how it ended, once it has.
        end: ends it with all that it started.
        walls: what stands between it and the machine.
    """

    pid: int
    exited: "asyncio.Future[Any]"
    end: Callable[[], Awaitable[None]]
    inbox: Inbox
    errors: asyncio.StreamReader
    writer: asyncio.WriteTransport
    pipes: tuple[asyncio.BaseTransport, ...]
    walls: str


class Launcher:
    """Starts language servers, and knows which are installed."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._seen: dict[str, tuple[float, bool]] = {}

    async def has(self, program: str) -> bool:
        """Tell whether a program is installed; that is looked for now and then."""
        at, there = self._seen.get(program, (0.0, False))
        now = time.monotonic()
        if not at or now - at > LOOK_SECONDS:
            there = await asyncio.to_thread(find, program) is not None
            self._seen[program] = now, there
        return there

    async def launch(self, workspace: Workspace, spec: ServerSpec, mark: str) -> Launched:
        """Start a server.

        Args:
            mark: an entry of its environment by which all that it starts is found.

        Raises:
            CommandNotFound: there is no such program.
            NoSandbox: this machine can't shut it in, and it may not run `outside`.
        """
        program = await asyncio.to_thread(find, spec.command[0])
        if program is None:
            raise CommandNotFound(f"There is no program {spec.command[0][:100]!r} on this server.")
        argv = (program, *spec.command[1:])
        pipes = _Pipes()
        try:
            if spec.outside:
                process = await self._outside(workspace, argv, pipes, mark)
                return await pipes.joined(process.pid, process.exited, lambda: process.end(GRACE_SECONDS), "")
            sandboxed = await self._sandbox.spawn(
                argv,
                view=View(
                    folder=workspace.root.folder,
                    hidden=workspace.root.hidden,
                    read=await asyncio.to_thread(needs, spec),
                ),
                env={"PATH": os.pathsep.join([*_beside(program), "/usr/local/bin", "/usr/bin", "/bin"])},
                limits=LIMITS,
                stdin=pipes.theirs[0],
                stdout=pipes.theirs[1],
                stderr=pipes.theirs[2],
                mark=mark,
            )
            walls = "sandbox: the workspace to read, no network"
            return await pipes.joined(sandboxed.pid, sandboxed.exited, sandboxed.end, walls)
        except BaseException:
            pipes.close()
            raise

    async def _outside(self, workspace: Workspace, argv: Sequence[str], pipes: "_Pipes", mark: str) -> Process:
        name, _, value = mark.partition("=")
        env = clean_environment({"PATH": search_path(), name: value})
        folder = str(workspace.root.folder)

        def start() -> "subprocess.Popen[bytes]":
            stdin, stdout, stderr = pipes.theirs
            return subprocess.Popen(  # noqa: S603 - the settings of who runs this server say which
                argv, env=env, cwd=folder, stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True
            )

        return Process(await asyncio.to_thread(start), mark)


class _Pipes:
    """What a server reads, writes and complains to.

    Attributes:
        theirs: the server's ends.
    """

    def __init__(self) -> None:
        read, self._write = os.pipe()
        self._read, write = os.pipe()
        self._complaints, complain = os.pipe()
        self.theirs = [read, write, complain]
        self._ours = [self._write, self._read, self._complaints]

    def close(self) -> None:
        """Close what nobody took."""
        for handle in (*self.theirs, *self._ours):
            os.close(handle)
        self.theirs, self._ours = [], []

    async def joined(
        self, pid: int, exited: "asyncio.Future[Any]", end: Callable[[], Awaitable[None]], walls: str
    ) -> Launched:
        """Return the server with these pipes."""
        loop = asyncio.get_running_loop()
        write, read, complaints = (
            os.fdopen(handle, mode, buffering=0) for handle, mode in zip(self._ours, ("wb", "rb", "rb"), strict=True)
        )
        self._ours = []
        self.close()
        output, inbox = await loop.connect_read_pipe(Inbox, read)
        errors = asyncio.StreamReader()
        printed, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(errors), complaints)
        writer, _ = await loop.connect_write_pipe(asyncio.Protocol, write)
        return Launched(pid, exited, end, inbox, errors, writer, (output, printed, writer), walls)


def search_path() -> str:
    """Return where programs are looked for: beside the running Python, then as usual."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def find(program: str) -> str | None:
    """Return where a program is, if it is installed."""
    return shutil.which(program, path=search_path())


def needs(spec: ServerSpec) -> tuple[Path, ...]:
    """Return what a server reads beside the workspace: where it is installed, and what its settings name."""
    program = Path(find(spec.command[0]) or spec.command[0])
    installed = [_installation(each) for each in dict.fromkeys((program, program.resolve()))]
    named = [Path(each).expanduser() for each in spec.read]
    return tuple(dict.fromkeys(each for each in (*installed, *named) if each.is_dir()))


def _installation(program: Path) -> Path:
    """Return the folder that a program was installed into: never somebody's home, nor all that they installed."""
    prefix = program.parent.parent
    home = Path.home()
    own = {Path("/"), home, home / ".local", home / ".cargo"}
    if program.parent.name != "bin" or prefix in own or home.is_relative_to(prefix):
        return program.parent
    return prefix


def _beside(program: str) -> list[str]:
    """Return where the programs are that a server may start itself."""
    return list(dict.fromkeys([str(Path(program).parent), str(Path(sys.executable).parent)]))


def how(end: Exit) -> str:
    """Return how a server ended, for people."""
    trouble = getattr(end, "trouble", "")
    if trouble:
        return f"It was ended because it used too much {trouble}."
    return f"It was ended by {end.signal}." if end.signal else f"It ended with {end.code}."
