"""The start of a language server: with which program, in what walls."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from icotes.kit.processes import CommandNotFound, Process, clean_environment
from icotes.kit.workspace import Workspace

READ_BYTES = 1024 * 1024
"""What is read ahead of a server."""


LOOK_SECONDS = 10.0
"""For so long a program counts as installed, or not."""


class Launched(NamedTuple):
    """A server that runs.

    Attributes:
        root: where it sees the workspace's folder.
        walls: what stands between it and the machine.
    """

    process: Process
    reader: asyncio.StreamReader
    errors: asyncio.StreamReader
    writer: asyncio.WriteTransport
    pipes: tuple[asyncio.BaseTransport, ...]
    root: bytes
    walls: str


class Launcher:
    """Starts language servers, and knows which are installed."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[float, bool]] = {}

    async def has(self, program: str) -> bool:
        """Tell whether a program is installed; that is looked for now and then."""
        at, there = self._seen.get(program, (0.0, False))
        now = time.monotonic()
        if not at or now - at > LOOK_SECONDS:
            there = await asyncio.to_thread(find, program) is not None
            self._seen[program] = now, there
        return there

    async def launch(self, workspace: Workspace, argv: Sequence[str], mark: str) -> Launched:
        """Start a server.

        Args:
            argv: the program and its arguments.
            mark: an entry of its environment by which all that it starts is found.

        Raises:
            CommandNotFound: there is no such program.
        """
        name, _, value = mark.partition("=")
        env = clean_environment({"PATH": search_path(), name: value})
        popen = await asyncio.to_thread(_start, argv, env, str(workspace.root.folder))
        process = Process(popen, mark)
        loop = asyncio.get_running_loop()
        reader, output = await _read(popen.stdout)
        errors, printed = await _read(popen.stderr)
        writer, _ = await loop.connect_write_pipe(asyncio.Protocol, popen.stdin)
        pipes = (output, printed, writer)
        return Launched(process, reader, errors, writer, pipes, os.fsencode(workspace.root.folder), "")


def search_path() -> str:
    """Return where programs are looked for: beside the running Python, then as usual."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def find(program: str) -> str | None:
    """Return where a program is, if it is installed."""
    return shutil.which(program, path=search_path())


def _start(argv: Sequence[str], env: dict[str, str], cwd: str) -> "subprocess.Popen[bytes]":
    program = find(argv[0])
    if program is None:
        raise CommandNotFound(f"There is no program {argv[0][:100]!r} on this server.")
    return subprocess.Popen(  # noqa: S603 - the settings of who runs this server say which
        [program, *argv[1:]],
        env=env,
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


async def _read(pipe: Any) -> tuple[asyncio.StreamReader, asyncio.BaseTransport]:
    reader = asyncio.StreamReader(READ_BYTES)
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
    return reader, transport
