"""What the composition root lends to the command line; loaded only when something runs in this process."""

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Protocol

from icotes.core.container import Container
from icotes.core.table import Table
from icotes.faces.server import Address
from icotes.kit.settings import Settings
from icotes.kit.state import StateFolder


class Program(Protocol):
    """The functions of `icotes.app`."""

    def table(self) -> Table:
        """Return the table of all methods; nothing is started for it."""
        ...

    def settings(self, config: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
        """Return what is set by the file, the environment and the command line."""
        ...

    def build(self, settings: Settings, state: StateFolder) -> Container:
        """Return the container with every part; nothing runs yet."""
        ...

    def serve(
        self, settings: Settings, state: StateFolder, folder: Path | None, ready: Callable[[Address], None]
    ) -> Coroutine[Any, Any, None]:
        """Run the server until it is told to stop."""
        ...
