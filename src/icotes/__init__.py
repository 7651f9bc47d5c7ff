"""icotes: a workspace server that people, scripts and AI agents share live."""

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from icotes.client.http import Client
    from icotes.client.socket import AsyncClient

__all__ = ["AsyncClient", "Client", "__version__"]
__version__ = "0.1.0"

_CLIENTS = {"Client": "icotes.client.http", "AsyncClient": "icotes.client.socket"}


def __getattr__(name: str) -> object:
    """Load a client when somebody asks for it: the server and the command line start without."""
    if name in _CLIENTS:
        return getattr(importlib.import_module(_CLIENTS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
