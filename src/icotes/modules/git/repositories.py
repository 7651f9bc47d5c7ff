"""Runs git for the methods: queries that start nothing, commands one after another, and all of it can be ended."""

import asyncio
import os
import re
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from icotes.core.caller import Caller
from icotes.core.errors import Denied, TimedOut
from icotes.kit.git import SECONDS, Git, GitFailed, Way
from icotes.kit.programs import MOST, Bounds
from icotes.kit.sandbox import Sandbox
from icotes.kit.sandbox_writes import SandboxWrites
from icotes.kit.workers import Workers
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import OpenText
from icotes.modules.git.explaining import explain
from icotes.modules.git.place import Place, find, operation
from icotes.modules.git.types import GitProgressed, GitSettings, Operation

T = TypeVar("T")

RUNS_PROGRAMS = "terminals:write"
"""Who may start programs may let the repository start its own: hooks, filters, merge drivers, signing."""
_SECONDS_BETWEEN = 0.3
_PROGRESS = re.compile(rb"(?:remote: )?([A-Z][A-Za-z ]+):\s+(\d{1,3})%")


class Repository:
    """The repository of a workspace, for one call.

    Args:
        workers: those for what is done here, and those for what talks to other repositories.
        trusting: the repository's own programs run.
    """

    def __init__(
        self,
        workspace: Workspace,
        place: Place,
        workers: tuple[Workers, Workers],
        settings: GitSettings,
        stops: set[int],
    ) -> None:
        self.workspace = workspace
        self.place = place
        self._stops = stops
        self._git = Git(workspace.folder, place.directory)
        self._workers, self._reachers = workers
        self._settings = settings
        self._trusting = False
        self._doubtful = False

    async def look(
        self, *words: str, data: bytes = b"", also: tuple[int, ...] = (), most: int = MOST, config: tuple[str, ...] = ()
    ) -> bytes:
        """Return what a query prints; nothing but git runs, and nothing is changed.

        Raises:
            IcotesError: as `explain` tells it.
        """
        return await self._run(words, data, also, partial(Bounds, SECONDS, most), Way(config=config))

    async def text(self, *words: str, also: tuple[int, ...] = ()) -> str:
        """Return the line that a query prints."""
        return (await self.look(*words, also=also)).decode("utf-8", "replace").rstrip("\n")

    async def operation(self) -> Operation:
        """Return what was begun and is not at its end."""
        return await self.work(lambda: operation(self.place.directory))

    async def work(self, work: Callable[[], T]) -> T:
        """Return the result of what may take a while, or looks at the disk."""
        return await self._workers.run(work)

    async def commit(self, revision: str = "HEAD") -> str:
        """Return the id of a commit; empty if there is none."""
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision or 'HEAD'}^{{commit}}")
        return await self.text(*words, also=(1, 128))

    async def act(
        self, *words: str, data: bytes = b"", also: tuple[int, ...] = (), config: tuple[str, ...] = (), hooks: str = ""
    ) -> bytes:
        """Run a command that changes something; hooks run if the caller may run programs.

        Args:
            hooks: the names of the hooks that it may start, apart by a space.

        Raises:
            Denied: the repository would start programs, and the caller may not.
            IcotesError: as `explain` tells it.
        """
        there = await self._workers.run(lambda: self._hooks(hooks.split()))
        self._admit(there)
        env = {"GIT_OPTIONAL_LOCKS": "1", "GIT_ALLOW_PROTOCOL": "file"}
        bounds = partial(Bounds, self._settings.seconds)
        try:
            return await self._run(words, data, also, bounds, Way(self._trusting, env, config=config), there)
        except TimedOut as late:
            if there:
                raise TimedOut(f"{late.message} The hook {' or '.join(there)} may hang; see .git/hooks.") from None
            raise

    async def reach(self, task: str, *words: str, also: tuple[int, ...] = ()) -> bytes:
        """Run a command that talks to another repository, with the machine's own ways to sign in; it never asks.

        Raises:
            IcotesError: as `explain` tells it.
        """
        there = await self._workers.run(lambda: self._hooks(["pre-push", "reference-transaction"]))
        self._admit(there, "credential.", "remote.", "http.", "url.")
        named = await self._workers.run(self._git.programs)
        shell = [each.value for each in named if each.key == "core.sshcommand" and (self._trusting or not each.own)]
        ssh = shell[-1] if shell else os.environ.get("GIT_SSH_COMMAND") or "ssh"
        env = {
            "GIT_OPTIONAL_LOCKS": "1",
            "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh" if self._trusting else "http:https:ssh",
            "GIT_SSH_COMMAND": f"{ssh} -oBatchMode=yes -oConnectTimeout=20",
        }
        told = _Told(self.workspace, task)
        bounds = partial(Bounds, self._settings.network_seconds, MOST, told.take)
        return await self._run(words, b"", also, bounds, Way(self._trusting, env), there, self._reachers)

    def _admit(self, hooks: list[str], *also: str) -> None:
        """Refuse who may not run programs, where the repository would have some run."""
        kinds = ("merge.", "core.alternaterefscommand", "gpg.", *also)
        own = [each.key for each in self._git.programs() if each.own and each.key.startswith(kinds)]
        if self._trusting or not (hooks or own):
            return
        if self._doubtful:
            raise Denied(
                f"Code in the sandbox could have written what this repository would start or obey"
                f" ({', '.join([*hooks, *own][:3])}): look at it, then run `git config --global --add icotes.trusted"
                " FOLDER` with this folder on the server's machine, or use git in a terminal.",
            )
        raise Denied(
            f"This repository runs programs of its own ({', '.join([*hooks, *own][:3])}): that needs a key that"
            f" covers {RUNS_PROGRAMS}.",
            scope=RUNS_PROGRAMS,
        )

    def _hooks(self, names: list[str]) -> list[str]:
        """Return which of these hooks there are; looks at the repository's settings, too."""
        self._git.programs()
        folder = self._git.hooks()
        return [name for name in names if os.access(folder / name, os.X_OK) and (folder / name).is_file()]

    async def _run(
        self,
        words: tuple[str, ...],
        data: bytes,
        also: tuple[int, ...],
        bounds: Callable[..., Bounds],
        way: Way,
        hooks: Collection[str] = (),
        workers: Workers | None = None,
    ) -> bytes:
        stop = os.eventfd(0, os.EFD_CLOEXEC)
        limited = way._replace(bounds=bounds(stop=stop))
        running = (workers or self._workers).run(lambda: self._git.run(*words, data=data, also=also, way=limited))
        self._stops.add(stop)
        running.add_done_callback(lambda _: self._over(stop))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            if not running.done():
                os.eventfd_write(stop, 1)
                await asyncio.wait([running])
            raise
        except GitFailed as failed:
            raise explain(failed, hooks, far=words[0] in {"fetch", "push"}) from None

    def _over(self, stop: int) -> None:
        self._stops.discard(stop)
        os.close(stop)

    async def trust(self, caller: Caller, writes: SandboxWrites) -> None:
        """Let the repository's own programs run if the caller may run programs, and no code in a sandbox wrote them."""
        if caller.grant.allows(RUNS_PROGRAMS):
            self._doubtful = await self._workers.run(lambda: self._was_written(writes))
            self._trusting = not self._doubtful

    def _was_written(self, writes: SandboxWrites) -> bool:
        folder = self.workspace.folder
        if not writes.could_write(folder):
            return False
        kept = [folder / ".git", self.place.directory, self.place.common, *self._git.obeyed()]
        return any(map(writes.could_write, kept)) and not self._git.trusted()


