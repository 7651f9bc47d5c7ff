"""The sandbox: programs that nobody needs to trust, behind every wall that this machine has.

bubblewrap gives namespaces of their own, a filter of system calls, no rights and an empty environment; control groups
and resource limits bound what is used; Landlock stands behind the mounts; a watchdog outside ends what passes a limit.
Without namespaces nothing runs.
"""

import asyncio
import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from icotes.core.errors import Unacceptable
from icotes.kit.cgroups import Cgroups, Group, find_cgroups
from icotes.kit.egress import ENVIRONMENT as PROXIED
from icotes.kit.egress import Egress, Gate, includes, parse_host
from icotes.kit.health import Health
from icotes.kit.landlock import landlock_version
from icotes.kit.sandbox_copy import copy_folder
from icotes.kit.sandbox_launch import ENVIRONMENT, Launch, Plan, Runner, prepare
from icotes.kit.sandbox_start import Begun, Streams, begin
from icotes.kit.sandbox_types import HostNotAllowed, Limits, NoSandbox, View, Wall
from icotes.kit.sandbox_writes import SandboxWrites
from icotes.kit.sandboxed import Sandboxed
from icotes.kit.settings import SettingsSection
from icotes.kit.state import StateFolder
from icotes.kit.syscalls import machine
from icotes.kit.threads import kept
from icotes.kit.workers import Workers

_SEARCHED = "/usr/local/bin:/usr/bin:/bin"
_NOT_SHOWN = frozenset({"/", "/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr"})
"""Folders that, shown as a workspace, would stand in place of the sandbox's own."""
_SWEEP_SECONDS = 60.0
_WATCHED = "not over kernels and terminals: they outlive the server, and may fill the disk of a folder that they write"
_INSTALL = "Code runs only behind bubblewrap, which is missing: install the package `bubblewrap` on the server."


class SandboxSettings(SettingsSection, section="sandbox"):
    """What code in a sandbox may reach."""

    hosts: Annotated[
        tuple[str, ...], Meta(description="Hosts that code may be granted, e.g. pypi.org, *.debian.org.")
    ] = ()
    read: Annotated[tuple[str, ...], Meta(description="Further folders that code may read, e.g. /opt/julia.")] = ()
    uid: Annotated[
        int, Meta(ge=1, lt=2**31, description="As which user code runs in folders of root, where root serves.")
    ] = 65530


