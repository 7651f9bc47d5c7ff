"""Finds what a worktree changed that `main` has not taken yet."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from icotes.core.errors import Denied, NotFound, QuotaExceeded, Unacceptable
from icotes.kit.filenames import to_wire
from icotes.kit.workspace import OpenWorkspaces, Workspace
from icotes.modules.files.types import NEW, Disk, OpenText
from icotes.modules.workspaces.git import Changed, Git
from icotes.modules.workspaces.known import KnownWorktrees
from icotes.modules.workspaces.triple import Side, Triple
from icotes.modules.workspaces.worktree import Compared, Review, ReviewedFile, Worktree

LONGEST = 8 << 20
"""Bytes of a file that can be reviewed."""
MOST_FILES = 5_000
MOST_SHOWN = 1 << 20
"""Bytes of hunks in one review; those of further files are left out."""
AT_ONCE = 50
"""Files whose base is asked of git in one go."""


class Reviewer:
    """Compares worktrees with what they merge into, as both are now, on disk and in open documents.

    Args:
        open_text: holds what is typed and not on disk yet.
        disk: the way to the files.
    """

    def __init__(
        self, known: KnownWorktrees, workspaces: OpenWorkspaces, open_text: OpenText | None, disk: Disk
    ) -> None:
        self._known = known
        self._workspaces = workspaces
        self._open_text = open_text
        self._disk = disk

    def sides(self, worktree: Worktree) -> tuple[Workspace, Workspace]:
        """Return the workspace of `main` and that of the worktree.

        Raises:
            NotFound: one of them is not open.
        """
        try:
            return self._workspaces.get(worktree.base), self._workspaces.get(worktree.id)
        except NotFound:
            raise NotFound(
                f"{worktree.name} or what it merges into is not open: open the project, or delete the worktree if its"
                " folder was removed."
            ) from None

    async def review(self, worktree: Worktree, path: str = "") -> Review:
        """Return what the worktree changed; of one file if `path` is given."""
        files: list[ReviewedFile] = []
        shown = 0
        base = await self.base(worktree)
        async with aclosing(self.triples(worktree, base, path)) as triples:
            async for triple in triples:
                if (file := await asyncio.to_thread(triple.reviewed)) is None:
                    continue
                shown += triple.size
                files.append(triple.without_hunks(file) if shown > MOST_SHOWN and len(files) > 0 else file)
        return Review(
            worktree=worktree.id,
            main=worktree.base,
            branch=worktree.branch,
            base=base,
            files=files,
            conflicts=sum(each.conflicts for each in files),
        )

    async def compare(self, worktree: Worktree, path: str) -> Compared:
        """Return a changed file in its three versions.

        Raises:
            NotFound: the worktree did not change it, or it was merged.
        """
        async with aclosing(self.triples(worktree, await self.base(worktree), path)) as triples:
            async for triple in triples:
                if file := await asyncio.to_thread(triple.reviewed):
                    return triple.compared(file)
        raise NotFound(f"There is nothing to review in {path}: it was merged meanwhile, or never changed.", path=path)

    async def base(self, worktree: Worktree) -> str:
        """Return the commit that both began with."""
        main, _ = self.sides(worktree)

        def ask() -> str:
            head = Git(main.folder).commit()
            git = Git(Path(worktree.folder), Path(worktree.directory))
            return (git.text("merge-base", "HEAD", head, also=(1, 128)) if head else "") or worktree.start

        return await asyncio.to_thread(ask)

    async def triples(self, worktree: Worktree, base: str, path: str = "") -> AsyncGenerator[Triple]:
        """Yield each file that the worktree changed, in its three versions.

        Args:
            base: the commit that both began with.
            path: of the one file that is wanted; all if it is empty.

        Raises:
            QuotaExceeded: there are too many.
        """
        main, here = self.sides(worktree)
        if self._open_text:
            await self._open_text.flush(main, path)
            await self._open_text.flush(here, path)
        git = Git(Path(worktree.folder), Path(worktree.directory))
        merged = await self._known.merged(worktree, base)
        changed = await asyncio.to_thread(git.changed, base)
        known = {each.path for each in changed}
        changed += [Changed(name, "", False) for name in sorted(merged.keys() - known)]
        if path:
            changed = [each for each in changed if _wire(each.path) == path]
        if len(changed) > MOST_FILES:
            raise QuotaExceeded(f"{len(changed)} files differ; commit a .gitignore for what was built, then try again.")
        for start in range(0, len(changed), AT_ONCE):
            some = changed[start : start + AT_ONCE]
            blobs = {blob for each in some for blob in (each.blob, merged.get(each.path, "")) if blob}
            contents = await asyncio.to_thread(git.contents, sorted(blobs))
            for each in some:
                taken = merged.get(each.path, each.blob)
                before = contents.get(taken, contents.get(each.blob)) if taken else None
                name = _wire(each.path)
                sides = [await self.side(workspace, name, special=each.special) for workspace in (main, here)]
                yield Triple(name, each.path, before, sides[0], sides[1])

    async def side(self, workspace: Workspace, path: str, *, special: bool = False) -> Side:
        """Return a file as a workspace has it now; what git calls special is not looked at."""
        if special:
            return Side(None, "", "A link or a repository in the repository: take it over by git.")
        try:
            if self._open_text and (held := await self._open_text.text(workspace, path)):
                return Side(held.data, held.version)
            found = await self._disk.load(workspace, path, LONGEST)
        except NotFound:
            return Side(None, NEW)
        except (Denied, Unacceptable, QuotaExceeded) as error:
            return Side(None, "", error.message)
        note = "" if found.path == path else "A link: take it over by git."
        return Side(found.data, found.version, note)


def _wire(path: str) -> str:
    return "/".join(map(to_wire, path.split("/")))