class _Told:
    """Tells the workspace where a command stands, from the thread that reads what it says."""

    def __init__(self, workspace: Workspace, task: str) -> None:
        self._workspace = workspace
        self._task = task
        self._loop = asyncio.get_running_loop()
        self._next = 0.0

    def take(self, said: bytes) -> None:
        found = _PROGRESS.findall(said)
        if not found or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _SECONDS_BETWEEN
        phase, percent = found[-1]
        event = GitProgressed(task=self._task, phase=phase.decode(), percent=min(100, int(percent)))  # pyright: ignore[reportArgumentType]
        self._loop.call_soon_threadsafe(self._workspace.store.post, event)


class Repositories:
    """Finds repositories, and lets commands in one of them wait for each other."""

    def __init__(self, settings: GitSettings, open_text: OpenText | None, sandbox: Sandbox) -> None:
        self._settings = settings
        self._writes = sandbox.writes
        self._open_text = open_text
        self._workers = Workers("git", 16)
        self._reachers = Workers("git remotes", 16)  # their own: a remote that is silent holds one for long
        self._stops: set[int] = set()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._reaching: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def stop(self) -> None:
        """End what runs, and the threads."""
        for stop in self._stops:
            os.eventfd_write(stop, 1)
        await asyncio.gather(self._workers.stop(), self._reachers.stop())

    async def of(self, workspace: Workspace, *, flush: str | None = None) -> Repository:
        """Return the repository of a workspace.

        Args:
            flush: bring what is open at this path (all of it, if empty) to disk first.

        Raises:
            NoRepository: the folder is none.
            Denied: it leads out of the workspace.
        """
        place = await self.run(partial(find, workspace.folder))
        if flush is not None and self._open_text:
            await self._open_text.flush(workspace, flush)
        return Repository(workspace, place, (self._workers, self._reachers), self._settings, self._stops)

    @asynccontextmanager
    async def changing(self, workspace: Workspace, caller: Caller) -> AsyncGenerator[Repository]:
        """Have the repository to oneself; what is open is on disk, and hooks run for who may run programs."""
        async with self._locks[workspace.id]:
            repository = await self.of(workspace, flush="")
            await repository.trust(caller, self._writes)
            yield repository

    @asynccontextmanager
    async def reaching(self, workspace: Workspace, caller: Caller) -> AsyncGenerator[Repository]:
        """Be the only one who talks to remotes; whoever changes something here does not wait for them."""
        async with self._reaching[workspace.id]:
            repository = await self.of(workspace)
            await repository.trust(caller, self._writes)
            yield repository

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of blocking work."""
        return await self._workers.run(work)