class Sandbox:
    """Starts programs in sandboxes.

    Args:
        settings: what they may reach.
        state: where copies of folders are made, and what code could write is remembered.

    Attributes:
        writes: what code in sandboxes could have written.
    """

    def __init__(self, settings: SandboxSettings, state: StateFolder) -> None:
        self._settings = settings
        self._copies = state.path / "sandbox"
        self.writes = SandboxWrites(state)
        self._starter = Workers("sandbox", 1)
        self._bubblewrap = shutil.which("bwrap", path=_SEARCHED) or ""
        self._landlock = landlock_version() if machine() else 0
        self._cgroups: Cgroups | None = None
        self._swept = time.monotonic()
        self._walls: list[Wall] | None = None
        self._probing = asyncio.Lock()

    async def stop(self) -> None:
        """End what still runs: it hangs on the thread that started it."""
        await self._starter.stop()
        if self._cgroups:
            await asyncio.to_thread(self._cgroups.close)

    async def health(self) -> Health:
        """Return how each wall stands."""
        walls = await self.walls()
        said = "; ".join(f"{wall.name}: {wall.state}{f' ({wall.detail})' if wall.detail else ''}" for wall in walls)
        return Health(state="degraded" if any(wall.state == "missing" for wall in walls) else "ok", detail=said)

    async def walls(self) -> list[Wall]:
        """Return what is enforced on this machine; it is tried once."""
        async with self._probing:
            if self._walls is None:
                self._cgroups = await asyncio.to_thread(self._tidy)
                self._walls = self._describe(await self._try())
            return self._walls

    def _tidy(self) -> Cgroups | None:
        """Find out about groups, and remove what a server left that was killed."""
        shutil.rmtree(self._copies, ignore_errors=True)
        groups = find_cgroups()
        if groups:
            groups.sweep()
        return groups

    def _describe(self, failure: str) -> list[Wall]:
        state = "missing" if failure else "on"
        groups, landlock = self._cgroups, self._landlock
        together = (
            f"cgroup v{groups.version}"
            if groups
            else "no cgroup can be written; memory is watched, and limited by process"
        )
        return [
            Wall("namespaces", state, failure or "user, process, mount, network, ipc, uts, cgroup"),
            Wall("no rights", state, "an unprivileged user, no capabilities, an empty environment"),
            Wall("system calls", state, "seccomp"),
            Wall("limits of each process", state, "rlimits"),
            Wall("limits of all together", "on" if groups else "missing", together),
            Wall("landlock", "on" if landlock else "missing", f"version {landlock}" if landlock else "an old kernel"),
            Wall("network", "on" if self._settings.hosts else "off", ", ".join(self._settings.hosts)),
            Wall("watchdog", "on", _WATCHED),
        ]

    async def _try(self) -> str:
        """Start and end a sandbox; return why that is not possible."""
        if not machine():
            return "Code runs only on x86_64 and aarch64."
        if not self._bubblewrap:
            return _INSTALL
        try:
            sandboxed = await self._start(["true"], View(folder=Path("/usr/lib")), ENVIRONMENT, Limits(), Streams())
        except NoSandbox as refused:
            return refused.message
        await sandboxed.end()
        return ""

    async def spawn(
        self,
        argv: Sequence[str],
        *,
        view: View,
        env: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        network: Sequence[str] = (),
        stdin: bytes | int = b"",
        stdout: int | None = None,
        stderr: int | None = None,
        mark: str = "",
    ) -> Sandboxed:
        """Start a program in a sandbox; return once it runs.

        Args:
            argv: the program and its arguments; it is looked for by the PATH of its environment.
            view: what it sees.
            env: its environment beyond `ENVIRONMENT`; nothing comes from the server's.
            limits: what it may use.
            network: hosts that it may reach over HTTP(S): `name`, `*.name`, `name:port`; no network without.
            stdin: what it reads: bytes, or a descriptor.
            stdout: a descriptor that it writes to; without one, see `Sandboxed.output`.
            stderr: a descriptor that it complains to.
            mark: an entry of its environment, `NAME=value`, by which its processes are found.

        Raises:
            NoSandbox: a wall that must stand can't be built; the message says what to do.
            CommandNotFound: there is no such program in the sandbox, or it can't be run.
            Unacceptable: command and environment are too long.
            NotFound: there is no such folder to start in.
            HostNotAllowed: the settings do not name one of the hosts.
            TooMuchToCopy: access is `copy`, and the folder is too large.
        """
        await self._require()
        gate = Gate(self._granted(network)) if network else None
        env = _environment(env, mark, PROXIED if gate else {})
        return await self._start(argv, view, env, limits or Limits(), Streams(stdin, stdout, stderr), gate)

    async def command(
        self,
        argv: Sequence[str],
        *,
        view: View,
        env: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        terminal: bool = False,
        mark: str = "",
    ) -> Launch:
        """Return what starts a program in a sandbox, for somebody else to start: a holder that outlives this server.

        It executes `argv` with the empty environment and `fds` at 3, 4, ... (see `sandbox_spawn.spawn`); then `close`,
        and await `confirm`. To end it, kill the process that was started. There is no network; `wall_seconds`,
        `output`, and `disk` beyond `/tmp` are not watched.

        Args:
            terminal: its standard input is a terminal that is to control it.

        Raises:
            NoSandbox: a wall that must stand can't be built.
            CommandNotFound: its PATH names no folder.
        """
        await self._require()
        given = _environment(env, mark, {})
        prepared = partial(self._prepare, argv, given, limits or Limits(), view, terminal=terminal)
        return await kept(prepared, Launch.drop)

    async def _require(self) -> None:
        wall = (await self.walls())[0]
        if wall.state != "on":
            raise NoSandbox(wall.detail)

    def _granted(self, network: Sequence[str]) -> list[str]:
        try:
            asked = {parse_host(text): text for text in network}
        except ValueError as error:
            raise Unacceptable(f"{str(error)[:100]!r} is no host; give a name, *.name or name:port.") from None
        allowed = [parse_host(text) for text in self._settings.hosts]
        missing = [text for host, text in asked.items() if not any(includes(one, host) for one in allowed)]
        if missing:
            raise HostNotAllowed(
                f"{missing[0][:100]} is not among the hosts that `sandbox.hosts` allows on this server."
            )
        return list(network)

    def _prepare(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        limits: Limits,
        view: View,
        *,
        terminal: bool = False,
        network: bool = False,
    ) -> Launch:
        if str(view.folder) in _NOT_SHOWN:
            raise Unacceptable("This workspace is a part of the system itself; code runs in a folder of its own only.")
        self._sweep()
        if view.access == "write":
            self.writes.note(view.folder)
        runner = self._runner(view.folder)
        view = msgspec.structs.replace(view, read=(*map(Path, self._settings.read), *view.read))
        group = self._group(limits)
        plan = Plan(
            bubblewrap=self._bubblewrap,
            argv=argv,
            env=env,
            view=view,
            limits=limits,
            runner=runner,
            group=group,
            landlock=self._landlock,
            terminal=terminal,
            network=network,
        )
        try:
            with ExitStack() as undo:
                if group:
                    undo.callback(group.remove)
                launch = prepare(plan)
                undo.pop_all()
                return launch
        except OSError as error:
            raise NoSandbox(
                f"The sandbox can't be prepared ({error.strerror}); see whether its folders are there."
            ) from None

    def _group(self, limits: Limits) -> Group | None:
        if self._cgroups is None:
            return None
        try:
            return self._cgroups.make(secrets.token_hex(8), limits.memory or 1 << 50, limits.processes or 1 << 20)
        except OSError as error:
            raise NoSandbox(f"The control group can't be made ({error.strerror}); try again.") from None

    def _sweep(self) -> None:
        """Remove the groups of programs that somebody else started and that have ended, now and then."""
        if self._cgroups and time.monotonic() - self._swept > _SWEEP_SECONDS:
            self._swept = time.monotonic()
            self._cgroups.sweep()

    def _runner(self, folder: Path) -> Runner:
        """Return as whom code runs: as us; if we are root, as the folder's owner, and if that is root, as nobody."""
        if os.geteuid() != 0:
            return Runner(os.geteuid(), os.getegid(), False)
        owner = folder.stat()
        if owner.st_uid != 0:
            return Runner(owner.st_uid, owner.st_gid, True)
        return Runner(self._settings.uid, self._settings.uid, True)

    async def _start(
        self,
        argv: Sequence[str],
        view: View,
        env: Mapping[str, str],
        limits: Limits,
        streams: Streams,
        gate: Gate | None = None,
    ) -> Sandboxed:
        prepared = partial(self._prepare, argv, env, limits, network=gate is not None)
        begun = await self._begin(prepared, view, limits, streams)
        sandboxed = begun.sandboxed()
        try:
            await begun.launch.confirm()
            if gate:
                sandboxed.network = Egress(gate)
                await sandboxed.network.serve(begun.launch.listening())
        except NoSandbox as refused:
            raise await _explained(sandboxed, begun, refused) from None
        except BaseException:
            await sandboxed.end()
            raise
        return sandboxed

    async def _begin(self, prepared: Callable[[View], Launch], view: View, limits: Limits, streams: Streams) -> Begun:
        seen, clean = view, _nothing
        if view.access == "copy":
            seen, clean = await kept(partial(self._copy, view, limits), lambda made: made[1]())

        def start() -> Begun:
            try:
                return begin(prepared(seen), streams, clean)
            except BaseException:
                clean()
                raise

        starting = self._starter.run(start)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(_unwanted)
            raise

    def _copy(self, view: View, limits: Limits) -> tuple[View, Callable[[], None]]:
        """Return the view of a copy, and what removes it."""
        copied = self._copies / secrets.token_hex(8)
        copied.mkdir(0o700, parents=True)
        try:
            copy_folder(view.folder, copied, limits.disk, view.hidden)
        except BaseException:
            shutil.rmtree(copied, ignore_errors=True)
            raise
        return msgspec.structs.replace(view, copied=copied), lambda: shutil.rmtree(copied, ignore_errors=True)


