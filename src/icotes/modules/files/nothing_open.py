"""A server that holds no open texts: what is on disk is the truth."""

from icotes.kit.workspace import Workspace
from icotes.modules.files.types import Entry, OpenedText, OpenText


class NothingOpen(OpenText):
    """Stands in where no part supplies `OpenText`."""

    async def text(self, workspace: Workspace, path: str) -> OpenedText | None:  # noqa: ARG002
        """Return nothing."""
        return None

    async def replace(self, workspace: Workspace, path: str, data: bytes, version: str | None) -> Entry | None:  # noqa: ARG002
        """Return nothing."""
        return None

    async def flush(self, workspace: Workspace, path: str = "") -> None:
        """Nothing waits."""
