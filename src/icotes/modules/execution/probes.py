"""What the programs that run languages say of their version, asked in the sandbox and remembered."""

import asyncio
import re
import time

from icotes.core.errors import IcotesError
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_types import Limits, View
from icotes.kit.workspace import Workspace
from icotes.modules.execution.languages import Languages, Runtime
from icotes.modules.execution.running import Job, Running
from icotes.modules.execution.types import Language, Run, RuntimeMissing

LIMITS = Limits(wall_seconds=10, cpu_seconds=10, memory=1 << 30, processes=64, output=64 << 10, disk=1 << 20)
_version = re.compile(r"\d+(?:\.\d+)+[-.\w]*").search


class Probes:
    """Asks each program once, as long as it stays the same."""

    def __init__(self, languages: Languages, sandbox: Sandbox) -> None:
        self._languages = languages
        self._sandbox = sandbox
        self._known: dict[str, str] = {}

    async def all(self, workspace: Workspace) -> list[Language]:
        """Return the languages, by name."""
        return await asyncio.gather(*(self._language(name, workspace) for name in sorted(self._languages.all)))

    async def _language(self, name: str, workspace: Workspace) -> Language:
        endings, version, install = self._languages.endings(name), "", ""
        try:
            await asyncio.to_thread(self._languages.runtime, name, workspace)
            probe = await asyncio.to_thread(self._languages.probe, name, workspace)
            version = await self._version(probe, workspace) if probe else ""
            self._check(name, version)
        except RuntimeMissing as missing:
            install = missing.data["install"]
        return Language(name=name, endings=endings, available=not install, version=version, install=install)

    async def need(self, name: str, workspace: Workspace) -> None:
        """See that a language which needs a version of its program has that.

        Raises:
            RuntimeMissing: the program is older, or not there.
        """
        if not self._languages.all[name].least:
            return
        probe = await asyncio.to_thread(self._languages.probe, name, workspace)
        if probe:
            self._check(name, await self._version(probe, workspace))

    def _check(self, name: str, version: str) -> None:
        setting = self._languages.all[name]
        if version and setting.least and _numbers(version) < _numbers(setting.least):
            found = f"{setting.command[0]} {version} is too old for {name}, which needs {setting.least}."
            raise self._languages.missing(name, found)

    async def _version(self, probe: Runtime, workspace: Workspace) -> str:
        if probe.stamp not in self._known:
            try:
                self._known[probe.stamp] = await self._ask(probe, workspace)
            except IcotesError:
                return ""
        return self._known[probe.stamp]

    async def _ask(self, probe: Runtime, workspace: Workspace) -> str:
        asked = Running(Run(id="version", owner="", language="", started=time.time()), LIMITS.output)
        view = View(folder=workspace.root.folder, hidden=workspace.root.hidden, read=probe.read)
        await asked.start(self._sandbox, Job(probe.argv, view, {}, b"", LIMITS, (), "", {}, None))
        try:
            await asked.ended()
        finally:
            await asked.settle()
        said = asked.printed.dump()[0].decode(errors="replace")
        found = _version(said)
        return found[0] if found else said.partition("\n")[0][:100]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:3]]
