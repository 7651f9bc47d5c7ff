"""Finds the workspace that a call names."""

from typing import Any, ClassVar

from icotes.core.call import Resolver
from icotes.core.caller import Caller
from icotes.core.errors import Invalid, NotFound
from icotes.kit.workspace import OpenWorkspaces, Workspace


class WorkspaceResolver(Resolver[Workspace]):
    """Finds an open workspace by id or name; without one, the only one that the caller's key reaches."""

    type: ClassVar[Any] = Workspace
    parameter: ClassVar[str] = "workspace"

    def __init__(self, workspaces: OpenWorkspaces) -> None:
        self._workspaces = workspaces

    async def resolve(self, caller: Caller, name: str) -> Workspace:
        """Return the workspace called `name`; the caller's only one if `name` is empty."""
        reached = [each for each in self._workspaces.all() if caller.grant.reaches(each.id)]
        if name:
            found = self._workspaces.get(name)
            if found in reached:
                return found
            raise NotFound(f"There is no workspace {name[:100]!r}; workspaces.list shows those that are open.")
        if len(reached) == 1:
            return reached[0]
        if not reached:
            raise NotFound("No workspace is open for this key; open a folder with projects.open.")
        names = ", ".join(sorted(each.name for each in reached))
        raise Invalid(f"Say which `workspace` you mean: {names}.", field="workspace")

    def workspace_id(self, found: Workspace) -> str:
        """Return its id."""
        return found.id
