"""Finds the worktree that a call names, open or not."""

from typing import Any, ClassVar

from icotes.core.call import Resolver
from icotes.core.caller import Caller
from icotes.core.errors import Invalid, NotFound
from icotes.modules.workspaces.known import KnownWorktrees
from icotes.modules.workspaces.worktree import Worktree


class WorktreeResolver(Resolver[Worktree]):
    """Finds a worktree by its workspace's id or name; without one, the only one that the caller's key reaches."""

    type: ClassVar[Any] = Worktree
    parameter: ClassVar[str] = "workspace"

    def __init__(self, known: KnownWorktrees) -> None:
        self._known = known

    async def resolve(self, caller: Caller, name: str) -> Worktree:
        """Return the worktree called `name`; the caller's only one if `name` is empty."""
        reached = [each for each in self._known.all() if caller.grant.reaches(each.id) and each.state == "ready"]
        found = [each for each in reached if name in {each.id, each.name}] if name else reached
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(each.name for each in found)
            raise Invalid(f"Say which `workspace` you mean: {names}.", field="workspace")
        raise NotFound(
            f"There is no worktree {name[:100]!r}; workspaces.list shows which workspaces have a branch of their own."
        )

    def workspace_id(self, found: Worktree) -> str:
        """Return its workspace's id."""
        return found.id
