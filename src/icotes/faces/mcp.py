"""The table as MCP tools: streamable HTTP on the server, stdio for `icotes mcp serve`.

The official SDK takes a second to import, so everything that needs it stands in
`mcp_sdk.py`, and this file is the one place that loads it, on first use.
"""

import asyncio
import importlib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from icotes.core.caller import Caller
from icotes.faces.tools import Choice, Tools
from icotes.kit.dispatch import Dispatcher


class McpFace:
    """Answers `/mcp`, after the guard has let a request pass.

    Each request stands for itself: there is no session on the server that could
    be lost, stolen or filled up.

    Args:
        dispatcher: calls methods.
        most: bytes that a request has at most.
    """

    def __init__(self, dispatcher: Dispatcher, most: int) -> None:
        self._most = most
        self._dispatcher = dispatcher
        self._lock = asyncio.Lock()
        self._endpoint: Any = None

    async def handle(self, scope: Any, receive: Any, send: Any, caller: Caller) -> None:
        """Answer one HTTP request in the caller's name (ASGI)."""
        endpoint = self._endpoint or await self._begin()
        await endpoint.handle(scope, receive, send, caller)

    async def _begin(self) -> Any:
        async with self._lock:
            if self._endpoint is None:
                endpoint = await asyncio.to_thread(self._load)
                await endpoint.start()
                self._endpoint = endpoint
            return self._endpoint

    def _load(self) -> Any:
        """Load the SDK and write every tool's schemas: not at the start, for few servers are asked for them."""
        return _sdk().Endpoint(Tools(self._dispatcher), self._most)

    async def stop(self) -> None:
        """End the calls that run."""
        async with self._lock:
            if self._endpoint is not None:
                await self._endpoint.stop()
                self._endpoint = None


class Running(Protocol):
    """A server that runs: its address and a key of it."""

    url: str
    token: str


async def serve_remote(find: Callable[[], Running], modules: Sequence[str] = (), workspace: str = "") -> None:
    """Speak MCP on stdin and stdout for a server that runs.

    Args:
        find: returns the server, or raises `Unavailable`; asked for each request, for the server may start anew.
        modules: whose methods are tools; empty for the usual ones.
        workspace: of calls that name none.

    Raises:
        Unavailable: there is none to begin with.
    """
    find()
    await _sdk().serve_remote(find, Choice(modules, workspace))


async def serve_local(dispatcher: Dispatcher, caller: Caller, modules: Sequence[str] = ()) -> None:
    """Speak MCP on stdin and stdout, with the methods in this process."""
    await _sdk().serve_local(Tools(dispatcher), caller, Choice(modules))


def in_process(dispatcher: Dispatcher, caller: Caller) -> Any:
    """Return a stock MCP client (`mcp.Client`) of the methods in this process, for tests."""
    return _sdk().in_process(Tools(dispatcher), caller)


def _sdk() -> Any:
    return importlib.import_module("icotes.faces.mcp_sdk")
