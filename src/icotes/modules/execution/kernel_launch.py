"""The start of a kernel's process: in the sandbox, as a child of the workspace's holder."""

import asyncio
import os
import sys
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from icotes.kit.held_sandbox import spawn_sandboxed
from icotes.kit.holder import PIPES, Holders
from icotes.kit.holder_link import Held
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import Limits, View
from icotes.kit.threads import kept
from icotes.kit.workspace import Workspace
from icotes.modules.execution.kernel_types import Kernel, KernelSettings, KernelUnknown
from icotes.modules.execution.kernelspecs import KernelSpec, kernelspecs, named
from icotes.modules.execution.languages import Languages

NICE = 3
"""A person waits for a kernel; it stands back less than what only runs."""
OWNER = "kernels"
"""By what name the holder knows whose processes these are."""


class _Program(NamedTuple):
    """What is started.

    Attributes:
        stamp: changes when the program does.
        read: folders that it needs to see beside the workspace's.
    """

    argv: list[str]
    read: tuple[Path, ...]
    env: dict[str, str]
    stamp: str = ""


class Origin(NamedTuple):
    """What a kernel is started from; one that was started from another is not what somebody wants now.

    Attributes:
        folder: that it works in, by device and number.
    """

    argv: list[str]
    stamp: str
    folder: tuple[int, int]


class KernelLaunch:
    """Starts the processes of kernels."""

    def __init__(self, sandbox: Sandbox, holders: Holders, languages: Languages, settings: KernelSettings) -> None:
        self._sandbox = sandbox
        self._holders = holders
        self._languages = languages
        self._settings = settings

    async def origin(self, workspace: Workspace, kernel: Kernel) -> Origin:
        """Return what a kernel would be started from now.

        Raises:
            KernelUnknown: no such kernel is installed.
            NotFound: its folder is not there.
        """
        return await asyncio.to_thread(self._origin, workspace, kernel)

    def _origin(self, workspace: Workspace, kernel: Kernel) -> Origin:
        program, folder = self._program(workspace, kernel), workspace.root.stat(kernel.cwd, links=True)
        return Origin(program.argv, program.stamp, (folder.st_dev, folder.st_ino))

    async def start_process(self, workspace: Workspace, kernel: Kernel, process: str) -> Held:
        """Start a process for a kernel.

        Args:
            process: its id for the holder.

        Raises:
            KernelUnknown: no such kernel is installed.
            NoSandbox: code can't be kept in here.
            NotFound: its folder is not there.
        """
        program = await asyncio.to_thread(self._program, workspace, kernel)
        folder = await kept(partial(workspace.root.open_folder, kernel.cwd), os.close)
        mark = f"ICOTES_KERNEL={process}"
        try:
            cwd = await asyncio.to_thread(os.readlink, f"/proc/self/fd/{folder}")
            view = View(
                folder=workspace.root.folder,
                access="write",
                cwd=str(Path(cwd).relative_to(workspace.root.folder)),
                hidden=workspace.root.hidden,
                read=program.read,
            )
            env = {**program.env, "ICOTES_WORKSPACE": workspace.id}
            launch = await self._sandbox.command(program.argv, view=view, env=env, limits=self._limits(), mark=mark)
            return await spawn_sandboxed(
                self._holders,
                workspace,
                process,
                launch,
                owner=OWNER,
                cwd=folder,
                streams=PIPES,
                ring=self._settings.output,
                mark=mark,
            )
        finally:
            os.close(folder)

    def _limits(self) -> Limits:
        settings = self._settings
        return Limits(
            wall_seconds=0,
            cpu_seconds=0,
            memory=settings.memory,
            processes=settings.processes,
            output=0,
            files=0,
            open_files=4096,
            disk=settings.disk,
            nice=NICE,
        )

    def _program(self, workspace: Workspace, kernel: Kernel) -> _Program:
        if kernel.kind == "jupyter":
            argv = [sys.executable, "-I", "-c", _source("bridge.py"), _spec(kernel.language)]
            return _Program(argv, (Path(sys.prefix),), {"IPYTHONDIR": "/tmp/ipython"})  # noqa: S108 - the sandbox's own
        if kernel.language != "python":
            raise KernelUnknown(f"The small kernel runs Python only; start {kernel.language} with kind=jupyter.")
        runtime = self._languages.runtime("python", workspace)
        argv = [runtime.argv[0], "-c", _source("repl.py")]
        return _Program(argv, runtime.read, {"MPLBACKEND": "agg"}, runtime.stamp)


def _spec(language: str) -> str:
    specs = kernelspecs()
    spec: KernelSpec | None = named(specs, language)
    if spec is None:
        known = f"those that are there: {', '.join(sorted(specs))}" if specs else "pip install 'icotes[kernels]'"
        raise KernelUnknown(f"No Jupyter kernel for {language} is installed; {known}.", known=sorted(specs))
    return msgspec.json.encode(spec).decode()


@cache
def _source(name: str) -> str:
    """Return a program of this folder, which runs where the folder is not to be seen."""
    return Path(__file__).with_name(name).read_text("utf-8")
