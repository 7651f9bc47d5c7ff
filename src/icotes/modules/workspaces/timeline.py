"""The timeline of a workspace: what changed, and the way back to any point."""

import asyncio
import logging
import sqlite3
import time
from typing import Annotated

from msgspec import Meta

from icotes.core.call import Call
from icotes.core.caller import Caller
from icotes.core.errors import Conflict, Unavailable
from icotes.core.methods import Module, command, every, query
from icotes.kit.health import Health
from icotes.kit.page import Page
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.files.types import FilePath, OpenText, Wholesale
from icotes.modules.workspaces import archive, differences, past, points, restoring
from icotes.modules.workspaces.archive import Deed
from icotes.modules.workspaces.differences import Pair
from icotes.modules.workspaces.moments import (
    CheckpointMade,
    CheckpointName,
    Difference,
    Moment,
    PastContent,
    Point,
    Restored,
    TimelineSettings,
    Trimmed,
)
from icotes.modules.workspaces.recorder import Recorder
from icotes.modules.workspaces.restoring import Restoring
from icotes.modules.workspaces.witness import Deeds, author_of

READ, WRITE = "files:read", "files:write"
"""The past of files is theirs: whoever may not read or write them may not by way of it."""
Many = Annotated[int, Meta(ge=1, le=1000)]
FIRST_SECONDS = 60.0
"""How long a call waits for the begin of a timeline."""

logger = logging.getLogger(__name__)


