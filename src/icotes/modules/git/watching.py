"""Sees what happens in repositories, whoever does it: a method, a terminal, another program.

The kernel tells of the few folders in which git keeps what matters; its objects are not looked at.
"""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from icotes.core.errors import IcotesError
from icotes.core.methods import Module
from icotes.kit.git import Git
from icotes.kit.health import Health
from icotes.kit.inotify import IGNORED, IS_FOLDER, Inotify, Notice
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.git.place import Place, find, operation
from icotes.modules.git.repositories import Repositories
from icotes.modules.git.types import GitChanged, Operation

FIRST_LOOK_SECONDS = 0.3
"""A workspace opens when its repository was looked at, or after this time."""
QUIET_SECONDS = 0.1
"""How long nothing may happen before it is looked at, and at most ten times this."""
MOST_FOLDERS = 500
"""Folders of branches that are watched; those beyond are seen when something else changes."""
_QUIET_NAMES = (b".lock", b"COMMIT_EDITMSG", b"gc.pid")


@dataclass(frozen=True, slots=True)
class Seen:
    """A repository at one moment.

    Attributes:
        index: changes when what is staged does.
        refs: changes when a branch or tag does.
    """

    head: str = ""
    branch: str = ""
    operation: Operation = ""
    index: tuple[int, ...] = ()
    refs: str = ""
    there: bool = False


class Watched:
    """One workspace's repository.

    Attributes:
        top: the kernel's number for the workspace's own folder, of which only `.git` matters; -1 for none.
        watches: its numbers for what git keeps.
        looked: it was looked at.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.top = -1
        self.watches: set[int] = set()
        self.seen: Seen | None = None
        self.dirty = asyncio.Event()
        self.looked = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def concerns(self, notice: Notice) -> bool:
        """Tell whether something happened that may matter."""
        if notice.watch == self.top:
            return notice.name == b".git"
        if notice.watch not in self.watches:
            return False
        return bool(notice.what & (IGNORED | IS_FOLDER)) or not notice.name.endswith(_QUIET_NAMES)


class GitWatch(Module, WorkspaceLife):
    """Tells of changes in the repositories of the open workspaces."""

    def __init__(self, workspaces: OpenWorkspaces, repositories: Repositories) -> None:
        self._workspaces = workspaces
        self._repositories = repositories
        self._watched: dict[str, Watched] = {}
        self._kernel: Inotify | None = None
        self._started = False

    async def start(self) -> None:
        """Watch the repositories of the workspaces that are open, and of those that will be."""
        with suppress(OSError):
            self._kernel = Inotify()
            asyncio.get_running_loop().add_reader(self._kernel.fd, self._read)
        await self._workspaces.watch(self)
        self._started = True

    async def stop(self) -> None:
        """Stop watching."""
        for id_ in list(self._watched):
            await self._forget(id_)
        if self._kernel:
            asyncio.get_running_loop().remove_reader(self._kernel.fd)
            self._kernel.close()

    async def health(self) -> Health:
        """Tell whether changes in repositories are noticed."""
        if self._kernel is None:
            return Health(state="degraded", detail="Raise fs.inotify.max_user_instances (sysctl) and restart.")
        return Health()

    async def opened(self, workspace: Workspace) -> None:
        """Begin with a workspace."""
        watched = self._watched[workspace.id] = Watched(workspace)
        watched.dirty.set()
        watched.task = asyncio.create_task(self._follow(watched))
        if self._started:  # whoever opens it is told of all that happens from then on
            try:
                async with asyncio.timeout(FIRST_LOOK_SECONDS):
                    await watched.looked.wait()
            except TimeoutError:
                watched.seen = watched.seen or Seen()  # so that all of it is told then

    async def closed(self, workspace: Workspace) -> None:
        """Stop with a workspace."""
        await self._forget(workspace.id)

    async def _forget(self, id_: str) -> None:
        watched = self._watched.pop(id_, None)
        if watched is None:
            return
        if watched.task:
            watched.task.cancel()
            await asyncio.gather(watched.task, return_exceptions=True)
        used = {watch for each in self._watched.values() for watch in (*each.watches, each.top)}
        if kernel := self._kernel:
            for watch in {*watched.watches, watched.top} - used - {-1}:
                kernel.remove(watch)

    def _read(self) -> None:
        """Note what the kernel tells; it is looked at when it is quiet again."""
        for notice in self._kernel.read() if self._kernel else ():
            for watched in self._watched.values():
                if watched.concerns(notice):
                    watched.dirty.set()
                if notice.what & IGNORED:
                    watched.watches.discard(notice.watch)

    async def _follow(self, watched: Watched) -> None:
        while True:
            await watched.dirty.wait()
            for _ in range(10 if watched.seen else 0):
                watched.dirty.clear()
                await asyncio.sleep(QUIET_SECONDS)
                if not watched.dirty.is_set():
                    break
            watched.dirty.clear()
            now = await self._repositories.run(lambda: self._look(watched))
            before, watched.seen = watched.seen, now
            watched.looked.set()
            if before is not None and (what := _differs(before, now)):
                event = GitChanged(head=now.head, branch=now.branch, operation=now.operation, what=what)  # pyright: ignore[reportArgumentType]
                with suppress(IcotesError):
                    await watched.workspace.store.publish(event)

    def _look(self, watched: Watched) -> Seen:
        """Return how the repository stands, and watch what is new of it; blocks."""
        folder = watched.workspace.folder
        watched.top = max(self._watch([folder]), default=-1)
        try:
            place = find(folder)
            branches = [each for each in (place.common / "refs").rglob("*") if each.is_dir()]
            kept = [place.directory, place.common, place.directory / "logs", place.common / "refs"]
            watched.watches = self._watch([*kept, *branches[:MOST_FOLDERS]])
            return _seen(folder, place)
        except (IcotesError, OSError):
            watched.watches = self._watch([folder / ".git"])
            return Seen()

    def _watch(self, folders: list[Path]) -> set[int]:
        found: set[int] = set()
        kernel = self._kernel
        if kernel is None:
            return found
        for folder in folders:
            with suppress(OSError):
                handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                try:
                    found.add(kernel.add(handle))
                finally:
                    os.close(handle)
        return found


def _seen(folder: Path, place: Place) -> Seen:
    git = Git(folder, place.directory)
    said = git.text("for-each-ref", "--format=%(objectname) %(refname)")
    return Seen(
        head=git.commit(),
        branch=git.text("symbolic-ref", "--quiet", "--short", "HEAD", also=(1,)),
        operation=operation(place.directory),
        index=_stamp(place.directory / "index"),
        refs=said,
        there=True,
    )


def _stamp(file: Path) -> tuple[int, ...]:
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _differs(before: Seen, now: Seen) -> list[str]:
    what: list[str] = []
    if before.there != now.there:
        what.append("repository")
    if (before.head, before.branch) != (now.head, now.branch):
        what.append("head")
    what += [name for name in ("index", "refs", "operation") if getattr(before, name) != getattr(now, name)]
    return what