def _nothing() -> None:
    """Clean up where there is nothing to clean up."""


async def _explained(sandboxed: Sandboxed, begun: Begun, refused: NoSandbox) -> NoSandbox:
    """End what did not get ready; return why, with what bubblewrap said."""
    sandboxed.kill()
    await asyncio.shield(sandboxed.exited)
    said = b""
    with contextlib.suppress(KeyError, OSError):
        said = os.read(begun.read["stderr"], 500)
    await sandboxed.end()
    if refused.data.get("step") != "bubblewrap" or not said:
        return refused
    return NoSandbox(f"{refused.message} It said: {said.decode(errors='replace').strip()}", step="bubblewrap")


def _unwanted(starting: "asyncio.Future[Begun]") -> None:
    """Kill what was started for somebody who does not wait for it any more."""
    if not starting.cancelled() and not starting.exception():
        begun = starting.result()
        begun.abandoned = asyncio.create_task(_abandon(begun))


async def _abandon(begun: Begun) -> None:
    sandboxed = begun.sandboxed()
    await asyncio.to_thread(begun.launch.drop)
    await sandboxed.end()


def _environment(env: Mapping[str, str] | None, mark: str, more: Mapping[str, str]) -> dict[str, str]:
    name, _, value = mark.partition("=")
    return {**ENVIRONMENT, **more, **(env or {}), **({name: value} if name else {})}
