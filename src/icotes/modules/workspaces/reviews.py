"""Review what a worktree changed, and merge what is accepted."""

import asyncio
import contextlib
import os
import stat
from collections import defaultdict
from contextlib import aclosing
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from icotes.core.caller import Caller
from icotes.core.errors import Conflict, Denied, IcotesError, Unacceptable
from icotes.core.methods import Module, command, query
from icotes.kit.workspace import Workspace
from icotes.modules.files.types import FilePath, FileWriting
from icotes.modules.workspaces.git import Git
from icotes.modules.workspaces.known import KnownWorktrees
from icotes.modules.workspaces.reviewing import Reviewer
from icotes.modules.workspaces.triple import Triple
from icotes.modules.workspaces.worktree import Compared, Merged, Review, WorkspaceMerged, Worktree

TRIES = 5
"""How often a merge begins again when somebody types into the same files."""

HunkId = Annotated[str, Meta(min_length=1, max_length=40)]
Choice = dict[str, str | None]
Plan = list[tuple[Triple, Choice]]


class Reviews(Module):
    """What worktrees changed, on its way into `main`."""

    def __init__(self, known: KnownWorktrees, reviewer: Reviewer, files: FileWriting) -> None:
        self._known = known
        self._reviewer = reviewer
        self._files = files
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @query(scope="files:read", rest="GET /workspaces/{workspace}/review")
    async def review(self, caller: Caller, worktree: Worktree, *, path: FilePath = "") -> Review:
        """Return what a worktree changed that the workspace it came from has not taken yet, committed or not.

        Each hunk can be accepted by itself with `workspaces.merge`. One is in conflict where both changed the same
        lines in different ways: it then tells all three versions of them.

        Args:
            path: the only file to review.

        Raises:
            NotFound: it is no worktree, or is not open.
            Denied: the key does not reach the workspace that it came from.
        """
        _check(caller, worktree)
        return await self._reviewer.review(worktree, path)

    @query(scope="files:read")
    async def compare(self, caller: Caller, worktree: Worktree, path: FilePath) -> Compared:
        """Return a file that a worktree changed in three versions: as both began, as `main` has it, and as it is there.

        Raises:
            NotFound: there is nothing to review in this file.
            Denied: the key does not reach the workspace that the worktree came from.
        """
        _check(caller, worktree)
        return await self._reviewer.compare(worktree, path)

    @command(scope="files:write", rest="POST /workspaces/{workspace}/merge")
    async def merge(
        self,
        caller: Caller,
        worktree: Worktree,
        *,
        accept: list[HunkId] | None = None,
        resolve: dict[HunkId, str] | None = None,
    ) -> Merged:
        """Put a worktree's changes into the workspace that it came from: all of them, or none when something is amiss.

        They become edits of its files, not commits, and merge with what people type there.

        Args:
            accept: the ids of the hunks to take; all unless given.
            resolve: for hunks in conflict, by id: the text to put in place of the lines.

        Raises:
            Conflict: a hunk is in conflict and not resolved, or is not there any more; nothing was changed.
            NotFound: it is no worktree, or is not open.
            Denied: the key does not reach the workspace that it came from.
        """
        _check(caller, worktree)
        main, _ = self._reviewer.sides(worktree)
        async with self._turns[main.id]:
            plan, left = await self._merged(worktree, accept, resolve or {})
        paths, hunks = [triple.path for triple, _ in plan], sum(len(choice) for _, choice in plan)
        if plan:
            event = WorkspaceMerged(worktree=worktree.id, name=worktree.name, paths=paths, hunks=hunks)
            await main.store.publish(event)
        return Merged(paths=paths, hunks=hunks, left=left)

    async def _merged(self, worktree: Worktree, accept: list[str] | None, resolve: dict[str, str]) -> tuple[Plan, int]:
        tries = TRIES
        while True:
            base = await self._reviewer.base(worktree)
            plan, left = await self._planned(worktree, base, accept, resolve)
            try:
                await self._write(*self._reviewer.sides(worktree), plan)
            except Conflict:
                tries -= 1
                if not tries:
                    raise
                continue
            await self._remember(worktree, base, plan)
            return plan, left

    async def _planned(
        self, worktree: Worktree, base: str, accept: list[str] | None, resolve: dict[str, str]
    ) -> tuple[Plan, int]:
        wanted = None if accept is None else {*accept, *resolve}
        plan: Plan = []
        unsettled: list[str] = []
        seen: set[str] = set()
        more = 0
        async with aclosing(self._reviewer.triples(worktree, base)) as triples:
            async for triple in triples:
                if triple.note and wanted is None:
                    raise Unacceptable(f"{triple.path} can't be merged here. {triple.note}", path=triple.path)
                chosen: Choice = {id_: resolve.get(id_) for id_ in triple.hunks if wanted is None or id_ in wanted}
                seen |= chosen.keys()
                more += len(triple.hunks) - len(chosen)
                if any(triple.hunks[id_].conflict and text is None for id_, text in chosen.items()):
                    unsettled.append(triple.path)
                if chosen:
                    plan.append((triple, chosen))
        if gone := sorted({*(wanted or ()), *resolve} - seen):
            raise Conflict("Some of these changes are not there any more; review again.", gone=gone)
        if unsettled:
            raise Conflict(
                f"Both changed the same lines of {', '.join(unsettled[:5])}: look at workspaces.review, and give the"
                " text for them as `resolve`, or `accept` the others only.",
                conflicts=unsettled,
            )
        return plan, more

    async def _write(self, main: Workspace, here: Workspace, plan: Plan) -> None:
        done: list[Triple] = []
        try:
            for triple, chosen in plan:
                content = await asyncio.to_thread(triple.merged, chosen)
                if content != triple.main.data:
                    await self._put(main, triple, content)
                    done.append(triple)
                    if triple.main.data is None:
                        await asyncio.to_thread(_let_run, main, here, triple.path)
        except BaseException:
            for triple in reversed(done):
                with contextlib.suppress(IcotesError):
                    await asyncio.shield(self._take_back(main, triple))
            raise

    async def _put(self, main: Workspace, triple: Triple, content: bytes | None) -> None:
        if content is None:
            if await self._reviewer.side(main, triple.path) != triple.main:
                raise Conflict(f"Somebody changed {triple.path} meanwhile; review again.", path=triple.path)
            await self._files.delete(main, triple.path)
            return
        folder = triple.path.rpartition("/")[0]
        if triple.main.data is None and folder:
            with contextlib.suppress(Conflict):
                await self._files.make_folder(main, folder)
        await self._files.write(main, triple.path, data=content, version=triple.main.version)

    async def _take_back(self, main: Workspace, triple: Triple) -> None:
        if triple.main.data is None:
            await self._files.delete(main, triple.path)
        else:
            await self._files.write(main, triple.path, data=triple.main.data)

    async def _remember(self, worktree: Worktree, base: str, plan: Plan) -> None:
        """Have what was accepted count as settled, whatever either side makes of these lines later."""

        def keep() -> dict[str, str]:
            git = Git(Path(worktree.folder), Path(worktree.directory))
            taken = {triple.name: triple.taken(chosen) for triple, chosen in plan}
            return {name: "" if content is None else git.keep(content) for name, content in taken.items()}

        await self._known.put_merged(worktree, base, await asyncio.to_thread(keep))


def _let_run(main: Workspace, here: Workspace, path: str) -> None:
    """Let a new file be run as it may be in the worktree."""
    runs = here.root.stat(path).st_mode & 0o111
    if runs:
        handle = main.root.open_file(path)
        try:
            os.fchmod(handle, stat.S_IMODE(os.fstat(handle).st_mode) | runs)
        finally:
            os.close(handle)


def _check(caller: Caller, worktree: Worktree) -> None:
    if not caller.grant.reaches(worktree.base):
        raise Denied("This key does not reach the workspace that this worktree merges into; ask for one that does.")
