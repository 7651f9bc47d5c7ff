"""A limit on what runs in each workspace, held while something starts that is not counted yet."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from icotes.core.errors import QuotaExceeded
from icotes.kit.workspace import Workspace


class Places:
    """The places that a limit leaves in each workspace.

    Args:
        limit: how many there are.
        full: what is said when there is none, with what to do.
    """

    def __init__(self, limit: int, full: str) -> None:
        self._limit = limit
        self._full = full
        self._starting: Counter[str] = Counter()

    @contextmanager
    def one(self, workspace: Workspace, running: int) -> Generator[None]:
        """Hold a place while something is started.

        Args:
            running: how much runs already.

        Raises:
            QuotaExceeded: there is none.
        """
        if running + self._starting[workspace.id] >= self._limit:
            raise QuotaExceeded(self._full, limit=self._limit)
        self._starting[workspace.id] += 1
        try:
            yield
        finally:
            self._starting[workspace.id] -= 1
