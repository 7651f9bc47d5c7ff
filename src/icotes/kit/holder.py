"""Programs that outlive the server: each workspace's are held by a small process of its own, found again by its socket.

While the server lives it reads what they print; when it is gone, however it went, their holder reads on into the same
rings. A holder ends with its workspace, by `icotes stop --all`, or when nobody can reach it any more.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from socket import socket
from typing import Literal

from icotes.core.errors import Unavailable
from icotes.kit import holder_wire
from icotes.kit.holder_link import Held, Link, spawn_text
from icotes.kit.processes import find_program
from icotes.kit.state import StateFolder
from icotes.kit.threads import kept
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife

Wire = Literal["pty", "in", "out", "err", "channel"]
"""How a program is spoken with: on a terminal; by pipes as its standard streams; by a socket as its descriptor 3."""
PTY: tuple[Wire, ...] = ("pty",)
PIPES: tuple[Wire, ...] = ("in", "out", "err")
RING_BYTES = 4 * 1024 * 1024
GIVEN = "/proc/self/fd/"
"""Where a program stands that is one of the descriptors that it inherits."""

_ROOT = str(Path(__file__).parents[2])
_PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]); from icotes.kit.holder_process import main;"
    " main(int(sys.argv[2]), sys.argv[3])"
)


class Holders(WorkspaceLife):
    """The holders of the open workspaces."""

    def __init__(self, state: StateFolder, workspaces: OpenWorkspaces) -> None:
        self._state = state
        self._workspaces = workspaces
        self._open: set[str] = set()
        self._links: dict[str, Link] = {}
        self._beginning: dict[str, asyncio.Task[Link]] = {}
        self._killed: set[str] = set()
        self._stopping = False

    async def start(self) -> None:
        """Find the holders of the workspaces that are open, and of those that will be."""
        self._folder = await asyncio.to_thread(self._state.folder, "holders")
        await self._workspaces.watch(self)

    async def opened(self, workspace: Workspace) -> None:
        """Take over what a server before this one left running.

        Raises:
            Unavailable: it is there, and can't be reached now; nothing is lost.
        """
        self._open.add(workspace.id)
        path = self._path(workspace)
        try:
            await self._use(workspace, await kept(partial(holder_wire.connect, path), socket.close))
        except FileNotFoundError:
            return
        except ConnectionError:
            self._killed.add(workspace.id)
            await asyncio.to_thread(Path(path).unlink, missing_ok=True)
        except OSError as error:
            why = error.strerror or "another user's"
            raise Unavailable(f"What keeps this workspace's programs can't be reached ({why}); try again.") from error

    async def closed(self, workspace: Workspace) -> None:
        """End the holder with all that it holds; when the server stops, leave it."""
        self._open.discard(workspace.id)
        self._killed.discard(workspace.id)
        if beginning := self._beginning.get(workspace.id):
            await asyncio.wait({beginning})
        link = self._links.pop(workspace.id, None)
        if link and not self._stopping:
            link.leave()
            link.forget()
            await asyncio.to_thread(holder_wire.end, self._path(workspace))

    async def stop(self) -> None:
        """Leave all holders; they read on."""
        self._stopping = True
        if self._beginning:
            await asyncio.wait(set(self._beginning.values()))
        for link in self._links.values():
            link.leave()

    def was_killed(self, workspace: Workspace) -> bool:
        """Tell whether the holder before did not end well: how its programs ended, nobody knows."""
        return workspace.id in self._killed

    async def held(self, workspace: Workspace, owner: str) -> list[Held]:
        """Return what is held for a module, oldest first; those too that ended, as long as they are not dropped."""
        link = self._links.get(workspace.id)
        found = [held for held in link.held.values() if held.owner == owner] if link else []
        return sorted(found, key=lambda held: held.created)

    async def spawn(
        self,
        workspace: Workspace,
        id: str,
        argv: Sequence[str],
        *,
        owner: str,
        env: Mapping[str, str],
        cwd: int,
        streams: tuple[Wire, ...] = PTY,
        ring: int = RING_BYTES,
        rows: int = 24,
        cols: int = 80,
        mark: str = "",
        inherit: Mapping[int, int] | None = None,
        controls: bool = True,
    ) -> Held:
        """Start a program that the workspace's holder owns; its output is read from when somebody reads it.

        Args:
            id: unique in the workspace.
            argv: the program and its arguments; no shell reads them.
            owner: the module that asks for it again after a restart.
            env: its whole environment.
            cwd: its folder, open.
            streams: how it is spoken with; standard streams that are not among them are empty.
            ring: bytes that are kept of each stream.
            rows: of its terminal.
            cols: of its terminal.
            mark: an entry of its environment, `NAME=value`, by which what left its session is found as well.
            inherit: descriptors that it gets beside its streams, by the number that it knows them by.
            controls: it is controlled by its terminal from the start; otherwise something that it starts takes that.

        Raises:
            CommandNotFound: there is no such program, or it can't be run.
            Unacceptable: command and environment are too long for the system.
            Unavailable: the holder does not answer.
        """
        given = inherit or {}

        def describe() -> bytes:
            given_program = argv[0].startswith(GIVEN)
            program = argv[0] if given_program else find_program(argv[0], f"/proc/self/fd/{cwd}", env)
            said = {"program": program, "argv": [program, *argv[1:]], "env": dict(env), "streams": streams}
            more = {"ring": ring, "rows": rows, "cols": cols, "inherit": list(given), "controls": controls}
            return json.dumps({**said, **more, "id": id, "owner": owner, "mark": mark}).encode()

        text = spawn_text(await asyncio.to_thread(describe))
        try:
            link = await self._link(workspace)
            return await link.spawn((text, cwd, *given.values()))
        finally:
            os.close(text)

    async def _link(self, workspace: Workspace) -> Link:
        """Return the connection to a workspace's holder, which is started if there is none."""
        if workspace.id not in self._open or self._stopping:
            raise Unavailable("This workspace is closed; open its project again.")
        link = self._links.get(workspace.id)
        if link and not link.lost:
            return link
        beginning = self._beginning.get(workspace.id)
        if beginning is None:
            beginning = self._beginning[workspace.id] = asyncio.create_task(self._begin(workspace))
            beginning.add_done_callback(lambda _: self._beginning.pop(workspace.id, None))
        return await asyncio.shield(beginning)

    async def _begin(self, workspace: Workspace) -> Link:
        try:
            process, connection = await asyncio.to_thread(_started, self._path(workspace))
            try:
                return await self._use(workspace, connection)
            finally:
                await asyncio.to_thread(process.wait)
        except OSError as error:
            raise Unavailable(f"Programs can't be started here now ({error.strerror}); try again.") from error

    async def _use(self, workspace: Workspace, connection: socket) -> Link:
        link = Link(connection)
        try:
            await link.take()
        except BaseException:
            link.leave()
            raise
        self._links[workspace.id] = link
        return link

    def _path(self, workspace: Workspace) -> str:
        return str(self._folder / f"{workspace.id}{holder_wire.SUFFIX}")


def _started(path: str) -> "tuple[subprocess.Popen[bytes], socket]":
    """Start a holder and connect to it; it answers when it runs."""
    listener = holder_wire.listen(path)
    said = Path(path).with_suffix(".log")
    said.touch(0o600)
    with listener, said.open("wb") as complaints:
        number = listener.fileno()
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", "-c", _PROGRAM, _ROOT, str(number), path],
            pass_fds=(number,),
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        try:
            return process, holder_wire.connect(path)
        except OSError:
            with suppress(OSError):
                process.kill()
            process.wait()
            raise