class Timeline(Module, WorkspaceLife):
    """The past of the open workspaces."""

    def __init__(
        self,
        workspaces: OpenWorkspaces,
        wholesale: Wholesale,
        open_text: OpenText | None,
        deeds: Deeds,
        settings: TimelineSettings,
    ) -> None:
        self._workspaces = workspaces
        self._wholesale = wholesale
        self._open = open_text
        self._deeds = deeds
        self._settings = settings
        self._recorders: dict[str, Recorder] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._going: set[asyncio.Task[Restored]] = set()

    async def start(self) -> None:
        """Keep the past of the workspaces that are open, and of those that open later."""
        await self._workspaces.watch(self)

    async def stop(self) -> None:
        """Stop writing; what still goes back is told at the next start."""
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)
        while self._recorders:
            await self._recorders.popitem()[1].close()

    async def opened(self, workspace: Workspace) -> None:
        """Go on with a workspace's timeline; tell of a restore that a crash cut short."""
        recorder = Recorder(workspace, self._wholesale, self._deeds, self._settings)
        await recorder.open()
        cut = await recorder.store.write(restoring.interrupted)
        recorder.calls |= cut.keys()
        await workspace.store.publish(*cut.values())
        self._recorders[workspace.id] = recorder
        self._turns[workspace.id] = asyncio.Lock()
        recorder.begin()

    async def closed(self, workspace: Workspace) -> None:
        """Stop writing a workspace's timeline."""
        self._turns.pop(workspace.id, None)
        if recorder := self._recorders.pop(workspace.id, None):
            await recorder.close()

    async def health(self) -> Health:
        """Say which timelines are not written."""
        troubles = [recorder.trouble for recorder in self._recorders.values() if recorder.trouble]
        return Health(state="degraded" if troubles else "ok", detail=" ".join(troubles))

    async def _recorder(self, workspace: Workspace) -> Recorder:
        recorder = self._recorders[workspace.id]
        try:
            async with asyncio.timeout(FIRST_SECONDS):
                await recorder.ready()
        except TimeoutError:
            raise Unavailable("The timeline of this workspace is still being begun; try again in a moment.") from None
        return recorder

    @query(rest="GET /workspaces/{workspace}/timeline", scope=READ)
    async def timeline(
        self,
        workspace: Workspace,
        *,
        path: FilePath = "",
        after: Annotated[str, Meta(pattern=r"^(m[0-9]{1,18})?\Z")] = "",
        limit: Many = 100,
    ) -> Page[Moment]:
        """Return what changed, newest first, whoever did it and through what; all that is told by now is on it.

        Args:
            path: a file, wherever it was, or a folder with all in it; left out, everything.
            after: the `next` of the page before.
            limit: moments to a page, at most.
        """
        recorder = await self._recorder(workspace)
        if not after:
            await recorder.catch_up()
        before = int(after[1:]) if after else (1 << 62)
        found = await recorder.store.read(lambda db: archive.moments(db, path, before, limit + 1))
        return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)

    @query(scope=READ)
    async def content_at(self, workspace: Workspace, path: FilePath, moment: Point) -> PastContent:
        """Return a file as it was at a point.

        Args:
            path: where it was then.
            moment: the point.

        Raises:
            PointNotFound: there is no such point.
            PathNotKept: there was no file, or its content was not kept.
            ContentMissing: the content is damaged or not kept any more.
            QuotaExceeded: it is too large for an answer.
        """
        recorder = await self._recorder(workspace)
        return await recorder.store.read(lambda db: past.content(db, path, points.find(db, moment)))

    @command
    async def checkpoint(self, workspace: Workspace, caller: Caller, call: Call, name: CheckpointName) -> Moment:
        """Give the state of all files as it is now a name; open texts are brought to disk first.

        Raises:
            Conflict: there is a checkpoint of this name; `current` is its moment.
            BadPointName: it could be taken for a time or a moment.
        """
        points.check_name(name)
        recorder = await self._recorder(workspace)
        if self._open:
            await self._open.flush(workspace)
        await recorder.settle()
        deed = Deed(
            time.time(),
            (author_of(caller),),
            "agent" if caller.kind == "agent" else "method",
            call.method.name,
            call.id,
        )
        found, is_new = await recorder.store.write(lambda tx: past.checkpoint(tx, name, deed))
        if not is_new:
            raise Conflict(
                f"There is a checkpoint {name!r} already: m{found}; choose another name.", current=f"m{found}"
            )
        await workspace.store.publish(CheckpointMade(moment=f"m{found}", name=name))
        return await recorder.store.read(lambda db: archive.moment(db, found))

    @query(scope=READ)
    async def diff(
        self,
        workspace: Workspace,
        old: Point,
        new: Point | None = None,
        *,
        path: FilePath = "",
        hunks: bool = False,
        after: FilePath = "",
        limit: Many = 100,
    ) -> Page[Difference]:
        """Return which files differ between two points, by path, and how many lines.

        Args:
            old: the one point.
            new: the other one; left out, now.
            path: a file, or a folder with all in it; left out, everything.
            hunks: return what differs too; of a single file it is returned anyway.
            after: the `next` of the page before.
            limit: files to a page, at most.

        Raises:
            PointNotFound: there is no such point.
        """
        recorder = await self._recorder(workspace)
        if new is None:
            await recorder.catch_up()

        def job(db: sqlite3.Connection) -> Page[Difference]:
            begin = points.find(db, old)
            end = points.find(db, new) if new is not None else archive.newest(db)
            found = differences.pairs(db, begin, end, path)
            left: list[Pair] = [pair for pair in found if pair.path > after]
            shown = [differences.describe(db, each, hunks=hunks or each.path == path) for each in left[:limit]]
            return Page(shown, shown[-1].path if len(left) > limit else None)

        return await recorder.store.read(job)

    @command(scope=WRITE)
    async def restore(
        self, workspace: Workspace, caller: Caller, call: Call, to: Point, *, path: FilePath = ""
    ) -> Restored:
        """Take a file, a folder or the whole workspace back to a point. `before` in the answer undoes it.

        What git ignores stays as it is. Open texts get what they were as an edit. Files of which the content is not
        kept are left as they are and named in the answer.

        Args:
            to: the point.
            path: a file, or a folder with all in it; left out, everything.

        Raises:
            PointNotFound: there is no such point, or it is older than what is kept.
            PathNotKept: nothing is or was at the path.
            ContentMissing: a content is damaged or not kept any more; nothing was changed.
        """
        recorder = await self._recorder(workspace)
        going = Restoring(recorder, self._wholesale, self._open, call.id, author_of(caller))
        task = asyncio.create_task(self._restore(going, recorder, to, path))
        self._going.add(task)
        task.add_done_callback(self._gone)
        return await asyncio.shield(task)

    def _gone(self, task: "asyncio.Task[Restored]") -> None:
        self._going.discard(task)
        if not task.cancelled():
            task.exception()  # whoever asked may not wait any more

    async def _restore(self, going: Restoring, recorder: Recorder, to: str, path: str) -> Restored:
        """Go back to the end, whether somebody still waits for it or not."""
        async with self._turns[recorder.workspace.id]:
            point = await recorder.store.read(lambda db: points.find(db, to))
            return await going.run(point, path)

    @command
    async def trim(self, workspace: Workspace) -> Trimmed:
        """Forget what is older, or more, than the settings `timeline.days` and `timeline.bytes` keep."""
        return await (await self._recorder(workspace)).trim()

    @every("1h")
    async def trim_all(self) -> None:
        """Forget what is too old or too much of all open workspaces."""
        for recorder in list(self._recorders.values()):
            await recorder.trim()
